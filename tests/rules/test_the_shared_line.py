"""Whether a commit may follow on the shared line: whose it is, when, how it was made, and what a merge may do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest
from cast import (
    ANNA,
    BERT,
    CARL,
    DAY,
    DORA,
    EVE,
    FOUNDED,
    HOUR,
    LEAD,
    MEMBERS,
    NOW,
    keys_of,
    network,
    newcomer,
    vouch,
    well_said,
)

from pmnet.domain.commit import REGULAR, UNSIGNED, Change, Commit
from pmnet.domain.records import Keys, Member, Objection, Record, RetiredKey
from pmnet.domain.snapshot import Snapshot
from pmnet.errors import Finding
from pmnet.rules.commits import (
    Bench,
    Verdict,
    judge_act,
    judge_founding,
    judge_merge,
    judge_repair,
    judge_request,
    net_changes,
)
from pmnet.store.parsing import parse, parse_checked, record_text

MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)
MERGE_ONLY = "on the host, allow merge commits only: no squash, no rebase"
AGAIN = "make the request again from the newest state"


def state(*records: Record, **texts: bytes) -> Snapshot:
    """A network as files that were judged already: the whole cast, and what replaces it or lies beside it."""
    held = {one.path: record_text(one) for one in (network(), *MEMBERS, *records)} | texts
    return Snapshot(held.get, lambda folder: sorted(path for path in held if path.startswith(folder)), parse)


NOTHING = Snapshot(lambda path: None, lambda folder: [], parse)
BEFORE = state()


def bench(trusted: Snapshot = BEFORE) -> Bench:
    return Bench(trusted, parse_checked, NOW)


def blob(text: bytes | None) -> str:
    return "" if text is None else sha256(text).hexdigest()


def change(path: str, text: bytes | None, before: Snapshot = BEFORE, mode: str = REGULAR) -> Change:
    return Change(path, mode if text is not None else "", blob(before.text(path)), blob(text), text)


def put(record: Record, before: Snapshot = BEFORE) -> Change:
    return change(record.path, record_text(record), before)


def act(who: str, *changes: Change, at: datetime = NOW, **fields: Any) -> Commit:
    said = {"id": "c" * 40, "tree": "t" * 40, "parents": ("p" * 40,), "key": keys_of(who).sign} | fields
    return Commit(at=at, changes=changes, **said)


def said(verdict: Verdict) -> list[tuple[str, str, str]]:
    return [(found.rule, found.path, found.message) for found in well_said(verdict.findings)]


def rules(verdict: Verdict) -> list[str]:
    return [found.rule for found in verdict.findings]


def headline(who: Member, words: str = "PMO") -> Member:
    return replace(who, headline=words)


# One act


def judged(
    commit: Commit, before: Snapshot = BEFORE, trusted: Snapshot | None = None, clock: datetime = NOW
) -> Verdict:
    verdict = judge_act(bench(trusted or before), before, commit, clock)
    assert verdict.commit is commit
    return verdict


def test_an_act_belongs_to_whose_key_signed_it_and_leads_to_what_it_changed() -> None:
    commit = act("bert", put(headline(BERT)))
    verdict = judged(commit)
    assert verdict == Verdict(commit, "bert")
    assert verdict.good
    assert verdict.after is not None
    assert verdict.after.member("bert").headline == "PMO"
    assert verdict.after.member("carl") == CARL


def test_what_another_changes_in_a_record_is_refused_with_the_actor_named() -> None:
    verdict = judged(act("carl", put(headline(BERT))))
    assert (verdict.actor, rules(verdict), verdict.good) == ("carl", ["authority"], False)


def test_what_is_changed_is_compared_with_its_schema() -> None:
    """Whatever was judged before is not: only what an act brings is read in full."""
    assert rules(judged(act("bert", put(replace(BERT, roles=("king",)))))) == ["schema-enum"]


def test_what_is_changed_is_judged_at_the_time_of_the_act() -> None:
    given = replace(EVE, vouches=(vouch("bert", NOW - HOUR),))
    assert judged(act("bert", put(given), at=NOW - HOUR), clock=NOW - DAY).good
    assert rules(judged(act("bert", put(given)))) == ["authority"]


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        pytest.param(NOW - HOUR, [], id="at the very time of what it follows"),
        pytest.param(NOW - HOUR - SECOND, ["clock"], id="a second before what it follows"),
        pytest.param(NOW + 10 * MINUTE, [], id="ten minutes ahead"),
        pytest.param(NOW + 10 * MINUTE + SECOND, ["clock"], id="more than ten minutes ahead"),
    ],
)
def test_the_time_of_an_act(at: datetime, expected: list[str]) -> None:
    assert rules(judged(act("bert", put(headline(BERT)), at=at), clock=NOW - HOUR)) == expected


def test_what_is_said_about_a_wrong_clock() -> None:
    early = judged(act("bert", at=NOW - DAY)).findings
    late = judged(act("bert", at=NOW + DAY)).findings
    assert early == (
        Finding("", "clock", "it is dated 10 Jan 2027 09:00 UTC, before what it follows", "look at the clock"),
    )
    words = "it is dated 12 Jan 2027 09:00 UTC, and here it is 11 Jan 2027 09:00 UTC"
    assert late == (Finding("", "clock", words, "check the clock"),)


@pytest.mark.parametrize(("files", "expected"), [(500, []), (501, ["path"])])
def test_nobody_touches_more_than_500_files_at_once(files: int, expected: list[str]) -> None:
    verdict = judged(act("anna", *(change(f"docs/{n}.md", b"x") for n in range(files))))
    assert rules(verdict) == expected
    if expected:
        assert verdict.findings[0].message == "it touches more than 500 files"
        assert verdict.findings[0].hint == "do it in parts"


@pytest.mark.parametrize("fields", [{"unreadable": True}, {"key": ""}], ids=["unreadable", "not signed"])
def test_without_a_signature_the_flaw_is_said_and_nobody_is_the_actor(fields: dict[str, Any]) -> None:
    verdict = judged(act("bert", put(headline(BERT)), flaw="it is not signed", hint="sign it", **fields))
    assert (verdict.actor, verdict.findings) == ("", (Finding("", "signature", "it is not signed", "sign it"),))


def test_a_name_that_no_system_keeps_is_refused_to_a_keeper_too() -> None:
    assert rules(judged(act("anna", change("docs/CON", b"x")))) == ["path"]


ODD = Finding("", "path-mode", "its folders are not sorted", "send it again from your own copy")


def test_folders_that_not_everybody_would_read_the_same_are_refused() -> None:
    odd = {"odd": ODD.message}
    alone = judged(act("bert", put(headline(BERT)), **odd))
    begun = founding(BEGUN, BEGINNER, **odd)
    brought = merged(merge(FIRST, **odd), [act("bert", FIRST)])
    assert [alone.findings, begun.findings, brought.findings] == [(ODD,)] * 3


# Whose key it is


def rotated(who: Member, at: datetime = NOW) -> Member:
    """The same with another signing key."""
    return replace(who, keys=Keys(keys_of(f"{who.id} again").sign, who.keys.seal, (RetiredKey(who.keys.sign, at),)))


STRANGE = ("signature", "", "it is signed with a key that is no member's, or not any more")


@pytest.mark.parametrize(
    ("signer", "record"),
    [
        pytest.param("bert", headline(rotated(BERT, NOW - DAY)), id="a key that was replaced"),
        pytest.param("nobody", headline(BERT), id="a key nobody knows"),
    ],
)
def test_signs_for_nobody(signer: str, record: Member) -> None:
    before = state(rotated(BERT, NOW - DAY))
    verdict = judged(act(signer, put(record, before)), before)
    assert (verdict.actor, said(verdict)) == ("", [STRANGE])
    assert verdict.findings[0].hint == "pmnet keys show"


def test_a_new_key_signs_once_the_former_one_is_replaced() -> None:
    before = state(rotated(BERT, NOW - DAY))
    assert judged(act("bert again", put(headline(rotated(BERT, NOW - DAY)), before)), before).actor == "bert"


FRED = newcomer("fred")


def test_somebody_new_brings_their_own_record_with_the_key_in_it() -> None:
    verdict = judged(act("fred", put(FRED)))
    assert (verdict.actor, verdict.findings) == ("fred", ())


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param([put(newcomer("gina"))], id="another's"),
        pytest.param([put(FRED), change("README.md", b"x")], id="theirs and another file"),
        pytest.param([replace(put(FRED), was="earlier")], id="one that was there before"),
        pytest.param([change(FRED.path, None)], id="none, taking theirs away"),
        pytest.param([change(FRED.path, b"")], id="an empty one"),
        pytest.param([change(FRED.path, b"name: x\n")], id="one that cannot be read"),
        pytest.param([put(replace(network(), founder="fred"))], id="the network's"),
        pytest.param([], id="none at all"),
    ],
)
def test_somebody_new_does_not_begin_with_a_record_that_is(changes: list[Change]) -> None:
    verdict = judged(act("fred", *changes))
    assert (verdict.actor, said(verdict)) == ("", [STRANGE])


# What others wrote


REMARK = record_text(BERT) + b"# by hand\n"


@pytest.mark.parametrize(("who", "expected"), [("bert", []), ("carl", ["authority"])], ids=["one's own", "another's"])
def test_a_comment_is_put_into_a_record_of(who: str, expected: list[str]) -> None:
    verdict = judged(act(who, change(BERT.path, REMARK)))
    assert rules(verdict) == expected
    if expected:
        message = "the text of bert's record is bert's own, but for the vouches and objections in it"
        assert verdict.findings == (Finding(BERT.path, "authority", message, "pmnet member show bert"),)


def test_one_act_is_told_of_each_text_that_is_another_s() -> None:
    changes = [change(who.path, record_text(who) + b"# by hand\n") for who in (ANNA, BERT, CARL)]
    assert [found.path for found in judged(act("anna", *changes)).findings] == [BERT.path, CARL.path]


def test_a_vouch_leaves_the_other_lines_alone() -> None:
    before = state(**{EVE.path: record_text(EVE) + b"# by hand\n"})
    text = record_text(replace(EVE, vouches=(vouch("bert", NOW),)), before.text(EVE.path))
    assert judged(act("bert", change(EVE.path, text, before)), before).good


def test_where_the_record_is_refused_its_text_is_not_complained_of_as_well() -> None:
    text = record_text(headline(BERT)) + b"# by hand\n"
    assert len(judged(act("carl", change(BERT.path, text))).findings) == 1


# A row of acts


def row(*acts: Commit, before: Snapshot = BEFORE, clock: datetime = NOW - DAY) -> list[Verdict]:
    found = list(judge_request(bench(before), before, acts, clock))
    assert [one.commit for one in found] == list(acts[: len(found)])
    return found


def after(*changes: Change, before: Snapshot = BEFORE) -> Snapshot:
    return before.with_texts({one.path: one.text for one in changes}, parse=parse_checked)


FIRST = put(headline(BERT, "First"))
SECOND_STATE = after(FIRST)
THEN = put(headline(BERT, "Second"), SECOND_STATE)


def test_each_act_of_a_row_follows_on_the_one_before() -> None:
    first, second = row(act("bert", FIRST, at=NOW - HOUR), act("bert", THEN))
    assert first.good
    assert second.good
    assert second.after is not None
    assert second.after.member("bert").headline == "Second"


def test_what_was_given_first_is_there_when_the_next_act_is_judged() -> None:
    given = put(replace(EVE, vouches=(vouch("bert", NOW - HOUR),)))
    taken = put(EVE, after(given))
    first, second = row(act("bert", given, at=NOW - HOUR), act("bert", taken))
    assert (first.good, rules(second)) == (True, ["authority"])


def test_time_does_not_go_back_within_a_row() -> None:
    assert [rules(one) for one in row(act("bert", FIRST), act("bert", THEN, at=NOW - HOUR))] == [[], ["clock"]]


def test_a_row_does_not_begin_before_what_it_follows() -> None:
    assert [rules(one) for one in row(act("bert", FIRST, at=NOW - 2 * DAY))] == [["clock"]]


def test_a_row_is_one_member_s() -> None:
    first, second = row(act("bert", FIRST), act("carl", put(headline(CARL))))
    assert first.good
    assert second.actor == "carl"
    expected = Finding("", "merge", "it holds acts by bert and by carl", "one request for each member")
    assert second.findings == (expected,)


def test_a_row_ends_with_its_first_bad_act() -> None:
    found = row(act("bert", FIRST), act("bert", put(headline(CARL))), act("bert", THEN))
    assert [rules(one) for one in found] == [[], ["authority"]]


def test_somebody_new_goes_on_in_the_row_that_brings_their_record() -> None:
    brought = put(FRED)
    more = put(headline(FRED), after(brought))
    assert [(one.actor, rules(one)) for one in row(act("fred", brought), act("fred", more))] == [("fred", [])] * 2


def test_the_policy_that_counts_in_a_row_is_that_of_before_the_first() -> None:
    policy = put(network(protection_days=3650))
    long = replace(LEAD, id="270111-aaaa", registered=NOW, protected_until=(NOW + 3650 * DAY).date())
    found = row(act("anna", policy), act("anna", put(long, after(policy))))
    assert [rules(one) for one in found] == [[], ["authority"]]


def test_a_key_that_a_member_takes_within_a_row_signs_nothing_in_it() -> None:
    """Whom to trust is what was there before the first of them."""
    now = put(rotated(BERT))
    more = put(headline(rotated(BERT)), after(now))
    assert [rules(one) for one in row(act("bert", now), act("bert again", more))] == [[], ["signature"]]


# A merge


def merge(*changes: Change, at: datetime = NOW, **fields: Any) -> Commit:
    said = {"id": "m" * 40, "parents": ("p" * 40, "c" * 40), "key": ""} | fields
    return act("anna", *changes, at=at, **said)


def merged(commit: Commit, acts: Sequence[Commit], before: Snapshot = BEFORE, **times: datetime) -> Verdict:
    said = {"clock": NOW - DAY, "began": NOW - 30 * DAY} | times
    verdict = judge_merge(bench(before), before, commit, acts, **said)
    assert verdict.commit is commit
    return verdict


def test_a_merge_brings_what_one_member_did() -> None:
    acts = [act("bert", FIRST, at=NOW - HOUR, id="a" * 40), act("bert", THEN)]
    commit = merge(replace(THEN, was=FIRST.was))
    verdict = merged(commit, acts)
    assert verdict == Verdict(commit, "bert", (), acts[1])
    assert verdict.after is not None
    assert verdict.after.member("bert").headline == "Second"


def test_a_merge_of_a_bad_act_names_the_act_and_leads_nowhere() -> None:
    acts = [act("bert", FIRST, id="a" * 40), act("bert", put(headline(CARL)), id="b" * 40), act("bert", THEN)]
    verdict = merged(merge(replace(THEN, was=FIRST.was), put(headline(CARL))), acts)
    assert (verdict.actor, rules(verdict), verdict.blamed, verdict.after) == ("bert", ["authority"], acts[1], None)


def test_acts_are_judged_on_a_row_of_their_own_time_and_the_merge_on_its() -> None:
    asked = act("bert", FIRST, at=NOW - 3 * DAY)
    assert merged(merge(FIRST), [asked]).good
    assert rules(merged(merge(FIRST), [asked], began=NOW - 2 * DAY)) == ["clock"]
    assert rules(merged(merge(FIRST, at=NOW - 2 * DAY), [asked])) == ["clock"]


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        pytest.param(NOW - 14 * DAY, [], id="fourteen days before"),
        pytest.param(
            NOW - 14 * DAY - SECOND,
            [("merge", "", "an act in it is older than 14 days", "make the request again")],
            id="longer ago than fourteen days",
        ),
        pytest.param(NOW - 5 * MINUTE, [], id="ten minutes after it"),
        pytest.param(
            NOW - 5 * MINUTE + SECOND,
            [("clock", "", "it merges an act that is dated later than the merge", "check the clock")],
            id="more than ten minutes after it",
        ),
    ],
)
def test_a_merge_of_an_act_made(at: datetime, expected: list[tuple[str, ...]]) -> None:
    when = NOW if at < NOW - DAY else NOW - 15 * MINUTE
    verdict = merged(merge(FIRST, at=when), [act("bert", FIRST, at=at)])
    assert [(one.rule, one.path, one.message, one.hint) for one in verdict.findings] == expected


def test_how_old_an_act_may_be_says_the_policy_that_was_there_before() -> None:
    before = state(network(request_days=2))
    first = put(headline(BERT, "First"), before)
    assert merged(merge(first), [act("bert", first, at=NOW - 2 * DAY)], before).good
    assert rules(merged(merge(first), [act("bert", first, at=NOW - 3 * DAY)], before)) == ["merge"]


BY_REQUEST = state(replace(network(), publish="pull-request"))
SQUASHED = "nobody signed it; a host that squashes or rebases takes the member's signature away"


def unsigned(who: str, *changes: Change, **fields: Any) -> Commit:
    return act(who, *changes, key="", flaw=UNSIGNED, hint="send it with pmnet", **fields)


def test_of_what_nobody_signed_the_host_is_blamed_only_where_it_had_a_hand_in_it() -> None:
    commit = unsigned("bert", FIRST)
    sent = judge_act(bench(), BEFORE, commit, NOW).findings
    assert sent == (Finding("", "signature", "nobody signed it", "send it with pmnet"),)
    by_request = judge_act(bench(BY_REQUEST), BY_REQUEST, commit, NOW).findings
    merged = [verdict.findings for verdict in judge_request(bench(), BEFORE, [commit], NOW)]
    assert [by_request, *merged] == [(Finding("", "signature", SQUASHED, MERGE_ONLY),)] * 2


NO_ROW = Finding("", "merge", "it merges more than one row of acts, or none", MERGE_ONLY)


@pytest.mark.parametrize(
    ("parents", "acts"),
    [
        pytest.param(("p" * 40,), [act("bert", FIRST)], id="one"),
        pytest.param(("p" * 40, "c" * 40, "d" * 40), [act("bert", FIRST)], id="three"),
        pytest.param(("p" * 40, "c" * 40), [], id="two, and nothing behind the second"),
    ],
)
def test_parents_of_a_merge(parents: tuple[str, ...], acts: list[Commit]) -> None:
    verdict = merged(merge(FIRST, parents=parents), acts)
    assert (verdict.actor, verdict.findings, verdict.after) == ("", (NO_ROW,), None)


@pytest.mark.parametrize("parents", [(), ("p" * 40, "q" * 40)], ids=["a beginning", "another merge"])
def test_behind_a_merge_stands_a_straight_row_without(parents: tuple[str, ...]) -> None:
    acts = [act("bert", FIRST, at=NOW - HOUR), act("bert", THEN, parents=parents)]
    verdict = merged(merge(replace(THEN, was=FIRST.was)), acts)
    assert verdict.findings == (Finding("", "merge", "the acts it merges are no straight row", AGAIN),)


README = change("README.md", b"x")
OTHER_TEXT = change(BERT.path, record_text(headline(BERT, "Not mine")))
ADDED = "the merge changes this file, and none of the acts it merges did"
LEFT_OUT = "the merge leaves out what the acts changed here"
MEANWHILE = "this file was changed by others since the request was made"
EXCHANGED = "the merge holds another text than the member signed"


@pytest.mark.parametrize(
    ("arrives", "path", "message", "hint"),
    [
        pytest.param([FIRST, README], README.path, ADDED, MERGE_ONLY, id="adds a file"),
        pytest.param([FIRST, put(headline(ANNA))], ANNA.path, ADDED, MERGE_ONLY, id="changes another record"),
        pytest.param([FIRST, change(CARL.path, None)], CARL.path, ADDED, MERGE_ONLY, id="takes a file away"),
        pytest.param([], BERT.path, LEFT_OUT, "merge without a strategy", id="leaves it out"),
        pytest.param([OTHER_TEXT], BERT.path, EXCHANGED, MERGE_ONLY, id="brings another text"),
        pytest.param([change(BERT.path, None)], BERT.path, EXCHANGED, MERGE_ONLY, id="takes it away instead"),
        pytest.param([replace(FIRST, mode="100755")], BERT.path, EXCHANGED, MERGE_ONLY, id="makes a program of it"),
        pytest.param([replace(FIRST, was="meanwhile")], BERT.path, MEANWHILE, AGAIN, id="goes over another's change"),
        pytest.param([replace(FIRST, was="")], BERT.path, MEANWHILE, AGAIN, id="brings back what was gone"),
    ],
)
def test_a_merge_is_mechanical_and_never(arrives: list[Change], path: str, message: str, hint: str) -> None:
    verdict = merged(merge(*arrives), [act("bert", FIRST)])
    assert (verdict.actor, verdict.findings) == ("", (Finding(path, "merge", message, hint),))


def test_everything_that_a_merge_does_by_itself_is_named_in_the_order_of_paths() -> None:
    found = merged(merge(README, OTHER_TEXT, put(headline(ANNA))), [act("bert", FIRST)]).findings
    assert [one.path for one in found] == [README.path, ANNA.path, BERT.path]


BACK = change(BERT.path, record_text(BERT), SECOND_STATE)


def test_what_is_set_back_within_a_row_need_not_arrive() -> None:
    acts = [act("bert", FIRST, at=NOW - HOUR), act("bert", BACK)]
    assert merged(merge(), acts).good


def test_what_is_set_back_does_not_hide_what_the_merge_adds() -> None:
    acts = [act("bert", FIRST, at=NOW - HOUR), act("bert", BACK)]
    added = put(headline(DORA))
    assert said(merged(merge(added), acts)) == [("merge", added.path, ADDED)]


def test_a_file_that_comes_and_goes_within_a_row_need_not_arrive() -> None:
    gone = change(README.path, None, after(README))
    assert merged(merge(), [act("anna", README, at=NOW - HOUR), act("anna", gone)]).good


def test_a_text_set_back_as_a_program_has_to_arrive() -> None:
    verdict = merged(merge(), [act("bert", FIRST, at=NOW - HOUR), act("bert", replace(BACK, mode="100755"))])
    assert said(verdict) == [("merge", BERT.path, LEFT_OUT)]


def test_what_a_row_changes_in_the_end_is_from_before_the_first_to_after_the_last() -> None:
    net = net_changes([act("bert", FIRST), act("bert", replace(THEN, mode="100755"), README)])
    assert net == {
        BERT.path: Change(BERT.path, "100755", FIRST.was, THEN.blob, THEN.text),
        README.path: README,
    }


# The founding


BEGUN = replace(network(), founded=NOW)
BEGINNER = newcomer("anna")


def founding(*records: Record, more: Sequence[Change] = (), **fields: Any) -> Verdict:
    commit = act("anna", *(put(one, NOTHING) for one in records), *more, parents=(), **fields)
    verdict = judge_founding(bench(NOTHING), NOTHING, commit)
    assert verdict.commit is commit
    return verdict


def test_a_network_is_founded_with_its_record_and_its_founders() -> None:
    verdict = founding(BEGUN, BEGINNER)
    assert (verdict.actor, verdict.findings, verdict.blamed) == ("anna", (), None)
    assert verdict.after is not None
    assert verdict.after.network == BEGUN


def test_a_founding_may_bring_other_files_along() -> None:
    assert founding(BEGUN, BEGINNER, more=[change("README.md", b"x", NOTHING)]).good


RECORDS = ("founding", "", "the founding holds the network's record and its founder's, and no other")
BEGINNING = ("founding", "", "the founding begins with one keeper, at its own moment, without vouches")
SIGNED = ("signature", "", "the founding is not signed with the founder's key")


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        pytest.param([BEGUN], RECORDS, id="without the founder's record"),
        pytest.param([BEGUN, BEGINNER, newcomer("bert")], RECORDS, id="with another member's record"),
        pytest.param([BEGUN, newcomer("bert")], RECORDS, id="with another's record instead"),
        pytest.param([replace(BEGUN, founded=NOW - SECOND), BEGINNER], BEGINNING, id="at another moment"),
        pytest.param([replace(BEGUN, keepers=("anna", "bert")), BEGINNER], BEGINNING, id="with two keepers"),
        pytest.param([BEGUN, replace(BEGINNER, vouches=(vouch("bert", NOW),))], BEGINNING, id="with a vouch"),
        pytest.param(
            [BEGUN, replace(BEGINNER, objections=(Objection("bert", NOW, "late"),))], BEGINNING, id="with an objection"
        ),
    ],
)
def test_a_network_is_not_founded(records: list[Record], expected: tuple[str, str, str]) -> None:
    assert expected in said(founding(*records))


def test_a_founding_is_signed_by_the_founder() -> None:
    verdict = founding(BEGUN, BEGINNER, key=keys_of("bert").sign)
    assert (verdict.findings, verdict.actor) == ((Finding(SIGNED[1], SIGNED[0], SIGNED[2]),), "anna")


def test_a_founding_without_a_signature_says_why_there_is_none() -> None:
    assert said(founding(BEGUN, BEGINNER, key="", flaw="it is not signed")) == [("signature", "", "it is not signed")]


def test_a_founding_without_a_network_or_with_a_broken_one_is_refused() -> None:
    verdict = founding(BEGINNER, more=[change("network.yaml", b"name: x\n", NOTHING)])
    assert verdict.actor == ""
    assert set(rules(verdict)) == {"schema-required"}


def test_records_of_a_founding_fit_together_and_have_good_keys() -> None:
    odd = replace(BEGUN, policy=replace(BEGUN.policy, time_zone="Nowhere/City"))
    weak = replace(BEGINNER, keys=replace(BEGINNER.keys, seal=f"age1{'q' * 58}"))
    assert rules(founding(odd, weak)) == ["integrity-time-zone", "integrity-key"]


def test_files_of_a_founding_have_plain_names_and_its_clock_is_right() -> None:
    odd = [change("CON", b"x", NOTHING)]
    ahead = replace(BEGUN, founded=NOW + DAY)
    assert rules(founding(ahead, BEGINNER, more=odd, at=NOW + DAY)) == ["clock", "path"]


# A repair


BAD = act("carl", put(headline(BERT)), id="bad" + "0" * 37)
GOOD_TREE = "g" * 40


def repair(who: str = "anna", trailers: dict[str, str] | None = None, **fields: Any) -> Verdict:
    said = {"tree": GOOD_TREE, "trailers": {"Repairs": BAD.id} if trailers is None else trailers} | fields
    commit = act(who, **said)
    verdict = judge_repair(bench(), BEFORE, GOOD_TREE, BAD, commit, NOW - HOUR)
    assert verdict.commit is commit
    return verdict


def test_a_keeper_restores_the_last_good_state() -> None:
    verdict = repair()
    assert (verdict.actor, verdict.findings, verdict.after) == ("anna", (), BEFORE)


AS_IT_WAS = ("repair", "", "a repair restores exactly the last good state")
HOW = "pmnet repair bad000000000"


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"tree": "x" * 40}, id="leaves something else"),
        pytest.param({"trailers": {}}, id="does not say what it repairs"),
        pytest.param({"trailers": {"Repairs": "c" * 40}}, id="says it repairs something else"),
    ],
)
def test_a_repair_that(fields: dict[str, Any]) -> None:
    verdict = repair(**fields)
    assert said(verdict) == [AS_IT_WAS]
    assert (verdict.actor, verdict.findings[0].hint) == ("anna", HOW)


@pytest.mark.parametrize("parents", [(), ("p" * 40, "q" * 40)], ids=["none", "two"])
def test_a_repair_has_one_parent_and_not(parents: tuple[str, ...]) -> None:
    assert repair(parents=parents).findings == (Finding("", "repair", "a repair merges nothing", HOW),)


def test_a_repair_is_a_keepers() -> None:
    verdict = repair("bert")
    expected = Finding("", "authority", "a repair is for the keepers (anna) to change", "ask anna")
    assert (verdict.actor, verdict.findings) == ("bert", (expected,))


def test_whose_repair_it_is_says_the_last_good_state() -> None:
    verdict = repair("nobody", at=NOW - DAY)
    assert (verdict.actor, rules(verdict), verdict.after) == ("", ["clock", "signature"], None)


def test_everything_that_is_wrong_with_a_repair_is_said() -> None:
    assert rules(repair("bert", {}, at=NOW - DAY, parents=())) == ["clock", "authority", "repair", "repair"]


def test_a_keeper_who_has_left_repairs_nothing() -> None:
    good = state(replace(network(), keepers=("anna", "bert")), replace(BERT, left=(NOW - DAY).date()))
    commit = act("bert", tree=GOOD_TREE, trailers={"Repairs": BAD.id})
    assert rules(judge_repair(bench(good), good, GOOD_TREE, BAD, commit, FOUNDED)) == ["authority"]
