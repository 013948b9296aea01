"""What a command that sends something begins at the door, before the program that decides about it is loaded.

Nothing that takes long to load is imported here.
"""

from __future__ import annotations

TYPE_CHECKING = False  # as in `pmnet.app`
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Final

    from pmnet.store.beginning import Beginning

SENDING: Final = frozenset(
    (
        "accept",
        "amend",
        "bill",
        "certificate add",
        "certificate remove",
        "claim",
        "complete",
        "contacted",
        "counter",
        "decline",
        "disclose",
        "dispute",
        "extend",
        "free",
        "industry add",
        "industry remove",
        "keys rotate",
        "language add",
        "language remove",
        "lead add",
        "lead close",
        "lead edit",
        "lead erase",
        "lead extend",
        "lead seal",
        "leave",
        "lose",
        "member add",
        "member edit",
        "member set",
        "object",
        "offer",
        "pause",
        "release",
        "resolve",
        "resume",
        "return",
        "settle",
        "skill add",
        "skill remove",
        "undo",
        "vouch",
        "win",
        "withdraw",
    )
)
"""The commands that send what a member did."""

SEARCHED: Final = {"claim": "handovers/"}
"""The folder of records of which a command looks at the member's own."""


def begin(arguments: Sequence[str], variables: Mapping[str, str], folder: str) -> Beginning | None:
    """What the typed command needs in any case is begun; None where that is nothing, or not clear."""
    typed = next((path for path in (" ".join(arguments[:2]), *arguments[:1]) if path in SENDING), "")
    if not typed or not {"-h", "--help"}.isdisjoint(arguments):
        return None
    from pathlib import Path

    from pmnet.store import beginning

    return beginning.begin(variables, Path(folder), _network(arguments), SEARCHED.get(typed, ""))


def _network(arguments: Sequence[str]) -> str:
    """The network that is named; what is begun in another one than the command opens is not used."""
    for argument, following in zip(arguments, [*arguments[1:], ""], strict=True):
        option, is_given, value = argument.partition("=")
        if option == "--network":
            return value if is_given else following
    return ""
