"""Who did it is the key that signed the commit, and nothing else."""

from __future__ import annotations

import base64
import subprocess

import curve
import pytest
from doors import Door
from forge import armored, stamp, with_signature, without_signature
from people import NOW
from records import put
from scene import BEFORE, Scene

BEA, CARL = "members/bea.yaml", "members/carl.yaml"


def own_change(scene: Scene) -> bytes:
    """The bytes of an honest act of bea's before it is signed."""
    return scene.unsigned("bea", {BEA: put(scene.own("bea"), headline="New")})


def test_an_unsigned_commit(scene: Scene, door: Door) -> None:
    door.refuses(scene.forge.commit(own_change(scene), None), "signature")


def test_a_commit_signed_by_the_key_of_no_member(scene: Scene, door: Door) -> None:
    door.refuses(scene.headline("bea", key=scene.key("mallory")), "signature")


def test_a_commit_in_the_name_of_another(scene: Scene, door: Door) -> None:
    """Author, committer and message say anna; the key says bea."""
    text = put(scene.own("anna"), headline="Not me")
    commit = scene.act("bea", {"members/anna.yaml": text}, name="anna", author="anna", message="anna changes headline")
    door.refuses(commit, "authority", by="bea")


@pytest.mark.parametrize("what", ["message", "date", "author"])
def test_a_commit_tampered_with_after_it_was_signed(scene: Scene, door: Door, what: str) -> None:
    signed = scene.forge.read(scene.headline("bea"))
    said = {"message": b"an act", "date": stamp(NOW).encode(), "author": b"author bea"}[what]
    meant = {"message": b"an axe", "date": stamp(BEFORE).encode(), "author": b"author eva"}[what]
    door.refuses(scene.forge.write("commit", signed.replace(said, meant)), "signature")


def test_other_content_under_a_members_signature(scene: Scene, door: Door) -> None:
    signed = scene.forge.read(scene.headline("bea"))
    other = scene.forge.tree(scene.base, {BEA: put(scene.own("bea"), headline="Never said")})
    honest = signed.split(b"\n")[0]
    door.refuses(scene.forge.write("commit", signed.replace(honest, b"tree " + other.encode())), "signature")


def test_a_signature_taken_from_another_commit(scene: Scene, door: Door) -> None:
    """An act of carl's, played again on the state of today."""
    played = next(c for c in scene.forge.line("rev-list", "main").split() if b"committer carl" in scene.forge.read(c))
    old = scene.forge.read(played)
    parent = scene.forge.line("rev-parse", f"{played}^").encode()
    door.refuses(scene.forge.write("commit", old.replace(parent, scene.base.encode())), "signature")


def test_a_commit_with_two_signatures(scene: Scene, door: Door) -> None:
    """One by bea and one by anna: readers that take the first and readers that take the last would differ."""
    payload = scene.unsigned("anna", {"members/anna.yaml": put(scene.own("anna"), headline="Not me")})
    once = with_signature(payload, armored(payload, scene.key("bea")))
    door.refuses(scene.forge.write("commit", with_signature(once, armored(payload, scene.key("anna")))), "signature")


def test_a_commit_signed_twice_by_the_same_member(scene: Scene, door: Door) -> None:
    payload = own_change(scene)
    armor = armored(payload, scene.key("bea"))
    door.refuses(scene.forge.write("commit", with_signature(with_signature(payload, armor), armor)), "signature")


@pytest.mark.parametrize("namespace", ["file", "email", "pmnet", ""])
def test_a_signature_made_for_something_else(scene: Scene, door: Door, namespace: str) -> None:
    payload = own_change(scene)
    if namespace:
        armor = armored(payload, scene.key("bea"), namespace)
    else:  # OpenSSH refuses to make such a one, so the name is cut out of one that was made
        armor = edited(armored(payload, scene.key("bea")), b"\0\0\0\3git", b"\0\0\0\0")
    door.refuses(scene.forge.write("commit", with_signature(payload, armor)), "signature")


def edited(armor: bytes, said: bytes, meant: bytes) -> bytes:
    """A signature with some of its bytes replaced."""
    body = base64.b64decode(b"".join(armor.splitlines()[1:-1]))
    new = base64.b64encode(body.replace(said, meant, 1))
    return b"-----BEGIN SSH SIGNATURE-----\n" + new + b"\n-----END SSH SIGNATURE-----\n"


def test_a_signature_with_the_key_in_it_exchanged(scene: Scene, door: Door) -> None:
    """Mallory signed, and wrote bea's key over their own."""
    payload = own_change(scene)
    keys = [base64.b64decode(scene.public(who).split()[1])[-32:] for who in ("mallory", "bea")]
    armor = edited(armored(payload, scene.key("mallory")), *keys)
    door.refuses(scene.forge.write("commit", with_signature(payload, armor)), "signature")


def test_a_signature_made_anew_without_the_key(scene: Scene, door: Door) -> None:
    """S and S + L fit the same text (RFC 8032 forbids the second): one act would have two names."""
    payload = own_change(scene)
    armor = armored(payload, scene.key("bea"))
    scalar = base64.b64decode(b"".join(armor.splitlines()[1:-1]))[-32:]
    other = (int.from_bytes(scalar, "little") + curve.ORDER).to_bytes(32, "little")
    door.refuses(scene.forge.write("commit", with_signature(payload, edited(armor, scalar, other))), "signature")


@pytest.mark.parametrize("more", [b"\nand more", b"\n\n-----BEGIN SSH SIGNATURE-----"], ids=["text", "a second block"])
def test_a_signature_followed_by_something(scene: Scene, door: Door, more: bytes) -> None:
    payload = own_change(scene)
    armor = armored(payload, scene.key("bea")).rstrip(b"\n") + more
    door.refuses(scene.forge.write("commit", with_signature(payload, armor)), "signature")


@pytest.mark.parametrize("armor", [b"", b"yes", b"-----BEGIN SSH SIGNATURE-----\nAAAA\n-----END SSH SIGNATURE-----"])
def test_a_signature_that_is_none(scene: Scene, door: Door, armor: bytes) -> None:
    door.refuses(scene.forge.write("commit", with_signature(own_change(scene), armor)), "signature")


def test_a_signature_in_another_header(scene: Scene, door: Door) -> None:
    """`gpgsig-sha256` is for repositories of another kind; nobody verifies it here."""
    payload = own_change(scene)
    armor = armored(payload, scene.key("bea"))
    door.refuses(scene.forge.write("commit", with_signature(payload, armor, b"gpgsig-sha256")), "signature")


def test_a_signature_in_the_message(scene: Scene, door: Door) -> None:
    payload = own_change(scene)
    armor = armored(payload, scene.key("bea"))
    body = payload + b"\ngpgsig " + armor.replace(b"\n", b"\n ") + b"\n"
    door.refuses(scene.forge.write("commit", body), "signature")


def test_a_key_of_another_type(scene: Scene, door: Door) -> None:
    place = scene.circle.root / "ecdsa"
    subprocess.run(["ssh-keygen", "-q", "-t", "ecdsa", "-N", "", "-f", str(place)], check=True)
    door.refuses(scene.headline("bea", key=place), "signature")


def test_a_commit_that_names_two_trees(scene: Scene, door: Door) -> None:
    """Signed by bea all the same; git reads the first, careless readers the last."""
    honest, _, rest = own_change(scene).partition(b"\n")
    other = scene.forge.tree(scene.base, {CARL: put(scene.own("carl"), headline="Not me")})
    payload = honest + b"\ntree " + other.encode() + b"\n" + rest
    door.refuses(scene.forge.commit(payload, scene.key("bea")), "signature", "history", "integrity", "merge")


def test_a_commit_that_names_two_committers(scene: Scene, door: Door) -> None:
    """The second one with another date."""
    head, _, message = own_change(scene).partition(b"\n\n")
    payload = head + f"\ncommitter bea <bea@pmnet.invalid> {stamp(BEFORE)}\n\n".encode() + message
    door.refuses(scene.forge.commit(payload, scene.key("bea")), "signature", "history", "integrity", "clock")


def test_a_parent_named_after_the_committer(scene: Scene, door: Door) -> None:
    """A second parent that git does not see, and line-by-line readers do."""
    head, _, message = own_change(scene).partition(b"\n\n")
    hidden = scene.forge.line("rev-parse", f"{scene.base}~2").encode()
    payload = head + b"\nparent " + hidden + b"\n\n" + message
    door.refuses(scene.forge.commit(payload, scene.key("bea")), "signature", "history", "integrity", "merge")


def test_a_message_cut_short_by_a_zero_byte(scene: Scene, door: Door) -> None:
    """What readers in C do not see, others do."""
    payload = own_change(scene).replace(b"an act", b"an act\0 and another")
    door.refuses(scene.forge.commit(payload, scene.key("bea")), "signature", "history", "integrity")


def test_the_forges_own_way_of_taking_signatures_off(scene: Scene) -> None:
    commit = scene.headline("bea")
    payload = without_signature(scene.forge.read(commit))
    assert with_signature(payload, armored(payload, scene.key("bea"))) == scene.forge.read(commit)
