"""What servers say that cannot write, as git passes it on, and what it means; each was seen on a real one."""

from __future__ import annotations

from pathlib import Path

import pytest

from pmnet.cli.language import language
from pmnet.errors import NoRoom, NothingThere, NotKnownThere, Refused, Unreachable
from pmnet.store.git.answers import Answer, insist_taken, push_answer, unreachable
from pmnet.store.git.process import Finished

UNPACK, UPDATE, TOGETHER = "unpacker error", "failed to update ref", "atomic transaction failed"
LOCK = "remote: error: cannot lock ref 'refs/heads/main': Unable to create '/net.git/./refs/heads/main.lock': "

UNABLE = {
    "no room for an object": (UNPACK, "remote: fatal: unable to write loose object file: No space left on device"),
    "no room for many": (UNPACK, "remote: fatal: write error: No space left on device"),
    "more than one may have": (UNPACK, "remote: fatal: unable to write loose object file: Disk quota exceeded"),
    "read only": (UNPACK, "error: remote unpack failed: unable to create temporary object directory"),
    "no room for the newest state": (
        UPDATE,
        "remote: error: cannot update ref 'refs/heads/main': couldn't write '/net.git/./refs/heads/main.lock'",
    ),
    "not its own files": (UPDATE, f"{LOCK}Permission denied"),
    "not its own files, of several": (TOGETHER, f"{LOCK}Permission denied"),
    "read only for the newest state": (UPDATE, f"{LOCK}Read-only file system"),
}
ABLE = {
    "somebody was faster": (UPDATE, f"{LOCK}File exists.", Answer.TRY_AGAIN),
    "somebody was faster, and says nothing": (UPDATE, "", Answer.TRY_AGAIN),
    "what was sent is damaged": (UNPACK, "remote: fatal: pack has bad object", Answer.REFUSED),
    "a rule says so": (
        "pre-receive hook declined",
        "remote: pmnet: refused: a title that says No space left on device",
        Answer.REFUSED,
    ),
}


def pushed(bracket: str, said: str) -> Finished:
    return Finished(1, f"!\tabc:refs/heads/main\t[remote rejected] ({bracket})\nDone\n".encode(), f"{said}\n")


@pytest.mark.parametrize(("bracket", "said"), UNABLE.values(), ids=UNABLE.keys())
def test_a_server_that_cannot_write_has_no_room(bracket: str, said: str) -> None:
    answer = push_answer(pushed(bracket, said))
    assert answer.answer is Answer.NO_ROOM
    with pytest.raises(NoRoom) as raised:
        insist_taken(answer)
    assert raised.value.message.startswith("the network's server has no room for anything new: ")
    assert "net.git" not in raised.value.message


@pytest.mark.parametrize(("bracket", "said", "answer"), ABLE.values(), ids=ABLE.keys())
def test_a_server_that_can_write_is_not_one_without_room(bracket: str, said: str, answer: Answer) -> None:
    assert push_answer(pushed(bracket, said)).answer is answer


def test_a_verdict_is_raised_as_one() -> None:
    with pytest.raises(Refused):
        insist_taken(push_answer(pushed(*ABLE["a rule says so"][:2])))


def test_a_server_where_somebody_was_faster_is_not_one_that_cannot_be_reached() -> None:
    with pytest.raises(Unreachable) as raised:
        insist_taken(push_answer(pushed(*ABLE["somebody was faster"][:2])))
    assert raised.value.message == "somebody else has just changed the same on the network's server"


@pytest.mark.parametrize("port", [40312, 40400, 50301])
def test_a_port_is_not_taken_for_what_a_server_answers(port: int) -> None:
    error = unreachable(f"fatal: unable to connect to 127.0.0.1:\n127.0.0.1:{port}: errno=Connection refused")
    assert type(error) is Unreachable
    assert error.message.endswith("it does not answer (connection refused)")
    broken = unreachable(f"fatal: unable to access 'https://host:{port}/net.git/': server closed it")
    assert type(broken) is Unreachable


@pytest.mark.parametrize(
    ("code", "kind", "reason"),
    [
        (403, NotKnownThere, ": it does not let you in"),
        (404, NothingThere, ": there is no network at that address"),
        (500, Unreachable, ": it has a fault of its own"),
        (503, Unreachable, ": it has a fault of its own"),
    ],
)
def test_what_a_web_server_answers(code: int, kind: type[Unreachable], reason: str) -> None:
    error = unreachable(f"fatal: unable to access 'https://host/net.git/': The requested URL returned error: {code}")
    assert (type(error), error.message) == (kind, f"the network's server cannot be reached{reason}")


NOT_KNOWN = "git@host.example: Permission denied (publickey)."


@pytest.mark.parametrize(
    ("file", "agent", "shown"),
    [
        ("id_ed25519.pub", "", "cat ~/.ssh/id_ed25519.pub shows it"),
        ("id_rsa.pub", "/run/agent", "cat ~/.ssh/id_rsa.pub shows it"),
        ("config", "/run/agent", "ssh-add -L shows it"),
        ("config", "", "ssh-keygen -t ed25519 makes one"),
    ],
)
def test_who_is_not_let_in_is_told_where_their_key_is(
    file: str, agent: str, shown: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    if agent:
        monkeypatch.setenv("SSH_AUTH_SOCK", agent)
    (tmp_path / ".ssh").mkdir()
    (tmp_path / ".ssh" / file).write_text("")
    hint = unreachable(NOT_KNOWN).hint
    assert hint == f"ask whoever keeps the server to let in the key of your ssh: {shown}"
    assert language("de").say(hint).startswith("wer den Server betreut, muss den Schlüssel deines ssh zulassen: ")


def test_a_hint_that_names_the_server_is_said_in_german() -> None:
    said = (
        "WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!\nHost key for host.example has changed and you have requested"
    )
    hint = unreachable(said).hint
    assert "ssh-keygen -R host.example, then" in hint
    assert "ssh-keygen -R host.example, dann" in language("de").say(hint)
