"""Many people who act at the same moment, and what must be true whatever became of it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from people import NOW, Circle, Crowd, Person, copy_files, found_circle, moved

MEMBERS = ("bea", "carl", "dora", "emil")
UNTIL = "until Wed 25 Nov 10:00"

Answers = list[dict[str, Any]]

TYPED_GIT = """
git add --all
git commit --quiet --message "by hand"
until git push --quiet origin HEAD:main 2>/dev/null; do git pull --quiet --rebase origin main; done
git rev-parse HEAD
"""
"""What somebody types who knows git: commit, send, and where others were faster, put it behind theirs and send again."""


def found_crowd(root: Path, copies: int) -> Circle:
    """A network of anna and four members, each of these with several copies, as on several machines: `bea`, `bea-2`, ..."""
    circle = found_circle(root, "anna", *MEMBERS, policy=("open_claims=500", "open_leads=500"))
    for number in range(2, copies + 1):
        for name in MEMBERS:
            twin(circle, name, f"{name}-{number}")
    return circle


def twin(circle: Circle, name: str, other: str) -> Person:
    """The same member at another machine."""
    person = circle.people[other] = Person(other, circle.root)
    known = circle.people[name]
    copy_files(known.folder, circle.root / other)
    shutil.copytree(known.home, person.home)
    moved(person.home / "config.yaml", known.folder, circle.root / other)
    return person


def member_of(copy: str) -> str:
    """Whose copy it is."""
    return copy.partition("-")[0]


def at_home_in_git(person: Person) -> None:
    """Let somebody's copy sign what they commit themselves with their own key."""
    name = member_of(person.id)
    for setting, value in {
        "user.name": name,
        "user.email": f"{name}@pmnet.invalid",
        "user.signingKey": str(person.home / "keys" / "sign"),
        "gpg.format": "ssh",
        "commit.gpgSign": "true",
    }.items():
        person.git("config", setting, value)
    person.extra |= {"GIT_AUTHOR_DATE": NOW, "GIT_COMMITTER_DATE": NOW}


def edited(person: Person, path: str, words: str) -> None:
    """A remark that somebody writes into a file of their own copy."""
    place = person.folder / path
    place.write_text(f"{place.read_text()}# {words}\n")


@dataclass
class Race:
    """One race: who takes part, and where the shared line stood before."""

    circle: Circle
    names: list[str]
    begun_at: str = ""
    answers: Answers = field(default_factory=list)

    def __enter__(self) -> Race:
        self.crowd = Crowd(self.circle, self.names)
        return self

    def __exit__(self, *_: object) -> None:
        self.crowd.__exit__()

    def start(self) -> None:
        """Everybody knows the newest state."""
        told = self.crowd.all_at_once(["sync", "--json"])
        assert [answer["code"] for answer in told] == [0] * len(told), told
        self.begun_at = self.tip

    def run(self, *commands: list[str]) -> Answers:
        """Everybody at once; one command is meant for all."""
        self.answers = self.crowd.all_at_once(*commands)
        return self.answers

    @property
    def tip(self) -> str:
        return self.circle.shared_git("rev-parse", "main").strip()

    @property
    def winners(self) -> Answers:
        return [answer for answer in self.answers if answer["code"] == 0]

    def insist_all_won(self) -> None:
        assert self.winners == self.answers, [answer for answer in self.answers if answer["code"]]

    def insist_one_holder(self, lead: str, claims: Answers) -> None:
        """One of those who claimed has it, by the record and by what they were told; the others were told who."""
        winner, *more = [member_of(answer["member"]) for answer in claims if answer["code"] == 0]
        assert not more, claims
        paths = self.circle.shared_git("ls-tree", "-r", "--name-only", "main", "handovers").split()
        [path] = [path for path in paths if lead in path]
        assert f"partner: {winner}\n" in self.circle.shared_git("show", f"main:{path}")
        for answer in claims:
            own = answer["code"] != 0 and member_of(answer["member"]) == winner
            told = "already waits for an answer" if own else f"cannot claim {lead}: held by {winner} {UNTIL}"
            assert answer["code"] == 0 or (answer["code"] == 6 and told in answer["err"]), answer

    def insist_nothing_lost(self) -> None:
        """The history went on by what was told to be done, each once, and by nothing else."""
        new = self.circle.shared_git("rev-list", f"{self.begun_at}..main").split()
        told = [re.fullmatch("[0-9a-f]{40}", a["out"].strip()) for a in self.winners]
        commits = [
            found[0] if found else json.loads(answer["out"])["commit"]
            for found, answer in zip(told, self.winners, strict=True)
        ]
        assert sorted(commits) == sorted(new)
        assert {answer["code"] for answer in self.answers} <= {0, 6}, self.answers

    def insist_all_in_order(self) -> None:
        """Nothing waits, everybody's folder shows the end, no repository is damaged or locked, every act is good."""
        told = self.crowd.all_at_once(["sync", "--json"])
        assert [answer["code"] for answer in told] == [0] * len(told), told
        for person in self.crowd.people:
            assert person.git("rev-parse", "HEAD").strip() == self.tip
            assert person.git("status", "--porcelain") == ""
            assert not list((person.folder / ".git/pmnet/outbox").glob("*"))
        for git_dir in [self.circle.bare, *(person.folder / ".git" for person in self.crowd.people)]:
            insist_sound(git_dir)
        self.circle.anna.ok("sync")
        assert self.circle.anna.ok("audit", "--full")["findings"] == []


def insist_sound(git_dir: Path) -> None:
    """A repository is whole, and nothing in it is locked."""
    sealed = git_dir / "pmnet" / "sealed.git"
    for place in (git_dir, *([sealed] if (sealed / "HEAD").is_file() else [])):
        command = ["git", "--git-dir", str(place), "fsck", "--strict", "--no-dangling"]
        done = subprocess.run(command, capture_output=True, text=True)
        assert (done.returncode, done.stdout) == (0, ""), done
    assert not list(git_dir.rglob("*.lock"))
