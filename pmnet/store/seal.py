"""Sealing keys: making the age identity to which colleagues seal; and texts sealed to a passphrase, which are backups.

The only module that knows pyrage.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from pmnet.errors import CannotUnseal


def new_sealing_key() -> tuple[bytes, str]:
    """A new identity: the private key file's content and the recipient as records hold it."""
    from pyrage import x25519

    identity = x25519.Identity.generate()
    recipient = str(identity.to_public())
    return f"# public key: {recipient}\n{identity}\n".encode(), recipient


def lock(content: bytes, passphrase: str) -> bytes:
    """A content sealed to a passphrase, as printable text that `age --decrypt` opens too; takes two seconds on purpose."""
    from pyrage import passphrase as age

    sealed: bytes = age.encrypt(content, passphrase, armored=True)
    return sealed


def unlock(sealed: bytes, passphrase: str) -> bytes:
    """What was sealed to a passphrase; raises CannotUnseal.

    Only for files a person names themselves: how long this takes is written in the file, so nothing from a repository is
    ever opened with it.
    """
    from pyrage import passphrase as age

    with _in_our_words():
        content: bytes = age.decrypt(sealed, passphrase)
        return content


@contextlib.contextmanager
def _in_our_words() -> Iterator[None]:
    """Whatever pyrage raises as CannotUnseal; where it panics it raises what no `except Exception` would catch."""
    import pyrage

    try:
        yield
    except BaseException as error:
        if isinstance(error, pyrage.DecryptError) or type(error).__name__ == "PanicException":
            raise CannotUnseal(
                "the backup does not open: the passphrase is another one, or the file is damaged",
                "type the passphrase again; it is the one chosen when the backup was made",
            ) from None
        raise
