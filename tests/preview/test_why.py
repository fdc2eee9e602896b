"""What is said about one person is what the service then does, and what the directory hides is doubt."""

import base64
import json
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from lcwsync.judge.timing import Timing
from lcwsync.preview.why import BY_TIMING
from lcwsync.sandbox.documents import objects
from lcwsync.sandbox.engine.schedule import advance
from lcwsync.sandbox.faults import parse_fault
from lcwsync.sandbox.store import JsonObject
from tests.commands import Lcwsync, Served

ROLES = [
    *("Organization.Read.All", "User.Read.All", "LifecycleWorkflows.Read.All", "GroupMember.Read.All"),
    *("AdministrativeUnit.Read.All", "Policy.Read.AuthenticationMethod", "LifecycleWorkflows-Reports.Read.All"),
]

OUTCOMES = {"completed": "done", "failed": "failed"}


@pytest.fixture
def applied(served: Served, lcwsync: Lcwsync) -> Served:
    assert lcwsync("apply", "--yes").code == 0
    return served


def test_every_timing_has_an_answer() -> None:
    assert set(BY_TIMING) == set(Timing)


def answers(lcwsync: Lcwsync, name: str) -> dict[str, JsonObject]:
    done = lcwsync("why", name, "--format", "json")
    assert done.code == 0, done.err
    return {workflow["name"]: workflow for workflow in json.loads(done.out)["workflows"]}


def test_who_is_said_to_be_taken_up_is_taken_up_and_each_task_ends_as_foretold(
    applied: Served, lcwsync: Lcwsync
) -> None:
    store = applied.app.store
    people = [user for user in store.all("users") if user.get("employeeHireDate") or user.get("employeeLeaveDateTime")]
    people = sorted(people, key=lambda user: str(user.get("employeeHireDate")), reverse=True)[:12]
    assert len(people) > 10
    foretold = {str(user["id"]): answers(lcwsync, str(user["userPrincipalName"])) for user in people}
    now = store.now()
    advance(store, timedelta(days=10), randomness=Random(1))
    names = {str(workflow["id"]): str(workflow["displayName"]) for workflow in store.all("workflows")}
    ran = {
        (str(result["subject"]["id"]), names[str(result["_workflow"])]): result  # type: ignore[index]
        for result in store.all("userProcessingResults")
    }
    expected = {
        (person, name)
        for person, workflows in foretold.items()
        for name, workflow in workflows.items()
        if workflow["answer"] == "runs" and str(workflow["earliest"]) <= f"{now + timedelta(days=9):%Y-%m-%dT%H:%M:%SZ}"
    }
    assert len(expected) > 5
    assert expected <= set(ran)
    for person, name in ran:
        if person in foretold:
            assert foretold[person][name]["answer"] == "runs", (person, name)
    for person, name in expected:
        tasks = [task for task in store.all("taskProcessingResults") if task["_userResult"] == ran[person, name]["id"]]
        told = {str(task["title"]): task["outcome"] for task in objects(foretold[person][name]["tasks"])}
        for task in tasks:
            title = str(task["task"]["displayName"])  # type: ignore[index]
            assert told[title] in (OUTCOMES[str(task["processingStatus"])], "cannotTell"), (person, name, title)


def test_a_run_that_is_over_is_told_with_what_each_task_did(applied: Served, lcwsync: Lcwsync) -> None:
    advance(applied.app.store, timedelta(days=3), randomness=Random(1))
    done = lcwsync("why", "mila.horvat@kestrelvane.example", "--workflow", "Onboard pre-hire employee")
    assert "ran already" in done.out
    assert "Generate TAP and email the manager: failed: The user has no manager." in done.out


def test_every_condition_shows_what_was_read_and_what_was_wanted(applied: Served, lcwsync: Lcwsync) -> None:
    workflow = answers(lcwsync, "mila.horvat@kestrelvane.example")["Onboard sales"]
    assert workflow["answer"] == "not"
    assert workflow["because"] == "department eq 'Sales': department is 'Marketing'"
    rows = {row["wanted"]: row["holds"] for row in objects(workflow["conditions"])}
    assert rows["department eq 'Sales'"] is False
    assert rows["on the hire date"] is True
    assert not applied.app.store.all("workflowRuns")


def test_a_change_that_is_not_applied_yet_is_judged_and_unmanaged_workflows_are_named(
    served: Served, lcwsync: Lcwsync
) -> None:
    workflows = answers(lcwsync, "jack.obrien@kestrelvane.example")
    assert workflows["Onboard pre-hire employee"]["inTenant"] is False
    assert workflows["Welcome guests (made in the portal)"]["inGit"] is False
    assert not served.writes


def test_what_the_directory_hides_is_told_as_doubt(
    applied: Served, lcwsync: Lcwsync, monkeypatch: pytest.MonkeyPatch
) -> None:
    claims = {"roles": ROLES}
    parts = [base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in ({}, claims)]
    monkeypatch.setenv("LCWSYNC_ACCESS_TOKEN", f"{parts[0]}.{parts[1]}.x")
    done = lcwsync("why", "jack.obrien@kestrelvane.example")
    assert done.code == 0, done.err
    assert "leave dates cannot be read" in done.out
    assert "of 2 it cannot be told." in done.out


def test_an_attribute_that_is_refused_leaves_the_others_readable(applied: Served, lcwsync: Lcwsync) -> None:
    jack = next(user for user in applied.app.store.all("users") if user["displayName"] == "Jack O'Brien")
    applied.app.faults.add(parse_fault(f"status:GET:/users/{jack['id']}:0:2:403"))
    done = lcwsync("why", str(jack["userPrincipalName"]))
    assert done.code == 0, done.err
    assert "department could not be read" in done.out
    assert "7 days before the hire date" in done.out
    assert "it cannot be told." in done.out


def test_the_answer_can_be_a_page(applied: Served, lcwsync: Lcwsync) -> None:
    before = len(applied.writes)
    done = lcwsync("why", "mila.horvat@kestrelvane.example", "--format", "html", "--output", "why.html")
    assert done.code == 0, done.err
    page = Path("why.html").read_text("utf-8")
    assert "Onboard pre-hire employee" in page
    assert "department eq &#x27;Sales&#x27;" in page or "department eq &#39;Sales&#39;" in page
    assert len(applied.writes) == before


def test_a_user_or_workflow_that_does_not_exist_is_a_usage_error(applied: Served, lcwsync: Lcwsync) -> None:
    assert lcwsync("why", "nobody@kestrelvane.example").code == 64
    assert lcwsync("why", "jack.obrien@kestrelvane.example", "--workflow", "No such").code == 64
    assert lcwsync("why", "not a name").code == 64
    assert applied
