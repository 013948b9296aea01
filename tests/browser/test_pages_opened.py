"""Pages in a real browser: nothing is complained about, nothing is asked of anybody, and all of it can be read by everybody."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from chromium import Chromium
from staged import HEBREW, LONG, MARKUP

from pmnet.cli import pages
from pmnet.cli.language import ENGLISH
from pmnet.cli.pages import parts

Page = Callable[[str], Path]
Keep = Callable[[str, bytes], Path]

PAGES = (
    *("proposal", "proposal-in-german", "proposal-anonymous"),
    *("site-index", "site-people", "site-skills", "table"),
    *("board", "capacity", "capacity-in-german", "matrix", "matrix-industries"),
)
PAPER = 672
"""A4 between its margins, in the browser's pixels."""

SERIOUS = ("serious", "critical")


def faults(browser: Chromium, axe: str) -> list[tuple[str, str, str]]:
    """What the checker finds serious in the page that is open: the rule, how bad, and the first place."""
    browser.value(f"{axe};1")
    found = browser.value("axe.run(document)")
    assert len(found["passes"]) > 5, "the checker looked at something"
    return [
        (one["id"], one["impact"], one["nodes"][0]["html"][:200])
        for one in found["violations"]
        if one["impact"] in SERIOUS
    ]


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1100, "dark")], ids=["phone", "desk in the dark"])
def test_a_page_opens(browser: Chromium, axe: str, page: Page, keep: Keep, name: str, width: int, scheme: str) -> None:
    place = page(name)
    opened = browser.open(place, width, scheme=scheme)
    keep(f"{name}-{width}-{scheme}.png", browser.picture())
    assert opened.complaints == []
    assert opened.requests == [place.as_uri()]
    assert browser.gate.strangers() == []
    assert browser.runs_over() == []
    assert faults(browser, axe) == []


@pytest.mark.parametrize("name", PAGES)
def test_a_page_on_paper(browser: Chromium, program: Callable[[str], str], page: Page, keep: Keep, name: str) -> None:
    browser.open(page(name), 1100)
    kept = keep(f"{name}.pdf", browser.printed())
    browser.as_on_paper(PAPER)
    assert browser.runs_over() == []
    seen = re.findall(r"[A-Za-z]{3,}", browser.value("document.body.innerText"))
    paper = subprocess.run([program("pdftotext"), "-raw", kept, "-"], capture_output=True, check=True, text=True).stdout
    assert len(seen) > 30
    on_paper = re.sub(r"\W", "", paper)
    assert [word for word in seen if word not in on_paper] == []


def test_nothing_that_is_said_becomes_markup(browser: Chromium, page: Page) -> None:
    for name in PAGES:
        browser.open(page(name), 1100)
        assert browser.value("document.querySelectorAll('script, img, iframe, [onclick], [onerror]').length") == 0
        assert browser.value("document.title") != "1"
    browser.open(page("proposal"), 1100)
    text = browser.value("document.body.innerText")
    assert MARKUP in text
    assert LONG in text
    assert HEBREW in text


def test_what_the_instruments_see(browser: Chromium, axe: str, tmp_path: Path) -> None:
    """A page without our care is noticed, by each of them."""
    bad = tmp_path / "bad.html"
    said = f'<p style="color:#ccc">pale</p><img src="http://stranger.example/x"><pre>{LONG * 9}</pre>'
    bad.write_text(f'<!DOCTYPE html><html lang="en"><title>Bad</title>{said}<script>console.log(1)</script>')
    opened = browser.open(bad, 360)
    assert [one for one in opened.complaints if "value" in one]
    assert "http://stranger.example/x" in opened.requests
    assert browser.gate.strangers() == ["stranger.example"]
    assert browser.runs_over()
    assert {rule for rule, _, _ in faults(browser, axe)} >= {"color-contrast", "image-alt"}
    browser.gate.asked.clear()


def test_a_browser_keeps_to_the_policy(browser: Chromium, tmp_path: Path) -> None:
    """Were markup to get in after all, it would do nothing."""
    made = pages.made(ENGLISH, parts.Page("Days", foot=["MARK"]))
    inside = f'{MARKUP}<img src="http://stranger.example/x"><p style="color:red" onclick="x()">red</p><base href="http://a.example">'
    place = tmp_path / "inside.html"
    place.write_text(made.replace("MARK", inside), "utf-8")
    opened = browser.open(place, 1100)
    assert browser.value("document.title") == "Days"
    assert browser.value("getComputedStyle(document.querySelector('p[onclick]')).color") != "rgb(255, 0, 0)"
    assert len([one for one in opened.complaints if "Content Security Policy" in one]) >= 4
    assert browser.gate.strangers() == []
