"""What only the tenant knows is said by the plan: categories of tasks, and values that nobody has."""

from pathlib import Path

import pytest

from tests.cli.test_main_job import edit
from tests.commands import Lcwsync, Served

PRE_HIRE = "workflows/joiner-pre-hire-tap.yaml"

JOINER = """\
kind: Workflow
displayName: Extra
category: joiner
isEnabled: true
isSchedulingEnabled: true
trigger: {timeBasedAttribute: employeeHireDate, offsetInDays: 0}
scope: {rule: "RULE"}
tasks: [{task: TASK}]
"""


def add(project: Path, rule: str = "(department eq 'Sales')", task: str = "enableUserAccount") -> None:
    text = JOINER.replace("RULE", rule).replace("TASK", task)
    (project / "workflows" / "extra.yaml").write_text(text, encoding="utf-8")


def test_a_task_in_a_category_that_the_tenant_does_not_take_stops_plan_and_apply(
    served: Served, project: Path, lcwsync: Lcwsync
) -> None:
    add(project, task="disableUserAccount")
    assert lcwsync("validate").code == 0
    for words in (("plan",), ("apply", "--yes")):
        done = lcwsync(*words)
        assert done.code == 1
        assert "workflows/extra.yaml:8:16: error LCW001 the tenant offers disableUserAccount for leaver" in done.err
    assert not served.writes


def test_a_task_that_the_tenant_does_not_offer_is_an_error(served: Served, project: Path, lcwsync: Lcwsync) -> None:
    add(project, task="11111111-2222-4333-8444-555555555555")
    done = lcwsync("plan")
    assert done.code == 1
    assert "REF005 the tenant offers no task 11111111-" in done.err
    assert not served.writes


@pytest.mark.usefixtures("served")
@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ("(department eq 'Saels')", "no user of the tenant has department 'Saels' (did you mean 'Sales'?"),
        ("(department in ('Sales', 'finance'))", "department 'finance' (did you mean 'Finance'? rules compare"),
        ("((department eq 'Sales') and (city eq 'Atlantis'))", "no user of the tenant has city 'Atlantis'"),
    ],
)
def test_a_value_that_nobody_has_is_told_with_the_one_that_was_meant(
    project: Path, lcwsync: Lcwsync, rule: str, message: str
) -> None:
    add(project, rule)
    done = lcwsync("plan")
    assert done.code == 0
    assert "workflows/extra.yaml:7:15: warning REF006" in done.out
    assert message in done.out


@pytest.mark.usefixtures("served")
@pytest.mark.parametrize(
    "rule", ["(department eq 'Sales')", "(not (department eq 'Saels'))", "(startsWith(department, 'Q'))"]
)
def test_values_that_somebody_has_or_nobody_needs_are_not_told(project: Path, lcwsync: Lcwsync, rule: str) -> None:
    add(project, rule)
    assert "REF006" not in lcwsync("plan").out


def test_only_workflows_that_the_plan_changes_are_asked_about(served: Served, project: Path, lcwsync: Lcwsync) -> None:
    add(project, "(department eq 'Saels')")
    assert lcwsync("apply", "--yes").code == 0
    assert "REF006" not in lcwsync("plan").out
    edit(project, "offsetInDays: -7", "offsetInDays: -5", PRE_HIRE)
    assert "REF006" not in lcwsync("plan").out
    assert served.app.requests


@pytest.mark.usefixtures("served")
def test_a_name_to_remove_that_is_gone_can_be_taken_out(project: Path, lcwsync: Lcwsync) -> None:
    edit(project, "removed: []", "removed: [Old workflow]", "workflows/lcwsync.yaml")
    done = lcwsync("plan")
    assert done.code == 0
    assert 'note REF009 the tenant has nothing called "Old workflow" (take it out of removed' in done.out


@pytest.mark.usefixtures("served")
def test_a_previous_name_that_nothing_has_is_told_before_a_second_workflow_is_made(
    project: Path, lcwsync: Lcwsync
) -> None:
    edit(project, "category: joiner\n", "category: joiner\npreviousNames: [Pre hire]\n")
    done = lcwsync("plan")
    assert 'note REF009 the tenant has no workflow called "Pre hire": a new one is created' in done.out
    edit(project, "previousNames: [Pre hire]\n", "")
    assert lcwsync("apply", "--yes").code == 0
    edit(project, "category: joiner\n", "category: joiner\npreviousNames: [Pre hire]\n")
    assert "REF009" not in lcwsync("plan").out
