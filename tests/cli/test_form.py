"""A form walked through, without a terminal: forwards, back, explained, left empty, asked again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pmnet.cli.guide.form import Answers, Question, walk
from pmnet.errors import Usage


class Script:
    """Somebody whose answers are known beforehand; what was asked and told is noted."""

    def __init__(self, *typed: str, offers: dict[str, str] | None = None) -> None:
        self.typed: Iterator[str] = iter(typed)
        self.offers = offers or {}
        self.asked: list[str] = []
        self.told: list[str] = []
        self.kept: list[dict[str, str]] = []
        self.answers: Answers = {}

    def applies(self, question: Question, answers: Answers) -> bool:
        self.answers = answers
        return question.when(self)

    def ask(self, question: Question, offered: str) -> str:
        self.asked.append(f"{question.key} [{offered}]" if offered else question.key)
        return next(self.typed)

    def offered(self, question: Question, answers: Answers) -> str:
        return self.offers.get(question.key, "")

    def understood(self, question: Question, typed: str, answers: Answers) -> str:
        if typed.startswith("wrong"):
            raise Usage("that is wrong", "say it right")
        return typed.lower()

    def explain(self, question: Question, begun: str, answers: Answers) -> None:
        self.told.append(f"help: {begun}")

    def tell(self, text: str) -> None:
        self.told.append(text)

    def keep(self, answers: Answers) -> None:
        self.kept.append(dict(answers))

    def agreed(self, answered: Sequence[tuple[Question, str]]) -> bool:
        self.asked.append(" ".join(f"{question.key}={answer}" for question, answer in answered))
        return next(self.typed) != "<"


def question(key: str, **more: object) -> Question:
    return Question(key=key, text=key, option=f"--{key}", **more)  # type: ignore[arg-type]


ABC = (question("a", needed=True), question("b"), question("c"))


def test_one_question_after_the_other() -> None:
    script = Script("One", "", "Three")
    assert walk(ABC, script) == {"a": "one", "b": "", "c": "three"}
    assert script.asked == ["a", "b", "c"]
    assert script.kept == [{"a": "one"}, {"a": "one", "b": ""}, {"a": "one", "b": "", "c": "three"}]


def test_what_is_given_is_not_asked_and_counts() -> None:
    script = Script("x")
    only_with_b = (question("a"), question("c", when=lambda at: at.answers.get("b") == "yes"))
    assert walk(only_with_b, script, {"a": "1", "b": "yes"}) == {"c": "x"}
    assert walk(only_with_b, Script(), {"a": "1", "b": "no"}) == {}


def test_back_goes_one_question_back_and_offers_what_was_answered() -> None:
    script = Script("one", "two", "<", "<", "", "other", "three")
    assert walk(ABC, script) == {"a": "one", "b": "other", "c": "three"}
    assert script.asked == ["a", "b", "c", "b [two]", "a [one]", "b [two]", "c"]


def test_a_last_look_shows_all_answers_and_goes_back_to_the_last_question() -> None:
    script = Script("one", "", "three", "<", "drei", "")
    assert walk(ABC, script, look=True) == {"a": "one", "b": "", "c": "drei"}
    assert script.asked == ["a", "b", "c", "a=one b= c=three", "c [three]", "a=one b= c=drei"]


def test_back_from_a_last_look_at_nothing_is_told() -> None:
    script = Script("<", "")
    assert walk((), script, look=True) == {}
    assert script.told == ["this is the first question"]


def test_back_from_the_first_question_is_told() -> None:
    script = Script("<", "one", "", "")
    walk(ABC, script)
    assert script.told == ["this is the first question"]


def test_back_passes_over_what_is_not_asked() -> None:
    part = (question("a"), question("b", when=lambda at: at.answers.get("a") == "yes"), question("c"))
    script = Script("yes", "kept?", "<", "<", "no", "end")
    assert walk(part, script) == {"a": "no", "c": "end"}


def test_enter_takes_what_is_offered_and_a_hyphen_leaves_it_empty() -> None:
    assert walk(ABC, Script("", "-", "", offers={"a": "A", "b": "B"})) == {"a": "a", "b": "", "c": ""}


def test_a_wrong_answer_is_told_in_one_sentence_and_asked_again() -> None:
    script = Script("wrong", "right", "", "")
    assert walk(ABC, script)["a"] == "right"
    assert script.told == ["that is wrong (say it right)"]


def test_what_is_needed_is_not_left_empty() -> None:
    script = Script("", "-", "one", "", "", offers={})
    assert walk(ABC, script)["a"] == "one"
    assert script.told == ["this one cannot be left empty"] * 2


def test_words_are_explained_also_after_a_beginning() -> None:
    script = Script("?", "risk?", "risk", "really?", "?", "")
    found = walk((question("skill", kind="<skills>"), question("title"), question("end")), script)
    assert script.told == ["help: ", "help: risk", "help: "]
    assert found == {"skill": "risk", "title": "really?", "end": ""}
