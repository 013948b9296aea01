"""What each copy of a network knows, what waits in it to be sent, and what becomes of that."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import takewhile

from plain_acts import after
from plain_network import Network
from plain_rules import Act, against, sight

SENT, SAVED = 0, 8


@dataclass
class Waiting:
    """An act that was typed and not sent; or sent, and nobody here heard of it."""

    act: Act
    typed: datetime
    arrived: bool = False


@dataclass
class Copy:
    """One folder of one member: up to which state it follows, what waits, what was refused when it was sent."""

    who: str
    name: str
    known: int
    waiting: list[Waiting] = field(default_factory=list)
    refused: list[Act] = field(default_factory=list)


class World:
    """The states of a network in their order, and its copies; `reachable` says whether its server is there."""

    def __init__(self, beginning: Network) -> None:
        self.states = [beginning]
        self.copies: dict[str, Copy] = {}
        self.reachable = True

    @property
    def newest(self) -> Network:
        return self.states[-1]

    def view(self, copy: Copy, now: datetime, besides: Act | None = None) -> Network:
        """What somebody sees in a copy: the state it follows, with what waits already in it."""
        net = self.states[copy.known]
        for one in copy.waiting:
            at = max(now, one.typed)
            if not (besides is not None and same(one.act, besides)) and not against(net, one.act, at):
                net = after(net, one.act, at)
        return net

    def typed(self, copy: Copy, act: Act, now: datetime) -> Act:
        """The act with what its author sees when they type it; a copy that does not know what it is about asks the server."""
        known = self.view(copy, now)
        if self.reachable and against(known, act, now) == {5}:
            copy.known = len(self.states) - 1
            known = self.view(copy, now)
        return replace(act, seen=sight(known, act))

    def do(self, copy: Copy, act: Act, now: datetime) -> set[int]:
        """The exit codes that a typed act may end with."""
        twin = next((one for one in copy.waiting if same(one.act, act)), None)
        if not self.reachable:
            codes = against(self.view(copy, now, act), act, now)
            if not codes and twin is None:
                copy.waiting.append(Waiting(act, now))
            return codes or {SAVED}
        if against(self.view(copy, now), act, now) != {5}:
            self.flush(copy, now, until=twin)
        if twin is not None:
            copy.waiting.remove(twin)
        return self._send(twin or Waiting(act, now), now) or {SENT}

    def flush(self, copy: Copy, now: datetime, until: Waiting | None = None) -> list[tuple[Act, bool]]:
        """Send what waits, oldest first, all of it or what was asked for before one of them; each act and whether it went."""
        told = []
        for one in list(takewhile(lambda one: one is not until, copy.waiting)):
            codes = self._send(one, now)
            copy.waiting.remove(one)
            copy.refused += [one.act] if codes else []
            told.append((one.act, not codes))
        return told

    def _send(self, one: Waiting, now: datetime) -> set[int]:
        if one.arrived:
            return set()
        codes = against(self.newest, one.act, now)
        if not codes:
            self.happens(one.act, now)
        return codes

    def happens(self, act: Act, now: datetime) -> None:
        """One more state; none where an act changes nothing."""
        made = after(self.newest, act, now)
        if made != self.newest:
            self.states.append(made)


def same(one: Act, other: Act) -> bool:
    """Whether two acts mean the same: whoever types it again does not mean a second one."""
    return one == other and one.seen == other.seen
