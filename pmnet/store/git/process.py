"""Running the system's git: fixed settings, a clean environment, no question asked, an end to waiting."""

from __future__ import annotations

import contextlib
import logging
import os
import re
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pmnet.domain.phrase import phrase
from pmnet.errors import Bug, Unreachable, Usage

log = logging.getLogger(__name__)

SETTINGS: Final = (
    "core.hooksPath=/dev/null",
    "core.fsmonitor=false",
    "safe.bareRepository=explicit",
    "submodule.recurse=false",
    "core.symlinks=false",
    "core.quotePath=false",
    "push.gpgSign=false",
    "push.followTags=false",
    "push.recurseSubmodules=no",
    "push.pushOption=",
    "gc.auto=0",
    "core.filesRefLockTimeout=1000",
    "core.packedRefsTimeout=1000",
    "protocol.version=2",
    "advice.detachedHead=false",
    "commit.gpgSign=false",
    "i18n.commitEncoding=UTF-8",
)
"""Nothing from a repository's or a person's configuration may run a program or change what is sent."""

KEPT_VARIABLES: Final = frozenset(
    {
        "GIT_SSH",
        "GIT_SSH_COMMAND",
        "GIT_SSH_VARIANT",
        "GIT_ASKPASS",
        "GIT_SSL_CAINFO",
        "GIT_SSL_CAPATH",
        "GIT_EXEC_PATH",
        "GIT_CONFIG_GLOBAL",
        "GIT_CONFIG_SYSTEM",
        "GIT_CONFIG_NOSYSTEM",
        "GIT_PROXY_SSL_CAINFO",
        "GIT_TRACE2_EVENT",
    }
)
"""Inherited git variables that say how to reach a server; all others say where to write, and are dropped."""

SSH: Final = "ssh -o BatchMode=yes -o ConnectTimeout=15 -o StrictHostKeyChecking=accept-new"
"""A server that was never met is let in by its first key, because nothing depends on it (docs/adr/0012)."""

ENDING_SECONDS: Final = 2.0
"""How long processes may take to end when they are told to."""


@dataclass(frozen=True, slots=True)
class Finished:
    """One git process that has ended."""

    code: int
    out: bytes
    err: str


def run_git(
    arguments: Sequence[str],
    *,
    stdin: bytes | None = None,
    variables: Mapping[str, str] | None = None,
    seconds: float | None = None,
    settings: Sequence[str] = (),
    handles: Sequence[int] = (),
) -> Finished:
    """Run git with the fixed settings; raises Usage where git is missing and Unreachable when the time is over.

    It inherits the `handles`, so that what they keep locked is locked for as long as it lives.
    """
    options = [part for setting in (*SETTINGS, *settings) for part in ("-c", setting)]
    try:
        process = subprocess.Popen(
            ["git", *options, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment() | dict(variables or {}),
            start_new_session=seconds is not None,
            pass_fds=handles,
        )
    except FileNotFoundError:
        raise no_git() from None
    try:
        out, err = process.communicate(stdin, timeout=seconds)
    except subprocess.TimeoutExpired:
        _end(process)
        raise Unreachable(
            phrase("the server did not answer within {seconds:g} seconds", seconds=seconds),
            phrase("pmnet sync; PMNET_TIMEOUT=600 waits longer"),
        ) from None
    except BaseException:
        _end(process)
        raise
    log.debug("git %s: %d %s", masked(" ".join(arguments)), process.returncode, masked(err.decode("utf-8", "replace")))
    return Finished(process.returncode, out, err.decode("utf-8", "replace"))


def no_git() -> Usage:
    """That git is missing."""
    return Usage(phrase("git is not installed, and pmnet needs it"), phrase("install git from https://git-scm.com"))


def masked(text: str) -> str:
    """A text without the passwords and tokens that addresses may hold, and with nothing that a log cannot hold."""
    text = text.encode("utf-8", "backslashreplace").decode()
    return re.sub(r"(https?://)[^/@\s:]+@", r"\1***@", re.sub(r"(://[^/@\s:]*):[^/@\s]*@", r"\1:***@", text))


def without_login(address: str) -> str:
    """An address as it is shown and passed on: with no password, and no name where that may be a token."""
    web = re.match(r"https?://", address, re.IGNORECASE) is not None
    return re.sub(r"^([a-z+]+://)([^/@:]*)[^/]*@", r"\1" if web else r"\1\2@", address, flags=re.IGNORECASE)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a process and, where it leads a session of its own, its children; also those that do not want to."""
    try:
        leads = hasattr(os, "killpg") and os.getpgid(process.pid) == process.pid
    except ProcessLookupError:
        leads = False
    for number in (15, 9):  # the second time also those that outlived the one that led them
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, number) if leads else process.kill()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.communicate(timeout=ENDING_SECONDS)


def environment() -> dict[str, str]:
    """The variables git gets: nothing inherited that redirects it, nobody asked for a password, English answers."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_") or name in KEPT_VARIABLES}
    fixed = {
        "LC_ALL": "C",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_ALLOW_PROTOCOL": "https:ssh:file:git",
        "GCM_INTERACTIVE": "never",
    }
    if not {"GIT_SSH", "GIT_SSH_COMMAND"} & kept.keys():
        fixed["GIT_SSH_COMMAND"] = SSH
    return kept | fixed


def checked(done: Finished) -> Finished:
    """The same, if it ended well; raises Bug otherwise: this was not expected to fail."""
    if done.code != 0:
        raise Bug(phrase("git ended with {code}: {last_line}", code=done.code, last_line=last_line(done.err)))
    return done


def last_line(text: str) -> str:
    """The last thing git said, which is its reason."""
    lines = [line for line in text.splitlines() if line.strip()]
    return lines[-1].removeprefix("fatal: ").removeprefix("error: ") if lines else phrase("no reason given")
