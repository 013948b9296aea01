"""Results as JSON: stable field names, records under their own names plus what is computed from them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from pmnet.cli import plain_json
from pmnet.cli.render import overviews_json, welcome_json
from pmnet.cli.render.balance_json import of_balance, of_obligation
from pmnet.cli.render.books_json import book_json
from pmnet.cli.render.kinds import is_one_of, kind_of
from pmnet.cli.render.news_json import of_calendar, of_notified, of_undone
from pmnet.cli.render.pages_json import of_built, of_proposed
from pmnet.cli.render.team_json import of_staffing
from pmnet.domain.clock import format_instant
from pmnet.domain.codec import to_mapping

if TYPE_CHECKING:  # each command loads only what it needs itself
    from pmnet.app.audit import AuditReport
    from pmnet.app.ci import Prepared
    from pmnet.app.confidential import Opened
    from pmnet.app.founding import Founded
    from pmnet.app.history import Entry
    from pmnet.app.inbox import Inbox
    from pmnet.app.joining import Joined
    from pmnet.app.keys import KeyReport, KeysReport
    from pmnet.app.match import Ranking
    from pmnet.app.report import Report
    from pmnet.app.selftest import HostReport
    from pmnet.app.syncing import StatusReport, Synced
    from pmnet.app.undo import Undone
    from pmnet.app.views import Candidacy, HandoverView, LeadView, MemberView
    from pmnet.domain.sealed import HandoverDocument
    from pmnet.domain.vocabulary import Vocabulary
    from pmnet.errors import Finding, PmnetError
    from pmnet.rules.clocks import Clock
    from pmnet.rules.silence import Silence
    from pmnet.store.forge import Opened as Request
    from pmnet.store.outbox import Intent
    from pmnet.store.trust import Incident


WRITTEN = "pmnet.app.members.Written"
PUBLISHED = "pmnet.app.editing.Published"


def json_text(result: Any, dry_run: bool = False) -> str:
    """A result as indented JSON; characters a terminal might act on are escaped."""
    return plain_json.written(json_of(result, dry_run))


def json_of(result: Any, dry_run: bool = False) -> Any:
    """A result as plain lists and mappings."""
    if type(result) in (list, tuple):  # what has names of its own is one result
        return [json_of(item) for item in result]
    if is_one_of(result, WRITTEN, PUBLISHED):
        return _written(result, dry_run)
    return SHAPES[kind_of(result)](result)


def error_json(error: PmnetError) -> str:
    """An error as one line of JSON."""
    about = {"code": error.code, "kind": error.kind, "message": error.message, "hint": error.hint}
    findings = [_finding(finding) for finding in getattr(error, "findings", ())]
    return json.dumps({"error": about | ({"findings": findings} if findings else {})})


def _member(view: MemberView) -> dict[str, Any]:
    more: dict[str, Any] = {"active_from": format_instant(view.active_from)} if view.active_from else {}
    more |= _unanswered(view.silence)
    about = {"status": view.status, "capacity_freshness": view.freshness} | more
    free = {"free": [to_mapping(period) for period in view.free]}
    return to_mapping(view.member) | about | free | _candidacy(view.candidacy)


def _unanswered(found: Silence | None) -> dict[str, Any]:
    """What a member left unanswered lately, where that was asked for."""
    return {} if found is None else {"unanswered": plain_json.of_silence(found)}


def _candidacy(found: Candidacy | None) -> dict[str, Any]:
    """How far a candidate is; nothing for others."""
    if found is None:
        return {}
    active_from = format_instant(found.active_from) if found.active_from else None
    return {"candidacy": {"vouches": found.vouches, "needed": found.needed, "active_from": active_from}}


def _lead(view: LeadView) -> dict[str, Any]:
    content = to_mapping(view.lead)
    for position in content["positions"]:
        found = view.holdings[position["key"]]
        position |= {"state": found.state, "holder": found.holder or None}
    handovers = [_handover(handover) for handover in view.handovers]
    team = {"team": view.team} if view.team else {}
    return content | team | {"state": view.state, "handovers": handovers} | _unanswered(view.silence)


def _handover(view: HandoverView) -> dict[str, Any]:
    found = view.standing
    return to_mapping(view.handover) | {
        "state": found.state,
        "place": view.handover.place,
        "respond_by": format_instant(found.respond_by) if found.respond_by else None,
        "since": format_instant(found.since),
        "next": list(view.next),
        "clocks": [_clock(clock) for clock in view.clocks],
        **({"words": _words(view.words)} if view.words is not None else {}),
        **_unanswered(view.silence),
    }


def _clock(clock: Clock) -> dict[str, Any]:
    """A deadline: what for, who must act with which command, until when; of a bill also its month."""
    about = {"name": clock.name, "who": list(clock.who), "command": clock.command}
    return (
        about
        | {"due": format_instant(clock.due) if clock.due else None}
        | ({"month": clock.month} if clock.month else {})
    )


def _words(words: HandoverDocument) -> dict[str, Any]:
    """What two partners told each other under a seal, but for the client and the books: those have commands of their own."""
    hidden = ("format", "purpose", "lead", "handover", "client", "books")
    found = {name: value for name, value in to_mapping(words).items() if name not in hidden}
    return found | {"disclosed": words.client is not None}


def _opened(found: Opened) -> dict[str, Any]:
    about = {"lead": found.lead, "title": found.title, "handover": found.handover or None}
    words = {"words": _words(found.document)} if found.document is not None else {}
    return about | {"client": to_mapping(found.client)} | words


def _request(opened: Request | None) -> dict[str, Any]:
    """Where an act waits to be merged, in networks whose host merges them."""
    return {} if opened is None else {"request": {"branch": opened.branch, "page": opened.page, "open": opened.done}}


def _written(result: Any, dry_run: bool) -> dict[str, Any]:
    content = {"paths": list(result.paths)} if is_one_of(result, PUBLISHED) else json_of(result.view)
    content |= {"commit": result.outcome.commit, "sent": result.outcome.sent} | _request(result.outcome.request)
    if is_one_of(result, WRITTEN) and result.warnings:
        content["warnings"] = list(result.warnings)
    if is_one_of(result, "pmnet.app.leads.Erased"):
        content["readers"] = [{"member": member, "since": format_instant(at)} for member, at in result.readers]
    if is_one_of(result, "pmnet.app.members.Left"):
        content["obligations"] = [of_obligation(found) for found in result.obligations]
        content["protections"] = [of_obligation(found) for found in result.protections]
    if dry_run:
        changes = {path: after.decode() for path, (_, after) in result.changes.items()}
        content |= {"dry_run": True, "message": result.outcome.message, "changes": changes}
    return content


def _undone(result: Undone) -> dict[str, Any]:
    return of_undone(result) | _request(result.outcome.request if result.outcome is not None else None)


def _ranking(found: Ranking) -> dict[str, Any]:
    about = {"lead": found.lead, "position": found.position, "title": found.title}
    return about | {"members": [plain_json.of_member(one) for one in found.members]}


def _finding(finding: Finding) -> dict[str, Any]:
    names = ("path", "line", "column", "rule", "message", "hint")
    return {name: getattr(finding, name) for name in names}


def _joined(result: Joined) -> dict[str, Any]:
    about = {"path": result.path, "fingerprint": result.fingerprint, "member": result.member}
    return (
        about
        | {"status": result.view.status, "known": result.known, "commit": result.commit, "sent": result.sent}
        | _candidacy(result.view.candidacy)
        | _request(result.request)
    )


def _synced(result: Synced) -> dict[str, Any]:
    deliveries = [{"act": d.intent.summary, "sent": d.sent, "reason": d.reason or None} for d in result.deliveries]
    new = {"tip": result.tip, "new": json_of(result.new), "deliveries": deliveries, "shown": result.shown}
    return new | {"disclosed": list(result.disclosed), "sent_again": list(result.sent_again)}


def _status(report: StatusReport) -> dict[str, Any]:
    return {
        "network": report.network,
        "path": report.folder,
        "member": report.member,
        "status": report.standing or None,
        "tip": report.tip,
        "fingerprint": report.fingerprint,
        "remote": report.remote,
        "verified": report.verified,
        "waiting": json_of(report.waiting),
        "refused": json_of(report.refused),
        "edited": list(report.edited),
        "alarm": _alarm(report.incident),
        "as_of": format_instant(report.as_of) if report.as_of else None,
    } | _candidacy(report.candidacy)


def _alarm(incident: Incident | None) -> dict[str, Any] | None:
    return None if incident is None else asdict(incident)


def _audit(report: AuditReport) -> dict[str, Any]:
    return {
        "acts": report.acts,
        "checked": report.checked,
        "tip": report.tip,
        "fingerprint": report.fingerprint,
        "reached": report.reached,
        "repaired": list(report.repaired),
        "alarm": _alarm(report.alarm),
        "findings": [
            {"commit": found.commit, "actor": found.actor or None} | _finding(found.finding)
            for found in report.findings
        ],
    }


def _host(report: HostReport) -> dict[str, Any]:
    return asdict(report) | {"fit": report.fit, "sealed_refs": report.sealed_refs or None, "left": list(report.left)}


def _inbox(found: Inbox) -> dict[str, Any]:
    items = [
        {
            "about": item.about,
            "text": item.text,
            "due": format_instant(item.due) if item.due else None,
            "command": item.command,
            "mine": item.mine,
            "clock": item.clock or None,
        }
        for item in found.items
    ]
    return {
        "alarm": _alarm(found.incident),
        "member": found.member,
        "status": found.status,
        "items": items,
        "waiting": list(found.waiting),
        "refused": list(found.refused),
        "disclosed": list(found.disclosed),
        "as_of": format_instant(found.as_of) if found.as_of else None,
    } | _candidacy(found.candidacy)


def _intent(intent: Intent) -> dict[str, Any]:
    page = {"request": intent.request["page"]} if intent.request else {}
    return {"act": intent.summary or intent.act, "at": intent.at, "reason": intent.refused or None} | page


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "commit": entry.commit,
        "member": entry.member,
        "at": format_instant(entry.at),
        "text": entry.text,
        "void": entry.void,
    }


def _founded(result: Founded) -> dict[str, Any]:
    return {"path": result.path, "fingerprint": result.fingerprint, "member": result.member, "remote": result.remote}


def _keys(report: KeysReport) -> dict[str, Any]:
    current = {key.sort: _key(key) for key in report.keys if key.current}
    return {
        "home": report.home,
        "member": report.member,
        "sign": current.get("sign"),
        "seal": current.get("seal"),
        "earlier": [_key(key) for key in report.keys if not key.current],
        "missing": list(report.missing),
    }


def _key(key: KeyReport) -> dict[str, Any]:
    return {
        "sort": key.sort,
        "public": key.public,
        "fingerprint": key.fingerprint or None,
        "file": key.file,
        "registered": key.registered,
        "retired": format_instant(key.retired) if key.retired else None,
    }


def _report(report: Report) -> dict[str, Any]:
    origins = report.origins or (("", ""),) * len(report.findings)
    findings = [
        _finding(finding) | ({"commit": commit, "actor": actor or None} if commit else {})
        for finding, (commit, actor) in zip(report.findings, origins, strict=True)
    ]
    return {"checked": report.checked, "findings": findings}


def _prepared(result: Prepared) -> dict[str, Any]:
    about = {"host": result.host, "path": result.path, "written": result.written}
    return about | {"content": result.content, "settings": list(result.settings)}


def _vocabulary(found: Vocabulary) -> list[dict[str, Any]]:
    return [{"key": t.key, "en": t.en, "de": t.de, "aliases": list(t.aliases)} for t in found.terms.values()]


SHAPES: Mapping[str, Callable[[Any], Any]] = {
    **overviews_json.SHAPES,
    "pmnet.app.views.MemberView": _member,
    "pmnet.app.balance.BalanceView": of_balance,
    "pmnet.app.views.LeadView": _lead,
    "pmnet.app.views.HandoverView": _handover,
    "pmnet.rules.staffing.Staffing": of_staffing,
    "pmnet.app.proposal.Proposed": of_proposed,
    "pmnet.app.site.Built": of_built,
    "pmnet.app.views.BookView": book_json,
    "pmnet.app.find.FoundMember": plain_json.of_member,
    "pmnet.app.find.FoundLead": plain_json.of_lead,
    "pmnet.app.match.Ranking": _ranking,
    "pmnet.app.founding.Founded": _founded,
    "pmnet.app.joining.Joined": _joined,
    "pmnet.app.syncing.Synced": _synced,
    "pmnet.app.syncing.StatusReport": _status,
    "pmnet.app.audit.AuditReport": _audit,
    "pmnet.app.repair.Repaired": asdict,
    "pmnet.app.hook.Installed": asdict,
    "pmnet.app.selftest.HostReport": _host,
    "pmnet.app.inbox.Inbox": _inbox,
    "pmnet.app.calendar.Calendar": of_calendar,
    "pmnet.app.notify.Notified": of_notified,
    "pmnet.app.undo.Undone": _undone,
    "pmnet.app.confidential.Opened": _opened,
    "pmnet.app.evidence.Exported": asdict,
    "pmnet.app.history.Entry": _entry,
    "pmnet.store.outbox.Intent": _intent,
    "pmnet.app.keys.KeysReport": _keys,
    "pmnet.app.backup.BackedUp": asdict,
    "pmnet.app.report.Report": _report,
    "pmnet.app.ci.Prepared": _prepared,
    "pmnet.domain.vocabulary.Vocabulary": _vocabulary,
    **welcome_json.SHAPES,
    "builtins.dict": dict,
    "pmnet.cli.help.Topic": lambda topic: {"text": topic.text},
    "builtins.str": lambda text: {"text": text},
}
