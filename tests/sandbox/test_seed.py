"""The seeded company: what tests, documentation and the shipped configuration rely on."""

import time
from datetime import UTC, datetime

import pytest

from lcwsync.sandbox.company.seed import object_id, seed, seed_large, seeded_people
from lcwsync.sandbox.http.routing import GraphError
from lcwsync.sandbox.store import JsonObject, Store
from tests.sandbox.company import client, eventual, names, new_company
from tests.sandbox.graph_client import LIFECYCLE

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


def seeded(now: datetime = NOW) -> Store:
    store = Store(None)
    store.set_clock(frozen=now)
    seed(store)
    return store


def dump(store: Store) -> dict[str, list[JsonObject]]:
    collections = ("users", "groups", "roleAssignments", "applications", "workflows", "customTaskExtensions")
    return {name: store.all(name) for name in collections}


def test_two_sandboxes_of_one_moment_are_the_same() -> None:
    first, second = seeded(), seeded()
    assert dump(first) == dump(second)


def test_hire_dates_follow_the_clock_and_ids_do_not() -> None:
    later = {str(u["id"]): u for u in seeded(datetime(2027, 2, 1, 8, 0, tzinfo=UTC)).all("users")}
    zoe = later[object_id("user", "zoe.novak")]
    assert zoe["employeeHireDate"] == "2027-02-09T06:00:00Z"


@pytest.mark.parametrize("days", [-5, -2, 0, 2, 5, 8, 10, 20])
def test_people_start_around_today(days: int) -> None:
    assert [person for person in seeded_people() if person.hired == days]


def test_every_trap_of_a_pass_is_among_the_hires() -> None:
    people = {person.key: person for person in seeded_people()}
    hires = [person for person in seeded_people() if person.hired is not None and person.hired >= -5]
    managers = [people[person.manager] for person in hires if person.manager]
    assert any(person.manager is None for person in hires)
    assert any(not manager.has_mail for manager in managers)
    assert any(not manager.enabled for manager in managers)
    assert any(person.has_methods for person in hires)
    assert any(person.guest for person in hires)
    assert any(person.leaves is not None for person in people.values())


def test_managers_stand_three_levels_deep_and_exist() -> None:
    people = {person.key: person for person in seeded_people()}
    assert len(people) == len(seeded_people())
    depth, person = 0, people["jack.obrien"]
    while person.manager:
        depth, person = depth + 1, people[person.manager]
    assert depth == 3
    assert all(person.manager in people for person in people.values() if person.manager)


def test_everything_that_is_referred_to_exists() -> None:
    store = seeded()
    ids = {
        str(document["id"])
        for name in ("users", "groups", "applications", "servicePrincipals")
        for document in store.all(name)
    }
    for document in (*store.all("groups"), *store.all("administrativeUnits"), *store.all("applications")):
        for member in ("_members", "_owners"):
            referred = document.get(member, [])
            assert isinstance(referred, list)
            assert set(referred) <= ids, document["displayName"]
    for name in ("roleAssignments", "roleEligibilitySchedules", "groupEligibilitySchedules", "appRoleAssignments"):
        assert {str(document["principalId"]) for document in store.all(name)} <= ids
    roles = {str(role["id"]) for role in store.all("roleDefinitions")}
    assert {str(assignment["roleDefinitionId"]) for assignment in store.all("roleAssignments")} <= roles


def test_the_names_the_shipped_configuration_uses_are_there() -> None:
    graph = client(new_company())
    for path, name in (
        ("/groups", "SG-New-Hires"),
        ("/groups", "SG-Admins"),
        ("/groups", "SG-Sales"),
        ("/groups", "SG-All-Staff"),
        ("/groups", "Sales Team"),
        ("/directory/administrativeUnits", "AU-Sales"),
    ):
        assert len(graph.values(f"{path}?$filter=displayName eq '{name}'")) == 1
    assert names(graph, f"{LIFECYCLE}/customTaskExtensions") == ["Notify badge office"]


def test_a_workflow_made_in_the_portal_and_the_service_defaults_are_seeded() -> None:
    graph = client(new_company())
    (workflow,) = graph.values(f"{LIFECYCLE}/workflows")
    assert workflow["displayName"] == "Welcome guests (made in the portal)"
    shown = graph.get(f"{LIFECYCLE}/workflows/{workflow['id']}")
    assert shown["executionConditions"] is None
    assert shown["createdBy"]["id"] == object_id("user", "ada.iverson")
    assert graph.get(f"{LIFECYCLE}/settings")["workflowScheduleIntervalInHours"] == 3
    policy = graph.get("/policies/authenticationMethodsPolicy/authenticationMethodConfigurations/temporaryAccessPass")
    assert policy["state"] == "disabled"


def test_a_large_company_has_every_kind_of_workflow_and_a_tree_of_managers() -> None:
    store = new_company()
    seed_large(store, users=2000, workflows=100)
    assert store.count("users") == 2000 + len(seeded_people())
    workflows = store.all("workflows")
    assert len(workflows) == 100
    triggers = {str(_trigger(workflow)) for workflow in workflows}
    assert triggers >= {
        "timeBasedAttributeTrigger",
        "attributeChangeTrigger",
        "membershipChangeTrigger",
        "userInactivityTrigger",
        "onDemandExecutionOnly",
    }
    assert {workflow["category"] for workflow in workflows} == {"joiner", "mover", "leaver"}
    graph = client(store)
    count = f"/users/{object_id('user', 'person000000')}/transitiveReports/$count"
    assert int(eventual(graph, count).text) > 1500


def _trigger(workflow: JsonObject) -> object:
    conditions = workflow["executionConditions"]
    assert isinstance(conditions, dict)
    return str(conditions.get("trigger", conditions)["@odata.type"]).rsplit(".", 1)[-1]


def test_a_tenant_takes_a_hundred_workflows_from_the_seed_as_well() -> None:
    store = new_company()
    with pytest.raises(GraphError):
        seed_large(store, users=10, workflows=101)
    assert store.count("users") == len(seeded_people()), "all or nothing"


def test_a_filtered_page_of_a_large_company_is_fast() -> None:
    store = new_company()
    seed_large(store, users=5000, workflows=1)
    graph = client(store)
    began = time.perf_counter()
    found = graph.get("/users?$filter=department eq 'Finance' and city eq 'Porto'&$top=999&$select=id")["value"]
    assert len(found) > 100
    assert time.perf_counter() - began < 2, "twenty times as many people must take about two seconds"
