"""Results about trust as text: the audit, a repair, the judge on a server."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from pmnet.app.hook import sentence
from pmnet.cli.render.screen import Screen
from pmnet.domain.phrase import phrase

if TYPE_CHECKING:  # each command loads only what it needs itself
    from pmnet.app.audit import AuditReport
    from pmnet.app.hook import Installed
    from pmnet.app.repair import Repaired
    from pmnet.app.selftest import HostReport


def _audit(screen: Screen, report: AuditReport) -> None:
    for found in report.findings:
        screen.line(sentence(found.commit, found.actor, found.finding), "red")
    if not report.reached:
        screen.line(phrase("the server cannot be reached: this is what is known here"), "yellow")
    for commit in report.repaired:
        screen.line(phrase("made void by a keeper: {commit}", commit=commit[:12]), "dim")
    if report.alarm is not None:
        screen.line(phrase("what was seen here last is good:"), "yellow")
    if report.findings:
        screen.line(phrase("everything before that is good:"), "yellow")
    checked = (
        phrase("all of them") if report.checked >= report.acts else phrase("{checked} of them", checked=report.checked)
    )
    screen.facts(
        (
            (
                phrase("acts"),
                phrase("{acts}, {checked} judged now", acts=report.acts, checked=checked)
                if report.checked
                else phrase("{acts}, none of them new", acts=report.acts),
            ),
            (phrase("newest"), report.tip[:16]),
            (phrase("read out to compare"), report.fingerprint),
        )
    )


def _repaired(screen: Screen, result: Repaired) -> None:
    done = phrase("is void") if result.commit else phrase("would be void")
    screen.line(
        phrase(
            "{bad} {done}; everything is as it was at {restored}",
            bad=result.bad[:12],
            done=done,
            restored=result.restored[:12],
        ),
        "green",
    )


def _installed(screen: Screen, result: Installed) -> None:
    screen.line(phrase("the judge watches over {repository}", repository=result.repository), "green")
    screen.line(phrase("whoever sends something that is not allowed reads why, and nothing of it is kept"))


def _host(screen: Screen, report: HostReport) -> None:
    screen.rows(
        (phrase("tried"), "", phrase("what it means")), ((row.tried, row.verdict, row.meaning) for row in report.rows)
    )
    for row in report.rows:
        if row.advice:
            screen.line(
                phrase("{tried}: {advice}", tried=row.tried, advice=row.advice),
                "red" if row.needed and row.verdict != "yes" else "yellow",
            )
    for name in report.left:
        screen.line(
            phrase("could not be removed again: {name}; ask whoever keeps the server to remove it", name=name), "yellow"
        )
    fit = phrase("{remote} does what pmnet needs", remote=report.remote)
    screen.line(
        fit if report.fit else phrase("{remote} does not do all that pmnet needs", remote=report.remote),
        "green" if report.fit else "red",
    )


TEXTS: Mapping[str, Callable[[Screen, Any], None]] = {
    "pmnet.app.audit.AuditReport": _audit,
    "pmnet.app.repair.Repaired": _repaired,
    "pmnet.app.hook.Installed": _installed,
    "pmnet.app.selftest.HostReport": _host,
}
