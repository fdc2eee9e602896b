"""Git's tasks held against what only the tenant has: the parts of the TAP policy that git leaves out, and groups."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from lcwsync.config.rules.pass_requests import request_policy_findings
from lcwsync.config.rules.tap_tasks import policy_findings
from lcwsync.model.overlay import filled
from lcwsync.model.passes import pass_tasks
from lcwsync.model.person import UNREAD
from lcwsync.model.references import Ref, RefKind
from lcwsync.model.state import Desired, Existing, ObjectKind
from lcwsync.model.tap_policy import TapPolicy
from lcwsync.model.task_effects import MEMBERSHIP_ARGUMENTS
from lcwsync.model.task_facts import GroupFacts, refusal
from lcwsync.model.workflow import Task
from lcwsync.plan.identity import match_workflows
from lcwsync.planning.cannot_tell import asked, listed
from lcwsync.tenant.names import with_names
from lcwsync.tenant.port import Tenant
from lcwsync.values.codes.finding import finding
from lcwsync.values.findings import Finding, Severity
from lcwsync.values.location import Location
from lcwsync.values.places import PlacePath, Places

UNCHECKED = "TAP004"
"""What is found offline when git does not describe the policy; reading the policy, or failing to, answers it."""


class LiveChecks(NamedTuple):
    """What the tenant adds to the checks of git."""

    findings: tuple[Finding, ...] = ()
    """Each at its place in the YAML."""
    policy: TapPolicy | None = None
    """The TAP policy as it will be: git's settings, and the tenant's for the others. None: not needed, or not read."""
    policy_asked: bool = False
    """Whether the tenant was asked for a policy that git does not describe."""
    with_roles: frozenset[str] = frozenset()
    """Ids of the groups of tasks, git's and the tenant's, that directory roles can be assigned to."""


def live_findings(desired: Desired, existing: Existing, tenant: Tenant, places: Places) -> LiveChecks:
    """The checks of git's tasks and requests against the tenant.

    `desired` has ids in its references; `existing` has the policy where git describes one. None of the findings stops
    a plan: the cause lies outside git. A read that fails is a finding that says what the plan cannot tell. Raises
    GraphFailure only when the tenant is out of reach or the sign-in is not accepted.
    """
    found: list[Finding] = []
    unread: list[Finding] = []
    ask = desired.tap_policy is None and (any(_creates_pass(desired)) or bool(desired.pass_requests))
    live = _policy(desired, tenant, places, unread) if ask else existing.tap_policy
    policy = None
    if live is not None:
        known = with_names(Existing(tap_policy=live), tenant).tap_policy or live
        policy = filled(desired.tap_policy, known) if desired.tap_policy else known
        offline = set(_about_policy(desired, desired.tap_policy, places))
        found += (each for each in _about_policy(desired, policy, places) if each not in offline)
    named = {path: ref for path, ref in _references(desired) if ref.id}
    facts = _facts({**named, **_of_the_tenant(desired, existing)}, tenant, places, unread)
    found += _groups(named, facts, places)
    softened = (replace(each, severity=Severity.WARNING, related=()) for each in found)
    with_roles = frozenset(id_ for id_, group in facts.items() if group.carries_roles)
    return LiveChecks((*softened, *unread), policy, ask, with_roles)


def _about_policy(desired: Desired, policy: TapPolicy | None, places: Places) -> Iterator[Finding]:
    with_policy = replace(desired, tap_policy=policy)
    yield from policy_findings(with_policy, places)
    yield from request_policy_findings(with_policy, places)


def _policy(desired: Desired, tenant: Tenant, places: Places, unread: list[Finding]) -> TapPolicy | None:
    """The policy that git does not describe."""
    place = next(_first_pass(desired, places))
    unknown = "whether a pass can be created as git asks, and for whom"
    answer = asked("the tenant's TAP policy", tenant.tap_policy, unread, unknown=unknown, place=place)
    return None if answer is UNREAD else answer


def _first_pass(desired: Desired, places: Places) -> Iterator[Location]:
    for workflow in desired.workflows:
        for task in pass_tasks(workflow, enabled_only=False):
            at = (workflow.tasks or ()).index(task)
            yield places.at(ObjectKind.WORKFLOW.value, workflow.display_name, "tasks", at)
    for requests in desired.pass_requests:
        yield places.at(ObjectKind.PASS_REQUESTS.value, requests.display_name)


def _facts(
    named: Mapping[PlacePath, Ref], tenant: Tenant, places: Places, unread: list[Finding]
) -> Mapping[str, GroupFacts]:
    if not named:
        return {}
    ids = list(dict.fromkeys(ref.id for ref in named.values() if ref.id))
    names = list(dict.fromkeys(str(ref) for ref in named.values()))
    answers = asked(
        "groups",
        lambda: tenant.people.groups_of_tasks(ids),
        unread,
        unknown=f"whether tasks can change who is in {listed(names)}, nor whether that gives a role",
        place=places.at(*next(iter(named))),
    )
    if answers is UNREAD:
        return {}
    from lcwsync.tenant.wire.group import group_facts

    return {id_: group_facts(found) for id_, found in answers.items() if found is not None}


def _groups(named: Mapping[PlacePath, Ref], facts: Mapping[str, GroupFacts], places: Places) -> Iterator[Finding]:
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


def _of_the_tenant(desired: Desired, existing: Existing) -> Mapping[PlacePath, Ref]:
    """What the tenant's tasks name in place of git's, by the workflow: drift is rated by it."""
    live = match_workflows(desired, existing).live
    return {
        (ObjectKind.WORKFLOW.value, workflow.display_name, ref.id): ref
        for workflow in desired.workflows
        if (owner := live.get(workflow.display_name.casefold())) is not None
        for task in owner.workflow.tasks or ()
        for argument in MEMBERSHIP_ARGUMENTS
        for ref in _refs(task.arguments.get(argument))
        if ref.id
    }


def _refs(value: object) -> tuple[Ref, ...]:
    return tuple(ref for ref in value if isinstance(ref, Ref)) if isinstance(value, tuple) else ()


def _creates_pass(desired: Desired) -> Iterator[Task]:
    for workflow in desired.workflows:
        yield from pass_tasks(workflow, enabled_only=False)
