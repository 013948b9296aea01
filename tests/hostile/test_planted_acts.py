"""A copied folder with well-formed acts that wait in the name of whoever takes it: none is sent, shown as done, or signed."""

from __future__ import annotations

import json
import secrets
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from types import SimpleNamespace
from typing import Any

import pytest
from people import FOUNDED, Circle, Once, Person, join
from planting import marked, outbox_of, plant, plant_as_it_is, verified

from pmnet.store import marks
from pmnet.store.marks import HomeSecret, mark_of

NOT_SENT = 8
NOT_ALLOWED = 4
CLIENT = ("--client", "Muster AG", "--contact", "Erika Muster")


def begun(circle: Circle) -> str:
    """A lead of anna's, one of bea's and a candidate; then bea's acts wait, are put aside, and nothing of them is left."""
    circle.people["dora"] = Person("dora", circle.root)
    join(circle, circle.dora, circle.anna.ok("status")["fingerprint"], now=FOUNDED)
    lead = str(circle.anna.ok("lead", "add", "--title", "Somebody else's")["id"])
    own = str(circle.bea.ok("lead", "add", "--title", "My own", *CLIENT)["id"])
    circle.bare.rename(circle.root / "gone.git")
    for words in (
        ("claim", lead),
        ("lead", "erase", own, "--yes"),
        ("vouch", "dora", "--basis", "worked-together"),
    ):
        done = circle.bea.run(*words)
        assert done.code == NOT_SENT, done.err
    outbox_of(circle.bea).rename(circle.root / "aside")
    (circle.root / "gone.git").rename(circle.bare)
    return f"{lead} {own}"


@pytest.fixture
def leads(circle: Circle, once: Once) -> list[str]:
    return once(circle, begun).split()


def put_aside(circle: Circle) -> list[dict[str, Any]]:
    """The three acts as bea's own home wrote them."""
    acts = [json.loads(place.read_text()) for place in (circle.root / "aside").iterdir()]
    assert sorted(act["act"] for act in acts) == ["claim", "lead-erase", "vouch"]
    return acts


def unmarked(circle: Circle, act: dict[str, Any]) -> Any:
    """As an earlier version, or somebody who knows nothing of marks, writes it."""
    return {name: value for name, value in act.items() if name != "mark"}


def of_another_home(circle: Circle, act: dict[str, Any]) -> Any:
    return marked(circle.carl.home, act)


def with_the_mark_of_another_act(circle: Circle, act: dict[str, Any]) -> Any:
    return act | {"mark": next(other["mark"] for other in put_aside(circle) if other["act"] != act["act"])}


def with_other_values(circle: Circle, act: dict[str, Any]) -> Any:
    return act | {"values": act["values"] | {"reason": "another"}}


def with_another_base(circle: Circle, act: dict[str, Any]) -> Any:
    return act | {"base": ""}


def with_a_request(circle: Circle, act: dict[str, Any]) -> Any:
    return act | {"request": {"branch": "main", "commit": verified(circle.bea), "page": "", "done": ""}}


def with_one_word_more(circle: Circle, act: dict[str, Any]) -> Any:
    return act | {"more": ""}


def with_half_a_mark(circle: Circle, act: dict[str, Any]) -> Any:
    return act | {"mark": act["mark"][:32]}


def with_no_text_as_mark(circle: Circle, act: dict[str, Any]) -> Any:
    return act | {"mark": [act["mark"]]}


def with_strange_letters(circle: Circle, act: dict[str, Any]) -> Any:
    return act | {"mark": "ä\ud800" * 32}


def of_another_network(circle: Circle, act: dict[str, Any]) -> Any:
    """Bea's home wrote it, on a state that this network never had."""
    return marked(circle.bea.home, act | {"base": "1" * 40})


FORGERIES: tuple[Callable[[Circle, dict[str, Any]], Any], ...] = (
    unmarked,
    of_another_home,
    with_the_mark_of_another_act,
    with_other_values,
    with_another_base,
    with_a_request,
    with_one_word_more,
    with_half_a_mark,
    with_no_text_as_mark,
    with_strange_letters,
    of_another_network,
)


def shown(person: Person, leads: list[str]) -> list[str]:
    """What a person sees of the network, by commands that show what waits as if it were done."""
    words = (("lead", "show", leads[0]), ("lead", "show", leads[1]), ("lead", "list"), ("member", "show", "dora"))
    return [done.out for one in words if (done := person.run(*one)).code == 0]


@pytest.mark.parametrize("forge", FORGERIES, ids=lambda forge: forge.__name__)
def test_what_this_home_did_not_write_is_refused(
    circle: Circle, leads: list[str], forge: Callable[[Circle, dict[str, Any]], Any]
) -> None:
    bea = circle.bea
    bea.ok("sync")
    before, seen, calm = circle.shared_git("rev-parse", "main"), shown(bea, leads), bea.ok("inbox")
    assert len(seen) == 4
    for act in put_aside(circle):
        plant_as_it_is(bea, act["nonce"], forge(circle, act))
    assert bea.ok("sync")["deliveries"] == []
    assert circle.shared_git("rev-parse", "main") == before
    assert shown(bea, leads) == seen
    inbox = bea.ok("inbox")
    assert (inbox["items"], inbox["waiting"]) == (calm["items"], [])
    insist_told(bea)
    bea.ok("sync", "--clear")
    assert bea.ok("status")["refused"] == []
    assert list(outbox_of(bea).iterdir()) == []


def insist_told(person: Person) -> None:
    """Each act is said not to be done, why, and what to type; nothing is quoted of it."""
    status = person.ok("status")
    assert status["waiting"] == []
    assert len(status["refused"]) == 3
    for row in status["refused"]:
        assert row["act"] == "an act that this home did not save"
        assert "pmnet sync --clear forgets it" in row["reason"]
        assert str(outbox_of(person)) in row["reason"]
    text = person.run("status").out
    assert text.count("not done: an act that this home did not save: ") == 3
    for word in ("bea claims", "erases", "vouches"):
        assert word not in text + person.run("inbox").out


def test_what_this_home_wrote_is_sent(circle: Circle, leads: list[str]) -> None:
    """The same acts as they were saved: were they refused as well, the other tests would show nothing."""
    seen = shown(circle.bea, leads)
    for act in put_aside(circle):
        plant_as_it_is(circle.bea, act["nonce"], act)
    assert all(after != before for after, before in zip(shown(circle.bea, leads), seen, strict=True))
    assert len(circle.bea.ok("inbox")["waiting"]) == 3
    assert [done["sent"] for done in circle.bea.ok("sync")["deliveries"]] == [True, True, True]
    assert circle.bea.ok("lead", "show", leads[0])["positions"][0]["holder"] == "bea"
    assert "erased" in circle.bea.run("lead", "show", leads[1]).out


def test_a_home_without_a_secret_takes_nothing_for_its_own(circle: Circle, leads: list[str]) -> None:
    """As one that was restored from a backup, or that only an earlier version has used; it makes none by looking."""
    shutil.rmtree(circle.bea.home / "marks")
    as_it_was, with_none, unsigned = put_aside(circle)
    plant_as_it_is(circle.bea, as_it_was["nonce"], as_it_was)
    del with_none["mark"]
    plant_as_it_is(circle.bea, with_none["nonce"], with_none | {"mark": mark_of(b"", with_none)})
    plant_as_it_is(circle.bea, unsigned["nonce"], unmarked(circle, unsigned))
    assert circle.bea.ok("sync")["deliveries"] == []
    insist_told(circle.bea)
    assert not (circle.bea.home / "marks").exists()


def test_ones_own_act_is_sent_beside_those_of_somebody_else(circle: Circle, leads: list[str]) -> None:
    for act in put_aside(circle):
        plant_as_it_is(circle.bea, act["nonce"], of_another_home(circle, act))
    circle.bare.rename(circle.root / "gone.git")
    assert circle.bea.run("free", "3").code == NOT_SENT
    (circle.root / "gone.git").rename(circle.bare)
    assert [done["act"] for done in circle.bea.ok("sync")["deliveries"]] == ["bea is free 3 days a week"]
    insist_told(circle.bea)


def test_typing_the_same_does_not_mean_what_somebody_else_planted(circle: Circle, leads: list[str]) -> None:
    claim = next(act for act in put_aside(circle) if act["act"] == "claim")
    plant_as_it_is(circle.bea, claim["nonce"], of_another_home(circle, claim))
    assert circle.bea.ok("claim", leads[0])["sent"] is True
    assert claim["nonce"] not in circle.shared_git("log", "-1", "--format=%B", "main")


def test_acts_that_were_sent_and_come_back_are_not_done_twice(circle: Circle, leads: list[str]) -> None:
    """A copy from an old archive of one's own: what waited then has arrived since."""
    states = []
    for _ in range(2):
        for act in put_aside(circle):
            plant_as_it_is(circle.bea, act["nonce"], act)
        assert [done["sent"] for done in circle.bea.ok("sync")["deliveries"]] == [True, True, True]
        states.append(circle.shared_git("rev-parse", "main"))
    assert states[0] == states[1]


def test_a_folder_that_was_moved_keeps_what_waits(circle: Circle, leads: list[str]) -> None:
    for act in put_aside(circle):
        plant_as_it_is(circle.bea, act["nonce"], act)
    moved = circle.root / "elsewhere"
    circle.bea.folder.rename(moved)
    done = circle.bea.run("--network", str(moved), "sync", "--json")
    assert [one["sent"] for one in done.json["deliveries"]] == [True, True, True]


def test_a_secret_that_others_can_read_is_not_used(circle: Circle, leads: list[str]) -> None:
    secret = circle.bea.home / "marks" / "secret"
    secret.chmod(0o644)
    refused = circle.bea.refused(NOT_ALLOWED, "free", "3")
    assert "can be read by others" in refused["message"]
    assert str(secret) in refused["hint"]
    secret.chmod(0o600)
    secret.write_text("")
    assert "is damaged" in circle.bea.refused(1, "free", "3")["message"]


def test_the_secret_is_drawn_once_and_only_its_owner_reads_it(circle: Circle) -> None:
    home = circle.bea.home
    first = HomeSecret(home).made()
    assert HomeSecret(home).made() == HomeSecret(home).held() == first
    assert first != HomeSecret(circle.carl.home).made()
    assert (home / "marks" / "secret").stat().st_mode & 0o777 == 0o600
    assert first.decode() not in json.dumps(plant(circle.bea, "x", {"act": "claim"}).read_text())


def test_those_who_draw_it_at_once_have_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All have seen that there is none before the first puts theirs in place."""
    together = Barrier(8)

    def drawn_together(length: int) -> str:
        together.wait()
        return secrets.token_hex(length)

    monkeypatch.setattr(marks, "secrets", SimpleNamespace(token_hex=drawn_together))
    with ThreadPoolExecutor(8) as people:
        drawn = list(people.map(lambda _: HomeSecret(tmp_path / "home").made(), range(8)))
    assert set(drawn) == {HomeSecret(tmp_path / "home").held()}
    assert [place.name for place in (tmp_path / "home").iterdir()] == ["marks"]
