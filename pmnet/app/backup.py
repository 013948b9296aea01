"""A copy of one's keys for the day this machine is lost: one printable file, sealed to a passphrase."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from pmnet.domain.clock import format_instant
from pmnet.domain.phrase import phrase
from pmnet.errors import Bug, Conflict, NotFound, PmnetError, Usage
from pmnet.store import seal
from pmnet.store.files import dump, load
from pmnet.store.git import history, remote
from pmnet.store.git.process import without_login
from pmnet.store.git.refs import REMOTE_MAIN
from pmnet.store.git.repository import Repository
from pmnet.store.home import Home, KnownNetwork
from pmnet.store.keyring import FILES, FOLDER
from pmnet.store.listing import enclosing_network
from pmnet.store.private_files import insist_private, write_new

SHORTEST_PASSPHRASE: Final = 10
LARGEST_BACKUP: Final = 256 * 1024
ABOUT: Final = """# A backup of pmnet's private keys. Whoever reads this can act and read in your name.
# pmnet keys restore FILE puts them back; by hand, each file below goes where its name says, readable by you only.
"""


@dataclass(frozen=True, slots=True)
class BackedUpNetwork:
    """A network that a backup's keys belong to: what is needed to join it again."""

    name: str
    member: str
    address: str = ""
    fingerprint: str = ""


@dataclass(frozen=True, slots=True)
class BackedUp:
    """A backup that was written or put back: its file, the home, the keys in it, the networks, and what is not in it."""

    file: str
    home: str
    files: tuple[str, ...]
    networks: tuple[BackedUpNetwork, ...]
    elsewhere: tuple[str, ...] = ()
    restored: bool = False


def write(home: Home, place: Path, passphrase: str, now: datetime) -> BackedUp:
    """All key files of this home in one printable file, sealed to a passphrase; nothing is overwritten."""
    insist_new(place)
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise Usage(
            phrase(
                "the passphrase is shorter than {SHORTEST_PASSPHRASE} characters",
                SHORTEST_PASSPHRASE=SHORTEST_PASSPHRASE,
            ),
            phrase("take five or six words"),
        )
    files = {
        f"{folder.name}/{name}": (folder / name).read_text("utf-8")
        for folder in home.ring.folders()
        for name in sorted(FILES)
        if (folder / name).is_file()
    }
    if not files:
        raise NotFound(
            phrase("there are no keys in {folder}", folder=home.folder), phrase("pmnet join URL --as ID makes them")
        )
    networks = tuple(_network(known) for known in home.networks())
    content = {
        "backup": 1,
        "made": format_instant(now),
        "networks": [_mapping(network) for network in networks],
        "files": files,
    }
    text = (ABOUT + dump(content)).encode()
    if load(text, str(place)).content != content:
        raise Bug(phrase("the backup would not say what the keys are"))
    write_new(place, seal.lock(text, passphrase))
    home.note_backup(format_instant(now))
    elsewhere = tuple(str(key.path) for key in home.ring.all() if key.elsewhere)
    return BackedUp(str(place), str(home.folder), tuple(files), networks, elsewhere)


def insist_new(place: Path) -> None:
    """Raises Conflict, NotFound or Usage where no backup can be written."""
    _insist_outside(place)
    if place.exists():
        raise Conflict(
            phrase("{place} is there already, and nothing is overwritten", place=place), phrase("name another file")
        )
    if not place.parent.is_dir():
        raise NotFound(
            phrase("there is no folder {parent}", parent=place.parent), phrase("name a file in a folder that exists")
        )


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was opened: its file, the folders of keys in it, and the networks they belong to."""

    file: Path
    folders: Mapping[str, Mapping[str, bytes]]
    networks: tuple[BackedUpNetwork, ...]

    def network(self, address: str, fingerprint: str) -> BackedUpNetwork | None:
        """The network it knows by that fingerprint, else the one it knows at that address."""
        known = [network for network in self.networks if network.fingerprint == fingerprint]
        shown = without_login(address)
        known += [network for network in self.networks if network.address == shown and network.fingerprint]
        return next(iter(known), None)


def restore(home: Home, place: Path, passphrase: str) -> BackedUp:
    """The keys of a backup put back; a key that is here already stays, and raises Conflict where it is another one."""
    return put_back(home, opened(place, passphrase))


def opened(place: Path, passphrase: str) -> Backup:
    """What is in a backup; raises CannotUnseal, and Usage where it is none."""
    content = _content(seal.unlock(_sealed(place), passphrase), place)
    folders: dict[str, dict[str, bytes]] = {}
    for path, text in content["files"].items():
        folder, _, name = path.partition("/")
        if not FOLDER.match(folder) or name not in FILES or not isinstance(text, str):
            raise Usage(
                phrase("{place} holds {path!r}, which is no key file", place=place, path=path),
                phrase("name a file made by pmnet keys backup"),
            )
        folders.setdefault(folder, {})[name] = text.encode()
    return Backup(place, folders, tuple(BackedUpNetwork(**known) for known in content["networks"]))


def put_back(home: Home, backup: Backup) -> BackedUp:
    """Its keys put into a home; raises Conflict where another key is in the place of one."""
    folders = backup.folders
    missing = [name for name in folders if not _is_here(home, name, folders[name])]
    for name in sorted(missing, key=lambda name: (len(name), name)):
        home.ring.put(folders[name], name)
    restored = tuple(f"{folder}/{name}" for folder in missing for name in folders[folder])
    elsewhere = tuple(str(key.path) for key in home.ring.all() if key.elsewhere)
    return BackedUp(str(backup.file), str(home.folder), restored, backup.networks, elsewhere, restored=True)


def passphrase_from(place: Path) -> str:
    """The first line of a file that only its owner can read: how a script gives a passphrase."""
    if not place.exists():
        raise NotFound(
            phrase("there is no file {place}", place=place),
            phrase("--passphrase-file FILE with the passphrase in its first line"),
        )
    if place.is_file():
        insist_private(place)
    try:
        with place.open(encoding="utf-8") as file:
            return file.readline().rstrip("\r\n")
    except UnicodeDecodeError:
        raise Usage(
            phrase("{file} is not UTF-8 text", file=place),
            phrase("--passphrase-file FILE with the passphrase in its first line"),
        ) from None


def _network(known: KnownNetwork) -> BackedUpNetwork:
    """What is needed to join a network again, as far as its copy here still says."""
    try:
        repository = Repository.at(known.folder)
        tip = repository.tip(REMOTE_MAIN) or ""
        found = remote.shown_address(repository), history.genesis(repository, tip) if tip else ""
        repository.close()
    except PmnetError:
        found = None, ""
    return BackedUpNetwork(known.name, known.member, found[0] or "", found[1])


def _mapping(network: BackedUpNetwork) -> dict[str, str]:
    named = ("name", "member", "address", "fingerprint")
    return {name: value for name in named if (value := getattr(network, name))}


def _insist_outside(place: Path) -> None:
    """Raises Usage for a backup inside a network's folder: keys never go there, and nothing from there is opened."""
    if enclosing_network(str(place.parent)) is not None:
        raise Usage(
            phrase("{place} lies in a network's folder, where no private keys belong", place=place),
            phrase("name a file outside of it"),
        )


def _sealed(place: Path) -> bytes:
    _insist_outside(place)
    if not place.is_file():
        raise NotFound(phrase("there is no file {place}", place=place), phrase("name a file made by pmnet keys backup"))
    with place.open("rb") as file:
        return file.read(LARGEST_BACKUP).strip()


def _content(text: bytes, place: Path) -> Mapping[str, Any]:
    """What a backup says; raises Usage where it is none, or of a later version."""
    content = load(text, str(place)).content
    if content.get("backup") != 1 or not isinstance(content.get("files"), dict):
        raise Usage(
            phrase("{place} is no backup that this version understands", place=place), phrase("install a newer pmnet")
        )
    return {"networks": [], **content}


def _is_here(home: Home, folder: str, files: Mapping[str, bytes]) -> bool:
    """Whether a folder of keys is here as in a backup; raises Conflict where it is here and says something else."""
    place = home.folder / folder
    if not place.exists():
        return False
    if any(not (place / name).is_file() or (place / name).read_bytes() != text for name, text in files.items()):
        raise Conflict(
            phrase("{place} holds other keys, and nothing is overwritten", place=place),
            phrase("restore into a home of its own: PMNET_HOME=FOLDER pmnet keys restore FILE"),
        )
    return True
