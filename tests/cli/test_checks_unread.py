"""Where a read that a check of the plan needs is refused, the plan says what it cannot tell."""

from pathlib import Path

import pytest

from lcwsync.sandbox.faults import parse_fault
from tests.commands import Lcwsync, Served

LEAVER = """\
kind: Workflow
displayName: Last day
category: leaver
isEnabled: true
isSchedulingEnabled: true
trigger: {timeBasedAttribute: employeeLeaveDateTime, offsetInDays: 0}
scope: {rule: "(department eq 'Sales')"}
tasks:
  - {task: disableUserAccount}
  - {task: removeUserFromGroups, arguments: {groupID: [SG-New-Hires]}}
"""

REFUSED = [
    ("/policies/authenticationMethodsPolicy*", "whether a pass can be created as git asks, and for whom"),
    ("/identityGovernance/lifecycleWorkflows/taskDefinitions*", "whether the tenant offers the tasks that git names"),
    ("/identityGovernance/lifecycleWorkflows/settings*", "whether an execution limit stops a schedule"),
    ("/users*", "whether anybody has the values that rules compare with"),
]


@pytest.fixture
def without_policy(project: Path) -> Path:
    """The shipped workflows and one that takes accounts away, without the TAP policy."""
    for file in (project / "workflows").rglob("*.yaml"):
        text = file.read_text(encoding="utf-8")
        if "kind: TemporaryAccessPassPolicy" in text or "kind: LifecycleWorkflowSettings" in text:
            file.unlink()
    (project / "workflows" / "leaver.yaml").write_text(LEAVER, encoding="utf-8")
    return project


@pytest.mark.usefixtures("without_policy")
@pytest.mark.parametrize(("path", "told"), REFUSED)
def test_a_refused_read_is_told_in_every_output(path: str, told: str, lcwsync: Lcwsync, served: Served) -> None:
    for words in (["plan"], ["plan", "--format", "json"], ["plan", "--format", "markdown"]):
        assert f"cannot tell {told}" not in lcwsync(*words).out
    served.app.faults.add(parse_fault(f"status:GET:{path}:0:0:403"))
    for words in (["plan"], ["plan", "--format", "json"], ["plan", "--format", "markdown"]):
        done = lcwsync(*words)
        assert done.out.count(f"cannot tell {told}") == 1, f"{words}: {done.out}{done.err}"
