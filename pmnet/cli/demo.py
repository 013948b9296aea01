"""A whole network on this machine, played through by real commands and told as it happens.

Every member has a home and a copy of their own, as if on their own machine; they share one repository in a folder. The
story happens in the weeks before now, so that what is left behind can be used at once.
"""

from __future__ import annotations

import contextlib
import importlib.resources
import io
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from pmnet.cli.session import Session
from pmnet.domain.clock import format_instant
from pmnet.domain.phrase import Moment, both, phrase
from pmnet.domain.text import printable
from pmnet.errors import Bug, Conflict
from pmnet.store.files import dump, load

Main = Callable[..., int]


FOUNDER = "annika"
CAST = {"annika": 1, "mirjam": 3, "petra": 4, "stefan": 2, "holger": 5}
"""Members of the example network, the founder first, and the days a week each is free."""

OWN_FIELDS = ("headline", "roles", "seniority", "skills", "industries", "methods", "languages", "work_area", "consent")
"""What they take over from their example records into the records they make here."""


TYPED = {
    "en": {
        "title": "Team for a plant start-up",
        "pmo": "pmo:PMO lead",
        "cutover": "cutover:Cutover manager",
        "rescue": "rescue:Recovery manager",
        "contact": "Eva Kern, plant manager, eva.kern@beispielwerke.example",
        "message": "Done it twice",
    },
    "de": {
        "title": "Team für einen Werksanlauf",
        "pmo": "pmo:Leitung PMO",
        "cutover": "cutover:Cutover-Manager",
        "rescue": "rescue:Sanierung des Projekts",
        "contact": "Eva Kern, Werkleiterin, eva.kern@beispielwerke.example",
        "message": "Zweimal gemacht",
    },
}
"""What they type in their own words."""


class Stage:
    """The folder in which the story happens, its clock, and who may act."""

    def __init__(self, session: Session, main: Main, folder: Path) -> None:
        self.session = session
        self.main = main
        self.folder = folder
        monday = session.now - timedelta(days=session.now.weekday() + 21)
        self.now = monday.replace(hour=9, minute=0, second=0)

    def variables(self, member: str) -> dict[str, str]:
        """What a member's machine knows: their home, their copy, the story's clock."""
        own = {"PMNET_HOME": str(self.folder / "homes" / member), "PMNET_NETWORK": str(self.folder / member)}
        return {
            **self.session.variables,
            **own,
            "PMNET_NOW": format_instant(self.now),
            "CI": "true",
            "PMNET_LANG": self.session.language.key,
        }

    def tell(self, text: str) -> None:
        """One sentence of the story."""
        day = Moment(f"{self.now:%a %d %b}", self.now.date())
        print(f"\n== {self.session.said(phrase('{day}: {text}', day=day, text=text))}", flush=True)

    def act(self, member: str, *arguments: str, expect: int = 0) -> None:
        """A member types a command; the story breaks off with Bug where it ends otherwise than it must."""
        print(f"\n{member}$ pmnet {' '.join(_quoted(argument) for argument in arguments)}", flush=True)
        code = self.main(arguments, self.variables(member), self.folder)
        sys.stdout.flush()
        if code != expect:
            raise Bug(phrase("the demo expected {expect} from this command and got {code}", expect=expect, code=code))

    def prepare(self, member: str, *arguments: str) -> None:
        """A command that only sets the scene: it is named, and its result left out."""
        print(f"{member}$ pmnet {' '.join(_quoted(argument) for argument in arguments)}", flush=True)
        said = io.StringIO()
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(said):
            code = self.main(arguments, self.variables(member), self.folder)
        if code != 0:
            raise Bug(phrase("the demo could not go on: {why}", why=said.getvalue().strip()))

    def race(self, members: Sequence[str], *arguments: str) -> str:
        """Several members type the same command at the same moment, each in a process; who got it."""
        typed = " ".join(_quoted(argument) for argument in arguments)
        who = phrase("{members}, at the same moment", members=both(members))
        print(f"\n{self.session.said(who)}$ pmnet {typed}", flush=True)
        started = [(member, self._start(member, arguments)) for member in members]
        answers = [(member, *process.communicate(), process.returncode) for member, process in started]
        for member, shown, said, code in answers:
            first = (shown if code == 0 else said).splitlines()[0]
            print(
                self.session.said(
                    phrase("  {member}: {first}   (exit code {code})", member=member, first=first, code=code)
                )
            )
        winners = [member for member, *_, code in answers if code == 0]
        if len(winners) != 1:
            raise Bug(phrase("{number} members got the same position", number=len(winners)))
        return winners[0]

    def _start(self, member: str, arguments: Sequence[str]) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "pmnet", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=self.variables(member),
            cwd=self.folder,
            text=True,
            encoding="utf-8",
        )


def play(session: Session, main: Main, folder: Path) -> None:
    """Tell the story in a new folder, which is left behind; raises Conflict where something is there already."""
    if folder.exists() and any(folder.iterdir()):
        raise Conflict(phrase("{folder} is not empty", folder=folder), f"pmnet demo {folder}-2")
    folder.mkdir(parents=True, exist_ok=True)
    stage = Stage(session, main, folder)
    _found(stage)
    _fill_profiles(stage)
    lead = _add_lead(stage)
    _find_and_claim(stage, lead)
    _offer_and_silence(stage, lead)
    _farewell(stage, lead)


def _found(stage: Stage) -> None:
    names = {member: example(member)["name"] for member in CAST}
    stage.tell(phrase("Annika founds a network; it is a folder that everybody can reach, nothing else."))
    stage.act(FOUNDER, "init", FOUNDER, "--name", "PM Netz", "--as", FOUNDER, "--full-name", names[FOUNDER],
              "--email", f"{FOUNDER}@example.org", "--remote", "shared.git")  # fmt: skip
    stage.tell(phrase("Four colleagues join with the address and the fingerprint she gave them."))
    fingerprint = (stage.folder / FOUNDER / ".git" / "refs" / "heads" / "main").read_text().strip()[:16]
    for member in list(CAST)[1:]:
        stage.prepare(member, "join", "shared.git", member, "--as", member, "--full-name", names[member],
                      "--email", f"{member}@example.org", "--fingerprint", fingerprint)  # fmt: skip
    stage.tell(phrase("They are candidates. Annika has worked with them, and vouches with her good name."))
    for member in list(CAST)[1:]:
        stage.prepare(FOUNDER, "vouch", member, "--basis", "worked-together")
    stage.act(FOUNDER, "member", "list")
    stage.now += timedelta(days=8)
    stage.tell(phrase("Nobody objected within the window: all are active now."))
    stage.act(FOUNDER, "member", "list")


def _fill_profiles(stage: Stage) -> None:
    stage.tell(
        phrase("Everybody fills in their own record with an editor, and says how many days a week they are free.")
    )
    for member, days in CAST.items():
        own = stage.folder / member / "members" / f"{member}.yaml"
        stage.prepare(member, "sync")
        profile = {name: value for name, value in example(member).items() if name in OWN_FIELDS}
        own.write_text(own.read_text("utf-8") + dump(profile), "utf-8")
        stage.prepare(member, "publish")
        stage.prepare(member, "free", str(days))
    stage.tell(phrase("One of them thinks of another skill, and types it in German."))
    stage.act("petra", "skill", "add", "Risikomanagement", "3", "--years", "4")


def _add_lead(stage: Stage) -> str:
    stage.now += timedelta(days=1)
    stage.tell(
        phrase(
            "Annika is booked out, and a client of hers needs three people. She adds the lead; who it is goes under a seal."
        )
    )
    start, typed = (stage.now + timedelta(days=28)).date().isoformat(), TYPED[stage.session.language.key]
    stage.act(FOUNDER, "lead", "add", "--title", typed["title"], "--industry", "pharma", "--region", "Hessen",
              "--skill", "reporting:4", "--language", "de:C1", "--days", "3", "--start", start,
              "--position", typed["pmo"], "--position", typed["cutover"],
              "--position", typed["rescue"], "--client", "Beispielwerke Pharma GmbH",
              "--contact", typed["contact"])  # fmt: skip
    return next((stage.folder / FOUNDER / "leads").rglob("*.yaml")).stem


def _find_and_claim(stage: Stage, lead: str) -> None:
    stage.tell(phrase("Who could do it, and why?"))
    stage.prepare(FOUNDER, "sync")
    stage.act(FOUNDER, "find", "--skill", "reporting:4", "--language", "de:C1", "--days", "3")
    stage.tell(
        phrase("Mirjam and Petra both want the PMO position. Only one can have it: the shared record has one order.")
    )
    for member in ("mirjam", "petra"):
        stage.prepare(member, "sync")
    winner = stage.race(
        ("mirjam", "petra"),
        "claim",
        lead,
        "--position",
        "pmo",
        "--rate",
        "980",
        "--message",
        TYPED[stage.session.language.key]["message"],
    )
    stage.now += timedelta(hours=3)
    stage.tell(phrase("Annika looks at what waits for her, and accepts {winner}.", winner=winner.title()))
    stage.prepare(FOUNDER, "sync")
    stage.act(FOUNDER, "inbox")
    stage.act(FOUNDER, "accept", f"{lead}.pmo.1")
    stage.tell(phrase("With that, the client opens for {winner}, and for nobody else.", winner=winner.title()))
    for member in (winner, "stefan"):
        stage.prepare(member, "sync")
    stage.act(winner, "client", lead)
    stage.act("stefan", "client", lead, expect=4)


def _offer_and_silence(stage: Stage, lead: str) -> None:
    stage.tell(phrase("She offers the cutover to Stefan, who answers promptly: no."))
    stage.prepare(FOUNDER, "offer", lead, "stefan", "--position", "cutover")
    stage.prepare("stefan", "sync")
    stage.act("stefan", "decline", lead, "--reason", "no-capacity")
    stage.tell(phrase("And the recovery to Holger, who does not answer at all."))
    stage.prepare(FOUNDER, "offer", lead, "holger", "--position", "rescue")
    stage.now += timedelta(days=5)
    stage.tell(
        phrase("His time to answer is over: the offer has lapsed by itself, the position is free, the silence shows.")
    )
    stage.prepare("holger", "sync")
    stage.act("holger", "accept", f"{lead}.rescue.1", expect=6)
    stage.prepare(FOUNDER, "sync")
    stage.act(FOUNDER, "lead", "show", lead)
    stage.act(FOUNDER, "log", lead)


def _farewell(stage: Stage, lead: str) -> None:
    program = "pmnet" if shutil.which("pmnet") else f"{sys.executable} -m pmnet"
    where = phrase("The network is in {folder}. To go on with it as one of its members:", folder=stage.folder)
    print(f"\n== {stage.session.said(where)}\n")
    for member, words in (
        ("mirjam", "inbox"),
        ("holger", "find --leads --skill risk-management:4"),
        (FOUNDER, f"lead show {lead[-4:]}"),
    ):
        home, copy = stage.folder / "homes" / member, stage.folder / member
        print(printable(f"  PMNET_HOME={home} {program} {words} --network {copy}"))
    print()


def example(member: str) -> Mapping[str, Any]:
    """A member's record in the example network: packaged in a wheel, beside the package in a checkout."""
    root = importlib.resources.files("pmnet")
    packaged = root / "_examples" / "members" / f"{member}.yaml"
    place = packaged if packaged.is_file() else root / ".." / "examples" / "network" / "members" / f"{member}.yaml"
    return load(place.read_bytes(), member).content


def _quoted(argument: str) -> str:
    return f'"{argument}"' if " " in argument else argument
