"""The German catalogue holds every sentence, with the same values in it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from babel.messages.catalog import Message
from babel.messages.pofile import read_po

ROOT = Path(__file__).parent.parent.parent
PO = ROOT / "pmnet" / "data" / "locale" / "de" / "LC_MESSAGES" / "pmnet.po"
VALUES = re.compile(r"\{[^{}]*\}")


def pairs(message: Message) -> list[tuple[str, str]]:
    """English and German, for one and for several."""
    if message.pluralizable:
        return list(zip(message.id, message.string, strict=True))
    return [(str(message.id), str(message.string))]


def values(text: str) -> set[str]:
    """The values that are filled in, with how they are written."""
    return set(VALUES.findall(text.replace("{{", "").replace("}}", "")))


def messages() -> list[Message]:
    with PO.open("rb") as file:
        return [message for message in read_po(file, locale="de") if message.id]


def test_every_sentence_is_there_and_translated() -> None:
    done = subprocess.run(
        [sys.executable, "scripts/catalogue.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_translations_hold_the_same_values() -> None:
    one = [(english, german) for message in messages() for english, german in pairs(message)]
    assert [both for both in one if not values(both[1]) <= values(both[0]) | {"{n}"}] == []
    assert [both for both in one if not values(both[0]) - {"{n}"} <= values(both[1])] == []


def test_blanks_at_the_ends_are_kept() -> None:
    def ends(text: str) -> tuple[str, str]:
        return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]

    both = [pair for message in messages() for pair in pairs(message)]
    assert [pair for pair in both if ends(pair[0]) != ends(pair[1])] == []


def test_nothing_is_marked_as_uncertain() -> None:
    assert [message.id for message in messages() if message.fuzzy] == []
