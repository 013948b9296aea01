"""Signing keys: making the ssh-ed25519 key with which git signs a member's acts.

The only module that knows `cryptography`. The key file has OpenSSH's own form, so that ssh, agents and git use it as it is.
"""

from __future__ import annotations


def new_signing_key() -> tuple[bytes, str]:
    """A new key: the private key file's content and the public key as records hold it."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

    key = Ed25519PrivateKey.generate()
    private = key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption())
    public = key.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH)
    return private, public.decode()
