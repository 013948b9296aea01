"""What a server does with what pmnet asks of it, step by step; what that means is said elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from pmnet.domain.phrase import phrase
from pmnet.errors import Refused
from pmnet.store.git.answers import Answer
from pmnet.store.git.probing import Trial
from pmnet.store.git.remote import RefChange
from pmnet.store.git.scratch import BRANCHES, LINES, OWN, RACERS

ROUNDS: Final = 3
"""How often a race is run in which everybody is turned away."""


@dataclass(slots=True)
class Observed:
    """What was seen; None is what could not be tried. `words` are the server's own, by the field they are about."""

    line: bool = False
    """It takes names like that of the shared record."""
    own: bool = False
    """It takes names of their own for what is sealed."""
    branches: bool = False
    """It takes them beside the shared record where it does not take the others."""
    told: int = 0
    """So many were told that they had won."""
    winner_there: bool = False
    """What it has after the race is what it took from the one that was told."""
    stale: bool | None = None
    """It takes what does not follow what it has."""
    rewound: bool | None = None
    """It does so when it is forced."""
    replaced: bool | None = None
    together: bool | None = None
    """Several changes are made together."""
    half: bool | None = None
    """Of two changes one was made, although the other could not be."""
    copied: bool | None = None
    """A plain copy brings what is sealed along."""
    removed: bool | None = None
    given: bool | None = None
    """It gives what was removed to whoever knows its id."""
    words: dict[str, str] = field(default_factory=dict)


class Steps:
    """The steps of a trial; what one of them finds out, those after it need."""

    def __init__(self, trial: Trial) -> None:
        self._trial = trial
        self._commits = trial.commits
        self.observed = Observed()
        self._line = self._sealed = ""
        self._lines = self._sealed_root = ""

    @property
    def all(self) -> tuple[Callable[[], None], ...]:
        """All steps, in order. Each raises Unreachable."""
        return (
            self._begin,
            self._race,
            self._rewind,
            self._replace,
            self._together,
            self._half,
            self._copy,
            self._remove,
        )

    def _asked(self, about: str, *changes: RefChange, forward: bool = False) -> bool:
        """Whether changes were made; the server's words are kept where not."""
        pushed = self._trial.send(*changes, forward=forward)
        if pushed.answer is not Answer.ACCEPTED:
            self.observed.words[about] = pushed.words
        return pushed.answer is Answer.ACCEPTED

    def _laid(self, root: str, commit: str, about: str) -> str:
        """A name under which the server took something; empty where it did not."""
        name = self._trial.draw(root)
        return name if self._asked(about, RefChange(name, "", commit)) else ""

    def _begin(self) -> None:
        """Find out which names are taken; raises Refused where none is."""
        first, alone, seen = self._commits.first, self._commits.alone[0], self.observed
        self._sealed, self._sealed_root = self._laid(OWN, alone, "own"), OWN
        seen.own = bool(self._sealed)
        self._line, self._lines = self._laid(LINES, first, "line"), LINES
        seen.line = bool(self._line)
        if not seen.own:
            self._sealed, self._sealed_root = self._laid(BRANCHES, alone, "branches"), BRANCHES
            seen.branches = bool(self._sealed)
        if not seen.line and self._sealed:
            self._line, self._lines = self._laid(self._sealed_root, first, "line"), self._sealed_root
        if not self._line:
            words = seen.words.get("line", "")
            raise Refused(
                phrase("the server lets nothing be tried: {words}", words=words),
                phrase("ask whoever keeps it whether you may write there"),
            )

    def _race(self) -> None:
        """Several want to be the one that follows, from the same state and at the same moment."""
        asked = [[RefChange(self._line, self._commits.first, one)] for one in self._commits.followers[:RACERS]]
        for _ in range(ROUNDS):
            answers = self._trial.at_once(asked)
            winners = [each[0].new for each, sent in zip(asked, answers, strict=True) if sent.answer is Answer.ACCEPTED]
            there = self._trial.there().get(self._line)
            self.observed.told, self.observed.winner_there = len(winners), winners == [there]
            if winners or there != self._commits.first:
                return

    def _rewind(self) -> None:
        """Take back what was won, politely and by force."""
        there = self._trial.there().get(self._line, "")
        if not self.observed.line or there not in self._commits.followers:
            return
        back = RefChange(self._line, there, self._commits.first)
        self.observed.stale = self._asked("stale", back, forward=True)
        self.observed.rewound = self._asked("rewound", back)

    def _replace(self) -> None:
        if self._sealed:
            self.observed.replaced = self._asked("replaced", RefChange(self._sealed, *self._commits.alone))

    def _together(self) -> None:
        """Change a line and something sealed in one go, as an act and what belongs to it."""
        if not self._sealed:
            return
        self._line, other = self._trial.draw(self._lines), self._trial.draw(self._sealed_root)
        both = RefChange(self._line, "", self._commits.first), RefChange(other, "", self._commits.alone[0])
        self.observed.together = self._asked("together", *both)

    def _half(self) -> None:
        """The same, but somebody else is faster on the line: nothing at all may be changed."""
        if not self.observed.together:
            return
        first, (faster, slower, *_) = self._commits.first, self._commits.followers
        other, quick = self._trial.draw(self._sealed_root), RefChange(self._line, first, faster)
        late = [RefChange(self._line, first, slower), RefChange(other, "", self._commits.alone[0])]
        was_faster: list[bool] = []
        [answer] = self._trial.at_once([late], lambda: was_faster.append(self._asked("half", quick)))
        if was_faster == [True]:
            there = self._trial.there()
            kept = there.get(self._line) == faster and other not in there
            self.observed.half = answer.answer is Answer.ACCEPTED or not kept

    def _copy(self) -> None:
        if self._sealed:
            self.observed.copied = self._trial.cloned(self._commits.alone)

    def _remove(self) -> None:
        """Take away all that is sealed, and ask for it all the same."""
        if not self._sealed:
            return
        sealed = {ref: commit for ref, commit in self._trial.there().items() if commit in self._commits.alone}
        removed = [self._asked("removed", RefChange(ref, commit, "")) for ref, commit in sealed.items()]
        self.observed.removed = all(removed)
        if self.observed.removed and sealed:
            self.observed.given = self._trial.gives(next(iter(sealed.values())))
