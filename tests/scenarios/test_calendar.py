"""Deadlines and assignments as a calendar's file, read back by another program's reader (vobject)."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import vobject
from people import NOW, Circle, Once, Person
from under_seal import CLIENT, SECRETS

from pmnet.app.calendar import Assignment, Calendar
from pmnet.app.deadlines import Deadline
from pmnet.cli import ics
from pmnet.cli.language import ENGLISH
from pmnet.domain.phrase import phrase
from pmnet.rules.clocks import ClockName

LATER = "2026-11-25T08:00:00Z"
TITLE = "PMO lead; Zürich, phase\\n 2 of \u201ethree\u201c: 規模の大きい " + "and so on " * 7
PERIOD = ("--start", "2027-01-11", "--end", "2027-03-19")


def taken(circle: Circle) -> str:
    """One lead that bea has won, one whose client is open to her, one that anna asks her about, and one of her own."""
    anna, bea = circle.anna, circle.bea

    def lead(person: Person, title: str, *more: str) -> str:
        return str(person.ok("lead", "add", "--title", title, "--days", "3", *CLIENT, *more)["id"])

    won, open_, asked = lead(anna, TITLE, *PERIOD), lead(anna, "Rollout"), lead(anna, "Cutover")
    for one in (won, open_):
        bea.ok("claim", one)
        anna.ok("accept", one)
    bea.ok("win", won)
    anna.ok("offer", asked, "bea", "--message", "Muster is in a hurry")
    lead(bea, "Audit")
    bea.ok("free", "2")
    return json.dumps([won, open_, asked])


@pytest.fixture
def leads(circle: Circle, once: Once) -> list[str]:
    found: list[str] = json.loads(once(circle, taken))
    circle.sync()
    return found


def events(text: str) -> dict[str, Any]:
    """What another program's reader makes of a file: events by the beginning of their names."""
    found = vobject.readOne(text)
    found.validate()
    return {event.uid.value.partition("@")[0]: event for event in getattr(found, "vevent_list", [])}


def printed(person: Person, now: str = NOW) -> str:
    done = person.run("calendar", "-o", "-", now=now)
    assert done.code == 0, done.err
    return done.out


def test_what_is_due_and_what_was_taken(circle: Circle, leads: list[str]) -> None:
    won, open_, asked = leads
    found = events(printed(circle.bea))
    assert {name.partition(".")[2] or name for name in found} >= {
        "pm.1.work",
        "pm.1.contact",
        "pm.1.hold",
        "pm.1.answer",
    }
    contact = found[f"{open_}.pm.1.contact"]
    assert contact.dtstart.value.astimezone(UTC) == datetime(2026, 11, 25, 9, tzinfo=UTC)
    assert "DTSTART;TZID=Europe/Berlin:20261125T100000" in printed(circle.bea)
    assert contact.summary.value == "speak to the client: pm of 'Rollout'"
    assert contact.description.value.endswith(f"\n\npmnet contacted {open_}.pm.1")
    assert [alarm.trigger.value for alarm in contact.valarm_list] == [timedelta(days=-1), timedelta(hours=-2)]
    assert contact.dtstamp.value == datetime(2026, 11, 23, 9, tzinfo=UTC)
    assert found[f"{asked}.pm.1.answer"].summary.value == "answer anna, who offers you pm of 'Cutover'"
    work = found[f"{won}.pm.1.work"]
    assert (work.dtstart.value, work.dtend.value) == (date(2027, 1, 11), date(2027, 3, 20))
    assert work.summary.value == f"pm of {TITLE!r}, 3 days a week"
    begun = found[f"{open_}.pm.1.work"]
    assert begun.summary.value == "agreed, not won yet: pm of 'Rollout', 3 days a week; nobody said until when"
    assert (begun.dtstart.value, hasattr(begun, "dtend")) == (date(2026, 11, 23), True)
    own = [event.summary.value for name, event in found.items() if name.endswith((".protection", ".capacity"))]
    assert sorted(own) == ["say again how many days you are free", "the protection of 'Audit' ends"]


def test_who_waits_for_another_is_not_warned(circle: Circle, leads: list[str]) -> None:
    found = events(printed(circle.anna))
    theirs = found[f"{leads[2]}.pm.1.answer"]
    assert theirs.summary.value == "bea has to answer on pm of 'Cutover'"
    assert not hasattr(theirs, "valarm_list")
    assert f"{leads[0]}.pm.1.work" not in found


def test_nothing_sealed_is_in_it(circle: Circle, leads: list[str]) -> None:
    for person in circle.people.values():
        told = printed(person) + json.dumps(person.ok("calendar")) + person.run("calendar").out
        assert not [secret for secret in (*SECRETS, b"hurry", b"terms") if secret in told.encode()]


def test_importing_again_changes_events_and_doubles_none(circle: Circle, leads: list[str]) -> None:
    first = events(printed(circle.bea))
    circle.anna.ok("extend", f"{leads[1]}.pm.1", now=LATER)
    circle.bea.ok("sync", now=LATER)
    later = events(printed(circle.bea, LATER))
    assert set(later) == set(first)
    name = f"{leads[1]}.pm.1.hold"
    assert later[name].dtstart.value - first[name].dtstart.value == timedelta(days=14)
    assert int(later[name].sequence.value) > int(first[name].sequence.value)
    assert later[name].uid.value == first[name].uid.value
    assert later[name].dtstamp.value == datetime(2026, 11, 25, 8, tzinfo=UTC)
    place = later[name].uid.value.partition("@")[2]
    assert place == f"{circle.bea.ok('status')['fingerprint'][:16]}.pmnet.invalid"


def test_the_file_is_written_again_and_nothing_else_is_replaced(circle: Circle, leads: list[str]) -> None:
    bea, place = circle.bea, circle.root / "bea.ics"
    done = bea.run("calendar", "-o", "bea.ics")
    assert done.out == f"written: {place}, with 5 deadlines and 2 assignments\n"
    before = place.read_bytes()
    assert before.decode() == printed(bea)
    assert bea.ok("calendar", "-o", "bea.ics", now=LATER)["file"] == str(place)
    assert events(place.read_text("utf-8")).keys() == events(before.decode()).keys()
    other = circle.root / "notes.txt"
    other.write_text("mine")
    refused = bea.refused(6, "calendar", "-o", "notes.txt")
    assert refused["message"] == f"{other} is there already and is no calendar, so it is not replaced"
    assert bea.refused(6, "calendar", "-o", ".")["kind"] == "conflict"
    assert other.read_text() == "mine"
    assert bea.refused(2, "calendar", "-o", "-")["hint"] == "pmnet calendar --json -o FILE.ics"


def test_the_same_as_json_and_on_a_screen(circle: Circle, leads: list[str]) -> None:
    found = circle.bea.ok("calendar")
    assert (found["zone"], found["file"]) == ("Europe/Berlin", None)
    assert {row["uid"] for row in found["deadlines"] + found["assignments"]} == {
        event.uid.value for event in events(printed(circle.bea)).values()
    }
    contact = next(row for row in found["deadlines"] if row["clock"] == "contact")
    assert {name: contact[name] for name in ("about", "due", "command", "mine")} == {
        "about": f"{leads[1]}.pm.1", "due": "2026-11-25T09:00:00Z", "command": f"pmnet contacted {leads[1]}.pm.1", "mine": True,
    }  # fmt: skip
    assert found["assignments"][1]["last"] == "2027-03-19"
    shown = circle.bea.run("calendar").out
    assert "speak to the client: pm of 'Rollout'" in shown
    assert "5 deadlines and 2 assignments" in shown


def test_work_that_was_to_end_before_it_was_agreed_is_one_day(circle: Circle) -> None:
    one = circle.anna.ok("lead", "add", "--title", "Late", "--days", "3", "--end", "2026-11-20")["id"]
    circle.bea.ok("claim", one)
    circle.anna.ok("accept", one)
    circle.bea.ok("sync")
    work = events(printed(circle.bea))[f"{one}.pm.1.work"]
    assert (work.dtstart.value, work.dtend.value) == (date(2026, 11, 23), date(2026, 11, 24))


def test_a_stranger_has_none(circle: Circle) -> None:
    stranger = Person("dora", circle.root, {"PMNET_NETWORK": str(circle.bea.folder)})
    assert stranger.refused(4, "calendar")["kind"] == "not-allowed"


def test_printing_a_calendar_is_bytes_of_the_format(circle: Circle, leads: list[str]) -> None:
    """As a program prints it: UTF-8 on any machine, lines that end as the format has them and are no longer than it allows."""
    circle.bea.extra["PYTHONIOENCODING"] = "ascii"
    process = circle.bea.spawn("calendar", "-o", "-")
    assert process.stdout is not None
    raw = process.stdout.buffer.read()
    process.wait()
    process.stdout.close()
    assert process.stderr is not None
    process.stderr.close()
    assert raw.decode() == printed(circle.bea)
    lines = raw.split(b"\r\n")
    assert lines[-1] == b"" and not any(b"\n" in line for line in lines)
    assert max(map(len, lines)) <= 75


# The file itself


def calendar(*deadlines: Deadline, zone: str = "Europe/Berlin", work: tuple[Assignment, ...] = ()) -> Calendar:
    now = datetime(2026, 10, 1, 12, tzinfo=UTC)
    return Calendar("PM Netz", "f" * 16, zone, now, deadlines, work)


def due(at: datetime, title: str = "x", about: str = "261123-k7qx") -> Deadline:
    return Deadline(about, ClockName.PROTECTION, phrase("{title}", title=title), at, "pmnet", True)


def written(*deadlines: Deadline, **more: Any) -> str:
    return ics.file_of(calendar(*deadlines, **more), ENGLISH).decode()


HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    "zone", ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Tokyo", "Mars/Base"]
)
@pytest.mark.parametrize(
    "around",
    [datetime(2026, 10, 25, 1, tzinfo=UTC), datetime(2027, 3, 28, 1, tzinfo=UTC), datetime(2026, 11, 1, 6, tzinfo=UTC),
     datetime(2027, 4, 3, 15, tzinfo=UTC)],
)  # fmt: skip
def test_instants_are_the_same_instants_around_both_clock_changes(zone: str, around: datetime) -> None:
    """Every quarter of an hour before, in and after the hour that is shown twice or not at all."""
    moments = [around + quarter * HOUR / 4 for quarter in range(-8, 9)]
    text = written(*(due(at, about=f"{place}") for place, at in enumerate(moments)), zone=zone)
    found = events(text)
    read = [found[f"{place}.protection"].dtstart.value.astimezone(UTC) for place in range(len(moments))]
    assert read == moments


def test_far_times_are_right_without_knowing_when_clocks_change() -> None:
    far = [
        datetime(2026, 12, 1, tzinfo=UTC),
        datetime(2060, 7, 1, tzinfo=UTC),
        datetime(9999, 12, 31, 22, 59, tzinfo=UTC),
    ]
    found = events(written(*(due(at, about=str(at.year)) for at in far)))
    assert [event.dtstart.value.astimezone(UTC) for event in found.values()] == far


HOSTILE = [
    "two\nlines", "a\r\nEND:VEVENT\r\nBEGIN:VEVENT", "semi;colon, comma: \\n \\; \\\\", "\N{GRINNING FACE}" * 300,
    "ä" * 5_000, "\x00\x07\x1b[2J\x9b\u202e\u2028\x85end", "ATTACH:file:///etc/passwd", "", " ", "\ud800",
]  # fmt: skip


@pytest.mark.parametrize("title", HOSTILE, ids=range(len(HOSTILE)))
def test_titles_of_any_kind_stay_one_text(title: str) -> None:
    """What a screen would show of them is read back to the letter, and they begin no line of their own."""
    from pmnet.domain.text import printable

    at = datetime(2026, 11, 1, 12, tzinfo=UTC)
    work = Assignment("261123-k7qx.pm.1", phrase("{title}", title=title), date(2027, 1, 1), date.max, 3, True, 1)
    text = written(due(at, title), work=(work,))
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    found = events(text)
    assert set(found) == {"261123-k7qx.protection", "261123-k7qx.pm.1.work"}
    for event in found.values():
        assert event.summary.value == printable(title)
        assert set(event.contents) <= {
            "uid", "dtstamp", "sequence", "summary", "transp", "dtstart", "dtend", "categories", "description", "valarm"
        }  # fmt: skip


def test_an_empty_calendar_is_one(tmp_path: Path) -> None:
    assert events(written()) == {}
