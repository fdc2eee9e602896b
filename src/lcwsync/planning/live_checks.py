"""Git's tasks held against what the tenant has and git does not describe: the TAP policy, and the groups they name."""

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple, TypeVar

from lcwsync.config.rules.pass_requests import request_policy_findings
from lcwsync.config.rules.tap_tasks import policy_findings
from lcwsync.judge.groups import refusal
from lcwsync.model.passes import pass_tasks
from lcwsync.model.references import Ref, RefKind
from lcwsync.model.state import Desired, Existing, ObjectKind
from lcwsync.model.task_effects import MEMBERSHIP_ARGUMENTS
from lcwsync.model.task_facts import GroupFacts
from lcwsync.model.workflow import Task
from lcwsync.tenant.names import with_names
from lcwsync.tenant.port import Tenant
from lcwsync.tenant.tolerant import allowed
from lcwsync.values.codes.finding import finding
from lcwsync.values.findings import Finding, Severity
from lcwsync.values.places import PlacePath, Places

T = TypeVar("T")

UNCHECKED = "TAP004"
"""What is found offline when git does not describe the policy; reading the policy answers it."""


class LiveChecks(NamedTuple):
    """What the tenant adds to the checks of git."""

    findings: tuple[Finding, ...]
    """Each at its place in the YAML."""
    policy_read: bool
    """Whether passes were held against the tenant's own policy."""
    with_roles: frozenset[str]
    """Ids of the groups of tasks that directory roles can be assigned to."""


def live_findings(desired: Desired, tenant: Tenant, places: Places) -> LiveChecks:
    """The checks of git's tasks against the tenant.

    `desired` has ids in its references. None of the findings stops a plan: the cause lies outside git. A read that is
    refused leaves out its findings. Raises GraphFailure for any other failure.
    """
    policy = None
    if desired.tap_policy is None and any(_creates_pass(desired)):
        policy = allowed(tenant.tap_policy)
    found: list[Finding] = []
    if policy is not None:
        known = with_names(Existing(tap_policy=policy), tenant).tap_policy
        with_policy = replace(desired, tap_policy=known)
        found += (*policy_findings(with_policy, places), *request_policy_findings(with_policy, places))
    named = {path: ref for path, ref in _references(desired) if ref.id}
    facts = _facts([ref.id for ref in named.values() if ref.id], tenant)
    found += _groups(named, facts, places)
    softened = (replace(each, severity=Severity.WARNING, related=()) for each in found)
    with_roles = frozenset(id_ for id_, group in facts.items() if group.carries_roles)
    return LiveChecks(tuple(softened), policy is not None, with_roles)


def _facts(ids: list[str], tenant: Tenant) -> dict[str, GroupFacts]:
    answers = allowed(lambda: tenant.people.groups_of_tasks(list(dict.fromkeys(ids)))) if ids else None
    if answers is None:
        return {}
    from lcwsync.tenant.wire.group import group_facts

    return {id_: group_facts(found) for id_, found in answers.items() if found is not None}


def _groups(named: dict[PlacePath, Ref], facts: dict[str, GroupFacts], places: Places) -> Iterator[Finding]:
    for path, ref in named.items():
        id_ = ref.id or ""
        reason = refusal(facts[id_], id_, team=ref.kind is RefKind.TEAM) if id_ in facts else ""
        if reason:
            hint = "the task will fail for everybody: name a group of the cloud with assigned members"
            yield finding("REF003", places.at(*path), reason, hint)


def _references(desired: Desired) -> Iterator[tuple[PlacePath, Ref]]:
    for workflow in desired.workflows:
        for position, task in enumerate(workflow.tasks or ()):
            for argument in MEMBERSHIP_ARGUMENTS:
                value = task.arguments.get(argument)
                for index, ref in enumerate(value if isinstance(value, tuple) else ()):
                    if isinstance(ref, Ref):
                        path = (ObjectKind.WORKFLOW.value, workflow.display_name, "tasks", position)
                        yield (*path, "arguments", argument, index), ref


def _creates_pass(desired: Desired) -> Iterator[Task]:
    for workflow in desired.workflows:
        yield from pass_tasks(workflow, enabled_only=False)
