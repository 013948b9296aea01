"""Each way in which a server cannot be had: its exit code, its sentence, what to type; and what waits is sent later."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from bad_server import FETCH, PUSH, BadServer, Fault, Way
from behind import Behind
from people import Circle, Person
from traces import surviving
from web_door import web_door

from pmnet.store.git.remote import NETWORK_SECONDS, TIMEOUT

GONE = "the network's server cannot be reached"
LATER = "pmnet sync, when it can be reached again"
LONGER = "pmnet sync; PMNET_TIMEOUT=600 waits longer"
SAVED = "saved, but not sent yet: "
ASK = "ask whoever keeps the server to let you in, and let git keep the name and the token they give you"
CERTIFICATE = (
    "ask whoever keeps the server: the machine's clock, or the authority behind the certificate, may be the reason"
)
GIT_WORDS = ("push", "fetch", "ref", "remote", "commit", "fatal", "git://", "repository", "pack")


def move(person: Person, address: str) -> None:
    person.git("remote", "set-url", "origin", address)


def insist_waits(person: Person, message: str, hint: str = LATER) -> None:
    """An act, a sync and another one end with the sentence that is right for each, and two acts wait."""
    for number in range(2):
        result = person.run("member", "set", f"headline=Saved {number}", "--json")
        assert (result.code, result.json["sent"], result.json["commit"]) == (8, False, None)
        assert (result.error["message"], result.error["hint"]) == (SAVED + message, hint)
    error = person.refused(8, "sync")
    assert (error["message"], error["hint"]) == (message, hint)
    assert not [word for word in GIT_WORDS if word in f"{message} {hint}".split()]
    shown = person.run("member", "set", "headline=Saved 1")
    assert shown.err == f"pmnet: error: {SAVED}{message}\npmnet: hint: {hint}\n"
    assert [row["act"] for row in person.ok("status")["waiting"]] == ["bea changes headline"] * 2
    assert person.run("status").out.count("not sent yet: bea changes headline") == 2
    assert person.run("inbox").code == 0


def insist_sent(circle: Circle) -> None:
    """At a good server, what waited arrives, in order and once."""
    before = int(circle.shared_git("rev-list", "--count", "main"))
    assert [delivery["sent"] for delivery in circle.bea.ok("sync")["deliveries"]] == [True, True]
    assert int(circle.shared_git("rev-list", "--count", "main")) == before + 2
    assert circle.bea.ok("member", "show", "bea")["headline"] == "Saved 1"
    assert circle.bea.ok("status")["waiting"] == []


NOWHERE = {
    "a name that nobody knows": ("git://no-such-server.invalid/net.git", "its name is not known here"),
    "no way there": ("git://224.0.0.1/net.git", "there is no way to it from here"),
    "nobody listens": ("git://127.0.0.1:1/net.git", "it does not answer (connection refused)"),
    "nobody listens, on the web": ("https://127.0.0.1:1/net.git", "it does not answer (connection refused)"),
    "a folder that is not there": ("/no/such/folder/net.git", "there is no network at that address"),
}


OFTEN = ("a name that nobody knows", "no way there", "nobody listens")
"""The others are in the long form."""


@pytest.mark.parametrize(
    ("address", "reason"),
    [pytest.param(*row, id=name, marks=() if name in OFTEN else (pytest.mark.long,)) for name, row in NOWHERE.items()],
)
def test_a_server_that_is_not_there(circle: Circle, address: str, reason: str) -> None:
    move(circle.bea, address)
    insist_waits(circle.bea, f"{GONE}: {reason}")
    move(circle.bea, str(circle.bare))
    insist_sent(circle)


@pytest.fixture
def silence() -> Iterator[int]:
    """The port of somebody who accepts whoever comes and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        heard: list[socket.socket] = []

        def accept() -> None:
            with contextlib.suppress(OSError):
                while True:
                    heard.append(listener.accept()[0])

        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        yield int(listener.getsockname()[1])
        listener.shutdown(socket.SHUT_RDWR)
        thread.join(10)
        for end in heard:
            end.close()


@pytest.mark.parametrize(
    "scheme", ["git", *(pytest.param(scheme, marks=pytest.mark.long) for scheme in ("ssh", "https"))]
)
def test_a_server_that_accepts_and_says_nothing_is_given_up_and_nothing_goes_on(
    circle: Circle, silence: int, scheme: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PMNET_TIMEOUT", "0.5")
    move(circle.bea, f"{scheme}://127.0.0.1:{silence}/net.git")
    insist_waits(circle.bea, "the server did not answer within 0.5 seconds", LONGER)
    assert surviving(tmp_path) == []
    move(circle.bea, str(circle.bare))
    monkeypatch.delenv("PMNET_TIMEOUT")
    insist_sent(circle)


def test_a_program_that_does_not_want_to_end_is_ended(
    circle: Circle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stubborn = tmp_path / "stubborn"
    stubborn.write_text("#!/bin/sh\ntrap '' TERM HUP INT\nwhile :; do sleep 1; done\n")
    stubborn.chmod(0o755)
    monkeypatch.setenv("GIT_SSH_COMMAND", str(stubborn))
    monkeypatch.setenv("PMNET_TIMEOUT", "0.5")
    move(circle.bea, "ssh://x@127.0.0.1/net.git")
    assert circle.bea.refused(8, "sync")["message"] == "the server did not answer within 0.5 seconds"
    assert surviving(tmp_path) == []


def test_a_new_member_is_not_kept_waiting_either(
    circle: Circle, silence: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PMNET_TIMEOUT", "0.5")
    dora = Person("dora", circle.root)
    error = dora.refused(8, "join", f"git://127.0.0.1:{silence}/net.git", "dora", "--as", "dora", "--yes")
    assert error["message"] == "the server did not answer within 0.5 seconds"
    assert not dora.folder.exists()
    assert surviving(tmp_path) == []


def test_a_time_that_is_none_is_told_before_anything_is_done(circle: Circle, monkeypatch: pytest.MonkeyPatch) -> None:
    for said in ("soon", "-1", "0", "1e9", "0x10", " "):
        monkeypatch.setenv("PMNET_TIMEOUT", said)
        error = circle.bea.refused(2, "free", "3")
        assert error["message"] == f"PMNET_TIMEOUT: {said!r} is not a number of seconds"
    monkeypatch.delenv("PMNET_TIMEOUT")
    assert circle.bea.ok("status")["waiting"] == []


SILENT = [
    Fault(Way.DOWN, 100, (PUSH,), silent=True),
]
MORE_SILENT = [
    Fault(Way.DOWN, 10, (FETCH, PUSH), silent=True),
    Fault(Way.DOWN, 0, (PUSH,), silent=True),
    Fault(Way.UP, 400, (PUSH,), silent=True),
]


@pytest.mark.parametrize(
    "fault", [*SILENT, *(pytest.param(fault, marks=pytest.mark.long) for fault in MORE_SILENT)], ids=str
)
def test_a_server_that_falls_silent_is_given_up(
    behind: Behind, fault: Fault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bea = behind.circle.bea
    monkeypatch.setenv("PMNET_TIMEOUT", "1")
    behind.server.fault = fault
    result = bea.run("member", "set", "headline=Silent", "--json")
    assert (result.code, result.json["sent"]) == (8, False)
    assert result.error["message"] == f"{SAVED}the server did not answer within 1 seconds"
    assert surviving(tmp_path) == []
    monkeypatch.delenv("PMNET_TIMEOUT")
    behind.server.fault = None
    before = behind.acts()
    assert bea.ok("member", "set", "headline=Silent")["sent"] is True
    assert behind.acts() == before + 1
    assert bea.ok("status")["waiting"] == []


def test_a_server_that_is_read_from_and_never_takes_anything(circle: Circle, tmp_path: Path) -> None:
    server = BadServer(tmp_path, takes=False)
    try:
        move(circle.bea, server.address(circle.bare))
        circle.carl.ok("member", "set", "headline=News")
        assert circle.bea.ok("sync")["new"][0]["text"] == "carl changes headline"
        result = circle.bea.run("free", "3", "--json")
        assert (result.code, result.json["sent"]) == (8, False)
        assert result.error["message"] == f"{SAVED}{GONE}: it does not let you in"
        assert circle.bea.refused(8, "sync")["message"] == f"{GONE}: it does not let you in"
    finally:
        server.stop()
    move(circle.bea, str(circle.bare))
    assert [delivery["sent"] for delivery in circle.bea.ok("sync")["deliveries"]] == [True]


def test_a_server_that_vanishes_between_reading_and_sending(behind: Behind, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody was faster, so it is read again: and just then nobody is there any more."""
    bea, carl, server = behind.circle.bea, behind.circle.carl, behind.server
    lead = behind.circle.anna.ok("lead", "add", "--title", "For the faster one")["id"]
    behind.circle.sync()
    carl.ok("claim", lead)
    server.fault = Fault(Way.DOWN, 0, (FETCH,))
    result = bea.run("claim", lead, "--json")
    assert (result.code, result.json["sent"]) == (8, False)
    server.fault = None
    [delivery] = bea.ok("sync")["deliveries"]
    assert (delivery["sent"], "held by carl" in delivery["reason"]) == (False, True)
    server.vanish()
    assert bea.refused(8, "sync")["message"].startswith(f"{GONE}: it does not answer")
    assert bea.ok("status")["refused"][0]["reason"] == delivery["reason"]
    assert f"not done: bea claims {lead} pm: {delivery['reason']}" in bea.run("status").out
    server.start()
    bea.ok("sync", "--clear")
    assert bea.ok("status")["refused"] == []


def test_a_lock_that_a_server_left_behind_is_not_somebody_who_is_faster(
    circle: Circle, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server that lost its power in the middle may say for ever that somebody is just changing something."""
    lock = circle.bare / "refs" / "heads" / "main.lock"
    lock.touch()
    monkeypatch.setenv("PMNET_TIMEOUT", "0.3")
    result = circle.bea.run("free", "3", "--json")
    assert (result.code, result.json["sent"]) == (8, False)
    assert (
        result.error["message"] == f"{SAVED}the server says that somebody is changing the network, and nothing changes"
    )
    assert "tell whoever keeps the server" in result.error["hint"]
    lock.unlink()
    monkeypatch.delenv("PMNET_TIMEOUT")
    assert [delivery["sent"] for delivery in circle.bea.ok("sync")["deliveries"]] == [True]


def test_the_time_is_told_where_people_look_for_it(circle: Circle) -> None:
    shown = circle.bea.run("help", "offline").out
    assert f"{NETWORK_SECONDS:g} seconds for each answer" in shown
    assert TIMEOUT in shown


WEB = [
    (401, f"{GONE}: it does not let you in", ASK),
    (403, f"{GONE}: it does not let you in", ASK),
    (404, f"{GONE}: there is no network at that address", LATER),
    (500, f"{GONE}: it has a fault of its own", LATER),
    (503, f"{GONE}: it has a fault of its own", LATER),
]


@pytest.mark.server
@pytest.mark.parametrize(
    ("status", "message", "hint"),
    [pytest.param(*row, id=str(row[0]), marks=() if row[0] == 401 else (pytest.mark.long,)) for row in WEB],
)
def test_a_web_server_that_does_not_let_in(
    circle: Circle,
    program: Callable[[str], str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    status: int,
    message: str,
    hint: str,
) -> None:
    monkeypatch.setenv("GIT_SSL_CAINFO", str(tmp_path / "cert"))
    with web_door(tmp_path, program("openssl"), status) as port:
        for whose in ("", "bea:wrong-word@"):
            move(circle.bea, f"https://{whose}127.0.0.1:{port}/net.git")
            insist_waits(circle.bea, message, hint)
            told = circle.bea.run("sync").err + circle.bea.run("sync", "--debug").err
            assert "wrong-word" not in told
    move(circle.bea, str(circle.bare))
    insist_sent(circle)


@pytest.mark.server
def test_a_certificate_that_nobody_here_trusts(circle: Circle, program: Callable[[str], str], tmp_path: Path) -> None:
    with web_door(tmp_path, program("openssl"), 200) as port:
        move(circle.bea, f"https://127.0.0.1:{port}/net.git")
        insist_waits(circle.bea, f"{GONE}: its certificate is not trusted here", CERTIFICATE)
