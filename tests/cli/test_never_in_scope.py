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


NOW = """\
kind: Workflow
displayName: Now
category: leaver
isEnabled: true
isSchedulingEnabled: false
trigger: onDemandOnly
tasks: [{task: TASK}]
"""
BREAKGLASS, EMMA, ZOE, MILA = (
    f"{name}@kestrelvane.example" for name in ("breakglass", "emma.rossi", "zoe.novak", "mila.horvat")
)


def started(guarded: Served) -> list[str]:
    return [request.path for request in guarded.writes if "activate" in request.path]


def test_a_run_by_hand_for_a_protected_person_is_refused_and_for_others_started(
    guarded: Served, project: Path, lcwsync: Lcwsync
) -> None:
    write(project, "", NOW.replace("TASK", "disableUserAccount"))
    assert lcwsync("apply", "--yes").code == 0
    for users in ((BREAKGLASS,), (EMMA,), (MILA, BREAKGLASS)):
        words = [word for user in users for word in ("--user", user)]
        refused = lcwsync("run", "Now", *words, "--yes")
        assert refused.code == 4, users
        assert "the workflow disables accounts, and 1 of the people is in neverInScope" in refused.err
        assert "nothing was started" in refused.err
        assert "`run` refuses to start it for them: the workflow disables" in lcwsync("preview", "Now", *words).out
    assert "refuses to start" not in lcwsync("preview", "Now", "--user", MILA).out
    assert not started(guarded)
    assert lcwsync("run", "Now", "--user", MILA, "--yes").code == 0
    assert len(started(guarded)) == 1


def test_a_run_by_hand_of_a_workflow_without_harm_is_for_everybody(
    guarded: Served, project: Path, lcwsync: Lcwsync
) -> None:
    write(project, "", NOW.replace("TASK", "emailOnLastDay"))
    assert lcwsync("apply", "--yes").code == 0
    assert lcwsync("run", "Now", "--user", BREAKGLASS, "--yes").code == 0


def test_a_run_by_hand_is_refused_where_who_is_protected_cannot_be_read(
    guarded: Served, project: Path, lcwsync: Lcwsync
) -> None:
    from lcwsync.sandbox.faults import parse_fault

    write(project, "", NOW.replace("TASK", "disableUserAccount"))
    assert lcwsync("apply", "--yes").code == 0
    guarded.app.faults.add(parse_fault("status:GET:/groups/*/transitiveMembers:0:0:403"))
    refused = lcwsync("run", "Now", "--user", ZOE, "--yes")
    assert refused.code == 4
    assert "who is in neverInScope could not be read" in refused.err
    edit(project, "groups: [SG-Sales]", "groups: [SG-No-Such]", GUARDRAILS)
    assert "does not have everybody whom neverInScope names" in lcwsync("run", "Now", "--user", ZOE, "--yes").err
    assert not started(guarded)


def test_files_with_errors_do_not_open_the_list_without_a_word(
    guarded: Served, project: Path, lcwsync: Lcwsync
) -> None:
    write(project, "", NOW.replace("TASK", "disableUserAccount"))
    assert lcwsync("apply", "--yes").code == 0
    (project / "workflows" / "broken.yaml").write_text("kind: Workflow\nnonsense: [", encoding="utf-8")
    refused = lcwsync("run", "Now", "--user", BREAKGLASS, "--yes")
    assert refused.code == 4
    (project / GUARDRAILS).write_text("kind: TapGuardrails\nnonsense: [", encoding="utf-8")
    told = lcwsync("run", "Now", "--user", BREAKGLASS, "--yes")
    assert "no neverInScope could be read from the files" in told.err


def test_a_managers_request_for_a_protected_person_is_refused(served: Served, project: Path, lcwsync: Lcwsync) -> None:
    assert lcwsync("apply", "--yes").code == 0
    edit(
        project,
        "requireOneTimeUse: true\n",
        f"requireOneTimeUse: true\nneverInScope: {{users: [{ZOE}]}}\n",
        GUARDRAILS,
    )
    asked = ("run", "Onboard pre-hire employee", "--user", ZOE, "--yes", "--requested-by")
    refused = lcwsync(*asked, "maria.alvarez@kestrelvane.example")
    assert refused.code == 4
    assert "the workflow creates passes, and 1 of the people is in neverInScope" in refused.err
    assert "neverInScope" not in lcwsync(*asked, EMMA).err
    assert not started(served)
