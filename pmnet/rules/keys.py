"""Whether a public key may stand in a member's record: its form, and whether what it says is a key at all.

The rules, in prose:

- A signing key is an OpenSSH key of type ssh-ed25519, written in the one canonical way and without a comment; a sealing key is
  an age X25519 recipient in lower case with a correct checksum.
- A signing key is a point of its curve, a sealing key a coordinate below the field's prime; each in its one canonical encoding
  (RFC 8032 section 5.1.3, RFC 7748 section 5).
- Neither is of small order. Anybody can make signatures that fit such a signing key, so whoever registers one can deny
  everything; and whatever is sealed to such a sealing key is open to all, or ends the program that tries.

Plain arithmetic, without a cryptographic library: nothing here is secret. A pair of keys takes 0.2 ms.
"""

from __future__ import annotations

import base64
import hashlib
from typing import Final

from pmnet.domain.phrase import phrase

PRIME: Final = 2**255 - 19
EDWARDS_D: Final = -121665 * pow(121666, -1, PRIME) % PRIME
"""The constant of the curve -x² + y² = 1 + d x² y²."""

WIRE_HEAD: Final = b"\0\0\0\x0bssh-ed25519\0\0\0\x20"
KEY_BYTES: Final = 32

_ORDER_EIGHT_Y: Final = 0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7
SMALL_ORDER_Y: Final = frozenset({0, 1, PRIME - 1, _ORDER_EIGHT_Y, PRIME - _ORDER_EIGHT_Y})
"""The y of the eight points of Ed25519 whose order divides 8."""

SMALL_ORDER_U: Final = frozenset(
    {
        0,
        1,
        PRIME - 1,
        0x00B8495F16056286FDB1329CEB8D09DA6AC49FF1FAE35616AEB8413B7C7AEBE0,
        0x57119FD0DD4E22D8868E1C58C45C44045BEF839C55B1D0B1248C50A3BC959C5F,
    }
)
"""The u of all points of Curve25519 and its twist that the ladder of X25519 takes to zero."""

CHARSET: Final = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
RECIPIENT_LENGTH: Final = 62


def signing_key_problem(key: str) -> str:
    """Why this cannot be a member's signing key; empty when it can."""
    kind, _, encoded = key.partition(" ")
    if kind != "ssh-ed25519":
        return phrase("only a key of type ssh-ed25519 can sign, not {kind!r}", kind=kind[:40])
    try:
        wire = base64.b64decode(encoded)
    except ValueError:
        return phrase("the signing key is not written as OpenSSH writes it")
    if base64.b64encode(wire).decode() != encoded:  # also where the decoder passed over what is none of base64's
        return phrase("the signing key is not written as OpenSSH writes it")
    if wire[: len(WIRE_HEAD)] != WIRE_HEAD or len(wire) != len(WIRE_HEAD) + KEY_BYTES:
        return phrase("the signing key does not hold an ssh-ed25519 key")
    return _point_problem(wire[len(WIRE_HEAD) :])


def sealing_key_problem(key: str) -> str:
    """Why this cannot be a member's sealing key; empty when it can."""
    values = [CHARSET.find(letter) for letter in key[4:]]
    if not key.startswith("age1") or len(key) != RECIPIENT_LENGTH or -1 in values:
        return phrase("only an age X25519 recipient in lower case can be a sealing key")
    if _checksum([*_expanded("age"), *values]) != 1:
        return phrase("the sealing key has a wrong checksum, so something in it is mistyped")
    encoded = _bytes_of(values[:-6])
    if encoded is None:
        return phrase("the sealing key is not written as age writes it")
    u = int.from_bytes(encoded, "little")
    if u >= PRIME:
        return phrase("the sealing key is not written in its one canonical way")
    return (
        phrase("the sealing key is of small order: everybody could open what is sealed to it")
        if u in SMALL_ORDER_U
        else ""
    )


def fingerprint(key: str) -> str:
    """The fingerprint of a signing key, as `ssh-keygen -l` prints it."""
    digest = hashlib.sha256(base64.b64decode(key.split(" ")[1])).digest()
    return "SHA256:" + base64.b64encode(digest).decode().rstrip("=")


def _point_problem(encoded: bytes) -> str:
    """Why 32 bytes are not a point that signs: the last bit is the sign of x, the others are y."""
    y = int.from_bytes(encoded, "little") & (2**255 - 1)
    if y >= PRIME:
        return phrase("the signing key is not written in its one canonical way")
    if y in SMALL_ORDER_Y:
        return phrase("the signing key is of small order: anybody could sign with it")
    x_squared = (y * y - 1) * (EDWARDS_D * y * y + 1)  # times a square, which changes nothing: no division is needed
    return "" if pow(x_squared, (PRIME - 1) // 2, PRIME) == 1 else phrase("the signing key is not a point of its curve")


def _expanded(prefix: str) -> list[int]:
    """A prefix as the checksum takes it in (BIP 173)."""
    return [*(ord(letter) >> 5 for letter in prefix), 0, *(ord(letter) & 31 for letter in prefix)]


def _checksum(values: list[int]) -> int:
    """The checksum of BIP 173: 1 where nothing is mistyped."""
    found = 1
    for value in values:
        top = found >> 25
        found = (found & 0x1FFFFFF) << 5 ^ value
        for place, generator in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            found ^= generator if top >> place & 1 else 0
    return found


def _bytes_of(values: list[int]) -> bytes | None:
    """Groups of five bits as 32 bytes; None where the four bits left over are not zero."""
    number = 0
    for value in values:
        number = number << 5 | value
    return None if number & 0xF else (number >> 4).to_bytes(KEY_BYTES, "big")
