"""What `pmnet help TOPIC` tells: short, with commands that exist, and figures that are those of the policy."""

from __future__ import annotations

import dataclasses
import re

import pytest
from people import Person

from pmnet.cli import concepts
from pmnet.cli.grammar import COMMANDS
from pmnet.cli.help import TOPICS
from pmnet.cli.prose import laid_out
from pmnet.domain.records import Policy

CONCEPTS = ("lead", "handover", "seal", "clocks", "keys", "offline", "terms")


@pytest.mark.parametrize("name", CONCEPTS)
def test_a_concept_fits_on_a_screen_and_names_commands_that_exist(name: str) -> None:
    text = TOPICS[name]()
    lines = list(laid_out(text, 80))
    assert len(lines) <= 27
    named = re.findall(r"^  (?:PMNET_TIMEOUT=600 )?pmnet ([a-z]+)(?: ([a-z]+))?", text, re.MULTILINE)
    assert named
    assert [words for words in named if words[0] not in COMMANDS] == []
    groups = {command.partition(" ")[0] for command in COMMANDS if " " in command}
    assert [words for words in named if words[0] in groups and " ".join(words) not in COMMANDS] == []
    explained = COMMANDS["help"][2][0][0].split("|")
    assert [topic for topic in re.findall(r"pmnet help ([a-z-]+)", text) if topic not in explained] == []


def test_clocks_are_told_with_the_figures_of_the_policy(monkeypatch: pytest.MonkeyPatch) -> None:
    figures = {name: at for at, name in enumerate(concepts.FIGURES, 1001) if name != "time_zone"}
    other = dataclasses.replace(Policy(), time_zone="America/Lima", **figures)
    monkeypatch.setattr(concepts, "Policy", lambda: other)
    said = set(re.findall(r"\b1\d\d\d\b|America/Lima", concepts.clocks()))
    assert said == {*map(str, figures.values()), "America/Lima"}
    assert re.findall(r"\d+", re.sub(r"\b1\d\d\d\b", "", concepts.clocks().replace(":00", ""))) == []


def test_topics_are_printed(tmp_path) -> None:
    zoe = Person("zoe", tmp_path)
    assert "answer a claim or an offer     16 working hours" in zoe.run("help", "clocks").out
    assert "one position of a lead to one partner" in zoe.run("help", "handover").out
    assert "register it as yours, dated" in zoe.run("help", "lead").out
    assert "PMNET_LANG" in zoe.run("help", "variables").out
    assert all(name in zoe.run("help").out for name in ("lead", "handover", "clocks", "variables"))
