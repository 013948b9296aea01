"""Members at their machines and a server, beside the model of them: what is done is done in both, and compared."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar

from compared import insist_books, insist_client, insist_inbox, insist_lead, insist_members
from killing import killed
from people import FOUNDED, Circle, Person, Result, copy_circle
from plain_copies import Copy, Waiting, World
from plain_network import Network
from plain_records import Member, Word
from plain_rules import Act, sight
from typing_it import words

BEGINS = datetime(2026, 11, 23, 9, tzinfo=UTC)
NAMES = ("anna", "bea", "carl", "dora")
NEWCOMER = "emil"
PASSING = (1, 2, 6, 24, 3 * 24, 8 * 24, 15 * 24, 95 * 24)
UNSENT = ("put before", "commit before", "commit after", "put after", "push before")
SENT = ("push after", "note before", "note after", "reached before", "reached after")


class Scene:
    """A network, its people and their copies; `story` is what happened so far, as it was typed."""

    template: ClassVar[Circle]
    places: ClassVar[Path]
    played: ClassVar[int] = 0

    def __init__(self) -> None:
        super().__init__()
        type(self).played += 1
        self.circle = copy_circle(self.template, self.places / f"{self.played}")
        self.now = BEGINS
        self.number = 0
        self.story: list[str] = []
        self.broken = False
        self.world = World(beginning())
        self.commits = [self.circle.shared_git("rev-parse", "main").strip()]
        self.world.copies = {name: Copy(name, name, 0) for name in NAMES}

    # what is done

    def seeing(self, known: Network, act: Act) -> Act:
        return replace(act, seen=sight(known, act))

    def type(self, copy: Copy, act: Act) -> Result:
        """Somebody types an act; what they are told must be what the model says, and so must what is there afterwards."""
        if not self.world.reachable and act.does == "rotate":
            act = Act(copy.who, "free")
        act = self.world.typed(copy, act, self.now)
        result = self.run(copy, *words(act))
        if act.does == "add" and result.code in (0, 8):
            act = Act(act.who, act.does, result.json["id"], more=act.more)
        expected = self.world.do(copy, act, self.now)
        self.insist(result.code in expected, f"expected {sorted(expected)}: {result.err or result.out}")
        if result.code in (0, 8):
            self.insist(result.json["sent"] is (result.code == 0), "sent")
        self.follow(copy)
        return result

    def send_drafts(self, then: datetime) -> None:
        """Send leads that wait before the day is over: an id begins with the day on which the lead is registered."""
        drafted = [c for c in self.world.copies.values() if any(w.act.does == "add" for w in c.waiting)]
        if drafted and then.date() != self.now.date():
            self.reach(True)
            for copy in drafted:
                self.sync(copy)

    # what there is

    @property
    def at(self) -> str:
        return f"{self.now:%Y-%m-%dT%H:%M:%SZ}"

    def one_of(self, pick: int) -> Copy:
        return list(self.world.copies.values())[pick % len(self.world.copies)]

    def person(self, copy: Copy) -> Person:
        person = self.circle.people[copy.who]
        if copy.name == copy.who:
            return person
        return Person(copy.who, self.circle.root, {"PMNET_NETWORK": str(self.circle.root / copy.name)})

    def folder(self, copy: Copy) -> Path:
        person = self.person(copy)
        return person.folder if copy.name == copy.who else person.root / copy.name

    def template_fingerprint(self) -> str:
        return self.circle.shared_git("rev-list", "--max-parents=0", "main").strip()

    def run(self, copy: Copy, *typed: str) -> Result:
        result = self.person(copy).run(*typed, "--json", now=self.at)
        self.story.append(f"{copy.name}: {' '.join(typed)}  -> {result.code}")
        self.insist(result.code not in (3, 11), result.err)
        return result

    def follow(self, copy: Copy) -> None:
        """What the server has must be what the model made of it, act by act; and up to where a copy follows is read from it."""
        if self.world.reachable:
            new = self.circle.shared_git("rev-list", "--reverse", f"{self.commits[-1]}..main").split()
            self.commits += new
            self.insist(len(self.commits) == len(self.world.states), f"the server took {len(new)} acts")
        verified = (self.folder(copy) / ".git" / "refs" / "pmnet" / "verified").read_text().strip()
        copy.known = self.commits.index(verified)

    def sync(self, copy: Copy) -> None:
        waiting = [one.act for one in copy.waiting]
        result = self.run(copy, "sync")
        self.insist(result.code == (0 if self.world.reachable else 8), result.err)
        if self.world.reachable:
            told = self.world.flush(copy, self.now)
            sent = [one["sent"] for one in result.json["deliveries"]]
            self.insist(sent == [went for _, went in told], f"{told} of {waiting}: {result.out}")
            reasons = [one["reason"] for one in result.json["deliveries"] if not one["sent"]]
            self.insist(all(reasons), result.out)
        self.follow(copy)
        if self.world.reachable:
            self.insist(copy.known == len(self.commits) - 1, "a sync brings the newest state")

    def reach(self, reachable: bool) -> None:
        gone = self.circle.root / "gone.git"
        if reachable != self.world.reachable:
            (gone if reachable else self.circle.bare).rename(self.circle.bare if reachable else gone)
            self.story.append("# the server is back" if reachable else "# the server is gone")
        self.world.reachable = reachable

    def kill(self, copy: Copy, act: Act, moment: str, then: str) -> None:
        typed = words(act)
        self.story.append(f"{copy.name}: killed at {moment}: {' '.join(typed)}")
        stale = copy.known < len(self.world.states) - 1
        killed(self.person(copy), moment, *typed, "--json", now=self.at)
        arrived = moment in SENT and not (moment == "push after" and stale)  # a stale copy's first push is in vain
        if moment in (*SENT, "put after", "push before"):
            act = self.named(copy, act)
            copy.waiting.append(Waiting(act, self.now, arrived))
        if arrived:
            self.world.happens(act, self.now)
        self.follow(copy)
        if then == "again":
            result = self.run(copy, *typed)
            twin = copy.waiting[0] if copy.waiting else None
            if act.does == "add" and twin is None:
                act = Act(act.who, act.does, result.json["id"], more=act.more)
            if twin is not None:
                copy.waiting.remove(twin)
            if twin is None or not twin.arrived:
                self.world.happens(act, self.now)
            self.insist(result.code == 0, result.err)
            self.follow(copy)
        elif then == "sync":
            self.sync(copy)

    def named(self, copy: Copy, act: Act) -> Act:
        """The act with the id of what it adds, which nobody was told."""
        if act.does != "add":
            return act
        listed = self.run(copy, "lead", "list", "--mine").json
        found = [lead["id"] for lead in listed if lead["title"] == act.get("title")]
        self.insist(len(found) == 1, f"{act.get('title')}: {found}")
        return Act(act.who, act.does, found[0], more=act.more)

    def join_again(self, who: str, name: str) -> None:
        target = str(self.circle.root / name)
        person = Person(who, self.circle.root)
        result = person.run(
            "join", self.circle.remote, target, "--as", who, "--fingerprint", self.template_fingerprint(), "--json",
            now=self.at,
        )  # fmt: skip
        self.story.append(f"{name}: join again -> {result.code}")
        self.insist(result.code == 0, result.err)
        self.world.copies[name] = Copy(who, name, 0)
        self.follow(self.world.copies[name])

    # what is seen

    def look(self, copy: Copy, which: int) -> None:
        net = self.world.view(copy, self.now)
        if copy.who not in net.members:
            return
        looks = [self.look_at_inbox, self.look_at_books, self.look_at_members, *[self.look_at_lead] * 3]
        looks[which % len(looks)](copy, net, which // 8)

    def look_at_lead(self, copy: Copy, net: Network, which: int) -> None:
        if net.leads:
            lead = list(net.leads.values())[which % len(net.leads)]
            shown = self.run(copy, "lead", "show", lead.id)
            self.insist(shown.code == 0, shown.err)
            self.told(insist_lead, net, lead, copy.who, self.now, shown.json)
            self.told(insist_client, net, lead, copy.who, self.run(copy, "client", lead.id))

    def look_at_inbox(self, copy: Copy, net: Network, which: int) -> None:
        waiting = (len(copy.waiting), len(copy.refused))
        self.told(insist_inbox, net, copy.who, self.now, self.run(copy, "inbox"), waiting)
        self.follow(copy)

    def look_at_books(self, copy: Copy, net: Network, which: int) -> None:
        self.told(insist_books, net, copy.who, self.now, self.run(copy, "books"))

    def look_at_members(self, copy: Copy, net: Network, which: int) -> None:
        self.told(insist_members, net, self.now, self.run(copy, "member", "list", "--all"))

    def look_at_everything(self, copy: Copy) -> None:
        net = self.world.newest
        if copy.who in net.members:
            for shown in self.listed(copy):
                lead = net.leads[shown["id"]]
                self.told(insist_lead, net, lead, copy.who, self.now, shown)
                if lead.client is not None and not lead.erased and copy.name == copy.who:
                    self.told(insist_client, net, lead, copy.who, self.run(copy, "client", lead.id))
            for look in (self.look_at_inbox, self.look_at_books, self.look_at_members):
                look(copy, net, 0)

    def listed(self, copy: Copy) -> list[dict[str, Any]]:
        """All leads, as the lists of their states show them."""
        lists = [["lead", "list"], *(["lead", "list", "--state", state] for state in ("closed", "expired"))]
        found = [shown for words in lists for shown in self.run(copy, *words).json]
        self.insist({shown["id"] for shown in found} == self.world.newest.leads.keys(), "the leads that are listed")
        return found

    def look_at_the_server(self) -> None:
        net = self.world.newest
        audit = self.run(self.one_of(0), "audit", "--full")
        self.insist((audit.code, audit.json["findings"]) == (0, []), audit.out)
        self.insist(audit.json["acts"] == len(self.circle.shared_git("rev-list", "main").split()), audit.out)
        refs = self.circle.shared_git("for-each-ref", "--format=%(refname)", "refs/pmnet/sealed/").split()
        of_leads = {ref.split("/")[3] for ref in refs}
        self.insist(
            not of_leads & {lead.id for lead in net.leads.values() if lead.erased}, "sealed refs of an erased lead"
        )
        sealed = {lead.id for lead in net.leads.values() if lead.client is not None and not lead.erased}
        self.insist(sealed <= of_leads, "sealed refs are missing")
        self.circle.shared_git("fsck", "--strict", "--no-dangling")
        for copy in self.world.copies.values():
            self.person(copy).git("-C", str(self.folder(copy)), "fsck", "--strict", "--no-dangling")

    def told(self, insist: Any, *values: Any) -> None:
        try:
            insist(*values)
        except AssertionError as error:
            self.insist(False, f"{insist.__name__}: {error}")

    def insist(self, holds: bool, what: str) -> None:
        if not holds:
            self.broken = True
            raise AssertionError("\n".join([what, "", *self.story]))


def beginning() -> Network:
    """The network that the circle's people founded."""
    founded = datetime.fromisoformat(FOUNDED)
    members = {name: Member(name, vouches=[] if name == NAMES[0] else [Word(NAMES[0], founded)]) for name in NAMES}
    return Network(NAMES[0], members, founded=founded)
