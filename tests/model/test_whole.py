"""A property for the whole: whatever members type, whatever happens to their machines, a network is what its model says.

Random members type random commands, most of them sensible, while time passes, the server goes away, commands are killed, copies
are stale, doubled, lost or damaged. After each step the answer must be the model's, and everybody sees what the model says.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

import pytest
from compared import insist_books, insist_client, insist_inbox, insist_lead, insist_members
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test
from killing import killed
from people import FOUNDED, Circle, Person, Result, copy_circle, found_circle, join
from plain_copies import Copy, Waiting, World
from plain_network import Member, Network, Word
from plain_rules import Act, after, against, joined, sight
from typing_it import thinkable, words

BEGINS = datetime(2026, 11, 23, 9, tzinfo=UTC)
NAMES = ("anna", "bea", "carl", "dora")
NEWCOMER = "emil"
PASSING = (1, 2, 6, 24, 3 * 24, 8 * 24, 15 * 24, 95 * 24)
UNSENT = ("put before", "commit before", "commit after", "put after", "push before")
SENT = ("push after", "note before", "note after", "reached before", "reached after")

picks = st.integers(0, 2**20)
chances = st.integers(0, 9)
several = st.lists(picks, min_size=1, max_size=4)


class Whole(RuleBasedStateMachine):
    """Members, their machines and the server, beside the model of them."""

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

    @initialize(owners=st.tuples(picks, picks, picks), kinds=st.tuples(picks, picks, picks))
    def leads_are_there(self, owners: tuple[int, ...], kinds: tuple[int, ...]) -> None:
        for owner, kind in zip(owners, kinds, strict=True):
            self.play(self.one_of(owner), 0, kind, 0, frozenset({"add"}))

    # what people type

    @rule(copy=picks, kinds=several, which=picks, chance=chances)
    def somebody_types(self, copy: int, kinds: list[int], which: int, chance: int) -> None:
        for kind in kinds:
            self.play(self.one_of(copy), kind, which, chance)

    @rule(copy=picks, kinds=several, which=picks, chance=chances)
    def somebody_passes_on(self, copy: int, kinds: list[int], which: int, chance: int) -> None:
        for kind in kinds:
            self.play(self.one_of(copy), kind, which, chance, HANDING_OVER)

    @rule(kinds=several, which=picks)
    def what_is_open_goes_on(self, kinds: list[int], which: int) -> None:
        """Of the steps that seem to be open to anybody, one after the other."""
        for kind in kinds:
            self.number += 1
            copies = list(self.world.copies.values())
            acts = [(copy, act) for copy in copies for act in self.thoughts(copy, True) if act.does in HANDING_OVER]
            of_kind = chosen(acts, kind)
            if of_kind:
                self.type(*of_kind[which % len(of_kind)])

    def play(self, copy: Copy, kind: int, which: int, chance: int, wanted: frozenset[str] = frozenset()) -> None:
        sensible = chance < 7
        act = self.thought(copy, kind, which, sensible, wanted) or self.thought(copy, kind, which, sensible)
        if act is not None:
            self.type(copy, act)

    def thought(
        self, copy: Copy, kind: int, which: int, sensible: bool, wanted: frozenset[str] = frozenset()
    ) -> Act | None:
        """One act of those that somebody may think of, first by its kind."""
        self.number += 1
        acts = [(copy, act) for act in self.thoughts(copy, sensible) if not wanted or act.does in wanted]
        of_kind = chosen([one for one in acts if which % RARE.get(one[1].does, 1) == 0], kind)
        return of_kind[which % len(of_kind)][1] if of_kind else None

    def thoughts(self, copy: Copy, sensible: bool) -> list[Act]:
        """What somebody may think of; what is sensible seems to be allowed to them."""
        known = self.world.view(copy, self.now)
        acts = (self.seeing(known, act) for act in thinkable(known, copy.who, self.now, self.number))
        return [act for act in acts if (not against(known, act, self.now)) == sensible]

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

    # what happens

    @rule(hours=st.sampled_from(PASSING))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        self.story.append(f"# {hours} hours later: {self.now:%a %Y-%m-%dT%H:%M:%SZ}")

    @rule(copy=picks)
    def somebody_syncs(self, copy: int) -> None:
        self.sync(self.one_of(copy))

    @rule(copy=picks, which=picks)
    def somebody_looks(self, copy: int, which: int) -> None:
        self.look(self.one_of(copy), which)

    @rule()
    def the_server_goes_or_comes_back(self) -> None:
        self.reach(not self.world.reachable)

    @precondition(lambda self: self.world.reachable)
    @rule(copy=picks, kind=picks, which=picks, moment=picks, then=st.sampled_from(["again", "sync", "nothing"]))
    def something_is_killed(self, copy: int, kind: int, which: int, moment: int, then: str) -> None:
        chosen = self.one_of(copy)
        if moment % 5:  # a process of its own takes as long as five commands here
            self.play(chosen, kind, which, moment % 10)
            return
        if chosen.waiting:
            self.sync(chosen)
        chosen_act = self.thought(chosen, kind, which, True, KILLABLE)
        newest = self.world.newest
        if chosen_act is None or against(newest, chosen_act, self.now) or after(newest, chosen_act, self.now) == newest:
            return
        moments = (*UNSENT, *SENT)
        self.kill(chosen, chosen_act, moments[moment // 5 % len(moments)], then)

    @rule(copy=picks)
    def somebody_takes_a_second_machine(self, copy: int) -> None:
        one = self.one_of(copy)
        name = f"{one.who}-2"
        if name not in self.world.copies and self.world.reachable and one.who in self.world.newest.members:
            self.join_again(one.who, name)

    @rule(copy=picks)
    def a_copy_is_lost(self, copy: int) -> None:
        one = self.one_of(copy)
        if self.world.reachable and one.who in self.world.newest.members:
            shutil.rmtree(self.folder(one))
            self.story.append(f"rm -r {one.name}")
            self.join_again(one.who, one.name)

    @rule(copy=picks, how=st.sampled_from(["gone", "torn", "rubbish"]))
    def an_index_is_damaged(self, copy: int, how: str) -> None:
        file = self.folder(self.one_of(copy)) / ".git" / "pmnet" / "index.sqlite"
        self.story.append(f"# {file.parent.parent.parent.name}: index {how}")
        if how == "gone":
            file.unlink(missing_ok=True)
        elif file.exists():
            content = file.read_bytes()
            file.write_bytes(content[: len(content) // 2] if how == "torn" else os.urandom(len(content)))

    @precondition(lambda self: NEWCOMER not in self.world.copies and self.world.reachable)
    @rule()
    def somebody_new_joins(self) -> None:
        person = Person(NEWCOMER, self.circle.root)
        self.circle.people[NEWCOMER] = person
        join(self.circle, person, self.template_fingerprint(), now=self.at)
        self.story.append(f"{NEWCOMER}: join")
        self.world.states.append(joined(self.world.newest, NEWCOMER))
        self.world.copies[NEWCOMER] = Copy(NEWCOMER, NEWCOMER, 0)
        self.follow(self.world.copies[NEWCOMER])

    @precondition(lambda self: self.world.reachable)
    @rule(copy=picks, which=picks)
    def a_lead_is_edited_by_hand(self, copy: int, which: int) -> None:
        chosen = self.one_of(copy)
        self.sync(chosen)
        leads = list(self.world.view(chosen, self.now).leads.values())
        if not leads:
            return
        lead = leads[which % len(leads)]
        self.number += 1
        act = Act(chosen.who, "retitle", lead.id, more=(("title", f"Edited {self.number}"),))
        file = next((self.folder(chosen) / "leads").rglob(f"{lead.id}.yaml"))
        file.write_text(file.read_text().replace(f"title: {lead.title}\n", f"title: Edited {self.number}\n"))
        result = self.run(chosen, "publish")
        expected = self.world.do(chosen, act, self.now)
        self.insist(result.code in expected, f"expected {sorted(expected)}: {result.err or result.out}")
        if result.code:
            self.run(chosen, "publish", "--discard")
        self.follow(chosen)

    def teardown(self) -> None:
        if self.broken or not self.story:
            return
        self.reach(True)
        for copy in self.world.copies.values():
            self.sync(copy)
        for copy in self.world.copies.values():
            self.sync(copy)
            self.look_at_everything(copy)
        self.look_at_the_server()

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

    # what is done

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


HANDING_OVER = frozenset(
    "claim offer counter accept decline withdraw disclose contacted win lose return release extend complete dispute resolve "
    "bill cancel settle".split()
)
KILLABLE = HANDING_OVER | {"add", "free", "close", "extend lead", "erase", "seal"}
RARE = {"leave": 8, "erase": 3, "close": 2, "pause": 3, "rotate": 4, "object": 2}
"""What would end everything soon, if it were typed as often as the rest: one in so many."""


def chosen(acts: list[tuple[Copy, Act]], kind: int) -> list[tuple[Copy, Act]]:
    """Those of one kind: each kind as often as any other, however many ways it has."""
    kinds = sorted({act.does for _, act in acts})
    return [one for one in acts if one[1].does == kinds[kind % len(kinds)]]


def beginning() -> Network:
    """The network that the circle's people founded."""
    founded = datetime.fromisoformat(FOUNDED)
    members = {name: Member(name, vouches=[] if name == NAMES[0] else [Word(NAMES[0], founded)]) for name in NAMES}
    return Network(NAMES[0], members, founded=founded)


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Circle:
    return found_circle(tmp_path_factory.mktemp("whole"), *NAMES)


LONG = [pytest.mark.long, pytest.mark.timeout(0)]


@pytest.mark.parametrize(
    ("examples", "steps", "chosen"),
    [(3, 25, 1), *(pytest.param(60, 50, number, marks=LONG) for number in range(2, 8))],
)
def test_a_network_is_what_its_model_says(
    network: Circle, tmp_path: Path, examples: int, steps: int, chosen: int
) -> None:
    machine = seed(chosen)(type("Machine", (Whole,), {"template": network, "places": tmp_path}))
    run_state_machine_as_test(machine, settings=played_as(examples, steps))


def played_as(examples: int, steps: int) -> settings:
    """The same examples each time; what fails tells its story, and is not looked at for a shorter one."""
    return settings(
        derandomize=False,
        database=None,
        deadline=None,
        max_examples=examples,
        stateful_step_count=steps,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        print_blob=False,
    )
