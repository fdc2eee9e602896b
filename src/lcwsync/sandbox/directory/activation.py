"""The rules by which eligible roles and memberships of groups are activated.

Every role and every group has rules; until somebody changes them they are the service's own
(https://learn.microsoft.com/graph/api/policyroot-list-rolemanagementpolicyassignments,
https://learn.microsoft.com/graph/identity-governance-pim-rules-overview). A document of the collection
`activationRules`, by the role's id or by `group/part`, replaces single rules, or hides all of them.
"""

import re

from lcwsync.sandbox.directory.governance_resources import ACTIVATION_POLICY
from lcwsync.sandbox.directory.objects import refuse
from lcwsync.sandbox.directory.odata import Expansion, given, list_response
from lcwsync.sandbox.directory.permissions import READ_GROUP_RULES, READ_ROLE_RULES
from lcwsync.sandbox.documents import objects
from lcwsync.sandbox.http.routing import GraphError, Request, Response, Route
from lcwsync.sandbox.store import JsonObject, Store

RULES = "activationRules"
_SCOPE = re.compile(r"scopeId eq '([^']*)'")
_TYPE = re.compile(r"scopeType eq '([^']*)'")
_RULE = "#microsoft.graph.unifiedRoleManagementPolicy"


def _assignments(request: Request, store: Store) -> Response:
    """Documented: the list needs a filter by scope and by the type of the scope."""
    text = request.query.get("$filter", "")
    scope, kind = _SCOPE.search(text), _TYPE.search(text)
    if scope is None or kind is None:
        raise refuse("The list needs a $filter by scopeId and scopeType.")
    if kind[1] == "Group":
        _allowed(request, READ_GROUP_RULES)
        documents = [_assignment("Group", scope[1], part) for part in ("member", "owner")]
    elif kind[1] in ("DirectoryRole", "Directory") and scope[1] == "/":
        _allowed(request, READ_ROLE_RULES)
        shown = [
            str(role["id"]) for role in store.all("roleDefinitions") if not _changed(store, str(role["id"]))["hidden"]
        ]
        documents = [_assignment(kind[1], "/", role) for role in shown]
    else:
        raise refuse("The scopeId does not go with the scopeType.")

    def policy(document: JsonObject, expansion: Expansion) -> JsonObject:
        shown: JsonObject = {"id": document["policyId"], "scopeId": scope[1], "scopeType": kind[1]}
        return {**shown, "rules": _rules(store, document)} if "rules" in expansion.expand else shown

    of = "policies/roleManagementPolicyAssignments"
    return list_response(request, ACTIVATION_POLICY, given(documents), of=of, expanders={"policy": policy})


def _allowed(request: Request, permissions: tuple[str, ...]) -> None:
    """Roles and groups have permissions of their own. Raises GraphError 403."""
    held = request.caller.permissions
    if held is not None and not held & set(permissions):
        raise GraphError(403, "PermissionScopeNotGranted", "Authorization failed due to missing permission scope.")


def _assignment(kind: str, scope: str, role: str) -> JsonObject:
    policy = f"{kind}_{scope.strip('/') or 'tenant'}_{role}"
    return {
        "id": f"{policy}_{role}",
        "policyId": policy,
        "scopeId": scope,
        "scopeType": kind,
        "roleDefinitionId": role,
    }


def _rules(store: Store, assignment: JsonObject) -> list[JsonObject]:
    scope, role = str(assignment["scopeId"]), str(assignment["roleDefinitionId"])
    changed = _changed(store, role if scope == "/" else f"{scope}/{role}")
    by_id = {str(rule["id"]): rule for rule in (*_DEFAULT, *objects(changed["rules"]))}
    return list(by_id.values())


def _changed(store: Store, of: str) -> JsonObject:
    return {"hidden": False, "rules": [], **(store.get(RULES, of) or {})}


_DEFAULT: tuple[JsonObject, ...] = (
    {
        "@odata.type": f"{_RULE}ExpirationRule",
        "id": "Expiration_EndUser_Assignment",
        "isExpirationRequired": True,
        "maximumDuration": "PT8H",
    },
    {
        "@odata.type": f"{_RULE}EnablementRule",
        "id": "Enablement_EndUser_Assignment",
        "enabledRules": ["MultiFactorAuthentication", "Justification"],
    },
    {
        "@odata.type": f"{_RULE}ApprovalRule",
        "id": "Approval_EndUser_Assignment",
        "setting": {"isApprovalRequired": False, "approvalStages": []},
    },
    {
        "@odata.type": f"{_RULE}AuthenticationContextRule",
        "id": "AuthenticationContext_EndUser_Assignment",
        "isEnabled": False,
        "claimValue": "",
    },
)

ROUTES = (
    Route("GET", "/policies/roleManagementPolicyAssignments", _assignments, (*READ_ROLE_RULES, *READ_GROUP_RULES)),
)
