"""What hosts do with requests, played on the shared repository itself."""

from __future__ import annotations

import os
import subprocess

from people import NOW, Circle


class Host:
    """What a host does with requests: it merges branches into main, in the ways hosts do."""

    def __init__(self, circle: Circle) -> None:
        self.circle = circle
        self.place = circle.root / "host"

    def open(self) -> None:
        """Have a copy to merge in; it is found again where the circle is copied to."""
        subprocess.run(["git", "clone", "-q", self.circle.bare, self.place], check=True)
        self.git("remote", "set-url", "origin", "../shared.git")

    def git(self, *arguments: str, now: str = NOW) -> str:
        person = {f"GIT_{who}_{what}": "host" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
        dated = {**os.environ, **person, "GIT_COMMITTER_DATE": now, "GIT_AUTHOR_DATE": now}
        done = subprocess.run(
            ["git", "-C", self.place, *arguments], env=dated, capture_output=True, text=True, check=True
        )
        return done.stdout

    def requests(self) -> list[str]:
        return self.circle.shared_git("for-each-ref", "--format=%(refname:short)", "refs/heads/pmnet/").split()

    def merge(self, branch: str, *options: str, now: str = NOW) -> None:
        self.git("fetch", "-q", "origin")
        self.git("reset", "-q", "--hard", "origin/main")
        self.git("merge", "-q", "--no-ff", *options, "-m", "Merge request", f"origin/{branch}", now=now)
        if "--squash" in options:
            self.git("commit", "-q", "-m", "Squashed", now=now)
        self.git("push", "-q", "origin", "HEAD:main")
        self.git("push", "-q", "origin", f":{branch}")

    def merge_all(self, now: str = NOW) -> int:
        found = self.requests()
        for branch in found:
            self.merge(branch, now=now)
        return len(found)
