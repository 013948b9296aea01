"""The language somebody reads: sentences, words, days and numbers said in it.

Commands, JSON, exit codes and what is recorded stay English. What is German, and how, stands in `pmnet.cli.german`.
"""

from __future__ import annotations

import functools
import os
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from pmnet.store.listing import enclosing_network

if TYPE_CHECKING:  # at the door there is no time to load it
    from pathlib import Path

LANGUAGES: Final = ("en", "de")
"""What can be spoken, as BCP 47 tags; the first is what everything is written in."""

ASKED: Final = ("PMNET_LANG", "LC_ALL", "LC_MESSAGES", "LANG")
"""Variables that may wish for a language, the strongest first."""


class Language:
    """English: everything is said as it is written."""

    key = "en"

    def say(self, value: object) -> str:
        """A value as somebody reads it: a phrase, a label, a day, a number; anything else as it is."""
        return "" if value is None else str(value)

    def text(self, text: str) -> str:
        """A text that stands in the catalogue as it is, such as a command's help; others stay as they are."""
        return text

    def choose(self, said: Mapping[str, str]) -> str:
        """One of several texts by language, as vocabularies have them."""
        return said[self.key]


ENGLISH: Final = Language()


@functools.cache
def language(key: str) -> Language:
    """The language of a key of LANGUAGES."""
    if key == "en":
        return ENGLISH
    from pmnet.cli.german import German, catalogue

    return German(catalogue())


def spoken(variables: Mapping[str, str], folder: Path | str) -> Language:
    """The language that is wished for, else that of the network around a folder, or of the only one that is known."""
    return language(wished(variables) or _of_network(variables, folder))


def wished(variables: Mapping[str, str]) -> str | None:
    """The language that the variables ask for; None for no wish.

    A locale without a language (`C`, `C.UTF-8`, `POSIX`) wishes for nothing, and one that cannot be spoken for English.
    """
    for name in ASKED:
        tag = variables.get(name, "").partition(".")[0].partition("@")[0].replace("_", "-").lower()
        if tag and tag not in ("c", "posix"):
            return next((known for known in LANGUAGES if tag.split("-")[0] == known), "en")
    return None


def _of_network(variables: Mapping[str, str], folder: Path | str) -> str:
    """The language in a network's record, read without judging it; English where there is no network, or none of ours."""
    around = enclosing_network(str(folder)) or _only_known(variables)
    if not around:
        return "en"
    try:
        with open(os.path.join(around, "network.yaml"), "rb") as file:
            said = re.search(rb"^language: *[\"']?([a-z]+)", file.read(LONGEST), re.MULTILINE)
    except OSError:
        return "en"
    found = said[1].decode() if said else "en"
    return found if found in LANGUAGES else "en"


LONGEST: Final = 65536
"""How much of a network's record is looked at."""


def _only_known(variables: Mapping[str, str]) -> str:
    from pmnet.errors import PmnetError
    from pmnet.store.home import Home

    try:
        return str(Home.default(variables).find_folder(variables.get("PMNET_NETWORK", "")))
    except (PmnetError, OSError):
        return ""
