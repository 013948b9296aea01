"""What may change in the very text of somebody else's record: a comment is read by people, though no program reads it.

In a member's record the vouches and objections are their authors', in a lead the word of a keeper that it was erased. The lines
of all other fields stay as they are, byte by byte and in their order, and no comment is put among what others say.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

OTHERS: Final[Mapping[str, re.Pattern[bytes]]] = {
    "members/": re.compile(rb"[\"']?(?:vouches|objections)[\"']?[ \t]*:"),
    "leads/": re.compile(rb"[\"']?erased[\"']?[ \t]*:"),
}
"""How the lines begin under which others have their say, by folder."""

QUOTED: Final = re.compile(rb"'(?:[^']|'')*'|\"(?:\\.|[^\"\\])*\"")
COMMENT: Final = re.compile(rb"(?:^|[ \t])#.*$", re.MULTILINE)


def is_rewritten(path: str, before: bytes | None, after: bytes | None) -> bool:
    """Whether somebody's text differs in more than what others say in it; a new or vanished one is another question."""
    others = next((pattern for folder, pattern in OTHERS.items() if path.startswith(folder)), None)
    if others is None or before is None or after is None or before == after:
        return False
    (own, said), (own_after, said_after) = _parted(before, others), _parted(after, others)
    return own != own_after or _comments(said) != _comments(said_after)


def _parted(text: bytes, others: re.Pattern[bytes]) -> tuple[list[bytes], bytes]:
    """The lines that are the owner's own, and those in which others have their say."""
    own: list[bytes] = []
    said: list[bytes] = []
    theirs = False
    for line in text.rstrip(b"\n").split(b"\n"):
        theirs = others.match(line) is not None or (theirs and line[:1] in (b" ", b"-", b""))
        (said if theirs else own).append(line)
    return own, b"\n".join(said)


def _comments(text: bytes) -> list[bytes]:
    return COMMENT.findall(QUOTED.sub(b"", text))
