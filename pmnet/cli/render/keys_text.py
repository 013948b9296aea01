"""Keys and their backups as text."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from pmnet.cli.render.record_text import changed
from pmnet.cli.render.screen import Screen
from pmnet.store.keyring import SIGN

if TYPE_CHECKING:  # each command loads only what it needs itself
    from pmnet.app.backup import BackedUp
    from pmnet.app.keys import KeyReport, KeysReport, Rotated


SORTS = {"sign": "signing key", "seal": "sealing key"}


def _keys(screen: Screen, report: KeysReport) -> None:
    if not report.keys:
        screen.line(f"there are no keys in {report.home}; pmnet init and pmnet join make them")
    for key in report.keys:
        screen.line(f"{'' if key.current else 'earlier '}{SORTS[key.sort]}", "bold" if key.current else "dim")
        screen.facts(
            (
                ("public", key.public),
                ("fingerprint", key.fingerprint),
                ("file", key.file),
                ("record", _standing(screen, key)),
            )
        )
    if report.missing:
        which = " and ".join(f"another {SORTS[sort]}" for sort in report.missing)
        screen.line(f"your record holds {which} than this home", "red")
        screen.line("where it was put in place: pmnet keys backup FILE, and here, with that file:")
        screen.command("pmnet keys restore FILE", 2)
    if SIGN not in report.missing and any(key.current and key.registered is False for key in report.keys):
        screen.line("pmnet keys rotate puts your current keys into your record", "yellow")


def _standing(screen: Screen, key: KeyReport) -> str:
    if key.retired is not None:
        return f"retired {screen.when(key.retired)}"
    return {True: "has it", False: "does not have it", None: ""}[key.registered]


def _rotated(screen: Screen, result: Rotated) -> None:
    changed(screen, result)
    if result.sent:
        _keys(screen, result.report)


def _backed_up(screen: Screen, result: BackedUp) -> None:
    private = [name for name in result.files if name.endswith(("/sign", "/seal"))]
    many = "1 private key" if len(private) == 1 else f"{len(private)} private keys"
    if result.restored:
        screen.line(f"put back into {result.home}: {many if result.files else 'nothing, all of it is here'}", "green")
    else:
        screen.line(f"written: {result.file}", "green")
        screen.line(f"it holds {many} of {result.home}, sealed to your passphrase; who has both can act in your name")
        screen.line("it opens with pmnet keys restore, or with age --decrypt; without the passphrase nobody can help")
    for path in result.elsewhere:
        screen.line(f"not in it, because it stays where it is: {path}", "yellow")
    for network in result.networks:
        screen.line(f"{network.name}, as {network.member}")
        if result.restored and network.address:
            about = f"--as {network.member} --fingerprint {network.fingerprint[:16]}"
            screen.command(f"pmnet join {shlex.quote(network.address)} {about}", 2)


TEXTS: Mapping[str, Callable[[Screen, Any], None]] = {
    "pmnet.app.keys.KeysReport": _keys,
    "pmnet.app.keys.Rotated": _rotated,
    "pmnet.app.backup.BackedUp": _backed_up,
}
