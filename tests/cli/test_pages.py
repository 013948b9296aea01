"""Pages are made of values: nothing that is said in them becomes markup, and a browser may do nothing with them."""

from __future__ import annotations

import base64
import hashlib
import html
import re
from datetime import date
from html.parser import HTMLParser

import pytest

from pmnet.cli import pages
from pmnet.cli.language import ENGLISH
from pmnet.cli.pages import parts
from pmnet.domain.phrase import phrase

NASTY = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "{{ 7 * 7 }}{% raw %}",
    "]]><svg/onload=alert(1)>",
    "</title></style><b>",
    "a\u202egpj.exe\u2066\x00\x1b[31m",
)


class Tags(HTMLParser):
    """The elements, the attributes and the text of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.text += data


def page_of(text: str) -> str:
    cell = parts.Cell(text, shade=2, note=text)
    table = parts.Table(text, (text, text), [(text, cell)])
    every = (parts.Text(text), parts.Facts([(text, text)]), parts.Legend([cell]), table)
    section = parts.Section("all", text, every, text)
    way = parts.Way("#all", text, here=True)
    page = parts.Page(title=text, of=text, intro=text, sections=[section], foot=[text], ways=[way])
    return pages.made(ENGLISH, page)


@pytest.mark.parametrize("text", NASTY)
def test_what_is_said_never_becomes_markup(text: str) -> None:
    plain, nasty = Tags(page_of("Anna Berg")), Tags(page_of(text))
    assert (nasty.tags, nasty.attributes) == (plain.tags, plain.attributes)
    seen = (
        text.replace("\u202e", "\ufffd").replace("\u2066", "\ufffd").replace("\x00", "\ufffd").replace("\x1b", "\ufffd")
    )
    assert nasty.text.count(seen) == plain.text.count("Anna Berg")


def test_a_browser_may_use_the_one_style_sheet_and_nothing_else() -> None:
    made = page_of("Anna Berg")
    policy = html.unescape(re.search('<meta http-equiv="Content-Security-Policy" content="(.*?)">', made)[1])
    style = re.search("<style>(.*?)</style>", made, re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert made.index("Content-Security-Policy") < made.index("<title>")
    found = Tags(made)
    assert {"script", "img", "link", "iframe", "form"}.isdisjoint(found.tags)
    assert {"style", "onclick", "src", "srcset"}.isdisjoint(found.attributes)
    assert "url(" not in style and "@import" not in style


def test_values_are_said_in_the_language_of_the_page() -> None:
    page = parts.Page(title=phrase("Days"), foot=[phrase("As of {day}.", day=date(2027, 1, 11))])
    made = pages.made(ENGLISH, page)
    assert '<html lang="en">' in made
    assert "As of 2027-01-11." in made


def test_days_are_kept_together_and_what_is_around_them_is_text() -> None:
    made = page_of("<b>2027-01-11</b>")
    assert '&lt;b&gt;<span class="day">2027-01-11</span>&lt;/b&gt;' in made
    assert "b" not in Tags(made).tags
    assert 'data-name="&lt;b&gt;2027-01-11&lt;/b&gt;"' in made


def test_a_colour_never_stands_alone() -> None:
    with pytest.raises(ValueError, match="alone"):
        parts.Cell("", shade=3)
    with pytest.raises(ValueError, match="no shade"):
        parts.Cell("5", shade=5)


def test_a_row_has_a_cell_for_each_heading() -> None:
    with pytest.raises(ValueError, match="as many cells"):
        parts.Table("days", ("member", "days"), [("anna",)])
