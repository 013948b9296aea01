"""The German catalogue: every sentence that the program can say, taken from where it is said.

python scripts/catalogue.py            write the catalogue: new sentences come in empty, those that are said no more go
python scripts/catalogue.py --check    only say what differs or is not translated, with exit code 1
python scripts/catalogue.py --open     list what is not translated yet
"""

from __future__ import annotations

import ast
import importlib
import inspect
import io
import json
import pkgutil
import re
import sys
from collections.abc import Iterable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any

import typer
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

import pmnet
from pmnet.cli import wording
from pmnet.cli.main import app
from pmnet.errors import EXIT_CODES
from pmnet.rules.schema import in_a_sentence
from pmnet.store.vocabularies import names

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "pmnet" / "data" / "locale" / "de" / "LC_MESSAGES"

Message = tuple[str | None, str, str | None]
"""A context, an English text, and the text for several where it is counted."""


def messages() -> list[Message]:
    """Every message once, in a fixed order."""
    found = {*_sentences(), *_helps(), *_words(), *_exit_codes(), *_fields(), *_vocabularies(), *_templates()}
    return sorted(found, key=lambda one: (one[0] or "", one[1]))


def _sentences() -> Iterator[Message]:
    """What is written in calls of phrase, pattern and counted."""
    for file in sorted((ROOT / "pmnet").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            texts = [one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
            if node.func.id in ("phrase", "pattern") and texts and _has_words(texts[0]):
                yield None, texts[0], None
            if node.func.id == "counted":
                yield None, texts[0], texts[1]


def _has_words(text: str) -> bool:
    """Whether there is anything to translate besides values."""
    rest, depth = "", 0
    for sign in text:
        depth += (sign == "{") - (sign == "}")
        rest += sign if depth == 0 else ""
    return any(sign.isalpha() for sign in rest)


EXPLAINED = re.compile(r"\S {3,}[a-z]")
"""An example with what it does beside it; others are only what is typed."""


def _helps() -> Iterator[Message]:
    """The help of commands, paragraph by paragraph but for examples, and of their options."""
    for command in wording.commands(typer.main.get_command(app)):
        for part in (command.help or "").split("\n\n"):
            if part.strip() and (EXPLAINED.search(part) or not part.startswith("\b")):
                yield None, part, None
        for parameter in command.params:
            if getattr(parameter, "help", None):
                yield None, parameter.help, None


def _words() -> Iterator[Message]:
    """The words of enumerations, each in the context of its enumeration."""
    for module in pkgutil.walk_packages(pmnet.__path__, "pmnet."):
        if module.name.startswith(("pmnet.domain", "pmnet.rules", "pmnet.app")):
            for name, kind in inspect.getmembers(importlib.import_module(module.name), inspect.isclass):
                if issubclass(kind, StrEnum) and kind is not StrEnum:
                    yield from ((name, str(word), None) for word in kind)


def _exit_codes() -> Iterator[Message]:
    yield from ((None, meaning, None) for _, meaning in EXIT_CODES)


def _vocabularies() -> Iterator[Message]:
    """What a word of each vocabulary is called."""
    yield from ((None, name.removesuffix("s").replace("-", " "), None) for name in names())


def _fields() -> Iterator[Message]:
    """What schemas say of the fields of a record."""
    for file in sorted((ROOT / "schemas").glob("*.json")):
        yield from ((None, text, None) for text in _described(json.loads(file.read_text("utf-8"))))


def _described(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        said = [schema[name] for name in ("title", "description") if isinstance(schema.get(name), str)]
        yield from (*said, *map(in_a_sentence, said[:1]))
        for value in schema.values():
            yield from _described(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from _described(value)


def _templates() -> Iterator[Message]:
    """What pages say: texts in templates, called there as in the code."""
    folder = ROOT / "pmnet" / "data" / "pages"
    if folder.is_dir():
        from jinja2 import Environment, nodes

        for file in sorted(folder.glob("*.html")):
            tree = Environment(autoescape=True, extensions=["jinja2.ext.do"]).parse(file.read_text("utf-8"))
            for call in tree.find_all(nodes.Call):
                if isinstance(call.node, nodes.Name) and call.node.name in ("phrase", "say", "_") and call.args:
                    first = call.args[0]
                    if isinstance(first, nodes.Const) and isinstance(first.value, str) and _has_words(first.value):
                        yield None, first.value, None


def written() -> Catalog:
    """The catalogue as it is kept."""
    with (FOLDER / "pmnet.po").open("rb") as file:
        return read_po(file, locale="de")


def renewed(known: Catalog, found: Iterable[Message]) -> Catalog:
    """A catalogue of just these messages, with the translations that are known."""
    fresh = Catalog(locale="de", project="pmnet", charset="utf-8", header_comment="# German sentences of pmnet.")
    for context, one, many in found:
        had = known.get(one, context)
        said = had.string if had is not None and bool(many) == had.pluralizable else ("", "") if many else ""
        fresh.add((one, many) if many else one, said, context=context)
    return fresh


def po_text(catalogue: Catalog) -> bytes:
    """A catalogue as text."""
    out = io.BytesIO()
    write_po(out, catalogue, width=0, omit_header=True)
    return HEAD + out.getvalue().lstrip(b"\n")


HEAD = b"""# German sentences of pmnet; python scripts/catalogue.py brings in what is new.
msgid ""
msgstr ""
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""


def mo_bytes(catalogue: Catalog) -> bytes:
    """A catalogue as gettext reads it."""
    fixed = Fixed(locale="de", charset="utf-8")
    for message in catalogue:
        if message.id:
            fixed[message.id] = message
    out = io.BytesIO()
    write_mo(out, fixed)
    return out.getvalue()


class Fixed(Catalog):
    """A catalogue that says nothing of itself that changes from day to day."""

    mime_headers = property(  # type: ignore[assignment]
        lambda _: [
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
            ("Plural-Forms", "nplurals=2; plural=(n != 1);"),
        ]
    )


def untranslated(catalogue: Catalog) -> list[str]:
    """The messages without a translation."""
    texts = (one for one in catalogue if one.id)
    return [str(one.id) for one in texts if not (all(one.string) if one.pluralizable else one.string)]


def main() -> int:
    """Write what is out of date, or with --check only name it."""
    known = written() if (FOLDER / "pmnet.po").is_file() else Catalog(locale="de")
    catalogue = renewed(known, messages())
    missing = untranslated(catalogue)
    if "--open" in sys.argv:
        print("\n".join(missing))
        return 0
    expected = {"pmnet.po": po_text(catalogue), "pmnet.mo": mo_bytes(catalogue)}
    stale = [
        name for name, text in expected.items() if not (FOLDER / name).is_file() or (FOLDER / name).read_bytes() != text
    ]
    if "--check" in sys.argv:
        for name in stale:
            print(f"out of date: {name}")
        for text in missing:
            print(f"not translated: {text!r}")
        return 1 if stale or missing else 0
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in stale:
        (FOLDER / name).write_bytes(expected[name])
        print(f"wrote {name}")
    print(f"{len(missing)} of {len(catalogue)} are not translated")
    return 0


if __name__ == "__main__":
    sys.exit(main())
