"""The applications that may resume a task: sent where git names them, and never said to match where they are hidden."""

import json
from pathlib import Path

import pytest

from tests.commands import Lcwsync, Served

EXTENSION = """\
kind: CustomTaskExtension
displayName: Ask
description: Waits
endpoint:
  subscriptionId: 00000000-0000-4000-8000-000000000001
  resourceGroupName: rg-people
  logicAppWorkflowName: ask
authentication: pop
callback:
  timeoutInMinutes: 45
"""
NAMED = "  authorizedApps: [HR provisioning]\n"
SHOWN = pytest.mark.parametrize("answer", ["400", "403", "works"])


@pytest.fixture
def file(served: Served, lcwsync: Lcwsync, project: Path) -> Path:
    path = project / "workflows" / "ask.yaml"
    path.write_text(EXTENSION + NAMED, encoding="utf-8")
    assert lcwsync("apply", "--yes").code == 0
    served.app.requests.clear()
    return path


@SHOWN
@pytest.mark.parametrize("named", [True, False])
def test_a_change_of_the_callback_sends_them_only_where_git_names_them(
    served: Served, lcwsync: Lcwsync, file: Path, answer: str, *, named: bool
) -> None:
    served.app.store.doubts["apps-by-expand"] = answer
    file.write_text(EXTENSION.replace("45", "60") + (NAMED if named else ""), encoding="utf-8")
    assert lcwsync("apply", "--yes").code == 0
    (write,) = [write for write in served.writes if "customTaskExtensions" in write.path]
    assert write.body is not None
    callback = write.body["callbackConfiguration"]
    assert isinstance(callback, dict)
    assert ("authorizedApps" in callback) is named
    (stored,) = [item for item in served.app.store.all("customTaskExtensions") if item["displayName"] == "Ask"]
    kept = stored["callbackConfiguration"]
    assert isinstance(kept, dict)
    assert (kept["timeoutDuration"], len(kept["authorizedApps"])) == ("PT1H", 1)


@SHOWN
def test_hidden_ones_that_git_names_are_not_verified(served: Served, lcwsync: Lcwsync, file: Path, answer: str) -> None:
    served.app.store.doubts["apps-by-expand"] = answer
    hidden = answer != "works"
    (environment,) = json.loads(lcwsync("plan", "--format", "json").out)["environments"]
    fields = [item["field"] for item in environment["unverified"]]
    assert fields == (["callback.authorizedApps"] if hidden else [])
    assert ("The tenant matches git" in lcwsync("plan").out) is not hidden
    file.write_text(EXTENSION, encoding="utf-8")
    assert "The tenant matches git" in lcwsync("plan").out, "git no longer names them"
