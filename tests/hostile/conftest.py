"""What the tests of hostile input share."""

from __future__ import annotations

from pathlib import Path

import pytest
from canary import Canary


@pytest.fixture
def canary(tmp_path: Path) -> Canary:
    """A program that must not be run."""
    return Canary(tmp_path / "canary")
