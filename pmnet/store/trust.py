"""What this copy trusts: the newest commit of the shared line that was judged here, and the alarm when one was bad.

Reading ends at that commit, and nothing is built on any other. What the server holds beyond it is judged before it
counts. The alarm is kept, so that every writing command stops until the shared line is good again.
"""

from __future__ import annotations

import contextlib
import json
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta

from pmnet.domain.dates import in_words
from pmnet.domain.network import A_KEEPER
from pmnet.domain.phrase import Phrase, Recorded, listed, phrase
from pmnet.errors import Alarm, PmnetError
from pmnet.rules.commits import AHEAD
from pmnet.store.git.presence import in_the_way
from pmnet.store.git.refs import REMOTE_MAIN, VERIFIED
from pmnet.store.git.repository import Repository
from pmnet.store.home import write_safely
from pmnet.store.ledger import CommitFinding, Ledger, Progress, Verified


@dataclass(frozen=True, slots=True)
class Incident:
    """Why the shared line is not followed: what was said, and the bad commit, whose it is and the rule, where there is one."""

    message: str
    hint: str
    commit: str = ""
    actor: str = ""
    path: str = ""
    rule: str = "history"

    @property
    def alarm(self) -> Alarm:
        """The same as an error."""
        return Alarm(self.message, self.hint)


class Trust:
    """How far one copy follows the shared line."""

    def __init__(self, repository: Repository, progress: Progress | None = None) -> None:
        self.repository = repository
        self.ledger = Ledger(repository, progress)
        self._file = repository.git_dir / "pmnet" / "alarm.json"

    @property
    def tip(self) -> str:
        """The newest good commit; empty before there is one."""
        return self.repository.tip(VERIFIED) or ""

    @property
    def arrived(self) -> str:
        """The newest commit that came from the server, good or not."""
        return self.repository.tip(REMOTE_MAIN) or self.tip

    @property
    def incident(self) -> Incident | None:
        """Why the shared line is not followed further; None while it is."""
        try:
            said = json.loads(self._file.read_text("utf-8"))
            return replace(Incident(**said), message=Recorded(said["message"]), hint=Recorded(said["hint"]))
        except (FileNotFoundError, ValueError, TypeError):
            return None

    def follow(self, now: datetime) -> Verified:
        """Judge what arrived from the server and follow it as far as it is good; raises Alarm where it is not."""
        known, arrived = self.tip, self.arrived
        try:
            found = self.ledger.verify(known, arrived, now)
        except Alarm as error:
            raise self.sound(Incident(error.message, error.hint)) from None
        if found.tip != known:
            done = self.repository.run("update-ref", "--end-of-options", VERIFIED, found.tip, known)
            if done.code != 0 and self.tip == known:  # where it has moved, somebody else has followed
                raise in_the_way(done.err)
        if found.bad is not None:
            raise self.sound(incident(found.findings[0], found.bad.commit.at - now))
        self._file.unlink(missing_ok=True)
        return found

    def reached(self, commit: str) -> None:
        """Note that our own commit, judged before it was sent, is on the line."""
        self.repository.run("update-ref", "--end-of-options", VERIFIED, commit, self.tip)

    def sound(self, found: Incident) -> Alarm:
        """The alarm to raise, whose hint names the keepers; kept for every command that comes."""
        found = replace(found, hint=_naming(found.hint, self._keepers()))
        write_safely(self._file, json.dumps(asdict(found)).encode())
        return found.alarm

    def _keepers(self) -> str:
        """A keeper, and who that can be, by the newest good state."""
        with contextlib.suppress(PmnetError):
            if self.tip:
                return phrase("a keeper ({keepers})", keepers=listed(self.ledger.snapshot(self.tip).network.keepers))
        return A_KEEPER


def _naming(hint: str, keepers: str) -> str:
    """A hint that says who a keeper can be, where it sends to one."""
    if not isinstance(hint, Phrase):
        return hint
    values = {name: keepers if value is A_KEEPER else value for name, value in hint.values.items()}
    return Phrase(hint.pattern, {name: _naming(v, keepers) if v is not keepers else v for name, v in values.items()})


def incident(found: CommitFinding, ahead: timedelta) -> Incident:
    """What a bad commit on the shared line means for this copy, whose clock says that it is dated so far ahead."""
    finding, short = found.finding, found.commit[:12]
    whose = phrase(" by {actor}", actor=found.actor) if found.actor else ""
    why = phrase("{path}: {why}", path=finding.path, why=finding.message) if finding.path else finding.message
    message = phrase(
        "the shared record holds an act{whose} that is not allowed ({short}): {why}",
        whose=whose,
        short=short,
        why=why,
    )
    hint = phrase("nothing after it counts until {keeper} types: pmnet repair {short}", keeper=A_KEEPER, short=short)
    if finding.rule in ("signature", "merge") and finding.hint:
        hint = phrase("{hint}; so that it does not happen again: {hint2}", hint=hint, hint2=finding.hint)
    if finding.rule == "clock" and ahead > AHEAD:
        message = phrase(
            "the clock of this machine may be {in_words} slow: on an act ({short}), {message}",
            in_words=in_words(ahead),
            short=short,
            message=finding.message,
        )
        hint = phrase(
            "set the clock, then pmnet sync; only where it is right, {keeper} has to look at that act: pmnet audit",
            keeper=A_KEEPER,
        )
    return Incident(message, hint, found.commit, found.actor, finding.path, finding.rule)
