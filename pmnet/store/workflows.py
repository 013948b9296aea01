"""The packaged files by which hosts check requests, one for each kind of host."""

from __future__ import annotations

import importlib.resources


def workflow(kind: str, package: str) -> str:
    """The file for a kind of host (`github`, `gitlab`, `forgejo`); `package` is what it installs, safe in quotes."""
    folder = importlib.resources.files("pmnet") / "data" / "workflows"
    return folder.joinpath(f"{kind}.yml").read_text("utf-8").replace("'PACKAGE'", f"'{package}'")
