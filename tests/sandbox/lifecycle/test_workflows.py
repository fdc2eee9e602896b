from typing import cast

import pytest

from lcwsync.sandbox.store import JsonObject, Store
from tests.sandbox.graph_client import LIFECYCLE, TAP_TASK, Graph, conditions, rule_scope, task, workflow

WORKFLOWS = f"{LIFECYCLE}/workflows"
IG = "#microsoft.graph.identityGovernance."


def _trigger(kind: str, **members: object) -> JsonObject:
    return {"@odata.type": IG + kind, **members}


GROUP_SCOPE: JsonObject = {"@odata.type": IG + "groupBasedSubjectSet", "groups": [{"id": "g-1"}]}
ON_DEMAND: JsonObject = {"@odata.type": IG + "onDemandExecutionOnly"}
UNSCHEDULED: JsonObject = {"executionConditions": ON_DEMAND, "isSchedulingEnabled": False}
JOINS = _trigger("membershipChangeTrigger", changeType="add")


def test_a_list_shows_neither_tasks_nor_conditions_nor_people(graph: Graph) -> None:
    graph.create(workflow())
    (listed,) = graph.values(WORKFLOWS)
    assert set(listed) == {
        "id",
        "category",
        "displayName",
        "description",
        "isEnabled",
        "isSchedulingEnabled",
        "createdDateTime",
        "lastModifiedDateTime",
        "version",
    }


def test_a_get_shows_tasks_and_people_unasked_and_administrative_units_only_when_expanded(
    graph: Graph, store: Store
) -> None:
    store.put("administrativeUnits", "au-1", {"id": "au-1"})
    unit = {"@odata.type": "#microsoft.graph.administrativeUnit", "id": "au-1"}
    path = f"{WORKFLOWS}/{graph.create(workflow(administrationScopeTargets=[unit]))}"
    shown = graph.get(path)
    assert {"tasks", "createdBy", "lastModifiedBy", "executionConditions"} <= set(shown)
    assert "administrationScopeTargets" not in shown
    assert graph.get(f"{path}?$expand=administrationScopeTargets")["administrationScopeTargets"] == [unit]
    assert graph.get(f"{path}/administrationScopeTargets")["value"] == [unit]


def test_select_drops_tasks_and_people(graph: Graph) -> None:
    path = f"{WORKFLOWS}/{graph.create(workflow())}"
    assert set(graph.get(f"{path}?$select=displayName,version")) == {"@odata.context", "displayName", "version"}
    assert "tasks" in graph.get(f"{path}?$select=displayName&$expand=tasks")


def test_nothing_private_leaves_the_sandbox(graph: Graph) -> None:
    path = f"{WORKFLOWS}/{graph.create(workflow())}"
    assert not [name for name in graph.get(path) if name.startswith("_")]


def test_a_new_workflow_has_version_one_numbered_tasks_and_seven_digit_times(graph: Graph) -> None:
    tasks = [task(executionSequence=9, id="mine"), task(displayName="Again")]
    shown = graph.get(f"{WORKFLOWS}/{graph.create(workflow(tasks=tasks))}")
    assert shown["version"] == 1
    first, second = shown["tasks"]
    assert (first["executionSequence"], second["executionSequence"]) == (1, 2)
    assert first["id"] != "mine"
    assert first["category"] == "joiner"
    assert len(str(shown["createdDateTime"])) == len("2026-11-23T08:30:00.1234567Z")


def test_a_create_answers_without_tasks(graph: Graph) -> None:
    answer = graph("POST", WORKFLOWS, workflow())
    assert answer.status_code == 201
    assert "tasks" not in answer.json()


def test_switches_left_out_of_a_create_are_enabled_and_unscheduled(graph: Graph) -> None:
    body = workflow()
    del body["isEnabled"], body["isSchedulingEnabled"]
    shown = graph.get(f"{WORKFLOWS}/{graph.create(body)}")
    assert (shown["isEnabled"], shown["isSchedulingEnabled"]) == (True, False)


@pytest.mark.parametrize(("answer", "shown"), [("null", None), ("typed", ON_DEMAND), ("omitted", "nothing")])
def test_on_demand_conditions_read_null_or_as_they_are_or_not_at_all(
    graph: Graph, store: Store, answer: str, shown: object
) -> None:
    store.doubts["on-demand-conditions"] = answer
    path = f"{WORKFLOWS}/{graph.create(workflow(**UNSCHEDULED))}"
    assert graph.get(path).get("executionConditions", "nothing") == shown


@pytest.mark.parametrize("answer", ["hidden", "shown"])
def test_a_group_scope_reads_with_or_without_its_groups(graph: Graph, store: Store, answer: str) -> None:
    store.doubts["scope-groups"] = answer
    store.put("groups", "g-1", {"id": "g-1"})
    body = workflow(executionConditions=conditions(JOINS, GROUP_SCOPE))
    shown = graph.get(f"{WORKFLOWS}/{graph.create(body)}")
    bare = {"@odata.type": IG + "groupBasedSubjectSet"}
    assert shown["executionConditions"]["scope"] == (GROUP_SCOPE if answer == "shown" else bare)


@pytest.mark.parametrize(
    "changes",
    [
        {"displayName": None},
        {"displayName": "  "},
        {"category": "contractor"},
        {"category": None},
        {"isEnabled": "true"},
        {"isEnabled": False, "isSchedulingEnabled": True},
        {"id": "mine"},
        {"version": 2},
        {"createdDateTime": "2026-01-01T00:00:00Z"},
        {"lifecycle": "x"},
        {"executionConditions": None},
        {"executionConditions": {"@odata.type": IG + "somethingElse"}},
        {"executionConditions": conditions(JOINS)},
        {"executionConditions": conditions(scope=GROUP_SCOPE)},
        {"executionConditions": conditions(JOINS, {**GROUP_SCOPE, "groups": []})},
        {"executionConditions": conditions(scope=rule_scope(" "))},
        {
            "executionConditions": conditions(
                _trigger("timeBasedAttributeTrigger", timeBasedAttribute="hireDate", offsetInDays=0)
            )
        },
        {
            "executionConditions": conditions(
                _trigger("timeBasedAttributeTrigger", timeBasedAttribute="employeeHireDate", offsetInDays=181)
            )
        },
        {"executionConditions": conditions(_trigger("attributeChangeTrigger", triggerAttributes=[]))},
        {"executionConditions": conditions(_trigger("unheardOfTrigger"))},
        {"executionConditions": {**ON_DEMAND, "scope": rule_scope()}},
        {"tasks": []},
        {"tasks": [task()] * 26},
        {"tasks": [task(taskDefinitionId="00000000-0000-0000-0000-000000000000")]},
        {"tasks": [task(arguments=None)]},
        {"tasks": [task(arguments=[{"name": "tapLifetimeMinutes", "value": 480}])]},
        {"tasks": [task(arguments=[{"name": "tapLifetimeMinutes", "value": "480"}])]},
        {"tasks": [task(arguments=[{"name": "cc", "value": ""}, {"name": "CC", "value": ""}])]},
        {"tasks": [task(surprise=True)]},
        {"category": "leaver"},
        {"administrationScopeTargets": [{"id": "au-1"}]},
        {"administrationScopeTargets": [{"@odata.type": "#microsoft.graph.administrativeUnit", "id": "a"}] * 6},
    ],
)
def test_a_create_that_breaks_a_rule_is_refused_and_stores_nothing(
    graph: Graph, store: Store, changes: JsonObject
) -> None:
    answer = graph("POST", WORKFLOWS, workflow(**changes))
    assert answer.status_code == 400, answer.text
    assert store.count("workflows") == 0


@pytest.mark.parametrize(
    "trigger",
    [
        _trigger("attributeChangeTrigger", triggerAttributes=[{"name": "department"}]),
        _trigger("userInactivityTrigger", inactivityPeriodInDays=90),
        _trigger("guestSponsorTrigger", minimumRequiredSponsors=1),
        _trigger("timeBasedAttributeTrigger", timeBasedAttribute="createdDateTime", offsetInDays=180),
    ],
)
def test_every_trigger_that_takes_a_rule_is_kept_as_sent(graph: Graph, store: Store, trigger: JsonObject) -> None:
    store.doubts["trigger-categories"] = "accepted"
    sent = conditions(trigger)
    shown = graph.get(f"{WORKFLOWS}/{graph.create(workflow(executionConditions=sent))}")
    assert shown["executionConditions"] == sent


def test_type_names_are_accepted_without_their_number_sign(graph: Graph) -> None:
    bare = {"@odata.type": (IG + "onDemandExecutionOnly").removeprefix("#")}
    assert graph.create(workflow(executionConditions=bare, isSchedulingEnabled=False))


def test_an_argument_the_catalogue_does_not_know_is_kept(graph: Graph) -> None:
    extra = {"name": "recipients", "value": "sponsor"}
    body = workflow(tasks=[task(arguments=[*cast("list[JsonObject]", task()["arguments"]), extra])])
    (shown,) = graph.get(f"{WORKFLOWS}/{graph.create(body)}")["tasks"]
    assert extra in shown["arguments"]


def test_names_are_unique_without_case(graph: Graph) -> None:
    graph.create(workflow())
    assert graph("POST", WORKFLOWS, workflow(displayName="ONBOARD pre-hire")).status_code == 409
    other = graph.create(workflow(displayName="Other"))
    assert graph("PATCH", f"{WORKFLOWS}/{other}", {"displayName": "onboard Pre-Hire"}).status_code == 409
    assert graph("PATCH", f"{WORKFLOWS}/{other}", {"displayName": "OTHER"}).status_code == 204


def test_a_tenant_holds_a_hundred_workflows(graph: Graph) -> None:
    for number in range(100):
        graph.create(workflow(displayName=f"Workflow {number}"))
    refused = graph("POST", WORKFLOWS, workflow(displayName="One more"))
    assert refused.status_code == 400
    assert "100" in refused.json()["error"]["message"]


@pytest.mark.parametrize(
    "filter_", ["displayName eq 'It''s on'", "DisplayName eq 'x'", "displayName eq 'x' or isEnabled eq false"]
)
def test_a_filter_finds_by_name_with_doubled_quotes(graph: Graph, filter_: str) -> None:
    graph.create(workflow(displayName="It's on", isEnabled=False, isSchedulingEnabled=False))
    answer = graph("GET", f"{WORKFLOWS}?$filter={filter_}")
    if filter_.startswith("D"):
        assert answer.status_code == 400
    else:
        assert [w["displayName"] for w in answer.json()["value"]] == ["It's on"]


@pytest.mark.parametrize(
    "query",
    [
        "$filter=description eq 'x'",
        "$filter=displayName startsWith 'x'",
        "$filter=displayName eq",
        "$filter=(displayName eq 'x'",
        "$filter=" + "(" * 500,
        "$orderby=description",
        "$skip=1",
        "$expand=tasks",
        "$expand=runs",
    ],
)
def test_an_option_the_list_does_not_support_is_refused(graph: Graph, query: str) -> None:
    assert graph("GET", f"{WORKFLOWS}?{query}").status_code == 400


def test_filters_combine_and_compare_versions_and_times(graph: Graph) -> None:
    graph.create(workflow())
    for filter_, found in (
        ("version ge 1 and not (category ne 'joiner')", 1),
        ("version gt 1", 0),
        ("lastModifiedDateTime gt 2020-01-01T00:00:00Z", 1),
        ("deletedDateTime lt 2020-01-01T00:00:00Z", 0),
    ):
        assert len(graph.values(f"{WORKFLOWS}?$filter={filter_}")) == found, filter_


def test_an_update_takes_the_four_basic_properties_and_makes_no_version(graph: Graph) -> None:
    path = f"{WORKFLOWS}/{graph.create(workflow())}"
    before = graph.get(path)
    changes: JsonObject = {
        "displayName": "New",
        "description": "",
        "isEnabled": False,
        "isSchedulingEnabled": False,
        "@odata.type": "#microsoft.graph.identityGovernance.workflow",
    }
    answer = graph("PATCH", path, changes)
    assert (answer.status_code, answer.content) == (204, b"")
    after = graph.get(path)
    assert after["displayName"] == "New"
    assert (after["version"], after["tasks"]) == (1, before["tasks"])
    assert str(after["lastModifiedDateTime"]) > str(before["lastModifiedDateTime"])


@pytest.mark.parametrize(
    "changes",
    [
        {"tasks": []},
        {"executionConditions": ON_DEMAND},
        {"category": "leaver"},
        {"isEnabled": False},
        {"displayName": ""},
    ],
)
def test_an_update_of_anything_else_is_refused(graph: Graph, changes: JsonObject) -> None:
    path = f"{WORKFLOWS}/{graph.create(workflow())}"
    before = graph.get(path)
    assert graph("PATCH", path, changes).status_code == 400
    assert graph.get(path) == before


def test_changes_have_increasing_times_even_when_the_clock_is_frozen(graph: Graph, store: Store) -> None:
    store.set_clock(frozen=store.now())
    path = f"{WORKFLOWS}/{graph.create(workflow())}"
    seen = {graph.get(path)["lastModifiedDateTime"]}
    for name in ("A", "B"):
        graph("PATCH", path, {"displayName": name})
        seen.add(graph.get(path)["lastModifiedDateTime"])
    assert len(seen) == 3


def test_a_task_update_takes_name_and_description_only(graph: Graph) -> None:
    path = f"{WORKFLOWS}/{graph.create(workflow())}"
    (first,) = graph.values(f"{path}/tasks")
    one = f"{path}/tasks/{first['id']}"
    assert graph("PATCH", one, {"displayName": "Renamed", "description": "why"}).status_code == 204
    assert graph.get(one)["displayName"] == "Renamed"
    assert graph("PATCH", one, {"isEnabled": False}).status_code == 400
    assert graph("PATCH", f"{path}/tasks/other", {"displayName": "x"}).status_code == 404
    assert graph.get(path)["version"] == 1


def test_the_next_run_is_shown_only_for_a_scheduled_workflow(graph: Graph) -> None:
    path = f"{WORKFLOWS}/{graph.create(workflow())}"
    assert str(graph.get(path)["nextScheduleRunDateTime"]).endswith(":00:00Z")
    graph("PATCH", path, {"isSchedulingEnabled": False})
    assert graph.get(path)["nextScheduleRunDateTime"] is None


def test_the_definition_id_is_stored_in_lower_case(graph: Graph) -> None:
    body = workflow(tasks=[task(taskDefinitionId=TAP_TASK.upper())])
    (shown,) = graph.get(f"{WORKFLOWS}/{graph.create(body)}")["tasks"]
    assert shown["taskDefinitionId"] == TAP_TASK


def test_a_search_looks_into_names_and_descriptions(graph: Graph) -> None:
    graph.create(workflow(displayName="First day"))
    graph.create(workflow(displayName="Last day", description="Says goodbye"))
    found = {search: graph.values(f'{WORKFLOWS}?$search="{search}"') for search in ("DAY", "day goodbye", "nothing")}
    assert {search: len(workflows) for search, workflows in found.items()} == {"DAY": 2, "day goodbye": 1, "nothing": 0}


def test_a_key_may_stand_in_parentheses(graph: Graph) -> None:
    created = graph.create(workflow())
    assert graph.get(f"{WORKFLOWS}('{created}')")["id"] == created
    assert len(graph.values(f"{WORKFLOWS}('{created}')/versions")) == 1
    assert graph("GET", f"{WORKFLOWS}('nobody')").status_code == 404
    assert graph.get(f"{WORKFLOWS}('{created}')/versions(1)")["versionNumber"] == 1


@pytest.mark.parametrize("member", ["createdBy", "lastModifiedBy"])
def test_who_made_or_changed_a_workflow_can_be_read_by_itself(graph: Graph, member: str) -> None:
    created = graph.create(workflow())
    assert graph.get(f"{WORKFLOWS}/{created}/{member}")["id"] == graph.get(f"{WORKFLOWS}/{created}")[member]["id"]
