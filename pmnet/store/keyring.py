"""The keys in a person's home: all that were ever made or named here, so that replacing one in a network breaks no other.

Keys that are made together lie in a folder of their own: `keys`, then `keys-2`, `keys-3` and so on. A folder is built aside, put
in place by one renaming and never changed again. A kill at any moment leaves the ring as it was or with the new keys in it, no
key is ever lost, and a path never comes to mean another key. The newest of each sort is the current one.

A signing key may stay where it is, such as in `~/.ssh`: then `sign.path` names its file beside the public half.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pmnet.domain.phrase import phrase
from pmnet.errors import Conflict, PmnetError
from pmnet.store.keyfiles import is_public, public_half
from pmnet.store.private_files import insist_private, sync_folder, write_safely
from pmnet.store.seal import new_sealing_key
from pmnet.store.signatures import new_signing_key

SIGN: Final = "sign"
SEAL: Final = "seal"
SORTS: Final = (SIGN, SEAL)
FOLDER: Final = re.compile(r"keys(?:-([1-9][0-9]*))?\Z")
FILES: Final = frozenset({"sign", "sign.pub", "sign.path", "seal", "seal.pub"})


@dataclass(frozen=True, slots=True)
class HeldKey:
    """A key in the ring: its sort, the public half, the file of the private one (or of an agent's key), its folder."""

    sort: str
    public: str
    path: Path
    folder: Path

    @property
    def elsewhere(self) -> bool:
        """Whether the key file lies outside the ring."""
        return self.path.parent != self.folder

    def insist_usable(self) -> Path:
        """The path to sign with; raises PmnetError where the file is gone or another, NotAllowed where others can read it."""
        if not self.path.is_file():
            raise PmnetError(
                phrase("your key {path} is missing", path=self.path),
                phrase("put it back from your backup: pmnet keys restore FILE"),
            )
        if not is_public(self.path):
            insist_private(self.path)
        if public_half(self.path) != self.public:
            raise PmnetError(
                phrase("{path} holds another key than the one that was registered", path=self.path),
                phrase("put the former file back in its place"),
            )
        return self.path


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key that is not in the ring yet: the private half's content, or the file in which it stays."""

    sort: str
    public: str
    private: bytes | None = None
    path: Path | None = None

    @classmethod
    def made(cls, sort: str) -> NewKey:
        """A fresh key."""
        private, public = new_signing_key() if sort == SIGN else new_sealing_key()
        return cls(sort, public, private)

    @classmethod
    def at(cls, path: Path) -> NewKey:
        """A signing key that stays in its file; raises NotFound, NotAllowed or Usage where it cannot be one."""
        public = public_half(path)
        if not is_public(path):
            insist_private(path)
        return cls(SIGN, public, path=path.absolute())

    def files(self) -> Iterator[tuple[str, bytes]]:
        """What is written of it, by name."""
        yield f"{self.sort}.pub", f"{self.public}\n".encode()
        if self.private is not None:
            yield self.sort, self.private
        if self.path is not None:
            yield f"{self.sort}.path", f"{self.path}\n".encode()


class KeyRing:
    """All keys of one home."""

    def __init__(self, home: Path) -> None:
        self.home = home

    def all(self) -> list[HeldKey]:
        """Every key, newest first."""
        return [key for folder in self.folders() for sort in SORTS for key in _held(folder, sort)]

    def newest(self, sort: str) -> HeldKey | None:
        """The current key of a sort, or None."""
        return next((key for key in self.all() if key.sort == sort), None)

    def find(self, public: str) -> HeldKey | None:
        """The key with that public half, or None."""
        return next((key for key in self.all() if key.public == public), None)

    def add(self, keys: Sequence[NewKey]) -> None:
        """Put new keys in place, all at once; from then on they are the current ones."""
        if keys:
            self.put({name: content for key in keys for name, content in key.files()})

    def put(self, files: Mapping[str, bytes], name: str = "") -> None:
        """A new folder with these files, whole or not at all; raises Conflict where one of that name is there already."""
        self.home.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = Path(tempfile.mkdtemp(prefix=".keys-", dir=self.home))
        for file, content in files.items():
            write_safely(draft / file, content)
        sync_folder(draft)
        while True:
            place = self.home / (name or self._next_name())
            try:
                os.rename(draft, place)
                break
            except OSError:
                if place.exists() and not name:
                    continue  # somebody else was faster
                shutil.rmtree(draft)
                raise Conflict(phrase("{place} is there already", place=place), "pmnet keys show") from None
        sync_folder(self.home)

    def folders(self) -> list[Path]:
        """The folders of keys, newest first."""
        known = [path for path in self.home.glob("keys*") if FOLDER.match(path.name) and path.is_dir()]
        return sorted(known, key=_number, reverse=True)

    def insist_private(self) -> None:
        """Raises NotAllowed where others could read a private key of the ring."""
        for path in (folder / sort for folder in self.folders() for sort in SORTS):
            if path.is_file():
                insist_private(path)

    def _next_name(self) -> str:
        known = self.folders()
        return f"keys-{_number(known[0]) + 1}" if known else "keys"


def _number(folder: Path) -> int:
    return int(folder.name.partition("-")[2] or 1)


def _held(folder: Path, sort: str) -> Iterator[HeldKey]:
    """The key of a sort in a folder, if there is one; raises PmnetError where a private half has lost its public one."""
    public, pointer = folder / f"{sort}.pub", folder / f"{sort}.path"
    if public.is_file():
        key = " ".join(public.read_text("utf-8", "replace").split()[:2])
        path = Path(pointer.read_text("utf-8", "replace").rstrip("\n")) if pointer.is_file() else folder / sort
        yield HeldKey(sort, key, path, folder)
    elif (folder / sort).is_file():
        raise PmnetError(
            phrase("{public} is missing beside your key", public=public), phrase("restore it from your backup")
        )
