"""What may change in the text of another member's record."""

from __future__ import annotations

import pytest

from pmnet.rules.texts import is_rewritten

TEXT = b"""# my record
id: dora
name: "D'Oro # no comment"
vouches:
  - by: anna
    at: 2026-11-02T09:00:00Z
    basis: interview  # at the fair
joined: 2026-11-02
"""
VOUCH = b"  - by: bea\n    at: 2026-11-03T09:00:00Z\n    basis: interview\n"


def changed(old: bytes, new: bytes) -> bool:
    assert old in TEXT
    return is_rewritten("members/dora.yaml", TEXT, TEXT.replace(old, new))


def test_a_vouch_may_be_added_and_withdrawn() -> None:
    assert not changed(b"joined:", VOUCH + b"joined:")
    assert not changed(b"    at: 2026-11-02", b"    withdrawn: 2026-11-04T09:00:00Z\n    at: 2026-11-02")


def test_blank_lines_among_what_others_say_are_theirs() -> None:
    assert not changed(b"joined:", VOUCH + b"\n" + VOUCH + b"\njoined:")


def test_lines_at_the_end_of_a_file_are_no_change() -> None:
    assert not changed(b"joined: 2026-11-02\n", b"joined: 2026-11-02\n\n")


def test_entries_that_are_not_indented_are_their_authors_too() -> None:
    flat = TEXT.replace(b"\n  ", b"\n")
    assert not is_rewritten(
        "members/dora.yaml", flat, flat.replace(b"joined:", b"- by: bea\n  basis: interview\njoined:")
    )


def test_a_list_of_ones_own_may_begin() -> None:
    assert not changed(b"joined: 2026-11-02\n", b"joined: 2026-11-02\nobjections:\n" + VOUCH)
    empty = TEXT.replace(TEXT[TEXT.index(b"vouches") : TEXT.index(b"joined")], b"vouches: []\n")
    assert not is_rewritten("members/dora.yaml", empty, TEXT.replace(b"  # at the fair", b""))


def test_a_quoted_sign_is_no_comment() -> None:
    said = VOUCH.replace(b"basis: interview", b"reason: 'see #12 # it''s quoted'")
    assert not changed(b"joined:", said + b"joined:")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"# my record", b"# her record"),
        (b"# my record", b"\n# my record"),
        (b"# my record\n", b""),
        (b"id: dora\n", b"id: dora\n# drinks\n"),
        (b"id: dora\nname", b"id:  dora\nname"),
        (b"joined: 2026-11-02\n", b"joined: 2026-11-02\n# drinks\n"),
        (b"  # at the fair", b""),
        (b"at the fair", b"never"),
        (b"vouches:\n", b"vouches:  # paid\n"),
        (b"joined:", VOUCH.replace(b"bea", b"bea # paid") + b"joined:"),
        (b"joined:", VOUCH + b"  # paid\njoined:"),
        (b"joined: 2026-11-02\n", b"joined: 2026-11-02\nheadline: x\n"),
        (b"joined: 2026-11-02\n", b"joined: 2026-11-02  \n"),
        (b"joined: 2026-11-02\n", b"joined: 2026-11-02X\n"),
    ],
)
def test_everything_else_stays_byte_by_byte(old: bytes, new: bytes) -> None:
    assert changed(old, new)


def test_only_members_and_leads_have_others_words_in_their_records() -> None:
    assert not is_rewritten("handovers/2026-11/261123-aaaa.pm.1.yaml", b"a: 1\n", b"a: 2\n")
    assert not is_rewritten("members/dora.yaml", None, TEXT)
    assert not is_rewritten("members/dora.yaml", TEXT, None)


def test_a_keeper_adds_the_word_that_a_lead_was_erased_and_nothing_else() -> None:
    path, text, erased = "leads/2026-11/261123-aaaa.yaml", b"title: x\nsealed: 1\n", b"erased: 2026-11-23T09:00:00Z\n"
    assert not is_rewritten(path, text, text + erased)
    assert is_rewritten(path, text, text + erased[:-1] + b"  # at last\n")
    assert is_rewritten(path, text, b"# at last\n" + text + erased)
    assert is_rewritten(path, text, text.replace(b"x", b"y") + erased)
