"""The network's public face: members who agreed to be on it, and what they can do between them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from pmnet.app.context import Context
from pmnet.app.proposal import EXAMPLE, Contact, contact_of, free_of, today
from pmnet.domain.phrase import listed, phrase
from pmnet.domain.snapshot import Snapshot
from pmnet.domain.text import fold
from pmnet.errors import Conflict
from pmnet.rules.admission import Status, statuses
from pmnet.rules.showing import Profile, Share, shown, spectrum
from pmnet.store.git import history
from pmnet.store.site_folder import take_away, write_site


@dataclass(frozen=True, slots=True)
class Site:
    """What the public pages are made of: `people` may be named, `skills` and `industries` count everybody who agreed."""

    network: str
    fingerprint: str
    people: tuple[Profile, ...]
    skills: tuple[Share, ...]
    industries: tuple[Share, ...]
    languages: tuple[Share, ...]
    contact: Contact
    today: date


@dataclass(frozen=True, slots=True)
class Built:
    """A site and the folder it was written to: its pages, and those that were taken away because they are not part of it now."""

    folder: str
    files: tuple[str, ...]
    removed: tuple[str, ...]
    site: Site

    @property
    def first(self) -> str:
        """The page to begin with."""
        return str(Path(self.folder) / self.files[0])


def site(context: Context, folder: Path) -> Site:
    """The network as everybody may see it, with whoever acts as the one contact.

    Raises Conflict where nobody agreed to be shown; what an earlier site in the folder showed is taken away then.
    """
    repository, tip = context.workspace.repository, context.workspace.snapshot().tip
    fingerprint = history.genesis(repository, tip)
    try:
        return site_of(context.snapshot(), context.now, context.member, fingerprint)
    except Conflict as error:
        removed = take_away(folder, fingerprint)
        if not removed:
            raise
        raise Conflict(
            phrase(
                "nobody agrees to be shown on the site any more, so its pages were taken away: {removed}",
                removed=listed(removed),
            ),
            error.hint,
        ) from None


def site_of(snapshot: Snapshot, now: datetime, actor: str, fingerprint: str) -> Site:
    """The network as everybody may see it; raises Conflict where nobody agreed to be shown."""
    profiles = _profiles(snapshot, now)
    if not profiles:
        raise Conflict(
            phrase("nobody agreed to be shown on the site, so there is nothing to write"),
            phrase("each member types: pmnet member set consent.site={fields}", fields=EXAMPLE),
        )
    named = sorted((profile for profile in profiles if profile.name), key=lambda profile: fold(profile.name))
    return Site(
        snapshot.network.name,
        fingerprint,
        tuple(named),
        tuple(spectrum(profiles, lambda profile: (entry.skill for entry in profile.skills))),
        tuple(spectrum(profiles, lambda profile: (entry.division for entry in profile.industries))),
        tuple(spectrum(profiles, lambda profile: profile.languages)),
        contact_of(snapshot, actor),
        today(snapshot, now),
    )


def _profiles(snapshot: Snapshot, now: datetime) -> list[Profile]:
    """The active members who agreed, each with what they agreed to."""
    members = list(snapshot.members())
    found = statuses(snapshot.network, members, now)
    day = today(snapshot, now)
    return [
        shown(member, member.consent.site, free_of(snapshot, member, now)[0], day)
        for member in members
        if found[member.id] is Status.ACTIVE and member.consent is not None and member.consent.site
    ]


def build(found: Site, folder: Path, pages: Mapping[str, bytes]) -> Built:
    """Write the pages of a site into its folder; raises Conflict where that is not its own."""
    removed = write_site(folder, found.fingerprint, pages)
    return Built(str(folder), tuple(pages), removed, found)
