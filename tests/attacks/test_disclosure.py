"""Terms, disclosure and erasure: steps that are not theirs to take, at every door; and what a member's own commands stop at."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

import pytest
from doors import Door, let_in
from forge import Changes
from people import NOW, Person
from records import add, asking, change, get, handover, put, step
from vault import Vault, document, laid, told, written

from pmnet.domain.codec import from_mapping
from pmnet.domain.sealed import Terms
from pmnet.store.seal import new_sealing_key

Hoard = tuple[Vault, Door]

LATER = "2026-11-23T10:00:00Z"
SOME = "5" * 64
OTHERS = "6" * 64


def more(vault: Vault, name: str, *steps: dict[str, Any], base: str = "") -> Changes:
    path = vault.handover_path(name)
    return {path: add(vault.scene.text(path, base), "steps", *steps)}


def lead(vault: Vault, name: str, base: str = "", **fields: Any) -> Changes:
    return {vault.path(name): put(vault.scene.text(vault.path(name), base), **fields)}


def taken(vault: Vault, name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = get(vault.scene.text(vault.handover_path(name)), "steps")
    return found


def accept(vault: Vault, **other: str | None) -> dict[str, Any]:
    """Anna's acceptance of what bea asked, with something else in it."""
    asked = taken(vault, "asked")[0]
    fields = {"of": asked["of"], "terms": asked["terms"], **other}
    return step("accept", "anna", **{name: value for name, value in fields.items() if value is not None})


def erased(vault: Vault, name: str) -> str:
    """The lead's client erased, as everybody knows."""
    return vault.scene.settle(vault.scene.act("anna", lead(vault, name, erased=NOW)), readers=())


def refuses(hoard: Hoard, by: str, changes: Changes, *rules: str, says: str = "", base: str = "") -> None:
    vault, door = hoard
    door.refuses(vault.scene.act(by, changes, *([base] if base else [])), *rules, by=by, says=says)


def test_a_client_disclosed_before_anything_was_agreed(hoard: Hoard) -> None:
    refuses(hoard, "anna", more(hoard[0], "asked", step("disclose", "anna", sealed=SOME)), "lifecycle")


def test_a_client_disclosed_without_terms(hoard: Hoard) -> None:
    vault, _ = hoard
    path = vault.path("kept")
    text = vault.scene.text(path)
    plain = put(text, sealed=None)
    first = asking("claim", "carl", plain)
    claim = handover(vault.leads["kept"], "anna", "carl", first)
    base = vault.scene.settle(vault.scene.act("carl", {vault.handover_path("kept"): claim}), readers=("carl",))
    accepted = step("accept", "anna", of=first["of"])
    disclosed = step("disclose", "anna", sealed=SOME)
    refuses(hoard, "anna", more(vault, "kept", accepted, disclosed, base=base), "lifecycle", says="no terms are agreed")


@pytest.mark.parametrize("terms", [OTHERS, None], ids=["others", "none"])
def test_other_terms_accepted_than_those_proposed(hoard: Hoard, terms: str | None) -> None:
    refuses(hoard, "anna", more(hoard[0], "asked", accept(hoard[0], terms=terms)), "lifecycle", says="terms are others")


def test_terms_on_a_step_that_agrees_on_none(hoard: Hoard) -> None:
    changes = more(hoard[0], "told", step("contacted", "bea", terms=OTHERS))
    refuses(hoard, "bea", changes, "integrity-terms")


def test_terms_changed_with_the_disclosure(hoard: Hoard) -> None:
    vault, _ = hoard
    disclosed = step("disclose", "anna", sealed=SOME, terms=OTHERS)
    refuses(hoard, "anna", more(vault, "asked", accept(vault), disclosed), "integrity-terms")


def test_a_client_disclosed_by_the_partner(hoard: Hoard) -> None:
    vault, door = hoard
    vault.scene.settle(vault.scene.act("anna", more(vault, "asked", accept(vault))))
    changes = more(vault, "asked", step("disclose", "bea", sealed=SOME))
    door.refuses(vault.scene.act("bea", changes), "lifecycle", by="bea")


def test_a_client_disclosed_by_a_third_party(hoard: Hoard) -> None:
    vault, door = hoard
    vault.scene.settle(vault.scene.act("anna", more(vault, "asked", accept(vault))))
    changes = more(vault, "asked", step("disclose", "carl", sealed=SOME))
    door.refuses(vault.scene.act("carl", changes), "lifecycle", "authority", by="carl")


def test_a_disclosure_in_which_nothing_is_sealed(hoard: Hoard) -> None:
    vault, _ = hoard
    refuses(hoard, "anna", more(vault, "asked", accept(vault), step("disclose", "anna")), "lifecycle")


def test_a_disclosed_client_replaced_in_the_step_that_brought_it(hoard: Hoard) -> None:
    path = hoard[0].handover_path("told")
    changed = change(hoard[0].scene.text(path), "steps", -1, sealed=SOME)
    refuses(hoard, "anna", {path: changed}, "lifecycle", "authority")


def test_something_sealed_by_another_in_the_handover_of_two(hoard: Hoard) -> None:
    refuses(hoard, "carl", more(hoard[0], "told", step("win", "carl", sealed=SOME)), "lifecycle", "authority")


AFTER_ERASURE = {
    "a claim": lambda v: (
        "carl",
        {v.handover_path("kept"): handover(v.leads["kept"], "anna", "carl", asking("claim", "carl", b""))},
    ),
    "an acceptance": lambda v: ("anna", more(v, "asked", accept(v))),
    "a disclosure": lambda v: ("anna", more(v, "asked", accept(v), step("disclose", "anna", sealed=SOME))),
    "something sealed": lambda v: ("bea", more(v, "told", step("contacted", "bea", sealed=SOME))),
    "something sealed with the end": lambda v: (
        "bea", more(v, "told", step("lose", "bea", reason="budget", sealed=SOME)),
    ),
    "sealed again": lambda v: ("anna", lead(v, "kept", sealed=SOME)),
    "brought back": lambda v: ("anna", lead(v, "kept", erased=None)),
    "brought back and sealed again": lambda v: ("anna", lead(v, "kept", erased=None, sealed=SOME)),
    "erased once more": lambda v: ("anna", lead(v, "kept", erased=LATER)),
    "erased once more by a keeper": lambda v: ("anna", lead(v, "kept", erased=LATER)),
}  # fmt: skip


def test_what_is_refused_after_an_erasure(vault: Vault) -> None:
    """One judge for all doors; each of these at each of them would take a minute."""
    for name in vault.leads:
        erased(vault, name)
    acts = {name: make(vault) for name, make in AFTER_ERASURE.items()}
    for who in ("anna", "bea", "carl"):
        mine = {name: changes for name, (by, changes) in acts.items() if by == who}
        assert let_in(vault.scene, who, mine, "lifecycle", "authority") == []


def test_sealed_again_after_an_erasure(hoard: Hoard) -> None:
    vault, door = hoard
    vault.scene.settle(vault.scene.act("anna", lead(vault, "kept", erased=NOW)))
    door.refuses(vault.scene.act("anna", lead(vault, "kept", sealed=SOME)), "authority", by="anna")


def test_a_client_disclosed_after_an_erasure(hoard: Hoard) -> None:
    vault, door = hoard
    vault.scene.settle(vault.scene.act("anna", lead(vault, "asked", erased=NOW)))
    changes = more(vault, "asked", accept(vault), step("disclose", "anna", sealed=SOME))
    door.refuses(vault.scene.act("anna", changes), "lifecycle", by="anna")


def test_a_client_disclosed_in_the_act_that_erases_it(hoard: Hoard) -> None:
    vault, _ = hoard
    changes = {
        **lead(vault, "asked", erased=NOW),
        **more(vault, "asked", accept(vault), step("disclose", "anna", sealed=SOME)),
    }
    refuses(hoard, "anna", changes, "lifecycle")


def test_a_client_erased_by_another_member(hoard: Hoard) -> None:
    refuses(hoard, "carl", lead(hoard[0], "kept", erased=NOW), "authority")


def test_a_client_erased_by_the_partner_it_was_disclosed_to(hoard: Hoard) -> None:
    refuses(hoard, "bea", lead(hoard[0], "told", erased=NOW), "authority")


@pytest.mark.parametrize("at", ["2026-11-22T09:00:00Z", LATER], ids=["earlier", "later"])
def test_a_client_erased_at_another_moment(hoard: Hoard, at: str) -> None:
    refuses(hoard, "anna", lead(hoard[0], "kept", erased=at), "authority")


def others(vault: Vault) -> tuple[str, bytes]:
    """A lead that is not the keeper's."""
    path = vault.scene.lead("offered")
    return path, vault.scene.text(path)


def test_a_client_erased_by_a_keeper_for_an_owner_out_of_reach(vault: Vault) -> None:
    path, text = others(vault)
    act = vault.scene.act("anna", {path: put(text, erased=NOW)})
    vault.scene.settle(act)


SMUGGLED = {
    "a title": lambda text: put(text, title="Mine", erased=NOW),
    "an extension": lambda text: put(text, erased=NOW, **{"x-note": "call me"}),
    "an end": lambda text: put(text, erased=NOW, closed={"at": NOW, "reason": "other"}),
    "the digest gone": lambda text: put(text, erased=NOW, sealed=SOME),
    "a comment above": lambda text: b"# a bad lead\n" + put(text, erased=NOW),
    "a comment behind": lambda text: put(text, erased=NOW) + b"# a bad lead\n",
    "a comment beside": lambda text: put(text, erased=NOW).replace(b"Z\n", b"Z # a bad lead\n"),
    "a comment below": lambda text: put(text, erased=NOW) + b"  # a bad lead\n",
    "another order": lambda text: b"\n".join(reversed(put(text, erased=NOW).split(b"positions:")[0].splitlines()))
    + b"\npositions:" + put(text, erased=NOW).split(b"positions:")[1],
}  # fmt: skip


def test_a_keeper_who_erases_changes_nothing_with_it(vault: Vault) -> None:
    path, text = others(vault)
    acts = {name: {path: make(text)} for name, make in SMUGGLED.items()}
    assert let_in(vault.scene, "anna", acts, "authority", "yaml", "schema") == []


def test_a_comment_smuggled_in_by_a_keeper_who_erases(hoard: Hoard) -> None:
    path, text = others(hoard[0])
    refuses(hoard, "anna", {path: put(text, erased=NOW).replace(b"Z\n", b"Z # a bad lead\n")}, "authority")


@pytest.mark.parametrize("fields", [{"sealed": None}, {"sealed": None, "erased": NOW}], ids=["removed", "erased too"])
def test_the_sealed_digest_removed_by_editing(hoard: Hoard, fields: dict[str, Any]) -> None:
    refuses(hoard, "anna", lead(hoard[0], "kept", **fields), "authority")


def test_anothers_client_sealed_by_a_keeper(hoard: Hoard) -> None:
    path, text = others(hoard[0])
    refuses(hoard, "anna", {path: put(text, sealed=SOME)}, "authority")


SEAL = b"sealed: " + b"e" * 64 + b"\n"

HIDDEN = {
    "in a quoted text": (
        b'summary: "Paid by the day\n  and by nothing else"\n',
        b'summary: "Paid by the day\n' + SEAL + b'  and by nothing else"\n',
    ),
    "in a single-quoted text": (
        b"summary: 'Paid by the day\n  and by nothing else'\n",
        b"summary: 'Paid by the day\n" + SEAL + b"  and by nothing else'\n",
    ),
    "as an erasure in a quoted text": (
        b'summary: "Paid by the day\n  and by nothing else"\n',
        b'summary: "Paid by the day\nerased: 9999999999999999999Z\n  and by nothing else"\n',
    ),
    "before what then is a comment": (
        b"summary: |\n  Paid by the day\n  # and travel\n",
        b"summary: |\n  Paid by the day\n" + SEAL + b"  # and travel\n",
    ),
    "in an extension": (b'x-note: "\n  a"\n', b'x-note: "\n' + SEAL + b'  a"\n'),
}


@pytest.mark.parametrize("name", HIDDEN)
def test_a_lead_changed_behind_a_claim_by_a_line_that_looks_like_its_seal(vault: Vault, name: str) -> None:
    """The digest of what was seen leaves out the lead's seal, and nothing that says something else."""
    scene, (before, after) = vault.scene, HIDDEN[name]
    path = scene.lead("open")
    plain = scene.text(path)
    scene.settle(scene.act("anna", {path: plain + before}))
    asked = vault.scene.witness.ok("claim", scene.leads["open"])
    vault.follow()
    changed = scene.act("anna", {path: plain + after})
    scene.settle(changed, readers=("anna",))
    refused = vault.anna.run("accept", asked["id"])
    assert refused.code == 6, refused
    assert "was changed after carl asked" in told(refused)


def test_a_client_sealed_again_behind_a_claim(vault: Vault) -> None:
    """What an owner can do: who the client is was never part of what others saw."""
    vault.anna.ok("lead", "seal", vault.leads["asked"], "--budget", "99999")
    assert vault.anna.ok("accept", vault.handover("asked"))["state"] == "disclosed"


def words(vault: Vault, name: str, **fields: Any) -> dict[str, Any]:
    content = document(vault.leads[name], purpose="handover", handover=vault.handover(name), **fields)
    del content["client"]
    return content


def claim_by_hand(vault: Vault, signed: str | None, **fields: Any) -> str:
    """Bea asks for anna's `kept` lead with a document of her own making, and signs for some terms."""
    envelope = written(words(vault, "kept", **fields), *vault.recipient("anna", "bea"))
    vault.host.plant(vault.ref("kept", "pm.1"), laid(vault.host, envelope))
    seen = put(vault.scene.text(vault.path("kept")), sealed=None)
    first = asking("claim", "bea", seen)
    first |= {"sealed": sha256(envelope).hexdigest()} | ({"terms": signed} if signed else {})
    text = handover(vault.leads["kept"], "anna", "bea", first)
    return vault.scene.settle(vault.scene.act("bea", {vault.handover_path("kept"): text}), readers=("anna",))


NOTHING = {"kind": "none", "nonce": "1" * 32}
HALF = {"kind": "percent", "percent": "50", "nonce": "0" * 32}


@pytest.mark.parametrize("shown", [NOTHING, None], ids=["others", "none"])
def test_a_claim_that_shows_other_terms_than_it_has_signed_for(vault: Vault, shown: dict[str, Any] | None) -> None:
    """Whoever accepts would sign for the digest of what they never read."""
    claim_by_hand(vault, from_mapping(Terms, HALF).digest, **({"terms": shown} if shown else {}))
    refused = vault.anna.run("accept", vault.handover("kept"))
    assert refused.code == 6, refused
    assert "not those it asks you to sign for" in told(refused)
    assert "terms" not in vault.anna.ok("lead", "show", vault.leads["kept"])["handovers"][0]["words"]
    assert vault.anna.ok("decline", vault.handover("kept"), "--reason", "unclear")["state"] == "declined"


def test_a_claim_that_shows_terms_and_signs_for_none(vault: Vault) -> None:
    claim_by_hand(vault, None, terms=NOTHING)
    assert vault.anna.run("accept", vault.handover("kept")).code == 6


def test_a_counter_that_shows_other_terms_than_it_has_signed_for(vault: Vault) -> None:
    """The same with a counter-proposal, after honest terms that were read."""
    offer(vault)
    vault.follow()
    path = vault.handover_path("kept")
    envelope = written(words(vault, "kept", terms=NOTHING), *vault.recipient("anna", "bea"))
    signed = {"terms": from_mapping(Terms, HALF).digest, "sealed": sha256(envelope).hexdigest()}
    asked = asking("counter", "bea", put(vault.scene.text(vault.path("kept")), sealed=None)) | signed
    vault.scene.settle(vault.scene.act("bea", {path: add(vault.scene.text(path), "steps", asked)}), readers=("anna",))
    vault.host.plant(vault.ref("kept", "pm.1"), laid(vault.host, envelope))
    refused = vault.anna.run("accept", vault.handover("kept"))
    assert refused.code == 6, refused
    assert "not those it asks you to sign for" in told(refused)


def test_a_claim_that_signs_for_what_it_shows(vault: Vault) -> None:
    """Honest, though by hand: the two before are refused for what is wrong in them."""
    claim_by_hand(vault, from_mapping(Terms, HALF).digest, terms=HALF)
    assert vault.anna.ok("accept", vault.handover("kept"))["state"] == "disclosed"


def test_terms_that_no_schema_holds(vault: Vault) -> None:
    """A word for the eye beside terms that say the opposite."""
    odd = {**HALF, "kind": "none; nothing is owed"}
    claim_by_hand(vault, from_mapping(Terms, odd).digest, terms=odd)
    refused = vault.anna.run("accept", vault.handover("kept"))
    assert refused.code == 9
    assert "nothing is owed" not in told(refused)


def test_every_part_of_the_terms_is_shown(vault: Vault) -> None:
    """Also what is seldom said, and fields of the partner's own."""
    whole = {
        **HALF, "base": "partner-net", "months": 7, "cap": "8000", "trigger": "invoiced", "due_days": 11,
        "follow_up": {"included": True, "until": "2028-01-01"}, "protection": {"months": 13, "unit": "Sawmills"},
        "client_informed": "yes", "x-bonus": "4711",
    }  # fmt: skip
    claim_by_hand(vault, from_mapping(Terms, whole).digest, terms=whole)
    for command in (["inbox"], ["lead", "show", vault.leads["kept"]]):
        shown = vault.anna.run(*command).out
        for part in ("50", "partner-net", "7", "8000", "invoiced", "11", "2028-01-01", "13", "Sawmills", "4711"):
            assert part in shown, (command, part)


def offer(vault: Vault, *more: str) -> str:
    found: str = vault.anna.ok("offer", vault.leads["kept"], "bea", *more)["id"]
    vault.bea.ok("sync")
    return found


def client_told(vault: Vault) -> bool:
    vault.bea.ok("sync")
    return bool(vault.bea.run("client", vault.handover("kept")).code == 0)


def test_a_promise_that_only_the_partner_has_sealed(vault: Vault) -> None:
    """Bea accepts an offer with a document of her own in which anna seems to have promised the client."""
    offer(vault)
    path = vault.handover_path("kept")
    vault.follow()
    asked = get(vault.scene.text(path), "steps")[0]
    terms = vault.bea.ok("lead", "show", vault.leads["kept"])["handovers"][0]["words"]["terms"]
    envelope = written(words(vault, "kept", terms=terms, with_client=True), *vault.recipient("anna", "bea"))
    vault.host.plant(vault.ref("kept", "pm.1"), laid(vault.host, envelope))
    digest = sha256(envelope).hexdigest()
    accepted = step("accept", "bea", of=asked["of"], terms=asked["terms"], sealed=digest)
    vault.scene.settle(vault.scene.act("bea", more(vault, "kept", accepted)), readers=())
    assert vault.anna.ok("sync")["disclosed"] == []
    assert vault.anna.ok("inbox")["disclosed"] == []
    assert not client_told(vault)


def steal(vault: Vault, at: str = NOW) -> tuple[str, str]:
    """Whoever has bea's signing key puts a sealing key of their own into her record; (former, present)."""
    scene = vault.scene
    vault.follow()
    keys, present = get(scene.own("bea"), "keys"), new_sealing_key()[1]
    retired = [*keys.get("retired", []), {"key": keys["seal"], "at": at}]
    text = put(scene.own("bea"), keys={**keys, "seal": present, "retired": retired})
    scene.settle(scene.act("bea", {"members/bea.yaml": text}, at=at), now=at, readers=())
    return keys["seal"], present


def stopped(person: Person, former: str, present: str, *command: str, now: str = NOW) -> None:
    refused = person.run(*command, now=now)
    assert refused.code == 6, refused
    assert former in told(refused)
    assert present in refused.err
    assert "--yes" in refused.err


def test_a_sealing_key_swapped_right_before_acceptance(vault: Vault) -> None:
    former, present = steal(vault)
    stopped(vault.anna, former, present, "accept", vault.handover("asked"))
    vault.anna.ok("sync")
    stopped(vault.anna, former, present, "accept", vault.handover("asked"))
    found = vault.anna.ok("accept", vault.handover("asked"), "--yes")
    assert found["state"] == "disclosed"


def test_a_sealing_key_swapped_between_acceptance_and_disclosure(vault: Vault) -> None:
    offer(vault)
    vault.bea.ok("accept", vault.handover("kept"))
    vault.anna.ok("sync")
    former, present = steal(vault)
    stopped(vault.anna, former, present, "disclose", vault.handover("kept"))
    vault.anna.ok("sync")
    assert vault.anna.ok("disclose", vault.handover("kept"), "--yes")["state"] == "disclosed"


def test_a_sealing_key_swapped_before_a_promised_disclosure(vault: Vault) -> None:
    """Nobody is asked in a sync: so it does not disclose, and says why, until somebody confirms."""
    offer(vault, "--with-client")
    vault.bea.ok("accept", vault.handover("kept"))
    former, present = steal(vault)
    for command in ("sync", "inbox"):
        (said,) = vault.anna.ok(command)["disclosed"]
        assert "not disclosed" in said
        assert former in said
        assert present in said
    assert vault.anna.ok("lead", "show", vault.leads["kept"])["handovers"][0]["state"] == "agreed"
    assert vault.anna.ok("disclose", vault.handover("kept"), "--yes")["state"] == "disclosed"


def test_a_sealing_key_swapped_again_after_it_was_confirmed(vault: Vault) -> None:
    """Anna confirms the key she was shown; meanwhile there is a third one."""
    steal(vault)
    vault.anna.ok("sync")
    former, present = steal(vault)
    stopped(vault.anna, former, present, "accept", vault.handover("asked"), "--yes")


def test_a_sealing_key_confirmed_offline_and_swapped_again(vault: Vault) -> None:
    """What waits to be sent carries the key that was confirmed, and is refused for another."""
    steal(vault)
    vault.anna.ok("sync")
    bare = vault.scene.circle.bare.rename(vault.scene.circle.root / "gone.git")
    assert vault.anna.run("accept", vault.handover("asked"), "--yes").code == 8
    bare.rename(vault.scene.circle.bare)
    _, present = steal(vault)
    (delivery,) = vault.anna.ok("sync")["deliveries"]
    assert delivery["sent"] is False
    assert present in delivery["reason"]


def test_a_sealing_key_is_confirmed_for_as_long_as_the_policy_says(vault: Vault) -> None:
    """A week in which the member can notice; and not longer, or nobody could ever replace a key."""
    former, present = steal(vault)
    late = "2026-11-30T08:59:00Z"
    vault.anna.ok("sync", now=late)
    vault.anna.ok("offer", vault.leads["kept"], "bea", now=late)
    vault.follow()
    asked = get(vault.scene.text(vault.handover_path("kept")), "steps")[0]
    accepted = step("accept", "bea", late, of=asked["of"], terms=asked["terms"])
    act = vault.scene.act("bea", more(vault, "kept", accepted), at=late)
    vault.scene.settle(act, now=late, readers=("anna",))
    stopped(vault.anna, former, present, "disclose", vault.handover("kept"), now=late)
    assert vault.anna.ok("disclose", vault.handover("kept"), now="2026-11-30T09:00:00Z")["state"] == "disclosed"


def test_the_recipient_of_another_member_registered(hoard: Hoard) -> None:
    """Carl puts bea's key into his record: what is sealed to him is hers, and nobody can say whose."""
    vault, _ = hoard
    keys = get(vault.scene.own("carl"), "keys")
    taken_over = {
        **keys, "seal": get(vault.scene.own("bea"), "keys")["seal"], "retired": [{"key": keys["seal"], "at": NOW}]
    }  # fmt: skip
    changes = {"members/carl.yaml": put(vault.scene.own("carl"), keys=taken_over)}
    refuses(hoard, "carl", changes, "integrity-key")


@pytest.mark.parametrize("words", ["soft\u00adhyphen", "tab\there", "zero\u200bwidth", "\x1b[2J", "\ud800"])
def test_what_could_never_be_opened_again_is_not_sealed(vault: Vault, words: str) -> None:
    """What nobody sees on a screen, such as from a copied name, is refused before it is sealed."""
    for command in (["lead", "seal", vault.leads["kept"], "--client"], ["claim", vault.leads["kept"], "--message"]):
        person = vault.anna if command[0] == "lead" else vault.scene.circle.carl
        refused = person.run(*command, words)
        assert refused.code == 1, refused
        assert "not allowed" in told(refused) or "cannot be read as YAML" in refused.err, refused
    assert vault.anna.ok("client", vault.leads["kept"])["client"]["name"].startswith("Xylophon")


@pytest.mark.parametrize(
    "words", ["[/red] [link=x]Xenon", "{{ 7 * 7 }} %s {0}", "x: y # z\n- a", "'\"\\", "NO", "012", "~"]
)
def test_words_that_mean_something_to_a_program(vault: Vault, words: str) -> None:
    """Markup, templates, YAML: what is sealed is text, and comes out as it went in."""
    vault.anna.ok("lead", "seal", vault.leads["kept"], "--note", words)
    assert vault.anna.ok("client", vault.leads["kept"])["client"]["notes"] == words
    shown = vault.anna.run("client", vault.leads["kept"])
    assert words.splitlines()[0] in shown.out
