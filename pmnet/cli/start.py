"""Where the program begins: a key pressed in a shell is answered before anything else is loaded."""

from __future__ import annotations

import os
import sys


def run() -> None:
    """The installed command."""
    if sys.argv[1:2] == ["_complete"]:
        from pmnet.cli.completing import complete

        sys.exit(complete(sys.argv[2:], os.environ, os.getcwd))
    from pmnet.cli.main import run as run_all

    run_all()
