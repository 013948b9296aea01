"""The questions that are put to the index, in SQL; values are always bound, names are those of `tables`."""

from __future__ import annotations

from typing import Final

OPEN: Final = (
    "position AS p JOIN lead ON lead.id = p.lead WHERE lead.closed = 0 AND lead.protected_until >= :today"
    " AND (p.until IS NULL OR p.until < :now)"
)
"""Positions that can be had: of leads that are not closed and still protected, and held by nobody."""

STATES: Final = (
    "SELECT lead.id, lead.owner, CASE WHEN lead.closed THEN 'closed' WHEN MIN(p.state = 'filled') THEN 'filled'"
    " WHEN MIN(p.until >= :now) THEN 'held' WHEN lead.protected_until < :today THEN 'expired' ELSE 'open' END AS state"
    " FROM lead JOIN (SELECT lead, state, COALESCE(until, '') AS until FROM position) AS p ON p.lead = lead.id GROUP BY lead.id"
)
"""Where each lead stands (`rules.positions.lead_state`)."""

SUSPENDED: Final = (
    "SELECT o.n FROM objection AS o JOIN member AS who ON who.id = o.by WHERE who.admitted <= :now AND who.left IS NULL"
    " GROUP BY o.n HAVING COUNT(*) >= MAX(:least, 1)"
    " AND COUNT(*) * :one_in > (SELECT COUNT(*) FROM member WHERE admitted <= :now AND left IS NULL)"
)
"""Members to whom so many object that they are suspended (`rules.admission`)."""

ACTIVE: Final = f"member WHERE admitted <= :now AND left IS NULL AND paused IS NULL AND n NOT IN ({SUSPENDED})"
"""Members who are active: admitted, neither paused nor left, and not suspended."""

CARDS: Final = (
    "SELECT CASE WHEN until < :now THEN 'over' ELSE stage END AS stage, lead, '' AS position, id AS handover,"
    " CASE WHEN until < :now THEN until ELSE since END AS since FROM handover"
    " WHERE stage IS NOT NULL AND (:member IS NULL OR :member IN (owner, partner))"
    " UNION ALL SELECT CASE WHEN lead.closed OR lead.protected_until < :today THEN 'over' ELSE 'open' END,"
    " lead.id, p.key, '', COALESCE(lead.ended, lead.protected_until) FROM position AS p JOIN lead ON lead.id = p.lead"
    " WHERE (p.until IS NULL OR p.until < :now) AND (:member IS NULL OR lead.owner = :member)"
)
"""What stands where in a pipeline since when (`rules.stages`): handovers, and positions that nobody holds."""

AMONG: Final = "n IN (SELECT value FROM json_each(:among))"
"""What limits a query to some numbers."""

WORD: Final = (
    "SELECT n, 1 FROM (SELECT n FROM {table} WHERE instr(text, :word) AND {among}"
    " UNION SELECT n FROM {traits} WHERE kind = 'skill' AND {among} AND key IN (SELECT value FROM json_each(:skills))"
    " UNION SELECT n FROM {traits} WHERE kind = 'role' AND {among} AND key IN (SELECT value FROM json_each(:roles)))"
)
"""Who is called so, or has a skill or a role that is: a part of a word is enough."""

OF_MEMBERS: Final = {
    "free": "SELECT n, MIN(days), MIN(said) FROM stretch WHERE last >= :first AND first <= :last AND {among} GROUP BY n",
    "confirmed": "SELECT n, confirmed FROM member WHERE {among}",
    "word": WORD,
    "region": "SELECT n, MAX(value) FROM trait WHERE kind = 'region'"
    " AND (key IN (:key, :whole) OR key >= :key || '-' AND key < :key || '.') AND {among} GROUP BY n",
    "declines-days": "SELECT n, value FROM trait WHERE kind = :kind AND key = '' AND value > :least AND {among}",
    "declines-contract": "SELECT n, 1 FROM trait WHERE kind = 'contract' AND {among} GROUP BY n"
    " HAVING SUM(key IN (SELECT value FROM json_each(:models))) = 0",
}
OTHERS_OF_MEMBERS: Final = "SELECT n, value FROM trait WHERE kind = :kind AND key = :key AND {among}"
"""How each kind of criterion is asked of members: number and value."""

OF_POSITIONS: Final = {
    "role": "SELECT n, role FROM position WHERE {among}",
    "days": "SELECT n, days FROM position WHERE {among}",
    "begins": "SELECT n, begins FROM position WHERE {among}",
    "ends": "SELECT n, ends FROM position WHERE {among}",
    "industry": "SELECT n, value FROM want WHERE kind = :kind AND key = '' AND {among}",
    "region": "SELECT n, value FROM want WHERE kind = :kind AND key = '' AND {among}",
    "word": WORD,
    "skill": "SELECT n, value, must FROM want WHERE kind = :kind AND key = :key AND {among}",
}
OTHERS_OF_POSITIONS: Final = "SELECT n, value FROM want WHERE kind = :kind AND key = :key AND {among}"
"""How each kind of criterion is asked of positions."""
