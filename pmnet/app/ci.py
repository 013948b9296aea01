"""Having requests checked on the network's host: the file that tells it what to run, and how the host must be set."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pmnet
from pmnet.app.context import Context
from pmnet.domain.phrase import either, listed, phrase
from pmnet.domain.text import closest
from pmnet.errors import Conflict, NotAllowed, Usage
from pmnet.store.workflows import workflow


@dataclass(frozen=True, slots=True)
class Host:
    """A kind of host: where it looks for the file, and how it must be set, one sentence each."""

    name: str
    path: str
    settings: tuple[str, ...]


UNSIGNED: Final = phrase("because squashing and rebasing lose the member's signature")

HOSTS: Final[Mapping[str, Host]] = {
    "github": Host(
        "GitHub",
        ".github/workflows/pmnet.yml",
        (
            phrase("Settings > General > Pull Requests: allow merge commits only, {UNSIGNED}", UNSIGNED=UNSIGNED),
            phrase(
                "Settings > Rules > Rulesets: protect main, so that it changes by pull requests only and nobody "
                "can bypass it"
            ),
            phrase("there: require the status check pmnet, and require requests to be up to date before merging"),
            phrase("there: block force pushes and deletions"),
        ),
    ),
    "gitlab": Host(
        "GitLab",
        ".gitlab-ci.yml",
        (
            phrase(
                "Settings > Merge requests: merge commit with semi-linear history, no squashing, {UNSIGNED}",
                UNSIGNED=UNSIGNED,
            ),
            phrase("Settings > Repository > Protected branches: protect main, so that nobody can push to it"),
            phrase("Settings > Merge requests: pipelines must succeed; semi-linear history keeps requests up to date"),
            phrase("Settings > Repository > Protected branches: allow no force push to main"),
            phrase(
                "Settings > CI/CD > General pipelines: name a copy that only keepers can write, or a request "
                "brings its own"
            ),
            phrase("Settings > CI/CD > Variables: let nobody set the variables of a pipeline"),
        ),
    ),
    "forgejo": Host(
        "Forgejo",
        ".forgejo/workflows/pmnet.yml",
        (
            phrase("Settings > Units > Pull requests: allow merge commits only, {UNSIGNED}", UNSIGNED=UNSIGNED),
            phrase("Settings > Branches: protect main, so that nobody can push to it"),
            phrase("there: require the status check pmnet*, and block merging when the request is outdated"),
            phrase("there: allow no force push"),
        ),
    ),
}
"""The kinds of hosts, by the word that is typed."""

PATHS: Final = frozenset(host.path for host in HOSTS.values())
"""Where such files lie; `publish` sends them although they are no records."""

DIRECT: Final = phrase(
    "network.yaml: set publish to pull-request before main is protected, because acts are sent to it directly now"
)
PACKAGE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+@:/=~,\[\]#&%-]*")
"""What may be named for installing: nothing that ends a quote, begins an option or is an expression to a host."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """The file for a host: where it lies, what it says, whether it was written now, and what is left to do by hand."""

    host: str
    path: str
    content: str
    written: bool
    settings: tuple[str, ...]


def init(context: Context, kind: str, package: str | None = None, force: bool = False) -> Prepared:
    """Write the file for a kind of host into the network's folder; `package` is what it installs instead of this version.

    Raises NotAllowed for everybody but keepers, and Conflict where another file is there and is not to be replaced.
    """
    host = _host(kind)
    content = workflow(kind, _package(package))
    keepers = context.network.keepers
    if context.member not in keepers:
        raise NotAllowed(
            phrase("how requests are checked is for the keepers to say"),
            phrase("ask {keepers}", keepers=either(keepers)),
        )
    new = _differs(context.folder, host.path, content, force)
    if new and not context.dry_run:
        place = context.folder / host.path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content.encode())
    settings = (*([DIRECT] if context.network.publish == "direct" else []), *host.settings)
    return Prepared(kind, host.path, content, new, settings)


def _host(kind: str) -> Host:
    if kind not in HOSTS:
        near = closest(kind, HOSTS)
        raise Usage(
            phrase("there is no kind of host {kind!r}", kind=kind), phrase("one of: {near}", near=listed(near or HOSTS))
        )
    return HOSTS[kind]


def _package(named: str | None) -> str:
    package = named or f"pmnet=={pmnet.__version__}"
    if PACKAGE.fullmatch(package) is None:
        raise Usage(
            phrase("--package: {package!r} cannot be installed by name", package=package),
            phrase("--package pmnet=={version}", version=pmnet.__version__),
        )
    return package


def _differs(folder: Path, path: str, content: str, force: bool) -> bool:
    """Whether the file must be written; raises Conflict where something else lies there."""
    place = folder / path
    if not place.resolve().is_relative_to(folder.resolve()) or place.is_symlink() or place.is_dir():
        raise Conflict(
            phrase("{path} is a link or a folder, so it is not written", path=path),
            phrase("remove {place}", place=place),
        )
    if not place.exists():
        return True
    same = place.read_bytes() == content.encode()
    if not same and not force:
        raise Conflict(
            phrase("{path} is there already and says something else", path=path), phrase("add --force to replace it")
        )
    return not same
