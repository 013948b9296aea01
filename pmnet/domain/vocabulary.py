"""The words a network shares: skills, roles, certificates and the like, each with labels in German and English."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from pmnet.domain.phrase import Label, Phrase, either, phrase
from pmnet.domain.text import nearest, squeeze
from pmnet.errors import UnknownTerm


@dataclass(frozen=True, slots=True)
class Term:
    """One word: the key records hold, its labels, and what else people call it."""

    key: str
    en: str
    de: str
    aliases: tuple[str, ...] = ()
    more: Mapping[str, Any] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """Everything this term is called."""
        return (self.key, self.en, self.de, *self.aliases)


WORDS = {"industries": phrase("industry"), "cefr": phrase("language level"), "vouch-bases": phrase("basis of a vouch")}
"""What one term is called, where that is not the vocabulary's name without its s."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All terms of one kind; `name` is what errors call it, `terms` in the order of the file."""

    name: str
    terms: Mapping[str, Term]
    by_name: Mapping[str, Term]

    @classmethod
    def from_mapping(cls, content: Mapping[str, Any]) -> Vocabulary:
        """The vocabulary that a packaged file describes."""
        terms: dict[str, Term] = {}
        for entry in content["terms"]:
            known = {name: entry[name] for name in ("key", "en", "de")}
            more = {name: value for name, value in entry.items() if name not in ("key", "en", "de", "aliases")}
            terms[entry["key"]] = Term(**known, aliases=tuple(entry.get("aliases", ())), more=more)
        by_name: dict[str, Term] = {}
        for term in terms.values():
            for name in term.names:
                by_name.setdefault(squeeze(name), term)
        return cls(content["vocabulary"], terms, by_name)

    def find(self, text: str) -> Term | None:
        """The term that `text` names by key, label or alias, in either language."""
        return self.by_name.get(squeeze(text))

    def suggestions(self, text: str) -> Sequence[str]:
        """The keys of the terms that `text` may have meant, best first."""
        keys = (self.by_name[name].key for name in nearest(text, self.by_name))
        return list(dict.fromkeys(keys))[:3]

    def insist(self, text: str) -> Term:
        """The term that `text` names; raises UnknownTerm with the nearest ones."""
        term = self.find(text)
        if term is not None:
            return term
        near = self.suggestions(text)
        word = WORDS.get(self.name) or Phrase(self.name.removesuffix("s").replace("-", " "), {})
        shown = [
            key
            if squeeze(key) in squeeze(self.terms[key].en)
            else phrase("{key} ({label})", key=key, label=self.label(key))
            for key in near
        ]
        hint = (
            phrase("did you mean {shown}?", shown=either(shown))
            if near
            else phrase("see the list with: pmnet help {name}", name=self.name)
        )
        raise UnknownTerm(phrase("there is no {word} {text!r}", word=word, text=text), hint)

    def label(self, key: str) -> str:
        """What people read for a key, a Label in their language; the key itself where it is unknown."""
        term = self.terms.get(key)
        return key if term is None else Label(term.en, {"de": term.de})


def suggest_words(word: str, known: Iterable[str], most: int = 3) -> list[str]:
    """What a word that finds nothing may have meant, best first and as it is written in `known`; it is never corrected.

    `known` are whole names, labels or headlines; each counts as a whole and word by word.
    """
    texts = list(dict.fromkeys(known))
    spelled: dict[str, str] = {}
    for written in (*(single for text in texts for single in _words(text)), *texts):
        spelled.setdefault(squeeze(written), written)
    spelled.pop(squeeze(word), None)
    return [spelled[name] for name in nearest(word, spelled)[:most]]


def _words(text: str) -> list[str]:
    """The words of a text that say something, without the signs around them."""
    apart = "".join(c if c.isalnum() or c in "-+#&'/" else " " for c in text)
    return [word for word in (single.strip("-&'/") for single in apart.split()) if len(word) >= SHORTEST_WORD]


SHORTEST_WORD: Final = 3
