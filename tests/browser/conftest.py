"""One browser for all pages, the accessibility checker, and a place for pictures."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from chromium import Chromium
from staged import written

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
"""What it is called on one system and another."""

AXE = Path(__file__).parents[2] / ".node" / "node_modules" / "axe-core" / "axe.min.js"


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory, program: Callable[[str], str]) -> Iterator[Chromium]:
    name = next((name for name in BROWSERS if shutil.which(name)), BROWSERS[0])
    opened = Chromium(program(name), tmp_path_factory.mktemp("browser"))
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def axe() -> str:
    """The program that looks for faults of accessibility; AXE_CORE says where it is, if not in .node."""
    place = Path(os.environ.get("AXE_CORE", AXE))
    if not place.is_file():
        (pytest.fail if "CI" in os.environ else pytest.skip)("axe-core is not installed: see CONTRIBUTING.md")
    return place.read_text("utf-8")


@pytest.fixture(scope="session")
def page(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """A page by its name."""
    return written(tmp_path_factory.mktemp("pages")).__getitem__


@pytest.fixture(scope="session")
def keep(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, bytes], Path]:
    """Keeps what a page looks like: in the folder that SCREENSHOTS names, where it does."""
    folder = Path(os.environ.get("SCREENSHOTS") or tmp_path_factory.mktemp("screenshots"))
    folder.mkdir(parents=True, exist_ok=True)

    def kept(name: str, content: bytes) -> Path:
        (folder / name).write_bytes(content)
        return folder / name

    return kept
