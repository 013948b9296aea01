"""Whatever path a network admits can be written on Linux, Windows and macOS, and is nobody else's there.

The oracle is written from what the systems' makers publish, and knows nothing of the rules:

- Microsoft, "Naming Files, Paths, and Namespaces" and "Console Handles": characters and names that are kept, with any ending, in
  any case; no blank or dot at the end; 260 characters in a path, 255 UTF-16 units in a name; short names with a tilde.
- Apple, "Apple File System Reference" and Technical Note 1150: names are compared without regard to case and composition, have at
  most 255 bytes in UTF-8 (255 UTF-16 units, decomposed, in the older format), and a path at most 1,024 bytes.
- Linux, limits.h: 255 bytes in a name, no zero byte and no slash.
"""

from __future__ import annotations

import re
import subprocess
import unicodedata
from collections.abc import Iterator

import pytest
from cast import people
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pmnet.domain import ids
from pmnet.domain.commit import REGULAR, Change
from pmnet.domain.sealed import RefRoot, SealedName
from pmnet.rules import paths
from pmnet.store.git.scratch import BRANCHES, LINES, OWN, draw

DEVICES = [
    "CON",
    "PRN",
    "AUX",
    "NUL",
    "CONIN$",
    "CONOUT$",
    *(f"{port}{n}" for port in ("COM", "LPT") for n in "123456789¹²³"),
]
KEPT_CHARACTERS = set('<>:"/\\|?*') | {chr(number) for number in range(32)}
FOLDER_OF_A_COPY = r"C:\Users\anna\netz"
"""A copy has to lie somewhere; the last of Windows' 260 characters is a zero."""


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def written_on_windows(path: str) -> bool:
    if units(f"{FOLDER_OF_A_COPY}/{path}") >= 260:
        return False
    for name in path.split("/"):
        stem = re.split(r"[.:]", name)[0].rstrip(" ").upper()
        if stem in DEVICES or name[-1] in ". " or KEPT_CHARACTERS & set(name) or units(name) > 255:
            return False
    return True


def written_on_macos(path: str) -> bool:
    names = path.split("/")
    long = any(len(name.encode()) > 255 or units(unicodedata.normalize("NFD", name)) > 255 for name in names)
    return not long and len(unicodedata.normalize("NFD", path).encode()) < 1024 - 256


def written_on_linux(path: str) -> bool:
    return all(0 < len(name.encode()) <= 255 and "\0" not in name for name in path.split("/"))


def is_gits_own(path: str) -> bool:
    """Whether a system takes a part of it for the folder `.git`: Windows by its short name, macOS by what it leaves out."""
    left_out = dict.fromkeys([0x200C, 0x200D, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x206A, 0x2070), 0xFEFF])
    names = (name.translate(left_out).rstrip(". ").lower() for name in path.split("/"))
    return any(name == ".git" or re.fullmatch(r"git~\d+", name) for name in names)


def portable(path: str) -> bool:
    written = written_on_windows(path) and written_on_macos(path) and written_on_linux(path)
    return written and not is_gits_own(path) and not any(name in (".", "..") for name in path.split("/"))


def same_somewhere(one: str, other: str) -> bool:
    """Whether a system takes two names for the same: by folding, by raising, by composition of their letters."""
    forms = (str.casefold, str.upper, str.lower)
    decomposed = [unicodedata.normalize("NFD", name) for name in (one, other)]
    return any(len({unicodedata.normalize("NFD", form(name)) for name in decomposed}) == 1 for form in forms)


ODD_LETTERS = "aAbßẞıİſKKÅÅµμςσΣǅﬁé\u0301\u0308ÄäＡ１¹²³$~.:- \u200c\u00a0\u0085\ufeff\U0001f600가ᾳΐ"
STEMS = [
    *DEVICES,
    *map(str.lower, DEVICES),
    "git~1",
    ".git",
    ".GIT ",
    "LONGNA~1",
    "x",
    "Nul.tar",
    "com0",
    "readme",
    "ＣＯＮ",
]
NAMES = st.one_of(
    st.sampled_from(STEMS),
    st.builds(lambda stem, blank, end: f"{stem}{blank}{end}", st.sampled_from(STEMS), st.sampled_from(["", " "]),
              st.sampled_from(["", ".", " ", ".yaml", ".tar.gz"])),
    st.text(ODD_LETTERS, min_size=1, max_size=8),
    st.text(min_size=1, max_size=6),
    st.builds(lambda letter, many: letter * many, st.sampled_from("aä가\U0001f600ΐ"), st.integers(60, 130)),
)  # fmt: skip
PATHS = st.lists(NAMES, min_size=1, max_size=4).map("/".join)


def admitted(path: str, *beside: str) -> bool:
    after = people().with_texts(dict.fromkeys((path, *beside), b"x"))
    return not list(paths.check([Change(path, REGULAR, "", "blob", b"x")], after))


@settings(max_examples=150, deadline=None)
@given(PATHS)
@example("com¹.txt")
@example("docs/LPT³")
@example("CONIN$")
@example("conout$.log")
@example("\U0001f600" * 64)
@example("가" * 86)
@example("ΐ" * 100)
@example("/".join(["각" * 28] * 8))
@example("/".join(["\U0001f600" * 60] * 3))
@example("nul .txt")
def test_whatever_is_admitted_can_be_written_everywhere(path: str) -> None:
    assert paths.wrong_name(path) is not None or portable(path)


@settings(max_examples=100, deadline=None)
@given(
    st.text(ODD_LETTERS, min_size=1, max_size=4), st.sampled_from([str.upper, str.lower, str.casefold, str.swapcase])
)
@example("ı", str.upper)
@example("ſ", str.upper)
@example("ᾳ", str.upper)
def test_whatever_is_admitted_beside_another_is_another_everywhere(one: str, form: object) -> None:
    other = form(one)  # type: ignore[operator]
    if one == other or not paths.wrong_name(f"docs/{one}") is paths.wrong_name(f"docs/{other}") is None:
        return
    assert same_somewhere(one, other)
    assert not admitted(f"docs/{other}", f"docs/{one}")


def test_no_two_letters_that_a_system_takes_for_the_same_lie_side_by_side() -> None:
    """Each letter there is, against what any system makes of it."""
    missed = []
    for letter in map(chr, (*range(0x21, 0xD800), *range(0xE000, 0x1FC00))):
        forms = {letter.upper(), letter.lower(), letter.casefold(), unicodedata.normalize("NFD", letter)} - {letter}
        missed += [(letter, form) for form in forms if paths.folded(letter) != paths.folded(form)]
    assert missed == []


# What Windows shortens


@pytest.mark.parametrize("name", ["LONGNA~1", "longna~1.txt", "A~12", "README~1.MD", "x~1"])
def test_a_name_that_windows_gives_to_others(name: str) -> None:
    assert not admitted(f"docs/{name}")


@pytest.mark.parametrize("name", ["draft~", "a~b", "~1", "longer-name~1", "a~1.yaml", "v~1.2.md"])
def test_a_tilde_that_windows_gives_to_nobody(name: str) -> None:
    assert admitted(f"docs/{name}")


# Records, and what the tool calls its own

LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789-"
SLUGS = st.one_of(st.sampled_from([name.lower() for name in DEVICES]), st.text(LETTERS, min_size=2, max_size=32))
LEADS = st.builds(
    lambda day, end: f"2611{day:02}-{end}", st.integers(1, 30), st.text(ids.CROCKFORD, min_size=4, max_size=4)
)


def names_of(member: str, lead: str, position: str, place: int) -> Iterator[str]:
    """Every file and every name on a server that follows from ids."""
    if ids.is_member_id(member):
        yield ids.member_path(member)
        yield f"refs/heads/pmnet/{member}/0123456789abcdef"
    handover = f"{lead}.{position}.{place}"
    if ids.handover_parts(handover) is not None:
        yield ids.handover_path(handover)
        yield f"{handover}.yaml"
        yield from (SealedName.of_handover(handover).ref(root) for root in RefRoot)
    yield ids.lead_path(lead)
    yield f"{lead}.yaml"
    yield from (SealedName(lead).ref(root) for root in RefRoot)


@settings(max_examples=100, deadline=None)
@given(SLUGS, LEADS, SLUGS, st.integers(1, 9999))
@example("con", "261123-nul0", "aux", 1)
@example("a" * 32, "261123-0000", "b" * 32, 9999)
def test_whatever_ids_are_taken_their_files_and_names_can_be_written_everywhere(
    member: str, lead: str, position: str, place: int
) -> None:
    names = list(names_of(member, lead, position, place))
    assert all(map(portable, names))
    assert all(name == name.lower() for name in names)
    assert not any(part.endswith(".lock") or part.startswith(".") for name in names for part in name.split("/"))


def test_git_takes_the_names_that_follow_from_ids() -> None:
    names = [*names_of("anna", "261123-k7qx", "pmo-lead", 12), *map(draw, (OWN, LINES, BRANCHES))]
    for name in (name for name in names if name.startswith("refs/")):
        subprocess.run(["git", "check-ref-format", name], check=True)
        assert portable(name)
