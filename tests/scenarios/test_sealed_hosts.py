"""Hosts that keep sealed documents elsewhere, watch over them, or merge the acts they belong to."""

from __future__ import annotations

from pathlib import Path

import pytest
import test_requests
from awake import wake
from merging import Host
from people import FOUNDED, NOW, Circle, Person, copy_circle, found_circle, join
from under_seal import (
    BRANCHES,
    CLIENT,
    OWN,
    TITLE,
    add_lead,
    insist_fitting,
    insist_nothing_public,
    lying,
    name_of,
    objects,
    refs,
)

from pmnet.store.git.repository import Repository

MUSTER = "Muster Maschinenbau GmbH"

ONLY_BRANCHES = """#!/bin/sh
while read -r old new name; do
  case "$name" in
    refs/heads/*) ;;
    *) echo "$name is not allowed here" >&2; exit 1 ;;
  esac
done
"""


def make_server(place: Path, hook: str = "") -> None:
    """A bare repository with a hook of its own."""
    Repository.create(place, bare=True).close()
    if hook:
        file = place / "hooks" / "pre-receive"
        file.parent.mkdir(exist_ok=True)
        file.write_text(hook)
        file.chmod(0o755)


def network_record(circle: Circle) -> str:
    return circle.shared_git("show", "main:network.yaml")


@pytest.fixture(scope="module")
def founded_there(tmp_path_factory: pytest.TempPathFactory) -> Circle:
    """A network on a host that takes branches and nothing else."""
    root = tmp_path_factory.mktemp("branches")
    make_server(root / "shared.git", ONLY_BRANCHES)
    return found_circle(root, "anna", "bea", "carl")


@pytest.fixture
def there(founded_there: Circle, tmp_path: Path) -> Circle:
    return copy_circle(founded_there, tmp_path / "there")


def played(circle: Circle, root: str) -> str:
    """A claim, an acceptance and what follows from it; the lead."""
    lead = add_lead(circle.bea)
    assert refs(circle, root).keys() == {f"{lead}/lead"}
    circle.carl.ok("claim", lead, "--message", "Done twice")
    circle.bea.ok("accept", lead)
    circle.sync()
    names = [name_of(person, lead) for person in circle.people.values()]
    assert names == [MUSTER if person.id in ("bea", "carl") else None for person in circle.people.values()]
    insist_fitting(circle, root)
    insist_nothing_public(circle, b"Done twice")
    return lead


def erased(circle: Circle, root: str, lead: str) -> None:
    """The client is erased, everywhere."""
    circle.bea.ok("lead", "erase", lead, "--yes")
    assert refs(circle, root) == {}
    circle.sync()
    circle.shared_git("gc", "-q", "--prune=now")
    for held in (objects(circle.bare), *(lying(person) for person in circle.people.values())):
        assert not [name for name, content in held.items() if b"BEGIN AGE ENCRYPTED" in content]
    for person in circle.people.values():
        assert person.ok("audit", "--full")["findings"] == []


# Branches


def test_where_only_branches_are_taken_the_record_says_so_and_all_works(there: Circle) -> None:
    assert "sealed_refs: branches\n" in network_record(there)
    lead = played(there, BRANCHES)
    assert refs(there, OWN) == {}
    erased(there, BRANCHES, lead)


def test_a_plain_network_keeps_them_under_names_of_their_own(circle: Circle) -> None:
    assert "branches" not in network_record(circle)
    assert circle.shared_git("for-each-ref", "--format=%(refname)").split() == ["refs/heads/main"]


def test_envelopes_on_branches_are_no_trouble_to_whoever_joins(there: Circle) -> None:
    played(there, BRANCHES)
    dora = Person("dora", there.root)
    join(there, dora, there.anna.ok("status")["fingerprint"], now=NOW)
    assert dora.ok("sync")["shown"] is True
    assert not [name for name, content in lying(dora).items() if b"BEGIN AGE ENCRYPTED" in content]


@pytest.mark.parametrize(
    ("hook", "root"),
    [
        pytest.param(ONLY_BRANCHES, BRANCHES, id="only branches"),
        pytest.param("", OWN, id="any ref", marks=pytest.mark.long),
    ],
)
def test_sharing_later_brings_the_envelopes_and_the_record_says_where(tmp_path: Path, hook: str, root: str) -> None:
    circle = Circle(tmp_path, str(tmp_path / "shared.git"), {name: Person(name, tmp_path) for name in ("bea", "carl")})
    person = ("--as", "bea", "--full-name", "Bea", "--email", "bea@example.org")
    founded = circle.bea.ok("init", "bea", "--name", "PM Netz", *person, now=FOUNDED)
    lead = add_lead(circle.bea, now=FOUNDED)
    assert name_of(circle.bea, lead) == MUSTER
    make_server(circle.bare, hook)
    circle.bea.ok("share", circle.remote, now=FOUNDED)
    assert ("sealed_refs: branches\n" in network_record(circle)) is bool(hook)
    assert refs(circle, root).keys() == {f"{lead}/lead"}
    insist_fitting(circle, root)
    join(circle, circle.carl, founded["fingerprint"])
    circle.bea.ok("vouch", "carl", "--basis", "interview", now=FOUNDED)
    assert circle.bea.ok("status")["fingerprint"] == founded["fingerprint"]
    circle.carl.ok("claim", lead)
    circle.bea.ok("accept", lead)
    circle.carl.ok("sync")
    assert name_of(circle.carl, lead) == MUSTER
    insist_fitting(circle, root)
    erased(circle, root, lead)


def test_a_host_that_cannot_be_reached_when_sharing_leaves_everything_as_it_was(tmp_path: Path) -> None:
    bea = Person("bea", tmp_path)
    bea.ok("init", "bea", "--name", "PM Netz", "--as", "bea", "--full-name", "Bea", "--email", "b@example.org")
    lead = add_lead(bea)
    before = bea.git("rev-parse", "refs/remotes/origin/main")
    assert bea.refused(8, "share", "ssh://nobody@127.0.0.1:1/net.git")["kind"] == "unreachable"
    assert bea.git("rev-parse", "refs/remotes/origin/main") == before
    assert bea.ok("status")["remote"] is None
    assert name_of(bea, lead) == MUSTER
    assert bea.ok("lead", "seal", lead, "--unit", "Werk Nord")["sent"] is True


def test_a_network_without_a_server_erases_for_itself(tmp_path: Path) -> None:
    bea = Person("bea", tmp_path)
    bea.ok("init", "bea", "--name", "PM Netz", "--as", "bea", "--full-name", "Bea", "--email", "b@example.org")
    lead = add_lead(bea)
    assert name_of(bea, lead) == MUSTER
    bea.ok("lead", "erase", lead, "--yes")
    assert not [name for name, content in lying(bea).items() if b"BEGIN AGE ENCRYPTED" in content]


# A server with the judge


@pytest.mark.parametrize(
    "root", [pytest.param(OWN, id="own refs", marks=pytest.mark.long), pytest.param(BRANCHES, id="branches")]
)
def test_under_the_servers_judge_all_of_it_works(request: pytest.FixtureRequest, judge: str, root: str) -> None:
    watched: Circle = request.getfixturevalue("circle" if root == OWN else "there")
    hook = watched.bare / "hooks" / "pre-receive"
    hook.unlink(missing_ok=True)
    assert watched.anna.run("hook", "install", str(watched.bare)).code == 0
    if judge:
        wake(hook, judge)
    lead = played(watched, root)
    watched.bea.ok("lead", "seal", lead, "--unit", "Werk Nord")
    insist_fitting(watched, root)
    watched.bea.ok("keys", "rotate")
    insist_fitting(watched, root)
    erased(watched, root, lead)


# Requests


founded = test_requests.founded
host = test_requests.host


def merged(host: Host, *persons: Person) -> None:
    """Everything requested is merged, and these people look at it."""
    assert host.merge_all() > 0
    for person in persons:
        person.ok("sync")


def test_envelopes_follow_the_merged_acts_they_belong_to(host: Host) -> None:
    circle = host.circle
    anna, bea = circle.anna, circle.bea
    lead = add_lead(bea)
    assert refs(circle) == {}  # nobody has signed for it on the shared line yet
    assert name_of(bea, lead) == MUSTER
    host.merge_all()
    assert refs(circle) == {}
    bea.ok("sync")
    assert refs(circle).keys() == {f"{lead}/lead"}
    insist_fitting(circle)
    anna.ok("sync")
    claimed = anna.ok("claim", lead, "--message", "Done twice", "--rate", "987.50")
    assert claimed["request"]["branch"]
    merged(host, anna, bea)
    insist_fitting(circle)
    [shown] = bea.ok("lead", "show", lead)["handovers"]
    assert (shown["state"], shown["words"]["quote"]) == ("claimed", {"day_rate": "987.50"})
    assert [step["step"] for step in bea.ok("accept", lead)["steps"]] == ["claim", "accept", "disclose"]
    assert name_of(anna, lead) is None
    merged(host, bea, anna)
    assert name_of(anna, lead) == MUSTER
    insist_fitting(circle)
    insist_nothing_public(circle, b"Done twice", b"987.50")
    bea.ok("lead", "erase", lead, "--yes")
    assert refs(circle) != {}
    merged(host, bea, anna)
    assert refs(circle) == {}
    circle.shared_git("gc", "-q", "--prune=now")
    for held in (objects(circle.bare), lying(anna), lying(bea)):
        assert not [name for name, content in held.items() if b"BEGIN AGE ENCRYPTED" in content]
    for person in (anna, bea):
        assert person.ok("audit", "--full")["findings"] == []
        assert person.ok("status")["waiting"] == []


def test_a_promised_client_follows_by_request_and_once(host: Host) -> None:
    circle = host.circle
    anna, bea = circle.anna, circle.bea
    lead = add_lead(bea)
    merged(host, bea, anna)
    bea.ok("offer", lead, "anna", "--with-client")
    merged(host, bea, anna)
    anna.ok("accept", lead)
    merged(host, anna)
    bea.ok("sync")
    for _ in range(2):
        bea.ok("sync")
        bea.ok("inbox")
    assert len(host.requests()) == 1
    merged(host, bea, anna)
    assert name_of(anna, lead) == MUSTER
    assert host.requests() == []
    insist_fitting(circle)


def test_what_is_not_there_yet_is_said_to_be_on_its_way(host: Host) -> None:
    circle = host.circle
    anna, bea = circle.anna, circle.bea
    lead = add_lead(bea)
    merged(host, bea, anna)
    anna.ok("claim", lead, "--message", "Done twice")
    host.merge_all()
    bea.ok("sync")
    refused = bea.refused(9, "accept", lead)
    assert refused["message"] == f"what is sealed in {lead}.pm.1 is not on the server yet"
    assert bea.ok("inbox")["items"][0]["command"] == f"pmnet accept {lead}.pm.1"
    anna.ok("sync")
    assert bea.ok("accept", lead)["state"] == "disclosed"
    host.merge_all()
    anna.ok("sync")
    refused = anna.refused(9, "client", lead)
    assert refused["message"] == f"what is sealed in {lead}.pm.1 is not on the server yet"
    assert bea.ok("free", "3")["request"] is not None  # brings the merged act, and sends what belongs to it
    bea.ok("sync")
    assert name_of(anna, lead) == MUSTER


def test_a_client_corrected_twice_before_it_is_merged(host: Host) -> None:
    circle = host.circle
    bea = circle.bea
    lead = add_lead(bea)
    merged(host, bea)
    bea.ok("lead", "seal", lead, "--unit", "Werk Nord")
    bea.ok("lead", "seal", lead, "--source", "A colleague")
    for _ in range(4):
        if host.requests():
            host.merge(host.requests()[0])
        bea.ok("sync")
    found = bea.ok("client", lead)["client"]
    assert (found["unit"], found["source"]) == ("Werk Nord", "A colleague")
    assert bea.ok("status")["waiting"] == []
    insist_fitting(circle)


def test_a_new_key_seals_anew_by_request(host: Host) -> None:
    circle = host.circle
    bea = circle.bea
    lead = add_lead(bea)
    merged(host, bea)
    bea.ok("keys", "rotate")
    assert name_of(bea, lead) == MUSTER
    merged(host, bea)
    assert name_of(bea, lead) == MUSTER
    insist_fitting(circle)


def test_a_request_that_was_never_merged_leaves_nothing_on_the_host(host: Host) -> None:
    circle = host.circle
    bea = circle.bea
    bea.ok("lead", "add", "--title", TITLE, *CLIENT)
    for branch in host.requests():
        circle.shared_git("branch", "-q", "-D", branch)
    assert refs(circle) == {}
    assert not [name for name, content in objects(circle.bare).items() if b"BEGIN AGE ENCRYPTED" in content]
