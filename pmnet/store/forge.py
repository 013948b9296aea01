"""Opening a request on the host of a network: a pull request on GitHub or Forgejo, a merge request on GitLab.

First it is planned, from values only: what is pushed where, what the host is told with it, which program opens the request,
and which page does it by hand. Then the plan is carried out, in one place. Hosts differ in one row each:

- GitHub opens nothing by itself; its program `gh` does where it is installed, else a page does.
- GitLab opens one when a pushed branch carries `merge_request.*` options.
- Forgejo and Gitea open one for what is pushed to `refs/for/main`; any other server would keep that as a name nobody
  looks at, so it is used only where the kind of host is known.
- Anywhere else the branch is pushed, and a person does the rest.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import quote, unquote, urlencode, urlsplit

from pmnet.domain.phrase import listed, phrase
from pmnet.domain.text import printable
from pmnet.errors import Conflict, Usage
from pmnet.store.git.answers import Answer, insist_taken
from pmnet.store.git.repository import Repository
from pmnet.store.git.requests import HEADS, push_request

KINDS: Final[Mapping[str, str | None]] = {
    "github": "github",
    "gitlab": "gitlab",
    "forgejo": "forgejo",
    "gitea": "forgejo",
    "none": None,
}
"""What a network may say of its host, and what that means here."""

HOSTS: Final = {
    "github.": "github",
    "gitlab.": "gitlab",
    "codeberg.org": "forgejo",
    "forgejo.": "forgejo",
    "gitea.": "forgejo",
}
"""How the names of hosts begin whose kind is known."""

SSH_HOSTS: Final = {"ssh.github.com": "github.com", "altssh.gitlab.com": "gitlab.com"}
"""Names under which hosts answer ssh on another port, and where their pages are."""

HOST: Final = re.compile(r"(?:[A-Za-z0-9_][\w.-]*|\[[0-9A-Fa-f:.]+\])(?::\d+)?", re.ASCII)
BASE: Final = "main"
LONGEST_TITLE: Final = 200
LONGEST_BODY: Final = 4_000
GH_SECONDS: Final = 60.0
PAGE: Final = re.compile(r"https?://[^\s]+/(?:-/merge_requests|pulls?)/\d+")
"""A page of a request that is open, in what a server or a program says."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a host shows a network: its name, with a port where pages have one, and the path there."""

    host: str
    path: str

    @property
    def page(self) -> str:
        """The network's page."""
        return f"https://{self.host}/{quote(self.path)}"


@dataclass(frozen=True, slots=True)
class Request:
    """How one act is sent as a request.

    The commit is pushed to `target` with `options`; then `command` opens the request, where it is not empty. `page` is
    where a person can do that instead; empty where the address does not tell.
    """

    branch: str
    target: str
    options: tuple[str, ...] = ()
    command: tuple[str, ...] = ()
    page: str = ""


@dataclass(frozen=True, slots=True)
class Opened:
    """What became of a request: `page` shows it when it is `done`, else it is where to open it by hand, if known."""

    branch: str
    page: str
    done: bool


def place_of(address: str) -> Place | None:
    """Where a host shows what lies at an address of any form; None for folders and what has no page."""
    if "://" in address:
        return _place_of_url(address)
    scp = re.fullmatch(r"(?:[^@/]*@)?(\[[0-9A-Fa-f:.]+\]|[^@:/\[\]]{2,}):(?!:)(.+)", address)
    return _place(scp[1], scp[2]) if scp else None


def detect(address: str, named: str | None = None) -> str | None:
    """The kind of a host (`github`, `gitlab`, `forgejo`) by what the network says or by its name; None where unknown.

    Raises Usage for a kind that does not exist.
    """
    if named is not None:
        if named not in KINDS:
            raise Usage(
                phrase("there is no kind of host {named!r}", named=named),
                phrase("one of: {KINDS}", KINDS=listed(KINDS)),
            )
        return KINDS[named]
    place = place_of(address)
    return next((kind for start, kind in HOSTS.items() if place is not None and place.host.startswith(start)), None)


def gh_program() -> str | None:
    """Where GitHub's own program is; None where it is not installed."""
    return shutil.which("gh")


def plan_request(
    kind: str | None, address: str, branch: str, title: str, body: str = "", gh: str | None = None
) -> Request:
    """How a request is sent to a host of that kind: `branch` is its name there, `gh` GitHub's program if there is one."""
    said = one_line(title)[:LONGEST_TITLE]
    return PLANS[kind](place_of(address), branch, said, _printable_lines(body)[:LONGEST_BODY], gh)


def open_request(repository: Repository, request: Request, commit: str, replaces: str = "") -> Opened:
    """Send a request as planned; `replaces` is the commit of an earlier one of that name.

    Raises Conflict where the name is taken by something else, Refused with the server's words, and Unreachable.
    """
    pushed = push_request(repository, commit, request.target, _options(request, replaces), replaces)
    if pushed.answer is Answer.UNREACHABLE and "does not support push options" in pushed.words:
        request = replace(request, target=f"{HEADS}{request.branch}", options=())
        pushed = push_request(repository, commit, request.target, (), replaces)
    if pushed.answer is Answer.TRY_AGAIN:
        raise Conflict(
            phrase("cannot send {branch}: the server has another one of that name", branch=request.branch), "pmnet sync"
        )
    insist_taken(pushed)
    page = run_gh(request.command) if request.command else page_in(pushed.words)
    return Opened(request.branch, page or request.page, bool(page))


def _options(request: Request, replaces: str) -> tuple[str, ...]:
    """What the host is told; Forgejo wants to be told too that an earlier request is replaced."""
    anew = replaces and not request.target.startswith(HEADS)
    return (*request.options, "force-push=true") if anew else request.options


def run_gh(command: tuple[str, ...]) -> str:
    """The page of the request that GitHub's program opened, or had opened before; empty where it could not."""
    quiet = {"GH_PROMPT_DISABLED": "1", "GH_NO_UPDATE_NOTIFIER": "1", "NO_COLOR": "1"}
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            timeout=GH_SECONDS,
            env=os.environ | quiet,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return page_in((done.stdout if done.returncode == 0 else done.stderr).decode("utf-8", "replace"))


def page_in(words: str) -> str:
    """The page of an open request that is named in what was said; empty where there is none."""
    found = PAGE.search(words)
    return printable(found[0]) if found else ""


def one_line(text: str) -> str:
    """A text as one line that nothing acts on; a host is told one line at a time."""
    return printable(" ".join(text.split()))


def _place_of_url(address: str) -> Place | None:
    try:
        url = urlsplit(address)
        host, port = url.hostname or "", url.port
    except ValueError:
        return None
    host = f"[{host}]" if ":" in host else host
    if url.scheme == "https":
        return _place(f"{host}:{port}" if port not in (None, 443) else host, unquote(url.path))
    return _place(host, unquote(url.path)) if url.scheme == "ssh" else None


def _place(host: str, path: str) -> Place | None:
    clean = path.strip("/").removesuffix(".git").rstrip("/")
    if HOST.fullmatch(host) is None or not clean or printable(clean) != clean or ".." in clean.split("/"):
        return None
    known = host.lower()
    return Place(SSH_HOSTS.get(known, known), clean)


def _printable_lines(text: str) -> str:
    return "\n".join(printable(line) for line in text.splitlines())


def _github(place: Place | None, branch: str, title: str, body: str, gh: str | None) -> Request:
    plain = _plain(place, branch, title, body, gh)
    if place is None or place.path.count("/") != 1:
        return plain
    said = (f"--repo={place.host}/{place.path}", f"--head={branch}", f"--base={BASE}")
    command = (gh, "pr", "create", *said, f"--title={title}", f"--body={body}") if gh and ":" not in place.host else ()
    return replace(plain, command=command, page=f"{place.page}/compare/{BASE}...{quote(branch)}?expand=1")


def _gitlab(place: Place | None, branch: str, title: str, body: str, gh: str | None) -> Request:
    options = [
        "merge_request.create",
        f"merge_request.target={BASE}",
        f"merge_request.title={title}",
        "merge_request.remove_source_branch",
        *([f"merge_request.description={one_line(body)}"] if body else []),
    ]
    asked = urlencode({"merge_request[source_branch]": branch, "merge_request[target_branch]": BASE})
    page = f"{place.page}/-/merge_requests/new?{asked}" if place else ""
    return Request(branch, f"{HEADS}{branch}", tuple(options), page=page)


def _forgejo(place: Place | None, branch: str, title: str, body: str, gh: str | None) -> Request:
    options = [f"topic={branch}", f"title={title}", *([f"description={one_line(body)}"] if body else [])]
    return Request(branch, f"refs/for/{BASE}", tuple(options), page=f"{place.page}/pulls" if place else "")


def _plain(place: Place | None, branch: str, title: str, body: str, gh: str | None) -> Request:
    return Request(branch, f"{HEADS}{branch}", page=place.page if place else "")


PLANS: Final[Mapping[str | None, Callable[[Place | None, str, str, str, str | None], Request]]] = {
    "github": _github,
    "gitlab": _gitlab,
    "forgejo": _forgejo,
    None: _plain,
}
