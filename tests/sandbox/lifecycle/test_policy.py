import pytest

from lcwsync.sandbox.store import JsonObject, Store
from tests.sandbox.graph_client import Graph

POLICY = "/policies/authenticationMethodsPolicy/authenticationMethodConfigurations/TemporaryAccessPass"
TYPE = {"@odata.type": "#microsoft.graph.temporaryAccessPassAuthenticationMethodConfiguration"}
GROUP = {"targetType": "group", "id": "g-1"}


def test_a_new_tenant_has_the_services_defaults(graph: Graph) -> None:
    shown = {name: value for name, value in graph.get(POLICY).items() if "@odata" not in name}
    assert shown == {
        "id": "TemporaryAccessPass",
        "state": "disabled",
        "minimumLifetimeInMinutes": 60,
        "defaultLifetimeInMinutes": 60,
        "maximumLifetimeInMinutes": 480,
        "defaultLength": 8,
        "isUsableOnce": False,
        "includeTargets": [{"targetType": "group", "id": "all_users", "isRegistrationRequired": False}],
        "excludeTargets": [],
    }


def test_an_update_changes_what_is_sent_and_answers_nothing(graph: Graph) -> None:
    answer = graph("PATCH", POLICY, {**TYPE, "state": "enabled", "maximumLifetimeInMinutes": 1440})
    assert (answer.status_code, answer.content) == (204, b"")
    shown = graph.get(POLICY)
    assert (shown["state"], shown["maximumLifetimeInMinutes"], shown["defaultLength"]) == ("enabled", 1440, 8)


def test_target_collections_are_replaced_whole(graph: Graph, store: Store) -> None:
    for number in (1, 2, 3):
        store.put("groups", f"g-{number}", {"id": f"g-{number}"})
    graph("PATCH", POLICY, {**TYPE, "includeTargets": [GROUP], "excludeTargets": [{**GROUP, "id": "g-2"}]})
    graph("PATCH", POLICY, {**TYPE, "includeTargets": [{**GROUP, "id": "g-3"}]})
    shown = graph.get(POLICY)
    assert shown["includeTargets"] == [{**GROUP, "id": "g-3", "isRegistrationRequired": False}]
    assert shown["excludeTargets"] == [{**GROUP, "id": "g-2"}]


@pytest.mark.parametrize(
    "body",
    [
        {"state": "enabled"},
        {"@odata.type": "#microsoft.graph.fido2AuthenticationMethodConfiguration"},
        {**TYPE, "state": "on"},
        {**TYPE, "isUsableOnce": "true"},
        {**TYPE, "minimumLifetimeInMinutes": 9},
        {**TYPE, "maximumLifetimeInMinutes": 43201},
        {**TYPE, "minimumLifetimeInMinutes": 120},
        {**TYPE, "defaultLifetimeInMinutes": 481},
        {**TYPE, "defaultLength": 7},
        {**TYPE, "defaultLength": 49},
        {**TYPE, "includeTargets": None},
        {**TYPE, "includeTargets": [{"id": "g-1"}]},
        {**TYPE, "excludeTargets": [{**GROUP, "id": "all_users"}]},
        {**TYPE, "excludeTargets": [{**GROUP, "isRegistrationRequired": False}]},
        {**TYPE, "includeTargets": [GROUP], "excludeTargets": [GROUP]},
        {**TYPE, "id": "Other"},
        {**TYPE, "surprise": 1},
    ],
)
def test_an_update_that_breaks_a_rule_is_refused(graph: Graph, body: JsonObject) -> None:
    before = graph.get(POLICY)
    assert graph("PATCH", POLICY, body).status_code == 400
    assert graph.get(POLICY) == before


def test_the_policy_cannot_be_deleted(graph: Graph) -> None:
    assert graph("DELETE", POLICY).status_code == 405
