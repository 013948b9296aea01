"""The four kinds of records a network consists of, and where each lies.

Records are frozen values. Field order is the order in files; a field that is None or empty is left out. `extra` keeps what a
record holds under `x-` names, so that reading and writing back loses nothing. What can be computed is never stored: a
member's status, a lead's state and a handover's state follow from these records.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from pmnet.domain import ids
from pmnet.domain.handover import Handover, Step, StepName
from pmnet.domain.lead import Closed, Lead, Mode, Position, PositionSkill
from pmnet.domain.member import (
    SHOWABLE,
    Capacity,
    Consent,
    FreeTime,
    Keys,
    Member,
    MemberCertificate,
    MemberIndustry,
    MemberSkill,
    Objection,
    RetiredKey,
    Seniority,
    Vouch,
    Wants,
    WorkArea,
)
from pmnet.domain.network import Network, Policy, Weights

__all__ = [
    "KINDS",
    "SHOWABLE",
    "Capacity",
    "Closed",
    "Consent",
    "FreeTime",
    "Handover",
    "Keys",
    "Kind",
    "Lead",
    "Member",
    "MemberCertificate",
    "MemberIndustry",
    "MemberSkill",
    "Mode",
    "Network",
    "Objection",
    "Policy",
    "Position",
    "PositionSkill",
    "Record",
    "RetiredKey",
    "Seniority",
    "Step",
    "StepName",
    "Vouch",
    "Wants",
    "Weights",
    "WorkArea",
    "folder_kind",
    "kind_of",
]

Record = Network | Member | Lead | Handover


@dataclass(frozen=True, slots=True)
class Kind:
    """What differs between kinds of records: a row, not a branch.

    `folder` is the top-level name (the file itself for the network); `path_of` gives the path for an id and None for
    what cannot be an id.
    """

    name: str
    folder: str
    record: type[Record]
    path_of: Callable[[str], str | None]


def _checked(is_id: Callable[[str], bool], path: Callable[[str], str]) -> Callable[[str], str | None]:
    return lambda name: path(name) if is_id(name) else None


KINDS: Final[tuple[Kind, ...]] = (
    Kind("network", ids.NETWORK_PATH, Network, _checked(lambda name: name == "network", lambda _: ids.NETWORK_PATH)),
    Kind("member", "members", Member, _checked(ids.is_member_id, ids.member_path)),
    Kind("lead", "leads", Lead, _checked(ids.is_lead_id, ids.lead_path)),
    Kind(
        "handover",
        "handovers",
        Handover,
        _checked(lambda name: ids.handover_parts(name) is not None, ids.handover_path),
    ),
)


@lru_cache(maxsize=ids.REMEMBERED)
def kind_of(path: str) -> Kind | None:
    """The kind of record that lies at this path; None where no record may lie."""
    name = path.rpartition("/")[2].removesuffix(".yaml")
    return next((kind for kind in KINDS if kind.path_of(name) == path), None)


def folder_kind(path: str) -> Kind | None:
    """The kind whose folder this path is in, whether or not it is a proper record's path."""
    top = path.partition("/")[0]
    return next((kind for kind in KINDS if kind.folder == top), None)
