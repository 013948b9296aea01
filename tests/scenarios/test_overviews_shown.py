"""The pipeline, free days by week and who can do what: in real terminals, as JSON, and as pages.

What terminals show is compared with files in `screens`. UPDATE_SCREENS=1 writes them anew, for somebody to look at.
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import Any

import pexpect
import pytest
from overviews import LOOKED_AT, played
from people import Circle, Once, Person

SCREENS = Path(__file__).parent / "screens"

COMMANDS = {
    "board": ("board",),
    "capacity": ("capacity", "--weeks", "14"),
    "matrix": ("matrix",),
}
SIZES = {"80x24": (24, 80), "200x50": (50, 200)}

NO_COLOUR = {"NO_COLOR": "1", "TERM": "xterm-256color"}


UNSAID = ("CI", "COLUMNS", "LINES", "NO_COLOR", "TERM")
"""Variables of whoever runs the tests, which would say something else of a terminal."""


class Stage:
    """The network of `overviews`, with the ids of its leads in the order of their making."""

    def __init__(self, circle: Circle, leads: str) -> None:
        self.circle = circle
        self.leads = leads.split()

    @property
    def anna(self) -> Person:
        return self.circle.anna

    def said(self, shown: str) -> str:
        """What was shown, with ids that are the same each time and as long."""
        for number, lead in enumerate(self.leads, 1):
            shown = shown.replace(lead, f"{lead[:6]}-{number:04}")
        return shown


@pytest.fixture
def stage(circle: Circle, once: Once) -> Stage:
    return Stage(circle, once(circle, played))


def on_a_terminal(person: Person, size: tuple[int, int], *words: str, **variables: str) -> str:
    """All that a command writes to a terminal of a size."""
    known = {name: value for name, value in person.variables(LOOKED_AT).items() if name not in UNSAID}
    spawned = pexpect.spawn(
        sys.executable, ["-m", "pmnet", *words], env=known | variables, cwd=str(person.root), encoding="utf-8",
        timeout=60, dimensions=size,
    )  # fmt: skip
    spawned.expect(pexpect.EOF)
    spawned.close()
    shown = str(spawned.before)
    assert spawned.exitstatus == 0, shown
    return shown


def plain(shown: str) -> str:
    """What can be read: without styles and the blanks at the ends of lines."""
    return "\n".join(line.rstrip() for line in re.sub(r"\x1b\[[0-9;]*m", "", shown).splitlines()) + "\n"


@pytest.mark.parametrize("size", ["80x24", pytest.param("200x50", marks=pytest.mark.long)])
@pytest.mark.parametrize("name", COMMANDS)
def test_a_terminal_shows(stage: Stage, name: str, size: str) -> None:
    shown = on_a_terminal(stage.anna, SIZES[size], *COMMANDS[name], **NO_COLOUR)
    assert not re.search(r"\x1b\[[0-9;]*(3[0-7]|4[0-7]|9[0-7]|10[0-7])m", shown)
    text = plain(stage.said(shown))
    assert max(map(len, text.splitlines())) <= SIZES[size][1]
    golden = SCREENS / f"{name}-{size}.txt"
    if os.environ.get("UPDATE_SCREENS"):
        golden.write_text(text, "utf-8")
    assert text == golden.read_text("utf-8")


def test_colours_say_nothing_that_is_not_written(stage: Stage) -> None:
    words, size = COMMANDS["capacity"], SIZES["80x24"]
    golden = (SCREENS / "capacity-80x24.txt").read_text("utf-8")
    coloured = on_a_terminal(stage.anna, size, *words, TERM="xterm-256color")
    assert "\x1b[30;42m" in coloured
    assert plain(coloured) == golden
    dumb = on_a_terminal(stage.anna, size, *words, TERM="dumb")
    assert "\x1b" not in dumb
    assert plain(dumb) == golden


def test_the_pipeline_as_json(stage: Stage) -> None:
    plant, erp, recovery, rollout, audit, lost, closed = stage.leads
    found = stage.anna.ok("board", now=LOOKED_AT)
    assert (found["member"], found["since"]) == ("anna", "2026-11-21")
    assert ids(found) == {
        "open": {plant, lost},
        "asked": {f"{plant}.pmo.1"},
        "agreed": set(),
        "client": {f"{erp}.pm.1", f"{recovery}.pm.1"},
        "won": {f"{rollout}.pm.1"},
        "done": {f"{audit}.pm.1"},
        "over": {f"{lost}.pm.1", closed},
    }
    cards = {card["id"]: card for one in found["stages"] for card in one["cards"]}
    assert cards[f"{plant}.pmo.1"] == {
        "id": f"{plant}.pmo.1", "lead": plant, "title": "PMO lead for a plant start-up", "position": "pmo",
        "role": "PMO lead", "state": "claimed", "reason": None, "owner": "anna", "partner": "bea",
        "start": "2027-01-11", "end": "2027-06-30", "sent": True,
        "next": {"clock": "answer", "who": ["anna"], "due": "2026-12-21T13:00:00Z"},
    }  # fmt: skip
    assert (cards[plant]["position"], cards[plant]["next"]["clock"]) == ("plan", "protection")
    assert (cards[closed]["state"], cards[closed]["reason"]) == ("closed", "postponed")
    assert cards[f"{erp}.pm.1"]["next"]["clock"] == "contact"
    assert [card["id"] for card in found["stages"][3]["cards"]] == [f"{erp}.pm.1", f"{recovery}.pm.1"]


def ids(found: Any) -> dict[str, set[str]]:
    assert all(one["of"] == len(one["cards"]) for one in found["stages"])
    return {one["stage"]: {card["id"] for card in one["cards"]} for one in found["stages"]}


def test_mine_is_what_i_own_or_take_and_all_is_everybodys(stage: Stage) -> None:
    plant, erp, _, _, _, lost, closed = stage.leads
    carl = stage.circle.carl.ok("board", now=LOOKED_AT)
    assert {one for cards in ids(carl).values() for one in cards} == {f"{erp}.pm.1", f"{lost}.pm.1"}
    everybody = stage.circle.carl.ok("board", "--all", now=LOOKED_AT)
    assert everybody["member"] is None
    assert ids(everybody) == ids(stage.anna.ok("board", now=LOOKED_AT))
    assert {plant, closed} <= {one for cards in ids(everybody).values() for one in cards}


def test_what_is_left_out_is_said(stage: Stage) -> None:
    shown = stage.anna.run("board", "--limit", "1", "--since", "2026-12-18", now=LOOKED_AT).out
    assert "open: 1 more; pmnet board --limit 2" in shown
    assert "done: 1 that ended before 2026-12-18 is not shown; pmnet board --since DATE" in shown
    late = {one["stage"]: one for one in stage.anna.ok("board", "--since", "2026-12-18", now=LOOKED_AT)["stages"]}
    assert [(late[name]["of"], late[name]["earlier"]) for name in ("client", "won", "done")] == [(2, 0), (1, 0), (0, 1)]
    few = stage.anna.run("capacity", "--limit", "1", now=LOOKED_AT).out
    assert "1 of 4 members are shown, more with --limit; the sums are those of all" in few
    one = stage.anna.run("matrix", "--limit", "1", now=LOOKED_AT).out
    assert "1 of 3 members are shown, those who can do most, and more with --limit; what is counted are all" in one


def test_a_lapse_moves_a_card_by_itself(stage: Stage) -> None:
    plant = stage.leads[0]
    later = ids(stage.anna.ok("board", now="2026-12-21T13:00:01Z"))
    assert later["asked"] == set()
    assert f"{plant}.pmo.1" in later["over"]
    shown = stage.anna.ok("board", now="2026-12-21T13:00:01Z")["stages"][0]["cards"]
    assert {card["position"] for card in shown if card["id"] == plant} == {"plan", "pmo"}


def test_free_days_as_json(stage: Stage) -> None:
    found = stage.anna.ok("capacity", "--weeks", "4", now=LOOKED_AT)
    assert [(week["week"], week["from"], week["to"], week["free"], week["unconfirmed"]) for week in found["weeks"]] == [
        ("2026-W52", "2026-12-21", "2026-12-27", 3, 4),
        ("2026-W53", "2026-12-28", "2027-01-03", 8, 4),
        ("2027-W01", "2027-01-04", "2027-01-10", 8, 4),
        ("2027-W02", "2027-01-11", "2027-01-17", 5, 4),
    ]
    rows = {
        row["member"]: (row["capacity_freshness"], row["counts"], row["free"], row["total"]) for row in found["members"]
    }
    assert rows == {
        "anna": ("fresh", True, [3, 3, 3, 2], 11),
        "bea": ("ageing", True, [0, 5, 5, 3], 13),
        "carl": ("stale", False, [4, 4, 4, 4], 16),
        "dora": ("unknown", False, None, None),
    }
    assert [row["member"] for row in found["members"]] == ["bea", "anna", "carl", "dora"]
    assert (found["of"], found["skills"]) == (4, {})


def test_free_days_of_those_who_can_do_something(stage: Stage) -> None:
    found = stage.anna.ok("capacity", "--skill", "cutover:3", "--skill", "Risiko", "--from", "KW 2", now=LOOKED_AT)
    assert [row["member"] for row in found["members"]] == ["bea"]
    assert found["skills"] == {"cutover": 3, "risk-management": 1}
    assert found["weeks"][0]["week"] == "2027-W02"
    assert stage.anna.run("capacity", "--skill", "scheduling:5", now=LOOKED_AT).out.endswith("no member is found\n")


def test_an_offer_that_waits_is_on_the_board_as_not_sent(stage: Stage) -> None:
    stage.circle.bare.rename(stage.circle.root / "away.git")
    assert stage.anna.run("lead", "add", "--title", "Written on a train", now=LOOKED_AT).code == 8
    cards = stage.anna.ok("board", now=LOOKED_AT)["stages"][0]["cards"]
    assert {card["title"]: card["sent"] for card in cards}["Written on a train"] is False
    assert "open, not sent yet" in stage.anna.run("board", now=LOOKED_AT).out


def test_who_can_do_what_as_json(stage: Stage) -> None:
    found = stage.anna.ok("matrix", now=LOOKED_AT)
    rows = [
        (row["skill"], row["able"], row["only"], row["nobody"], row["asked"], row["asked_level"], row["levels"])
        for row in found["skills"]
    ]
    assert rows == [
        ("pmo-setup", 0, None, True, 1, 4, {}),
        ("cutover", 1, "bea", False, 0, None, {"bea": 3, "carl": 2}),
        ("scheduling", 1, "carl", False, 0, None, {"carl": 4}),
        ("risk-management", 2, None, False, 0, None, {"anna": 4, "bea": 5}),
    ]
    assert (found["members"], found["of"], found["silent"]) == (["anna", "bea", "carl"], 3, 1)
    industries = stage.anna.ok("matrix", "--industries", now=LOOKED_AT)
    assert industries["industries"] == [
        {
            "industry": "21",
            "said": 2,
            "able": 2,
            "only": None,
            "nobody": False,
            "asked": 1,
            "years": {"anna": 0, "bea": 8},
        }
    ]


@pytest.mark.parametrize("name", COMMANDS)
def test_a_page_says_what_the_screen_says(stage: Stage, name: str) -> None:
    place = stage.anna.root / f"{name}.html"
    told = stage.anna.ok(*COMMANDS[name], "-o", str(place), now=LOOKED_AT)
    assert told == {"file": str(place)} | stage.anna.ok(*COMMANDS[name], now=LOOKED_AT)
    text = place.read_text("utf-8")
    assert "<script" not in text
    assert "Beispielwerke" not in text
    seen = {
        "board": ["PMO lead for a plant start-up", "With the client", "anna -&gt; bea", "lost (budget)"],
        "capacity": ["W53 Dec", ">3~<", ">4?<", "not confirmed"],
        "matrix": ["PMO set-up and operation", "nobody", "only bea"],
    }[name]
    assert [said for said in seen if said not in text] == []
    assert re.findall(r"<th(?![^>]*\bscope=)[ >]", text) == []
    assert stage.anna.run(*COMMANDS[name], "-o", str(place), now=LOOKED_AT).out == f"written to {place}\n"
    place.write_text("what somebody else wrote")
    refused = stage.anna.refused(6, *COMMANDS[name], "-o", str(place), now=LOOKED_AT)
    assert "is no page of pmnet's" in refused["message"]
    assert place.read_text() == "what somebody else wrote"


def test_a_stranger_is_shown_everybodys_only(stage: Stage, tmp_path: Path) -> None:
    stranger = Person("zoe", tmp_path, extra={"PMNET_NETWORK": str(stage.anna.folder)})
    assert stranger.refused(4, "board", now=LOOKED_AT)["hint"] == "pmnet join URL --as ID"
    assert ids(stranger.ok("board", "--all", now=LOOKED_AT))["won"]


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (("capacity", "--from", "someday"), 2, "--from: "),
        (("capacity", "--weeks", "0"), 2, "0 is not between 1 and 104"),
        (("capacity", "--skill", "flying"), 2, "there is no skill 'flying'"),
        (("capacity", "--skill", "cutover:9"), 2, "a level is 1 to 5"),
        (("board", "--since", "someday"), 2, "--since: "),
        (("matrix", "--limit", "0"), 2, "0 is less than 1"),
    ],
)
def test_what_cannot_be_meant(circle: Circle, words: tuple[str, ...], code: int, message: str) -> None:
    assert message in circle.anna.refused(code, *words)["message"]


def test_a_new_network_says_what_to_do(circle: Circle) -> None:
    assert "nothing is on it yet: pmnet find --leads, or pmnet lead add" in circle.anna.run("board").out
    assert circle.anna.run("matrix").out.splitlines()[1].split() == ["members", "who", "have", "named", "none", "3"]
    assert circle.anna.run("capacity", "--weeks", "1").out.splitlines()[-1] == "- never said how many days are free"
