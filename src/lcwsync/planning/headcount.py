"""Counts the people a plan concerns: in scope today, and in scope with the plan."""

from lcwsync.model.conditions import Conditions, TriggerAndScope
from lcwsync.model.state import ObjectName
from lcwsync.plan.headcount import Headcount, scope_changes
from lcwsync.plan.plan import Plan
from lcwsync.tenant.port import Tenant
from lcwsync.tenant.scope import scope_key
from lcwsync.values.records import dataclass


def headcounts(plan: Plan, tenant: Tenant) -> tuple[dict[ObjectName, Headcount], tuple[str, ...]]:
    """The people of every workflow the plan changes, and notes for the reader; each scope is read once.

    A workflow whose scope the service does not show is left out, with a note. Raises TenantError and RuleSyntaxError.
    """
    found: dict[object, _InScope] = {}

    def in_scope(conditions: Conditions | None) -> _InScope:
        conditions = _regardless_of_trigger(conditions)
        key = scope_key(conditions)
        if key not in found:
            found[key] = _InScope.read(conditions, tenant)
        return found[key]

    counts: dict[ObjectName, Headcount] = {}
    notes: list[str] = []
    for name, change in scope_changes(plan).items():
        after = in_scope(change.after)
        before = None if change.before is None else in_scope(change.before)
        read = [scope for scope in (before, after) if scope is not None]
        notes += [f"{name}: {note}" for note in dict.fromkeys(note for scope in read for note in scope.notes)]
        if not all(scope.known for scope in read):
            continue
        earlier = before.ids if before else frozenset()
        counts[name] = Headcount(
            before=len(earlier) if before else None,
            after=len(after.ids),
            gained=len(after.ids - earlier),
            lost=len(earlier - after.ids),
        )
    return counts, tuple(notes)


@dataclass(frozen=True, slots=True)
class _InScope:
    """The ids of the people in a scope that was read."""

    ids: frozenset[str]
    known: bool
    notes: tuple[str, ...]

    @staticmethod
    def read(conditions: Conditions | None, tenant: Tenant) -> "_InScope":
        scope = tenant.people.in_scope(conditions)
        ids = frozenset(person.id for page in scope.pages for person in page)
        return _InScope(ids, scope.known, tuple(scope.notes))


def _regardless_of_trigger(conditions: Conditions | None) -> Conditions | None:
    """The conditions without their trigger: the scope does not depend on it, and its date may need a permission."""
    return TriggerAndScope(None, conditions.scope) if isinstance(conditions, TriggerAndScope) else conditions
