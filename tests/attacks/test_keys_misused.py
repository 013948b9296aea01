"""Keys: swapped, stolen, retired, shared, or none at all."""

from __future__ import annotations

import subprocess

import curve
import pytest
from doors import ON_MAIN, REQUESTS, Door, let_in
from forge import with_signature
from people import NOW
from records import get, member, put, rotated
from scene import BEFORE, Scene

from pmnet.store.seal import new_sealing_key

BEA, CARL, EMIL = "members/bea.yaml", "members/carl.yaml", "members/emil.yaml"


def rotate(scene: Scene, who: str = "bea", to: str = "bea-new") -> str:
    """An honest rotation that everybody has seen."""
    return scene.settle(scene.act(who, {f"members/{who}.yaml": rotated(scene.own(who), scene.public(to))}))


def test_the_signing_key_of_another_swapped(scene: Scene, door: Door) -> None:
    text = rotated(scene.own("carl"), scene.public("mallory"))
    door.refuses(scene.act("bea", {CARL: text}), "authority", by="bea")


def test_the_signing_key_of_another_swapped_and_used(scene: Scene, door: Door) -> None:
    swapped = scene.act("bea", {CARL: rotated(scene.own("carl"), scene.public("mallory"))})
    door.refuses(scene.headline("carl", swapped, key=scene.key("mallory")), "authority", "signature")


def test_the_signing_key_of_another_swapped_by_its_new_key(scene: Scene, door: Door) -> None:
    text = rotated(scene.own("carl"), scene.public("mallory"))
    door.refuses(scene.act("carl", {CARL: text}, key=scene.key("mallory")), "signature")


def test_the_sealing_key_of_another_swapped(scene: Scene, door: Door) -> None:
    """Whatever is sealed to carl from then on, bea could read."""
    text = put(scene.own("carl"), keys__seal=new_sealing_key()[1])
    door.refuses(scene.act("bea", {CARL: text}), "authority", by="bea")


@REQUESTS
def test_a_rotation_and_the_new_key_used_in_one_request(scene: Scene, door: Door) -> None:
    first = scene.act("bea", {BEA: rotated(scene.own("bea"), scene.public("bea-new"))})
    door.refuses(scene.headline("bea", first, key=scene.key("bea-new")), "signature")


def test_a_rotation_and_the_new_key_used_in_one_merged_request(scene: Scene, door: Door) -> None:
    first = scene.act("bea", {BEA: rotated(scene.own("bea"), scene.public("bea-new"))})
    side = scene.headline("bea", first, key=scene.key("bea-new"))
    door.refuses(scene.forge.merge(scene.base, side), "signature", "merge")


def test_a_rotation_signed_by_the_new_key(scene: Scene, door: Door) -> None:
    text = rotated(scene.own("bea"), scene.public("bea-new"))
    door.refuses(scene.act("bea", {BEA: text}, key=scene.key("bea-new")), "signature")


def test_a_rotation_that_keeps_silent_about_the_old_key(scene: Scene, door: Door) -> None:
    text = put(scene.own("bea"), keys__sign=scene.public("bea-new"))
    door.refuses(scene.act("bea", {BEA: text}), "integrity-key", "authority", by="bea")


@pytest.mark.parametrize("at", [BEFORE, "2026-12-24T09:00:00Z"], ids=["earlier", "later"])
def test_a_rotation_dated_otherwise_than_its_commit(scene: Scene, door: Door, at: str) -> None:
    text = rotated(scene.own("bea"), scene.public("bea-new"), at=at)
    door.refuses(scene.act("bea", {BEA: text}), "integrity-key", "authority", by="bea")


def test_an_act_under_a_rotated_out_key(scene: Scene, door: Door) -> None:
    rotate(scene)
    door.refuses(scene.headline("bea"), "signature")


def test_a_backdated_act_under_a_rotated_out_key(scene: Scene, door: Door) -> None:
    rotate(scene)
    door.refuses(scene.headline("bea", at=BEFORE), "signature", "clock")


def test_a_backdated_request_under_a_rotated_out_key_that_branches_off_before_the_rotation(
    scene: Scene, door: Door
) -> None:
    old = scene.base
    rotate(scene)
    path = scene.lead("offered")
    side = scene.act("bea", {path: put(scene.text(path), title="Stolen")}, old, at=BEFORE)
    door.refuses(scene.forge.merge(scene.base, side), "signature")


def test_a_rotation_back_to_a_retired_key(scene: Scene, door: Door) -> None:
    old = scene.public("bea")
    rotate(scene)
    text = rotated(scene.own("bea"), old)
    door.refuses(scene.act("bea", {BEA: text}, key=scene.key("bea-new")), "integrity-key", by="bea")


def test_a_rotation_back_by_the_retired_key(scene: Scene, door: Door) -> None:
    old = scene.public("bea")
    rotate(scene)
    door.refuses(scene.act("bea", {BEA: rotated(scene.own("bea"), old)}), "signature")


def test_a_retired_key_forgotten(scene: Scene, door: Door) -> None:
    """The list of retired keys shortened, so that the old key could come back later."""
    rotate(scene)
    text = put(scene.own("bea"), keys__retired=None)
    door.refuses(scene.act("bea", {BEA: text}, key=scene.key("bea-new")), "authority", "integrity-key", by="bea")


def test_a_retired_key_registered_by_a_new_member(scene: Scene, door: Door) -> None:
    old = scene.public("bea")
    rotate(scene)
    text = member("emil", old)
    door.refuses(scene.act("emil", {EMIL: text}, key=scene.key("bea")), "integrity-key", "signature")


def test_a_retired_key_registered_for_somebody_who_is_brought(scene: Scene, door: Door) -> None:
    old = scene.public("bea")
    rotate(scene)
    door.refuses(scene.act("anna", {EMIL: member("emil", old)}), "integrity-key", by="anna")


def test_a_key_that_another_member_has_registered_by_a_new_member(scene: Scene, door: Door) -> None:
    door.refuses(scene.act("anna", {EMIL: member("emil", scene.public("bea"))}), "integrity-key", by="anna")


def test_a_sealing_key_that_another_member_has(scene: Scene, door: Door) -> None:
    text = member("emil", scene.public("emil"), get(scene.own("bea"), "keys")["seal"])
    door.refuses(scene.act("emil", {EMIL: text}), "integrity-key")


def test_a_rotation_to_the_key_of_another_member(scene: Scene, door: Door) -> None:
    text = rotated(scene.own("bea"), scene.public("carl"))
    door.refuses(scene.act("bea", {BEA: text}), "integrity-key", by="bea")


def test_the_key_of_another_declared_ones_own_retired_key(scene: Scene, door: Door) -> None:
    """If retired keys sign nothing, this would silence carl."""
    entry = {"key": scene.public("carl"), "at": NOW}
    text = put(scene.own("bea"), keys__retired=[entry])
    door.refuses(scene.act("bea", {BEA: text}), "integrity-key", "authority", by="bea")


def test_the_key_of_another_retired_beside_ones_own_rotation(scene: Scene, door: Door) -> None:
    text = rotated(scene.own("bea"), scene.public("bea-new"))
    retired = [*get(text, "keys")["retired"], {"key": scene.public("carl"), "at": NOW}]
    door.refuses(scene.act("bea", {BEA: put(text, keys__retired=retired)}), "integrity-key", "authority", by="bea")


def test_the_key_of_another_retired_by_a_new_member(scene: Scene, door: Door) -> None:
    text = put(member("emil", scene.public("emil")), keys__retired=[{"key": scene.public("carl"), "at": NOW}])
    door.refuses(scene.act("emil", {EMIL: text}), "integrity-key", "authority")


@ON_MAIN
def test_a_rotation_does_not_undo_what_the_old_key_signed(scene: Scene, door: Door) -> None:
    """The control: acts before the rotation stay, whatever their dates."""
    first = scene.headline("bea", words="Signed by the old key")
    door.accepts(scene.act("bea", {BEA: rotated(scene.own("bea", first), scene.public("bea-new"))}, first))


def test_a_key_of_small_order_registered(scene: Scene, door: Door) -> None:
    text = member("emil", curve.sign_key(curve.encoded(1, 0)))
    door.refuses(scene.act("anna", {EMIL: text}), "integrity-key", by="anna")


def test_a_record_that_nobody_signed_under_a_key_of_small_order(scene: Scene, door: Door) -> None:
    payload = scene.unsigned("emil", {EMIL: member("emil", curve.sign_key(curve.encoded(1, 0)))})
    forged = scene.forge.write("commit", with_signature(payload, curve.nobodys_signature()))
    door.refuses(forged, "integrity-key", "signature")


def test_a_rotation_to_a_key_of_small_order(scene: Scene, door: Door) -> None:
    """A member who can deny every act from then on."""
    text = rotated(scene.own("bea"), curve.sign_key(curve.small_order_encodings()[8]))
    door.refuses(scene.act("bea", {BEA: text}), "integrity-key", by="bea")


def test_a_recipient_of_low_order_registered(scene: Scene, door: Door) -> None:
    text = member("emil", scene.public("emil"), curve.low_order_recipients()[0])
    door.refuses(scene.act("emil", {EMIL: text}), "integrity-key")


NO_KEYS = {p.hex(): curve.sign_key(p) for p in (*curve.small_order_encodings(), *curve.oversized_encodings())}
NO_RECIPIENTS = curve.low_order_recipients()


def test_every_encoding_of_a_point_that_is_no_key(scene: Scene) -> None:
    assert {point.hex() for point in curve.canonical_encodings()} < NO_KEYS.keys()
    acts = {point: {EMIL: member("emil", key)} for point, key in NO_KEYS.items()}
    assert let_in(scene, "anna", acts, "integrity-key") == []


def test_every_recipient_that_shares_its_secret_with_everybody(scene: Scene) -> None:
    acts = {recipient: {EMIL: member("emil", seal=recipient)} for recipient in NO_RECIPIENTS}
    assert let_in(scene, "anna", acts, "integrity-key") == []


@pytest.mark.long
@pytest.mark.parametrize("point", NO_KEYS)
def test_any_encoding_of_a_point_that_is_no_key(scene: Scene, door: Door, point: str) -> None:
    door.refuses(scene.act("anna", {EMIL: member("emil", NO_KEYS[point])}), "integrity-key", by="anna")


@pytest.mark.long
@pytest.mark.parametrize("recipient", NO_RECIPIENTS)
def test_any_recipient_that_shares_its_secret_with_everybody(scene: Scene, door: Door, recipient: str) -> None:
    door.refuses(scene.act("anna", {EMIL: member("emil", seal=recipient)}), "integrity-key", by="anna")


@pytest.mark.parametrize("kind", ["ecdsa", "rsa"])
def test_a_key_of_another_type_registered(scene: Scene, door: Door, kind: str) -> None:
    place = scene.circle.root / kind
    subprocess.run(["ssh-keygen", "-q", "-t", kind, "-N", "", "-f", str(place)], check=True)
    public = " ".join(place.with_suffix(".pub").read_text().split()[:2])
    door.refuses(scene.act("emil", {EMIL: member("emil", public)}, key=place), "schema", "signature")


def test_a_recipient_whose_checksum_is_wrong(scene: Scene, door: Door) -> None:
    good = new_sealing_key()[1]
    text = member("emil", scene.public("emil"), good[:-1] + ("q" if good[-1] != "q" else "p"))
    door.refuses(scene.act("emil", {EMIL: text}), "integrity-key", "schema")
