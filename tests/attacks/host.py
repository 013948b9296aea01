"""A git host that cannot be trusted: it shows what it likes, and its merge button does what it likes. All of it is real git."""

from __future__ import annotations

import subprocess
from pathlib import Path

from forge import Changes, Forge, stamp
from people import NOW

MAIN = "refs/heads/main"
PERSON = "GitHub <noreply@github.invalid>"


class HostSimulator(Forge):
    """A bare repository and whoever runs it."""

    @property
    def tip(self) -> str:
        """What it shows as main."""
        loose = self.git_dir / MAIN
        return loose.read_text().strip() if loose.exists() else self.line("rev-parse", "--verify", MAIN)

    def show(self, commit: str) -> None:
        """Show this commit as main, whatever was shown before: a rewind, a fork, a frozen tip."""
        self.git("update-ref", MAIN, commit)

    def rewind(self, acts: int = 1) -> str:
        """Forget the newest acts; returns the tip that is shown now."""
        self.show(self.line("rev-parse", f"{MAIN}~{acts}"))
        return self.tip

    def vanish(self) -> None:
        """Have no main any more."""
        self.git("update-ref", "-d", MAIN)

    def plant(self, ref: str, name: str) -> None:
        """A reference that nobody asked for."""
        self.git("update-ref", ref, name)

    def take(self, source: Path, commit: str) -> None:
        """Receive a commit from a repository and show it as main, asking nobody."""
        self.bring(source, commit)
        self.show(commit)

    def bring(self, source: Path, commit: str) -> None:
        """Receive a commit and what it needs, and show nothing of it.

        Between the repositories of one scene, which began with the same objects, only files are new: they are linked.
        """
        if source.parent in (self.git_dir.parent, self.git_dir.parent.parent):
            for place in source.glob("objects/??/*"):
                link = self.git_dir / "objects" / place.parent.name / place.name
                link.parent.mkdir(exist_ok=True)
                if not link.exists():
                    link.hardlink_to(place)
            return
        self.git("fetch", "--quiet", "--no-tags", "--no-write-fetch-head", str(source), commit)

    def objects(self) -> set[str]:
        """Every object file it keeps."""
        root = self.git_dir / "objects"
        return {place.relative_to(root).as_posix() for place in root.rglob("*") if place.is_file()}

    def merged(self, into: str, side: str) -> str:
        """The tree in which two histories meet, as git itself merges them."""
        command = ["git", "--git-dir", str(self.git_dir), "merge-tree", "--write-tree", into, side]
        done = subprocess.run(command, capture_output=True, text=True)
        assert done.returncode == 0, f"the host sees a conflict: {done.stdout}"
        return done.stdout.split()[0]

    def merge(self, into: str, *sides: str, at: str = NOW, tree: str = "", headers: tuple[str, ...] = ()) -> str:
        """A merge commit by the host: mechanical and unsigned, unless another tree is named."""
        return self._commit(tree or self.merged(into, sides[0]), (into, *sides), at, "Merge pull request #1", headers)

    def merge_ours(self, into: str, side: str) -> str:
        """`merge -s ours`: the history comes in, its content does not."""
        return self.merge(into, side, tree=self.line("rev-parse", f"{into}^{{tree}}"))

    def merge_theirs(self, into: str, side: str) -> str:
        """All of main as the side has it: what happened on main meanwhile is undone."""
        return self.merge(into, side, tree=self.line("rev-parse", f"{side}^{{tree}}"))

    def merge_smuggling(self, into: str, side: str, changes: Changes) -> str:
        """A merge commit with changes of the host's own."""
        return self.merge(into, side, tree=self.tree(self.merged(into, side), changes))

    def squash(self, into: str, side: str, at: str = NOW) -> str:
        """One new commit of the host's with all that the side changed."""
        return self._commit(self.merged(into, side), (into,), at, "A squashed pull request (#1)")

    def rebase(self, into: str, side: str, at: str = NOW) -> str:
        """The side's commits made anew on main."""
        tip = into
        for commit in self.line("rev-list", "--reverse", f"{into}..{side}").split():
            author, message = self.git("log", "-1", "--format=%an <%ae>%x00%B", commit).decode().split("\0")
            tip = self._commit(self.merged(into, commit), (tip,), at, message.strip(), author=author)
        return tip

    def _commit(
        self,
        tree: str,
        parents: tuple[str, ...],
        at: str,
        message: str,
        headers: tuple[str, ...] = (),
        author: str = PERSON,
    ) -> str:
        lines = [
            f"tree {tree}",
            *(f"parent {parent}" for parent in parents),
            f"author {author} {stamp(at)}",
            f"committer {PERSON} {stamp(at)}",
            *headers,
        ]
        return self.write("commit", ("\n".join(lines) + f"\n\n{message}\n").encode())
