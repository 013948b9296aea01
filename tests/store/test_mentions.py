"""Of many records, those that mention a member: git finds at least all that are theirs, however their texts say so."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from pmnet.domain.belonging import FEW, Belonging
from pmnet.errors import Bug
from pmnet.store.git.drafts import Draft
from pmnet.store.git.mentions import Mentions, Search
from pmnet.store.git.process import Finished
from pmnet.store.git.reading import Files
from pmnet.store.git.repository import Repository

PEOPLE = ("anna", "anna-b", "zoe", "bo")
WAYS = {
    "plain": "partner: {}\n",
    "quoted": "partner: '{}'\n",
    "in double quotes": 'partner: "{}"\n',
    "on a line of its own": "partner:\n  {}\n",
    "in braces": "{{partner: {}}}\n",
    "with a comment": "partner: {} # who else\n",
    "somewhere else": "owner: {}\npartner: nobody\n",
}
MONTHS = ("2026-09", "2026-10", "2026-11", ":(glob)**")


def escaped(name: str) -> str:
    return 'partner: "' + "".join(f"\\x{ord(letter):02x}" for letter in name) + '"\n'


def draw(dice: random.Random) -> bytes:
    name = dice.choice(PEOPLE)
    text = escaped(name) if dice.random() < 0.1 else dice.choice(list(WAYS.values())).format(name)
    return f"id: x\n{text}note: {dice.choice(PEOPLE)}\n".encode()


def write(repository: Repository, texts: dict[str, bytes]) -> str:
    draft = Draft(repository.id_kind)
    changes = {tuple(path.split("/")): draft.add("blob", text) for path, text in texts.items()}
    tree = draft.tree(lambda _: {}, "", changes)
    repository.write(draft)
    return tree


@pytest.fixture
def repository(tmp_path: Path) -> Iterator[Repository]:
    made = Repository.create(tmp_path / "net.git", bare=True)
    yield made
    made.close()


@pytest.fixture
def texts() -> dict[str, bytes]:
    dice = random.Random(7)
    found = {f"handovers/{month}/{number:03}.yaml": draw(dice) for month in MONTHS for number in range(60)}
    return found | {"handovers/stray.yaml": WAYS["plain"].format("zoe").encode(), "members/zoe.yaml": b"id: zoe\n"}


def asked(texts: dict[str, bytes], mentioning=None) -> Belonging:
    def paths(folder: str) -> list[str]:
        return sorted(path for path in texts if path.startswith(folder))

    return Belonging(texts.get, paths, mentioning)


@pytest.mark.parametrize("first", ["", "2026-10", "2026-12"])
@pytest.mark.parametrize("who", PEOPLE)
def test_git_finds_what_reading_all_finds(
    repository: Repository, texts: dict[str, bytes], who: str, first: str
) -> None:
    tree, mentions = write(repository, texts), Mentions(repository, large=1)
    files = Files(repository, tree)
    for _ in range(2):  # the second time from memory
        found = mentions.paths(tree, "handovers/", first, who)
        assert found is not None or first == "2026-12"
        for field in ("partner", "owner"):
            question = ("handovers/", first, field, who)
            by_git = asked(texts, lambda *told: mentions.paths(tree, *told)).paths(question)
            by_list = asked(texts).paths(question)
            plainly = {path for path in by_list if b"partner: %s\n" % who.encode() in (files.text(path) or b"")}
            hidden = {path for path in by_list if b"\\x" in texts[path]}
            assert plainly <= by_git
            assert hidden <= by_git
            assert by_git <= by_list


def test_what_is_few_is_not_searched(repository: Repository, texts: dict[str, bytes]) -> None:
    tree = write(repository, texts)
    assert Mentions(repository, large=1_000).paths(tree, "handovers/", "", "zoe") is None
    assert Mentions(repository).paths("", "handovers/", "", "zoe") is None
    assert Mentions(repository, large=1).paths(tree, "nowhere/", "", "zoe") is None


def test_only_the_month_that_changed_is_searched_again(
    repository: Repository, texts: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    mentions, searched = Mentions(repository, large=1), []
    run = repository.run
    monkeypatch.setattr(repository, "run", lambda *words, **named: searched.append(words) or run(*words, **named))
    before = write(repository, texts)
    mentions.paths(before, "handovers/", "", "zoe")
    added = texts | {"handovers/2026-11/new.yaml": b"partner: zoe\n"}
    after = write(repository, added)
    assert "handovers/2026-11/new.yaml" in (mentions.paths(after, "handovers/", "", "zoe") or [])
    greps = [words for words in searched if "grep" in words]
    assert [sum(word.startswith("handovers/") for word in words) for words in greps] == [len(MONTHS), 1]


def test_after_some_questions_everybody_is_listed_and_the_answers_stay_the_same(texts: dict[str, bytes]) -> None:
    calls: list[str] = []

    def mentioning(folder: str, first: str, word: str) -> list[str]:
        calls.append(word)
        return [
            path for path in texts if path.startswith(folder) and (word.encode() in texts[path] or b"\\" in texts[path])
        ]

    belonging = asked(texts, mentioning)
    for number in range(FEW + 3):
        who = PEOPLE[number] if number < len(PEOPLE) else f"stranger-{number}"
        assert belonging.paths(("handovers/", "", "partner", who)) <= asked(texts).paths(
            ("handovers/", "", "partner", who)
        )
    assert len(calls) == FEW


@pytest.mark.parametrize("few", [0, 2, 100])
def test_a_state_that_moves_on_is_answered_like_one_made_afresh(
    monkeypatch: pytest.MonkeyPatch, texts, few: int
) -> None:
    monkeypatch.setattr("pmnet.domain.belonging.FEW", few)
    begun, dice = dict(texts), random.Random(3)

    def mentioning(folder: str, first: str, word: str) -> list[str]:
        return [
            path for path in begun if path.startswith(folder) and (word.encode() in begun[path] or b"\\" in begun[path])
        ]

    belonging = asked(texts, mentioning)
    for _ in range(40):
        first, who = dice.choice(["", "2026-10", "2026-11"]), dice.choice(PEOPLE)
        question = ("handovers/", first, "partner", who)
        plain = {
            path for path in asked(texts).paths(question) if texts[path].count(b"partner: %s\n" % who.encode()) == 1
        }
        assert plain <= belonging.paths(question)
        path = dice.choice([*texts, f"handovers/2026-{dice.randint(9, 12):02}/n{dice.randint(0, 9)}.yaml"])
        texts[path] = draw(dice)
        belonging.note([path])


def test_a_search_that_failed_is_not_remembered_as_one_that_found_nothing(
    repository: Repository, texts: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    tree, mentions = write(repository, texts), Mentions(repository, large=1)
    with monkeypatch.context() as patch:
        patch.setattr(repository, "run", lambda *words, **named: Finished(128, b"", "fatal: no room"))
        with pytest.raises(Bug):
            mentions.paths(tree, "handovers/", "", "zoe")
    found = mentions.paths(tree, "handovers/", "", "zoe")
    assert found == Mentions(repository, large=1).paths(tree, "handovers/", "", "zoe")
    assert found != []


@pytest.fixture
def searched(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The folders that git is searched to search from now on."""
    found: list[list[str]] = []
    run = Repository.run

    def told(self: Repository, *words: str, **named: bytes) -> Finished:
        if "grep" in words:
            found.append([*words[words.index("--") + 1 :]])
        return run(self, *words, **named)

    monkeypatch.setattr(Repository, "run", told)
    return found


def test_what_was_searched_already_is_not_searched_again(
    repository: Repository, texts: dict[str, bytes], searched: list[list[str]]
) -> None:
    alone = Mentions(repository, large=1).paths(write(repository, texts), "handovers/", "", "zoe")
    changed = texts | {f"handovers/{MONTHS[1]}/new.yaml": b"partner: zoe\n"}
    before, after = write(repository, texts), write(repository, changed)
    del searched[:]
    mentions = Mentions(repository, large=1)
    mentions.expect(Search(repository, before, "handovers/", [*MONTHS[:2], "2031-01"], "zoe"))
    assert sorted(mentions.paths(before, "handovers/", "", "zoe") or []) == sorted(alone or [])
    assert searched[1:] == [[f"handovers/{month}" for month in sorted(MONTHS[2:])]]
    found = mentions.paths(after, "handovers/", "", "zoe")
    assert sorted(found or []) == sorted([*(alone or []), f"handovers/{MONTHS[1]}/new.yaml"])
    assert searched[2:] == [[f"handovers/{MONTHS[1]}"]]


@pytest.mark.parametrize("other", [("leads/", "zoe"), ("handovers/", "bo")])
def test_a_search_for_something_else_answers_nothing(
    repository: Repository, texts: dict[str, bytes], other: tuple[str, str]
) -> None:
    state = write(repository, texts)
    alone = Mentions(repository, large=1).paths(state, "handovers/", "", "zoe")
    mentions = Mentions(repository, large=1)
    mentions.expect(Search(repository, state, other[0], MONTHS, other[1]))
    assert mentions.paths(state, "handovers/", "", "zoe") == alone


def test_a_search_that_failed_has_found_nothing_out(
    repository: Repository, texts: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    state = write(repository, texts)
    alone = Mentions(repository, large=1).paths(state, "handovers/", "", "zoe")
    begun = Search(repository, "f" * 40, "handovers/", MONTHS, "zoe")
    assert begun.found() == {}
    mentions = Mentions(repository, large=1)
    mentions.expect(begun)
    assert mentions.paths(state, "handovers/", "", "zoe") == alone
