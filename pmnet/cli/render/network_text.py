"""Results about a network as text: founding, joining, syncing, the inbox, the log, findings."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from pmnet.app.ci import HOSTS
from pmnet.cli.prose import laid_out
from pmnet.cli.render.acts_text import requested
from pmnet.cli.render.screen import Screen
from pmnet.domain.dates import ago
from pmnet.domain.phrase import Quoted, Recorded, counted, phrase

if TYPE_CHECKING:  # each command loads only what it needs itself
    from pmnet.app.ci import Prepared
    from pmnet.app.founding import Founded
    from pmnet.app.history import Entry
    from pmnet.app.inbox import Inbox
    from pmnet.app.joining import Joined
    from pmnet.app.report import Report
    from pmnet.app.syncing import StatusReport, Synced
    from pmnet.app.views import Candidacy
    from pmnet.cli.help import Topic
    from pmnet.domain.vocabulary import Vocabulary
    from pmnet.store.trust import Incident


def _founded(screen: Screen, result: Founded) -> None:
    screen.line(phrase("founded in {path}", path=result.path), "green")
    screen.facts(
        (
            (phrase("shared at"), result.remote),
            (phrase("founder and keeper"), result.member),
            (phrase("fingerprint"), result.fingerprint),
        )
    )
    if result.remote is None:
        screen.line(phrase("nobody else can join before it is shared; when you know where:"))
        screen.command("pmnet share URL", 2)
        return
    screen.line(phrase("colleagues join with:"))
    screen.command(f"pmnet join {shlex.quote(result.remote)} --as ID --fingerprint {result.fingerprint[:16]}", 2)


def _joined(screen: Screen, result: Joined) -> None:
    screen.line(
        phrase(
            "{what} as {member}: {status}",
            what=phrase("welcome back") if result.known else phrase("joined"),
            member=result.member,
            status=result.view.status,
        ),
        "green",
    )
    screen.facts(((phrase("folder"), result.path), (phrase("fingerprint"), result.fingerprint)))
    if result.request is not None:
        requested(screen, result.request)
    if result.view.status == "left":
        screen.line(
            phrase(
                "you left this network: your handovers go on, and coming back as a member needs a new record and keys"
            )
        )
    _candidacy(screen, result.view.candidacy, result.member)


def _synced(screen: Screen, result: Synced) -> None:
    for delivery in result.deliveries:
        screen.line(
            phrase("sent: {summary}", summary=Recorded(delivery.intent.summary))
            if delivery.sent
            else phrase(
                "not done: {summary}: {reason}",
                summary=Recorded(delivery.intent.summary),
                reason=Recorded(delivery.reason),
            )
        )
    for text in (
        *result.disclosed,
        *(phrase("sent again: what is sealed in {name}", name=name) for name in result.sent_again),
    ):
        screen.line(text)
    if result.new:
        _log(screen, list(result.new))
    else:
        screen.line(phrase("nothing new"))
    if not result.shown:
        screen.line(phrase("your folder has edits of your own, so it still shows the earlier state: pmnet publish"))


def _status(screen: Screen, report: StatusReport) -> None:
    screen.facts(
        (
            (phrase("network"), report.network),
            (phrase("folder"), report.folder),
            (
                phrase("you are"),
                phrase(
                    "{member} ({standing})", member=report.member, standing=report.standing or phrase("not sent yet")
                )
                if report.member
                else phrase("not a member"),
            ),
            (phrase("shared at"), report.remote or phrase("nowhere yet")),
            (phrase("newest state"), report.tip[:12]),
            (phrase("fingerprint"), report.fingerprint[:16]),
        )
    )
    _candidacy(screen, report.candidacy, report.member or "")
    _alarm(screen, report.incident, report.verified)
    for intent in report.waiting:
        where = (
            phrase(", at {request}", request=intent.request["page"] or intent.request["branch"])
            if intent.request
            else ""
        )
        screen.line(
            phrase(
                "{what}: {summary}{where}",
                what=phrase("not merged yet") if intent.request else phrase("not sent yet"),
                summary=Recorded(intent.summary),
                where=where,
            ),
            "yellow",
        )
    for intent in report.refused:
        screen.line(
            phrase(
                "not done: {summary}: {refused}", summary=Recorded(intent.summary), refused=Recorded(intent.refused)
            ),
            "red",
        )
    if report.refused:
        screen.line(phrase("pmnet sync --clear forgets these"), "dim")
    for path in report.edited:
        screen.line(phrase("edited here and not published: {path}", path=path), "yellow")
    _as_of(screen, report.as_of)


def _candidacy(screen: Screen, found: Candidacy | None, member: str) -> None:
    """What a candidate still needs, and what to do for it."""
    if found is None:
        return
    if found.active_from is not None:
        screen.line(
            phrase(
                "you have the vouches you need; you are active from {active_from}",
                active_from=screen.when(found.active_from),
            ),
            "bold",
        )
        return
    vouches = counted(found.needed, "{n} vouch", "{n} vouches")
    screen.line(
        phrase(
            "you are a candidate, and have {vouches} of the {vouches2} you need",
            vouches=found.vouches,
            vouches2=vouches,
        ),
        "bold",
    )
    screen.line(phrase("ask members who know your work to type:"))
    screen.command(f"pmnet vouch {member} --basis worked-together", 2)


FRESH: Final = timedelta(minutes=10)
"""For so long after the server was asked nothing is said of that: others answer within hours, not minutes."""


def _as_of(screen: Screen, instant: datetime | None) -> None:
    """How old the state is that was told of, where others may have done something since."""
    if instant is not None and screen.now - instant >= FRESH:
        screen.line(
            phrase("as of {when} ({ago}): pmnet sync", when=screen.when(instant), ago=ago(screen.now - instant)), "dim"
        )


def _alarm(screen: Screen, incident: Incident | None, good: str) -> None:
    if incident is not None:
        screen.line(phrase("alarm: {message}", message=incident.message), "red")
        screen.line(phrase("    {hint}", hint=incident.hint), "dim")
        screen.line(
            phrase(
                "what you read is the last good state{what}", what=phrase(", {good}", good=good[:12]) if good else ""
            ),
            "yellow",
        )


def _inbox(screen: Screen, found: Inbox) -> None:
    _alarm(screen, found.incident, "")
    _candidacy(screen, found.candidacy, found.member)
    for text in found.disclosed:
        screen.line(text)
    for title, mine in ((phrase("waits for you:"), True), (phrase("waits for others:"), False)):
        items = [item for item in found.items if item.mine is mine]
        if items:
            screen.line(title, "bold")
        for item in items:
            over = item.due is not None and item.due < screen.now
            screen.line(phrase("  {text}", text=item.text), "red" if over else "")
            if item.due is not None:
                screen.line(
                    phrase(
                        "      {what} {due}",
                        what=phrase("since") if over else phrase("until"),
                        due=screen.due(item.due),
                    ),
                    "red" if over else "dim",
                )
            screen.command(item.command, 6)
    for text in found.waiting:
        screen.line(phrase("not sent yet: {text}", text=text), "yellow")
    for text in found.refused:
        screen.line(phrase("not done: {text}", text=text), "red")
    if not (found.items or found.waiting or found.refused):
        screen.line(phrase("{member} ({status}): nothing waits for you", member=found.member, status=found.status))
    _as_of(screen, found.as_of)


def _log(screen: Screen, results: list[Entry]) -> None:
    screen.rows(
        (phrase("when"), phrase("signed by"), phrase("what")),
        (
            (
                screen.when(entry.at),
                entry.member,
                phrase("void: {text}", text=entry.text) if entry.void else entry.text,
            )
            for entry in results
        ),
    )


def _report(screen: Screen, report: Report) -> None:
    origins = report.origins or (("", ""),) * len(report.findings)
    for finding, (commit, actor) in zip(report.findings, origins, strict=True):
        place = f"{finding.path}:{finding.line}:{finding.column}: " if finding.path else ""
        by = phrase("{commit} by {actor}: ", commit=commit[:12], actor=actor) if actor else f"{commit[:12]}: "
        origin = by if commit else ""
        screen.line(
            phrase(
                "{origin}{place}{message} [{rule}]",
                origin=origin,
                place=place,
                message=finding.message,
                rule=finding.rule,
            )
        )
        if finding.hint:
            screen.line(phrase("    {hint}", hint=finding.hint), "dim")
    screen.line(report.summary)


def _prepared(screen: Screen, result: Prepared) -> None:
    if screen.dry_run:
        screen.text(result.content)
    elif not result.written:
        screen.line(phrase("{path} says just this already", path=result.path), "green")
    else:
        screen.line(phrase("written: {path}; the network has it after:", path=result.path), "green")
        screen.command("pmnet publish", 2)
    screen.line(phrase("set {HOSTS} so that the check counts:", HOSTS=HOSTS[result.host].name))
    for number, sentence in enumerate(result.settings, 1):
        screen.line(phrase("  {number}. {sentence}", number=number, sentence=sentence))


def _vocabulary(screen: Screen, found: Vocabulary) -> None:
    screen.rows(
        (phrase("key"), phrase("English"), phrase("German")),
        ((t.key, Quoted(t.en), Quoted(t.de)) for t in found.terms.values()),
    )


def _topic(screen: Screen, topic: Topic) -> None:
    for line in laid_out(screen.language.say(topic.text), screen.width):
        screen.command(line)


TEXTS: Mapping[str, Callable[[Screen, Any], None]] = {
    "pmnet.app.founding.Founded": _founded,
    "pmnet.app.joining.Joined": _joined,
    "pmnet.app.syncing.Synced": _synced,
    "pmnet.app.syncing.StatusReport": _status,
    "pmnet.app.inbox.Inbox": _inbox,
    "pmnet.app.report.Report": _report,
    "pmnet.app.ci.Prepared": _prepared,
    "pmnet.domain.vocabulary.Vocabulary": _vocabulary,
    "pmnet.cli.help.Topic": _topic,
    "builtins.str": lambda screen, text: screen.text(text),
}
LISTS: Mapping[str, Callable[[Screen, list[Any]], None]] = {"pmnet.app.history.Entry": _log}
