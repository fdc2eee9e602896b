"""Counts the people a plan concerns: in scope today, and in scope with the plan."""

from lcwsync.access.scope import InScope, people_in_scope
from lcwsync.model.conditions import Conditions, GroupScope, RuleScope, Scope, TriggerAndScope
from lcwsync.model.references import ref_key
from lcwsync.model.state import ObjectName
from lcwsync.plan.people import Headcount, scope_changes
from lcwsync.plan.plan import Plan
from lcwsync.tenant.port import Tenant


def headcounts(plan: Plan, tenant: Tenant) -> tuple[dict[ObjectName, Headcount], tuple[str, ...]]:
    """The people of every workflow the plan changes, and notes for the reader; each scope is read once.

    A workflow whose scope the service does not show is left out, with a note. Raises TenantError and RuleSyntaxError.
    """
    reading = _Scopes(tenant)
    counts: dict[ObjectName, Headcount] = {}
    notes: list[str] = []
    for name, change in scope_changes(plan).items():
        after = reading.of(change.after)
        before = reading.of(change.before) if change.before is not None else None
        read = [found for found in (before, after) if found is not None]
        notes += [f"{name}: {note}" for note in dict.fromkeys(note for found in read for note in found.notes)]
        if not all(found.known for found in read):
            continue
        ids = {person.id for person in after.people}
        earlier = {person.id for person in before.people} if before else set()
        counts[name] = Headcount(before=len(earlier) if before else None, after=len(ids), gained=len(ids - earlier))
    return counts, tuple(notes)


class _Scopes:
    """Scopes that were read, by what they say."""

    def __init__(self, tenant: Tenant) -> None:
        self._tenant = tenant
        self._read: dict[tuple[str, ...], InScope] = {}

    def of(self, conditions: Conditions | None) -> InScope:
        if not isinstance(conditions, TriggerAndScope) or (key := _key(conditions.scope)) is None:
            return people_in_scope(conditions, self._tenant)
        if key not in self._read:
            # Who is in scope does not depend on the trigger, and its date may take a permission of its own.
            self._read[key] = people_in_scope(TriggerAndScope(None, conditions.scope), self._tenant)
        return self._read[key]


def _key(scope: Scope | None) -> tuple[str, ...] | None:
    match scope:
        case RuleScope(rule=rule):
            return ("rule", rule)
        case GroupScope(groups=groups) if groups is not None:
            return ("groups", *sorted(map(ref_key, groups)))
        case _:
            return None
