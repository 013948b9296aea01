"""Amounts of money and days, as decimal strings in records and as people type them in German and English. Never a float."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from pmnet.domain.phrase import phrase

ZERO: Final = Decimal("0.00")
CENT: Final = Decimal("0.01")

LONGEST_WHOLE: Final = 12
"""How many digits an amount has before the point, as its schema says."""

MOST_DAYS: Final = 31

AMOUNT: Final = re.compile(
    r"(?P<whole>[0-9]{1,3}(?:(?P<mark>[.,'’ \u00a0\u2009\u202f])[0-9]{3}(?:(?P=mark)[0-9]{3})*)|[0-9]+)"
    r"(?:(?P<point>[.,])(?P<cents>[0-9]{1,2}))?"
)
DAYS: Final = re.compile(r"([0-9]{1,2})(?:[.,]([05])0?)?")


def cents(value: Decimal) -> Decimal:
    """A value to the cent, half a cent upwards; nothing is never negative."""
    return value.quantize(CENT, ROUND_HALF_UP) + ZERO


def negative(text: str) -> str:
    """The opposite of a decimal string, in the same form: `14` is `-14`, `0.00` stays."""
    return str(-Decimal(text) + 0)


def figure(text: str) -> Decimal | str:
    """A decimal string as a number, which each language writes in its way; what is none stays as it is."""
    return Decimal(text) if re.fullmatch(r"-?[0-9]{1,20}(\.[0-9]{1,9})?", text) else text


def days_text(value: Decimal) -> str:
    """Days as records write them: `14`, `12.5`."""
    return f"{value:.0f}" if value == value.to_integral_value() else f"{value:.1f}"


def understand_amount(typed: str) -> Decimal:
    """The amount that is meant by `14.160,00`, `14,160.00`, `14'160.00`, `14 160` or `14160`; raises ValueError.

    A mark before just three digits parts thousands: `14.160` is 14160.
    """
    found = AMOUNT.fullmatch(typed.strip())
    if found is None or (found["mark"] is not None and (found["mark"] == found["point"] or found["whole"][0] == "0")):
        raise ValueError(phrase("{typed!r} is not an amount", typed=typed))
    whole = re.sub(r"[^0-9]", "", found["whole"])
    if len(whole.lstrip("0")) > LONGEST_WHOLE:
        raise ValueError(phrase("{typed!r} is too much for an amount", typed=typed))
    return cents(Decimal(f"{whole}.{found['cents'] or '0'}"))


def understand_days(typed: str) -> Decimal:
    """The days that are meant by `12`, `12.5` or `12,5`: whole or half ones, at most 31; raises ValueError."""
    found = DAYS.fullmatch(typed.strip())
    days = Decimal(f"{found[1]}.{found[2] or '0'}") if found is not None else None
    if days is None or days > MOST_DAYS:
        raise ValueError(
            phrase(
                "{typed!r} is not a number of days, whole or half, up to {MOST_DAYS}", typed=typed, MOST_DAYS=MOST_DAYS
            )
        )
    return days
