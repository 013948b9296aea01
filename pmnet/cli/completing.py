"""What may follow what was typed in a shell: commands, options, words of the vocabularies, ids.

It loads next to nothing, because it answers a key. What a command takes it knows from `pmnet.cli.grammar`, ids and words from
a lookup. Nothing that a record holds may reach a shell as anything but a word: what is no plain word is left out, and
descriptions hold nothing that a terminal acts on.
"""

from __future__ import annotations

import sys

from pmnet.cli.grammar import COMMANDS, COMMON
from pmnet.domain.text import printable, squeeze
from pmnet.store.at_hand import AtHand

TYPE_CHECKING = False
if TYPE_CHECKING:  # said without importing typing, which takes longer than all the rest
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from typing import Protocol

    from pmnet.cli.grammar import Argument, Option

    Found = Iterable[tuple[str, str] | tuple[str, str, str]]

    class Lookup(Protocol):
        """What is known in a network: values that may follow what was typed, what they are, and the name that was begun."""

        def members(self, typed: str) -> Found:
            """Members by the beginning of their id, or of one of their names."""

        def leads(self, typed: str, which: str) -> Found:
            """Leads by the beginning of their id or by its last four characters: `open` ones of others, my `own`, or all."""

        def handovers(self, typed: str, which: str) -> Found:
            """Handovers by the beginning of their id or the ending of their lead's: mine that are not over, or all."""

        def positions(self, typed: str, lead: str) -> Found:
            """The positions of a lead."""

        def words(self, vocabulary: str) -> Iterable[tuple[str, str, str, str]]:
            """Every term: its key, its labels in English and German, all its names squeezed and with blanks between."""


FILES = ":files"
"""Says to the shell that files may follow."""

LONGEST = 72
"""So many characters of a description are shown."""

SHORTEST_PART = 3
"""With fewer letters only beginnings are looked for."""


class Candidate:
    """What may be typed: the value, what it is, and what it is called where that is what was begun."""

    def __init__(self, value: str, about: str = "", called: str = "") -> None:
        self.value = value
        self.about = about
        self.called = called

    def line(self) -> str:
        """As the shells' scripts read it."""
        about = " ".join(printable(self.about).split())
        shown = about if len(about) <= LONGEST else f"{about[: LONGEST - 1]}\N{HORIZONTAL ELLIPSIS}"
        return "\t".join((self.value, shown, self.called) if self.called else (self.value, shown))


def answer(words: Sequence[str], lookup: Lookup) -> list[str]:
    """The lines for the shell: what the last of these words may become, which follow the program's name.

    A value that ends with a colon or an equals sign goes on; FILES stands for files.
    """
    typed = words[-1] if words else ""
    line = _Line(words[:-1])
    return [candidate.line() for candidate in _candidates(line, typed, lookup)]


def complete(arguments: Sequence[str], variables: Mapping[str, str], folder: Callable[[], str]) -> int:
    """Print what may follow; what goes wrong says nothing, because a key was pressed and nobody waits for an error."""
    try:
        words = arguments[1:] if arguments[:1] == ["--"] else arguments
        network = _Line(words[:-1]).given.get("--network", "")
        lines = answer(words, AtHand(variables, folder(), network))
        sys.stdout.buffer.write("".join(f"{line}\n" for line in lines).encode("utf-8", "replace"))
        sys.stdout.flush()
    except Exception:  # noqa: BLE001 - the boundary, as in pmnet.cli.main
        return 1
    return 0


def fitting(kind: str, typed: str, arguments: Sequence[str], lookup: Lookup) -> list[Candidate]:
    """What a value of a kind may become, for somebody who is asked for it; `arguments` are what the command is about."""
    line = _Line(())
    line.arguments = list(arguments)
    return _values(kind, typed, line, lookup)


class _Line:
    """What was typed before the word that is being completed."""

    def __init__(self, words: Sequence[str]) -> None:
        self.command = ""
        self.arguments: list[str] = []
        self.given: dict[str, str] = {}
        self.waiting: Option | None = None
        self._name = ""
        self._plain = False
        for word in words:
            self._take(word)

    def _take(self, word: str) -> None:
        if self.waiting is not None:
            self.waiting, self.given[self._name] = None, word
        elif self._plain or not word.startswith("-") or word == "-":
            self._take_plain(word)
        elif word == "--":
            self._plain = True
        else:
            name, equals, value = word.partition("=")
            option = self.option(name)
            self._name, self.given[name] = name, value
            self.waiting = option if option and option[1] and not equals else None

    def _take_plain(self, word: str) -> None:
        longer = f"{self.command} {word}".strip()
        if longer in COMMANDS and not self.arguments:
            self.command = longer
        else:
            self.arguments.append(word)

    @property
    def options(self) -> dict[str, Option]:
        """What the command takes."""
        return {**COMMANDS[self.command][1], **COMMON}

    def option(self, name: str) -> Option | None:
        """One of the command's options."""
        return self.options.get(name)

    @property
    def may_be_option(self) -> bool:
        """Whether options are still understood as such."""
        return not self._plain

    @property
    def argument(self) -> Argument | None:
        """What argument comes next."""
        taken = COMMANDS[self.command][2]
        if len(self.arguments) < len(taken):
            return taken[len(self.arguments)]
        return taken[-1] if taken and taken[-1][1] else None

    @property
    def is_group(self) -> bool:
        """Whether a command must follow."""
        above = f"{self.command} ".lstrip()
        return any(path.startswith(above) and path != self.command for path in COMMANDS)

    def subcommands(self) -> Iterator[Candidate]:
        """What may follow a group."""
        if not self.arguments:
            above = f"{self.command} " if self.command else ""
            for path, (about, _, _) in COMMANDS.items():
                rest = path.removeprefix(above)
                if path and path.startswith(above) and " " not in rest:
                    yield Candidate(rest, about)


def _candidates(line: _Line, typed: str, lookup: Lookup) -> list[Candidate]:
    if line.waiting is not None:
        return _values(line.waiting[0], typed, line, lookup)
    if typed.startswith("-") and line.may_be_option:
        name, given, value = typed.partition("=")
        option = line.option(name) if given else None
        if option is not None:
            return _after(f"{name}=", _values(option[0], value, line, lookup))
        return _options(line, typed)
    commands = _beginning(typed, line.subcommands())
    if commands or line.is_group:
        return commands or ([] if typed or line.arguments else _options(line, typed))
    kind = line.argument[0] if line.argument else ""
    return _values(kind, typed, line, lookup) if kind or typed else _options(line, typed)


def _options(line: _Line, typed: str) -> list[Candidate]:
    """The options that may still be given, by their long names unless a short one is typed."""
    return [
        Candidate(name, about)
        for name, (_, _, repeated, about) in line.options.items()
        if name.startswith(typed) and (repeated or name not in line.given) and (name.startswith("--") or name == typed)
    ]


def _values(kind: str, typed: str, line: _Line, lookup: Lookup) -> list[Candidate]:
    """What a value of a kind may be: words, and what is looked up."""
    found: list[Candidate] = []
    for part in filter(None, kind.split("|")):
        if not part.startswith("<"):
            found += _beginning(typed, [Candidate(part)])
            continue
        name, _, levels = part.strip("<>").partition(":")
        if name == "file":
            found.append(Candidate(FILES))
        elif levels:
            found += _levelled(typed, lookup.words(name), lookup.words(levels))
        elif name in LOOKED_UP:
            looked_up = (Candidate(*one) for one in LOOKED_UP[name](lookup, typed, line))
            found += [one for one in looked_up if _plain(one.value) and (not one.called or _plain(one.called))]
        else:
            found += _terms(typed, lookup.words(name))
    return found


LOOKED_UP: dict[str, Callable[[Lookup, str, _Line], Found]] = {
    "member": lambda lookup, typed, _: lookup.members(typed),
    "lead": lambda lookup, typed, _: lookup.leads(typed, ""),
    "open-lead": lambda lookup, typed, _: lookup.leads(typed, "open"),
    "own-lead": lambda lookup, typed, _: lookup.leads(typed, "own"),
    "handover": lambda lookup, typed, _: lookup.handovers(typed, "mine"),
    "any-handover": lambda lookup, typed, _: lookup.handovers(typed, ""),
    "position": lambda lookup, typed, line: lookup.positions(typed, next(iter(line.arguments), "")),
}
"""How each kind of id is looked up."""


def _terms(typed: str, words: Iterable[tuple[str, str, str, str]]) -> list[Candidate]:
    """The terms whose key begins as typed; else those with a name that does, in either language; else those with a part."""
    known = tuple(words)
    wanted = squeeze(typed)
    found = _beginning(typed, (Candidate(key, english) for key, english, _, _ in known))
    if found or not wanted:
        return found
    found = list(_called(known, typed, str.startswith))
    if not found and len(wanted) >= SHORTEST_PART:
        found = list(_called(known, typed, str.__contains__))
    return found


def _called(
    words: Iterable[tuple[str, str, str, str]], typed: str, fits: Callable[[str, str], bool]
) -> Iterator[Candidate]:
    """The terms one of whose names fits, described in the language in which it was begun; that name goes on as it was typed."""
    wanted = squeeze(typed)
    for key, english, german, called in words:
        names = [one for one in called.split(" ") if fits(one, wanted)]
        if names:
            name = min(names, key=len)
            if name.startswith(wanted):
                name = typed + name[len(wanted) :]
            yield Candidate(key, english if squeeze(english).startswith(wanted) else german, name)


def _levelled(
    typed: str, words: Iterable[tuple[str, str, str, str]], levels: Iterable[tuple[str, str, str, str]]
) -> list[Candidate]:
    """A term, and after a colon its level."""
    name, colon, level = typed.rpartition(":")
    if colon:
        return _after(f"{name}:", _terms(level, levels))
    found = _terms(typed, words)
    if len(found) == 1:
        key, called = found[0].value, found[0].called
        found.append(Candidate(f"{key}:", "with a level", f"{called}:" if called else ""))
    return found


def _beginning(typed: str, candidates: Iterable[Candidate]) -> list[Candidate]:
    begun = typed.casefold()
    return [candidate for candidate in candidates if candidate.value.casefold().startswith(begun)]


def _after(head: str, candidates: list[Candidate]) -> list[Candidate]:
    """The same after what stands already."""
    return [
        Candidate(
            one.value if one.value == FILES else head + one.value, one.about, head + one.called if one.called else ""
        )
        for one in candidates
    ]


def _plain(value: str) -> bool:
    """Whether a value is a plain word, in which no shell sees anything else: letters, digits, and signs within."""
    return value[:1].isalnum() and all(c.isalnum() or c in "-._" for c in value)
