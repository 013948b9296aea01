"""Checking acts that want to be on the shared line: what a host asks before it merges a request."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from pmnet.app.checked import network_folder
from pmnet.app.report import Report
from pmnet.domain.phrase import phrase
from pmnet.domain.records import kind_of
from pmnet.errors import Finding, Findings, NotFound, Usage
from pmnet.store.files import load
from pmnet.store.git.repository import Repository
from pmnet.store.ledger import CommitFinding, Ledger


def validate_request(
    start: Path, network: str, variables: Mapping[str, str], base: str, head: str, now: datetime
) -> Report:
    """Everything that speaks against putting `head` on the shared line after `base`, which alone is trusted.

    Looks at every commit, in the repository around `start` (a bare one too) or in the network that is named; nothing of
    `head` is put into a folder. Raises NotFound for a revision that is not there.
    """
    repository = None if network else Repository.around(start)
    if repository is None:
        repository = Repository.at(Path(network_folder("", network, variables)))
    try:
        old, new = (_revision(repository, name) for name in (base, head))
        judged = Ledger(repository).request(old, new, now)
        found = [_located(repository, item) for item in judged.findings]
    finally:
        repository.close()
    return Report(judged.checked, tuple(found), tuple((item.commit, item.actor) for item in judged.findings))


def _revision(repository: Repository, name: str) -> str:
    found, ambiguous = repository.named(name)
    if ambiguous:
        raise Usage(
            phrase("{name!r} can mean more than one thing here", name=name),
            phrase("name it in full, such as refs/remotes/origin/main"),
        )
    if found is None:
        raise NotFound(phrase("there is no revision {name!r} here", name=name), phrase("fetch it first"))
    return found


def _located(repository: Repository, item: CommitFinding) -> Finding:
    """A finding with the line it is about, where it has one."""
    finding = item.finding
    text = repository.read(item.commit, finding.path) if finding.path and not finding.line else None
    if text is None or kind_of(finding.path) is None:
        return finding
    try:
        return load(text, finding.path).locate([finding])[0]
    except Findings:
        return finding
