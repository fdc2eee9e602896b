"""Many reads by `$batch`: each item succeeds or fails by itself, and what never comes is no "not there"."""

import json
from collections.abc import Callable, Iterator

import pytest

from lcwsync.sandbox.app import SandboxApp
from lcwsync.sandbox.faults import Faults, parse_fault
from lcwsync.sandbox.store import Store
from lcwsync.tenant.graph import GraphTenant
from lcwsync.tenant.http.batch import BATCH_SIZE
from lcwsync.tenant.http.client import Endpoint, GraphDoor
from lcwsync.tenant.http.connection import Sent
from lcwsync.tenant.http.failure import FailureKind, GraphFailure
from lcwsync.tenant.http.retry import RetryPolicy
from lcwsync.tenant.http.sandbox_connection import SANDBOX_URL, SandboxConnection
from lcwsync.tenant.signin.credentials import FixedToken
from tests.builders import workflow
from tests.connections import Between

COUNT = 2 * BATCH_SIZE + 5
WORKFLOW = "*/workflows/*"

Items = list[dict[str, object]]


class Line(Between):
    """The way to the sandbox. `batch` may change a batch's answer: its items in, the content of the answer out."""

    def __init__(self, app: SandboxApp) -> None:
        super().__init__(SandboxConnection(app), self._changed)
        self.batch: Callable[[Items], bytes | None] = lambda _items: None

    def _changed(self, sent: Sent, status: int, content: bytes) -> tuple[int, bytes]:
        if not sent.url.endswith("/$batch") or status != 200:
            return status, content
        try:
            answer = json.loads(content)
        except ValueError:
            return status, content
        changed = self.batch(answer["responses"])
        return status, content if changed is None else changed


@pytest.fixture
def app() -> SandboxApp:
    return SandboxApp(Store(None), faults=Faults())


@pytest.fixture
def line(app: SandboxApp) -> Line:
    return Line(app)


@pytest.fixture
def waits() -> list[float]:
    return []


@pytest.fixture
def tenant(app: SandboxApp, line: Line, waits: list[float]) -> Iterator[GraphTenant]:
    """A tenant of so many workflows that one batch does not hold them."""

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    door = GraphDoor(
        Endpoint(SANDBOX_URL), FixedToken("sandbox"), connection=line, policy=RetryPolicy(attempts=3), sleep=sleep
    )
    connected = GraphTenant(door, sandbox=True)
    for number in range(COUNT):
        connected.create_workflow(workflow(f"Workflow {number:02d}"))
    app.requests.clear()
    yield connected
    connected.close()


def names(tenant: GraphTenant) -> list[str]:
    return [live.workflow.display_name for live in tenant.workflows()]


ALL = [f"Workflow {number:02d}" for number in range(COUNT)]


def test_the_workflows_come_in_the_order_of_the_list(tenant: GraphTenant, app: SandboxApp) -> None:
    assert names(tenant) == ALL
    assert [request.path for request in app.requests].count("/$batch") == 3


def test_a_throttled_item_is_waited_for_as_long_as_it_asks_and_asked_for_alone(
    tenant: GraphTenant, app: SandboxApp, waits: list[float]
) -> None:
    app.faults.add(parse_fault(f"throttle:GET:{WORKFLOW}:7:2:9"))
    assert names(tenant) == ALL
    assert waits == [9.0]
    # Nobody else's workflow is read twice.
    assert sum(request.batched for request in app.requests) == COUNT + 2


@pytest.mark.parametrize("fault", ["status:GET:*/workflows/*:3:1:500", "status:GET:*/workflows/*:30:2:503"])
def test_a_broken_item_is_asked_for_again(tenant: GraphTenant, app: SandboxApp, waits: list[float], fault: str) -> None:
    app.faults.add(parse_fault(fault))
    assert names(tenant) == ALL
    assert waits


def test_an_item_that_stays_throttled_fails_the_read(tenant: GraphTenant, app: SandboxApp) -> None:
    app.faults.add(parse_fault(f"throttle:GET:{WORKFLOW}:0:0:2"))
    with pytest.raises(GraphFailure) as caught:
        names(tenant)
    assert caught.value.kind is FailureKind.THROTTLED
    assert "/workflows/" in caught.value.message


def test_a_workflow_deleted_between_list_and_read_is_not_there(tenant: GraphTenant, app: SandboxApp) -> None:
    app.faults.add(parse_fault(f"deleted-by-other:GET:{WORKFLOW}:44:1"))
    found = names(tenant)
    assert len(found) == COUNT - 1
    assert set(found) < set(ALL)


def test_an_item_that_is_refused_fails_the_read_and_names_the_permission(tenant: GraphTenant, app: SandboxApp) -> None:
    app.faults.add(parse_fault(f"forbidden:GET:{WORKFLOW}:44"))
    with pytest.raises(GraphFailure) as caught:
        names(tenant)
    assert caught.value.kind is FailureKind.FORBIDDEN
    assert "LifecycleWorkflows-Workflow.Read.All" in (caught.value.hint or "")


@pytest.mark.parametrize(
    "fault", ["status:POST:/$batch:1:1:502", "truncate:POST:/$batch:1", "reset-after:POST:/$batch"]
)
def test_a_batch_that_fails_whole_is_sent_again(
    tenant: GraphTenant, app: SandboxApp, waits: list[float], fault: str
) -> None:
    app.faults.add(parse_fault(fault))
    assert names(tenant) == ALL
    assert waits


@pytest.mark.parametrize("status", [400, 403, 404, 502])
def test_a_service_without_batches_is_not_an_empty_tenant(tenant: GraphTenant, app: SandboxApp, status: int) -> None:
    app.faults.add(parse_fault(f"status:POST:/$batch:0:0:{status}"))
    with pytest.raises(GraphFailure, match=rf"/\$batch was answered {status}"):
        names(tenant)


@pytest.mark.parametrize("content", [b"", b"{}", b'{"responses": null}'])
def test_a_batch_answered_200_without_its_items_is_asked_again(
    tenant: GraphTenant, line: Line, waits: list[float], content: bytes
) -> None:
    left = [1]

    def empty(_items: Items) -> bytes | None:
        return content if left and left.pop() else None

    line.batch = empty
    assert names(tenant) == ALL
    assert waits


def test_an_item_missing_from_the_answer_is_asked_for_again(tenant: GraphTenant, line: Line) -> None:
    left = [1]

    def lose(items: Items) -> bytes | None:
        return json.dumps({"responses": items[left.pop() :]}).encode() if left else None

    line.batch = lose
    assert names(tenant) == ALL


@pytest.mark.parametrize(
    "change",
    [
        lambda items: items[1:],
        lambda items: [{**items[0], "id": "x"}, *items[1:]],
        lambda items: [{k: v for k, v in items[0].items() if k != "id"}, *items[1:]],
        lambda items: [{**items[0], "body": None}, *items[1:]],
        lambda items: [{**items[0], "body": "eyJpZCI6ICJ4In0="}, *items[1:]],
        lambda items: [{**items[0], "status": "200"}, *items[1:]],
        lambda items: [{**items[0], "status": 302}, *items[1:]],
        lambda _items: [],
        lambda _items: None,
    ],
)
def test_an_item_that_is_never_complete_fails_the_read(
    tenant: GraphTenant, line: Line, change: Callable[[Items], object]
) -> None:
    line.batch = lambda items: json.dumps({"responses": change(items)}).encode()
    with pytest.raises(GraphFailure):
        names(tenant)


@pytest.mark.parametrize("expired", ["expired-token:POST:/$batch:1", f"expired-token:GET:{WORKFLOW}:25"])
def test_a_token_that_expires_on_the_way_ends_the_read_and_asks_to_sign_in(
    tenant: GraphTenant, app: SandboxApp, expired: str
) -> None:
    app.faults.add(parse_fault(expired))
    with pytest.raises(GraphFailure) as caught:
        names(tenant)
    assert caught.value.kind is FailureKind.UNAUTHORISED
    assert "sign in again" in (caught.value.hint or "")


def test_a_service_that_refuses_an_expansion_is_read_without_it(tenant: GraphTenant, app: SandboxApp) -> None:
    app.faults.add(parse_fault(f"status:GET:{WORKFLOW}:0:1:400"))
    assert names(tenant) == ALL
    app.requests.clear()
    assert names(tenant) == ALL
    assert not any("$expand" in request.query for request in app.requests)


def test_an_answer_about_another_object_is_none(tenant: GraphTenant, line: Line) -> None:
    """In a batch the bodies of two items may be exchanged: each would be taken for the other."""

    def exchanged(items: Items) -> bytes:
        if len(items) > 1:
            items[0]["body"], items[1]["body"] = items[1]["body"], items[0]["body"]
        return json.dumps({"responses": items}).encode()

    line.batch = exchanged
    with pytest.raises(GraphFailure, match="about another object") as failure:
        tenant.workflows()
    assert failure.value.kind is FailureKind.BAD_ANSWER
