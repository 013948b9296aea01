"""What may change in a member's record, by whom, and who may act at all.

The rules, in prose:

- A record is its member's own. It begins on the day it is brought, by the member or by an active member, without vouches,
  objections or former keys, neither paused nor left.
- Vouches and objections in it are their authors': an active member gives one, about somebody who has not left, dated when it is
  given. It stays visible for ever and never changes, but its author may withdraw it, once. Whoever paused or left may still
  withdraw, because a good name is one's own to take back; whoever is suspended may not while the members decide about them.
- Keys change by retiring the former ones at that moment, and what is retired stays so.
- Whoever left comes back only with a new record. Theirs stays as it was, except that they may replace their keys and take back
  their word; their handovers go on, because obligations survive membership.
- A network always has a keeper who can act: the last one neither leaves nor hands over to nobody. A keeper who has paused still
  keeps; one who is a candidate, suspended or gone does not.

Trust comes from the snapshot *before* the act, so nobody grants themselves anything in the same act.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Final

from pmnet.domain.phrase import either, listed, phrase
from pmnet.domain.records import Keys, Member, Network, Objection, Vouch
from pmnet.domain.snapshot import Snapshot
from pmnet.errors import Conflict, NotAllowed
from pmnet.rules.admission import Status, demoted, gentler, status_of

MAY_WITHDRAW: Final = (Status.ACTIVE, Status.PAUSED, Status.LEFT)
MAY_KEEP: Final = (Status.ACTIVE, Status.PAUSED)

Entries = tuple[Vouch | Objection, ...]


def insist_active(actor: str, snapshot: Snapshot, now: datetime, act: str) -> None:
    """Raises NotAllowed, saying what is missing, unless the actor is an active member."""
    status = status_of(actor, snapshot, now)
    if status is Status.ACTIVE:
        return
    if status is None:
        raise NotAllowed(
            phrase("cannot {act}: {actor} is not a member here", act=act, actor=actor), "pmnet join URL --as ID"
        )
    reason, hint = {
        Status.CANDIDATE: (
            phrase("you are a candidate until enough members vouch for you and the objection window has passed"),
            f"pmnet member show {actor}",
        ),
        Status.PAUSED: (phrase("you have paused"), "pmnet resume"),
        Status.SUSPENDED: (
            phrase("you are suspended"),
            phrase("pmnet member show {actor} says who objects and why", actor=actor),
        ),
        Status.LEFT: (phrase("you have left"), f"pmnet member show {actor}"),
    }[status]
    raise NotAllowed(phrase("cannot {act}: {reason}", act=act, reason=reason), hint)


def insist_partner(partner: str, lead: str, snapshot: Snapshot, now: datetime) -> None:
    """Raises Conflict unless a lead can be passed to this member: an active one."""
    status = status_of(partner, snapshot, now)
    if status is not Status.ACTIVE:
        known = {
            None: phrase("is not a member here"),
            Status.CANDIDATE: phrase("is a candidate"),
            Status.LEFT: phrase("has left"),
        }
        what = known.get(status, phrase("is {status}", status=status))
        raise Conflict(
            phrase("cannot offer {lead} to {partner}: {partner} {what}", lead=lead, partner=partner, what=what),
            f"pmnet member show {partner}",
        )


def insist_may_keep(actor: str, trusted: Snapshot, now: datetime, act: str) -> None:
    """Raises NotAllowed unless a keeper is in a position to act as one: an active member, or one who has paused."""
    if status_of(actor, trusted, now) not in MAY_KEEP:
        insist_active(actor, trusted, now, act)


def insist_keeper(leaving: str, keepers: Iterable[str], trusted: Snapshot, now: datetime) -> None:
    """Raises NotAllowed where nobody but the one who leaves could keep the network."""
    if not any(status_of(keeper, trusted, now) in MAY_KEEP for keeper in keepers if keeper != leaving):
        who = (
            phrase("{leaving} is the only keeper", leaving=leaving)
            if leaving
            else phrase("none of the keepers is an active member")
        )
        raise NotAllowed(
            who, phrase("name another active member under keepers in network.yaml first, then pmnet publish")
        )


def check_member(before: Member | None, after: Member, actor: str, trusted: Snapshot, now: datetime) -> None:
    """Raises NotAllowed, and Conflict, unless this change of a member's record is the actor's to make now."""
    today = trusted.network.policy.working_hours.local(now).date()
    show = f"pmnet member show {after.id}"
    if after.capacity is not None and after.capacity.confirmed is not None and after.capacity.confirmed > today:
        raise NotAllowed(
            phrase(
                "free capacity cannot be confirmed on a day to come, {confirmed}", confirmed=after.capacity.confirmed
            ),
            phrase("confirmed: {today}", today=today),
        )
    if before is None:
        _check_new(after, actor, today, trusted, now)
        return
    if before.joined != after.joined:
        raise NotAllowed(
            phrase("the day {after} joined cannot be changed", after=after.id),
            phrase("joined: {joined}", joined=before.joined),
        )
    _check_days(before, after, today)
    _check_keys(before.keys, after.keys, actor, after.id, now)
    _check_entries("vouch", before, before.vouches, after.vouches, actor, trusted, now)
    _check_entries("objection", before, before.objections, after.objections, actor, trusted, now)
    rest = replace(before, vouches=after.vouches, objections=after.objections)
    if actor != after.id and rest != after:
        raise NotAllowed(phrase("the record of {after} is {after}'s own to change", after=after.id), show)
    if before.left is not None and replace(rest, keys=after.keys) != after:
        raise NotAllowed(
            phrase("{after} left on {left}, so the record stays as it was", after=after.id, left=before.left), show
        )
    if before.left is None and after.left is not None and after.id in trusted.network.keepers:
        insist_keeper(after.id, trusted.network.keepers, trusted, now)


def _check_new(after: Member, actor: str, today: date, trusted: Snapshot, now: datetime) -> None:
    """A record that was not there before."""
    if after.vouches or after.objections:
        raise NotAllowed(
            phrase("a new member begins without vouches: {after}", after=after.id),
            phrase("leave vouches and objections out"),
        )
    if after.keys.retired:
        raise NotAllowed(
            phrase("a new member begins without retired keys: {after}", after=after.id),
            phrase("leave keys.retired out"),
        )
    if after.paused is not None or after.left is not None:
        raise NotAllowed(
            phrase("a new member has neither paused nor left: {after}", after=after.id),
            phrase("leave paused and left out"),
        )
    if after.joined != today:
        raise NotAllowed(
            phrase("{after} joins on the day the record is brought, {today}", after=after.id, today=today),
            phrase("joined: {today}", today=today),
        )
    if actor != after.id:
        insist_active(actor, trusted, now, phrase("bring {after}", after=after.id))


def _check_days(before: Member, after: Member, today: date) -> None:
    """Pausing and leaving happen on the day they are written, and nobody comes back from having left."""
    told = {"after": after.id, "today": today}
    if before.left != after.left and after.left not in (today, None):
        raise NotAllowed(phrase("the day {after} left is the day it is written, {today}", **told), "pmnet leave")
    if before.paused != after.paused and after.paused not in (today, None):
        raise NotAllowed(phrase("the day {after} paused is the day it is written, {today}", **told), "pmnet pause")
    if before.left is not None and after.left != before.left:
        raise NotAllowed(
            phrase("{after} left on {left}; coming back needs a new record", after=after.id, left=before.left),
            phrase("pmnet join URL --as ANOTHER-ID"),
        )


def _check_keys(before: Keys, after: Keys, actor: str, subject: str, now: datetime) -> None:
    """A key is replaced by its member, who retires the former one at that moment; what is retired stays so."""
    if before == after:
        return
    if actor != subject:
        raise NotAllowed(
            phrase("the keys of {subject} are {subject}'s own to change", subject=subject),
            f"pmnet member show {subject}",
        )
    kept = len(before.retired)
    if after.retired[:kept] != before.retired:
        raise NotAllowed(
            phrase("the retired keys of {subject} cannot be changed", subject=subject), "pmnet keys rotate"
        )
    replaced = [(old, now) for old, new in ((before.sign, after.sign), (before.seal, after.seal)) if old != new]
    added = [(entry.key, entry.at) for entry in after.retired[kept:]]
    if sorted(added) != sorted(replaced):
        what = (
            phrase("a key that is replaced is retired at that moment")
            if replaced
            else phrase("only a key that is replaced retires")
        )
        raise NotAllowed(phrase("{what}, which is not done by hand", what=what), "pmnet keys rotate")


def _check_entries(
    word: str, subject: Member, before: Entries, after: Entries, actor: str, trusted: Snapshot, now: datetime
) -> None:
    """Entries are their authors': each may add their own and withdraw it, once, and nothing else changes."""
    if before == after:
        return
    show = f"pmnet member show {subject.id}"
    if len(after) < len(before):
        raise NotAllowed(phrase("{NAMED} stays visible; it can be withdrawn but not removed", NAMED=NAMED[word]), show)
    added = after[len(before) :]
    if added:
        _insist_may_add(word, subject, actor, trusted, now)
    else:
        _insist_may_withdraw(word, subject.id, actor, trusted, now)
    for old, new in zip(before, after, strict=False):
        if old != new:
            withdrawn = old.withdrawn is None and new.withdrawn == now and replace(new, withdrawn=None) == old
            if old.by != actor or not withdrawn:
                raise NotAllowed(
                    phrase(
                        "{NAMED} by {by} is {by}'s to withdraw, and cannot be changed", NAMED=NAMED[word], by=old.by
                    ),
                    show,
                )
    for entry in added:
        if entry.by != actor or actor == subject.id:
            raise NotAllowed(
                phrase(
                    "{NAMED} about {subject} by {by} is not {actor}'s to give",
                    NAMED=NAMED[word],
                    subject=subject.id,
                    by=entry.by,
                    actor=actor,
                ),
                show,
            )
        if entry.at != now or entry.withdrawn is not None:
            raise NotAllowed(
                phrase("{NAMED} is dated when it is given", NAMED=NAMED[word]), f"pmnet {COMMANDS[word]} {subject.id}"
            )


NAMED: Final = {"vouch": phrase("a vouch"), "objection": phrase("an objection")}
COMMANDS: Final = {"vouch": "vouch", "objection": "object"}


def _insist_may_add(word: str, subject: Member, actor: str, trusted: Snapshot, now: datetime) -> None:
    about = (
        phrase("add a vouch about {subject}", subject=subject.id)
        if word == "vouch"
        else phrase("object to {subject}", subject=subject.id)
    )
    insist_active(actor, trusted, now, about)
    if subject.left is not None:
        raise NotAllowed(
            phrase("cannot {about}: {subject} left on {left}", about=about, subject=subject.id, left=subject.left),
            f"pmnet member show {subject.id}",
        )


def _insist_may_withdraw(word: str, subject: str, actor: str, trusted: Snapshot, now: datetime) -> None:
    if status_of(actor, trusted, now) not in MAY_WITHDRAW:
        insist_active(
            actor, trusted, now, phrase("withdraw {NAMED} about {subject}", NAMED=NAMED[word], subject=subject)
        )


def check_keepers(before: Network, after: Network, actor: str, trusted: Snapshot, now: datetime) -> None:
    """Raises NotAllowed unless the actor keeps the network, may do so now, and leaves both keepers and members in it."""
    if actor not in before.keepers:
        raise NotAllowed(
            phrase("the network's record is for its keepers to change"),
            phrase("ask {keepers}", keepers=either(before.keepers)),
        )
    insist_may_keep(actor, trusted, now, phrase("change the network's record"))
    if before.keepers != after.keepers:
        insist_keeper("", after.keepers, trusted, now)
    if before.policy != after.policy and (lost := demoted(before, after, trusted.members(), now)):
        be = phrase("be a candidate") if len(lost) == 1 else phrase("be candidates")
        raise NotAllowed(
            phrase("with that policy {lost} would {be} again", lost=listed(lost), be=be),
            _instead(before, after, trusted, now),
        )


def _instead(before: Network, after: Network, trusted: Snapshot, now: datetime) -> str:
    """What a keeper writes who wants to ask more of candidates and take nobody's membership away."""
    found = gentler(before, after, trusted.members(), now)
    if found is None:
        return phrase(
            "leave objection_days as it was until the longer window has passed for them: pmnet publish --discard"
        )
    figures = ("vouches", "vouches_while_small", "small_below")
    wanted = ", ".join(f"{name}: {getattr(found, name)}" for name in figures)
    return phrase(
        "to ask for more from now on, and nothing of those who came while the network was small: {wanted}",
        wanted=wanted,
    )
