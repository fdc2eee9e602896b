"""A tenant with every oddity that others have met, made as the portal makes it: adopted in one command, planned empty,
and each oddity that then changes in the portal is drift."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from lcwsync.model.catalogue import by_key
from lcwsync.sandbox.company.people import object_id
from lcwsync.sandbox.documents import objects
from lcwsync.sandbox.store import JsonObject
from tests.commands import Lcwsync, Served
from tests.sandbox.graph_client import LENIENT, LIFECYCLE, Graph, conditions, rule_scope, workflow
from tests.sandbox.graph_client import task as tap_task

NAMESPACE = "#microsoft.graph.identityGovernance."
POLICY = "/policies/authenticationMethodsPolicy/authenticationMethodConfigurations/temporaryAccessPass"
POLICY_TYPE = "#microsoft.graph.temporaryAccessPassAuthenticationMethodConfiguration"

ADA, EMMA = object_id("user", "ada.iverson"), object_id("user", "emma.rossi")
SALES, HIRES = object_id("group", "SG-Sales"), object_id("group", "SG-New-Hires")
DYNAMIC, ROLES = object_id("group", "SG-Engineering-Dynamic"), object_id("group", "SG-Identity-Admins")
FALCONS = [object_id("group", f"Project Falcon ({which})") for which in ("engineering", "sales")]


ON_DEMAND: JsonObject = {"@odata.type": NAMESPACE + "onDemandExecutionOnly"}


def task(key: str, name: str | None = None, **arguments: str) -> JsonObject:
    definition = by_key(key)
    assert definition
    named = [{"name": argument, "value": value} for argument, value in arguments.items()]
    return tap_task(displayName=name or key, taskDefinitionId=definition.id, arguments=named)


def pass_task(**more: str) -> JsonObject:
    return task("generateTapAndEmailManager", tapLifetimeMinutes="480", tapIsUsableOnce="true", **more)


def leaver(name: str, *tasks: JsonObject, **changes: object) -> JsonObject:
    return workflow(
        displayName=name,
        category="leaver",
        isSchedulingEnabled=False,
        executionConditions=ON_DEMAND,
        tasks=list(tasks),
        **changes,
    )


def joins(group: str) -> JsonObject:
    trigger: JsonObject = {"@odata.type": NAMESPACE + "membershipChangeTrigger", "changeType": "add"}
    scope: JsonObject = {"@odata.type": NAMESPACE + "groupBasedSubjectSet", "groups": [{"id": group}]}
    return conditions(trigger, scope)


class Tenant(NamedTuple):
    """The tenant and the ids of what was made in it."""

    graph: Graph
    ids: dict[str, str]

    def made(self, path: str, body: JsonObject) -> str:
        answer = self.graph("POST", path, body)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    def changed(self, path: str, body: JsonObject) -> None:
        answer = self.graph("PATCH", path, body)
        assert answer.status_code in (200, 204), answer.text

    def deleted(self, path: str) -> None:
        assert self.graph("DELETE", path).status_code == 204

    def group(self, name: str, **more: object) -> str:
        body: JsonObject = {"displayName": name, "mailEnabled": False, "mailNickname": name, "securityEnabled": True}
        return self.made("/groups", {**body, **more})

    def new_version(self, name: str, **changes: object) -> None:
        """What the portal does with a change of tasks or conditions: the whole workflow is sent again."""
        path = f"{LIFECYCLE}/workflows/{self.ids[name]}"
        live = self.graph.get(path)
        body = {
            key: live[key] for key in ("displayName", "description", "category", "isEnabled", "isSchedulingEnabled")
        }
        tasks = [
            {key: each[key] for key in ("displayName", "description", "taskDefinitionId", "isEnabled")}
            | {"continueOnError": each["continueOnError"]}
            | {"arguments": [{"name": one["name"], "value": one["value"]} for one in objects(each["arguments"])]}
            for each in objects(live["tasks"])
        ]
        units = self.graph.get(f"{path}/administrationScopeTargets")["value"]
        kept = [{"@odata.type": "#microsoft.graph.administrativeUnit", "id": unit["id"]} for unit in units]
        when = live["executionConditions"] or ON_DEMAND
        sent = {"executionConditions": when, "tasks": tasks, "administrationScopeTargets": kept}
        made = self.graph("POST", f"{path}/{NAMESPACE[1:]}createNewVersion", {"workflow": {**body, **sent, **changes}})
        assert made.status_code == 200, made.text


@pytest.fixture
def odd(served: Served) -> Tenant:
    """The tenant, as somebody made it in the portal over years."""
    store = served.app.store
    store.doubts |= {**LENIENT, "equal-names": "accepted", "used-extensions": "deleted", "scope-groups": "shown"}
    tenant = Tenant(Graph(served.app), {})
    leaving = tenant.made(
        "/users",
        {
            "displayName": "Left Since",
            "mailNickname": "left",
            "userPrincipalName": "left@kestrelvane.example",
            "accountEnabled": True,
            "passwordProfile": {"password": "unused-Value-1"},
        },
    )
    gone = {name: tenant.group(name) for name in ("SG-Gone-Excluded", "SG-Gone-Task", "SG-Gone-Watched")}
    synced, mail = tenant.group("SG-Synced"), tenant.group("DL-Mail")
    for id_, more in ((synced, {"onPremisesSyncEnabled": True}), (mail, {"mailEnabled": True})):
        store.put("groups", id_, {**(store.get("groups", id_) or {}), **more})
    units = {name: object_id("unit", name) for name in ("AU-Gone", "AU-Executives")}
    for name, id_ in units.items():
        unit: JsonObject = {"id": id_, "displayName": name, "isMemberManagementRestricted": name != "AU-Gone"}
        store.put("administrativeUnits", id_, {**unit, "_members": [EMMA]})
    extensions = {
        name: tenant.made(f"{LIFECYCLE}/customTaskExtensions", _extension(name)) for name in ("Badge", "Gone app")
    }
    tenant.ids.update(extensions)
    tenant.changed(
        POLICY,
        {
            "@odata.type": POLICY_TYPE,
            "state": "enabled",
            "includeTargets": [{"targetType": "group", "id": HIRES}],
            "excludeTargets": [{"targetType": "group", "id": gone["SG-Gone-Excluded"]}],
        },
    )
    security = rule_scope("(customSecurityAttributes/Site/OnSite eq true)")
    of_unit = [{"@odata.type": "#microsoft.graph.administrativeUnit", "id": id_} for id_ in units.values()]
    for body in (
        workflow(displayName="Pass to IT", tasks=[pass_task(to=ADA)]),
        workflow(displayName="Pass with copies", tasks=[pass_task(cc=f"{ADA},{leaving}")]),
        workflow(displayName="Pass to the manager, written out", tasks=[pass_task(to="Managers")]),
        workflow(displayName="Welcome by sponsors", tasks=[task("sendWelcomeEmail", to="Sponsors")]),
        workflow(displayName="Odd argument", tasks=[task("sendWelcomeEmail", surprise="kept")]),
        workflow(
            displayName="Groups of every kind",
            tasks=[
                task("addUserToGroups", groupID=",".join((SALES, DYNAMIC, ROLES, synced, mail, gone["SG-Gone-Task"])))
            ],
        ),
        workflow(displayName="Two of a name", tasks=[task("addUserToGroups", groupID=",".join(FALCONS))]),
        workflow(
            displayName="Watches a group that is gone",
            category="mover",
            executionConditions=joins(gone["SG-Gone-Watched"]),
            tasks=[task("notifyManagerOfMove")],
        ),
        workflow(
            displayName="On site", executionConditions=conditions(scope=security), tasks=[task("sendWelcomeEmail")]
        ),
        leaver("Units", task("revokeRefreshTokens"), administrationScopeTargets=of_unit),
        leaver("Calls the badge office", task("runCustomTaskExtension", customTaskExtensionID=extensions["Badge"])),
        leaver("Calls nobody", task("runCustomTaskExtension", customTaskExtensionID=extensions["Gone app"])),
        leaver("T", task("revokeRefreshTokens")),
        leaver("T\u200b", task("revokeRefreshTokens")),
        leaver(" T2", task("revokeRefreshTokens")),
        leaver("Cafe\u0301", task("revokeRefreshTokens")),
        leaver("My App", task("revokeRefreshTokens")),
        leaver("my app", task("revokeRefreshTokens"), description="the other one"),
        leaver("../../etc/passwd: \u202eno # yes", task("revokeRefreshTokens"), description=None),
    ):
        tenant.ids[str(body["displayName"])] = tenant.graph.create(body)
    tenant.deleted(f"/users/{leaving}")
    for id_ in gone.values():
        store.remove("groups", id_)
    store.remove("administrativeUnits", units["AU-Gone"])
    tenant.deleted(f"{LIFECYCLE}/customTaskExtensions/{extensions['Gone app']}")
    return tenant


def _extension(name: str) -> JsonObject:
    return {
        "displayName": name,
        "description": None,
        "endpointConfiguration": {
            "@odata.type": "#microsoft.graph.logicAppTriggerEndpointConfiguration",
            "subscriptionId": "c500b67c-e9b7-4ad2-a90d-77d41385ae55",
            "resourceGroupName": "rg-lcw",
            "logicAppWorkflowName": "badge",
        },
        "authenticationConfiguration": {
            "@odata.type": "#microsoft.graph.azureAdPopTokenAuthentication",
        },
        "clientConfiguration": {
            "@odata.type": "#microsoft.graph.customExtensionClientConfiguration",
            "maximumRetries": 1,
            "timeoutInMilliseconds": 1000,
        },
        "callbackConfiguration": {
            "@odata.type": NAMESPACE + "customTaskExtensionCallbackConfiguration",
            "timeoutDuration": "PT1H",
        },
    }


Change = Callable[[Tenant], None]


def tasks_of(name: str, *tasks: JsonObject) -> Change:
    return lambda tenant: tenant.new_version(name, tasks=list(tasks))


def conditions_of(name: str, value: JsonObject) -> Change:
    return lambda tenant: tenant.new_version(name, executionConditions=value)


def described(name: str) -> Change:
    return lambda tenant: tenant.changed(f"{LIFECYCLE}/workflows/{tenant.ids[name]}", {"description": "changed since"})


CHANGES: dict[str, tuple[Change, str]] = {
    "TemporaryAccessPassPolicy": (
        lambda tenant: tenant.changed(POLICY, {"@odata.type": POLICY_TYPE, "excludeTargets": []}),
        "excludeTargets",
    ),
    "Badge": (
        lambda tenant: tenant.changed(
            f"{LIFECYCLE}/customTaskExtensions/{tenant.ids['Badge']}",
            {
                "callbackConfiguration": {
                    "@odata.type": NAMESPACE + "customTaskExtensionCallbackConfiguration",
                    "timeoutDuration": "PT2H",
                }
            },
        ),
        "timeout",
    ),
    "Pass to IT": (tasks_of("Pass to IT", pass_task(to=EMMA)), "to"),
    "Pass with copies": (tasks_of("Pass with copies", pass_task(cc=EMMA)), "cc"),
    "Pass to the manager, written out": (
        tasks_of("Pass to the manager, written out", pass_task(to=EMMA)),
        "to",
    ),
    "Welcome by sponsors": (tasks_of("Welcome by sponsors", task("sendWelcomeEmail", to="Managers")), "to"),
    "Odd argument": (tasks_of("Odd argument", task("sendWelcomeEmail", surprise="another")), "surprise"),
    "Groups of every kind": (tasks_of("Groups of every kind", task("addUserToGroups", groupID=SALES)), "groupID"),
    "Two of a name": (tasks_of("Two of a name", task("addUserToGroups", groupID=FALCONS[0])), "groupID"),
    "Watches a group that is gone": (conditions_of("Watches a group that is gone", joins(SALES)), "groups"),
    "On site": (
        conditions_of("On site", conditions(scope=rule_scope("(customSecurityAttributes/Site/OnSite eq false)"))),
        "rule",
    ),
    "Units": (lambda tenant: tenant.new_version("Units", administrationScopeTargets=[]), "administrationScopeTargets"),
    "Calls the badge office": (
        tasks_of("Calls the badge office", task("revokeRefreshTokens")),
        "revokeRefreshTokens",
    ),
    "Calls nobody": (tasks_of("Calls nobody", task("revokeRefreshTokens")), "revokeRefreshTokens"),
    **{name: (described(name), "description") for name in ("T", "T\u200b", " T2", "Cafe\u0301")},
    "../../etc/passwd: \u202eno # yes": (described("../../etc/passwd: \u202eno # yes"), "description"),
}
"""By workflow: what somebody changes in the portal, and what the drift names."""


def test_every_oddity_is_exported_planned_empty_and_seen_when_it_changes(
    odd: Tenant, project: Path, lcwsync: Lcwsync
) -> None:
    done = lcwsync("export", "--out", "adopted")
    assert done.code == 0, done.err + done.out
    notes = (project / "adopted" / "UNMANAGED.md").read_text("utf-8")
    for name in ("My App", "my app"):
        assert f'"{name}", id {odd.ids[name]}' in notes
    plan = lcwsync("plan", "--config", "adopted", "--detailed-exitcode")
    assert plan.code == 0, plan.out + plan.err
    assert lcwsync("drift", "--config", "adopted").code == 0

    for name, (change, field) in CHANGES.items():
        assert name not in drifted(lcwsync), name
        change(odd)
        found = drifted(lcwsync)[name]
        assert found["difference"] == "changed"
        tasks = objects(found["tasks"])
        fields = [*objects(found["fields"]), *(part for each in tasks for part in objects(each["fields"]))]
        told = [str(part["field"]) for part in fields] + [str(each["title"]) for each in tasks]
        assert any(field in part for part in told), (name, told)
    text = lcwsync("drift", "--config", "adopted").out
    assert "\u200b" not in text
    assert "\u202e" not in text


def test_groups_of_a_scope_that_the_service_hides_are_told_as_not_verified(
    odd: Tenant, served: Served, lcwsync: Lcwsync
) -> None:
    assert lcwsync("export", "--out", "adopted").code == 0
    served.app.store.doubts["scope-groups"] = "hidden"
    CHANGES["Watches a group that is gone"][0](odd)
    done = lcwsync("drift", "--config", "adopted", "--format", "json")
    (report,) = json.loads(done.out)["environments"]
    assert "Watches a group that is gone" in {each["object"]["name"] for each in report["unverified"]}


def drifted(lcwsync: Lcwsync) -> dict[str, JsonObject]:
    """The objects that differ, by name, and the policy by its kind."""
    done = lcwsync("drift", "--config", "adopted", "--format", "json")
    assert done.code in (0, 2), done.err
    (report,) = json.loads(done.out)["environments"]
    key = {"TemporaryAccessPassPolicy": "kind"}
    return {str(each["object"][key.get(each["object"]["kind"], "name")]): each for each in report["drift"]}
