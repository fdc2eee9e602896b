"""The scope that git expects of a right against the one that the right has."""

import re
from collections.abc import Iterable, Mapping, Sequence

from lcwsync.audit.model import RightScope
from lcwsync.model.guardrails import ExpectedPrincipal
from lcwsync.model.rights import UNIT_SCOPE, WHOLE_DIRECTORY

Bearers = Mapping[str, tuple[str, ...]]
"""Ids of what bears a name, by the name without case."""

_AN_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|/.*", re.IGNORECASE)
"""What cannot be meant as a display name: an object id, or the service's path."""


def names_of(expected: Iterable[ExpectedPrincipal]) -> tuple[str, ...]:
    """The scopes in git that are display names."""
    return tuple(dict.fromkeys(entry.scope for entry in expected if not _AN_ID.fullmatch(entry.scope)))


def bearers_of(scopes: Iterable[RightScope], units: Bearers) -> Bearers:
    """What bears each name: among the scopes of the rights found, and among the administrative units of `units`."""
    found: dict[str, dict[str, None]] = {name.casefold(): dict.fromkeys(ids) for name, ids in units.items()}
    for scope in scopes:
        if scope.named and not scope.whole_tenant:
            found.setdefault(scope.name.casefold(), {})[id_of(scope)] = None
    return {name: tuple(sorted(ids)) for name, ids in found.items() if not _AN_ID.fullmatch(name)}


def id_of(scope: RightScope) -> str:
    """The id of what a right is limited to; `/` for the whole tenant."""
    return WHOLE_DIRECTORY if scope.whole_tenant else scope.path.rpartition("/")[2]


def outside_of(scope: RightScope, expected: str, bearers: Bearers) -> str | None:
    """Why a scope is more than the expected one; None when it is not.

    An id or a path covers that object alone. A name covers what bears it, unless several do.
    """
    if expected in (WHOLE_DIRECTORY, scope.path) or _same_id(scope, expected):
        return None
    by_name = not _AN_ID.fullmatch(expected)
    # A unit without its name may well be the expected one; that the name was refused keeps the audit from PASS.
    if by_name and not scope.whole_tenant and not scope.named:
        return None
    if not by_name or scope.whole_tenant or scope.name.casefold() != expected.casefold():
        return f"git expects it in {expected} only"
    ids = bearers.get(expected.casefold(), ())
    return several(expected, ids) if len(ids) > 1 else None


def several(name: str, ids: Sequence[str]) -> str:
    """That a name says too little, in words, with the ids to choose from."""
    return f"git expects it in {name}, and {len(ids)} bear that name: write the id, {' or '.join(ids)}"


def _same_id(scope: RightScope, expected: str) -> bool:
    wanted = expected.casefold()
    return not scope.whole_tenant and wanted in (scope.path, scope.path.removeprefix(UNIT_SCOPE), id_of(scope))
