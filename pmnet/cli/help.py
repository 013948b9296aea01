"""What `pmnet help TOPIC` explains."""

from __future__ import annotations

from pmnet.domain.codec import to_mapping
from pmnet.domain.records import Policy
from pmnet.domain.text import closest
from pmnet.domain.vocabulary import Vocabulary
from pmnet.errors import EXIT_CODES, NotFound
from pmnet.rules.schema import described
from pmnet.store.vocabularies import names, vocabulary

OUTSIDE = """pmnet carries a network of freelance project managers.

  pmnet demo                               see a whole network work here
  pmnet join URL --as ID --fingerprint F   join one a colleague told you about
  pmnet init PATH --name NAME --as ID      found one
"""

KEYS = """You have two keys. One signs what you do, so that nobody can act in your name. To the other, colleagues seal what
only you may read. Your record holds their public halves; the private ones lie in your home, readable by you only.

  pmnet keys show                which you have, and where
  pmnet keys backup FILE         one file, sealed to a passphrase, for the day this machine is lost
  pmnet join URL --backup FILE   on the new machine; pmnet keys restore FILE only brings the keys back
  pmnet keys rotate              new keys; the old ones stay retired in your record, and nobody may have them again

pmnet makes both. To sign with an OpenSSH ed25519 key you have already, add --key FILE to pmnet init, pmnet join or
pmnet keys rotate: it stays where it is, may have a passphrase, and ssh-agent is asked first. With a .pub file, only
ssh-agent is asked.
"""

POLICY = to_mapping(Policy())

POLICY_BEGINS = "The figures of a network, with their defaults; pmnet init --policy KEY=VALUE founds with others:\n"

POLICY_ENDS = "Later a keeper changes them below policy in network.yaml, then types pmnet publish."


def policy() -> str:
    """Every figure of a network's policy with its default, and what its schema says of it."""
    defaults = {name: ", ".join(value) if isinstance(value, list) else str(value) for name, value in POLICY.items()}
    lines = [
        f"  {name:22} {defaults.get(name, 'none'):14} {said}" for name, said in described("network", "policy").items()
    ]
    return "\n".join([POLICY_BEGINS, *lines, "", POLICY_ENDS])


def topic(name: str | None) -> str | Vocabulary:
    """The text of a topic, or a vocabulary; raises NotFound with the nearest one."""
    if name is None:
        return f"{OUTSIDE}\npmnet help TOPIC explains: exit-codes, keys, policy, {', '.join(names())}\n"
    if name == "exit-codes":
        return "\n".join(f"{code:4}  {meaning}" for code, meaning in EXIT_CODES)
    if name == "keys":
        return KEYS
    if name == "policy":
        return policy()
    if name in names():
        return vocabulary(name)
    near = closest(name, ["exit-codes", "keys", "policy", *names()])
    raise NotFound(f"there is no topic {name!r}", f"did you mean {' or '.join(near)}?" if near else "pmnet help")
