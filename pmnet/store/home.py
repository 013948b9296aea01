"""A person's own folder: which networks they are in, and their keys. Nothing of it is ever shared.

One person has one home; `PMNET_HOME` moves it. Private keys are files only their owner can read. One home serves several
networks, so it keeps earlier keys as well, and each network's acts are signed with the key that stands in the record there.
"""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pmnet.domain.phrase import Phrase, phrase
from pmnet.errors import Conflict, NotAllowed, NotANetwork, PmnetError
from pmnet.store import unfinished
from pmnet.store.files import dump, load
from pmnet.store.keyring import SEAL, SIGN, SORTS, KeyRing, NewKey
from pmnet.store.private_files import write_safely

__all__ = ["Home", "KnownNetwork", "PublicKeys", "write_safely"]


BACKED_UP: Final = "backed-up.yaml"
"""Where a home notes its newest backup: when, and of which keys."""


@dataclass(frozen=True, slots=True)
class KnownNetwork:
    """A network on this machine: its name, where its clone lies, and who its user is in it."""

    name: str
    folder: Path
    member: str


@dataclass(frozen=True, slots=True)
class PublicKeys:
    """What a member's record holds of the keys in this home."""

    sign: str
    seal: str


class Home:
    """The folder that holds a person's configuration and keys."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @classmethod
    def default(cls, variables: Mapping[str, str]) -> Home:
        """The home that `PMNET_HOME` names, or the system's place for configuration."""
        if variables.get("PMNET_HOME"):
            return cls(Path(variables["PMNET_HOME"]).absolute())
        from platformdirs import user_config_path

        return cls(user_config_path("pmnet", appauthor=False))

    @property
    def ring(self) -> KeyRing:
        """All keys of this home."""
        return KeyRing(self.folder)

    def keys(self) -> PublicKeys | None:
        """The current public keys of this home, or None where it has none yet."""
        sign, seal = (self.ring.newest(sort) for sort in SORTS)
        return PublicKeys(sign.public, seal.public) if sign and seal else None

    def make_keys(self, key: Path | None = None) -> PublicKeys:
        """The public keys of this home, made now where there are none; existing ones are never replaced.

        With `key`, an existing OpenSSH key signs; its file stays where it is. Raises Conflict where another signs already.
        """
        named = NewKey.at(key) if key is not None else None
        sign = self.ring.newest(SIGN)
        if named is not None and sign is not None and named.public != sign.public:
            raise Conflict(
                phrase("this home has a signing key already: {path}", path=sign.path),
                phrase("join with it, then pmnet keys rotate --key {key}", key=key),
            )
        missing = [] if sign is not None else [named or NewKey.made(SIGN)]
        missing += [] if self.ring.newest(SEAL) else [NewKey.made(SEAL)]
        if missing:
            self.ring.add(missing)
        made = self.keys()
        assert made is not None
        return made

    def holds(self, public: str) -> bool:
        """Whether this home has, or ever had, the key with that public half."""
        return self.ring.find(public) is not None

    def signing_key_for(self, public: str, member: str) -> Path:
        """The file to sign with for a member whose record holds that public key, the current one or an earlier one.

        Raises NotAllowed where it is not in this home or others can read it, and PmnetError where its file is gone.
        """
        self.ring.insist_private()
        held = self.ring.find(public)
        if held is None:
            raise NotAllowed(
                phrase("none of the keys in {folder} is the key of {member}", folder=self.folder, member=member),
                phrase("use the home of {member}, or bring the key here: pmnet keys restore FILE", member=member),
            )
        return held.insist_usable()

    def insist_private(self) -> Path:
        """The current signing key's path; raises NotAllowed where others could read a key, PmnetError where it is missing."""
        self.ring.insist_private()
        sign = self.ring.newest(SIGN)
        if sign is None:
            raise PmnetError(
                phrase("there are no keys in {folder}", folder=self.folder),
                phrase("pmnet join URL --as ID, or pmnet keys restore FILE"),
            )
        return sign.insist_usable()

    def note_backup(self, made: str) -> None:
        """Note that all keys that are here now were backed up, and when."""
        keys = [key.public for key in self.ring.all()]
        write_safely(self.folder / BACKED_UP, dump({"made": made, "keys": keys}).encode())

    def backed_up(self) -> tuple[str, bool]:
        """When keys were last backed up here, empty where never; and whether all that are here were among them."""
        file = self.folder / BACKED_UP
        if not file.is_file():
            return "", False
        try:
            said = load(file.read_bytes(), str(file)).content
        except PmnetError:
            return "", False
        made, keys = said.get("made"), said.get("keys")
        known = keys if isinstance(keys, list) else []
        return str(made or ""), all(key.public in known for key in self.ring.all())

    def networks(self) -> list[KnownNetwork]:
        """The networks on this machine, in the order they were joined."""
        return [KnownNetwork(row["name"], Path(row["folder"]), row["member"]) for row in self._rows(self._config())]

    def remember(self, network: KnownNetwork) -> None:
        """Note a network, replacing what was known of the same folder."""
        config = self._config()
        folder = network.folder.resolve()
        others = [row for row in self._rows(config) if row["folder"] != str(folder)]
        row = {"name": network.name, "folder": str(folder), "member": network.member}
        write_safely(self.folder / "config.yaml", dump(config | {"networks": [*others, row]}).encode())

    def member_in(self, folder: Path) -> str | None:
        """Who this person is in the network whose clone lies in that folder."""
        return next((known.member for known in self.networks() if known.folder == folder.resolve()), None)

    def find_folder(self, name: str) -> Path:
        """The folder of a network named by path or name, or of the only one known; raises NotANetwork."""
        known = [network for network in self.networks() if network.folder.is_dir()]
        if name:
            folder = Path(name).absolute()
            if (folder / "network.yaml").is_file():
                return folder
            fitting = [network for network in known if network.name.casefold() == name.casefold()]
        else:
            fitting = known
        if len(fitting) == 1:
            return fitting[0].folder
        told_apart = len({network.name for network in known}) == len(known)
        names = ", ".join(network.name if told_apart else str(network.folder) for network in known)
        if fitting or (known and name):
            raise NotANetwork(
                phrase("it is not clear which network is meant")
                if fitting
                else phrase("there is no network {name!r} here", name=name),
                phrase("choose one with --network: {names}", names=names),
            )
        raise NotANetwork(
            phrase("{name!r} is not a network on this machine", name=name)
            if name
            else phrase("here is no network, and none is known on this machine"),
            self._how_to_come_in(),
        )

    def _how_to_come_in(self) -> Phrase:
        """What to type where no network is known: to go on with a join that was begun, or to begin."""
        begun = unfinished.everything(self.folder)
        if not begun:
            return phrase("pmnet join URL --as ID, or pmnet demo to see one")
        typed = f"pmnet join {shlex.quote(begun[0].invitation)}"
        network = begun[0].network or begun[0].address
        return phrase("you have begun to join {network}; go on with: {typed}", network=network, typed=typed)

    def _rows(self, config: Mapping[str, Any]) -> list[dict[str, str]]:
        """What is noted of each network; raises PmnetError where somebody edited that into something else."""
        rows = config.get("networks", [])
        if isinstance(rows, list) and all(isinstance(row, dict) for row in rows):
            texts = [[row.get(name) for name in ("name", "folder", "member")] for row in rows]
            if all(isinstance(text, str) for row in texts for text in row):
                return rows
        file = self.folder / "config.yaml"
        raise PmnetError(
            phrase("the networks in {file} are not noted as pmnet does", file=file),
            phrase("move the file away, then join each again"),
        )

    def _config(self) -> dict[str, Any]:
        file = self.folder / "config.yaml"
        return load(file.read_bytes(), str(file)).content if file.is_file() else {}
