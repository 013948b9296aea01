"""Where the program begins: one door, at which some questions are answered before the whole program is loaded."""

from __future__ import annotations

import gc
import os
import sys

TYPE_CHECKING = False  # as in `pmnet.app`
if TYPE_CHECKING:
    from pmnet.store.beginning import Beginning

OBJECTS = 50_000
"""So many objects are made before it is looked for those that nobody needs: loading makes as many, and all are needed."""


def run() -> None:
    """The installed command."""
    gc.set_threshold(OBJECTS)
    if sys.argv[1:2] == ["_complete"]:  # a key was pressed in a shell
        from pmnet.cli.completing import complete

        sys.exit(complete(sys.argv[2:], os.environ, os.getcwd))
    text = _at_the_door()
    if text is None:
        begun = _begun()
        from pmnet.cli.main import run as whole

        _leave(whole(begun))
    else:
        _print(text)


def _leave(code: int) -> None:
    """End with a code, at once: the system takes everything back sooner than Python gives it back piece by piece."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            try:
                stream.flush()
            except OSError:  # nobody reads it any more
                continue
    os._exit(code)


def _at_the_door() -> str | None:
    """What can be answered at once; None where the whole program has to look at it."""
    from pmnet.cli import quick

    try:
        return quick.answer(sys.argv[1:], os.environ, os.getcwd())
    except Exception:  # noqa: BLE001 - whatever it is, the whole program judges it
        return None


def _begun() -> Beginning | None:
    """What the command needs in any case, begun while the program is loaded."""
    from pmnet.cli import early

    try:
        return early.begin(sys.argv[1:], os.environ, os.getcwd())
    except Exception:  # noqa: BLE001 - whatever it is, the whole program judges it
        return None


def _print(text: str) -> None:
    if type(text) is not str:  # a sentence, where JSON is a plain text
        from pmnet.cli.language import spoken

        text = spoken(os.environ, os.getcwd()).say(text)
    try:
        sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]  # a screen without umlauts is no error
        print(text, flush=True)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # whoever read our output has gone
