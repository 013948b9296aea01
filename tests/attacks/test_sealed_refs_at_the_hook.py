"""What a guarded server takes in of sealed documents: each with the act that names it, gone with the act that erases it."""

from __future__ import annotations

from hashlib import sha256

import pytest
from doors import Verdict, install_hook, push
from people import NOW
from records import put
from vault import REFS, Vault, bound, document, laid, written


@pytest.fixture
def guarded(vault: Vault, judge: str) -> Vault:
    """The scene with sealed documents, and the hook in its shared repository."""
    vault.scene.judge = judge
    install_hook(vault.scene)
    return vault


def refused(verdict: Verdict, says: str = "") -> None:
    assert not verdict.let_in
    assert "pre-receive hook declined" in verdict.words
    assert "remote: pmnet" in verdict.words
    assert "nobody expected" not in verdict.words
    assert says in verdict.words


def sealed(vault: Vault, name: str = "kept") -> tuple[str, str, str]:
    """A new envelope of a lead's: (its commit in the workshop, anna's act that names it, the lead's ref)."""
    envelope = written(document(vault.leads[name]), *vault.recipient("anna"))
    text = put(vault.scene.text(vault.path(name)), sealed=sha256(envelope).hexdigest())
    return laid(vault.scene.forge, envelope), vault.scene.act("anna", {vault.path(name): text}), vault.ref(name)


def erasure(vault: Vault, name: str = "kept") -> str:
    path = vault.path(name)
    return vault.scene.act("anna", {path: put(vault.scene.text(path), erased=NOW)})


def by_request(vault: Vault) -> None:
    """From now on acts are merged by the host."""
    text = put(vault.scene.text("network.yaml"), publish="pull-request")
    vault.scene.settle(vault.scene.act("anna", {"network.yaml": text}), readers=())


def test_an_envelope_with_its_act(guarded: Vault) -> None:
    envelope, act, ref = sealed(guarded)
    assert push(guarded.scene, f"{act}:refs/heads/main", f"+{envelope}:{ref}").let_in


def test_an_envelope_without_its_act(guarded: Vault) -> None:
    envelope, _, ref = sealed(guarded)
    refused(push(guarded.scene, f"+{envelope}:{ref}"), "is not what the shared record says")


def test_an_envelope_with_an_act_that_names_another(guarded: Vault) -> None:
    _, act, ref = sealed(guarded)
    other, _, _ = sealed(guarded)
    refused(push(guarded.scene, f"{act}:refs/heads/main", f"+{other}:{ref}"), "is not what the shared record says")


def test_an_envelope_with_an_act_about_another_lead(guarded: Vault) -> None:
    envelope, act, _ = sealed(guarded)
    refused(push(guarded.scene, f"{act}:refs/heads/main", f"+{envelope}:{guarded.ref('asked')}"))


def test_an_envelope_under_its_act_and_one_under_the_handover(guarded: Vault) -> None:
    envelope, act, ref = sealed(guarded, "asked")
    other = guarded.ref("asked", "pm.1")
    refused(push(guarded.scene, f"{act}:refs/heads/main", f"+{envelope}:{ref}", f"+{envelope}:{other}"))


def test_an_act_without_its_envelope(guarded: Vault) -> None:
    _, act, _ = sealed(guarded)
    refused(push(guarded.scene, f"{act}:refs/heads/main"), "did not come with it")


def test_an_act_that_names_the_envelope_of_another_lead(guarded: Vault) -> None:
    digest = sha256(guarded.envelope(guarded.ref("asked"))).hexdigest()
    path = guarded.path("kept")
    act = guarded.scene.act("anna", {path: put(guarded.scene.text(path), sealed=digest)})
    refused(push(guarded.scene, f"{act}:refs/heads/main"), "did not come with it")


def test_an_act_without_its_envelope_where_acts_are_merged(guarded: Vault) -> None:
    """There the envelope follows the merge, and is taken then: by the record that stands on main."""
    by_request(guarded)
    envelope, act, ref = sealed(guarded)
    assert push(guarded.scene, f"{act}:refs/heads/main").let_in
    other, _, _ = sealed(guarded)
    refused(push(guarded.scene, f"+{other}:{ref}"))
    assert push(guarded.scene, f"+{envelope}:{ref}").let_in


def test_an_envelope_before_its_request_is_merged(guarded: Vault) -> None:
    by_request(guarded)
    envelope, act, ref = sealed(guarded)
    refused(push(guarded.scene, f"{act}:refs/heads/pmnet/anna/seal-ab12", f"+{envelope}:{ref}"))


def test_an_envelope_that_was_lost_brought_again(guarded: Vault) -> None:
    """Without an act: the record names it still."""
    ref = guarded.ref("kept")
    envelope = laid(guarded.scene.forge, guarded.envelope(ref))
    guarded.host.git("update-ref", "-d", ref)
    assert push(guarded.scene, f"{envelope}:{ref}").let_in


LAID = {
    "with a further file": lambda forge, e: bound(forge, {"sealed.age": forge.blob(e), "z": forge.blob(b"x")}),
    "with a file before it": lambda forge, e: bound(forge, {"a": forge.blob(b"x"), "sealed.age": forge.blob(e)}),
    "as another file": lambda forge, e: laid(forge, e, "client.age"),
    "with a parent": lambda forge, e: bound(
        forge, {"sealed.age": forge.blob(e)}, bound(forge, {"client.txt": forge.blob(b"Xylophon")})
    ),
    "as a program": lambda forge, e: laid(forge, e, mode="100755"),
    "as a link": lambda forge, e: laid(forge, e, mode="120000"),
    "with words of its own": lambda forge, e: bound(forge, {"sealed.age": forge.blob(e)}, word="Xylophon Werke"),
    "as a file": lambda forge, e: forge.blob(e).object,
    "as a folder": lambda forge, e: forge.raw_tree([("sealed.age", forge.blob(e))]),
    "signed": lambda forge, e: forge.write(
        "commit",
        forge.read(laid(forge, e)).replace(b"\n\n", b"\ngpgsig x\n\n", 1),
    ),
    "with a line end more": lambda forge, e: laid(forge, e + b"\n"),
}


@pytest.mark.parametrize("name", LAID)
def test_an_envelope_laid_down_otherwise(guarded: Vault, name: str) -> None:
    forge, ref = guarded.scene.forge, guarded.ref("kept")
    envelope = written(document(guarded.leads["kept"]), *guarded.recipient("anna"))
    path = guarded.path("kept")
    text = put(guarded.scene.text(path), sealed=sha256(envelope).hexdigest())
    act = guarded.scene.act("anna", {path: text})
    refused(push(guarded.scene, f"{act}:refs/heads/main", f"+{LAID[name](forge, envelope)}:{ref}"))


@pytest.mark.parametrize("size", [300_000, 3 << 20])
def test_an_envelope_larger_than_anything_that_is_sealed(guarded: Vault, size: int) -> None:
    """Also where its beginning, as far as anybody reads it, is just what the act names."""
    content = bytes(size)
    path = guarded.path("kept")
    text = put(guarded.scene.text(path), sealed=sha256(content[: 1 << 20]).hexdigest())
    act = guarded.scene.act("anna", {path: text})
    envelope = laid(guarded.scene.forge, content)
    refused(push(guarded.scene, f"{act}:refs/heads/main", f"+{envelope}:{guarded.ref('kept')}"))


def test_an_envelope_deleted(guarded: Vault) -> None:
    for which in (guarded.ref("kept"), guarded.ref("told", "pm.1")):
        refused(push(guarded.scene, f":{which}"), "goes only once")


def test_an_envelope_deleted_beside_an_honest_act(guarded: Vault) -> None:
    act = guarded.scene.headline("anna")
    refused(push(guarded.scene, f"{act}:refs/heads/main", f":{guarded.ref('kept')}"), "goes only once")


def test_an_envelope_deleted_with_the_erasure_of_another_lead(guarded: Vault) -> None:
    refused(push(guarded.scene, f"{erasure(guarded)}:refs/heads/main", f":{guarded.ref('asked')}"), "goes only once")


def test_envelopes_deleted_with_their_erasure(guarded: Vault) -> None:
    refs = [guarded.ref("told"), guarded.ref("told", "pm.1")]
    act = erasure(guarded, "told")
    assert push(guarded.scene, f"{act}:refs/heads/main", *(f":{ref}" for ref in refs)).let_in
    assert not guarded.host.line("for-each-ref", f"{REFS}/{guarded.leads['told']}/")


def test_envelopes_brought_back_after_their_erasure(guarded: Vault) -> None:
    ref = guarded.ref("kept")
    was = laid(guarded.scene.forge, guarded.envelope(ref))
    assert push(guarded.scene, f"{erasure(guarded)}:refs/heads/main", f":{ref}").let_in
    refused(push(guarded.scene, f"{was}:{ref}"), "was erased")
    refused(push(guarded.scene, f"{was}:{guarded.ref('kept', 'pm.1')}"), "was erased")


def test_an_erasure_that_keeps_an_envelope(guarded: Vault) -> None:
    """The tombstone and an envelope in one push."""
    ref = guarded.ref("kept")
    was = laid(guarded.scene.forge, guarded.envelope(ref))
    other = guarded.ref("kept", "pm.7")
    refused(push(guarded.scene, f"{erasure(guarded)}:refs/heads/main", f":{ref}", f"{was}:{other}"), "was erased")


OUTSIDE = (
    "refs/pmnet/verified",
    "refs/pmnet/followed",
    "refs/pmnet/sealed/x",
    "refs/pmnet/sealed/x/lead",
    "refs/pmnet/sealed/LEAD",
    "refs/pmnet/sealed/LEAD/LEAD/lead",
    "refs/pmnet/sealed/LEAD/client",
    "refs/pmnet/sealed/LEAD/pm.0",
    "refs/pmnet/sealed/LEAD/lead.bak",
    "refs/pmnet/sealed2/LEAD/lead",
    "refs/pmnet/waiting/x/LEAD/lead",
    "refs/heads/pmnet-sealed/LEAD/lead",
    "refs/heads/pmnet/sealed/LEAD/lead",
    "refs/pmnet/sealed/261123-0000/lead",
)


@pytest.mark.parametrize("place", OUTSIDE)
def test_an_envelope_in_another_place(guarded: Vault, place: str) -> None:
    envelope, act, ref = sealed(guarded)
    elsewhere = place.replace("LEAD", guarded.leads["kept"])
    refused(push(guarded.scene, f"{act}:refs/heads/main", f"+{envelope}:{ref}", f"{envelope}:{elsewhere}"))


def test_two_leads_in_one_push(guarded: Vault) -> None:
    paths = {name: guarded.path(name) for name in ("kept", "asked")}
    made = {name: written(document(guarded.leads[name]), *guarded.recipient("anna")) for name in paths}
    texts = {path: put(guarded.scene.text(path), sealed=sha256(made[name]).hexdigest()) for name, path in paths.items()}
    act = guarded.scene.act("anna", texts)
    laid_down = {name: laid(guarded.scene.forge, envelope) for name, envelope in made.items()}
    refs = [f"+{commit}:{guarded.ref(name)}" for name, commit in laid_down.items()]
    refused(push(guarded.scene, f"{act}:refs/heads/main", refs[0]), "did not come with it")
    crossed = [f"+{laid_down['kept']}:{guarded.ref('asked')}", f"+{laid_down['asked']}:{guarded.ref('kept')}"]
    refused(push(guarded.scene, f"{act}:refs/heads/main", *crossed), "is not what the shared record says")
    assert push(guarded.scene, f"{act}:refs/heads/main", *refs).let_in


def test_a_wrong_one_beside_right_ones(guarded: Vault) -> None:
    """All or nothing: `push` sees that nothing of it stays behind."""
    envelope, act, ref = sealed(guarded)
    other, _, _ = sealed(guarded, "told")
    refused(push(guarded.scene, f"{act}:refs/heads/main", f"+{envelope}:{ref}", f"+{other}:{guarded.ref('told')}"))
    assert push(guarded.scene, f"{act}:refs/heads/main", f"+{envelope}:{ref}").let_in


def test_a_bad_act_with_its_envelope(guarded: Vault) -> None:
    """Bea seals anna's lead."""
    envelope = written(document(guarded.leads["kept"]), *guarded.recipient("bea"))
    path = guarded.path("kept")
    text = put(guarded.scene.text(path), sealed=sha256(envelope).hexdigest())
    act = guarded.scene.act("bea", {path: text})
    commit = laid(guarded.scene.forge, envelope)
    refused(push(guarded.scene, f"{act}:refs/heads/main", f"+{commit}:{guarded.ref('kept')}"))


def test_an_act_that_names_an_envelope_and_an_act_that_names_another(guarded: Vault) -> None:
    """Two acts in one push: what counts is what stands in the end."""
    first, act, ref = sealed(guarded)
    envelope = written(document(guarded.leads["kept"]), *guarded.recipient("anna"))
    path = guarded.path("kept")
    text = put(guarded.scene.text(path, act), sealed=sha256(envelope).hexdigest())
    second = guarded.scene.act("anna", {path: text}, act)
    refused(push(guarded.scene, f"{second}:refs/heads/main", f"+{first}:{ref}"))
    last = laid(guarded.scene.forge, envelope)
    assert push(guarded.scene, f"{second}:refs/heads/main", f"+{last}:{ref}").let_in


@pytest.mark.parametrize("broken", [b"sealed: [\n", b"id: 1\n", b"\xff", b"- a\n"])
def test_an_envelope_of_a_record_that_cannot_be_read(guarded: Vault, broken: bytes) -> None:
    """A careless past, or a push that brings it: a sentence each time, and no crash."""
    scene, path = guarded.scene, guarded.path("kept")
    envelope, _, ref = sealed(guarded)
    bad = scene.act("anna", {path: broken})
    refused(push(scene, f"{bad}:refs/heads/main", f"+{envelope}:{ref}"))
    scene.host.take(scene.forge.git_dir, bad)
    refused(push(scene, f"+{envelope}:{ref}"))
    refused(push(scene, f":{ref}"))
    assert push(scene, f"{scene.headline('carl')}:refs/heads/main").let_in


def test_an_honest_member_seals_discloses_and_erases(guarded: Vault) -> None:
    """By the commands themselves."""
    lead = guarded.leads["asked"]
    guarded.anna.ok("lead", "seal", lead, "--unit", "Brass")
    guarded.anna.ok("accept", guarded.handover("asked"))
    guarded.bea.ok("sync")
    assert guarded.bea.ok("client", guarded.handover("asked"))["client"]["unit"] == "Brass"
    guarded.anna.ok("lead", "erase", lead, "--yes")
    assert not guarded.host.line("for-each-ref", f"{REFS}/{lead}/")


def test_refs_of_the_other_sort_where_branches_are_used(guarded: Vault) -> None:
    """A network whose first host took no refs of its own."""
    text = put(guarded.scene.text("network.yaml"), sealed_refs="branches")
    guarded.scene.settle(guarded.scene.act("anna", {"network.yaml": text}), readers=())
    envelope, act, ref = sealed(guarded)
    refused(push(guarded.scene, f"{act}:refs/heads/main", f"+{envelope}:{ref}"), "are not kept under")
    branch = ref.replace("refs/pmnet/sealed", "refs/heads/pmnet-sealed")
    assert push(guarded.scene, f"{act}:refs/heads/main", f"{envelope}:{branch}").let_in
    refused(push(guarded.scene, f":{branch}"), "goes only once")


def test_a_repair_of_an_act_that_replaced_an_envelope(vault: Vault, judge: str) -> None:
    """The former envelope is gone from the server, so the repair cannot bring it; it makes the act void all the same."""
    envelope = written(document(vault.leads["kept"]), *vault.recipient("carl"))
    text = put(vault.scene.text(vault.path("kept")), sealed=sha256(envelope).hexdigest())
    bad = vault.scene.act("carl", {vault.path("kept"): text})
    assert push(
        vault.scene, f"{bad}:refs/heads/main", f"+{laid(vault.scene.forge, envelope)}:{vault.ref('kept')}"
    ).let_in
    vault.scene.judge = judge
    install_hook(vault.scene)
    keeper = vault.scene.keeper
    assert keeper.run("sync").code == 11
    assert keeper.ok("repair", bad[:12])["bad"] == bad
    assert keeper.ok("sync")["tip"] != bad
