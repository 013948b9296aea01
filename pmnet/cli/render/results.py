"""Results as text for people, as JSON for programs, findings as hosts read them; chosen by the result's type."""

from __future__ import annotations

import sys
from typing import Any

import typer

from pmnet import cli
from pmnet.app.audit import AuditReport
from pmnet.app.editing import Published
from pmnet.app.founding import Joined
from pmnet.app.members import Written
from pmnet.app.report import Report
from pmnet.app.selftest import HostReport
from pmnet.cli.render.as_json import json_text
from pmnet.cli.render.as_text import print_text
from pmnet.cli.session import Session
from pmnet.errors import Alarm, Unreachable


def show(session: Session, result: Any) -> None:
    """Print a result; raises Unreachable where it waits to be sent, and typer.Exit(1) where the answer is no."""
    if session.json:
        print(json_text(result, session.dry_run))
    elif session.format == "text":
        print_text(session, result)
    elif isinstance(result, Report):
        cli.findings.print_findings(session, result)
    else:
        cli.sheets.print_sheet(session, result)
    sys.stdout.flush()  # what became of an act is told before its intent is dropped
    if isinstance(result, (Written, Published, Joined)) and not result.sent and not session.dry_run:
        why = result.unsent or Unreachable("the network's server cannot be reached", "pmnet sync, when it can be")
        raise Unreachable(f"saved, but not sent yet: {why.message}", why.hint)
    if isinstance(result, AuditReport) and result.alarm is not None:
        hint = "do nothing yet; read the words to other members: whoever has the same ones saw the same as you"
        raise Alarm(result.alarm.message, hint)
    if isinstance(result, (Report, AuditReport)) and result.findings:
        raise typer.Exit(1)
    if isinstance(result, HostReport) and not result.fit:
        raise typer.Exit(1)
