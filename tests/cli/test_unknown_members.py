"""What the tenant has and lcwsync does not know is shown with its path: in drift and between versions."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from lcwsync.sandbox.store import JsonObject
from tests.cli.test_main_job import PRE_HIRE, edit
from tests.commands import Lcwsync, Served

WORKFLOW = "Onboard pre-hire employee"


@pytest.fixture
def change(served: Served, lcwsync: Lcwsync) -> Callable[[Callable[[JsonObject], object]], None]:
    """Change the stored workflow as a newer portal would."""
    assert lcwsync("apply", "--yes", "--env", "sandbox").code == 0

    def changed(by: Callable[[JsonObject], object]) -> None:
        store = served.app.store
        (document,) = [each for each in store.all("workflows") if each["displayName"] == WORKFLOW]
        by(document)
        store.put("workflows", str(document["id"]), document)

    return changed


def plant(document: JsonObject, value: object = 5) -> None:
    tasks = document["tasks"]
    assert isinstance(tasks, list)
    tasks[0]["newLimit"] = {"most": value, "lastModifiedDateTime": str(value)}
    document["settings"] = {"newOwner": "maria@example.com"}


def test_drift_shows_what_it_does_not_know(
    project: Path, lcwsync: Lcwsync, change: Callable[[Callable[[JsonObject], object]], None]
) -> None:
    change(plant)
    done = lcwsync("drift", "--env", "sandbox")
    assert done.code == 0
    assert f'workflow "{WORKFLOW}"  unknown member settings.newOwner = "maria@example.com"' in done.out
    assert '.newLimit = {"most": 5}' in done.out
    assert done.out.endswith("matches git, apart from 2 unknown members.\n")
    (report,) = json.loads(lcwsync("drift", "--env", "sandbox", "--format", "json").out)["environments"]
    assert [(part["object"]["name"], part["path"].rpartition(".")[2]) for part in report["unknown"]] == [
        (WORKFLOW, "newOwner"),
        (WORKFLOW, "newLimit"),
    ]
    issue = lcwsync("drift", "--env", "sandbox", "--format", "markdown").out
    assert "settings.newOwner" in issue
    assert "maria" not in issue


def test_history_shows_the_path_that_differs_beside_the_fields(
    project: Path, lcwsync: Lcwsync, change: Callable[[Callable[[JsonObject], object]], None]
) -> None:
    change(plant)
    edit(project, "offsetInDays: -7", "offsetInDays: -5", PRE_HIRE)
    assert "(gone)" in lcwsync("apply", "--yes", "--env", "sandbox").out
    change(lambda document: plant(document, 6))
    lines = lcwsync("history", WORKFLOW, "--env", "sandbox").out.splitlines()
    assert any(line.strip().startswith("trigger") and "-7" in line for line in lines)
    assert any(line.endswith(".newLimit.most  5 → 6") for line in lines), lines
    assert not any("lastModified" in line for line in lines)
