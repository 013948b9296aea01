"""What git says, and what pmnet makes of it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from pmnet.errors import Usage
from pmnet.store.git import checkout, remote
from pmnet.store.git.answers import Answer, push_answer, refused, unreachable
from pmnet.store.git.process import Finished, environment, masked, run_git, without_login
from pmnet.store.git.remote import check_address
from pmnet.store.git.repository import Repository

MAIN = "abc:refs/heads/main"

PUSHES = {
    "fast forward": (0, f"To x\n \t{MAIN}\tabc..def\nDone\n", Answer.ACCEPTED),
    "created": (0, f"To x\n*\t{MAIN}\t[new branch]\nDone\n", Answer.ACCEPTED),
    "already there": (0, f"To x\n=\t{MAIN}\t[up to date]\nDone\n", Answer.ACCEPTED),
    "somebody pushed before": (1, f"To x\n!\t{MAIN}\t[rejected] (fetch first)\n", Answer.TRY_AGAIN),
    "not a fast forward": (1, f"To x\n!\t{MAIN}\t[rejected] (non-fast-forward)\n", Answer.TRY_AGAIN),
    "lease is stale": (1, f"To x\n!\t{MAIN}\t[rejected] (stale info)\n", Answer.TRY_AGAIN),
    "truly simultaneous": (1, f"To x\n!\t{MAIN}\t[remote rejected] (failed to update ref)\n", Answer.TRY_AGAIN),
    "ref is locked": (
        1, f"To x\n!\t{MAIN}\t[remote rejected] (cannot lock ref 'refs/heads/main': is at 1 but expected 2)\n",
        Answer.TRY_AGAIN,
    ),
    "one of two failed": (1, f"To x\n!\t{MAIN}\t[rejected] (atomic push failed)\n", Answer.TRY_AGAIN),
    "hook": (1, f"To x\n!\t{MAIN}\t[remote rejected] (pre-receive hook declined)\n", Answer.REFUSED),
    "protected branch": (1, f"To x\n!\t{MAIN}\t[remote rejected] (hook declined)\n", Answer.REFUSED),
    "disk full": (1, f"To x\n!\t{MAIN}\t[remote rejected] (unpacker error)\n", Answer.REFUSED),
    "no line at all": (128, "", Answer.UNREACHABLE),
}  # fmt: skip


@pytest.mark.parametrize(("code", "out", "answer"), PUSHES.values(), ids=PUSHES.keys())
def test_a_push_is_classified_by_its_line(code: int, out: str, answer: Answer) -> None:
    assert push_answer(Finished(code, out.encode(), "")).answer is answer


def test_the_servers_words_are_kept() -> None:
    done = Finished(
        1, f"!\t{MAIN}\t[remote rejected] (pre-receive hook declined)\n".encode(), "remote: no. \nremote: never\n"
    )
    assert push_answer(done).words == "no.\nnever"


def test_what_the_judge_on_a_server_says_is_quoted_without_saying_twice_that_it_refused() -> None:
    words = "pmnet: refused: bea is a candidate\npmnet: refused: and so on"
    assert refused(words).message == "the server refused: bea is a candidate; and so on"


SAID = {
    "ssh: Could not resolve hostname nowhere: Name or service not known": "its name is not known here",
    "ssh: connect to host x port 22: Connection refused": "it does not answer (connection refused)",
    "git@x: Permission denied (publickey).": "it does not let you in",
    "Host key verification failed.": "its host key is not known here, and your ssh takes no new one",
    "fatal: '/x' does not appear to be a git repository": "there is no network at that address",
}


@pytest.mark.parametrize(("said", "reason"), SAID.items())
def test_unreachable_is_said_without_gits_words(said: str, reason: str) -> None:
    message = unreachable(said).message
    assert message.endswith(reason)
    assert "fatal" not in message


ADDRESSES = ["--upload-pack=touch /tmp/x", "-oProxyCommand=x", "ext::sh -c id", "ssh://-oProxyCommand=x/y", "", "a\nb",
             "ssh://git@-oProxyCommand=x/y", "http://plain/net.git", "fd::17", "ssh://`id`/y", "ssh://%60id%60/y", "ssh://$(id)@host/y",
             "git@a;id:y", "ssh://%2DoProxyCommand=x/y", "ssh://git@%2DE/y", "ssh://a%0Ab/y", "SSH://a|b/y"]  # fmt: skip


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_option_disguised_as_an_address_is_refused(address: str) -> None:
    with pytest.raises(Usage):
        check_address(address)


@pytest.mark.parametrize(
    "address",
    [
        "/srv/net.git",
        "ssh://git@host:22/net.git",
        "git@host:net.git",
        "https://host/net.git",
        "ssh://[::1]:22/a b;c.git",
        "file:///a$b (c)/net.git",
    ],
)
def test_addresses_of_networks(address: str) -> None:
    assert check_address(address) == address


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://dora:secret@host:8443/net.git", "https://host:8443/net.git"),
        ("https://dora:sec@ret@host/net.git", "https://host/net.git"),
        ("https://secret@host/net.git", "https://host/net.git"),
        ("http://dora:secret@host/net.git", "http://host/net.git"),
        ("ssh://git:secret@host:22/net.git", "ssh://git@host:22/net.git"),
        ("https://host/a@b.git", "https://host/a@b.git"),
        ("git@host:net.git", "git@host:net.git"),
        ("/srv/net@home.git", "/srv/net@home.git"),
    ],
)
def test_an_address_is_shown_without_what_lets_somebody_in(address: str, shown: str) -> None:
    assert without_login(address) == shown
    if "secret" in address:
        assert "secret" not in masked(f"fatal: unable to access '{address}/'")


def test_an_address_that_cannot_be_used_is_named_without_its_password() -> None:
    with pytest.raises(Usage) as error:
        check_address("http://dora:secret@host/net.git")
    assert error.value.message == "'http://host/net.git' is not an address of a network"


def test_inherited_variables_do_not_redirect_git(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (
        "GIT_DIR",
        "GIT_WORK_TREE",
        "GIT_INDEX_FILE",
        "GIT_OBJECT_DIRECTORY",
        "GIT_CONFIG_COUNT",
        "GIT_EDITOR",
    ):
        monkeypatch.setenv(name, "/nowhere")
    assert (
        not {"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_CONFIG_COUNT"}
        & environment().keys()
    )
    assert run_git(["--version"]).code == 0


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    folder = tmp_path / "repo"
    subprocess.run(["git", "init", "-q", "-b", "main", folder], check=True)
    return Repository.at(folder)


def commit(repository: Repository, *arguments: str) -> str:
    identity = ["-c", "user.name=x", "-c", "user.email=x@example.org"]
    subprocess.run(["git", "-C", str(repository.folder), *identity, "commit", "-q", "-m", "x", *arguments], check=True)
    return repository.tip("refs/heads/main") or ""


def test_only_plain_files_are_read(repository: Repository) -> None:
    folder = repository.folder
    assert folder is not None
    (folder / "plain.yaml").write_text("id: a\n")
    (folder / "program.yaml").write_text("id: a\n")
    (folder / "program.yaml").chmod(0o755)
    (folder / "link.yaml").symlink_to("/etc/passwd")
    subprocess.run(["git", "-C", str(folder), "add", "-A"], check=True)
    tip = commit(repository)
    assert repository.read(tip, "plain.yaml") == b"id: a\n"
    assert repository.read(tip, "program.yaml") is None
    assert repository.read(tip, "link.yaml") is None
    assert repository.paths(tip, "") == ["plain.yaml"]
    repository.close()


def test_a_file_that_is_not_there_is_none(repository: Repository) -> None:
    tip = commit(repository, "--allow-empty")
    for path in ("members/anna.yaml", "members", "", "a\nb", "../x"):
        assert repository.read(tip, path) is None
    repository.close()


def test_hooks_and_monitors_of_a_hostile_copy_do_not_run(repository: Repository, tmp_path: Path) -> None:
    marker = tmp_path / "ran"
    script = tmp_path / "evil"
    script.write_text(f"#!/bin/sh\ntouch {marker}\n")
    script.chmod(0o755)
    commit(repository, "--allow-empty")
    for name in ("core.fsmonitor", "core.sshCommand", "gpg.program", "gpg.ssh.program"):
        subprocess.run(["git", "-C", str(repository.folder), "config", name, str(script)], check=True)
    for name in ("post-index-change", "reference-transaction", "post-checkout"):
        (repository.git_dir / "hooks").mkdir(exist_ok=True)
        (repository.git_dir / "hooks" / name).symlink_to(script)
    checkout.edited_files(repository)
    checkout.untracked_files(repository)
    remote.note_main(repository, repository.tip("refs/heads/main") or "")
    checkout.advance(repository, repository.tip("refs/heads/main") or "")
    assert not marker.exists()
    repository.close()
