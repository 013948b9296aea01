"""One mail for each member for whom something is new, made by a job that is nobody: it reads what all members read, and no more.

Where the last run stopped is said by whoever runs it: the newest state of then, and when that was. Without it nothing is sent, as
nobody can say what is new; the answer names where to go on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Final

from pmnet.app import news
from pmnet.app.context import Context
from pmnet.app.news import Moment, News
from pmnet.domain import ids
from pmnet.domain.clock import format_instant, parse_instant
from pmnet.domain.phrase import phrase
from pmnet.domain.records import Handover, Member
from pmnet.domain.snapshot import Snapshot
from pmnet.errors import PmnetError, Usage
from pmnet.rules.admission import Status, statuses
from pmnet.rules.positions import LeadState
from pmnet.store import post
from pmnet.store.git import history
from pmnet.store.index.reading import Index
from pmnet.store.post import Letter, Posted, Server, address, sender, server

__all__ = [
    "Digest",
    "Digests",
    "Letter",
    "Mail",
    "Notified",
    "Server",
    "digest",
    "rehearsed",
    "send",
    "sender",
    "server",
]

REVISION: Final = re.compile(r"(?P<commit>[0-9a-f]{7,64})(?:@(?P<at>\S+))?")
"""A state, and when it was looked at; without that, the time of its newest act counts."""

SPOKEN: Final = ("de", "en")
LEVELS: Final = ("B1", "B2", "C1", "C2", "native")
"""The levels at which somebody reads a mail in a language with ease, the best last."""


@dataclass(frozen=True, slots=True)
class Digest:
    """What is new for one member, where they read it, and in which language; `address` is None where none can be written to."""

    member: str
    name: str
    email: str
    address: str | None
    language: str
    news: tuple[News, ...]
    place: str

    def message_id(self, sender: str) -> str:
        """The name of the mail: the same whenever just this is told to just this member."""
        said = "\n".join([self.place, self.member, *(one.key for one in self.news)])
        return f"<{sha256(said.encode()).hexdigest()[:40]}@{sender.rpartition('@')[2]}>"


@dataclass(frozen=True, slots=True)
class Digests:
    """What is new for everybody since a state: `since` as it was said, `next` what to say the next time.

    `anew` says why nothing can be new: nothing was said, or a state that is not in the shared record. `unfetched` says why only
    what is here already was looked at.
    """

    network: str
    since: str
    next: str
    digests: tuple[Digest, ...]
    then: datetime | None
    anew: str
    unfetched: str


@dataclass(frozen=True, slots=True)
class Mail:
    """One member's mail, and what became of it: sent, or why not; a rehearsal sends none."""

    member: str
    email: str
    language: str
    letter: Letter | None
    sent: bool = False
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Notified:
    """What was sent, and what to give as --since the next time; `ended` is what kept the rest from being sent."""

    found: Digests
    mails: tuple[Mail, ...]
    rehearsed: bool = False
    ended: PmnetError | None = None

    @property
    def next(self) -> str:
        """Where the next run begins: once more where this one did, if something kept it from reaching its end."""
        return self.found.since if self.ended is not None else self.found.next


def digest(context: Context, since: str) -> Digests:
    """What is new for each member since a state; raises Usage for what names none."""
    commit, at = _parted(since)
    unfetched = context.newest(sealed=False)
    workspace, repository = context.workspace, context.workspace.repository
    tip = workspace.tip
    state = workspace.trust.ledger.snapshot(tip)
    going_on = f"{tip}@{format_instant(context.now)}"
    known = _on_the_line(context, commit, tip) if commit else None
    if known is None:
        anew = (
            phrase("{since} is no state of the shared record, so nobody can say what is new", since=since)
            if commit
            else phrase("nothing was said of the last time, so nobody can say what is new")
        )
        return Digests(state.network.name, since, going_on, (), None, anew, unfetched)
    then = at or history.time_of(repository, known)
    before = Moment(workspace.trust.ledger.snapshot(known), then)
    found = _found(context, before, Moment(state, max(context.now, then)))
    place = history.genesis(repository, tip)
    return Digests(state.network.name, since, going_on, _by_member(state, found, place), then, "", unfetched)


def rehearsed(found: Digests, mails: Sequence[Mail]) -> Notified:
    """What would be sent."""
    return Notified(found, tuple(mails), rehearsed=True)


def send(found: Digests, mails: Sequence[Mail], server: Server, letters: Sequence[Letter]) -> Notified:
    """Hand the letters of these mails in; nothing is said to the server where there are none."""
    posted = post.post(server, letters) if letters else Posted(())
    answers = iter(posted.answers)
    told = []
    for mail in mails:
        if mail.letter is None:
            told.append(replace(mail, refused=phrase("the record has no address that mail can be sent to")))
        else:
            answer = next(answers, None)
            told.append(mail if answer is None else replace(mail, sent=not answer, refused=answer))
    return Notified(found, tuple(told), ended=posted.ended)


def _parted(since: str) -> tuple[str, datetime | None]:
    """The state and the time that were said; raises Usage for anything else."""
    if not since:
        return "", None
    match = REVISION.fullmatch(since)
    try:
        if match is not None:
            return match["commit"], parse_instant(match["at"]) if match["at"] else None
    except ValueError:
        pass
    raise Usage(
        phrase("--since: {since!r} is no state of a network", since=since),
        phrase("give what the last run named, or leave it out to begin"),
    )


def _on_the_line(context: Context, commit: str, tip: str) -> str | None:
    """The whole id of a state of the shared record; None where it is none."""
    repository = context.workspace.repository
    found = history.id_of(repository, f"{commit}^{{commit}}")
    return found if found and (found == tip or history.is_ancestor(repository, found, tip)) else None


def _found(context: Context, before: Moment, after: Moment) -> list[News]:
    """Everything that is new for anybody."""
    repository = context.workspace.repository
    changed = history.changed(repository, before.state.tip, after.state.tip, ("handovers",))
    going_on, leads = context.ask(_going_on, after.state)
    live = [one for one in after.state.readable(map(ids.handover_path, going_on)) if isinstance(one, Handover)]
    active = statuses(after.state.network, after.state.members(), after.at)
    others = [
        *map(ids.lead_path, leads),
        *(ids.member_path(m) for m, status in active.items() if status is Status.ACTIVE),
    ]
    return [
        *news.of_steps(before.state, after, changed),
        *news.of_silence(before.at, after, live),
        *news.of_deadlines(before, after, live, others),
    ]


def _going_on(index: Index) -> tuple[list[str], list[str]]:
    return index.going_on(), index.leads(set(LeadState) - {LeadState.FILLED, LeadState.CLOSED})


def _by_member(state: Snapshot, found: Iterable[News], place: str) -> tuple[Digest, ...]:
    told: dict[str, list[News]] = {}
    for one in news.without_doubles(found):
        told.setdefault(one.member, []).append(one)
    return tuple(
        Digest(
            m.id, m.name, m.email, address(m.email), language_of(m, state.network.language), tuple(told[m.id]), place
        )
        for m in state.members()
        if m.id in told
    )


def language_of(member: Member, otherwise: str) -> str:
    """The language a member reads best, as far as their record says: of two that are as good, the network's own."""

    def goodness(tag: str) -> tuple[int, bool]:
        return LEVELS.index(member.languages[tag]), tag.partition("-")[0] == otherwise

    spoken = [tag for tag, level in member.languages.items() if level in LEVELS]
    known = [tag for tag in spoken if tag.partition("-")[0] in SPOKEN]
    return max(known, key=goodness).partition("-")[0] if known else otherwise
