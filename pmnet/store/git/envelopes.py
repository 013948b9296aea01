"""Envelopes as git keeps them: each is the one file of a commit without a parent, under a ref of its own.

They lie beside a copy, in a small repository of their own, so that nothing of them is ever among the objects of the copy, and
erasing them there takes no longer than it should. For a push, git is told where they lie.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from pmnet.domain.sealed import RefRoot, SealedName
from pmnet.store.git.answers import unreachable
from pmnet.store.git.drafts import Draft
from pmnet.store.git.process import checked
from pmnet.store.git.remote import address, lone_tree, network_seconds
from pmnet.store.git.repository import Repository
from pmnet.store.git.scratch import lone_words

FILE: Final = "sealed.age"
WORD: Final = "sealed"
ROW: Final = b"100644 " + FILE.encode() + b"\0"
OWN: Final = RefRoot.OWN.value
WAITING: Final = "refs/pmnet/waiting"
ARRIVING: Final = "refs/pmnet/arriving"

LOOSE: Final = ("fetch.unpackLimit=1000000", "transfer.unpackLimit=1000000")
"""What arrives is kept as single objects, which are pruned at once."""

RESTED: Final = "10.minutes.ago"
"""What was replaced goes when no other command can be in the middle of sending it; what is erased goes at once."""

ATTEMPTS: Final = 20


class EnvelopeStore:
    """The envelopes that one copy has."""

    def __init__(self, copy: Repository) -> None:
        self._copy = copy
        self._git_dir = copy.git_dir / "pmnet" / "sealed.git"
        self._opened: Repository | None = None

    @property
    def exists(self) -> bool:
        """Whether this copy ever had an envelope."""
        return (self._git_dir / "HEAD").is_file()

    @property
    def _repository(self) -> Repository:
        if self._opened is None:
            self._opened = Repository(self._git_dir, None)
            self._opened.connection = self._copy.connection
            self._opened.handles = self._copy.handles
            if not self.exists:
                Repository.create(self._git_dir, bare=True, like=self._copy)
        return self._opened

    def close(self) -> None:
        """End the reading process."""
        if self._opened is not None:
            self._opened.stop_reading()
            self._opened = None

    @property
    def variables(self) -> Mapping[str, str]:
        """What git must know to send envelopes from the copy."""
        return {"GIT_ALTERNATE_OBJECT_DIRECTORIES": str(self._git_dir / "objects")} if self.exists else {}

    def write(self, content: bytes) -> str:
        """The commit of an envelope, written but not kept under a name yet."""
        repository = self._repository
        draft = Draft(repository.id_kind)
        tree = draft.add("tree", ROW + bytes.fromhex(draft.add("blob", content)))
        commit = draft.add("commit", lone_words(tree, WORD))
        repository.write(draft)
        return commit

    def hold(self, nonce: str, name: SealedName, commit: str) -> None:
        """Hold an envelope until the act of that number was merged."""
        checked(self._repository.run("update-ref", "--end-of-options", name.ref(f"{WAITING}/{nonce}"), commit))

    def held(self, nonce: str) -> dict[SealedName, str]:
        """The commits of the envelopes that are held for an act."""
        place = f"{WAITING}/{nonce}"
        said = (
            self._repository.run("for-each-ref", "--format=%(refname) %(objectname)", place).out if self.exists else b""
        )
        rows = (row.split() for row in said.decode().splitlines())
        return {name: commit for ref, commit in rows if (name := SealedName.of_ref(ref.replace(place, OWN, 1)))}

    def held_under(self, name: SealedName) -> list[str]:
        """The commits of the envelopes that are held under a name, for any act."""
        pattern = name.ref(f"{WAITING}/*")
        return (
            self._repository.run("for-each-ref", "--format=%(objectname)", pattern).out.decode().split()
            if self.exists
            else []
        )

    def release(self, nonce: str) -> None:
        """Hold nothing any more for an act."""
        for name in self.held(nonce):
            self._repository.run("update-ref", "-d", "--end-of-options", name.ref(f"{WAITING}/{nonce}"))

    def keep(self, name: SealedName, commit: str) -> None:
        """Keep an envelope under its name, in place of an earlier one, which goes."""
        replaced = self.commit(name)
        checked(self._repository.run("update-ref", "--end-of-options", name.ref(OWN), commit))
        if replaced not in ("", commit):
            self._prune(RESTED)

    def commit(self, name: SealedName) -> str:
        """The commit of the envelope that is kept; empty where there is none."""
        return (self._repository.tip(name.ref(OWN)) or "") if self.exists else ""

    def read(self, name: SealedName) -> bytes | None:
        """The envelope that is kept, or None."""
        commit = self.commit(name)
        return self.content(commit) if commit else None

    def content(self, commit: str) -> bytes | None:
        """The envelope in a commit; None where it is anything else."""
        return envelope_in(self._repository, commit)

    def names(self) -> list[SealedName]:
        """Whose envelopes are kept."""
        refs = self._repository.run("for-each-ref", "--format=%(refname)", OWN).out.decode() if self.exists else ""
        return [name for ref in refs.split() if (name := SealedName.of_ref(ref)) is not None]

    def drop(self, names: Iterable[SealedName]) -> None:
        """Erase envelopes here, so that nothing of them is left; also of those that a killed command only took the name of."""
        for name in [name for name in names if self.commit(name)]:
            checked(self._repository.run("update-ref", "-d", "--end-of-options", name.ref(OWN)))
        if self.exists:
            self._prune("now")

    def fetch(self, names: Sequence[SealedName], root: str) -> dict[SealedName, str]:
        """What the server has under these names, brought here but not kept; without those it does not have.

        Raises Unreachable.
        """
        server = address(self._copy)
        if server is None or not names:
            return {}
        wanted, place = list(names), f"{ARRIVING}/{secrets.token_hex(8)}"
        for _ in range(ATTEMPTS):
            specs = [f"+{name.ref(root)}:{place}/{number}" for number, name in enumerate(wanted)]
            done = self._repository.run(
                "fetch", "--no-tags", "--no-write-fetch-head", "--no-auto-maintenance", "--end-of-options", server, *specs,
                seconds=network_seconds(), settings=LOOSE,
            )  # fmt: skip
            unknown = set(re.findall(r"couldn't find remote ref (\S+)", done.err))
            missing = [name for name in wanted if name.ref(root) in unknown]
            if done.code == 0:
                return self._arrived(wanted, place)
            wanted = [name for name in wanted if name not in missing]
            if not wanted:
                return {}
            if not missing:
                raise unreachable(done.err)
        return self._one_by_one(wanted, root)

    def _one_by_one(self, names: Sequence[SealedName], root: str) -> dict[SealedName, str]:
        """The same where very many are missing: git names one at a time."""
        there = self.listed(root)
        return self.fetch([name for name in names if name.ref(root) in there], root)

    def _arrived(self, names: Sequence[SealedName], place: str) -> dict[SealedName, str]:
        said = checked(self._repository.run("for-each-ref", "--format=%(refname) %(objectname)", place)).out.decode()
        arrived = dict(row.split() for row in said.splitlines())
        for ref in arrived:
            self._repository.run("update-ref", "-d", "--end-of-options", ref)
        return {name: arrived[ref] for number, name in enumerate(names) if (ref := f"{place}/{number}") in arrived}

    def forget_arrived(self) -> None:
        """Erase what arrived and was not kept."""
        if self.exists:
            self._prune(RESTED)

    def listed(self, root: str, lead: str = "") -> dict[str, str]:
        """The refs of envelopes that the server has, of one lead or of all, with their commits; raises Unreachable."""
        server = address(self._copy)
        if server is None:
            return {name.ref(OWN): self.commit(name) for name in self.names() if lead in ("", name.lead)}
        pattern = f"{root}/{lead}/*" if lead else f"{root}/*"
        done = self._copy.run("ls-remote", "--end-of-options", server, pattern, seconds=network_seconds())
        if done.code != 0:
            raise unreachable(done.err)
        rows = (row.split("\t") for row in done.out.decode("utf-8", "replace").splitlines())
        return {ref: commit for commit, ref in rows if SealedName.of_ref(ref) is not None}

    def _prune(self, older_than: str) -> None:
        self.close()  # the reading process would hold what is to go
        checked(self._repository.run("prune", f"--expire={older_than}"))


def envelope_in(repository: Repository, commit: str) -> bytes | None:
    """The envelope that a commit consists of, laid down as `write` does it; None where it is anything else.

    So nothing can lie beside it or before it, or be said with it, that nobody looks at.
    """
    tree = lone_tree(repository, commit, WORD)
    kind, rows = repository.object(tree) if tree else ("", b"")
    if kind != "tree" or not rows.startswith(ROW) or len(rows) != len(ROW) + len(tree) // 2:
        return None
    kind, envelope = repository.object(rows.removeprefix(ROW).hex())
    return envelope if kind == "blob" else None
