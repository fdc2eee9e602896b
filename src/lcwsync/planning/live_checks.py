"""Git's tasks held against what the tenant has and git does not describe: the TAP policy, and the groups they name."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TypeVar

from lcwsync.config.rules.tap_tasks import policy_findings
from lcwsync.judge.groups import refusal
from lcwsync.model.passes import pass_tasks
from lcwsync.model.references import Ref, RefKind
from lcwsync.model.state import Desired, Existing, ObjectKind
from lcwsync.model.workflow import Task
from lcwsync.tenant.http.failure import FailureKind, GraphFailure
from lcwsync.tenant.names import with_names
from lcwsync.tenant.port import Tenant
from lcwsync.values.codes.finding import finding
from lcwsync.values.findings import Finding, Severity
from lcwsync.values.places import PlacePath, Places

T = TypeVar("T")

UNCHECKED = "TAP004"
"""What is found offline when git does not describe the policy; reading the policy answers it."""

_ARGUMENTS = {RefKind.GROUP: "groupID", RefKind.TEAM: "teamID"}


def live_findings(desired: Desired, tenant: Tenant, places: Places) -> tuple[tuple[Finding, ...], bool]:
    """The findings, each at its place in the YAML, and whether passes were held against the tenant's own policy.

    `desired` has ids in its references. None of the findings stops a plan: the cause lies outside git. A read that is
    refused leaves out its findings. Raises GraphFailure for any other failure.
    """
    policy = None
    if desired.tap_policy is None and any(_creates_pass(desired)):
        policy = _allowed(tenant.tap_policy)
    found: list[Finding] = []
    if policy is not None:
        named = with_names(Existing(tap_policy=policy), tenant).tap_policy
        found += policy_findings(replace(desired, tap_policy=named), places)
    found += _groups(desired, tenant, places)
    softened = (replace(each, severity=Severity.WARNING, related=()) for each in found)
    return tuple(softened), policy is not None


def _groups(desired: Desired, tenant: Tenant, places: Places) -> Iterator[Finding]:
    named = {path: ref for path, ref in _references(desired) if ref.id}
    ids = list(dict.fromkeys(ref.id for ref in named.values() if ref.id))
    answers = _allowed(lambda: tenant.people.groups_of_tasks(ids)) if ids else None
    if answers is None:
        return
    from lcwsync.tenant.wire.group import group_facts

    facts = {id_: group_facts(found) for id_, found in answers.items() if found is not None}
    for path, ref in named.items():
        id_ = ref.id or ""
        reason = refusal(facts[id_], id_, team=ref.kind is RefKind.TEAM) if id_ in facts else ""
        if reason:
            hint = "the task will fail for everybody: name a group of the cloud with assigned members"
            yield finding("REF003", places.at(*path), reason, hint)


def _references(desired: Desired) -> Iterator[tuple[PlacePath, Ref]]:
    for workflow in desired.workflows:
        for position, task in enumerate(workflow.tasks or ()):
            for argument in _ARGUMENTS.values():
                value = task.arguments.get(argument)
                for index, ref in enumerate(value if isinstance(value, tuple) else ()):
                    if isinstance(ref, Ref):
                        path = (ObjectKind.WORKFLOW.value, workflow.display_name, "tasks", position)
                        yield (*path, "arguments", argument, index), ref


def _creates_pass(desired: Desired) -> Iterator[Task]:
    for workflow in desired.workflows:
        yield from pass_tasks(workflow, enabled_only=False)


def _allowed(read: Callable[[], T]) -> T | None:
    """The answer; None when a permission is missing."""
    try:
        return read()
    except GraphFailure as failure:
        if failure.kind is not FailureKind.FORBIDDEN:
            raise
        return None
