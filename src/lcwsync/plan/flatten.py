"""Objects as flat lists of fields: the view that diffs, creations and risks share. Paths are Graph's own names."""

from collections.abc import Iterator, Mapping
from typing import assert_never

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
from lcwsync.model.settings import LifecycleSettings
from lcwsync.model.tap_policy import AllUsers, GroupTarget, TapPolicy, Target, UserTarget
from lcwsync.model.workflow import ArgumentValue, AttributeUpdate, Task, Workflow
from lcwsync.plan.changes import Value

Fields = Mapping[str, Value]

BASIC_FIELDS = ("displayName", "description", "isEnabled", "isSchedulingEnabled")
"""What PATCH of a workflow takes; everything else is a new version
(https://learn.microsoft.com/graph/api/identitygovernance-workflow-update)."""

BASIC_TASK_FIELDS = ("displayName", "description")
"""What PATCH of a task takes (https://learn.microsoft.com/graph/api/identitygovernance-task-update)."""


ALL_USERS = "all users"
"""How a target of the whole tenant is shown."""


def workflow_fields(workflow: Workflow) -> Fields:
    """Everything said about a workflow but its tasks."""
    said = {
        "displayName": workflow.display_name,
        "category": workflow.category.value if workflow.category else None,
        "description": workflow.description,
        "isEnabled": workflow.is_enabled,
        "isSchedulingEnabled": workflow.is_scheduling_enabled,
        "administrationScopeTargets": workflow.administration_scope_targets,
    }
    flat: dict[str, Value] = {name: value for name, value in said.items() if value is not None}
    if workflow.conditions is not None:
        flat.update(_conditions(workflow.conditions))
    return flat


def task_fields(task: Task) -> Fields:
    """Everything said about a task but its arguments."""
    said = {
        "displayName": task.display_name,
        "description": task.description,
        "isEnabled": task.is_enabled,
        "continueOnError": task.continue_on_error,
    }
    return {name: value for name, value in said.items() if value is not None}


def argument_value(value: ArgumentValue) -> Value:
    """An argument as it is shown."""
    if isinstance(value, tuple):
        return tuple(
            f"{item.attribute} = {item.value}" if isinstance(item, AttributeUpdate) else item for item in value
        )
    return value


def tap_policy_fields(policy: TapPolicy) -> Fields:
    """Everything said about the TAP policy."""
    said: dict[str, Value] = {
        "state": policy.state.value if policy.state else None,
        "isUsableOnce": policy.is_usable_once,
        "minimumLifetimeInMinutes": policy.minimum_lifetime_in_minutes,
        "defaultLifetimeInMinutes": policy.default_lifetime_in_minutes,
        "maximumLifetimeInMinutes": policy.maximum_lifetime_in_minutes,
        "defaultLength": policy.default_length,
        "includeTargets": _targets(policy.include_targets),
        "excludeTargets": _targets(policy.exclude_targets),
    }
    return {name: value for name, value in said.items() if value is not None}


def settings_fields(settings: LifecycleSettings) -> Fields:
    """Everything said about the tenant-wide settings."""
    email = settings.email_settings
    said: dict[str, Value] = {
        "workflowScheduleIntervalInHours": settings.workflow_schedule_interval_in_hours,
        "emailSettings.senderDomain": email.sender_domain if email else None,
        "emailSettings.useCompanyBranding": email.use_company_branding if email else None,
    }
    return {name: value for name, value in said.items() if value is not None}


def extension_fields(extension: CustomTaskExtension) -> Fields:
    """Everything said about a custom task extension."""
    flat: dict[str, Value] = {"displayName": extension.display_name}
    if extension.description is not None:
        flat["description"] = extension.description
    if (endpoint := extension.endpoint) is not None:
        flat["endpoint.subscriptionId"] = endpoint.subscription_id
        flat["endpoint.resourceGroupName"] = endpoint.resource_group_name
        flat["endpoint.logicAppWorkflowName"] = endpoint.logic_app_workflow_name
    if extension.authentication is not None:
        flat.update(_authentication(extension.authentication))
    if (client := extension.client) is not None:
        if client.maximum_retries is not None:
            flat["client.maximumRetries"] = client.maximum_retries
        if client.timeout_in_milliseconds is not None:
            flat["client.timeoutInMilliseconds"] = client.timeout_in_milliseconds
    if extension.callback is not None:
        flat.update(_callback(extension.callback))
    return flat


def _conditions(conditions: Conditions) -> Iterator[tuple[str, Value]]:
    match conditions:
        case OnDemandOnly():
            yield "trigger", "onDemandOnly"
        case TriggerAndScope(trigger=trigger, scope=scope):
            if trigger is not None:
                yield from _trigger(trigger)
            if scope is not None:
                yield from _scope(scope)
        case UnknownConditions(type_name=name, content=content):
            yield "trigger", f"{name} {content}"
        case _:
            assert_never(conditions)


def _trigger(trigger: Trigger) -> Iterator[tuple[str, Value]]:
    match trigger:
        case TimeBasedTrigger(attribute=attribute, offset_in_days=days):
            yield "trigger.timeBasedAttribute", attribute.value
            yield "trigger.offsetInDays", days
        case AttributeChangeTrigger(attributes=attributes):
            yield "trigger.attributeChange", tuple(sorted(attributes))
        case MembershipChangeTrigger(change=change):
            yield "trigger.membershipChange", change.value
        case UserInactivityTrigger(period_in_days=days):
            yield "trigger.userInactivity.inactivityPeriodInDays", days
        case GuestSponsorTrigger(minimum_required_sponsors=sponsors):
            yield "trigger.guestSponsor.minimumRequiredSponsors", sponsors
        case UnknownTrigger(type_name=name, content=content):
            yield "trigger", f"{name} {content}"
        case _:
            assert_never(trigger)


def _scope(scope: Scope) -> Iterator[tuple[str, Value]]:
    match scope:
        case RuleScope(rule=rule):
            yield "scope.rule", rule
        case GroupScope(groups=groups):
            yield "scope.groups", groups
        case UnknownScope(type_name=name, content=content):
            yield "scope", f"{name} {content}"
        case _:
            assert_never(scope)


def _targets(targets: tuple[Target, ...] | None) -> Value:
    return None if targets is None else tuple(_target(target) for target in targets)


def _target(target: Target) -> Value:
    match target:
        case AllUsers():
            return ALL_USERS
        case GroupTarget(group=group):
            return group
        case UserTarget(user=user):
            return user
        case _:
            assert_never(target)


def _authentication(authentication: Authentication) -> Iterator[tuple[str, Value]]:
    match authentication:
        case PopToken():
            yield "authentication", "proof of possession"
        case BearerToken(resource_id=resource):
            yield "authentication", f"bearer token for {resource}"
        case UnknownAuthentication(type_name=name, content=content):
            yield "authentication", f"{name} {content}"
        case _:
            assert_never(authentication)


def _callback(callback: Callback) -> Iterator[tuple[str, Value]]:
    match callback:
        case LaunchAndContinue():
            yield "callback", "launch and continue"
        case LaunchAndWait(timeout_minutes=minutes, authorized_apps=apps):
            yield "callback", "launch and wait"
            yield "callback.timeoutInMinutes", minutes
            yield "callback.authorizedApps", apps
        case _:
            assert_never(callback)
