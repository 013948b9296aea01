"""Signing keys: making the ssh-ed25519 key with which git signs a member's acts, and reading whose signature one is.

The only module that knows `cryptography`. The key file has OpenSSH's own form, so that ssh, agents and git use it as it
is. A signature is read strictly: what OpenSSH would write, byte for byte, and nothing beside it (PROTOCOL.sshsig).
"""

from __future__ import annotations

import base64
import hashlib
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from pmnet.domain.commit import FOREIGN, UNSIGNED
from pmnet.domain.phrase import phrase

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

KEY_TYPE: Final = b"ssh-ed25519"
NAMESPACE: Final = b"git"
HASHES: Final = {b"sha512": hashlib.sha512, b"sha256": hashlib.sha256}
BEGIN: Final = b"-----BEGIN SSH SIGNATURE-----\n"
END: Final = b"-----END SSH SIGNATURE-----\n"

WIDTH: Final = 70
"""Characters in a line of an armor, as ssh-keygen writes it."""

SEND_HINT: Final = phrase("whoever sent it must send it with pmnet")


def new_signing_key() -> tuple[bytes, str]:
    """A new key: the private key file's content and the public key as records hold it."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

    key = Ed25519PrivateKey.generate()
    private = key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption())
    public = key.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH)
    return private, public.decode()


def signer(payload: bytes, armored: bytes) -> tuple[str, str, str]:
    """Whose signature of a commit's bytes this is: the public key as records hold it, or "" with the reason and a hint."""
    if not armored:
        return "", UNSIGNED, SEND_HINT
    if not armored.startswith(BEGIN):
        return "", FOREIGN, SEND_HINT
    try:
        return _verified(payload, _dearmored(armored)), "", ""
    except ValueError as error:
        return "", phrase("its signature is not good: {error}", error=error), phrase("send it again from your own copy")


def _verified(payload: bytes, blob: bytes) -> str:
    """The public key whose signature of the payload a blob is; raises ValueError."""
    from cryptography.exceptions import InvalidSignature

    if blob[:10] != b"SSHSIG\0\0\0\x01":
        raise ValueError(phrase("it is of a kind that is not known"))
    public, namespace, reserved, algorithm, signature = _strings(blob[10:], 5)
    kind, point = _strings(public, 2)
    signed_by, value = _strings(signature, 2)
    if (kind, signed_by, len(point), len(value)) != (KEY_TYPE, KEY_TYPE, 32, 64):
        raise ValueError(phrase("only ssh-ed25519 keys sign here"))
    if namespace != NAMESPACE or reserved or algorithm not in HASHES:
        raise ValueError(phrase("it was made for something else"))
    digest = HASHES[algorithm](payload).digest()
    message = b"SSHSIG" + b"".join(map(_string, (namespace, reserved, algorithm, digest)))
    try:
        _public_key(point).verify(value, message)
    except InvalidSignature:
        raise ValueError(phrase("it was changed after it was signed")) from None
    return f"{KEY_TYPE.decode()} {base64.b64encode(public).decode()}"


@lru_cache(maxsize=1_000)
def _public_key(point: bytes) -> Ed25519PublicKey:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    return Ed25519PublicKey.from_public_bytes(point)


def _dearmored(armored: bytes) -> bytes:
    """The bytes in an armor, which must be just as it would be written again."""
    body = armored.removeprefix(BEGIN).removesuffix(END)
    blob = base64.b64decode(body.replace(b"\n", b""), validate=True)
    text = base64.b64encode(blob)
    if armored != BEGIN + b"".join(text[at : at + WIDTH] + b"\n" for at in range(0, len(text), WIDTH)) + END:
        raise ValueError(phrase("it is not written as a signature is"))
    return blob


def _strings(data: bytes, count: int) -> list[bytes]:
    """Exactly that many length-prefixed strings; raises ValueError."""
    found = []
    for _ in range(count):
        size = int.from_bytes(data[:4], "big")
        if len(data) < 4 + size:
            raise ValueError(phrase("it ends too early"))
        found.append(data[4 : 4 + size])
        data = data[4 + size :]
    if data:
        raise ValueError(phrase("there is more than belongs there"))
    return found


def _string(data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + data
