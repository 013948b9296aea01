"""Which files may lie in a network: their names, their sorts, and what may lie beside what."""

from __future__ import annotations

import pytest
from cast import EVE, people

from pmnet.domain.commit import REGULAR, Change
from pmnet.errors import Finding
from pmnet.rules import paths
from pmnet.rules.paths import wrong_name


def put(path: str, *beside: str, mode: str = REGULAR, was: str = "") -> list[Finding]:
    """What speaks against a file that is put there, where others lie already."""
    after = people().with_texts(dict.fromkeys((path, *beside), b"x"))
    return list(paths.check([Change(path, mode, was, "blob", b"x")], after))


@pytest.mark.parametrize(
    "path",
    [
        pytest.param("README.md", id="a text"),
        pytest.param(".gitattributes", id="git's attributes"),
        pytest.param(".github/workflows/ci.yml", id="a workflow"),
        pytest.param("docs/what we agreed.md", id="blanks inside"),
        pytest.param("docs/über uns.md", id="an umlaut in one piece"),
        pytest.param("docs/console.md", id="a name that only begins like a device"),
        pytest.param("docs/a.con", id="an ending like a device"),
        pytest.param("docs/APPENDIX", id="capitals up to the last letter"),
        pytest.param("docs/" + "n" * 120, id="a name of 120 characters"),
        pytest.param("/".join(["n" * 79, "n" * 80, "n" * 79]), id="a path of 240 characters"),
    ],
)
def test_a_plain_name(path: str) -> None:
    assert wrong_name(path) is None
    assert put(path) == []


NO_PLACE = "a part of it is empty, dots only or too long"
NOT_WRITABLE = "it has characters that not every system can write"
NOT_KEPT = "its letters are composed in a way that not every system keeps"
AT_THE_EDGE = "it begins or ends with a blank or a dot"
A_SYSTEMS = "systems keep it for themselves"
HISTORY = "it is kept for the history"


@pytest.mark.parametrize(
    ("path", "why"),
    [
        pytest.param("", NO_PLACE, id="nothing"),
        pytest.param("docs//a", NO_PLACE, id="an empty part"),
        pytest.param("docs/./a", NO_PLACE, id="a step nowhere"),
        pytest.param("docs/../a", NO_PLACE, id="a step upwards"),
        pytest.param("docs/" + "n" * 121, NO_PLACE, id="a name of 121 characters"),
        pytest.param("/".join(["n" * 80] * 3), None, id="a path of 242 characters"),
        pytest.param("/".join(["n" * 79, "n" * 80, "n" * 80]), None, id="a path of 241 characters"),
        *(pytest.param(f"docs/a{sign}b", NOT_WRITABLE, id=f"a {sign}") for sign in '<>:"|?*\\'),
        pytest.param("docs/a\tb", NOT_WRITABLE, id="a tabulator"),
        pytest.param("docs/a\u00a0b", NOT_WRITABLE, id="a blank that does not break"),
        pytest.param("docs/a\u200bb", NOT_WRITABLE, id="an invisible letter"),
        pytest.param("docs/u\u0308ber.md", NOT_KEPT, id="an umlaut in two pieces"),
        pytest.param("docs/a.", AT_THE_EDGE, id="a dot at the end"),
        pytest.param("docs/a ", AT_THE_EDGE, id="a blank at the end"),
        pytest.param("docs/ a", AT_THE_EDGE, id="a blank at the beginning"),
        pytest.param("CON", A_SYSTEMS, id="a device"),
        pytest.param("docs/nul.tar.gz", A_SYSTEMS, id="a device with endings"),
        pytest.param("docs/aux .md", A_SYSTEMS, id="a device with a blank and an ending"),
        pytest.param("docs/GIT~1", A_SYSTEMS, id="the history as Windows shortens it"),
        pytest.param(".git~1/config", A_SYSTEMS, id="the history shortened with its dot"),
        pytest.param("docs/.GIT/config", HISTORY, id="the history in capitals"),
        pytest.param("aux/README.md", A_SYSTEMS, id="a folder named like a device"),
    ],
)
def test_a_name_that_not_every_system_can_have(path: str, why: str | None) -> None:
    why = why or "it is longer than 240 characters"
    assert wrong_name(path) == why
    [finding] = put(path)
    assert finding == Finding(path, "path", f"no file can have this name: {why}", "choose a plain name")


@pytest.mark.parametrize(
    ("path", "beside", "other"),
    [
        pytest.param("readme.md", ["README.md"], "README.md", id="other capitals"),
        pytest.param("docs/readme.md", ["docs/README.md"], "README.md", id="other capitals in a folder"),
        pytest.param("Docs/b.md", ["docs/a.md"], "docs", id="other capitals of the folder"),
        pytest.param("a/b/Docs/b.md", ["a/b/docs/a.md"], "docs", id="other capitals of a folder in a folder"),
        pytest.param("docs/straße.md", ["docs/STRASSE.md"], "STRASSE.md", id="a letter that has no capital"),
        pytest.param("docs/of\ufb01ce.md", ["docs/office.md"], "office.md", id="two letters drawn as one"),
        pytest.param("Members/x.md", [], "members", id="a folder of records in capitals"),
        pytest.param("Leads/x.md", [], "leads", id="a folder of records where none lies yet"),
        pytest.param("x.md", ["X.MD", "X.md"], "X.MD", id="two at once"),
    ],
)
def test_a_name_that_some_systems_take_for_another(path: str, beside: list[str], other: str) -> None:
    [finding] = put(path, *beside)
    assert (finding.path, finding.rule, finding.message.rpartition(": ")[2]) == (
        path,
        "path",
        f"{other} lies beside it",
    )


@pytest.mark.parametrize(
    ("path", "beside"),
    [
        pytest.param("docs/a.md", ["docs/b.md", "A.md"], id="others beside it, and its twin elsewhere"),
        pytest.param("a/readme.md", ["b/README.md"], id="its twin in another folder"),
        pytest.param("docs/readme", ["docs/README.md"], id="one that is longer"),
    ],
)
def test_names_that_nobody_confuses(path: str, beside: list[str]) -> None:
    assert put(path, *beside) == []


def test_a_record_is_not_kept_out_by_what_lies_beside_it() -> None:
    assert put(EVE.path, "members/EVE.yaml") == []


def test_a_file_that_has_a_twin_already_may_be_mended() -> None:
    assert put("readme.md", "README.md", was="earlier") == []


@pytest.mark.parametrize("path", ["README.md", EVE.path], ids=["a text", "a record"])
@pytest.mark.parametrize(
    ("mode", "what"),
    [
        ("120000", "a link"),
        ("100755", "a program"),
        ("160000", "a repository inside this one"),
        ("100664", "no plain file"),
    ],
)
def test_only_plain_files_are_shared(path: str, mode: str, what: str) -> None:
    [finding] = put(path, mode=mode, was="earlier")
    assert (finding.path, finding.rule) == (path, "path-mode")
    assert finding.message == f"this is {what}, and only plain files are shared"


def test_a_file_with_a_wrong_name_can_be_taken_away() -> None:
    gone = Change("docs/CON", "", "earlier", "", None)
    kept = Change("docs/aux", REGULAR, "", "blob", b"x")
    assert [found.path for found in paths.check([gone, kept], people())] == ["docs/aux"]
