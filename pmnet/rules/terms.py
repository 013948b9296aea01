"""Whether terms are complete: what their schema leaves open, because it depends on their kind.

- percent and subcontract-margin have a percentage, one-off and per-day an amount; none and favour have neither, and nothing
  else that is about paying.
- What runs on (months, a cap, follow-up work) only goes with what is paid again and again: percent, per-day and
  subcontract-margin.
- A base goes with a percentage alone.

Protection of the client and whether the client was told go with every kind. Nothing here has a default or a usual value:
zero is a normal answer (DOMAIN, section 8).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from pmnet.domain.phrase import either, phrase
from pmnet.domain.sealed import Terms

Trouble = tuple[str, str, str, tuple[str | int, ...]]
"""Rule, message, hint, pointer."""

SHARE: Final = ("percent", "subcontract-margin")
SUM: Final = ("one-off", "per-day")
RUNNING: Final = ("percent", "per-day", "subcontract-margin")
PAID: Final = ("one-off", *RUNNING)

NEEDED: Final[Mapping[str, tuple[str, ...]]] = {"percent": SHARE, "amount": SUM}
"""Fields without which terms of these kinds say nothing."""

BELONGS: Final[Mapping[str, tuple[str, ...]]] = {
    **NEEDED,
    "base": SHARE,
    "months": RUNNING,
    "cap": RUNNING,
    "trigger": PAID,
    "due_days": PAID,
    "follow_up": RUNNING,
}
"""Fields that only mean something in terms of these kinds."""


def check(terms: Terms) -> Iterator[Trouble]:
    """What does not fit together in terms, or is missing from them."""
    for field, kinds in NEEDED.items():
        if terms.kind in kinds and getattr(terms, field) is None:
            yield (
                "missing",
                phrase("terms of kind {kind} need {field!r}", kind=terms.kind, field=field),
                phrase('add {field}, such as {field}: "0"', field=field),
                ("kind",),
            )
    for field, kinds in BELONGS.items():
        if terms.kind not in kinds and getattr(terms, field) is not None:
            hint = phrase("leave it out; it goes with {kinds}", kinds=either(kinds))
            yield "kind", phrase("terms of kind {kind} have no {field!r}", kind=terms.kind, field=field), hint, (field,)
    follow_up = terms.follow_up
    if follow_up is not None and follow_up.until is not None and not follow_up.included:
        hint = phrase("leave it out, or say included: true")
        yield "follow-up", phrase("follow-up work that is not included has no end"), hint, ("follow_up", "until")
