"""What programs read of somebody new: an invitation, a server that does not let them in yet, what the doctor found."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from pmnet import app
from pmnet.domain.codec import to_mapping

if TYPE_CHECKING:
    from pmnet.app.doctor import Diagnosis
    from pmnet.app.inviting import Invited, NotLetIn


def _invited(result: Invited) -> dict[str, Any]:
    return {"file": result.file, **to_mapping(result.invitation)}


def _not_let_in(result: NotLetIn) -> dict[str, Any]:
    about = {"joined": False, "network": result.network or None, "address": result.address, "member": result.member}
    keys = {"sign": result.sign, "seal": result.seal, "ssh": list(result.ssh_keys)}
    return about | {
        "keys": keys,
        "to": result.inviter_email or None,
        "letter": list(app.inviting.letter(result)),
        "again": result.again,
    }


def _diagnosis(found: Diagnosis) -> dict[str, Any]:
    rows = [
        {
            "name": row.name,
            "asked": row.asked,
            "verdict": row.answer.verdict.value,
            "stops": row.answer.stops,
            "found": row.answer.found,
            "advice": row.answer.advice or None,
            "offer": row.answer.remedy.offer if row.answer.remedy is not None else None,
        }
        for row in found.rows
    ]
    return {"well": found.well, "rows": rows, "repaired": list(found.repaired)}


SHAPES: Mapping[str, Callable[[Any], Any]] = {
    "pmnet.app.doctor.Diagnosis": _diagnosis,
    "pmnet.app.inviting.Invited": _invited,
    "pmnet.app.inviting.NotLetIn": _not_let_in,
}
