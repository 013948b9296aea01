"""The start pages, followed literally: what stands in their blocks is typed in a shell, in a clean home, over a real sshd."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pexpect
import pytest
from listening import end, listening
from people import NOW, Circle, Person, copy_circle
from ssh_server import SshServer, make_key
from test_invitation import let_in, with_key

DOCS = Path(__file__).parent.parent.parent / "docs"
PAGES = {
    "member": ("start-member.md", "start-mitglied.md"),
    "founder": ("start-founder.md", "start-gruender.md"),
}
ACTIVE = "2026-12-01T09:00:00Z"
"""When the days in which members may object are over."""

PASSPHRASE = "five words that nobody guesses"


def blocks(page: str, name: str) -> dict[str, list[str]]:
    """The commands of a page by the names of their blocks."""
    found = re.findall(rf"^<!-- {name}: (\w+) -->\n```sh\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    return {block: commands.splitlines() for block, commands in found}


def read(name: str) -> str:
    return (DOCS / name).read_text("utf-8")


@dataclass
class Newcomer:
    """Somebody at a machine on which pmnet was set up and nothing else was ever done."""

    folder: Path
    ssh: dict[str, str]
    put_in: dict[str, str] = field(default_factory=dict)
    """What stands in a page as an example, and what it is here."""

    def types(self, line: str, answers: Sequence[tuple[str, str]] = (), now: str = NOW) -> tuple[int, str]:
        """The exit code of what is typed, and the screen; each question in turn must be asked."""
        for example, here in self.put_in.items():
            line = line.replace(example, here)
        bin_folder = Path(sys.executable).parent
        variables = {
            "PATH": f"{bin_folder}:{os.environ['PATH']}", "HOME": str(self.folder), "LANG": "C.UTF-8", "TERM": "xterm",
            "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "PMNET_NOW": now, **self.ssh,
        }  # fmt: skip
        spawned = pexpect.spawn(
            "bash", ["--norc", "-c", line], env=variables, cwd=str(self.folder), encoding="utf-8", timeout=60,
            dimensions=(50, 200),
        )  # fmt: skip
        spawned.delaybeforesend = None
        screen = ""
        for question, answer in answers:
            spawned.expect(question)
            screen += f"{spawned.before}{spawned.after}"
            spawned.sendline(answer)
        spawned.expect(pexpect.EOF)
        spawned.close()
        return spawned.exitstatus, screen + spawned.before


BACKUP = (("Passphrase for the backup: ", PASSPHRASE), ("The same again: ", PASSPHRASE))


@pytest.mark.server
def test_the_member_page_leads_from_nothing_to_a_first_claim(template: Circle, sshd: SshServer, tmp_path: Path) -> None:
    circle = copy_circle(template, tmp_path / "net")
    circle.remote = sshd.address(circle.bare)
    anna = circle.anna
    anna.git("remote", "set-url", "origin", circle.remote)
    anna.extra |= with_key(sshd, "client", "known-to-anna")
    anna.ok("invite", "--email", "dora@example.org")
    page = read("start-member.md")
    steps = blocks(page, "member")
    dora = Newcomer(tmp_path / "dora", with_key(sshd, "new", "known-to-dora"))
    dora.folder.mkdir()
    shutil.copy(circle.root / "invitation-dora.pmnet.yaml", dora.folder)
    make_key(sshd.folder / "new")

    [join] = steps["join"]
    questions = re.findall(r"^\| (Your .*?|Go on)\?? \| (?:`(.*)`|Enter.*) \|$", page, re.MULTILINE)
    assert [answer for _, answer in questions] == ["dora", "Dora Lindt", "", ""]
    code, screen = dora.types(join, questions)
    assert (code, "the server does not let you in yet; send this to Anna <anna@example.org>" in screen) == (8, True)
    let_in(sshd, "new")
    code, screen = dora.types(join)
    assert (code, "joined as dora: candidate" in screen) == (0, True), screen
    assert f"pmnet vouch {questions[0][1]}" in screen

    [backup] = steps["backup"]
    assert dora.types(backup, BACKUP)[0] == 0
    for line in steps["record"]:
        assert dora.types(line)[0] == 0, line
    anna.ok("vouch", "dora", "--basis", "worked-together")
    sync, status = steps["wait"]
    assert dora.types(sync)[0] == 0
    assert "candidate" in dora.types(status)[1]

    lead = anna.ok("lead", "add", "--title", "PMO lead", "--days", "3", now=ACTIVE)["id"]
    dora.put_in = {"k7qx": lead[-4:]}
    sync, find, show, claim = steps["claim"]
    assert dora.types(sync, now=ACTIVE)[0] == 0
    assert lead in dora.types(find, now=ACTIVE)[1]
    code, screen = dora.types(show, now=ACTIVE)
    assert (code, "PMO lead" in screen) == (0, True), screen
    code, screen = dora.types(claim, now=ACTIVE)
    assert (code, "dora" in screen) == (0, True), screen
    anna.ok("sync", now=ACTIVE)
    [claimed] = [one for one in anna.ok("lead", "show", lead, now=ACTIVE)["positions"] if one["holder"] == "dora"]
    assert claimed["state"] == "held"


@pytest.mark.server
def test_the_founder_page_founds_shares_and_invites(sshd: SshServer, tmp_path: Path) -> None:
    bare = tmp_path / "netz.git"
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", bare], check=True)
    steps = blocks(read("start-founder.md"), "founder")
    anna = Newcomer(tmp_path / "anna", with_key(sshd, "client", "known-to-anna"))
    anna.put_in = {"ssh://git@host/srv/netz.git": sshd.address(bare)}
    anna.folder.mkdir()
    for block in ("found", "share"):
        [line] = steps[block]
        assert anna.types(line)[0] == 0, line
    [backup], [invite] = steps["backup"], steps["invite"]
    assert anna.types(backup, BACKUP)[0] == 0
    code, screen = anna.types(invite)
    assert (code, "tell them by phone how the fingerprint begins" in screen) == (0, True), screen

    dora = Newcomer(tmp_path / "dora", with_key(sshd, "client", "known-to-dora"))
    dora.folder.mkdir()
    shutil.copy(anna.folder / "invitation-dora.pmnet.yaml", dora.folder)
    assert dora.types('pmnet join invitation-dora.pmnet.yaml --as dora --full-name "Dora Lindt" --no-input')[0] == 0
    for line in steps["vouch"]:
        code, screen = anna.types(line)
        assert code == 0, (line, screen)
    assert re.search(r"dora\s+Dora Lindt", screen), screen


@pytest.mark.server
def test_the_host_page_makes_an_account_and_a_repository_that_take_a_network(tmp_path: Path) -> None:
    """With an /etc, a /home and a /srv that are gone afterwards."""
    sshd = shutil.which("sshd", path=f"{os.environ['PATH']}:/usr/sbin")
    if os.geteuid() or sshd is None or subprocess.run(["unshare", "-m", "true"], capture_output=True).returncode:
        pytest.skip("nobody can be given an account here")
    steps = blocks(read("start-host.md"), "host")
    for name in ("anna", "host"):
        make_key(tmp_path / name)
    key = " ".join((tmp_path / "anna.pub").read_text().split()[:2])
    [member] = steps["member"]
    assert "ssh-ed25519 AAAA..." in member
    typed = [*steps["account"], member.replace("ssh-ed25519 AAAA...", key)]
    etc = tmp_path / "etc"
    own = f"rm -rf {etc}; cp -a /etc {etc}; sed -i '/^git:/d' {etc}/passwd {etc}/shadow {etc}/group {etc}/gshadow"
    mounted = [
        "mount --make-rprivate /",
        own,
        f"mount --bind {etc} /etc",
        "mount -t tmpfs -o mode=755 none /home",
        "mount -t tmpfs -o mode=755 none /srv",
    ]
    settings = (
        f"ListenAddress 127.0.0.1\nHostKey {tmp_path}/host\nPidFile none\nUsePAM yes\n"  # else as Debian has them
    )
    (tmp_path / "sshd_config").write_text(settings)
    Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)

    def served(port: int) -> list[str]:
        lines = [*mounted, *typed, f"exec {sshd} -D -e -p {port} -f {tmp_path}/sshd_config"]
        return ["unshare", "-m", "bash", "-ec", "\n".join(lines)]

    port, process = listening(served, tmp_path / "log")
    try:
        options = f"-i {tmp_path}/anna -o IdentitiesOnly=yes -o UserKnownHostsFile={tmp_path}/known"
        ssh = f"ssh -F /dev/null {options} -o StrictHostKeyChecking=accept-new"
        anna = Person("anna", tmp_path / "net", {"GIT_SSH_COMMAND": ssh})
        anna.root.mkdir()
        address = f"ssh://git@127.0.0.1:{port}/srv/netz.git"
        who = ("--name", "Netz", "--as", "anna", "--full-name", "Anna", "--email", "a@example.org")
        anna.ok("init", "anna", *who, "--remote", address)
        assert anna.ok("free", "3")["sent"] is True
        refused = subprocess.run([*ssh.split(), "-p", str(port), "git@127.0.0.1", "id"], capture_output=True, text=True)
        assert (refused.returncode, "unrecognized command 'id'" in refused.stderr) == (128, True), refused.stderr
    finally:
        end(process)
    assert not Path("/srv/netz.git").exists()


@pytest.mark.parametrize("name", PAGES)
def test_pages_count_their_commands_and_say_the_same_in_german(name: str) -> None:
    english, german = map(read, PAGES[name])
    for page in (english, german):
        [said] = re.findall(r"<!-- count -->(\d+) ", page)
        assert int(said) == sum(map(len, blocks(page, name).values()))
        assert page.count("```sh") == len(blocks(page, name)) + 1
        assert re.findall(r"^<!-- setup -->\n```sh\n(.*?)^```", page, re.MULTILINE | re.DOTALL) == [SETUP]

    def plain(page: str) -> dict[str, list[str]]:
        return {block: [re.sub('".*?"', '"…"', line) for line in lines] for block, lines in blocks(page, name).items()}

    assert plain(english) == plain(german)


SETUP = "python3 boot.py doctor\n. .venv/bin/activate\n"


@pytest.mark.long
def test_the_setup_makes_pmnet_a_command(tmp_path: Path) -> None:
    """With the files of the project alone, and nothing that was installed before."""
    root = DOCS.parent
    names = (
        "boot.py",
        "pyproject.toml",
        "constraints.txt",
        "README.md",
        "LICENSE",
        "pmnet",
        "schemas",
        "examples",
        "docs",
    )
    for name in names:
        source = root / name
        ignored = shutil.ignore_patterns("__pycache__")
        if source.is_dir():
            shutil.copytree(source, tmp_path / name, ignore=ignored)
        else:
            shutil.copy(source, tmp_path / name)
    line = "; ".join([*SETUP.splitlines(), "command -v pmnet; pmnet --version"])
    variables = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "CI": "true", "LANG": "C.UTF-8"}
    done = subprocess.run(["bash", "-c", line], cwd=tmp_path, env=variables, capture_output=True, text=True)
    assert f"{tmp_path}/.venv/bin/pmnet" in done.stdout, done.stdout + done.stderr
