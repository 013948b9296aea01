"""The language somebody reads: sentences, words of vocabularies, days and numbers said in it.

Commands, JSON, exit codes and what is recorded stay English. German is a catalogue of gettext, `pmnet/data/locale`.
"""

from __future__ import annotations

import functools
import gettext
import importlib.resources
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Final

from pmnet.domain.phrase import Label, Moment, Phrase

LANGUAGES: Final = ("en", "de")
"""What can be spoken, as BCP 47 tags; the first is what everything is written in."""

CONTEXT: Final = "\x04"
"""What gettext puts between a context and a message."""

GERMAN_WEEKDAYS: Final = ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So")


class Language:
    """English: everything is said as it is written."""

    key = "en"

    def say(self, value: object) -> str:
        """A value as somebody reads it: a phrase, a label, a day, a number; anything else as it is."""
        return "" if value is None else str(value)

    def word(self, word: str, kind: str) -> str:
        """A word that stands alone, such as the name of a column or of a state; `kind` is what it is a word for."""
        return word

    def choose(self, said: Mapping[str, str]) -> str:
        """One of several texts by language, as vocabularies have them."""
        return said[self.key]


class German(Language):
    """German, from the catalogue."""

    key = "de"

    def __init__(self, catalogue: gettext.NullTranslations) -> None:
        self._catalogue = catalogue

    def say(self, value: object) -> str:
        """As somebody reads it who reads German."""
        if isinstance(value, Phrase):
            return self._phrase(value)
        if isinstance(value, Label):
            return value.said.get(self.key, value)
        if isinstance(value, Moment):
            return f"{GERMAN_WEEKDAYS[value.local.weekday()]} {value.local:%d.%m.%Y %H:%M}"
        if isinstance(value, BaseException):
            return self.say(value.args[0]) if value.args else str(value)
        if isinstance(value, Enum):
            return self.word(str(value), type(value).__name__)
        if isinstance(value, date) and not isinstance(value, datetime):
            return f"{value:%d.%m.%Y}"
        if isinstance(value, float | Decimal):
            return str(value).replace(".", ",")
        return "" if value is None else str(value)

    def word(self, word: str, kind: str) -> str:
        """The catalogue's word in the context of its kind."""
        return self._catalogue.pgettext(kind, word)

    def _phrase(self, said: Phrase) -> str:
        if said.one:
            pattern = self._catalogue.ngettext(said.one, said.pattern, said.values["n"])
        else:
            pattern = self._catalogue.gettext(said.pattern) if said.pattern else ""
        return pattern.format_map({name: _Spoken(self, value) for name, value in said.values.items()})


class _Spoken:
    """A value in a pattern: said when it is filled in; with a format of its own (`{day:%d.%m.}`) the value itself is."""

    __slots__ = ("_language", "_value")

    def __init__(self, language: Language, value: object) -> None:
        self._language = language
        self._value = value

    def __format__(self, wanted: str) -> str:
        return format(self._value, wanted) if wanted else self._language.say(self._value)

    def __repr__(self) -> str:
        return f"„{self._language.say(self._value)}“" if isinstance(self._value, str) else repr(self._value)

    def __str__(self) -> str:
        return self._language.say(self._value)


ENGLISH: Final = Language()


@functools.cache
def language(key: str) -> Language:
    """The language of a key of LANGUAGES."""
    if key == "en":
        return ENGLISH
    place = importlib.resources.files("pmnet") / "data" / "locale" / key / "LC_MESSAGES" / "pmnet.mo"
    with place.open("rb") as file:
        return German(gettext.GNUTranslations(file))


def wished(variables: Mapping[str, str]) -> str | None:
    """The language that the variables ask for: PMNET_LANG, then LC_ALL, LC_MESSAGES and LANG as everywhere; None for no wish.

    A locale without a language (`C`, `C.UTF-8`, `POSIX`) wishes for nothing, and one that cannot be spoken for English.
    """
    for name in ("PMNET_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        tag = variables.get(name, "").partition(".")[0].partition("@")[0].replace("_", "-").lower()
        if tag and tag not in ("c", "posix"):
            return next((known for known in LANGUAGES if tag.split("-")[0] == known), "en")
    return None
