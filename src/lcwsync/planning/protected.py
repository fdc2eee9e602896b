"""The people whom the guardrails keep out of every scope, read as far as a plan needs it."""

from collections.abc import Iterable, Iterator, Sequence

from lcwsync.config.load import Resolved
from lcwsync.model.guardrails import NeverInScope
from lcwsync.model.harm import dangerous
from lcwsync.model.person import UNREAD, NotRead
from lcwsync.model.rule import attributes_named
from lcwsync.model.state import Desired, Existing
from lcwsync.model.triggers import rule_of
from lcwsync.model.workflow import Workflow
from lcwsync.plan.identity import match_workflows
from lcwsync.plan.merge import complete
from lcwsync.plan.never_in_scope import Protected, never_in_scope
from lcwsync.plan.plan import Refusal
from lcwsync.tenant.names import resolve
from lcwsync.tenant.port import Tenant
from lcwsync.tenant.tolerant import TolerantReader
from lcwsync.values.findings import has_errors
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


def not_for_these(resolved: Resolved, workflow: Workflow, people: Iterable[str], tenant: Tenant) -> str:
    """Why the workflow must not be started for these people, by id, in words without names; empty when it may.

    No request when git has no such list or the workflow does no harm. What could not be read is doubt, and doubt is a
    reason. Raises GraphFailure only when the tenant is out of reach or the sign-in is not accepted.
    """
    guardrails = resolved.desired.guardrails
    harm = dangerous(workflow)
    if guardrails is None or guardrails.never_in_scope is None or not harm:
        return ""
    resolution = resolve(Desired(guardrails=guardrails), tenant, Existing(), resolved.places)
    never = resolution.desired.guardrails.never_in_scope if resolution.desired.guardrails else None
    if never is None or has_errors(resolution.findings):
        return f"the workflow {harm}, and the tenant does not have everybody whom neverInScope names"
    protected = _protected_ids(never, TolerantReader(), tenant)
    if protected is UNREAD:
        return f"the workflow {harm}, and who is in neverInScope could not be read"
    found = [id_ for id_ in people if id_ in protected]
    if not found:
        return ""
    return f"the workflow {harm}, and {len(found)} of the people {'is' if len(found) == 1 else 'are'} in neverInScope"


def _protected_ids(never: NeverInScope, reader: TolerantReader, tenant: Tenant) -> frozenset[str] | NotRead:
    groups = [group.id for group in never.groups if group.id and not group.deleted]
    members = reader.read("members of groups", lambda: tenant.people.members(groups)) if groups else frozenset()
    if members is UNREAD:
        return UNREAD
    return members | {user.id for user in never.users if user.id and not user.deleted}


def _whole(desired: Desired, existing: Existing) -> Iterator[Workflow]:
    matches = match_workflows(desired, existing)
    for workflow in desired.workflows:
        live = matches.live.get(workflow.display_name.casefold())
        yield complete(workflow, live.workflow) if live else workflow


def _read(never: NeverInScope, workflows: Sequence[Workflow], tenant: Tenant) -> tuple[Protected, ...] | None:
    """The protected people; None when the members of a group could not be read."""
    reader = TolerantReader()
    protected = _protected_ids(never, reader, tenant)
    if protected is UNREAD:
        return None
    ids = sorted(protected)
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
