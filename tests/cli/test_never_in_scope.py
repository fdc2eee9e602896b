"""No workflow that does harm is applied while an emergency account is in its scope; doubt is not safety."""

from pathlib import Path

import pytest

from tests.cli.test_main_job import edit
from tests.commands import Lcwsync, Served

GUARDRAILS = "workflows/guardrails.yaml"

INACTIVE = """\
kind: Workflow
displayName: Inactive user
category: leaver
isEnabled: true
isSchedulingEnabled: true
trigger: {userInactivity: {inactivityPeriodInDays: 90}}
scope: {rule: "RULE"}
tasks: [{task: disableUserAccount}]
"""


@pytest.fixture
def guarded(served: Served, project: Path) -> Served:
    edit(
        project,
        "requireOneTimeUse: true\n",
        "requireOneTimeUse: true\nneverInScope: {users: [breakglass@kestrelvane.example], groups: [SG-Sales]}\n",
        GUARDRAILS,
    )
    for path in (project / "workflows").glob("*.yaml"):
        if path.name not in ("lcwsync.yaml", "guardrails.yaml"):
            path.unlink()
    return served


def write(project: Path, rule: str, text: str = INACTIVE) -> None:
    (project / "workflows" / "inactive.yaml").write_text(text.replace("RULE", rule), encoding="utf-8")


def test_an_emergency_account_in_the_scope_refuses_plan_and_apply_with_a_count(
    guarded: Served, project: Path, lcwsync: Lcwsync
) -> None:
    write(project, "(userType eq 'Member')")
    plan = lcwsync("plan")
    assert plan.code == 4
    assert "neverInScope" in plan.out
    assert 'workflow "Inactive user" disables accounts and has ' in plan.out
    assert "of the people in neverInScope in its scope" in plan.out
    assert lcwsync("apply", "--yes").code == 4
    assert not guarded.writes


def test_members_of_a_group_are_protected_like_people(guarded: Served, project: Path, lcwsync: Lcwsync) -> None:
    write(project, "(department eq 'Sales')")
    plan = lcwsync("plan")
    assert plan.code == 4
    assert "breakglass" not in plan.out.partition("Refused")[2]
    assert not guarded.writes


def test_a_scope_without_them_and_a_task_that_does_no_harm_are_planned(
    guarded: Served, project: Path, lcwsync: Lcwsync
) -> None:
    write(project, "(department eq 'Legal')")
    assert lcwsync("plan").code == 0
    write(project, "(userType eq 'Member')", INACTIVE.replace("disableUserAccount", "emailAboutInactivity"))
    assert lcwsync("plan").code == 0
    write(project, "(userType eq 'Member')", INACTIVE.replace("isEnabled: true", "isEnabled: false"))
    assert lcwsync("plan").code in (0, 1)
    assert guarded.app.requests


def test_a_read_that_is_refused_is_doubt_and_doubt_is_refused(guarded: Served, project: Path, lcwsync: Lcwsync) -> None:
    from lcwsync.sandbox.faults import parse_fault

    write(project, "(department eq 'Legal')")
    guarded.app.faults.add(parse_fault("status:GET:/groups/*/transitiveMembers:0:0:403"))
    plan = lcwsync("plan")
    assert plan.code == 4
    assert "may have people in neverInScope in its scope: what decides could not be read" in plan.out


def test_a_name_that_the_tenant_does_not_have_is_an_error_at_its_place(
    guarded: Served, project: Path, lcwsync: Lcwsync
) -> None:
    write(project, "(department eq 'Legal')")
    edit(project, "groups: [SG-Sales]", "groups: [SG-Sal]", GUARDRAILS)
    plan = lcwsync("plan")
    assert plan.code == 1
    assert "workflows/guardrails.yaml:" in plan.err
    assert "REF001" in plan.err
    assert not guarded.writes
