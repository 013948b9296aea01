"""Whether a copy is only a copy: nothing it brought along runs a program, leads to another server or lies elsewhere.

A folder may come from anybody: out of an archive, from a colleague's disk. How *you* reach servers (ssh, passwords, proxies)
stands in your own configuration, which git heeds as always; what a copy says of itself is heeded only as far as it tells how
its files are kept and where its server is. The rest is refused before anything is done in it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from pmnet.domain.phrase import listed, phrase
from pmnet.errors import NotAllowed
from pmnet.store.git.process import run_git
from pmnet.store.git.remote import REMOTE, check_address
from pmnet.store.git.repository import Repository

READ_FURTHER: Final = frozenset({"include", "includeif", "url", "credential", "http", "ssh", "bundle"})
"""Sections that read other files, choose other servers, run a program or send secrets there; nothing of them is heeded."""

HEEDED: Final = {
    "core": "abbrev autocrlf bare bigfilethreshold checkstat commentchar commitgraph compression deltabasecachelimit editor"
    " eol filemode fscache fsmonitor fsync hookspath ignorecase logallrefupdates longpaths loosecompression multipackindex"
    " packedgitlimit packedgitwindowsize pager precomposeunicode preloadindex quotepath repositoryformatversion safecrlf"
    " sharedrepository splitindex symlinks trustctime untrackedcache whitespace",
    "remote": "fetch gh-resolved prune prunetags push skipdefaultupdate skipfetchall tagopt url",
    "extensions": "noop objectformat preciousobjects",
    "fetch": "fsckobjects negotiationalgorithm output parallel prune prunetags recursesubmodules showforcedupdates"
    " unpacklimit writecommitgraph",
    "transfer": "fsckobjects unpacklimit",
}
"""What may stand in sections that can do harm. What fetching and sending do not read, or our own settings replace, does none."""

SECTION: Final = re.compile(r'\[([A-Za-z0-9]+)(?: "([A-Za-z0-9./_-]*)")?\]')
SETTING: Final = re.compile(r"\t([A-Za-z0-9]+) = ([ -!$-:<-\[\]-~]*)")
"""Lines as git writes them, whose values have nothing that could mean something else: no quote, backslash or comment."""

LISTED: Final = 5
"""How many words an error lists."""

PLACES: Final = (".", "info", "objects", "objects/info", "pmnet", "pmnet/outbox", "pmnet/sealed.git", "refs")
"""Folders of a copy's git folder in which a link would have something else read or written."""

LOGS: Final = ("logs", "pmnet/sealed.git/logs")
"""Folders, with all below them, of files that git appends to, also through a link."""


def insist_harmless(repository: Repository) -> None:
    """Raises NotAllowed where a copy brings settings that run or lead somewhere, or is not all in its own folder.

    Where the copy's server is, is known then.
    """
    git_dir, folder = repository.git_dir, repository.folder
    if folder is not None and git_dir != folder / ".git":
        raise _elsewhere(folder / ".git")
    link = next(_links(git_dir), None)
    if link is not None:
        raise _elsewhere(link)
    repository.server = _insist_plain_settings(git_dir / "config")
    _insist_plain_settings(git_dir / "pmnet" / "sealed.git" / "config")


def _elsewhere(place: Path) -> NotAllowed:
    hint = phrase("join again in a new folder, or copy what it leads to in its place")
    return NotAllowed(
        phrase("{place} leads to another place, and a network's copy lies in one folder", place=place), hint
    )


def _links(git_dir: Path) -> Iterator[Path]:
    """The links in a git folder, itself included, and what says that it is a part of another one."""
    if git_dir.is_symlink():
        yield git_dir
    logs = [Path(folder) for name in LOGS for folder, _, _ in os.walk(git_dir / name)]
    for place in [*(git_dir / name for name in PLACES), *logs]:
        try:
            with os.scandir(place) as entries:
                yield from (Path(entry) for entry in entries if entry.is_symlink() or entry.name == "commondir")
        except OSError:  # there is no such folder, or it cannot be read: then nothing in it is
            continue


def _insist_plain_settings(config: Path) -> str:
    """The address of the server that a file of settings names; empty where it names none.

    Raises NotAllowed where it says more than that and how files are kept.
    """
    if not config.is_file():
        return ""
    rows = _plain_rows(config) or _rows_by_git(config)
    found = list(dict.fromkeys(name for name, _ in rows if not _is_heeded(name)))
    addresses = [address for name, address in rows if name == f"remote.{REMOTE}.url"]
    if len(addresses) > 1:
        found.append(f"remote.{REMOTE}.url, twice")
    if found:
        raise NotAllowed(
            phrase(
                "the settings in {config} could run a program or lead elsewhere: {found}",
                config=config,
                found=listed(found[:LISTED]),
            ),
            phrase("if they are yours, move them to your own: git config --global; else join again in a new folder"),
        )
    return check_address(addresses[0]) if addresses else ""


def _plain_rows(config: Path) -> list[tuple[str, str]]:
    """The settings in a file that is written as git itself and pmnet write them; empty where anything in it is not."""
    section, rows = "", []
    for line in config.read_bytes().decode("utf-8", "replace").split("\n"):
        if head := SECTION.fullmatch(line):
            section = head[1].lower() + (f".{head[2]}" if head[2] is not None else "")
        elif (setting := SETTING.fullmatch(line)) and section:
            rows.append((f"{section}.{setting[1].lower()}", setting[2].strip()))
        elif line:
            return []
    return rows


def _rows_by_git(config: Path) -> list[tuple[str, str]]:
    """The same as git reads it; raises NotAllowed where it cannot."""
    done = run_git(["config", "--file", str(config), "--no-includes", "--null", "--list"])
    if done.code != 0:
        raise NotAllowed(
            phrase("the settings in {config} cannot be read", config=config),
            phrase("mend the file, or join again in a new folder"),
        )
    rows = (row.partition("\n") for row in done.out.decode("utf-8", "replace").split("\0") if row)
    return [(name, value) for name, _, value in rows]


def _is_heeded(name: str) -> bool:
    section, _, rest = name.partition(".")
    allowed = HEEDED.get(section)
    if allowed is None:
        return section not in READ_FURTHER
    return rest.rpartition(".")[2] in allowed.split()
