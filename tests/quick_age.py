"""Texts sealed to a passphrase as any age does it (age-encryption.org/v1), with little work: opened in no time.

How much work a passphrase takes is written in each file by whoever seals it. pmnet always asks for a second of it; where a
test is about something else, a file that took less is opened all the same.
"""

from __future__ import annotations

import base64
import os

from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

WORK = 4
"""The binary logarithm of scrypt's N."""


def lock(content: bytes, passphrase: str) -> bytes:
    """The same as `seal.lock`; the content is shorter than one chunk of 64 KiB."""
    key, salt, nonce = os.urandom(16), os.urandom(16), os.urandom(16)
    wrapping = Scrypt(b"age-encryption.org/v1/scrypt" + salt, 32, 2**WORK, 8, 1).derive(passphrase.encode())
    wrapped = ChaCha20Poly1305(wrapping).encrypt(bytes(12), key, None)
    header = f"age-encryption.org/v1\n-> scrypt {_plain(salt)} {WORK}\n{_plain(wrapped)}\n---".encode()
    proof = hmac.HMAC(_derived(key, b"", b"header"), hashes.SHA256())
    proof.update(header)
    body = ChaCha20Poly1305(_derived(key, nonce, b"payload")).encrypt(bytes(11) + b"\1", content, None)
    text = base64.b64encode(header + f" {_plain(proof.finalize())}\n".encode() + nonce + body).decode()
    lines = [text[start : start + 64] for start in range(0, len(text), 64)]
    return "\n".join(["-----BEGIN AGE ENCRYPTED FILE-----", *lines, "-----END AGE ENCRYPTED FILE-----", ""]).encode()


def _derived(key: bytes, salt: bytes, purpose: bytes) -> bytes:
    return HKDF(hashes.SHA256(), 32, salt, purpose).derive(key)


def _plain(content: bytes) -> str:
    return base64.b64encode(content).decode().rstrip("=")
