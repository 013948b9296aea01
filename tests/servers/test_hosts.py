"""The same life of a lead on every kind of server: a colleague joins, it is claimed, disclosed and erased."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import merging
import pytest
from awake import wake
from hosts import Host
from people import FOUNDED, NOW, Circle, Person, join
from under_seal import BRANCHES, OWN, add_lead, insist_fitting, insist_nothing_public, lying, name_of, objects, refs
from web_server import password

pytestmark = pytest.mark.server

MUSTER = "Muster Maschinenbau GmbH"

PROTECTED = """#!/bin/sh
[ -z "$SSH_CONNECTION" ] && exit 0
while read -r old new name; do
  case "$old $name" in
    *[1-9a-f]*" refs/heads/main") echo "main is protected: open a request" >&2; exit 1 ;;
  esac
done
"""
"""A host that merges what it is asked to, and lets nobody else change main once it is there."""


Between = Callable[[str], object]
"""What happens between two acts, and when."""


def nothing(now: str) -> None:
    """Acts count when they are sent."""


def come(circle: Circle, host: Host, name: str, between: Between = nothing) -> None:
    """Somebody joins, and anna vouches for them."""
    joined = join(circle, host.newcomer(circle, name), circle.anna.ok("status")["fingerprint"])
    assert (joined["status"], joined["sent"]) == ("candidate", True)
    between(FOUNDED)
    circle.anna.ok("vouch", name, "--basis", "worked-together", now=FOUNDED)
    between(FOUNDED)


def play(circle: Circle, host: Host, root: str = OWN, between: Between = nothing) -> None:
    """What people do from joining to erasing; between acts, somebody may have to take them in.

    The owner is bea, and anna comes too late; where anna is alone, the lead is hers.
    """
    come(circle, host, "dora", between)
    anna, dora = circle.anna, circle.dora
    bea = circle.people.get("bea", anna)
    lead = add_lead(bea)
    between(NOW)
    assert refs(circle, root).keys() == {f"{lead}/lead"}
    anna.ok("sync")  # for all that she knows, it is free
    assert dora.ok("claim", lead, "--message", "Done twice")["state"] == "claimed"
    between(NOW)
    if anna is not bea:
        lost = anna.refused(6, "claim", lead)
        assert lost["message"] == f"cannot claim {lead}: held by dora until Wed 25 Nov 10:00"
    assert bea.ok("accept", lead)["state"] == "disclosed"
    between(NOW)
    dora.ok("sync")
    names = {person.id: name_of(person, lead) for person in circle.people.values()}
    assert names == {"anna": None} | {bea.id: MUSTER, "dora": MUSTER}
    insist_fitting(circle, root)
    insist_nothing_public(circle, b"Done twice")
    bea.ok("lead", "erase", lead, "--yes")
    between(NOW)
    for person in (anna, dora):
        person.ok("sync")
    insist_erased(circle, root)
    for person in circle.people.values():
        assert person.ok("audit", "--full")["findings"] == []
        assert person.ok("status")["waiting"] == []


def insist_erased(circle: Circle, root: str) -> None:
    """Nothing sealed is left on the server nor in any copy, and the server's repository is sound."""
    assert refs(circle, root) == {}
    assert circle.shared_git("fsck", "--strict", "--no-dangling") == ""
    circle.shared_git("gc", "-q", "--prune=now")
    for held in (objects(circle.bare), *(lying(person) for person in circle.people.values())):
        assert not [name for name, content in held.items() if b"BEGIN AGE ENCRYPTED" in content]


def insist_kept_out(circle: Circle, person: Person, said: str) -> None:
    """Somebody changes another's record and sends that with plain git: the server says this, and keeps what it has."""
    person.ok("sync")
    before = circle.shared_git("rev-parse", "main")
    (person.folder / "members" / "anna.yaml").write_text("mine\n")
    person.git("-c", "user.name=x", "-c", "user.email=x@example.org", "commit", "-q", "-a", "-m", "mine")
    with pytest.raises(subprocess.CalledProcessError) as error:
        person.git("push", "origin", "HEAD:main")
    assert said in error.value.stderr
    assert circle.shared_git("rev-parse", "main") == before


@pytest.mark.parametrize(
    "host",
    [
        "sshd",
        "nginx",
        "git daemon",
        pytest.param("gitolite", marks=pytest.mark.long),  # else with a rule for each record
    ],
    indirect=True,
)
def test_a_lead_lives_its_life_there(host: Host, template: Circle, tmp_path: Path) -> None:
    play(host.move(template, tmp_path / "net"), host)


@pytest.mark.parametrize("host", ["gitolite, a rule for each record"], indirect=True)
def test_where_only_a_member_or_a_keeper_changes_a_record_others_are_refused_by_the_host(
    host: Host, template: Circle, tmp_path: Path
) -> None:
    circle = host.move(template, tmp_path / "net")
    play(circle, host)
    bea, dora = circle.bea, circle.dora
    assert bea.ok("skill", "add", "risk-management", "4")["sent"] is True
    refused = bea.refused(7, "object", "dora", "--reason", "Not known to anybody")
    assert "the server refused: " in refused["message"] and " bea DENIED by VREF/NAME/members/" in refused["message"]
    assert bea.ok("status")["waiting"] == []
    insist_kept_out(circle, dora, "dora DENIED by VREF/NAME/members/")


@pytest.mark.parametrize("host", ["nginx"], indirect=True)
def test_a_password_that_somebody_keeps_in_the_address_is_never_shown(
    host: Host, template: Circle, tmp_path: Path
) -> None:
    circle = host.move(template, tmp_path / "net")
    fingerprint = circle.anna.ok("status")["fingerprint"]
    dora = host.newcomer(circle, "dora")
    config = circle.root / "gitconfig"
    config.write_text(f"[http]\n\tsslCAInfo = {dora.extra['GIT_SSL_CAINFO']}\n")
    dora.extra = {"GIT_CONFIG_GLOBAL": str(config)}
    circle.remote = host.address.replace("://", "://dora:not-my-word@")
    words = ("join", circle.remote, "dora", "--as", "dora", "--full-name", "D", "--email", "d@example.org",
             "--fingerprint", fingerprint)  # fmt: skip
    for form in ((), ("--json",)):
        wrong = dora.run(*words, *form)
        assert (wrong.code, "not-my-word" in wrong.out + wrong.err) == (8, False)
        assert "it does not let you in" in wrong.err
    circle.remote = host.address.replace("://", f"://dora:{password('dora')}@")
    assert join(circle, dora, fingerprint)["sent"] is True
    dora.ok("skill", "add", "risk-management", "4")
    for command in (("status",), ("sync",), ("log",), ("keys", "show")):
        for form in ((), ("--json",)):
            told = dora.run(*command, *form)
            assert (told.code, password("dora") in told.out + told.err) == (0, False), command


@pytest.mark.parametrize("host", [pytest.param("gitolite, branches only", marks=pytest.mark.long)], indirect=True)
def test_where_only_branches_are_let_in_envelopes_are_branches(host: Host, tmp_path: Path) -> None:
    circle = host.found(tmp_path)
    assert "sealed_refs: branches\n" in circle.shared_git("show", "main:network.yaml")
    play(circle, host, BRANCHES)
    assert refs(circle, OWN) == {}


@pytest.mark.parametrize("host", ["sshd", pytest.param("gitolite", marks=pytest.mark.long)], indirect=True)
def test_the_judge_watches_over_all_of_it(host: Host, template: Circle, tmp_path: Path, judge: str) -> None:
    circle = host.move(template, tmp_path / "net")
    assert circle.anna.run("hook", "install", str(host.bare)).code == 0
    if judge:
        wake(host.bare / "hooks" / "pre-receive", judge)
    play(circle, host)
    insist_kept_out(circle, circle.bea, "pmnet: refused: ")


@pytest.mark.parametrize("host", ["sshd", pytest.param("gitolite, requests", marks=pytest.mark.long)], indirect=True)
def test_where_main_is_protected_acts_are_requests_that_the_host_merges(
    host: Host, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gitolite = host.name != "sshd"
    if not gitolite:
        hook = host.bare / "hooks" / "pre-receive"
        hook.write_text(PROTECTED)
        hook.chmod(0o755)
    circle = host.found(tmp_path, "--publish", "pull-request")
    merger = merging.Host(circle)
    merger.open()
    if gitolite:  # a keeper merges, from their own machine
        merger.git("remote", "set-url", "origin", host.address)
        monkeypatch.setenv("GIT_SSH_COMMAND", circle.anna.extra["GIT_SSH_COMMAND"])

    def between(now: str) -> None:
        assert merger.merge_all(now) == 1
        circle.sync(now)

    come(circle, host, "bea", between)
    play(circle, host, between=between)
    insist_kept_out(circle, circle.bea, "bea DENIED by fallthru" if gitolite else "main is protected")
