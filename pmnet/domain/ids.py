"""Names of members, leads and handovers, and where their files lie.

A path is a function of the id alone, so that nobody has to search for a record, and a record cannot sit in two
places. Every id is lower case, safe as a file name on every system and easy to say on the phone.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Final, NewType

MemberId = NewType("MemberId", str)
LeadId = NewType("LeadId", str)
PositionKey = NewType("PositionKey", str)
HandoverId = NewType("HandoverId", str)

REMEMBERED: Final = 10_000
"""How many answers about ids are kept: the same few are asked for again and again."""

CROCKFORD: Final = "0123456789abcdefghjkmnpqrstvwxyz"
"""Douglas Crockford's base 32 without the letters that look like digits (i, l, o) or make words (u)."""

SLUG: Final = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*\Z")
LEAD: Final = re.compile(rf"([0-9][0-9])(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])-[{CROCKFORD}]{{4}}\Z")
HANDOVER: Final = re.compile(r"(?P<lead>[^.]+)\.(?P<position>[^.]+)\.(?P<place>[1-9][0-9]{0,3})\Z")

RESERVED: Final = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}
)
"""File names Windows keeps for devices, with or without an extension."""


@lru_cache(maxsize=REMEMBERED)
def is_slug(text: str, longest: int = 32) -> bool:
    """Whether `text` may name a member or a position: 2 to `longest` characters, no device name."""
    return 2 <= len(text) <= longest and SLUG.match(text) is not None and text not in RESERVED


def is_device(text: str) -> bool:
    """Whether Windows keeps a name for a device."""
    return text.lower() in RESERVED


def is_member_id(text: str) -> bool:
    """Whether `text` may name a member."""
    return is_slug(text)


@lru_cache(maxsize=REMEMBERED)
def is_lead_id(text: str) -> bool:
    """Whether `text` has the form of a lead's id, such as `261123-k7qx`."""
    return LEAD.match(text) is not None


@lru_cache(maxsize=REMEMBERED)
def handover_parts(handover: str) -> tuple[LeadId, PositionKey, int] | None:
    """The lead, the position and the place in line that a handover's id names; None if it is not one."""
    match = HANDOVER.match(handover)
    if match is None or not is_lead_id(match["lead"]) or not is_slug(match["position"]):
        return None
    return LeadId(match["lead"]), PositionKey(match["position"]), int(match["place"])


def handover_id(lead: LeadId, position: PositionKey, place: int) -> HandoverId:
    """The id of the handover in that place (from 1) of that position's line."""
    return HandoverId(f"{lead}.{position}.{place}")


def draw_lead_id(day: date, pick: Callable[[int], int]) -> LeadId:
    """A new lead's id: the day and four characters; `pick(n)` returns a number from 0 to n - 1."""
    return LeadId(f"{day:%y%m%d}-" + "".join(CROCKFORD[pick(32)] for _ in range(4)))


def month_folder(lead: str) -> str:
    """The folder, such as `2026-11`, in which a lead and its handovers lie; months keep folders small."""
    return f"20{lead[:2]}-{lead[2:4]}"


NETWORK_PATH: Final = "network.yaml"


def member_path(member: str) -> str:
    """Where a member's record lies."""
    return f"members/{member}.yaml"


def lead_path(lead: str) -> str:
    """Where a lead's public half lies."""
    return f"leads/{month_folder(lead)}/{lead}.yaml"


def handover_path(handover: str) -> str:
    """Where a handover lies: in the month of its lead."""
    return f"handovers/{month_folder(handover)}/{handover}.yaml"
