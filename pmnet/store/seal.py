"""Sealing keys: making the age identity to which colleagues seal.

The only module that knows pyrage.
"""

from __future__ import annotations


def new_sealing_key() -> tuple[bytes, str]:
    """A new identity: the private key file's content and the recipient as records hold it."""
    from pyrage import x25519

    identity = x25519.Identity.generate()
    recipient = str(identity.to_public())
    return f"# public key: {recipient}\n{identity}\n".encode(), recipient
