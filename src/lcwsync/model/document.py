"""A model value as the plain document a person would write: the opposite of `config`, which reads one back.

Keys are Graph's own names in a fixed order, references are names where the name is known, and what is not said is
left out. The caller prints the document as YAML or JSON.
"""

from collections.abc import Iterable, Mapping
from typing import assert_never

from lcwsync.model.catalogue import by_id
from lcwsync.model.conditions import (
    AttributeChangeTrigger,
    Conditions,
    GroupScope,
    GuestSponsorTrigger,
    MembershipChangeTrigger,
    OnDemandOnly,
    RuleScope,
    Scope,
    TimeBasedTrigger,
    Trigger,
    TriggerAndScope,
    UnknownConditions,
    UnknownScope,
    UnknownTrigger,
    UserInactivityTrigger,
)
from lcwsync.model.extension import (
    Authentication,
    BearerToken,
    Callback,
    CustomTaskExtension,
    LaunchAndContinue,
    LaunchAndWait,
    PopToken,
    UnknownAuthentication,
)
from lcwsync.model.guardrails import ExpectedPrincipal, TapGuardrails
from lcwsync.model.references import Ref
from lcwsync.model.settings import LifecycleSettings
from lcwsync.model.state import Desired, ObjectKind
from lcwsync.model.tap_policy import AllUsers, GroupTarget, TapPolicy, Target, UserTarget
from lcwsync.model.workflow import ArgumentValue, AttributeUpdate, Task, Workflow

Document = dict[str, object]

ON_DEMAND_ONLY = "onDemandOnly"
ALL_USERS = "allUsers"
PROOF_OF_POSSESSION = "pop"
NO_CALLBACK = "none"


def workflow_document(workflow: Workflow) -> Document:
    """A `kind: Workflow` document. Conditions this version does not know, and hidden groups, are left out."""
    return _document(
        ObjectKind.WORKFLOW,
        displayName=workflow.display_name,
        previousNames=list(workflow.previous_names) or None,
        description=workflow.description,
        category=workflow.category.value if workflow.category else None,
        isEnabled=workflow.is_enabled,
        isSchedulingEnabled=workflow.is_scheduling_enabled,
        **_conditions(workflow.conditions),
        administrationScopeTargets=_refs(workflow.administration_scope_targets),
        protect=workflow.protect or None,
        tasks=None if workflow.tasks is None else [_task(task) for task in workflow.tasks],
    )


def tap_policy_document(policy: TapPolicy) -> Document:
    """A `kind: TemporaryAccessPassPolicy` document."""
    return _document(
        ObjectKind.TAP_POLICY,
        state=policy.state.value if policy.state else None,
        isUsableOnce=policy.is_usable_once,
        minimumLifetimeInMinutes=policy.minimum_lifetime_in_minutes,
        defaultLifetimeInMinutes=policy.default_lifetime_in_minutes,
        maximumLifetimeInMinutes=policy.maximum_lifetime_in_minutes,
        defaultLength=policy.default_length,
        includeTargets=_targets(policy.include_targets),
        excludeTargets=_targets(policy.exclude_targets),
    )


def settings_document(settings: LifecycleSettings) -> Document:
    """A `kind: LifecycleWorkflowSettings` document. Execution limits are read only, hence left out."""
    email = settings.email_settings
    return _document(
        ObjectKind.SETTINGS,
        workflowScheduleIntervalInHours=settings.workflow_schedule_interval_in_hours,
        emailSettings=email and _said(senderDomain=email.sender_domain, useCompanyBranding=email.use_company_branding),
    )


def extension_document(extension: CustomTaskExtension) -> Document:
    """A `kind: CustomTaskExtension` document. An authentication this version does not know is left out."""
    endpoint, client = extension.endpoint, extension.client
    return _document(
        ObjectKind.EXTENSION,
        displayName=extension.display_name,
        previousNames=list(extension.previous_names) or None,
        description=extension.description,
        endpoint=endpoint
        and {
            "subscriptionId": endpoint.subscription_id,
            "resourceGroupName": endpoint.resource_group_name,
            "logicAppWorkflowName": endpoint.logic_app_workflow_name,
        },
        authentication=extension.authentication and _authentication(extension.authentication),
        client=client
        and _said(maximumRetries=client.maximum_retries, timeoutInMilliseconds=client.timeout_in_milliseconds),
        callback=extension.callback and _callback(extension.callback),
        protect=extension.protect or None,
    )


def guardrails_document(guardrails: TapGuardrails) -> Document:
    """A `kind: TapGuardrails` document."""
    return _document(
        ObjectKind.GUARDRAILS,
        maximumLifetimeInMinutes=guardrails.maximum_lifetime_in_minutes,
        requireOneTimeUse=guardrails.require_one_time_use or None,
        expected=[_expected(principal) for principal in guardrails.expected] or None,
        requesters=dict(guardrails.requesters) or None,
    )


def desired_document(desired: Desired) -> Document:
    """Everything git describes for one environment: `documents` in the order of dependence, `removed`, `prune`."""
    documents: list[Document] = []
    if desired.tap_policy is not None:
        documents.append(tap_policy_document(desired.tap_policy))
    if desired.settings is not None:
        documents.append(settings_document(desired.settings))
    documents += [extension_document(extension) for extension in desired.extensions]
    documents += [workflow_document(workflow) for workflow in desired.workflows]
    if desired.guardrails is not None:
        documents.append(guardrails_document(desired.guardrails))
    return {"documents": documents, "removed": list(desired.removed), "prune": desired.prune}


def _document(kind: ObjectKind, **values: object) -> Document:
    """What is said, with `${` written so that it is not taken for a variable."""
    return {"kind": kind.value, **{key: _escaped(value) for key, value in _said(**values).items()}}


def _escaped(value: object) -> object:
    match value:
        case str():
            return value.replace("${", "$${")
        case dict():
            return {key: _escaped(item) for key, item in value.items()}
        case list():
            return [_escaped(item) for item in value]
        case _:
            return value


def _said(**values: object) -> Document:
    return {key: value for key, value in values.items() if value is not None}


def _conditions(conditions: Conditions | None) -> Mapping[str, object]:
    match conditions:
        case None | UnknownConditions():
            return {}
        case OnDemandOnly():
            return {"trigger": ON_DEMAND_ONLY}
        case TriggerAndScope(trigger=trigger, scope=scope):
            return {"trigger": _trigger(trigger), "scope": _scope(scope)}
        case _:
            assert_never(conditions)


def _trigger(trigger: Trigger | None) -> Document | None:
    match trigger:
        case None | UnknownTrigger():
            return None
        case TimeBasedTrigger(attribute=attribute, offset_in_days=days):
            return {"timeBasedAttribute": attribute.value, "offsetInDays": days}
        case AttributeChangeTrigger(attributes=attributes):
            return {"attributeChange": list(attributes)}
        case MembershipChangeTrigger(change=change):
            return {"membershipChange": change.value}
        case UserInactivityTrigger(period_in_days=days):
            return {"userInactivity": {"inactivityPeriodInDays": days}}
        case GuestSponsorTrigger(minimum_required_sponsors=sponsors):
            return {"guestSponsor": {"minimumRequiredSponsors": sponsors}}
        case _:
            assert_never(trigger)


def _scope(scope: Scope | None) -> Document | None:
    match scope:
        case None | UnknownScope() | GroupScope(groups=None):
            return None
        case RuleScope(rule=rule):
            return {"rule": rule}
        case GroupScope(groups=groups):
            return {"groups": _refs(groups)}
        case _:
            assert_never(scope)


def _task(task: Task) -> Document:
    definition = by_id(task.definition_id)
    return {
        "task": definition.key if definition else task.definition_id,
        **_said(
            displayName=task.display_name,
            description=task.description,
            isEnabled=task.is_enabled,
            continueOnError=task.continue_on_error,
            arguments={name: _argument(value) for name, value in task.arguments.items()} or None,
        ),
    }


def _argument(value: ArgumentValue) -> object:
    match value:
        case str() | int():
            return value
        case Ref():
            return _ref(value)
        case tuple():
            return [
                {"attribute": item.attribute, "value": item.value} if isinstance(item, AttributeUpdate) else _ref(item)
                for item in value
            ]
        case _:
            assert_never(value)


def _targets(targets: tuple[Target, ...] | None) -> list[object] | None:
    return None if targets is None else [_target(target) for target in targets]


def _target(target: Target) -> object:
    match target:
        case AllUsers():
            return ALL_USERS
        case GroupTarget(group=group):
            return {"group": _ref(group)}
        case UserTarget(user=user):
            return {"user": _ref(user)}
        case _:
            assert_never(target)


def _authentication(authentication: Authentication) -> object:
    match authentication:
        case PopToken():
            return PROOF_OF_POSSESSION
        case BearerToken(resource_id=resource):
            return {"bearer": {"resourceId": resource}}
        case UnknownAuthentication():
            return None
        case _:
            assert_never(authentication)


def _callback(callback: Callback) -> object:
    match callback:
        case LaunchAndContinue():
            return NO_CALLBACK
        case LaunchAndWait(timeout_minutes=minutes, authorized_apps=apps):
            return _said(timeoutInMinutes=minutes, authorizedApps=_refs(apps))
        case _:
            assert_never(callback)


def _expected(principal: ExpectedPrincipal) -> Document:
    return {
        "principal": principal.principal,
        "tiers": [tier.value for tier in principal.tiers],
        "scope": principal.scope,
        **_said(eligibleOnly=principal.eligible_only or None),
        "reason": principal.reason,
    }


def _refs(refs: Iterable[Ref] | None) -> list[str] | None:
    return None if refs is None else [_ref(ref) for ref in refs]


def _ref(ref: Ref) -> str:
    return ref.name or ref.id or ""
