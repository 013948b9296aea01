"""Which public keys may stand in a record (RFC 8032, RFC 7748, BIP 173): every weak point in every encoding is refused."""

from __future__ import annotations

import base64
import subprocess
from hashlib import sha256, sha512
from pathlib import Path

import points
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.serialization import load_ssh_public_key
from hypothesis import given
from hypothesis import strategies as st

from pmnet.rules.keys import PRIME, SMALL_ORDER_U, SMALL_ORDER_Y, fingerprint, sealing_key_problem, signing_key_problem
from pmnet.store.seal import new_sealing_key
from pmnet.store.signatures import new_signing_key

SMALL = sorted(encoding for point in points.small_order_points() for encoding in points.encodings(point))
"""Every 32 bytes that mean a point of small order."""

LOW = sorted(
    (u + extra + top).to_bytes(32, "little")
    for u in points.small_order_coordinates()
    for extra in (0, PRIME)
    for top in (0, 2**255)
    if u + extra < 2**255
)
"""Every 32 bytes that the ladder takes to zero: below and above the prime, with and without the bit that it ignores."""

NAMES = [number.hex()[:8] + number.hex()[-4:] for number in SMALL]


def test_the_tables_are_what_the_arithmetic_finds() -> None:
    assert {y for _, y in points.small_order_points()} == SMALL_ORDER_Y
    assert points.small_order_coordinates() == SMALL_ORDER_U
    assert (len(points.small_order_points()), len(SMALL), len(SMALL_ORDER_U)) == (8, 14, 5)


@pytest.mark.parametrize("raw", SMALL, ids=NAMES)
def test_a_signing_key_of_small_order(raw: bytes) -> None:
    assert signing_key_problem(points.signing_key(raw)) in (
        "the signing key is of small order: anybody could sign with it",
        "the signing key is not written in its one canonical way",
    )


@pytest.mark.parametrize("raw", SMALL, ids=NAMES)
def test_anybody_could_sign_with_such_a_key(raw: bytes) -> None:
    """Why they are refused: a library takes signatures that nobody made with a key."""
    key = Ed25519PublicKey.from_public_bytes(raw)

    def is_taken(message: bytes) -> bool:
        for start in SMALL:
            try:
                key.verify(start + bytes(32), message)
            except InvalidSignature:
                continue
            return True
        return False

    assert any(is_taken(f"message {number}".encode()) for number in range(64))


@pytest.mark.parametrize("raw", LOW, ids=[raw.hex()[:8] + raw.hex()[-4:] for raw in LOW])
def test_a_sealing_key_of_small_order(raw: bytes) -> None:
    assert sealing_key_problem(points.sealing_key(raw)) in (
        "the sealing key is of small order: everybody could open what is sealed to it",
        "the sealing key is not written in its one canonical way",
    )
    with pytest.raises(ValueError):
        X25519PrivateKey.generate().exchange(X25519PublicKey.from_public_bytes(raw))


@pytest.mark.parametrize("over", range(19))
def test_a_y_or_u_above_the_prime_is_refused(over: int) -> None:
    for top in (0, 2**255):
        raw = (PRIME + over + top).to_bytes(32, "little")
        assert "canonical" in signing_key_problem(points.signing_key(raw))
        assert "canonical" in sealing_key_problem(points.sealing_key(raw))


def test_the_bit_that_the_ladder_ignores_is_refused() -> None:
    raw = bytearray(X25519PrivateKey.generate().public_key().public_bytes_raw())
    raw[31] |= 0x80
    assert "canonical" in sealing_key_problem(points.sealing_key(bytes(raw)))


@given(st.binary(min_size=32, max_size=32))
def test_a_signing_key_is_a_point_or_refused(raw: bytes) -> None:
    y = int.from_bytes(raw, "little") & (2**255 - 1)
    fine = y < points.P and points.point(y) is not None and y not in SMALL_ORDER_Y
    assert (signing_key_problem(points.signing_key(raw)) == "") is fine


@given(st.binary(min_size=32, max_size=32))
def test_honest_keys_are_accepted(seed: bytes) -> None:
    sign = Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
    seal = X25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
    assert signing_key_problem(points.signing_key(sign)) == ""
    assert sealing_key_problem(points.sealing_key(seal)) == ""


def test_keys_made_here_are_accepted() -> None:
    assert signing_key_problem(new_signing_key()[1]) == ""
    assert sealing_key_problem(new_sealing_key()[1]) == ""


GOOD = new_signing_key()[1]
RAW = base64.b64decode(GOOD.split()[1])


def written(wire: bytes) -> str:
    return f"ssh-ed25519 {base64.b64encode(wire).decode()}"


TYPE = "only a key of type ssh-ed25519 can sign"
OPENSSH = "the signing key is not written as OpenSSH writes it"
NO_KEY = "the signing key does not hold an ssh-ed25519 key"


@pytest.mark.parametrize(
    ("key", "problem"),
    [
        pytest.param("", f"{TYPE}, not ''", id="nothing"),
        pytest.param("ssh-ed25519", NO_KEY, id="a type and no key"),
        pytest.param("ssh-ed25519 ", NO_KEY, id="a type and a blank"),
        pytest.param(GOOD.replace("ssh-ed25519 ", "ssh-rsa "), f"{TYPE}, not 'ssh-rsa'", id="another type named"),
        pytest.param(
            GOOD.replace("ssh-ed25519 ", "sk-ssh-ed25519@openssh.com "),
            f"{TYPE}, not 'sk-ssh-ed25519@openssh.com'",
            id="a security key's type named",
        ),
        pytest.param("x" * 99, f"{TYPE}, not {'x' * 40!r}", id="something long"),
        pytest.param(f"{GOOD} anna@laptop", OPENSSH, id="a comment"),
        pytest.param(f"{GOOD}\n", OPENSSH, id="a line feed"),
        pytest.param(GOOD.replace(" ", "  "), OPENSSH, id="two blanks"),
        pytest.param(f" {GOOD}", f"{TYPE}, not ''", id="a blank before"),
        pytest.param(GOOD[:-1], OPENSSH, id="a letter short"),
        pytest.param(GOOD[:40] + "\n" + GOOD[40:], OPENSSH, id="a line feed inside"),
        pytest.param(GOOD[:40] + "!" + GOOD[41:], OPENSSH, id="a sign that is none of base64's"),
        pytest.param(GOOD.replace(" A", " é"), OPENSSH, id="a letter that is none of base64's"),
        pytest.param(written(RAW[:-1]), NO_KEY, id="31 bytes"),
        pytest.param(written(RAW + b"\0"), NO_KEY, id="a byte behind"),
        pytest.param(written(RAW[:-32] + bytes(32) + RAW[-32:]), NO_KEY, id="64 bytes"),
        pytest.param(written(RAW.replace(b"\0\0\0\x20", b"\0\0\0\x21") + b"\0"), NO_KEY, id="33 bytes"),
        pytest.param(written(RAW.replace(b"ssh-ed25519", b"ssh-ed25518")), NO_KEY, id="another type inside"),
        pytest.param(points.signing_key(RAW[-32:], b"ssh-ed448"), NO_KEY, id="a shorter type inside"),
        pytest.param(written(b"\0\0\0\x07ssh-rsa" + RAW[15:]), NO_KEY, id="rsa inside"),
    ],
)
def test_a_signing_key_of_another_form(key: str, problem: str) -> None:
    assert signing_key_problem(key) == problem


def test_base64_is_canonical() -> None:
    """51 bytes leave no spare bits, so that other spellings need padding."""
    for spelt in (GOOD + "====", GOOD + "=", GOOD + "AA==", GOOD[:-4] + "===="):
        assert signing_key_problem(spelt)


@pytest.mark.parametrize("point", [2, 7, 11])
def test_a_signing_key_beside_the_curve(point: int) -> None:
    y = next(y for y in range(point, 100) if points.point(y) is None)
    problem = signing_key_problem(points.signing_key(y.to_bytes(32, "little")))
    assert problem == "the signing key is not a point of its curve"


def test_wire_structure_as_cryptography_reads_it() -> None:
    """Whatever is accepted here is read there as the same key."""
    loaded = load_ssh_public_key(GOOD.encode())
    assert isinstance(loaded, Ed25519PublicKey)
    assert points.signing_key(loaded.public_bytes_raw()) == GOOD


SEAL = new_sealing_key()[1]
SEAL_RAW = X25519PrivateKey.from_private_bytes(sha256(b"x").digest()).public_key().public_bytes_raw()
FIXED = points.sealing_key(SEAL_RAW)


RECIPIENT = "only an age X25519 recipient in lower case can be a sealing key"
MISTYPED = "the sealing key has a wrong checksum, so something in it is mistyped"
NOT_AGES = "the sealing key is not written as age writes it"


@pytest.mark.parametrize(
    ("key", "problem"),
    [
        pytest.param("", RECIPIENT, id="nothing"),
        pytest.param(SEAL.upper(), RECIPIENT, id="capitals"),
        pytest.param(SEAL[:30] + SEAL[30:].upper(), RECIPIENT, id="some capitals"),
        pytest.param(SEAL[:-1], RECIPIENT, id="a letter short"),
        pytest.param(SEAL + "q", RECIPIENT, id="a letter more"),
        pytest.param(f"{SEAL}\n", RECIPIENT, id="a line feed"),
        pytest.param(SEAL[:20] + ("q" if SEAL[20] != "q" else "p") + SEAL[21:], MISTYPED, id="one letter mistyped"),
        pytest.param(FIXED[:20] + FIXED[21] + FIXED[20] + FIXED[22:], MISTYPED, id="two swapped"),
        pytest.param(SEAL[:20] + "b" + SEAL[21:], RECIPIENT, id="a letter that is none of its"),
        pytest.param(SEAL[:20] + "é" + SEAL[21:], RECIPIENT, id="a letter of another alphabet"),
        pytest.param(points.sealing_key(SEAL_RAW, spare=1), NOT_AGES, id="spare bits that are not zero"),
        pytest.param(points.sealing_key(SEAL_RAW + b"x"), RECIPIENT, id="33 bytes with a good checksum"),
        pytest.param(points.sealing_key(SEAL_RAW[:-1]), RECIPIENT, id="31 bytes with a good checksum"),
        pytest.param(points.sealing_key(SEAL_RAW, "agf"), RECIPIENT, id="another prefix"),
        pytest.param(points.sealing_key(SEAL_RAW, "age-secret-key-"), RECIPIENT, id="a secret key's prefix"),
        pytest.param("age1" + "q" * 58, MISTYPED, id="a wrong checksum over nothing"),
        pytest.param(GOOD, RECIPIENT, id="a signing key"),
    ],
)
def test_a_sealing_key_of_another_form(key: str, problem: str) -> None:
    assert sealing_key_problem(key) == problem


def test_a_sealing_key_is_spelt_as_age_spells_it() -> None:
    from pyrage import x25519

    assert str(x25519.Recipient.from_str(points.sealing_key(SEAL_RAW))) == points.sealing_key(SEAL_RAW)
    assert sealing_key_problem(points.sealing_key(SEAL_RAW)) == ""


def test_a_fingerprint_is_what_ssh_keygen_prints(tmp_path: Path) -> None:
    (tmp_path / "key.pub").write_text(f"{GOOD} somebody\n")
    shown = subprocess.run(["ssh-keygen", "-l", "-f", tmp_path / "key.pub"], capture_output=True, check=True, text=True)
    assert fingerprint(GOOD) == shown.stdout.split()[1]


def test_the_arithmetic_of_these_tests_is_that_of_ed25519() -> None:
    """A secret number times the base point is the public key that a library makes of it (RFC 8032, 5.1.5)."""
    seed = sha256(b"seed").digest()
    key = Ed25519PrivateKey.from_private_bytes(seed)
    clamped = int.from_bytes(sha512(seed).digest()[:32], "little") & ((1 << 254) - 8) | 1 << 254
    base = points.point(4 * pow(5, points.P - 2, points.P) % points.P)
    assert base is not None
    x, y = points.times(clamped, base)
    assert (y | (x % 2) << 255).to_bytes(32, "little") == key.public_key().public_bytes_raw()
