"""Editing in an editor: comments stay, mistakes come back with the text, nothing typed is lost."""

from __future__ import annotations

import os
import re
import shlex
import signal
import sys
from pathlib import Path

import pytest
from disks import small_disk
from people import NOW, Circle, Person, copy_files

from pmnet.cli.notes import HELP, MARK, is_empty, with_notes, without_notes
from pmnet.domain.phrase import Phrase
from pmnet.errors import Finding
from pmnet.rules.fields import fields_of


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
    text = "id: bea\nroles:\n  - x\n"
    marked = with_notes(text, [Finding("p", "r", "no such role", "did you mean y?", ("roles", 0), 3, 5)])
    assert marked.text == "id: bea\nroles:\n#! no such role (did you mean y?)\n  - x\n"
    assert marked.lines == {1: 1, 2: 2, 3: 4}


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


def test_an_editor_with_an_open_quote_is_no_crash(circle: Circle) -> None:
    circle.bea.extra |= {"EDITOR": 'vi "', "VISUAL": ""}
    assert circle.bea.refused(2, "member", "edit")["message"] == "the editor 'vi \"' is not installed"


@pytest.mark.parametrize("code", ["", "t = ''"], ids=["added", "emptied"])
def test_what_an_editor_lays_beside_a_client_goes_too(circle: Circle, tmp_path: Path, code: str) -> None:
    beside = "for n in (p.name + '~', f'.{p.name}.swp', f'#{p.name}#'): (p.parent / n).write_text(t)"
    editor(circle.bea, tmp_path, f"{beside}\n{code}")
    circle.bea.run("lead", "add", "--edit", "--title", "A lead", "--client", "Beispielwerke")
    assert [place.name for place in (circle.bea.home / "drafts").iterdir()] == []
    assert (circle.bea.home / "drafts").stat().st_mode & 0o077 == 0


def test_what_was_kept_with_a_client_goes_once_it_is_added_and_ones_own_file_stays(
    circle: Circle, tmp_path: Path
) -> None:
    editor(circle.bea, tmp_path, "p.write_text(t.replace(\"title: ''\", 'title: A lead'))\nsys.exit(3)")
    circle.bea.refused(1, "lead", "add", "--edit", "--client", "Beispielwerke")
    kept, own = circle.bea.home / "drafts" / "new-lead.yaml", tmp_path / "new-lead.yaml"
    own.write_text(kept.read_text())
    circle.bea.run("lead", "add", "--file", str(kept), "-n")
    assert kept.is_file()
    for file in (kept, own):
        assert circle.bea.ok("lead", "add", "--file", str(file))["title"] == "A lead"
    assert (kept.exists(), own.exists()) == (False, True)


def test_a_new_lead_does_not_take_over_an_older_unfinished_one(circle: Circle, tmp_path: Path) -> None:
    editor(circle.bea, tmp_path, "sys.exit(3)")
    circle.bea.refused(1, "lead", "add", "--edit", "--title", "The older one")
    editor(circle.bea, tmp_path, "")
    result = circle.bea.run("lead", "add", "--edit", "--title", "The newer one")
    assert "an unfinished lead is kept in" in result.err
    assert [lead["title"] for lead in circle.bea.ok("lead", "list")] == ["The newer one"]


# Help and findings in the text


def kept_text(person: Person) -> str:
    return (person.folder / f".git/pmnet/drafts/{person.id}.yaml").read_text("utf-8")


@pytest.mark.parametrize("kind", ["member", "lead"])
def test_help_is_taken_out_again_to_the_byte(kind: str) -> None:
    text = "# my own\nid: x\n\ntitle: a #? b\nskills:  # mine\n  - skill: x\n#kept\n\n"
    noted = with_notes(text, [Finding("p", "r", "m", line=4), Finding("p", "r", "m", line=6)], fields_of(kind), "Hello")
    assert without_notes(noted.text) == text
    assert noted.text.count(MARK) == 2
    shown = noted.text.splitlines()
    for number, line in enumerate(text.splitlines(), 1):
        assert shown[noted.lines[number] - 1] == line
    for line in (4, 6):
        assert shown[noted.lines[line] - 2] == f"{MARK}m"


def test_each_field_that_can_be_edited_is_explained_once() -> None:
    shown = with_notes("id: x\nheadline: y\n", (), fields_of("member")).text
    assert f"{HELP}What the member stands for, in one line.\nheadline: y\n" in shown
    whole = re.sub(rf"\n{re.escape(HELP)} +", " ", shown)
    for field in fields_of("member"):
        assert whole.count(field.says.split(".")[0]) == 1
    assert "largest_team (1-4, 5-9, 10-19, 20-49, 50-99, 100-plus)" in whole


def test_what_a_schema_says_of_its_fields() -> None:
    """A few words are told, many have a help of their own, and what is in a field has fields again."""
    member = {field.name: field for field in fields_of("member")}
    lead = {field.name: field for field in fields_of("lead")}
    skill, level, *_ = member["skills"].inner
    assert (member["name"].words, member["name"].vocabulary, member["name"].inner) == ((), "", ())
    assert (member["roles"].words, member["roles"].vocabulary, member["roles"].inner) == ((), "roles", ())
    assert (skill.name, skill.words, skill.vocabulary) == ("skill", (), "skills")
    assert (level.name, level.words, level.vocabulary) == ("level", (), "")
    assert [field.name for field in member["seniority"].inner] == ["years", "largest_budget", "largest_team"]
    assert (lead["mode"].words, lead["mode"].vocabulary) == (("first", "choose", "invite"), "")
    assert lead["contract_models"].words == ("direct", "subcontract", "joint", "via-agency")
    assert list(member)[:3] == ["id", "name", "email"]
    assert all(isinstance(field.says, Phrase) for field in (*member.values(), *lead.values()))


def test_the_help_is_in_the_text_and_never_in_the_record(circle: Circle, tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    editor(circle.bea, tmp_path, f"pathlib.Path({str(seen)!r}).write_text(t)\nt += 'headline: New\\n'")
    circle.bea.ok("member", "edit")
    assert f"{HELP}First and last name.\nname: Bea\n" in seen.read_text()
    assert "objections" not in seen.read_text(), "what commands change is not named among what may be added"
    record = (circle.bea.folder / "members/bea.yaml").read_text()
    assert "headline: New" in record
    assert "#" not in record


def test_the_line_that_is_told_is_the_one_in_the_file_that_is_kept(circle: Circle, tmp_path: Path) -> None:
    editor(circle.bea, tmp_path, "t = t.replace('email: bea@example.org', 'email: nowhere')")
    result = circle.bea.run("member", "edit")
    told = next(line for line in result.err.splitlines() if "members/bea.yaml:" in line)
    number = int(told.split(":")[-3 if told.count(":") > 3 else 1])
    lines = kept_text(circle.bea).splitlines()
    assert lines[number - 1] == "email: nowhere"
    assert lines[number - 2].startswith(MARK)


def test_a_text_of_comments_alone_changes_nothing(circle: Circle, tmp_path: Path) -> None:
    editor(
        circle.bea, tmp_path, "t = '\\n'.join(line for line in t.split('\\n') if line.startswith('#')) + '\\n# x\\n'"
    )
    assert circle.bea.run("member", "edit").err == "nothing was changed\n"
    assert is_empty("# a\n\n  # b\n")


# Nothing typed is lost


def test_a_killed_pmnet_leaves_what_the_editor_saves_and_goes_on_with_it(circle: Circle, tmp_path: Path) -> None:
    begun, go = tmp_path / "begun", tmp_path / "go"
    os.mkfifo(begun)
    os.mkfifo(go)
    editor(
        circle.bea, tmp_path,
        f"t += 'headline: Saved after the kill\\n'\nopen({str(begun)!r}, 'w').close()\nopen({str(go)!r}).close()",
    )  # fmt: skip
    spawned = circle.bea.spawn("member", "edit")
    begun.open().close()
    os.kill(spawned.pid, signal.SIGKILL)
    spawned.wait()
    assert "Saved after the kill" not in kept_text(circle.bea)
    go.open("w").close()
    spawned.communicate()  # until the editor, which has our streams, has saved and closed
    assert "headline: Saved after the kill" in kept_text(circle.bea)
    editor(circle.bea, tmp_path, "assert t.count('#? First and last name.') == 1")
    assert circle.bea.ok("member", "edit")["headline"] == "Saved after the kill"


def test_a_full_disk_loses_nothing(circle: Circle, tmp_path: Path) -> None:
    drafts = circle.bea.folder / ".git/pmnet/drafts"
    drafts.mkdir(parents=True)
    with small_disk(drafts, "64k"):
        editor(
            circle.bea, tmp_path,
            "t += 'headline: On the last free bytes\\n'\np.write_text(t)\n"
            "f = open(p.parent / 'filler', 'wb', buffering=0)\n"
            "try:\n    while True: f.write(bytes(1024))\nexcept OSError: sys.exit()",
        )  # fmt: skip
        assert circle.bea.ok("member", "edit")["headline"] == "On the last free bytes"


MEANWHILE = """import subprocess
subprocess.run([sys.executable, '-m', 'pmnet', 'member', 'set', 'headline=By somebody faster'], check=True, env={env!r})
t += 'headline: Mine\\n'"""


def laptop(person: Person, place: Path) -> Person:
    """The same person's other machine."""
    for folder in (person.folder, person.home):
        copy_files(folder, place / folder.relative_to(person.root))
    return Person(person.id, place)


@pytest.mark.parametrize("elsewhere", [False, True], ids=["in this copy", "on another machine"])
def test_what_was_changed_meanwhile_is_told_and_the_text_goes_on(
    circle: Circle, tmp_path: Path, elsewhere: bool
) -> None:
    env = (laptop(circle.bea, tmp_path / "laptop") if elsewhere else circle.bea).variables(NOW)
    editor(circle.bea, tmp_path, MEANWHILE.format(env=env))
    error = circle.bea.refused(1, "member", "edit")
    assert "headline was changed meanwhile to: By somebody faster" in error["message"]
    assert f"{MARK}headline was changed meanwhile to: By somebody faster" in kept_text(circle.bea)
    editor(circle.bea, tmp_path, "t = t.replace('Mine', 'Mine after all')")
    assert circle.bea.ok("member", "edit")["headline"] == "Mine after all"
    assert not list((circle.bea.folder / ".git/pmnet/drafts").iterdir())


def test_a_new_lead_opens_again_with_what_is_wrong_beside_it(circle: Circle, tmp_path: Path) -> None:
    editor(circle.bea, tmp_path, "t = t.replace(\"title: ''\", 'title: New').replace('mode: first', 'mode: frist')")
    error = circle.bea.refused(1, "lead", "add", "--edit")
    assert "'frist'" in error["message"]
    kept = (circle.bea.home / "drafts/new-lead.yaml").read_text()
    assert f"{MARK}'frist' is not" in kept
    assert kept.splitlines()[kept.splitlines().index("mode: frist") - 1].startswith(MARK)
    assert f"{HELP}Who the client is, whom to talk to, what they can pay." in kept
