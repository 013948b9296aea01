"""Where networks live: each kind of server with the settings that matter, and what people need to get in there."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from people import FOUNDED, Circle, Person, copy_circle

MEMBERS = ("anna", "bea", "dora")
"""Who is let in; anna keeps the network."""

HOSTS = {
    "sshd": ("ssh_host", ""),
    "nginx": ("web_host", ""),
    "git daemon": ("daemon_host", ""),
    "gitolite": ("gitolite_host", "any"),
    "gitolite, branches only": ("gitolite_host", "branches"),
    "gitolite, requests": ("gitolite_host", "requests"),
    "gitolite, a rule for each record": ("gitolite_host", "paths"),
}
"""By name: the fixture that starts the server, and the folder there whose settings are meant."""


class Server(Protocol):
    """A server that runs."""

    @property
    def repositories(self) -> Path:
        """The folder in which it has its repositories."""

    def address(self, repository: Path) -> str:
        """The address of a repository there."""

    def variables_of(self, member: str) -> dict[str, str]:
        """What a member's git is told to get in."""


@dataclass(frozen=True)
class Host:
    """A new, empty repository on a server."""

    name: str
    server: Server
    bare: Path

    @property
    def address(self) -> str:
        return self.server.address(self.bare)

    def let_in(self, *persons: Person) -> None:
        """Give people what their git needs."""
        for person in persons:
            person.extra |= self.server.variables_of(person.id)

    def newcomer(self, circle: Circle, name: str) -> Person:
        """Somebody who is let in, and has nothing yet."""
        person = circle.people[name] = Person(name, circle.root)
        self.let_in(person)
        return person

    def move(self, template: Circle, root: Path) -> Circle:
        """The network of anna and bea moves here: its keeper sends the shared line, and both have the new address."""
        circle = copy_circle(template, root)
        circle.people = {name: circle.people[name] for name in ("anna", "bea")}
        self.let_in(*circle.people.values())
        circle.anna.git("push", "-q", self.address, "refs/remotes/origin/main:refs/heads/main")
        shutil.rmtree(circle.bare)
        circle.bare.symlink_to(self.bare)
        circle.remote = self.address
        for person in circle.people.values():
            person.git("remote", "set-url", "origin", circle.remote)
        return circle

    def found(self, root: Path, *options: str) -> Circle:
        """A network that anna founds here, alone."""
        circle = Circle(root, self.address, {})
        circle.bare.symlink_to(self.bare)
        self.newcomer(circle, "anna").ok(
            "init", "anna", "--name", "PM Netz", "--as", "anna", "--full-name", "Anna", "--email", "anna@example.org",
            "--remote", circle.remote, *options, now=FOUNDED,
        )  # fmt: skip
        return circle


def make(name: str, server: Server) -> Host:
    """A new repository on a server; gitolite makes its own, for the first who asks."""
    bare = server.repositories / HOSTS[name][1] / f"{secrets.token_hex(4)}.git"
    host = Host(name, server, bare)
    if HOSTS[name][1]:
        variables = os.environ | server.variables_of(MEMBERS[0])
        subprocess.run(["git", "ls-remote", host.address], env=variables, check=True, capture_output=True)
    else:
        subprocess.run(["git", "init", "-q", "--bare", "-b", "main", bare], check=True)
    return host
