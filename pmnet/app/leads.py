"""Adding, looking at, extending and closing leads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pmnet.app import confidential, naming, words
from pmnet.app.context import Context
from pmnet.app.members import Written, differences
from pmnet.app.views import LeadView, lead_view
from pmnet.domain import ids
from pmnet.domain.clock import parse_day
from pmnet.domain.codec import from_mapping
from pmnet.domain.phrase import counted, listed, phrase
from pmnet.domain.records import Lead, StepName
from pmnet.domain.snapshot import Snapshot
from pmnet.errors import NotFound, Usage
from pmnet.rules.asked import is_outdated
from pmnet.rules.line import standing_at
from pmnet.rules.positions import LeadState
from pmnet.rules.steps import ASKING
from pmnet.store.files import load
from pmnet.store.folder import read_file
from pmnet.store.vocabularies import vocabulary
from pmnet.store.workspace import Outcome

if TYPE_CHECKING:  # only who finds pays for it
    from pmnet.app.find import FoundLead


def listing(context: Context, mine: bool = False, state: str | None = None) -> list[LeadView]:
    """The leads, newest first; closed and expired ones only when their state is asked for."""
    if state is not None and state not in list(LeadState):
        raise Usage(
            phrase("there is no state {state!r}", state=state),
            phrase("one of: {LeadState}", LeadState=listed(state.value for state in LeadState)),
        )
    snapshot, actor = context.snapshot(), context.identity()
    shown = {state} if state else None if mine else set(LeadState) - {LeadState.CLOSED, LeadState.EXPIRED}
    found = context.ask(lambda index: index.leads(shown, actor if mine else None))
    leads = snapshot.readable(ids.lead_path(lead) for lead in found)
    views = [lead_view(snapshot, lead, context.now, actor) for lead in leads if isinstance(lead, Lead)]
    return sorted(views, key=lambda view: view.lead.registered, reverse=True)


def show(context: Context, typed: str) -> LeadView:
    """One lead, by id, its beginning or its last four characters."""
    snapshot = context.snapshot()
    return lead_view(snapshot, naming.lead(snapshot, typed), context.now, context.identity(), opens=True)


def add(
    context: Context,
    content: Mapping[str, Any],
    client: Mapping[str, Any] | None = None,
    warnings: Sequence[str] = (),
) -> Written:
    """A new lead from its fields as a record holds them; raises Findings where they are not as they must be.

    The client, from its own argument or from the fields, goes under the seal.
    """
    public, known = _parted(content, client)
    said = {"client": confidential.insist_client(known)} if known else None
    done = written(context, context.perform("lead-add", {"content": public}, said))
    return replace(done, warnings=tuple(warnings))


def warnings(content: Mapping[str, Any], client: Mapping[str, Any] | None = None) -> list[str]:
    """What in the public half of a new lead looks as if it named somebody."""
    public, known = _parted(content, client)
    nobody = {"id": "000101-0000", "owner": "xx", "registered": "2000-01-01T00:00:00Z", "protected_until": "2000-01-01"}
    try:
        return confidential.suspects(from_mapping(Lead, {**nobody, **public}), known)
    except ValueError:  # the judge says what is wrong with it
        return []


SOME_DAYS: Final = 7
"""A first day so long ago is still taken to be meant: work has begun before the lead was written down."""


def long_past(content: Mapping[str, Any], today: date) -> list[str]:
    """What is said of a first day that is long past, and of a last day that is past, one sentence each."""
    start, end = (_day(content.get(name), today) for name in ("start", "end"))
    found: list[str] = []
    if (ago := (today - start).days) > SOME_DAYS:
        found.append(
            counted(ago, "the first day, {day}, was {n} day ago", "the first day, {day}, was {n} days ago", day=start)
        )
    if (ago := (today - end).days) > 0:
        found.append(
            counted(ago, "the last day, {day}, was {n} day ago", "the last day, {day}, was {n} days ago", day=end)
        )
    return found


def _day(said: Any, unsaid: date) -> date:
    """The day that was said; where none was, or none that is a day, another."""
    try:
        return parse_day(str(said))
    except ValueError:
        return unsaid


def _parted(content: Mapping[str, Any], client: Mapping[str, Any] | None) -> tuple[dict[str, Any], dict[str, Any]]:
    """The public fields of a lead, and those of its client; raises Findings where that is anything else."""
    inside = content.get("client")
    if inside is not None and not isinstance(inside, dict):
        confidential.insist_client(inside)
    known = {**(inside or {}), **(client or {})}
    return {name: value for name, value in content.items() if name != "client"}, known


def seal(context: Context, typed: str, client: Mapping[str, Any]) -> Written:
    """The client of one's own lead, with these fields set or replaced, sealed again."""
    found = naming.lead(context.snapshot(), typed)
    return written(context, context.perform("lead-seal", {"lead": found.id}, {"client": dict(client)}))


@dataclass(frozen=True, slots=True)
class Erased(Written):
    """What erasing answers: the lead, and who has read its client and cannot be made to forget it."""

    readers: tuple[tuple[str, datetime], ...] = ()


def erase(context: Context, found: Lead) -> Erased:
    """Leave nothing sealed of a lead, for everybody; raises Conflict where that was done already."""
    readers = tuple(readers_of(context.snapshot(), found))
    done = written(context, context.perform("lead-erase", {"lead": found.id}))
    return Erased(done.view, done.outcome, done.changes, readers)


def readers_of(snapshot: Snapshot, lead: Lead) -> Iterator[tuple[str, datetime]]:
    """To whom the client of a lead was disclosed, and when."""
    for handover in snapshot.handovers_of(lead.id):
        yield from ((handover.partner, step.at) for step in handover.steps if step.step is StepName.DISCLOSE)


def find(context: Context, typed: str) -> Lead:
    """The lead that is meant."""
    return naming.lead(context.snapshot(), typed)


def with_records(context: Context, found: Sequence[FoundLead]) -> list[FoundLead]:
    """Leads that were found, each with its record where that can be read."""
    snapshot = context.snapshot()
    records = {
        lead.id: lead for lead in snapshot.readable(ids.lead_path(one.lead) for one in found) if isinstance(lead, Lead)
    }
    return [one._replace(record=records.get(one.lead)) for one in found]


def close(context: Context, typed: str, reason: str) -> Written:
    """A lead closed for a reason."""
    found = naming.lead(context.snapshot(), typed)
    key = vocabulary("close-reasons").insist(reason).key
    return written(context, context.perform("lead-close", {"lead": found.id, "reason": key}))


def extend(context: Context, typed: str) -> Written:
    """A lead protected for longer."""
    found = naming.lead(context.snapshot(), typed)
    return written(context, context.perform("lead-extend", {"lead": found.id}))


def written(context: Context, outcome: Outcome, changed: Lead | None = None) -> Written:
    """The answer of a command that changed a lead, which is what its act is about where it is not named."""
    record = outcome.after.lead(outcome.plan.subject) if changed is None else changed
    view = lead_view(outcome.after, record, outcome.at, context.member)
    return Written(view, outcome, differences(context, outcome), warnings=tuple(to_ask_again(outcome, record)))


def to_ask_again(outcome: Outcome, lead: Lead) -> Iterator[str]:
    """Which questions about a lead wait for an answer and were asked before it was changed: nobody can accept those."""
    for handover in outcome.after.handovers_of(lead.id):
        found = standing_at(outcome.after, handover, outcome.at)
        if found.state not in ASKING or not is_outdated(outcome.after, handover):
            continue
        if found.asked == lead.owner:
            yield phrase(
                "{partner} asked for {position} before this change; pmnet counter {handover} asks them again,"
                " about the lead as it is now",
                partner=handover.partner,
                position=handover.position,
                handover=handover.id,
            )
        else:
            yield phrase(
                "you offered {position} to {partner} before this change; pmnet withdraw {handover}, and offer it again",
                partner=handover.partner,
                position=handover.position,
                handover=handover.id,
            )


def positions(
    typed: Sequence[str], skills: Sequence[str], days: int | None, known: Any = None, language: str = "en"
) -> Any:
    """The positions of a lead as typed, else those that are known already, else one for a project manager.

    Those that were typed, and the one that nobody named, ask for the skills and days of the whole lead. `language` is the
    network's: in it everybody reads what a position without a title is called.
    """
    wishes = [words.skill(one) for one in skills]
    named = [position(one, wishes, days, language) for one in typed]
    return named or known or [position("project-manager", wishes, days, language) | {"key": "pm"}]


def position(typed: str, skills: Sequence[Mapping[str, Any]], days: int | None, language: str = "en") -> dict[str, Any]:
    """A position as typed (`pmo:PMO lead`, `pmo`), with the skills and days of the whole lead."""
    key, _, title = typed.partition(":")
    role = vocabulary("roles").find(title or key)
    called = key if role is None else role.de if language == "de" else role.en
    found: dict[str, Any] = {"key": key.strip().lower(), "title": title.strip() or called}
    if role is not None:
        found["role"] = role.key
    if skills:
        found["skills"] = [dict(skill) for skill in skills]
    if days is not None:
        found["days_per_week"] = days
    return found


def from_file(file: Path) -> dict[str, Any]:
    """The fields of a lead from a file; raises NotFound, and Findings where it is not strict YAML."""
    if not file.is_file():
        raise NotFound(phrase("there is no file {file}", file=file), phrase("name a file with the fields of a lead"))
    return load(read_file(file), str(file)).content
