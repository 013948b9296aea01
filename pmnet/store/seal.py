"""Sealing with age: to members' keys, and to a passphrase, which is for backups; and making the key to which others seal.

The only module that knows pyrage. An envelope is an age file in its printable form, followed by line ends: age adds a random
stanza to each file, and the line ends, which it passes over in opening, make up for its length, so that envelopes of equally long
texts are equally long.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from pmnet.domain.phrase import phrase
from pmnet.errors import Bug, CannotUnseal

HEADER_BYTES: Final = len("age-encryption.org/v1\n") + len("--- \n") + 43
RECIPIENT_BYTES: Final = len("-> X25519 \n\n") + 2 * 43
RANDOM_BYTES: Final = 192
"""Room for the random stanza: age makes 13 to 190 bytes of it; one that is longer is drawn again."""

NONCE_BYTES: Final = 16
CHUNK_BYTES: Final = 64 * 1024
TAG_BYTES: Final = 16
LINE: Final = 64
ARMOR_BYTES: Final = len("-----BEGIN AGE ENCRYPTED FILE-----\n") + len("-----END AGE ENCRYPTED FILE-----\n")

DRAWS: Final = 1_000
"""How often a random stanza that is too long is drawn again; none is, as long as age makes them as it does now."""


def new_sealing_key() -> tuple[bytes, str]:
    """A new identity: the private key file's content and the recipient as records hold it."""
    from pyrage import x25519

    identity = x25519.Identity.generate()
    recipient = str(identity.to_public())
    return f"# public key: {recipient}\n{identity}\n".encode(), recipient


def seal(text: bytes, recipients: Sequence[str]) -> bytes:
    """A text sealed to age recipients: its length follows from the text's and the number of recipients alone.

    Raises CannotUnseal where one of them cannot be sealed to.
    """
    import pyrage
    from pyrage import x25519

    length = _length(len(text), len(recipients))
    with _in_our_words(
        phrase("nothing can be sealed to one of these keys"), phrase("pmnet member show ID says which keys they are")
    ):
        readers = [x25519.Recipient.from_str(recipient) for recipient in recipients]
        for _ in range(DRAWS):
            envelope: bytes = pyrage.encrypt(text, readers, armored=True)
            if len(envelope) <= length:
                return envelope.ljust(length, b"\n")
    raise Bug(phrase("an envelope never came out as long as it must be"))


def unseal(envelope: bytes, identities: Iterable[bytes]) -> bytes:
    """What is in an envelope, opened with the first of these private key files that fits; raises CannotUnseal."""
    import pyrage

    hint = phrase("pmnet keys show says which keys are here")
    with _in_our_words(phrase("none of the keys here opens it, or it is damaged"), hint):
        held = [identity for content in identities for identity in _identities(content)]
        if not held:
            raise CannotUnseal(phrase("there is no key here that opens anything"), hint)
        content: bytes = pyrage.decrypt(envelope, held)
        return content


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

    with _in_our_words(
        phrase("the backup does not open: the passphrase is another one, or the file is damaged"),
        phrase("type the passphrase again; it is the one chosen when the backup was made"),
    ):
        content: bytes = age.decrypt(sealed, passphrase)
        return content


def _length(text: int, recipients: int) -> int:
    """How long an envelope is: the age file with the longest random stanza, in base64 lines between two others."""
    chunks = max(1, -(-text // CHUNK_BYTES))
    file = HEADER_BYTES + RECIPIENT_BYTES * recipients + RANDOM_BYTES + NONCE_BYTES + text + TAG_BYTES * chunks
    letters = -(-file // 3) * 4
    return ARMOR_BYTES + letters + -(-letters // LINE)


def _identities(content: bytes) -> list[Any]:
    """The keys in a private key file; a damaged one is passed over and never keeps the others from opening anything."""
    import pyrage
    from pyrage import x25519

    found = []
    for line in content.decode("ascii", "replace").splitlines():
        if line.startswith("AGE-SECRET-KEY-1"):
            with contextlib.suppress(pyrage.IdentityError):
                found.append(x25519.Identity.from_str(line))
    return found


@contextlib.contextmanager
def _in_our_words(message: str, hint: str) -> Iterator[None]:
    """Whatever pyrage raises as CannotUnseal; where it panics it raises what no `except Exception` would catch."""
    import pyrage

    ours = (pyrage.DecryptError, pyrage.EncryptError, pyrage.IdentityError, pyrage.RecipientError)
    try:
        yield
    except BaseException as error:
        if isinstance(error, ours) or type(error).__name__ == "PanicException":
            raise CannotUnseal(message, hint) from None
        raise
