"""The TAP policy and the tenant-wide settings in both directions
(https://learn.microsoft.com/graph/api/resources/temporaryaccesspassauthenticationmethodconfiguration,
https://learn.microsoft.com/graph/api/resources/identitygovernance-lifecyclemanagementsettings)."""

from typing import assert_never

from lcwsync.model.references import Ref, RefKind
from lcwsync.model.settings import EMAIL_FIELDS, SETTINGS_FIELDS, EmailSettings, LifecycleSettings
from lcwsync.model.tap_policy import (
    TAP_POLICY_FIELDS,
    TARGET_LISTS,
    AllUsers,
    GroupTarget,
    TapPolicy,
    Target,
    UserTarget,
)
from lcwsync.tenant.wire.json import Node, NotUnderstood, not_writable, plain_body, reference_id
from lcwsync.tenant.wire.unknown import TAP_POLICY, unknown_members
from lcwsync.values.errors import LcwError
from lcwsync.values.json import JsonObject

_TAP_POLICY = "#microsoft.graph.temporaryAccessPassAuthenticationMethodConfiguration"
_EVERYBODY = "all_users"


def tap_policy(answer: object) -> TapPolicy:
    """The policy as read; None for a member the answer does not show. Raises BadAnswer, also for a state or a target
    that cannot be expressed: changing a policy that is only half understood would lose the other half."""
    node = Node.of(answer, "TAP policy")
    return TapPolicy(
        **node.plain(TAP_POLICY_FIELDS),
        include_targets=_targets(node, "includeTargets"),
        exclude_targets=_targets(node, "excludeTargets"),
        unknown=unknown_members(node.content, TAP_POLICY),
    )


def tap_policy_body(changed: TapPolicy) -> JsonObject:
    """The members that are not None, and the type the service insists on. Raises LcwError for a target that cannot
    be sent."""
    lists = {name: _target_bodies(getattr(changed, attribute)) for name, attribute in TARGET_LISTS.items()}
    return {
        "@odata.type": _TAP_POLICY,
        **plain_body(changed, TAP_POLICY_FIELDS),
        **{name: targets for name, targets in lists.items() if targets is not None},
    }


def settings(answer: object) -> LifecycleSettings:
    """The settings as read; None for a member the answer does not show. Raises BadAnswer."""
    node = Node.of(answer, "Lifecycle Workflows settings")
    email, limits = node.object("emailSettings"), node.object("quarantineConfiguration")
    return LifecycleSettings(
        **node.plain(SETTINGS_FIELDS),
        email_settings=EmailSettings(**email.plain(EMAIL_FIELDS)) if email else None,
        execution_limits=limits.as_text() if limits else None,
    )


def settings_body(complete: LifecycleSettings) -> JsonObject:
    """Every member, since the service requires them all. Raises LcwError when one is None."""
    email = complete.email_settings
    body = plain_body(complete, SETTINGS_FIELDS)
    mail = plain_body(email, EMAIL_FIELDS) if email else {}
    if len(body) < len(SETTINGS_FIELDS) or len(mail) < len(EMAIL_FIELDS):
        raise LcwError(
            "the Lifecycle Workflows settings are only sent whole, and neither git nor the tenant has all of them",
            hint="set workflowScheduleIntervalInHours and emailSettings with senderDomain and useCompanyBranding",
        )
    return {**body, "emailSettings": mail}


def _targets(node: Node, name: str) -> tuple[Target, ...] | None:
    nodes = node.objects(name)
    return None if nodes is None else tuple(_target(target) for target in nodes)


def _target(node: Node) -> Target:
    target_id, kind = node.required_text("id").lower(), node.text("targetType")
    if target_id == _EVERYBODY:
        return AllUsers()
    match kind:
        case "group":
            return GroupTarget(Ref(RefKind.GROUP, id=target_id))
        case "user":
            return UserTarget(Ref(RefKind.USER, id=target_id))
        case _:
            raise NotUnderstood(f"{node.path}.targetType", str(kind))


def _target_bodies(targets: tuple[Target, ...] | None) -> list[JsonObject] | None:
    return None if targets is None else [_target_body(target) for target in targets]


def _target_body(target: Target) -> JsonObject:
    match target:
        case AllUsers():
            return {"targetType": "group", "id": _EVERYBODY}
        case GroupTarget(group=group):
            return {"targetType": "group", "id": reference_id(group)}
        case UserTarget():
            raise not_writable("a policy target that is a single user")
        case _:
            assert_never(target)
