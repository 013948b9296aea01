"""German: sentences from the catalogue, days and numbers as they are written here."""

from __future__ import annotations

import gettext
import importlib.resources
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Final

from pmnet.cli.language import Language
from pmnet.domain.phrase import Label, Moment, Phrase
from pmnet.errors import Finding

WEEKDAYS: Final = ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So")


def catalogue() -> gettext.GNUTranslations:
    """The German catalogue that is installed with the program."""
    place = importlib.resources.files("pmnet") / "data" / "locale" / "de" / "LC_MESSAGES" / "pmnet.mo"
    with place.open("rb") as file:
        return gettext.GNUTranslations(file)


class German(Language):
    """German; what is not in the catalogue stays English."""

    key = "de"

    def __init__(self, known: gettext.NullTranslations) -> None:
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
            case Moment(local=local):
                return f"{WEEKDAYS[local.weekday()]} {local:%d.%m.%Y %H:%M}"
            case Finding():
                place = f"{value.path}:{value.line}:{value.column}"
                return f"{place}: {self.say(value.message)}"
            case Enum():
                return self._known.pgettext(type(value).__name__, str(value))
            case BaseException():
                return self.say(value.args[0]) if value.args else str(value)
            case date() if not isinstance(value, datetime):
                return f"{value:%d.%m.%Y}"
            case float() | Decimal():
                return str(value).replace(".", ",")
        return str(value)

    def text(self, text: str) -> str:
        """A text of the catalogue in German."""
        return self._known.gettext(text) if text else text

    def _phrase(self, said: Phrase) -> str:
        one = said.one
        pattern = self._known.ngettext(one, said.pattern, said.values["n"]) if one else self.text(said.pattern)
        return pattern.format_map({name: _Value(self, value) for name, value in said.values.items()})


class _Value:
    """A value in a pattern, said when it is filled in; with a format of its own (`{seconds:.2f}`) it is only written so."""

    __slots__ = ("_language", "_value")

    def __init__(self, language: Language, value: object) -> None:
        self._language = language
        self._value = value

    def __format__(self, wanted: str) -> str:
        if not wanted:
            return self._language.say(self._value)
        written = format(self._value, wanted)
        return written.replace(".", ",") if isinstance(self._value, float | Decimal) else written

    def __repr__(self) -> str:
        return f"„{self._language.say(self._value)}“" if isinstance(self._value, str) else repr(self._value)
