"""Reads whose answer Microsoft does not document: the client survives each, and never takes "not shown" for "none"."""

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest

from lcwsync.sandbox.app import SandboxApp
from lcwsync.sandbox.doubts import DOUBTS
from lcwsync.sandbox.faults import parse_fault
from lcwsync.sandbox.store import Store
from lcwsync.tenant.graph import GraphTenant
from lcwsync.tenant.http.client import Endpoint, GraphDoor
from lcwsync.tenant.http.failure import GraphFailure
from lcwsync.tenant.http.retry import RetryPolicy
from lcwsync.tenant.http.sandbox_connection import SANDBOX_URL, SandboxConnection
from lcwsync.tenant.signin.credentials import FixedToken
from tests.builders import tap_task, workflow
from tests.commands import Lcwsync, Served

UNITS = DOUBTS["units-by-expand"].values
APPS = DOUBTS["apps-by-expand"].values


@pytest.fixture
def tenant(sandbox_app: SandboxApp) -> Iterator[GraphTenant]:
    """The sandbox, with no waiting before a request is repeated."""

    async def sleep(_seconds: float) -> None:
        return

    door = GraphDoor(
        Endpoint(SANDBOX_URL),
        FixedToken("sandbox"),
        connection=SandboxConnection(sandbox_app),
        policy=RetryPolicy(attempts=3),
        sleep=sleep,
    )
    connected = GraphTenant(door, sandbox=True)
    yield connected
    connected.close()


@pytest.fixture
def made(tenant: GraphTenant) -> list[str]:
    return [tenant.create_workflow(workflow(name, tap_task())) for name in ("One", "Two")]


@pytest.mark.parametrize("answer", UNITS)
def test_workflows_are_read_whole_whatever_becomes_of_the_expansion(
    tenant: GraphTenant, store: Store, made: list[str], answer: str
) -> None:
    store.doubts["units-by-expand"] = answer
    read = [live for live in tenant.workflows() if live.id in made]
    alone = [tenant.workflow(id_) for id_ in made]
    for live in (*read, *alone):
        assert live is not None
        assert live.workflow.tasks is not None
        assert [task.definition_id for task in live.workflow.tasks] == [tap_task().definition_id]
        shown = live.workflow.administration_scope_targets is not None
        assert shown is (answer in ("works", "drops-tasks"))


@pytest.mark.parametrize("answer", APPS)
def test_extensions_are_read_whatever_becomes_of_the_expansion(tenant: GraphTenant, store: Store, answer: str) -> None:
    store.doubts["apps-by-expand"] = answer
    assert tenant.extensions()


@pytest.mark.parametrize("status", [401, 429])
def test_a_refusal_that_no_expansion_explains_is_raised(
    tenant: GraphTenant, sandbox_app: SandboxApp, made: list[str], status: int
) -> None:
    sandbox_app.faults.add(parse_fault(f"status:GET:*/workflows/{made[0]}:0:0:{status}"))
    with pytest.raises(GraphFailure):
        tenant.workflow(made[0])


def test_a_workflow_that_is_listed_and_cannot_be_read_is_never_one_to_create(
    tenant: GraphTenant, sandbox_app: SandboxApp, made: list[str]
) -> None:
    sandbox_app.faults.add(parse_fault(f"status:GET:*/workflows/{made[0]}:0:0:404"))
    with pytest.raises(GraphFailure, match="it is listed, and answers that it does not exist"):
        tenant.workflows()


def test_a_workflow_that_a_late_list_names_is_not_there_when_it_is_among_the_deleted(
    tenant: GraphTenant, sandbox_app: SandboxApp, made: list[str]
) -> None:
    sandbox_app.faults.add(parse_fault("lag:GET:*/workflows:0:0:30"))
    tenant.delete_workflow(made[0])
    assert [live.id for live in tenant.workflows() if live.id in made] == [made[1]]


def test_a_workflow_that_vanishes_while_it_is_read_is_not_there(
    tenant: GraphTenant, sandbox_app: SandboxApp, made: list[str]
) -> None:
    sandbox_app.faults.add(parse_fault(f"deleted-by-other:GET:*/workflows/{made[0]}:0:1"))
    assert [live.id for live in tenant.workflows() if live.id in made] == [made[1]]


@pytest.mark.parametrize("answer", [answer for answer in UNITS if answer != "500"])
def test_a_plan_after_an_apply_finds_nothing_to_do_or_says_what_it_cannot_see(
    served: Served, lcwsync: Lcwsync, answer: str
) -> None:
    served.app.store.doubts["units-by-expand"] = answer
    assert lcwsync("apply", "--yes").code == 0
    again = lcwsync("plan")
    assert again.code == 0
    assert "to create" not in again.out
    assert "No changes" in again.out


def test_new_results_are_asked_for_alone_or_all_where_the_filter_is_refused(
    tenant: GraphTenant, sandbox_app: SandboxApp, store: Store, made: list[str]
) -> None:
    since = tenant.now() - timedelta(minutes=5)
    store.doubts["run-results"] = "at-once"
    tenant.runs.start(made[0], [str(store.all("users")[0]["id"])])
    sandbox_app.requests.clear()
    (result,) = tenant.runs.results(made[0], since=since)
    assert [request.query.startswith("$filter=scheduledDateTime ge ") for request in sandbox_app.requests] == [True]
    assert tenant.runs.results(made[0], since=tenant.now() + timedelta(days=1)) == ()
    sandbox_app.faults.add(parse_fault("status:GET:*/userProcessingResults:0:1:400"))
    assert tenant.runs.results(made[0], since=since) == (result,)


@pytest.mark.parametrize("answer", DOUBTS["on-demand-conditions"].values)
def test_conditions_that_are_left_out_are_not_verified_and_null_ones_are_on_demand(
    served: Served, lcwsync: Lcwsync, answer: str
) -> None:
    served.app.store.doubts["on-demand-conditions"] = answer
    assert lcwsync("apply", "--yes").code == 0
    again = lcwsync("plan", "--format", "json")
    (planned,) = json.loads(again.out)["environments"]
    assert planned["actions"] == []
    hidden = {entry["field"] for entry in planned["unverified"]}
    assert ("trigger" in hidden) is (answer == "omitted")
