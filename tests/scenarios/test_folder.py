"""The folder people see: it follows the shared record, and whatever they do in it survives."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from people import Circle, Person

COMMANDS: list[tuple[str, ...]] = [
    ("sync",),
    ("status",),
    ("inbox",),
    ("member", "list"),
    ("member", "show", "bea"),
    ("member", "set", "headline=New"),
    ("skill", "add", "risk", "4"),
    ("skill", "remove", "risk"),
    ("free", "3"),
    ("lead", "add", "--title", "A lead"),
    ("lead", "list"),
    ("find", "--skill", "risk"),
    ("log",),
    ("validate",),
    ("claim", "LEAD"),
    ("withdraw", "LEAD"),
    ("offer", "OWN", "carl"),
    ("withdraw", "OWN"),
    ("accept", "MINE"),
    ("lead", "close", "OWN", "--reason", "mistake"),
    ("help", "skills"),
    ("vouch", "carl", "--withdraw"),
]


def state(folder: Path) -> dict[str, bytes]:
    """The bytes of every file people see."""
    files = (path for path in folder.rglob("*") if ".git" not in path.parts and path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


@pytest.fixture
def messy(circle: Circle) -> Person:
    """Bea's folder with an edited record, a staged change and an untracked file."""
    folder = circle.bea.folder
    record = folder / "members/bea.yaml"
    record.write_text(record.read_text() + "x-note: mine\n")
    network = folder / "network.yaml"
    network.write_text(network.read_text() + "x-staged: yes\n")
    circle.bea.git("add", "network.yaml")
    (folder / "notes.txt").write_text("private\n")
    (folder / "leads").mkdir(exist_ok=True)
    (folder / "leads" / "draft.txt").write_text("draft\n")
    return circle.bea


EDITED = ("members/bea.yaml", "network.yaml", "notes.txt", "leads/draft.txt")


def shown(person: Person) -> dict[str, bytes]:
    """The bytes of every file of the state that the folder counts as."""
    names = person.git("ls-tree", "-r", "--name-only", "HEAD").split()
    return {name: person.git("show", f"HEAD:{name}").encode() for name in names}


def test_what_was_edited_in_a_folder_survives_every_command_unchanged(circle: Circle, messy: Person) -> None:
    """All else says what the state says that the folder counts as: it follows until an act changes what was edited."""
    lead = circle.anna.ok("lead", "add", "--title", "Elsewhere")["id"]
    own = messy.ok("lead", "add", "--title", "My own")["id"]
    mine = circle.anna.ok("lead", "add", "--title", "For me")["id"]
    circle.anna.ok("offer", mine, "bea")
    names = {"LEAD": lead, "OWN": own, "MINE": mine}
    before = {name: text for name, text in state(messy.folder).items() if name in EDITED}
    staged = messy.git("diff", "--cached"), messy.git("status", "--porcelain", "--untracked-files=all")
    assert list(staged[1].split()) == [
        "M",
        "members/bea.yaml",
        "M",
        "network.yaml",
        "??",
        "leads/draft.txt",
        "??",
        "notes.txt",
    ]
    for command in COMMANDS:
        words = [names.get(word, word) for word in command]
        result = messy.run(*words)
        assert result.code in (0, 1, 5, 6), (words, result.err)
        assert state(messy.folder) == shown(messy) | before, words
        assert (messy.git("diff", "--cached"), messy.git("status", "--porcelain", "--untracked-files=all")) == staged, (
            words
        )


def test_a_folder_follows_beside_what_is_being_edited_and_stops_where_that_was_changed(
    circle: Circle, messy: Person
) -> None:
    lead = circle.anna.ok("lead", "add", "--title", "Beside it")["id"]
    messy.ok("sync")
    assert "Beside it" in (messy.folder / f"leads/2026-11/{lead}.yaml").read_text()
    assert messy.git("rev-parse", "HEAD") == circle.shared_git("rev-parse", "main")
    messy.ok("member", "set", "headline=New")
    later = circle.anna.ok("lead", "add", "--title", "After it")["id"]
    messy.ok("sync")
    assert not (messy.folder / f"leads/2026-11/{later}.yaml").exists()
    assert messy.git("rev-parse", "HEAD") == circle.shared_git("rev-parse", "main~2")


def test_the_shared_record_went_on_all_the_same(circle: Circle, messy: Person) -> None:
    messy.ok("member", "set", "headline=New")
    circle.anna.ok("sync")
    assert circle.anna.ok("member", "show", "bea")["headline"] == "New"
    assert messy.ok("member", "show", "bea")["headline"] == "New"


def test_a_clean_folder_follows(circle: Circle) -> None:
    circle.anna.ok("member", "set", "headline=New")
    circle.bea.ok("sync")
    assert "headline: New" in (circle.bea.folder / "members/anna.yaml").read_text()
    assert circle.bea.git("status", "--porcelain") == ""
    assert circle.bea.git("rev-parse", "HEAD") == circle.shared_git("rev-parse", "main")


def test_an_untracked_file_in_the_way_is_not_overwritten(circle: Circle) -> None:
    lead = circle.anna.ok("lead", "add", "--title", "In the way")["id"]
    place = circle.bea.folder / f"leads/2026-11/{lead}.yaml"
    place.parent.mkdir(parents=True)
    place.write_text("mine\n")
    circle.bea.ok("sync")
    assert place.read_text() == "mine\n"
    assert circle.bea.ok("lead", "show", lead)["title"] == "In the way"


def test_a_branch_of_ones_own_is_left_alone(circle: Circle) -> None:
    circle.bea.git("switch", "-q", "-c", "experiment")
    circle.anna.ok("member", "set", "headline=New")
    circle.bea.ok("sync")
    assert circle.bea.git("branch", "--show-current").strip() == "experiment"
    assert "headline: New" not in (circle.bea.folder / "members/anna.yaml").read_text()


def test_records_edited_by_hand_are_published(circle: Circle) -> None:
    place = circle.bea.folder / "members/bea.yaml"
    place.write_text(f"# me\n{place.read_text()}headline: By hand   # really\n")
    done = circle.bea.ok("publish")
    assert (done["paths"], done["sent"]) == (["members/bea.yaml"], True)
    assert circle.bea.git("status", "--porcelain") == ""
    circle.bea.ok("free", "2")
    assert "headline: By hand   # really" in place.read_text()
    assert place.read_text().startswith("# me\n")


def test_publishing_somebody_elses_record_is_not_allowed(circle: Circle) -> None:
    place = circle.bea.folder / "members/carl.yaml"
    place.write_text(place.read_text() + "headline: Not me\n")
    error = circle.bea.refused(4, "publish")
    assert error["message"] == "the record of carl is carl's own to change"
    assert "Not me" in place.read_text()


def test_publishing_a_broken_record_says_where(circle: Circle) -> None:
    place = circle.bea.folder / "members/bea.yaml"
    place.write_text(place.read_text() + "roles:\n  - cutover-manger\n")
    error = circle.bea.refused(1, "publish")
    finding = error["findings"][0]
    line = place.read_text().splitlines().index("  - cutover-manger") + 1
    assert (finding["path"], finding["line"], finding["column"]) == ("members/bea.yaml", line, 5)
    assert finding["hint"] == "did you mean cutover-manager?"


def test_publishing_after_somebody_elses_change_keeps_both(circle: Circle) -> None:
    place = circle.bea.folder / "members/bea.yaml"
    circle.anna.ok("vouch", "bea", "--withdraw")
    place.write_text(f"# mine\n{place.read_text()}headline: Meanwhile\n")
    circle.bea.ok("publish")
    circle.anna.ok("sync")
    record = circle.anna.ok("member", "show", "bea")
    assert (record["headline"], "withdrawn" in record["vouches"][0]) == ("Meanwhile", True)
    assert place.read_text().startswith("# mine\n")
    assert circle.bea.git("status", "--porcelain") == ""


def test_publishing_a_field_that_was_changed_meanwhile_is_refused_and_can_be_discarded(circle: Circle) -> None:
    place = circle.bea.folder / "members/bea.yaml"
    place.write_text(place.read_text() + "headline: By hand\n")
    circle.bea.ok("member", "set", "headline=By command")
    error = circle.bea.refused(6, "publish")
    assert error["message"].startswith("members/bea.yaml: headline was changed here and in the shared record")
    assert "headline: By hand" in place.read_text()
    shown = circle.bea.ok("publish", "--discard")["text"]
    assert "headline: By command" in place.read_text()
    kept = Path(shown.rsplit("kept in ", 1)[1]) / "members/bea.yaml"
    assert "headline: By hand" in kept.read_text()
    assert kept.is_relative_to(circle.bea.home / "discarded")
    assert circle.bea.git("status", "--porcelain") == ""
    place.write_text(place.read_text() + "email: once@more\n")
    circle.bea.ok("publish", "--discard")
    assert "headline: By hand" in kept.read_text()


def test_a_file_saved_with_other_line_ends_is_published_once(circle: Circle) -> None:
    place = circle.bea.folder / "members/bea.yaml"
    place.write_bytes(f"{place.read_text()}headline: From Windows\n".replace("\n", "\r\n").encode())
    circle.bea.ok("publish")
    assert circle.bea.ok("status")["edited"] == []
    assert b"\r" not in place.read_bytes()
    assert circle.bea.refused(6, "publish")["message"] == "nothing was edited in this folder"


def test_what_changes_nothing_is_not_recorded(circle: Circle) -> None:
    circle.bea.ok("skill", "add", "risk", "4", "--years", "9")
    before = circle.shared_git("rev-parse", "main")
    same = circle.bea.ok("skill", "add", "risk", "4")
    assert (same["skills"], same["commit"], same["sent"]) == (
        [{"skill": "risk-management", "level": 4, "years": 9}], None, True,
    )  # fmt: skip
    assert circle.shared_git("rev-parse", "main") == before


def test_nothing_to_publish_is_said(circle: Circle) -> None:
    assert circle.bea.refused(6, "publish")["message"] == "nothing was edited in this folder"


def test_a_removed_record_is_not_published(circle: Circle) -> None:
    (circle.bea.folder / "members/carl.yaml").unlink()
    assert circle.bea.refused(4, "publish")["message"].startswith("members/carl.yaml was removed")
    circle.bea.ok("publish", "--discard")
    assert (circle.bea.folder / "members/carl.yaml").is_file()


def test_a_dry_run_shows_the_change_and_writes_nothing(circle: Circle) -> None:
    before = circle.shared_git("rev-parse", "main")
    shown = circle.bea.ok("member", "set", "headline=Perhaps", "--dry-run")
    assert "headline: Perhaps" in shown["changes"]["members/bea.yaml"]
    assert shown["message"].startswith("bea changes headline")
    assert (shown["sent"], shown["commit"]) == (False, None)
    text = circle.bea.run("member", "set", "headline=Perhaps", "-n")
    assert text.code == 0
    assert "+headline: Perhaps" in text.out
    assert circle.shared_git("rev-parse", "main") == before


def test_private_keys_are_only_their_owners_to_read(circle: Circle) -> None:
    for key in ("sign", "seal"):
        assert (circle.bea.home / "keys" / key).stat().st_mode & 0o777 == 0o600
    os.chmod(circle.bea.home / "keys" / "sign", 0o644)
    error = circle.bea.refused(4, "free", "3")
    assert error["hint"] == f"chmod 600 {circle.bea.home / 'keys' / 'sign'}"


def test_a_keepers_other_file_is_published_whole(circle: Circle) -> None:
    place = circle.anna.folder / ".gitattributes"
    text = place.read_text() + "# " + "x" * 100_000 + "\n"
    place.write_text(text)
    circle.anna.ok("publish")
    circle.bea.ok("sync")
    assert (circle.bea.folder / ".gitattributes").read_text() == text


def test_a_new_record_written_by_hand_leaves_a_folder_that_follows(circle: Circle) -> None:
    lead = circle.bea.ok("lead", "add", "--title", "Pattern")["id"]
    text = (circle.bea.folder / f"leads/2026-11/{lead}.yaml").read_text()
    (circle.bea.folder / "leads/2026-11/261123-0000.yaml").write_text(text.replace(lead, "261123-0000"))
    circle.bea.ok("publish")
    assert circle.bea.git("status", "--porcelain") == ""
    circle.anna.ok("member", "set", "headline=Later")
    circle.bea.ok("sync")
    assert "headline: Later" in (circle.bea.folder / "members/anna.yaml").read_text()


def test_a_held_lead_is_not_closed_and_not_changed_by_hand(circle: Circle) -> None:
    lead = circle.anna.ok("lead", "add", "--title", "Held")["id"]
    circle.bea.ok("claim", lead)
    circle.anna.ok("accept", lead)
    place = circle.anna.folder / f"leads/2026-11/{lead}.yaml"
    before = place.read_text()
    closed = "closed:\n  at: 2026-11-23T09:00:00Z\n  reason: mistake\n"
    for text in (
        before + closed,
        before.replace("title: Project", "title: Other"),
        before.replace("mode: first", "mode: choose"),
    ):
        place.write_text(text)
        assert "bea holds pm" in circle.anna.refused(6, "publish")["message"]
