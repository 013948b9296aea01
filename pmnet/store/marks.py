"""How a home knows again what it wrote into a copy: by a mark that no other home can make (docs/adr/0026).

The mark is an HMAC-SHA256 over all that was written, with a secret that is drawn when it is first needed and that lies in
the home alone: no copy, no server and no backup of the keys has it.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
import secrets
from pathlib import Path
from typing import Any, Final

from pmnet.domain.phrase import phrase
from pmnet.errors import Conflict, PmnetError
from pmnet.store.keyring import KeyRing
from pmnet.store.private_files import insist_private

FOLDER: Final = "marks"
FILE: Final = "secret"
LENGTH: Final = 64


class HomeSecret:
    """The secret of one home."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self.file = home / FOLDER / FILE

    def held(self) -> bytes | None:
        """The secret, or None where there is none yet.

        Raises NotAllowed where others can read it, and PmnetError where it is damaged.
        """
        if not self.file.is_file():
            return None
        insist_private(self.file)
        content = self.file.read_bytes()
        if len(content) != LENGTH:
            raise PmnetError(
                phrase("{file} is damaged", file=self.file),
                phrase("move {parent} away, then pmnet status", parent=self.file.parent),
            )
        return content

    def made(self) -> bytes:
        """The secret, drawn now where there is none; raises as `held`."""
        if not self.file.is_file():
            with contextlib.suppress(Conflict):  # another command was faster, and that one counts
                KeyRing(self._home).put({FILE: secrets.token_hex(LENGTH // 2).encode()}, FOLDER)
        found = self.held()
        if found is None:
            raise PmnetError(
                phrase("{file} cannot be made", file=self.file),
                phrase("look what lies at {parent}", parent=self.file.parent),
            )
        return found


def mark_of(secret: bytes, said: Any) -> str:
    """The mark on what is written as JSON."""
    text = json.dumps(said, sort_keys=True, separators=(",", ":"))
    return hmac.new(secret, text.encode(), hashlib.sha256).hexdigest()


def is_marked(secret: bytes | None, said: Any, found: object) -> bool:
    """Whether a mark was made with that secret on just this; never where there is no secret."""
    if secret is None or not isinstance(found, str) or not found.isascii():
        return False
    return hmac.compare_digest(mark_of(secret, said), found)
