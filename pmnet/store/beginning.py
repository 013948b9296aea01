"""What a command that sends something begins before the rest of the program is loaded, because it takes as long as loading.

The connection to the server, and a search for what mentions the member. Nothing is decided here, and nothing but a copy that is
harmless is touched: whatever is out of the ordinary is not begun, and is told by whoever opens the network next.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from itertools import accumulate
from pathlib import Path
from typing import Final

from pmnet.errors import PmnetError
from pmnet.store.at_hand import AtHand
from pmnet.store.git.harmless import insist_harmless
from pmnet.store.git.mentions import LARGE, Search
from pmnet.store.git.refs import verified
from pmnet.store.git.remote import address, network_seconds
from pmnet.store.git.repository import Repository

MONTHS: Final = 12
"""The newest months, which are those that limits and unanswered questions are about under most policies."""


class Beginning:
    """A copy that is about to be opened, and what goes on there already."""

    def __init__(self, repository: Repository, member: str = "") -> None:
        self.repository = repository
        self.search: Search | None = None
        self._member = member

    def search_for_own(self, folder: str) -> None:
        """Begin to search the newest records below a folder (`handovers/`) for what mentions the member, if they are many."""
        assert self.repository.folder is not None
        commit, months = verified(str(self.repository.git_dir)), _newest_months(self.repository.folder / folder)
        if commit and self._member and months:
            self.search = Search(self.repository, commit, folder, months, self._member)

    def close(self) -> None:
        """End all of it."""
        self.repository.close()


def begin(variables: Mapping[str, str], start: Path, network: str, searched: str = "") -> Beginning | None:
    """Begin in the network that is meant; `searched` is the folder of records that the member will ask for their own in.

    None where anything is not as usual.
    """
    with suppress(PmnetError, OSError, ValueError):
        network_seconds()
        place = AtHand(variables, str(start), network)
        if place.folder:
            begun = Beginning(Repository.at(Path(place.folder)), place.member)
            insist_harmless(begun.repository)
            if searched:
                begun.search_for_own(searched)
            begun.repository.connection.begin(
                address(begun.repository) or ""
            )  # last: nobody is asked to close it after an error
            return begun
    return None


def _newest_months(folder: Path) -> list[str]:
    """The newest months in a folder of records; none where those are too few for a process of their own."""
    with suppress(OSError):
        months = sorted(os.listdir(folder))[-MONTHS:]
        counts = accumulate(len(os.listdir(folder / month)) for month in reversed(months))
        return months if any(count >= LARGE for count in counts) else []
    return []
