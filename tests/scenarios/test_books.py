"""Open books, by commands alone: a month's end, a correction, what is owed and settled, and who can learn of it."""

from __future__ import annotations

import csv
import io
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from people import NOW, Circle, Once, Person
from under_seal import TITLE, lying, objects, without_digests

TERMS = 'kind: percent\npercent: "10"\nbase: partner-net\ndue_days: 14\n'
MONTH_END = "2026-11-30T16:00:00Z"
"""A Monday; 14 days later is 14 December."""

DECEMBER = "2026-12-10T09:00:00Z"
NEW_YEAR = "2027-01-04T09:00:00Z"

JAN, FEB = "2027-01-29T16:00:00Z", "2027-02-26T16:00:00Z"


def won(circle: Circle, terms: str = TERMS, title: str = TITLE) -> str:
    """A lead of anna's that bea has won; the handover's id."""
    (circle.root / "terms.yaml").write_text(terms)
    lead = circle.anna.ok("lead", "add", "--title", title, "--client", "Muster Maschinenbau GmbH")["id"]
    circle.bea.ok("claim", lead, "--terms", "terms.yaml")
    circle.anna.ok("accept", lead)
    return str(circle.bea.ok("win", lead)["id"])


@pytest.fixture
def handover(circle: Circle, once: Once) -> str:
    return once(circle, won)


def bill(person: Person, handover: str, month: str, *figures: str, now: str = MONTH_END) -> dict[str, object]:
    days, amount, *more = figures
    found: dict[str, object] = person.ok(
        "bill", handover, "--month", month, "--days", days, "--amount", amount, *more, now=now
    )
    return found


def read(person: Person, handover: str, now: str = MONTH_END) -> dict[str, dict[str, str]]:
    """The months of a book as somebody reads them after a sync."""
    person.ok("sync", now=now)
    return {month["month"]: month for month in person.ok("books", handover, now=now)["months"]}


def test_at_the_months_end_the_owner_sees_what_is_owed_and_others_that_it_is_in_time(
    circle: Circle, handover: str
) -> None:
    billed = circle.bea.ok(
        "bill", handover, "--month", "11/2026", "--days", "14", "--amount", "14.160,00", "--invoice", "R-17", now=MONTH_END
    )  # fmt: skip
    assert (billed["sent"], billed["months"][0]["share"]) == (True, "1416.00")
    assert read(circle.anna, handover) == {
        "2026-11": {
            "month": "2026-11", "billed": "2026-11-30", "due": "2026-12-14", "settled": None, "punctuality": "on time",
            "days": "14", "partner_net": "14160.00", "client_net": None, "invoice": "R-17", "share": "1416.00",
            "paid": "0.00", "open": "1416.00",
        }
    }  # fmt: skip
    shown = circle.anna.run("books", handover, now=MONTH_END).out
    assert all(figure in shown for figure in ("14160.00", "1416.00", "2026-12-14", "R-17", "10 % of partner-net"))
    assert read(circle.carl, handover) == {
        "2026-11": {
            "month": "2026-11", "billed": "2026-11-30", "due": "2026-12-14", "settled": None, "punctuality": "on time"
        }
    }  # fmt: skip
    told = circle.carl.run("books", handover, now=MONTH_END)
    assert "on time" in told.out
    assert "14160" not in told.out + told.err


def test_what_was_typed_is_told_as_it_was_understood(circle: Circle, handover: str) -> None:
    shown = circle.bea.run(
        "bill", handover, "--month", "Nov 2026", "--days", "12,5", "--amount", "14.160", now=MONTH_END
    )
    assert shown.err.splitlines() == ["--month Nov 2026: 2026-11", "--days 12,5: 12.5", "--amount 14.160: 14160.00"]


def test_others_see_whether_it_was_settled_in_time(circle: Circle, handover: str) -> None:
    bill(circle.bea, handover, "2026-11", "14", "14160")
    circle.anna.ok("sync", now=DECEMBER)
    settled = circle.anna.ok("settle", handover, "--month", "2026-11", now=DECEMBER)
    assert (settled["total"]["open"], settled["total"]["paid"]) == ("0.00", "1416.00")
    seen = read(circle.carl, handover, NEW_YEAR)["2026-11"]
    assert (seen["settled"], seen["punctuality"]) == ("2026-12-10", "on time")


def test_silence_shows_as_overdue_and_then_as_late(circle: Circle, handover: str) -> None:
    bill(circle.bea, handover, "2026-11", "14", "14160")
    assert read(circle.carl, handover, NEW_YEAR)["2026-11"]["punctuality"] == "overdue"
    circle.anna.ok("sync", now=NEW_YEAR)
    circle.anna.ok("settle", handover, "--month", "2026-11", now=NEW_YEAR)
    assert read(circle.carl, handover, NEW_YEAR)["2026-11"]["punctuality"] == "late"


def test_a_mistake_is_taken_back_by_a_counter_entry_and_billed_again(circle: Circle, handover: str) -> None:
    bill(circle.bea, handover, "2026-11", "14", "141600.00")
    circle.bea.ok("bill", handover, "--month", "2026-11", "--cancel", now=MONTH_END)
    bill(circle.bea, handover, "2026-11", "14", "14160.00")
    circle.anna.ok("sync", now=MONTH_END)
    book = circle.anna.ok("books", handover, now=MONTH_END)
    assert [entry["billed"]["share"] for entry in book["entries"]] == ["14160.00", "-14160.00", "1416.00"]
    assert (book["total"]["share"], book["doubts"]) == ("1416.00", [])


def test_a_settled_month_that_is_taken_back_is_owed_back(circle: Circle, handover: str) -> None:
    bill(circle.bea, handover, "2026-11", "14", "14160")
    circle.anna.ok("sync", now=DECEMBER)
    circle.anna.ok("settle", handover, "--month", "2026-11", now=DECEMBER)
    back = circle.bea.ok("bill", handover, "--month", "2026-11", "--cancel", now=DECEMBER)
    assert (back["total"]["open"], back["months"][0]["due"]) == ("-1416.00", "2026-12-24")


def test_it_is_not_completed_before_all_is_settled(circle: Circle, handover: str) -> None:
    bill(circle.bea, handover, "2026-11", "14", "14160")
    refused = circle.bea.refused(6, "complete", handover, now=DECEMBER)
    assert refused["message"] == f"cannot complete {handover}: not settled is 2026-11"
    assert refused["hint"] == f"pmnet books {handover}"
    circle.anna.ok("sync", now=DECEMBER)
    circle.anna.ok("settle", handover, "--month", "2026-11", now=DECEMBER)
    assert circle.bea.ok("complete", handover, now=DECEMBER)["state"] == "completed"
    assert circle.bea.ok("books", handover, now=DECEMBER)["total"]["paid"] == "1416.00"


def test_a_capped_percentage_over_several_months(circle: Circle) -> None:
    handover = won(circle, TERMS + 'cap: "2000.00"\nmonths: 4\n')
    for month, amount, now in (
        ("2026-11", "9990.50", MONTH_END),
        ("2026-12", "8000", NEW_YEAR),
        ("2027-01", "7000", JAN),
    ):
        bill(circle.bea, handover, month, "10", amount, now=now)
    book = circle.bea.ok("books", handover, now=FEB)
    assert [month["share"] for month in book["months"]] == ["999.05", "800.00", "200.95"]
    assert (book["total"]["share"], book["total"]["partner_net"]) == ("2000.00", "24990.50")
    english = circle.bea.run("books", handover, now=FEB).out
    circle.bea.extra["PMNET_LANG"] = "de"
    german = circle.bea.run("books", handover, now=FEB).out
    for written, meant in (("24990.50", "24.990,50"), ("200.95", "200,95"), ("at most 2000.00", "höchstens 2.000,00")):
        assert (written in english, meant in english, written in german, meant in german) == (True, False, False, True)
    due = book["months"][0]["due"]
    assert (due in english, due in german, ".".join(due.split("-")[::-1]) in german) == (True, False, True)


def test_where_nothing_is_owed_a_bill_is_only_read(circle: Circle) -> None:
    handover = won(circle, "kind: none\n")
    billed = bill(circle.bea, handover, "2026-11", "14", "14160")
    assert billed["total"] == {"days": "14", "partner_net": "14160.00", "share": "0.00", "paid": "0.00", "open": "0.00"}
    circle.anna.ok("sync", now=DECEMBER)
    circle.anna.ok("settle", handover, "--month", "2026-11", now=DECEMBER)
    assert circle.anna.ok("complete", handover, now=DECEMBER)["state"] == "completed"


def test_other_terms_count_for_new_months(circle: Circle, handover: str) -> None:
    bill(circle.bea, handover, "2026-11", "14", "14160")
    (circle.root / "terms.yaml").write_text(TERMS.replace('"10"', '"5"'))
    circle.anna.ok("sync", now=DECEMBER)
    circle.anna.ok("amend", handover, "--terms", "terms.yaml", now=DECEMBER)
    circle.bea.ok("sync", now=DECEMBER)
    circle.bea.ok("amend", handover, now=DECEMBER)
    bill(circle.bea, handover, "2026-12", "10", "1000", now=NEW_YEAR)
    circle.anna.ok("sync", now=NEW_YEAR)
    book = circle.anna.ok("books", handover, now=NEW_YEAR)
    assert ([month["share"] for month in book["months"]], book["doubts"]) == (["1416.00", "50.00"], [])


def test_all_of_ones_own_books_are_read_together(circle: Circle) -> None:
    first, second = won(circle), won(circle, title="Another one")
    bill(circle.bea, first, "2026-11", "14", "14160")
    assert {book["id"] for book in circle.bea.ok("books", now=MONTH_END)} == {first, second}
    assert circle.carl.ok("books", now=MONTH_END) == []
    assert circle.carl.run("books", now=MONTH_END).out.strip() == "nothing found"


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--month", "2026-11", "--days", "14"), 2, "--amount is missing"),
        (("--month", "2026-11", "--days", "14", "--amount", "1.41.60"), 2, "--amount: '1.41.60' is not an amount"),
        (("--month", "2026-11", "--days", "14,2", "--amount", "1"), 2, "--days: '14,2' is not a number of days"),
        (("--month", "November", "--days", "14", "--amount", "1"), 2, "--month: 'November' is not a month with its year"),
        (("--month", "2027-05", "--days", "14", "--amount", "1"), 2, "cannot bill 2027-05: it has not begun"),
        (("--month", "2026-11", "--cancel", "--days", "14"), 2, "--cancel takes back all that was billed"),
        (("--month", "2026-11", "--cancel"), 6, "nothing stands there"),
        (("--month", "2026-11", "--days", "1", "--amount", "1", "--invoice", "a\x1b[2J"), 1, "invisible character"),
    ],
)  # fmt: skip
def test_what_cannot_be_billed_is_said_with_what_to_type(
    circle: Circle, words: tuple[str, ...], code: int, said: str
) -> None:
    handover = won(circle)
    refused = circle.bea.refused(code, "bill", handover, *words, now=MONTH_END)
    assert said in refused["message"]
    assert code != 2 or refused["hint"]


def test_a_bill_written_on_a_train_waits_and_is_sent_later(circle: Circle, handover: str) -> None:
    bare = circle.bare.rename(circle.root / "gone.git")
    waits = circle.bea.run(
        "bill", handover, "--month", "2026-11", "--days", "14", "--amount", "14160.00", now=MONTH_END
    )
    assert waits.code == 8
    for place in circle.bea.folder.joinpath(".git/pmnet/outbox").iterdir():
        assert b"14160" not in without_digests(place.read_bytes())
    assert circle.bea.ok("books", handover, now=MONTH_END)["total"]["share"] == "1416.00"
    bare.rename(circle.bare)
    circle.bea.ok("sync", now=DECEMBER)
    assert read(circle.anna, handover, DECEMBER)["2026-11"]["share"] == "1416.00"


def test_books_that_were_erased_with_the_client_are_gone_and_what_was_open_can_be_settled(
    circle: Circle, handover: str
) -> None:
    lead = handover.partition(".")[0]
    bill(circle.bea, handover, "2026-11", "14", "14160")
    circle.anna.ok("sync", now=DECEMBER)
    circle.anna.ok("lead", "erase", lead, "--yes", now=DECEMBER)
    circle.bea.ok("sync", now=DECEMBER)
    assert "erased" in circle.bea.ok("books", handover, now=DECEMBER)["closed"]
    refused = circle.bea.refused(
        6, "bill", handover, "--month", "2026-12", "--days", "1", "--amount", "1", now=DECEMBER
    )
    assert refused["message"] == f"the books of {handover} were erased with the client"
    circle.anna.ok("settle", handover, "--month", "2026-11", now=DECEMBER)
    assert circle.anna.ok("complete", handover, now=DECEMBER)["state"] == "completed"


# Nobody but the two

FIGURES = (b"14160", b"14.160", b"1416.00", b"16800.00", b"R-4711", b"12.5")


def everything(circle: Circle) -> Iterator[bytes]:
    """Every object on the server and in a complete copy of it, in carl's own copy, and every file there, as it lies."""
    mirror = circle.root / "mirror.git"
    subprocess.run(["git", "clone", "--quiet", "--mirror", str(circle.bare), str(mirror)], check=True)
    for git_dir in (circle.bare, mirror):
        yield from objects(git_dir).values()
        subprocess.run(["git", "--git-dir", str(git_dir), "gc", "--quiet"], check=True)
        yield from objects(git_dir).values()
    yield from lying(circle.carl).values()
    for place in (circle.bare, mirror, circle.carl.folder, circle.carl.home):
        yield from (file.read_bytes() for file in place.rglob("*") if file.is_file())


def test_nobody_but_the_two_can_learn_a_figure(circle: Circle, handover: str) -> None:
    bill(circle.bea, handover, "2026-11", "12.5", "14160.00", "--client-net", "16800.00", "--invoice", "R-4711")
    circle.bea.ok("bill", handover, "--month", "2026-11", "--cancel", now=MONTH_END)
    bill(circle.bea, handover, "2026-11", "12.5", "14160.00", "--client-net", "16800.00", "--invoice", "R-4711")
    circle.anna.ok("sync", now=DECEMBER)
    circle.anna.ok("settle", handover, "--month", "2026-11", now=DECEMBER)
    circle.carl.ok("sync", now=DECEMBER)
    seen = [without_digests(content) for content in everything(circle)]
    assert len(seen) > 50
    assert any(b"month: 2026-11" in content for content in seen)
    assert not [figure for figure in FIGURES for content in seen if figure in content]
    words = ("log", "books", f"books {handover}", f"lead show {handover.partition('.')[0]}", "inbox")
    told = "".join(
        circle.carl.run(*line.split(), *how, now=DECEMBER).out for line in words for how in ((), ("--json",))
    )
    assert not [figure for figure in FIGURES if figure in without_digests(told.encode())]
    for sheet in ("csv", "ledger"):
        assert circle.carl.refused(4, "books", handover, "--format", sheet, now=DECEMBER)["kind"] == "not-allowed"


def test_two_months_alike_look_different_and_equally_long(circle: Circle) -> None:
    """From the digests nobody can tell that the same was billed twice."""
    handover = won(circle)
    for month, now in (("2026-11", MONTH_END), ("2026-12", NEW_YEAR)):
        bill(circle.bea, handover, month, "10", "1000", now=now)
    shown = circle.bea.ok("lead", "show", handover.partition(".")[0], now=NEW_YEAR)["handovers"][0]["steps"]
    entries = [step["entry"] for step in shown if step["step"] == "bill"]
    assert len(set(entries)) == 2


# For other programs


def test_a_spreadsheet_in_german_reads_the_table_and_takes_no_text_for_a_formula(circle: Circle) -> None:
    handover = won(circle, title='=HYPERLINK("http://x";"y")')
    bill(circle.bea, handover, "2026-11", "12,5", "14.160,00", "--invoice", "@@SUM(A1);2")
    shown = circle.bea.run("books", handover, "--format", "csv", "--bom", now=MONTH_END).out
    assert shown.startswith("\ufeffhandover;title;")
    [row] = csv.DictReader(io.StringIO(shown.removeprefix("\ufeff")), delimiter=";")
    figures = (row["days"], row["net"], row["share"], row["due"])
    assert figures == ("12,5", "14160,00", "1416,00", "2026-12-14")
    assert (row["title"], row["invoice"]) == ('\'=HYPERLINK("http://x";"y")', "'@SUM(A1);2")
    assert circle.bea.run("books", handover, "--format", "csv", now=MONTH_END).out.startswith("handover;")
    assert circle.bea.refused(2, "books", "--bom")["hint"] == "pmnet books --format csv --bom"
    assert circle.bea.refused(2, "books", "--format", "xls")["hint"] == "one of: table, json, csv, ledger"


@pytest.mark.parametrize("title", ["+1", "-1", " =1", "＝1"])
def test_no_beginning_makes_a_formula(circle: Circle, handover: str, title: str) -> None:
    bill(circle.bea, handover, "2026-11", "1", "1", "--invoice", title)
    shown = circle.bea.run("books", handover, "--format", "csv", now=MONTH_END).out
    [row] = csv.DictReader(io.StringIO(shown), delimiter=";")
    assert row["invoice"] == f"'{title}"


def hledger(program: str, journal: Path, *words: str) -> str:
    """What an independent program makes of a journal."""
    done = subprocess.run(
        [program, "-f", str(journal), *words],
        capture_output=True, encoding="utf-8", env={**os.environ, "LC_ALL": "C.UTF-8"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_hledger_reads_the_journal_and_says_what_is_owed(
    circle: Circle, tmp_path: Path, program: Callable[[str], str]
) -> None:
    ledger = program("hledger")
    handover = won(circle, title="Größe; 2027-01-01 x | y\\")
    hostile = "a) date:2000-99-99 ; [2000-01-01] = * ! \u201e"
    bill(circle.bea, handover, "2026-11", "14", "14160", "--invoice", hostile)
    circle.anna.ok("sync", now=DECEMBER)
    circle.anna.ok("settle", handover, "--month", "2026-11", now=DECEMBER)
    circle.bea.ok("bill", handover, "--month", "2026-11", "--cancel", now=DECEMBER)
    bill(circle.bea, handover, "2026-11", "13", "13160", now=DECEMBER)
    bill(circle.bea, handover, "2026-12", "10", "1000.05", now=NEW_YEAR)
    balances = {}
    for person in (circle.anna, circle.bea):
        person.ok("sync", now=NEW_YEAR)
        journal = tmp_path / f"{person.id}.journal"
        journal.write_text(person.run("books", "--format", "ledger", now=NEW_YEAR).out, "utf-8")
        hledger(ledger, journal, "check", "--strict", "ordereddates")
        shown = hledger(ledger, journal, "balance", "--flat", "--no-total", "-O", "csv")
        balances[person.id] = {row[0]: row[1] for row in csv.reader(io.StringIO(shown))}
    assert balances["anna"] == {
        "account": "balance", "assets:bank": "1416.00", "assets:receivable:bea": "0.01", "income:leads:bea": "-1416.01"
    }  # fmt: skip
    assert balances["bea"] == {
        "account": "balance", "assets:bank": "-1416.00", "expenses:leads:anna": "1416.01",
        "liabilities:payable:anna": "-0.01",
    }  # fmt: skip


def test_commands_say_that_a_bill_is_for_the_partner(circle: Circle, handover: str) -> None:
    circle.anna.ok("sync", now=NOW)
    words = ("--month", "2026-11", "--days", "1", "--amount", "1")
    assert circle.anna.refused(4, "bill", handover, *words)["kind"] == "not-allowed"
    assert circle.carl.refused(4, "settle", handover, "--month", "2026-11")["kind"] == "not-allowed"
