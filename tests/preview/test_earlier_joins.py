"""A pass can depend on a workflow of the day before that adds the hire to the policy's group."""

import json
import re
from pathlib import Path

import pytest

from lcwsync.sandbox.documents import objects
from lcwsync.sandbox.store import JsonObject
from tests.commands import Lcwsync

PASSES = "Onboard pre-hire employee"
PREPARES = "Prepare new hires for their pass"
ANA = "ana.lima@kestrelvane.example"
HIRE = ("sandbox", "hire", "Ana Lima", "--department", "Sales", "--manager", "maria.alvarez", "--days", "10")


def forecast(lcwsync: Lcwsync, *words: str) -> JsonObject:
    """What the preview says about Ana's pass."""
    done = lcwsync("preview", *words, "--format", "json")
    assert done.code == 0, done.err
    workflow = next(each for each in json.loads(done.out)["workflows"] if each["name"] == PASSES)
    person = next(each for each in objects(workflow["people"]) if each["userPrincipalName"] == ANA)
    assert isinstance(person["pass"], dict)
    return person["pass"]


def verdicts(lcwsync: Lcwsync, *words: str) -> list[str]:
    found = forecast(lcwsync, *words)["verdicts"]
    assert isinstance(found, list)
    return [str(verdict) for verdict in found]


def reason(lcwsync: Lcwsync) -> str:
    told = lcwsync("preview", PASSES, "--failing").out
    return next((line for line in told.splitlines() if "Ana Lima" in line), "")


def edit(name: str, *pairs: tuple[str, str]) -> None:
    file = Path("workflows") / name
    text = file.read_text("utf-8")
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    file.write_text(text, "utf-8")


@pytest.mark.usefixtures("project")
def test_a_hire_whom_the_workflow_of_the_day_before_prepares_is_sure_of_the_pass_and_gets_it(lcwsync: Lcwsync) -> None:
    assert lcwsync("apply", "--yes").code == 0
    assert lcwsync(*HIRE).code == 0
    assert verdicts(lcwsync) == verdicts(lcwsync, PASSES) == ["joinsEarlier"]
    assert forecast(lcwsync)["arrives"] is True
    assert not reason(lcwsync)
    told = lcwsync("why", ANA, "--workflow", PASSES).out
    assert re.search(f'joins SG-New-Hires by workflow "{PREPARES}" on [0-9]', told)
    assert "outside the policy's targets" not in told
    assert lcwsync("sandbox", "advance", "5d").code == 0
    assert "Ana Lima" in lcwsync("sandbox", "outbox", "--to", "maria").out


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize(
    "change",
    [
        ("isSchedulingEnabled: true", "isSchedulingEnabled: false"),
        ("offsetInDays: -8", "offsetInDays: -5"),
        ("(department in (${hireDepartments}))", "(department eq 'Legal')"),
    ],
)
def test_a_workflow_that_does_not_run_for_the_hire_before_the_pass_helps_nobody(
    lcwsync: Lcwsync, change: tuple[str, str]
) -> None:
    edit("joiner-before-the-pass.yaml", change)
    assert lcwsync("apply", "--yes").code == 0
    assert lcwsync(*HIRE).code == 0
    assert verdicts(lcwsync) == ["notTargetedYet"]
    assert "outside the policy's targets" in lcwsync("why", ANA, "--workflow", PASSES).out
    assert lcwsync("sandbox", "advance", "5d").code == 0
    assert "Ana Lima" not in lcwsync("sandbox", "outbox", "--to", "maria").out


@pytest.mark.usefixtures("project")
def test_two_workflows_of_the_same_hour_leave_doubt(lcwsync: Lcwsync) -> None:
    edit("joiner-before-the-pass.yaml", ("offsetInDays: -8", "offsetInDays: -7"))
    assert lcwsync("apply", "--yes").code == 0
    assert lcwsync(*HIRE).code == 0
    assert verdicts(lcwsync) == ["mayJoinEarlier"]
    assert "perhaps too late for the pass" in reason(lcwsync)
    assert "perhaps too late for the pass" in lcwsync("why", ANA, "--workflow", PASSES).out


@pytest.mark.usefixtures("project")
def test_a_workflow_of_another_scope_and_of_the_tenant_alone_counts(lcwsync: Lcwsync) -> None:
    rule = ("(department in (${hireDepartments}))", "(department eq 'Sales')")
    edit("joiner-before-the-pass.yaml", rule)
    assert lcwsync("apply", "--yes").code == 0
    (Path("workflows") / "joiner-before-the-pass.yaml").unlink()
    assert lcwsync(*HIRE).code == 0
    assert verdicts(lcwsync) == verdicts(lcwsync, PASSES) == ["joinsEarlier"]
    assert lcwsync("sandbox", "advance", "5d").code == 0
    assert "Ana Lima" in lcwsync("sandbox", "outbox", "--to", "maria").out
