"""What the doctor hears of real servers without writing anything there."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hosts import HOSTS, make
from people import NOW, Circle
from ssh_server import SshServer, make_key

from pmnet.domain.clock import format_instant

pytestmark = pytest.mark.server


def rows(person, now: str = NOW) -> dict:
    result = person.run("doctor", "--json", now=now)
    return {row["name"]: row for row in result.json["rows"]}


def test_a_web_server_tells_the_time(template: Circle, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    host = make("nginx", request.getfixturevalue(HOSTS["nginx"][0]))
    circle = host.move(template, tmp_path / "net")
    real = datetime.now(UTC).replace(microsecond=0)
    found = rows(circle.bea, format_instant(real))
    assert (found["reach"]["verdict"], found["together"]["verdict"]) == ("yes", "yes")
    assert (found["clock"]["verdict"], found["clock"]["found"].split(" to ")[0]) == ("yes", "as the server's,")
    for hours, far in ((2, "ahead of"), (-2, "behind")):
        row = rows(circle.bea, format_instant(real + timedelta(hours=hours)))["clock"]
        assert (row["verdict"], row["stops"]) == ("no", True)
        assert re.fullmatch(rf"it is \d+ minutes {far} the server's", row["found"])
        assert row["advice"].startswith("set this machine's clock by the net")


def test_a_server_that_does_not_know_ones_key(moved: Circle, sshd: SshServer, monkeypatch: pytest.MonkeyPatch) -> None:
    before = moved.shared_git("for-each-ref")
    found = rows(moved.bea)
    assert (found["reach"]["verdict"], found["together"]["verdict"], found["clock"]["verdict"]) == (
        "yes",
        "yes",
        "not known",
    )
    make_key(sshd.folder / "stranger")
    monkeypatch.setenv("GIT_SSH_COMMAND", sshd.variables["GIT_SSH_COMMAND"].replace("/client ", "/stranger "))
    row = rows(moved.bea)["reach"]
    assert (row["verdict"], row["stops"]) == ("no", True)
    assert row["found"].endswith("it does not let you in")
    monkeypatch.setenv("GIT_SSH_COMMAND", sshd.variables["GIT_SSH_COMMAND"])
    sshd.stop()
    row = rows(moved.bea)["reach"]
    assert (row["verdict"], row["stops"]) == ("no", False)
    assert "connection refused" in row["found"]
    assert moved.shared_git("for-each-ref") == before
