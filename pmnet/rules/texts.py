"""What may change in the very text of somebody else's record: a comment is read by people, though no program reads it.

In a member's record the vouches and objections are their authors'. The lines of all other fields stay as they are, byte by
byte and in their order, and no comment is put among what others say.
"""

from __future__ import annotations

import re
from typing import Final

OTHERS: Final = re.compile(rb"[\"']?(?:vouches|objections)[\"']?[ \t]*:")
"""How the lines begin under which others have their say."""

QUOTED: Final = re.compile(rb"'(?:[^']|'')*'|\"(?:\\.|[^\"\\])*\"")
COMMENT: Final = re.compile(rb"(?:^|[ \t])#.*$", re.MULTILINE)


def is_rewritten(path: str, before: bytes | None, after: bytes | None) -> bool:
    """Whether a member's text differs in more than what others say in it; a new or vanished one is another question."""
    if not path.startswith("members/") or before is None or after is None or before == after:
        return False
    (own, said), (own_after, said_after) = _parted(before), _parted(after)
    return own != own_after or _comments(said) != _comments(said_after)


def _parted(text: bytes) -> tuple[list[bytes], bytes]:
    """The lines that are the member's own, and those in which others have their say."""
    own: list[bytes] = []
    said: list[bytes] = []
    others = False
    for line in text.rstrip(b"\n").split(b"\n"):
        others = OTHERS.match(line) is not None or (others and line[:1] in (b" ", b"-", b""))
        (said if others else own).append(line)
    return own, b"\n".join(said)


def _comments(text: bytes) -> list[bytes]:
    return COMMENT.findall(QUOTED.sub(b"", text))
