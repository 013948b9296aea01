"""Every act by its name: what a waiting intent is decided with, now or later."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from datetime import datetime
from importlib import import_module
from typing import Any, Final

from pmnet.domain.phrase import phrase
from pmnet.domain.snapshot import Snapshot
from pmnet.errors import Usage
from pmnet.store.outbox import Intent
from pmnet.store.workspace import Decide, Plan

ACTS: Final[Mapping[str, str]] = {
    "member-add": "member_acts.add",
    "member-change": "member_acts.change",
    "member-entry": "member_acts.entry",
    "member-language": "member_acts.language",
    "free": "member_acts.free",
    "vouch": "member_acts.vouch",
    "object": "member_acts.objection",
    "pause": "member_acts.pause",
    "resume": "member_acts.resume",
    "leave": "member_acts.leave",
    "keys-rotate": "member_acts.rotate_keys",
    "lead-add": "lead_acts.add",
    "lead-seal": "lead_acts.seal",
    "lead-erase": "lead_acts.erase",
    "lead-close": "lead_acts.close",
    "lead-extend": "lead_acts.extend",
    "claim": "handover_acts.claim",
    "offer": "handover_acts.offer",
    "answer": "handover_acts.answer",
    "disclose": "agreement_acts.disclose",
    "counter": "handover_acts.counter",
    "amend": "agreement_acts.amend",
    "go-on": "agreement_acts.go_on",
    "bill": "book_acts.bill",
    "bill-cancel": "book_acts.cancel",
    "settle": "book_acts.settle",
    "publish": "text_acts.publish",
}
"""The function of each act, by its module and name; a module is loaded when one of its acts is decided."""

MISSHAPEN: Final = (AttributeError, IndexError, KeyError, TypeError, ValueError)
"""What becomes of values that have another shape than any command gives them."""


def deciding(act: str) -> Callable[..., Plan] | None:
    """The function that decides an act; None where there is no such act."""
    if act not in ACTS:
        return None
    module, name = ACTS[act].split(".")
    decide: Callable[..., Plan] = getattr(import_module(f"pmnet.app.{module}"), name)
    return decide


def decision(intent: Intent, said: Mapping[str, Any] | None = None) -> Decide:
    """The decision an intent asks for; `said` is what of it nobody else reads. Raises Usage for an unknown act."""
    decide = deciding(intent.act)
    if decide is None:
        raise Usage(
            phrase("this version does not know the act {act!r}", act=intent.act), phrase("install a newer pmnet")
        )
    values: dict[str, Any] = dict(intent.values)
    if intent.act == "lead-add":
        values["nonce"] = intent.nonce
    if said is not None:
        values["said"] = said

    strange = Usage(
        phrase("this version does not understand what waits as {act!r}", act=intent.act), "pmnet sync --clear"
    )
    try:
        inspect.signature(decide).bind(None, None, intent.member, **values)
    except TypeError:
        raise strange from None

    def decided(snapshot: Snapshot, at: datetime) -> Plan:
        try:
            return decide(snapshot, at, intent.member, **values)
        except MISSHAPEN:
            if not intent.order:  # it was typed just now and never lay in a file, so the fault is ours
                raise
            raise strange from None

    return decided
