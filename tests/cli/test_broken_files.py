"""Drift and preview work while files or names of git are broken, name what they did not look at, and never call the
whole "no drift"."""

import json
from pathlib import Path

import pytest

from tests.commands import Lcwsync, Served

WORKFLOW = "Onboard pre-hire employee"
FILE = Path("workflows") / "joiner-pre-hire-tap.yaml"
OTHER = """kind: Workflow
displayName: Onboard sales
isEnabled: ture
"""


@pytest.fixture(autouse=True)
def applied(served: Served, lcwsync: Lcwsync) -> Served:
    assert lcwsync("apply", "--yes").code == 0
    return served


def broken(text: str = "kind: Workflo\n") -> None:
    Path("workflows", "broken.yaml").write_text(text, encoding="utf-8")


def test_drift_cannot_tell_when_the_rest_of_git_matches(lcwsync: Lcwsync) -> None:
    broken()
    done = lcwsync("drift")
    assert done.code == 1
    assert "note: the files have 1 error; not looked at: workflows/broken.yaml:1:7" in done.err
    assert "Cannot tell: 1 part of git was not looked at; the rest of it matches environment sandbox" in done.out
    assert "No drift" not in done.out


def test_drift_of_what_can_be_read_is_found_all_the_same(lcwsync: Lcwsync) -> None:
    broken()
    text = FILE.read_text(encoding="utf-8")
    FILE.write_text(text.replace("isSchedulingEnabled: true", "isSchedulingEnabled: false"), encoding="utf-8")
    done = lcwsync("drift")
    assert done.code == 2
    assert f'! workflow "{WORKFLOW}"  differs from git' in done.out
    assert "differs from git. 1 part of git was not looked at." in done.out


def test_a_broken_workflow_is_neither_compared_nor_called_unmanaged(lcwsync: Lcwsync) -> None:
    text = FILE.read_text(encoding="utf-8")
    FILE.write_text(text.replace("isSchedulingEnabled: true", "isSchedulingEnabled: maybe"), encoding="utf-8")
    done = lcwsync("drift")
    assert done.code == 1
    assert f'not looked at: workflow "{WORKFLOW}" (workflows/joiner-pre-hire-tap.yaml:' in done.err
    assert done.out.count(f'workflow "{WORKFLOW}"') == 1


def test_with_prune_a_broken_file_makes_nothing_look_as_if_git_removed_it(lcwsync: Lcwsync) -> None:
    project = Path("workflows", "lcwsync.yaml")
    project.write_text(project.read_text(encoding="utf-8") + "\nprune: true\n", encoding="utf-8")
    text = FILE.read_text(encoding="utf-8")
    FILE.write_text(text.replace("kind: Workflow", "kind: Workflo"), encoding="utf-8")
    done = lcwsync("drift")
    assert "git removes it" not in done.out
    assert done.code == 1


def test_the_rest_of_a_file_that_is_no_yaml_is_named_by_its_place(lcwsync: Lcwsync) -> None:
    FILE.write_text(FILE.read_text(encoding="utf-8") + "\nx: [\n", encoding="utf-8")
    done = lcwsync("drift", "--format", "json")
    (report,) = json.loads(done.out)["environments"]
    assert report["verdict"] == "cannotTell"
    (part,) = report["unread"]
    assert part["object"] is None
    assert part["location"]["file"] == FILE.as_posix()


def test_an_error_of_judgement_leaves_everything_to_be_compared(lcwsync: Lcwsync) -> None:
    text = FILE.read_text(encoding="utf-8")
    FILE.write_text(text.replace("tapLifetimeMinutes: 480", "tapLifetimeMinutes: 20000"), encoding="utf-8")
    assert lcwsync("validate").code == 1
    done = lcwsync("drift")
    assert "every object can be read" in done.err
    assert done.code == 2
    assert "tapLifetimeMinutes" in done.out


def test_a_name_that_the_tenant_lacks_leaves_out_its_workflow_alone(lcwsync: Lcwsync) -> None:
    broken(
        "kind: Workflow\ndisplayName: Sales groups\ncategory: joiner\nisEnabled: true\nisSchedulingEnabled: false\n"
        "trigger: onDemandOnly\ntasks:\n- task: addUserToGroups\n  arguments: {groupID: [SG-Gone]}\n"
    )
    done = lcwsync("drift")
    assert done.code == 1
    assert "Not looked at (errors in git):" in done.out
    assert 'workflow "Sales groups" (workflows/broken.yaml:9:25): the tenant has no group "SG-Gone"' in done.out


def test_an_audit_without_a_part_of_git_is_unknown_and_fails_nobody_for_it(lcwsync: Lcwsync) -> None:
    assert lcwsync("audit").code == 0
    text = FILE.read_text(encoding="utf-8")
    FILE.write_text(text.replace("isSchedulingEnabled: true", "isSchedulingEnabled: maybe"), encoding="utf-8")
    done = lcwsync("audit")
    assert done.code == 1
    assert f'? git: workflow "{WORKFLOW}" (workflows/joiner-pre-hire-tap.yaml:9:22): it has errors' in done.out
    assert "FAIL" not in done.out
    assert "PASS" not in done.out


def test_an_audit_without_the_guardrails_expects_nobody_and_fails_nobody(lcwsync: Lcwsync) -> None:
    guardrails = Path("workflows", "guardrails.yaml")
    guardrails.write_text(guardrails.read_text(encoding="utf-8") + "\nx: [\n", encoding="utf-8")
    done = lcwsync("audit")
    assert done.code == 1
    assert "FAIL" not in done.out
    assert "? git: workflows/guardrails.yaml:" in done.out


def test_preview_shows_the_other_workflows_and_names_what_it_did_not_look_at(lcwsync: Lcwsync) -> None:
    broken(OTHER)
    done = lcwsync("preview")
    assert done.code == 0
    assert f'workflow "{WORKFLOW}"' in done.out
    last = done.out.strip().splitlines()[-1]
    assert '1 part of git was not looked at: workflow "Onboard sales" (workflows/broken.yaml:3:12).' in last


def test_preview_of_the_broken_workflow_itself_says_what_is_wrong(lcwsync: Lcwsync) -> None:
    broken(OTHER)
    done = lcwsync("preview", "Onboard sales")
    assert done.code == 1
    assert 'workflow "Onboard sales" (workflows/broken.yaml:3:12) could not be read' in done.err


def test_a_preview_that_could_not_read_all_of_git_promises_no_passes(lcwsync: Lcwsync, served: Served) -> None:
    broken(OTHER)
    done = lcwsync("preview", "--failing", "--days", "0", "--exit-code", "--format", "json")
    assert done.code == 1
    assert json.loads(done.out)["unread"][0]["object"] == {"kind": "Workflow", "name": "Onboard sales"}
    assert not [write for write in served.writes if write.method == "DELETE"]
