"""Renderings are found by the name of a result's type: each name is one that there is, and each command finds its own."""

from __future__ import annotations

from importlib import import_module

import pytest

from pmnet.cli.main import main
from pmnet.cli.render import as_json, as_text, results, written_text

NAMED = {
    *as_json.SHAPES,
    *as_text.TEXTS,
    *as_text.LISTS,
    *written_text.VIEWS,
    *results.SENT,
    results.REPORT,
    results.AUDIT,
    results.HOST,
    as_json.WRITTEN,
    as_json.PUBLISHED,
    "pmnet.app.leads.Erased",
    "pmnet.app.members.Left",
}


@pytest.mark.parametrize("kind", sorted(NAMED))
def test_each_kind_is_a_type(kind: str) -> None:
    module, _, name = kind.rpartition(".")
    found = getattr(import_module(module), name)
    assert isinstance(found, type)
    assert f"{found.__module__}.{found.__qualname__}" == kind


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["clam", "x"], "did you mean 'claim'"),
        (["lead", "ad"], "did you mean 'add'"),
        (["--json", "clam"], "did you mean 'claim'"),
    ],
)
def test_whoever_mistypes_is_told_of_all_commands(
    words: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words, {"CI": "true"}) == 2
    assert told in capsys.readouterr().err.replace('"', "'").lower()


def test_an_option_with_a_value_that_is_called_like_a_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--network", "sync", "lead", "list"], {"CI": "true"}) == 10
    assert "sync" in capsys.readouterr().err


def test_options_before_the_command_are_heeded(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["claim", "--help"], {"CI": "true"}) == 0
    assert "--over-capacity" in capsys.readouterr().out
    assert main(["--help"], {"CI": "true"}) == 0
    listed = capsys.readouterr().out
    assert all(f" {name} " in listed for name in ("claim", "lead", "sync", "selftest"))
