"""The people whom the guardrails keep out of every scope, read as far as a plan needs it."""

from collections.abc import Iterator, Sequence

from lcwsync.model.guardrails import NeverInScope
from lcwsync.model.harm import dangerous
from lcwsync.model.person import UNREAD
from lcwsync.model.rule import attributes_named
from lcwsync.model.state import Desired, Existing
from lcwsync.model.triggers import rule_of
from lcwsync.model.workflow import Workflow
from lcwsync.plan.identity import match_workflows
from lcwsync.plan.merge import complete
from lcwsync.plan.never_in_scope import Protected, never_in_scope
from lcwsync.plan.plan import Refusal
from lcwsync.tenant.port import Tenant
from lcwsync.tenant.tolerant import TolerantReader
from lcwsync.values.places import Places


def protected_refusals(desired: Desired, existing: Existing, tenant: Tenant, places: Places) -> tuple[Refusal, ...]:
    """The refusals of the law `neverInScope`; no request when git has no such list or no workflow that does harm.

    `desired` has ids in its references. A refused read is doubt, and doubt is refused. Raises GraphFailure only when
    the tenant is out of reach or the sign-in is not accepted.
    """
    never = desired.guardrails.never_in_scope if desired.guardrails else None
    workflows = [workflow for workflow in _whole(desired, existing) if dangerous(workflow)]
    if never is None or not workflows:
        return ()
    return tuple(never_in_scope(workflows, _read(never, workflows, tenant), places))


def _whole(desired: Desired, existing: Existing) -> Iterator[Workflow]:
    matches = match_workflows(desired, existing)
    for workflow in desired.workflows:
        live = matches.live.get(workflow.display_name.casefold())
        yield complete(workflow, live.workflow) if live else workflow


def _read(never: NeverInScope, workflows: Sequence[Workflow], tenant: Tenant) -> tuple[Protected, ...] | None:
    """The protected people; None when the members of a group could not be read."""
    reader = TolerantReader()
    groups = [group.id for group in never.groups if group.id and not group.deleted]
    members = reader.read("members of groups", lambda: tenant.people.members(groups)) if groups else frozenset()
    if members is UNREAD:
        return None
    ids = sorted({*members, *(user.id for user in never.users if user.id and not user.deleted)})
    if not ids:
        return ()
    attributes = attributes_named(rule_of(workflow.conditions) for workflow in workflows)
    hides = tenant.people.hides(attributes)
    values = UNREAD if hides else reader.read("users", lambda: tenant.people.values(ids, attributes))
    held = reader.read("group memberships", lambda: tenant.people.groups(ids))
    return tuple(
        Protected(
            id=id_,
            values=None if values is UNREAD else values.get(id_),
            groups=None if held is UNREAD or (of := held.get(id_, UNREAD)) is UNREAD else of,
        )
        for id_ in ids
    )
