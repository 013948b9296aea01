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
