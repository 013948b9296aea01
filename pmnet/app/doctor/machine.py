"""Checks of this machine: programs, room, screen, editor."""

from __future__ import annotations

import os
import platform
import re
import shlex
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from pmnet.app.doctor.answers import Answer, Remedy, remark, stop, unknown, yes
from pmnet.app.doctor.seen import Seen
from pmnet.app.editing import editor
from pmnet.domain.phrase import counted, listed, phrase
from pmnet.errors import PmnetError
from pmnet.store.git import ssh
from pmnet.store.git.process import run_git
from pmnet.store.git.repository import LARGEST_BLOB
from pmnet.store.leftovers import folders_of_mine, remove

PYTHON: Final = (3, 11)
SIGNS: Final = (2, 34)
"""The git that first signed with an ssh key (its release notes)."""

BRINGS_NOTHING: Final = (2, 39, 4)
"""The git that can be told not to bring what is missing (docs/adr/0025)."""

UPDATE: Final = 51 * 1024 * 1024
"""What pmnet takes with all that it depends on (docs/adr/0019): room for its next version."""

LETTERS: Final = "äöüÄÖÜß€–"


def python(seen: Seen, version: tuple[int, ...] = sys.version_info[:3]) -> Answer:
    """Whether this Python is new enough."""
    said = ".".join(map(str, version))
    if version >= PYTHON:
        return yes(phrase("Python {version}", version=said))
    return stop(phrase("Python {version}", version=said), phrase("install Python 3.11 or newer, and pmnet with it"))


def git(seen: Seen) -> Answer:
    """Whether there is a git, new enough to sign."""
    try:
        words = run_git(["version"]).out.decode("utf-8", "replace").strip()
    except PmnetError as error:
        return stop(error.message, error.hint)
    version = tuple(int(number) for number in re.findall(r"\d+", words)[:3])
    if version < SIGNS:
        return stop(phrase("{words} cannot sign with your key", words=words), phrase("install git 2.39.4 or newer"))
    if version < BRINGS_NOTHING:
        return remark(
            phrase("{words} can be made to run a program by a copy that comes from a stranger", words=words),
            phrase("install git 2.39.4 or newer"),
        )
    return yes(words)


def openssh(seen: Seen) -> Answer:
    """Whether there are the programs that sign, and that reach a server by ssh."""
    missing = [name for name in ("ssh-keygen", "ssh") if shutil.which(name, path=seen.path) is None]
    try:
        by_ssh = bool(seen.folder is not None and ssh.target_of(seen.address))
    except PmnetError:
        by_ssh = False
    if "ssh-keygen" in missing or (missing and by_ssh):
        return stop(phrase("{names} is not installed", names=listed(missing)), phrase("install OpenSSH"))
    if missing:
        return remark(
            phrase("{names} is not installed", names=listed(missing)),
            phrase("install OpenSSH, for networks that need it"),
        )
    return yes(phrase("there"))


def installs(seen: Seen) -> Answer:
    """Whether typing `pmnet` can mean one program only."""
    found = list(_programs(seen))
    beside = Path(sys.executable).parent
    if not found and (beside / "activate").is_file() and (own := shutil.which("pmnet", path=str(beside))) is not None:
        typed = f"{'' if os.name == 'nt' else '. '}{shlex.quote(str(beside / 'activate'))}"
        return yes(own, phrase("each new terminal needs {typed}", typed=typed))
    if not found:
        return remark(
            phrase("no pmnet is where your shell looks for programs"), phrase("add the folder of pmnet to PATH")
        )
    if len(found) == 1:
        return yes(found[0])
    return remark(
        phrase("{places}; the first counts", places=listed(found)),
        phrase("keep one of them, so that you know which one you type"),
    )


def _programs(seen: Seen) -> Iterator[str]:
    """Each pmnet that the shell could find, once, in its order."""
    known: set[str] = set()
    for folder in (seen.path or "").split(os.pathsep):
        found = shutil.which("pmnet", path=folder) if folder else None
        if found is not None and (real := os.path.realpath(found)) not in known:
            known.add(real)
            yield found


def room(seen: Seen) -> Answer:
    """Whether the disk has room for what is next."""
    place = seen.folder if seen.folder is not None else _existing(seen.home.folder)
    free = shutil.disk_usage(place).free
    said = phrase("{free} MB free at {place}", free=free // 1024 // 1024, place=place)
    if free < LARGEST_BLOB:
        return stop(said, phrase("make room: nothing more can be written"))
    if free < UPDATE:
        return remark(
            said, phrase("make room: the next version of pmnet alone takes {size} MB", size=UPDATE // 1024 // 1024)
        )
    return yes(said)


def _existing(place: Path) -> Path:
    return next(folder for folder in (place, *place.parents) if folder.exists())


def screen(seen: Seen) -> Answer:
    """Whether the screen is told to show German letters."""
    try:
        LETTERS.encode(seen.encoding)
    except (UnicodeEncodeError, LookupError):
        return remark(
            phrase("your terminal is told to show {encoding}, which has no umlauts", encoding=seen.encoding),
            phrase("set LANG to one that ends in UTF-8, for example LANG=de_DE.UTF-8"),
        )
    return yes(phrase("{encoding} has umlauts", encoding=seen.encoding))


def editing(seen: Seen) -> Answer:
    """Whether there is an editor for what is written at length."""
    named, program = editor(seen.variables, "vi")
    if shutil.which(program, path=seen.path) is None:
        return remark(
            phrase("the editor {program!r} is not installed", program=program),
            phrase("set EDITOR to the name of an editor: pmnet lead edit and member edit need one"),
        )
    return yes(named)


COMPLETED: Final = {
    "bash": (".bashrc", ".bash_profile", ".local/share/bash-completion/completions/pmnet"),
    "zsh": (".zshrc", ".zprofile"),
    "fish": (".config/fish/config.fish", ".config/fish/completions/pmnet.fish"),
}
"""Where each shell may be told, below the person's own folder."""


def completion(seen: Seen) -> Answer:
    """Whether the shell completes what is typed."""
    shell = Path(seen.variables.get("SHELL", "")).name
    if shell not in COMPLETED or not seen.variables.get("HOME"):
        return unknown(phrase("which shell you use cannot be told"))
    home = Path(seen.variables["HOME"])
    for place in (home / name for name in COMPLETED[shell]):
        if place.is_file() and "pmnet" in place.read_text("utf-8", "replace"):
            return yes(phrase("{place} speaks of it", place=place))
    return remark(
        phrase("{shell} does not complete what you type after pmnet", shell=shell),
        phrase("pmnet completion {shell} --help says how", shell=shell),
    )


def leftovers(seen: Seen) -> Answer:
    """Whether killed commands have left folders among the temporary files."""
    found = folders_of_mine()
    if not found:
        return yes(phrase("none"))
    said = counted(len(found), "{n} folder of a killed command among the temporary files",
                   "{n} folders of killed commands among the temporary files")  # fmt: skip
    return remark(said, phrase("they take room only"), Remedy(phrase("Remove them?"), lambda: remove(found)))


def system() -> str:
    """What this machine is, for whoever helps."""
    return platform.platform()
