"""Mails to members for whom something is new, sent to a real mail server by a job that has no keys."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from cast import ANNA
from hypothesis import given, settings
from hypothesis import strategies as st
from mail_server import PASSWORD, USER, Mailbox, certificate, listening
from people import FOUNDED, NOW, Circle, Person
from under_seal import CLIENT, SECRETS

from pmnet.app import news
from pmnet.app.notify import Digest, language_of
from pmnet.domain.phrase import phrase
from pmnet.domain.records import StepName

LATER = "2026-11-23T15:00:00Z"
TUESDAY = "2026-11-24T09:30:00Z"
WEDNESDAY = "2026-11-25T08:30:00Z"
THURSDAY = "2026-11-26T10:00:00Z"
TITLE = "PMO lead for a plant start-up"


@pytest.fixture
def job(circle: Circle) -> Person:
    """A job on some machine: a plain copy of the shared record, an empty home, no keys."""
    place = circle.root / "job"
    circle.anna.git("clone", "-q", circle.remote, str(place))
    return Person("job", circle.root)


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def url(mailbox: Mailbox) -> Iterator[str]:
    """A plain mail server on this machine."""
    with listening(mailbox) as port:
        yield f"smtp://net%40example.org@127.0.0.1:{port}"


def begun(job: Person, now: str = NOW) -> str:
    """Where the next run begins."""
    return str(job.ok("notify", "--dry-run", now=now)["next"])


def lead(person: Person, *more: str, now: str = NOW) -> str:
    return str(person.ok("lead", "add", "--title", TITLE, "--days", "3", *CLIENT, *more, now=now)["id"])


def texts(result: dict[str, Any]) -> dict[str, str]:
    return {mail["member"]: mail["text"] for mail in result["mails"]}


# What is said to whom


def test_who_is_asked_and_who_is_answered_gets_one_mail_each(
    circle: Circle, job: Person, mailbox: Mailbox, url: str
) -> None:
    since = begun(job)
    first, second, third = lead(circle.anna), lead(circle.anna), lead(circle.anna)
    circle.bea.ok("claim", first, "--message", "Muster knows me")
    circle.bea.ok("claim", third)
    circle.anna.ok("offer", second, "bea")
    circle.anna.ok("decline", first, "--reason", "dates")
    done = job.ok("notify", "--since", since, "--smtp", url)
    assert [(mail["member"], mail["email"], mail["sent"]) for mail in done["mails"]] == [
        ("anna", "anna@example.org", True), ("bea", "bea@example.org", True)
    ]  # fmt: skip
    assert mailbox.to == ["anna@example.org", "bea@example.org"]
    assert mailbox.sender == ["net@example.org"] * 2
    to_bea = mailbox.mails[1]
    assert to_bea["Subject"] == "PM Netz: 2 things are new for you"
    assert (to_bea["From"], to_bea["To"]) == ("net@example.org", "bea@example.org")
    assert to_bea["Auto-Submitted"] == "auto-generated"
    assert to_bea["Date"] == "Mon, 23 Nov 2026 09:00:00 +0000"
    body = "\n".join(to_bea.get_content().splitlines())
    assert body.splitlines() == texts(done)["bea"].splitlines()
    assert f"- anna declines: pm of '{TITLE}'\n  pmnet lead show {first}\n" in body
    asked = f"- anna offers you pm of '{TITLE}' (until Wed 25 Nov 10:00)\n  pmnet accept {second}.pm.1\n"
    assert asked in body
    assert re.findall("^- .*$", texts(done)["anna"], re.MULTILINE) == [
        f"- bea asks for pm of '{TITLE}' (until Wed 25 Nov 10:00)"
    ]
    assert f"\n  pmnet accept {third}.pm.1\n" in texts(done)["anna"]


def test_nothing_is_sent_where_nothing_is_new(circle: Circle, job: Person, mailbox: Mailbox, url: str) -> None:
    since = begun(job)
    circle.anna.ok("member", "set", "headline=Other")
    lead(circle.anna)
    done = job.run("notify", "--since", since, "--smtp", url, now=LATER)
    assert (done.code, mailbox.raw) == (0, [])
    assert done.out.splitlines()[0] == "nothing is new for anybody"
    assert job.ok("notify", "--since", since, "--smtp", "smtp://net@127.0.0.1:1", now=LATER)["mails"] == []


def test_running_on_tells_everything_once(circle: Circle, job: Person, mailbox: Mailbox, url: str) -> None:
    since = begun(job)
    one = circle.bea.ok("claim", lead(circle.anna))["id"]
    told = job.ok("notify", "--since", since, "--smtp", url)
    assert len(mailbox.raw) == 1
    assert job.ok("notify", "--since", told["next"], "--smtp", url, now=LATER)["mails"] == []
    near = job.ok("notify", "--since", told["next"], "--smtp", url, now=TUESDAY)
    assert [mail["member"] for mail in near["mails"]] == ["anna"]
    assert "this is soon due in PM Netz:" in near["mails"][0]["text"]
    assert f"- answer bea, who asks for pm of '{TITLE}' (until Wed 25 Nov 10:00)" in near["mails"][0]["text"]
    assert job.ok("notify", "--since", near["next"], "--smtp", url, now=WEDNESDAY)["mails"] == []
    silent = job.ok("notify", "--since", near["next"], "--smtp", url, now=THURSDAY)
    assert [mail["member"] for mail in silent["mails"]] == ["bea"]
    assert f"- anna did not answer: pm of '{TITLE}'" in silent["mails"][0]["text"]
    assert job.ok("notify", "--since", silent["next"], "--smtp", url, now="2026-11-26T11:00:00Z")["mails"] == []
    assert len(mailbox.raw) == 3
    assert one.endswith(".pm.1")


def test_the_same_told_twice_is_recognised(circle: Circle, job: Person, mailbox: Mailbox, url: str) -> None:
    since = begun(job)
    one = circle.bea.ok("claim", lead(circle.anna))["id"]
    for now in (NOW, LATER):
        job.ok("notify", "--since", since, "--smtp", url, now=now)
    first, again = (mail["Message-ID"] for mail in mailbox.mails)
    assert first == again
    assert re.fullmatch(r"<[0-9a-f]{40}@example\.org>", first)
    circle.bea.ok("withdraw", one)
    job.ok("notify", "--since", since, "--smtp", url, now=LATER)
    assert mailbox.mails[2]["Message-ID"] != first


def test_a_mail_is_called_after_what_is_told_to_whom_and_where() -> None:
    told = news.News("bea", "one/0", "one", phrase("anna joins"), None, "pmnet")
    one = Digest("bea", "Bea", "bea@example.org", None, "en", (told,), "a" * 40)
    others = [
        replace(one, member="carl"),
        replace(one, place="b" * 40),
        replace(one, news=(told, told)),
        replace(one, news=(replace(told, key="one/1"),)),
    ]
    assert len({mail.message_id("net@example.org") for mail in (one, *others)}) == 5
    assert one.message_id("net@example.org") == replace(one, name="B", language="de").message_id("else@example.org")
    assert one.message_id("net@pm.example").endswith("@pm.example>")


def test_a_question_that_is_told_is_not_reminded_of_in_the_same_mail(circle: Circle, job: Person) -> None:
    since = begun(job)
    one = circle.bea.ok("claim", lead(circle.anna))["id"]
    [mail] = job.ok("notify", "-n", "--since", since, now=TUESDAY)["mails"]
    assert mail["text"].count(one) == 1
    assert "soon due" not in mail["text"]


def test_a_whole_handover_is_told_step_by_step(circle: Circle, job: Person) -> None:
    """Each step to the other one, none to whoever took it; the bill by its month alone."""
    anna, bea, end = circle.anna, circle.bea, "2026-11-30T16:00:00Z"
    one = ""
    since, told, everything = begun(job), [], ""

    def tell(now: str = NOW) -> None:
        nonlocal since, everything
        everything += job.run("notify", "-n", "--since", since, now=now).out
        result = job.ok("notify", "-n", "--since", since, now=now)
        everything += str(result)
        since = result["next"]
        for member, text in texts(result).items():
            told.extend(
                (member, line)
                for line in re.findall(f"^- (.*?):? pm of '{TITLE}'", text.partition("soon due")[0], re.M)
            )

    one = bea.ok("claim", lead(anna), "--terms", _terms(circle))["id"]
    tell()
    anna.ok("accept", one)
    tell()
    bea.ok("contacted", one, "--message", "Muster is glad")
    bea.ok("win", one)
    tell()
    bea.ok("bill", one, "--month", "2026-11", "--days", "12", "--amount", "14160.00", now="2026-11-30T15:00:00Z")
    tell("2026-11-30T15:00:00Z")
    anna.ok("sync", now="2026-11-30T15:00:00Z")
    anna.ok("settle", one, "--month", "2026-11", now="2026-11-30T15:30:00Z")
    tell("2026-11-30T15:30:00Z")
    bea.ok("complete", one, now=end)
    tell(end)
    assert told == [
        ("anna", "bea asks for"), ("bea", "anna accepts"), ("bea", "anna has opened the client to you"),
        ("anna", "bea has spoken to the client"), ("anna", "bea says that it is won"), ("anna", "bea has billed 2026-11"),
        ("bea", "anna says that 2026-11 is settled"), ("anna", "bea says that it is completed"),
    ]  # fmt: skip
    assert not [secret for secret in (*SECRETS, b"14160", b"glad", b"percent") if secret in everything.encode()]


def test_what_somebody_has_answered_meanwhile_is_no_news_to_them(circle: Circle, job: Person) -> None:
    since = begun(job)
    one = circle.bea.ok("claim", lead(circle.anna))["id"]
    circle.anna.ok("accept", one)
    [mail] = job.ok("notify", "-n", "--since", since)["mails"]
    assert mail["member"] == "bea"
    assert "asks for" not in mail["text"]


def test_a_question_that_is_over_is_not_to_be_answered(circle: Circle, job: Person) -> None:
    since = begun(job)
    one = circle.bea.ok("claim", lead(circle.anna))["id"]
    circle.bea.ok("withdraw", one)
    [mail] = job.ok("notify", "-n", "--since", since)["mails"]
    assert re.findall(r"^  (pmnet .*)$", mail["text"], re.MULTILINE) == [f"pmnet lead show {one.partition('.')[0]}"] * 2


def _terms(circle: Circle) -> str:
    place = circle.root / "terms.yaml"
    place.write_text("kind: percent\npercent: '10'\nbase: partner-net\nmonths: 6\ntrigger: invoiced\ndue_days: 14\n")
    return str(place)


def test_only_active_members_are_reminded_of_their_own_records(circle: Circle, job: Person) -> None:
    """Whoever pauses, or has left, need not say again how free they are; that a handover goes on is told to anybody."""
    for person in (circle.anna, circle.bea, circle.carl):
        person.ok("free", "3")
    circle.bea.ok("pause")
    since = begun(job)
    found = texts(job.ok("notify", "-n", "--since", since, now="2026-12-17T10:00:00Z"))
    assert sorted(found) == ["anna", "carl"]
    assert "say again how many days you are free" in found["carl"]


def test_every_step_there_is_can_be_told() -> None:
    assert set(news.DONE) == set(StepName)


def envelopes_here(person: Person) -> list[str]:
    """What is sealed and lies in somebody's copy."""
    beside = person.folder / ".git" / "pmnet" / "sealed.git"
    return sorted(str(file) for file in beside.rglob("*") if file.is_file())


def test_the_members_own_keys_open_nothing_for_it(circle: Circle) -> None:
    """Also where a member runs it on their own machine, whose keys would open what is sealed."""
    since = str(circle.bea.ok("notify", "-n")["next"])
    one = circle.anna.ok("offer", lead(circle.anna), "bea", "--message", "Muster wants you", "--with-client")["id"]
    before = envelopes_here(circle.bea)
    done = circle.bea.ok("notify", "-n", "--since", since)
    assert envelopes_here(circle.bea) == before  # nothing sealed is even fetched
    circle.bea.ok("sync")
    assert envelopes_here(circle.bea) != before
    assert [mail["member"] for mail in done["mails"]] == ["bea"]
    assert one in done["mails"][0]["text"]
    assert not [secret for secret in (*SECRETS, b"wants you", b"terms") if secret in str(done).encode()]


def test_what_is_signed_by_both_is_only_shown(circle: Circle, job: Person) -> None:
    """Other terms that are proposed, and agreed to; a dispute that is resolved by one, and by both."""
    anna, bea, commands = circle.anna, circle.bea, []
    one = bea.ok("claim", lead(anna))["id"]
    anna.ok("accept", one)
    since = begun(job)
    for person, words in (
        (anna, ("amend", one, "--terms", _terms(circle))), (bea, ("amend", one)), (bea, ("dispute", one)),
        (anna, ("resolve", one)), (bea, ("resolve", one)),
    ):  # fmt: skip
        person.ok("sync")
        person.ok(*words)
        found = job.ok("notify", "-n", "--since", since)
        since = found["next"]
        [mail] = found["mails"]
        commands.append((mail["member"], re.findall(r"^  (pmnet \S+)", mail["text"], re.MULTILINE)[0]))
    assert commands == [
        ("bea", "pmnet amend"), ("anna", "pmnet lead"), ("anna", "pmnet resolve"), ("bea", "pmnet resolve"),
        ("anna", "pmnet lead"),
    ]  # fmt: skip


# Languages


@pytest.mark.parametrize(
    ("languages", "expected"),
    [([], "en"), (["de native"], "de"), (["de A2"], "en"), (["de C1", "en C1"], "en"), (["de C2", "en C1"], "de"),
     (["fr native"], "en")],
    ids=str,
)  # fmt: skip
def test_a_mail_is_in_the_language_its_member_reads(
    circle: Circle, job: Person, languages: list[str], expected: str
) -> None:
    for said in languages:
        circle.bea.ok("language", "add", *said.split())
    since = begun(job)
    circle.anna.ok("offer", lead(circle.anna), "bea")
    [mail] = job.ok("notify", "-n", "--since", since)["mails"]
    assert mail["language"] == expected
    assert ("(until Wed 25 Nov 10:00)" in mail["text"]) is (expected == "en")


@pytest.mark.parametrize(
    ("languages", "networks", "expected"),
    [
        ({}, "de", "de"),
        ({"de": "B1"}, "en", "de"),
        ({"de": "A2"}, "en", "en"),
        ({"fr": "native", "de": "B1"}, "en", "de"),
        ({"de": "C1", "en": "C1"}, "de", "de"),
        ({"en": "C1", "de": "C1"}, "en", "en"),
        ({"en": "B2", "de": "C1"}, "en", "de"),
        ({"en": "C2", "de": "native"}, "en", "de"),
        ({"en": "C2", "de": "C1"}, "de", "en"),
        ({"de-AT": "C2", "en-GB": "C1"}, "en", "de"),
        ({"de-AT": "C2", "en": "C2"}, "de", "de"),
    ],
    ids=str,
)
def test_which_language_a_member_reads_best(languages: dict[str, str], networks: str, expected: str) -> None:
    assert language_of(replace(ANNA, languages=languages), networks) == expected


# Where it begins


def test_the_first_run_sends_nothing_and_says_where_to_go_on(
    circle: Circle, job: Person, mailbox: Mailbox, url: str
) -> None:
    circle.bea.ok("claim", lead(circle.anna))
    for since in ([], ["--since", ""]):
        done = job.run("notify", *since, "--smtp", url)
        assert (done.code, mailbox.raw) == (0, [])
        assert done.err == "nothing was said of the last time, so nobody can say what is new\n"
        assert done.out.splitlines()[0] == "the next time:"
    tip = circle.shared_git("rev-parse", "main").strip()
    assert job.ok("notify", "--smtp", url)["next"] == f"{tip}@{NOW}"


@pytest.mark.parametrize("unknown", ["0123456789abcdef", "f" * 40, f"{'a' * 40}@{FOUNDED}"])
def test_a_state_that_is_not_in_the_shared_record_begins_anew(
    circle: Circle, job: Person, mailbox: Mailbox, url: str, unknown: str
) -> None:
    circle.bea.ok("claim", lead(circle.anna))
    done = job.ok("notify", "--since", unknown, "--smtp", url)
    assert done["anew"] == f"{unknown} is no state of the shared record, so nobody can say what is new"
    assert (done["mails"], mailbox.raw) == ([], [])
    assert job.ok("notify", "--since", done["next"], "--smtp", url)["anew"] is None


def test_a_state_beside_the_shared_record_is_none_of_its(circle: Circle, job: Person) -> None:
    tree = circle.shared_git("rev-parse", "main^{tree}").strip()
    beside = _git(job, "-c", "user.name=x", "-c", "user.email=x", "commit-tree", "-m", "x", tree)
    assert job.ok("notify", "-n", "--since", beside)["anew"] is not None


def _git(job: Person, *words: str) -> str:
    return job.git(*words).strip()


@pytest.mark.parametrize(
    "typed", ["main", "HEAD~3", "--all", "x y", "abc", "f" * 40 + "@soon", "f" * 40 + "\n", "@" + NOW, "; rm"]
)
def test_what_names_no_state_is_refused(job: Person, typed: str) -> None:
    error = job.refused(2, "notify", "-n", f"--since={typed}")
    assert error["hint"] == "give what the last run named, or leave it out to begin"


def test_a_short_id_of_a_state_counts_from_when_it_was_made(circle: Circle, job: Person) -> None:
    short = circle.shared_git("rev-parse", "main").strip()[:10]
    circle.bea.ok("claim", lead(circle.anna))
    done = job.ok("notify", "-n", "--since", short)
    assert [mail["member"] for mail in done["mails"]] == ["anna"]
    assert done["then"] == FOUNDED


def test_where_the_shared_record_cannot_be_reached_what_is_here_counts(circle: Circle, job: Person) -> None:
    since = begun(job)
    circle.bea.ok("claim", lead(circle.anna))
    job.ok("notify", "-n")
    circle.bare.rename(circle.bare.with_name("gone"))
    done = job.ok("notify", "-n", "--since", since)
    assert [mail["member"] for mail in done["mails"]] == ["anna"]
    assert "cannot be reached" in done["unfetched"]


def test_a_bad_history_mails_nobody(circle: Circle, job: Person, mailbox: Mailbox, url: str) -> None:
    since = begun(job)
    circle.bea.ok("claim", lead(circle.anna))
    tree, tip = (circle.shared_git("rev-parse", name).strip() for name in ("main^{tree}", "main"))
    named = ("-c", "user.name=x", "-c", "user.email=x@example.org")
    forged = circle.shared_git(*named, "commit-tree", "-p", tip, "-m", "x", tree).strip()
    circle.shared_git("update-ref", "refs/heads/main", forged)
    assert job.run("notify", "--since", since, "--smtp", url, "--json").code == 11
    assert mailbox.raw == []


# The mail server


def claimed(circle: Circle, job: Person) -> str:
    """Something that is new for anna and for bea; where to begin."""
    since = begun(job)
    circle.bea.ok("claim", lead(circle.anna))
    circle.anna.ok("offer", lead(circle.anna), "bea")
    return since


def test_one_recipient_that_is_refused_does_not_stop_the_others(
    circle: Circle, job: Person, mailbox: Mailbox, url: str
) -> None:
    mailbox.refuses["anna@example.org"] = "550 no such \x1b[2J mailbox"
    since = claimed(circle, job)
    done = job.run("notify", "--since", since, "--smtp", url)
    assert done.code == 7
    assert mailbox.to == ["bea@example.org"]
    assert "not sent to anna, anna@example.org: 550 no such \N{REPLACEMENT CHARACTER}[2J mailbox" in done.out
    assert "sent to bea, bea@example.org" in done.out
    assert done.err.splitlines()[0] == "pmnet: error: 1 mail was not taken"
    as_json = job.run("notify", "--since", since, "--smtp", url, "--json")
    assert (as_json.code, as_json.error["kind"]) == (7, "refused")
    assert as_json.json["next"].endswith(f"@{NOW}") and as_json.json["next"] != since
    assert [mail["refused"] is None for mail in as_json.json["mails"]] == [False, True]


def test_a_server_that_is_gone(circle: Circle, job: Person) -> None:
    since = claimed(circle, job)
    with listening(Mailbox()) as port:
        pass
    done = job.run("notify", "--since", since, "--smtp", f"smtp://net@127.0.0.1:{port}", "--json")
    assert (done.code, done.error["kind"]) == (8, "unreachable")
    assert done.json["next"] == since
    assert [mail["sent"] for mail in done.json["mails"]] == [False, False]


def test_a_server_that_goes_on_the_way(circle: Circle, job: Person, mailbox: Mailbox, url: str) -> None:
    mailbox.most = 1
    since = claimed(circle, job)
    done = job.run("notify", "--since", since, "--smtp", url, "--json")
    assert done.code == 8
    assert done.json["next"] == since
    assert [mail["sent"] for mail in done.json["mails"]] == [True, False]
    mailbox.most = 9
    again = job.ok("notify", "--since", since, "--smtp", url)
    assert [mail["Message-ID"] for mail in mailbox.mails][:2] == [again["mails"][0]["message_id"]] * 2


@pytest.mark.filterwarnings("ignore:Requiring AUTH")  # the server's own, where encryption begins before it
@pytest.mark.parametrize("secure", [False, True], ids=["starttls", "smtps"])
def test_encrypted_and_signed_in(
    circle: Circle, job: Person, mailbox: Mailbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, secure: bool
) -> None:
    cert, context = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(cert))
    since = claimed(circle, job)
    job.extra["PMNET_SMTP_PASSWORD"] = PASSWORD
    tls: dict[str, Any] = (
        {"ssl_context": context, "auth_require_tls": False}
        if secure
        else {"tls_context": context, "require_starttls": True}
    )
    with listening(mailbox, authenticator=mailbox.known, auth_required=True, **tls) as port:
        url = f"{'smtps' if secure else 'smtp'}://net%40example.org@localhost:{port}"
        done = job.ok("notify", "--since", since, "--smtp", url)
        assert [mail["sent"] for mail in done["mails"]] == [True, True]
        assert (mailbox.encrypted, mailbox.user) == ([True] * 2, [USER] * 2)
        job.extra["PMNET_SMTP_PASSWORD"] = "a wrong one, as it happens"
        wrong = job.run("notify", "--since", since, "--smtp", url, "--json")
        assert wrong.code == 7
        assert wrong.error["message"] == f"localhost:{port} does not let net@example.org in"
        assert "wrong one" not in wrong.out + wrong.err
        assert "a wrong one, as it happens" in mailbox.tried
        del job.extra["PMNET_SMTP_PASSWORD"]
        none = job.run("notify", "--since", since, "--smtp", url, "--json")
        assert (none.code, none.error["hint"]) == (
            7,
            "if it wants a password: PMNET_SMTP_PASSWORD, and the user in --smtp",
        )
    assert len(mailbox.raw) == 2


def test_a_certificate_of_somebody_else_is_not_trusted(
    circle: Circle, job: Person, mailbox: Mailbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cert, context = certificate(tmp_path, "other.example.org")
    since = claimed(circle, job)
    job.extra["PMNET_SMTP_PASSWORD"] = PASSWORD
    with listening(mailbox, ssl_context=context) as port:
        for trusted in ("/dev/null", str(cert)):
            monkeypatch.setenv("SSL_CERT_FILE", trusted)
            done = job.run("notify", "--since", since, "--smtp", f"smtps://net@localhost:{port}", "--json")
            assert done.code == 8
            assert done.error["message"].startswith(f"the certificate of localhost:{port} is not trusted: ")
    assert (mailbox.raw, mailbox.tried) == ([], [])


def test_elsewhere_mail_goes_encrypted_or_not_at_all(
    circle: Circle, job: Person, mailbox: Mailbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server that is not on this machine cannot be had here: so this one counts as if it were elsewhere."""
    monkeypatch.setattr("pmnet.store.post.is_loopback", lambda _: False)
    since = claimed(circle, job)
    job.extra["PMNET_SMTP_PASSWORD"] = PASSWORD
    with listening(mailbox, authenticator=mailbox.known, auth_require_tls=False) as port:
        plain = job.run("notify", "--since", since, "--smtp", f"smtp://net@localhost:{port}", "--json")
        assert plain.error["message"] == f"localhost:{port} offers no encryption, so nothing is sent to it"
        assert plain.code == 7
    cert, context = certificate(tmp_path)
    with listening(mailbox, tls_context=context) as port:
        monkeypatch.setenv("SSL_CERT_FILE", "/dev/null")
        assert job.run("notify", "--since", since, "--smtp", f"smtp://net@localhost:{port}", "--json").code == 8
        assert (mailbox.raw, mailbox.tried) == ([], [])
        del job.extra["PMNET_SMTP_PASSWORD"]
        monkeypatch.setenv("SSL_CERT_FILE", str(cert))
        job.ok("notify", "--since", since, "--smtp", f"smtp://net@localhost:{port}")
        assert mailbox.encrypted == [True] * 2


SECRET = "hunter2-on-the-line"


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        (f"smtp://net:{SECRET}@127.0.0.1", "a password does not belong into an address, where others can read it"),
        ("smtp://127.0.0.1", "--from is missing"),
        (f"http://net:{SECRET}@127.0.0.1", "--smtp is no address of a mail server"),
        (f"smtp://net@127.0.0.1:{SECRET}", "--smtp is no address of a mail server"),
        (f"smtp://net@127.0.0.1/{SECRET}", "--smtp is no address of a mail server"),
        (f"smtp://net@127.0.0.1?{SECRET}", "--smtp is no address of a mail server"),
        (f"smtp://[{SECRET}", "--smtp is no address of a mail server"),
        ("net@127.0.0.1", "--smtp is no address of a mail server"),
        ("smtp://n%0d%0aRCPT@127.0.0.1", "the user or the password has letters that cannot be sent to a mail server"),
        ("smtp://n%C3%A4t@127.0.0.1", "the user or the password has letters that cannot be sent to a mail server"),
        ("smtp://n%20t@127.0.0.1", "--from: 'n t@127.0.0.1' is no e-mail address"),
    ],
)
def test_servers_that_cannot_be_meant(job: Person, typed: str, message: str) -> None:
    done = job.run("notify", "--smtp", typed)
    assert done.code == 2
    assert done.err.splitlines()[0] == f"pmnet: error: {message}"
    assert SECRET not in done.out + done.err


@pytest.mark.parametrize(
    "typed", ["x", "a@b@c", "a b@example.org", "a@example.org\nBcc: x@example.org", "a@-x", "<a@example.org>"]
)
def test_senders_that_cannot_be_meant(job: Person, typed: str) -> None:
    assert job.refused(2, "notify", "--smtp", "smtp://127.0.0.1", "--from", typed)["message"].startswith("--from: ")


def test_a_server_is_needed_but_for_a_rehearsal(circle: Circle, job: Person) -> None:
    assert job.refused(2, "notify")["message"] == "--smtp is missing"
    since = claimed(circle, job)
    shown = job.run("notify", "-n", "--since", since).out
    for part in ("bea@example.org", "PM Netz: 1 thing is new for you", "Hello Bea,", "Message-ID", "--since"):
        assert part in shown


# Hostile records


@pytest.mark.parametrize(
    ("email", "taken"),
    [
        ("bea@example.org", "bea@example.org"),
        ("bea@bücher.example", "bea@xn--bcher-kva.example"),
        ("bea+net@sub.example.org", "bea+net@sub.example.org"),
        ("bea@example.org\r\nBcc:x@example.org", None),
        ("bea@example.org>,<x@example.org", None),
        ("x@example.org,bea@example.org", None),
        ("\"a,b\"@example.org", None),
        ("beä@example.org", None),
        ("-oQ/tmp@example.org", "-oQ/tmp@example.org"),
        ("bea@[127.0.0.1]", None),
        ("@example.org", None),
        ("a" * 250 + "@example.org", None),
        ("bea@" + "ü" * 80 + ".example", None),
    ],
    ids=range(13),
)  # fmt: skip
def test_addresses_that_a_record_can_hold(email: str, taken: str | None) -> None:
    from pmnet.store.post import address

    assert address(email) == taken


HEADERS = [
    "Auto-Submitted", "Content-Transfer-Encoding", "Content-Type", "Date", "From", "MIME-Version", "Message-ID", "Subject", "To",
]  # fmt: skip

TRICKY = st.lists(
    st.sampled_from(
        ["=?", "?=", "utf-8?q?", "?b?", "=0d=0a", "DQo", "\r\n", "\n", "Bcc: x@example.org", '"', "<", ">", ",", " ", "ü",
         "\u2028", "\x00", "\ud800", "a" * 90]
    ), max_size=12,
).map("".join)  # fmt: skip


@settings(derandomize=True, deadline=None, max_examples=200)
@given(subject=TRICKY, text=TRICKY)
def test_no_subject_and_no_text_becomes_a_header(subject: str, text: str) -> None:
    from pmnet.store import post

    at = datetime.fromisoformat(NOW)
    raw = post.message(post.Letter("net@example.org", "bea@example.org", subject, text, "<1@example.org>", at))
    mail = message_from_bytes(raw, policy=default)
    assert sorted(mail.keys()) == HEADERS
    assert [one.addr_spec for one in mail["To"].addresses] == ["bea@example.org"]
    assert raw.isascii()


@pytest.mark.parametrize(
    "text",
    [
        "x\r\nBcc: spy@example.org",
        "x\n\n.\nRCPT TO:<spy@example.org>",
        "=?utf-8?q?=0d=0aBcc:_spy=40example.org?=",
        "==??utf-8?q?=0aBcc:_x?=",
        "ü" * 900,
        '"<,@;',
    ],
)
def test_no_text_becomes_a_header_or_a_command(text: str, mailbox: Mailbox, url: str) -> None:
    from pmnet.store import post

    server = post.server(url, {})
    at = datetime.fromisoformat(NOW)
    letter = post.Letter("net@example.org", "bea@example.org", text, f"first\n.\n{text}\n", "<1@example.org>", at)
    assert post.post(server, [letter, letter]) == post.Posted(("", ""))
    assert mailbox.to == ["bea@example.org"] * 2
    for mail in mailbox.mails:
        assert sorted(mail.keys()) == HEADERS
        assert [one.addr_spec for one in mail["To"].addresses] == ["bea@example.org"]
        assert mail.get_content().splitlines() == f"first\n.\n{text}\n".splitlines()


def test_a_member_without_a_usable_address_is_told_of(circle: Circle, job: Person, mailbox: Mailbox, url: str) -> None:
    circle.bea.ok("member", "set", "email=beä@example.org")
    since = claimed(circle, job)
    done = job.run("notify", "--since", since, "--smtp", url, "--json")
    assert done.code == 7
    assert {mail["member"]: mail["sent"] for mail in done.json["mails"]} == {"anna": True, "bea": False}
    assert done.json["mails"][1]["refused"] == "the record has no address that mail can be sent to"
    assert "no address that mail can be sent to: bea" in job.run("notify", "-n", "--since", since).out
