"""Invited by a file, over a real sshd: the host key is known from it, a stranger is told what to send, and goes on later."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pexpect
import pytest
from hosts import HOSTS, make
from people import NOW, Circle, Person, copy_circle
from ssh_server import SshServer, make_key
from terminals import ended, terminal

pytestmark = pytest.mark.server

WHO = ("--as", "dora", "--full-name", "Dora Lindt")
FILE = "invitation-dora.pmnet.yaml"


@pytest.fixture
def invited(template: Circle, sshd: SshServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Circle:
    """A network on the server, from which anna has invited dora; each has an ssh of their own; dora's never met it."""
    circle = copy_circle(template, tmp_path / "net")
    circle.remote = sshd.address(circle.bare)
    anna = circle.anna
    anna.git("remote", "set-url", "origin", circle.remote)
    anna.extra |= with_key(sshd, "client", "known-to-anna")
    invitation = anna.ok("invite", "--email", "dora@example.org")
    host_key = " ".join((sshd.folder / "host.pub").read_text().split()[:2])
    assert (invitation["host_keys"], invitation["for"]) == ([host_key], "dora@example.org")
    circle.people["dora"] = Person("dora", circle.root, with_key(sshd, "client", "known-to-dora"))
    return circle


def with_key(sshd: SshServer, key: str, known: str) -> dict[str, str]:
    """An ssh as pmnet calls it where nobody says otherwise, with a key and a list of hosts of somebody's own."""
    own = f"-i {sshd.folder}/{key} -o IdentitiesOnly=yes -o UserKnownHostsFile={sshd.folder}/{known}"
    options = f"-F /dev/null {own} -o BatchMode=yes -o StrictHostKeyChecking=accept-new"
    return {"GIT_SSH_COMMAND": f"ssh {options}"}


def test_the_host_key_is_known_from_the_file_and_nothing_else_is_needed(invited: Circle, sshd: SshServer) -> None:
    dora = invited.people["dora"]
    result = dora.run("join", FILE, *WHO)
    assert result.code == 0, result.err
    fingerprint = invited.anna.ok("status")["fingerprint"]
    begin = " ".join(fingerprint[at : at + 4] for at in (0, 4, 8, 12))
    assert "you are invited to PM Netz by Anna <anna@example.org>" in result.err
    assert f"the fingerprint is the one in the invitation: {begin}; ask Anna by phone" in result.err
    copy = dora.root / "shared"
    config = (dora.home / "config.yaml").read_text()
    assert (str(copy) in config, (copy / "members/dora.yaml").is_file()) == (True, True)
    assert "email: dora@example.org" in (copy / "members/dora.yaml").read_text()
    assert not (sshd.folder / "known-to-dora").exists()  # nothing of one's own list of hosts was touched
    dora.extra["PMNET_NETWORK"] = str(copy)
    assert dora.ok("member", "set", "headline=New here")["sent"] is True
    assert not (sshd.folder / "known-to-dora").exists()


def test_a_server_with_another_host_key_is_refused_at_the_first_meeting(invited: Circle, sshd: SshServer) -> None:
    other(invited.root / FILE, sshd)
    error = invited.people["dora"].refused(8, "join", FILE, *WHO)
    assert error["message"].endswith("its host key is not the one that your invitation names")
    assert error["hint"].startswith("do not go on before you have spoken with whoever invited you")
    assert not (invited.root / "shared").exists()
    assert not (invited.people["dora"].home / "keys").exists()


def test_a_server_that_shows_another_host_key_later_is_refused_though_ones_own_list_has_it(
    invited: Circle, sshd: SshServer
) -> None:
    dora = invited.people["dora"]
    dora.ok("join", FILE, *WHO)
    dora.extra["PMNET_NETWORK"] = str(dora.root / "shared")
    kept = dora.root / "shared/.git/pmnet/known_hosts"
    key = (sshd.folder / "client.pub").read_text().split()[1]
    host = (sshd.folder / "host.pub").read_text().split()[1]
    (sshd.folder / "known-to-dora").write_text(f"[127.0.0.1]:{sshd.port} ssh-ed25519 {host}\n")
    kept.write_text(kept.read_text().replace(host, key))
    assert dora.refused(8, "sync")["message"].endswith("its host key is not the one that your invitation names")
    assert dora.ok("join", FILE)["known"] is True  # a new invitation brings the new key
    assert dora.ok("sync")["new"] == []


@pytest.mark.parametrize("joined_with", ["an invitation", "an address"])
def test_a_strangers_invitation_shuts_nobody_out(invited: Circle, sshd: SshServer, joined_with: str) -> None:
    dora = invited.people["dora"]
    where = (
        (FILE,) if joined_with == "an invitation" else (invited.remote, "shared", "--yes", "--email", "d@example.org")
    )
    dora.ok("join", *where, *WHO)
    dora.extra["PMNET_NETWORK"] = str(dora.root / "shared")
    other(invited.root / FILE, sshd)
    assert dora.refused(8, "join", FILE)["message"].endswith("its host key is not the one that your invitation names")
    assert dora.ok("sync")["new"] == []


def other(file: Path, sshd: SshServer) -> None:
    host, key = ((sshd.folder / name).read_text().split()[1] for name in ("host.pub", "client.pub"))
    text = file.read_text()
    assert host in text
    file.write_text(text.replace(host, key))


def test_who_is_not_let_in_yet_is_told_what_to_send_and_goes_on_with_the_same_keys_and_answers(
    invited: Circle, sshd: SshServer
) -> None:
    dora = invited.people["dora"]
    make_key(sshd.folder / "new")
    dora.extra |= with_key(sshd, "new", "known-to-dora")
    result = dora.run("join", FILE, *WHO, "--json")
    assert result.code == 8
    assert result.error["message"].endswith("it does not let you in")
    told = result.json
    public = " ".join((sshd.folder / "new.pub").read_text().split()[:2])
    assert (told["keys"]["ssh"], told["to"], told["again"]) == ([public], "anna@example.org", f"pmnet join {FILE}")
    held = dora.ok("keys", "show")
    assert (told["keys"]["sign"], told["keys"]["seal"]) == (held["sign"]["public"], held["seal"]["public"])
    assert not (dora.root / "shared").exists()
    shown = dora.run("join", FILE)  # nothing is asked again, and all of it can be read
    assert shown.code == 8
    lines = shown.out.splitlines()
    for line in ("Hello Anna,", f"  sign  {told['keys']['sign']}", "Dora Lindt <dora@example.org>"):
        assert f"  {line}" in lines
    assert lines[lines.index("  For the server, the key of my ssh:") + 1] == f"    {public}"
    network = "  For the network, my keys as a member, which the server does not need:"
    assert lines.index(network) > lines.index(f"    {public}")
    assert "send this to Anna <anna@example.org>" in shown.out
    assert shown.err.splitlines()[-2:] == [
        "pmnet: error: not joined yet: the network's server cannot be reached: it does not let you in",
        f"pmnet: hint: what you typed is kept; once they have answered, type the same again: pmnet join {FILE}",
    ]
    german = Person("dora", dora.root, {**dora.extra, "PMNET_LANG": "de"}).run("join", FILE).err
    assert "pmnet: Fehler: noch nicht beigetreten: " in german
    assert german.endswith(f"sobald du Antwort hast, gib dasselbe noch einmal ein: pmnet join {FILE}\n")
    let_in(sshd, "new")
    joined = dora.ok("join", FILE)
    assert (joined["member"], joined["status"]) == ("dora", "candidate")
    record = (dora.root / "shared/members/dora.yaml").read_text()
    assert all(
        words in record for words in ("Dora Lindt", "dora@example.org", told["keys"]["sign"], told["keys"]["seal"])
    )
    assert list((dora.home / "joining").iterdir()) == []


def let_in(sshd: SshServer, key: str) -> None:
    allowed = sshd.folder / "authorized_keys"
    line = (
        allowed.read_text()
        .splitlines()[0]
        .replace((sshd.folder / "client.pub").read_text().strip(), (sshd.folder / f"{key}.pub").read_text().strip())
    )
    allowed.write_text(f"{allowed.read_text()}{line}\n")


def test_the_same_with_an_address_and_a_folder_instead_of_a_file(invited: Circle, sshd: SshServer) -> None:
    dora = invited.people["dora"]
    make_key(sshd.folder / "new")
    dora.extra |= with_key(sshd, "new", "known-to-dora")
    words = ("--fingerprint", invited.anna.ok("status")["fingerprint"])
    told = dora.run("join", invited.remote, "copy", *words, *WHO, "--email", "dora@example.org", "--json").json
    assert (told["to"], told["again"]) == (None, f"pmnet join {invited.remote}")
    let_in(sshd, "new")
    joined = dora.ok(*told["again"].split()[1:], *words)
    assert (joined["member"], joined["path"]) == ("dora", str(dora.root / "copy"))


def test_an_ssh_without_a_key_is_told_how_to_make_one(invited: Circle, sshd: SshServer) -> None:
    dora = invited.people["dora"]
    dora.extra |= with_key(sshd, "missing", "known-to-dora")
    result = dora.run("join", FILE, *WHO)
    assert result.code == 8
    assert result.out.splitlines()[1:] == ["  ssh-keygen -t ed25519"]
    again = f"once you have a key, type the same again: pmnet join {FILE}"
    assert result.err.splitlines()[-1] == f"pmnet: hint: what you typed is kept; {again}"
    assert dora.run("join", FILE, "--json").json["letter"] == []  # nothing that somebody could be let in with
    make_key(sshd.folder / "missing")
    assert dora.run("join", FILE).out.startswith("the server does not let you in yet; send this to Anna")


def test_where_nobody_can_be_asked_the_server_is_what_is_told_of(invited: Circle, sshd: SshServer) -> None:
    dora = invited.people["dora"]
    make_key(sshd.folder / "new")
    dora.extra |= with_key(sshd, "new", "known-to-dora")
    assert dora.refused(8, "join", FILE, "--as", "dora")["message"].endswith("it does not let you in")
    assert not dora.home.exists()


def test_on_a_terminal_what_is_missing_is_asked_once(invited: Circle, sshd: SshServer) -> None:
    dora = invited.people["dora"]
    make_key(sshd.folder / "new")
    dora.extra |= with_key(sshd, "new", "known-to-dora")
    spawned = terminal(dora, "join", FILE)
    for question, answer in (("short name", "dora"), ("Your name", "Dora Lindt"), (r"e-mail \[dora@example.org\]", "")):
        spawned.expect(question)
        spawned.sendline(answer)
    spawned.expect_exact("Go on? [Y/n")
    spawned.sendline("")
    spawned.expect("the server does not let you in yet; send this to Anna <anna@example.org>")
    assert ended(spawned) == 8
    let_in(sshd, "new")
    spawned = terminal(dora, "join", FILE)
    assert spawned.expect(["joined as dora: candidate", r"short name.*: ", "Enter takes", pexpect.EOF]) == 0
    assert ended(spawned) == 0


def test_an_invitation_from_somebody_who_was_invited_names_the_same_host_key(invited: Circle, sshd: SshServer) -> None:
    dora = invited.people["dora"]
    dora.ok("join", FILE, *WHO)
    dora.extra["PMNET_NETWORK"] = str(dora.root / "shared")
    again = dora.ok("invite", "--email", "emil@example.org")
    assert [again["host_keys"][0].split()[1]] == [(sshd.folder / "host.pub").read_text().split()[1]]
    assert again["invited_by"] == "dora"


def test_a_list_of_hosts_that_hides_their_names_tells_the_key_all_the_same(invited: Circle, sshd: SshServer) -> None:
    known = sshd.folder / "known-to-anna"
    subprocess.run(["ssh-keygen", "-q", "-H", "-f", known], check=True, capture_output=True)
    assert "127.0.0.1" not in known.read_text()
    assert len(invited.anna.ok("invite", "--email", "emil@example.org", now=NOW)["host_keys"]) == 1


def keepers_own(address: str) -> str:
    """A repository on the same gitolite that its keeper alone may read."""
    server, _, path = address.removeprefix("ssh://").partition("/")
    assert path
    return f"ssh://{server}/gitolite-admin"


def test_a_host_that_hides_what_it_has_from_strangers(
    template: Circle, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """One says that there is nothing, one that it is denied; whoever was invited knows better."""
    for kind, denied in (("nginx", "nothing"), ("gitolite, a rule for each record", "denied")):
        host = make(kind, request.getfixturevalue(HOSTS[kind][0]))
        circle = host.move(template, tmp_path / denied)
        circle.anna.ok("invite", "--email", "dora@example.org")
        file = circle.root / FILE
        dora = Person("dora", circle.root)
        host.let_in(dora)
        if denied == "nothing":
            host.bare.rename(host.bare.with_name("elsewhere.git"))
        else:
            file.write_text(file.read_text().replace(host.address, keepers_own(host.address)))
        result = dora.run("join", FILE, *WHO, "--json")
        assert (result.code, result.json["joined"], result.json["to"]) == (8, False, "anna@example.org"), denied
        assert "does not let you in" in result.error["message"]
        if denied == "nothing":
            host.bare.with_name("elsewhere.git").rename(host.bare)
            assert dora.ok("join", FILE)["member"] == "dora"


def test_an_address_without_an_invitation_may_be_wrong(
    template: Circle, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    host = make("nginx", request.getfixturevalue(HOSTS["nginx"][0]))
    dora = Person("dora", tmp_path)
    host.let_in(dora)
    words = ("join", f"{host.address}-not", "copy", *WHO, "--email", "dora@example.org", "--yes")
    error = dora.refused(8, *words)
    assert error["message"].endswith("there is no network at that address")
    assert error["hint"].startswith("check the address ")
    assert not dora.home.exists()
