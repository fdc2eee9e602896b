"""What is saved and what is refused where Microsoft says what is right and not what becomes of the rest: either way."""

import pytest

from lcwsync.sandbox.company.seed import seed
from lcwsync.sandbox.store import JsonObject, Store
from tests.sandbox.graph_client import LENIENT, LIFECYCLE, Graph, conditions, rule_scope, task, workflow

WORKFLOWS = f"{LIFECYCLE}/workflows"
POLICY = "/policies/authenticationMethodsPolicy/authenticationMethodConfigurations/temporaryAccessPass"
IG = "#microsoft.graph.identityGovernance."
NOBODY = "00000000-0000-4000-8000-000000000000"
GROUPS = "22085229-5809-45e8-97fd-270d28d66910"
MAIL = "70b29d51-b59a-4773-9280-8841dfd3f2ea"
ATTRIBUTES = "2c8f4a1b-7d3e-4f9c-8a5b-6e1d2c3f4a5b"
LEAVER_MAIL = "6f22ddd4-b3a5-47a4-a846-0d7c201a49ce"
MOVER_MAIL = "aab41899-9972-422a-9d97-f626014578b7"


@pytest.fixture(autouse=True)
def company(store: Store) -> None:
    seed(store)


def _rule(text: str) -> JsonObject:
    return {"executionConditions": conditions(scope=rule_scope(text))}


def _trigger(kind: str, **members: object) -> JsonObject:
    return {"executionConditions": conditions({"@odata.type": IG + kind, **members})}


def _on(attribute: str) -> JsonObject:
    return _trigger("timeBasedAttributeTrigger", timeBasedAttribute=attribute, offsetInDays=0)


def _does(definition: str, **arguments: str) -> JsonObject:
    given = [{"name": name, "value": value} for name, value in arguments.items()]
    return {"tasks": [task(taskDefinitionId=definition, arguments=given)]}


def _pass(**arguments: str) -> JsonObject:
    return _does(
        "1b555e50-7f65-41d5-b514-5894a026d10d",
        **{"tapLifetimeMinutes": "480", "tapIsUsableOnce": "true", **arguments},
    )


LEAVER: JsonObject = {"category": "leaver", **_does(LEAVER_MAIL)}
MOVER: JsonObject = {"category": "mover", **_does(MOVER_MAIL)}
UNIT: JsonObject = {"@odata.type": "#microsoft.graph.administrativeUnit", "id": NOBODY}
GROUP_SCOPE: JsonObject = {"@odata.type": IG + "groupBasedSubjectSet", "groups": [{"id": NOBODY}]}
JOINS: JsonObject = {"@odata.type": IG + "membershipChangeTrigger", "changeType": "add"}

CASES = {
    "a rule that is none": ("rules", _rule("department is Sales")),
    "an attribute rules do not know": ("rules", _rule("(manager eq 'x')")),
    "an operator the attribute does not take": ("rules", _rule("(startsWith(employeeType, 'x'))")),
    "a part of a collection that is none": ("rules", _rule("(assignedPlans/any(a:a/name eq 'x'))")),
    "a change of an attribute that is none": (
        "trigger-attributes",
        _trigger("attributeChangeTrigger", triggerAttributes=[{"name": "noSuchAttribute"}]),
    ),
    "a group in the scope": ("named-objects", {"executionConditions": conditions(JOINS, GROUP_SCOPE)}),
    "a unit": ("named-objects", {"administrationScopeTargets": [UNIT]}),
    "a group of a task": ("named-objects", _does(GROUPS, groupID=NOBODY)),
    "a copy to nobody": ("named-objects", _does(MAIL, cc=NOBODY)),
    "two tasks of a name": ("task-names", {"tasks": [task(), task(displayName="GENERATE a pass")]}),
    "a lifetime in words": ("argument-values", _pass(tapLifetimeMinutes="abc")),
    "a lifetime out of range": ("argument-values", _pass(tapLifetimeMinutes="5")),
    "a flag that is none": ("argument-values", _pass(tapIsUsableOnce="maybe")),
    "an id that is none": ("argument-values", _does(GROUPS, groupID="Sales")),
    "a recipient that is none": ("argument-values", _does(MAIL, to="Manger")),
    "sponsors and copies": ("argument-values", _does(MAIL, to="Sponsors", cc=NOBODY)),
    "a language that is none": ("argument-values", _does(MAIL, locale="English please")),
    "updates that are none": ("argument-values", _does(ATTRIBUTES, attributeUpdates="{}")),
    "an argument left out": ("required-arguments", _does(GROUPS)),
    "a joiner on the leave date": ("trigger-categories", _on("employeeLeaveDateTime")),
    "a leaver on the hire date": ("trigger-categories", {**LEAVER, **_on("employeeHireDate")}),
    "a mover on a date": ("trigger-categories", {**MOVER, **_on("createdDateTime")}),
    "an inactive joiner": (
        "trigger-categories",
        _trigger("userInactivityTrigger", inactivityPeriodInDays=90),
    ),
    "a schedule of nothing": (
        "scheduled-on-demand",
        {"executionConditions": {"@odata.type": IG + "onDemandExecutionOnly"}},
    ),
}


@pytest.mark.parametrize(("doubt", "changes"), CASES.values(), ids=CASES)
def test_a_save_that_no_page_calls_right_is_refused_or_saved_as_it_is(
    graph: Graph, store: Store, doubt: str, changes: JsonObject
) -> None:
    others = {name: answer for name, answer in LENIENT.items() if name != doubt}
    store.doubts.update(others)
    refused = graph("POST", WORKFLOWS, workflow(**changes))
    assert refused.status_code == 400, refused.text
    store.doubts[doubt] = "accepted"
    assert graph("POST", WORKFLOWS, workflow(**changes)).status_code == 201


@pytest.mark.parametrize(
    ("doubt", "kind", "days"),
    [("inactivity-days", "userInactivityTrigger", 29), ("sponsors", "guestSponsorTrigger", 7)],
)
def test_numbers_that_the_portal_does_not_offer_are_refused_or_saved(
    graph: Graph, store: Store, doubt: str, kind: str, days: int
) -> None:
    member = "inactivityPeriodInDays" if doubt == "inactivity-days" else "minimumRequiredSponsors"
    body = workflow(**{**LEAVER, **_trigger(kind, **{member: days})})
    assert graph("POST", WORKFLOWS, body).status_code == 400
    store.doubts[doubt] = "any"
    assert graph("POST", WORKFLOWS, body).status_code == 201


def test_an_argument_that_no_page_names_is_saved_or_refused(graph: Graph, store: Store) -> None:
    body = workflow(**_does(MAIL, signature="x"))
    assert graph("POST", WORKFLOWS, body).status_code == 201
    store.doubts["argument-names"] = "refused"
    assert graph("POST", WORKFLOWS, {**body, "displayName": "Again"}).status_code == 400


def test_read_only_members_are_refused_or_ignored(graph: Graph, store: Store) -> None:
    path = f"{WORKFLOWS}/{graph.create(workflow())}"
    whole = {name: value for name, value in graph.get(path).items() if "@odata" not in name}
    assert graph("PATCH", path, {"displayName": "New", "createdBy": {"id": "x"}}).status_code == 400
    assert graph("POST", f"{path}/createNewVersion", {"workflow": whole}).status_code == 400
    store.doubts["read-only-members"] = "ignored"
    assert graph("PATCH", path, {"displayName": "New", "createdBy": {"id": "x"}}).status_code == 204
    assert graph("POST", f"{path}/createNewVersion", {"workflow": whole}).status_code == 200
    assert graph.get(path)["createdBy"] == whole["createdBy"]


def test_the_policy_takes_a_group_that_does_not_exist_or_refuses_it(graph: Graph, store: Store) -> None:
    body: JsonObject = {
        "@odata.type": "#microsoft.graph.temporaryAccessPassAuthenticationMethodConfiguration",
        "includeTargets": [{"targetType": "group", "id": NOBODY}],
    }
    assert graph("PATCH", POLICY, body).status_code == 400
    store.doubts["named-objects"] = "accepted"
    assert graph("PATCH", POLICY, body).status_code == 204


def test_a_second_workflow_of_a_name_is_refused_or_saved(graph: Graph, store: Store) -> None:
    graph.create(workflow())
    assert graph("POST", WORKFLOWS, workflow()).status_code == 409
    store.doubts["equal-names"] = "accepted"
    assert graph("POST", WORKFLOWS, workflow()).status_code == 201


def test_a_create_answers_short_or_whole(graph: Graph, store: Store) -> None:
    assert "tasks" not in graph("POST", WORKFLOWS, workflow()).json()
    store.doubts["create-reply"] = "whole"
    assert graph("POST", WORKFLOWS, workflow(displayName="Other")).json()["tasks"]
