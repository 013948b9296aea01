"""JSON that loads quickly: what is found, and how any result is written."""

from __future__ import annotations

import json

from pmnet.domain.text import INVISIBLE

TYPE_CHECKING = False  # as in `pmnet.app`
if TYPE_CHECKING:
    from typing import Any

    from pmnet.app.find import FoundLead, FoundMember
    from pmnet.rules.match import Hit
    from pmnet.rules.silence import Silence


def written(content: Any) -> str:
    """Plain lists and mappings as indented JSON; characters a terminal might act on are escaped."""
    text = json.dumps(content, ensure_ascii=False, indent=2)
    if text.isascii():  # json has escaped the control characters among these already, but for one
        return text.replace("\x7f", "\\u007f")
    return "".join(c if c == "\n" or not _acts(c) else json.dumps(c)[1:-1].replace("\x7f", "\\u007f") for c in text)


def of_hit(hit: Hit) -> dict[str, Any]:
    """A score with its points, and what is missing."""
    reasons = [{"points": reason.points, "text": reason.text} for reason in hit.reasons]
    return {"score": hit.score, "reasons": reasons, "missing": list(hit.missing)}


def of_silence(found: Silence) -> dict[str, int]:
    """How much a member left unanswered lately."""
    return {"days": found.days, "offers": found.offers, "claims": found.claims}


def of_member(found: FoundMember) -> dict[str, Any]:
    """A member who was found."""
    about = {"member": found.member.id, "name": found.member.name} | of_hit(found.hit)
    capacity = {"free": list(found.member.free), "capacity_confirmed": found.member.confirmed}
    return about | capacity | {"unanswered": of_silence(found.silence)}


def of_lead(found: FoundLead) -> dict[str, Any]:
    """A lead that was found, by its best position."""
    about = {"lead": found.lead, "title": found.title, "owner": found.owner, "position": found.position}
    return about | of_hit(found.hit) | {"unanswered": of_silence(found.silence)}


def _acts(character: str) -> bool:
    import unicodedata

    return unicodedata.category(character) in INVISIBLE
