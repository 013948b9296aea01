"""What git and servers say, and what it means: decided on the flags of a push, told without git's words."""

from __future__ import annotations

import os
import re
import shlex
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Final

from pmnet.domain.phrase import Phrase, listed, phrase
from pmnet.errors import NoRoom, NothingThere, NotKnownThere, NotLetIn, PmnetError, Refused, Unreachable
from pmnet.store.git.hostkeys import NAME
from pmnet.store.git.process import Finished

TRY_AGAIN: Final = (
    "fetch first",
    "non-fast-forward",
    "stale info",
    "failed to update ref",
    "cannot lock ref",
    "reference already exists",
    "incorrect old value provided",
)
"""What servers say when somebody else was faster, in the brackets of a push's answer."""

TOGETHER: Final = ("atomic push failed", "atomic push failure", "atomic transaction failed")
"""What is said of refs that were in order, but were to change together with one that was not."""

UNABLE: Final = ("unpacker error", "failed to update ref", "cannot lock ref", "atomic transaction failed")
"""What is said in the brackets where a server may have been unable to write, which is nobody's verdict."""

NO_ROOM: Final = (
    (r"no space left on device|quota exceeded", phrase("its disk is full")),
    (r"read-only file system", phrase("its disk takes nothing new")),
    (r"unable to create '[^']*': permission denied", phrase("it may not write where it keeps the network")),
    (r"unable to create temporary object directory|couldn't write '", phrase("it cannot write to its disk")),
)
"""Why a server could not write, in its own words, and what a project manager reads; the first that fits wins."""

NOTHING_THERE: Final = phrase("there is no network at that address")

HIDDEN: Final = r"repository .* not found|error: 404"
"""How hosts answer of what they hide from somebody, and of what is not there."""

NOT_KNOWN: Final = phrase("it does not let you in")

LET_KEY_IN: Final = phrase(
    "ask whoever keeps the server to let in the key of your ssh: ssh-keygen -t ed25519 makes one"
)
"""What to do where a server does not know somebody, and no key of theirs is found."""

REASONS: Final = (
    (
        rf"host key (for|is known for) {NAME}\b",
        phrase("its host key is not the one that your invitation names"),
        phrase(
            "do not go on before you have spoken with whoever invited you; if the server has a new key, their new "
            "invitation brings it: pmnet join FILE"
        ),
    ),
    (
        r"remote host identification has changed",
        phrase("its host key is another one than before"),
        phrase(
            "ask whoever keeps the server; if it really has a new one: ssh-keygen -R {host}, then try again",
            host="HOST",
        ),
    ),
    (
        r"host key verification failed",
        phrase("its host key is not known here, and your ssh takes no new one"),
        phrase("compare it with whoever keeps the server, and let ssh know it: ssh {host} asks", host="HOST"),
    ),
    (
        r"could not resolve host|name or service not known|temporary failure in name resolution",
        phrase("its name is not known here"),
        "",
    ),
    (
        r"certificate (problem|verification failed)",
        phrase("its certificate is not trusted here"),
        phrase(
            "ask whoever keeps the server: the machine's clock, or the authority behind the certificate, may "
            "be the reason"
        ),
    ),
    (r"connection refused|couldn't connect to server", phrase("it does not answer (connection refused)"), ""),
    (r"timed out|timeout", phrase("it did not answer in time"), ""),
    (
        r"permission denied \([a-z,-]*publickey",
        NOT_KNOWN,
        LET_KEY_IN,
    ),
    (
        r"permission denied|authentication failed|could not read username|access denied|error: 403|denied by fallthru",
        NOT_KNOWN,
        phrase("ask whoever keeps the server to let you in, and let git keep the name and the token they give you"),
    ),
    (r"does not appear to be a git repository|repository .* not found|no such file|error: 404", NOTHING_THERE, ""),
    (r"network is unreachable|no route to host", phrase("there is no way to it from here"), ""),
    (r"error: 5\d\d", phrase("it has a fault of its own"), ""),
    (
        r"hung up unexpectedly|early eof|connection (reset|closed)|broken pipe|unexpected disconnect|unexpected eof",
        phrase("the connection broke off"),
        "",
    ),
    (r"transport '[^']*' not allowed|protocol .* not allowed", phrase("addresses of that kind are not allowed"), ""),
)
"""What git and ssh say, what a project manager reads, and what to do where keys stand between; the first that fits wins."""


LONGEST: Final = 20_000
"""How many letters of what a server says are looked at: whoever says more says it to be tiresome."""

JUDGED: Final = "pmnet: refused: "
"""How pmnet's own judge on a server begins what it has to say."""


class Answer(Enum):
    """What a push came to."""

    ACCEPTED = "accepted"
    TRY_AGAIN = "try again"
    REFUSED = "refused"
    NO_ROOM = "no room"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True)
class Pushed:
    """The answer to a push and the server's own words."""

    answer: Answer
    words: str = ""


def push_answer(done: Finished) -> Pushed:
    """What a finished `push --porcelain` means, decided on the flag column and the text in brackets."""
    rows = [row.split("\t") for row in done.out.decode("utf-8", "replace").split("\n") if row[1:2] == "\t"]
    told = done.err[-LONGEST:]
    said = "\n".join(line.removeprefix("remote:").strip() for line in told.split("\n") if line.startswith("remote:"))
    if "does not support --atomic" in told:
        return Pushed(Answer.REFUSED, phrase("it cannot change several things at once, and sealed documents need that"))
    if not rows:
        return Pushed(Answer.UNREACHABLE, told) if done.code else Pushed(Answer.ACCEPTED)
    refused = [row[-1] for row in rows if row[0] == "!"]
    if not refused:
        return Pushed(Answer.ACCEPTED, said)
    brackets = [" ".join(re.findall(r"\(([^()]*)\)", row)) for row in refused]
    if all(any(words in reason for words in UNABLE) for reason in brackets) and _why_unable(done.err):
        return Pushed(Answer.NO_ROOM, done.err)
    reasons = [words for words in brackets if not any(together in words for together in TOGETHER)]
    if all(any(words in reason for words in TRY_AGAIN) for reason in reasons):
        return Pushed(Answer.TRY_AGAIN, " ".join(reasons))
    return Pushed(Answer.REFUSED, said or " ".join(reasons) or phrase("no reason given"))


def _why_unable(said: str) -> str:
    """Why a server could not write, empty where it says nothing of that."""
    return next((reason for pattern, reason in NO_ROOM if re.search(pattern, said, re.IGNORECASE)), "")


def insist_taken(pushed: Pushed) -> None:
    """Raises Refused, NoRoom or Unreachable unless the server did as it was asked."""
    match pushed.answer:
        case Answer.REFUSED:
            raise refused(pushed.words)
        case Answer.NO_ROOM:
            raise NoRoom(
                phrase(
                    "the network's server has no room for anything new: {why_unable}",
                    why_unable=_why_unable(pushed.words),
                ),
                phrase("tell whoever keeps the server; once it has room again: pmnet sync"),
            )
        case Answer.TRY_AGAIN:
            raise Unreachable(phrase("somebody else has just changed the same on the network's server"), "pmnet sync")
        case Answer.UNREACHABLE:
            raise unreachable(pushed.words)


def unreachable(said: str) -> PmnetError:
    """What a failed conversation means, without git's words."""
    told, said = phrase("the network's server cannot be reached"), said[-LONGEST:]
    for pattern, reason, hint in REASONS:
        if re.search(pattern, said, re.IGNORECASE):
            if hint:
                kind = NotKnownThere if reason is NOT_KNOWN else NotLetIn
                return kind(phrase("{told}: {reason}", told=told, reason=reason), _for_here(hint, said))
            other = NothingThere if re.search(HIDDEN, said, re.IGNORECASE) and reason is NOTHING_THERE else Unreachable
            return other(
                phrase("{told}: {reason}", told=told, reason=reason), phrase("pmnet sync, when it can be reached again")
            )
    return Unreachable(told, phrase("pmnet sync, when it can be reached again"))


def is_nothing_there(error: PmnetError) -> bool:
    """Whether a server has answered that there is nothing at an address."""
    return isinstance(error.message, Phrase) and error.message.values.get("reason") is NOTHING_THERE


def _for_here(hint: str, said: str) -> str:
    """What to do where keys stand between, with the server and the key that it is about."""
    if hint is not LET_KEY_IN:
        return Phrase(hint.pattern, {**hint.values, "host": _host_in(said)}) if isinstance(hint, Phrase) else hint
    shown = next((f"cat ~/.ssh/{name}" for name in PUBLIC_KEYS if (Path.home() / ".ssh" / name).is_file()), "")
    if not shown and "SSH_AUTH_SOCK" in os.environ:
        shown = "ssh-add -L"
    if shown:
        return phrase("ask whoever keeps the server to let in the key of your ssh: {shown} shows it", shown=shown)
    return hint


PUBLIC_KEYS: Final = ("id_ed25519.pub", "id_ecdsa.pub", "id_rsa.pub")
"""The files in which the public half of somebody's ssh key usually lies."""


def _host_in(said: str) -> str:
    """The server as ssh names it where it tells of its host key."""
    named = re.search(r"host key (?:for|is known for) (\S+)(?: has changed| and you have)", said, re.IGNORECASE)
    return shlex.quote(named[1]) if named else "HOST"


def refused(words: str) -> Refused:
    """The server's own words as an error."""
    lines = [line.removeprefix(JUDGED) for line in words.split("\n")]
    return Refused(phrase("the server refused: {lines}", lines=listed(lines, "; ")), "pmnet status")
