"""A model value as nested mappings with the keys of its YAML document: what export prints and a plan compares.

Keys are Graph's names in the order of a document; what is None is left out. Leaves are texts, numbers, booleans,
references, and the values this version of lcwsync does not know. Lists are tuples.
"""

from collections.abc import Iterable, Mapping
from typing import assert_never

from lcwsync.model.catalogue import by_id
from lcwsync.model.conditions import (
    ON_DEMAND_ONLY,
    Conditions,
    GroupScope,
    OnDemandOnly,
    RuleScope,
    Scope,
    Trigger,
    TriggerAndScope,
    UnknownConditions,
    UnknownScope,
    UnknownTrigger,
)
from lcwsync.model.extension import (
    CLIENT_FIELDS,
    ENDPOINT_FIELDS,
    EXTENSION_FIELDS,
    NO_CALLBACK,
    PROOF_OF_POSSESSION,
    Authentication,
    BearerToken,
    Callback,
    CustomTaskExtension,
    LaunchAndContinue,
    LaunchAndWait,
    PopToken,
    UnknownAuthentication,
)
from lcwsync.model.fields import plain_values
from lcwsync.model.guardrails import ExpectedPrincipal, NeverInScope, TapGuardrails
from lcwsync.model.pass_requests import (
    ALL_MEMBERS,
    NO_APPROVAL,
    AllMembers,
    Approval,
    ApprovalStage,
    Beneficiaries,
    ByRule,
    InGroups,
    PassRequests,
)
from lcwsync.model.references import Ref, RefKind
from lcwsync.model.settings import EMAIL_FIELDS, SETTINGS_FIELDS, LifecycleSettings
from lcwsync.model.tap_policy import (
    ALL_USERS,
    TAP_POLICY_FIELDS,
    TARGET_LISTS,
    AllUsers,
    GroupTarget,
    TapPolicy,
    Target,
    UserTarget,
)
from lcwsync.model.triggers import kind_of
from lcwsync.model.workflow import TASK_FIELDS, WORKFLOW_FIELDS, ArgumentValue, AttributeUpdate, Task, Workflow

Describable = Workflow | TapPolicy | LifecycleSettings | CustomTaskExtension | TapGuardrails | PassRequests

Unknown = UnknownTrigger | UnknownScope | UnknownConditions | UnknownAuthentication
"""Values this version does not know, with the name of their type and their JSON text."""

Leaf = str | int | Ref | Unknown

Part = Leaf | tuple["Part", ...] | Mapping[str, "Part"]

Description = dict[str, Part]


def described(value: Describable) -> Description:
    """Everything the value sets, by the keys of its document. Execution limits are read only, hence left out."""
    match value:
        case Workflow():
            return _workflow(value)
        case TapPolicy():
            return _set(
                plain_values(value, TAP_POLICY_FIELDS),
                {name: _targets(getattr(value, attribute)) for name, attribute in TARGET_LISTS.items()},
            )
        case LifecycleSettings(email_settings=email):
            return _set(
                plain_values(value, SETTINGS_FIELDS),
                {"emailSettings": None if email is None else plain_values(email, EMAIL_FIELDS)},
            )
        case CustomTaskExtension():
            return _extension(value)
        case TapGuardrails():
            return _guardrails(value)
        case PassRequests():
            return _pass_requests(value)
        case _:
            assert_never(value)


def described_argument(value: ArgumentValue) -> Part:
    """A task argument."""
    match value:
        case str() | int() | Ref():
            return value
        case tuple():
            return tuple(
                {"attribute": item.attribute, "value": item.value} if isinstance(item, AttributeUpdate) else item
                for item in value
            )
        case _:
            assert_never(value)


def _set(*parts: Mapping[str, Part | None]) -> Description:
    return {name: part for parts_ in parts for name, part in parts_.items() if part is not None}


def _workflow(workflow: Workflow) -> Description:
    return _set(
        # A key keeps the place where it is named first: previousNames stands second.
        {"displayName": workflow.display_name, "previousNames": workflow.previous_names or None},
        plain_values(workflow, WORKFLOW_FIELDS),
        _conditions(workflow.conditions),
        {
            "administrationScopeTargets": workflow.administration_scope_targets,
            "protect": workflow.protect or None,
            "tasks": None if workflow.tasks is None else tuple(_task(task) for task in workflow.tasks),
        },
    )


def _conditions(conditions: Conditions | None) -> Mapping[str, Part | None]:
    match conditions:
        case None:
            return {}
        case OnDemandOnly():
            return {"trigger": ON_DEMAND_ONLY}
        case UnknownConditions():
            return {"trigger": conditions}
        case TriggerAndScope(trigger=trigger, scope=scope):
            return {"trigger": _trigger(trigger), "scope": _scope(scope)}
        case _:
            assert_never(conditions)


def _trigger(trigger: Trigger | None) -> Part | None:
    if trigger is None or isinstance(trigger, UnknownTrigger):
        return trigger
    kind = kind_of(trigger)
    assert kind is not None, f"model.triggers has no row for {type(trigger).__name__}"
    values = plain_values(trigger, kind.fields)
    return {kind.key: values} if kind.key else values


def _scope(scope: Scope | None) -> Part | None:
    match scope:
        case None | UnknownScope():
            return scope
        case RuleScope(rule=rule):
            return {"rule": rule}
        case GroupScope(groups=groups):
            return None if groups is None else {"groups": groups}
        case _:
            assert_never(scope)


def _task(task: Task) -> Description:
    definition = by_id(task.definition_id)
    arguments = {name: described_argument(value) for name, value in task.arguments.items()}
    return _set(
        {"task": definition.key if definition else task.definition_id},
        plain_values(task, TASK_FIELDS),
        {"arguments": arguments or None},
    )


def _targets(targets: Iterable[Target] | None) -> tuple[Part, ...] | None:
    return None if targets is None else tuple(_target(target) for target in targets)


def _target(target: Target) -> Part:
    match target:
        case AllUsers():
            return ALL_USERS
        case GroupTarget(group=group):
            return {"group": group}
        case UserTarget(user=user):
            return {"user": user}
        case _:
            assert_never(target)


def _extension(extension: CustomTaskExtension) -> Description:
    endpoint, client = extension.endpoint, extension.client
    return _set(
        {"displayName": extension.display_name, "previousNames": extension.previous_names or None},
        plain_values(extension, EXTENSION_FIELDS),
        {
            "endpoint": None if endpoint is None else plain_values(endpoint, ENDPOINT_FIELDS),
            "authentication": _authentication(extension.authentication),
            "client": None if client is None else plain_values(client, CLIENT_FIELDS),
            "callback": _callback(extension.callback),
            "protect": extension.protect or None,
        },
    )


def _authentication(authentication: Authentication | None) -> Part | None:
    match authentication:
        case None | UnknownAuthentication():
            return authentication
        case PopToken():
            return PROOF_OF_POSSESSION
        case BearerToken(resource_id=resource):
            return {"bearer": {"resourceId": resource}}
        case _:
            assert_never(authentication)


def _callback(callback: Callback | None) -> Part | None:
    match callback:
        case None:
            return None
        case LaunchAndContinue():
            return NO_CALLBACK
        case LaunchAndWait(timeout_minutes=minutes, authorized_apps=apps):
            return _set({"timeoutInMinutes": minutes, "authorizedApps": apps})
        case _:
            assert_never(callback)


def _never_in_scope(never: NeverInScope | None) -> Description | None:
    return None if never is None else _set({"users": never.users or None, "groups": never.groups or None})


def _guardrails(guardrails: TapGuardrails) -> Description:
    return _set(
        {
            "maximumLifetimeInMinutes": guardrails.maximum_lifetime_in_minutes,
            "requireOneTimeUse": guardrails.require_one_time_use or None,
            "neverInScope": _never_in_scope(guardrails.never_in_scope),
            "expected": tuple(_expected(principal) for principal in guardrails.expected) or None,
        }
    )


def _expected(principal: ExpectedPrincipal) -> Description:
    return _set(
        {
            "principal": principal.principal,
            "tiers": tuple(tier.value for tier in principal.tiers),
            "scope": principal.scope,
            "eligibleOnly": principal.eligible_only or None,
            "reason": principal.reason,
        }
    )


def _pass_requests(requests: PassRequests) -> Description:
    return _set(
        {
            "displayName": requests.display_name,
            "previousNames": requests.previous_names or None,
            "description": requests.description,
            "catalog": {"displayName": requests.catalog, "create": True}
            if requests.create_catalog
            else requests.catalog,
            "group": requests.group,
            "requestedBy": _set(
                {
                    "managerLevel": requests.manager_level,
                    "acceptUnverified": requests.accept_unverified or None,
                }
            ),
            "for": _beneficiaries(requests.for_),
            "approval": _approval(requests.approval),
            "justificationRequired": requests.justification_required,
            "expiresAfterHours": requests.expires_after_hours,
            "workflow": requests.workflow,
            "protect": requests.protect or None,
        }
    )


def _beneficiaries(people: Beneficiaries) -> Part:
    match people:
        case AllMembers():
            return ALL_MEMBERS
        case InGroups(groups=groups):
            return {"groups": groups}
        case ByRule(rule=rule, accept_unverified=accepted):
            return _set({"rule": rule, "acceptUnverified": accepted or None})
        case _:
            assert_never(people)


def _approval(approval: Approval) -> Part:
    if not approval.stages:
        return NO_APPROVAL
    return {"stages": tuple(_stage(stage) for stage in approval.stages)}


def _stage(stage: ApprovalStage) -> Description:
    return {
        "approvers": tuple({"user" if ref.kind is RefKind.USER else "group": ref} for ref in stage.approvers),
        "daysToDecide": stage.days_to_decide,
        "justificationRequired": stage.justification_required,
    }
