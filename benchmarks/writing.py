"""One claim over ssh in a large network, as a whole process, beside git doing the same.

    python benchmarks/writing.py [LEADS]... [--keep DIR] [--rounds N]

Three members write one handover each: one types `pmnet claim`; one runs the plumbing that makes the same commit without a folder
(fetch, objects, a signed commit, push); one types `git add`, `git commit -S` and `git push` in a folder that is checked out. Each
has a server's repository of their own behind one sshd, so that nobody is refused, and all are up to date. In turn; medians, and
medians of neighbouring runs' ratios. Last, what it costs to ask the server something for the first time
in a command, and for the second time.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Final

import networks
from chance import FOUNDED, NOW
from networks import Made
from processes import PASS, PMNET, Way, bar, ratio, variables

from pmnet.domain.records import Keys, Lead, Member, Mode, Vouch
from pmnet.domain.snapshot import Snapshot
from pmnet.rules.positions import LeadState, lead_state
from pmnet.store.git import remote
from pmnet.store.git.process import checked
from pmnet.store.git.refs import MAIN, REMOTE_MAIN, VERIFIED
from pmnet.store.git.repository import Repository, Signature
from pmnet.store.git.ssh import Connection
from pmnet.store.home import Home, KnownNetwork
from pmnet.store.ledger import Ledger
from pmnet.store.parsing import record_text

sys.path.append(str(Path(__file__).parent.parent / "tests" / "servers"))
from ssh_server import SshServer, start_sshd

WRITER: Final = "zoe"
KEX: Final = "KexAlgorithms sntrup761x25519-sha512@openssh.com,curve25519-sha256\n"
"""What OpenSSH chooses by itself, where tests choose what is quicker."""

READY: Final = "refs/benchmark/writer"
"""Main with the writer's record."""

PLUMBING: Final = """
set -e
git fetch -q --no-tags origin +refs/heads/main:refs/remotes/origin/main
old=$(git rev-parse refs/remotes/origin/main)
blob=$(git hash-object -w --stdin < "$1")
entry() { printf '%s\\t%s\\n' "$1" "$2"; }
month=$( (git ls-tree "$old:$2"; entry "100644 blob $blob" "$3") | git mktree)
all=$( (git ls-tree "$old:${2%/*}" | grep -v "${2#*/}\\$" || true; entry "040000 tree $month" "${2#*/}") | git mktree)
top=$( (git ls-tree "$old" | grep -v "${2%/*}\\$"; entry "040000 tree $all" "${2%/*}") | git mktree)
new=$(git commit-tree -S -p "$old" -m "a claim" "$top")
git push -q origin "$new:refs/heads/main"
"""
"""The same commit out of objects alone: the record, its folder, the next and the top one; `$1` text, `$2` folder, `$3` name."""

BY_HAND: Final = """
set -e
cp "$1" "$2/$3"
git add "$2/$3"
git commit -q -S -m "a claim"
git push -q origin HEAD:refs/heads/main
"""


@dataclass
class Desk:
    """One writer's clone, and the server's repository it sends to."""

    clone: Path
    server: Path

    @property
    def acts(self) -> int:
        """How many acts the server has."""
        return int(subprocess.check_output(["git", "--git-dir", self.server, "rev-list", "--count", "main"]))


def main() -> None:
    """Print figures and bars for each size."""
    told = networks.arguments(__doc__, networks.SIZES[-1:]).parse_args()
    with (
        networks.kept(told.keep) as folder,
        variables() as known,
        tempfile.TemporaryDirectory(dir=told.keep) as place,
        _sshd(Path(place)) as server,
    ):
        for leads in told.leads:
            made = networks.network(folder, leads)
            print(f"\n{leads} leads, {made.members} members")
            _claim(made, Path(place) / str(leads), server, known, told.rounds)
        _connections(Path(place) / "empty.git", server, told.rounds)


@contextlib.contextmanager
def _sshd(place: Path) -> Iterator[SshServer]:
    folder = place / "sshd"
    folder.mkdir()
    find = os.environ["PATH"] + os.pathsep + "/usr/sbin"
    programs = shutil.which("sshd", path=find) or "sshd", shutil.which("git-shell") or "git-shell"
    server = start_sshd(folder, *programs, KEX)
    try:
        yield server
    finally:
        server.stop()


def _claim(made: Made, place: Path, server: SshServer, known: Mapping[str, str], rounds: int) -> None:
    place.mkdir()
    home = Home(place / "home")
    leads = _member(made, home, rounds + 2)
    shared = {**known, **server.variables, "PMNET_HOME": str(home.folder), **_signing(home)}
    claiming, plumbing, typing = (_desk(made, place / name, server) for name in ("pmnet", "plumbing", "typed"))
    home.remember(KnownNetwork("Generated", claiming.clone, WRITER))
    record = place / "record.yaml"
    ways = [
        Way("python -c pass", PASS, place, shared),
        Way("pmnet claim", (), claiming.clone, shared),
        Way("fetch, objects, signed commit, push", (), plumbing.clone, shared),
        Way("git add, commit -S, push", (), typing.clone, shared),
    ]
    _, claim, plumb, typed = ways
    for number, lead in enumerate(leads):
        record.write_text(f"id: {lead.id}.{lead.positions[0].key}.9\nround: {number}\n")
        where = (f"handovers/20{lead.id[:2]}-{lead.id[2:4]}", f"{lead.id}.{lead.positions[0].key}.9.yaml")
        claim.command = [*PMNET, "claim", lead.id, "--position", lead.positions[0].key, "--over-capacity", "--json"]
        plumb.command = ["sh", "-c", PLUMBING, "plumbing", record, *where]
        typed.command = ["sh", "-c", BY_HAND, "typed", record, *where]
        if number > rounds:  # the last one is for the memory
            break
        for way in ways:
            way.time()
        if not number:  # the first of each is for what is warm afterwards
            for way in ways:
                way.seconds.clear()
    for desk in (claiming, plumbing, typing):
        assert desk.acts == claiming.acts
    for way in ways:
        print(f"{way.name:58} {way.ms:9.1f} ms {way.memory():7.1f} MB")
    bar("claim / the same in git's plumbing", ratio(claim, plumb), most=1.5)
    bar("claim / git add, commit -S and push typed", ratio(claim, typed), most=1)


def _connections(place: Path, server: SshServer, rounds: int) -> None:
    """What the first and the second conversation of one command cost, each with `git ls-remote`."""
    shared, ratios = Repository.create(place, bare=True), []
    os.environ.update(server.variables)
    for _ in range(rounds):
        began = time.perf_counter()
        shared.connection.begin(server.address(place))
        _ask(shared, server)
        first = time.perf_counter() - began
        began = time.perf_counter()
        _ask(shared, server)
        ratios.append((time.perf_counter() - began) / first)
        shared.connection.close()
        shared.connection = Connection()
    bar("second conversation of a command / the first", median(ratios), most=0.25)


def _ask(repository: Repository, server: SshServer) -> None:
    checked(repository.run("ls-remote", "--end-of-options", server.address(repository.git_dir), seconds=60))


def _signing(home: Home) -> dict[str, str]:
    """Git's settings for who signs by hand."""
    key = home.insist_private()
    said = {
        "gpg.format": "ssh",
        "user.signingKey": str(key),
        "user.name": WRITER,
        "user.email": f"{WRITER}@pmnet.invalid",
    }
    rows = {
        f"GIT_CONFIG_{part}_{n}": text
        for n, row in enumerate(said.items())
        for part, text in zip(("KEY", "VALUE"), row, strict=True)
    }
    return {**rows, "GIT_CONFIG_COUNT": str(len(said))}


def _member(made: Made, home: Home, claims: int) -> list[Lead]:
    """Let the writer be an active member; gives so many leads that can be claimed."""
    repository = Repository.at(made.clone)
    keys = home.make_keys()
    member = Member(
        WRITER, "Zoe", "zoe@example.org", Keys(keys.sign, keys.seal), FOUNDED.date(),
        vouches=(Vouch("anna", FOUNDED, "interview"),),
    )  # fmt: skip
    signature = Signature(WRITER, home.insist_private(), NOW)
    commit = repository.commit(made.tip, {member.path: record_text(member)}, "zoe was always there\n", signature)
    checked(repository.run("update-ref", READY, commit))
    snapshot = Ledger(repository).snapshot(commit)
    recent = reversed(list(snapshot.paths("leads/"))[-2_000:])
    leads = (lead for lead in snapshot.readable(recent) if isinstance(lead, Lead) and _is_open(snapshot, lead))
    found = list(islice(leads, claims))
    repository.close()
    return found


def _is_open(snapshot: Snapshot, lead: Lead) -> bool:
    """Whether nobody ever asked for a lead that can be claimed."""
    state = lead_state(lead, [], NOW, snapshot.network.policy)
    return lead.mode is Mode.FIRST and state is LeadState.OPEN and not snapshot.handovers_of(lead.id)


def _desk(made: Made, place: Path, server: SshServer) -> Desk:
    """A clone that is up to date and checked out, and its server's repository; objects are shared by hard links."""
    shared, own = Repository.create(place / "server.git", bare=True), Repository.create(place / "clone")
    tip = subprocess.check_output(["git", "-C", made.clone, "rev-parse", READY], text=True).strip()
    for repository in (shared, own):
        shutil.copytree(
            made.clone / ".git/objects", repository.git_dir / "objects", copy_function=os.link, dirs_exist_ok=True
        )
        for ref in (MAIN,) if repository is shared else (MAIN, REMOTE_MAIN, VERIFIED):
            checked(repository.run("update-ref", ref, tip))
    remote.set_address(own, server.address(shared.git_dir))
    checked(own.run("reset", "--quiet", "--hard", MAIN))
    return Desk(place / "clone", shared.git_dir)


if __name__ == "__main__":
    main()
