"""Results as text for people. The only module that knows rich.

Whatever a record says is shown as plain text: never as markup, and without characters a terminal might act on.
"""

from __future__ import annotations

import difflib
import sys
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from pmnet.app.editing import Published
from pmnet.app.find import FoundLead, FoundMember
from pmnet.app.founding import Founded, Joined
from pmnet.app.history import Entry
from pmnet.app.inbox import Inbox
from pmnet.app.members import Written
from pmnet.app.syncing import StatusReport, Synced
from pmnet.app.validate import Report
from pmnet.app.views import HandoverView, LeadView, MemberView
from pmnet.cli.session import Session
from pmnet.domain.dates import MONTHS, WEEKDAYS
from pmnet.domain.text import printable
from pmnet.domain.vocabulary import Vocabulary
from pmnet.rules.match import Hit
from pmnet.store.vocabularies import vocabulary

WIDE = 160
"""The width where there is no terminal."""


class Screen:
    """Where text goes, and on whose clock it shows time."""

    def __init__(self, session: Session) -> None:
        plain = session.no_color or bool(session.variables.get("NO_COLOR"))
        self.console = Console(
            file=sys.stdout,
            no_color=plain,
            highlight=False,
            markup=False,
            emoji=False,
            soft_wrap=not sys.stdout.isatty(),
            width=None if sys.stdout.isatty() else WIDE,
        )

        self.hours = session.hours
        self.now = session.now
        self.dry_run = session.dry_run

    def when(self, instant: datetime | None) -> str:
        """An instant on the network's clock, or this machine's where there is none: `Thu 26 Nov 2026 15:00`."""
        if instant is None:
            return ""
        local = instant.astimezone() if self.hours is None else self.hours.local(instant)
        return f"{WEEKDAYS[local.weekday()]} {local.day} {MONTHS[local.month - 1]} {local.year} {local:%H:%M}"

    def line(self, text: str = "", style: str = "") -> None:
        """One line of text."""
        self.console.print(Text(printable(text), style=style))

    def rows(self, headings: Iterable[str], rows: Iterable[Iterable[Any]]) -> None:
        """A table without lines."""
        table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
        for heading in headings:
            table.add_column(heading, overflow="fold")
        for row in rows:
            table.add_row(*(Text(printable("" if cell is None else str(cell))) for cell in row))
        self.console.print(table)

    def facts(self, rows: Iterable[tuple[str, Any]]) -> None:
        """Names and values, those without a value left out."""
        table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 2, 0, 0))
        table.add_column(style="dim")
        table.add_column(overflow="fold")
        for name, value in rows:
            if value not in (None, "", "None"):
                table.add_row(name, Text(printable(str(value))))
        self.console.print(table)


def print_text(session: Session, result: Any) -> None:
    """Print a result for people."""
    screen = Screen(session)
    if isinstance(result, list):
        _print_list(screen, result)
    else:
        TEXTS[type(result)](screen, result)


def _print_list(screen: Screen, results: list[Any]) -> None:
    if not results:
        screen.line("nothing found")
        return
    LISTS[type(results[0])](screen, results)


def _members(screen: Screen, views: list[MemberView]) -> None:
    screen.rows(
        ("member", "name", "status", "capacity", "headline"),
        ((v.member.id, v.member.name, _status_text(screen, v), _capacity(v), v.member.headline) for v in views),
    )


def _status_text(screen: Screen, view: MemberView) -> str:
    if not view.sent:
        return f"{view.status}, not sent yet"
    return f"{view.status}, active from {screen.when(view.active_from)}" if view.active_from else str(view.status)


def _capacity(view: MemberView) -> str:
    capacity = view.member.capacity
    free = (
        "; ".join(f"{f.days_per_week} days from {f.start}{f' to {f.to}' if f.to else ''}" for f in capacity.free)
        if capacity
        else ""
    )
    return f"{free or 'nothing free'} ({view.freshness})" if capacity and capacity.confirmed else "not said"


def _member(screen: Screen, view: MemberView) -> None:
    m = view.member
    screen.line(f"{m.id}  {m.name}", "bold")
    skills = ", ".join(f"{_label('skills', e.skill)} {e.level}" for e in sorted(m.skills, key=lambda e: -e.level))
    screen.facts(
        (
            ("status", _status_text(screen, view)),
            ("headline", m.headline),
            ("e-mail", m.email),
            ("roles", _labels("roles", m.roles)),
            ("skills", skills),
            ("industries", _labels("industries", [e.division for e in m.industries])),
            ("methods", _labels("methods", m.methods)),
            (
                "certificates",
                ", ".join(_certificate(e.certificate, e.expires, screen.now.date()) for e in m.certificates),
            ),
            ("languages", ", ".join(f"{_label('languages', tag)} {level}" for tag, level in m.languages.items())),
            (
                "works in",
                _labels("regions", dict.fromkeys(p for p in (m.work_area.base or "", *m.work_area.countries) if p))
                if m.work_area
                else "",
            ),
            ("free", _capacity(view)),
            ("vouched by", ", ".join(f"{v.by} ({v.basis}{', withdrawn' if v.withdrawn else ''})" for v in m.vouches)),
            ("objections", ", ".join(f"{o.by}: {o.reason}" for o in m.objections if o.withdrawn is None)),
            ("joined", m.joined),
            ("left", m.left),
        )
    )


def _certificate(key: str, expires: date | None, today: date) -> str:
    if expires is None:
        return _label("certificates", key)
    return f"{_label('certificates', key)} ({'expired' if expires < today else 'until'} {expires})"


def _leads(screen: Screen, views: list[LeadView]) -> None:
    screen.rows(
        ("lead", "state", "owner", "title", "positions", "start"),
        (
            (
                v.lead.id,
                v.state if v.sent else f"{v.state}, not sent yet",
                v.lead.owner,
                v.lead.title,
                ", ".join(f"{key} {found.state}" for key, found in v.holdings.items()),
                v.lead.start,
            )
            for v in views
        ),
    )


def _lead(screen: Screen, view: LeadView) -> None:
    lead = view.lead
    screen.line(f"{lead.id}  {lead.title}", "bold")
    screen.facts(
        (
            ("state", view.state if view.sent else f"{view.state}, not sent yet"),
            ("owner", lead.owner),
            ("about", lead.summary),
            ("industry", _label("industries", lead.industry or "")),
            ("client size", lead.client_size),
            ("region", _label("regions", lead.region or "")),
            ("remote", f"{lead.remote_percent}%" if lead.remote_percent is not None else ""),
            ("languages", ", ".join(f"{_label('languages', tag)} {level}" for tag, level in lead.languages.items())),
            ("certificates", _labels("certificates", lead.certificates)),
            ("from", lead.start),
            ("to", lead.end),
            ("mode", lead.mode),
            ("protected until", lead.protected_until),
            ("restrictions", "; ".join(lead.restrictions)),
            ("closed", f"{screen.when(lead.closed.at)}: {lead.closed.reason}" if lead.closed else ""),
        )
    )
    screen.line()
    screen.rows(
        ("position", "state", "holder", "until", "title", "skills", "days"),
        (
            (
                p.key,
                view.holdings[p.key].state,
                view.holdings[p.key].holder,
                screen.when(view.holdings[p.key].until),
                p.title,
                ", ".join(f"{_label('skills', s.skill)} {s.level}" for s in p.skills),
                p.days_per_week,
            )
            for p in lead.positions
        ),
    )
    if view.handovers:
        screen.line()
        _handovers(screen, list(view.handovers))


def _handovers(screen: Screen, views: list[HandoverView]) -> None:
    screen.rows(
        ("handover", "state", "partner", "answer by", "you can"),
        (
            (v.handover.id, v.standing.state, v.handover.partner, screen.when(v.standing.respond_by), ", ".join(v.next))
            for v in views
        ),
    )


def _handover(screen: Screen, view: HandoverView) -> None:
    screen.line(f"{view.handover.id}  {view.title}", "bold")
    last = view.handover.steps[-1]
    screen.facts(
        (
            ("state", view.standing.state if view.sent else f"{view.standing.state}, not sent yet"),
            ("owner", view.handover.owner),
            ("partner", view.handover.partner),
            ("place in line", view.handover.place),
            ("last step", f"{last.step} by {last.by}, {screen.when(last.at)}"),
            ("reason", last.reason),
            ("to answer", view.standing.asked),
            ("answer by", screen.when(view.standing.respond_by)),
            ("you can", ", ".join(view.next)),
        )
    )


def _written(screen: Screen, result: Written) -> None:
    _changed(screen, result)
    TEXTS[type(result.view)](screen, result.view)


def _published(screen: Screen, result: Published) -> None:
    _changed(screen, result)
    for path in result.paths:
        screen.line(path)


def _changed(screen: Screen, result: Written | Published) -> None:
    """What was done; for a rehearsal, the difference and the sentence that would be recorded."""
    if result.sent or result.outcome.commit:
        screen.line(f"done: {result.outcome.plan.summary}", "green")
        return
    if not screen.dry_run:
        screen.line(f"saved, not sent yet: {result.outcome.plan.summary}", "yellow")
        return
    screen.line(f"would be recorded: {result.outcome.plan.summary}")
    for path, (before, after) in result.changes.items():
        for line in difflib.unified_diff(
            before.decode("utf-8", "replace").splitlines(),
            after.decode("utf-8", "replace").splitlines(),
            f"{path} now",
            f"{path} then",
            lineterm="",
            n=2,
        ):
            screen.line(line, {"+": "green", "-": "red"}.get(line[0], "dim"))


def _found_members(screen: Screen, results: list[FoundMember]) -> None:
    _hits(screen, [(f"{r.member.id}  {r.member.name}", r.member.headline or "", r.hit) for r in results])


def _found_leads(screen: Screen, results: list[FoundLead]) -> None:
    _hits(screen, [(f"{r.lead.id}  {r.lead.title}", f"from {r.lead.owner}", r.hit) for r in results])


def _hits(screen: Screen, hits: list[tuple[str, str, Hit]]) -> None:
    near = False
    for title, about, hit in hits:
        if hit.missing and not near:
            near = True
            screen.line("near misses:", "dim")
        screen.line(f"{hit.score:4}  {title}{'  ' + about if about else ''}", "" if hit.missing else "bold")
        for reason in hit.reasons:
            screen.line(f"      {reason.points:+3}  {reason.text}")
        for missing in hit.missing:
            screen.line(f"       -   {missing}", "yellow")


def _founded(screen: Screen, result: Founded) -> None:
    screen.line(f"founded in {result.path}", "green")
    screen.facts(
        (("shared at", result.remote), ("founder and keeper", result.member), ("fingerprint", result.fingerprint))
    )
    invitation = f"pmnet join {result.remote} --as ID --fingerprint {result.fingerprint[:16]}"
    screen.line(f"colleagues join with: {invitation}" if result.remote else "no one else can join before it is shared")


def _joined(screen: Screen, result: Joined) -> None:
    screen.line(f"{'welcome back' if result.known else 'joined'} as {result.member}: {result.view.status}", "green")
    screen.facts((("folder", result.path), ("fingerprint", result.fingerprint)))
    if result.view.status == "candidate":
        screen.line("you become active when enough members vouch for you and the objection window has passed")


def _synced(screen: Screen, result: Synced) -> None:
    for delivery in result.deliveries:
        screen.line(
            f"sent: {delivery.intent.summary}"
            if delivery.sent
            else f"not done: {delivery.intent.summary}: {delivery.reason}"
        )
    if result.new:
        _log(screen, list(result.new))
    else:
        screen.line("nothing new")
    if not result.shown:
        screen.line("your folder has edits of your own, so it still shows the earlier state: pmnet publish")


def _status(screen: Screen, report: StatusReport) -> None:
    screen.facts(
        (
            ("network", report.network),
            ("folder", report.folder),
            ("you are", report.member or "not a member"),
            ("shared at", report.remote or "nowhere yet"),
            ("newest state", report.tip[:12]),
            ("fingerprint", report.fingerprint[:16]),
        )
    )
    for intent in report.waiting:
        screen.line(f"not sent yet: {intent.summary}", "yellow")
    for intent in report.refused:
        screen.line(f"not done: {intent.summary}: {intent.refused}", "red")
    for path in report.edited:
        screen.line(f"edited here and not published: {path}", "yellow")


def _inbox(screen: Screen, found: Inbox) -> None:
    for title, mine in (("waits for you", True), ("waits for others", False)):
        rows = [(item.text, screen.when(item.due), item.command) for item in found.items if item.mine is mine]
        if rows:
            screen.rows((title, "until", "type"), rows)
            screen.line()
    for text in found.waiting:
        screen.line(f"not sent yet: {text}", "yellow")
    for text in found.refused:
        screen.line(f"not done: {text}", "red")
    if not (found.items or found.waiting or found.refused):
        screen.line(f"{found.member} ({found.status}): nothing waits for you")


def _log(screen: Screen, results: list[Entry]) -> None:
    screen.rows(("when", "what"), ((screen.when(entry.at), entry.text) for entry in results))


def _report(screen: Screen, report: Report) -> None:
    for finding in report.findings:
        screen.line(f"{finding.path}:{finding.line}:{finding.column}: {finding.message} [{finding.rule}]")
        if finding.hint:
            screen.line(f"    {finding.hint}", "dim")
    many = "1 record" if report.checked == 1 else f"{report.checked} records"
    screen.line(f"{many} checked, {len(report.findings) or 'no'} finding{'' if len(report.findings) == 1 else 's'}")


def _vocabulary(screen: Screen, found: Vocabulary) -> None:
    screen.rows(("key", "English", "German"), ((t.key, t.en, t.de) for t in found.terms.values()))


def _topic(screen: Screen, text: str) -> None:
    for line in text.splitlines():
        screen.line(line)


def _label(name: str, key: str) -> str:
    return vocabulary(name).label(key) if key else ""


def _labels(name: str, keys: Iterable[str]) -> str:
    return ", ".join(_label(name, key) for key in keys)


TEXTS: Mapping[type, Callable[[Screen, Any], None]] = {
    MemberView: _member,
    LeadView: _lead,
    HandoverView: _handover,
    Written: _written,
    Published: _published,
    Founded: _founded,
    Joined: _joined,
    Synced: _synced,
    StatusReport: _status,
    Inbox: _inbox,
    Report: _report,
    Vocabulary: _vocabulary,
    str: _topic,
}
LISTS: Mapping[type, Callable[[Screen, list[Any]], None]] = {
    MemberView: _members,
    LeadView: _leads,
    HandoverView: _handovers,
    FoundMember: _found_members,
    FoundLead: _found_leads,
    Entry: _log,
}
