"""A whole network on this machine, played through by real commands and told as it happens.

Every member has a home and a copy of their own, as if on their own machine; they share one repository in a folder. The
story happens in the weeks before now, so that what is left behind can be used at once.
"""

from __future__ import annotations

import contextlib
import io
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from pmnet.cli.session import Session
from pmnet.domain.dates import format_instant
from pmnet.errors import Bug, Conflict

Main = Callable[..., int]


@dataclass(frozen=True, slots=True)
class Profile:
    """What a member of the cast says about themselves: the words of the commands they type."""

    name: str
    commands: tuple[tuple[str, ...], ...]


CAST: dict[str, Profile] = {
    "anna": Profile(
        "Anna Beck",
        (
            ("member", "set", "headline=Programme manager for regulated pharma", "roles=programme-manager"),
            ("skill", "add", "GxP", "5"),
            ("language", "add", "German", "native"),
        ),
    ),
    "bea": Profile(
        "Bea Müller",
        (
            (
                "member",
                "set",
                "headline=PMO lead, plant start-ups",
                "roles=pmo-lead,project-manager",
                "work_area.base=DE-HE",
            ),
            ("skill", "add", "Risikomanagement", "5", "--years", "12"),
            ("skill", "add", "pmo-setup", "4"),
            ("language", "add", "German", "native"),
            ("free", "3"),
        ),
    ),
    "carl": Profile(
        "Carl Öster",
        (
            ("member", "set", "headline=Recovery and risk for engineering projects", "roles=project-manager"),
            ("skill", "add", "risk-management", "4"),
            ("skill", "add", "pmo-setup", "4"),
            ("language", "add", "German", "C1"),
            ("free", "4"),
        ),
    ),
    "dora": Profile(
        "Dora Lindt",
        (
            ("member", "set", "headline=Cutover and data migration", "roles=cutover-manager"),
            ("skill", "add", "cutover", "5"),
            ("skill", "add", "risk-management", "3"),
            ("language", "add", "German", "C2"),
            ("free", "2"),
        ),
    ),
    "emil": Profile(
        "Emil Novák",
        (
            ("member", "set", "headline=Scheduler and controller", "roles=scheduler,project-controller"),
            ("skill", "add", "scheduling", "5"),
            ("skill", "add", "risk-management", "4"),
            ("language", "add", "German", "B2"),
            ("free", "5"),
        ),
    ),
}


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
        return {**self.session.variables, **own, "PMNET_NOW": format_instant(self.now), "CI": "true"}

    def tell(self, text: str) -> None:
        """One sentence of the story."""
        print(f"\n== {self.now:%a %d %b}: {text}", flush=True)

    def act(self, member: str, *arguments: str, expect: int = 0) -> None:
        """A member types a command; the story breaks off with Bug where it ends otherwise than it must."""
        print(f"\n{member}$ pmnet {' '.join(_quoted(argument) for argument in arguments)}", flush=True)
        code = self.main(arguments, self.variables(member), self.folder)
        sys.stdout.flush()
        if code != expect:
            raise Bug(f"the demo expected {expect} from this command and got {code}")

    def prepare(self, member: str, *arguments: str) -> None:
        """A command that only sets the scene: it is named, and its result left out."""
        print(f"{member}$ pmnet {' '.join(_quoted(argument) for argument in arguments)}", flush=True)
        said = io.StringIO()
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(said):
            code = self.main(arguments, self.variables(member), self.folder)
        if code != 0:
            raise Bug(f"the demo could not go on: {said.getvalue().strip()}")

    def race(self, members: Sequence[str], *arguments: str) -> str:
        """Several members type the same command at the same moment, each in a process; who got it."""
        print(f"\n{' and '.join(members)}, at the same moment$ pmnet {' '.join(arguments)}", flush=True)
        started = [(member, self._start(member, arguments)) for member in members]
        answers = [(member, *process.communicate(), process.returncode) for member, process in started]
        for member, shown, said, code in answers:
            first = (shown if code == 0 else said).splitlines()[0]
            print(f"  {member}: {first}   (exit code {code})")
        winners = [member for member, *_, code in answers if code == 0]
        if len(winners) != 1:
            raise Bug(f"{len(winners)} members got the same position")
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
        raise Conflict(f"{folder} is not empty", f"pmnet demo {folder}-2")
    folder.mkdir(parents=True, exist_ok=True)
    stage = Stage(session, main, folder)
    _found(stage)
    _fill_profiles(stage)
    lead = _add_lead(stage)
    _find_and_claim(stage, lead)
    _offer_and_silence(stage, lead)
    _farewell(stage, lead)


def _found(stage: Stage) -> None:
    stage.tell("Anna founds a network; it is a folder that everybody can reach, nothing else.")
    stage.act("anna", "init", "anna", "--name", "PM Netz", "--as", "anna", "--full-name", CAST["anna"].name,
              "--email", "anna@example.org", "--remote", "shared.git")  # fmt: skip
    stage.tell("Four colleagues join with the address and the fingerprint she gave them.")
    fingerprint = (stage.folder / "anna" / ".git" / "refs" / "heads" / "main").read_text().strip()[:16]
    for member in list(CAST)[1:]:
        stage.prepare(member, "join", "shared.git", member, "--as", member, "--full-name", CAST[member].name,
                      "--email", f"{member}@example.org", "--fingerprint", fingerprint)  # fmt: skip
    stage.tell("They are candidates. Anna has worked with them, and vouches with her good name.")
    for member in list(CAST)[1:]:
        stage.prepare("anna", "vouch", member, "--basis", "worked-together")
    stage.act("anna", "member", "list")
    stage.now += timedelta(days=8)
    stage.tell("Nobody objected within the window: all are active now.")
    stage.act("anna", "member", "list")


def _fill_profiles(stage: Stage) -> None:
    stage.tell("Everybody says what they can do, in German or English, and how much they are free.")
    for member, profile in CAST.items():
        for arguments in profile.commands:
            stage.prepare(member, *arguments)


def _add_lead(stage: Stage) -> str:
    stage.now += timedelta(days=1)
    stage.tell("Anna is booked out, and a client of hers needs three people. She adds the lead, naming nobody.")
    start = (stage.now + timedelta(days=28)).date().isoformat()
    stage.act("anna", "lead", "add", "--title", "Team for a plant start-up", "--industry", "pharma", "--region", "Hessen",
              "--skill", "risk-management:4", "--language", "de:C1", "--days", "3", "--start", start,
              "--position", "pmo:PMO lead", "--position", "cutover:Cutover manager", "--position", "plan:Scheduler")  # fmt: skip
    return next((stage.folder / "anna" / "leads").rglob("*.yaml")).stem


def _find_and_claim(stage: Stage, lead: str) -> None:
    stage.tell("Who could do it, and why?")
    stage.prepare("anna", "sync")
    stage.act("anna", "find", "--skill", "risk-management:4", "--language", "de:C1", "--days", "3")
    stage.tell("Bea and Carl both want the PMO position. Never two: the shared record has one order.")
    for member in ("bea", "carl"):
        stage.prepare(member, "sync")
    winner = stage.race(("bea", "carl"), "claim", lead, "--position", "pmo")
    stage.now += timedelta(hours=3)
    stage.tell(f"Anna looks what waits for her, and accepts {CAST[winner].name.split()[0]}.")
    stage.prepare("anna", "sync")
    stage.act("anna", "inbox")
    stage.act("anna", "accept", f"{lead}.pmo.1")


def _offer_and_silence(stage: Stage, lead: str) -> None:
    stage.tell("She offers the cutover to Dora, who answers promptly: no.")
    stage.prepare("anna", "offer", lead, "dora", "--position", "cutover")
    stage.prepare("dora", "sync")
    stage.act("dora", "decline", lead, "--reason", "no-capacity")
    stage.tell("And the schedule to Emil, who does not answer at all.")
    stage.prepare("anna", "offer", lead, "emil", "--position", "plan")
    stage.now += timedelta(days=4)
    stage.tell("His time to answer is over: the offer has lapsed by itself, the position is free, the silence shows.")
    stage.prepare("emil", "sync")
    stage.act("emil", "accept", f"{lead}.plan.1", expect=6)
    stage.prepare("anna", "sync")
    stage.act("anna", "lead", "show", lead)
    stage.act("anna", "log", lead)


def _farewell(stage: Stage, lead: str) -> None:
    program = "pmnet" if shutil.which("pmnet") else f"{sys.executable} -m pmnet"
    print(f"\n== The network is in {stage.folder}. To go on with it as one of its members:\n")
    for member, words in (
        ("bea", "inbox"),
        ("carl", "find --leads --skill risk-management:4"),
        ("anna", f"lead show {lead[-4:]}"),
    ):
        home, copy = stage.folder / "homes" / member, stage.folder / member
        print(f"  PMNET_HOME={home} {program} {words} --network {copy}")
    print()


def _quoted(argument: str) -> str:
    return f'"{argument}"' if " " in argument else argument
