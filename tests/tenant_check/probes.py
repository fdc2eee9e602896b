"""One probe for each doubt that can be settled without running a workflow for anybody."""

import base64
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from lcwsync.sandbox.doubts import DOUBTS
from tests.tenant_check.client import Answer, Client

L = "/identityGovernance/lifecycleWorkflows"
W = f"{L}/workflows"
D = f"{L}/deletedItems/workflows"
E = f"{L}/customTaskExtensions"
IG = "#microsoft.graph.identityGovernance."
NOBODY = "00000000-0000-4000-8000-000000000000"
WELCOME = "70b29d51-b59a-4773-9280-8841dfd3f2ea"
GROUPS = "22085229-5809-45e8-97fd-270d28d66910"
LAST_DAY = "9c0a1eaf-5bda-4392-9d9e-6e155bb57411"
EXTENSION_TASK = "4262b724-8dba-4fad-afc3-43fcbb497a0e"
MOVED = "aab41899-9972-422a-9d97-f626014578b7"
ON_DEMAND = {"@odata.type": IG + "onDemandExecutionOnly"}
APPS = (
    "callbackConfiguration/microsoft.graph.identityGovernance.customTaskExtensionCallbackConfiguration/authorizedApps"
)

Json = dict[str, Any]


RUNS = "it would run a workflow for a person"
PACKAGES = "it would create access packages, and ask for one for a person"
READS = "it takes a token that may read workflows, and not write them"
OPEN = {
    **dict.fromkeys(("restricted-units", "creation-cut-off", "new-members", "run-results", "rejoining"), RUNS),
    "passes-outside-policy": "it would create a pass",
    "failures-permission": READS,
    **dict.fromkeys(("basic-reads", "basic-workflows"), "it takes a token that may read names, and nothing more"),
    "omitted-limits": "execution limits are set in the portal only",
    "custom-security-attributes": "it would need a person with such an attribute, and a token that may not read it",
    "limit-percentage": RUNS,
    "package-membership": PACKAGES,
    **dict.fromkeys(("manager-level", "requestor-in-scope", "disabled-target"), PACKAGES),
    **dict.fromkeys(("package-delivery", "package-end", "package-deletion", "policy-rule"), PACKAGES),
    **dict.fromkeys(("entitlement-names", "catalog-owner", "catalog-role", "resource-shown"), PACKAGES),
}
"""Why the check leaves a doubt open."""


class NotSettledError(Exception):
    """The doubt cannot be settled in this tenant, for the reason given."""


def report(client: Client, prefix: str, *, only: str | None = None) -> Iterator[str]:
    """One line a doubt, or the line of `only`: the answer of the service, or why it is not settled.

    Without names and ids.
    """
    yield "doubt: answer of this tenant"
    for doubt in DOUBTS.values():
        if len(doubt.values) < 2 or only not in (None, doubt.name):
            continue
        probe = PROBES.get(doubt.name)
        try:
            if probe is None:
                raise NotSettledError(OPEN[doubt.name])
            yield f"{doubt.name}: {probe(_Tenant(client, f'{prefix} {doubt.name}'))}"
        except NotSettledError as reason:
            yield f"{doubt.name}: not settled, {reason}"


def tidy(client: Client, prefix: str) -> int:
    """Delete everything whose name begins with the prefix, for good. How many objects could not be deleted."""
    for path in (W, D, E):
        for item in client.all(path):
            if str(item.get("displayName", "")).startswith(prefix):
                client("DELETE", f"{path}/{item['id']}")
    names = (str(item.get("displayName", "")) for path in (W, D, E) for item in client.all(path))
    return sum(name.startswith(prefix) for name in names)


@dataclass
class _Tenant:
    client: Client
    name: str
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def workflow(self, **changes: object) -> Json:
        """A body that every service takes: disabled, on demand, with one mail."""
        return {
            "displayName": f"{self.name} {next(self.numbers)}",
            "description": "Made by a check, deleted at its end",
            "category": "joiner",
            "isEnabled": False,
            "isSchedulingEnabled": False,
            "executionConditions": ON_DEMAND,
            "tasks": [task(WELCOME)],
            **changes,
        }

    def create(self, **changes: object) -> Answer:
        return self.client("POST", W, self.workflow(**changes))

    def made(self, **changes: object) -> str:
        """The id of a new workflow."""
        answer = self.create(**changes)
        if not answer.done:
            raise NotSettledError(f"a plain workflow was answered {answer.status}")
        return str(answer.body["id"])

    def read(self, id_: str, options: str = "") -> Answer:
        return self.client("GET", f"{W}/{id_}{options}", patient=True)

    def first(self, path: str, select: str) -> Json:
        """Any object of a list of the directory."""
        found = self.client("GET", f"{path}?$select={select}&$top=1").body.get("value", [])
        if not found:
            raise NotSettledError(f"no object of {path} can be read")
        return dict(found[0])

    def lacks(self, permission: str) -> None:
        """Raises NotSettledError unless the token is known to lack a permission."""
        if permission in _held(self.client.token):
            raise NotSettledError(f"the token holds {permission}, or does not say what it holds")


def task(definition: str, **arguments: str) -> Json:
    return {
        "displayName": f"Task {definition[:4]}",
        "description": "",
        "taskDefinitionId": definition,
        "isEnabled": True,
        "continueOnError": False,
        "arguments": [{"name": name, "value": value} for name, value in arguments.items()],
    }


def _conditions(trigger: str, scope: Json | None = None, **members: object) -> Json:
    """Conditions that nobody meets."""
    return {
        "@odata.type": IG + "triggerAndScopeBasedConditions",
        "trigger": {"@odata.type": IG + trigger, **members},
        "scope": scope or _rule(f"(displayName eq '{NOBODY}')"),
    }


def _rule(text: str) -> Json:
    return {"@odata.type": IG + "ruleBasedSubjectSet", "rule": text}


def _on(date: str, rule: str | None = None) -> Json:
    scope = _rule(rule) if rule else None
    return _conditions("timeBasedAttributeTrigger", scope, timeBasedAttribute=date, offsetInDays=0)


def _held(token: str) -> str:
    """The permissions in a token, as text; everything when it cannot be looked into."""
    try:
        part = token.split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
        return f"{claims.get('roles')} {claims.get('scp')}"
    except (IndexError, ValueError):
        return " ".join(("Directory.Read.All", "User-LifeCycleInfo.Read.All"))


def _saves(**changes: object) -> Callable[[_Tenant], str]:
    return lambda tenant: "accepted" if tenant.create(**changes).done else "refused"


def _units(tenant: _Tenant) -> str:
    answer = tenant.read(tenant.made(), "?$expand=administrationScopeTargets")
    if not answer.done:
        return str(answer.status)
    return "works" if "tasks" in answer.body else "drops-tasks"


def _apps(tenant: _Tenant) -> str:
    answer = tenant.client("GET", f"{E}?$expand={APPS}")
    return "works" if answer.done else str(answer.status)


def _scope_groups(tenant: _Tenant) -> str:
    groups = [{"id": tenant.first("/groups", "id")["id"]}]
    scope = {"@odata.type": IG + "groupBasedSubjectSet", "groups": groups}
    conditions = _conditions("membershipChangeTrigger", scope, changeType="add")
    made = tenant.made(category="mover", tasks=[task(MOVED)], executionConditions=conditions)
    shown = tenant.read(made).body["executionConditions"]["scope"]
    return "shown" if shown.get("groups") else "hidden"


def _names(tenant: _Tenant) -> str:
    tenant.lacks("Directory.Read.All")
    body = {"ids": [tenant.first("/groups", "id")["id"]], "types": ["group"]}
    return "any" if tenant.client("POST", "/directoryObjects/getByIds", body).done else "directory"


def _leave_dates(tenant: _Tenant) -> str:
    tenant.lacks("User-LifeCycleInfo.Read.All")
    return "null" if tenant.client("GET", "/users?$select=id,employeeLeaveDateTime&$top=1").done else "403"


def _sign_ins(tenant: _Tenant) -> str:
    user = tenant.first("/users", "id,userPrincipalName")
    if not tenant.client("GET", f"/users/{user['id']}?$select=signInActivity").done:
        raise NotSettledError("sign-ins cannot be read")
    by_name = tenant.client("GET", f"/users/{user['userPrincipalName']}?$select=signInActivity")
    return "works" if by_name.done else "refused"


def _preview_scope(tenant: _Tenant) -> str:
    """A new workflow for changes, which nobody has met, with everybody in its scope."""
    conditions = _conditions(
        "attributeChangeTrigger", _rule("(userType eq 'Member')"), triggerAttributes=[{"name": "department"}]
    )
    made = tenant.made(category="mover", tasks=[task(MOVED)], executionConditions=conditions)
    answer = tenant.read(made, "/previewScope")
    if not answer.done:
        return str(answer.status)
    return "scope" if answer.body["value"] else "met"


def _inactivity(tenant: _Tenant) -> str:
    conditions = _conditions("userInactivityTrigger", inactivityPeriodInDays=29)
    done = tenant.create(category="leaver", tasks=[task(LAST_DAY)], executionConditions=conditions).done
    return "any" if done else "portal"


def _sponsors(tenant: _Tenant) -> str:
    conditions = _conditions("guestSponsorTrigger", minimumRequiredSponsors=7)
    done = tenant.create(category="leaver", tasks=[task(LAST_DAY)], executionConditions=conditions).done
    return "any" if done else "portal"


def _equal_names(tenant: _Tenant) -> str:
    body = tenant.workflow()
    tenant.client("POST", W, body)
    return "accepted" if tenant.client("POST", W, body).done else "refused"


def _deleted_names(tenant: _Tenant) -> str:
    body = tenant.workflow()
    made = tenant.client("POST", W, body).body["id"]
    tenant.client("DELETE", f"{W}/{made}", patient=True)
    return "free" if tenant.client("POST", W, body).done else "taken"


def _read_only(tenant: _Tenant) -> str:
    made = tenant.made()
    body = {"description": "Changed by a check", "createdBy": {"id": NOBODY}}
    return "ignored" if tenant.client("PATCH", f"{W}/{made}", body, patient=True).done else "refused"


def _new_version(tenant: _Tenant, id_: str, body: Json) -> Json:
    answer = tenant.client("POST", f"{W}/{id_}/createNewVersion", {"workflow": body}, patient=True)
    if not answer.done:
        raise NotSettledError(f"a new version was answered {answer.status}")
    return tenant.read(id_, "?$expand=administrationScopeTargets").body


_SCHEDULED: Json = {"isEnabled": True, "isSchedulingEnabled": True, "executionConditions": _on("employeeHireDate")}


def _omitted_switches(tenant: _Tenant) -> str:
    body = tenant.workflow(**_SCHEDULED)
    made = str(tenant.client("POST", W, body).body["id"])
    without = {name: value for name, value in body.items() if not name.startswith("is")}
    after = _new_version(tenant, made, {**without, "tasks": [task(WELCOME, customSubject="x")]})
    return "kept" if after["isSchedulingEnabled"] else "defaults"


def _omitted_units(tenant: _Tenant) -> str:
    unit = tenant.first("/directory/administrativeUnits", "id")["id"]
    target = {"@odata.type": "#microsoft.graph.administrativeUnit", "id": unit}
    body = tenant.workflow(administrationScopeTargets=[target])
    made = str(tenant.client("POST", W, body).body["id"])
    del body["administrationScopeTargets"]
    after = _new_version(tenant, made, {**body, "tasks": [task(WELCOME, customSubject="x")]})
    if "administrationScopeTargets" not in after:
        raise NotSettledError("the administrative units cannot be read")
    return "kept" if after["administrationScopeTargets"] else "removed"


def _same_content(tenant: _Tenant) -> str:
    body = tenant.workflow()
    made = str(tenant.client("POST", W, body).body["id"])
    return "counted" if _new_version(tenant, made, body)["version"] > 1 else "ignored"


def _restored(tenant: _Tenant) -> Json:
    made = tenant.made(**_SCHEDULED)
    tenant.client("DELETE", f"{W}/{made}", patient=True)
    answer = tenant.client("POST", f"{D}/{made}/restore", patient=True)
    if not answer.done:
        raise NotSettledError(f"a restore was answered {answer.status}")
    return tenant.read(made).body


def _extension(tenant: _Tenant) -> str:
    endpoint = {
        "@odata.type": "#microsoft.graph.logicAppTriggerEndpointConfiguration",
        "subscriptionId": NOBODY,
        "resourceGroupName": "check",
        "logicAppWorkflowName": "check",
    }
    answer = tenant.client("POST", E, {"displayName": tenant.name, "endpointConfiguration": endpoint})
    if not answer.done:
        raise NotSettledError("an extension needs a Logic App")
    return str(answer.body["id"])


def _on_demand(tenant: _Tenant) -> str:
    shown = tenant.read(tenant.made()).body
    if "executionConditions" not in shown:
        return "omitted"
    return "typed" if shown["executionConditions"] else "null"


def _used_extensions(tenant: _Tenant) -> str:
    made = _extension(tenant)
    user = tenant.made(tasks=[task(EXTENSION_TASK, customTaskExtensionID=made)])
    answer = tenant.client("DELETE", f"{E}/{made}")
    tenant.client("DELETE", f"{W}/{user}", patient=True)
    tenant.client("DELETE", f"{E}/{made}")
    return "deleted" if answer.done else "refused"


def _extension_update(tenant: _Tenant) -> str:
    return str(tenant.client("PATCH", f"{E}/{_extension(tenant)}", {"description": "x"}, patient=True).status)


PROBES: dict[str, Callable[[_Tenant], str]] = {
    "units-by-expand": _units,
    "apps-by-expand": _apps,
    "scope-groups": _scope_groups,
    "on-demand-conditions": _on_demand,
    "create-reply": lambda tenant: "whole" if tenant.create().body.get("tasks") else "short",
    "names-of-ids": _names,
    "leave-dates": _leave_dates,
    "sign-ins-by-name": _sign_ins,
    "preview-scope": _preview_scope,
    "rules": _saves(executionConditions=_on("employeeHireDate", "(noSuchAttribute eq 'x')")),
    "trigger-attributes": _saves(
        executionConditions=_conditions("attributeChangeTrigger", triggerAttributes=[{"name": "noSuchAttribute"}])
    ),
    "named-objects": _saves(tasks=[task(GROUPS, groupID=NOBODY)]),
    "task-names": _saves(tasks=[task(WELCOME), task(WELCOME)]),
    "argument-values": _saves(tasks=[task(WELCOME, locale="no such language")]),
    "argument-names": _saves(tasks=[task(WELCOME, noSuchArgument="x")]),
    "required-arguments": _saves(tasks=[task(GROUPS)]),
    "trigger-categories": _saves(executionConditions=_on("employeeLeaveDateTime")),
    "scheduled-on-demand": _saves(isEnabled=True, isSchedulingEnabled=True),
    "inactivity-days": _inactivity,
    "sponsors": _sponsors,
    "equal-names": _equal_names,
    "deleted-names": _deleted_names,
    "read-only-members": _read_only,
    "omitted-switches": _omitted_switches,
    "omitted-units": _omitted_units,
    "same-content": _same_content,
    "restored-switches": lambda tenant: "as-before" if _restored(tenant)["isSchedulingEnabled"] else "disabled",
    "restored-tasks": lambda tenant: "kept" if _restored(tenant)["tasks"] else "lost",
    "used-extensions": _used_extensions,
    "extension-update": _extension_update,
}
