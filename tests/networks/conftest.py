"""A network behind a line that can be made bad."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from bad_server import BadServer
from behind import Behind
from people import Circle, Person
from traces import left_behind, mark


@pytest.fixture(autouse=True)
def nothing_left_behind(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """No test of these leaves a process of its people, or anything half in their copies."""
    monkeypatch.setenv(*mark(tmp_path))
    circle = request.getfixturevalue("circle") if "circle" in request.fixturenames else None
    yield
    people: list[Person] = list(circle.people.values()) if circle is not None else []
    assert left_behind(tmp_path, [person.folder for person in people if person.model is None]) == []


@pytest.fixture
def behind(circle: Circle, tmp_path: Path) -> Iterator[Behind]:
    """The network of anna, bea and carl on a server whose line is good as yet."""
    server = BadServer(tmp_path)
    circle.remote = server.address(circle.bare)
    for person in circle.people.values():
        person.git("remote", "set-url", "origin", circle.remote)
    yield Behind(circle, server)
    server.stop()
