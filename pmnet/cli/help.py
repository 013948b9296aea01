"""What `pmnet help TOPIC` explains."""

from __future__ import annotations

from pmnet.domain.text import closest
from pmnet.domain.vocabulary import Vocabulary
from pmnet.errors import EXIT_CODES, NotFound
from pmnet.store.vocabularies import names, vocabulary

OUTSIDE = """pmnet carries a network of freelance project managers.

  pmnet demo                               see a whole network work here
  pmnet join URL --as ID --fingerprint F   join one a colleague told you about
  pmnet init PATH --name NAME --as ID      found one
"""


def topic(name: str | None) -> str | Vocabulary:
    """The text of a topic, or a vocabulary; raises NotFound with the nearest one."""
    if name is None:
        return f"{OUTSIDE}\npmnet help TOPIC explains: exit-codes, {', '.join(names())}\n"
    if name == "exit-codes":
        return "\n".join(f"{code:4}  {meaning}" for code, meaning in EXIT_CODES)
    if name in names():
        return vocabulary(name)
    near = closest(name, ["exit-codes", *names()])
    raise NotFound(f"there is no topic {name!r}", f"did you mean {' or '.join(near)}?" if near else "pmnet help")
