"""The network's public pages: what it is and can do, and who agreed to be named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from pmnet.app.site import Site
from pmnet.cli.pages.parts import Cell, Contact, Facts, Page, People, Section, Table, Way
from pmnet.cli.pages.profiles import person
from pmnet.domain.phrase import counted, listed, phrase
from pmnet.rules.showing import Share
from pmnet.store.vocabularies import vocabulary

FIRST: Final = 8
"""How many skills and industries the first page shows; the whole spectrum has a page of its own."""


def pages(site: Site) -> Mapping[str, Page]:
    """The pages by the names of their files."""
    found = {"index.html": _first(site), "skills.html": _spectrum(site)}
    return found | ({"people.html": _people(site)} if site.people else {})


def _first(site: Site) -> Page:
    about = phrase(
        "We are independent project managers who know each other's work. Whoever needs one of us, or a whole team, has one"
        " person to talk to; behind them stand the skills of all."
    )
    figures = Facts(
        (
            (phrase("Members shown here"), len(site.people) or ""),
            (phrase("Skills"), len(site.skills) or ""),
            (phrase("Industries"), len(site.industries) or ""),
            (phrase("Languages"), tuple(vocabulary("languages").label(one.key) for one in site.languages)),
        ),
        strip=True,
    )
    sections = [Section("glance", phrase("At a glance"), (figures,))]
    sections += _shares(site, FIRST)
    sections.append(_contact(site))
    return _page(site, "index.html", site.network, about, sections)


def _spectrum(site: Site) -> Page:
    about = phrase("What our members can do, and how many of them. Named is who agreed to be.")
    return _page(site, "skills.html", phrase("Skills and industries"), about, [*_shares(site), _contact(site)])


def _people(site: Site) -> Page:
    people = [person(f"person-{n}", one.name, one, site.today) for n, one in enumerate(site.people, 1)]
    sections = [Section("people", phrase("In alphabetical order"), (People(people),)), _contact(site)]
    about = phrase("What you read here each says of themselves, and stands for it with their good name.")
    return _page(site, "people.html", phrase("Our members"), about, sections)


def _shares(site: Site, most: int | None = None) -> list[Section]:
    """The skills and the industries, as far as there are any."""
    everybody = max((one.many for one in (*site.skills, *site.industries)), default=1)
    found = (
        ("skills", phrase("Skills"), phrase("Skill"), phrase("How many members have which skill"), site.skills),
        (
            "industries",
            phrase("Industries"),
            phrase("Industry"),
            phrase("How many know which industry"),
            site.industries,
        ),
    )
    return [
        Section(name, title, _table(name, heading, caption, shares, everybody, most))
        for name, title, heading, caption, shares in found
        if shares
    ]


def _table(
    name: str, heading: object, caption: object, shares: Sequence[Share], everybody: int, most: int | None
) -> Sequence[Table | Way]:
    rows = [
        (
            vocabulary(name).label(one.key),
            Cell(counted(one.many, "{n} member", "{n} members"), bar=round(100 * one.many / everybody)),
            _who(one),
        )
        for one in shares[:most]
    ]
    table = Table(caption, (heading, phrase("Members"), phrase("Who")), rows)
    more = len(shares) - len(rows)
    return (table, Way(f"skills.html#{name}", counted(more, "{n} more", "{n} more"))) if more else (table,)


def _who(share: Share) -> str:
    """Those who may be named, and how many others there are."""
    others = share.many - len(share.named)
    if not share.named:
        return phrase("not named here")
    if not others:
        return listed(share.named)
    return counted(others, "{named} and {n} more", "{named} and {n} more", named=listed(share.named))


def _contact(site: Site) -> Section:
    about = phrase("Tell us what you need; one of us answers, whoever takes it on.")
    return Section("contact", phrase("Contact"), (Contact(site.contact.name, site.contact.email),), note=about)


def _page(site: Site, name: str, title: object, about: object, sections: Sequence[Section]) -> Page:
    ways = {
        "index.html": phrase("Start"),
        "people.html": phrase("Members"),
        "skills.html": phrase("Skills and industries"),
    }
    if not site.people:
        del ways["people.html"]
    foot = (
        phrase("Of each person only what they agreed to is shown."),
        phrase("{network}. As of {today}.", network=site.network, today=site.today),
    )
    of = "" if name == "index.html" else site.network
    found = tuple(Way(file, text, file == name) for file, text in ways.items())
    return Page(title, of, about, tuple(sections), foot, found)
