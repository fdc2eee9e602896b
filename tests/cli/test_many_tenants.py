"""Many tenants in one job: several at one time, and what happens to one hides nothing of another."""

import json
from pathlib import Path

import pytest

from lcwsync.sandbox.faults import parse_fault
from tests.commands import Lcwsync, Served

NAMES = ("america", "asia", "europe", "oceania")


@pytest.fixture
def tenants(served: Served, project: Path) -> Served:
    """A project of four environments, each the served sandbox."""
    path = project / "workflows" / "lcwsync.yaml"
    text = path.read_text(encoding="utf-8")
    one = text.partition("  sandbox:\n")[2].partition("  production:\n")[0]
    each = "".join(f"  {name}:\n{one}\n" for name in NAMES)
    path.write_text(f"kind: Project\ndefaultEnvironment: asia\nenvironments:\n{each}", encoding="utf-8")
    return served


def plans(lcwsync: Lcwsync, *words: str) -> tuple[int, dict[str, str]]:
    """The exit code, and the verdict on every tenant."""
    done = lcwsync("plan", "--all", "--format", "json", *words)
    document = json.loads(done.out)
    return done.code, {each["environment"]: each["verdict"] for each in document["environments"] + document["failures"]}


def test_several_at_one_time_say_what_one_after_another_says(tenants: Served, lcwsync: Lcwsync) -> None:
    alone, together = (lcwsync("plan", "--all", "--parallel", number) for number in ("1", "4"))
    assert together.code == 0
    assert alone.out == together.out
    assert alone.err == together.err
    drifts = [lcwsync("drift", "--all", "--format", "json", "--parallel", number) for number in ("1", "3")]
    assert drifts[0].out == drifts[1].out
    assert [each["environment"] for each in json.loads(drifts[1].out)["environments"]] == list(NAMES)
    assert {each["verdict"] for each in json.loads(drifts[1].out)["environments"]} == {"changes"}


def test_a_tenant_without_consent_hides_no_other(tenants: Served, lcwsync: Lcwsync) -> None:
    tenants.app.faults.add(parse_fault("status:GET:/organization:0:1:403"))
    code, verdicts = plans(lcwsync, "--parallel", "4")
    assert code == 1
    assert sorted(verdicts) == list(NAMES)
    assert sorted(verdicts.values()) == ["changes", "changes", "changes", "failed"]


def test_a_throttled_tenant_is_waited_for_and_hides_no_other(tenants: Served, lcwsync: Lcwsync) -> None:
    tenants.app.faults.add(parse_fault("throttle:GET:/organization:0:1:1"))
    code, verdicts = plans(lcwsync, "--parallel", "4")
    assert (code, verdicts) == (0, dict.fromkeys(NAMES, "changes"))


def test_a_tenant_as_git_wants_it_has_no_changes(tenants: Served, lcwsync: Lcwsync) -> None:
    assert lcwsync("apply", "--yes", "--env", "asia").code == 0
    code, verdicts = plans(lcwsync, "--parallel", "2")
    assert code == 0
    assert set(verdicts.values()) <= {"noChanges", "cannotTell"}


@pytest.mark.parametrize("number", ["0", "33", "x", "-1"])
def test_a_number_that_cannot_be_is_a_wrong_command_line(project: Path, lcwsync: Lcwsync, number: str) -> None:
    assert lcwsync("plan", "--all", f"--parallel={number}").code == 64


def test_the_summary_shows_a_shared_change_once_and_every_tenant(tenants: Served, lcwsync: Lcwsync) -> None:
    tenants.app.faults.add(parse_fault("status:GET:/organization:0:1:403"))
    done = lcwsync("plan", "--all", "--parallel", "1", "--format", "summary", "--output", "summary.md")
    assert done.code == 1
    text = Path("summary.md").read_text(encoding="utf-8")
    first = text.splitlines()[0]
    assert first.startswith("**4 environments**: **1 without a plan**, 3 with changes")
    assert "- `america`: " in text
    assert text.count('#### `+` `workflow "Onboard pre-hire employee"`') == 1
    assert "### Change 1 in 3 environments\n\n`asia`, `europe`, `oceania`\n" in text


def test_drift_has_a_summary_as_well(tenants: Served, lcwsync: Lcwsync) -> None:
    done = lcwsync("drift", "--all", "--parallel", "2", "--format", "summary")
    assert done.code == 2
    assert done.out.startswith("**4 environments**: 4 that differ from git\n")
    assert done.out.count('#### `workflow "Onboard pre-hire employee"`') == 1
