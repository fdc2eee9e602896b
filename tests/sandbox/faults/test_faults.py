import time

import pytest

from lcwsync.sandbox.app import SandboxApp
from lcwsync.sandbox.errors import SandboxUsageError
from lcwsync.sandbox.faults import ConnectionDropped, ConnectionRefused_, Fault, FaultKind, parse_fault
from lcwsync.sandbox.faults.another_admin import OTHER_ADMIN
from lcwsync.sandbox.store import Store
from tests.sandbox.graph_client import LIFECYCLE, Graph, workflow

WORKFLOWS = f"{LIFECYCLE}/workflows"
TAP = "/policies/authenticationMethodsPolicy/authenticationMethodConfigurations/temporaryAccessPass"


def test_a_fault_is_read_from_text() -> None:
    assert parse_fault("reset-after:POST:*/workflows:1") == Fault(
        kind=FaultKind.RESET_AFTER, method="POST", path="*/workflows", after=1
    )
    dated = parse_fault("throttle:get::0:2:Mon, 23 Nov 2026 08:00:00 GMT")
    assert (dated.method, dated.path, dated.times) == ("GET", "*", 2)
    assert dated.value == "Mon, 23 Nov 2026 08:00:00 GMT"
    assert parse_fault("forbidden:PATCH").times == 0


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("explode", "no kind 'explode'"),
        ("status:FETCH", "FETCH is not a method"),
        ("status:GET:*:soon", "AFTER 'soon'"),
        ("status:GET:*:0:often", "TIMES 'often'"),
        ("status:GET:*:0:1:200", "'200' is not an error status"),
        ("slow:GET:*:0:1:forever", "'forever' is not a waiting time"),
    ],
)
def test_an_unreadable_fault_is_refused_with_the_reason(text: str, complaint: str) -> None:
    with pytest.raises(SandboxUsageError, match=complaint) as caught:
        parse_fault(text)
    assert caught.value.hint


def test_a_fault_waits_its_turn_and_ends(graph: Graph) -> None:
    graph.arm("status:GET:*/workflows:1:2:503")
    assert [graph("GET", WORKFLOWS).status_code for _ in range(5)] == [200, 503, 503, 200, 200]
    assert graph("GET", f"{LIFECYCLE}/settings").status_code == 200


@pytest.mark.parametrize(("value", "header"), [("", None), ("5", "5"), ("-1", "-1"), ("99999999", "99999999")])
def test_throttling_sends_any_retry_after_or_none(graph: Graph, value: str, header: str | None) -> None:
    graph.arm(f"throttle:GET:*:0:1:{value}")
    answer = graph("GET", WORKFLOWS)
    assert (answer.status_code, answer.headers.get("Retry-After")) == (429, header)


@pytest.mark.parametrize(("kind", "stored"), [("reset-before", 0), ("reset-after", 1)])
def test_a_dropped_connection_leaves_the_write_undone_or_done(graph: Graph, kind: str, stored: int) -> None:
    graph.arm(f"{kind}:POST:*/workflows")
    with pytest.raises(ConnectionDropped) as caught:
        graph("POST", WORKFLOWS, workflow())
    assert caught.value.stored is bool(stored)
    assert len(graph.values(WORKFLOWS)) == stored


def test_a_connection_drops_after_a_refusal_too(graph: Graph) -> None:
    graph.arm("reset-after:POST")
    with pytest.raises(ConnectionDropped):
        graph("POST", WORKFLOWS, {})


def test_a_refused_connection_does_nothing(graph: Graph) -> None:
    graph.arm("refuse")
    with pytest.raises(ConnectionRefused_):
        graph("POST", WORKFLOWS, workflow())
    assert graph.values(WORKFLOWS) == []


def test_a_truncated_answer_is_invalid_json_although_the_write_was_stored(graph: Graph) -> None:
    graph.arm("truncate:POST")
    answer = graph("POST", WORKFLOWS, workflow())
    assert answer.status_code == 201
    with pytest.raises(ValueError, match=r"Unterminated|Expecting"):
        answer.json()
    assert len(graph.values(WORKFLOWS)) == 1


def test_a_proxys_page_instead_of_the_answer(graph: Graph) -> None:
    graph.arm("non-json")
    answer = graph("GET", WORKFLOWS)
    assert answer.headers["content-type"] == "text/html"
    assert answer.text.startswith("<html>")


def test_a_slow_answer_arrives_late(graph: Graph) -> None:
    graph.arm("slow:GET:*:0:1:0.05")
    begin = time.monotonic()
    assert graph("GET", WORKFLOWS).status_code == 200
    assert time.monotonic() - begin >= 0.05


def test_a_stale_read_shows_the_state_before_the_last_write(graph: Graph) -> None:
    graph.arm("stale-read:GET:*:0:2")
    path = f"{WORKFLOWS}/{graph.create(workflow())}"
    assert [graph("GET", path).status_code for _ in range(3)] == [404, 404, 200]
    graph.arm("stale-read:GET:*/workflows/*")
    graph("PATCH", path, {"displayName": "A"})
    graph("PATCH", path, {"displayName": "B"})
    assert [graph.get(path)["displayName"] for _ in range(2)] == ["A", "B"]


def test_a_write_can_be_accepted_and_forgotten(graph: Graph) -> None:
    path = f"{WORKFLOWS}/{graph.create(workflow())}"
    graph.arm("not-stored:PATCH")
    assert graph("PATCH", path, {"displayName": "Lost"}).status_code == 204
    assert graph.get(path)["displayName"] == "Onboard pre-hire"


def test_a_token_expires_and_a_permission_is_withdrawn_for_good(graph: Graph) -> None:
    graph.arm("forbidden:POST:*:1", "expired-token:GET:*:1")
    graph.create(workflow())
    assert [graph("POST", WORKFLOWS, {}).status_code for _ in range(2)] == [403, 403]
    assert [graph("GET", WORKFLOWS).status_code for _ in range(3)] == [200, 401, 401]


def test_the_second_page_of_a_list_can_fail(graph: Graph) -> None:
    graph.app.page_size = 1
    graph.create(workflow(displayName="A"))
    graph.create(workflow(displayName="B"))
    graph.arm("page-fails:GET:*/workflows")
    first = graph.get(WORKFLOWS)
    assert graph("GET", str(first["@odata.nextLink"])).status_code == 500
    assert graph("GET", str(first["@odata.nextLink"])).status_code == 200


def test_another_admin_takes_the_name_just_before_a_create(graph: Graph) -> None:
    graph.arm("name-taken:POST:*/workflows")
    assert graph("POST", WORKFLOWS, workflow()).status_code == 409
    (theirs,) = graph.values(WORKFLOWS)
    assert theirs["description"] == "Made in the portal"
    assert graph.get(f"{WORKFLOWS}/{theirs['id']}")["createdBy"] == {"id": OTHER_ADMIN}


def test_another_admin_changes_renames_or_deletes_the_object_of_the_path(graph: Graph) -> None:
    path = f"{WORKFLOWS}/{graph.create(workflow())}"
    author = graph.get(path)["lastModifiedBy"]
    graph.arm("changed-by-other:GET:*/workflows/*", "renamed-by-other:GET:*/workflows/*:1")
    changed = graph.get(path)
    assert changed["description"] == "Changed in the portal"
    assert changed["lastModifiedBy"] != author
    assert str(graph.get(path)["displayName"]).endswith("(renamed in the portal)")
    graph.arm("deleted-by-other:PATCH")
    assert graph("PATCH", path, {"isSchedulingEnabled": False}).status_code == 404


def test_another_admin_changes_a_workflow_by_name_while_another_object_is_written(graph: Graph) -> None:
    path = f"{WORKFLOWS}/{graph.create(workflow())}"
    graph.arm("changed-by-other:POST:*/workflows:0:1:Onboard pre-hire")
    graph.create(workflow(displayName="Other"))
    assert graph.get(path)["description"] == "Changed in the portal"


def test_another_admin_changes_the_policy_and_the_settings(graph: Graph) -> None:
    graph.arm("changed-by-other:GET:*/temporaryAccessPass", "changed-by-other:GET:*/settings")
    assert graph.get(TAP)["defaultLength"] == 9
    assert graph.get(f"{LIFECYCLE}/settings")["workflowScheduleIntervalInHours"] == 4


def test_reads_lag_behind_writes_by_so_many_seconds(store: Store) -> None:
    now = [100.0]
    graph = Graph(SandboxApp(store, clock=lambda: now[0]))
    graph.arm("lag:GET:*/workflows:0:0:30")
    made = graph("POST", WORKFLOWS, workflow()).json()
    now[0] += 29
    assert graph.values(WORKFLOWS) == []
    assert graph("GET", f"{WORKFLOWS}/{made['id']}").status_code == 200, "the list lags, the object does not"
    now[0] += 1
    assert [item["id"] for item in graph.values(WORKFLOWS)] == [made["id"]]


def test_two_of_a_name_are_accepted_on_demand(graph: Graph) -> None:
    assert graph("POST", WORKFLOWS, workflow()).status_code == 201
    assert graph("POST", WORKFLOWS, workflow()).status_code == 409
    graph.arm("equal-names")
    assert graph("POST", WORKFLOWS, workflow()).status_code == 201
    assert len(graph.values(WORKFLOWS)) == 2


@pytest.mark.parametrize(("fault", "ids"), [("page-repeats", [1, 2, 2, 3, 3, 4]), ("page-skips", [1, 2, 4])])
def test_objects_move_between_pages_while_a_list_is_read(graph: Graph, fault: str, ids: list[int]) -> None:
    for number in range(1, 5):
        graph("POST", WORKFLOWS, workflow(displayName=f"W{number}"))
    graph.app.page_size = 2
    graph.arm(f"{fault}:GET:*:0:0")
    seen: list[str] = []
    path: str | None = WORKFLOWS
    while path:
        page = graph("GET", path).json()
        seen += [item["displayName"] for item in page["value"]]
        path = page.get("@odata.nextLink")
    assert seen == [f"W{number}" for number in ids]
