"""Results about a network as text: founding, joining, syncing, the inbox, the log, findings."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from pmnet.app.ci import HOSTS
from pmnet.cli.render.record_text import requested
from pmnet.cli.render.screen import Screen

if TYPE_CHECKING:  # each command loads only what it needs itself
    from pmnet.app.ci import Prepared
    from pmnet.app.founding import Founded, Joined
    from pmnet.app.history import Entry
    from pmnet.app.inbox import Inbox
    from pmnet.app.report import Report
    from pmnet.app.syncing import StatusReport, Synced
    from pmnet.app.views import Candidacy
    from pmnet.domain.vocabulary import Vocabulary
    from pmnet.store.trust import Incident


def _founded(screen: Screen, result: Founded) -> None:
    screen.line(f"founded in {result.path}", "green")
    screen.facts(
        (("shared at", result.remote), ("founder and keeper", result.member), ("fingerprint", result.fingerprint))
    )
    if result.remote is None:
        screen.line("nobody else can join before it is shared; when you know where:")
        screen.command("pmnet share URL", 2)
        return
    screen.line("colleagues join with:")
    screen.command(f"pmnet join {shlex.quote(result.remote)} --as ID --fingerprint {result.fingerprint[:16]}", 2)


def _joined(screen: Screen, result: Joined) -> None:
    screen.line(f"{'welcome back' if result.known else 'joined'} as {result.member}: {result.view.status}", "green")
    screen.facts((("folder", result.path), ("fingerprint", result.fingerprint)))
    if result.request is not None:
        requested(screen, result.request)
    if result.view.status == "left":
        screen.line(
            "you left this network: your handovers go on, and coming back as a member needs a new record and keys"
        )
    _candidacy(screen, result.view.candidacy, result.member)


def _synced(screen: Screen, result: Synced) -> None:
    for delivery in result.deliveries:
        screen.line(
            f"sent: {delivery.intent.summary}"
            if delivery.sent
            else f"not done: {delivery.intent.summary}: {delivery.reason}"
        )
    for text in (*result.disclosed, *(f"sent again: what is sealed in {name}" for name in result.sent_again)):
        screen.line(text)
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
            ("you are", f"{report.member} ({report.standing or 'not sent yet'})" if report.member else "not a member"),
            ("shared at", report.remote or "nowhere yet"),
            ("newest state", report.tip[:12]),
            ("fingerprint", report.fingerprint[:16]),
        )
    )
    _candidacy(screen, report.candidacy, report.member or "")
    _alarm(screen, report.incident, report.verified)
    for intent in report.waiting:
        where = f", at {intent.request['page'] or intent.request['branch']}" if intent.request else ""
        screen.line(f"{'not merged yet' if intent.request else 'not sent yet'}: {intent.summary}{where}", "yellow")
    for intent in report.refused:
        screen.line(f"not done: {intent.summary}: {intent.refused}", "red")
    if report.refused:
        screen.line("pmnet sync --clear forgets these", "dim")
    for path in report.edited:
        screen.line(f"edited here and not published: {path}", "yellow")


def _candidacy(screen: Screen, found: Candidacy | None, member: str) -> None:
    """What a candidate still needs, and what to do for it."""
    if found is None:
        return
    if found.active_from is not None:
        screen.line(f"you have the vouches you need; you are active from {screen.when(found.active_from)}", "bold")
        return
    vouches = "1 vouch" if found.needed == 1 else f"{found.needed} vouches"
    screen.line(f"you are a candidate, and have {found.vouches} of the {vouches} you need", "bold")
    screen.line("ask members who know your work to type:")
    screen.command(f"pmnet vouch {member} --basis worked-together", 2)


def _alarm(screen: Screen, incident: Incident | None, good: str) -> None:
    if incident is not None:
        screen.line(f"alarm: {incident.message}", "red")
        screen.line(f"    {incident.hint}", "dim")
        screen.line(f"what you read is the last good state{f', {good[:12]}' if good else ''}", "yellow")


def _inbox(screen: Screen, found: Inbox) -> None:
    _alarm(screen, found.incident, "")
    _candidacy(screen, found.candidacy, found.member)
    for text in found.disclosed:
        screen.line(text)
    for title, mine in (("waits for you:", True), ("waits for others:", False)):
        items = [item for item in found.items if item.mine is mine]
        if items:
            screen.line(title, "bold")
        for item in items:
            over = item.due is not None and item.due < screen.now
            screen.line(f"  {item.text}", "red" if over else "")
            if item.due is not None:
                screen.line(f"      {'since' if over else 'until'} {screen.due(item.due)}", "red" if over else "dim")
            screen.command(item.command, 6)
    for text in found.waiting:
        screen.line(f"not sent yet: {text}", "yellow")
    for text in found.refused:
        screen.line(f"not done: {text}", "red")
    if not (found.items or found.waiting or found.refused):
        screen.line(f"{found.member} ({found.status}): nothing waits for you")


def _log(screen: Screen, results: list[Entry]) -> None:
    screen.rows(
        ("when", "signed by", "what"),
        (
            (screen.when(entry.at), entry.member, f"void: {entry.text}" if entry.void else entry.text)
            for entry in results
        ),
    )


def _report(screen: Screen, report: Report) -> None:
    origins = report.origins or (("", ""),) * len(report.findings)
    for finding, (commit, actor) in zip(report.findings, origins, strict=True):
        place = f"{finding.path}:{finding.line}:{finding.column}: " if finding.path else ""
        origin = f"{commit[:12]}{f' by {actor}' if actor else ''}: " if commit else ""
        screen.line(f"{origin}{place}{finding.message} [{finding.rule}]")
        if finding.hint:
            screen.line(f"    {finding.hint}", "dim")
    screen.line(report.summary)


def _prepared(screen: Screen, result: Prepared) -> None:
    if screen.dry_run:
        _topic(screen, result.content)
    elif not result.written:
        screen.line(f"{result.path} says just this already", "green")
    else:
        screen.line(f"written: {result.path}; the network has it after:", "green")
        screen.command("pmnet publish", 2)
    screen.line(f"set {HOSTS[result.host].name} so that the check counts:")
    for number, sentence in enumerate(result.settings, 1):
        screen.line(f"  {number}. {sentence}")


def _vocabulary(screen: Screen, found: Vocabulary) -> None:
    screen.rows(("key", "English", "German"), ((t.key, t.en, t.de) for t in found.terms.values()))


def _topic(screen: Screen, text: str) -> None:
    for line in text.splitlines():
        screen.line(line)


TEXTS: Mapping[str, Callable[[Screen, Any], None]] = {
    "pmnet.app.founding.Founded": _founded,
    "pmnet.app.founding.Joined": _joined,
    "pmnet.app.syncing.Synced": _synced,
    "pmnet.app.syncing.StatusReport": _status,
    "pmnet.app.inbox.Inbox": _inbox,
    "pmnet.app.report.Report": _report,
    "pmnet.app.ci.Prepared": _prepared,
    "pmnet.domain.vocabulary.Vocabulary": _vocabulary,
    "builtins.str": _topic,
}
LISTS: Mapping[str, Callable[[Screen, list[Any]], None]] = {"pmnet.app.history.Entry": _log}
