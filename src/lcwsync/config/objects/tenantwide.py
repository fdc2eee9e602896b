"""Checked values to everything but workflows: TAP policy, settings, extensions, guardrails."""

from typing import cast

from lcwsync.config.form.check import Checked
from lcwsync.config.form.checked import flag, number, refs, text, texts
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
from lcwsync.model.tap_policy import AllUsers, GroupTarget, PolicyState, TapPolicy, Target, UserTarget


def tap_policy_of(checked: Checked) -> TapPolicy:
    """The TAP policy."""
    state = text(checked, "state")
    return TapPolicy(
        state=PolicyState(state) if state else None,
        is_usable_once=flag(checked, "isUsableOnce"),
        minimum_lifetime_in_minutes=number(checked, "minimumLifetimeInMinutes"),
        default_lifetime_in_minutes=number(checked, "defaultLifetimeInMinutes"),
        maximum_lifetime_in_minutes=number(checked, "maximumLifetimeInMinutes"),
        default_length=number(checked, "defaultLength"),
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


def settings_of(checked: Checked) -> LifecycleSettings:
    """The tenant-wide settings."""
    email = cast("Checked | None", checked.get("emailSettings"))
    return LifecycleSettings(
        workflow_schedule_interval_in_hours=number(checked, "workflowScheduleIntervalInHours"),
        email_settings=None
        if email is None
        else EmailSettings(
            sender_domain=text(email, "senderDomain"), use_company_branding=flag(email, "useCompanyBranding")
        ),
    )


def extension_of(checked: Checked) -> CustomTaskExtension | None:
    """The custom task extension; None without a name."""
    name = text(checked, "displayName")
    if name is None:
        return None
    client = cast("Checked | None", checked.get("client"))
    return CustomTaskExtension(
        display_name=name,
        description=text(checked, "description"),
        endpoint=_logic_app(cast("Checked | None", checked.get("endpoint"))),
        authentication=_authentication(checked.get("authentication")),
        client=None
        if client is None
        else ClientConfiguration(
            maximum_retries=number(client, "maximumRetries"),
            timeout_in_milliseconds=number(client, "timeoutInMilliseconds"),
        ),
        callback=_callback(checked.get("callback")),
        previous_names=texts(checked, "previousNames"),
        protect=flag(checked, "protect") or False,
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
            apps = refs(cast(Checked, checked), "authorizedApps", RefKind.APPLICATION)
            return LaunchAndWait(timeout_minutes=minutes, authorized_apps=apps)
        case _:
            return None


def guardrails_of(checked: Checked) -> TapGuardrails:
    """The guardrails."""
    expected = cast("tuple[Checked, ...]", checked.get("expected", ()))
    requesters = cast("dict[str, str]", checked.get("requesters", {}))
    return TapGuardrails(
        expected=tuple(principal for item in expected if (principal := _expected(item)) is not None),
        maximum_lifetime_in_minutes=number(checked, "maximumLifetimeInMinutes"),
        require_one_time_use=flag(checked, "requireOneTimeUse") or False,
        requesters=tuple(sorted(requesters.items())),
    )


def _expected(checked: Checked) -> ExpectedPrincipal | None:
    match checked:
        case {"principal": str(principal), "tiers": tuple(tiers), "reason": str(reason)}:
            return ExpectedPrincipal(
                principal=principal,
                tiers=tuple(Tier(str(tier)) for tier in tiers),
                scope=text(checked, "scope") or "/",
                eligible_only=flag(checked, "eligibleOnly") or False,
                reason=reason,
            )
        case _:
            return None
