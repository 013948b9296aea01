"""What `pmnet help TOPIC` explains."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pmnet.cli.concepts import HANDOVER, LEAD, clocks
from pmnet.cli.grammar import COMMANDS
from pmnet.domain.codec import to_mapping
from pmnet.domain.phrase import Phrase, either, listed, phrase
from pmnet.domain.records import Policy
from pmnet.domain.text import closest
from pmnet.domain.vocabulary import Vocabulary
from pmnet.errors import EXIT_CODES, NotFound
from pmnet.rules.schema import described
from pmnet.store.vocabularies import names, vocabulary

OUTSIDE = phrase(
    """pmnet carries a network of freelance project managers.

  pmnet demo                               see a whole network work here
  pmnet join FILE                          join one with the invitation you were sent
  pmnet join URL --as ID --fingerprint F   join one a colleague told you about
  pmnet init PATH --name NAME --as ID      found one
  pmnet doctor                             see whether this machine has what pmnet needs
"""
)

KEYS = phrase(
    """You have two keys. One signs what you do, so that nobody can act in your name. To the other, colleagues seal what
only you may read. Your record holds their public halves; the private ones lie in your home, readable by you only.

  pmnet keys show                which you have, and where
  pmnet keys backup FILE         one file, sealed to a passphrase, for the day this machine is lost
  pmnet join URL --backup FILE   on the new machine; pmnet keys restore FILE only brings the keys back
  pmnet keys rotate              new keys; the old ones stay retired in your record, and nobody may have them again

pmnet makes both. To sign with an OpenSSH ed25519 key you have already, add --key FILE to pmnet init, pmnet join or
pmnet keys rotate: it stays where it is, may have a passphrase, and ssh-agent is asked first. With a .pub file, only
ssh-agent is asked.
"""
)

OFFLINE = phrase(
    """Without the network's server, everything that was fetched can be read, and what you do is saved: it is told with
exit code 8, shown as not sent yet, and decided again and sent by the next pmnet sync, or before the next thing you do.

  pmnet status           what is not sent yet, and what could not be done any more when it was sent, with the reason
  pmnet sync             send it
  pmnet sync --clear     forget what could not be done
  pmnet sync --sealed    send again what is sealed and kept here, where the server has lost it

The server gets 120 seconds for each answer. PMNET_TIMEOUT, in seconds, gives it more on a slow line, or less where it is
better to go on working:

  PMNET_TIMEOUT=600 pmnet join URL
"""
)

SEAL = phrase(
    """The client of a lead is sealed: to you alone, until you accept a partner; then to the two of you. Messages, day rates
and terms of a claim or an offer are sealed to its two sides. The network's record holds a digest of it, and nothing else.

  pmnet lead add --client @-     typed in, so that it stays out of your shell's history; @FILE takes a file
  pmnet lead seal LEAD           say or correct who the client is
  pmnet client LEAD              open it, if you may
  pmnet disclose HANDOVER        open it to the partner you agreed with; accepting a claim does that by itself
  pmnet lead erase LEAD          for everybody, for good, because the client asks for it

What somebody has read, nobody can make them forget. What was never said in a seal - a title, a summary - stays in the
network's history for ever: name nobody in it.
"""
)

TERMS = phrase(
    """Terms say what is owed for a lead that is passed on, if anything. Nothing at all is a normal answer: --terms none, or
no --terms. Else they are a file, and both partners sign for just the same one:

  kind: percent  # none, one-off, percent, per-day, subcontract-margin, favour
  percent: "..."         # one-off and per-day have amount: "..." instead
  base: partner-net      # partner-net, first-invoice, contract-value
  months: 6              # only for so many billed months
  cap: "..."             # never more than that in all
  trigger: client-paid   # client-paid, invoiced, signed
  due_days: 14
  follow_up: {{included: false}}
  protection: {{months: 12, unit: the plant in Kassel}}
  client_informed: yes   # yes, no, not-needed

  pmnet validate FILE            whether it is complete
  pmnet claim, offer, counter    with --terms FILE propose them, with --terms HANDOVER those of an earlier handover of yours
  pmnet accept                   signs for them
  pmnet amend HANDOVER           change them later: what one proposes counts once the other signs for it too

They are sealed to the two of you, and pmnet suggests no figures. Without a file: answer ask where you are asked for them,
or say them in a line:

  --terms "kind=favour, protection.months=3, protection.unit=the plant"
"""
)

VARIABLES: Mapping[str, Phrase] = {
    "PMNET_HOME": phrase("The folder with your configuration and keys: one person, one home."),
    "PMNET_NETWORK": phrase("The network that is meant, by its folder or its name, as with --network."),
    "PMNET_LANG": phrase("The language of the screen, en or de; else LC_ALL, LC_MESSAGES, LANG, else the network's."),
    "PMNET_TIMEOUT": phrase("How many seconds the network's server gets for each answer."),
    "PMNET_SMTP_PASSWORD": phrase("The password of the mail server's user, for pmnet notify."),
    "PMNET_NOW": phrase("The time it shall be, such as 2026-11-23T09:00:00Z, to rehearse something."),
    "CI": phrase("With the value true, nothing is asked, as with --no-input."),
    "NO_COLOR": phrase("With any value, there are no colours, as with --no-color."),
    "VISUAL": phrase("The editor in which records are opened; else EDITOR."),
    "EDITOR": phrase("The editor in which records are opened, where VISUAL names none."),
    "GIT_SSH_COMMAND": phrase("How the server is reached by ssh, where the ssh of this machine is not what you want."),
}
"""The variables of the environment that are heeded, and what each is for."""


def variables() -> Phrase:
    """Each variable of the environment that is heeded, on a line."""
    rows = (phrase("{name:20} {meaning}", name=name, meaning=meaning) for name, meaning in VARIABLES.items())
    return listed(rows, "\n")


QUESTIONS = phrase("""On a terminal, a command that is typed without any of its values asks for them, one question at a time:

  pmnet init, pmnet join, pmnet lead add, pmnet claim, pmnet offer, pmnet bill
  pmnet member edit --guide      your own record, also where no editor is set

Typed with some of its values it asks only for what it cannot do without; with --guide, for all the others too. Nothing is asked
without a terminal, with --no-input, with --json, or where CI is true: then what is missing is named.

  Enter    takes what stands in brackets: what you said the last time, or what your last similar record says
  -        leaves it empty
  <        goes back to the question before
  ?        explains the question and lists the words that fit; risk? lists those with that part
  Tab      completes a word

At the end your answers are shown once more: Enter sends them, < goes back to the last question, n stops. Then stands the same in
one line, for the next time; what is sealed is @- there, which is typed in. What you answered is kept in your home until the
command has done its work, and what goes under a seal is sealed there, too. So nothing is lost where you stop, or where the answer
is no.
""")

POLICY_BEGINS = phrase(
    "The figures of a network, with their defaults; pmnet init --policy KEY=VALUE founds with others:\n"
)

POLICY_ENDS = phrase(
    """Later a keeper changes them below policy in network.yaml (weights.skill is skill below weights there), then types
pmnet publish."""
)


def policy() -> str:
    """Every figure of a network's policy with its default, and what its schema says of it."""
    figures = to_mapping(Policy())
    figures |= {f"weights.{name}": points for name, points in figures.pop("weights").items()}
    lines = (
        phrase("  {name:22} {value!s:14} {said}", name=name, value=figures.get(name, phrase("none")), said=said)
        for name, said in described("network", "policy").items()
    )
    return listed([POLICY_BEGINS, *lines, "", POLICY_ENDS], "\n")


def _exit_code(row: tuple[int, str]) -> Phrase:
    return phrase("{code:4}  {meaning}", code=row[0], meaning=Phrase(row[1], {}))


TOPICS: Mapping[str, Callable[[], str]] = {
    "clocks": clocks,
    "exit-codes": lambda: listed(
        (phrase("{code:4}  {meaning}", code=code, meaning=Phrase(meaning, {})) for code, meaning in EXIT_CODES), "\n"
    ),
    "handover": lambda: HANDOVER,
    "keys": lambda: KEYS,
    "lead": lambda: LEAD,
    "offline": lambda: OFFLINE,
    "policy": policy,
    "questions": lambda: QUESTIONS,
    "seal": lambda: SEAL,
    "terms": lambda: TERMS,
    "variables": variables,
}


@dataclass(frozen=True)
class Topic:
    """What is told of a topic: paragraphs and rows, laid out when they are shown."""

    text: str


def topic(name: str | None) -> Topic | Vocabulary:
    """What is told of a topic, or a vocabulary; raises NotFound with the nearest one."""
    if name is None:
        topics = listed((*TOPICS, *names()))
        return Topic(phrase("{outside}\npmnet help TOPIC explains: {topics}\n", outside=OUTSIDE, topics=topics))
    if name in TOPICS:
        return Topic(TOPICS[name]())
    if name in names():
        return vocabulary(name)
    if name and any(command == name or command.startswith(f"{name} ") for command in COMMANDS):
        raise NotFound(phrase("{name} is a command, and no topic", name=name), f"pmnet {name} --help")
    near = closest(name, [*TOPICS, *names()])
    raise NotFound(
        phrase("there is no topic {name!r}", name=name),
        phrase("did you mean {near}?", near=either(near)) if near else "pmnet help",
    )
