"""Pages for people who have no pmnet: single files of HTML that run nothing and ask nobody for anything.

Jinja2 is known here only.

How a page is made (`from pmnet import cli`, then `cli.pages`; it is loaded, and Jinja2 with it, when a page is wanted):

    from pmnet.cli.pages import parts

    free = parts.Table(
        caption=phrase("free days a week"),
        headings=(phrase("member"), *weeks),
        rows=[(member.name, *(parts.Cell(days, shade=min(days, 4)) for days in free_days)) for ...],
        wide=True,
    )
    page = parts.Page(
        title=phrase("Who is free"),
        of=network.name,
        intro=phrase("{n} members and their next {weeks} weeks", ...),
        sections=[parts.Section("weeks", phrase("Week by week"), [legend, free])],
        foot=[cli.pages.made_on(session)],
    )
    cli.pages.save(session, session.folder / out, page)

`parts` has all there is: Text, Facts, Legend, Table with Cells, Sections, Ways to other pages. Texts are phrases, labels, days
and numbers as they are; they are said in the reader's language here, and nothing a record says becomes markup. A page that needs
a layout of its own gives a template's name, which extends `frame.html`, and values for it. Templates and the one style sheet
are in `pmnet/data/pages`; sentences are never in them, because the catalogue is made from what stands in Python.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import importlib.resources
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pmnet.cli.pages import overviews, proposal, site
from pmnet.cli.pages.parts import Page
from pmnet.domain.phrase import phrase
from pmnet.domain.text import printable
from pmnet.errors import Conflict
from pmnet.store.public_files import write_whole

if TYPE_CHECKING:
    import jinja2

    from pmnet.cli.language import Language
    from pmnet.cli.session import Session

__all__ = ["MARK", "insist_replaceable", "made", "made_on", "overviews", "proposal", "save", "site"]

MARK: Final = b'<meta name="generator" content="pmnet">'
"""What every page of ours has near its beginning."""

NEAR: Final = 1024

DAY: Final = re.compile(r"\b\d{4}-\d\d-\d\d\b")


def made(language: Language, page: Page, template: str = "page.html", **values: object) -> str:
    """A page as HTML, in the language of whoever reads it; `values` are for the template."""
    words = {"skip": phrase("Skip to the content"), "ways": phrase("Pages")}
    return (
        _environment(language)
        .get_template(template)
        .render(page=page, words=words, lang=language.key, policy=_policy(), style=_style(), **values)
    )


def save(session: Session, place: Path, page: Page, template: str = "page.html", **values: object) -> Path:
    """Write a page, in place of an older page of ours; raises Conflict where something else lies there."""
    insist_replaceable(place)
    write_whole(place, made(session.language, page, template, **values).encode())
    return place


def insist_replaceable(place: Path) -> None:
    """Raises Conflict where something lies that is no page of ours."""
    if place.is_file():
        with place.open("rb") as file:
            if MARK in file.read(NEAR):
                return
    if place.exists() or place.is_symlink():
        raise Conflict(
            phrase("{place} is there already and is no page of pmnet's, so it is not overwritten", place=place),
            phrase("name another file"),
        )


def made_on(session: Session) -> str:
    """The line at the foot that says of which day a page is."""
    hours = session.hours
    today = (session.now if hours is None else hours.local(session.now)).date()
    return phrase("As of {today}.", today=today)


@functools.cache
def _environment(language: Language) -> jinja2.Environment:
    import jinja2
    from markupsafe import Markup, escape

    def said(value: Any) -> Any:
        """A value as text of the reader's language; what a template has put together itself is markup already."""
        return value if hasattr(value, "__html__") else printable(language.say(value))

    def unbroken(value: Any) -> Any:
        """The same, its days never broken at the end of a line."""
        return Markup(DAY.sub(r'<span class="day">\g<0></span>', str(escape(said(value)))))  # noqa: S704

    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("pmnet", "data/pages"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        finalize=said,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters["unbroken"] = unbroken
    return environment


@functools.cache
def _sheet() -> str:
    return (importlib.resources.files("pmnet") / "data" / "pages" / "style.css").read_text("utf-8")


def _style() -> Any:
    """The style sheet, ours and therefore trusted."""
    from markupsafe import Markup

    return Markup(_sheet())  # noqa: S704


@functools.cache
def _policy() -> str:
    """What a browser may do with a page: use the one style sheet, and nothing else."""
    digest = base64.b64encode(hashlib.sha256(_sheet().encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
