"""A network behind a line that can be made bad."""

from __future__ import annotations

from dataclasses import dataclass

from bad_server import BadServer
from people import Circle


@dataclass
class Behind:
    """A network and the server it lies on."""

    circle: Circle
    server: BadServer

    def acts(self) -> int:
        """How many acts the server has."""
        return int(self.circle.shared_git("rev-list", "--count", "main"))
