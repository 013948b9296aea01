"""A person's own folder: which networks they are in, and their keys. Nothing of it is ever shared.

One person has one home; `PMNET_HOME` moves it. Private keys are files only their owner can read.
"""

from __future__ import annotations

import os
import secrets
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pmnet.errors import NotAllowed, NotANetwork, PmnetError
from pmnet.store.files import dump, load
from pmnet.store.seal import new_sealing_key
from pmnet.store.signatures import new_signing_key


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
    def signing_key(self) -> Path:
        """The private key that signs."""
        return self.folder / "keys" / "sign"

    def keys(self) -> PublicKeys | None:
        """The public keys of this home, or None where it has none yet."""
        names = [self.folder / "keys" / name for name in ("sign.pub", "seal.pub")]
        if not all(name.is_file() for name in names):
            return None
        sign, seal = (name.read_text("utf-8").strip() for name in names)
        return PublicKeys(" ".join(sign.split()[:2]), seal)

    def make_keys(self) -> PublicKeys:
        """The public keys of this home, made now where there are none; existing ones are never replaced."""
        known = self.keys()
        if known is not None:
            return known
        for name, make in (("sign", new_signing_key), ("seal", new_sealing_key)):
            place = self.folder / "keys" / name
            if place.exists():
                if not place.with_suffix(".pub").is_file():
                    raise PmnetError(f"{place}.pub is missing beside your key", "restore it from your backup")
                continue
            private, public = make()
            write_safely(place.with_suffix(".pub"), f"{public}\n".encode())
            write_safely(place, private)
        made = self.keys()
        assert made is not None
        return made

    def insist_private(self) -> Path:
        """The signing key's path; raises NotAllowed where others could read it and PmnetError where it is missing."""
        key = self.signing_key
        if not key.is_file():
            raise PmnetError(f"your key {key} is missing", "restore it from your backup into that place")
        if os.name == "posix" and stat.S_IMODE(key.stat().st_mode) & 0o077:
            raise NotAllowed(f"your key {key} can be read by others, so it is not used", f"chmod 600 {key}")
        return key

    def networks(self) -> list[KnownNetwork]:
        """The networks on this machine, in the order they were joined."""
        rows = self._config().get("networks", [])
        return [KnownNetwork(row["name"], Path(row["folder"]), row["member"]) for row in rows]

    def remember(self, network: KnownNetwork) -> None:
        """Note a network, replacing what was known of the same folder."""
        config = self._config()
        folder = network.folder.resolve()
        others = [row for row in config.get("networks", []) if row["folder"] != str(folder)]
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
                "it is not clear which network is meant" if fitting else f"there is no network {name!r} here",
                f"choose one with --network: {names}",
            )
        raise NotANetwork(
            f"{name!r} is not a network on this machine"
            if name
            else "here is no network, and none is known on this machine",
            "pmnet join URL --as ID, or pmnet demo to see one",
        )

    def _config(self) -> dict[str, Any]:
        file = self.folder / "config.yaml"
        return load(file.read_bytes(), str(file)).content if file.is_file() else {}


def write_safely(path: Path, content: bytes) -> None:
    """Write a file only its owner can read, whole or not at all, even when the machine stops in between."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(draft, path)
