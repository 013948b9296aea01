"""The host keys of a network's server: those that a person's ssh has met, and those that an invitation names.

Where an invitation named them, they lie in the copy, and ssh takes these alone for this copy's server: nothing of the person's
own list of hosts is read or changed (docs/adr/0030-an-invitation-names-the-host-key.md).
"""

from __future__ import annotations

import base64
import binascii
import re
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from pmnet.store.git.process import environment

FILE: Final = "pmnet/known_hosts"
"""Where the keys that an invitation named lie in a copy's git folder, in the form of ssh's own list of hosts."""

NAME: Final = "pmnet-invitation"
"""What ssh calls the server of such a copy, whatever its address: in that file, and where it tells that a key differs."""

KIND: Final = re.compile(
    r"ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(256|384|521)|sk-(ssh-ed25519|ecdsa-sha2-nistp256)@openssh\.com"
)
MOST: Final = 8
LONGEST: Final = 2_000
SECONDS: Final = 10.0
"""How long ssh may take to say what it would do, which it does without saying anything to the server."""


def is_key(text: str) -> bool:
    """Whether a text is the public half of a host key: its kind, and the same kind and more in base64."""
    kind, _, encoded = text.partition(" ")
    if len(text) > LONGEST or KIND.fullmatch(kind) is None or not encoded.isascii():
        return False
    try:
        raw = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        return False
    return len(raw) > len(kind) + 8 and raw.startswith(len(kind).to_bytes(4, "big") + kind.encode())


def write(git_dir: Path, keys: Sequence[str]) -> None:
    """Have ssh take these keys, and no others, for the server of a copy."""
    place = git_dir / FILE
    place.parent.mkdir(parents=True, exist_ok=True)
    draft = place.with_name(f".{place.name}")
    draft.write_text("".join(f"{NAME} {key}\n" for key in keys), "utf-8")
    draft.replace(place)


def forget(git_dir: Path) -> None:
    """Have ssh go by the person's own list of hosts again."""
    (git_dir / FILE).unlink(missing_ok=True)


def written(git_dir: Path) -> tuple[str, ...]:
    """The keys that an invitation named for a copy; none where none did."""
    place = git_dir / FILE
    if not place.is_file():
        return ()
    rows = place.read_text("utf-8", "replace").splitlines()[:MOST]
    found = (row.removeprefix(f"{NAME} ") for row in rows)
    return tuple(key for key in found if is_key(key))


def options(file: Path) -> tuple[str, ...]:
    """What ssh is told so that it takes the keys of a file, and no others."""
    path = str(file.absolute()).replace("%", "%%")
    said = (
        f"HostKeyAlias={NAME}",
        f'UserKnownHostsFile="{path}"',
        "GlobalKnownHostsFile=/dev/null",
        "StrictHostKeyChecking=yes",
    )
    return tuple(part for one in said for part in ("-o", one))


def met(command: str, target: Sequence[str]) -> tuple[str, ...]:
    """The keys by which a person's ssh knows a server; none where it never met it, or does not say."""
    said = settings(command, target)
    host, port = said.get("hostname", [""])[0], said.get("port", ["22"])[0]
    name = said["hostkeyalias"][0] if "hostkeyalias" in said else host if port == "22" else f"[{host}]:{port}"
    files = " ".join(said.get("userknownhostsfile", []) + said.get("globalknownhostsfile", [])).split()
    found = (key for file in files for key in _listed(name, Path(file).expanduser()))
    return tuple(dict.fromkeys(found))[:MOST]


def settings(command: str, target: Sequence[str]) -> Mapping[str, list[str]]:
    """What a person's ssh would do to reach a server, by the names of its settings; empty where it does not say."""
    try:
        done = subprocess.run(
            ["/bin/sh", "-c", f'{command} "$@"', command, "-G", *target],
            check=False, stdin=subprocess.DEVNULL, capture_output=True, env=environment(), timeout=SECONDS,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return {}
    found: dict[str, list[str]] = {}
    for line in done.stdout.decode("utf-8", "replace").splitlines() if done.returncode == 0 else ():
        name, _, value = line.partition(" ")
        found.setdefault(name, []).append(value)
    return found


def _listed(name: str, file: Path) -> Iterator[str]:
    """The keys of a host in one list of hosts; also where the list does not tell its names to whoever reads it."""
    if not file.is_file():
        return
    command = ["ssh-keygen", "-F", name, "-f", str(file)]
    done = subprocess.run(command, check=False, stdin=subprocess.DEVNULL, capture_output=True, env=environment())
    for line in done.stdout.decode("utf-8", "replace").splitlines():
        words = line.split()
        if len(words) >= 3 and not words[0].startswith(("#", "@")) and is_key(key := f"{words[1]} {words[2]}"):
            yield key
