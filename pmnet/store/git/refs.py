"""The refs of a clone that we read and set, and the one that is read without git, because it is read at once."""

from __future__ import annotations

import os
from typing import Final

MAIN: Final = "refs/heads/main"
REMOTE_MAIN: Final = "refs/remotes/origin/main"
VERIFIED: Final = "refs/pmnet/verified"
"""The newest commit of the shared line that the judge has passed here; what members read ends there."""


def verified(git_dir: str) -> str:
    """The newest good commit, as git keeps it: in a file of its own, or in the list of all; empty where that is not plain.

    Raises OSError where there is none of both.
    """
    if not os.path.isfile(f"{git_dir}/HEAD") or os.path.exists(f"{git_dir}/reftable"):
        return ""
    try:
        with open(f"{git_dir}/{VERIFIED}", encoding="ascii") as file:
            found = file.read().strip()
    except FileNotFoundError:
        with open(f"{git_dir}/packed-refs", encoding="ascii") as file:
            rows = (line.split() for line in file)
            found = next((row[0] for row in rows if row[1:] == [VERIFIED]), "")
    return found if len(found) in (40, 64) and found.isalnum() else ""


def shows_main(git_dir: str) -> bool:
    """Whether it is plain from git's own file that the folder shows the main line; where it is not, git has to be asked."""
    try:
        with open(f"{git_dir}/HEAD", encoding="ascii") as file:
            return file.read() == f"ref: {MAIN}\n"
    except (OSError, ValueError):
        return False


def has_none(git_dir: str, name: str) -> bool:
    """Whether git's own files say plainly that there is no ref of that name nor below it; else git has to be asked."""
    if not os.path.isfile(f"{git_dir}/HEAD") or any(
        os.path.exists(f"{git_dir}/{place}") for place in ("reftable", "commondir", name)
    ):
        return False
    try:
        with open(f"{git_dir}/packed-refs", "rb") as file:
            known = file.read()
    except FileNotFoundError:
        return True
    except OSError:
        return False
    return not any(f" {name}{end}".encode() in known for end in "/\n")
