"""Guards and fixtures: no test reaches the developer's home, configuration, keys or network."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from awake import awake
from people import Circle, Once, copy_circle, found_circle

MEMORY = Path("/dev/shm")
ROOM = 4 * 1024**3


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Where a system keeps files in memory and has room for them, tests write there: git makes very many small ones."""
    if hasattr(config, "workerinput") or config.option.basetemp or not os.access(MEMORY, os.W_OK):
        return
    if shutil.disk_usage(MEMORY).free > ROOM:
        place = tempfile.mkdtemp(prefix="tests-", dir=MEMORY)
        config.option.basetemp = place
        config.add_cleanup(lambda: shutil.rmtree(place, ignore_errors=True))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="every variant of every attack at every door, and more rounds")
    parser.addoption("--renew", action="store_true", help="write what sessions look like anew (tests/terminal)")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is in the long form only, unless it is asked for."""
    left_out = [] if config.getoption("--long") else [item for item in items if item.get_closest_marker("long")]
    if left_out:
        items[:] = [item for item in items if item not in left_out]
        config.hook.pytest_deselected(items=left_out)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One more than there are processors, because many tests wait: for a shell, a server, a disk."""
    return (os.cpu_count() or 1) + 1


@pytest.fixture(scope="session", autouse=True)
def unreachable_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Whatever forgets to say where it works ends in a folder that does not exist."""
    nowhere = tmp_path_factory.mktemp("guard") / "nowhere"
    patch = pytest.MonkeyPatch()
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        patch.setenv(name, str(nowhere))
    for name in [name for name in os.environ if name.startswith(("GIT_", "PMNET_", "SSH_", "LC_", "LANG"))]:
        patch.delenv(name)
    patch.setenv("LANG", "C.UTF-8")
    patch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    patch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    patch.setenv("PYTHONWARNINGS", "error")
    yield
    patch.undo()
    assert not nowhere.exists(), "something wrote into the developer's home"


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Circle:
    """A network of three active members: anna (founder and keeper), bea and carl."""
    return found_circle(tmp_path_factory.mktemp("template"), "anna", "bea", "carl")


@pytest.fixture
def circle(template: Circle, tmp_path: Path) -> Circle:
    """The same, new for each test."""
    return copy_circle(template, tmp_path / "net")


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Once:
    """Plays something the first time that a test of a module begins with it, and puts a copy of what came of it in its place.

    What is played starts from the network as it was founded; its answer is given to each test.
    """
    played: dict[Callable[[Circle], str], tuple[Circle, str]] = {}

    def play(circle: Circle, act: Callable[[Circle], str]) -> str:
        if act not in played:
            model = copy_circle(circle, tmp_path_factory.mktemp("played") / "net")
            played[act] = model, act(model)
        model, answer = played[act]
        vars(circle).update(vars(copy_circle(model, circle.root.with_name("played"))))
        return answer

    return play


@pytest.fixture(scope="session")
def judge(request: pytest.FixtureRequest) -> Iterator[str]:
    """What hooks call in the short form; nothing in the long form, where each starts pmnet anew as on a server."""
    if request.config.getoption("--long"):
        yield ""
    else:
        with awake() as command:
            yield command


@pytest.fixture(scope="session")
def program() -> Callable[[str], str]:
    """Finds a program: without it a test is skipped, but not in CI, where each is installed and a skip would be a hole."""

    def find(name: str) -> str:
        found = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin")
        if found is None:
            (pytest.fail if "CI" in os.environ else pytest.skip)(f"{name} is not installed: see .ci/run")
        return found

    return find
