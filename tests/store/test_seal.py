"""Envelopes open for whom they are sealed to and for nobody else, are equally long, and no refusal tells what is secret."""

from __future__ import annotations

import base64
import itertools
import traceback
from collections.abc import Iterator

import points
import pytest
import quick_age
from hypothesis import given, settings
from hypothesis import strategies as st

from pmnet.domain.codec import to_mapping
from pmnet.domain.sealed import Client, LeadDocument, padded
from pmnet.errors import CannotUnseal
from pmnet.store.files import dump
from pmnet.store.seal import new_sealing_key, seal, unlock, unseal
from pmnet.store.signatures import new_signing_key

steady = settings(derandomize=True, database=None, deadline=None, max_examples=400)

TEXT = b"client: Zwetschgendatschi GmbH, Kirchheim\nbudget: 'rund 480 Personentage'\n"
PASSPHRASE = "five words that nobody guesses"

ANNA, BEA, CARL, STRANGER = (new_sealing_key() for _ in range(4))
PEOPLE = {"anna": ANNA, "bea": BEA, "carl": CARL}
SECRETS = [
    TEXT,
    PASSPHRASE.encode(),
    *(private.split(b"AGE-SECRET-KEY-1")[1] for private, _ in (*PEOPLE.values(), STRANGER)),
]
FRAGMENTS = {secret[start : start + 8].decode() for secret in SECRETS for start in range(len(secret) - 8)}

LOW = sorted(
    (u + extra + top).to_bytes(32, "little")
    for u in points.small_order_coordinates()
    for extra in (0, points.P)
    for top in (0, 2**255)
    if u + extra < 2**255
)
"""Every 32 bytes that the ladder takes to zero."""


def binary(envelope: bytes) -> bytes:
    """The age file without its armor."""
    return base64.b64decode(b"".join(envelope.split(b"\n-----END")[0].splitlines()[1:]))


ARMORED = seal(TEXT, [ANNA[1], BEA[1]])
BINARY = binary(ARMORED)
HEADER = BINARY[: BINARY.index(b"\n--- ") + len("\n--- \n") + 43]


def insist_silent(error: CannotUnseal) -> None:
    """Nothing that an error says, or that a log of it shows, holds a piece of what is secret."""
    assert error.__cause__ is None
    assert error.__context__ is None or error.__suppress_context__
    said = f"{error!r} {vars(error)} {error.__context__!r} {''.join(traceback.format_exception(error))}"
    assert [fragment for fragment in FRAGMENTS if fragment in said] == []


def refusal(envelope: bytes, *identities: bytes) -> CannotUnseal:
    with pytest.raises(CannotUnseal) as caught:
        unseal(envelope, identities)
    insist_silent(caught.value)
    return caught.value


def insist_opened_or_refused(envelope: bytes) -> None:
    """Whatever was done to an envelope, what comes out is the text that was put in, or nothing."""
    try:
        assert unseal(envelope, [ANNA[0]]) == TEXT
    except CannotUnseal as error:
        insist_silent(error)


@pytest.mark.parametrize("order", [*itertools.permutations(PEOPLE)], ids="-".join)
def test_each_reader_opens_it_in_whatever_order_they_were_named(order: tuple[str, ...]) -> None:
    envelope = seal(TEXT, [PEOPLE[name][1] for name in order])
    assert [unseal(envelope, [private]) for private, _ in PEOPLE.values()] == [TEXT] * 3


def test_a_key_that_fits_is_found_wherever_it_lies() -> None:
    for order in itertools.permutations([STRANGER[0], BEA[0], CARL[0]]):
        assert unseal(ARMORED, order) == TEXT
        assert unseal(ARMORED, [b"".join(order)]) == TEXT


def test_a_strangers_key_opens_nothing() -> None:
    error = refusal(ARMORED, STRANGER[0], CARL[0])
    assert error.code == 9
    assert error.message == "none of the keys here opens it, or it is damaged"
    assert error.hint == "pmnet keys show says which keys are here"


@pytest.mark.parametrize(
    "files",
    [
        pytest.param([], id="no file"),
        pytest.param([b""], id="an empty one"),
        pytest.param([f"# public key: {ANNA[1]}\n".encode()], id="the public half"),
        pytest.param([ANNA[0].replace(b"AGE-SECRET", b"AGE SECRET")], id="mistyped"),
    ],
)
def test_without_a_key_that_is_what_is_said(files: list[bytes]) -> None:
    assert refusal(ARMORED, *files).message == "there is no key here that opens anything"


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"], ids=["lf", "crlf", "cr"])
def test_a_key_file_may_hold_comments_and_have_other_line_ends(end: bytes) -> None:
    edited = b"# mine since 2026\n\n" + ANNA[0] + b"# AGE-SECRET-KEY-1 stands above\n" + "# für später\n".encode()
    assert unseal(ARMORED, [edited.replace(b"\n", end)]) == TEXT
    assert unseal(ARMORED, [edited.rstrip(b"\n").replace(b"\n", end)]) == TEXT


@pytest.mark.parametrize("place", ["before", "behind", "in the same file"])
def test_a_damaged_key_does_not_hide_the_others(place: str) -> None:
    damaged = CARL[0].rstrip(b"\n")[:-1] + b"\n"
    files = {"before": [damaged, ANNA[0]], "behind": [ANNA[0], damaged], "in the same file": [damaged + ANNA[0]]}
    assert unseal(ARMORED, files[place]) == TEXT
    assert refusal(ARMORED, damaged).message == "there is no key here that opens anything"


def test_nothing_opens_that_is_cut_off() -> None:
    for size in range(len(BINARY)):
        refusal(BINARY[:size], ANNA[0], BEA[0])


def test_nothing_opens_whose_armor_is_cut_off() -> None:
    end = len(ARMORED.rstrip(b"\n"))
    for size in range(end):
        refusal(ARMORED[:size], ANNA[0], BEA[0])
    assert {unseal(ARMORED[:size], [ANNA[0]]) for size in range(end, len(ARMORED))} == {TEXT}


def test_nothing_opens_in_which_one_bit_is_another() -> None:
    for place, bit in itertools.product(range(len(BINARY)), range(8)):
        refusal(BINARY[:place] + bytes([BINARY[place] ^ 1 << bit]) + BINARY[place + 1 :], ANNA[0])


def test_nothing_else_opens_in_whose_armor_one_bit_is_another() -> None:
    for place, bit in itertools.product(range(len(ARMORED)), range(8)):
        insist_opened_or_refused(ARMORED[:place] + bytes([ARMORED[place] ^ 1 << bit]) + ARMORED[place + 1 :])


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"\n", id="a line end"),
        pytest.param(b"age-encryption.org/v1\n", id="the first line"),
        pytest.param(BINARY.split(b"\n---")[0] + b"\n", id="the header without its proof"),
        pytest.param(HEADER, id="the header alone"),
        pytest.param(b"-----BEGIN AGE ENCRYPTED FILE-----\n", id="where armor begins"),
        pytest.param(
            b"-----BEGIN AGE ENCRYPTED FILE-----\n-----END AGE ENCRYPTED FILE-----\n", id="armor around nothing"
        ),
        pytest.param(TEXT, id="a text"),
        pytest.param(ANNA[0], id="a key"),
        pytest.param(ARMORED * 2, id="two envelopes"),
        pytest.param(BINARY * 2, id="two binary files"),
        pytest.param(ARMORED.replace(b"\n", b"\r"), id="armor whose lines end with cr"),
        pytest.param(ARMORED.replace(b"\n", b""), id="armor on one line"),
        pytest.param(ARMORED.decode().encode("utf-16"), id="armor in UTF-16"),
        pytest.param(bytes(100_000), id="zeros"),
    ],
)
def test_what_is_no_envelope_is_refused(content: bytes) -> None:
    refusal(content, ANNA[0])


def test_line_ends_may_change_on_the_way() -> None:
    assert unseal(ARMORED.replace(b"\n", b"\r\n"), [ANNA[0]]) == TEXT
    assert unseal(ARMORED.rstrip(b"\n"), [ANNA[0]]) == TEXT
    assert unseal(ARMORED + b"\n" * 100_000, [ANNA[0]]) == TEXT


@pytest.mark.parametrize("last", [b"\n", b"\r", b" ", b"\0", b"x"])
def test_the_last_byte_of_a_binary_file_is_part_of_it(last: bytes) -> None:
    drawn = (binary(seal(TEXT, [ANNA[1]])) for _ in range(20_000))
    assert unseal(next(envelope for envelope in drawn if envelope.endswith(last)), [ANNA[0]]) == TEXT


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """An envelope in which up to four pieces were taken out, put in, doubled or replaced."""
    content = draw(st.sampled_from([ARMORED, BINARY]))
    for _ in range(draw(st.integers(1, 4))):
        start, source = (draw(st.integers(0, len(content))) for _ in range(2))
        end = start + draw(st.integers(0, 8) | st.integers(0, len(content)))
        pieces = st.sampled_from(
            [b"\n", b"\r\n", b" ", b"=", b"-", b"-> X25519 ", content[source : source + end - start]]
        )
        content = content[:start] + draw(pieces | st.binary(max_size=8)) + content[end:]
    return content


@given(damaged())
@steady
def test_a_damaged_envelope_opens_to_the_same_text_or_not_at_all(content: bytes) -> None:
    insist_opened_or_refused(content)


def test_nothing_from_a_repository_is_opened_with_a_passphrase() -> None:
    refusal(quick_age.lock(TEXT, PASSPHRASE), ANNA[0])


def test_a_wrong_passphrase_or_a_damaged_backup_tells_nothing() -> None:
    backup = quick_age.lock(TEXT, PASSPHRASE)
    assert unlock(backup, PASSPHRASE) == TEXT
    tries = [(backup, "another one"), (backup, ""), (ARMORED, PASSPHRASE), (TEXT, PASSPHRASE), (ANNA[0], PASSPHRASE)]
    for content, passphrase in [*tries, *((backup[:size], PASSPHRASE) for size in range(0, len(backup) - 1, 7))]:
        with pytest.raises(CannotUnseal) as caught:
            unlock(content, passphrase)
        insist_silent(caught.value)


@pytest.mark.parametrize("raw", LOW, ids=[raw.hex()[:8] + raw.hex()[-4:] for raw in LOW])
def test_a_key_whose_secret_everybody_shares_is_refused(raw: bytes) -> None:
    """Age ends the program that seals to it, with what no `except Exception` would catch."""
    for recipients in (
        [points.sealing_key(raw)],
        [ANNA[1], points.sealing_key(raw)],
        [points.sealing_key(raw), ANNA[1]],
    ):
        with pytest.raises(CannotUnseal) as caught:
            seal(TEXT, recipients)
        assert caught.value.message == "nothing can be sealed to one of these keys"
        assert not isinstance(caught.value.__context__, Exception)
        insist_silent(caught.value)


@pytest.mark.parametrize(
    "recipients",
    [
        pytest.param([], id="nobody"),
        pytest.param([""], id="nothing"),
        pytest.param(["anna"], id="a name"),
        pytest.param([ANNA[1], ANNA[1][:-1]], id="a letter short"),
        pytest.param([points.sealing_key(bytes(range(31)))], id="31 bytes"),
        pytest.param([points.sealing_key(bytes(range(32)), "agf")], id="another prefix"),
        pytest.param([new_signing_key()[1]], id="a signing key"),
        pytest.param([ANNA[0].decode().splitlines()[1]], id="a private key"),
    ],
)
def test_what_is_no_sealing_key_is_refused(recipients: list[str]) -> None:
    with pytest.raises(CannotUnseal) as caught:
        seal(TEXT, recipients)
    insist_silent(caught.value)


@pytest.mark.parametrize("problem", [KeyboardInterrupt, SystemExit, OSError])
def test_what_is_not_ages_to_say_passes_through(problem: type[BaseException]) -> None:
    """Files are read while they are tried: ctrl-c, or a disk that fails, is no envelope that does not open."""

    def files() -> Iterator[bytes]:
        yield STRANGER[0]
        raise problem

    class Recipients(list[str]):
        def __iter__(self) -> Iterator[str]:
            raise problem

    with pytest.raises(problem):
        unseal(ARMORED, files())
    with pytest.raises(problem):
        seal(TEXT, Recipients([ANNA[1]]))


@pytest.mark.parametrize("readers", [[ANNA], [ANNA, BEA], [ANNA, BEA, CARL]], ids=["one", "two", "three"])
def test_envelopes_of_equally_long_texts_are_equally_long(readers: list[tuple[bytes, str]]) -> None:
    recipients = [public for _, public in readers]
    texts = [padded(TEXT * (number % 50)).ljust(4096, b"\n") for number in range(200)]
    envelopes = [seal(text, recipients) for text in texts]
    assert len({len(envelope) for envelope in envelopes}) == 1
    assert len({len(envelope.rstrip(b"\n")) for envelope in envelopes}) > 1, (
        "age's random stanza is what is made up for"
    )


@pytest.mark.parametrize("size", [0, 1, 4096, 65535, 65536, 65537, 131072, 131073, 2**20])
def test_that_holds_for_texts_of_any_length(size: int) -> None:
    envelopes = [seal(bytes(size), [ANNA[1]]) for _ in range(50)]
    assert len({len(envelope) for envelope in envelopes}) == 1
    assert unseal(envelopes[0], [ANNA[0]]) == bytes(size)


def test_neither_the_clients_name_nor_the_budget_shows_in_the_length() -> None:
    clients = [
        Client(name=name, budget=budget)
        for name in ("VEB", "Vereinigte Donau-Dampfschifffahrts- und Eisenbahngesellschaft")
        for budget in ("5000", "5000000")
    ]
    texts = [dump(to_mapping(LeadDocument("261123-k7qx", client))).encode() for client in clients]
    assert len({len(text) for text in texts}) == 4
    assert len({len(seal(padded(text), [ANNA[1]])) for text in texts}) == 1
