"""A real git daemon on loopback: it serves everybody and knows nobody."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

from listening import end, listening


@dataclass
class DaemonServer:
    """A git daemon that takes what anybody sends."""

    repositories: Path
    port: int
    process: subprocess.Popen[bytes]

    def address(self, repository: Path) -> str:
        return f"git://127.0.0.1:{self.port}/{repository.relative_to(self.repositories)}"

    def variables_of(self, member: str) -> dict[str, str]:
        return {}

    def stop(self) -> None:
        end(self.process)


def start_daemon(folder: Path) -> DaemonServer:
    repositories = folder / "repositories"
    repositories.mkdir()

    def command(port: int) -> list[str]:
        return [
            "git", "daemon", "--listen=127.0.0.1", f"--port={port}", f"--base-path={repositories}", "--reuseaddr",
            "--export-all", "--enable=receive-pack", str(repositories),
        ]  # fmt: skip

    port, process = listening(command, folder / "daemon.log")
    return DaemonServer(repositories, port, process)
