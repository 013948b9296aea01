"""Pages to be opened: a proposal and a site of people with much to say, and of people who mean harm."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from cast import BERT, CARL, DORA, LEAD, NOW, PMO, people
from staged_overviews import overview_pages

from pmnet.app.proposal import proposal_of
from pmnet.app.site import site_of
from pmnet.cli import pages
from pmnet.cli.language import ENGLISH, Language, language
from pmnet.cli.pages import parts
from pmnet.domain.records import (
    SHOWABLE,
    Capacity,
    Consent,
    FreeTime,
    Member,
    MemberCertificate,
    MemberIndustry,
    MemberSkill,
    Position,
    PositionSkill,
    Seniority,
    WorkArea,
)

MARKUP = '<img src=x onerror="document.title=1"><script>document.title=1</script>'
LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
HEBREW = "מנהלת פרויקטים עצמאית"

SKILLS = (("risk-management", 5), ("stakeholder-management", 4), ("cutover", 3), ("gxp-csv", 2), ("pmo-setup", 1))
EVERYTHING = Consent(SHOWABLE, SHOWABLE)


def rich(member: Member, **fields: object) -> Member:
    """A member who says something in every field and agrees to all of it."""
    return replace(
        member,
        headline="Programme manager for validated systems: serialisation, laboratories, computer system validation",
        roles=("programme-manager", "pmo-lead"),
        seniority=Seniority(19, "over-20m", "50-99"),
        skills=tuple(MemberSkill(skill, level, 3 * level, 2026) for skill, level in SKILLS),
        industries=(MemberIndustry("21", 16), MemberIndustry("65", 2)),
        methods=("prince2", "safe"),
        certificates=(
            MemberCertificate("pmp", date(2023, 1, 1), date(2028, 1, 1)),
            MemberCertificate("prince2-practitioner", date(2020, 1, 1), date(2023, 1, 1)),
        ),
        languages={"de": "native", "en": "C1"},
        work_area=WorkArea("DE-HE", ("DE", "CH"), True, 60),
        capacity=Capacity(5, NOW.date(), (FreeTime(date(2027, 2, 1), date(2027, 6, 30), 3), FreeTime(date(2027, 7, 1), None, 5))),
        consent=EVERYTHING,
        **fields,  # type: ignore[arg-type]
    )  # fmt: skip


ASKED = (
    PositionSkill("risk-management", 4),
    PositionSkill("cutover", 3),
    PositionSkill("programme-management", 4, False),
)
TASK = replace(
    LEAD,
    title=f"Team for a plant start-up {MARKUP}",
    summary=f"A site opens a second filling line; a team leads validation and cut-over. {LONG} {MARKUP}",
    industry="21",
    region="DE-HE",
    remote_percent=40,
    languages={"de": "C1"},
    start=date(2027, 2, 1),
    end=date(2027, 6, 30),
    positions=(
        replace(PMO, days_per_week=3, skills=ASKED),
        Position("lead", f"Validation lead {LONG}", days_per_week=2),
        Position("cut", HEBREW),
    ),
)
NASTY = replace(rich(BERT, name=f"Bert {MARKUP}"[:80], email='bert"onclick="x@example.org'), headline=MARKUP)
MANY = replace(rich(CARL, name=HEBREW), headline=f"{LONG} {LONG}"[:120])
QUIET = replace(rich(DORA), consent=Consent(("skills", "headline"), ("skills",)))
STAGE = people(NASTY, MANY, QUIET, TASK)


def written(folder: Path) -> dict[str, Path]:
    """All pages, by name, in a folder."""
    team = ["bert:pmo", "carl:lead", "dora"]
    named = pages.proposal.page(proposal_of(STAGE, NOW, "anna", TASK.id, team, anonymous=False))
    unnamed = pages.proposal.page(proposal_of(STAGE, NOW, "bert", TASK.id, team, anonymous=True))
    found = {
        "proposal": pages.made(ENGLISH, named),
        "proposal-in-german": pages.made(language("de"), named),
        "proposal-anonymous": pages.made(ENGLISH, unnamed),
        "table": pages.made(ENGLISH, _weeks()),
    }
    site = pages.site.pages(site_of(STAGE, NOW, "anna", "f" * 40))
    found |= {f"site-{Path(name).stem}": _made(ENGLISH, page) for name, page in site.items()}
    overviews = overview_pages((MARKUP, LONG, HEBREW, "Cutover"))
    found |= {name: _made(ENGLISH, page) for name, page in overviews.items()}
    found["capacity-in-german"] = _made(language("de"), overviews["capacity"])
    places = {name: folder / f"{name}.html" for name in found}
    for name, text in found.items():
        places[name].write_text(text, "utf-8")
    return places


def _made(language: Language, page: parts.Page) -> str:
    return pages.made(language, page)


def _weeks() -> parts.Page:
    """A heat map, a table and facts, as a page of any kind may have them."""
    headings = ("member", *(f"week {n}" for n in range(1, 14)))
    rows = [
        (name, *(parts.Cell((at * n) % 5 or "–", shade=(at * n) % 5) for at in range(13)))
        for n, name in enumerate(("Anna Berg", LONG, MARKUP, HEBREW), 1)
    ]
    free = parts.Table("free days a week", headings, rows, wide=True)
    tall = parts.Table("positions", ("position", "days"), [("PMO lead", 3), (LONG, "")])
    legend = parts.Legend([parts.Cell(f"{n} days", n) for n in range(5)])
    section = parts.Section("weeks", "Week by week", [legend, free, tall, parts.Facts([("days", 3)])], LONG)
    return parts.Page("Who is free", "PM Netz", LONG, [section], ["As of today."])
