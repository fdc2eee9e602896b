"""However an apply ends, why stands where its outcome would have stood."""

import argparse
import json
import os
import signal
from pathlib import Path

import pytest

from lcwsync.cli.reasons import reason_left
from lcwsync.sandbox.faults import parse_fault
from lcwsync.values.errors import LcwError
from tests.cli.test_main_job import PRE_HIRE, edit
from tests.commands import Lcwsync, Served
from tests.faults.test_killed import PATIENCE_SECONDS, started, wait_until

LEFT = ("--format", "markdown", "--output", "out.md")


@pytest.fixture
def planned(served: Served, project: Path, lcwsync: Lcwsync) -> Path:
    assert lcwsync("plan", "--out", "plan.json").code == 0
    (project / "out.md").write_text("**Applied 9 of 9.** of an earlier run", encoding="utf-8")
    return project


def said(project: Path) -> str:
    return (project / "out.md").read_text(encoding="utf-8")


def test_files_with_errors_leave_what_is_wrong_with_them(planned: Path, served: Served, lcwsync: Lcwsync) -> None:
    edit(planned, "tapLifetimeMinutes: 480", "tapLifetimeMinutes: 5", PRE_HIRE)
    assert lcwsync("apply", "plan.json", *LEFT).code == 1
    assert said(planned).startswith("**sandbox** · Not applied (failed): the configuration has errors")
    assert "tapLifetimeMinutes" in said(planned)
    assert served.writes == []


def test_a_project_that_cannot_be_read_leaves_why(planned: Path, lcwsync: Lcwsync) -> None:
    (planned / "workflows").rename(planned / "elsewhere")
    assert lcwsync("apply", "plan.json", *LEFT).code == 1
    assert said(planned).startswith("**sandbox** · Not applied (failed): workflows: there is no such directory")


def test_a_plan_file_that_cannot_be_read_leaves_why(planned: Path, lcwsync: Lcwsync) -> None:
    assert lcwsync("apply", "none.json", *LEFT).code == 1
    assert said(planned).startswith("Not applied (failed): the plan file none.json cannot be read")


def test_a_tenant_that_refuses_leaves_why(planned: Path, served: Served, lcwsync: Lcwsync) -> None:
    served.app.faults.add(parse_fault("expired-token"))
    assert lcwsync("apply", "plan.json", *LEFT).code == 1
    assert said(planned).startswith("**sandbox** · Not applied (failed): ")
    assert "Next: " in said(planned)


def test_a_wrong_command_line_leaves_why(planned: Path, lcwsync: Lcwsync) -> None:
    assert lcwsync("apply", "plan.json", "--env", "production", *LEFT).code == 64
    assert "Not applied (failed): the plan was made for environment sandbox" in said(planned)


def test_what_ended_an_apply_is_left_as_json_as_well(planned: Path, served: Served, lcwsync: Lcwsync) -> None:
    served.app.faults.add(parse_fault("expired-token"))
    assert lcwsync("apply", "plan.json", "--format", "json", "--output", "out.json").code == 1
    report = json.loads((planned / "out.json").read_text(encoding="utf-8"))
    assert (report["failures"][0]["environment"], report["failures"][0]["verdict"]) == ("sandbox", "failed")


@pytest.mark.skipif(os.name == "nt", reason="Windows sends no signal to another process but to end it at once")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_before_anything_is_written_leaves_that_it_came(
    planned: Path, served: Served, number: signal.Signals
) -> None:
    served.app.requests.clear()
    served.app.faults.add(parse_fault("slow:GET:*:0:0:3"))
    process = started("apply", "plan.json", *LEFT)
    wait_until(lambda: bool(served.app.requests), process)
    process.send_signal(number)
    _, err = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == 130, err
    assert b"Traceback" not in err
    assert said(planned).startswith("**sandbox** · Not applied (interrupted): a signal asked to stop")
    assert served.writes == []


def ended(place: Path, error: Exception, *, several: bool = False) -> None:
    """An apply to production that an error ends after it may have written."""
    arguments = argparse.Namespace(output=place / "out.md", format="markdown")
    with reason_left(arguments) as attempt:
        attempt.environment, attempt.several, attempt.writes = "production", several, True
        raise error


@pytest.mark.parametrize("error", [LcwError("the disk is full"), ValueError("a value of the tenant")])
def test_what_breaks_while_it_writes_is_not_told_as_nothing_applied(tmp_path: Path, error: Exception) -> None:
    with pytest.raises(type(error)):
        ended(tmp_path, error)
    assert said(tmp_path).startswith("**production** · Cannot tell what was applied (failed): ")
    assert "a value of the tenant" not in said(tmp_path)


def test_several_environments_have_an_end_each_and_none_of_them_all(tmp_path: Path) -> None:
    with pytest.raises(LcwError):
        ended(tmp_path, LcwError("no"), several=True)
    assert not (tmp_path / "out.md").exists()
