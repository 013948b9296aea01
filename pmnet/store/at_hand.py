"""What is at hand in a copy for completing words: ids from its folder, and from its index what they are.

Nothing is judged or fetched. It loads quickly, and leaves out what is missing or broken: completing is a help, never an answer.
"""

from __future__ import annotations

import os
import time

from pmnet.store.listing import enclosing_network

TYPE_CHECKING = False
if TYPE_CHECKING:  # said without importing typing, which takes longer than all the rest
    import sqlite3
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any

    from pmnet.store.wordlist import Word

MOST = 500
"""So many ids are offered at most, the newest."""

MOMENT = "%Y-%m-%dT%H:%M:%SZ"


class AtHand:
    """The ids and words that are at hand in the network that is meant, for the member whose home this is."""

    def __init__(self, variables: Mapping[str, str], folder: str, network: str = "") -> None:
        self._variables = variables
        self._named = network or variables.get("PMNET_NETWORK", "")
        self._start = folder
        self._place: tuple[str, str] | None = None

    def words(self, vocabulary: str) -> Sequence[Word]:
        """Every term of a vocabulary."""
        from pmnet.store.wordlist import WORDS  # only where it is asked for

        return WORDS.get(vocabulary, ())

    def members(self, typed: str) -> Iterator[tuple[str, str, str]]:
        """Members who have not left, by the beginning of their id, or of one of their names, which is told as well."""
        from pmnet.domain.text import fold

        wanted, known = fold(typed), set[str]()
        for member, name, left in self._ask("SELECT id, name, left FROM member ORDER BY id"):
            known.add(member)
            begun = member.startswith(wanted)
            called = "" if begun else next((one for one in name.split() if fold(one).startswith(wanted)), "")
            if not left and (begun or called):
                yield member, name, called
        new = (name for name in self._names("members") if name not in known)
        yield from ((name, "", "") for name in sorted(new) if name.startswith(wanted))

    def leads(self, typed: str, which: str) -> Iterator[tuple[str, str]]:
        """Leads by the beginning of their id or of its last four characters: `open` ones of others, my `own`, or all."""
        asked = f"SELECT id, title, owner FROM lead WHERE {LEADS[which]} AND {BEGINS} ORDER BY id DESC LIMIT :most"
        yield from ((lead, f"{title} ({owner})") for lead, title, owner in self._ask(asked, typed))
        yield from self._not_in_index("lead", "leads", typed)

    def handovers(self, typed: str, which: str) -> Iterator[tuple[str, str]]:
        """My handovers by the beginning of their id or of their lead's last four characters: all, or those not over (`mine`)."""
        asked = (
            "SELECT id, owner, partner, (SELECT title FROM lead WHERE lead.id = handover.lead) FROM handover"
            f" WHERE {HANDOVERS[which]} AND {BEGINS} ORDER BY id DESC LIMIT :most"
        )
        found = self._ask(asked, typed)
        yield from ((handover, f"{title or '?'} ({owner}, {partner})") for handover, owner, partner, title in found)
        yield from self._not_in_index("handover", "handovers", typed)

    def positions(self, typed: str, lead: str) -> Iterator[tuple[str, str]]:
        """The positions of a lead that is named by its id, a beginning of it, or its last four characters."""
        asked = f"SELECT key, title, lead FROM position WHERE {BEGINS.replace('id', 'lead')} ORDER BY n"
        found = list(self._ask(asked, lead)) if lead else []
        if len({of for _, _, of in found}) == 1:
            yield from ((key, title) for key, title, _ in found if key.startswith(typed.lower()))

    def _not_in_index(self, table: str, folder: str, typed: str) -> Iterator[tuple[str, str]]:
        """Ids that came after the index was brought up to date: what they are is not known yet."""
        known = {name for (name,) in self._ask(f"SELECT id FROM {table}")}
        wanted = typed.lower()
        new = [name for name in self._names(folder) if name not in known]
        fitting = [name for name in new if name.startswith(wanted) or name[LEAD_ENDING:].startswith(wanted)]
        yield from ((name, "") for name in sorted(fitting, reverse=True)[:MOST])

    def _names(self, folder: str) -> Iterator[str]:
        """What the records in a folder of the copy are called, months and all."""
        for path, _, files in os.walk(os.path.join(self.folder, folder)) if self.folder else ():
            yield from (name[:-5] for name in files if name.endswith(".yaml") and not path.endswith(".git"))

    def _ask(self, query: str, typed: str = "") -> list[tuple[Any, ...]]:
        """What the index says; nothing where there is none, or none that can be read."""
        if not self.folder:
            return []
        import sqlite3
        from contextlib import closing

        now = self._variables.get("PMNET_NOW") or time.strftime(MOMENT, time.gmtime())
        asked = {
            "typed": typed.lower(),
            "me": self.member,
            "now": now,
            "today": now[:10],
            "most": MOST,
        }
        try:
            with closing(_opened(self.folder)) as database:
                return database.execute(query, asked).fetchall()
        except (sqlite3.Error, ValueError):
            return []

    @property
    def folder(self) -> str:
        """The folder of the network that is meant; empty where that is not clear."""
        return self._found()[0]

    @property
    def member(self) -> str:
        """Who the user is in the network that is meant; empty where that is not clear."""
        return self._found()[1]

    def _found(self) -> tuple[str, str]:
        """The folder of the network that is meant, and who its user is in it; empty where that is not clear."""
        if self._place is None:
            known = list(_networks(self._variables))
            folder = (
                _is_network(os.path.join(self._start, self._named)) if self._named else enclosing_network(self._start)
            )
            if not folder:
                fitting = [row for row in known if self._named.casefold() in ("", row.get("name", "").casefold())]
                folder = fitting[0].get("folder", "") if len(fitting) == 1 else ""
            real = os.path.realpath(folder)
            mine = (row.get("member", "") for row in known if folder and row.get("folder") == real)
            self._place = (folder, next(mine, ""))
        return self._place


BEGINS = "(substr(id, 1, length(:typed)) = :typed OR substr(id, 8, length(:typed)) = :typed)"
"""That an id, or what follows its day, begins as typed."""

LEAD_ENDING = 7

LEADS = {
    "": "1",
    "own": "owner = :me AND closed = 0",
    "open": "owner <> :me AND closed = 0 AND protected_until >= :today AND mode <> 'invite'"
    " AND id IN (SELECT lead FROM position WHERE until IS NULL OR until < :now)",
}
"""Which leads are asked for."""

HANDOVERS = {"": ":me IN ('', owner, partner)", "mine": ":me IN (owner, partner) AND over = 0"}
"""Which handovers are asked for."""


def _opened(folder: str) -> sqlite3.Connection:
    """The index beside a copy, of whatever state."""
    from pmnet.store.index.file import connected, state_in, usable
    from pmnet.store.index.tables import FILE

    file = os.path.join(folder, ".git", "pmnet", FILE)
    if not usable(file):
        raise ValueError("an index that is not whole")
    database = connected(file, "ro", seconds=0.1)
    database.execute("PRAGMA query_only = ON")
    if not state_in(database):
        database.close()
        raise ValueError("an index of another version")
    return database


def _is_network(folder: str) -> str:
    return folder if os.path.isfile(os.path.join(folder, "network.yaml")) else ""


def _networks(variables: Mapping[str, str]) -> Iterator[Mapping[str, str]]:
    """The networks a home knows, read line by line, because reading YAML takes too long; see `pmnet.store.home`."""
    home = variables.get("PMNET_HOME")
    if not home:
        from platformdirs import user_config_dir

        home = user_config_dir("pmnet", appauthor=False)
    try:
        with open(os.path.join(home, "config.yaml"), encoding="utf-8") as file:
            lines = file.read().splitlines()
    except (OSError, ValueError):
        return
    rows: list[dict[str, str]] = []
    for line in lines:
        if line.startswith("  - "):
            rows.append({})
        name, colon, value = line[4:].partition(": ")
        if rows and colon:
            rows[-1][name] = _unquoted(value)
    yield from rows


def _unquoted(value: str) -> str:
    if value.startswith("'"):
        return value[1:-1].replace("''", "'")
    return value[1:-1] if value.startswith('"') and "\\" not in value else value
