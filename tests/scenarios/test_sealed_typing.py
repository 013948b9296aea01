"""How the client is typed: out of sight of the shell's history, from a file, in an editor; and never into the public half."""

from __future__ import annotations

import io
import shlex
import stat
import sys
from pathlib import Path

import pexpect
import pytest
from people import Circle, Person
from under_seal import CLIENT, TITLE, add_lead, insist_fitting, insist_nothing_public, name_of, refs

LEAD_FILE = """title: PMO lead for a plant start-up
positions:
  - {key: pmo, title: PMO lead, role: pmo-lead}
client:
  name: Muster Maschinenbau GmbH
  unit: Werk Nord
  contacts:
    - {name: Eva Kern, email: eva@muster.example}
  budget: "123456.78"
"""


def client_of(person: Person, lead: str) -> dict[str, object]:
    return dict(person.ok("client", lead)["client"])


# From where it is read


def test_a_value_is_read_from_the_input(circle: Circle, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("Muster Maschinenbau GmbH\n"))
    lead = add_lead(circle.bea, "--client", "@-")
    assert client_of(circle.bea, lead) == {"name": "Muster Maschinenbau GmbH"}


def test_a_value_is_taken_from_a_file(circle: Circle) -> None:
    (circle.root / "client.txt").write_text("Müller & Söhne\n", "utf-8")
    (circle.root / "note.txt").write_text("First line\nSecond line\n", "utf-8")
    lead = add_lead(circle.bea, "--client", "@client.txt", "--note", f"@{circle.root / 'note.txt'}")
    assert client_of(circle.bea, lead) == {"name": "Müller & Söhne", "notes": "First line\nSecond line"}


def test_two_signs_begin_with_the_sign_itself(circle: Circle) -> None:
    assert client_of(circle.bea, add_lead(circle.bea, "--client", "@@home AG")) == {"name": "@home AG"}


def test_a_message_is_read_in_the_same_ways_also_where_the_lead_has_to_be_fetched_first(
    circle: Circle, monkeypatch: pytest.MonkeyPatch
) -> None:
    lead = add_lead(circle.bea)
    monkeypatch.setattr(sys, "stdin", io.StringIO("Done twice\nfor such plants\n"))
    claimed = circle.carl.ok("claim", lead, "--message", "@-")
    assert claimed["words"]["messages"][0]["text"] == "Done twice\nfor such plants"


@pytest.mark.parametrize("content", [None, b"", b"\xff\xfe\x00"], ids=["none", "empty", "no text"])
def test_a_file_that_says_nothing_is_told_and_nothing_is_added(circle: Circle, content: bytes | None) -> None:
    if content is not None:
        (circle.root / "client.txt").write_bytes(content)
    before = circle.shared_git("rev-parse", "main")
    refused = circle.bea.refused(2, "lead", "add", "--title", TITLE, "--client", "@client.txt")
    assert "client.txt" in refused["message"]
    assert circle.shared_git("rev-parse", "main") == before


def test_an_input_that_says_nothing_is_told(circle: Circle, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("\n"))
    refused = circle.bea.refused(2, "lead", "add", "--title", TITLE, "--client", "@-")
    assert refused["message"] == "the input says nothing"


def test_a_folder_is_no_file(circle: Circle) -> None:
    assert circle.bea.refused(2, "lead", "add", "--title", TITLE, "--client", "@homes")["kind"] == "usage"


# A file of the whole lead


def test_the_client_in_a_file_of_a_lead_goes_under_the_seal(circle: Circle) -> None:
    (circle.root / "lead.yaml").write_text(LEAD_FILE)
    added = circle.bea.ok("lead", "add", "--file", "lead.yaml")
    assert "client" not in added
    assert client_of(circle.bea, added["id"]) == {
        "name": "Muster Maschinenbau GmbH",
        "unit": "Werk Nord",
        "contacts": [{"name": "Eva Kern", "email": "eva@muster.example"}],
        "budget": "123456.78",
    }
    insist_fitting(circle)
    insist_nothing_public(circle, b"Werk Nord")


def test_what_is_typed_goes_before_what_stands_in_the_file(circle: Circle) -> None:
    (circle.root / "lead.yaml").write_text(LEAD_FILE)
    lead = circle.bea.ok("lead", "add", "--file", "lead.yaml", "--client", "Muster Holding", "--note", "New")["id"]
    found = client_of(circle.bea, lead)
    assert (found["name"], found["unit"], found["notes"]) == ("Muster Holding", "Werk Nord", "New")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('budget: "123456.78"', "budget: 1234", "1234"),
        ("  unit: Werk Nord", "  units: Werk Nord", "'units'"),
        ("client:\n", "clients:\n", "'clients'"),
        ("  name: Muster Maschinenbau GmbH", "  name: ''", "'name' has to say something"),
    ],
)
def test_a_wrong_file_is_told_and_nothing_of_it_is_sent(circle: Circle, old: str, new: str, said: str) -> None:
    (circle.root / "lead.yaml").write_text(LEAD_FILE.replace(old, new))
    before = circle.shared_git("rev-parse", "main")
    assert said in circle.bea.refused(1, "lead", "add", "--file", "lead.yaml")["message"]
    assert circle.shared_git("rev-parse", "main") == before
    assert circle.bea.ok("status")["waiting"] == []
    assert refs(circle) == {}


@pytest.mark.parametrize("client", ["Muster Maschinenbau GmbH", "[Muster]"], ids=["a word", "a list"])
def test_a_client_that_is_no_mapping_is_never_published(circle: Circle, client: str) -> None:
    (circle.root / "lead.yaml").write_text(LEAD_FILE.partition("client:")[0] + f"client: {client}\n")
    refused = circle.bea.refused(1, "lead", "add", "--file", "lead.yaml")
    assert "client" in refused["message"]
    assert refs(circle) == {}
    insist_nothing_public(circle)


# In an editor


@pytest.fixture
def seen(circle: Circle, tmp_path: Path) -> Path:
    """Where the editor notes what it saw."""
    return tmp_path / "seen"


def editor(person: Person, seen: Path, code: str) -> None:
    """An editor that notes its file's place and modes, and then runs some Python over the text `t`."""
    script = seen.with_name("editor.py")
    script.write_text(
        "import os, pathlib, sys\n"
        "p = pathlib.Path(sys.argv[1])\n"
        "t = p.read_text('utf-8')\n"
        f"pathlib.Path({str(seen)!r}).write_text('%s %o %o' % (p, os.stat(p).st_mode, os.stat(p.parent).st_mode))\n"
        f"{code}\np.write_text(t, 'utf-8')\n"
    )
    person.extra["EDITOR"] = f"{shlex.quote(sys.executable)} {shlex.quote(str(script))}"


FILL = "t = t.replace(\"name: ''\", 'name: Muster Maschinenbau GmbH')"


def test_the_editor_works_on_a_private_file_that_goes_afterwards(circle: Circle, seen: Path) -> None:
    editor(circle.bea, seen, FILL)
    result = circle.bea.run("lead", "add", "--edit", "--title", TITLE, "--note", "Ask for her after four")
    assert result.code == 0, result.err
    place, file, folder = seen.read_text().split()
    assert Path(place).is_relative_to(circle.bea.home)
    assert stat.S_IMODE(int(file, 8)) == 0o600
    assert stat.S_IMODE(int(folder, 8)) == 0o700
    assert str(Path(place).parent) in result.err
    assert "only you can read it" in result.err
    assert not Path(place).exists()
    assert list(Path(place).parent.iterdir()) == []
    [lead] = circle.bea.ok("lead", "list")
    assert client_of(circle.bea, lead["id"]) == {
        "name": "Muster Maschinenbau GmbH", "notes": "Ask for her after four",
    }  # fmt: skip
    insist_fitting(circle)
    insist_nothing_public(circle)


def test_a_client_left_empty_is_none(circle: Circle, seen: Path) -> None:
    editor(circle.bea, seen, "")
    added = circle.bea.ok("lead", "add", "--edit", "--title", TITLE)
    assert "sealed" not in added
    assert refs(circle) == {}


def test_an_emptied_file_adds_nothing_and_goes(circle: Circle, seen: Path) -> None:
    editor(circle.bea, seen, "t = '# only words to the reader'")
    result = circle.bea.run("lead", "add", "--edit", "--title", TITLE, *CLIENT)
    assert (result.code, "nothing was added" in result.err) == (0, True)
    assert not Path(seen.read_text().split()[0]).exists()
    assert circle.bea.ok("lead", "list") == []


@pytest.mark.parametrize(
    "code",
    [
        pytest.param(f"{FILL}\np.write_text(t)\nsys.exit(1)", id="the editor fails"),
        pytest.param(f"{FILL}\nt = t.replace('title:', 'titel:')", id="a field that there is not"),
        pytest.param(f"{FILL}\nt += '  budget: x: y\\n'", id="no YAML"),
        pytest.param(f"{FILL}\nt += '  domain: no domain\\n'", id="a wrong value under the seal"),
    ],
)
def test_what_was_typed_is_kept_where_something_is_wrong(circle: Circle, seen: Path, code: str) -> None:
    editor(circle.bea, seen, code)
    result = circle.bea.run("lead", "add", "--edit", "--title", TITLE)
    assert result.code == 1, result.err
    place = Path(seen.read_text().split()[0])
    assert f"your text is kept in {place}" in result.err
    assert "Muster Maschinenbau GmbH" in place.read_text()
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert refs(circle) == {}
    editor(circle.bea, seen, "t = t")
    again = circle.bea.run("lead", "add", "--edit", "--title", TITLE)
    assert "an unfinished lead is kept in" in again.err
    assert len(list(place.parent.iterdir())) == 1


def test_an_editor_that_is_not_there_leaves_nothing(circle: Circle) -> None:
    circle.bea.extra["EDITOR"] = "no-such-editor"
    assert "no-such-editor" in circle.bea.refused(2, "lead", "add", "--edit", "--title", TITLE, *CLIENT)["message"]
    assert not list(circle.bea.home.glob("drafts/*"))


def test_without_the_server_the_file_goes_and_the_lead_waits_sealed(circle: Circle, seen: Path) -> None:
    editor(circle.bea, seen, FILL)
    circle.bare.rename(circle.root / "gone.git")
    assert circle.bea.run("lead", "add", "--edit", "--title", TITLE).code == 8
    assert not Path(seen.read_text().split()[0]).exists()
    kept = [path for path in circle.bea.home.rglob("*") if path.is_file()]
    kept += [path for path in (circle.bea.folder / ".git" / "pmnet").rglob("*") if path.is_file()]
    assert not [path for path in kept if b"Muster" in path.read_bytes()]


# Adding to it later


def test_fields_are_added_and_replaced(circle: Circle) -> None:
    lead = add_lead(circle.bea, "--client", "Muster", "--budget", "100000")
    circle.bea.ok("lead", "seal", lead, "--budget", "123456.78", "--unit", "Werk Nord")
    assert client_of(circle.bea, lead) == {"name": "Muster", "unit": "Werk Nord", "budget": "123456.78"}
    circle.bea.ok("lead", "seal", lead[-4:], "--client", "Muster Maschinenbau GmbH", "--contact", "Eva Kern, buyer")
    assert client_of(circle.bea, lead) == {
        "name": "Muster Maschinenbau GmbH",
        "unit": "Werk Nord",
        "contacts": [{"name": "Eva Kern", "role": "buyer"}],
        "budget": "123456.78",
    }
    insist_fitting(circle)
    insist_nothing_public(circle, b"Werk Nord", b"100000")


def test_a_client_is_sealed_to_a_lead_that_had_none(circle: Circle) -> None:
    lead = circle.bea.ok("lead", "add", "--title", TITLE)["id"]
    circle.bea.ok("lead", "seal", lead, *CLIENT)
    assert name_of(circle.bea, lead) == "Muster Maschinenbau GmbH"
    insist_fitting(circle)


def test_only_the_owner_seals_and_something_must_be_said(circle: Circle) -> None:
    lead = add_lead(circle.bea)
    for person in (circle.carl, circle.anna):
        assert (
            person.refused(4, "lead", "seal", lead, "--client", "Other")["message"] == f"lead {lead} is bea's to seal"
        )
    assert "--client" in circle.bea.refused(2, "lead", "seal", lead)["message"]
    assert name_of(circle.bea, lead) == "Muster Maschinenbau GmbH"


def test_the_client_is_corrected_while_a_claim_waits_and_the_answer_still_works(circle: Circle) -> None:
    lead = add_lead(circle.bea)
    circle.carl.ok("claim", lead)
    circle.bea.ok("lead", "seal", lead, "--unit", "Werk Nord")
    assert circle.bea.ok("accept", lead)["state"] == "disclosed"
    circle.carl.ok("sync")
    assert client_of(circle.carl, lead)["unit"] == "Werk Nord"
    insist_fitting(circle)


def test_the_client_is_corrected_while_an_offer_waits_and_the_answer_still_works(circle: Circle) -> None:
    lead = add_lead(circle.bea)
    circle.bea.ok("offer", lead, "carl", "--with-client")
    circle.bea.ok("lead", "seal", lead, "--unit", "Werk Nord")
    assert circle.carl.ok("accept", lead)["state"] == "agreed"
    circle.bea.ok("sync")
    circle.carl.ok("sync")
    assert client_of(circle.carl, lead)["unit"] == "Werk Nord"
    insist_fitting(circle)


def test_what_others_saw_of_a_lead_does_not_change_with_its_client(circle: Circle) -> None:
    lead = add_lead(circle.bea)
    circle.carl.ok("sync")
    circle.bea.ok("lead", "seal", lead, "--unit", "Werk Nord")
    assert circle.carl.ok("claim", lead)["state"] == "claimed"
    assert circle.bea.ok("accept", lead)["state"] == "disclosed"


# What names somebody in the public half


TELLING = {
    "an e-mail address": (("--title", "PMO for eva@muster.example"), "eva@muster.example", "an e-mail address"),
    "a company form": (("--title", "PMO for Brauer GmbH"), "GmbH", "a company form"),
    "a word of the client's": (
        ("--title", TITLE, "--summary", "The plant of Muster in the south"), "Muster", "stands in the sealed half, too",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("words", "said", "why"), TELLING.values(), ids=TELLING.keys())
def test_what_names_somebody_is_warned_of_and_sent(circle: Circle, words: tuple[str, ...], said: str, why: str) -> None:
    shown = circle.bea.run("lead", "add", *words, *CLIENT)
    assert shown.code == 0
    [warning] = [line for line in shown.err.splitlines() if line.startswith("careful: ")]
    assert said in warning
    assert why in warning
    added = circle.bea.ok("lead", "add", *words, *CLIENT)
    assert added["warnings"] == [warning.removeprefix("careful: ")]
    assert added["sent"] is True


def test_what_names_nobody_is_not_warned_of(circle: Circle) -> None:
    assert "warnings" not in circle.bea.ok("lead", "add", "--title", TITLE, *CLIENT)
    assert circle.bea.run("lead", "add", "--title", TITLE, *CLIENT).err == ""


def test_a_file_and_an_editor_are_warned_of_alike(circle: Circle, seen: Path) -> None:
    (circle.root / "lead.yaml").write_text(LEAD_FILE.replace("a plant start-up", "Muster"))
    assert len(circle.bea.ok("lead", "add", "--file", "lead.yaml")["warnings"]) == 1
    editor(circle.bea, seen, FILL)
    assert len(circle.bea.ok("lead", "add", "--edit", "--title", "PMO for Muster")["warnings"]) == 1


def terminal(person: Person, *words: str) -> pexpect.spawn:
    variables = {name: value for name, value in person.variables().items() if name != "CI"}
    spawned = pexpect.spawn(
        sys.executable, ["-m", "pmnet", *words], env=variables, cwd=str(person.root), encoding="utf-8", timeout=60,
        dimensions=(24, 200),
    )  # fmt: skip
    spawned.delaybeforesend = None
    return spawned


@pytest.mark.parametrize(("answer", "code"), [("n", 2), ("y", 0)])
def test_on_a_terminal_it_is_asked_first(circle: Circle, answer: str, code: int) -> None:
    before = circle.shared_git("rev-parse", "main")
    spawned = terminal(circle.bea, "lead", "add", "--title", "PMO for Muster", *CLIENT)
    spawned.expect("careful: ")
    spawned.expect(r"Send it like that\? \[y/N\] ")
    assert circle.shared_git("rev-parse", "main") == before
    spawned.sendline(answer)
    spawned.expect(pexpect.EOF)
    spawned.close()
    assert spawned.exitstatus == code
    assert (circle.shared_git("rev-parse", "main") == before) is (answer == "n")
    assert (refs(circle) == {}) is (answer == "n")
    assert circle.bea.ok("status")["waiting"] == []
