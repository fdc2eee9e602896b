import pytest

from lcwsync.sandbox.store import JsonObject
from tests.sandbox.graph_client import LIFECYCLE, PREFER, Answer, Graph, workflow

WORKFLOWS = f"{LIFECYCLE}/workflows"
JSON = {"Content-Type": "application/json"}


def _item(id_: str, method: str = "GET", url: str = WORKFLOWS, **members: object) -> JsonObject:
    return {"id": id_, "method": method, "url": url, **members}


def _send(graph: Graph, *items: JsonObject) -> dict[str, Answer]:
    answer = graph("POST", "/$batch", {"requests": list(items)})
    assert answer.status_code == 200, answer.text
    return {part["id"]: part for part in answer.json()["responses"]}


def test_each_part_has_its_own_status_and_body(graph: Graph) -> None:
    created = graph.create(workflow())
    answers = _send(graph, _item("a", url=f"{WORKFLOWS}/{created}"), _item("b", url=f"{WORKFLOWS}/none"))
    assert (answers["a"]["status"], answers["b"]["status"]) == (200, 404)
    assert answers["a"]["body"]["displayName"] == "Onboard pre-hire"
    assert "error" in answers["b"]["body"]


def test_answers_do_not_come_in_the_order_asked_but_always_in_the_same(graph: Graph) -> None:
    items = [_item(str(number)) for number in range(20)]
    orders = [list(_send(graph, *items)) for _ in range(2)]
    assert orders[0] == orders[1]
    assert sorted(orders[0]) == sorted(str(n) for n in range(20))
    assert orders[0] != [str(n) for n in range(20)]


def test_headers_are_given_part_by_part(graph: Graph) -> None:
    url = f"{LIFECYCLE}/workflowTemplates/16819b2d-74e9-4fb9-9ba7-48b8a26ab11d?$select=category"
    answers = _send(graph, _item("with", url=url, headers=PREFER), _item("without", url=url))
    assert answers["with"]["body"]["category"] == "mover"
    assert answers["without"]["body"]["category"] == "unknownFutureValue"


def test_a_failed_part_fails_those_that_depend_on_it(graph: Graph) -> None:
    answers = _send(
        graph,
        _item("bad", "POST", body={}, headers=JSON),
        _item("after", dependsOn=["bad"]),
        _item("last", dependsOn=["after"]),
        _item("free"),
    )
    assert {id_: part["status"] for id_, part in answers.items()} == {
        "bad": 400,
        "after": 424,
        "last": 424,
        "free": 200,
    }


def test_a_fault_can_hit_one_part(graph: Graph) -> None:
    graph.arm("throttle:GET:*/workflows:1:1:7")
    answers = _send(graph, _item("a"), _item("b"))
    assert (answers["a"]["status"], answers["b"]["status"]) == (200, 429)
    assert answers["b"]["headers"]["Retry-After"] == "7"


def test_a_batch_is_one_request_and_its_parts_are_marked(graph: Graph) -> None:
    _send(graph, _item("a"), _item("b"))
    assert [seen.path for seen in graph.app.requests if not seen.batched] == ["/$batch"]
    assert [seen.path for seen in graph.app.requests if seen.batched] == [WORKFLOWS] * 2


@pytest.mark.parametrize(
    "requests",
    [
        None,
        [],
        [_item(str(number)) for number in range(21)],
        [_item("a"), _item("a")],
        [_item("a", dependsOn=["z"])],
        [_item("a", url="/$batch")],
        [{"id": "a", "method": "GET"}],
        [_item("a", "POST", body=workflow())],
        ["a"],
    ],
)
def test_a_malformed_batch_is_refused_whole(graph: Graph, requests: object) -> None:
    assert graph("POST", "/$batch", {"requests": requests}).status_code == 400
