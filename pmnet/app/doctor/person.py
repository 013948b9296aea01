"""Checks of a person's home: keys, who may read them, whether they fit one's record, whether a backup was made."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from pmnet.app.doctor.answers import Answer, Remedy, remark, stop, unknown, yes
from pmnet.app.doctor.seen import Seen
from pmnet.domain.clock import parse_instant
from pmnet.domain.phrase import counted, listed, phrase
from pmnet.errors import PmnetError
from pmnet.store.keyfiles import is_public, public_half
from pmnet.store.keyring import SIGN, SORTS, HeldKey
from pmnet.store.marks import HomeSecret


def keys(seen: Seen) -> Answer:
    """Whether both keys are there, each file holding what it should."""
    ring = seen.home.ring
    newest = [key for sort in SORTS if (key := ring.newest(sort)) is not None]
    if not newest:
        advice = phrase("pmnet join or pmnet init makes them; on a new machine: pmnet join URL --backup FILE")
        found = phrase("there are none in {home}", home=seen.home.folder)
        return stop(found, advice) if seen.folder is not None else unknown(found, advice)
    broken = [reason for key in ring.all() if (reason := _broken(key))]
    if broken:
        return stop(listed(broken), phrase("put the file back from your backup: pmnet keys restore FILE"))
    if len(newest) < len(SORTS):
        return stop(
            phrase("one of your two keys is missing"), phrase("pmnet keys restore FILE brings it from your backup")
        )
    return yes(phrase("both are in {home}", home=seen.home.folder))


def _broken(key: HeldKey) -> str:
    """Why a key cannot be used, whoever may read it; empty where it can."""
    if not key.path.is_file():
        return phrase("{file} is missing", file=key.path)
    try:
        same = key.sort != SIGN or public_half(key.path) == key.public
    except PmnetError as error:
        return error.message
    return "" if same else phrase("{file} holds another key than the one that was registered", file=key.path)


def private(seen: Seen) -> Answer:
    """Whether nobody else can read the private keys."""
    if os.name != "posix":
        return unknown(phrase("this system does not tell"))
    found = list(_private_files(seen))
    if not found:
        return unknown(phrase("there are no keys yet"))
    opened = [file for file in found if stat.S_IMODE(file.stat().st_mode) & 0o077]
    if not opened:
        return yes(counted(len(found), "{n} file, for you only", "{n} files, for you only"))

    def close() -> None:
        for file in opened:
            file.chmod(0o600)

    return stop(
        phrase("others can read {files}", files=listed(opened)),
        phrase("chmod 600, and if somebody else may have read them: pmnet keys rotate"),
        Remedy(phrase("Let only you read {files}?", files=listed(opened)), close),
    )


def _private_files(seen: Seen) -> Iterator[Path]:
    for folder in seen.home.ring.folders():
        yield from (folder / sort for sort in SORTS if (folder / sort).is_file())
    yield from (
        key.path for key in seen.home.ring.all() if key.elsewhere and key.path.is_file() and not is_public(key.path)
    )
    secret = HomeSecret(seen.home.folder).file
    if secret.is_file():
        yield secret


def record(seen: Seen) -> Answer:
    """Whether the keys that stand in one's record are here."""
    member = seen.home.member_in(seen.network)
    own = seen.snapshot.find_member(member) if member else None
    if own is None:
        return unknown(phrase("you have no record in this network here"), phrase("pmnet status says who you are"))
    missing = [
        sort for sort, key in zip(SORTS, (own.keys.sign, own.keys.seal), strict=True) if not seen.home.holds(key)
    ]
    if missing:
        return stop(
            phrase("your record in {network} names keys that are not here ({keys})", network=seen.snapshot.network.name,
                   keys=listed(missing)),
            phrase("use the home that has them, or bring them here: pmnet keys restore FILE"),
        )  # fmt: skip
    return yes(phrase("the keys of {member} are here", member=own.id))


def backup(seen: Seen) -> Answer:
    """Whether a backup was made of all keys that are here."""
    if not seen.home.ring.all():
        return unknown(phrase("there are no keys yet"))
    made, whole = seen.home.backed_up()
    if not made:
        return remark(
            phrase("none was ever made here"), phrase("pmnet keys backup FILE, and keep the file on another machine")
        )
    if not whole:
        return remark(
            phrase("the newest, of {made}, lacks a key", made=parse_instant(made).date()),
            phrase("pmnet keys backup FILE makes a new one"),
        )
    return yes(phrase("made on {made}", made=parse_instant(made).date()))
