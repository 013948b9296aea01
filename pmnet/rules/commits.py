"""Whether a commit may follow on the shared line: whose it is, when, how it was made; then the judge reads what it says.

The rules, in prose:

- Whose an act is says the key that signed it, and nothing else. The keys that count are those of the members who were
  there before; a key that was replaced signs nothing any more. Only somebody new signs with a key that nobody knows yet:
  alone, the commit that brings their own record.
- Time never goes back along the line, and nobody is more than ten minutes ahead of the judge.
- A merge needs no signature of its own, because it may only be mechanical: behind it stands a straight row of acts by one
  member, decided on files that nobody changed meanwhile, each file arrives as that member left it, and nothing else does.
  An act that was left lying for too long is not merged.
- The founding is one commit that holds the network's record and the founder's, signed by the founder's key.
- After a bad act a keeper restores the last good state, and with that exactly that; what lies between is void.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from pmnet.domain.commit import FOREIGN, REGULAR, UNSIGNED, Change, Commit
from pmnet.domain.ids import NETWORK_PATH
from pmnet.domain.phrase import Moment, phrase
from pmnet.domain.records import Lead, Member, kind_of
from pmnet.domain.snapshot import Parse, Snapshot
from pmnet.errors import Finding, Findings
from pmnet.rules import authority, integrity, paths, texts
from pmnet.rules.admission import roll
from pmnet.rules.judge import judge

AHEAD: Final = timedelta(minutes=10)
"""How far a clock may be ahead of the judge's (DESIGN: the ledger's clock)."""

MOST_FILES: Final = 500
"""No act touches more files; what does was not made by a person."""

BY_REQUEST: Final = "pull-request"
"""What `publish` says in a network whose acts are merged by its host."""

MERGE_HINT: Final = phrase("on the host, allow merge commits only: no squash, no rebase")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the judge says about one commit: whose it is, what speaks against it, and the state it leads to.

    In a merge, `blamed` is the merged act that is at fault.
    """

    commit: Commit
    actor: str = ""
    findings: tuple[Finding, ...] = ()
    blamed: Commit | None = None
    after: Snapshot | None = field(default=None, compare=False)

    @property
    def good(self) -> bool:
        """Whether nothing speaks against it."""
        return not self.findings


@dataclass(frozen=True, slots=True)
class Bench:
    """What every verdict needs besides the commit: whom to trust, how to read, what time it is."""

    trusted: Snapshot
    parse: Parse
    now: datetime

    def after(self, before: Snapshot, commit: Commit) -> Snapshot:
        """The state a commit leads to."""
        return before.with_texts(commit.texts, parse=self.parse)


def judge_act(bench: Bench, before: Snapshot, commit: Commit, clock: datetime, merged: bool = False) -> Verdict:
    """The verdict on a commit with one parent, whose time must not be before `clock`; `merged` where a host brings it."""
    if (wrong := next(_wrong_form(commit, clock, bench.now), None)) is not None:
        return Verdict(commit, "", (wrong,))
    actor = _actor(bench, before, commit, merged)
    if isinstance(actor, Finding):
        return Verdict(commit, "", (actor,))
    after = bench.after(before, commit)
    return Verdict(commit, actor, tuple(_wrong_content(bench, before, after, commit, actor)), None, after)


def judge_request(bench: Bench, before: Snapshot, acts: Sequence[Commit], clock: datetime) -> Iterator[Verdict]:
    """The verdicts on a row of acts that shall arrive together, up to the first bad one."""
    author = ""
    for act in acts:
        verdict = judge_act(bench, before, act, clock, merged=True)
        if verdict.good and author and verdict.actor != author:
            wrong = _finding(
                "merge",
                phrase("it holds acts by {author} and by {actor}", author=author, actor=verdict.actor),
                phrase("one request for each member"),
            )
            verdict = Verdict(act, verdict.actor, (wrong,))
        yield verdict
        if not verdict.good or verdict.after is None:
            return
        author, before, clock = verdict.actor, verdict.after, act.at


def judge_merge(
    bench: Bench, before: Snapshot, merge: Commit, acts: Sequence[Commit], clock: datetime, began: datetime
) -> Verdict:
    """The verdict on a merge of the row of `acts`, oldest first, which were made on a state of the time `began`."""
    days = bench.trusted.network.policy.request_days
    form = (*_wrong_form(merge, clock, bench.now), *_wrong_files(merge))
    wrong = (*form, *_not_mechanical(merge, acts), *_abandoned(merge, acts, days))
    if wrong:
        return Verdict(merge, "", wrong)
    verdicts = list(judge_request(bench, before, acts, began))
    last = verdicts[-1]
    after = bench.after(before, merge) if last.good else None
    return Verdict(merge, last.actor, last.findings, last.commit, after)


def judge_founding(bench: Bench, nothing: Snapshot, commit: Commit) -> Verdict:
    """The verdict on the first commit."""
    after = bench.after(nothing, commit)
    try:
        form = (*_wrong_form(commit, commit.at, bench.now), *_wrong_files(commit))
        findings = [*form, *paths.check(commit.changes, after)]
        return Verdict(commit, after.network.founder, tuple(findings or _wrong_founding(after, commit)), None, after)
    except Findings as error:
        return Verdict(commit, "", error.findings)


def judge_repair(bench: Bench, good: Snapshot, tree: str, bad: Commit, repair: Commit, clock: datetime) -> Verdict:
    """The verdict on restoring the state `good`, whose tree has that name, after the bad commit."""
    actor = _actor(bench, good, repair)
    findings = list(_wrong_form(repair, clock, bench.now))
    if isinstance(actor, Finding):
        return Verdict(repair, "", (*findings, actor))
    refused = authority.check_other_file("a repair", actor, good, repair.at)
    if refused is not None:
        findings.append(_finding("authority", refused.message, refused.hint))
    if len(repair.parents) != 1:
        findings.append(_finding("repair", phrase("a repair merges nothing"), f"pmnet repair {bad.id[:12]}"))
    if repair.trailers.get("Repairs") != bad.id or repair.tree != tree:
        findings.append(
            _finding("repair", phrase("a repair restores exactly the last good state"), f"pmnet repair {bad.id[:12]}")
        )
    return Verdict(repair, actor, tuple(findings), None, good)


def _utc(instant: datetime) -> Moment:
    return Moment(f"{instant:%d %b %Y %H:%M}", instant)


def _wrong_form(commit: Commit, clock: datetime, now: datetime) -> Iterator[Finding]:
    if commit.unreadable:
        yield _finding("signature", commit.flaw, commit.hint)
        return
    if commit.at < clock:
        yield _finding(
            "clock",
            phrase("it is dated {at} UTC, before what it follows", at=_utc(commit.at)),
            phrase("look at the clock"),
        )
    if commit.at > now + AHEAD:
        yield _finding(
            "clock",
            phrase("it is dated {at} UTC, and here it is {now} UTC", at=_utc(commit.at), now=_utc(now)),
            phrase("check the clock"),
        )


def _wrong_files(commit: Commit) -> Iterator[Finding]:
    """What is wrong with the files of a commit before anybody reads them."""
    if commit.odd:
        yield _finding("path-mode", commit.odd, phrase("send it again from your own copy"))
    elif len(commit.changes) > MOST_FILES:
        yield _finding(
            "path", phrase("it touches more than {MOST_FILES} files", MOST_FILES=MOST_FILES), phrase("do it in parts")
        )


def _actor(bench: Bench, before: Snapshot, commit: Commit, merged: bool = False) -> str | Finding:
    """Whose key signed: a member's of the trusted state, or that of somebody new."""
    if not commit.key:
        by_host = merged or bench.trusted.network.publish == BY_REQUEST
        if by_host and commit.flaw in (UNSIGNED, FOREIGN):
            words = phrase(
                "{flaw}; a host that squashes or rebases takes the member's signature away", flaw=commit.flaw
            )
            return _finding("signature", words, MERGE_HINT)
        return _finding("signature", commit.flaw, commit.hint)
    if _is_key_of(commit.named, bench.trusted, commit.key):
        return commit.named
    known = roll(bench.trusted).signers.get(commit.key)
    if known is not None:
        return known
    newcomer = roll(before).signers.get(commit.key)
    if newcomer is not None and bench.trusted.find_member(newcomer) is None:
        return newcomer
    own = _own_record(bench, before, commit)
    if own is not None:
        return own
    return _finding(
        "signature", phrase("it is signed with a key that is no member's, or not any more"), "pmnet keys show"
    )


def _is_key_of(named: str, trusted: Snapshot, key: str) -> bool:
    """Whether a key is the named member's: then it is nobody else's, and nobody else's record has to be read."""
    member = trusted.readable_member(named)
    return member is not None and member.keys.sign == key


def _own_record(bench: Bench, before: Snapshot, commit: Commit) -> str | None:
    """The member whose new record this commit brings, alone and signed with the key in it."""
    if len(commit.changes) != 1 or commit.changes[0].was or not commit.changes[0].text:
        return None
    try:
        record = bench.after(before, commit).record(commit.changes[0].path)
    except Findings:
        return None
    return record.id if isinstance(record, Member) and record.keys.sign == commit.key else None


def _wrong_content(bench: Bench, before: Snapshot, after: Snapshot, commit: Commit, actor: str) -> Iterator[Finding]:
    if wrong := list(_wrong_files(commit)):
        yield from wrong
        return
    yield from paths.check(commit.changes, after)
    judged = judge(before, after, [change.path for change in commit.changes], actor, commit.at, bench.trusted)
    yield from judged
    for change in commit.changes if not judged else ():
        record = before.record(change.path) if kind_of(change.path) is not None else None
        owner = record.id if isinstance(record, Member) else record.owner if isinstance(record, Lead) else actor
        if owner == actor or not texts.is_rewritten(change.path, before.text(change.path), change.text):
            continue
        if isinstance(record, Member):
            message = phrase(
                "the text of {owner}'s record is {owner}'s own, but for the vouches and objections in it", owner=owner
            )
            yield Finding(change.path, "authority", message, f"pmnet member show {owner}")
        elif isinstance(record, Lead):
            message = phrase(
                "the text of lead {record} is {owner}'s own, but for the word that it was erased",
                record=record.id,
                owner=owner,
            )
            yield Finding(change.path, "authority", message, f"pmnet lead show {record.id}")


def _not_mechanical(merge: Commit, acts: Sequence[Commit]) -> Iterator[Finding]:
    """What in a merge is not just the arrival of what one member changed."""
    if len(merge.parents) != 2 or not acts:
        yield _finding("merge", phrase("it merges more than one row of acts, or none"), MERGE_HINT)
        return
    if any(len(act.parents) != 1 for act in acts):
        yield _finding(
            "merge",
            phrase("the acts it merges are no straight row"),
            phrase("make the request again from the newest state"),
        )
        return
    sent, arrived = net_changes(acts), {change.path: change for change in merge.changes}
    for path in sorted({*sent, *arrived}):
        change, origin = arrived.get(path), sent.get(path)
        if origin is None:
            yield Finding(
                path, "merge", phrase("the merge changes this file, and none of the acts it merges did"), MERGE_HINT
            )
        elif change is None and (origin.blob, origin.mode) == (origin.was, REGULAR if origin.was else ""):
            continue  # set back within the row
        elif change is None:
            yield Finding(
                path,
                "merge",
                phrase("the merge leaves out what the acts changed here"),
                phrase("merge without a strategy"),
            )
        elif change.was != origin.was:
            hint = phrase("make the request again from the newest state")
            yield Finding(path, "merge", phrase("this file was changed by others since the request was made"), hint)
        elif (change.blob, change.mode) != (origin.blob, origin.mode):
            yield Finding(path, "merge", phrase("the merge holds another text than the member signed"), MERGE_HINT)


def net_changes(acts: Sequence[Commit]) -> dict[str, Change]:
    """What a row of acts changes in the end: each path as it was before the first and is after the last."""
    net: dict[str, Change] = {}
    for act in acts:
        for change in act.changes:
            was = net[change.path].was if change.path in net else change.was
            net[change.path] = Change(change.path, change.mode, was, change.blob, change.text)
    return net


def _abandoned(merge: Commit, acts: Sequence[Commit], days: int) -> Iterator[Finding]:
    """Acts of long ago are not merged: whoever left them lying may have thought better of it. Nor are those to come."""
    if any(act.at < merge.at - timedelta(days=days) for act in acts):
        yield _finding(
            "merge", phrase("an act in it is older than {days} days", days=days), phrase("make the request again")
        )
    if any(act.at > merge.at + AHEAD for act in acts):
        yield _finding(
            "clock", phrase("it merges an act that is dated later than the merge"), phrase("check the clock")
        )


def _wrong_founding(after: Snapshot, commit: Commit) -> Iterator[Finding]:
    network = after.network
    founder = after.find_member(network.founder)
    records = [change.path for change in commit.changes if kind_of(change.path) is not None]
    if founder is None or sorted(records) != sorted([NETWORK_PATH, founder.path]):
        yield _finding("founding", phrase("the founding holds the network's record and its founder's, and no other"))
        return
    if founder.keys.sign != commit.key:
        yield _finding("signature", commit.flaw or phrase("the founding is not signed with the founder's key"))
    if network.founded != commit.at or network.keepers != (network.founder,) or founder.vouches or founder.objections:
        yield _finding("founding", phrase("the founding begins with one keeper, at its own moment, without vouches"))
    for record in (network, founder):
        yield from integrity.check(record, after)
    yield from integrity.keys_in_use(founder, after)


def _finding(rule: str, message: str, hint: str = "") -> Finding:
    """A finding about a commit as a whole."""
    return Finding("", rule, message, hint)
