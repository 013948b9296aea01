"""Members, leads, handovers and search results as text."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from pmnet.app.confidential import terms_words
from pmnet.app.views import LeadView
from pmnet.cli.render import books_text
from pmnet.cli.render.kinds import kind_of
from pmnet.cli.render.screen import Screen
from pmnet.domain.phrase import Label, Quoted, both, counted, either, listed, phrase
from pmnet.domain.sealed import Quote
from pmnet.store.vocabularies import names, vocabulary

if TYPE_CHECKING:  # each command loads only what it needs itself
    from pmnet.app.confidential import Opened
    from pmnet.app.editing import Published
    from pmnet.app.evidence import Exported
    from pmnet.app.find import FoundLead, FoundMember
    from pmnet.app.leads import Erased
    from pmnet.app.match import Ranking
    from pmnet.app.members import Written
    from pmnet.app.views import HandoverView, MemberView
    from pmnet.domain.records import FreeTime, Lead, Step
    from pmnet.domain.sealed import HandoverDocument
    from pmnet.rules.clocks import Clock
    from pmnet.rules.match import Hit
    from pmnet.rules.silence import Silence
    from pmnet.store.forge import Opened as Request
    from pmnet.store.workspace import Outcome


def _members(screen: Screen, views: list[MemberView]) -> None:
    screen.rows(
        (phrase("member"), phrase("name"), phrase("status"), phrase("capacity"), phrase("headline")),
        ((v.member.id, v.member.name, _status_text(screen, v), _capacity(v), v.member.headline) for v in views),
    )


def _status_text(screen: Screen, view: MemberView) -> str:
    if not view.sent:
        return phrase("{status}, not sent yet", status=view.status)
    return (
        phrase("{status}, active from {active_from}", status=view.status, active_from=screen.when(view.active_from))
        if view.active_from
        else view.status
    )


def _capacity(view: MemberView) -> str:
    capacity = view.member.capacity
    if capacity is None or capacity.confirmed is None:
        return phrase("not said")
    free, taken = _periods(view.free) or phrase("nothing free"), view.free != capacity.free
    if taken:
        return phrase("{free}, won work taken off ({freshness})", free=free, freshness=view.freshness)
    return phrase("{free} ({freshness})", free=free, freshness=view.freshness)


def _said(view: MemberView) -> str:
    """What a member said, where won work has been taken off."""
    said = view.member.capacity.free if view.member.capacity else ()
    return _periods(said) if view.free != said else ""


def _periods(free: Iterable[FreeTime]) -> str:
    return listed(
        (
            counted(
                f.days_per_week,
                "{n} days from {start} to {to}",
                "{n} days from {start} to {to}",
                start=f.start,
                to=f.to,
            )
            if f.to
            else counted(f.days_per_week, "{n} days from {start}", "{n} days from {start}", start=f.start)
            for f in free
        ),
        "; ",
    )


def _member(screen: Screen, view: MemberView) -> None:
    m = view.member
    screen.line(phrase("{m}  {m2}", m=m.id, m2=m.name), "bold")
    skills = listed(
        phrase("{skill} {level}", skill=_label("skills", e.skill), level=e.level)
        for e in sorted(m.skills, key=lambda e: -e.level)
    )
    screen.facts(
        (
            (phrase("status"), _status_text(screen, view)),
            (phrase("answers"), _unanswered(view.silence)),
            (phrase("headline"), m.headline),
            (phrase("e-mail"), m.email),
            (phrase("roles"), _labels("roles", m.roles)),
            (phrase("skills"), skills),
            (phrase("industries"), _labels("industries", [e.division for e in m.industries])),
            (phrase("methods"), _labels("methods", m.methods)),
            (
                phrase("certificates"),
                listed(_certificate(e.certificate, e.expires, screen.now.date()) for e in m.certificates),
            ),
            (
                phrase("languages"),
                listed(
                    (
                        phrase("{label} {level}", label=_label("languages", tag), level=level)
                        for tag, level in m.languages.items()
                    )
                ),
            ),
            (
                phrase("works in"),
                _labels("regions", dict.fromkeys(p for p in (m.work_area.base or "", *m.work_area.countries) if p))
                if m.work_area
                else "",
            ),
            (phrase("free"), _capacity(view)),
            (phrase("said"), _said(view)),
            (phrase("shown in proposals"), listed(m.consent.proposal) if m.consent else ""),
            (phrase("shown on the site"), listed(m.consent.site) if m.consent else ""),
            (
                phrase("vouched by"),
                listed(
                    phrase(
                        "{by} ({basis}{what})",
                        by=v.by,
                        basis=v.basis,
                        what=phrase(", withdrawn") if v.withdrawn else "",
                    )
                    for v in m.vouches
                ),
            ),
            (
                phrase("objections"),
                listed(phrase("{by}: {reason}", by=o.by, reason=o.reason) for o in m.objections if o.withdrawn is None),
            ),
            (phrase("joined"), m.joined),
            (phrase("paused"), m.paused),
            (phrase("left"), m.left),
        )
    )


def _certificate(key: str, expires: date | None, today: date) -> str:
    if expires is None:
        return _label("certificates", key)
    label = _label("certificates", key)
    if expires < today:
        return phrase("{label} (expired {expires})", label=label, expires=expires)
    return phrase("{label} (until {expires})", label=label, expires=expires)


def _leads(screen: Screen, views: list[LeadView]) -> None:
    screen.rows(
        (phrase("lead"), phrase("state"), phrase("owner"), phrase("title"), phrase("positions"), phrase("start")),
        (
            (
                v.lead.id,
                v.state if v.sent else phrase("{state}, not sent yet", state=v.state),
                v.lead.owner,
                v.lead.title,
                listed(phrase("{key} {state}", key=key, state=found.state) for key, found in v.holdings.items()),
                v.lead.start,
            )
            for v in views
        ),
    )


def _lead(screen: Screen, view: LeadView) -> None:
    lead = view.lead
    screen.line(phrase("{lead}  {title}", lead=lead.id, title=lead.title), "bold")
    screen.facts(
        (
            (phrase("state"), view.state if view.sent else phrase("{state}, not sent yet", state=view.state)),
            (phrase("team"), view.team),
            (phrase("owner"), _with_silence(lead.owner, view.silence)),
            (phrase("about"), lead.summary),
            (phrase("industry"), _label("industries", lead.industry or "")),
            (phrase("client size"), lead.client_size),
            (phrase("region"), _label("regions", lead.region or "")),
            (
                phrase("remote"),
                phrase("{remote_percent}%", remote_percent=lead.remote_percent)
                if lead.remote_percent is not None
                else "",
            ),
            (
                phrase("languages"),
                listed(
                    (
                        phrase("{label} {level}", label=_label("languages", tag), level=level)
                        for tag, level in lead.languages.items()
                    )
                ),
            ),
            (phrase("certificates"), _labels("certificates", lead.certificates)),
            (phrase("from"), lead.start),
            (phrase("to"), lead.end),
            (phrase("mode"), lead.mode),
            (phrase("protected until"), lead.protected_until if lead.closed else screen.last_day(lead.protected_until)),
            (phrase("restrictions"), listed(lead.restrictions, "; ")),
            (
                phrase("closed"),
                phrase("{at}: {reason}", at=screen.when(lead.closed.at), reason=lead.closed.reason)
                if lead.closed
                else "",
            ),
            (phrase("client"), _client_state(screen, lead)),
        )
    )
    screen.line()
    screen.rows(
        (
            phrase("position"),
            phrase("state"),
            phrase("holder"),
            phrase("until"),
            phrase("title"),
            phrase("skills"),
            phrase("days"),
        ),
        (
            (
                p.key,
                view.holdings[p.key].state,
                view.holdings[p.key].holder,
                screen.due(view.holdings[p.key].until),
                p.title,
                listed(phrase("{skill} {level}", skill=_label("skills", s.skill), level=s.level) for s in p.skills),
                p.days_per_week,
            )
            for p in lead.positions
        ),
    )
    if view.handovers:
        screen.line()
        _handovers(screen, list(view.handovers))
        _silences(screen, view.handovers)
    for handover in view.handovers:
        if handover.words is not None and (said := words_facts(screen, handover.words)):
            screen.line()
            screen.line(phrase("sealed in {handover}", handover=handover.handover.id), "bold")
            screen.facts(said)


def _silences(screen: Screen, handovers: Iterable[HandoverView]) -> None:
    """What partners left unanswered lately, once for each of them."""
    for partner, silent in {one.handover.partner: _unanswered(one.silence) for one in handovers}.items():
        if silent:
            screen.line(phrase("{partner}: {silent}", partner=partner, silent=silent), "yellow")


def _client_state(screen: Screen, lead: Lead) -> str:
    if lead.erased is not None:
        return phrase("erased {erased}", erased=screen.when(lead.erased))
    return (
        phrase("sealed; for those who may: pmnet client {lead}", lead=lead.id)
        if lead.sealed is not None
        else phrase("not said")
    )


def words_facts(screen: Screen, words: HandoverDocument) -> list[tuple[str, object]]:
    """What two partners told each other under a seal."""
    quote = words.quote or Quote()
    facts: list[tuple[str, object]] = [
        (phrase("terms"), terms_words(words.terms)),
        (phrase("other terms, proposed"), terms_words(words.amendment)),
        (phrase("day rate"), quote.day_rate),
        (phrase("days"), quote.days),
        (phrase("from"), quote.start),
        *(
            (phrase("{by}, {at}", by=message.by, at=screen.when(message.at)), message.text)
            for message in words.messages
        ),
        (
            phrase("client"),
            phrase("disclosed")
            if words.client is not None
            else phrase("follows once accepted")
            if words.with_client
            else "",
        ),
    ]
    return [(name, value) for name, value in facts if value]


def _handovers(screen: Screen, views: list[HandoverView]) -> None:
    screen.rows(
        (
            phrase("handover"),
            phrase("state"),
            phrase("since"),
            phrase("partner"),
            phrase("next deadline"),
            phrase("you can"),
        ),
        (
            (
                v.handover.id,
                _state(v),
                screen.when(v.standing.since),
                v.handover.partner,
                _next_deadline(screen, v.clocks),
                listed(v.next),
            )
            for v in views
        ),
    )


def _state(view: HandoverView) -> str:
    """The state of a handover, with the reason that was given for it: `returned (known-client)`."""
    reason = view.handover.steps[-1].reason if view.handover.steps else None
    if reason is None:
        return view.standing.state
    return phrase("{state} ({reason})", state=view.standing.state, reason=_reason(view.handover.steps[-1]))


def _reason(taken: Step) -> str:
    """The key of a reason, or what it is called in another language."""
    known = f"{taken.step}-reasons"
    term = vocabulary(known).terms.get(taken.reason or "") if known in names() else None
    return Label(term.key, {"de": term.de}) if term is not None else taken.reason or ""


def _next_deadline(screen: Screen, clocks: Iterable[Clock]) -> str:
    """The first clock to run out: who must do what, and until when."""
    running = [(clock.due, clock) for clock in clocks if clock.due is not None]
    if not running:
        return ""
    due, clock = min(running, key=lambda one: one[0])
    return phrase("{who}: {clock}, {due}", who=either(clock.who), clock=clock.name, due=screen.due(due))


def _handover(screen: Screen, view: HandoverView) -> None:
    screen.line(phrase("{handover}  {title}", handover=view.handover.id, title=view.title), "bold")
    last = view.handover.steps[-1]
    screen.facts(
        (
            (phrase("state"), _state(view) if view.sent else phrase("{state}, not sent yet", state=_state(view))),
            (phrase("owner"), view.handover.owner),
            (phrase("partner"), _with_silence(view.handover.partner, view.silence)),
            (phrase("place in line"), view.handover.place),
            (phrase("last step"), phrase("{step} by {by}, {at}", step=last.step, by=last.by, at=screen.when(last.at))),
            (
                phrase("over capacity"),
                listed(phrase("{step} by {by}", step=s.step, by=s.by) for s in view.handover.steps if s.over_capacity),
            ),
            *(
                (
                    phrase("{clock} by", clock=clock.name),
                    phrase("{due}, {who}", due=screen.due(clock.due), who=both(clock.who)),
                )
                for clock in view.clocks
                if clock.due is not None
            ),
            (phrase("you can"), listed(view.next)),
            *(words_facts(screen, view.words) if view.words is not None else ()),
        )
    )
    if view.words is not None and view.words.client is not None:
        screen.line(phrase("the client: pmnet client {handover}", handover=view.handover.id))


def _opened(screen: Screen, found: Opened) -> None:
    client = found.client
    screen.line(phrase("{lead}  {title}", lead=found.lead, title=found.title), "bold")
    screen.facts(
        (
            (phrase("client"), client.name),
            (phrase("unit"), client.unit),
            (phrase("address"), client.address),
            (phrase("domain"), client.domain),
            (phrase("register"), client.register),
            (phrase("VAT"), client.vat),
            *(
                (phrase("contact"), ", ".join(part for part in (one.name, one.role, one.email, one.phone) if part))
                for one in client.contacts
            ),
            (phrase("decides"), client.decision_maker),
            (phrase("budget"), client.budget),
            (phrase("rate ceiling"), client.rate_ceiling),
            (phrase("pays"), client.payment_terms),
            (phrase("source"), client.source),
            (phrase("notes"), client.notes),
        )
    )
    if found.document is not None and (said := words_facts(screen, found.document)):
        screen.line()
        screen.line(phrase("sealed in {handover}", handover=found.handover), "bold")
        screen.facts(said)


def _exported(screen: Screen, found: Exported) -> None:
    screen.line(
        phrase("written: {file}, with {acts} acts about {about}", file=found.file, acts=found.acts, about=found.about),
        "green",
    )
    screen.line(phrase("README.txt in it says how anybody checks it; it holds in the clear what was sealed to you"))
    screen.line(phrase("SHA-256 {sha256}", sha256=found.sha256), "dim")
    for missing in found.missing:
        screen.line(phrase("not in it: {missing}", missing=missing), "yellow")


def _erased(screen: Screen, result: Erased) -> None:
    changed(screen, result)
    if screen.dry_run:
        return
    lead = result.view.lead if isinstance(result.view, LeadView) else None
    screen.line(
        phrase("nothing sealed is left of {lead} here and on the server", lead=lead.id if lead else "")
        if result.sent
        else ""
    )
    screen.line(phrase("on the others' machines it goes with their next pmnet sync"))
    for partner, at in result.readers:
        screen.line(
            phrase(
                "{partner} could read it since {at}, and what was read cannot be recalled",
                partner=partner,
                at=screen.when(at),
            ),
            "yellow",
        )
    screen.line(phrase("backups and copies that somebody made cannot be recalled, either"), "yellow")
    screen.line(
        phrase("a host may keep what was deleted for a while: docs/hosts.md says how it is made to let go"), "dim"
    )


def _written(screen: Screen, result: Written) -> None:
    changed(screen, result)
    VIEWS[kind_of(result.view)](screen, result.view)


def _published(screen: Screen, result: Published) -> None:
    changed(screen, result)
    for path in result.paths:
        screen.line(path)


def changed(screen: Screen, result: Written | Published) -> None:
    """What was done; for a rehearsal, the difference and the sentence that would be recorded."""
    recorded(screen, result.outcome, result.changes)


def recorded(screen: Screen, outcome: Outcome, changes: Mapping[str, tuple[bytes, bytes]]) -> None:
    """The same of an act's outcome."""
    if outcome.request is not None:
        screen.line(phrase("requested: {summary}", summary=outcome.plan.summary), "green")
        requested(screen, outcome.request)
        return
    if outcome.sent:
        changed = outcome.commit is not None
        screen.line(
            phrase("done: {summary}", summary=outcome.plan.summary) if changed else phrase("nothing to change"),
            "green" if changed else "",
        )
        return
    if not screen.dry_run:
        return  # that it waits is said where the command ends
    screen.line(phrase("would be recorded: {summary}", summary=outcome.plan.summary))
    for line in difference(changes):
        screen.line(Quoted(line), {"+": "green", "-": "red"}.get(line[0], "dim"))


def difference(changes: Mapping[str, tuple[bytes, bytes]]) -> Iterator[str]:
    """What would be other than it is in some files, line by line."""
    for path, (before, after) in changes.items():
        yield from difflib.unified_diff(
            before.decode("utf-8", "replace").splitlines(),
            after.decode("utf-8", "replace").splitlines(),
            phrase("{path} now", path=path),
            phrase("{path} then", path=path),
            lineterm="",
            n=2,
        )


def requested(screen: Screen, opened: Request) -> None:
    """Where an act waits, and what is left to do."""
    if opened.done:
        screen.line(phrase("it counts once it is merged: {page}", page=opened.page))
    else:
        screen.line(phrase("it counts once it is merged; open the request for {branch}", branch=opened.branch))
        screen.command(opened.page or phrase("on the pages of your network's host"), 2)


def _found_members(screen: Screen, results: list[FoundMember]) -> None:
    _hits(
        screen,
        [(f"{r.member.id}  {r.member.name}", r.member.headline or "", r.hit, _unanswered(r.silence)) for r in results],
    )


def _found_leads(screen: Screen, results: list[FoundLead]) -> None:
    _hits(
        screen,
        [
            (
                f"{r.lead}  {r.title}",
                phrase("{position}, from {owner}", position=r.position, owner=r.owner),
                r.hit,
                _unanswered(r.silence),
            )
            for r in results
        ],
    )


def _rankings(screen: Screen, results: list[Ranking]) -> None:
    for found in results:
        screen.line(
            phrase("{lead}, position {position}: {title}", lead=found.lead, position=found.position, title=found.title),
            "bold",
        )
        if not found.members:
            screen.line(phrase("      nobody fits, not even nearly"))
        _found_members(screen, list(found.members))


def _hits(screen: Screen, hits: list[tuple[str, str, Hit, str]]) -> None:
    near = False
    for title, about, hit, silent in hits:
        if hit.missing and not near:
            near = True
            screen.line(phrase("near misses:"), "dim")
        screen.line(
            phrase("{score:4}  {title}{what}", score=hit.score, title=title, what="  " + about if about else ""),
            "" if hit.missing else "bold",
        )
        for reason in hit.reasons:
            screen.line(phrase("      {points:+3}  {text}", points=reason.points, text=reason.text))
        for missing in hit.missing:
            screen.line(phrase("       -   {missing}", missing=missing), "yellow")
        if silent:
            screen.line(phrase("           {silent}", silent=silent), "yellow")


def _unanswered(found: Silence | None) -> str:
    """What a member left unanswered lately, in one line; empty where there is nothing to say."""
    return found.words if found is not None else ""


def _with_silence(member: str, found: Silence | None) -> str:
    """A member, and what they left unanswered lately."""
    if found is None or not found.words:
        return member
    return phrase("{member} ({words})", member=member, words=found.words)


def _label(name: str, key: str) -> str:
    return vocabulary(name).label(key) if key else ""


def _labels(name: str, keys: Iterable[str]) -> str:
    return listed(_label(name, key) for key in keys)


VIEWS: Mapping[str, Callable[[Screen, Any], None]] = {
    "pmnet.app.views.MemberView": _member,
    "pmnet.app.views.LeadView": _lead,
    "pmnet.app.views.HandoverView": _handover,
    "pmnet.app.views.BookView": books_text.book,
}
TEXTS: Mapping[str, Callable[[Screen, Any], None]] = {
    **VIEWS,
    "pmnet.app.members.Written": _written,
    "pmnet.app.leads.Erased": _erased,
    "pmnet.app.confidential.Opened": _opened,
    "pmnet.app.evidence.Exported": _exported,
    "pmnet.app.editing.Published": _published,
}
LISTS: Mapping[str, Callable[[Screen, list[Any]], None]] = {
    "pmnet.app.views.MemberView": _members,
    "pmnet.app.views.LeadView": _leads,
    "pmnet.app.views.HandoverView": _handovers,
    "pmnet.app.views.BookView": books_text.books,
    "pmnet.app.find.FoundMember": _found_members,
    "pmnet.app.find.FoundLead": _found_leads,
    "pmnet.app.match.Ranking": _rankings,
}
