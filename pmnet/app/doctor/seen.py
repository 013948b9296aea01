"""What checks look at: this machine, this person's home, and the copy of a network, each as far as it is there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path

from pmnet.domain.phrase import phrase
from pmnet.domain.snapshot import Snapshot
from pmnet.errors import NotANetwork, PmnetError
from pmnet.store.git import remote
from pmnet.store.git.harmless import insist_harmless
from pmnet.store.git.listening import Heard, hear
from pmnet.store.git.repository import Repository
from pmnet.store.home import Home
from pmnet.store.trust import Trust


@dataclass
class Seen:
    """One machine at one moment, with the network that is meant if there is one; each thing is looked at when it is asked for.

    `outside` is why there is no network, `wrong_clock` what is wrong with the moment that was named, `encoding` the screen's.
    """

    home: Home
    variables: Mapping[str, str]
    now: datetime
    folder: Path | None = None
    outside: PmnetError | None = None
    wrong_clock: str = ""
    encoding: str = "utf-8"
    _opened: list[Repository] = field(default_factory=list)

    @property
    def path(self) -> str | None:
        """Where programs are looked for."""
        return self.variables.get("PATH")

    @property
    def network(self) -> Path:
        """The network's folder; raises NotANetwork where there is none."""
        if self.folder is None:
            raise NotANetwork(phrase("you are outside of every network"))
        return self.folder

    @cached_property
    def repository(self) -> Repository:
        """The copy; raises NotANetwork, and NotAllowed where it is more than a copy: nothing is done in such a one."""
        repository = Repository.at(self.network)
        insist_harmless(repository)
        self._opened.append(repository)
        return repository

    @cached_property
    def snapshot(self) -> Snapshot:
        """The newest good state that is known here."""
        trust = Trust(self.repository)
        return trust.ledger.snapshot(trust.tip)

    @property
    def address(self) -> str:
        """Where the network is shared; empty where it is nowhere."""
        return remote.address(self.repository) or ""

    @cached_property
    def heard(self) -> Heard:
        """What the server says without anything being written there; raises as any conversation with it does."""
        self.repository.connection.begin(self.address)
        return hear(self.repository)

    def close(self) -> None:
        """End what runs in the background."""
        for repository in self._opened:
            repository.close()
