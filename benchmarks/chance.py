"""Chance from a seed that prefers what stands first, as people do: a few skills are common and most are rare."""

from __future__ import annotations

import functools
import random
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from pmnet.rules.keys import CHARSET
from pmnet.store.vocabularies import vocabulary

FOUNDED: Final = datetime(2022, 1, 10, 9, tzinfo=UTC)
NOW: Final = datetime(2027, 1, 11, 9, tzinfo=UTC)
"""The moment at which a benchmark asks: a good part of what members said is fresh then, and some leads are open."""

COMMON: Final = (
    *("project-manager", "programme-manager", "pmo-lead", "risk-management", "stakeholder-management", "scheduling"),
    *(
        "DE-BY",
        "DE-NW",
        "DE-BW",
        "DE-BE",
        "DE-HH",
        "DE-HE",
        "AT-9",
        "CH-ZH",
        "29",
        "62",
        "64",
        "ipma-b",
        "pmp",
        "scrum",
    ),
)


class Dice(random.Random):
    """A seeded source of chance."""

    def often(self, share: float) -> bool:
        """Whether something happens that happens so often."""
        return self.random() < share

    def some(self, keys: Sequence[str], fewest: int, most: int) -> list[str]:
        """At most so many different keys, the first ones more likely than the last."""
        return list(dict.fromkeys(self.choices(keys, _weights(len(keys)), k=self.randint(fewest, most))))

    def words(self, name: str, fewest: int, most: int) -> list[str]:
        """Different keys of a vocabulary, the common ones more likely."""
        return self.some(_by_use(name), fewest, most)

    def word(self, name: str) -> str:
        """One key of a vocabulary."""
        return self.words(name, 1, 1)[0]

    def day(self, since: datetime | date, fewest: int, most: int) -> date:
        """A day so many days after another one, or before it."""
        start = since.date() if isinstance(since, datetime) else since
        return start + timedelta(days=self.randint(fewest, most))

    def hours(self, fewest: float, most: float) -> timedelta:
        """A span of so many hours, to the minute."""
        return timedelta(minutes=round(60 * self.uniform(fewest, most)))

    def digest(self) -> str:
        """What stands for something sealed."""
        return self.randbytes(32).hex()

    def keys(self) -> dict[str, str]:
        """A signing key, and a sealing key in age's form (BIP 173): nobody has the private ones."""
        private = Ed25519PrivateKey.from_private_bytes(self.randbytes(32))
        sign = private.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()
        number = int.from_bytes(self.getrandbits(254).to_bytes(32, "little"), "big") << 4
        values = [number >> 5 * place & 31 for place in reversed(range(52))]
        checksum = _checksum([3, 3, 3, 0, 1, 7, 5, *values, 0, 0, 0, 0, 0, 0]) ^ 1
        values += [checksum >> 5 * place & 31 for place in reversed(range(6))]
        return {"sign": sign, "seal": "age1" + "".join(CHARSET[value] for value in values)}


def label(name: str, key: str, german: bool) -> str:
    """What people read for a key."""
    term = vocabulary(name).terms[key]
    return term.de if german else term.en


def filled(content: dict[str, Any]) -> dict[str, Any]:
    """A mapping without what says nothing, as records are written."""
    return {name: value for name, value in content.items() if value not in (None, [], {})}


@functools.cache
def _weights(length: int) -> list[float]:
    return [1 / (place + 4) for place in range(length)]


@functools.cache
def _by_use(name: str) -> list[str]:
    """The keys of a vocabulary: first what everybody has, then the others, always in the same order."""
    keys = list(vocabulary(name).terms)
    if name == "regions":
        keys = [key for key in keys if key.startswith(("DE-", "AT-", "CH-"))]
    random.Random(name).shuffle(keys)
    return sorted(keys, key=lambda key: COMMON.index(key) if key in COMMON else len(COMMON))


def _checksum(values: list[int]) -> int:
    found = 1
    for value in values:
        top, found = found >> 25, (found & 0x1FFFFFF) << 5 ^ value
        for place, generator in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            found ^= generator if top >> place & 1 else 0
    return found
