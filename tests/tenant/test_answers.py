"""Answers that no service should give, and the token's way: the door over a network that says anything."""

import base64
import json
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import httpx
import pytest

from lcwsync.tenant.graph import GraphTenant
from lcwsync.tenant.http.client import Endpoint, GraphDoor
from lcwsync.tenant.http.failure import FailureKind, GraphFailure
from lcwsync.tenant.http.retry import RetryPolicy
from lcwsync.tenant.signin.credentials import FixedToken
from tests.connections import Answered

HERE = "https://graph.test"

Answer = Callable[[httpx.Request], httpx.Response]


class Tokens:
    """A token source that remembers which challenges it was to answer."""

    def __init__(self) -> None:
        self.claims: list[str | None] = []

    def token(self, scope: str, *, claims: str | None = None) -> str:
        self.claims.append(claims)
        return "an-opaque-secret-token"

    def held(self, scope: str) -> str | None:
        return None

    def close(self) -> None:
        pass


def over(
    answer: Answer, *, waits: list[float] | None = None, attempts: int = 1, tokens: Tokens | None = None
) -> GraphTenant:
    async def sleep(seconds: float) -> None:
        if waits is not None:
            waits.append(seconds)

    door = GraphDoor(
        Endpoint(HERE),
        tokens or Tokens(),
        connection=Answered(answer),
        policy=RetryPolicy(attempts=attempts),
        sleep=sleep,
    )
    return GraphTenant(door, sandbox=False)


def closing(tenant: GraphTenant, work: Callable[[GraphTenant], object]) -> object:
    try:
        return work(tenant)
    finally:
        tenant.close()


def read(tenant: GraphTenant) -> object:
    return closing(tenant, lambda t: t.calls.read_json("/users"))


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(302, headers={"Location": "https://evil.example"}),
        httpx.Response(200),
        httpx.Response(200, text="null"),
        httpx.Response(200, text="[1]"),
        httpx.Response(200, text="<html>"),
        httpx.Response(200, json={"value": [1]}),
        httpx.Response(200, json={"value": [], "@odata.nextLink": 5}),
        httpx.Response(200, content=b"\xff\xfe\xfd"),
        httpx.Response(200, text="[" * 100_000),
    ],
)
def test_an_invalid_answer_is_never_read_as_an_empty_one(answer: httpx.Response) -> None:
    with pytest.raises(GraphFailure) as caught:
        read(over(lambda _request: answer))
    assert caught.value.kind is FailureKind.BAD_ANSWER


def test_a_write_that_is_redirected_is_not_done() -> None:
    with pytest.raises(GraphFailure, match="redirection") as caught:
        closing(over(lambda _request: httpx.Response(307)), lambda t: t.delete_workflow("1"))
    assert caught.value.doubtful


@pytest.mark.parametrize(
    "link",
    [
        "https://evil.example/v1.0/users?page=2",
        "http://graph.test/v1.0/users?page=2",
        "https://graph.test:8443/v1.0/users?page=2",
        "http://[",
        f"{HERE}/v1.0/users\x00",
    ],
)
def test_a_next_page_elsewhere_is_neither_asked_nor_left_out(link: str) -> None:
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return httpx.Response(200, json={"value": [{}], "@odata.nextLink": link})

    with pytest.raises(GraphFailure) as caught:
        read(over(answer))
    assert caught.value.kind is FailureKind.BAD_ANSWER
    assert asked == [f"{HERE}/v1.0/users"]


def test_a_message_that_repeats_the_token_is_shown_without_it() -> None:
    token = "an-opaque-secret-token"
    for status in (400, 401, 403, 404, 429, 500):

        def answer(request: httpx.Request, status: int = status) -> httpx.Response:
            assert request.headers["Authorization"] == f"Bearer {token}"
            error = {"code": f"Bad {token}", "message": f"Bearer {token} is not valid; {token}"}
            return httpx.Response(status, json={"error": error})

        with pytest.raises(GraphFailure) as caught:
            read(over(answer))
        assert token not in f"{caught.value} {caught.value.message} {caught.value.hint}"

    def breaks(request: httpx.Request) -> httpx.Response:
        raise httpx.RemoteProtocolError(f"header {request.headers['Authorization']}")

    with pytest.raises(GraphFailure) as caught:
        read(over(breaks))
    assert token not in str(caught.value)


@pytest.mark.parametrize("kind", ["id", "versionNumber"])
def test_an_object_on_two_pages_is_one_object(kind: str) -> None:
    pages = [["1a", "1b"], ["1b", "1c"], ["1c"], ["1d"]]

    def answer(request: httpx.Request) -> httpx.Response:
        number = int(request.url.params.get("page", "0"))
        more = {"@odata.nextLink": f"{HERE}/v1.0/users?page={number + 1}"} if number < 3 else {}
        return httpx.Response(200, json={"value": [{kind: id_} for id_ in pages[number]], **more})

    listed = read(over(answer))
    assert isinstance(listed, list)
    assert [item[kind] for item in listed] == ["1a", "1b", "1c", "1d"]


def test_pages_that_repeat_under_ever_new_links_end_the_read() -> None:
    asked = 0

    def answer(request: httpx.Request) -> httpx.Response:
        nonlocal asked
        asked += 1
        link = f"{HERE}/v1.0/users?page={asked}"
        return httpx.Response(200, json={"value": [{"id": str(asked % 3)}], "@odata.nextLink": link})

    with pytest.raises(GraphFailure, match="circle"):
        read(over(answer))
    assert asked == 7, "a few pages may repeat what moved while the list was read"


def test_empty_pages_are_followed_but_not_for_ever() -> None:
    asked = 0

    def answer(request: httpx.Request) -> httpx.Response:
        nonlocal asked
        asked += 1
        more = {} if asked == 20 else {"@odata.nextLink": f"{HERE}/v1.0/users?page={asked}"}
        return httpx.Response(200, json={"value": [{"id": "1"}] if asked == 20 else [], **more})

    assert read(over(answer)) == [{"id": "1"}]

    def endless(request: httpx.Request) -> httpx.Response:
        nonlocal asked
        asked += 1
        return httpx.Response(200, json={"value": [], "@odata.nextLink": f"{HERE}/v1.0/users?page={asked}"})

    with pytest.raises(GraphFailure, match="circle"):
        read(over(endless))
    assert asked < 100


def test_pages_in_a_circle_end_the_read() -> None:
    page = {"value": [{}], "@odata.nextLink": f"{HERE}/v1.0/users?page=2"}
    with pytest.raises(GraphFailure, match="circle"):
        read(over(lambda _request: httpx.Response(200, json=page)))


@pytest.mark.parametrize("date", ["Thu, 01 Jan 2026 00:00:00 -0000", "Thu, 01 Jan 2026 00:00:00 +99999999999999", "?"])
def test_a_strange_clock_of_the_service_does_no_harm(date: str) -> None:
    assert read(over(lambda _request: httpx.Response(200, json={"value": []}, headers={"Date": date}))) == []


def test_every_attempt_has_one_id_of_its_own() -> None:
    seen: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers["client-request-id"])
        if len(seen) == 1:
            return httpx.Response(503)
        link = {"@odata.nextLink": f"{HERE}/v1.0/users?page=2"} if len(seen) == 2 else {}
        return httpx.Response(200, json={"value": [], **link})

    assert read(over(answer, attempts=2)) == []
    assert len(set(seen)) == 3
    assert all(len(one) == 36 for one in seen)


def test_only_writes_leave_their_request_ids_for_the_journal() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        traced = {"request-id": request.url.path.rpartition("/")[2]}
        if request.url.path.endswith("$batch"):
            return httpx.Response(200, json={"responses": [{"id": "0", "status": 404}]}, headers=traced)
        return httpx.Response(204, headers=traced)

    tenant = over(answer)
    tenant.calls.read_many(["/users/1"])
    tenant.delete_workflow("the-write")
    assert tenant.drain_request_ids() == ("the-write",)
    tenant.close()


def test_a_challenge_of_the_service_is_answered_with_its_claims_as_json() -> None:
    claims = json.dumps({"access_token": {"nbf": {"essential": True, "value": "1"}}})
    coded = base64.b64encode(claims.encode()).decode()
    tokens = Tokens()

    def answer(_request: httpx.Request) -> httpx.Response:
        if len(tokens.claims) > 1:
            return httpx.Response(200, json={"value": []})
        challenge = f'Bearer error="insufficient_claims", claims="{coded}"'
        return httpx.Response(401, headers={"WWW-Authenticate": challenge})

    assert read(over(answer, tokens=tokens)) == []
    assert tokens.claims == [None, claims]


def batched(*rounds: list[dict[str, object]]) -> Answer:
    left = list(rounds)
    return lambda _request: httpx.Response(200, json={"responses": left.pop(0)})


def test_a_batch_waits_as_long_as_its_most_patient_item_asks_and_asks_only_for_those_again() -> None:
    waits: list[float] = []
    throttled: list[dict[str, object]] = [
        {"id": "0", "status": 429, "headers": {"Retry-After": "9"}},
        {"id": "1", "status": 200, "body": {"id": "b"}},
        {"id": "2", "status": 429, "headers": {"Retry-After": "2"}},
    ]
    then: list[dict[str, object]] = [
        {"id": "2", "status": 200, "body": {"id": "c"}},
        {"id": "0", "status": 200, "body": {"id": "a"}},
    ]
    tenant = over(batched(throttled, then), waits=waits, attempts=2)
    answers = closing(tenant, lambda t: t.calls.read_many(["/users/a", "/users/b", "/users/c"]))
    assert answers == [{"id": "a"}, {"id": "b"}, {"id": "c"}]
    assert waits == [9.0]


@pytest.mark.parametrize(
    "item",
    [
        {"id": "0", "status": 200},
        {"id": "0", "status": 302},
        {"id": "0", "status": 403},
        {"id": "²", "status": 200, "body": {}},
        {"id": "9" * 5000, "status": 200, "body": {}},
        {},
    ],
)
def test_a_batch_with_an_item_missing_or_refused_fails_whole(item: dict[str, object]) -> None:
    with pytest.raises(GraphFailure):
        closing(over(batched([item])), lambda t: t.calls.read_many(["/users/a"]))


@pytest.fixture
def loopback() -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_said: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_token_that_cannot_be_sent_is_not_shown(loopback: str) -> None:
    class Broken(Tokens):
        def token(self, scope: str, *, claims: str | None = None) -> str:
            return "hunter2\nhunter3"

    tenant = GraphTenant(GraphDoor(Endpoint(loopback), Broken(), policy=RetryPolicy(attempts=1)), sandbox=False)
    with pytest.raises(GraphFailure) as caught:
        read(tenant)
    assert "hunter" not in caught.value.message + str(caught.value.hint)


def test_a_given_token_serves_over_a_real_connection(loopback: str) -> None:
    assert read(GraphTenant(GraphDoor(Endpoint(loopback), FixedToken("fine\n")), sandbox=False)) is None
