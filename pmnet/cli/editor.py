"""Editing a record in the person's own editor; what was typed is kept until the server has it."""

from __future__ import annotations

import shlex
import shutil
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from pmnet.app import editing, leads
from pmnet.app.context import Context
from pmnet.app.members import Written
from pmnet.cli.confidential import insist_meant
from pmnet.cli.notes import Noted, is_empty, with_hint, with_notes, without_notes
from pmnet.cli.session import Session
from pmnet.domain.phrase import listed, phrase, told
from pmnet.domain.records import kind_of
from pmnet.errors import Conflict, Finding, Findings, PmnetError, Usage
from pmnet.rules.fields import fields_of
from pmnet.store.files import dump
from pmnet.store.home import write_safely

USUAL: Final = "vi"
"""The editor that is opened where none is named."""

OTHERS = frozenset(
    (
        "objections",
        "paused",
        "left",
        "vouches",
        "sealed",
        "erased",
        "closed",
        "registered",
        "protected_until",
        "owner",
        "id",
    )
)
"""Fields that commands of their own change: they are not named among those that may be added."""


def edit_record(session: Session, context: Context, draft: editing.Draft) -> Written | None:
    """A record edited and sent; None when nothing was changed. Raises what speaks against it, keeping the text.

    Where something is wrong, the file opens again with that beside the line. Where somebody else changed the same meanwhile, that
    is told, and the text goes on from the newest state.
    """
    editor = editor_of(session)
    if draft.unfinished:
        session.say(phrase("your unfinished edit goes on where it stopped"))
    text, findings = without_notes(draft.begin()), list[Finding]()
    while True:
        text = _edited(session, context, editor, draft.kept, _noted(session, draft, text, findings))
        if is_empty(text) or text == draft.base:
            draft.forget()
            session.say(phrase("nothing was changed"))
            return None
        findings = editing.check_draft(draft, text)
        if not findings:
            draft, text, findings = editing.onto_newest(context, draft, text)
        if not findings:
            try:
                return _finished(session, context, draft, text)
            except Conflict:  # somebody was faster, and what they did is known here now
                draft, text, findings = editing.onto_newest(context, draft, text)
                if not findings:
                    raise
        _insist_again(session, draft.kept, _noted(session, draft, text, findings), findings)


def _finished(session: Session, context: Context, draft: editing.Draft, text: str) -> Written:
    """A record sent; what speaks against it is raised after it was told where the text is."""
    try:
        written = editing.finish_draft(context, draft, text)
    except PmnetError:
        session.say(_kept(draft.kept))
        raise
    session.last_words += [phrase("careful: {warning}", warning=warning) for warning in written.warnings]
    return written


def _noted(session: Session, draft: editing.Draft, text: str, findings: Iterable[Finding]) -> Noted:
    """The text with help above its fields, and with what is wrong."""
    kind = kind_of(draft.path)
    assert kind is not None
    known = fields_of(kind.name)
    fields = [field for field in known if field.name not in OTHERS or f"\n{field.name}:" in f"\n{text}"]
    return with_notes(text, findings, fields, _intro(session, INTRO), session.language.say)


def _intro(session: Session, begins: str) -> str:
    """What stands above all, with how to leave the editor where that is no common knowledge."""
    _, program = editing.editor(session.variables, USUAL)
    return listed((begins, LEAVING_VI), " ") if Path(program).name in VI else begins


INTRO = phrase(
    "Change what you want to, save and close. Lines that begin like this one explain, and go again."
    " An empty or unchanged file changes nothing."
)

VI: Final = frozenset({"vi", "vim", "nvim", "view"})
"""Editors that nobody leaves by guessing; the first is opened where none is named."""

LEAVING_VI = phrase("In vi: Esc, then :wq and Enter saves and closes; Esc, then :q! and Enter closes without saving.")

INTRO_LEAD = phrase(
    "Complete the lead, save and close. Lines that begin like this one explain, and go again. An empty file adds nothing."
    " Title and summary are public: name nobody in them. Everything below client is sealed."
)


def edit_new_lead(
    session: Session, context: Context, content: dict[str, Any], client: Mapping[str, Any] | None = None
) -> Written | None:
    """A new lead completed in the editor and sent, with its client; None when it was emptied.

    An editor needs the client in the clear: it lies in a private folder for that long, which is said, and goes then. Where
    something is wrong, the file opens again with that beside the line, and the text stays there for who stops.
    """
    editor = editor_of(session)
    kept = _place_of_new_lead(session, context)
    text = dump({"title": "", **content, "client": {"name": "", **(client or {})}})
    findings = list[Finding]()
    while True:
        text = _edited(session, context, editor, kept, _noted_lead(session, text, findings))
        if is_empty(text):
            _forget(kept)
            session.say(phrase("nothing was added"))
            return None
        findings = editing.check_new_lead(text, str(kept))
        if not findings:
            return _added(session, context, kept, text)
        session.say(phrase("your text is kept in {kept}; pmnet lead add --file goes on with it", kept=kept))
        _insist_again(session, kept, _noted_lead(session, text, findings), findings)


def _place_of_new_lead(session: Session, context: Context) -> Path:
    """Where a new lead lies while it is edited; one that lies there unfinished is put beside it. Both are told."""
    kept = _drafts(context) / "new-lead.yaml"
    if kept.is_file():
        older = kept.with_name(f"new-lead-{context.now:%Y%m%d-%H%M%S}.yaml")
        kept.replace(older)
        session.say(phrase("an unfinished lead is kept in {older}; pmnet lead add --file goes on with it", older=older))
    session.say(
        phrase(
            "while you edit, the text with the client lies in {parent}, where only you can read it", parent=kept.parent
        )
    )
    return kept


def _noted_lead(session: Session, text: str, findings: Iterable[Finding]) -> Noted:
    known = (*fields_of("lead"), *(field for field in fields_of("sealed-lead") if field.name == "client"))
    fields = [field for field in known if field.name not in OTHERS]
    return with_notes(text, findings, fields, _intro(session, INTRO_LEAD), session.language.say)


def _added(session: Session, context: Context, kept: Path, text: str) -> Written:
    """A lead added as its text says; what speaks against it is raised after it was told where the text is."""
    try:
        found = editing.new_lead(text, str(kept))
        warnings, past = leads.warnings(found), leads.long_past(found, session.now.date())
        insist_meant(session, warnings, past)
        written = leads.add(context, found, None, [*warnings, *past])
    except PmnetError:
        session.say(phrase("your text is kept in {kept}; pmnet lead add --file goes on with it", kept=kept))
        raise
    _forget(kept)
    return written


def forget_kept(context: Context, file: Path) -> None:
    """Remove the text of a lead that was begun in an editor and is added now; a file of the person's own stays."""
    begun = file.name.startswith("new-lead") and file.resolve().parent == _drafts(context).resolve()
    if begun:
        _forget(file)


def _drafts(context: Context) -> Path:
    return context.home.folder / "drafts"


def _forget(kept: Path) -> None:
    """Remove a text with a client in it, and what editors lay beside it: `new-lead.yaml~`, `.new-lead.yaml.swp`."""
    for place in kept.parent.glob(f"*{kept.name}*"):
        place.unlink(missing_ok=True)


def editor_of(session: Session) -> str:
    """The person's editor; raises Usage where none is set."""
    named, program = editing.editor(session.variables, USUAL if session.interactive else "")
    if not program:
        raise Usage(phrase("no editor is set"), phrase("set EDITOR to the name of an editor"))
    if shutil.which(program) is None:
        raise Usage(
            phrase("the editor {program!r} is not installed", program=program),
            phrase("set EDITOR to the name of an editor"),
        )
    return named


def named_editor(session: Session) -> str:
    """The editor that the variables name; empty where they name none."""
    return session.variables.get("VISUAL") or session.variables.get("EDITOR") or ""


def _edited(session: Session, context: Context, editor: str, place: Path, noted: Noted) -> str:
    """The text after the editor has closed, without notes; meanwhile time has passed."""
    text = without_notes(run_editor(editor, place, noted.text))
    context.now = session.now
    return text


def run_editor(editor: str, place: Path, text: str) -> str:
    """The text of a file after the person's editor has closed."""
    write_safely(place, text.encode())
    try:
        done = subprocess.run([*shlex.split(editor), str(place)], check=False)
    except (OSError, ValueError):
        raise PmnetError(
            phrase("the editor {editor!r} cannot be started", editor=editor),
            phrase("set EDITOR to the name of an editor"),
        ) from None
    if done.returncode != 0:
        raise PmnetError(phrase("the editor stopped with an error"), _kept(place))
    if not place.is_file():
        return ""  # an editor may remove what was emptied
    return place.read_text("utf-8", "replace")


def _kept(place: Path) -> str:
    return phrase("your text is kept in {place}; run the same command to go on", place=place)


def _insist_again(session: Session, kept: Path, noted: Noted, findings: Sequence[Finding]) -> None:
    """Show what is wrong, and ask whether to go on; raises Findings where the person stops or cannot be asked.

    What is kept has the notes, and the lines that are told are those at which it stands there.
    """
    write_safely(kept, noted.text.encode())
    moved = noted.moved(findings)
    for finding in moved:
        session.say(
            phrase(
                "{path}:{line}:{column}: {message}",
                path=finding.path,
                line=finding.line,
                column=finding.column,
                message=with_hint(finding),
            )
        )
    stopped = Findings(told(moved[0]), moved, _kept(kept))
    if not session.interactive:
        raise stopped
    try:
        session.confirm(phrase("Edit again?"), False)
    except Usage:
        raise stopped from None
