"""Counts the people a plan concerns: in scope today, and in scope with the plan."""

from lcwsync.access.scope import Scopes
from lcwsync.model.conditions import Conditions, TriggerAndScope
from lcwsync.model.state import ObjectName
from lcwsync.plan.people import Headcount, scope_changes
from lcwsync.plan.plan import Plan
from lcwsync.tenant.port import Tenant


def headcounts(plan: Plan, tenant: Tenant) -> tuple[dict[ObjectName, Headcount], tuple[str, ...]]:
    """The people of every workflow the plan changes, and notes for the reader; each scope is read once.

    A workflow whose scope the service does not show is left out, with a note. Raises TenantError and RuleSyntaxError.
    """
    scopes = Scopes(tenant)
    counts: dict[ObjectName, Headcount] = {}
    notes: list[str] = []
    for name, change in scope_changes(plan).items():
        after = scopes.of(_regardless_of_trigger(change.after))
        before = None if change.before is None else scopes.of(_regardless_of_trigger(change.before))
        read = [found for found in (before, after) if found is not None]
        notes += [f"{name}: {note}" for note in dict.fromkeys(note for found in read for note in found.notes)]
        if not all(found.known for found in read):
            continue
        ids = {person.id for person in after.people}
        earlier = {person.id for person in before.people} if before else set()
        counts[name] = Headcount(before=len(earlier) if before else None, after=len(ids), gained=len(ids - earlier))
    return counts, tuple(notes)


def _regardless_of_trigger(conditions: Conditions | None) -> Conditions | None:
    """Who is in scope does not depend on the trigger, and reading its date may take a permission of its own."""
    return TriggerAndScope(None, conditions.scope) if isinstance(conditions, TriggerAndScope) else conditions
