"""The check on pull requests: the head is data, and whoever names it wrongly gets no free pass."""

from __future__ import annotations

import pytest
from host import HostSimulator
from people import Result
from records import put
from scene import Scene


def bad_head(scene: Scene) -> str:
    return scene.act("bea", {"members/carl.yaml": put(scene.own("carl"), headline="Not me")})


def check(scene: Scene, base: str, head: str, *more: str) -> Result:
    return scene.witness.run("validate", "--base", base, "--head", head, *more, "--json", folder=scene.witness.folder)


def test_the_findings_name_path_place_and_rule(scene: Scene) -> None:
    head = bad_head(scene)
    scene.at_hand("carl", head)
    done = check(scene, scene.base, head)
    assert (done.code, done.json["checked"]) == (1, 1)
    found = done.json["findings"][0]
    assert found["path"] == "members/carl.yaml"
    assert found["rule"].startswith("authority")
    assert {"line", "column", "message", "hint"} <= set(found)


@pytest.mark.parametrize("tag", ["origin/main", "refs/remotes/origin/main", "remotes/origin/main"])
def test_a_tag_that_takes_the_bases_name(scene: Scene, tag: str) -> None:
    """Git looks among tags first: a check against `origin/main` would compare the head with itself."""
    head = bad_head(scene)
    git_dir = scene.at_hand("carl", head) / ".git"
    HostSimulator(git_dir).plant(f"refs/tags/{tag}", head)
    assert check(scene, "origin/main", head).code != 0


def test_a_branch_that_takes_the_bases_name(scene: Scene) -> None:
    """A pull request's branch may be called anything, also `origin/main`."""
    head = bad_head(scene)
    git_dir = scene.at_hand("carl", head) / ".git"
    HostSimulator(git_dir).plant("refs/heads/origin/main", head)
    assert check(scene, "origin/main", head).code != 0


def test_a_branch_named_like_the_commit_it_replaces(scene: Scene) -> None:
    """`refs/heads/<40 digits>`: a commit's own name must always mean that commit."""
    head = bad_head(scene)
    git_dir = scene.at_hand("carl", head) / ".git"
    HostSimulator(git_dir).plant(f"refs/heads/{head}", scene.base)
    assert check(scene, scene.base, head).code == 1


@pytest.mark.parametrize("base", ["", "nowhere", "0" * 40, "--all", "HEAD:members", "HEAD^{tree}"])
def test_a_base_that_is_none(scene: Scene, base: str) -> None:
    head = bad_head(scene)
    scene.at_hand("carl", head)
    done = check(scene, base, head)
    assert done.code in (1, 2, 5), (done.out, done.err)


@pytest.mark.parametrize("head", ["", "nowhere", "0" * 40, "--output=x", "HEAD:members", "HEAD^{tree}"])
def test_a_head_that_is_none(scene: Scene, head: str) -> None:
    done = check(scene, scene.base, head)
    assert done.code in (1, 2, 5), (done.out, done.err)
    assert not (scene.witness.folder / "x").exists()


def test_a_base_without_a_head_and_a_head_without_a_base(scene: Scene) -> None:
    for option in ("--base", "--head"):
        done = scene.witness.run("validate", option, scene.base, "--json", folder=scene.witness.folder)
        assert done.code != 0 or option == "--base", done.out


def test_nothing_of_the_head_is_put_into_the_folder(scene: Scene) -> None:
    head = scene.act(
        "anna", {"docs/x": b"x\n", "../x": b"x\n", "docs/link": scene.forge.blob(b"/etc/passwd", "120000")}
    )
    scene.at_hand("carl", head)
    assert check(scene, scene.base, head).code == 1
    assert not (scene.witness.folder / "docs").exists()
    assert not (scene.circle.root / "x").exists()


def test_the_folders_own_state_does_not_matter(scene: Scene) -> None:
    """What somebody edited or checked out there is not what is trusted."""
    head = bad_head(scene)
    folder = scene.at_hand("carl", head)
    (folder / "network.yaml").write_bytes(put(scene.text("network.yaml"), keepers=["bea"]))
    scene.witness.git("rm", "-q", "--cached", "members/carl.yaml")
    assert check(scene, scene.base, head).code == 1
    scene.witness.git("restore", "--staged", "--worktree", "members/carl.yaml", "network.yaml")
    scene.witness.git("checkout", "-q", "--detach", head)
    assert check(scene, scene.base, head).code == 1


def test_a_head_without_the_folder_of_a_network_around_it(scene: Scene) -> None:
    """A continuous integration checks out what it wants; here the base has no files in the folder at all."""
    head = bad_head(scene)
    folder = scene.at_hand("carl", head)
    good = scene.headline("bea")
    scene.at_hand("carl", good)
    for entry in ("members", "leads", "handovers"):
        scene.witness.git("rm", "-r", "-q", entry)
    assert scene.witness.run("validate", "--base", scene.base, "--head", head, "--json", folder=folder).code == 1
    assert scene.witness.run("validate", "--base", scene.base, "--head", good, "--json", folder=folder).code == 0
