"""My Access: a manager asks for a report, and an approver decides. Entitlement management enforces the policy.

https://learn.microsoft.com/entra/id-governance/entitlement-management-request-behalf
"""

from typing import NamedTuple

from lcwsync.sandbox import doubts
from lcwsync.sandbox.directory.governance_resources import (
    ACCESS_PACKAGE,
    ASSIGNMENT,
    ASSIGNMENT_POLICY,
    ASSIGNMENT_REQUEST,
    CATALOG,
)
from lcwsync.sandbox.directory.objects import require_user, transitive_members
from lcwsync.sandbox.directory.users import manager_of
from lcwsync.sandbox.entitlement.delivery import approve, open_request, stages_of
from lcwsync.sandbox.entitlement.membership import DELIVERED
from lcwsync.sandbox.errors import SandboxUsageError
from lcwsync.sandbox.http.routing import GraphError
from lcwsync.sandbox.store import JsonObject, Store


class Refused(Exception):  # noqa: N818 - an answer, not an error
    """My Access does not take the request; the reason in words."""


class Asked(NamedTuple):
    """A request that was taken: who asked for whom, and whether it waits for an approver."""

    package: str
    manager: str
    person: str
    waits: bool


def ask(store: Store, package: str, *, manager: str, person: str, justification: str | None) -> Asked:
    """A manager asks for a package on behalf of a person.

    Raises Refused, and SandboxUsageError for a package or person that does not exist.
    """
    with store.transaction():
        wanted, asker, target = _package(store, package), _user(store, manager), _user(store, person)
        _visible(store, wanted)
        if asker.get("accountEnabled") is not True:
            raise Refused(f"{asker['displayName']} cannot sign in")
        reasons: list[str] = []
        for policy in _policies(store, wanted):
            if reason := _reason_against(store, policy, asker, target, justification):
                reasons.append(reason)
                continue
            _not_twice(store, wanted, target)
            kind = "userAdd" if asker["id"] == target["id"] else "onBehalfAdd"
            open_request(
                store,
                policy,
                requestor=str(asker["id"]),
                target=str(target["id"]),
                justification=justification,
                kind=kind,
            )
            name = str(wanted["displayName"])
            waits = bool(stages_of(policy))
            return Asked(name, str(asker["displayName"]), str(target["displayName"]), waits)
        raise Refused(reasons[0] if reasons else "no policy of the access package takes requests")


def decide(store: Store, package: str, *, approver: str, person: str) -> Asked:
    """An approver approves the request for a person that waits.

    Raises Refused, and SandboxUsageError for a package or person that does not exist.
    """
    with store.transaction():
        wanted, by, target = _package(store, package), _user(store, approver), _user(store, person)
        for request in store.all(ASSIGNMENT_REQUEST.collection):
            same = request["accessPackage"] == {"id": wanted["id"]} and request["_target"] == target["id"]
            if not same or request["state"] != "pendingApproval":
                continue
            policy = store.get(ASSIGNMENT_POLICY.collection, str(request["_policy"])) or {}
            stage = stages_of(policy)[int(str(request["_stage"]))]
            # Documented: nobody approves a request of their own.
            if by["id"] == request["_requestor"] or not _among(store, stage.get("primaryApprovers"), by):
                raise Refused(f"{by['displayName']} is not an approver of this request")
            done = approve(store, request, policy)
            return Asked(str(wanted["displayName"]), str(by["displayName"]), str(target["displayName"]), not done)
        raise Refused("no request for this person waits for an approval")


def _visible(store: Store, package: JsonObject) -> None:
    link = package.get("catalog")
    catalog = store.get(CATALOG.collection, str(link["id"])) if isinstance(link, dict) else None
    if catalog is None or catalog["state"] != "published":
        raise Refused("the catalog of the access package is not enabled: My Access does not show it")
    if package.get("isHidden") is True:
        raise Refused("the access package is hidden: My Access does not show it")


def _reason_against(
    store: Store, policy: JsonObject, asker: JsonObject, target: JsonObject, justification: str | None
) -> str | None:
    """Why a policy does not take the request; None when it does. The first reason is what My Access shows."""
    settings = policy.get("requestorSettings")
    settings = settings if isinstance(settings, dict) else {}
    if asker["id"] == target["id"]:
        if settings.get("enableTargetsToSelfAddAccess") is not True:
            return "nobody can ask for themselves"
    elif settings.get("enableOnBehalfRequestorsToAddAccess") is not True:
        return "nobody can ask on behalf of another person"
    elif not _may_ask(store, settings.get("onBehalfRequestors"), asker, target):
        return f"My Access does not offer this person: {asker['displayName']} is not the manager that the policy names"
    if not _is_target(store, policy, target):
        return f"{target['displayName']} is not among the people of the policy"
    if doubts.answer(store, "requestor-in-scope") == "needed" and not _is_target(store, policy, asker):
        return f"My Access does not show the package to {asker['displayName']}, who is not among its people"
    if target.get("accountEnabled") is not True and doubts.answer(store, "disabled-target") == "refused":
        return f"the account of {target['displayName']} is disabled"
    approval = policy.get("requestApprovalSettings")
    if isinstance(approval, dict) and approval.get("isRequestorJustificationRequired") and not justification:
        return "a justification is required"
    return None


def _may_ask(store: Store, requestors: object, asker: JsonObject, target: JsonObject) -> bool:
    levels = [
        int(item.get("managerLevel") or 1)
        for item in (requestors if isinstance(requestors, list) else [])
        if item.get("@odata.type") == "#microsoft.graph.targetManager"
    ]
    return any(_stands_above(store, asker, target, level) for level in levels) or _among(store, requestors, asker)


def _stands_above(store: Store, asker: JsonObject, target: JsonObject, level: int) -> bool:
    """Whether the asker is a manager of the target at a level, as far as My Access offers it."""
    reading = doubts.answer(store, "manager-level")
    if level > 1 and reading == "direct":
        level = 1
    chain: list[object] = []
    manager = manager_of(store, target)
    while manager is not None and len(chain) < level:
        chain.append(manager["id"])
        manager = manager_of(store, manager)
    return asker["id"] in (chain[level - 1 : level] if reading == "exact" else chain)


def _is_target(store: Store, policy: JsonObject, user: JsonObject) -> bool:
    match policy.get("allowedTargetScope"):
        case "allMemberUsers":
            return user.get("userType") != "Guest"
        case "allDirectoryUsers":
            return True
        case "specificDirectoryUsers":
            return _among(store, policy.get("specificAllowedTargets"), user)
        case _:
            return False


def _among(store: Store, subjects: object, user: JsonObject) -> bool:
    """Whether a list of people names the user, alone or by a group."""
    for item in subjects if isinstance(subjects, list) else []:
        match str(item.get("@odata.type", "")).removeprefix("#microsoft.graph."):
            case "singleUser" if item.get("userId") == user["id"]:
                return True
            case "groupMembers":
                group = store.get("groups", str(item.get("groupId")))
                if group and any(member["id"] == user["id"] for member in transitive_members(store, group)):
                    return True
            case _:
                pass
    return False


def _not_twice(store: Store, package: JsonObject, target: JsonObject) -> None:
    for assignment in store.all(ASSIGNMENT.collection):
        same = assignment["accessPackage"] == {"id": package["id"]} and assignment["_target"] == target["id"]
        if same and assignment["state"] == DELIVERED:
            raise Refused(f"{target['displayName']} has the access package until its assignment ends")
    for request in store.all(ASSIGNMENT_REQUEST.collection):
        same = request["accessPackage"] == {"id": package["id"]} and request["_target"] == target["id"]
        if same and request["state"] in ("pendingApproval", "delivering"):
            raise Refused(f"a request for {target['displayName']} is under way")


def _policies(store: Store, package: JsonObject) -> list[JsonObject]:
    return [p for p in store.all(ASSIGNMENT_POLICY.collection) if p["accessPackage"] == {"id": package["id"]}]


def _package(store: Store, name: str) -> JsonObject:
    found = [p for p in store.all(ACCESS_PACKAGE.collection) if str(p["displayName"]).casefold() == name.casefold()]
    if len(found) == 1:
        return found[0]
    names = ", ".join(str(p["displayName"]) for p in store.all(ACCESS_PACKAGE.collection))
    number = "more than one access package" if found else "no access package"
    raise SandboxUsageError(f'the sandbox has {number} called "{name}"', hint=f"access packages: {names}")


def _user(store: Store, name: str) -> JsonObject:
    try:
        return require_user(store, name)
    except GraphError:
        hint = "people are named by their user principal name; `lcwsync preview` lists some"
        raise SandboxUsageError(f'nobody in the sandbox is called "{name}"', hint=hint) from None
