"""Keys in records: who may change them, how, and which are refused (DESIGN section 5, Keys)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import points
import pytest
from cast import ANNA, BERT, CARL, DAY, EVE, NOW, keys_of, newcomer, people, well_said

from pmnet.domain.records import Keys, Member, Record, RetiredKey
from pmnet.domain.snapshot import Snapshot
from pmnet.errors import Finding
from pmnet.rules.integrity import keys_of as keys_in
from pmnet.rules.judge import judge

ALLOWED: list[str] = []
OTHERS = ["authority"]
KEY = ["integrity-key"]

OLD, NEW = BERT.keys, keys_of("bert again")


def found(actor: str, now: Member, *known: Record) -> list[Finding]:
    before = people(*known)
    return well_said(judge(before, people(*known, now), [now.path], actor, NOW))


def verdict(actor: str, now: Member, *known: Record) -> list[str]:
    return [one.rule for one in found(actor, now, *known)]


def retired(*keys: str, at: datetime = NOW) -> tuple[RetiredKey, ...]:
    return tuple(RetiredKey(key, at) for key in keys)


def bert(sign: str = OLD.sign, seal: str = OLD.seal, *gone: RetiredKey, **fields: Any) -> Member:
    return replace(BERT, keys=Keys(sign, seal, gone), **fields)


# Replacing a key retires the former one


@pytest.mark.parametrize(
    ("actor", "now", "expected"),
    [
        pytest.param("bert", bert(NEW.sign, NEW.seal, *retired(OLD.sign, OLD.seal)), ALLOWED, id="both replaced"),
        pytest.param("bert", bert(NEW.sign, NEW.seal, *retired(OLD.seal, OLD.sign)), ALLOWED, id="in the other order"),
        pytest.param("bert", bert(NEW.sign, OLD.seal, *retired(OLD.sign)), ALLOWED, id="only the signing key"),
        pytest.param("bert", bert(OLD.sign, NEW.seal, *retired(OLD.seal)), ALLOWED, id="only the sealing key"),
        pytest.param("bert", bert(NEW.sign), OTHERS, id="swapped and the former one forgotten"),
        pytest.param("bert", bert(NEW.sign, NEW.seal, *retired(OLD.sign)), OTHERS, id="one of two forgotten"),
        pytest.param("bert", bert(OLD.sign, OLD.seal, *retired(OLD.sign)), OTHERS, id="retired and still in use"),
        pytest.param("bert", bert(NEW.sign, OLD.seal, *retired(OLD.sign, OLD.seal)), OTHERS, id="one retired too many"),
        pytest.param(
            "bert", bert(NEW.sign, OLD.seal, *retired(CARL.keys.sign)), OTHERS, id="another's key retired instead"
        ),
        pytest.param(
            "bert", bert(NEW.sign, OLD.seal, *retired(OLD.sign, CARL.keys.sign)), OTHERS, id="another's key retired too"
        ),
        pytest.param("bert", bert(OLD.sign, OLD.seal, *retired(NEW.sign)), OTHERS, id="a key retired that never was"),
        pytest.param("bert", bert(NEW.sign, OLD.seal, *retired(OLD.sign, OLD.sign)), OTHERS, id="retired twice"),
        pytest.param("bert", bert(NEW.sign, OLD.seal, *retired(OLD.sign, at=NOW - DAY)), OTHERS, id="dated back"),
        pytest.param("bert", bert(NEW.sign, OLD.seal, *retired(OLD.sign, at=NOW + DAY)), OTHERS, id="dated ahead"),
        pytest.param("anna", bert(NEW.sign, NEW.seal, *retired(OLD.sign, OLD.seal)), OTHERS, id="replaced by a keeper"),
        pytest.param("eve", bert(NEW.sign, OLD.seal, *retired(OLD.sign)), OTHERS, id="replaced by a candidate"),
        pytest.param(
            "bert", bert(NEW.sign, OLD.seal, *retired(OLD.sign), headline="PMO"), ALLOWED, id="beside another change"
        ),
    ],
)
def test_keys_replaced(actor: str, now: Member, expected: list[str]) -> None:
    assert verdict(actor, now) == expected


def test_what_to_type_instead_of_swapping_a_key() -> None:
    [finding] = found("bert", bert(NEW.sign))
    assert finding.hint == "pmnet keys rotate"


EARLIER = retired(keys_of("bert before").sign, keys_of("bert before").seal, at=NOW - DAY)
ROTATED = bert(OLD.sign, OLD.seal, *EARLIER)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        pytest.param(replace(ROTATED, headline="PMO"), ALLOWED, id="left as they were"),
        pytest.param(bert(NEW.sign, OLD.seal, *EARLIER, *retired(OLD.sign)), ALLOWED, id="and one more"),
        pytest.param(bert(), OTHERS, id="removed"),
        pytest.param(bert(OLD.sign, OLD.seal, *EARLIER[1:]), OTHERS, id="one removed"),
        pytest.param(bert(OLD.sign, OLD.seal, *reversed(EARLIER)), OTHERS, id="in another order"),
        pytest.param(bert(OLD.sign, OLD.seal, replace(EARLIER[0], at=NOW), EARLIER[1]), OTHERS, id="dated anew"),
        pytest.param(bert(OLD.sign, OLD.seal, replace(EARLIER[0], key=NEW.sign), EARLIER[1]), OTHERS, id="exchanged"),
        pytest.param(bert(NEW.sign, OLD.seal, *retired(OLD.sign), *EARLIER), OTHERS, id="one put before them"),
        pytest.param(bert(NEW.sign, OLD.seal, *retired(OLD.sign)), OTHERS, id="exchanged for the new one"),
    ],
)
def test_retired_keys_stay(now: Member, expected: list[str]) -> None:
    assert verdict("bert", now, ROTATED) == expected


@pytest.mark.parametrize("change", [{"paused": NOW.date()}, {"left": NOW.date()}], ids=["paused", "left"])
def test_keys_may_be_replaced_by_who(change: dict[str, Any]) -> None:
    """Obligations survive, and so does the need for a key that nobody stole."""
    gone = replace(BERT, **change)
    assert verdict("bert", replace(gone, keys=Keys(NEW.sign, OLD.seal, retired(OLD.sign))), gone) == ALLOWED


def test_a_new_member_has_no_former_keys() -> None:
    fred = newcomer("fred")
    with_past = replace(fred, keys=replace(fred.keys, retired=retired(NEW.sign)))
    assert verdict("fred", with_past) == OTHERS


# A key belongs to one member, for ever


def new(**keys: str) -> Member:
    fred = newcomer("fred")
    return replace(fred, keys=replace(fred.keys, **keys))


@pytest.mark.parametrize(
    "now",
    [
        pytest.param(new(sign=ANNA.keys.sign), id="another's signing key"),
        pytest.param(new(seal=ANNA.keys.seal), id="another's sealing key"),
        pytest.param(new(sign=EVE.keys.sign), id="a candidate's signing key"),
        pytest.param(new(sign=EARLIER[0].key), id="a signing key another had"),
        pytest.param(new(seal=EARLIER[1].key), id="a sealing key another had"),
    ],
)
def test_a_new_record_with_a_key_that_somebody_has_or_had(now: Member) -> None:
    assert verdict("fred", now, ROTATED) == KEY


@pytest.mark.parametrize(
    ("sign", "seal"),
    [
        pytest.param(CARL.keys.sign, OLD.seal, id="another's signing key"),
        pytest.param(OLD.sign, CARL.keys.seal, id="another's sealing key"),
        pytest.param(EARLIER[0].key, OLD.seal, id="one's own former signing key"),
        pytest.param(OLD.sign, EARLIER[1].key, id="one's own former sealing key"),
    ],
)
def test_replaced_by_a_key_that_somebody_has_or_had(sign: str, seal: str) -> None:
    gone = [old for old, now in ((OLD.sign, sign), (OLD.seal, seal)) if old != now]
    assert verdict("bert", bert(sign, seal, *EARLIER, *retired(*gone)), ROTATED) == KEY


def test_who_left_takes_their_keys_along() -> None:
    gone = replace(BERT, left=NOW.date())
    assert verdict("fred", new(sign=OLD.sign), gone) == KEY


def test_two_who_swap_their_keys_in_one_act() -> None:
    one = bert(CARL.keys.sign, OLD.seal, *retired(OLD.sign))
    other = replace(CARL, keys=Keys(OLD.sign, CARL.keys.seal, retired(CARL.keys.sign)))
    rules = {found.rule for found in judge(people(), people(one, other), [one.path, other.path], "bert", NOW)}
    assert rules == {"authority", "integrity-key"}


def test_where_each_key_stands() -> None:
    assert list(keys_in(ROTATED)) == [
        (("keys", "sign"), OLD.sign),
        (("keys", "seal"), OLD.seal),
        (("keys", "retired", 0, "key"), EARLIER[0].key),
        (("keys", "retired", 1, "key"), EARLIER[1].key),
    ]


@pytest.mark.parametrize("place", ["sign", "seal"])
def test_a_key_that_somebody_has_is_shown_where_it_stands(place: str) -> None:
    [finding] = found("fred", new(**{place: getattr(ANNA.keys, place)}))
    assert finding.pointer == ("keys", place)
    assert finding.hint == "every member has keys of their own: pmnet keys rotate"


def test_whose_key_it_is_is_said() -> None:
    assert found("fred", new(sign=EARLIER[0].key), ROTATED)[0].message == "bert had the same key"
    assert found("fred", new(sign=ANNA.keys.sign))[0].message == "anna has the same key"


# A key must be one


WEAK = (1).to_bytes(32, "little")


@pytest.mark.parametrize(
    ("keys", "place"),
    [
        pytest.param({"sign": points.signing_key(WEAK)}, "sign", id="a signing key of small order"),
        pytest.param({"sign": points.signing_key(b"\xff" * 32)}, "sign", id="a signing key that is not canonical"),
        pytest.param({"sign": points.signing_key((2).to_bytes(32, "little"))}, "sign", id="no point of the curve"),
        pytest.param({"seal": points.sealing_key(WEAK)}, "seal", id="a sealing key of small order"),
        pytest.param({"seal": points.sealing_key(b"\xff" * 32)}, "seal", id="a sealing key that is not canonical"),
        pytest.param({"seal": f"age1{'q' * 58}"}, "seal", id="a sealing key with a wrong checksum"),
    ],
)
def test_no_key_at_all(keys: dict[str, str], place: str) -> None:
    [finding] = found("fred", new(**keys))
    assert (finding.rule, finding.pointer) == ("integrity-key", ("keys", place))
    [finding] = found("bert", replace(BERT, keys=replace(OLD, **keys, retired=retired(getattr(OLD, place)))))
    assert (finding.rule, finding.pointer) == ("integrity-key", ("keys", place))


def test_all_members_are_read_only_where_keys_changed() -> None:
    parsed: list[str] = []

    def snapshot(*records: Record) -> Snapshot:
        held = {one.path: one for one in (*map(people().member, ("anna", "bert", "carl")), people().network, *records)}

        def parse(path: str, text: bytes) -> Record:
            parsed.append(path)
            return held[path]

        return Snapshot(lambda path: b"x" if path in held else None, lambda folder: sorted(held), parse)

    now = replace(BERT, headline="PMO")
    assert judge(snapshot(), snapshot(now), [BERT.path], "bert", NOW) == []
    assert "members/carl.yaml" not in parsed
