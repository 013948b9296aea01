"""Results about trust as text: the audit, a repair, the judge on a server."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from pmnet.app.hook import sentence
from pmnet.cli.render.screen import Screen

if TYPE_CHECKING:  # each command loads only what it needs itself
    from pmnet.app.audit import AuditReport
    from pmnet.app.hook import Installed
    from pmnet.app.repair import Repaired
    from pmnet.app.selftest import HostReport


def _audit(screen: Screen, report: AuditReport) -> None:
    for found in report.findings:
        screen.line(sentence(found.commit, found.actor, found.finding), "red")
    if not report.reached:
        screen.line("the server cannot be reached: this is what is known here", "yellow")
    for commit in report.repaired:
        screen.line(f"made void by a keeper: {commit[:12]}", "dim")
    if report.alarm is not None:
        screen.line("what was seen here last is good:", "yellow")
    if report.findings:
        screen.line("everything before that is good:", "yellow")
    checked = "all of them" if report.checked >= report.acts else f"{report.checked} of them"
    screen.facts(
        (
            ("acts", f"{report.acts}, {checked} judged now" if report.checked else f"{report.acts}, none of them new"),
            ("newest", report.tip[:16]),
            ("read out to compare", report.fingerprint),
        )
    )


def _repaired(screen: Screen, result: Repaired) -> None:
    done = "is void" if result.commit else "would be void"
    screen.line(f"{result.bad[:12]} {done}; everything is as it was at {result.restored[:12]}", "green")


def _installed(screen: Screen, result: Installed) -> None:
    screen.line(f"the judge watches over {result.repository}", "green")
    screen.line("whoever sends something that is not allowed reads why, and nothing of it is kept")


def _host(screen: Screen, report: HostReport) -> None:
    screen.rows(("tried", "", "what it means"), ((row.tried, row.verdict, row.meaning) for row in report.rows))
    for row in report.rows:
        if row.advice:
            screen.line(f"{row.tried}: {row.advice}", "red" if row.needed and row.verdict != "yes" else "yellow")
    for name in report.left:
        screen.line(f"could not be removed again: {name}; ask whoever keeps the server to remove it", "yellow")
    fit = f"{report.remote} does what pmnet needs"
    screen.line(
        fit if report.fit else f"{report.remote} does not do all that pmnet needs", "green" if report.fit else "red"
    )


TEXTS: Mapping[str, Callable[[Screen, Any], None]] = {
    "pmnet.app.audit.AuditReport": _audit,
    "pmnet.app.repair.Repaired": _repaired,
    "pmnet.app.hook.Installed": _installed,
    "pmnet.app.selftest.HostReport": _host,
}
