"""The network that is attacked, and the workshop in which attacks are made."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from forge import Changes, Forge
from host import HostSimulator
from people import NOW, Circle, Person, copy_circle, join

from pmnet.store.signatures import new_signing_key

BEFORE = "2026-11-23T08:00:00Z"
"""One hour before the attacks: when the stage was set."""

MONTH = "2026-11"


@dataclass
class Scene:
    """anna keeps the network; bea and carl are active; dora is a candidate; carl stands at the doors.

    anna's leads: `open`, `claimed` (bea asked and waits for an answer), `agreed` (carl's claim was accepted). bea's lead:
    `offered` (to carl).
    """

    circle: Circle
    leads: Mapping[str, str]
    strangers: dict[str, Path] = field(default_factory=dict)
    judge: str = ""
    """What the hook calls, where something is awake that answers faster than a new process."""

    @property
    def witness(self) -> Person:
        return self.circle.carl

    @property
    def keeper(self) -> Person:
        return self.circle.anna

    @property
    def host(self) -> HostSimulator:
        return HostSimulator(self.circle.bare)

    @property
    def forge(self) -> HostSimulator:
        """The attackers' own repository, which also has a merge button; nobody else reads from it unasked."""
        return HostSimulator(self.circle.root / "workshop.git")

    @property
    def base(self) -> str:
        """What everybody has seen as main."""
        return self.host.tip

    def lead(self, name: str) -> str:
        return f"leads/{MONTH}/{self.leads[name]}.yaml"

    def handover(self, name: str, place: int = 1) -> str:
        return f"handovers/{MONTH}/{self.leads[name]}.pm.{place}.yaml"

    def text(self, path: str, commit: str = "") -> bytes:
        return self.forge.read(f"{commit or self.base}:{path}")

    def own(self, member: str, commit: str = "") -> bytes:
        """A member's record."""
        return self.text(f"members/{member}.yaml", commit)

    def earlier(self, path: str) -> bytes:
        """The version of a file before the last change of it."""
        changes = self.forge.line("rev-list", "--max-count=2", self.base, "--", path).split()
        return self.text(path, changes[1])

    def key(self, who: str) -> Path:
        """The private key of a member, or of a stranger made up now."""
        if who in self.circle.people:
            return self.circle.people[who].home / "keys" / "sign"
        if who not in self.strangers:
            place = self.circle.root / f"{who}.key"
            private, public = new_signing_key()
            place.write_bytes(private)
            place.chmod(0o600)
            place.with_suffix(".pub").write_text(public)
            self.strangers[who] = place
        return self.strangers[who]

    def public(self, who: str) -> str:
        """The public key of a member or a stranger."""
        return " ".join(self.key(who).with_suffix(".pub").read_text().split()[:2])

    def act(
        self,
        who: str,
        changes: Changes,
        *parents: str,
        key: Path | None = None,
        name: str = "",
        author: str = "",
        at: str = NOW,
        authored: str = "",
        message: str = "an act",
    ) -> str:
        """A commit on main (or on these parents) with some files set, signed by that person's key."""
        on = parents or (self.base,)
        tree = self.forge.tree(on[0], changes)
        payload = self.forge.payload(on, tree, name or who, at, authored, author, message)
        return self.forge.commit(payload, key or self.key(who))

    def unsigned(self, who: str, changes: Changes, *parents: str) -> bytes:
        """The bytes of such a commit, for signatures of another sort."""
        on = parents or (self.base,)
        return self.forge.payload(on, self.forge.tree(on[0], changes), who)

    def headline(self, who: str, *parents: str, words: str = "New", **how: str) -> str:
        """The plainest honest act: somebody changes their own headline."""
        from records import put

        text = self.own(who, parents[0] if parents else "")
        return self.act(who, {f"members/{who}.yaml": put(text, headline=words)}, *parents, **how)

    def settle(self, head: str, now: str = NOW, readers: Sequence[str] = ("carl",)) -> str:
        """History goes on honestly: main is at `head`, and the witness has seen it."""
        self.host.take(self.forge.git_dir, head)
        for reader in readers:
            self.circle.people[reader].ok("sync", now=now)
        return head

    def at_hand(self, who: str, head: str) -> Path:
        """A member's copy with some commit fetched as data, nothing of it checked out."""
        folder = self.circle.people[who].folder
        HostSimulator(folder / ".git").bring(self.forge.git_dir, head)
        return folder


def set_stage(circle: Circle) -> Scene:
    """Some history before the attack: a candidate, leads, handovers, changed records."""
    dora = circle.people["dora"] = Person("dora", circle.root)
    join(circle, dora, circle.anna.ok("status")["fingerprint"], now=BEFORE)
    leads = {name: _lead(circle.anna, name) for name in ("open", "claimed", "agreed")}
    leads["offered"] = _lead(circle.bea, "offered")
    circle.bea.ok("claim", leads["claimed"], now=BEFORE)
    circle.carl.ok("claim", leads["agreed"], now=BEFORE)
    circle.anna.ok("accept", leads["agreed"], now=BEFORE)
    circle.bea.ok("offer", leads["offered"], "carl", now=BEFORE)
    for person in circle.people.values():
        person.ok("member", "set", "headline=Known for years", now=BEFORE)
    circle.sync(now=BEFORE)
    for git_dir in circle.root.glob("*/.git"):
        Forge(git_dir).git("repack", "-a", "-d", "-q")
    Forge(circle.bare).git("repack", "-a", "-d", "-q")
    shutil.copytree(circle.bare, circle.root / "workshop.git")
    return Scene(circle, leads)


def _lead(owner: Person, title: str) -> str:
    return str(owner.ok("lead", "add", "--title", f"Lead {title}", now=BEFORE)["id"])


def copy_scene(scene: Scene, root: Path) -> Scene:
    """The same scene somewhere else."""
    return replace(scene, circle=copy_circle(scene.circle, root), strangers={})
