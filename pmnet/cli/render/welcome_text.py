"""What somebody new reads: an invitation that was written, a server that does not let them in yet."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from pmnet.app.inviting import command_again, letter, spelt
from pmnet.cli.render.screen import Screen
from pmnet.domain.phrase import phrase

if TYPE_CHECKING:  # each command loads only what it needs itself
    from pmnet.app.beginning import Beginning
    from pmnet.app.inviting import Invited, NotLetIn


def _invited(screen: Screen, result: Invited) -> None:
    said = result.invitation
    screen.line(phrase("written: {file}", file=result.file), "green")
    screen.line(phrase("1. send it to {email}; they install pmnet and type:", email=said.for_email))
    screen.command(command_again(PurePath(result.file).name), 2)
    screen.line(phrase("2. tell them by phone how the fingerprint begins:"))
    screen.command(spelt(said.fingerprint), 2)
    screen.line(
        phrase(
            "3. if the server does not let them in yet, they send you a message; pass on what is for the server in it"
        )
    )
    screen.line(phrase("4. once they have joined, members who know their work type:"))
    screen.command("pmnet vouch ID --basis worked-together", 2)
    if result.by_ssh and not said.host_keys:
        screen.line(phrase("the server's host key is not in it, because your ssh does not tell it"), "yellow")


def _not_let_in(screen: Screen, result: NotLetIn) -> None:
    if result.needs_key:
        screen.line(phrase("the server knows members by a key of their ssh, and yours has none; make one:"), "yellow")
        screen.command("ssh-keygen -t ed25519", 2)
        return
    to = phrase("{name} <{email}>", name=result.inviter, email=result.inviter_email)
    screen.line(
        phrase("the server does not let you in yet; send this to {to}:", to=to)
        if result.inviter
        else phrase("the server does not let you in yet; send this to whoever told you of the network:"),
        "yellow",
    )
    screen.line()
    for line in letter(result):
        screen.command(line, 2 if line else 0)
    screen.line()


def _beginning(screen: Screen, found: Beginning) -> None:
    screen.line(phrase("pmnet carries a network of freelance project managers."))
    if not found.has_git:
        screen.line(phrase("git is not installed, and pmnet needs it: https://git-scm.com"), "red")
    if found.networks:
        screen.line()
        screen.line(phrase("You are outside of your networks. Go into the folder of one, or name it:"))
        told_apart = len({network.name for network in found.networks}) == len(found.networks)
        for network in found.networks:
            named = shlex.quote(network.name if told_apart and network.folder.is_dir() else str(network.folder))
            screen.command(f"pmnet --network {named} inbox", 2)
            if not network.folder.is_dir():
                screen.line(phrase("  its folder is gone; join it again, and you are who you were"), "yellow")
    for begun in found.unfinished:
        screen.line()
        screen.line(phrase("You have begun to join {network}; go on with:", network=begun.network or begun.address))
        screen.command(command_again(begun.invitation), 2)
    if found.invitations:
        screen.line()
        screen.line(phrase("An invitation lies in this folder; join with it:"))
        for name in found.invitations:
            screen.command(command_again(name), 2)
    screen.line()
    screen.line(phrase("To begin:") if not (found.networks or found.unfinished) else phrase("Or else:"))
    screen.facts((f"  {typed}", what) for typed, what in BEGINNINGS)


BEGINNINGS = (
    ("pmnet demo", phrase("see a whole network work here")),
    ("pmnet join FILE", phrase("join one with the invitation you were sent")),
    ("pmnet join URL", phrase("join one a colleague told you about")),
    ("pmnet init PATH", phrase("found one")),
    ("pmnet doctor", phrase("see whether this machine has what pmnet needs")),
    ("pmnet help", phrase("what can be explained")),
)
"""What somebody can type who is in no network."""


TEXTS: Mapping[str, Callable[[Screen, Any], None]] = {
    "pmnet.app.beginning.Beginning": _beginning,
    "pmnet.app.inviting.Invited": _invited,
    "pmnet.app.inviting.NotLetIn": _not_let_in,
}
