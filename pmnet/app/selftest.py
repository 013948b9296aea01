"""Whether a network's host does what pmnet needs of it: tried out on the host itself, under names that are removed again."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pmnet.domain.phrase import Recorded, listed, phrase
from pmnet.errors import NotLetIn, PmnetError, Unreachable, Usage
from pmnet.store.git import remote
from pmnet.store.git.probing import Trial, trying_out
from pmnet.store.git.process import masked
from pmnet.store.git.refs import REMOTE_MAIN, VERIFIED
from pmnet.store.git.repository import Repository
from pmnet.store.git.scratch import RACERS
from pmnet.store.git.trials import Observed, Steps
from pmnet.store.ledger import Ledger, Progress

YES: Final[str] = phrase("yes")
NO: Final[str] = phrase("no")
UNTRIED: Final[str] = phrase("could not be tried")
OTHER_HOST: Final = phrase("share the network on another host: a network is only as good as this")


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that was tried: what, what came of it, what that means, and what to do.

    `verdict` is `yes`, `no` or `could not be tried`; pmnet cannot do without what is `needed`.
    """

    name: str
    tried: str
    verdict: str
    needed: bool
    meaning: str
    advice: str = ""


@dataclass(frozen=True, slots=True)
class HostReport:
    """What a host does, row by row; how long one conversation took; the names that it did not let go of again."""

    remote: str
    seconds: float
    sealed_refs: str
    rows: tuple[Row, ...]
    left: tuple[str, ...] = ()

    @property
    def fit(self) -> bool:
        """Whether all is there that pmnet needs."""
        return not any(row.needed and row.verdict == NO for row in self.rows)


def address_of(folder: Path) -> str:
    """The address of the network in a folder; raises Usage where it is shared nowhere."""
    found = remote.address(Repository.at(folder))
    if found is None:
        raise Usage(phrase("this network is not shared yet"), phrase("pmnet selftest --remote URL tries a host out"))
    return found


def kept_in(folder: Path) -> str:
    """Where the network in a folder says that it keeps what is sealed: `own` or `branches`."""
    repository = Repository.at(folder)
    try:
        tip = repository.tip(VERIFIED) or repository.tip(REMOTE_MAIN)
        return Ledger(repository).snapshot(tip).network.sealed_refs if tip else ""
    finally:
        repository.close()


def selftest(address: str, progress: Progress | None = None, kept: str = "") -> HostReport:
    """Try a host out; `kept` is where the network that is there keeps what is sealed.

    Raises Usage for an address where nothing is, Unreachable, and Refused where nothing may be tried. What could not be removed
    again is named in the result, or in the error's hint.
    """
    trial = None
    try:
        with trying_out(address) as trial:
            seen = _observed(trial, progress or _untold)
            return report(masked(address), trial.seconds, seen, trial.remove(), kept)
    except PmnetError as error:
        again = isinstance(error, Unreachable) and not isinstance(error, NotLetIn)
        hint = phrase("check the address {masked}, then try again", masked=masked(address)) if again else error.hint
        left = (
            phrase("what was tried may still be there: {names}", names=listed(trial.names))
            if trial and trial.names
            else ""
        )
        raise type(error)(error.message, listed(filter(None, (hint, left)), "; ")) from None


def _untold(done: int, of: int) -> None:
    """Tell nobody how far it is."""


def _observed(trial: Trial, progress: Progress) -> Observed:
    steps = Steps(trial)
    try:
        for number, step in enumerate(steps.all):
            progress(number, len(steps.all))
            step()
    finally:
        progress(len(steps.all), len(steps.all))
    return steps.observed


def report(address: str, seconds: float, seen: Observed, left: list[str], kept: str = "") -> HostReport:
    """What follows for a network from what was seen of its host."""
    sort = "own" if seen.own else "branches" if seen.branches else ""
    rows = (_reach(seconds), _race(seen), _stale(seen), _rewound(seen), _place(seen, kept), _replaced(seen), _together(seen),
            _removed(seen), _copied(seen), _given(seen))  # fmt: skip
    return HostReport(address, round(seconds, 3), sort, rows, tuple(left))


def _said(seen: Observed, about: str) -> str:
    """The server's own words, where it gave any."""
    words = "; ".join(seen.words.get(about, "").split("\n"))
    return phrase(" (it said: {words})", words=Recorded(words)) if words else ""


def _verdict(good: bool | None) -> str:
    return UNTRIED if good is None else YES if good else NO


def _reach(seconds: float) -> Row:
    quick = seconds < 2
    advice = (
        ""
        if quick
        else phrase("ask whoever keeps the server, or the network between: each act takes about twice as long")
    )
    return Row(
        "reach",
        phrase("it answers"),
        YES,
        False,
        phrase("one conversation took {seconds:.2f} seconds", seconds=seconds),
        advice,
    )


def _race(seen: Observed) -> Row:
    good = seen.told == 1 and seen.winner_there
    meaning = phrase("nobody can be told that they have a position that somebody else has")
    if not good:
        found = (
            phrase("{told} were told that they had won", told=seen.told)
            if seen.told != 1
            else phrase("what it told the winner it did not keep")
        )
        meaning = phrase("{found}: two members could hold the same position", found=found)
    tried = phrase("of {RACERS} who write at the same moment, one wins", RACERS=RACERS)
    return Row("race", tried, _verdict(good), True, meaning, "" if good else OTHER_HOST)


def _stale(seen: Observed) -> Row:
    good = None if seen.stale is None else not seen.stale
    meaning = {
        YES: phrase("what somebody has written is not lost because somebody else did not see it"),
        NO: phrase("what somebody has written can be lost because somebody else did not see it"),
        UNTRIED: phrase("it takes no name like that of the shared record, which alone is treated so"),
    }[_verdict(good)]
    return Row("stale", phrase("what does not follow is refused"), _verdict(good), True, meaning,
               OTHER_HOST if good is False else "")  # fmt: skip


def _rewound(seen: Observed) -> Row:
    good = None if seen.rewound is None else not seen.rewound
    meaning = {
        YES: phrase("nobody can make the host forget an act"),
        NO: phrase(
            "whoever may write can make the host forget acts; every member's next pmnet sync would raise the alarm"
        ),
        UNTRIED: phrase("it takes no name like that of the shared record, which alone is treated so"),
    }[_verdict(good)]
    advice = phrase(
        "let the host protect main from being rewritten: docs/hosts.md, or pmnet hook install on a server of your own"
    )
    return Row("rewind", phrase("what was written cannot be taken back"), _verdict(good), False, meaning,
               "" if good else advice)  # fmt: skip


def _place(seen: Observed, kept: str) -> Row:
    tried = phrase("what is sealed has a place of its own")
    if seen.own:
        return Row("place", tried, YES, True, phrase("clients are kept where a plain copy does not look"))
    if seen.branches and kept == "own":
        meaning = phrase("this network keeps what is sealed under names of its own, and this host takes none")
        return Row("place", tried, NO, True, meaning, OTHER_HOST)
    if seen.branches:
        meaning = phrase(
            "it takes no other names than branches, so that what is sealed lies there, closed, for all to see"
        )
        return Row(
            "place",
            tried,
            YES,
            True,
            meaning,
            phrase("nothing needs doing: pmnet init and share find that out themselves"),
        )
    return Row(
        "place",
        tried,
        NO,
        True,
        phrase("the clients of leads can be kept nowhere{said}", said=_said(seen, "own")),
        OTHER_HOST,
    )


def _replaced(seen: Observed) -> Row:
    meaning = {
        YES: phrase("a client can be corrected, and sealed anew when keys change"),
        NO: phrase(
            "a client cannot be corrected, nor sealed anew when keys change{said}", said=_said(seen, "replaced")
        ),
        UNTRIED: phrase("it takes nothing sealed"),
    }[_verdict(seen.replaced)]
    advice = phrase("ask whoever keeps the server to let names below pmnet be rewritten (never main)")
    return Row("replace", phrase("what is sealed can be replaced"), _verdict(seen.replaced), True, meaning,
               "" if seen.replaced else advice)  # fmt: skip


def _together(seen: Observed) -> Row:
    good = seen.together and (None if seen.half is None else not seen.half)
    if good:
        meaning = phrase("an act and what is sealed with it arrive together or not at all")
    elif seen.together is False:
        meaning = phrase(
            "an act and what is sealed with it cannot be sent together{said}", said=_said(seen, "together")
        )
    elif seen.half:
        meaning = phrase("something sealed can be there without its act, or an act without what is sealed with it")
    else:
        meaning = (
            phrase("it takes nothing sealed")
            if seen.together is None
            else phrase("nobody could be faster{said}", said=_said(seen, "half"))
        )
    return Row("together", phrase("several things change together or not at all"), _verdict(good), True, meaning,
               "" if good else OTHER_HOST)  # fmt: skip


def _removed(seen: Observed) -> Row:
    meaning = {
        YES: phrase("a client can be erased"),
        NO: phrase("a client cannot be erased{said}", said=_said(seen, "removed")),
        UNTRIED: phrase("it takes nothing sealed"),
    }[_verdict(seen.removed)]
    advice = phrase("ask whoever keeps the server to let names below pmnet be removed (never main)")
    return Row("remove", phrase("what is sealed can be taken away"), _verdict(seen.removed), True, meaning,
               "" if seen.removed else advice)  # fmt: skip


def _copied(seen: Observed) -> Row:
    good = None if seen.copied is None else not seen.copied
    meaning = {
        YES: phrase("whoever copies the network with other programs does not get what is sealed"),
        NO: phrase(
            "whoever copies the network with other programs gets what is sealed too; only its readers can open it"
        ),
        UNTRIED: phrase("it takes nothing sealed"),
    }[_verdict(good)]
    advice = phrase("know that such copies must be cleaned by hand when a client is erased") if good is False else ""
    return Row("apart", phrase("a plain copy leaves out what is sealed"), _verdict(good), False, meaning, advice)


def _given(seen: Observed) -> Row:
    good = None if seen.given is None else not seen.given
    meaning = {
        YES: phrase("what was erased cannot be had there any more"),
        NO: phrase("what was erased can be had by whoever wrote down its id before, until the host tidies up"),
        UNTRIED: phrase("it did not say") if seen.removed else phrase("nothing sealed could be removed"),
    }[_verdict(good)]
    advice = (
        phrase('after erasing, let the host tidy up: docs/hosts.md, "Letting go of what was erased"')
        if good is False
        else ""
    )
    return Row("erased", phrase("what was taken away is gone"), _verdict(good), False, meaning, advice)
