"""Looking at members and changing one's own record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from pmnet.app import member_acts, naming, words
from pmnet.app.context import Context
from pmnet.app.settings import parted, whole, yes_or_no
from pmnet.app.views import BookView, HandoverView, LeadView, MemberView, member_views
from pmnet.domain.phrase import phrase
from pmnet.errors import NotAllowed, Unreachable, Usage
from pmnet.rules.answers import silence
from pmnet.store.files import load
from pmnet.store.vocabularies import vocabulary
from pmnet.store.workspace import Outcome

if TYPE_CHECKING:  # only who leaves pays for what they have not finished
    from pmnet.rules.obligations import Obligation


@dataclass(frozen=True, slots=True)
class Written:
    """What a writing command answers: the record as it now is, and whether the server has it.

    `warnings` says what in it looks as if it were not meant.
    """

    view: MemberView | LeadView | HandoverView | BookView
    outcome: Outcome
    changes: Mapping[str, tuple[bytes, bytes]]
    warnings: tuple[str, ...] = field(default=(), kw_only=True)

    @property
    def sent(self) -> bool:
        """False while it waits."""
        return self.outcome.sent

    @property
    def unsent(self) -> Unreachable | None:
        """Why it waits."""
        return self.outcome.unsent


@dataclass(frozen=True, slots=True)
class Left(Written):
    """What leaving answers: the record as it now is, what is not finished and stays the leaver's, and what goes on."""

    obligations: tuple[Obligation, ...] = ()
    protections: tuple[Obligation, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """A list in a member's record that one command edits: its field, key and vocabulary, and what a value means."""

    field: str
    key: str
    vocabulary: str


ENTRIES: Mapping[str, Entry] = {
    "skill": Entry("skills", "skill", "skills"),
    "industry": Entry("industries", "division", "industries"),
    "certificate": Entry("certificates", "certificate", "certificates"),
}


def listing(context: Context, everybody: bool = False) -> list[MemberView]:
    """The members by id; those who left only with `everybody`."""
    snapshot = context.snapshot()
    views = member_views(snapshot, snapshot.members(), context.now)
    return [view for view in views if everybody or view.member.left is None]


def show(context: Context, typed: str) -> MemberView:
    """One member, by id, its beginning, or name."""
    snapshot = context.snapshot()
    found = naming.member(snapshot, typed)
    view = member_views(snapshot, [found], context.now)[0]
    return replace(view, silence=silence(snapshot, found.id, context.now))


def change(context: Context, settings: Sequence[str]) -> Written:
    """One's own record with fields set, each given as `FIELD=VALUE`; lists are comma-separated, an empty value removes."""
    changes: dict[str, Any] = {}
    for setting in settings:
        name, value = parted(setting, "headline='Cutover manager'")
        changes[name] = _value(name, value)
    return written(context, context.perform("member-change", {"changes": changes}))


def put_entry(context: Context, kind: str, typed: str, values: Mapping[str, Any] | None) -> Written:
    """An entry of one's own record added or changed, or removed with None; the word may be a label or an alias."""
    entry = ENTRIES[kind]
    term = vocabulary(entry.vocabulary).find(typed)
    name = term.key if term else vocabulary(entry.vocabulary).insist(typed).key
    about = {
        "field": entry.field,
        "key": entry.key,
        "name": name,
        "values": dict(values) if values is not None else None,
    }
    return written(context, context.perform("member-entry", about))


def put_language(context: Context, typed: str, level: str | None) -> Written:
    """A language of one's own record set to a level, or removed with None."""
    tag = vocabulary("languages").insist(typed).key
    cefr = None if level is None else vocabulary("cefr").insist(level).key
    return written(context, context.perform("member-language", {"tag": tag, "level": cefr}))


def free(context: Context, days: int | None, start: str | None, end: str | None, clear: bool) -> Written:
    """Free days a week over a period; also confirms the capacity."""
    return written(context, context.perform("free", {"days": days, "start": start, "end": end, "clear": clear}))


def named(context: Context, typed: str) -> str:
    """The id of the member that is meant; raises NotFound, and Ambiguous."""
    return naming.member(context.snapshot(), typed).id


def vouch(context: Context, typed: str, basis: str | None, withdraw: bool) -> Written:
    """A vouch for another member, or its withdrawal."""
    found = naming.member(context.snapshot(), typed)
    key = None if basis is None else vocabulary("vouch-bases").insist(basis).key
    if key is None and not withdraw:
        raise Usage(
            phrase("a vouch says what it is based on"), phrase("--basis worked-together, client-reference or interview")
        )
    return written(context, context.perform("vouch", {"member": found.id, "basis": key, "withdraw": withdraw}))


def objection(context: Context, typed: str, reason: str | None, withdraw: bool) -> Written:
    """An objection to another member, or its withdrawal."""
    found = naming.member(context.snapshot(), typed)
    if not reason and not withdraw:
        raise Usage(phrase("an objection says why"), phrase("--reason 'never answers offers'"))
    said = None if withdraw else reason
    return written(context, context.perform("object", {"member": found.id, "reason": said, "withdraw": withdraw}))


def pause(context: Context) -> Written:
    """Take no part for a while: no claims, offers, vouches; what was begun goes on."""
    return written(context, context.perform("pause", {}))


def resume(context: Context) -> Written:
    """Take part again."""
    return written(context, context.perform("resume", {}))


def leave(context: Context) -> Left:
    """Leave for good; what is not finished is listed, because it stays the leaver's."""
    from pmnet.rules.obligations import protections

    done = written(context, context.perform("leave", {}))
    goes_on = protections(context.snapshot(), context.member, context.now)
    return Left(done.view, done.outcome, done.changes, tuple(obligations(context)), tuple(goes_on))


def insist_here(context: Context) -> None:
    """Raises Conflict where the acting member has left already."""
    record = context.snapshot().find_member(context.member)
    if record is not None:
        member_acts.insist_here(record)


def obligations(context: Context) -> list[Obligation]:
    """What the acting member has not finished."""
    from pmnet.rules import obligations as unfinished

    return unfinished.obligations(context.snapshot(), context.member, context.now)


def add(context: Context, text: str, path: str) -> Written:
    """A colleague's record from a file, brought by an active member."""
    content = load(text.encode(), path).content
    member = content.get("id")
    if not isinstance(member, str):
        raise Usage(phrase("{path} has no id", path=path))
    return written(context, context.perform("member-add", {"text": text, "member": member}))


def insist_own(context: Context, typed: str) -> None:
    """Raises NotAllowed where somebody else's record is meant."""
    found = naming.member(context.snapshot(), typed or context.member)
    if found.id != context.member:
        raise NotAllowed(
            phrase("{record} is {owner}'s to edit", record=found.id, owner=found.id), f"pmnet member show {found.id}"
        )


def written(context: Context, outcome: Outcome) -> Written:
    """The answer of a command that changed a member."""
    record = outcome.after.member(outcome.plan.subject)
    return Written(member_views(outcome.after, [record], outcome.at)[0], outcome, differences(context, outcome))


def differences(context: Context, outcome: Outcome) -> dict[str, tuple[bytes, bytes]]:
    """The texts before and after, by path."""
    changed = context.workspace.changes(outcome)
    return {path: (outcome.before.text(path) or b"", text) for path, text in changed.items()}


LISTS = frozenset(
    {
        "roles",
        "methods",
        "work_area.countries",
        "wants.exclude_industries",
        "wants.contract_models",
        "consent.proposal",
        "consent.site",
    }
)
KEYED = frozenset({"skills", "industries", "certificates", "languages"})
"""Lists whose entries say more than a word; what those that stay say besides stays as well."""
NUMBERS = frozenset({"seniority.years", "capacity.days_per_week", "work_area.onsite_percent", "wants.min_days"})
TEXTS = frozenset(
    {
        "name",
        "email",
        "headline",
        "seniority.largest_budget",
        "seniority.largest_team",
        "work_area.base",
        "work_area.remote",
    }
)


SETTABLE = LISTS | KEYED | NUMBERS | TEXTS


def _entries(name: str, items: Sequence[str]) -> Any:
    """The entries that were typed for a list whose entries say more than a word."""
    if name == "languages":
        return dict(words.language(item) for item in items)
    if name == "skills":
        found = (words.levelled(item, words.UNSAID_LEVEL) for item in items)
        return [{"skill": skill, "level": level} for skill, level in found]
    entry = next(entry for entry in ENTRIES.values() if entry.field == name)
    return [{entry.key: words.insist(entry.vocabulary, item)} for item in items]


def _value(name: str, value: str) -> Any:
    """The value that was typed for a field, as the record holds it; None where it was left empty."""
    if name.partition(".")[0] == "keys":
        raise Usage(
            phrase("{name!r} cannot be set: a key that is replaced is retired as well", name=name), "pmnet keys rotate"
        )
    if name not in SETTABLE and not name.startswith("x-"):
        settable = ", ".join(sorted(SETTABLE))
        raise Usage(
            phrase("{name!r} cannot be set", name=name),
            phrase("one of: {settable}; free days have a command of their own: pmnet free", settable=settable),
        )
    if not value:
        return None
    if name in LISTS | KEYED:
        items = [item.strip() for item in value.split(",") if item.strip()]
        return _entries(name, items) if name in KEYED else items
    if name in NUMBERS:
        return whole(name, value)
    return yes_or_no(name, value) if name == "work_area.remote" else value
