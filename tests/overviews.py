"""A network in which something stands in every stage, for tests of what shows many things at once."""

from __future__ import annotations

from people import FOUNDED, Circle, Person, join

LOOKED_AT = "2026-12-21T09:00:00Z"
"""A Monday, 10:00 in Berlin, in the week 52 of a year that has 53."""

LONG_AGO = "2026-11-10T09:00:00Z"
"""Long enough before that for a word on free days to be stale."""

LATELY = "2026-12-04T09:00:00Z"
"""Seventeen days before that: a word of then is ageing."""

BEFORE = "2026-12-16T13:00:00Z"
BEGUN = "2026-12-17T13:00:00Z"
AFTER = "2026-12-17T13:01:00Z"
"""When leads begin and end, so that one always stands before the other."""


def played(circle: Circle) -> str:
    """Leads and handovers in every stage, four members whose words are fresh, ageing, stale and missing; the ids of the leads."""
    anna, bea, carl = circle.anna, circle.bea, circle.carl
    dora = circle.people["dora"] = Person("dora", circle.root)
    join(circle, dora, anna.ok("status", now=FOUNDED)["fingerprint"])
    anna.ok("vouch", "dora", "--basis", "interview", now=FOUNDED)
    carl.ok("free", "4", "--from", "2026-12-21", now=LONG_AGO)
    bea.ok("free", "5", "--from", "2026-12-28", now=LATELY)
    anna.ok("free", "3", "--from", "2026-12-23", "--to", "2027-01-06", now=BEFORE)
    anna.ok("free", "2", "--from", "2027-01-07", now=BEFORE)
    for person, skill, level in (
        (anna, "risk-management", "4"),
        (bea, "risk-management", "5"),
        (bea, "cutover", "3"),
        (carl, "cutover", "2"),
        (carl, "scheduling", "4"),
    ):
        person.ok("skill", "add", skill, level, now=BEFORE)
    bea.ok("industry", "add", "21", "--years", "8", now=BEFORE)
    anna.ok("industry", "add", "21", now=BEFORE)
    return " ".join(_leads(anna, bea, carl))


def _leads(anna: Person, bea: Person, carl: Person) -> list[str]:
    def add(title: str, *more: str, now: str = BEGUN) -> str:
        return anna.ok("lead", "add", "--title", title, "--client", "Beispielwerke", *more, now=now)["id"]

    def asked(person: Person, lead: str, *then: tuple[Person, tuple[str, ...]]) -> None:
        person.ok("claim", lead, "--terms", "none", "--over-capacity", now=BEGUN)
        for who, words in then:
            who.ok(words[0], lead, *words[1:], now=BEGUN)

    accept, win = (anna, ("accept", "--yes")), (bea, ("win",))
    plant = add(
        "PMO lead for a plant start-up", "--position", "pmo:PMO lead", "--position", "plan:Scheduler",
        "--skill", "pmo-setup:4", "--days", "3", "--start", "2027-01-11", "--end", "2027-06-30", "--industry", "21",
        now=BEFORE,
    )  # fmt: skip
    bea.ok("claim", plant, "--position", "pmo", "--terms", "none", now=BEGUN)
    erp = add("Cutover: two ERP systems become one, in several countries", "--skill", "cutover:4")
    asked(carl, erp, accept)
    recovery = add("Recovery of a building project")
    asked(bea, recovery, accept, (bea, ("contacted",)))
    rollout = add("Rollout in four plants", "--days", "2", "--start", "2027-01-13", "--end", "2027-02-12")
    asked(bea, rollout, accept, win)
    audit = add("Audit of a portfolio")
    asked(bea, audit, accept, win, (bea, ("complete",)))
    lost = add("Tender for a hospital")
    asked(carl, lost, accept, (carl, ("lose", "--reason", "budget")))
    closed = add("Merger of two PMOs")
    anna.ok("lead", "close", closed, "--reason", "postponed", now=AFTER)
    for person in (anna, bea, carl):
        person.ok("sync", now=AFTER)
    return [plant, erp, recovery, rollout, audit, lost, closed]
