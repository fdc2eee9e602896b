"""Law 10 for what Graph answers: members missing, of another type, null, or of a kind nobody knows.

Whatever comes, a read gives values or a `TenantError`; a plan of an applied configuration never takes an object whose
answer was maimed for an absent one.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lcwsync.model.state import Desired, Existing
from lcwsync.model.tap_policy import PolicyState, TapPolicy
from lcwsync.plan.actions import CreateExtension
from lcwsync.plan.planner import make_plan
from lcwsync.plan.workflow_actions import CreateWorkflow
from lcwsync.planning.environment import read_everything
from lcwsync.sandbox.app import SandboxApp
from lcwsync.sandbox.store import Store
from lcwsync.tenant.graph import GraphTenant
from lcwsync.tenant.http.client import Endpoint, GraphDoor
from lcwsync.tenant.http.connection import Sent
from lcwsync.tenant.http.failure import GraphFailure
from lcwsync.tenant.http.retry import RetryPolicy
from lcwsync.tenant.http.sandbox_connection import SANDBOX_URL, SandboxConnection
from lcwsync.tenant.signin.credentials import FixedToken
from lcwsync.values.errors import LcwError
from tests.builders import TENANT, context, tap_task, task, workflow
from tests.connections import Between
from tests.faults.trials import Lab, extension

Maim = Callable[[str, object], object]
"""From a path and the JSON answered there to another JSON."""


class Maimed(Between):
    """The sandbox's answers, changed on the way."""

    def __init__(self, app: SandboxApp) -> None:
        super().__init__(SandboxConnection(app), self._maimed)
        self.maim: Maim = lambda _path, body: body

    def _maimed(self, sent: Sent, status: int, content: bytes) -> tuple[int, bytes]:
        body = self.maim(urlsplit(sent.url).path, json.loads(content)) if content else None
        return status, json.dumps(body).encode() if content else b""


DESIRED = Desired(
    workflows=(workflow("Hire", tap_task(), task("sendWelcomeEmail")), workflow("Move")),
    extensions=(extension("Badge"),),
    tap_policy=TapPolicy(state=PolicyState.ENABLED),
)


@pytest.fixture(scope="module")
def applied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Lab(Store(None), Path(tmp_path_factory.mktemp("applied"))) as lab:
        lab.apply(DESIRED)
        yield lab.app.store
        lab.app.store.close()


@pytest.fixture(scope="module")
def line(applied: Store) -> Iterator[tuple[GraphTenant, Maimed, SandboxApp]]:
    app = SandboxApp(applied)
    maimed = Maimed(app)
    door = GraphDoor(Endpoint(SANDBOX_URL), FixedToken("sandbox"), connection=maimed, policy=RetryPolicy(attempts=1))
    tenant = GraphTenant(door, sandbox=True)
    yield tenant, maimed, app
    tenant.close()


Line = tuple[GraphTenant, Maimed, SandboxApp]

ODD = st.sampled_from(
    [None, "", "x", 0, -1, 10**30, 1.5, True, [], [None], ["x"], {}, {"@odata.type": "#microsoft.graph.newThing"}]
)


def places(value: object, way: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Every place in a JSON value."""
    yield way
    if isinstance(value, dict):
        for key, item in value.items():
            yield from places(item, (*way, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from places(item, (*way, index))


def changed(value: object, way: tuple[str | int, ...], to: object, *, remove: bool) -> object:
    """The value with one place replaced, or taken out."""
    if not way:
        return to
    first, rest = way[0], way[1:]
    if isinstance(value, dict):
        copy = {**value, first: changed(value[first], rest, to, remove=remove)}
        if remove and not rest:
            del copy[first]
        return copy
    assert isinstance(value, list)
    assert isinstance(first, int)
    return [changed(item, rest, to, remove=remove) if i == first else item for i, item in enumerate(value)]


PATHS = ("/workflows", "/$batch", "/customTaskExtensions", "/temporaryAccessPass", "/settings", "/organization")


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_maimed_answer_is_read_or_refused_and_never_breaks_the_reader(line: Line, data: st.DataObject) -> None:
    tenant, maimed, app = line
    wanted = data.draw(st.sampled_from(PATHS))
    odd, remove = data.draw(ODD), data.draw(st.booleans())
    number = data.draw(st.integers(0, 400))

    def maim(path: str, body: object) -> object:
        if not path.endswith(wanted):
            return body
        every = list(places(body))
        return changed(body, every[number % len(every)], odd, remove=remove)

    app.requests.clear()
    maimed.maim = maim
    try:
        # Anything else than an error of ours fails the test.
        with suppress(LcwError):
            make_plan(DESIRED, read_everything(tenant), context(tenant=TENANT))
    finally:
        maimed.maim = lambda _path, body: body
    assert all(r.method == "GET" or r.path.endswith(("$batch", "getByIds")) for r in app.requests)


@pytest.mark.parametrize(
    "list_body",
    [{}, {"value": None}, {"value": {}}, {"value": "x"}, {"value": [1]}, [], "x", {"value": [], "@odata.nextLink": 7}],
    ids=repr,
)
@pytest.mark.parametrize("path", ["/workflows", "/customTaskExtensions"])
def test_a_list_that_is_none_is_an_error_and_not_an_empty_tenant(line: Line, path: str, list_body: object) -> None:
    tenant, maimed, _ = line
    maimed.maim = lambda asked, body: list_body if asked.endswith(path) else body
    try:
        with pytest.raises(GraphFailure):
            tenant.workflows() if path == "/workflows" else tenant.extensions()
    finally:
        maimed.maim = lambda _path, body: body


@pytest.mark.parametrize(
    ("link", "reason"),
    [
        ("https://graph.example/v1.0/next", "another host"),
        (f"{SANDBOX_URL}/v1.0/identityGovernance/lifecycleWorkflows/workflows", "circle"),
    ],
)
def test_a_next_page_elsewhere_or_in_a_circle_is_not_followed(line: Line, link: str, reason: str) -> None:
    tenant, maimed, _ = line

    def maim(path: str, body: object) -> object:
        return {**body, "@odata.nextLink": link} if path.endswith("/workflows") and isinstance(body, dict) else body

    maimed.maim = maim
    try:
        with pytest.raises(GraphFailure, match=reason):
            tenant.workflows()
    finally:
        maimed.maim = lambda _path, body: body


def test_unknown_kinds_are_kept_and_never_written(line: Line) -> None:
    tenant, maimed, _ = line

    def maim(path: str, body: object) -> object:
        if not path.endswith("/$batch") or not isinstance(body, dict):
            return body
        conditions = {"@odata.type": "#microsoft.graph.identityGovernance.newConditions", "level": 3}
        new = {"category": "returner", "executionConditions": conditions}
        return {"responses": [{**item, "body": {**item["body"], **new}} for item in body["responses"]]}

    maimed.maim = maim
    try:
        existing = Existing(workflows=tenant.workflows(), extensions=tenant.extensions())
    finally:
        maimed.maim = lambda _path, body: body
    assert all(live.unsupported for live in existing.workflows)
    longer = replace(DESIRED, tap_policy=None, workflows=(workflow("Hire", tap_task(minutes=60)), workflow("Move")))
    plan = make_plan(longer, existing, context(tenant=TENANT))
    assert not [p for p in plan.actions if isinstance(p.action, CreateWorkflow | CreateExtension)]
    assert plan.refusals
