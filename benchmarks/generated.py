"""Networks of any size for benchmarks: every act decided by pmnet's own rules and signed by its member's key.

The objects are written as one pack, because a process for each of a hundred thousand commits would take hours.
"""

from __future__ import annotations

import base64
import hashlib
import random
import subprocess
import textwrap
import zlib
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_ssh_private_key

from pmnet.app import handover_acts, lead_acts, member_acts
from pmnet.domain.ids import CROCKFORD, lead_path
from pmnet.domain.records import Keys, Member, MemberSkill, Network, Policy
from pmnet.domain.snapshot import Snapshot
from pmnet.errors import PmnetError
from pmnet.store.git.repository import Repository
from pmnet.store.parsing import parse, record_text
from pmnet.store.seal import new_sealing_key
from pmnet.store.signatures import new_signing_key
from pmnet.store.workspace import Plan

FOUNDED = datetime(2024, 1, 8, 9, tzinfo=UTC)
SKILLS = ("risk-management", "stakeholder-management", "scheduling", "cutover", "pmo-setup", "erp-migration")


class Pack:
    """Objects on their way into a repository, as one pack file (gitformat-pack)."""

    KINDS: Final = {"commit": 1, "tree": 2, "blob": 3}

    def __init__(self) -> None:
        self.entries: dict[str, bytes] = {}

    def add(self, kind: str, content: bytes) -> str:
        name = hashlib.sha1(f"{kind} {len(content)}\0".encode() + content).hexdigest()
        if name not in self.entries:
            size, first = len(content), self.KINDS[kind] << 4 | len(content) & 15
            size >>= 4
            header = bytearray()
            while size:
                header.append(first | 128)
                first, size = size & 127, size >> 7
            header.append(first)
            self.entries[name] = bytes(header) + zlib.compress(content, 1)
        return name

    def write(self, git_dir: Path) -> None:
        body = b"PACK" + (2).to_bytes(4, "big") + len(self.entries).to_bytes(4, "big") + b"".join(self.entries.values())
        command = ["git", "--git-dir", str(git_dir), "index-pack", "--stdin"]
        subprocess.run(command, input=body + hashlib.sha1(body).digest(), check=True, stdout=subprocess.DEVNULL)
        self.entries.clear()


@dataclass
class Tree:
    """A folder whose object is written again only where something below it changed."""

    files: dict[str, str] = field(default_factory=dict)
    folders: dict[str, Tree] = field(default_factory=dict)
    name: str = ""

    def put(self, path: str, blob: str) -> None:
        self.name = ""
        top, _, rest = path.partition("/")
        if rest:
            self.folders.setdefault(top, Tree()).put(rest, blob)
        else:
            self.files[top] = blob

    def write(self, pack: Pack) -> str:
        if not self.name:
            rows = [(name, b"100644", blob) for name, blob in self.files.items()]
            rows += [(f"{name}/", b"40000", tree.write(pack)) for name, tree in self.folders.items()]
            content = b"".join(
                mode + b" " + name.removesuffix("/").encode() + b"\0" + bytes.fromhex(found)
                for name, mode, found in sorted(rows)
            )
            self.name = pack.add("tree", content)
        return self.name


@dataclass
class Author:
    """A member with their keys."""

    id: str
    private: bytes
    sign: str
    seal: str
    key: Ed25519PrivateKey

    @classmethod
    def new(cls, name: str) -> Author:
        private, sign = new_signing_key()
        loaded = load_ssh_private_key(private, None)
        assert isinstance(loaded, Ed25519PrivateKey)
        return cls(name, private, sign, new_sealing_key()[1], loaded)

    def signature(self, payload: bytes) -> bytes:
        def string(data: bytes) -> bytes:
            return len(data).to_bytes(4, "big") + data

        digest = hashlib.sha512(payload).digest()
        rest = string(b"git") + string(b"") + string(b"sha512")
        signed = self.key.sign(b"SSHSIG" + rest + string(digest))
        public = base64.b64decode(self.sign.split()[1])
        value = string(b"ssh-ed25519") + string(signed)
        blob = b"SSHSIG" + (1).to_bytes(4, "big") + string(public) + rest + string(value)
        lines = textwrap.wrap(base64.b64encode(blob).decode(), 70)
        return "\n".join(["-----BEGIN SSH SIGNATURE-----", *lines, "-----END SSH SIGNATURE-----"]).encode()


class Line:
    """A shared line being written: its state, its newest commit, its clock."""

    def __init__(self, seed: int = 7) -> None:
        self.pack = Pack()
        self.tree = Tree()
        self.state = Snapshot({}.get, lambda _: [], parse)
        self.tip = ""
        self.at = FOUNDED
        self.dice = random.Random(seed)
        self.authors: dict[str, Author] = {}
        self.acts = 0

    def put(self, texts: dict[str, bytes]) -> None:
        for path, text in texts.items():
            self.tree.put(path, self.pack.add("blob", text))
        self.state.adopt(self.state.with_texts(texts))

    def commit(self, actor: str, texts: dict[str, bytes], subject: str) -> None:
        self.put(texts)
        stamp = int(self.at.timestamp())
        parent = f"parent {self.tip}\n" if self.tip else ""
        who = f"{actor} <{actor}@pmnet.invalid> {stamp} +0000"
        head = f"tree {self.tree.write(self.pack)}\n{parent}author {who}\ncommitter {who}\n"
        message = f"\n{subject}\n\nAct: generated\nNonce: {self.acts:016d}\n"
        signature = self.authors[actor].signature((head + message).encode())
        folded = signature.replace(b"\n", b"\n ")
        self.tip = self.pack.add("commit", head.encode() + b"gpgsig " + folded + b"\n" + message.encode())
        self.acts += 1

    def act(self, actor: str, plan: Plan) -> None:
        """Commit what was decided."""
        texts = {path: text.encode() for path, text in plan.texts.items()}
        texts |= {record.path: record_text(record, self.state.text(record.path)) for record in plan.records}
        self.commit(actor, texts, plan.summary)

    def member(self, name: str) -> Member:
        author = self.authors[name] = Author.new(name)
        skills = tuple(MemberSkill(skill, self.dice.randint(1, 5)) for skill in self.dice.sample(SKILLS, 3))
        return Member(
            name, name.title(), f"{name}@example.org", Keys(author.sign, author.seal), self.at.date(), skills=skills
        )

    def pass_time(self, minutes: int) -> None:
        self.at += timedelta(minutes=minutes)


def found(line: Line, members: int) -> None:
    """A founder and further members, each vouched for; all active nine days later."""
    policy = Policy(vouches=1, open_leads=200, open_claims=50)
    network = Network("Generated", "anna", line.at, ("anna",), policy=policy)
    founder = line.member("anna")
    line.commit("anna", {r.path: record_text(r) for r in (network, founder)}, "anna founds Generated")
    for number in range(1, members):
        line.pass_time(1)
        record = line.member(f"member-{number}")
        line.commit(record.id, {record.path: record_text(record)}, f"{record.id} joins")
        line.pass_time(1)
        line.act("anna", member_acts.vouch(line.state, line.at, "anna", record.id, "interview", False))
    line.pass_time(9 * 24 * 60)


def live(line: Line, acts: int, minutes: int) -> None:
    """Leads, claims, answers and free capacity, until that many acts were done."""
    names = list(line.authors)
    open_leads: list[str] = []
    claimed: list[tuple[str, str]] = []
    until = line.acts + acts
    while line.acts < until:
        line.pass_time(minutes)
        actor = line.dice.choice(names)
        kind = line.dice.random()
        try:
            if claimed and kind < 0.3:
                owner, handover = claimed.pop(0)
                word = line.dice.choice(("accept", "decline"))
                reason = "dates" if word == "decline" else None
                line.act(owner, handover_acts.answer(line.state, line.at, owner, handover, word, reason))
            elif open_leads and kind < 0.6:
                lead = open_leads.pop()
                of = line.state.digest(lead_path(lead))
                plan = handover_acts.claim(line.state, line.at, actor, lead, "pm", of)
                line.act(actor, plan)
                claimed.append((line.state.lead(lead).owner, plan.subject))
            elif kind < 0.9:
                plan = lead_acts.add(line.state, line.at, actor, f"{line.acts:016d}", content(line))
                line.act(actor, plan)
                open_leads.append(plan.subject)
            else:
                line.act(actor, member_acts.free(line.state, line.at, actor, line.dice.randint(1, 5), None, None, True))
        except PmnetError:
            continue


def content(line: Line) -> dict[str, Any]:
    """A lead's public half."""
    start = (line.at + timedelta(days=30)).date()
    skills = [{"skill": skill, "level": 3, "must": True} for skill in line.dice.sample(SKILLS, 2)]
    position = {
        "key": "pm",
        "title": "Project manager",
        "role": "project-manager",
        "skills": skills,
        "days_per_week": 3,
    }
    return {
        "title": f"Rollout {line.dice.randint(1, 9999)} in three plants",
        "summary": "A rollout that began late, with a steering committee that wants it in time.",
        "mode": "first",
        "industry": "29",
        "start": start.isoformat(),
        "end": (start + timedelta(days=200)).isoformat(),
        "positions": [position],
    }


def records(line: Line, leads: int, handovers: int, months: int) -> None:
    """Many records in one go, as they would lie there after some years: not as acts, only as what is there."""
    sample = lead_acts.add(line.state, line.at, "anna", "0" * 16, content(line)).records[0]
    names = list(line.authors)
    texts: dict[str, bytes] = {}
    for number in range(leads):
        month = number * months // leads
        registered = FOUNDED + timedelta(days=30 * month - 30 * months, minutes=number % 30_000)
        letters = "".join(CROCKFORD[number >> 5 * place & 31] for place in range(4))
        made = replace(
            sample,
            id=f"{registered:%y%m%d}-{letters}",
            owner=names[number % len(names)],
            registered=registered,
            protected_until=(registered + timedelta(days=90)).date(),
        )
        text = record_text(made)
        texts[made.path] = text
        if number < handovers:
            partner = names[(number + 1) % len(names)]
            due = registered + timedelta(days=4)
            texts[made.path.replace("leads/", "handovers/").replace(".yaml", ".pm.1.yaml")] = (
                f"id: {made.id}.pm.1\nlead: {made.id}\nposition: pm\nowner: {made.owner}\npartner: {partner}\nsteps:\n"
                f"  - step: claim\n    by: {partner}\n    at: {registered:%Y-%m-%dT%H:%M:%SZ}\n"
                f"    respond_by: {due:%Y-%m-%dT%H:%M:%SZ}\n    of: {hashlib.sha256(text).hexdigest()}\n"
            ).encode()
    for path, text in texts.items():
        line.tree.put(path, line.pack.add("blob", text))
    line.state = line.state.with_texts(texts)


def write(line: Line, folder: Path, bare: bool = True) -> Repository:
    """The line in a new repository, as its main."""
    repository = Repository.create(folder, bare=bare)
    line.pack.write(repository.git_dir)
    repository.run("update-ref", "refs/heads/main", line.tip)
    return repository
