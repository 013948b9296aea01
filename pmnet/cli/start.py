"""Where the program begins: one door, at which some questions are answered before the whole program is loaded."""

from __future__ import annotations

import atexit
import gc
import os
import sys

OBJECTS = 50_000
"""So many objects are made before it is looked for those that nobody needs: loading makes as many, and all are needed."""


def run() -> None:
    """The installed command."""
    gc.set_threshold(OBJECTS)
    atexit.register(gc.freeze)  # the system takes back everything at once, so nothing is looked for at the end
    if sys.argv[1:2] == ["_complete"]:  # a key was pressed in a shell
        from pmnet.cli.completing import complete

        sys.exit(complete(sys.argv[2:], os.environ, os.getcwd))
    text = _at_the_door()
    if text is None:
        from pmnet.cli.main import run as whole

        whole()
    else:
        _print(text)


def _at_the_door() -> str | None:
    """What can be answered at once; None where the whole program has to look at it."""
    from pmnet.cli import quick

    try:
        return quick.answer(sys.argv[1:], os.environ, os.getcwd())
    except Exception:  # noqa: BLE001 - whatever it is, the whole program judges it
        return None


def _print(text: str) -> None:
    try:
        sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]  # a screen without umlauts is no error
        print(text, flush=True)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # whoever read our output has gone
