"""Keys that are none: points of small order on edwards25519 and curve25519, computed from the curve's own equations.

A public key of small order verifies signatures that nobody had to make, and a sealing key of small order shares its
secret with everybody. RFC 8032 names the curve; RFC 7748 names the map between its two forms.
"""

from __future__ import annotations

import base64
import struct

PRIME = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, PRIME) % PRIME
ROOT_OF_MINUS_ONE = pow(2, (PRIME - 1) // 4, PRIME)

Point = tuple[int, int]
NEUTRAL: Point = (0, 1)


def added(one: Point, two: Point) -> Point:
    """The sum of two points, by the complete law of twisted Edwards curves."""
    (x1, y1), (x2, y2) = one, two
    product = D * x1 * x2 * y1 * y2 % PRIME
    x = (x1 * y2 + x2 * y1) * pow(1 + product, -1, PRIME) % PRIME
    return x, (y1 * y2 + x1 * x2) * pow(1 - product, -1, PRIME) % PRIME


def times(factor: int, point: Point) -> Point:
    result = NEUTRAL
    while factor:
        if factor & 1:
            result = added(result, point)
        point, factor = added(point, point), factor >> 1
    return result


def x_of(y: int) -> int | None:
    """One of the two x that belong to a y; None where the curve has no such point."""
    square = (y * y - 1) * pow(D * y * y + 1, -1, PRIME) % PRIME
    for root in (
        pow(square, (PRIME + 3) // 8, PRIME),
        pow(square, (PRIME + 3) // 8, PRIME) * ROOT_OF_MINUS_ONE % PRIME,
    ):
        if root * root % PRIME == square:
            return root
    return None


def small_order_points() -> list[Point]:
    """The eight points whose eightfold is neutral: the multiples of one of order eight."""
    y = 2
    while True:
        x = x_of(y)
        found = NEUTRAL if x is None else times(ORDER, (x, y))
        if times(4, found) != NEUTRAL:
            return [times(factor, found) for factor in range(8)]
        y += 1


def encoded(y: int, sign: int) -> bytes:
    return (y | sign << 255).to_bytes(32, "little")


def small_order_encodings() -> list[bytes]:
    """Every 32 bytes that lenient readers take for a point of small order: all values of y, both signs, also y + p."""
    heights = {y for _, y in small_order_points()}
    values = [value for y in sorted(heights) for value in (y, y + PRIME) if value < 2**255]
    return [encoded(value, sign) for value in values for sign in (0, 1)]


def canonical_encodings() -> list[bytes]:
    return [encoded(y, x & 1) for x, y in small_order_points()]


def oversized_encodings() -> list[bytes]:
    """Every y that is not reduced, whatever point it stands for."""
    return [encoded(y, sign) for y in range(PRIME, 2**255) for sign in (0, 1)]


def sign_key(point: bytes) -> str:
    """32 bytes as a signing key in OpenSSH's form."""
    return "ssh-ed25519 " + base64.b64encode(_text(b"ssh-ed25519") + _text(point)).decode()


def nobodys_signature(namespace: bytes = b"git") -> bytes:
    """A signature by the neutral point: nobody had to make it, and careless verifiers accept it for every text.

    R is neutral and S is 0, so that S·B = R + h·A holds whatever the text's h is.
    """
    neutral = encoded(1, 0)
    inner = _text(namespace) + _text(b"") + _text(b"sha512")
    key = _text(_text(b"ssh-ed25519") + _text(neutral))
    signature = _text(_text(b"ssh-ed25519") + _text(neutral + bytes(32)))
    body = base64.b64encode(b"SSHSIG" + struct.pack(">I", 1) + key + inner + signature).decode()
    lines = [body[start : start + 70] for start in range(0, len(body), 70)]
    return "\n".join(["-----BEGIN SSH SIGNATURE-----", *lines, "-----END SSH SIGNATURE-----", ""]).encode()


def low_order_recipients() -> list[str]:
    """Every age recipient whose shared secret is nothing, in all encodings of its u, also with the highest bit set."""
    heights = {y for _, y in small_order_points() if y != 1}
    reduced = {(1 + y) * pow(1 - y, -1, PRIME) % PRIME for y in heights} | {PRIME - 1}  # -1 lies on the twist
    values = [value for u in sorted(reduced) for value in (u, u + PRIME) if value < 2**255]
    return [age_recipient(encoded(value, bit)) for value in values for bit in (0, 1)]


def age_recipient(point: bytes) -> str:
    """32 bytes as an age recipient: bech32 as in BIP 173."""
    number = int.from_bytes(point, "big") << 4
    words = [number >> shift & 31 for shift in range(255, -1, -5)]
    prefix = [ord(c) >> 5 for c in "age"] + [0] + [ord(c) & 31 for c in "age"]
    rest = _polymod([*prefix, *words, *[0] * 6]) ^ 1
    checksum = [rest >> 5 * place & 31 for place in range(5, -1, -1)]
    return "age1" + "".join("qpzry9x8gf2tvdw0s3jn54khce6mua7l"[word] for word in [*words, *checksum])


def _polymod(words: list[int]) -> int:
    check = 1
    for word in words:
        top, check = check >> 25, (check & 0x1FFFFFF) << 5 ^ word
        for bit, generator in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            check ^= generator if top >> bit & 1 else 0
    return check


def _text(content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + content
