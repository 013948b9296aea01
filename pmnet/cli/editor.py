"""Editing a record in the person's own editor; what was typed is kept until the server has it."""

from __future__ import annotations

import shlex
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pmnet.app import editing, leads
from pmnet.app.context import Context
from pmnet.app.members import Written
from pmnet.cli.confidential import insist_meant
from pmnet.cli.session import Session
from pmnet.domain.phrase import phrase
from pmnet.errors import Finding, Findings, PmnetError, Usage
from pmnet.store.files import dump, load
from pmnet.store.home import write_safely

MARK = "#! "
"""How lines about errors begin in a file being edited; they are taken out again."""


def edit_record(session: Session, context: Context, draft: editing.Draft) -> Written | None:
    """A record edited and sent; None when nothing was changed. Raises Findings, keeping the text, where it is wrong."""
    editor = editor_of(session)
    if draft.unfinished:
        session.say(phrase("your unfinished edit goes on where it stopped"))
    text = draft.begin()
    while True:
        text = run_editor(editor, draft.kept, text)
        if not text.strip() or text == draft.base:
            draft.forget()
            session.say(phrase("nothing was changed"))
            return None
        findings = editing.check_draft(draft, text)
        if not findings:
            return editing.finish_draft(context, draft, text)
        _insist_again(session, draft.kept, text, findings)
        text = with_marks(text, findings)


def edit_new_lead(
    session: Session, context: Context, content: dict[str, Any], client: Mapping[str, Any] | None = None
) -> Written | None:
    """A new lead completed in the editor and sent, with its client; None when it was emptied.

    An editor needs the client in the clear: it lies in a private folder for that long, which is said, and goes then. Where
    something is wrong, the text stays there.
    """
    editor = editor_of(session)
    kept = context.home.folder / "drafts" / "new-lead.yaml"
    if kept.is_file():
        older = kept.with_name(f"new-lead-{context.now:%Y%m%d-%H%M%S}.yaml")
        kept.replace(older)
        session.say(phrase("an unfinished lead is kept in {older}; pmnet lead add --file goes on with it", older=older))
    session.say(
        phrase(
            "while you edit, the text with the client lies in {parent}, where only you can read it", parent=kept.parent
        )
    )
    text = run_editor(
        editor, kept, LEAD_HELP + dump({"title": "", **content, "client": {"name": "", **(client or {})}})
    )
    said = "".join(line for line in text.splitlines(keepends=True) if not line.startswith("#"))
    if not said.strip():
        kept.unlink(missing_ok=True)
        session.say(phrase("nothing was added"))
        return None
    try:
        found = load(said.encode(), str(kept)).content
        _drop_empty_client(found)
        warnings = leads.warnings(found)
        insist_meant(session, warnings)
        written = leads.add(context, found, None, warnings)
    except PmnetError:
        session.say(phrase("your text is kept in {kept}; pmnet lead add --file goes on with it", kept=kept))
        raise
    kept.unlink(missing_ok=True)
    return written


def _drop_empty_client(content: dict[str, Any]) -> None:
    """Leave out the fields of a client that were not filled in, and the client without any."""
    client = content.get("client")
    if isinstance(client, dict):
        content["client"] = {name: value for name, value in client.items() if value not in ("", None, [])}


LEAD_HELP = """# Complete the lead, save and close; an empty file adds nothing. Title and summary name nobody.
# More fields: summary, industry, client_size, region, remote_percent, languages, start, end; pmnet help skills, ...
# Everything below client is sealed: name, unit, address, contacts, decision_maker, budget, rate_ceiling, notes, ...
"""


def editor_of(session: Session) -> str:
    """The person's editor; raises Usage where none is set."""
    named = session.variables.get("VISUAL") or session.variables.get("EDITOR") or ("vi" if session.interactive else "")
    program = shlex.split(named)[0] if named.strip() else ""
    if not program:
        raise Usage(phrase("no editor is set"), phrase("set EDITOR to the name of an editor"))
    if shutil.which(program) is None:
        raise Usage(
            phrase("the editor {program!r} is not installed", program=program),
            phrase("set EDITOR to the name of an editor"),
        )
    return named


def run_editor(editor: str, place: Path, text: str) -> str:
    """The text after the person's editor has closed, without lines about errors."""
    write_safely(place, text.encode())
    try:
        done = subprocess.run([*shlex.split(editor), str(place)], check=False)
    except (OSError, ValueError):
        raise PmnetError(
            phrase("the editor {editor!r} cannot be started", editor=editor),
            phrase("set EDITOR to the name of an editor"),
        ) from None
    if done.returncode != 0:
        raise PmnetError(
            phrase("the editor stopped with an error"),
            phrase("your text is kept in {place}; run the same command to go on", place=place),
        )
    lines = place.read_text("utf-8", "replace").replace("\r\n", "\n").splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith(MARK))


def with_marks(text: str, findings: Iterable[Finding]) -> str:
    """The text with each finding written above the line it is about."""
    lines = text.splitlines(keepends=True)
    for finding in sorted(findings, key=lambda found: found.line, reverse=True):
        said = f"{MARK}{finding.message}" + (f" ({finding.hint})" if finding.hint else "")
        lines.insert(max(finding.line - 1, 0), said.replace("\n", " ") + "\n")
    return "".join(lines)


def _insist_again(session: Session, kept: Path, text: str, findings: list[Finding]) -> None:
    """Show what is wrong, and ask whether to go on; raises Findings where the person stops or cannot be asked."""
    write_safely(kept, text.encode())
    for finding in findings:
        session.say(
            phrase(
                "{path}:{line}:{column}: {message}",
                path=finding.path,
                line=finding.line,
                column=finding.column,
                message=finding.message,
            )
        )
    stopped = Findings(
        str(findings[0]), findings, phrase("your text is kept in {kept}; run the same command to go on", kept=kept)
    )
    if not session.interactive:
        raise stopped
    try:
        session.confirm(phrase("Edit again?"), False)
    except Usage:
        raise stopped from None
