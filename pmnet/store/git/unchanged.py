"""Whether files are still those that were looked at before: git's index tells, in a git folder of its own.

It lies under `.git/pmnet/checked`, apart from the one that people use: no flag in theirs (`assume-unchanged`) counts, and
nothing of the network's configuration, attributes or hooks. It is a cache and nothing more: whatever in it is missing,
broken or not as it was written means that nobody knows. Whoever asks wants to know at once, so nothing slow is loaded.
"""

from __future__ import annotations

import os
from zlib import crc32

TYPE_CHECKING = False  # as in `pmnet.app`
if TYPE_CHECKING:
    from collections.abc import Callable

PLAIN_BYTES = b"* -text -filter -ident -working-tree-encoding\n"
"""Stands above every `.gitattributes` of the network: a file's very bytes are what counts."""

HEAD = b"ref: refs/heads/none\n"

FIXED = {
    "LC_ALL": "C",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_ATTR_NOSYSTEM": "1",
    "GIT_OPTIONAL_LOCKS": "0",
}
"""Nothing that is configured anywhere has a say in what counts as unchanged."""

SETTINGS = ("core.hooksPath=/dev/null", "core.fsmonitor=false", "core.preloadIndex=false")
"""Nothing is run; and no threads, because we look at the folders meanwhile ourselves."""

CONTENTS = {"HEAD": HEAD, "info/attributes": PLAIN_BYTES}
FOLDERS = {"": {"HEAD", "info", "objects", "refs"}, "info": {"attributes"}, "objects": set(), "refs": set()}
"""All that lies there besides the index and its seal; above all no configuration, which could name programs."""


def is_unchanged(root: str, describe: Callable[[], bytes]) -> bool:
    """Whether the files below `root` are those that were noted, and `describe` says what it said then.

    It is asked while git looks. Where processes cannot be started that quickly, nobody knows.
    """
    place = place_of(root)
    index = os.path.join(place, "index")
    try:
        noted = _content(os.path.join(place, "seal"))
        if not hasattr(os, "posix_spawnp") or not is_ours(place):
            return False
        before = os.stat(index)
        git = _look(place, root)
        try:
            known = noted == seal(_content(index), before, describe())
        finally:
            _, ended = os.waitpid(git, 0)
        after = os.stat(index)
    except OSError:
        return False
    return known and ended == 0 and (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def place_of(root: str) -> str:
    """Where it is noted what the files below `root` were."""
    return os.path.join(root, ".git", "pmnet", "checked")


def is_ours(place: str) -> bool:
    """Whether there is just the git folder that we make."""
    return all(
        set(os.listdir(os.path.join(place, folder))) - ({"index", "seal"} if not folder else set()) == names
        for folder, names in FOLDERS.items()
    ) and all(_content(os.path.join(place, path)) == content for path, content in CONTENTS.items())


def seal(index: bytes, stamp: os.stat_result, description: bytes) -> bytes:
    """What is written beside an index: that it is whole, its time, by which git knows what to read again, and what was said."""
    return b"%d %d %d\n%s" % (len(index), crc32(index), stamp.st_mtime_ns, description)


def _look(place: str, root: str) -> int:
    """Start git, which ends with 0 where each file in the index is as it was."""
    variables = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")} | FIXED
    if "GIT_EXEC_PATH" in os.environ:
        variables["GIT_EXEC_PATH"] = os.environ["GIT_EXEC_PATH"]
    settings = [part for setting in SETTINGS for part in ("-c", setting)]
    command = ["git", *settings, "--git-dir", place, "--work-tree", root, "diff-files", "--quiet"]
    silent = [(os.POSIX_SPAWN_OPEN, number, os.devnull, os.O_RDWR, 0) for number in (0, 1, 2)]
    return os.posix_spawnp("git", command, variables, file_actions=silent)


def _content(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read()
