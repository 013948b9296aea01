"""The four doors of a network. Each is asked the same question and answers in its own way.

`before-push` is the client judging what it is about to send; `hook` a server that asks before it takes anything;
`pull-request` a check that has the head as data only; `sync` a member who meets what an unguarded host took in.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import pytest
from awake import wake
from forge import Changes
from people import NOW
from scene import Scene

from pmnet.domain.clock import parse_instant
from pmnet.errors import Alarm
from pmnet.store.git.repository import Repository
from pmnet.store.ledger import Ledger

ALARM = 11


@dataclass(frozen=True)
class Verdict:
    """What a door said: its words, and as far as it names them the rules it refused under and the members it blames."""

    let_in: bool
    words: str = ""
    rules: frozenset[str] = field(default_factory=frozenset)
    blamed: frozenset[str] = field(default_factory=frozenset)


def before_push(scene: Scene, head: str, now: str) -> Verdict:
    repository = Repository.at(scene.at_hand("carl", head))
    try:
        found = Ledger(repository).request(scene.base, head, parse_instant(now)).findings
    except Alarm as error:  # nothing is judged in a copy that cannot be trusted
        return Verdict(False, error.message, frozenset({"history"}))
    finally:
        repository.close()
    words = "\n".join(f"{one.finding.message} {one.finding.hint}" for one in found)
    rules, blamed = {one.finding.rule for one in found}, {str(one.actor) for one in found}
    return Verdict(not found, words, frozenset(rules), frozenset(blamed))


def hook(scene: Scene, head: str, now: str) -> Verdict:
    install_hook(scene)
    return push(scene, f"+{head}:refs/heads/main", now=now)


def install_hook(scene: Scene) -> None:
    done = scene.keeper.run("hook", "install", str(scene.circle.bare))
    assert done.code == 0, done.err
    if scene.judge:
        wake(scene.circle.bare / "hooks" / "pre-receive", scene.judge)


def push(scene: Scene, *refs: str, now: str = NOW, options: tuple[str, ...] = ()) -> Verdict:
    """A push from the workshop with plain git; a refused one must say why and leave no trace.

    What is no proper object at all, the server's git refuses by itself before it asks anybody (`fsck`).
    """
    host = scene.host
    before = host.objects(), host.line("for-each-ref")
    command = ["git", "--git-dir", str(scene.forge.git_dir), "push", *options, str(scene.circle.bare), *refs]
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "PMNET_NOW": now})
    assert "Traceback" not in done.stderr, done.stderr
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", done.stderr.replace("\x1b[K", "")), done.stderr
    if done.returncode != 0:
        assert (host.objects(), host.line("for-each-ref")) == before, "a refused push left something behind"
        assert re.search(r"remote: pmnet: .*\w|remote: fatal: fsck error", done.stderr), done.stderr
    return Verdict(done.returncode == 0, done.stderr)


def pull_request(scene: Scene, head: str, now: str) -> Verdict:
    folder = scene.at_hand("carl", head)
    before = (scene.witness.git("status", "--porcelain"), scene.witness.git("rev-parse", "HEAD"))
    done = scene.witness.run("validate", "--base", scene.base, "--head", head, "--json", now=now, folder=folder)
    assert (scene.witness.git("status", "--porcelain"), scene.witness.git("rev-parse", "HEAD")) == before
    assert done.code in (0, 1), done.err
    findings = done.json["findings"]
    assert bool(findings) == bool(done.code)
    words = "\n".join(f"{found['message']} {found['hint']}" for found in findings)
    return Verdict(not findings, words, frozenset(found["rule"] for found in findings))


def sync(scene: Scene, head: str, now: str) -> Verdict:
    witness, shown = scene.witness, scene.witness.git("rev-parse", "HEAD")
    known = witness.ok("status", now=now)["verified"]
    scene.host.take(scene.forge.git_dir, head)
    done = witness.run("sync", "--json", now=now)
    status = witness.ok("status", now=now)
    if done.code == 0:
        assert (status["verified"], status["alarm"]) == (head, None)
        return Verdict(True)
    assert (done.code, done.error["kind"]) == (ALARM, "alarm"), done.err
    assert status["verified"] != head
    assert witness.git("rev-parse", "HEAD") in (shown, status["verified"] + "\n")
    words = f"{done.error['message']}\n{done.error['hint']}\n{status['alarm']['message']}"
    if known in scene.forge.line("rev-list", "--first-parent", head).split():
        new = scene.forge.line("rev-list", head, f"^{known}").split()
        assert status["alarm"]["commit"] in new
        assert re.search(rf"{status['alarm']['commit'][:7]}.*\w\w", done.error["message"]), (
            "it says neither which nor why"
        )
    return Verdict(False, words)


DOORS: dict[str, Callable[[Scene, str, str], Verdict]] = {
    "before-push": before_push,
    "hook": hook,
    "pull-request": pull_request,
    "sync": sync,
}


@dataclass(frozen=True)
class Door:
    """One door of one scene."""

    name: str
    scene: Scene

    def accepts(self, head: str, now: str = NOW) -> None:
        verdict = DOORS[self.name](self.scene, head, now)
        assert verdict.let_in, verdict

    def refuses(self, head: str, *rules: str, by: str = "", says: str = "", now: str = NOW) -> None:
        """The door stays shut under one of these rules; where it says who did it, that was `by`."""
        verdict = DOORS[self.name](self.scene, head, now)
        assert not verdict.let_in, "let in"
        assert not verdict.rules or any(rule.startswith(rules) for rule in verdict.rules), verdict
        assert not by or not verdict.blamed or verdict.blamed == {by}, verdict
        assert says in verdict.words, verdict
        if self.name == "sync":
            assert by in verdict.words, verdict


REQUESTS = pytest.mark.parametrize("door", ["before-push", "hook", "pull-request"], indirect=True)
"""Where several acts arrive as one request and are all judged by the state before it.

On main they are separate acts, each judged by the state its parent left, so that there the same commits may be good.
"""

ON_MAIN = pytest.mark.parametrize("door", ["sync"], indirect=True)
"""Where only the order on main counts."""


def variants(every: Iterable[str], shown: Iterable[str]) -> list[object]:
    """Each spelling of one attack: those shown are tried at every door always, the others in the long form."""
    assert set(shown) <= set(every)
    return [name if name in set(shown) else pytest.param(name, marks=pytest.mark.long) for name in every]


def let_in(scene: Scene, by: str, acts: Mapping[str, Changes], *rules: str) -> list[str]:
    """Those of many acts that the judge whom all doors ask does not refuse under one of these rules, or for another."""
    found = {name: before_push(scene, scene.act(by, changes), NOW) for name, changes in acts.items()}
    return [
        name
        for name, verdict in found.items()
        if verdict.blamed != {by} or not any(rule.startswith(rules) for rule in verdict.rules)
    ]
