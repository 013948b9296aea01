"""Where the program begins: a key that is pressed in a shell is answered before even the door is there."""

from __future__ import annotations

import os
import sys


def run() -> None:
    """The installed command."""
    if sys.argv[1:2] == ["_complete"]:
        from pmnet.cli.completing import complete

        sys.exit(complete(sys.argv[2:], os.environ, os.getcwd))
    from pmnet.cli.quick import run as at_the_door

    at_the_door()
