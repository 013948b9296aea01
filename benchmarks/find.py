"""`pmnet find` with three criteria as a whole process, beside other ways to ask the same of the same records.

    python benchmarks/find.py [LEADS]... [--keep DIR] [--rounds N]

Everything runs in turn, in one run; medians, and medians of the ratios of neighbouring runs. The floor is a bare Python of the
same installation that asks pmnet's own index. A peer that is not installed is left out, and said to be.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

import networks
import peers
from networks import Made
from processes import PASS, PMNET, Way, bar, ratio, variables

FIND: Final = "pmnet find --json"
FINDS: Final = {
    FIND: peers.ASKED,
    "the same, free three days a week": (*peers.ASKED, "--days", "3", "--from", "2027-02-01", "--to", "2027-03-26"),
    "pmnet find --leads --json": (
        "--leads",
        "--skill",
        "risk-management:5",
        "--region",
        "DE-BY",
        "--role",
        "project-manager",
    ),
}


def main() -> None:
    """Print a table for each size, then the bars."""
    told = networks.arguments(__doc__, networks.SIZES).parse_args()
    with networks.kept(told.keep) as folder, variables() as known:
        made = {leads: networks.network(folder, leads) for leads in sorted(told.leads)}
        ways = {leads: list(_ways(one, known)) for leads, one in made.items()}
        found = {leads: [_found(way) for way in some] for leads, some in ways.items()}
        for _ in range(told.rounds):
            for some in ways.values():
                for way in some:
                    way.time()
    for leads, some in ways.items():
        _table(made[leads], some, found[leads])
    print()
    for leads, some in ways.items():
        _bars(leads, some)
    first, *_, last = [*ways.values(), *ways.values()]
    if first is not last:
        words = f"growth of find, {min(ways)} -> {max(ways)} leads"
        bar(words, ratio(_named(last, FIND), _named(first, FIND)), most=1.3)


def _ways(made: Made, known: Mapping[str, str]) -> Iterator[Way]:
    """Every way to ask, the floor first; those that cannot be gone are told at once."""
    made.settle(known)
    finds = [Way(name, [*PMNET, "find", *asked, "--json"], made.clone, known) for name, asked in FINDS.items()]
    finds[0].run()  # makes the index
    yield peers.floor(made, known)
    yield Way("python -c pass", PASS, made.place, known)
    yield from finds
    for way in peers.peers(made, known):
        if isinstance(way, Way):
            yield way
        else:
            print(f"{made.leads} leads, left out: {way}")


def _found(way: Way) -> int:
    """How many a way finds; pmnet's near misses are not counted."""
    if way.command[: len(PMNET)] != [*PMNET]:
        return len(way.run().split())
    way.run()
    everybody = replace(way, command=[*way.command, "--limit", "1000000"])
    return sum(not hit["missing"] for hit in json.loads(everybody.run()))


def _table(made: Made, ways: list[Way], found: list[int]) -> None:
    title = f"{made.leads} leads, {made.members} members"
    print(f"\n{title:40} {'found':>6} {'median ms':>10} {'x floor':>8} {'x find':>8}")
    for way, many in zip(ways, found, strict=True):
        ratios = f"{ratio(way, ways[0]):8.2f} {ratio(way, _named(ways, FIND)):8.2f}"
        print(f"{way.name:40} {many or '':>6} {way.ms:10.1f} {ratios}")


def _bars(leads: int, ways: list[Way]) -> None:
    find = _named(ways, FIND)
    bar(f"find / floor, {leads} leads", ratio(find, ways[0]), most=4)
    for way in ways:
        if way.name.endswith("whole tree") and leads >= networks.SIZES[-1]:
            bar(f"{way.name} / find, {leads} leads", ratio(way, find), least=8)


def _named(ways: list[Way], name: str) -> Way:
    return next(way for way in ways if way.name == name)


if __name__ == "__main__":
    main()
