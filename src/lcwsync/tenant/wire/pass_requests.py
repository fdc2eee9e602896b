"""Access packages, catalogs and assignment policies in both directions.

Bodies are plain JSON: durations are texts of ISO 8601, and a policy is replaced whole, so that a write starts from what
was read (https://learn.microsoft.com/graph/api/accesspackageassignmentpolicy-update).
"""

import json
import re
from collections.abc import Iterator, Mapping

from lcwsync.model.pass_requests import (
    AllMembers,
    Approval,
    ApprovalStage,
    Beneficiaries,
    ByRule,
    InGroups,
    LiveCatalog,
    LivePassRequests,
    LivePolicy,
    PassRequests,
    Setting,
)
from lcwsync.model.references import Ref, RefKind
from lcwsync.tenant.wire.json import Node, reference_id
from lcwsync.values.json import JsonObject

_MANAGER = "microsoft.graph.targetManager"
_GROUP = "microsoft.graph.groupMembers"
_USER = "microsoft.graph.singleUser"
_RULE = "microsoft.graph.attributeRuleMembers"

_PLAIN_STAGE = "microsoft.graph.accessPackageApprovalStage"

_DURATION = re.compile(r"P(?=[0-9T])(?:([0-9]+)D)?(?:T(?=[0-9])(?:([0-9]+)H)?(?:([0-9]+)M)?(?:([0-9]+)S)?)?")

_READ_ONLY = ("createdDateTime", "modifiedDateTime", "catalog")
"""Members of a policy that the service sets."""

_KNOWN = frozenset(
    {
        *("id", "displayName", "description", "allowedTargetScope", "specificAllowedTargets", "expiration"),
        *("requestorSettings", "requestApprovalSettings", "reviewSettings", "notificationSettings"),
        *("automaticRequestSettings", "questions", "customExtensionStageSettings", "accessPackage", *_READ_ONLY),
    }
)
"""Members of a policy that this version knows. Every other one keeps it from being written."""

_REQUESTOR_FLAGS = (
    "enableTargetsToSelfAddAccess",
    "enableTargetsToSelfUpdateAccess",
    "enableTargetsToSelfRemoveAccess",
    "allowCustomAssignmentSchedule",
    "enableOnBehalfRequestorsToAddAccess",
    "enableOnBehalfRequestorsToUpdateAccess",
    "enableOnBehalfRequestorsToRemoveAccess",
)
_APPROVAL_FLAGS = ("isApprovalRequiredForAdd", "isApprovalRequiredForUpdate", "isRequestorJustificationRequired")
_STAGE = frozenset(
    {
        *("durationBeforeAutomaticDenial", "isApproverJustificationRequired", "isEscalationEnabled"),
        *("durationBeforeEscalation", "primaryApprovers", "fallbackPrimaryApprovers", "escalationApprovers"),
        *("fallbackEscalationApprovers", "approverInformationVisibility"),
    }
)


def live_catalog(answer: object, resources: tuple[tuple[str, str], ...] = ()) -> LiveCatalog:
    """A catalog as read. Raises BadAnswer."""
    node = Node.of(answer, "catalog")
    return LiveCatalog(
        id=node.required_text("id").lower(),
        display_name=node.required_text("displayName"),
        published=node.text("state") == "published",
        externally_visible=node.boolean("isExternallyVisible") or False,
        resources=resources,
    )


def live_pass_requests(answer: object, policy: object, others: int = 0) -> LivePassRequests:
    """An access package, read with its catalog and its roles, and its policy, read whole; None without one.

    `others` is the number of further policies it has. What cannot be expressed is named in `unsupported`. Raises
    BadAnswer.
    """
    node = Node.of(answer, "access package")
    node = Node(node.content, f"access package {node.required_text('id')}")
    notes: list[str] = []
    if others:
        notes.append(f"{others + 1} policies, and none of them has the package's name")
    catalog = node.object("catalog")
    group, role = _role(node, notes)
    return LivePassRequests(
        id=node.required_text("id").lower(),
        display_name=node.required_text("displayName"),
        description=node.text("description") or "",
        is_hidden=node.boolean("isHidden") or False,
        catalog=live_catalog({} if catalog is None else catalog.content),
        group=group,
        role_id=role,
        policy=None if policy is None else _policy(Node.of(policy, f"{node.path}.policy"), notes),
        other_policies=max(0, len(node.objects("assignmentPolicies") or ()) - (policy is not None)),
        unsupported=tuple(dict.fromkeys(notes)),
    )


def _role(package: Node, notes: list[str]) -> tuple[Ref | None, str | None]:
    """The group of the one role, and the id of that role in the package."""
    held = package.objects("resourceRoleScopes") or ()
    if len(held) > 1:
        notes.append(f"{len(held)} roles, and membership of one group is all that a request may give")
        return None, None
    for item in held:
        role = item.object("role")
        kind, _, group = ((role.text("originId") if role else None) or "").partition("_")
        if role is None or role.text("originSystem") != "AadGroup" or kind != "Member" or not group:
            notes.append("a role that is not membership of a group")
            return None, None
        return Ref(RefKind.GROUP, group.lower()), item.required_text("id")
    return None, None


def _policy(node: Node, notes: list[str]) -> LivePolicy:
    for name in sorted(set(node.content) - _KNOWN):
        if not name.startswith("@odata."):
            notes.append(f"the member {name} of its policy")
    if node.content.get("automaticRequestSettings") is not None:
        notes.append("a policy that assigns automatically")
    if node.objects("customExtensionStageSettings"):
        notes.append("a policy that calls custom extensions")
    requestor = node.object("requestorSettings") or Node({}, f"{node.path}.requestorSettings")
    _unknown_in(requestor, {*_REQUESTOR_FLAGS, "onBehalfRequestors"}, notes)
    approval = node.object("requestApprovalSettings") or Node({}, f"{node.path}.requestApprovalSettings")
    _unknown_in(approval, {*_APPROVAL_FLAGS, "stages"}, notes)
    return LivePolicy(
        id=node.required_text("id").lower(),
        manager_level=_level(requestor, notes),
        for_=_people(node, notes),
        approval=_approval(approval, notes),
        justification_required=approval.boolean("isRequestorJustificationRequired") or False,
        expires_after_hours=_hours(node, notes),
        settings=tuple(_settings(requestor)),
        content=node.as_text(),
    )


def _settings(requestor: Node) -> Iterator[tuple[str, Setting]]:
    for name in _REQUESTOR_FLAGS:
        yield f"requestorSettings.{name}", requestor.boolean(name) or False


def _unknown_in(node: Node, known: set[str], notes: list[str]) -> None:
    for name in sorted(set(node.content) - known):
        if not name.startswith("@odata."):
            notes.append(f"the member {node.path.rpartition('.')[2]}.{name} of its policy")


def _level(requestor: Node, notes: list[str]) -> int | None:
    asking = requestor.objects("onBehalfRequestors") or ()
    levels = [item.integer("managerLevel") or 1 for item in asking if item.type_name == _MANAGER]
    if len(levels) == 1 and len(asking) == 1:
        return levels[0]
    if asking:
        notes.append("requestors that are not the managers of one level alone")
    return None


def _people(node: Node, notes: list[str]) -> Beneficiaries | None:
    targets = node.objects("specificAllowedTargets") or ()
    match node.text("allowedTargetScope"):
        case "allMemberUsers" if not targets:
            return AllMembers()
        case "specificDirectoryUsers" if targets and all(target.type_name == _GROUP for target in targets):
            return InGroups(tuple(_subject(target) for target in targets))
        case "specificDirectoryUsers" if len(targets) == 1 and targets[0].type_name == _RULE:
            return ByRule(targets[0].text("membershipRule") or "", accept_unverified=True)
        case scope:
            notes.append(f"people of the scope {scope or '(none)'} that are not groups")
            return None


def _approval(node: Node, notes: list[str]) -> Approval | None:
    if not node.boolean("isApprovalRequiredForAdd"):
        return Approval()
    stages = tuple(_stage(stage, notes) for stage in node.objects("stages") or ())
    return Approval(tuple(stage for stage in stages if stage)) if all(stages) and stages else None


def _stage(node: Node, notes: list[str]) -> ApprovalStage | None:
    _unknown_in(node, set(_STAGE), notes)
    if node.type_name not in ("", _PLAIN_STAGE):
        notes.append(f"an approval stage of the type {node.type_name}")
        return None
    approvers = node.objects("primaryApprovers") or ()
    if not approvers or not all(item.type_name in (_GROUP, _USER) for item in approvers):
        notes.append("an approval stage whose approvers are not groups and users")
        return None
    if node.boolean("isEscalationEnabled") or any(
        node.objects(name)
        for name in ("fallbackPrimaryApprovers", "escalationApprovers", "fallbackEscalationApprovers")
    ):
        notes.append("an approval stage with escalation or other approvers")
        return None
    hours = _in_hours(node.text("durationBeforeAutomaticDenial"))
    if hours is None or hours % 24:
        notes.append(f"an approval stage that waits {node.text('durationBeforeAutomaticDenial') or 'for ever'}")
        return None
    return ApprovalStage(
        approvers=tuple(_subject(item) for item in approvers),
        days_to_decide=hours // 24,
        justification_required=node.boolean("isApproverJustificationRequired") or False,
    )


def _subject(node: Node) -> Ref:
    if node.type_name == _USER:
        return Ref(RefKind.USER, node.required_text("userId").lower())
    return Ref(RefKind.GROUP, node.required_text("groupId").lower())


def _hours(node: Node, notes: list[str]) -> int | None:
    expiration = node.object("expiration")
    kind = expiration.text("type") if expiration else None
    if expiration:
        _unknown_in(expiration, {"type", "duration", "endDateTime"}, notes)
    hours = _in_hours(expiration.text("duration")) if expiration and kind == "afterDuration" else None
    if hours is None:
        notes.append(f"an assignment that does not end after whole hours ({kind or 'no expiration'})")
    return hours


def _in_hours(duration: str | None) -> int | None:
    """A duration in whole hours, P1D and PT24H alike; None when it is none."""
    match = _DURATION.fullmatch(duration or "")
    if match is None:
        return None
    days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    total = ((days * 24 + hours) * 60 + minutes) * 60 + seconds
    return total // 3600 if total % 3600 == 0 and total else None


def policy_body(requests: PassRequests, package_id: str, live: LivePolicy | None) -> JsonObject:
    """The whole policy: what git states, and of everything else what was read. Raises LcwError for a name that was not
    resolved."""
    before: Mapping[str, object] = json.loads(live.content) if live else {}
    kept = {name: value for name, value in before.items() if name not in _READ_ONLY and not name.startswith("@odata.")}
    requestor = _part(before, "requestorSettings")
    expiration = {"type": "afterDuration", "duration": f"PT{requests.expires_after_hours}H", "endDateTime": None}
    return {
        "displayName": requests.display_name,
        "description": requests.description or requests.display_name,
        "notificationSettings": {"isAssignmentNotificationDisabled": False},
        "reviewSettings": None,
        "questions": [],
        "customExtensionStageSettings": [],
        **kept,
        "automaticRequestSettings": None,
        **_targets_body(requests, before, live),
        "expiration": expiration if live is None or live.expires_after_hours != requests.expires_after_hours
        else before.get("expiration"),
        "requestorSettings": {
            **dict.fromkeys(_REQUESTOR_FLAGS, False),
            **requestor,
            **dict.fromkeys(_REQUESTOR_FLAGS[:4], False),
            "enableOnBehalfRequestorsToAddAccess": True,
            "enableOnBehalfRequestorsToUpdateAccess": False,
            "onBehalfRequestors": requestor.get("onBehalfRequestors")
            if live is not None and live.manager_level == requests.manager_level
            else [{"@odata.type": f"#{_MANAGER}", "managerLevel": requests.manager_level}],
        },
        "requestApprovalSettings": _approval_body(requests, _part(before, "requestApprovalSettings"), live),
        "accessPackage": {"id": package_id},
    }  # fmt: skip


def _targets_body(requests: PassRequests, before: Mapping[str, object], live: LivePolicy | None) -> JsonObject:
    """The people, as they were read when they are the same: the service may say more of them than git does."""
    scope, targets = _targets(requests.for_)
    if live is not None and live.for_ is not None:
        known_scope, known = _targets(live.for_)
        if scope == known_scope and sorted(map(str, targets)) == sorted(map(str, known)):
            return {name: before.get(name) for name in ("allowedTargetScope", "specificAllowedTargets")}
    return {"allowedTargetScope": scope, "specificAllowedTargets": targets}


def _approval_body(requests: PassRequests, before: Mapping[str, object], live: LivePolicy | None) -> JsonObject:
    wanted = [_stage_body(stage) for stage in requests.approval.stages]
    known = None if live is None or live.approval is None else [_stage_body(stage) for stage in live.approval.stages]
    held = before.get("stages")
    stages = [stage for stage in held if isinstance(stage, dict)] if isinstance(held, list) else []
    # A stage that changes keeps what git does not say of it.
    changed = [{**(stages[at] if at < len(stages) else {}), **stage} for at, stage in enumerate(wanted)]
    return {
        "isApprovalRequiredForUpdate": False,
        **before,
        "isApprovalRequiredForAdd": bool(requests.approval.stages),
        "isRequestorJustificationRequired": requests.justification_required,
        "stages": held if known == wanted else changed,
    }


def _stage_body(stage: ApprovalStage) -> JsonObject:
    return {
        "durationBeforeAutomaticDenial": f"P{stage.days_to_decide}D",
        "isApproverJustificationRequired": stage.justification_required,
        "isEscalationEnabled": False,
        "primaryApprovers": [_subject_body(ref) for ref in stage.approvers],
        "fallbackPrimaryApprovers": [],
        "escalationApprovers": [],
        "fallbackEscalationApprovers": [],
    }


def _targets(people: Beneficiaries) -> tuple[str, list[JsonObject]]:
    match people:
        case AllMembers():
            return "allMemberUsers", []
        case InGroups(groups=groups):
            return "specificDirectoryUsers", [_subject_body(group) for group in groups]
        case ByRule(rule=rule):
            return "specificDirectoryUsers", [{"@odata.type": f"#{_RULE}", "membershipRule": rule}]


def _subject_body(ref: Ref) -> JsonObject:
    if ref.kind is RefKind.USER:
        return {"@odata.type": f"#{_USER}", "userId": reference_id(ref)}
    return {"@odata.type": f"#{_GROUP}", "groupId": reference_id(ref)}


def _part(content: Mapping[str, object], name: str) -> Mapping[str, object]:
    part = content.get(name)
    return part if isinstance(part, dict) else {}


def role_body(resource: object, group_id: str) -> JsonObject:
    """The body that gives membership of a group, from the group's entry in a catalog, read with its roles and scopes.

    Raises BadAnswer for an entry without the role. An id that the service does not show is left out.
    """
    node = Node.of(resource, "catalog resource")
    role = _of_origin(node, "roles", f"Member_{group_id}")
    scope = _of_origin(node, "scopes", group_id)
    origin = {"originId": group_id, "originSystem": "AadGroup"}
    return {
        "role": {
            **_with_id(role),
            "displayName": "Member",
            "originSystem": "AadGroup",
            "originId": f"Member_{group_id}",
            "resource": {"id": node.required_text("id"), **origin},
        },
        "scope": {**_with_id(scope), **origin, "isRootScope": True},
    }


def _of_origin(node: Node, name: str, origin: str) -> Node:
    found = [item for item in node.objects(name) or () if (item.text("originId") or "").lower() == origin.lower()]
    return found[0] if found else Node({}, f"{node.path}.{name}")


def _with_id(node: Node) -> JsonObject:
    id_ = node.text("id")
    return {"id": id_} if id_ else {}
