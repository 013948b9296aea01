"""Keys and their backups as text."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from pmnet.cli.render.acts_text import changed
from pmnet.cli.render.screen import Screen
from pmnet.domain.phrase import both, counted, phrase
from pmnet.store.keyring import SIGN

if TYPE_CHECKING:  # each command loads only what it needs itself
    from pmnet.app.backup import BackedUp
    from pmnet.app.keys import KeyReport, KeysReport, Rotated


SORTS = {"sign": phrase("signing key"), "seal": phrase("sealing key")}


def _keys(screen: Screen, report: KeysReport) -> None:
    if not report.keys:
        screen.line(phrase("there are no keys in {home}; pmnet init and pmnet join make them", home=report.home))
    for key in report.keys:
        screen.line(
            phrase("{what}{SORTS}", what="" if key.current else phrase("earlier "), SORTS=SORTS[key.sort]),
            "bold" if key.current else "dim",
        )
        screen.facts(
            (
                (phrase("public"), key.public),
                (phrase("fingerprint"), key.fingerprint),
                (phrase("file"), key.file),
                (phrase("record"), _standing(screen, key)),
            )
        )
    if report.missing:
        which = both(phrase("another {SORTS}", SORTS=SORTS[sort]) for sort in report.missing)
        screen.line(phrase("your record holds {which} than this home", which=which), "red")
        screen.line(phrase("where it was put in place: pmnet keys backup FILE, and here, with that file:"))
        screen.command("pmnet keys restore FILE", 2)
    if SIGN not in report.missing and any(key.current and key.registered is False for key in report.keys):
        screen.line(phrase("pmnet keys rotate puts your current keys into your record"), "yellow")


def _standing(screen: Screen, key: KeyReport) -> str:
    if key.retired is not None:
        return phrase("retired {retired}", retired=screen.when(key.retired))
    return {True: phrase("has it"), False: phrase("does not have it"), None: ""}[key.registered]


def _rotated(screen: Screen, result: Rotated) -> None:
    changed(screen, result)
    if result.sent:
        _keys(screen, result.report)


def _backed_up(screen: Screen, result: BackedUp) -> None:
    private = [name for name in result.files if name.endswith(("/sign", "/seal"))]
    many = counted(len(private), "{n} private key", "{n} private keys")
    if result.restored:
        screen.line(
            phrase(
                "put back into {home}: {what}",
                home=result.home,
                what=many if result.files else phrase("nothing, all of it is here"),
            ),
            "green",
        )
    else:
        screen.line(phrase("written: {file}", file=result.file), "green")
        screen.line(
            phrase(
                "it holds {many} of {home}, sealed to your passphrase; who has both can act in your name",
                many=many,
                home=result.home,
            )
        )
        screen.line(
            phrase("it opens with pmnet keys restore, or with age --decrypt; without the passphrase nobody can help")
        )
    for path in result.elsewhere:
        screen.line(phrase("not in it, because it stays where it is: {path}", path=path), "yellow")
    for network in result.networks:
        screen.line(phrase("{network}, as {member}", network=network.name, member=network.member))
        if result.restored and network.address:
            about = f"--as {network.member} --fingerprint {network.fingerprint[:16]}"
            screen.command(f"pmnet join {shlex.quote(network.address)} {about}", 2)


TEXTS: Mapping[str, Callable[[Screen, Any], None]] = {
    "pmnet.app.keys.KeysReport": _keys,
    "pmnet.app.keys.Rotated": _rotated,
    "pmnet.app.backup.BackedUp": _backed_up,
}
