"""What setting up says, before there is a program that could say it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


def test_setting_up_is_said_in_the_language_that_is_wished_for() -> None:
    for wish, begins in (
        ({"LANG": "de_DE.UTF-8"}, "pmnet wird in"),
        ({"PMNET_LANG": "en", "LANG": "de"}, "setting up"),
    ):
        text = "import boot; print(boot.said('begins'))"
        done = subprocess.check_output([sys.executable, "-c", text], env=wish, cwd=ROOT, text=True)
        assert done.startswith(begins)
