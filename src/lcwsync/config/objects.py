"""From the checked values of a document to the object of the model it describes."""

from dataclasses import dataclass
from typing import assert_never, cast

from lcwsync.config.check import Checked, Checker
from lcwsync.config.kinds import KINDS
from lcwsync.config.nodes import Node, entry
from lcwsync.config.tasks import task_of
from lcwsync.model.conditions import (
    AttributeChangeTrigger,
    Conditions,
    GroupScope,
    GuestSponsorTrigger,
    MembershipChange,
    MembershipChangeTrigger,
    OnDemandOnly,
    RuleScope,
    Scope,
    TimeAttribute,
    TimeBasedTrigger,
    Trigger,
    TriggerAndScope,
    UserInactivityTrigger,
)
from lcwsync.model.extension import (
    Authentication,
    BearerToken,
    Callback,
    ClientConfiguration,
    CustomTaskExtension,
    LaunchAndContinue,
    LaunchAndWait,
    LogicApp,
    PopToken,
)
from lcwsync.model.guardrails import ExpectedPrincipal, TapGuardrails, Tier
from lcwsync.model.references import Ref, RefKind
from lcwsync.model.settings import EmailSettings, LifecycleSettings
from lcwsync.model.state import ObjectKind
from lcwsync.model.tap_policy import AllUsers, GroupTarget, PolicyState, TapPolicy, Target, UserTarget
from lcwsync.model.workflow import Category, Workflow

Value = Workflow | TapPolicy | LifecycleSettings | CustomTaskExtension | TapGuardrails


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfiguredObject:
    """An object as a file describes it; what does not fit is left out of `value` and has been reported."""

    kind: ObjectKind
    value: Value
    file: str
    node: Node
    """The document, with variables replaced: every value's place is found in it."""


def object_of(kind: ObjectKind, node: Node, checker: Checker) -> ConfiguredObject | None:
    """The object a document describes; None when not even its name can be known."""
    checked = checker.fields(node, KINDS[kind.value], f"a {kind.value}", besides=("kind",))
    if checked is None:
        return None
    if isinstance(checked.get("trigger"), str) and (scope := entry(node, "scope")):
        checker.report("OBJ006", scope, "scope does not go with trigger: onDemandOnly", "remove one of the two")
    value = _value(kind, checked, checker)
    if value is None:
        return None
    return ConfiguredObject(kind=kind, value=value, file=checker.file, node=node)


def _value(kind: ObjectKind, checked: Checked, checker: Checker) -> Value | None:
    match kind:
        case ObjectKind.WORKFLOW:
            return _workflow(checked, checker)
        case ObjectKind.TAP_POLICY:
            return _tap_policy(checked)
        case ObjectKind.SETTINGS:
            return _settings(checked)
        case ObjectKind.EXTENSION:
            return _extension(checked)
        case ObjectKind.GUARDRAILS:
            return _guardrails(checked)
        case _:
            assert_never(kind)


def _workflow(checked: Checked, checker: Checker) -> Workflow | None:
    name = _text(checked, "displayName")
    if name is None:
        return None
    category = _text(checked, "category")
    tasks = cast("tuple[Checked, ...] | None", checked.get("tasks"))
    built = None if tasks is None else tuple(task_of(task, checker) for task in tasks)
    return Workflow(
        display_name=name,
        category=Category(category) if category else None,
        description=_text(checked, "description"),
        is_enabled=_flag(checked, "isEnabled"),
        is_scheduling_enabled=_flag(checked, "isSchedulingEnabled"),
        conditions=_conditions(checked),
        administration_scope_targets=_refs(checked, "administrationScopeTargets", RefKind.ADMINISTRATIVE_UNIT),
        tasks=None if built is None else tuple(task for task in built if task is not None),
        previous_names=_texts(checked, "previousNames"),
        protect=_flag(checked, "protect") or False,
    )


def _conditions(checked: Checked) -> Conditions | None:
    trigger, scope = checked.get("trigger"), checked.get("scope")
    if isinstance(trigger, str):
        return OnDemandOnly()
    built = _trigger(cast(Checked, trigger)) if trigger is not None else None
    population = _scope(cast(Checked, scope)) if scope is not None else None
    return TriggerAndScope(built, population) if built or population else None


def _trigger(checked: Checked) -> Trigger | None:
    match checked:
        case {"timeBasedAttribute": str(attribute), "offsetInDays": int(days)}:
            return TimeBasedTrigger(TimeAttribute(attribute), days)
        case {"attributeChange": tuple(names)}:
            return AttributeChangeTrigger(tuple(str(name) for name in names))
        case {"membershipChange": str(change)}:
            return MembershipChangeTrigger(MembershipChange(change))
        case {"userInactivity": {"inactivityPeriodInDays": int(days)}}:
            return UserInactivityTrigger(days)
        case {"guestSponsor": {"minimumRequiredSponsors": int(sponsors)}}:
            return GuestSponsorTrigger(sponsors)
        case _:
            return None


def _scope(checked: Checked) -> Scope | None:
    match checked:
        case {"rule": str(rule)}:
            return RuleScope(rule)
        case {"groups": tuple()}:
            return GroupScope(_refs(checked, "groups", RefKind.GROUP))
        case _:
            return None


def _tap_policy(checked: Checked) -> TapPolicy:
    state = _text(checked, "state")
    return TapPolicy(
        state=PolicyState(state) if state else None,
        is_usable_once=_flag(checked, "isUsableOnce"),
        minimum_lifetime_in_minutes=_number(checked, "minimumLifetimeInMinutes"),
        default_lifetime_in_minutes=_number(checked, "defaultLifetimeInMinutes"),
        maximum_lifetime_in_minutes=_number(checked, "maximumLifetimeInMinutes"),
        default_length=_number(checked, "defaultLength"),
        include_targets=_targets(checked, "includeTargets"),
        exclude_targets=_targets(checked, "excludeTargets"),
    )


def _targets(checked: Checked, key: str) -> tuple[Target, ...] | None:
    items = cast("tuple[str | Checked, ...] | None", checked.get(key))
    if items is None:
        return None
    return tuple(target for item in items if (target := _target(item)) is not None)


def _target(item: str | Checked) -> Target | None:
    match item:
        case str():
            return AllUsers()
        case {"group": str(name)}:
            return GroupTarget(Ref.of(RefKind.GROUP, name))
        case {"user": str(name)}:
            return UserTarget(Ref.of(RefKind.USER, name))
        case _:
            return None


def _settings(checked: Checked) -> LifecycleSettings:
    email = cast("Checked | None", checked.get("emailSettings"))
    return LifecycleSettings(
        workflow_schedule_interval_in_hours=_number(checked, "workflowScheduleIntervalInHours"),
        email_settings=None
        if email is None
        else EmailSettings(
            sender_domain=_text(email, "senderDomain"), use_company_branding=_flag(email, "useCompanyBranding")
        ),
    )


def _extension(checked: Checked) -> CustomTaskExtension | None:
    name = _text(checked, "displayName")
    if name is None:
        return None
    client = cast("Checked | None", checked.get("client"))
    return CustomTaskExtension(
        display_name=name,
        description=_text(checked, "description"),
        endpoint=_logic_app(cast("Checked | None", checked.get("endpoint"))),
        authentication=_authentication(checked.get("authentication")),
        client=None
        if client is None
        else ClientConfiguration(
            maximum_retries=_number(client, "maximumRetries"),
            timeout_in_milliseconds=_number(client, "timeoutInMilliseconds"),
        ),
        callback=_callback(checked.get("callback")),
        previous_names=_texts(checked, "previousNames"),
        protect=_flag(checked, "protect") or False,
    )


def _logic_app(checked: Checked | None) -> LogicApp | None:
    match checked:
        case {
            "subscriptionId": str(subscription),
            "resourceGroupName": str(group),
            "logicAppWorkflowName": str(name),
        }:
            return LogicApp(subscription_id=subscription, resource_group_name=group, logic_app_workflow_name=name)
        case _:
            return None


def _authentication(checked: object) -> Authentication | None:
    match checked:
        case str():
            return PopToken()
        case {"bearer": {"resourceId": str(resource)}}:
            return BearerToken(resource)
        case _:
            return None


def _callback(checked: object) -> Callback | None:
    match checked:
        case str():
            return LaunchAndContinue()
        case {"timeoutInMinutes": int(minutes)}:
            apps = _refs(cast(Checked, checked), "authorizedApps", RefKind.APPLICATION)
            return LaunchAndWait(timeout_minutes=minutes, authorized_apps=apps)
        case _:
            return None


def _guardrails(checked: Checked) -> TapGuardrails:
    expected = cast("tuple[Checked, ...]", checked.get("expected", ()))
    requesters = cast("dict[str, str]", checked.get("requesters", {}))
    return TapGuardrails(
        expected=tuple(principal for item in expected if (principal := _expected(item)) is not None),
        maximum_lifetime_in_minutes=_number(checked, "maximumLifetimeInMinutes"),
        require_one_time_use=_flag(checked, "requireOneTimeUse") or False,
        requesters=tuple(sorted(requesters.items())),
    )


def _expected(checked: Checked) -> ExpectedPrincipal | None:
    match checked:
        case {"principal": str(principal), "tiers": tuple(tiers), "reason": str(reason)}:
            return ExpectedPrincipal(
                principal=principal,
                tiers=tuple(Tier(str(tier)) for tier in tiers),
                scope=_text(checked, "scope") or "/",
                eligible_only=_flag(checked, "eligibleOnly") or False,
                reason=reason,
            )
        case _:
            return None


def _text(checked: Checked, key: str) -> str | None:
    return cast("str | None", checked.get(key))


def _flag(checked: Checked, key: str) -> bool | None:
    return cast("bool | None", checked.get(key))


def _number(checked: Checked, key: str) -> int | None:
    return cast("int | None", checked.get(key))


def _texts(checked: Checked, key: str) -> tuple[str, ...]:
    return cast("tuple[str, ...]", checked.get(key, ()))


def _refs(checked: Checked, key: str, kind: RefKind) -> tuple[Ref, ...] | None:
    names = cast("tuple[str, ...] | None", checked.get(key))
    return None if names is None else tuple(Ref.of(kind, name) for name in names)
