"""A property for the whole: whatever members type, whatever happens to their machines, a network is what its model says.

Random members type random commands, most of them sensible, while time passes, the server goes away, commands are killed, copies
are stale, doubled, lost or damaged. After each step the answer must be the model's, and everybody sees what the model says.
"""

from __future__ import annotations

import os
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test
from people import Circle, Person, found_circle, join
from plain_acts import after, joined
from plain_copies import Copy
from plain_rules import Act, against
from stage import NAMES, NEWCOMER, PASSING, SENT, UNSENT, Scene
from typing_it import thinkable

picks = st.integers(0, 2**20)
chances = st.integers(0, 9)
several = st.lists(picks, min_size=1, max_size=4)


class Whole(Scene, RuleBasedStateMachine):
    """Members, their machines and the server, beside the model of them."""

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
        """Of the steps that seem to be open to anybody, one after the other; mostly those that lead somewhere."""
        for kind in kinds:
            self.number += 1
            copies = list(self.world.copies.values())
            acts = [(copy, act) for copy in copies for act in self.thoughts(copy, True) if act.does in HANDING_OVER]
            forward = [one for one in acts if one[1].does in FORWARD]
            of_kind = chosen(forward if forward and kind % 4 else acts, kind)
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

    # what happens

    @rule(hours=st.sampled_from(PASSING))
    def time_passes(self, hours: int) -> None:
        self.send_drafts(self.now + timedelta(hours=hours))
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


HANDING_OVER = frozenset(
    "claim offer counter accept decline withdraw disclose contacted win lose return release extend complete dispute resolve "
    "bill cancel settle".split()
)
FORWARD = frozenset("accept disclose contacted win bill settle complete".split())
KILLABLE = HANDING_OVER | {"add", "free", "close", "extend lead", "erase", "seal"}
RARE = {"leave": 8, "erase": 3, "close": 2, "pause": 3, "rotate": 4, "object": 2}
"""What would end everything soon, if it were typed as often as the rest: one in so many."""


def chosen(acts: list[tuple[Copy, Act]], kind: int) -> list[tuple[Copy, Act]]:
    """Those of one kind: each kind as often as any other, however many ways it has."""
    kinds = sorted({act.does for _, act in acts})
    return [one for one in acts if one[1].does == kinds[kind % len(kinds)]]


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Circle:
    return found_circle(tmp_path_factory.mktemp("whole"), *NAMES)


LONG = [pytest.mark.long, pytest.mark.timeout(0)]


@pytest.mark.parametrize(
    ("examples", "steps", "chosen"),
    [(2, 25, 1), *(pytest.param(60, 50, number, marks=LONG) for number in range(2, 8))],
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
