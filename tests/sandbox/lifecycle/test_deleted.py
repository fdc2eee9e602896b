from datetime import timedelta

import pytest

from lcwsync.sandbox.store import Store
from tests.sandbox.graph_client import LIFECYCLE, Graph, workflow

WORKFLOWS = f"{LIFECYCLE}/workflows"
DELETED = f"{LIFECYCLE}/deletedItems/workflows"


def _deleted(graph: Graph) -> str:
    created = graph.create(workflow())
    graph("POST", f"{WORKFLOWS}/{created}/createNewVersion", {"workflow": workflow()})
    assert graph("DELETE", f"{WORKFLOWS}/{created}").status_code == 204
    return created


def test_a_deleted_workflow_is_gone_from_the_list_and_kept_disabled_without_visible_tasks(graph: Graph) -> None:
    gone = _deleted(graph)
    assert graph.values(WORKFLOWS) == []
    assert graph("GET", f"{WORKFLOWS}/{gone}").status_code == 404
    (listed,) = graph.values(DELETED)
    assert (listed["id"], listed["isEnabled"]) == (gone, False)
    shown = graph.get(f"{DELETED}/{gone}")
    assert shown["tasks"] == []
    assert str(shown["deletedDateTime"]) > str(shown["lastModifiedDateTime"])


def test_a_restored_workflow_keeps_its_id_history_and_tasks_and_is_disabled(graph: Graph) -> None:
    gone = _deleted(graph)
    answer = graph("POST", f"{DELETED}/{gone}/microsoft.graph.identityGovernance.restore")
    assert answer.status_code == 200
    shown = graph.get(f"{WORKFLOWS}/{gone}")
    assert (shown["isEnabled"], shown["isSchedulingEnabled"], shown["deletedDateTime"]) == (False, False, None)
    assert len(shown["tasks"]) == 1
    assert len(graph.values(f"{WORKFLOWS}/{gone}/versions")) == 2
    assert graph.values(DELETED) == []


def test_a_deleted_name_stays_taken_while_it_is_kept(graph: Graph) -> None:
    gone = _deleted(graph)
    assert graph("POST", WORKFLOWS, workflow()).status_code == 409
    assert graph("POST", f"{DELETED}/{gone}/restore").status_code == 200


def test_a_deleted_name_that_is_free_then_blocks_the_restore(graph: Graph, store: Store) -> None:
    store.doubts["deleted-names"] = "free"
    gone = _deleted(graph)
    graph.create(workflow())
    assert graph("POST", f"{DELETED}/{gone}/restore").status_code == 409


@pytest.mark.parametrize(("answer", "scheduled"), [("disabled", False), ("as-before", True)])
def test_a_restored_workflow_is_as_it_was_or_disabled(graph: Graph, store: Store, answer: str, scheduled: bool) -> None:
    store.doubts["restored-switches"] = answer
    gone = _deleted(graph)
    shown = graph("POST", f"{DELETED}/{gone}/restore").json()
    assert (shown["isEnabled"], shown["isSchedulingEnabled"]) == (scheduled, scheduled)


@pytest.mark.parametrize(("answer", "tasks"), [("kept", 1), ("lost", 0)])
def test_a_restored_workflow_has_its_tasks_or_lost_them(graph: Graph, store: Store, answer: str, tasks: int) -> None:
    store.doubts["restored-tasks"] = answer
    gone = _deleted(graph)
    graph("POST", f"{DELETED}/{gone}/restore")
    assert len(graph.get(f"{WORKFLOWS}/{gone}")["tasks"]) == tasks


def test_after_thirty_days_it_is_gone_for_good(graph: Graph, store: Store) -> None:
    gone = _deleted(graph)
    store.advance(timedelta(days=29, hours=23))
    assert len(graph.values(DELETED)) == 1
    store.advance(timedelta(hours=2))
    assert graph.values(DELETED) == []
    assert graph("POST", f"{DELETED}/{gone}/restore").status_code == 404


def test_a_permanent_delete_takes_the_versions_too(graph: Graph, store: Store) -> None:
    gone = _deleted(graph)
    assert graph("DELETE", f"{DELETED}/{gone}").status_code == 204
    assert store.count("workflowVersions") == 0
    assert graph("GET", f"{DELETED}/{gone}").status_code == 404
