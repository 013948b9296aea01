"""Every scenario is heard in German, too."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hearing import hearing


@pytest.fixture(autouse=True)
def heard_in_german(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No English sentence would have reached a German screen."""
    with hearing(monkeypatch) as heard:
        yield
    assert heard.english == []
