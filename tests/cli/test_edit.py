"""Editing in an editor: comments stay, mistakes come back with the text, nothing typed is lost."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

import pytest
from people import Circle, Person


def editor(person: Person, tmp_path: Path, code: str) -> None:
    """An editor that runs some Python over the text `t`."""
    script = tmp_path / "editor.py"
    script.write_text(
        f"import sys, pathlib\np = pathlib.Path(sys.argv[1])\nt = p.read_text()\n{code}\np.write_text(t)\n"
    )
    person.extra["EDITOR"] = f"{shlex.quote(sys.executable)} {shlex.quote(str(script))}"


def test_an_edit_is_sent(circle: Circle, tmp_path: Path) -> None:
    editor(circle.bea, tmp_path, "t = '# my own words\\n' + t + 'headline: From the editor\\n'")
    assert circle.bea.ok("member", "edit")["headline"] == "From the editor"
    assert (circle.bea.folder / "members/bea.yaml").read_text().startswith("# my own words\n")


def test_a_lead_is_edited(circle: Circle, tmp_path: Path) -> None:
    lead = circle.bea.ok("lead", "add", "--title", "Before")["id"]
    editor(circle.bea, tmp_path, "t = t.replace('Before', 'After')")
    assert circle.bea.ok("lead", "edit", lead[-4:])["title"] == "After"


def test_an_unchanged_text_changes_nothing(circle: Circle, tmp_path: Path) -> None:
    before = circle.shared_git("rev-parse", "main")
    editor(circle.bea, tmp_path, "")
    result = circle.bea.run("member", "edit")
    assert (result.code, result.err) == (0, "nothing was changed\n")
    assert circle.shared_git("rev-parse", "main") == before


def test_an_emptied_text_changes_nothing(circle: Circle, tmp_path: Path) -> None:
    editor(circle.bea, tmp_path, "t = ''")
    assert circle.bea.run("member", "edit").err == "nothing was changed\n"


BROKEN = {
    "wrong key": ("t += 'roles:\\n  - cutover-manger\\n'", "'cutover-manger' is not a known role"),
    "broken form": ("t += '  - x: [\\n'", ""),
    "double": ("t += 'name: Again\\n'", "'name' stands here twice"),
    "not allowed": (
        "t = t.replace('joined: 2026-11-02', 'joined: 2020-01-01')",
        "the day bea joined cannot be changed",
    ),
}


@pytest.mark.parametrize(("code", "message"), BROKEN.values(), ids=BROKEN.keys())
def test_a_refused_edit_keeps_the_text_and_goes_on_with_it(
    circle: Circle, tmp_path: Path, code: str, message: str
) -> None:
    editor(circle.bea, tmp_path, f"t += 'headline: Much work\\n'\n{code}")
    result = circle.bea.run("member", "edit", "--json")
    assert result.code in (1, 4)
    assert message in result.error["message"]
    kept = circle.bea.folder / ".git/pmnet/drafts/bea.yaml"
    assert "headline: Much work" in kept.read_text()
    mend = (
        "assert 'Much work' in t",
        "t = '\\n'.join(line for line in t.split('\\n') if not line.startswith('#!'))",
        "t = t.split('roles:')[0].split('  - x')[0].split('name: Again')[0].replace('2020-01-01', '2026-11-02')",
    )
    editor(circle.bea, tmp_path, "\n".join(mend))
    assert circle.bea.ok("member", "edit")["headline"] == "Much work"
    assert not kept.exists()


def test_a_finding_stands_above_its_line_when_the_file_opens_again() -> None:
    from pmnet.cli.editor import with_marks
    from pmnet.errors import Finding

    text = "id: bea\nroles:\n  - x\n"
    marked = with_marks(text, [Finding("p", "r", "no such role", "did you mean y?", ("roles", 0), 3, 5)])
    assert marked == "id: bea\nroles:\n#! no such role (did you mean y?)\n  - x\n"


def test_an_editor_that_fails_loses_nothing(circle: Circle, tmp_path: Path) -> None:
    editor(circle.bea, tmp_path, "t += 'headline: Kept\\n'\np.write_text(t)\nsys.exit(3)")
    error = circle.bea.refused(1, "member", "edit")
    assert error["message"] == "the editor stopped with an error"
    assert "headline: Kept" in (circle.bea.folder / ".git/pmnet/drafts/bea.yaml").read_text()


def test_no_editor_is_said(circle: Circle) -> None:
    circle.bea.extra |= {"EDITOR": "", "VISUAL": ""}
    assert circle.bea.refused(2, "member", "edit")["message"] == "no editor is set"


def test_an_edit_offline_waits(circle: Circle, tmp_path: Path) -> None:
    circle.bare.rename(circle.root / "gone.git")
    editor(circle.bea, tmp_path, "t += 'headline: On the train\\n'")
    result = circle.bea.run("member", "edit", "--json")
    assert (result.code, result.json["sent"]) == (8, False)
    (circle.root / "gone.git").rename(circle.bare)
    circle.bea.ok("sync")
    assert circle.bea.ok("member", "show", "bea")["headline"] == "On the train"


def test_a_new_lead_is_completed_in_the_editor(circle: Circle, tmp_path: Path) -> None:
    editor(circle.bea, tmp_path, "t = t.replace(\"title: ''\", 'title: From the editor')")
    assert circle.bea.ok("lead", "add", "--edit")["title"] == "From the editor"


def test_an_unfinished_edit_goes_into_the_newest_state(circle: Circle, tmp_path: Path) -> None:
    editor(circle.bea, tmp_path, "t += 'headline: Begun long ago\\n'\np.write_text(t)\nsys.exit(3)")
    circle.bea.refused(1, "member", "edit")
    circle.bea.ok("free", "2")
    circle.bea.ok("skill", "add", "risk", "3")
    editor(circle.bea, tmp_path, "assert 'Begun' in t")
    record = circle.bea.ok("member", "edit")
    assert record["headline"] == "Begun long ago"
    assert (record["capacity"]["free"][0]["days_per_week"], record["skills"][0]["level"]) == (2, 3)


def test_an_editor_that_was_never_opened_leaves_no_draft(circle: Circle) -> None:
    circle.bea.extra |= {"EDITOR": "no-such-editor", "VISUAL": ""}
    assert circle.bea.refused(2, "member", "edit")["message"] == "the editor 'no-such-editor' is not installed"
    assert not list((circle.bea.folder / ".git/pmnet").rglob("*.yaml"))


def test_a_new_lead_does_not_take_over_an_older_unfinished_one(circle: Circle, tmp_path: Path) -> None:
    editor(circle.bea, tmp_path, "sys.exit(3)")
    circle.bea.refused(1, "lead", "add", "--edit", "--title", "The older one")
    editor(circle.bea, tmp_path, "")
    result = circle.bea.run("lead", "add", "--edit", "--title", "The newer one")
    assert "an unfinished lead is kept in" in result.err
    assert [lead["title"] for lead in circle.bea.ok("lead", "list")] == ["The newer one"]
