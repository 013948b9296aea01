"""Whole sessions as somebody sees them: guided commands and the main screens, compared with what was found good.

Each scene is a file in `screens/`, one for each kind of terminal; `cat` shows it as it was seen, colours and all. After a
change that is meant, `pytest tests/terminal --long --renew` writes all of them anew; look at what differs before it is kept.
What is drawn by lot (ids, fingerprints, folders) is replaced by letters of the same length.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from dumb import Dumb
from people import NOW, Circle, Person, copy_circle
from tmux import Screen

SCREENS = Path(__file__).parent / "screens"
EARLIER = "2026-11-20T09:00:00Z"


@dataclass(frozen=True)
class Scene:
    """Who types what, and what they answer; ids stand in the words as `{first}`."""

    who: str
    words: tuple[str, ...]
    answers: tuple[tuple[str, str], ...] = ()


SCENES: Mapping[str, Scene] = {
    "inbox": Scene("anna", ("inbox",)),
    "lead-show": Scene("anna", ("lead", "show", "{first}")),
    "find": Scene("anna", ("find", "--skill", "risk-management:4", "--language", "de:C1", "--days", "3")),
    "help": Scene("anna", ("claim", "--help")),
    "lead-add": Scene(
        "anna",
        ("lead", "add"),
        (
            ("What is needed", "?"),
            ("What is needed", "Cutover of a warehouse system"),
            ("What it is about", "Go-live in three waves; the team is there"),
            ("Roles to fill", "cutover?"),
            ("Roles to fill", "cutover-manager, nobody"),
            ("Roles to fill", "cutover-manager"),
            ("Skills it takes", "Risiko:4, cutover"),
            ("Days a week", "<"),
            ("Skills it takes", ""),
            ("Days a week", "4"),
            ("First day", "KW 2 2027"),
            ("Last day", "2027-01-01"),
            ("Last day", "30.6.2027"),
            ("Where it is", "Hessen"),
            ("How much of it", "60"),
            ("Industry", "28"),
            ("Languages", "de:?"),
            ("Languages", "de:C1"),
            ("Certificates", ""),
            ("How it is given away", "?"),
            ("How it is given away", "choose"),
            ("Who the client is", "Muster Maschinenbau"),
            ("Whom to talk to", "Eva Kern, buyer"),
            ("What the client can pay", ""),
            ("What else", "Call before ten"),
            ("Send it?", "<"),
            ("What else", "-"),
            ("Send it?", ""),
        ),
    ),
    "claim": Scene(
        "carl",
        ("claim",),
        (
            ("Which lead", "{second}"),
            ("Which position", "?"),
            ("Which position", "scheduler"),
            ("What you tell them", "Done twice, free from January"),
            ("Your day rate", "viel"),
            ("Your day rate", "950"),
            ("How many days", "60"),
            ("From when on", "KW 2 2027"),
            ("Terms", ""),
            ("Send it?", ""),
        ),
    ),
    "offer": Scene(
        "anna",
        ("offer",),
        (
            ("Which lead of yours", "{second}"),
            ("Who shall take it", "?"),
            ("Who shall take it", "bea"),
            ("Which position", "test-manager"),
            ("What you tell them", "You know the plant"),
            ("Terms", "?"),
            ("Terms", ""),
            ("Shall the client", "j"),
            ("Send it?", ""),
        ),
    ),
    "bill": Scene(
        "bea",
        ("bill",),
        (
            ("What you bill", ""),
            ("Which month", "?"),
            ("Which month", ""),
            ("How many days", "12,5"),
            ("What you bill, net", "11.875"),
            ("What the client is billed", ""),
            ("The number of the invoice", "R-17"),
            ("Send it?", ""),
        ),
    ),
    "init": Scene(
        "dora",
        ("init",),
        (
            ("A new folder", "south"),
            ("Name of the network", "PM South"),
            ("Your short name", "Dora!"),
            ("Your short name", "dora"),
            ("Your name", "Dora Lindt"),
            ("Your e-mail", "dora@example.org"),
            ("Where it is shared", "south.git"),
            ("How acts are sent", ""),
            ("Language", ""),
            ("Go on?", ""),
        ),
    ),
    "join": Scene(
        "emil",
        ("join",),
        (
            ("Where the network is shared", "shared.git"),
            ("A new folder", "mine"),
            ("The fingerprint", ""),
            ("Is that the fingerprint", "yes"),
            ("Your short name", "anna"),
            ("Your short name", "emil"),
            ("Your name", "Emil Rau"),
            ("Your e-mail", "emil@example.org"),
            ("Go on?", ""),
        ),
    ),
    "member-edit": Scene(
        "bea",
        ("member", "edit", "--guide"),
        (
            ("Your name", ""),
            ("Your e-mail", ""),
            ("What you stand for", "PMO lead for plant start-ups"),
            ("Roles you take", "pmo?"),
            ("Roles you take", "pmo-lead, Terminplanung"),
            *(
                (question, "")
                for question in ("Years as", "largest budget", "largest team", "Your skills", "Industries you know")
            ),
            *(
                (question, "")
                for question in ("Methods", "Your certificates", "Languages you", "Where you live", "Regions or")
            ),
            *(
                (question, "")
                for question in ("Do you work remotely", "How much on site", "Days a week you", "Days a week at")
            ),
            *((question, "") for question in ("Industries you do not", "Contract models")),
            ("Send it?", ""),
        ),
    ),
}

KINDS: Mapping[str, tuple[tuple[int, int], Mapping[str, str]]] = {
    "80x24": ((80, 24), {}),
    "200x50": ((200, 50), {}),
    "no-color": ((80, 24), {"NO_COLOR": "1"}),
    "dumb": ((80, 24), {}),
}

SHORT = {
    "80x24": ("inbox", "lead-add", "bill"),
    "200x50": ("lead-show",),
    "no-color": ("claim",),
    "dumb": ("join",),
}
"""What is seen in the short form; the long one has every scene on every kind of terminal."""

EACH = [
    pytest.param(kind, scene, marks=() if scene in SHORT[kind] else pytest.mark.long, id=f"{scene}-{kind}")
    for kind in KINDS
    for scene in SCENES
]


def play(circle: Circle) -> None:
    """A lead that bea has won from anna, one of anna's with three positions, and what people can and have."""
    circle.anna.ok(
        "lead", "add", "--title", "PMO lead for a plant start-up", "--industry", "28", "--region", "DE-HE", "--days", "3",
        "--skill", "pmo-setup:3", "--start", "2027-01-11", "--client", "Muster Maschinenbau", now=EARLIER,
    )  # fmt: skip
    first = circle.anna.ok("lead", "list", now=EARLIER)[0]["id"]
    circle.anna.ok(
        "lead", "add", "--title", "Three roles in a rollout", "--days", "2", "--client", "Nordwerk",
        "--position", "pmo-lead", "--position", "scheduler", "--position", "test-manager",
    )  # fmt: skip
    for person, level in ((circle.bea, "4"), (circle.carl, "3")):
        person.ok("skill", "add", "risk-management", level)
        person.ok("language", "add", "de", "native")
        person.ok("free", "5", "--from", "2026-11-23")
    handover = circle.bea.ok("claim", first, "--rate", "950.00", "--message", "Done twice")["id"]
    circle.anna.ok("accept", handover)
    circle.bea.ok("contacted", handover)
    circle.bea.ok("win", handover)
    circle.carl.ok("claim", circle.carl.ok("lead", "list")[0]["id"], "--position", "pmo-lead")
    circle.sync()


@pytest.fixture(scope="session")
def played(template: Circle, tmp_path_factory: pytest.TempPathFactory) -> Circle:
    """That network, played once."""
    circle = copy_circle(template, tmp_path_factory.mktemp("sessions") / "net")
    play(circle)
    return circle


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder whose name is always as long, so that lines break where they always do."""
    folder = Path(tempfile.mkdtemp(prefix="pmnet-", dir="/tmp"))
    yield folder
    shutil.rmtree(folder)


def leads(person: Person) -> dict[str, str]:
    """The ids of leads by their titles."""
    found = (path.read_text("utf-8") for path in person.folder.glob("leads/*/*.yaml"))
    return {re.findall("^title: (.*)$", text, re.M)[0]: re.findall("^id: (.*)$", text, re.M)[0] for text in found}


def drawn(person: Person, place: Path) -> dict[str, str]:
    """What is drawn by lot, and letters that stand for it."""
    known = leads(person) if person.folder.exists() else {}
    letters = {lead: f"261120-{letter * 4}" for letter, (_, lead) in zip("abcdef", sorted(known.items()), strict=False)}
    return {str(place): "/tmp/pmnet-........"} | letters


def hidden(text: str, drawn_by_lot: Mapping[str, str]) -> str:
    """The text with that replaced, also where a line is broken within it."""
    for secret, letters in drawn_by_lot.items():
        text = replaced(text, "\n?".join(map(re.escape, secret)), lambda said, letters=letters: letters)
    return replaced(text, r"(?:[0-9a-f]\n?){15,39}[0-9a-f]", lambda said: "f" * len(said.replace("\n", "")))


def replaced(text: str, pattern: str, letters: Callable[[str], str]) -> str:
    def one(match: re.Match[str]) -> str:
        each = iter(letters(match[0]))
        return "".join(c if c == "\n" else next(each) for c in match[0])

    return re.sub(pattern, one, text)


@pytest.mark.parametrize(("kind", "name"), EACH)
def test_a_session_looks_as_it_did(
    request: pytest.FixtureRequest, program: Callable[[str], str], played: Circle, place: Path, kind: str, name: str
) -> None:
    program("tmux")
    scene, (size, more) = SCENES[name], KINDS[kind]
    circle = copy_circle(played, place / "net")
    person = circle.people.get(scene.who) or Person(scene.who, circle.root)
    ids = dict(zip(("first", "second"), (lead for _, lead in sorted(leads(circle.anna).items())), strict=True))
    variables = {key: value for key, value in person.variables(NOW).items() if key not in ("CI", "NO_COLOR")} | more
    if name in ("init", "join"):
        variables["PMNET_NETWORK"] = ""
    words = [word.format(**ids) for word in scene.words]
    at = (circle.root, *words)
    with Dumb(variables, *at) if kind == "dumb" else Screen(place, size, variables, *at) as terminal:
        for question, typed in scene.answers:
            terminal.answer(question, typed.format(**ids))
        terminal.ended()
        seen = hidden(terminal.text(colours=True), drawn(person, place))
    file = SCREENS / f"{name}.{kind}.txt"
    if request.config.getoption("--renew"):
        file.parent.mkdir(exist_ok=True)
        file.write_text(seen, "utf-8")
    assert seen == file.read_text("utf-8"), (
        f"{file.name} differs; where that is meant: pytest tests/terminal --long --renew"
    )
