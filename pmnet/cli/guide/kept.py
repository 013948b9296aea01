"""Answers that are kept until their command has done its work, so that nothing typed is lost.

They lie in the home, readable by its owner only. What goes under a seal is sealed here as well, to one's own key; where there is
none yet, it is not kept at all.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Collection
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pmnet.cli.guide.form import Answers
from pmnet.errors import PmnetError
from pmnet.store.private_files import write_safely

if TYPE_CHECKING:
    from pmnet.store.envelopes import Safe


class Kept:
    """The answers to one command's questions in one network; `secret` are the keys of those that are sealed."""

    def __init__(
        self, home: Path, command: str, network: str = "", secret: Collection[str] = (), safe: Safe | None = None
    ) -> None:
        name = command.replace(" ", "-") + (f"-{sha256(network.encode()).hexdigest()[:8]}" if network else "")
        self.file = home / "drafts" / f"answers-{name}.json"
        self._secret = secret
        self._safe = safe
        self.answers: dict[str, str] = self._read()

    def keep(self, answers: Answers) -> None:
        """Keep these answers beside those that were given before."""
        self.answers |= answers
        plain = {key: answer for key, answer in self.answers.items() if key not in self._secret}
        with contextlib.suppress(OSError):  # a full disk is no reason not to go on
            write_safely(self.file, json.dumps({"answers": plain, "sealed": self._sealed()}).encode())

    def forget(self) -> None:
        """Nothing is kept any more."""
        self.file.unlink(missing_ok=True)

    def _sealed(self) -> str:
        hidden = {key: answer for key, answer in self.answers.items() if key in self._secret and answer}
        try:
            return self._safe.keep(hidden) if hidden and self._safe is not None else ""
        except PmnetError:  # no key, or more than goes under a seal: then it is not kept
            return ""

    def _read(self) -> dict[str, str]:
        try:
            content = json.loads(self.file.read_bytes())
            plain, sealed = content["answers"], content["sealed"]
        except (OSError, ValueError, KeyError, TypeError):
            return {}
        return _texts(plain) | self._opened(sealed)

    def _opened(self, sealed: Any) -> dict[str, str]:
        if not sealed or self._safe is None:
            return {}
        try:
            return _texts(dict(self._safe.kept(str(sealed))))
        except PmnetError:  # sealed to a key that is not here any more
            return {}


def _texts(content: Any) -> dict[str, str]:
    """What in a file of ours is as we wrote it."""
    known = content.items() if isinstance(content, dict) else ()
    return {key: answer for key, answer in known if isinstance(answer, str)}
