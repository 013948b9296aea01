"""What a step refers to as seen of a lead: all of its file but the seal, which only its owner can open."""

from __future__ import annotations

from dataclasses import replace

import pytest
from test_examples import EXAMPLES

from pmnet.domain.records import Lead
from pmnet.domain.snapshot import Snapshot
from pmnet.store.files import dump
from pmnet.store.parsing import parse, record_text


def seen(lead: Lead) -> str:
    texts = {lead.path: record_text(lead)}
    return Snapshot(texts.get, lambda _: list(texts), parse, "").digest(lead.path)


@pytest.mark.parametrize("digest", ["a" * 64, "1" * 64, "0b" + "1" * 62, "12e" + "3" * 61])
def test_it_is_the_same_however_a_digest_has_to_be_written(digest: str) -> None:
    """One in a hundred and fifty could be read as a number, and so is written in quotes."""
    assert ("'" in dump({"sealed": digest})) is (digest[0] != "a")
    path = next(iter(sorted((EXAMPLES / "network/leads").rglob("*.yaml"))))
    lead = parse(f"leads/{path.parent.name}/{path.name}", path.read_bytes())
    assert isinstance(lead, Lead)
    assert seen(replace(lead, sealed=digest)) == seen(replace(lead, sealed=None))
    assert seen(replace(lead, title="Another", sealed=digest)) != seen(lead)
