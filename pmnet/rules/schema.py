"""Whether one record is well-formed: the packaged JSON Schemas, and what they mean in a person's words.

The only module that knows jsonschema and its faster sister, and the schemas are the one packaged constant that rules
read. Schemas come from this package only: no reference leaves its own file, so nothing a repository holds can be used as
a schema.
"""

from __future__ import annotations

import functools
import importlib.resources
import itertools
import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from pmnet.domain.clock import parse_instant
from pmnet.domain.phrase import Phrase, listed, phrase
from pmnet.domain.text import closest
from pmnet.errors import Finding

Suggest = Callable[[str, str], str]
"""(vocabulary, word) -> the nearest key, or an empty string."""


MOST = 100
"""How many findings of one record are looked for; who made more mends these first."""

SUGGESTED = 20
"""For how many findings of one record the nearest value is looked up: a flood of wrong words must not take long."""


def schema_text(kind: str) -> str:
    """The schema of a kind of record; packaged in a wheel, beside the package in a checkout."""
    root = importlib.resources.files("pmnet")
    packaged = root / "_schemas" / f"{kind}.schema.json"
    return (packaged if packaged.is_file() else root / ".." / "schemas" / f"{kind}.schema.json").read_text("utf-8")


def version() -> int:
    """The version of the schemas, which is that of the format in which records are written."""
    found = re.search(r"/schemas/(\d+)/", json.loads(schema_text("network"))["$id"])
    return int(found[1]) if found is not None else 0


def _no_suggestion(vocabulary: str, word: str) -> str:
    return ""


def check(kind: str, content: Mapping[str, Any], path: str, suggest: Suggest = _no_suggestion) -> list[Finding]:
    """What is wrong with one record's mapping, in the order of the schema; empty when it is well-formed."""
    fast = _fast_validator(kind)
    if fast is not None and fast.is_valid(content):
        return []
    errors = list(itertools.islice(_validator(kind).iter_errors(content), MOST))
    once = [error for error in errors if not _said_better(error, errors)]
    found = (
        finding
        for number, error in enumerate(once)
        for finding in _findings(error, path, suggest if number < SUGGESTED else _no_suggestion)
    )
    return list(dict.fromkeys(found))


@functools.cache
def enumerations(kind: str) -> dict[str, tuple[str, ...]]:
    """The vocabularies a kind's schema holds, by name."""
    definitions = json.loads(schema_text(kind))["$defs"]
    return {name: tuple(found["enum"]) for name, found in definitions.items() if "enum" in found}


def described(kind: str, field: str) -> dict[str, str]:
    """What a kind's schema says of each field below one of its fields; further down, names are joined by dots."""
    return dict(_described(json.loads(schema_text(kind))["properties"][field], ""))


def _described(part: Mapping[str, Any], above: str) -> Iterator[tuple[str, str]]:
    for name, found in part["properties"].items():
        if "properties" in found:
            yield from _described(found, f"{above}{name}.")
        else:
            yield above + name, plain_phrase(found["description"])


def plain_phrase(text: str) -> Phrase:
    """A text of a schema as a phrase without values."""
    return Phrase(text.replace("{", "{{").replace("}", "}}"), {})


def _said_better(error: Any, errors: list[Any]) -> bool:
    """Whether another finding about the same value says more: an empty text has no proper form either."""
    if error.validator not in ONE_OF:
        return False
    better = ONE_OF[: ONE_OF.index(error.validator)]
    return any(other.validator in better and other.absolute_path == error.absolute_path for other in errors)


ONE_OF = ("minLength", "pattern", "format")
"""Keywords that fail together, the most telling one first."""


@functools.cache
def _fast_validator(kind: str) -> Any | None:
    """A validator that says yes or no sixty times faster, where it is installed (`pip install pmnet[fast]`).

    Only its yes counts: whatever it does not pass is looked at again for the words.
    """
    try:
        import jsonschema_rs
    except ImportError:
        return None
    options: Any = {"formats": dict(FORMATS), "validate_formats": True}
    return jsonschema_rs.validator_for(json.loads(schema_text(kind)), **options)


def _is_day(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


def _is_instant(text: str) -> bool:
    try:
        return bool(parse_instant(text))
    except ValueError:
        return False


FORMATS: Mapping[str, Callable[[str], bool]] = {
    "date": _is_day,
    "date-time": _is_instant,
    "email": lambda text: "@" in text,
}
"""The formats that are checked, the same for every validator."""


@functools.cache
def _validator(kind: str) -> Any:
    """A reusable validator; building it and importing jsonschema cost 130 ms, so only commands that judge do it."""
    from jsonschema import Draft202012Validator, FormatChecker, ValidationError
    from jsonschema.validators import extend
    from referencing import Registry

    def pattern(validator: Any, expression: str, instance: Any, schema: Any) -> Iterator[Any]:
        # Python's $ also matches before a final line feed, JSON Schema's does not.
        if isinstance(instance, str) and not re.search(re.sub(r"\$\Z", r"\\Z", expression), instance):
            yield ValidationError(
                phrase("{instance!r} does not match {expression!r}", instance=instance, expression=expression)
            )

    formats = FormatChecker(formats=())
    for name, fits in FORMATS.items():
        formats.checks(name)(lambda value, fits=fits: not isinstance(value, str) or fits(value))
    build: Any = extend
    validator = build(Draft202012Validator, {"pattern": pattern})
    return validator(json.loads(schema_text(kind)), registry=Registry(), format_checker=formats)


def _findings(error: Any, path: str, suggest: Suggest) -> Iterator[Finding]:
    pointer = tuple(error.absolute_path)
    rule = f"schema-{_kebab(error.validator)}"
    if error.validator == "additionalProperties":
        known = list(error.schema["properties"])
        for name in sorted(set(error.instance) - set(known)):
            if not name.startswith("x-"):
                hint = _meant(closest(name, known)) or phrase("fields of your own begin with x-")
                yield Finding(
                    path, rule, phrase("{name!r} is not a field here", name=name), hint, (*pointer, name), at_name=True
                )
        return
    if error.validator == "required":
        for name in error.validator_value:
            if name not in error.instance:
                described = plain_phrase(error.schema["properties"][name]["description"])
                yield Finding(
                    path,
                    rule,
                    phrase("{name!r} is missing", name=name),
                    phrase("add {name}: {described}", name=name, described=described),
                    pointer,
                )
        return
    if error.validator == "anyOf":
        words = [word for option in error.context for word in option.validator_value]
        hint = _meant(closest(str(error.instance), words))
        yield Finding(
            path, rule, phrase("{show} is not one of the known reasons", show=_show(error.instance)), hint, pointer
        )
        return
    message, hint = _in_words(error, suggest)
    if "propertyNames" in error.absolute_schema_path:
        yield Finding(path, rule, message, hint, (*pointer, error.instance), at_name=True)
    else:
        yield Finding(path, rule, message, hint, pointer)


def _in_words(error: Any, suggest: Suggest) -> tuple[str, str]:
    """What one failed keyword means: a sentence and a hint."""
    value, wanted, field = _show(error.instance), error.validator_value, _field(error)
    described = plain_phrase(error.schema["description"])
    match error.validator:
        case "type":
            quoted = (
                phrase('; write it in quotes: "{instance}"', instance=error.instance)
                if wanted == "string" and _is_plain(error.instance)
                else ""
            )
            return phrase(
                "{field} has to be {TYPES}, not {value}{quoted}",
                field=field,
                TYPES=TYPES[wanted],
                value=value,
                quoted=quoted,
            ), described
        case "enum":
            return _unknown(error, suggest)
        case "const":
            return phrase(
                "{field} has to be {show}, not {value}", field=field, show=_show(wanted), value=value
            ), described
        case "pattern" | "format":
            sort = _sort(error)
            return phrase("{value} is not a proper {sort}", value=value, sort=sort), FORMS.get(sort, described)
        case "minimum" | "maximum":
            most = phrase("at least") if error.validator == "minimum" else phrase("at most")
            return phrase(
                "{field} has to be {most} {wanted}, not {value}", field=field, most=most, wanted=wanted, value=value
            ), described
        case "minLength" | "minItems" | "minProperties":
            return phrase("{field} has to say something", field=field) if wanted == 1 else phrase(
                "{field} is shorter than {wanted}", field=field, wanted=wanted
            ), described
        case "maxLength":
            return phrase(
                "{field} is longer than {wanted} characters ({number})",
                field=field,
                wanted=wanted,
                number=len(error.instance),
            ), described
        case "maxItems" | "maxProperties":
            return phrase(
                "{field} has more than {wanted} entries ({number})",
                field=field,
                wanted=wanted,
                number=len(error.instance),
            ), described
        case "uniqueItems":
            return phrase("{field} holds the same entry twice", field=field), described
        case "not":
            return phrase("{value} cannot be used: some systems keep that name for devices", value=value), described
        case _:
            return phrase("{field}: {message}", field=field, message=error.message), described


LISTED = 12
"""How many words are named of those that are allowed."""


def _unknown(error: Any, suggest: Suggest) -> tuple[str, str]:
    """A value that is not among those allowed, with the nearest one that is."""
    described = plain_phrase(error.schema["description"])
    if _is_plain(error.instance):
        return phrase(
            '{field} has to be text; write it in quotes: "{instance}"', field=_field(error), instance=error.instance
        ), described
    allowed = [str(choice) for choice in error.validator_value]
    vocabulary = error.schema.get("$comment")
    suggested = suggest(vocabulary, str(error.instance)) if vocabulary else ""
    near = [suggested] if suggested else closest(str(error.instance), allowed)
    said = {"value": _show(error.instance), "sort": _sort(error), "allowed": listed(allowed)}
    if len(allowed) > LISTED:
        return phrase("{value} is not a known {sort}", **said), _meant(near) or described
    return phrase("{value} is not a known {sort} ({allowed})", **said), _meant(near) or described


TYPES = {
    "string": phrase("text"),
    "integer": phrase("a whole number"),
    "boolean": phrase("true or false"),
    "array": phrase("a list"),
    "object": phrase("a mapping"),
}


def _field(error: Any) -> str:
    """The field a finding is about, as the file names it."""
    return repr([part for part in error.absolute_path if isinstance(part, str)][-1])


def _sort(error: Any) -> str:
    """What sort of value belongs there: `skill`, `day`, `e-mail`."""
    vocabulary = error.schema.get("$comment")
    if vocabulary:
        return SORTS.get(vocabulary) or plain_phrase(vocabulary.removesuffix("s").replace("-", " "))
    return plain_phrase(in_a_sentence(str(error.schema["title"])))


def in_a_sentence(title: str) -> str:
    """A field's title as it stands within a sentence: with a small letter, unless it is an abbreviation."""
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]


FORMS = {"day": phrase("a day is written as 2026-11-23: year, month, day")}
"""How a value is written, where its description says it in the words of standards."""

SORTS = {"industries": phrase("industry"), "cefr": phrase("language level"), "vouch-bases": phrase("basis")}


def _is_plain(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _show(value: Any) -> str:
    if value is None:
        return phrase("nothing")
    if isinstance(value, (list, dict)):
        return phrase("a list") if isinstance(value, list) else phrase("a mapping")
    return repr(value[:80]) if isinstance(value, str) else json.dumps(value)


def _meant(near: list[str]) -> str:
    return phrase("did you mean {near}?", near=near[0]) if near else ""


def _kebab(keyword: str) -> str:
    return re.sub(r"([A-Z])", lambda found: "-" + found[1].lower(), keyword)
