"""Having ssh-keygen sign: whom it may ask for a passphrase, and what it means when it does not sign."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import Final

from pmnet.domain.phrase import phrase
from pmnet.errors import PmnetError
from pmnet.store.keyfiles import is_public

ASKING: Final = "SSH_ASKPASS_REQUIRE"
AGENT: Final = "SSH_AUTH_SOCK"


def settings(key: Path) -> tuple[str, ...]:
    """The settings with which git has a key sign."""
    return "gpg.format=ssh", "gpg.ssh.program=ssh-keygen", f"user.signingKey={key}"


def variables() -> dict[str, str]:
    """On a terminal a passphrase is asked for there, even where a screen could show a window; a person's own setting stays."""
    terminal = sys.stdin is not None and sys.stdin.isatty()
    return {ASKING: "never"} if terminal and ASKING not in os.environ else {}


def cannot_sign(said: str, key: Path) -> PmnetError:
    """What it means that a key did not sign, without the words of the programs."""
    private = key.with_suffix("") if is_public(key) else key
    add = phrase("ssh-add {private}, then try again", private=private)
    if os.environ.get(AGENT) is None:
        add = phrase("start ssh-agent where none is running, {add}", add=add)
    for pattern, reason, hint in (
        (r"incorrect passphrase", phrase("the passphrase of your key {key} was not given, or was wrong", key=key), add),
        (
            r"no private key found|couldn't load identity",
            phrase("ssh-agent does not have your key {key}", key=key),
            add,
        ),
        (
            r"agent refused|communication with agent",
            phrase("ssh-agent would not sign with your key {key}", key=key),
            add,
        ),
        (r"cannot run", phrase("ssh-keygen is not installed, and pmnet needs it to sign"), phrase("install OpenSSH")),
    ):
        if re.search(pattern, said, re.IGNORECASE):
            return PmnetError(reason, hint)
    return PmnetError(phrase("your key {key} cannot sign", key=key), phrase("pmnet keys show says where it lies"))
