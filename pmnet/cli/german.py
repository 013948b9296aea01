"""German: sentences from the catalogue, days and numbers as they are written here."""

from __future__ import annotations

import functools
import gettext
import importlib.resources
import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Final

from pmnet.cli.german_labels import labelled
from pmnet.cli.language import Language
from pmnet.domain.dates import MONTHS
from pmnet.domain.dates import WEEKDAYS as ENGLISH_WEEKDAYS
from pmnet.domain.phrase import Label, Moment, Phrase, Recorded
from pmnet.domain.weeks import Week
from pmnet.errors import Finding

WEEKDAYS: Final = ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So")


class Catalogue(gettext.GNUTranslations):
    """German sentences by their English patterns."""

    @functools.cached_property
    def shapes(self) -> list[tuple[str, str]]:
        """The patterns with values in them, those with most words of their own first; each behind its longest part."""
        own: dict[str | tuple[str, int], str] = vars(self)["_catalog"]
        texts = {known if isinstance(known, str) else known[0] for known in own}
        found = [text for text in texts if VALUE.search(text) and "\n" not in text]
        return [
            (max(VALUE.split(text)[::2], key=len), text)
            for text in sorted(found, key=lambda text: (-_words(text), text))
        ]


VALUE: Final = re.compile(r"\{(\w+)[^}]*\}")

ACTING: Final = ("{actor} ", "{member} ")
"""How every sentence about an act begins."""

MOMENT: Final = re.compile(
    rf"((?P<weekday>{'|'.join(ENGLISH_WEEKDAYS)}) )?(?P<day>[0-9]{{1,2}}) (?P<month>{'|'.join(MONTHS)})"
    r"( (?P<year>[0-9]{4}))? (?P<time>[0-9]{2}:[0-9]{2})"
)
"""A point in time as it is said in English."""

QUOTED: Final = re.compile("'.*'")

TOUCHING: Final = re.compile(r" ?[^ ,:]*")
"""What a value holds that another one follows at once, as in `{handover}{why}{over}`: a word, with the blank before it."""

MARKS: Final = str.maketrans(",.", ".,")
"""How the marks of a number are written, which parts thousands and which the fraction."""

DEEPEST: Final = 3
"""How far sentences within sentences are looked for."""

LONGEST: Final = 500
"""How long a sentence may be that is looked for: it may come from a stranger, and what we record is shorter."""


def _words(pattern: str) -> int:
    """How many letters of a pattern are no value's."""
    return len(VALUE.sub("", pattern))


def _filled(pattern: str, values: Mapping[str, str]) -> str:
    return VALUE.sub(lambda place: values[place[1]], pattern)


def _values(pattern: str, sentence: str) -> dict[str, str] | None:
    """What stands in a sentence where its pattern has values, each as short as it can be; None where it is another's.

    Each part of the pattern is looked for once, after the one before it: a sentence may come from a stranger, and must
    not be able to make this long.
    """
    first, *rest = VALUE.split(pattern)
    if not sentence.startswith(first):
        return None
    found: dict[str, str] = {}
    begin = len(first)
    for at, (name, part) in enumerate(zip(rest[::2], rest[1::2], strict=True), 1):
        last = at == len(rest) // 2
        touching = None if last or part else TOUCHING.match(sentence, begin)
        end = len(sentence) - len(part) if last else touching.end() if touching else sentence.find(part, begin)
        if end < begin or not sentence.startswith(part, end):
            return None
        value = sentence[begin:end]
        if found.setdefault(name, value) != value:
            return None
        begin = end + len(part)
    return found


def catalogue() -> Catalogue:
    """The German catalogue that is installed with the program."""
    place = importlib.resources.files("pmnet") / "data" / "locale" / "de" / "LC_MESSAGES" / "pmnet.mo"
    with place.open("rb") as file:
        return Catalogue(file)


class German(Language):
    """German; what is not in the catalogue stays English."""

    key = "de"

    def __init__(self, known: Catalogue) -> None:
        self._known = known

    def say(self, value: object) -> str:
        """A value as somebody reads it who reads German."""
        match value:
            case None:
                return ""
            case Phrase():
                return self._phrase(value)
            case Label():
                return value.said.get(self.key, value)
            case Recorded():
                return self._recorded(value) or value
            case Moment(local=local):
                time = f" {local:%H:%M}" if isinstance(local, datetime) else ""
                return f"{WEEKDAYS[local.weekday()]} {local:%d.%m.%Y}{time}"
            case Week():
                return f"KW {value.monday.isocalendar().week} ({value.monday:%d.%m.})"
            case Finding():
                place = f"{value.path}:{value.line}:{value.column}"
                return f"{place}: {self.say(value.message)}"
            case Enum():
                return self._known.pgettext(type(value).__name__, str(value))
            case BaseException():
                return self.say(value.args[0]) if value.args else str(value)
            case date() if not isinstance(value, datetime):
                return f"{value:%d.%m.%Y}"
            case Decimal():
                return f"{value:,f}".translate(MARKS)
            case float():
                return str(value).replace(".", ",")
        return str(value)

    def text(self, text: str) -> str:
        """A text of the catalogue in German."""
        return self._known.gettext(text) if text else text

    def _recorded(self, sentence: str, depth: int = 0) -> str | None:
        """A sentence in German, by the pattern it was made of; None where it was made of none that is known.

        What somebody typed may stand for whatever an act is about; elsewhere a value is a single word, or known itself. A single
        word within a sentence stays as it is, since it may be what somebody is called.
        """
        if len(sentence) > LONGEST:
            return None
        if depth and " " not in sentence:
            return sentence
        instant = MOMENT.fullmatch(sentence)
        if instant is not None:
            day = f"{int(instant['day']):02}.{MONTHS.index(instant['month']) + 1:02}."
            name = f"{WEEKDAYS[ENGLISH_WEEKDAYS.index(instant['weekday'])]} " if instant["weekday"] else ""
            return f"{name}{day}{instant['year'] or ''} {instant['time']}"
        known = self.text(sentence)
        if known != sentence or " " not in sentence or QUOTED.fullmatch(sentence):
            return known
        if depth == DEEPEST:
            return None
        if sentence[0].isdigit() and sentence.endswith("s"):  # several, and a catalogue only knows the pattern for one
            return self._recorded(sentence[:-1], depth + 1)
        for part, pattern in self._known.shapes:
            found = _values(pattern, sentence) if part in sentence else None
            if found is not None:
                said = self._values_said(pattern, found, depth + 1)
                if said is not None:
                    return _filled(self._counted(pattern, said.get("n", "")), said)
        return None

    def _values_said(self, pattern: str, found: Mapping[str, str], depth: int) -> dict[str, str] | None:
        """The values of a sentence in German; None where one of them makes it another sentence."""
        said = {}
        for name, value in found.items():
            german = self._recorded(value, depth)
            if german is None and not pattern.startswith(ACTING):
                return None
            said[name] = german or value
        return said | labelled(found)

    def _counted(self, pattern: str, many: str) -> str:
        """The German pattern, for so many where it is counted."""
        said = self._known.ngettext(pattern, pattern, int(many)) if many.isdecimal() else pattern
        return self.text(pattern) if said == pattern else said

    def _phrase(self, said: Phrase) -> str:
        one = said.one
        pattern = self._known.ngettext(one, said.pattern, said.values["n"]) if one else self.text(said.pattern)
        values = {**said.values, **labelled(said.values)}
        return pattern.format_map({name: _Value(self, value) for name, value in values.items()})


class _Value:
    """A value in a pattern, said when it is filled in; with a format of its own (`{seconds:.2f}`) it is only written so."""

    __slots__ = ("_language", "_value")

    def __init__(self, language: Language, value: object) -> None:
        self._language = language
        self._value = value

    def __format__(self, wanted: str) -> str:
        if not wanted or isinstance(self._value, str):
            return format(self._language.say(self._value), wanted)
        written = format(self._value, wanted)
        return written.replace(".", ",") if isinstance(self._value, float | Decimal) else written

    def __str__(self) -> str:
        return self._language.say(self._value)

    def __repr__(self) -> str:
        return f"„{self._language.say(self._value)}“" if isinstance(self._value, str) else repr(self._value)
