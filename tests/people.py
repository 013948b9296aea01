"""The cast of the tests: people with a home and a copy of their own, who type commands."""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

from pmnet.cli.main import main

FOUNDED = "2026-11-02T09:00:00Z"
"""A Monday. Members join and are vouched for on this day; eight days later the objection window has passed."""

NOW = "2026-11-23T09:00:00Z"
"""A Monday, 10:00 in Berlin: when tests happen, unless they say otherwise."""


@dataclass(frozen=True)
class Result:
    """What a command came to."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def error(self) -> dict[str, Any]:
        return json.loads(self.err.splitlines()[-1])["error"]


@dataclass
class Person:
    """Somebody at their own machine."""

    id: str
    root: Path
    extra: dict[str, str] = field(default_factory=dict)
    """Further variables; what git is told by them holds for this person alone."""
    model: Path | None = None
    """The same person's copy in the circle this one was copied from; it is copied when it is first needed."""

    @property
    def home(self) -> Path:
        return self.root / "homes" / self.id

    @property
    def folder(self) -> Path:
        place = self.root / self.id
        if self.model is not None:
            model, self.model = self.model, None
            copy_files(model, place)
            moved(place / ".git" / "config", model.parent, self.root)
        return place

    def variables(self, now: str = NOW) -> dict[str, str]:
        own = {"PMNET_HOME": str(self.home), "PMNET_NOW": now, "CI": "true", "NO_COLOR": "1"}
        network = {"PMNET_NETWORK": str(self.folder)} if self.folder.exists() else {}
        return {**os.environ, **own, **network, **self.extra}

    def run(self, *arguments: str, now: str = NOW, folder: Path | None = None) -> Result:
        """The command in this process."""
        out, err = io.StringIO(), io.StringIO()
        git = {name: value for name, value in self.extra.items() if name.startswith("GIT_")}
        with patch.dict(os.environ, git), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = main(arguments, self.variables(now), folder or self.root)
        return Result(code, out.getvalue(), err.getvalue())

    def ok(self, *arguments: str, now: str = NOW) -> Any:
        """The JSON answer of a command that must succeed."""
        result = self.run(*arguments, "--json", now=now)
        assert result.code == 0, result.err
        return result.json

    def refused(self, code: int, *arguments: str, now: str = NOW) -> dict[str, Any]:
        """The error of a command that must end with this exit code."""
        result = self.run(*arguments, "--json", now=now)
        assert result.code == code, (result.code, result.out, result.err)
        return result.error

    def spawn(self, *arguments: str, now: str = NOW) -> subprocess.Popen[str]:
        """The command in a process of its own."""
        return subprocess.Popen(
            [sys.executable, "-m", "pmnet", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=self.variables(now),
            cwd=self.root,
            text=True,
            encoding="utf-8",
        )

    def git(self, *arguments: str) -> str:
        """Plain git in this person's copy, as a developer would type it."""
        command = ["git", "-C", str(self.folder), *arguments]
        done = subprocess.run(command, env={**os.environ, **self.extra}, capture_output=True, check=True, text=True)
        return done.stdout


@dataclass
class Circle:
    """A network and its people."""

    root: Path
    remote: str
    people: dict[str, Person]

    def __getattr__(self, name: str) -> Person:
        try:
            return self.people[name]
        except KeyError:
            raise AttributeError(name) from None

    @property
    def bare(self) -> Path:
        return self.root / "shared.git"

    def sync(self, now: str = NOW) -> None:
        for person in self.people.values():
            person.ok("sync", now=now)

    def shared_git(self, *arguments: str) -> str:
        """Plain git in the shared repository."""
        done = subprocess.run(
            ["git", "--git-dir", str(self.bare), *arguments], capture_output=True, check=True, text=True
        )
        return done.stdout


Once = Callable[[Circle, Callable[[Circle], str]], str]
"""Plays something in a network once, and after that in each test by a copy: the fixture `once`."""


def found_circle(root: Path, *names: str, remote: str = "", policy: tuple[str, ...] = ()) -> Circle:
    """A network founded by the first of these people; all of them are active at NOW."""
    people = {name: Person(name, root) for name in names}
    circle = Circle(root, remote or str(root / "shared.git"), people)
    founder, *others = people.values()
    figures = [part for figure in policy for part in ("--policy", figure)]
    founded = founder.ok(
        "init", founder.id, "--name", "PM Netz", "--as", founder.id, "--full-name", founder.id.title(),
        "--email", f"{founder.id}@example.org", "--remote", circle.remote, *figures, now=FOUNDED,
    )  # fmt: skip
    for person in others:
        join(circle, person, founded["fingerprint"])
        founder.ok("vouch", person.id, "--basis", "worked-together", now=FOUNDED)
    circle.sync()
    return circle


def join(circle: Circle, person: Person, fingerprint: str, now: str = FOUNDED) -> Any:
    """A person joins as candidate."""
    return person.ok(
        "join", circle.remote, person.id, "--as", person.id, "--full-name", person.id.title(),
        "--email", f"{person.id}@example.org", "--fingerprint", fingerprint, now=now,
    )  # fmt: skip


def copy_circle(template: Circle, root: Path) -> Circle:
    """The same network somewhere else: faster than founding it again."""
    copied = {person.folder: person for person in template.people.values()}
    root.mkdir(parents=True, exist_ok=True)
    for place in template.root.iterdir():
        if place not in copied:
            (copy_files if place.is_dir() else shutil.copy)(place, root / place.name)
    for config in root.glob("homes/*/config.yaml"):
        moved(config, template.root, root)
    people = {person.id: Person(person.id, root, model=folder) for folder, person in copied.items()}
    return Circle(root, template.remote.replace(str(template.root), str(root)), people)


def copy_files(source: Path, target: Path) -> None:
    """A folder copied; git's objects never change, and so the two share them."""
    target.mkdir(parents=True, exist_ok=True)
    for entry in os.scandir(source):
        place = target / entry.name
        if entry.is_symlink():
            place.symlink_to(os.readlink(entry))
        elif entry.is_dir():
            copy_files(Path(entry), place)
        elif source.parent.name == "objects":
            try:
                place.hardlink_to(entry)
            except OSError:  # on another disk
                shutil.copy2(entry, place)
        else:
            shutil.copy2(entry, place)  # with its times: an index is sealed by them


def moved(config: Path, old: Path, new: Path) -> None:
    """The same configuration where what it names lies somewhere else."""
    config.write_text(config.read_text("utf-8").replace(str(old), str(new)), "utf-8")


class Crowd:
    """People who type at the same moment, each in a process of their own."""

    def __init__(self, circle: Circle, names: list[str]) -> None:
        self.people = [circle.people[name] for name in names]
        for person in self.people:
            assert person.folder.is_dir()  # a copy that is made when it is first needed is made now
        script = Path(__file__).parent / "racer.py"
        self.process = subprocess.Popen(
            [sys.executable, str(script), str(circle.root)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8",
        )  # fmt: skip
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == "ready\n"

    def all_at_once(self, *commands: list[str]) -> list[dict[str, Any]]:
        """Everybody's answer to their command; one command is meant for all, `$` before it means any program."""
        each = list(commands) if len(commands) > 1 else list(commands) * len(self.people)
        doings = [[person.id, person.extra, words] for person, words in zip(self.people, each, strict=True)]
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.write(json.dumps(doings) + "\n")
        self.process.stdin.flush()
        return list(json.loads(self.process.stdout.readline()))

    def __enter__(self) -> Crowd:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.communicate()
