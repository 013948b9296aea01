"""Results as text for people, as JSON for programs, findings as hosts read them; chosen by the result's type."""

from __future__ import annotations

import sys
from typing import Any

import typer

from pmnet import cli
from pmnet.cli.render.kinds import is_one_of
from pmnet.cli.session import Session
from pmnet.domain.phrase import counted, phrase
from pmnet.errors import Alarm, Refused, Unreachable

SENT = (
    "pmnet.app.members.Written",
    "pmnet.app.editing.Published",
    "pmnet.app.joining.Joined",
    "pmnet.app.undo.Undone",
)
REPORT = "pmnet.app.report.Report"
AUDIT = "pmnet.app.audit.AuditReport"
NOT_LET_IN = "pmnet.app.inviting.NotLetIn"
DOCTOR = "pmnet.app.doctor.Diagnosis"
HOST = "pmnet.app.selftest.HostReport"
NOTIFIED = "pmnet.app.notify.Notified"


def show(session: Session, result: Any) -> None:
    """Print a result; raises Unreachable where it waits to be sent, and typer.Exit(1) where the answer is no."""
    if session.json:
        from pmnet.cli.render import as_json  # loads what is said in JSON, and the next one all texts

        print(as_json.json_text(result, session.dry_run))
    elif session.format == "text":
        from pmnet.cli.render import as_text

        as_text.print_text(session, result)
    elif is_one_of(result, REPORT):
        cli.findings.print_findings(session, result)
    else:
        cli.sheets.print_sheet(session, result)
    sys.stdout.flush()  # what became of an act is told before its intent is dropped
    if is_one_of(result, *SENT) and not result.sent and not session.dry_run:
        why = result.unsent or Unreachable(
            phrase("the network's server cannot be reached"), phrase("pmnet sync, when it can be")
        )
        raise Unreachable(phrase("saved, but not sent yet: {message}", message=why.message), why.hint)
    if is_one_of(result, NOT_LET_IN):
        raise _not_joined(result)
    if is_one_of(result, AUDIT) and result.alarm is not None:
        hint = phrase("do nothing yet; read the words to other members: whoever has the same ones saw the same as you")
        raise Alarm(result.alarm.message, hint)
    if is_one_of(result, REPORT, AUDIT) and result.findings:
        raise typer.Exit(1)
    if (is_one_of(result, HOST) and not result.fit) or (is_one_of(result, DOCTOR) and not result.well):
        raise typer.Exit(1)
    if is_one_of(result, NOTIFIED):
        _insist_mailed(result)


def _not_joined(result: Any) -> Unreachable:
    """Why somebody is not in the network yet, and what they type to go on."""
    typed = result.again
    hint = (
        phrase("what you typed is kept; once you have a key, type the same again: {typed}", typed=typed)
        if result.needs_key
        else phrase("what you typed is kept; once they have answered, type the same again: {typed}", typed=typed)
    )
    return Unreachable(phrase("not joined yet: {message}", message=result.why.message), hint)


def _insist_mailed(result: Any) -> None:
    """Raises what kept mails from being sent, or Refused where some were not taken."""
    if result.ended is not None:
        raise result.ended
    refused = [mail for mail in result.mails if mail.refused]
    if refused:
        raise Refused(
            counted(len(refused), "{n} mail was not taken", "{n} mails were not taken"),
            phrase("pmnet member show {member} has the address; the others have their mail", member=refused[0].member),
        )
