"""Which words may name a member, a lead, a position or a handover, and where their files lie (DOMAIN section 3)."""

from __future__ import annotations

from datetime import date

import pytest

from pmnet.domain import ids
from pmnet.domain.records import folder_kind, kind_of

DEVICES = ("con", "prn", "aux", "nul", *(f"com{n}" for n in range(1, 10)), *(f"lpt{n}" for n in range(1, 10)))


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("anna", id="a first name"),
        pytest.param("an", id="two letters"),
        pytest.param("a" * 32, id="thirty-two letters"),
        pytest.param("anna-maria-2", id="hyphens and digits"),
        pytest.param("console", id="a word that begins like a device"),
        pytest.param("com10", id="a port Windows does not keep"),
    ],
)
def test_a_slug_may_name_a_member(name: str) -> None:
    assert ids.is_member_id(name)


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("", id="nothing"),
        pytest.param("a", id="one letter"),
        pytest.param("a" * 33, id="thirty-three letters"),
        pytest.param("Anna", id="a capital"),
        pytest.param("änna", id="an umlaut"),
        pytest.param("аnna", id="a cyrillic letter that looks latin"),
        pytest.param("1anna", id="a digit first"),
        pytest.param("anna٢", id="an arabic digit"),
        pytest.param("-anna", id="a hyphen first"),
        pytest.param("anna-", id="a hyphen last"),
        pytest.param("an--na", id="two hyphens in a row"),
        pytest.param("anna\n", id="a line feed last"),
        pytest.param("anna\x00", id="a null last"),
        pytest.param("an na", id="a blank"),
        pytest.param("anna.yaml", id="a dot"),
        pytest.param("an/na", id="a slash"),
        pytest.param("..", id="the parent folder"),
        pytest.param("an\\na", id="a backslash"),
    ],
)
def test_what_is_no_slug_names_no_member(name: str) -> None:
    assert not ids.is_member_id(name)


@pytest.mark.parametrize("name", DEVICES)
def test_a_windows_device_names_no_member(name: str) -> None:
    assert not ids.is_member_id(name)


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        pytest.param("261123-k7qx", True, id="six digits and four characters"),
        pytest.param("261231-0000", True, id="the last day of the year"),
        pytest.param("261323-k7qx", False, id="month thirteen"),
        pytest.param("260023-k7qx", False, id="month zero"),
        pytest.param("261132-k7qx", False, id="day thirty-two"),
        pytest.param("261100-k7qx", False, id="day zero"),
        pytest.param("261123-k7q", False, id="three characters"),
        pytest.param("261123-k7qxx", False, id="five characters"),
        pytest.param("261123k7qx", False, id="no hyphen"),
        pytest.param("261123-K7QX", False, id="capitals"),
        pytest.param("261123-k7qi", False, id="an i, which Crockford leaves out"),
        pytest.param("261123-k7ql", False, id="an l, which Crockford leaves out"),
        pytest.param("261123-k7qo", False, id="an o, which Crockford leaves out"),
        pytest.param("261123-k7qu", False, id="a u, which Crockford leaves out"),
        pytest.param("261123-k7qx\n", False, id="a line feed last"),
        pytest.param("٢٦1123-k7qx", False, id="arabic digits in the year"),
        pytest.param("２６1123-k7qx", False, id="full-width digits in the year"),
    ],
)
def test_form_of_a_lead_id(name: str, is_one: bool) -> None:
    assert ids.is_lead_id(name) is is_one


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        pytest.param("261123-k7qx.pmo.1", ("261123-k7qx", "pmo", 1), id="the first in line"),
        pytest.param("261123-k7qx.pmo-lead.12", ("261123-k7qx", "pmo-lead", 12), id="the twelfth in line"),
        pytest.param("261123-k7qx.pmo.0", None, id="place zero"),
        pytest.param("261123-k7qx.pmo.01", None, id="a leading zero"),
        pytest.param("261123-k7qx.pmo.-1", None, id="a place below zero"),
        pytest.param("261123-k7qx.pmo.1\n", None, id="a line feed last"),
        pytest.param("261123-k7qx.pmo.1٢", None, id="an arabic digit in the place"),
        pytest.param("261123-k7qx.pmo", None, id="no place"),
        pytest.param("261123-k7qx.1", None, id="no position"),
        pytest.param("261123-k7qx.PMO.1", None, id="a position in capitals"),
        pytest.param("261123-k7qx.con.1", None, id="a device as position"),
        pytest.param("261123-k7qx.a.b.1", None, id="four parts"),
        pytest.param("../x.pmo.1", None, id="a path instead of a lead"),
        pytest.param("", None, id="nothing"),
    ],
)
def test_parts_of_a_handover_id(name: str, parts: tuple[str, str, int] | None) -> None:
    assert ids.handover_parts(name) == parts


def test_a_handover_id_reads_back_as_its_parts() -> None:
    made = ids.handover_id(ids.LeadId("261123-k7qx"), ids.PositionKey("pmo"), 3)
    assert ids.handover_parts(made) == ("261123-k7qx", "pmo", 3)


@pytest.mark.parametrize("pick", [lambda n: 0, lambda n: n - 1, lambda n: n // 2])
def test_a_drawn_lead_id_has_the_form(pick: object) -> None:
    assert ids.is_lead_id(ids.draw_lead_id(date(2026, 1, 2), pick))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        pytest.param("network.yaml", "network", id="the network"),
        pytest.param("members/anna.yaml", "member", id="a member"),
        pytest.param("leads/2026-11/261123-k7qx.yaml", "lead", id="a lead in its month"),
        pytest.param("handovers/2026-11/261123-k7qx.pmo.1.yaml", "handover", id="a handover in its lead's month"),
        pytest.param("leads/2026-12/261123-k7qx.yaml", None, id="a lead in another month"),
        pytest.param("leads/261123-k7qx.yaml", None, id="a lead without month"),
        pytest.param("leads/٢٠26-11/261123-k7qx.yaml", None, id="a month in arabic digits"),
        pytest.param("leads/20٢٦-11/٢٦1123-k7qx.yaml", None, id="month and lead in arabic digits"),
        pytest.param("handovers/2027-01/261123-k7qx.pmo.1.yaml", None, id="a handover in another month"),
        pytest.param("members/sub/anna.yaml", None, id="a member in a folder below"),
        pytest.param("members/anna.yml", None, id="another ending"),
        pytest.param("members/anna", None, id="no ending"),
        pytest.param("members/Anna.yaml", None, id="a capital"),
        pytest.param("members/con.yaml", None, id="a device"),
        pytest.param("members/anna.yaml\n", None, id="a line feed last"),
        pytest.param("Members/anna.yaml", None, id="the folder in capitals"),
        pytest.param("sub/network.yaml", None, id="a network below"),
        pytest.param("README.md", None, id="a text"),
    ],
)
def test_kind_of_record_at_a_path(path: str, kind: str | None) -> None:
    found = kind_of(path)
    assert (found and found.name) == kind


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        pytest.param("members/readme.txt", "member", id="a stray file among members"),
        pytest.param("members", "member", id="a file in place of the folder"),
        pytest.param("handovers/2026-11/x/y", "handover", id="deep among handovers"),
        pytest.param("membersx/anna.yaml", None, id="a folder that begins alike"),
        pytest.param("docs/members/anna.yaml", None, id="a folder of that name below"),
    ],
)
def test_folder_a_path_is_in(path: str, kind: str | None) -> None:
    found = folder_kind(path)
    assert (found and found.name) == kind
