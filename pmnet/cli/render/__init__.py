"""Showing results. Their renderings load most of the program, so they are loaded when there is something to say in them."""

from __future__ import annotations

from typing import Any

from pmnet.app.report import Report
from pmnet.cli.session import Session
from pmnet.errors import PmnetError


def show(session: Session, result: Any) -> None:
    """Print a result; raises Unreachable where it waits to be sent, and typer.Exit(1) where the answer is no."""
    if result is None:
        return
    if isinstance(result, Report) and not result.findings and session.format == "text" and not session.json:
        print(result.summary)
        return
    from pmnet.cli.render import results

    results.show(session, result)


def show_all(session: Session, result: Any) -> None:
    """Print a result as text, whatever follows from it."""
    from pmnet.cli.render import as_text

    as_text.print_text(session, result)


def error_json(error: PmnetError) -> str:
    """An error as one line of JSON."""
    from pmnet.cli.render import as_json

    return as_json.error_json(error)
