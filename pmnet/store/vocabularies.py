"""The packaged vocabularies, each read when it is first needed."""

from __future__ import annotations

import functools
import importlib.resources
import re
from typing import Final

from pmnet.domain.phrase import listed, phrase
from pmnet.domain.text import fold
from pmnet.domain.vocabulary import Vocabulary
from pmnet.errors import NotFound
from pmnet.store.files import load


@functools.cache
def vocabulary(name: str) -> Vocabulary:
    """The vocabulary of that name (`skills`, `roles`, ...); raises NotFound."""
    if name not in names():
        raise NotFound(
            phrase("there is no vocabulary {name!r}", name=name), phrase("one of: {names}", names=listed(names()))
        )
    return Vocabulary.from_mapping(load(_folder().joinpath(f"{name}.yaml").read_bytes(), name).content)


@functools.cache
def names() -> tuple[str, ...]:
    """The names of all vocabularies."""
    files = (entry.name for entry in _folder().iterdir())
    return tuple(sorted(name.removesuffix(".yaml") for name in files if name.endswith(".yaml")))


def suggest(name: str, word: str) -> str:
    """The key that a wrong word most likely meant, found by label and alias too; empty when nothing is near."""
    if name not in names():
        return ""
    known = vocabulary(name)
    term = known.find(word)
    return term.key if term else next(iter(known.suggestions(word)), "")


TRADE: Final = ("industries", "methods", "roles", "skills")


@functools.cache
def trade_words() -> frozenset[str]:
    """The folded words of this trade: those of the labels, in both languages, of what a lead's public half is about.

    Aliases are left out, because products and firms are among them.
    """
    labels = (fold(f"{term.en} {term.de}") for name in TRADE for term in vocabulary(name).terms.values())
    return frozenset(word for label in labels for word in re.findall(r"\w+", label))


def _folder() -> importlib.resources.abc.Traversable:
    return importlib.resources.files("pmnet") / "data" / "vocabulary"
