"""The policy a network begins with: figures as typed, and whether anybody could be let in with them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pmnet.domain.codec import field_names, from_mapping, to_mapping
from pmnet.domain.phrase import either, phrase
from pmnet.domain.records import Network, Policy
from pmnet.domain.text import closest
from pmnet.errors import Usage
from pmnet.rules.admission import vouches_lacking


def policy_from(said: Mapping[str, str]) -> Policy:
    """The policy with some figures set, as typed; raises Usage for a name or a value that cannot be.

    A weight is named `weights.skill`.
    """
    content: dict[str, Any] = to_mapping(Policy())
    weights: dict[str, int] = content["weights"]
    known = {*field_names(Policy), *(f"weights.{name}" for name in weights)} - {"weights"}
    for name, value in said.items():
        if name not in known:
            near = closest(name, sorted(known))
            raise Usage(
                phrase("there is no policy {name!r}", name=name),
                phrase("{did_you_mean}pmnet help policy lists them", did_you_mean=_did_you_mean(near)),
            )
        if name == "holidays":
            content[name] = [day.strip() for day in value.split(",")]
        elif name.startswith("weights."):
            weights[name.removeprefix("weights.")] = _figure(name, value)
        else:
            content[name] = _figure(name, value) if isinstance(content[name], int) else value
    try:
        return from_mapping(Policy, content)
    except ValueError as error:
        raise Usage(phrase("--policy: {error}", error=error)) from None


def insist_open(network: Network) -> None:
    """Raises Usage where the founder alone could let nobody in."""
    if not vouches_lacking(network, 1, 1):
        return
    policy = network.policy
    small = policy.small_below > 1
    figure = f"vouches_while_small={policy.vouches_while_small}" if small else f"small_below={policy.small_below}"
    raise Usage(
        phrase("with {figure} nobody could ever be let in: in the beginning only you can vouch", figure=figure),
        phrase(
            "leave --policy {figure} out: then {vouches} vouches are needed once enough members are active",
            figure=figure,
            vouches=policy.vouches,
        ),
    )


def _figure(name: str, value: str) -> int:
    if not re.fullmatch(r"\d{1,6}", value):
        raise Usage(
            phrase("{name!r} has to be a whole number, not {value!r}", name=name, value=value),
            phrase("--policy {name}=N; pmnet help policy", name=name),
        )
    return int(value)


def _did_you_mean(near: list[str]) -> str:
    return phrase("did you mean {near}? ", near=either(near)) if near else ""
