"""What programs read of somebody new: an invitation that was written, a server that does not let them in yet."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from pmnet.app.inviting import letter
from pmnet.domain.codec import to_mapping

if TYPE_CHECKING:
    from pmnet.app.inviting import Invited, NotLetIn


def _invited(result: Invited) -> dict[str, Any]:
    return {"file": result.file, **to_mapping(result.invitation)}


def _not_let_in(result: NotLetIn) -> dict[str, Any]:
    about = {"joined": False, "network": result.network or None, "address": result.address, "member": result.member}
    keys = {"sign": result.sign, "seal": result.seal, "ssh": list(result.ssh_keys)}
    return about | {
        "keys": keys,
        "to": result.inviter_email or None,
        "letter": list(letter(result)),
        "again": result.again,
    }


SHAPES: Mapping[str, Callable[[Any], Any]] = {
    "pmnet.app.inviting.Invited": _invited,
    "pmnet.app.inviting.NotLetIn": _not_let_in,
}
