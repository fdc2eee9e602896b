"""Matching of objects in git with objects of the tenant, by display name, compared without case."""

from collections.abc import Iterable, Mapping
from typing import Generic, TypeVar

from lcwsync.model.extension import LiveExtension
from lcwsync.model.pass_requests import LivePassRequests
from lcwsync.model.state import Desired, Existing
from lcwsync.model.workflow import LiveWorkflow
from lcwsync.values.records import dataclass

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Matches(Generic[T]):
    """One kind's objects sorted by what git does with them. Keys are case-folded names of git."""

    live: Mapping[str, T]
    deleted: Mapping[str, T]
    """Soft-deleted namesakes of what the tenant lacks: restored rather than created anew."""
    removed: tuple[T, ...]
    unmanaged: tuple[T, ...]
    shadowed: Mapping[str, str]
    """Tenant name to git name: exists under a previous name although the new name exists too."""
    ambiguous: Mapping[str, tuple[T, ...]]
    """What the tenant has more than once under a name of git (or under a previous or removed one), by that name: it
    cannot be told which of them git means, so none of them is touched."""


def match_workflows(desired: Desired, existing: Existing) -> Matches[LiveWorkflow]:
    """Workflows of git and tenant."""
    return _match(
        [(w.display_name, w.previous_names) for w in desired.workflows],
        [(w.workflow.display_name, w) for w in existing.workflows],
        [(w.workflow.display_name, w) for w in existing.deleted_workflows],
        desired.removed,
    )


def match_extensions(desired: Desired, existing: Existing) -> Matches[LiveExtension]:
    """Custom task extensions of git and tenant."""
    return _match(
        [(e.display_name, e.previous_names) for e in desired.extensions],
        [(e.extension.display_name, e) for e in existing.extensions],
        [],
        desired.removed,
    )


def match_pass_requests(desired: Desired, existing: Existing) -> Matches[LivePassRequests]:
    """Front doors of git and tenant. Access packages that git does not name are not read at all."""
    return _match(
        [(p.display_name, p.previous_names) for p in desired.pass_requests],
        [(p.display_name, p) for p in existing.pass_requests],
        [],
        desired.removed_pass_requests,
    )


def _match(
    wanted: Iterable[tuple[str, tuple[str, ...]]],
    live: Iterable[tuple[str, T]],
    deleted: Iterable[tuple[str, T]],
    removed: Iterable[str],
) -> Matches[T]:
    by_name: dict[str, list[T]] = {}
    spelling: dict[str, str] = {}
    for name, item in live:
        key = name.casefold()
        by_name.setdefault(key, []).append(item)
        spelling[key] = name
    ambiguous: dict[str, tuple[T, ...]] = {}
    # The newest of several deleted namesakes comes first in the service's list.
    trash: dict[str, T] = {}
    for name, item in deleted:
        trash.setdefault(name.casefold(), item)
    found: dict[str, T] = {}
    restorable: dict[str, T] = {}
    shadowed: dict[str, str] = {}
    taken: set[str] = set()
    names = list(wanted)
    listed = {name.casefold() for name, _ in names}
    for name, previous in names:
        key = name.casefold()
        earlier = [p.casefold() for p in previous if p.casefold() in by_name and p.casefold() not in listed]
        if key in by_name or earlier:
            owner, *shadows = [key, *earlier] if key in by_name else earlier
            if len(by_name[owner]) > 1:
                ambiguous[name] = tuple(by_name[owner])
            else:
                found[key] = by_name[owner][0]
            taken.add(owner)
            shadowed.update({spelling[p]: name for p in shadows})
        elif key in trash:
            restorable[key] = trash[key]
    gone = {name.casefold() for name in removed}
    for key, items in by_name.items():
        if key in gone and key not in taken and len(items) > 1:
            ambiguous[spelling[key]] = tuple(items)
            taken.add(key)
    rest = [(key, item) for key, items in by_name.items() for item in items if key not in taken]
    return Matches(
        live=found,
        deleted=restorable,
        removed=tuple(item for key, item in rest if key in gone),
        unmanaged=tuple(item for key, item in rest if key not in gone),
        shadowed=shadowed,
        ambiguous=ambiguous,
    )
