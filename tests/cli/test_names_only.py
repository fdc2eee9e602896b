"""An identity that sees the names of users and groups only: doctor says what they suffice for, and a plan says what it
cannot tell from them."""

import json
import re
from pathlib import Path

import pytest

from lcwsync.sandbox.app import SandboxApp
from lcwsync.tenant.connect import sandbox_tenant
from lcwsync.tenant.http.failure import GraphFailure
from lcwsync.tenant.permissions import needed_for
from tests.cli.test_doctor import line_of, token
from tests.commands import Lcwsync, Served

NAMES = {"User.ReadBasic.All", "Group.ReadBasic.All"}
NAMED = frozenset({"administrative unit", "application"})
PLAIN = {operation.least for operation in needed_for("plan", NAMED)}
SALES = Path("workflows/joiner-sales-team.yaml")


def rewrite(path: Path, old: str, new: str) -> None:
    text = re.sub(old, new, path.read_text(encoding="utf-8"))
    assert text != path.read_text(encoding="utf-8")
    path.write_text(text, encoding="utf-8")


@pytest.fixture
def names_only(served: Served, monkeypatch: pytest.MonkeyPatch) -> Served:
    """The token holds what plan needs, and reads names alone; no file names a team, which a name does not tell."""
    assert PLAIN >= NAMES
    rewrite(SALES, r"  - task: addUserToTeams\n(    .*\n)+", "")
    monkeypatch.setenv("LCWSYNC_ACCESS_TOKEN", token(*PLAIN))
    return served


@pytest.mark.usefixtures("names_only")
def test_doctor_says_what_names_suffice_for_and_what_they_leave_open(lcwsync: Lcwsync) -> None:
    out = lcwsync("doctor").out
    assert line_of(out, "read names of users").startswith("ok")
    assert line_of(out, "read users") == "-       read users  (the service answered with names only)"
    assert line_of(out, "read groups").startswith("-")
    for command in ("plan", "verify", "drift", "rollback"):
        assert f"\nready: lcwsync {command}\n" in out
    for command in ("preview", "why", "audit", "report"):
        assert f"NOT READY: lcwsync {command}\n" in out
    assert "  plan, verify, drift cannot tell whether anybody has the values that rules compare with, and who" in out
    assert "without User.Read.All" in out
    assert '--api-permissions "$id=Role"  # User.Read.All' not in out


def test_names_that_the_service_refuses_are_missing(names_only: Served, lcwsync: Lcwsync) -> None:
    names_only.app.store.doubts["basic-reads"] = "refused"
    out = lcwsync("doctor").out
    assert line_of(out, "read names of users").startswith("MISSING")
    assert "NOT READY: lcwsync plan\n" in out
    assert "# User.Read.All" in out, "what is held, and refused, is not offered again"
    assert "# User.ReadBasic.All" not in out


@pytest.mark.usefixtures("names_only")
def test_a_plan_from_names_says_what_it_cannot_tell_and_calls_no_scope_empty(lcwsync: Lcwsync) -> None:
    plan = lcwsync("plan")
    assert plan.code == 0, plan.err
    assert "cannot tell whether anybody has the values that rules compare with" in plan.out
    assert "cannot tell whether tasks can change who is in SG-New-Hires" in plan.out
    assert "no user of the tenant has" not in plan.out


def test_a_plan_that_changes_a_scope_does_not_count_it_from_names(
    names_only: Served, lcwsync: Lcwsync, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LCWSYNC_ACCESS_TOKEN", "sandbox")
    assert lcwsync("apply", "--yes").code == 0
    rewrite(SALES, r'rule: ".*"', "rule: \"(department eq 'Marketing')\"")
    assert "RISK-PEOPLE" in lcwsync("plan", "--people").out
    monkeypatch.setenv("LCWSYNC_ACCESS_TOKEN", token(*PLAIN))
    plan = lcwsync("plan", "--people", "--format", "json")
    assert plan.code == 0, plan.err
    (planned,) = json.loads(plan.out)["environments"]
    assert [entry["field"] for entry in planned["unverified"]] == ["people in scope"]
    assert "RISK-PEOPLE" not in plan.out


@pytest.mark.usefixtures("names_only")
def test_a_name_does_not_tell_whether_a_group_is_a_team(lcwsync: Lcwsync) -> None:
    rewrite(
        SALES,
        "task: addUserToGroups\n(.*\n.*\n).*groupID.*",
        r"task: addUserToTeams\n\1    arguments: {teamID: [Sales Team]}",
    )
    refused = lcwsync("plan")
    assert refused.code == 1
    assert "GroupMember.Read.All" in refused.err
    assert "has no team" not in refused.out + refused.err
    assert "NOT READY: lcwsync plan\n" in lcwsync("doctor").out


def test_a_preview_from_names_is_refused_and_never_empty(names_only: Served, lcwsync: Lcwsync) -> None:
    names_only.app.store.doubts["unlisted-filters"] = "refused"
    refused = lcwsync("preview")
    assert refused.code == 1
    assert "grant User.Read.All" in refused.err
    assert "people in scope" not in refused.out


@pytest.mark.parametrize("answer", ["list", "whole"])
def test_the_permission_to_list_workflows_never_reads_as_one_without_tasks(
    sandbox_app: SandboxApp, answer: str
) -> None:
    sandbox_app.store.doubts["basic-workflows"] = answer
    tenant = sandbox_tenant(
        sandbox_app, token=token("LifecycleWorkflows-Workflow.ReadBasic.All", "Organization.Read.All")
    )
    try:
        if answer == "whole":
            assert all(live.workflow.tasks for live in tenant.workflows())
            return
        with pytest.raises(GraphFailure) as caught:
            tenant.workflows()
        assert "LifecycleWorkflows-Workflow.Read.All" in str(caught.value.hint)
    finally:
        tenant.close()
