"""What a member wanted while the server could not be reached: it waits here and is decided again later.

An intent is a command's name and its values, never a finished change, so that it means the same on whatever state it
meets. Each is one file, written whole or not at all. A refused intent is kept with the reason until it is cleared.

Sending one signs it, and a copy may come from anybody. So only what this home wrote, for this network, is an intent; anything
else in the folder is told as refused (docs/adr/0026).
"""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from pmnet.domain.clock import format_instant, parse_instant
from pmnet.domain.phrase import phrase
from pmnet.store.home import write_safely
from pmnet.store.marks import HomeSecret, is_marked, mark_of

OLD_SECONDS: Final = 3600
"""No command takes so long between beginning a file and giving it its name."""


@dataclass(frozen=True, slots=True)
class Intent:
    """One act that was asked for: which, by whom, when, with which values; `base` is the state it was first tried on.

    `sealed` holds the values that nobody else shall read, sealed to one's own key.
    `request` says what of it lies on the host, where acts arrive by request: its `branch`, `commit` and `page`.
    """

    act: str
    member: str
    at: str
    nonce: str
    values: Mapping[str, Any]
    base: str = ""
    summary: str = ""
    subject: str = ""
    refused: str = ""
    order: int = 0
    sealed: str = ""
    request: Mapping[str, str] = field(default_factory=dict)

    @property
    def moment(self) -> datetime:
        """When it was asked for."""
        return parse_instant(self.at)


TEXTS: Final = ("act", "member", "at", "nonce", "base", "summary", "subject", "refused", "sealed")

REQUEST: Final = frozenset({"branch", "commit", "page", "done"})
"""What is noted of a request that waits on the host."""


def new_intent(act: str, member: str, at: datetime, nonce: str, values: Mapping[str, Any], sealed: str = "") -> Intent:
    """An intent of this moment."""
    return Intent(act, member, format_instant(at), nonce, dict(values), sealed=sealed)


class NotOurs(Exception):
    """A file that this home did not write, or not for this network."""


class Outbox:
    """The folder in which intents wait: its home's secret, and `known`, which says whether a state is one of its network's."""

    def __init__(self, folder: Path, secret: HomeSecret, known: Callable[[str], bool]) -> None:
        self.folder = folder
        self.secret = secret
        self.known = known

    def put(self, intent: Intent) -> None:
        """Keep an intent behind all others, whole and on the disk, before anybody is told so."""
        if not intent.order:
            known = {other.nonce: other.order for other in self._all()}
            intent = replace(intent, order=known.get(intent.nonce, max(known.values(), default=0) + 1))
        self._sweep()
        said = json.loads(json.dumps(asdict(intent)))
        said["mark"] = mark_of(self.secret.made(), said)
        write_safely(self._file(intent), json.dumps(said, ensure_ascii=False, indent=1).encode())

    def drop(self, intent: Intent) -> None:
        """Forget an intent, because it arrived or is not wanted any more."""
        self._file(intent).unlink(missing_ok=True)

    def waiting(self) -> list[Intent]:
        """What is not sent yet, oldest first."""
        return [intent for intent in self._all() if not intent.refused]

    def refused(self) -> list[Intent]:
        """What could not be done any more when it was sent, with the reasons."""
        return [intent for intent in self._all() if intent.refused]

    def _all(self) -> list[Intent]:
        if not self.folder.is_dir():
            return []
        files = list(self.folder.glob("*.json"))
        secret = self.secret.held() if files else None
        found = [intent for file in files if (intent := self._read(file, secret)) is not None]
        return sorted(found, key=lambda intent: (intent.order, intent.at, intent.nonce))

    def _read(self, file: Path, secret: bytes | None) -> Intent | None:
        """The intent in a file; None where another command has just sent it. One that does not count is told as refused."""
        try:
            return _intent_in(file, secret, self.known)
        except FileNotFoundError:
            return None
        except NotOurs:
            return _not_ours(file, self.secret.file.parent.parent)
        except (ValueError, TypeError, OSError, RecursionError) as error:
            return _damaged(file, error)

    def _sweep(self) -> None:
        """Remove drafts of files that a killed command left; those of one that runs are younger."""
        for draft in self.folder.glob(".*.json.*"):
            with contextlib.suppress(FileNotFoundError):
                if time.time() - draft.stat().st_mtime > OLD_SECONDS:
                    draft.unlink()

    def _file(self, intent: Intent) -> Path:
        return self.folder / f"{intent.nonce}.json"


def _intent_in(file: Path, secret: bytes | None, known: Callable[[str], bool]) -> Intent:
    """The intent that a file holds; raises NotOurs, and ValueError or TypeError where it is none, or another file's."""
    said = json.loads(file.read_text("utf-8"))
    if isinstance(said, dict):
        mark = said.pop("mark", None)
        if not is_marked(secret, said, mark):
            raise NotOurs
    json.dumps(said, ensure_ascii=False, allow_nan=False).encode()  # what could not be kept again was not kept by us
    intent = Intent(**said)
    parse_instant(intent.at)
    if not isinstance(intent.values, dict) or not isinstance(intent.request, dict) or type(intent.order) is not int:
        raise ValueError("this is no intent")
    texts = (*(getattr(intent, name) for name in TEXTS), *intent.request, *intent.request.values())
    whole = not intent.request or intent.request.keys() == REQUEST
    if not whole or not all(isinstance(text, str) for text in texts) or intent.nonce != file.stem:
        raise ValueError("this is no intent")
    if not known(intent.base):
        raise NotOurs
    return intent


def _damaged(file: Path, error: Exception) -> Intent:
    """What is told of an intent that the disk did not keep: that there was one, and that it is not done."""
    why = error.strerror if isinstance(error, OSError) else phrase("it is damaged")
    reason = phrase("{file} cannot be read any more ({why}); do it again if it is not in pmnet log", file=file, why=why)
    return _refused(file, phrase("an act that was saved here"), reason)


def _not_ours(file: Path, home: Path) -> Intent:
    """What is told of somebody else's file; nothing is quoted from it, because whoever wrote it chose the words."""
    reason = phrase(
        "{file} was not saved for this network by the home {home}, so it is not sent; if it was yours, "
        "from another home or an earlier pmnet, type it again; pmnet sync --clear forgets it",
        file=file,
        home=home,
    )
    return _refused(file, phrase("an act that this home did not save"), reason)


def _refused(file: Path, summary: str, reason: str) -> Intent:
    at = format_instant(datetime.now(UTC).replace(microsecond=0))
    return Intent("unknown", "", at, file.stem, {}, summary=summary, refused=reason)
