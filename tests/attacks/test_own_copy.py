"""A copy whose history is cut short, grafted or replaced: nothing is judged in it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from doors import ALARM, before_push
from host import HostSimulator
from people import NOW, Person
from records import put
from scene import Scene


def shallow(scene: Scene) -> None:
    """As `git clone --depth 1` or a careless checkout leaves it."""
    git_dir = scene.witness.folder / ".git"
    HostSimulator(git_dir).git("fetch", "--quiet", "--depth=1", f"file://{scene.circle.bare}", "main")
    assert (git_dir / "shallow").is_file()


def grafted(scene: Scene) -> None:
    """Git's old way of lying about parents, which no setting turns off."""
    founding = scene.witness.git("rev-list", "--max-parents=0", "HEAD").strip()
    grafts = scene.witness.folder / ".git/info/grafts"
    grafts.parent.mkdir(exist_ok=True)
    grafts.write_text(f"{scene.base} {founding}\n")


def replaced(scene: Scene) -> None:
    """One commit shown in the place of another."""
    lie = scene.act("bea", {"members/bea.yaml": put(scene.own("bea"), headline="Never said")})
    git_dir = scene.at_hand("carl", lie) / ".git"
    HostSimulator(git_dir).git("replace", scene.base, lie)


CUTS: dict[str, Callable[[Scene], None]] = {"shallow": shallow, "grafted": grafted, "replaced": replaced}


@pytest.fixture(params=list(CUTS))
def cut(request: pytest.FixtureRequest, scene: Scene) -> Scene:
    """A scene whose witness has such a copy."""
    CUTS[request.param](scene)
    return scene


def test_a_sync_in_such_a_copy(cut: Scene) -> None:
    cut.host.take(cut.forge.git_dir, cut.headline("bea"))
    assert cut.witness.refused(ALARM, "sync")["kind"] == "alarm"


def test_an_act_in_such_a_copy(cut: Scene) -> None:
    tip = cut.base
    assert cut.witness.refused(ALARM, "free", "3")["kind"] == "alarm"
    assert cut.base == tip


def test_a_request_judged_in_such_a_copy(cut: Scene) -> None:
    verdict = before_push(cut, cut.headline("bea"), NOW)
    assert {rule.partition("-")[0] for rule in verdict.rules} == {"history"}


def test_a_pull_request_checked_in_such_a_copy(cut: Scene) -> None:
    head = cut.headline("bea")
    folder = cut.at_hand("carl", head)
    done = cut.witness.run("validate", "--base", cut.base, "--head", head, "--json", folder=folder)
    assert done.code in (1, ALARM), (done.out, done.err)
    if done.code == 1:
        assert any(found["rule"].startswith("history") for found in done.json["findings"])


def test_a_history_cut_short_on_the_host_is_not_joined(scene: Scene, tmp_path: Path) -> None:
    bare = tmp_path / "cut.git"
    scene.host.git("clone", "--quiet", "--bare", "--depth=2", f"file://{scene.circle.bare}", str(bare))
    emil = Person("emil", tmp_path)
    done = emil.run("join", str(bare), "emil", "--as", "emil", "--full-name", "E", "--email", "e@example.org", "--yes")
    assert done.code in (ALARM, 10), done.err
    assert not emil.folder.exists()
    assert HostSimulator(bare).tip == scene.base


def join(scene: Scene, person: Person, where: str) -> int:
    fingerprint = scene.host.line("rev-list", "--max-parents=0", "main").split()[-1]
    return person.run(
        "join", scene.circle.remote, where, "--as", person.id, "--full-name", "E", "--email", "e@example.org",
        "--fingerprint", fingerprint,
    ).code  # fmt: skip


def bad_history(scene: Scene) -> str:
    """A bad act that lies below good ones, on a host that took it."""
    bad = scene.act("bea", {"members/carl.yaml": put(scene.own("carl"), headline="Not me")})
    head = scene.headline("anna", bad)
    scene.host.take(scene.forge.git_dir, head)
    return head


def test_a_network_with_a_bad_act_in_its_past_is_not_joined(scene: Scene) -> None:
    """The whole of history is judged at the first contact, not only what comes later."""
    head = bad_history(scene)
    emil = Person("emil", scene.circle.root)
    assert join(scene, emil, "emil") == ALARM
    assert not emil.folder.exists()
    assert scene.base == head


def test_coming_back_to_a_network_with_a_bad_act_in_its_past(scene: Scene) -> None:
    bad_history(scene)
    assert join(scene, scene.circle.bea, "second") == ALARM
    assert not (scene.circle.root / "second").exists()


def test_a_network_whose_founder_did_not_sign_the_founding_is_not_joined(scene: Scene, tmp_path: Path) -> None:
    bare = tmp_path / "false.git"
    scene.host.git("init", "--quiet", "--bare", "--initial-branch=main", str(bare))
    founding = scene.host.line("rev-list", "--max-parents=0", "main")
    host = HostSimulator(bare)
    host.bring(scene.circle.bare, founding)
    tree = host.line("rev-parse", f"{founding}^{{tree}}")
    host.show(host.commit(host.payload((), tree, "anna"), scene.key("mallory")))
    emil = Person("emil", tmp_path)
    done = emil.run("join", str(bare), "emil", "--as", "emil", "--full-name", "E", "--email", "e@example.org", "--yes")
    assert done.code == ALARM, done.err
    assert not emil.folder.exists()
