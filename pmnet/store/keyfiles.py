"""OpenSSH key files: their public half, which stands in the clear even where the private half has a passphrase.

A private key file is described in OpenSSH's PROTOCOL.key, a public one in sshd(8).
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from pmnet.domain.phrase import phrase
from pmnet.errors import NotFound, Usage
from pmnet.rules.keys import signing_key_problem

BEGIN: Final = "-----BEGIN OPENSSH PRIVATE KEY-----"
MAGIC: Final = b"openssh-key-v1\0"
LARGEST: Final = 16 * 1024
ADVICE: Final = phrase("ssh-keygen -t ed25519 -f FILE makes one; without --key pmnet makes its own")


def public_half(path: Path) -> str:
    """The public key in a private or a public key file, as records hold it.

    Raises NotFound where there is no file, and Usage where it holds no key that can sign.
    """
    if not path.is_file():
        raise NotFound(
            phrase("there is no key file {path}", path=path),
            phrase("name the file of your private key, or its .pub for ssh-agent"),
        )
    with path.open("rb") as file:
        text = file.read(LARGEST).decode("utf-8", "replace")
    key = _of_private(text) if text.startswith(BEGIN) else " ".join(text.split("\n")[0].split()[:2])
    if key is None or key.startswith("-----"):
        raise Usage(phrase("{path} is not a key file as OpenSSH writes it", path=path), ADVICE)
    problem = signing_key_problem(key)
    if problem:
        raise Usage(phrase("{path}: {problem}", path=path, problem=problem), ADVICE)
    return key


def is_public(path: Path) -> bool:
    """Whether a key file holds only the public half, so that an agent must have the private one."""
    return path.suffix == ".pub"


def _of_private(text: str) -> str | None:
    """The public half of a private key file; None where it is broken."""
    try:
        raw = base64.b64decode("".join(text.strip().split("\n")[1:-1]))
        if not raw.startswith(MAGIC):
            return None
        *_, public = _strings(raw, len(MAGIC), (0, 0, 0, 4))
        kind = next(_strings(public, 0, (0,)))
    except (ValueError, StopIteration):
        return None
    return f"{kind.decode('ascii', 'replace')} {base64.b64encode(public).decode()}"


def _strings(raw: bytes, start: int, gaps: tuple[int, ...]) -> Iterator[bytes]:
    """The strings that follow one another, each behind a gap and its length; raises ValueError where one is cut off."""
    for gap in gaps:
        begin = start + gap + 4
        start = begin + int.from_bytes(raw[begin - 4 : begin], "big")
        if start > len(raw):
            raise ValueError("cut off")
        yield raw[begin:start]
