"""A real gitolite behind an sshd: a key for each member, rules for each path.

It lives in a home of its own instead of a user of its own, because all that it asks the system for is where its home is.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ssh_server import SshServer, make_key, serve

RULES = """
@members = {members}

repo any/..*
    C                                   =   @members
    RW      main$                       =   @members
    RW+     refs/pmnet/                 =   @members

repo branches/..*
    C                                   =   @members
    RW      main$                       =   @members
    RW+     pmnet-sealed/               =   @members

repo requests/..*
    C                                   =   @members
    RW      main$                       =   {keeper}
    RW+     pmnet/                      =   {keeper}
    RW+     pmnet/USER/                 =   @members
    RW+     refs/pmnet/                 =   @members

repo paths/..*
    C                                   =   @members
    RW      main$                       =   @members
    RW+     refs/pmnet/                 =   @members
    RW      VREF/NAME/                  =   {keeper}
{own}
    -       VREF/NAME/members/          =   @members
    -       VREF/NAME/network\\.yaml$    =   @members
"""

OWN = "    RW      VREF/NAME/members/{member}\\.yaml$    =   {member}"
"""Only a member, or a keeper, changes the member's own record."""


@dataclass
class GitoliteServer:
    """A gitolite that makes a repository when somebody asks for it, with the rules of the folder it is in."""

    home: Path
    ssh: SshServer

    @property
    def repositories(self) -> Path:
        return self.home / "repositories"

    def address(self, repository: Path) -> str:
        name = repository.relative_to(self.repositories).with_suffix("")
        return self.ssh.address(Path(f"/{name}"))

    def variables_of(self, member: str) -> dict[str, str]:
        """What lets a member in: a key of their own."""
        return self.ssh.variables_with(self.home / member)

    def stop(self) -> None:
        self.ssh.stop()


def start_gitolite(folder: Path, sshd: str, gitolite: str, members: Sequence[str]) -> GitoliteServer:
    """The first of the members keeps the network."""
    home = folder / "home"
    keys, rules = home / ".gitolite" / "keydir", home / ".gitolite" / "conf" / "gitolite.conf"
    for place in (keys, rules.parent, home / ".gitolite" / "logs"):
        place.mkdir(parents=True)
    for member in members:
        make_key(home / member)
        shutil.copy(home / f"{member}.pub", keys)
    own = "\n".join(OWN.format(member=member) for member in members)
    rules.write_text(RULES.format(members=" ".join(members), keeper=members[0], own=own))
    variables = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    done = subprocess.run([gitolite, "setup"], env=variables | {"HOME": str(home)}, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return GitoliteServer(home, serve(folder, sshd, home / ".ssh" / "authorized_keys", home))
