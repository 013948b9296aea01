"""What a host, or anybody who can write there, does to envelopes: each is refused in its own words, and nothing else stops."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from doors import variants
from forge import Entry
from vault import CLIENT, REFS, Vault, bound, document, forget, laid, told, written

Attack = Callable[[Vault, str], str | None]
"""What lies under a ref afterwards: any object, or nothing."""

LATER = "2026-11-23T09:30:00Z"

CUT_OFF = "is cut off or damaged on the server"
NOT_LAID = "lies on the server otherwise than pmnet lays it down"
REPLACED = "was replaced on the server by something else"


def _again(vault: Vault, ref: str) -> str:
    """By a stranger to the right readers, whose keys everybody knows, about just that lead or handover."""
    lead, which = ref.split("/")[-2:]
    if which == "lead":
        return laid(vault.host, written(document(lead), *vault.recipient("anna")))
    content = document(lead, handover=f"{lead}.{which}", purpose="handover")
    return laid(vault.host, written(content, *vault.recipient("anna", "bea")))


def _tag(vault: Vault, ref: str) -> str:
    commit = vault.commit(ref)
    return vault.host.write("tag", f"object {commit}\ntype commit\ntag x\ntagger x <x@x> 0 +0000\n\nx\n".encode())


def _with_parents(vault: Vault, ref: str) -> str:
    return bound(vault.host, vault.host.rows(vault.commit(ref)), vault.commit(vault.ref("kept")))


HOSTS: dict[str, tuple[Attack, int, str]] = {
    "of another lead": (lambda v, r: v.commit(v.ref("asked")), 11, "in the place of"),
    "of the lead's handover, or the other way round": (
        lambda v, r: v.commit(v.ref("told", "pm.1" if r.endswith("lead") else "lead")),
        11,
        "in the place of",
    ),
    "for somebody else": (
        lambda v, r: laid(v.host, written(document(v.leads["told"]), *v.recipient("carl"))),
        11,
        REPLACED,
    ),
    "sealed again by a stranger": (_again, 11, "by somebody else than the one who signed for it"),
    "empty": (lambda v, r: laid(v.host, b""), 9, CUT_OFF),
    "cut off after its first line": (lambda v, r: laid(v.host, v.envelope(r)[:36]), 9, CUT_OFF),
    "cut off in the middle": (lambda v, r: laid(v.host, v.envelope(r)[:2000]), 9, CUT_OFF),
    "cut off before its last line": (lambda v, r: laid(v.host, v.envelope(r).rstrip(b"\n")[:-1]), 9, CUT_OFF),
    "cut out in the middle": (lambda v, r: laid(v.host, v.envelope(r)[:500] + v.envelope(r)[900:]), 11, REPLACED),
    "two MiB of anything": (lambda v, r: laid(v.host, bytes(2 << 20)), 9, "is larger than anything that is sealed"),
    "longer by a line end": (lambda v, r: laid(v.host, v.envelope(r) + b"\n"), 11, "sealed again"),
    "deleted": (lambda v, r: None, 9, "is not on the server"),
    "a blob": (lambda v, r: v.host.blob(v.envelope(r)).object, 9, NOT_LAID),
    "a tree": (lambda v, r: v.host.raw_tree(v.host.rows(v.commit(r)).items()), 9, NOT_LAID),
    "another file": (lambda v, r: laid(v.host, v.envelope(r), "other.age"), 9, NOT_LAID),
    "a further file": (
        lambda v, r: bound(v.host, {**v.host.rows(v.commit(r)), "client.txt": v.host.blob(b"x")}),
        9,
        NOT_LAID,
    ),
    "a link": (lambda v, r: laid(v.host, b"../../../keys/seal", mode="120000"), 9, NOT_LAID),
    "a program": (lambda v, r: laid(v.host, v.envelope(r), mode="100755"), 9, NOT_LAID),
    "a folder": (
        lambda v, r: bound(v.host, {"sealed.age": Entry("40000", v.host.raw_tree(v.host.rows(v.commit(r)).items()))}),
        9,
        NOT_LAID,
    ),
    "with parents": (_with_parents, 9, NOT_LAID),
    "the shared record itself": (lambda v, r: v.scene.base, 9, NOT_LAID),
    "with a word of its own": (
        lambda v, r: bound(v.host, v.host.rows(v.commit(r)), word="call me"),
        9,
        NOT_LAID,
    ),
}
SHOWN = (
    "of another lead", "of the lead's handover, or the other way round", "for somebody else",
    "sealed again by a stranger", "empty", "cut off in the middle", "two MiB of anything", "deleted", "a blob",
    "a link", "with parents",
)  # fmt: skip


def mount(vault: Vault, ref: str, attack: Attack) -> str:
    """Put the attack in place; returns the commit that was there."""
    was = vault.commit(ref)
    found = attack(vault, ref)
    if found is None:
        vault.host.git("update-ref", "-d", ref)
    else:
        vault.host.plant(ref, found)
    return was


@pytest.mark.parametrize("name", variants(HOSTS, SHOWN))
def test_shown_to_a_partner_on_a_new_machine(vault: Vault, name: str) -> None:
    attack, code, words = HOSTS[name]
    vault.bea.ok("sync")
    forget(vault.bea)
    ref, handover = vault.ref("told", "pm.1"), vault.handover("told")
    was = mount(vault, ref, attack)
    vault.scene.settle(vault.scene.headline("carl"), readers=("bea",))
    refused = vault.bea.run("client", handover)
    assert refused.code == code, refused
    assert words in told(refused), refused
    vault.host.plant(ref, was)
    assert vault.bea.ok("client", handover)["client"]["name"] == f"{CLIENT} told"


@pytest.mark.parametrize("name", variants(HOSTS, ("of another lead", "sealed again by a stranger", "deleted")))
def test_shown_to_an_owner_on_a_new_machine(vault: Vault, name: str) -> None:
    attack, code, words = HOSTS[name]
    vault.anna.ok("sync")
    forget(vault.anna)
    was = mount(vault, vault.ref("told"), attack)
    refused = vault.anna.run("client", vault.leads["told"])
    assert refused.code == code, refused
    assert words in told(refused), refused
    vault.host.plant(vault.ref("told"), was)
    assert vault.anna.ok("client", vault.leads["told"])["client"]["name"] == f"{CLIENT} told"


def test_each_has_words_of_its_own() -> None:
    assert len({words for _, _, words in HOSTS.values()}) == 8


@pytest.mark.parametrize("name", variants(HOSTS, ("sealed again by a stranger", "deleted", "a blob")))
def test_shown_to_whoever_has_the_right_one(vault: Vault, name: str) -> None:
    """A good copy is worth more than what a host says now; and nothing stops."""
    attack, _, _ = HOSTS[name]
    mount(vault, vault.ref("told", "pm.1"), attack)
    vault.scene.settle(vault.scene.headline("carl"), readers=("bea",))
    assert vault.bea.ok("client", vault.handover("told"))["client"]["name"] == f"{CLIENT} told"
    assert vault.bea.ok("claim", vault.leads["kept"])["sent"] is True


@pytest.mark.parametrize("name", variants(HOSTS, ("for somebody else", "a blob", "deleted")))
def test_met_on_the_way_of_a_sync(vault: Vault, name: str) -> None:
    """A new envelope is garbage before its owner ever had it: everything else arrives."""
    attack, code, _ = HOSTS[name]
    bea, lead = vault.bea, vault.leads["kept"]
    bea.ok("claim", lead, "--message", "unlike any other")
    mount(vault, vault.ref("kept", "pm.1"), attack)
    assert vault.anna.ok("sync")["new"]
    assert vault.anna.ok("member", "set", "headline=Going on")["sent"] is True
    refused = vault.anna.run("accept", f"{lead}.pm.1")
    assert refused.code == code, refused
    told(refused)


def test_a_host_that_has_broken_a_new_envelope_does_not_stop_a_sync(vault: Vault) -> None:
    """What git itself cannot send: the object is gone."""
    vault.bea.ok("claim", vault.leads["kept"], "--message", "unlike any other")
    commit = vault.commit(vault.ref("kept", "pm.1"))
    (vault.host.git_dir / "objects" / commit[:2] / commit[2:]).unlink()
    assert vault.anna.ok("sync")["new"]


def test_an_older_version_of_a_lead_put_back(vault: Vault) -> None:
    was = vault.commit(vault.ref("kept"))
    vault.anna.ok("lead", "seal", vault.leads["kept"], "--budget", "99999")
    forget(vault.anna)
    vault.host.plant(vault.ref("kept"), was)
    refused = vault.anna.run("client", vault.leads["kept"])
    assert refused.code == 11
    assert "an older version" in told(refused)


def test_an_older_version_of_a_handover_put_back(vault: Vault) -> None:
    """The claim's own words in the place of those with the client: what was disclosed seems never to have been."""
    was = vault.commit(vault.ref("asked", "pm.1"))
    vault.anna.ok("accept", vault.leads["asked"])
    vault.host.plant(vault.ref("asked", "pm.1"), was)
    vault.bea.ok("sync")
    refused = vault.bea.run("client", vault.handover("asked"))
    assert refused.code == 11
    assert "an older version" in told(refused)


@pytest.mark.parametrize("name", variants(HOSTS, ("for somebody else", "deleted", "a blob", "with parents")))
def test_sealed_again_over_garbage(vault: Vault, name: str) -> None:
    """The owner's way out, with the right copy at hand: what is said anew goes on top of it."""
    mount(vault, vault.ref("kept"), HOSTS[name][0])
    assert vault.anna.ok("lead", "seal", vault.leads["kept"], "--unit", "Brass")["sent"] is True
    forget(vault.anna)
    client = vault.anna.ok("client", vault.leads["kept"])["client"]
    assert (client["name"], client["unit"]) == (f"{CLIENT} kept", "Brass")


@pytest.mark.parametrize(
    "name", variants(HOSTS, ("for somebody else", "sealed again by a stranger", "deleted", "a blob", "empty"))
)
def test_sealed_anew_where_nobody_has_the_right_one(vault: Vault, name: str) -> None:
    """Nothing of the host's garbage goes into it: the client is what is said now, and no more."""
    vault.anna.ok("sync")
    forget(vault.anna)
    mount(vault, vault.ref("kept"), HOSTS[name][0])
    assert vault.anna.ok("lead", "seal", vault.leads["kept"], "--client", "Told Anew")["sent"] is True
    forget(vault.anna)
    assert vault.anna.ok("client", vault.leads["kept"])["client"] == {"name": "Told Anew"}


def test_not_sealed_anew_where_only_the_key_is_missing(vault: Vault) -> None:
    """A backup brings the key back, and everything that was said with it."""
    vault.anna.ok("sync")
    keys = vault.anna.home / "keys"
    private = (keys / "seal").read_bytes()
    (keys / "seal").write_bytes(b"# lost\n")
    refused = vault.anna.run("lead", "seal", vault.leads["kept"], "--unit", "Brass")
    assert refused.code == 9
    told(refused)
    (keys / "seal").write_bytes(private)
    assert vault.anna.ok("client", vault.leads["kept"])["client"]["name"] == f"{CLIENT} kept"


@pytest.mark.parametrize("name", variants(HOSTS, ("for somebody else", "deleted", "a blob")))
def test_accepted_over_garbage(vault: Vault, name: str) -> None:
    """Anna has what bea asked for; what the host shows in its place goes under what she seals now."""
    mount(vault, vault.ref("asked", "pm.1"), HOSTS[name][0])
    assert vault.anna.ok("accept", vault.handover("asked"))["state"] == "disclosed"
    vault.bea.ok("sync")
    assert vault.bea.ok("client", vault.handover("asked"))["client"]["name"] == f"{CLIENT} asked"


@pytest.mark.parametrize("name", variants(HOSTS, ("for somebody else", "a blob")))
def test_erased_over_garbage(vault: Vault, name: str) -> None:
    mount(vault, vault.ref("told", "pm.1"), HOSTS[name][0])
    assert vault.anna.ok("lead", "erase", vault.leads["told"], "--yes")["sent"] is True
    assert not vault.host.line("for-each-ref", f"{REFS}/{vault.leads['told']}/")


@pytest.mark.parametrize("name", variants(HOSTS, ("sealed again by a stranger", "deleted")))
def test_met_by_what_waits_to_be_sent(vault: Vault, name: str) -> None:
    """Anna seals on one machine, and what waits on another cannot be decided: it waits on, and nothing else does."""
    bare = vault.scene.circle.bare.rename(vault.scene.circle.root / "gone.git")
    assert vault.anna.run("lead", "seal", vault.leads["kept"], "--unit", "Brass").code == 8
    bare.rename(vault.scene.circle.bare)
    vault.signed_for("kept", written(document(vault.leads["kept"]), *vault.recipient("anna")))
    mount(vault, vault.ref("kept"), HOSTS[name][0])
    (delivery,) = vault.anna.ok("sync")["deliveries"]
    assert delivery["sent"] is False
    assert HOSTS[name][2] in delivery["reason"]
    assert vault.anna.ok("member", "set", "headline=Going on")["sent"] is True
    assert len(vault.anna.ok("status")["waiting"]) == 1


INSIDES: dict[str, tuple[Callable[[str], dict[str, Any] | bytes], str]] = {
    "about another lead": (lambda lead: document("261123-0000"), "belongs to 261123-0000"),
    "about no lead": (lambda lead: document("\\e[2J../x"), "belongs to nothing that there is"),
    "about a handover": (
        lambda lead: document(lead, purpose="handover", handover=f"{lead}.pm.1"), "belongs to",
    ),
    "for a list of purposes": (lambda lead: document(lead, purpose=[]), "is not written as it must be"),
    "for a purpose nobody knows": (lambda lead: document(lead, purpose="Tarantel"), "is not written as it must be"),
    "in the next format": (lambda lead: document(lead, format=2), "by a later version"),
    "in a format that is no number": (lambda lead: document(lead, format="Tarantel"), "is not written as it must be"),
    "with an alias": (lambda lead: b"client: &x\n  name: Tarantel\nlead: *x\n", "is not written as it must be"),
    "with a tag": (lambda lead: b"client: !!python/object:os.system Tarantel\n", "is not written as it must be"),
    "with a control character": (
        lambda lead: b'purpose: lead\nformat: 1\nclient: {name: "Tarantel \\e[2J"}\nlead: ' + lead.encode(),
        "is not written as it must be",
    ),
    "of another encoding": (lambda lead: b"\xff\xfe Tarantel", "is not written as it must be"),
    "a list": (lambda lead: b"- Tarantel\n", "is not written as it must be"),
    "nothing": (lambda lead: b"", "is not written as it must be"),
    "of ten megabytes": (lambda lead: b"a: Tarantel\n" + b"\n" * (10 << 20), "is larger than anything that is sealed"),
    "of a hundred kilobytes": (lambda lead: b"a: Tarantel\n" + b"\n" * 100_000, "is not written as it must be"),
    "with fields of the wrong kind": (lambda lead: document(lead, client="Tarantel"), "is not written as it must be"),
    "with values no schema holds": (
        lambda lead: document(lead, client={"name": "Tarantel\nTarantel"}), "is not written as it must be",
    ),
    "with a field nobody knows": (lambda lead: document(lead, Tarantel="x"), "is not written as it must be"),
}  # fmt: skip


@pytest.mark.parametrize(
    "name",
    variants(INSIDES, ("about another lead", "about a handover", "in the next format", "with a control character",
                       "of ten megabytes", "with values no schema holds", "with a field nobody knows")),
)  # fmt: skip
def test_an_owners_own_envelope_with_something_else_inside(vault: Vault, name: str) -> None:
    """Signed for and with the right digest: what is inside counts all the same, and is not quoted."""
    make, words = INSIDES[name]
    envelope = written(make(vault.leads["kept"]), *vault.recipient("anna"))
    vault.host.plant(vault.ref("kept"), laid(vault.host, envelope))
    vault.signed_for("kept", envelope)
    vault.anna.ok("sync")
    refused = vault.anna.run("client", vault.leads["kept"])
    assert refused.code == 9, refused
    assert words in told(refused), refused
    assert "Tarantel" not in refused.out + refused.err
    assert "\x1b" not in refused.out + refused.err


def test_what_waits_is_not_lost_where_the_server_goes_away_in_between(vault: Vault) -> None:
    """The shared record arrives, and then no envelope can be had."""
    bare = vault.scene.circle.bare.rename(vault.scene.circle.root / "gone.git")
    assert vault.anna.run("lead", "seal", vault.leads["kept"], "--unit", "Brass").code == 8
    bare.rename(vault.scene.circle.bare)
    forget(vault.anna)
    commit = vault.commit(vault.ref("kept"))
    place = vault.host.git_dir / "objects" / commit[:2] / commit[2:]
    content = place.read_bytes()
    place.unlink()
    assert vault.anna.run("sync").code == 8
    assert len(vault.anna.ok("status")["waiting"]) == 1
    place.write_bytes(content)
    assert [delivery["sent"] for delivery in vault.anna.ok("sync")["deliveries"]] == [True]
    assert vault.anna.ok("client", vault.leads["kept"])["client"]["unit"] == "Brass"
