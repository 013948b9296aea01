"""What only a push can try: other refs than main, and main other than forwards."""

from __future__ import annotations

import pytest
from doors import Verdict, install_hook, push
from host import HostSimulator
from records import member, put
from scene import Scene


@pytest.fixture
def guarded(scene: Scene, judge: str) -> Scene:
    """The scene with the hook in its shared repository, and awake."""
    scene.judge = judge
    install_hook(scene)
    return scene


def refused(verdict: Verdict) -> None:
    """The push failed, by pmnet's word and not by git's own."""
    assert not verdict.let_in
    assert "pre-receive hook declined" in verdict.words
    assert "remote: pmnet" in verdict.words


REFS = (
    "refs/heads/other",
    "refs/heads/Main",
    "refs/heads/main2",
    "refs/heads/main/x",
    "refs/heads/refs/heads/main",
    "refs/tags/v1",
    "refs/tags/main",
    "refs/notes/commits",
    "refs/pull/1/head",
    "refs/remotes/origin/main",
    "refs/pmnet/sealed/261123-ab12/lead",
    "refs/pmnet/verified",
)


@pytest.mark.parametrize("ref", REFS)
def test_a_ref_of_another_name(guarded: Scene, ref: str) -> None:
    refused(push(guarded, f"{guarded.headline('bea')}:{ref}"))


def test_a_ref_that_replaces_a_commit(guarded: Scene) -> None:
    refused(push(guarded, f"{guarded.headline('bea')}:refs/replace/{guarded.base}"))


def test_a_ref_of_another_name_beside_an_honest_act(guarded: Scene) -> None:
    """All or nothing: the honest one waits for a push of its own."""
    act = guarded.headline("bea")
    refused(push(guarded, f"{act}:refs/heads/main", f"{act}:refs/heads/other"))


def test_a_ref_of_another_name_removed(guarded: Scene) -> None:
    guarded.host.plant("refs/heads/other", guarded.base)
    refused(push(guarded, ":refs/heads/other"))


def test_main_deleted(guarded: Scene) -> None:
    refused(push(guarded, ":refs/heads/main"))


@pytest.mark.parametrize("options", [("--force",), ()], ids=["by force", "by a plus"])
def test_main_rewound(guarded: Scene, options: tuple[str, ...]) -> None:
    old = guarded.forge.line("rev-parse", f"{guarded.base}~1")
    refused(push(guarded, f"{'' if options else '+'}{old}:refs/heads/main", options=options))


def test_main_replaced_by_another_line(guarded: Scene) -> None:
    other = guarded.headline("bea", guarded.forge.line("rev-parse", f"{guarded.base}~1"))
    refused(push(guarded, f"+{other}:refs/heads/main"))


def test_main_replaced_by_a_history_of_its_own(guarded: Scene) -> None:
    tree = guarded.forge.line("rev-parse", f"{guarded.base}^{{tree}}")
    orphan = guarded.forge.commit(guarded.forge.payload((), tree, "anna"), guarded.key("anna"))
    refused(push(guarded, f"+{orphan}:refs/heads/main"))


def test_an_honest_act_after_refused_ones(guarded: Scene) -> None:
    """The hook keeps nothing in mind."""
    push(guarded, ":refs/heads/main")
    push(guarded, f"{guarded.act('bea', {'x': b'x'})}:refs/heads/main")
    act = guarded.headline("bea")
    assert push(guarded, f"{act}:refs/heads/main").let_in
    assert guarded.base == act


def test_a_member_on_a_guarded_server_notices_nothing(scene: Scene) -> None:
    install_hook(scene)
    assert scene.circle.bea.ok("free", "2")["sent"] is True
    scene.witness.ok("sync")


@pytest.fixture
def empty(scene: Scene) -> Scene:
    """A guarded repository in which nothing is yet, in the place of the shared one; its hook starts pmnet itself."""
    old = scene.circle.bare.rename(scene.circle.root / "old.git")
    HostSimulator(old).git("init", "--quiet", "--bare", "--initial-branch=main", str(scene.circle.bare))
    install_hook(scene)
    return scene


def founding(scene: Scene) -> str:
    return scene.forge.line("rev-list", "--max-parents=0", "main")


def test_a_network_brought_to_a_guarded_server(empty: Scene) -> None:
    assert push(empty, f"{empty.forge.tip}:refs/heads/main").let_in


def test_a_founding_by_another_than_the_founder(empty: Scene) -> None:
    tree = empty.forge.line("rev-parse", f"{founding(empty)}^{{tree}}")
    false = empty.forge.commit(empty.forge.payload((), tree, "anna", "2026-11-02T09:00:00Z"), empty.key("bea"))
    refused(push(empty, f"{false}:refs/heads/main"))


def test_a_founding_that_brings_members_of_its_own_making(empty: Scene) -> None:
    """Members who never signed for themselves, vouched for by nobody."""
    path = "members/emil.yaml"
    text = member("emil", vouches=[{"by": "anna", "at": "2026-11-02T09:00:00Z", "basis": "interview"}])
    tree = empty.forge.tree(founding(empty), {path: text})
    false = empty.forge.commit(empty.forge.payload((), tree, "anna", "2026-11-02T09:00:00Z"), empty.key("anna"))
    refused(push(empty, f"{false}:refs/heads/main"))


def test_a_network_brought_with_a_bad_act_in_its_past(empty: Scene) -> None:
    base = empty.forge.tip
    bad = empty.act("bea", {"members/carl.yaml": put(empty.own("carl", base), headline="Not me")}, base)
    refused(push(empty, f"{empty.headline('anna', bad)}:refs/heads/main"))
