"""Requests on hosts: what is planned for each, and what really arrives there."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from pmnet.errors import Conflict, Refused, Unreachable, Usage
from pmnet.store import forge
from pmnet.store.forge import Opened, Place, Request, detect, open_request, place_of, plan_request
from pmnet.store.git import remote
from pmnet.store.git.process import run_git
from pmnet.store.git.repository import Repository

BRANCH = "pmnet/bea/261123-k7qx"

ADDRESSES = {
    "https": ("https://github.com/pm/net.git", Place("github.com", "pm/net")),
    "https without .git": ("https://github.com/pm/net/", Place("github.com", "pm/net")),
    "a password": ("https://bea:geheim@gitlab.com/pm/net.git", Place("gitlab.com", "pm/net")),
    "a token": ("https://oauth2@git.example.org:8443/pm/net", Place("git.example.org:8443", "pm/net")),
    "subgroups": ("https://gitlab.example.org/a/b/c/net.git", Place("gitlab.example.org", "a/b/c/net")),
    "ssh": ("ssh://git@codeberg.org/pm/net.git", Place("codeberg.org", "pm/net")),
    "ssh with a port": ("ssh://git@git.example.org:2222/pm/net.git", Place("git.example.org", "pm/net")),
    "ssh over the port of https": ("ssh://git@ssh.github.com:443/pm/net.git", Place("github.com", "pm/net")),
    "scp form": ("git@github.com:pm/net.git", Place("github.com", "pm/net")),
    "scp form without a user": ("GitHub.com:pm/net", Place("github.com", "pm/net")),
    "scp form with a slash": ("git@github.com:/pm/net.git", Place("github.com", "pm/net")),
    "scp form with subgroups": ("git@gitlab.example.org:a/b/net.git", Place("gitlab.example.org", "a/b/net")),
    "a number for a name": ("ssh://git@[::1]:2222/pm/net.git", Place("[::1]", "pm/net")),
    "a number in scp form": ("git@[::1]:pm/net.git", Place("[::1]", "pm/net")),
    "a home folder": ("ssh://host/~bea/net.git", Place("host", "~bea/net")),
    "a folder": ("/srv/git/net.git", None),
    "a folder on Windows": ("C:\\git\\net", None),
    "a folder on Windows with slashes": ("C:/git/net", None),
    "a folder here": ("./net:old", None),
    "a folder as an address": ("file:///srv/git/net.git", None),
    "another program": ("ext::sh -c x", None),
    "no path": ("https://github.com/", None),
    "a port that is none": ("https://github.com:x/pm/net", None),
    "a path that climbs": ("https://github.com/../net", None),
    "hidden letters": ("https://github.com/pm/n\u202eet", None),
    "a blank in the name": ("https://git hub.com/pm/net", None),
}


@pytest.mark.parametrize(("address", "place"), ADDRESSES.values(), ids=ADDRESSES.keys())
def test_where_an_address_is_shown(address: str, place: Place | None) -> None:
    assert place_of(address) == place


KINDS = {
    "https://github.com/pm/net": "github",
    "git@github.example.org:pm/net.git": "github",
    "ssh://git@ssh.github.com:443/pm/net": "github",
    "https://gitlab.com/pm/net": "gitlab",
    "git@gitlab.example.org:a/b/net": "gitlab",
    "https://codeberg.org/pm/net": "forgejo",
    "ssh://git@forgejo.example.org:2222/pm/net": "forgejo",
    "https://gitea.example.org/pm/net": "forgejo",
    "https://git.example.org/pm/net": None,
    "https://notgithub.com/pm/net": None,
    "https://example.org/github.com/net": None,
    "/srv/github.com/net.git": None,
}


@pytest.mark.parametrize(("address", "kind"), KINDS.items())
def test_the_kind_of_a_host(address: str, kind: str | None) -> None:
    assert detect(address) == kind


def test_a_network_may_say_what_its_host_is() -> None:
    assert detect("https://git.example.org/pm/net", "gitea") == "forgejo"
    assert detect("https://github.com/pm/net", "none") is None
    with pytest.raises(Usage, match="no kind of host 'svn'"):
        detect("https://github.com/pm/net", "svn")


def test_github_is_asked_by_its_own_program() -> None:
    planned = plan_request("github", "git@github.com:pm/net.git", BRANCH, "--web", "Two\nlines", "/usr/bin/gh")
    assert planned == Request(
        BRANCH,
        f"refs/heads/{BRANCH}",
        (),
        (
            "/usr/bin/gh", "pr", "create", "--repo=github.com/pm/net", f"--head={BRANCH}", "--base=main",
            "--title=--web", "--body=Two\nlines",
        ),
        f"https://github.com/pm/net/compare/main...{BRANCH}?expand=1",
    )  # fmt: skip


@pytest.mark.parametrize(
    "address", ["https://github.example.org:8443/pm/net", "git@github.com:net.git", "/srv/net.git"]
)
def test_github_without_its_program_is_a_page_or_a_branch(address: str) -> None:
    planned = plan_request("github", address, BRANCH, "T", "", "gh" if ":8443" in address else None)
    assert (planned.target, planned.command, planned.options) == (f"refs/heads/{BRANCH}", (), ())


def test_gitlab_is_told_with_the_push() -> None:
    planned = plan_request(
        "gitlab", "https://x:y@gitlab.example.org/a/b/net.git", BRANCH, "A\nclaim\x00", "Two\n\nlines"
    )
    assert planned.target == f"refs/heads/{BRANCH}"
    assert planned.options == (
        "merge_request.create",
        "merge_request.target=main",
        "merge_request.title=A claim\N{REPLACEMENT CHARACTER}",
        "merge_request.remove_source_branch",
        "merge_request.description=Two lines",
    )
    assert planned.page == (
        "https://gitlab.example.org/a/b/net/-/merge_requests/new"
        "?merge_request%5Bsource_branch%5D=pmnet%2Fbea%2F261123-k7qx&merge_request%5Btarget_branch%5D=main"
    )


def test_forgejo_takes_what_is_pushed_for_main() -> None:
    planned = plan_request("forgejo", "ssh://git@codeberg.org/pm/net.git", BRANCH, "bea claims")
    assert planned.target == "refs/for/main"
    assert planned.options == (f"topic={BRANCH}", "title=bea claims")
    assert planned.page == "https://codeberg.org/pm/net/pulls"


@pytest.mark.parametrize(
    ("address", "page"),
    [("ssh://git@git.example.org:2222/pm/net.git", "https://git.example.org/pm/net"), ("/srv/net.git", "")],
)
def test_anywhere_else_the_branch_is_pushed(address: str, page: str) -> None:
    assert plan_request(None, address, BRANCH, "T") == Request(BRANCH, f"refs/heads/{BRANCH}", page=page)


@pytest.mark.parametrize("kind", ["github", "gitlab", "forgejo", None])
def test_what_is_told_is_short_and_on_one_line(kind: str | None) -> None:
    planned = plan_request(kind, "https://host.example.org/pm/net", BRANCH, "T\n" * 9_999, "\x1b[31mB\n" * 9_999, "gh")
    assert all("\n" not in option and len(option) < 5_000 for option in planned.options)
    assert not any("\x1b" in said or len(said) > 5_000 for said in (*planned.options, *planned.command))


WRITE_DOWN = r"""n=0
while [ "$n" -lt "${GIT_PUSH_OPTION_COUNT:-0}" ]; do
  eval "printf '%s\n' \"\$GIT_PUSH_OPTION_$n\"" >> PLACE
  n=$((n+1))
done"""


@pytest.fixture
def host(tmp_path: Path) -> Path:
    """A bare repository that takes push options and writes down what it was told."""
    bare = Repository.create(tmp_path / "net.git", bare=True).git_dir
    run_git(["--git-dir", str(bare), "config", "receive.advertisePushOptions", "true"])
    hook(bare, "pre-receive", WRITE_DOWN.replace("PLACE", str(bare / "told")))
    return bare


def hook(bare: Path, name: str, text: str) -> None:
    place = bare / "hooks" / name
    place.parent.mkdir(exist_ok=True)
    place.write_text(f"#!/bin/sh\n{text}\n")
    place.chmod(0o755)


@pytest.fixture
def copy(host: Path, tmp_path: Path) -> Repository:
    """A copy whose shared repository is that one, and whose owner has an option of their own."""
    repository = Repository.create(tmp_path / "copy")
    remote.set_address(repository, str(host))
    repository.run("config", "push.pushOption", "mine")
    return repository


def commit(repository: Repository, text: str) -> str:
    tree = repository.run("mktree", stdin=b"").out.decode().strip()
    who = {f"GIT_{role}_{what}": "x" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    return repository.run("commit-tree", "-m", text, tree, variables=who).out.decode().strip()


def at(bare: Path, name: str) -> str:
    done = subprocess.run(["git", "--git-dir", str(bare), "rev-parse", "--verify", "-q", name], capture_output=True)
    return done.stdout.decode().strip()


def test_gitlab_gets_the_branch_and_every_option(host: Path, copy: Repository) -> None:
    hook(
        host, "post-receive", "echo 'View merge request:'; echo '  https://gitlab.example.org/a/net/-/merge_requests/7'"
    )
    planned = plan_request("gitlab", "git@gitlab.example.org:a/net.git", BRANCH, "$(touch x)\n-o evil", "--body")
    made = commit(copy, "one")
    opened = open_request(copy, planned, made)
    assert opened == Opened(BRANCH, "https://gitlab.example.org/a/net/-/merge_requests/7", True)
    assert at(host, f"refs/heads/{BRANCH}") == made
    assert (host / "told").read_text().splitlines() == list(planned.options)
    assert "merge_request.title=$(touch x) -o evil" in planned.options


def test_forgejo_gets_it_for_main(host: Path, copy: Repository) -> None:
    hook(host, "post-receive", "echo 'Visit the existing pull request:'; echo '  https://codeberg.org/pm/net/pulls/3'")
    planned = plan_request("forgejo", "git@codeberg.org:pm/net.git", BRANCH, "bea claims")
    made = commit(copy, "one")
    assert open_request(copy, planned, made) == Opened(BRANCH, "https://codeberg.org/pm/net/pulls/3", True)
    assert (at(host, "refs/for/main"), at(host, f"refs/heads/{BRANCH}"), at(host, "main")) == (made, "", "")
    assert (host / "told").read_text().splitlines() == [f"topic={BRANCH}", "title=bea claims"]


def test_forgejo_is_told_that_a_request_is_replaced(host: Path, copy: Repository) -> None:
    planned = plan_request("forgejo", "git@codeberg.org:pm/net.git", BRANCH, "T")
    open_request(copy, planned, commit(copy, "one"), replaces="0" * 40)
    assert (host / "told").read_text().splitlines() == [*planned.options, "force-push=true"]


def test_a_host_that_takes_no_options_gets_the_branch(host: Path, copy: Repository) -> None:
    run_git(["--git-dir", str(host), "config", "receive.advertisePushOptions", "false"])
    planned = plan_request("gitlab", "git@gitlab.example.org:a/net.git", BRANCH, "T")
    made = commit(copy, "one")
    assert open_request(copy, planned, made) == Opened(BRANCH, planned.page, False)
    assert at(host, f"refs/heads/{BRANCH}") == made
    forgejo = plan_request("forgejo", "git@codeberg.org:pm/net.git", "pmnet/bea/2", "T")
    assert open_request(copy, forgejo, made).done is False
    assert (at(host, "refs/heads/pmnet/bea/2"), at(host, "refs/for/main")) == (made, "")


def test_sending_again_is_the_same_request(host: Path, copy: Repository) -> None:
    planned = plan_request(None, str(host), BRANCH, "T")
    one, two = commit(copy, "one"), commit(copy, "two")
    assert open_request(copy, planned, one) == open_request(copy, planned, one) == Opened(BRANCH, "", False)
    with pytest.raises(Conflict):
        open_request(copy, planned, two)
    assert at(host, f"refs/heads/{BRANCH}") == one
    open_request(copy, planned, two, replaces=one)
    assert at(host, f"refs/heads/{BRANCH}") == two
    assert not (host / "told").exists()


def test_the_servers_own_words_are_shown(host: Path, copy: Repository) -> None:
    hook(host, "pre-receive", "echo 'members/bea.yaml: no'; exit 1")
    with pytest.raises(Refused, match=r"members/bea\.yaml: no"):
        open_request(copy, plan_request(None, str(host), BRANCH, "T"), commit(copy, "one"))
    remote.set_address(copy, str(host / "nowhere"))
    with pytest.raises(Unreachable):
        open_request(copy, plan_request(None, str(host), BRANCH, "T"), commit(copy, "one"))


@pytest.fixture
def gh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program called gh on the path that writes down its arguments and does what `does` in its folder says."""
    folder = tmp_path / "bin"
    folder.mkdir()
    program = folder / "gh"
    program.write_text(
        f'#!/bin/sh\nfor a in "$@"; do printf \'%s\\0\' "$a"; done > {folder}/told\n'
        f'printf "%s" "$GH_PROMPT_DISABLED" > {folder}/quiet\n. {folder}/does\n'
    )
    program.chmod(0o755)
    (folder / "does").write_text("echo https://github.com/pm/net/pull/12\n")
    monkeypatch.setenv("PATH", str(folder), prepend=":")
    return folder


TITLE = 'bea: "claims"; $(touch pwned) --web'


def test_gh_opens_the_request(host: Path, copy: Repository, gh: Path) -> None:
    planned = plan_request("github", "git@github.com:pm/net.git", BRANCH, TITLE, "-", forge.gh_program())
    made = commit(copy, "one")
    assert open_request(copy, planned, made) == Opened(BRANCH, "https://github.com/pm/net/pull/12", True)
    assert at(host, f"refs/heads/{BRANCH}") == made
    assert (gh / "told").read_text().split("\0")[:-1] == [
        "pr", "create", "--repo=github.com/pm/net", f"--head={BRANCH}", "--base=main", f"--title={TITLE}", "--body=-",
    ]  # fmt: skip
    assert (gh / "quiet").read_text() == "1"
    assert not list(gh.parent.rglob("pwned"))


FAILURES = {
    "not signed in": ("echo 'To get started, run: gh auth login' >&2; exit 4", ""),
    "not reached": ("echo 'HTTP 502 (https://api.github.com/graphql)' >&2; exit 1", ""),
    "open already": (
        "echo 'a pull request for branch x already exists:' >&2; echo https://github.com/pm/net/pull/9 >&2; exit 1",
        "https://github.com/pm/net/pull/9",
    ),
    "says nothing": ("exit 0", ""),
    "says nonsense": ("printf '\\377\\033]0;x\\007'", ""),
}


@pytest.mark.parametrize(("does", "page"), FAILURES.values(), ids=FAILURES.keys())
def test_where_gh_fails_a_page_is_shown(copy: Repository, gh: Path, does: str, page: str) -> None:
    (gh / "does").write_text(f"{does}\n")
    planned = plan_request("github", "git@github.com:pm/net.git", BRANCH, "T", "", forge.gh_program())
    opened = open_request(copy, planned, commit(copy, "one"))
    assert (opened.page, opened.done) == (page or planned.page, bool(page))


def test_a_gh_that_never_answers_is_ended(copy: Repository, gh: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forge, "GH_SECONDS", 0.3)
    (gh / "does").write_text("exec sleep 30\n")
    planned = plan_request("github", "git@github.com:pm/net.git", BRANCH, "T", "", forge.gh_program())
    assert open_request(copy, planned, commit(copy, "one")).done is False


def test_without_gh_nothing_is_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert forge.gh_program() is None
    assert forge.run_gh(("gh-that-is-not-there",)) == ""
