"""The shared line judged commit by commit: before a push, on the server, for a request, at every sync, in the audit.

All doors ask the same rules (`rules.commits`); here the commits and the states between them are read for them. A state is
carried along from commit to commit, so that a long history reads every file once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from typing import Final

from pmnet.domain.commit import Commit
from pmnet.domain.phrase import phrase
from pmnet.domain.snapshot import Snapshot
from pmnet.errors import Finding
from pmnet.rules.admission import ROLL_FOLDERS
from pmnet.rules.commits import Bench, Verdict, judge_act, judge_founding, judge_merge, judge_repair, net_changes
from pmnet.store.git.commits import RawCommit, between, line, line_from, read_commits, read_raw
from pmnet.store.git.mentions import Mentions
from pmnet.store.git.reading import Files
from pmnet.store.git.repository import Repository
from pmnet.store.parsing import parse, parse_checked

BEGINNING: Final = datetime(1970, 1, 1, tzinfo=UTC)

MANY: Final = 2_000
"""From so many acts on a second process that reads ahead is worth its start."""

Progress = Callable[[int, int], None]
"""Told how many commits are judged, of how many."""


@dataclass(frozen=True, slots=True)
class CommitFinding:
    """What speaks against a commit, and whose it is as far as that is known."""

    commit: str
    actor: str
    finding: Finding


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of a row of commits that want to be on the shared line; `actor` is whose the last one is."""

    checked: int
    findings: tuple[CommitFinding, ...]
    actor: str = ""


@dataclass(frozen=True, slots=True)
class Verified:
    """How far the shared line is good: the last good commit, how many were judged now, the first bad one if there is one.

    `repaired` names the bad commits that a keeper made void.
    """

    tip: str
    checked: int
    bad: Verdict | None = None
    repaired: tuple[str, ...] = ()

    @property
    def findings(self) -> tuple[CommitFinding, ...]:
        """What speaks against the bad commit."""
        return () if self.bad is None else _findings(self.bad)


@dataclass(slots=True)
class _Walk:
    """Where a walk along the line stands."""

    state: Snapshot
    tree: str
    clock: datetime
    tip: str
    bad: Verdict | None = None
    repaired: list[str] = field(default_factory=list)


class Ledger:
    """The shared line of one repository, as the judge sees it."""

    def __init__(self, repository: Repository, progress: Progress | None = None) -> None:
        self.repository = repository
        self._progress = progress
        self.mentions = Mentions(repository)

    def snapshot(self, commit: str) -> Snapshot:
        """The state at a commit; empty for ""."""
        files = Files(self.repository, commit)
        return Snapshot(files.text, files.paths, parse, commit, partial(self.mentions.paths, commit))

    def verify(self, good: str, tip: str, now: datetime) -> Verified:
        """How far the line is good from `good` (empty: from the founding) to `tip`.

        Raises Alarm where `tip` does not follow from `good`.
        """
        row = line(self.repository, good, tip)
        walk = self._begin(good)
        for done, commit in enumerate(self._read(row), 1):
            verdict = self._verdict(walk, commit, now)
            if verdict.good:
                self._go_on(walk, verdict)
            elif walk.bad is None:
                walk.bad = verdict
            if self._progress is not None:
                self._progress(done, len(row))
        return Verified(walk.tip, len(row), walk.bad, tuple(walk.repaired))

    def _read(self, row: list[RawCommit]) -> Iterator[Commit]:
        if len(row) < MANY:
            return read_commits(self.repository, row)
        from pmnet.store.git.ahead import read_ahead

        return read_ahead(self.repository, row)

    def _begin(self, good: str) -> _Walk:
        if not good:
            return _Walk(self.snapshot(""), "", BEGINNING, "")
        commit = read_raw(self.repository, good)
        return _Walk(self.snapshot(good), commit.tree, commit.at, good)

    def _verdict(self, walk: _Walk, commit: Commit, now: datetime) -> Verdict:
        """The verdict on the next commit of the line; after a bad one only its repair can be good."""
        bench = Bench(walk.state, parse_checked, now)
        if walk.bad is not None:
            return judge_repair(bench, walk.state, walk.tree, walk.bad.commit, commit, walk.clock)
        if not commit.parents:
            return judge_founding(bench, walk.state, commit)
        if len(commit.parents) == 1:
            return judge_act(bench, walk.state, commit, walk.clock)
        return self._merge(bench, walk, commit)

    def _go_on(self, walk: _Walk, verdict: Verdict) -> None:
        """Let the walk reach a good commit; where that was a repair, the bad one is void."""
        assert verdict.after is not None
        if walk.bad is not None:
            walk.repaired.append(walk.bad.commit.id)
            walk.bad = None
        else:
            walk.state.adopt(verdict.after)
        commit = verdict.commit
        walk.tree, walk.clock, walk.tip = commit.tree, commit.at, commit.id

    def _side(self, merge: Commit) -> list[Commit]:
        if len(merge.parents) != 2:
            return []
        return list(read_commits(self.repository, between(self.repository, *merge.parents)))

    def request(self, base: str, head: str, now: datetime) -> Judged:
        """What speaks against putting `head` on the line after `base`, which alone is trusted.

        Where `base` is on the line of `head`, the commits after it are judged one by one; else they are what a merge
        would bring. `base` may be empty: then it is a founding.
        """
        if not base:
            found = self.verify("", head, now)
            return Judged(found.checked, found.findings)
        row = line_from(self.repository, base, head)
        if row is not None:
            return self._row(base, row, now)
        acts = list(read_commits(self.repository, between(self.repository, base, head)))
        return self._would_be_merge(base, head, acts, now)

    def _row(self, base: str, row: list[RawCommit], now: datetime) -> Judged:
        """The commits after `base`, one by one: good by the members and the policy of `base`, and by those of their time.

        What only one of both allows would stop everybody's next sync, or was granted by whoever uses it. They are the same
        where no commit before the last one changes them.
        """
        if row and "Repairs" in row[0].trailers:
            judged = self._repair(row[0], now)
            return judged if judged.findings or len(row) == 1 else self._row(row[0].id, row[1:], now)
        judged, changed = self._by_base(base, row, now)
        if judged.findings or not changed:
            return judged
        found = self.verify(base, row[-1].id, now)
        return Judged(found.checked, found.findings, judged.actor)

    def _by_base(self, base: str, row: list[RawCommit], now: datetime) -> tuple[Judged, bool]:
        """The commits after `base`, one by one, with the members and the policy of `base`.

        And whether one before the last changes members or policy.
        """
        walk, verdict, changed, earlier = self._begin(base), None, False, False
        trusted = walk.state if len(row) == 1 else self.snapshot(base)  # the walk's own state moves on
        bench = Bench(trusted, parse_checked, now)
        for done, commit in enumerate(read_commits(self.repository, row), 1):
            if len(commit.parents) == 1:
                verdict = judge_act(bench, walk.state, commit, walk.clock)
            else:
                verdict = self._merge(bench, walk, commit)
            if not verdict.good:
                return Judged(done, _findings(verdict)), True
            self._go_on(walk, verdict)
            earlier = changed
            changed = changed or any(change.path.startswith(ROLL_FOLDERS) for change in commit.changes)
        return Judged(len(row), (), verdict.actor if verdict else ""), earlier

    def _merge(self, bench: Bench, walk: _Walk, merge: Commit) -> Verdict:
        acts = self._side(merge)
        return judge_merge(bench, walk.state, merge, acts, walk.clock, self._began(acts))

    def _began(self, acts: list[Commit]) -> datetime:
        """The time of the state that a row of acts was made on: none of them can be earlier."""
        before = [parent for act in acts[:1] for parent in act.parents[:1]]
        return read_raw(self.repository, before[0]).at if before else BEGINNING

    def _repair(self, repair: RawCommit, now: datetime) -> Judged:
        """Whether a repair restores what was there before a commit that is really bad, judged from the founding on."""
        named = repair.trailers["Repairs"]
        found = self.verify("", repair.id, now)
        if found.bad is None and named in found.repaired[-1:]:
            return Judged(1, ())
        if found.bad is not None and found.bad.commit.id == named:
            problem = self._why_no_repair(repair, found, now)
            return Judged(1, _findings(problem))
        wrong = Finding(
            "",
            "repair",
            phrase("nothing is wrong with {named}, or it was repaired already", named=named[:12]),
            "pmnet audit",
        )
        return Judged(1, (CommitFinding(repair.id, "", wrong),))

    def _why_no_repair(self, repair: RawCommit, found: Verified, now: datetime) -> Verdict:
        """What is wrong with a repair of the commit that is really bad."""
        assert found.bad is not None
        walk = self._begin(found.tip)
        commit = next(read_commits(self.repository, [repair]))
        bench = Bench(walk.state, parse_checked, now)
        return judge_repair(bench, walk.state, walk.tree, found.bad.commit, commit, walk.clock)

    def _would_be_merge(self, base: str, head: str, acts: list[Commit], now: datetime) -> Judged:
        """What would speak against a merge of these acts onto `base`, made just now."""
        walk = self._begin(base)
        net = [
            replace(change, was=self.repository.entry(base, change.path)[1]) for change in net_changes(acts).values()
        ]
        at = max(now.replace(microsecond=0), walk.clock)
        changes = tuple(change for change in net if change.blob != change.was)
        merge = Commit(head, "", (base, head), at, "", changes=changes)
        bench = Bench(walk.state, parse_checked, now)
        verdict = judge_merge(bench, walk.state, merge, acts, walk.clock, self._began(acts))
        return Judged(len(acts), _findings(verdict), verdict.actor)


def _findings(verdict: Verdict) -> tuple[CommitFinding, ...]:
    blamed = verdict.blamed or verdict.commit
    return tuple(CommitFinding(blamed.id, verdict.actor, finding) for finding in verdict.findings)
