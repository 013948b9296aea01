"""A real terminal at which somebody types."""

from __future__ import annotations

import signal
import sys

import pexpect
from people import Person


def heed_interrupts() -> None:
    """As a terminal's programs do; whoever runs the tests in the background has them ignored."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def terminal(person: Person, *words: str) -> pexpect.spawn:
    variables = {name: value for name, value in person.variables().items() if name != "CI"}
    spawned = pexpect.spawn(
        sys.executable, ["-m", "pmnet", *words], env=variables, cwd=str(person.root), encoding="utf-8", timeout=30,
        dimensions=(24, 80),
        preexec_fn=heed_interrupts,
    )  # fmt: skip
    spawned.delaybeforesend = None
    return spawned


def ended(spawned: pexpect.spawn) -> int:
    spawned.expect(pexpect.EOF)
    spawned.close()
    return int(spawned.exitstatus if spawned.exitstatus is not None else -spawned.signalstatus)
