"""Assignment policies: who may ask, for whom, with whose approval, and for how long.

A policy is replaced as a whole: what a PUT leaves out becomes null
(https://learn.microsoft.com/graph/api/accesspackageassignmentpolicy-update).
"""

from collections.abc import Mapping
from uuid import uuid4

from lcwsync.sandbox import doubts
from lcwsync.sandbox.directory.governance_resources import ACCESS_PACKAGE, ASSIGNMENT, ASSIGNMENT_POLICY, WHOLE_POLICY
from lcwsync.sandbox.directory.odata import Expander, Expansion, list_response, one_response, view
from lcwsync.sandbox.directory.odata import stored as every
from lcwsync.sandbox.directory.permissions import READ_ENTITLEMENT, WRITE_ENTITLEMENT
from lcwsync.sandbox.entitlement import PATH
from lcwsync.sandbox.entitlement.bodies import DURATION, linked, optional, refuse, sent, stamp, stored, text
from lcwsync.sandbox.entitlement.catalogs import catalog_expander
from lcwsync.sandbox.http.routing import Request, Response, Route
from lcwsync.sandbox.store import JsonObject, Store

_OF = "identityGovernance/entitlementManagement/assignmentPolicies"

_NAVIGATION = ("accessPackage", "catalog", "questions", "customExtensionStageSettings")
_MEMBERS = (
    "displayName", "description", "allowedTargetScope", "automaticRequestSettings", "specificAllowedTargets",
    "expiration", "requestorSettings", "requestApprovalSettings", "reviewSettings", "notificationSettings",
)  # fmt: skip
_SCOPES = (
    "notSpecified", "specificDirectoryUsers", "specificConnectedOrganizationUsers",
    "specificDirectoryServicePrincipals", "allMemberUsers", "allDirectoryUsers", "allDirectoryServicePrincipals",
    "allConfiguredConnectedOrganizationUsers", "allExternalUsers", "allDirectoryAgentIdentities",
)  # fmt: skip
_SELF = ("enableTargetsToSelfAddAccess", "enableTargetsToSelfUpdateAccess", "enableTargetsToSelfRemoveAccess")
_BEHALF = (
    "enableOnBehalfRequestorsToAddAccess", "enableOnBehalfRequestorsToUpdateAccess",
    "enableOnBehalfRequestorsToRemoveAccess",
)  # fmt: skip
_FLAGS = ("allowCustomAssignmentSchedule", *_SELF, *_BEHALF)
_APPROVAL = ("isApprovalRequiredForAdd", "isApprovalRequiredForUpdate", "isRequestorJustificationRequired")
_STAGE_LISTS = (
    "primaryApprovers", "fallbackPrimaryApprovers", "escalationApprovers", "fallbackEscalationApprovers",
)  # fmt: skip
_STAGE = (
    "durationBeforeAutomaticDenial", "isApproverJustificationRequired", "isEscalationEnabled",
    "durationBeforeEscalation", "approverInformationVisibility", *_STAGE_LISTS,
)  # fmt: skip
_SUBJECTS: Mapping[str, tuple[str, ...]] = {
    "singleUser": ("userId", "description"),
    "groupMembers": ("groupId", "description"),
    "targetManager": ("managerLevel",),
    "requestorManager": ("managerLevel",),
    "internalSponsors": (),
    "externalSponsors": (),
    "targetUserSponsors": (),
    "connectedOrganizationMembers": ("connectedOrganizationId", "description"),
    "attributeRuleMembers": ("membershipRule", "description"),
}
"""The kinds of people that a policy can name, with their members."""
MOST_STAGES = 3
_LEVELS = range(1, 5)


def _list(request: Request, store: Store) -> Response:
    return list_response(
        request, ASSIGNMENT_POLICY, every(store, ASSIGNMENT_POLICY), of=_OF, expanders=_expanders(store)
    )


def _get(request: Request, store: Store) -> Response:
    return _shown(request, store, _policy(request, store))


def _shown(request: Request, store: Store, policy: JsonObject, status: int = 200) -> Response:
    own = {name: value for name, value in policy.items() if name not in _NAVIGATION}
    private = {f"_{name}": policy.get(name) for name in _NAVIGATION}
    shown = one_response(request, WHOLE_POLICY, {**own, **private}, of=_OF, expanders=_expanders(store))
    return Response(status, shown.body)


def _create(request: Request, store: Store) -> Response:
    policy = {"id": str(uuid4()), "createdDateTime": stamp(store), **_checked(request, store)}
    store.put(ASSIGNMENT_POLICY.collection, str(policy["id"]), policy)
    reply = {name: policy[name] for name in ("id", "displayName", "description")}
    return Response(201, {"@odata.context": request.context(f"{_OF}/$entity"), **reply})


def _replace(request: Request, store: Store) -> Response:
    before = _policy(request, store)
    policy = {"id": before["id"], "createdDateTime": before["createdDateTime"], **_checked(request, store)}
    if policy["accessPackage"] != before["accessPackage"]:
        raise refuse("The access package of a policy cannot be changed.")
    store.put(ASSIGNMENT_POLICY.collection, str(policy["id"]), policy)
    return _shown(request, store, policy)


def _delete(request: Request, store: Store) -> Response:
    policy = _policy(request, store)
    for assignment in store.all(ASSIGNMENT.collection):
        if assignment["_policy"] == policy["id"] and assignment["state"] != "expired":
            raise refuse("The policy has active assignments and cannot be deleted.")
    store.remove(ASSIGNMENT_POLICY.collection, str(policy["id"]))
    return Response(204)


def _checked(request: Request, store: Store) -> JsonObject:
    """The whole policy that a body describes. Raises GraphError 400."""
    allowed = (*_MEMBERS, *_NAVIGATION, "id", "createdDateTime", "modifiedDateTime")
    body = sent(request, allowed, "accessPackageAssignmentPolicy")
    package = stored(store, ACCESS_PACKAGE.collection, linked(body, "accessPackage"), "access package")
    text(body, "displayName")
    optional(body, "description", str)
    if body.get("allowedTargetScope") not in _SCOPES:
        raise refuse("The allowedTargetScope is not one of the service.")
    targets = _subjects(body, "specificAllowedTargets")
    if body.get("automaticRequestSettings") is not None:
        raise refuse("automaticRequestSettings belong to an automatic assignment policy only.")
    rule = any(_kind(target) == "attributeRuleMembers" for target in targets)
    if rule and doubts.answer(store, "policy-rule") == "refused":
        raise refuse("attributeRuleMembers belong to an automatic assignment policy only.")
    _expiration(body)
    _requestors(body)
    _approval(body)
    _known(body.get("notificationSettings"), ("isAssignmentNotificationDisabled",), "notificationSettings")
    return {
        **{name: body.get(name) for name in _MEMBERS},
        "specificAllowedTargets": targets,
        "questions": body.get("questions") or [],
        "customExtensionStageSettings": body.get("customExtensionStageSettings") or [],
        "modifiedDateTime": stamp(store),
        "accessPackage": {"id": package["id"]},
        "catalog": package.get("catalog"),
    }


def _expiration(body: JsonObject) -> None:
    expiration = _known(body.get("expiration"), ("type", "duration", "endDateTime"), "expiration")
    kind, duration = expiration.get("type"), expiration.get("duration")
    if kind not in (None, "notSpecified", "noExpiration", "afterDateTime", "afterDuration"):
        raise refuse("The type of the expiration is not one of the service.")
    if duration is not None and not (isinstance(duration, str) and DURATION.fullmatch(duration)):
        raise refuse(f"Cannot convert the literal '{duration}' to the expected type 'Edm.Duration'.")
    if kind == "afterDuration" and duration is None:
        raise refuse("The duration of the expiration is required.")


def _requestors(body: JsonObject) -> None:
    settings = _known(body.get("requestorSettings"), (*_FLAGS, "onBehalfRequestors"), "requestorSettings")
    for name in _FLAGS:
        optional(settings, name, bool)
    _subjects(settings, "onBehalfRequestors")


def _approval(body: JsonObject) -> None:
    settings = _known(body.get("requestApprovalSettings"), (*_APPROVAL, "stages"), "requestApprovalSettings")
    for name in _APPROVAL:
        optional(settings, name, bool)
    stages = optional(settings, "stages", list) or []
    assert isinstance(stages, list)
    if len(stages) > MOST_STAGES or (settings.get("isApprovalRequiredForAdd") is True and not stages):
        raise refuse(f"A policy that requires approval has 1 to {MOST_STAGES} stages.")
    for stage in stages:
        known = _known(stage, _STAGE, "approval stage")
        for name in ("durationBeforeAutomaticDenial", "durationBeforeEscalation"):
            duration = known.get(name)
            if duration is not None and not (isinstance(duration, str) and DURATION.fullmatch(duration)):
                raise refuse(f"Cannot convert the literal '{duration}' to the expected type 'Edm.Duration'.")
        if not _subjects(known, "primaryApprovers"):
            raise refuse("A stage needs approvers.")
        for name in _STAGE_LISTS:
            _subjects(known, name)


def _subjects(holder: JsonObject, name: str) -> list[JsonObject]:
    """A list of people, each of a kind that the service has."""
    listed = optional(holder, name, list) or []
    assert isinstance(listed, list)
    for item in listed:
        kind = _kind(item) if isinstance(item, dict) else ""
        if kind not in _SUBJECTS or set(item) - {"@odata.type", "id", *_SUBJECTS[kind]}:
            raise refuse(f"An item of '{name}' is not a subjectSet of the service.")
        level = item.get("managerLevel")
        if kind in ("targetManager", "requestorManager") and level not in _LEVELS:
            raise refuse("The managerLevel must be from 1 to 4.")
    return listed


def _kind(subject: JsonObject) -> str:
    return str(subject.get("@odata.type", "")).removeprefix("#microsoft.graph.")


def _known(value: object, allowed: tuple[str, ...], what: str) -> JsonObject:
    if value is None:
        return {}
    if not isinstance(value, dict) or set(value) - {"@odata.type", *allowed}:
        raise refuse(f"The {what} have a member that the service does not know.")
    return value


def _policy(request: Request, store: Store) -> JsonObject:
    return stored(store, ASSIGNMENT_POLICY.collection, request.params["id"], "policy")


def _expanders(store: Store) -> dict[str, Expander]:
    """Navigation properties of a policy; reading one whole keeps them apart as private members."""
    catalogs = catalog_expander(store)

    def held(policy: JsonObject, name: str) -> object:
        return policy.get(name, policy.get(f"_{name}"))

    def package(policy: JsonObject, expansion: Expansion) -> JsonObject | None:
        link = held(policy, "accessPackage")
        found = store.get(ACCESS_PACKAGE.collection, str(link["id"])) if isinstance(link, dict) else None
        return None if found is None else view(ACCESS_PACKAGE, found, expansion.select)

    return {
        "accessPackage": package,
        "catalog": lambda policy, expansion: catalogs({"catalog": held(policy, "catalog")}, expansion),
        "questions": lambda policy, _: held(policy, "questions") or [],
        "customExtensionStageSettings": lambda policy, _: held(policy, "customExtensionStageSettings") or [],
    }


ROUTES = (
    Route("GET", f"{PATH}/assignmentPolicies", _list, READ_ENTITLEMENT),
    Route("POST", f"{PATH}/assignmentPolicies", _create, WRITE_ENTITLEMENT),
    Route("GET", f"{PATH}/assignmentPolicies/{{id}}", _get, READ_ENTITLEMENT),
    Route("PUT", f"{PATH}/assignmentPolicies/{{id}}", _replace, WRITE_ENTITLEMENT),
    Route("DELETE", f"{PATH}/assignmentPolicies/{{id}}", _delete, WRITE_ENTITLEMENT),
)
