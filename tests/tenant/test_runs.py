"""What is asked about runs while they go on, and what the service's own previews leave among them."""

from datetime import timedelta

import pytest

from lcwsync.sandbox.app import SandboxApp
from lcwsync.sandbox.store import Store
from lcwsync.tenant.graph import GraphTenant
from lcwsync.tenant.http.failure import GraphFailure
from lcwsync.tenant.runs import Started
from tests.builders import tap_task, workflow
from tests.sandbox.graph_client import LIFECYCLE, Graph


@pytest.fixture
def made(tenant: GraphTenant) -> str:
    return tenant.create_workflow(workflow("One", tap_task()))


@pytest.fixture
def person(store: Store) -> str:
    return str(store.all("users")[0]["id"])


@pytest.fixture
def started(tenant: GraphTenant, made: str, person: str) -> Started:
    return Started(made, frozenset({person}), frozenset(), tenant.now() - timedelta(minutes=5))


@pytest.mark.parametrize(("answer", "waits"), [("later", [1.0, 1.0, 2.0]), ("at-once", [])])
def test_a_run_is_followed_to_its_end_however_long_it_takes(
    tenant: GraphTenant, store: Store, started: Started, answer: str, waits: list[float]
) -> None:
    store.doubts["run-results"] = answer
    waited: list[float] = []
    tenant.runs.start(started.workflow_id, list(started.people))
    (result,) = tenant.runs.follow(started, sleep=waited.append, patience=60)
    assert result.ended
    assert result.tasks
    assert waited == waits


def test_a_run_that_does_not_end_in_time_is_returned_as_it_stands(tenant: GraphTenant, started: Started) -> None:
    tenant.runs.start(started.workflow_id, list(started.people))
    (result,) = tenant.runs.follow(started, sleep=lambda _: None, patience=2)
    assert (result.status, result.ended) == ("inProgress", False)


def test_a_start_is_listed_before_it_has_ended(tenant: GraphTenant, started: Started) -> None:
    tenant.runs.start(started.workflow_id, list(started.people))
    waited: list[float] = []
    (result,) = tenant.runs.listed(started, sleep=waited.append)
    assert (result.status, waited) == ("queued", [1.0])
    again = started._replace(known=frozenset({result.id}))
    assert tenant.runs.listed(again, sleep=waited.append) == ()
    assert sum(waited) < 15


def test_a_preview_of_the_service_is_no_run_of_a_person(
    tenant: GraphTenant, sandbox_app: SandboxApp, store: Store, made: str, person: str
) -> None:
    store.doubts["run-results"] = "at-once"
    since = tenant.now() - timedelta(hours=24)
    answer = Graph(sandbox_app)("POST", f"{LIFECYCLE}/workflows/{made}/previewWorkflow", {"subjects": [{"id": person}]})
    assert answer.status_code == 204
    assert tenant.runs.count_since([made], person, since) == 0
    assert (tenant.runs.results(made), tenant.runs.runs(made)) == ((), ())
    tenant.runs.start(made, [person])
    assert tenant.runs.count_since([made], person, since) == 1
    assert (len(tenant.runs.results(made)), len(tenant.runs.runs(made))) == (1, 1)


def test_a_result_that_does_not_tell_whose_it_is_cannot_be_counted(
    tenant: GraphTenant, store: Store, made: str, person: str
) -> None:
    store.doubts["run-results"] = "at-once"
    tenant.runs.start(made, [person])
    day = tenant.now() - timedelta(hours=24)
    assert tenant.runs.count_since([made], person, day) == 1
    for result in store.all("userProcessingResults"):
        store.put("userProcessingResults", str(result["id"]), {**result, "subject": {}})
    with pytest.raises(GraphFailure, match="whose it is"):
        tenant.runs.count_since([made], person, day)
