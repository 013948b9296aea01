"""An invitation: what somebody needs to join a network, in a file that may be sent by e-mail. Nothing in it is secret."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from pmnet.domain.codec import digest
from pmnet.domain.records import Policy

VERSION: Final = 1


@dataclass(frozen=True, slots=True)
class Invitation:
    """Which network, where and how it is known for the right one; who invites, and whom.

    `fingerprint` is the id of the founding, `policy` says which figures held when the invitation was written, `host_keys` are the
    public halves of the keys that the network's server has, one of which must be met.
    """

    invitation: int
    network: str
    address: str
    fingerprint: str
    policy: str
    invited_by: str
    inviter: str
    inviter_email: str
    for_email: str = field(metadata={"name": "for"})
    host_keys: tuple[str, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)


def version_of(policy: Policy) -> str:
    """Twelve letters that are others as soon as a figure of the policy is."""
    return digest(policy)[:12]
