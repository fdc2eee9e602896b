"""`lcwsync resolve`: two workflows of one name, and creates that nobody sees."""

import json
from pathlib import Path

import pytest

from lcwsync.sandbox.documents import DELETED, WORKFLOWS
from lcwsync.sandbox.faults import parse_fault
from tests.commands import Lcwsync, Served

NAME = "Onboard pre-hire employee"


def named(served: Served, collection: str = WORKFLOWS) -> list[dict[str, object]]:
    return [w for w in served.app.store.all(collection) if w["displayName"] == NAME]


@pytest.fixture
def doubled(served: Served, lcwsync: Lcwsync) -> tuple[str, str]:
    """The id of another admin's workflow and of ours, after a namesake was created inside our POST."""
    served.app.faults.add(parse_fault("equal-names:*:*"))
    # The first create of the apply is that of another workflow: the fault waits for the one of the name.
    served.app.faults.add(parse_fault("name-taken:POST:*/workflows:0:0"))
    outcome = lcwsync("apply", "--yes", "--format", "json")
    served.app.faults.clear()
    assert outcome.code == 5
    (report,) = json.loads(outcome.out)["environments"]
    result = next(item for item in report["results"] if item["object"]["name"] == NAME)
    assert result["result"] == "needsDecision"
    ours = result["sent"]["objectId"]
    (theirs,) = [str(w["id"]) for w in named(served) if w["id"] != ours]
    assert ours in result["message"]
    assert theirs in result["message"]
    assert "lcwsync resolve" in result["hint"]
    return theirs, ours


def test_the_one_that_this_run_created_is_removed(served: Served, lcwsync: Lcwsync, doubled: tuple[str, str]) -> None:
    theirs, ours = doubled
    shown = lcwsync("resolve", NAME)
    assert shown.code == 64
    assert theirs in shown.out
    assert ours in shown.out
    assert len(named(served)) == 2
    assert lcwsync("resolve", NAME, "--yes").code == 0
    assert [w["id"] for w in named(served)] == [theirs]
    assert [w["id"] for w in named(served, DELETED)] == [ours]
    assert lcwsync("resolve", NAME, "--yes").code == 0
    assert [w["id"] for w in named(served)] == [theirs]


def test_another_admins_workflow_is_never_removed(served: Served, lcwsync: Lcwsync, doubled: tuple[str, str]) -> None:
    theirs, _ours = doubled
    refused = lcwsync("resolve", NAME, "--remove", theirs, "--yes")
    assert refused.code == 4
    assert len(named(served)) == 2


def test_one_that_was_changed_since_is_not_removed(served: Served, lcwsync: Lcwsync, doubled: tuple[str, str]) -> None:
    _theirs, ours = doubled
    document = served.app.store.get(WORKFLOWS, ours)
    assert document
    served.app.store.put(WORKFLOWS, ours, {**document, "lastModifiedDateTime": "2099-01-01T00:00:00.0000000Z"})
    assert lcwsync("resolve", NAME, "--yes").code == 4
    assert len(named(served)) == 2


def test_a_machine_without_the_journal_knows_it_from_the_outcome(
    served: Served, project: Path, lcwsync: Lcwsync, doubled: tuple[str, str]
) -> None:
    theirs, ours = doubled
    lines = (project / ".lcwsync" / "journal.jsonl").read_text(encoding="utf-8")
    assert ours in lines
    (project / ".lcwsync" / "journal.jsonl").rename(project / "previous.jsonl")
    assert lcwsync("resolve", NAME, "--yes").code == 4
    assert lcwsync("resolve", NAME, "--yes", "--previous", "previous.jsonl").code == 0
    assert [w["id"] for w in named(served)] == [theirs]


def test_a_create_that_nobody_sees_is_forgotten_on_demand(served: Served, lcwsync: Lcwsync) -> None:
    served.app.faults.add(parse_fault("reset-before:POST:*/workflows:0:1"))
    first = lcwsync("apply", "--yes", "--wait", "0", "--format", "json")
    assert first.code == 5
    (report,) = json.loads(first.out)["environments"]
    (unknown,) = [item for item in report["results"] if item["result"] == "unknown"]
    name = unknown["object"]["name"]
    assert lcwsync("apply", "--yes", "--wait", "0").code == 5, "it may still appear"
    assert lcwsync("resolve", name).code == 5
    assert lcwsync("resolve", name, "--forget", "--yes").code == 0
    assert lcwsync("apply", "--yes", "--wait", "0").code == 0
    assert lcwsync("plan", "--detailed-exitcode").code == 0
