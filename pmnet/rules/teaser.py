"""Whether the public half of a lead looks as if it named somebody.

It is meant to name nobody: who the client is stands in the sealed half. What looks like a name is a reason to warn and never
one to refuse, because only its author can tell (DOMAIN, section 3):

- an e-mail address, a web address, a phone number;
- a company form. One that is joined to what follows (`SE-Tools`, `AG-Sitzung`) ends no name, and some short ones
  mean something else after certain words (`im UG`, `KG 300`);
- a word that also stands in the sealed half, where that names the client: not in its notes, money or terms.

Words are compared folded and whole. Neighbours are also compared as one word, so that `Muster-Maschinenbau`,
`mustermaschinenbau` and `Muster Maschinenbau` are the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pmnet.domain.lead import Lead
from pmnet.domain.phrase import phrase
from pmnet.domain.sealed import Client
from pmnet.domain.text import fold


@dataclass(frozen=True, slots=True)
class Suspect:
    """A piece of public text that may name somebody: in which field, what it says, and why it is suspected."""

    field: str
    said: str
    why: str


SEALED_TOO: Final = phrase("stands in the sealed half, too")

EMAIL: Final = re.compile(
    r"(?P<found>[^\s@,;:<>()]{1,64}(?:@|\s?[(\[]at[)\]]\s?)[^\s@,;:<>()]{1,253}\.\w{2,63})", re.IGNORECASE
)

URL: Final = re.compile(
    r"""
      \b(?:asp|ado|vb)\.net\b | \bsystem\.io\b        # products that look like one
    | (?P<found> \b(?:https?://|www\.) [^\s<>()"',;]* [\w/]
      | (?<![\w.-]) [\w-]+ (?:\.[\w-]+)*
        \.(?:at|berlin|biz|ch|com|cz|de|dk|eu|fr|info|io|it|li|lu|net|nl|org|pl|swiss|uk)\b (?:/[^\s<>()"',;]*)?
      )
    """,
    re.IGNORECASE | re.VERBOSE,
)

PHONE: Final = re.compile(
    r"""
      \b(?:DIN|EN|IEC|IEEE|ISO|NAMUR|NE|ÖNORM|SIA|SN|VDA|VDE|VDI|EU)[ /-]?\d[\d.:/-]*    # a norm
    | \b(?i:version|release|rev|v)\.?\s?\d[\d.]*
    | (?<![\d./])\d{4}-\d\d(?:-\d\d)?(?!\d)                                              # 2027-01-11, 2027-01
    | (?<![\d./])(?:0?[1-9]|[12]\d|3[01])[./]\s?(?:0?[1-9]|1[0-2])[./](?:\s?(?:20)?\d\d)?(?!\.?\d)    # 11.01.2027
    | (?<![\d./])(?:0?[1-9]|1[0-2])[./](?:20)?\d\d(?![\d./])                             # 01/2027
    | (?<![\d./])[012]?\d[.:][0-5]\d(?![\d./])                                           # 08.00
    | (?<!\d)\d{5}\s?[/–-]\s?0\d{4}(?!\d)                     # two postcodes; no number begins with 0 after the area's
    | (?P<found> (?<![\w+])(?:\+|00)[1-9](?:[ ()/.–-]{0,3}\d){7,13}(?!\w)
      | (?<![\w.,:/+-])\(?0[1-9](?:[ ()/.–-]{0,3}\d){5,12}(?!\w)
      | (?<!\w)\(\d{3}\)\s?\d{3}-\d{4}(?!\w)
      )
    | \b(?i:tel|telefon|phone|fon|mobil|mobile|handy|fax)\b[.:]*\s*(?P<after>\d[\d ()/.–-]{4,}\d)
    """,
    re.VERBOSE,
)

FORM: Final = re.compile(
    r"""
      \bCH-AG\b | \bKG\s?\d{3}\b | \b(?i:im|ins|vom|zum|beim)\s+UG\b | \bSAFe\s+SA\b     # a canton, costs, a floor, a title
    | (?<![\w.]) (?P<found>
        (?: (?i:g?gmbh) | AG | SE | UG | Ltd\.? ) \s?&\s?Co\.?\s?(?:KGaA|KG|OHG)
      | (?i:g?gmbh|mbh|gesmbh|kgaa) | Ges\.\s?m\.\s?b\.\s?H\.
      | AG | SE | KG | OHG | GbR | eGbR | PartG(?:mbB)? | eG | e\.\s?[GKV]\.
      | Ltd | Inc | Corp | LLC | LLP | [Pp]lc
      | S\.\s?A\.(?:\s?S\.)? | S\.\s?p\.\s?A\. | SpA | S\.\s?r\.\s?l\. | Srl | SARL | S[àa]rl | S\.\s?à\s?r\.\s?l\.
      | [BN]\.\s?V\. | A/S | ApS | Oyj? | Sp\.\s?z\s?o\.\s?o\. | s\.\s?r\.\s?o\. | d\.\s?o\.\s?o\.
      ) (?![\w-])
    | (?<!\w)[A-ZÄÖÜ][\w&'’.-]{0,60}\s+ (?P<after> PLC|SA|UG ) (?![\w-])    # something else, unless a name stands before it
    """,
    re.VERBOSE,
)

LOOKS: Final[Mapping[str, re.Pattern[str]]] = {
    phrase("an e-mail address"): EMAIL,
    phrase("a web address"): URL,
    phrase("a phone number"): PHONE,
    phrase("a company form"): FORM,
}
"""What a name looks like. A pattern also matches what only looks alike, so that it is passed over: then nothing is `found`."""

WORD: Final = re.compile(r"[^\W_]+")
LONGEST: Final = 4
"""How many neighbours are compared as one word."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


LITTLE: Final = _words(
    "der die das den dem des ein eine einen einer eines und oder in im am an auf aus bei beim bis fuer mit nach ueber unter "
    "vom von vor zu zum zur the a an and or at by for from in of on to with "
    "gmbh ggmbh gesmbh mbh kgaa ag se kg ohg ug gbr ltd inc corp llc llp plc co"
)
"""Words without a meaning of their own, and company forms: no name begins, ends or goes on across them."""

ORDINARY: Final = _words(
    "project projects projekt projekte management manager program programm programme system systeme systems "
    "firma company unternehmen gruppe group holding international global "
    "deutschland germany oesterreich austria schweiz switzerland europa europe "
    "abteilung bereich department division team unit werk plant standort site zentrale niederlassung "
    "einkauf purchasing vertrieb sales produktion production entwicklung development forschung research "
    "leiter leiterin leitung head director direktor direktorin board vorstand officer owner herr frau "
    "geschaeftsfuehrer geschaeftsfuehrerin geschaeftsfuehrung inhaber inhaberin days tage "
    "strasse street road platz allee nord sued west north south east "
    "info kontakt contact mail office service services support gmail outlook hotmail icloud"
)
"""What stands in naming fields and names nobody: units, offices and posts, parts of addresses, mailboxes, and countries,
which the lead's region tells anyway. The trade's own words come from the vocabularies, as `common`.
"""


def suspects(lead: Lead, client: Client | None, common: Collection[str] = ()) -> list[Suspect]:
    """Everything in the public half that looks as if it named somebody, in the order of the file.

    `common` holds folded words that name nobody in this trade, such as those of the vocabularies of skills and industries.
    """
    names = _names(client, {*LITTLE, *ORDINARY, *common}) if client is not None else set()
    found = (suspect for field, text in _public(lead) for suspect in _in_text(field, text, names))
    return list(dict.fromkeys(found))


def _public(lead: Lead) -> Iterator[tuple[str, str]]:
    """The texts that people write freely into the public half, with the names of their fields."""
    yield "title", lead.title
    for place, position in enumerate(lead.positions):
        yield f"positions.{place}.key", position.key
        yield f"positions.{place}.title", position.title
        yield from _own(f"positions.{place}", position.extra)
    if lead.summary is not None:
        yield "summary", lead.summary
    for place, restriction in enumerate(lead.restrictions):
        yield f"restrictions.{place}", restriction
    yield from _own("", lead.extra)


def _own(field: str, value: Any) -> Iterator[tuple[str, str]]:
    """The texts in a field of the network's own."""
    if isinstance(value, str):
        yield field, value
    inner = value.items() if isinstance(value, Mapping) else enumerate(value) if isinstance(value, list) else ()
    for name, item in inner:
        yield from _own(f"{field}.{name}".removeprefix("."), item)


def _in_text(field: str, text: str, names: Collection[str]) -> list[Suspect]:
    """What one text says, in its order; what is suspected already for its looks is not looked at as words again."""
    rest = unicodedata.normalize("NFC", text)
    found: list[tuple[int, Suspect]] = []
    for why, pattern in LOOKS.items():
        for start, end in _spans(pattern, rest):
            found.append((start, Suspect(field, rest[start:end], why)))
            rest = rest[:start] + " " * (end - start) + rest[end:]
    found += [(start, Suspect(field, rest[start:end], SEALED_TOO)) for start, end in _named(rest, names)]
    return [suspect for _, suspect in sorted(found, key=lambda item: item[0])]


def _spans(pattern: re.Pattern[str], text: str) -> list[tuple[int, int]]:
    groups = [name for name in ("found", "after") if name in pattern.groupindex]
    return [match.span(name) for match in pattern.finditer(text) for name in groups if match[name]]


def _named(text: str, names: Collection[str]) -> Iterator[tuple[int, int]]:
    """Where words of the sealed half stand in a text, as many neighbours together as fit."""
    words = list(WORD.finditer(text))
    folded = [fold(word[0]) for word in words]
    place = 0
    while place < len(words):
        fitting = (length for length in range(LONGEST, 0, -1) if "".join(folded[place : place + length]) in names)
        length = next((length for length in fitting if place + length <= len(words)), 0)
        if length:
            yield words[place].start(), words[place + length - 1].end()
        place += length or 1


def _names(client: Client, ordinary: Collection[str]) -> set[str]:
    """The words by which the sealed half names the client, alone and joined with their neighbours."""
    names: set[str] = set()
    for text in _naming(client):
        words = [fold(word) for word in WORD.findall(unicodedata.normalize("NFC", text))]
        names |= {"".join(run) for run in _runs(words) if not all(word in ordinary for word in run)}
    # However ordinary its words are, the whole name is the client's.
    whole = (WORD.findall(fold(name)) for name in (client.name or "", _without_ending(client.domain or "")))
    names |= {"".join(word for word in words if word not in LITTLE) for words in whole}
    return {name for name in names if _tells(name)}


def _runs(words: Sequence[str]) -> Iterator[Sequence[str]]:
    """Each word, and each row of neighbours with no little word among them."""
    for start in range(len(words)):
        for end in range(start + 1, min(start + LONGEST, len(words)) + 1):
            run = words[start:end]
            if not any(word in LITTLE for word in run):
                yield run


def _tells(name: str) -> bool:
    """Whether a word is long enough to mean something: four letters, or six characters where it is a number."""
    return sum(c.isalpha() for c in name) >= 4 or len(name) >= 6


def _naming(client: Client) -> Iterator[str]:
    """What in the sealed half names the client and its people."""
    texts = [client.name, client.unit, client.register, client.vat, client.address, client.decision_maker]
    texts += [_without_ending(address) for address in (client.domain, *(c.email for c in client.contacts)) if address]
    texts += [text for contact in client.contacts for text in (contact.name, contact.phone)]
    yield from (text for text in texts if text)


def _without_ending(address: str) -> str:
    """A domain or an e-mail address without `www` and without what comes after the last dot."""
    return address.removeprefix("www.").rpartition(".")[0]
