"""The TAP policy and the tenant-wide settings in both directions
(https://learn.microsoft.com/graph/api/resources/temporaryaccesspassauthenticationmethodconfiguration,
https://learn.microsoft.com/graph/api/resources/identitygovernance-lifecyclemanagementsettings)."""

from typing import assert_never

from lcwsync.model.references import Ref, RefKind
from lcwsync.model.settings import EmailSettings, LifecycleSettings
from lcwsync.model.tap_policy import AllUsers, GroupTarget, PolicyState, TapPolicy, Target, UserTarget
from lcwsync.tenant.wire.json import BadAnswer, Node, not_writable, reference_id
from lcwsync.values.errors import LcwError
from lcwsync.values.json import JsonObject

_TAP_POLICY = "#microsoft.graph.temporaryAccessPassAuthenticationMethodConfiguration"
_ALL_USERS = "all_users"


def tap_policy(answer: object) -> TapPolicy:
    """The policy as read; None for a member the answer does not show. Raises BadAnswer, also for a state or a target
    that cannot be expressed: changing a policy that is only half understood would lose the other half."""
    node = Node.of(answer, "TAP policy")
    state = node.text("state")
    if state is not None and state not in tuple(PolicyState):
        raise BadAnswer(f"{node.path}.state", f"is {state}, which this version of lcwsync does not know")
    return TapPolicy(
        state=PolicyState(state) if state else None,
        is_usable_once=node.boolean("isUsableOnce"),
        minimum_lifetime_in_minutes=node.integer("minimumLifetimeInMinutes"),
        default_lifetime_in_minutes=node.integer("defaultLifetimeInMinutes"),
        maximum_lifetime_in_minutes=node.integer("maximumLifetimeInMinutes"),
        default_length=node.integer("defaultLength"),
        include_targets=_targets(node, "includeTargets"),
        exclude_targets=_targets(node, "excludeTargets"),
    )


def tap_policy_body(changed: TapPolicy) -> JsonObject:
    """The members that are not None, and the type the service insists on. Raises LcwError for a target that cannot
    be sent."""
    body: JsonObject = {
        "state": changed.state.value if changed.state else None,
        "isUsableOnce": changed.is_usable_once,
        "minimumLifetimeInMinutes": changed.minimum_lifetime_in_minutes,
        "defaultLifetimeInMinutes": changed.default_lifetime_in_minutes,
        "maximumLifetimeInMinutes": changed.maximum_lifetime_in_minutes,
        "defaultLength": changed.default_length,
        "includeTargets": _target_bodies(changed.include_targets),
        "excludeTargets": _target_bodies(changed.exclude_targets),
    }
    return {"@odata.type": _TAP_POLICY, **{name: value for name, value in body.items() if value is not None}}


def settings(answer: object) -> LifecycleSettings:
    """The settings as read; None for a member the answer does not show. Raises BadAnswer."""
    node = Node.of(answer, "Lifecycle Workflows settings")
    email, limits = node.object("emailSettings"), node.object("quarantineConfiguration")
    return LifecycleSettings(
        workflow_schedule_interval_in_hours=node.integer("workflowScheduleIntervalInHours"),
        email_settings=(
            EmailSettings(
                sender_domain=email.text("senderDomain"), use_company_branding=email.boolean("useCompanyBranding")
            )
            if email
            else None
        ),
        execution_limits=limits.as_text() if limits else None,
    )


def settings_body(complete: LifecycleSettings) -> JsonObject:
    """Both members, since the service requires both. Raises LcwError when one is not said."""
    hours, email = complete.workflow_schedule_interval_in_hours, complete.email_settings
    if hours is None or email is None or email.sender_domain is None or email.use_company_branding is None:
        raise LcwError(
            "the Lifecycle Workflows settings are only sent whole, and neither git nor the tenant says all of them",
            hint="say workflowScheduleIntervalInHours and emailSettings with senderDomain and useCompanyBranding",
        )
    return {
        "workflowScheduleIntervalInHours": hours,
        "emailSettings": {"senderDomain": email.sender_domain, "useCompanyBranding": email.use_company_branding},
    }


def _targets(node: Node, name: str) -> tuple[Target, ...] | None:
    nodes = node.objects(name)
    return None if nodes is None else tuple(_target(target) for target in nodes)


def _target(node: Node) -> Target:
    target_id, kind = node.required_text("id").lower(), node.text("targetType")
    match kind:
        case _ if target_id == _ALL_USERS:
            return AllUsers()
        case "group":
            return GroupTarget(Ref(RefKind.GROUP, id=target_id))
        case "user":
            return UserTarget(Ref(RefKind.USER, id=target_id))
        case _:
            raise BadAnswer(f"{node.path}.targetType", f"is {kind}, which this version of lcwsync does not know")


def _target_bodies(targets: tuple[Target, ...] | None) -> list[JsonObject] | None:
    return None if targets is None else [_target_body(target) for target in targets]


def _target_body(target: Target) -> JsonObject:
    match target:
        case AllUsers():
            return {"targetType": "group", "id": _ALL_USERS}
        case GroupTarget(group=group):
            return {"targetType": "group", "id": reference_id(group)}
        case UserTarget():
            raise not_writable("a policy target that is a single user")
        case _:
            assert_never(target)
