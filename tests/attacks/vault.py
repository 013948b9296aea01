"""Sealed documents on the stage, and the hands that get at them: a host's, another member's, an owner's own."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from forge import FILE, Entry, Forge
from people import Person, Result
from records import put
from scene import BEFORE, Scene, copy_scene

from pmnet.domain.sealed import padded
from pmnet.store.files import dump
from pmnet.store.seal import seal

CLIENT = "Xylophon Werke"
CONTACT = "Quirin Zwiebel"
SAID = "wanted since Walpurgis"
RATE = "1234567.80"
SECRETS = (CLIENT, CONTACT, SAID, RATE)
"""What nobody else shall read anywhere."""

NOBODY = "pmnet <nobody@pmnet.invalid> 0 +0000"
REFS = "refs/pmnet/sealed"


@dataclass
class Vault:
    """A scene in which anna's leads `kept`, `asked` and `told` have clients; bea asked for two, and was told one."""

    scene: Scene
    leads: Mapping[str, str]

    @property
    def anna(self) -> Person:
        return self.scene.circle.anna

    @property
    def bea(self) -> Person:
        return self.scene.circle.bea

    @property
    def host(self) -> Forge:
        return self.scene.host

    def path(self, name: str) -> str:
        return f"leads/2026-11/{self.leads[name]}.yaml"

    def handover(self, name: str) -> str:
        return f"{self.leads[name]}.pm.1"

    def handover_path(self, name: str) -> str:
        return f"handovers/2026-11/{self.handover(name)}.yaml"

    def ref(self, name: str, which: str = "lead") -> str:
        """Where the lead's document lies, or that of its handover (`pm.1`)."""
        return f"{REFS}/{self.leads[name]}/{which}"

    def commit(self, ref: str) -> str:
        return self.host.line("rev-parse", "--verify", ref)

    def envelope(self, ref: str) -> bytes:
        return self.host.read(f"{self.commit(ref)}:sealed.age")

    def follow(self) -> None:
        """Let the workshop have what was done by commands meanwhile."""
        self.scene.forge.take(self.scene.circle.bare, self.scene.base)

    def recipient(self, *members: str) -> list[str]:
        """The public keys to which anybody can seal."""
        homes = (self.scene.circle.people[member].home for member in members)
        return [(home / "keys/seal.pub").read_text().strip() for home in homes]

    def signed_for(self, name: str, envelope: bytes) -> str:
        """An act by anna in which her lead names an envelope of her own making."""
        text = put(self.scene.text(self.path(name)), sealed=sha256(envelope).hexdigest())
        return self.scene.settle(self.scene.act("anna", {self.path(name): text}), readers=())


def laid(forge: Forge, envelope: bytes, name: str = "sealed.age", mode: str = FILE) -> str:
    """An envelope as pmnet lays it down, or a little otherwise."""
    return bound(forge, {name: forge.blob(envelope, mode)})


def bound(forge: Forge, files: Mapping[str, Entry], *parents: str, word: str = "sealed") -> str:
    tree = forge.raw_tree(sorted(files.items()))
    head = "".join(f"parent {parent}\n" for parent in parents)
    return forge.write("commit", f"tree {tree}\n{head}author {NOBODY}\ncommitter {NOBODY}\n\n{word}\n".encode())


def written(content: Mapping[str, Any] | bytes, *recipients: str) -> bytes:
    """A document sealed by whoever likes to."""
    text = content if isinstance(content, bytes) else dump(dict(content)).encode()
    return seal(padded(text), recipients)


def document(lead: str, **fields: Any) -> dict[str, Any]:
    return {"lead": lead, "client": {"name": "Somebody Else"}, "format": 1, "purpose": "lead", **fields}


def forget(person: Person) -> None:
    """All envelopes of somebody's copy are gone, as on a new machine."""
    shutil.rmtree(person.folder / ".git/pmnet/sealed.git")


def told(result: Result) -> str:
    """What somebody reads of a refusal: no traceback, and nothing of what is sealed."""
    words = result.out + result.err
    assert "Traceback" not in words, words
    assert not [secret for secret in SECRETS if secret in words], words
    return result.err


def fill(scene: Scene) -> Vault:
    """Put clients and words into a scene."""
    anna, bea = scene.circle.anna, scene.circle.bea
    leads = {}
    for name in ("kept", "asked", "told"):
        leads[name] = anna.ok(
            "lead", "add", "--title", f"A {name} lead", "--client", f"{CLIENT} {name}", "--contact", CONTACT, now=BEFORE
        )["id"]
    bea.ok("sync", now=BEFORE)
    for name in ("asked", "told"):
        bea.ok("claim", leads[name], "--message", SAID, "--rate", RATE, now=BEFORE)
    anna.ok("accept", leads["told"], now=BEFORE)
    scene.circle.sync(now=BEFORE)
    vault = Vault(scene, leads)
    vault.follow()
    return vault


def copy_vault(vault: Vault, root: Path) -> Vault:
    """The same somewhere else."""
    return Vault(copy_scene(vault.scene, root), vault.leads)
