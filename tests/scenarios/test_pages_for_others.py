"""A team proposal for a client and the network's public pages, as they are typed: what is in them, and where they are written."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from cast import keys_of
from people import Circle, Once, Person
from test_main_job import LEAD

from pmnet.store.site_folder import MARK

CLIENT, BUDGET, RATE = "Beispielwerke Pharma GmbH", "417000", "1234.56"


def agree(person: Person, *fields: str, where: str = "proposal") -> None:
    person.ok("member", "set", f"consent.{where}={','.join(fields)}")


def team(circle: Circle) -> str:
    """A lead of two positions, one of which bea holds at a rate; everybody agreed to something."""
    lead = circle.anna.ok(
        *LEAD, "--position", "pmo:PMO lead", "--position", "plan:Scheduler", "--client", CLIENT, "--budget", BUDGET,
        "--summary", "A second filling line", "--start", "2027-01-11", "--end", "2027-06-25",
    )["id"]  # fmt: skip
    circle.bea.ok("sync")
    circle.bea.ok("skill", "add", "risk-management", "4")
    agree(circle.bea, "name", "headline", "skills")
    agree(circle.carl, "headline", "skills", "languages")
    circle.carl.ok("skill", "add", "cutover", "5")
    circle.bea.ok("claim", lead, "--position", "pmo", "--rate", RATE, "--message", "I did this twice")
    circle.anna.ok("accept", f"{lead}.pmo")
    circle.sync()
    return str(lead)


@pytest.fixture
def lead(circle: Circle, once: Once) -> str:
    return once(circle, team)


def test_a_proposal_is_one_page_of_what_each_agreed_to(circle: Circle, lead: str, tmp_path: Path) -> None:
    page = tmp_path / "team.html"
    made = circle.anna.ok("proposal", lead, "--member", "bea", "--member", "carl:plan", "-o", str(page))
    bea = {"member": "bea", "shown_as": "Bea", "position": "pmo", "shown": ["name", "headline", "skills"], "notes": []}
    carl = {
        "member": "carl", "shown_as": "Candidate B", "position": "plan", "shown": ["headline", "skills", "languages"],
        "notes": ["carl is called Candidate B: they did not agree to be named"],
    }  # fmt: skip
    warnings = made.pop("warnings")
    assert made == {"file": str(page), "lead": lead, "anonymous": False, "members": [bea, carl]}
    assert warnings == [
        "carl does not fit plan: no risk-management; free 0 of 3 days a week, 2027-01-11 to 2027-06-25;"
        " free days were never confirmed",
    ]  # bea holds hers, so that her days are in it
    text = page.read_text("utf-8")
    assert "A second filling line" in text
    assert re.search(
        "Bea.*Proposed as PMO lead.*Risk and opportunity.*Candidate B.*Proposed as Scheduler", text, re.DOTALL
    )
    assert "mailto:anna@example.org" in text
    for hidden in (
        CLIENT,
        "Beispielwerke",
        BUDGET,
        RATE,
        "1234",
        "Carl",
        "bea@",
        "carl@",
        "I did this twice",
        "pmnet/",
    ):
        assert hidden not in text, hidden


def test_what_speaks_against_a_team_is_said_and_stays_off_the_page(circle: Circle, tmp_path: Path) -> None:
    lead = circle.anna.ok(
        "lead", "add", "--title", "Rollout", "--days", "4", "--start", "2027-01-11", "--end", "2027-03-26",
        "--skill", "cutover:4", "--skill", "risk-management:3", "--skill", "pmo-setup:2",
    )["id"]  # fmt: skip
    for person, skills in (
        (circle.bea, (("cutover", "5"), ("risk-management", "3"))),
        (circle.carl, (("cutover", "2"),)),
    ):
        for skill in skills:
            person.ok("skill", "add", *skill)
        agree(person, "name", "skills")
    circle.bea.ok("skill", "add", "pmo-setup", "2")
    circle.bea.ok("free", "4", "--from", "2027-01-01")
    circle.carl.ok("free", "2", "--from", "2027-01-01")
    page = tmp_path / "team.html"
    alone = circle.anna.ok("proposal", lead, "--member", "bea", "-o", str(page))
    assert alone["warnings"] == []
    both = circle.anna.ok("proposal", lead, "--member", "bea", "--member", "carl", "-o", str(page))
    assert both["warnings"] == [
        "position pm is for one, and bea and carl are proposed for it",
        "carl does not fit pm: cutover at level 2, asked for 4; no risk-management; no pmo-setup;"
        " free 2 of 4 days a week, 2027-01-11 to 2027-03-26",
    ]
    told = circle.anna.run("proposal", lead, "--member", "bea", "--member", "carl", "-o", str(page)).out
    assert "careful: position pm is for one, and bea and carl are proposed for it" in told
    circle.anna.ok("proposal", lead, "--member", "carl", "-o", str(page))
    text = page.read_text("utf-8")
    assert "Cutover and go-live" in text
    for left_out in ("not named", "Risk and opportunity", "PMO set-up", "is for one", "does not fit"):
        assert left_out not in text, left_out


def test_an_anonymous_proposal_names_nobody_but_the_contact(circle: Circle, lead: str, tmp_path: Path) -> None:
    page = tmp_path / "team.html"
    told = circle.anna.run("proposal", lead, "--member", "bea", "--member", "carl", "--anonymous", "-o", str(page)).out
    assert "carl    Candidate B" in told
    text = page.read_text("utf-8")
    assert "Candidate A" in text
    assert not re.search(r"\bbea\b", text, re.IGNORECASE)


def test_a_page_speaks_the_language_of_whoever_makes_it(circle: Circle, lead: str, tmp_path: Path) -> None:
    page = tmp_path / "team.html"
    circle.anna.extra["PMNET_LANG"] = "de"
    circle.anna.ok("proposal", lead, "--member", "bea", "-o", str(page))
    text = page.read_text("utf-8")
    assert '<html lang="de">' in text
    assert "Risiko- und Chancenmanagement" in text
    assert "11.01.2027" in text
    assert "2027-01-11" not in text


def test_what_is_taken_back_is_shown_no_more(circle: Circle, lead: str, tmp_path: Path) -> None:
    circle.bea.ok("member", "set", "consent.proposal=")
    error = circle.anna.refused(6, "proposal", lead, "--member", "bea", "-o", str(tmp_path / "team.html"))
    assert error["message"] == "cannot propose bea: they did not agree to be shown to clients"
    assert not (tmp_path / "team.html").exists()


def test_consent_is_said_with_the_member(circle: Circle) -> None:
    agree(circle.bea, "name", "skills")
    agree(circle.bea, "skills", where="site")
    shown = " ".join(circle.bea.run("member", "show", "bea").out.split())
    assert "shown in proposals name, skills shown on the site skills" in shown
    assert circle.bea.ok("member", "show", "bea")["consent"] == {"proposal": ["name", "skills"], "site": ["skills"]}
    error = circle.bea.refused(1, "member", "set", "consent.site=name,keys")
    assert "keys" in error["message"]


def test_nobody_agrees_for_a_colleague_they_bring(circle: Circle, tmp_path: Path) -> None:
    keys, file = keys_of("dana"), tmp_path / "dana.yaml"
    record = (
        "id: dana\nname: Dana\nemail: dana@example.org\n"
        f"keys:\n  sign: {keys.sign}\n  seal: {keys.seal}\njoined: 2026-11-23\n"
    )
    file.write_text(f"{record}consent:\n  site:\n    - name\n")
    error = circle.anna.refused(4, "member", "add", "--file", str(file))
    assert error["message"].endswith("what others are shown of dana is dana's own to agree to")
    file.write_text(record)
    assert circle.anna.ok("member", "add", "--file", str(file))["status"] == "candidate"


@pytest.mark.parametrize(
    ("typed", "code", "message"),
    [
        pytest.param(("--member", "bea", "--member", "BEA"), 2, "bea is named twice", id="twice"),
        pytest.param(("--member", "bea:nothing"), 5, "there is no position 'nothing'", id="no such position"),
        pytest.param(("--member", "zoe"), 5, "there is no member 'zoe'", id="nobody"),
        pytest.param((), 2, "missing option '--member'", id="no one"),
    ],
)
def test_wrong_proposals(
    circle: Circle, lead: str, tmp_path: Path, typed: tuple[str, ...], code: int, message: str
) -> None:
    error = circle.anna.refused(code, "proposal", lead, *typed, "-o", str(tmp_path / "team.html"))
    assert error["message"] == message
    assert not (tmp_path / "team.html").exists()


def test_a_page_takes_the_place_of_a_page_of_ours_only(circle: Circle, lead: str, tmp_path: Path) -> None:
    page, words = tmp_path / "team.html", ("proposal", lead, "--member", "bea", "-o")
    circle.anna.ok(*words, str(page))
    first = page.read_bytes()
    circle.anna.ok(*words, str(page), now="2026-11-24T09:00:00Z")
    assert page.read_bytes() == first.replace(b"2026-11-23", b"2026-11-24")
    letter = tmp_path / "letter.html"
    letter.write_text("<p>Dear client")
    error = circle.anna.refused(6, *words, str(letter))
    assert error["message"] == f"{letter} is there already and is no page of pmnet's, so it is not overwritten"
    assert letter.read_text() == "<p>Dear client"
    assert circle.anna.refused(6, *words, str(tmp_path))["hint"] == "name another file"
    missing = tmp_path / "none" / "team.html"
    error = circle.anna.refused(2, *words, str(missing))
    assert error["message"] == f"{missing} cannot be used: No such file or directory"
    assert sorted(place.name for place in tmp_path.glob("*.html")) == ["letter.html", "team.html"]


def test_the_site(circle: Circle, lead: str, tmp_path: Path) -> None:
    folder = tmp_path / "public"
    agree(circle.bea, "name", "skills", where="site")
    agree(circle.carl, "skills", "languages", where="site")
    circle.anna.ok("sync")
    made = circle.anna.ok("site", str(folder))
    assert made == {
        "file": str(folder / "index.html"), "folder": str(folder), "removed": [], "members": ["Bea"],
        "files": ["index.html", "skills.html", "people.html"], "skills": 2, "industries": 0, "contact": "anna@example.org",
    }  # fmt: skip
    pages = {name: (folder / name).read_text("utf-8") for name in made["files"]}
    assert "Cutover" in pages["skills.html"]
    assert "not named here" in pages["skills.html"]
    assert "Bea" in pages["people.html"]
    for text in pages.values():
        links = re.findall(r'href="([^"#]+)', text)
        assert {link for link in links if not link.startswith("mailto:")} <= pages.keys()
        assert not [word for word in ("Carl", "carl", CLIENT, BUDGET, RATE, lead) if word in text]


def test_the_site_is_written_again_and_leaves_the_rest_alone(circle: Circle, tmp_path: Path) -> None:
    folder = tmp_path / "public"
    agree(circle.bea, "name", "skills", where="site")
    circle.anna.ok("sync")
    circle.anna.ok("site", str(folder))
    (folder / "CNAME").write_text("netz.example")
    agree(circle.bea, "skills", where="site")
    circle.anna.ok("sync")
    assert circle.anna.ok("site", str(folder))["removed"] == ["people.html"]
    assert sorted(place.name for place in folder.iterdir()) == [MARK, "CNAME", "index.html", "skills.html"]
    assert "Bea" not in "".join(place.read_text("utf-8") for place in folder.iterdir())


def test_a_folder_of_somebody_else_is_left_alone(circle: Circle, tmp_path: Path) -> None:
    agree(circle.anna, "name", "skills", where="site")
    for name, content in (
        ("letter.txt", "Dear client"),
        ("index.html", "<p>mine"),
        (MARK, "{"),
        (MARK, '{"owner": "me"}'),
    ):
        folder = tmp_path / f"of-{name.strip('.')}-{len(content)}"
        folder.mkdir()
        (folder / name).write_text(content)
        error = circle.anna.refused(6, "site", str(folder))
        assert error["message"] == f"{folder} is there already and is not this network's site, so nothing is written"
        assert [(place.name, place.read_text()) for place in folder.iterdir()] == [(name, content)]
    file = tmp_path / "file"
    file.write_text("x")
    circle.anna.refused(6, "site", str(file))
    assert file.read_text() == "x"


def test_a_mark_takes_nothing_away_that_is_no_page(circle: Circle, tmp_path: Path) -> None:
    folder, other = tmp_path / "public", tmp_path / "other.html"
    other.write_text("mine")
    agree(circle.anna, "name", "skills", where="site")
    circle.anna.ok("site", str(folder))
    mark = json.loads((folder / MARK).read_text())
    notes = folder / "notes.txt"
    notes.write_text("mine")
    (folder / MARK).write_text(json.dumps(mark | {"files": [*mark["files"], "../other.html", "notes.txt", 7]}))
    circle.anna.ok("site", str(folder))
    assert (other.read_text(), notes.read_text()) == ("mine", "mine")


def test_a_site_that_was_cut_off_is_mended_by_writing_it_again(circle: Circle, tmp_path: Path) -> None:
    agree(circle.anna, "name", "skills", where="site")
    folder = tmp_path / "public"
    folder.mkdir()
    (folder / f".{MARK}.0a1b2c3d").write_text("{")
    circle.anna.ok("site", str(folder))
    (folder / ".people.html.0a1b2c3d").write_text("<p>Bea")
    (folder / "index.html").unlink()
    kept = sorted(circle.anna.ok("site", str(folder))["files"])
    assert sorted(place.name for place in folder.iterdir()) == [MARK, *kept]


def test_no_site_without_consent(circle: Circle, tmp_path: Path) -> None:
    error = circle.anna.refused(6, "site", str(tmp_path / "public"))
    assert error["message"] == "nobody agreed to be shown on the site, so there is nothing to write"
    assert not (tmp_path / "public").exists()


def test_nobody_stays_on_a_site_that_the_last_one_left(circle: Circle, tmp_path: Path) -> None:
    folder = tmp_path / "public"
    agree(circle.bea, "name", "skills", where="site")
    circle.anna.ok("sync")
    circle.anna.ok("site", str(folder))
    (folder / "CNAME").write_text("netz.example")
    circle.bea.ok("member", "set", "consent.site=")
    gone = circle.bare.rename(circle.bare.with_name("gone"))
    done = circle.anna.run("site", str(folder))
    assert (done.code, "cannot be reached" in done.err) == (0, True)  # what is known here counts, and that is told
    gone.rename(circle.bare)
    error = circle.anna.refused(6, "site", str(folder))
    assert error["message"].endswith("its pages were taken away: index.html, people.html, skills.html")
    assert sorted(place.name for place in folder.iterdir()) == [MARK, "CNAME"]
    error = circle.anna.refused(6, "site", str(folder))
    assert error["message"].endswith("so there is nothing to write")
