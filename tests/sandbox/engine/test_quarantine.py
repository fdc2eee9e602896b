import pytest

from lcwsync.sandbox.documents import SETTINGS, WORKFLOWS
from lcwsync.sandbox.engine.quarantine import exceeded, limits_of
from lcwsync.sandbox.store import JsonObject
from tests.sandbox.engine.office import Office, day, step
from tests.sandbox.graph_client import LIFECYCLE

MAIL = step("sendWelcomeEmail")


def limits(*conditions: JsonObject, match: str = "any") -> JsonObject:
    return {"matchMode": match, "conditions": list(conditions)}


MORE_THAN_TWO: JsonObject = {"threshold": 2}
MORE_THAN_TENTH: JsonObject = {"percentage": 10}


@pytest.mark.parametrize(
    ("configuration", "due", "kind"),
    [
        (None, 1000, None),
        (limits(MORE_THAN_TWO), 2, None),
        (limits(MORE_THAN_TWO), 3, "countBasedThresholdExceeded"),
        (limits(MORE_THAN_TENTH), 10, None),
        (limits(MORE_THAN_TENTH), 11, "percentageBasedThresholdExceeded"),
        (limits(MORE_THAN_TWO, MORE_THAN_TENTH), 3, "countBasedThresholdExceeded"),
        (limits(MORE_THAN_TWO, MORE_THAN_TENTH), 11, "multipleConditionsExceeded"),
        (limits(MORE_THAN_TWO, MORE_THAN_TENTH, match="all"), 3, None),
        (limits(MORE_THAN_TWO, MORE_THAN_TENTH, match="all"), 11, "multipleConditionsExceeded"),
    ],
)
def test_which_limit_is_exceeded(configuration: JsonObject | None, due: int, kind: str | None) -> None:
    assert exceeded(configuration, due=due, people=100) == kind


def test_a_workflows_own_limits_replace_the_tenants() -> None:
    own, tenant = limits(MORE_THAN_TWO), limits(MORE_THAN_TENTH)
    settings: JsonObject = {"quarantineConfiguration": tenant}
    assert limits_of({"settings": {"quarantineConfiguration": own}}, settings) == own
    assert limits_of({}, settings) == tenant
    assert limits_of({}, {}) is None


def test_a_quarantined_workflow_processes_no_user_until_it_is_cleared(office: Office) -> None:
    for name in ("Zoe", "Tom", "Mia"):
        office.person(name, employeeHireDate=day(0))
    office.store.put(SETTINGS, SETTINGS, {"quarantineConfiguration": limits(MORE_THAN_TWO)})
    id_ = office.workflow(MAIL)
    path = f"{LIFECYCLE}/workflows/{id_}"

    (event,) = office.advance(days=1)
    assert event.text == "quarantined: 3 people were due, more than the execution limits allow"
    assert office.graph.get(path)["quarantineDetails"]["quarantineType"] == "countBasedThresholdExceeded"
    office.change("mia", department="Finance")
    assert office.advance(hours=3) == ()

    answer = office.graph("POST", f"{path}/clearQuarantine")
    assert answer.status_code == 200
    assert "quarantineDetails" not in answer.json()
    assert office.store.all("outbox") == []
    assert office.texts(hours=3) == ["Zoe: mailed Zoe", "Tom: mailed Tom"]


@pytest.mark.parametrize("answer", ["scope", "users"])
def test_a_percentage_is_of_the_scope_or_of_all_users(office: Office, answer: str) -> None:
    office.store.doubts["limit-percentage"] = answer
    office.person("Zoe", employeeHireDate=day(0), department="Sales")
    for number in range(9):
        office.person(f"Other{number}", department="Legal")
    office.store.put(SETTINGS, SETTINGS, {"quarantineConfiguration": limits({"percentage": 50})})
    office.workflow(MAIL, rule="(department eq 'Sales')")
    (event,) = office.advance(days=1)
    assert event.failed == (answer == "scope")


def test_on_demand_runs_do_not_mind_the_quarantine(office: Office) -> None:
    office.person("Zoe")
    id_ = office.workflow(MAIL)
    workflow = office.store.get(WORKFLOWS, id_)
    assert workflow is not None
    office.store.put(
        WORKFLOWS, id_, {**workflow, "quarantineDetails": {"quarantineType": "countBasedThresholdExceeded"}}
    )
    office.start(id_, "zoe")
    assert len(office.store.all("outbox")) == 1
