"""Acts written by hand into what waits in a copy, marked as a home would mark them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from people import Person

from pmnet.store.marks import HomeSecret, mark_of


def marked(home: Path, said: dict[str, Any]) -> dict[str, Any]:
    """What stands in a file, with the mark of a home on it."""
    said = {name: value for name, value in said.items() if name != "mark"}
    return said | {"mark": mark_of(HomeSecret(home).made(), said)}


def outbox_of(person: Person) -> Path:
    """Where a person's acts wait."""
    folder = person.folder / ".git" / "pmnet" / "outbox"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def plant(person: Person, name: str, said: dict[str, Any]) -> Path:
    """An act that waits in a person's copy as if their own home had saved it."""
    return plant_as_it_is(person, name, marked(person.home, said))


def plant_as_it_is(person: Person, name: str, said: Any) -> Path:
    """A file among what waits in a person's copy, with just these words."""
    place = outbox_of(person) / f"{name}.json"
    place.write_text(json.dumps(said))
    return place


def verified(person: Person) -> str:
    """The newest good state in a person's copy."""
    return person.git("rev-parse", "refs/pmnet/verified").strip()
