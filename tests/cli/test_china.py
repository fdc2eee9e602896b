"""A tenant in China, where there is no Temporary Access Pass: nothing asks for the policy, and commands say why."""

from pathlib import Path

import pytest

from lcwsync.sandbox.faults import parse_fault
from tests.commands import Lcwsync, Served

PROJECT = """\
kind: Project
defaultEnvironment: china
environments:
  china:
    tenantId: TENANT
    clientId: 22222222-3333-4444-5555-666666666666
    cloud: china
"""
WORKFLOW = """\
kind: Workflow
displayName: Welcome
description: Welcomes new people
category: joiner
isEnabled: true
isSchedulingEnabled: true
trigger: {timeBasedAttribute: employeeHireDate, offsetInDays: 0}
scope: {rule: "(department eq 'Sales')"}
tasks:
  - task: sendWelcomeEmail
"""
NO_PASSES = "there is no Temporary Access Pass"


@pytest.fixture
def china(served: Served, project: Path) -> Path:
    """The directory of the files; a service that does not know the policy."""
    (organisation,) = served.app.store.all("organization")
    files = project / "workflows"
    for file in files.iterdir():
        file.unlink()
    (files / "lcwsync.yaml").write_text(PROJECT.replace("TENANT", str(organisation["id"])), encoding="utf-8")
    (files / "welcome.yaml").write_text(WORKFLOW, encoding="utf-8")
    served.app.faults.add(parse_fault("status:*:/policies/*:0:0:404"))
    return files


def test_everything_but_passes_works(lcwsync: Lcwsync, china: Path) -> None:
    for words in (("plan",), ("apply", "--yes"), ("drift",), ("export", "--out", "exported"), ("audit",)):
        done = lcwsync(*words)
        assert "temporaryAccessPass" not in done.out + done.err, words
        assert done.code == 0 or words == ("audit",), (words, done.out, done.err)
    assert "No changes. The tenant matches git" in lcwsync("plan").out


def test_the_preview_tells_that_there_are_no_passes(lcwsync: Lcwsync, china: Path) -> None:
    done = lcwsync("preview", "Welcome")
    assert done.code == 0
    assert "this cloud has no Temporary Access Pass" in done.out


def test_the_policy_is_no_missing_right(lcwsync: Lcwsync, china: Path) -> None:
    out = lcwsync("doctor").out
    assert "read the TAP policy  (not needed: this cloud has no Temporary Access Pass)" in out
    assert "MISSING" not in "".join(line for line in out.splitlines() if "TAP" in line)


@pytest.mark.parametrize("command", ["validate", "plan"])
def test_a_policy_in_git_is_an_error_before_the_tenant_is_asked(
    served: Served, lcwsync: Lcwsync, china: Path, command: str
) -> None:
    policy = "kind: TemporaryAccessPassPolicy\nstate: enabled\n"
    (china / "policy.yaml").write_text(policy, encoding="utf-8")
    done = lcwsync(command)
    assert done.code == 1
    assert NO_PASSES in done.out + done.err
    assert not served.app.requests


def test_a_preview_goes_on_beside_a_policy_in_git_and_says_that_the_cloud_has_no_passes(
    lcwsync: Lcwsync, china: Path
) -> None:
    (china / "policy.yaml").write_text("kind: TemporaryAccessPassPolicy\nstate: enabled\n", encoding="utf-8")
    done = lcwsync("preview")
    assert "this cloud has no Temporary Access Pass" in done.out
    assert "the files have 1 error; every object can be read" in done.err
