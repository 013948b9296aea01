"""Lines typed on a terminal. The only module that knows readline, which edits them, completes words and remembers what was typed.

Where the screen is no terminal or a dumb one, or a system has no readline, a line is simply read.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterator
from typing import Any, Final

Complete = Callable[[str], list[str]]
"""What a beginning may become."""

NARROWEST: Final = 20
"""A screen is taken to be so wide at least."""

BOLD: Final = ("\x01\x1b[1m\x02", "\x01\x1b[0m\x02")
"""Bold on and off; between \\x01 and \\x02 stands what takes no room on the screen."""


def read(prompt: str, rest: str = "", bold: bool = False) -> str | None:
    """One line that was typed after a prompt, of which the first part may be bold; None where the input has ended."""
    if not sys.stdout.isatty() or _readline() is None:
        print(f"{prompt}{rest}", end="", file=sys.stderr, flush=True)
        line = sys.stdin.readline()
        return line.strip() if line else None
    on, off = BOLD if bold else ("", "")
    try:
        return input(f"{on}{prompt}{off}{rest}").strip()
    except EOFError:
        print()
        return None
    except KeyboardInterrupt:
        print()
        raise


def folded(text: str) -> str:
    """A text in lines of whole words, as wide as the screen; how a line begins indents the rest of it."""
    if sys.stderr is None or not sys.stderr.isatty():
        return text
    import shutil
    import textwrap

    room = max(shutil.get_terminal_size().columns - 1, NARROWEST)
    found = []
    for line in text.split("\n"):
        blank = line[: len(line) - len(line.lstrip())]
        found += textwrap.wrap(
            line, room, initial_indent="", subsequent_indent=blank, break_long_words=False, break_on_hyphens=False
        ) or [line]
    return "\n".join(found)


def begun() -> str:
    """What stood on a line that was interrupted."""
    known = _readline()
    return known.get_line_buffer().strip() if known is not None else ""


@contextlib.contextmanager
def completing(complete: Complete | None) -> Iterator[None]:
    """Let Tab complete what stands after the last comma; without `complete` there is nothing to complete."""
    known = _readline()
    if known is None:
        yield
        return
    known.set_completer(_answering(complete) if complete is not None else lambda *_: None)
    known.set_completer_delims(",")
    known.parse_and_bind("bind ^I rl_complete" if "libedit" in (known.__doc__ or "") else "tab: complete")
    try:
        yield
    finally:
        known.set_completer(None)


def _answering(complete: Complete) -> Callable[[str, int], str | None]:
    """In the form in which readline asks: the first, the second ... of what `text` may become, then None."""
    found: list[str] = []

    def answer(text: str, state: int) -> str | None:
        if state == 0:
            blank = text[: len(text) - len(text.lstrip())]
            try:
                found[:] = [blank + one for one in complete(text.lstrip())]
            except Exception:  # noqa: BLE001 - a key was pressed, and nobody waits for an error
                found.clear()
        return found[state] if state < len(found) else None

    return answer


def _readline() -> Any:
    """The library, where there is one and the terminal can do what it asks for; it is loaded when somebody is asked."""
    if os.environ.get("TERM") == "dumb":
        return None
    try:
        import readline
    except ImportError:
        return None
    return readline
