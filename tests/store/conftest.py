"""Fixtures of the tests about what is stored."""

from __future__ import annotations

import pytest

from pmnet.store.index import rows


@pytest.fixture(scope="session")
def few_words() -> list[tuple[str, rows.Row]]:
    return list(rows.of_vocabularies())[:200]


@pytest.fixture
def words_once(few_words: list[tuple[str, rows.Row]], monkeypatch: pytest.MonkeyPatch) -> None:
    """A few words of the vocabularies, folded once: for tests that build an index again and again."""
    monkeypatch.setattr(rows, "of_vocabularies", lambda: iter(few_words))
