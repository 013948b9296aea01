"""What somebody is about to type when the machine dies, and what must be true once it is done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from crowded import insist_sound
from people import Circle
from under_seal import CLIENT, add_lead, insist_fitting, lying, name_of, refs

MESSAGE = ("--message", "I did that twice")
TITLE = "Said once"
NAME = "Muster Maschinenbau GmbH"


@dataclass(frozen=True)
class Doing:
    """A command of bea's: what comes before it, its words, how many acts it is, and how the end looks."""

    prepare: Callable[[Circle], str]
    words: Callable[[str], tuple[str, ...]]
    acts: int
    insist: Callable[[Circle, str], None]
    codes: tuple[int, ...] = (0,)
    """How it may end when it is typed again: some acts that are done cannot be done again, and say so."""


def asked_for(circle: Circle) -> str:
    lead = add_lead(circle.anna)
    circle.bea.ok("sync")
    return lead


def insist_claimed(circle: Circle, lead: str) -> None:
    shown = circle.anna.ok("lead", "show", lead)["handovers"]
    assert [(one["partner"], one["state"]) for one in shown] == [("bea", "claimed")]
    assert shown[0]["words"]["messages"][0]["text"] == MESSAGE[1]


def insist_added(circle: Circle, _: str) -> None:
    [lead] = circle.bea.ok("lead", "list", "--mine")
    assert lead["title"] == TITLE
    assert name_of(circle.bea, lead["id"]) == NAME


def to_be_accepted(circle: Circle) -> str:
    lead = add_lead(circle.bea)
    circle.carl.ok("claim", lead, *MESSAGE)
    circle.bea.ok("sync")
    return lead


def insist_accepted(circle: Circle, lead: str) -> None:
    [shown] = circle.bea.ok("lead", "show", lead)["handovers"]
    assert [step["step"] for step in shown["steps"]] == ["claim", "accept", "disclose"]
    circle.carl.ok("sync")
    assert name_of(circle.carl, lead) == NAME


def insist_erased(circle: Circle, lead: str) -> None:
    assert refs(circle) == {}
    assert not [content for content in lying(circle.bea).values() if b"BEGIN AGE ENCRYPTED" in content]
    assert "was erased" in circle.bea.refused(6, "client", lead)["message"]


def with_news(circle: Circle) -> str:
    circle.anna.ok("member", "set", "headline=News")
    lead = add_lead(circle.anna)
    circle.anna.ok("offer", lead, "bea", *MESSAGE)
    return lead


def insist_seen(circle: Circle, lead: str) -> None:
    assert "headline: News" in (circle.bea.folder / "members/anna.yaml").read_text()
    [shown] = circle.bea.ok("lead", "show", lead)["handovers"]
    assert shown["words"]["messages"][0]["text"] == MESSAGE[1]


def with_an_act_that_waits(circle: Circle) -> str:
    circle.anna.ok("member", "set", "headline=News")
    circle.bare.rename(circle.root / "away.git")
    assert circle.bea.run("lead", "add", "--title", TITLE, *CLIENT).code == 8
    (circle.root / "away.git").rename(circle.bare)
    return ""


def insist_sent(circle: Circle, lead: str) -> None:
    insist_added(circle, lead)
    assert "headline: News" in (circle.bea.folder / "members/anna.yaml").read_text()


DOINGS = {
    "claim": Doing(asked_for, lambda lead: ("claim", lead, *MESSAGE), 1, insist_claimed),
    "add": Doing(lambda _: "", lambda _: ("lead", "add", "--title", TITLE, *CLIENT), 1, insist_added),
    "accept": Doing(to_be_accepted, lambda lead: ("accept", lead), 1, insist_accepted, (0, 6)),
    "erase": Doing(to_be_accepted, lambda lead: ("lead", "erase", lead, "--yes"), 1, insist_erased, (0, 6)),
    "sync": Doing(with_news, lambda _: ("sync",), 0, insist_seen),
    "send": Doing(with_an_act_that_waits, lambda _: ("sync",), 1, insist_sent),
}


@dataclass
class Case:
    """One doing in a network of its own."""

    doing: Doing
    circle: Circle
    lead: str

    def __post_init__(self) -> None:
        self.begun_with = self.acts

    @property
    def acts(self) -> int:
        return int(self.circle.shared_git("rev-list", "--count", "main"))

    @property
    def words(self) -> tuple[str, ...]:
        return self.doing.words(self.lead)

    @property
    def locks(self) -> list[Path]:
        """What a killed git left in bea's copy, and on the server."""
        git_dir = self.circle.bea.folder / ".git"
        return [
            path.relative_to(self.circle.root)
            for place in (git_dir, self.circle.bare)
            for path in place.rglob("*.lock")
        ]

    def insist_done_once(self, knows: bool = False) -> None:
        """Typed again it is done, just once; nothing waits, nothing is locked, the folder shows the end.

        Whoever was told before the kill that it is done (`knows`) does not type it again.
        """
        if not knows:
            again = self.circle.bea.run(*self.words, "--json")
            assert again.code in self.doing.codes, (again.err, self.locks)
        bea = self.circle.bea
        bea.ok("sync")
        assert self.acts == self.begun_with + self.doing.acts
        status = bea.ok("status")
        assert (status["waiting"], status["refused"]) == ([], [])
        assert not list((bea.folder / ".git/pmnet/outbox").glob("*.json"))
        self.circle.anna.ok("sync")
        self.doing.insist(self.circle, self.lead)
        insist_fitting(self.circle)
        assert bea.git("status", "--porcelain") == ""
        assert not list((bea.folder / ".git/pmnet").glob("passing-*"))
        assert bea.git("rev-parse", "HEAD") == self.circle.shared_git("rev-parse", "main")
        for git_dir in (bea.folder / ".git", self.circle.bare):
            insist_sound(git_dir)
