"""Pages that were written as JSON: where they are, and what of whom is on them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # each command loads only what it needs itself
    from pmnet.app.proposal import Candidate, Proposed
    from pmnet.app.site import Built


def of_proposed(result: Proposed) -> dict[str, Any]:
    """The page of a proposal."""
    found = result.proposal
    about = {"file": result.file, "lead": found.lead.id, "anonymous": found.anonymous}
    members = [_candidate(one) for one in found.candidates]
    return about | {"members": members, "warnings": list(result.warnings)}


def _candidate(one: Candidate) -> dict[str, Any]:
    return {
        "member": one.member,
        "shown_as": one.shown_as,
        "position": one.position.key if one.position else None,
        "shown": list(one.agreed),
        "notes": list(one.notes),
    }


def of_built(result: Built) -> dict[str, Any]:
    """The pages of a site."""
    site = result.site
    return {
        "file": result.first,
        "folder": result.folder,
        "files": list(result.files),
        "removed": list(result.removed),
        "members": [one.name for one in site.people],
        "skills": len(site.skills),
        "industries": len(site.industries),
        "contact": site.contact.email,
    }
