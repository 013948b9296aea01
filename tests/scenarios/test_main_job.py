"""The main job, by path and by commands alone: add, find, claim, answer, in both directions."""

from __future__ import annotations

from people import FOUNDED, Circle, Person, join

LEAD = ("lead", "add", "--title", "PMO lead for a plant start-up", "--skill", "risk-management:4", "--days", "3")


def add_lead(person: Person, *more: str) -> str:
    return person.ok(*LEAD, *more)["id"]


def test_a_claim_is_made_and_accepted(circle: Circle) -> None:
    lead = add_lead(circle.anna)
    claimed = circle.bea.ok("claim", lead)
    assert (claimed["state"], claimed["place"], claimed["partner"]) == ("claimed", 1, "bea")
    assert claimed["sent"]
    accepted = circle.anna.ok("accept", lead)
    assert accepted["state"] == "agreed"
    circle.bea.ok("sync")
    assert circle.bea.ok("lead", "show", lead)["positions"][0]["holder"] == "bea"


def test_an_offer_is_made_and_accepted(circle: Circle) -> None:
    lead = add_lead(circle.bea)
    assert circle.bea.ok("offer", lead, "carl")["state"] == "offered"
    assert circle.carl.ok("accept", lead)["state"] == "agreed"


def test_an_offer_is_declined_with_a_reason_and_the_position_is_free_again(circle: Circle) -> None:
    lead = add_lead(circle.anna)
    circle.anna.ok("offer", lead, "bea")
    declined = circle.bea.ok("decline", lead, "--reason", "no-capacity")
    assert declined["steps"][-1]["reason"] == "no-capacity"
    assert circle.carl.ok("claim", lead)["place"] == 2


def test_a_claim_is_withdrawn(circle: Circle) -> None:
    lead = add_lead(circle.anna)
    circle.bea.ok("claim", lead)
    assert circle.bea.ok("withdraw", lead)["state"] == "withdrawn"
    assert circle.carl.ok("claim", lead)["state"] == "claimed"


def test_silence_lapses_frees_the_position_and_shows(circle: Circle) -> None:
    lead = add_lead(circle.anna)
    circle.anna.ok("offer", lead, "bea")
    late = "2026-11-26T12:00:00Z"
    error = circle.bea.refused(6, "accept", f"{lead}.pm.1", now=late)
    assert error["message"].startswith(f"cannot accept {lead}.pm.1: it lapsed on Wed 25 Nov 10:00")
    assert circle.bea.ok("lead", "show", lead, now=late)["handovers"][0]["state"] == "lapsed"
    assert circle.carl.ok("claim", lead, now=late)["place"] == 2


def test_the_second_one_reads_who_holds_it_and_until_when(circle: Circle) -> None:
    lead = add_lead(circle.anna)
    circle.bea.ok("claim", lead)
    error = circle.carl.refused(6, "claim", lead)
    assert error["message"] == f"cannot claim {lead}: held by bea until Wed 25 Nov 10:00"


def test_a_lead_with_three_positions_is_filled_one_by_one(circle: Circle) -> None:
    lead = add_lead(circle.anna, "--position", "pmo", "--position", "plan:Scheduler", "--position", "cutover")
    circle.bea.ok("claim", lead, "--position", "pmo")
    circle.carl.ok("claim", lead, "--position", "plan")
    circle.anna.ok("accept", f"{lead}.pmo")
    circle.anna.ok("sync")
    positions = circle.anna.ok("lead", "show", lead)["positions"]
    assert [(p["key"], p["state"], p["holder"]) for p in positions] == [
        ("pmo", "held", "bea"), ("plan", "held", "carl"), ("cutover", "open", None),
    ]  # fmt: skip


def test_in_the_mode_choose_many_may_ask_and_the_owner_picks_one(circle: Circle) -> None:
    lead = add_lead(circle.anna, "--mode", "choose")
    circle.bea.ok("claim", lead)
    assert circle.carl.ok("claim", lead)["place"] == 2
    circle.anna.ok("sync")
    assert circle.anna.run("accept", lead).code == 2
    assert circle.anna.ok("accept", f"{lead}.pm.2")["partner"] == "carl"
    error = circle.anna.refused(6, "accept", f"{lead}.pm.1")
    assert "held by carl" in error["message"]


def test_a_lead_by_invitation_only_cannot_be_claimed(circle: Circle) -> None:
    lead = add_lead(circle.anna, "--mode", "invite")
    assert "only anna can offer it" in circle.bea.refused(6, "claim", lead)["message"]


def test_nobody_claims_their_own_lead(circle: Circle) -> None:
    lead = add_lead(circle.anna)
    assert circle.anna.refused(4, "claim", lead)["kind"] == "not-allowed"


def test_a_closed_lead_cannot_be_claimed(circle: Circle) -> None:
    lead = add_lead(circle.anna)
    circle.anna.ok("lead", "close", lead, "--reason", "client withdrew")
    assert "it was closed (client-withdrew)" in circle.bea.refused(6, "claim", lead)["message"]


def test_a_lead_expires_with_its_protection(circle: Circle) -> None:
    lead = add_lead(circle.anna)
    assert "it expired on 2027-02-21" in circle.bea.refused(6, "claim", lead, now="2027-02-22T09:00:00Z")["message"]


def test_a_lead_changed_since_it_was_seen_is_not_claimed(circle: Circle) -> None:
    lead = add_lead(circle.anna)
    circle.bea.ok("sync")
    path = circle.anna.folder / f"leads/2026-11/{lead}.yaml"
    path.write_text(path.read_text().replace("days_per_week: 3", "days_per_week: 5"))
    circle.anna.ok("publish")
    assert "was changed since you saw it" in circle.bea.refused(6, "claim", lead)["message"]


def test_a_claim_is_not_accepted_on_other_terms_than_were_claimed(circle: Circle) -> None:
    lead = add_lead(circle.anna)
    circle.bea.ok("claim", lead)
    circle.anna.ok("sync")
    path = circle.anna.folder / f"leads/2026-11/{lead}.yaml"
    path.write_text(path.read_text().replace("days_per_week: 3", "days_per_week: 5"))
    circle.anna.ok("publish")
    assert "was changed after bea asked" in circle.anna.refused(6, "accept", lead)["message"]


def test_five_unanswered_claims_are_enough(circle: Circle) -> None:
    for _ in range(5):
        circle.bea.ok("claim", add_lead(circle.anna))
    error = circle.bea.refused(6, "claim", add_lead(circle.anna))
    assert error["message"] == "you have 5 unanswered claims, and 5 are allowed"


def test_find_ranks_explains_and_names_near_misses(circle: Circle) -> None:
    circle.bea.ok("skill", "add", "Risikomanagement", "5")
    circle.bea.ok("language", "add", "deutsch", "native")
    circle.bea.ok("free", "3", "--from", "2027-01-11")
    circle.carl.ok("skill", "add", "risk-management", "4")
    circle.carl.ok("language", "add", "de", "B2")
    circle.carl.ok("free", "3", "--from", "2027-01-11")
    circle.anna.ok("sync")
    question = ("find", "--skill", "risk-management:4", "--language", "de:C1", "--days", "3", "--from", "2027-01-11")
    hits = circle.anna.ok(*question)
    assert [(hit["member"], hit["missing"]) for hit in hits] == [("bea", []), ("carl", ["de B2, asked for C1"])]
    assert hits[0]["score"] == sum(reason["points"] for reason in hits[0]["reasons"])
    assert circle.carl.ok("sync") is not None
    assert circle.carl.ok(*question) == hits


def test_find_leads_shows_open_leads_of_others(circle: Circle) -> None:
    lead = add_lead(circle.anna)
    circle.bea.ok("sync")
    assert [hit["lead"] for hit in circle.bea.ok("find", "--leads", "--skill", "risk:4")] == [lead]
    assert circle.anna.ok("find", "--leads", "--skill", "risk:4") == []


def test_a_candidate_has_no_rights_until_the_window_has_passed(circle: Circle) -> None:
    lead = add_lead(circle.anna)
    dora = circle.people["dora"] = Person("dora", circle.root)
    fingerprint = circle.anna.ok("status")["fingerprint"]
    join(circle, dora, fingerprint, now="2026-11-23T09:00:00Z")
    assert dora.refused(4, "claim", lead)["message"].startswith(f"cannot claim {lead}: you are a candidate")
    circle.anna.ok("vouch", "dora", "--basis", "client-reference")
    dora.ok("sync")
    assert dora.ok("member", "show", "dora")["active_from"] == "2026-11-30T09:00:00Z"
    assert dora.run("claim", lead, now="2026-11-30T08:59:59Z").code == 4
    assert dora.run("claim", lead, now="2026-11-30T09:00:00Z").code == 0


def test_a_vouch_withdrawn_inside_the_window_leaves_a_candidate(circle: Circle) -> None:
    dora = circle.people["dora"] = Person("dora", circle.root)
    join(circle, dora, circle.anna.ok("status")["fingerprint"], now="2026-11-23T09:00:00Z")
    circle.anna.ok("vouch", "dora", "--basis", "interview")
    circle.anna.ok("vouch", "dora", "--withdraw", now="2026-11-25T09:00:00Z")
    dora.ok("sync", now="2026-11-25T09:00:00Z")
    assert dora.ok("member", "show", "dora", now="2026-12-24T09:00:00Z")["status"] == "candidate"


def test_nobody_vouches_for_themselves_or_twice(circle: Circle) -> None:
    assert circle.bea.refused(4, "vouch", "bea", "--basis", "interview")["kind"] == "not-allowed"
    assert circle.anna.refused(6, "vouch", "bea", "--basis", "interview")["kind"] == "conflict"


def test_a_colleague_is_brought_by_a_file(circle: Circle) -> None:
    stranger = Person("emil", circle.root)
    record = (circle.bea.folder / "members/bea.yaml").read_text()
    keys = circle.root / "emil.yaml"
    new = record.replace("bea", "emil").replace("Bea", "Emil").split("vouches:")[0]
    lines = [line if "age1" not in line else f"  seal: {_fresh_keys()[1]}" for line in new.splitlines()]
    keys.write_text(
        "\n".join(line if "ssh-ed25519" not in line else f"  sign: {_fresh_keys()[0]}" for line in lines) + "\n"
    )
    assert circle.anna.ok("member", "add", "--file", str(keys))["status"] == "candidate"
    assert stranger.id in [member["id"] for member in circle.anna.ok("member", "list")]


def test_coming_back_with_the_old_keys_finds_the_member_again(circle: Circle) -> None:
    fingerprint = circle.anna.ok("status")["fingerprint"]
    again = circle.bea.ok("join", circle.remote, "second", "--as", "somebody", "--fingerprint", fingerprint)
    assert (again["member"], again["known"]) == ("bea", True)


def test_a_name_that_is_taken_is_refused(circle: Circle) -> None:
    stranger = Person("bea2", circle.root)
    fingerprint = circle.anna.ok("status")["fingerprint"]
    error = stranger.refused(6, "join", circle.remote, "x", "--as", "bea", "--full-name", "B", "--email", "b@example.org",
                             "--fingerprint", fingerprint)  # fmt: skip
    assert error["message"] == "the name 'bea' is taken in this network"
    assert not (circle.root / "x").exists()
    early = stranger.refused(6, "join", circle.remote, "x", "--as", "bea", "--fingerprint", fingerprint)
    assert early == error, "before anything else is asked"


def test_another_network_than_the_one_meant_is_an_alarm(circle: Circle) -> None:
    stranger = Person("dora", circle.root)
    error = stranger.refused(11, "join", circle.remote, "x", "--as", "dora", "--full-name", "D", "--email", "d@example.org",
                             "--fingerprint", "0123456789abcdef")  # fmt: skip
    assert error["kind"] == "alarm"
    assert not (circle.root / "x").exists()


def test_every_act_is_signed_by_its_member(circle: Circle) -> None:
    add_lead(circle.anna)
    signers = circle.root / "allowed"
    keys = {person.id: (person.home / "keys" / "sign.pub").read_text().strip() for person in circle.people.values()}
    signers.write_text("".join(f"{name} {key}\n" for name, key in keys.items()))
    shown = circle.shared_git("-c", f"gpg.ssh.allowedSignersFile={signers}", "log", "--format=%G? %GS %cn", "main")
    rows = [row.split() for row in shown.splitlines()]
    assert {row[0] for row in rows} == {"G"}
    assert all(signer == committer for _, signer, committer in rows)


def test_the_log_tells_what_happened_in_words(circle: Circle) -> None:
    lead = add_lead(circle.anna)
    circle.bea.ok("claim", lead)
    texts = [entry["text"] for entry in circle.bea.ok("log", lead)]
    assert texts == [f"bea claims {lead} pm", f"anna adds lead {lead}"]


def test_the_founding_day_is_known_to_all(circle: Circle) -> None:
    assert circle.bea.ok("log", "--limit", "100")[-1] == {
        "commit": circle.anna.ok("status")["fingerprint"], "member": "anna", "at": FOUNDED, "text": "anna founds PM Netz",
        "void": False,
    }  # fmt: skip


def test_what_does_not_fit_the_state_of_a_handover_names_that_state(circle: Circle) -> None:
    lead = add_lead(circle.anna)
    circle.bea.ok("claim", lead)
    circle.anna.ok("decline", lead, "--reason", "dates")
    circle.bea.ok("sync")
    for person, *words in (
        (circle.anna, "accept", lead),
        (circle.anna, "decline", lead, "--reason", "dates"),
        (circle.bea, "withdraw", lead),
    ):
        refused = person.refused(6, *words)
        stands = f"{lead}.pm.1 is declined, and that needs claimed or offered"
        assert refused["message"] == f"nothing of {lead} waits for that from you: {stands}"
        assert refused["hint"] == f"pmnet lead show {lead}"


def test_an_answer_to_what_is_not_here_yet_finds_it(circle: Circle) -> None:
    lead = add_lead(circle.anna)
    circle.bea.ok("claim", lead)
    circle.anna.ok("decline", lead, "--reason", "dates")
    circle.carl.ok("claim", lead)
    assert circle.anna.ok("accept", lead)["id"] == f"{lead}.pm.2"


def test_what_is_in_the_way_of_closing_a_lead_is_said_with_what_helps(circle: Circle) -> None:
    lead = add_lead(circle.anna)
    close = ("lead", "close", lead, "--reason", "postponed")
    circle.bea.ok("claim", lead)
    circle.anna.ok("sync")
    assert circle.anna.refused(6, *close)["hint"] == f"pmnet decline {lead}.pm.1"
    circle.anna.ok("accept", lead)
    assert circle.anna.refused(6, *close)["hint"] == f"pmnet lead show {lead}"
    other = add_lead(circle.anna)
    circle.anna.ok("offer", other, "bea")
    assert (
        circle.anna.refused(6, "lead", "close", other, "--reason", "postponed")["hint"]
        == f"pmnet withdraw {other}.pm.1"
    )


def _fresh_keys() -> tuple[str, str]:
    from pmnet.store.seal import new_sealing_key
    from pmnet.store.signatures import new_signing_key

    return new_signing_key()[1], new_sealing_key()[1]


def test_joining_never_removes_a_copy_that_was_there(circle: Circle) -> None:
    notes = circle.bea.folder / "notes.txt"
    notes.write_text("mine\n")
    assert circle.bea.run("join", circle.remote, "bea", "--as", "bea", "--fingerprint", "abcdef012345").code == 11
    assert circle.bea.run("join", "elsewhere.git", "bea", "--as", "bea", "--yes").code == 6
    assert notes.read_text() == "mine\n"
    assert circle.bea.ok("status")["member"] == "bea"


def test_a_rehearsed_join_leaves_nothing(circle: Circle) -> None:
    stranger = Person("dora", circle.root)
    shown = stranger.ok("join", circle.remote, "dora", "--as", "dora", "--full-name", "D", "--email", "d@example.org", "--yes",
                        "--dry-run")  # fmt: skip
    assert (shown["status"], shown["sent"]) == ("candidate", False)
    assert not stranger.folder.exists()
    assert not stranger.home.exists()


def test_a_network_without_a_server_is_shared_later(circle: Circle) -> None:
    alone = circle.root / "alone"
    circle.anna.ok(
        "init", str(alone), "--name", "Alone", "--as", "anna", "--full-name", "A", "--email", "a@example.org"
    )
    place = circle.root / "later.git"
    refused = circle.anna.refused(2, "share", str(place), "--network", str(alone))
    assert (refused["message"], "--yes" in refused["hint"]) == (f"there is no folder {place}", True)
    assert not place.exists()
    shared = circle.anna.ok("share", str(place), "--yes", "--network", str(alone))
    dora = Person("dora", circle.root)
    joined = dora.ok("join", shared["remote"], "dora", "--as", "dora", "--full-name", "D", "--email", "d@example.org",
                     "--fingerprint", shared["fingerprint"])  # fmt: skip
    assert joined["status"] == "candidate"
    assert circle.anna.refused(6, "share", "other.git", "--network", str(alone))["kind"] == "conflict"


def test_somebody_elses_key_signs_nothing(circle: Circle) -> None:
    circle.carl.extra["PMNET_NETWORK"] = str(circle.bea.folder)
    config = circle.carl.home / "config.yaml"
    config.write_text(
        config.read_text().replace(str(circle.carl.folder), str(circle.bea.folder)).replace("carl", "bea")
    )
    assert "none of the keys in" in circle.carl.refused(4, "free", "3")["message"]
