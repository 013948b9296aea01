"""Points of small order on Ed25519 and Curve25519, found by doing the arithmetic; and keys spelt out of any 32 bytes."""

from __future__ import annotations

import base64
from collections.abc import Iterator

P = 2**255 - 19
D = -121665 * pow(121666, P - 2, P) % P
A = 486662
GROUP_ORDER = 2**252 + 27742317777372353535851937790883648493
CHARSET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"

Point = tuple[int, int]


def root(square: int) -> int | None:
    """A square root modulo p, or None."""
    found = pow(square, (P + 3) // 8, P)
    for candidate in (found, found * pow(2, (P - 1) // 4, P) % P):
        if (candidate * candidate - square) % P == 0:
            return candidate
    return None


def point(y: int) -> Point | None:
    """The point of Ed25519 with that y and an even x, or None."""
    x = root((y * y - 1) * pow(D * y * y + 1, P - 2, P) % P)
    return None if x is None else (P - x if x % 2 else x, y % P)


def add(one: Point, other: Point) -> Point:
    (x1, y1), (x2, y2) = one, other
    product = D * x1 * x2 * y1 * y2
    return (
        (x1 * y2 + x2 * y1) * pow(1 + product, P - 2, P) % P,
        (y1 * y2 + x1 * x2) * pow(1 - product, P - 2, P) % P,
    )


def times(number: int, found: Point) -> Point:
    result = (0, 1)
    while number:
        result = add(result, found) if number & 1 else result
        found, number = add(found, found), number >> 1
    return result


def small_order_points() -> set[Point]:
    """All points whose order divides 8: what the group's order leaves of any point."""
    candidates = (found for y in range(2, 40) if (found := point(y)) is not None)
    of_order_eight = next(t for c in candidates if times(4, t := times(GROUP_ORDER, c)) != (0, 1))
    return {times(number, of_order_eight) for number in range(8)}


def encodings(found: Point) -> Iterator[bytes]:
    """Every way in which 32 bytes can mean this point: y below or above p, and for x = 0 either sign."""
    x, y = found
    for written in (y, y + P):
        for sign in {x % 2, 1} if x == 0 else {x % 2}:
            if written < 2**255:
                yield (written | sign << 255).to_bytes(32, "little")


def small_order_coordinates() -> set[int]:
    """The u of every point of Curve25519 and its twist whose order divides 8: each doubles to one known before."""
    found = {0, 1, P - 1}  # 0 doubles to infinity, 1 and -1 double to 0
    for sign in (1, -1):  # what doubles to 1 or -1: with w = u + 1/u it is w² - 4 = ±4 (w + A)
        half = root(2 * 2 + 4 + sign * 4 * A)
        for w in () if half is None else (sign * 2 + half, sign * 2 - half):
            inner = root(w * w - 4)
            found |= set() if inner is None else {(w + s * inner) * pow(2, P - 2, P) % P for s in (1, -1)}
    return found


def signing_key(raw: bytes, kind: bytes = b"ssh-ed25519") -> str:
    """32 bytes as an OpenSSH public key."""
    wire = b"".join(len(part).to_bytes(4, "big") + part for part in (kind, raw))
    return f"ssh-ed25519 {base64.b64encode(wire).decode()}"


def sealing_key(raw: bytes, prefix: str = "age", spare: int = 0) -> str:
    """Bytes (32 in a good one) as an age recipient; `spare` are the bits that are left over, of 32 bytes four."""
    letters = -(-8 * len(raw) // 5)
    number = int.from_bytes(raw, "big") << 5 * letters - 8 * len(raw) | spare
    values = [number >> 5 * place & 31 for place in range(letters - 1, -1, -1)]
    head = [*(ord(c) >> 5 for c in prefix), 0, *(ord(c) & 31 for c in prefix)]
    checksum = _polymod([*head, *values, *[0] * 6]) ^ 1
    values += [checksum >> 5 * place & 31 for place in range(5, -1, -1)]
    return f"{prefix}1" + "".join(CHARSET[value] for value in values)


def _polymod(values: list[int]) -> int:
    found = 1
    for value in values:
        top = found >> 25
        found = (found & 0x1FFFFFF) << 5 ^ value
        for place, generator in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            found ^= generator * (top >> place & 1)
    return found
