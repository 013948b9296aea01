"""One network under attack: built once, new for each test, with one of four doors."""

from __future__ import annotations

from pathlib import Path

import pytest
from doors import DOORS, Door
from people import Circle, copy_circle
from scene import Scene, copy_scene, set_stage
from vault import Vault, copy_vault, fill


@pytest.fixture(scope="session")
def stage(template: Circle, tmp_path_factory: pytest.TempPathFactory) -> Scene:
    """The scene as everybody knows it before the attack."""
    return set_stage(copy_circle(template, tmp_path_factory.mktemp("stage") / "net"))


@pytest.fixture
def scene(stage: Scene, tmp_path: Path) -> Scene:
    """The same, new for each test."""
    return copy_scene(stage, tmp_path / "net")


@pytest.fixture(params=list(DOORS))
def door(request: pytest.FixtureRequest, scene: Scene) -> Door:
    """Each of the four doors in turn."""
    scene.judge = request.getfixturevalue("judge") if request.param == "hook" else ""
    return Door(request.param, scene)


@pytest.fixture(scope="session")
def treasury(stage: Scene, tmp_path_factory: pytest.TempPathFactory) -> Vault:
    """The scene with sealed documents in it."""
    return fill(copy_scene(stage, tmp_path_factory.mktemp("treasury") / "net"))


@pytest.fixture
def vault(treasury: Vault, tmp_path: Path) -> Vault:
    """The same, new for each test."""
    return copy_vault(treasury, tmp_path / "net")


@pytest.fixture
def hoard(door: Door, treasury: Vault, tmp_path: Path) -> tuple[Vault, Door]:
    """The same at each of the four doors in turn."""
    vault = copy_vault(treasury, tmp_path / "hoard")
    vault.scene.judge = door.scene.judge
    return vault, Door(door.name, vault.scene)
