"""What people do: one function per command, returning a value. Decisions are pure; the rest reads, performs, answers.

The modules are loaded when they are first used (`from pmnet import app`, then `app.leads.add`), so that showing the help
does not pay for reading records, vocabularies and histories.
"""

from __future__ import annotations

import importlib

TYPE_CHECKING = False  # type checkers take it for true; the module `typing` takes longer to load than some answers
if TYPE_CHECKING:
    from types import ModuleType

    from pmnet.app import (
        audit,
        backup,
        balance,
        beginning,
        board,
        books,
        calendar,
        capacity,
        checked,
        ci,
        confidential,
        consequences,
        context,
        doctor,
        editing,
        evidence,
        find,
        first_server,
        founding,
        handovers,
        history,
        hook,
        inbox,
        inviting,
        joining,
        keys,
        last,
        lead_changes,
        leads,
        match,
        matrix,
        members,
        naming,
        newcomers,
        notify,
        proposal,
        proposal_warnings,
        repair,
        report,
        request,
        selftest,
        settings,
        site,
        syncing,
        team,
        terms,
        undo,
        validate,
        views,
        words,
    )

__all__ = [
    "audit",
    "backup",
    "balance",
    "beginning",
    "board",
    "books",
    "capacity",
    "calendar",
    "checked",
    "ci",
    "confidential",
    "consequences",
    "context",
    "doctor",
    "editing",
    "evidence",
    "find",
    "first_server",
    "founding",
    "handovers",
    "history",
    "hook",
    "inbox",
    "inviting",
    "joining",
    "keys",
    "last",
    "lead_changes",
    "leads",
    "match",
    "matrix",
    "members",
    "naming",
    "newcomers",
    "proposal",
    "proposal_warnings",
    "notify",
    "repair",
    "report",
    "request",
    "selftest",
    "settings",
    "site",
    "syncing",
    "team",
    "terms",
    "undo",
    "validate",
    "views",
    "words",
]


def __getattr__(name: str) -> ModuleType:
    if name not in __all__:
        raise AttributeError(name)
    return importlib.import_module(f"{__name__}.{name}")
