import pytest

from lcwsync.sandbox.store import JsonObject
from tests.sandbox.graph_client import LIFECYCLE, Graph

SETTINGS = f"{LIFECYCLE}/settings"
EMAIL = {"senderDomain": "kestrelvane.example", "useCompanyBranding": True}


def test_a_new_tenant_runs_every_three_hours(graph: Graph) -> None:
    assert graph.get(SETTINGS)["workflowScheduleIntervalInHours"] == 3


def test_an_update_sends_both_members_and_answers_nothing(graph: Graph) -> None:
    body: JsonObject = {"@odata.context": "…", "workflowScheduleIntervalInHours": 24, "emailSettings": EMAIL}
    answer = graph("PATCH", SETTINGS, body)
    assert (answer.status_code, answer.content) == (204, b"")
    shown = graph.get(SETTINGS)
    assert (shown["workflowScheduleIntervalInHours"], shown["emailSettings"]) == (24, EMAIL)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"workflowScheduleIntervalInHours": 3},
        {"emailSettings": EMAIL},
        {"workflowScheduleIntervalInHours": 0, "emailSettings": EMAIL},
        {"workflowScheduleIntervalInHours": 25, "emailSettings": EMAIL},
        {"workflowScheduleIntervalInHours": "3", "emailSettings": EMAIL},
        {"workflowScheduleIntervalInHours": 3, "emailSettings": {"senderDomain": "a.example"}},
        {"workflowScheduleIntervalInHours": 3, "emailSettings": {**EMAIL, "senderDomain": ""}},
        {"workflowScheduleIntervalInHours": 3, "emailSettings": EMAIL, "id": "x"},
    ],
)
def test_an_update_that_breaks_a_rule_is_refused(graph: Graph, body: JsonObject) -> None:
    before = graph.get(SETTINGS)
    assert graph("PATCH", SETTINGS, body).status_code == 400
    assert graph.get(SETTINGS) == before
