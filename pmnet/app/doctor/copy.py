"""Checks of the copy of a network: that it is one, that it can be read and trusted, and what killed commands left in it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from pmnet.app.doctor.answers import Answer, Remedy, remark, stop, unknown, yes
from pmnet.app.doctor.seen import Seen
from pmnet.domain.ids import NETWORK_PATH
from pmnet.domain.phrase import Recorded, counted, listed, phrase
from pmnet.errors import Findings, PmnetError
from pmnet.rules.schema import version
from pmnet.store.git import presence
from pmnet.store.git.harmless import insist_harmless
from pmnet.store.git.repository import Repository
from pmnet.store.index import keeping
from pmnet.store.index.file import DAMAGE, connected, state_in, usable
from pmnet.store.parsing import parse_checked
from pmnet.store.trust import Trust

SHOWN = 3
"""How many records that cannot be read are named."""


def network(seen: Seen) -> Answer:
    """Whether there is a network to work in."""
    if seen.folder is not None:
        return yes(seen.folder.as_posix())
    try:
        known = seen.home.networks()
    except PmnetError as error:
        return stop(error.message, error.hint)
    if seen.outside is None or not known:
        return unknown(phrase("you are outside of every network"), phrase("pmnet says how to begin"))
    return stop(seen.outside.message, seen.outside.hint)


def settings(seen: Seen) -> Answer:
    """Whether the copy is only a copy: nothing it brought along runs a program or leads elsewhere."""
    try:
        insist_harmless(Repository.at(seen.network))
    except PmnetError as error:
        return stop(error.message, error.hint)
    return yes(phrase("nothing in them runs a program or leads elsewhere"))


def format_of_records(seen: Seen) -> Answer:
    """Whether this pmnet understands what stands in the network."""
    snapshot, known = seen.snapshot, version()
    unread: list[str] = []
    for path in (NETWORK_PATH, *snapshot.paths("members/"), *snapshot.paths("leads/"), *snapshot.paths("handovers/")):
        try:
            parse_checked(path, snapshot.text(path) or b"")
        except Findings as error:
            unread.append(error.message)
    if not unread:
        return yes(phrase("format {version}, as this pmnet has it", version=known))
    found = counted(len(unread), "{n} record is not as this pmnet knows it: {first}",
                    "{n} records are not as this pmnet knows them: {first}", first=listed(unread[:SHOWN]))  # fmt: skip
    advice = phrase("install the newest pmnet; if that knows no better, a keeper has to mend it: pmnet validate")
    return stop(found, advice) if unread[0].startswith(NETWORK_PATH) else remark(found, advice)


def alarm(seen: Seen) -> Answer:
    """Whether what the server has can be trusted."""
    incident = Trust(seen.repository).incident
    return yes(phrase("no alarm")) if incident is None else stop(Recorded(incident.message), Recorded(incident.hint))


def index(seen: Seen) -> Answer:
    """Whether the index can be used."""
    file = keeping.file_in(seen.repository.git_dir)
    if not file.exists() and not file.is_symlink():
        return yes(phrase("none yet; it is made when something is looked for"))
    if usable(str(file)):
        try:
            with closing(connected(str(file), "ro")) as database:
                if state_in(database):
                    return yes(phrase("it can be used"))
        except DAMAGE:
            pass
    return remark(
        phrase("it is damaged, or of another version"),
        phrase("the next pmnet find builds it anew, which takes longer once"),
        Remedy(phrase("Remove it now?"), lambda: keeping.forget(file)),
    )


def leftovers(seen: Seen) -> Answer:
    """Whether killed commands have left something on its way."""
    passing, _ = presence.left(seen.repository.git_dir)
    if not passing:
        return yes(phrase("none"))
    said = counted(len(passing), "{n} file of a killed command", "{n} files of killed commands")
    return remark(said, phrase("they take room only"), Remedy(phrase("Remove them?"), lambda: _remove(passing)))


def locks(seen: Seen) -> Answer:
    """Whether something is locked in the copy by nobody of ours."""
    _, locked = presence.left(seen.repository.git_dir)
    if not locked:
        return yes(phrase("none"))
    files = listed(place.relative_to(seen.repository.git_dir) for place in locked)
    return stop(
        phrase("another program has locked, or died with: {files}", files=files),
        phrase("end the program that works in this folder; if none does, remove the files"),
        Remedy(
            phrase("Does no other program work in this folder? Remove {files}?", files=files),
            lambda: _remove(locked),
            False,
        ),
    )


def _remove(places: Sequence[Path]) -> None:
    for place in places:
        place.unlink(missing_ok=True)
