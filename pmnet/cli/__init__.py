"""How it is asked and shown: declarations, questions, renderings, and the one place where errors end.

What only some invocations need is loaded when it is first used, as in `pmnet.app`.
"""

from __future__ import annotations

import importlib

TYPE_CHECKING = False
if TYPE_CHECKING:  # said without importing typing, which takes longer than answering a key in a shell
    from types import ModuleType

    from pmnet.cli import (
        crash,
        demo,
        editor,
        findings,
        guide,
        help,  # noqa: A004
        ics,
        language,
        lines,
        pages,
        progress,
        render,
        sheets,
    )

__all__ = [
    "crash",
    "demo",
    "editor",
    "findings",
    "guide",
    "help",
    "ics",
    "language",
    "lines",
    "pages",
    "progress",
    "render",
    "sheets",
]


def __getattr__(name: str) -> ModuleType:
    if name not in __all__:
        raise AttributeError(name)
    return importlib.import_module(f"{__name__}.{name}")
