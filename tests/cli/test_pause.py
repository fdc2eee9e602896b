"""A workflow is stopped at once, everybody learns why, and no merge starts it again by the way."""

import json
import re
from pathlib import Path

import pytest

from tests.cli.test_main_job import PRE_HIRE, edit
from tests.commands import Lcwsync, Served

WORKFLOW = "Onboard pre-hire employee"
WHY = ("--reason", "passes to the wrong managers", "--yes")


@pytest.fixture
def applied(served: Served, lcwsync: Lcwsync, monkeypatch: pytest.MonkeyPatch) -> Served:
    monkeypatch.setenv("GITHUB_ACTOR", "maria")
    assert lcwsync("apply", "--yes").code == 0
    served.app.requests.clear()
    return served


def live(served: Served) -> dict[str, object]:
    return next(w for w in served.app.store.all("workflows") if w["displayName"] == WORKFLOW)


def test_a_paused_workflow_is_disabled_and_shows_who_when_and_why(applied: Served, lcwsync: Lcwsync) -> None:
    done = lcwsync("pause", WORKFLOW, *WHY)
    assert done.code == 0, done.err
    paused = live(applied)
    assert paused["isEnabled"] is False
    assert "by maria: passes to the wrong managers]" in str(paused["description"])
    assert [write.method for write in applied.writes] == ["PATCH"]
    refused = lcwsync("run", WORKFLOW, "--user", "zoe.novak@kestrelvane.example", "--yes")
    assert refused.code != 0


def test_a_reason_brings_no_token_anywhere_and_no_address_into_the_journal(
    applied: Served, project: Path, lcwsync: Lcwsync
) -> None:
    token = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc"
    why = ("--reason", f"ask zoe@kestrelvane.example, with {token}", "--yes")
    done = [lcwsync(step, WORKFLOW, *why) for step in ("pause", "resume")]
    assert [each.code for each in done] == [0, 0]
    journal = (project / ".lcwsync" / "journal.jsonl").read_text("utf-8")
    assert "ask (address), with [secret removed]" in journal
    written = json.dumps([write.body for write in applied.writes])
    assert "ask zoe@kestrelvane.example, with [secret removed]" in written
    for text in (journal, written, *(each.err for each in done)):
        assert token not in text


def test_a_merge_does_not_resume_a_paused_workflow(applied: Served, project: Path, lcwsync: Lcwsync) -> None:
    assert lcwsync("pause", WORKFLOW, *WHY).code == 0
    plan = lcwsync("plan", "--detailed-exitcode")
    assert plan.code == 0
    assert f'workflow "{WORKFLOW}": paused by maria since ' in plan.out
    assert "No changes, apart from 1 workflow paused in the tenant; 1 unmanaged." in plan.out
    edit(project, "offsetInDays: -7", "offsetInDays: -5", PRE_HIRE)
    assert lcwsync("apply", "--yes").code == 0
    changed = live(applied)
    assert changed["isEnabled"] is False
    assert changed["version"] == 2
    assert "[lcwsync pause " in str(changed["description"])
    assert lcwsync("plan", "--detailed-exitcode").code == 0


def test_drift_shows_the_pause_and_never_counts_as_none(applied: Served, lcwsync: Lcwsync) -> None:
    assert lcwsync("pause", WORKFLOW, *WHY).code == 0
    drift = lcwsync("drift")
    assert drift.code == 2
    assert "paused by maria since " in drift.out
    assert "No drift" not in drift.out
    markdown = lcwsync("drift", "--format", "markdown").out
    assert "passes to the wrong managers" in markdown
    assert "maria" not in markdown
    (report,) = json.loads(lcwsync("drift", "--format", "json").out)["environments"]
    assert [item["reason"] for item in report["paused"]] == ["passes to the wrong managers"]


def test_resume_enables_the_workflow_and_leaves_the_description_as_it_was(applied: Served, lcwsync: Lcwsync) -> None:
    before = live(applied)
    assert lcwsync("pause", WORKFLOW, *WHY).code == 0
    assert lcwsync("resume", WORKFLOW, "--reason", "corrected", "--yes").code == 0
    after = live(applied)
    assert after["isEnabled"] is True
    assert after["description"] == before["description"]
    told = lcwsync("history", WORKFLOW).out
    assert "pause (passes to the wrong managers): done" in told
    assert "resume (corrected): done" in told
    assert lcwsync("drift").code == 0


@pytest.mark.usefixtures("applied")
def test_what_cannot_be_paused_or_resumed_is_refused(lcwsync: Lcwsync) -> None:
    assert lcwsync("resume", WORKFLOW, *WHY).code == 4
    assert lcwsync("pause", WORKFLOW, "--reason", " ", "--yes").code == 64
    assert lcwsync("pause", WORKFLOW, "--reason", "x" * 201, "--yes").code == 64
    assert lcwsync("pause", WORKFLOW, "--reason", "x").code == 64
    assert lcwsync("pause", WORKFLOW, *WHY).code == 0
    again = lcwsync("pause", WORKFLOW, *WHY)
    assert again.code == 4
    assert "paused already" in again.err


def test_a_pause_works_while_files_are_broken_and_without_a_journal(
    applied: Served, project: Path, lcwsync: Lcwsync
) -> None:
    (project / "workflows" / "broken.yaml").write_text("kind: Workflo\n", encoding="utf-8")
    (project / ".lcwsync" / "journal.jsonl").unlink()
    (project / ".lcwsync" / "journal.jsonl").mkdir()
    done = lcwsync("pause", WORKFLOW, *WHY)
    assert done.code == 0
    assert "the journal" in done.err
    assert live(applied)["isEnabled"] is False


def test_an_export_of_a_paused_workflow_has_its_own_description(applied: Served, lcwsync: Lcwsync) -> None:
    assert lcwsync("pause", WORKFLOW, *WHY).code == 0
    assert lcwsync("export", "--out", "exported").code == 0
    text = (Path("exported") / "joiner-onboard-pre-hire-employee.yaml").read_text(encoding="utf-8")
    assert re.search(r"# Paused when exported, since \d{4}-\d\d-\d\d \d\d:\d\d UTC by ", text)
    assert "[lcwsync pause" not in text
    assert live(applied)["isEnabled"] is False


def test_a_run_that_is_going_on_is_cancelled_and_one_that_ended_is_not(applied: Served, lcwsync: Lcwsync) -> None:
    started = lcwsync("run", WORKFLOW, "--user", "zoe.novak@kestrelvane.example", "--yes")
    assert started.code == 0, started.err
    (run,) = applied.app.store.all("workflowRuns")
    paused = lcwsync("pause", WORKFLOW, *WHY)
    assert f"`lcwsync cancel {run['id']}` stops it" in paused.err
    done = lcwsync("cancel", str(run["id"]), "--reason", "wrong people", "--yes")
    assert done.code == 0, done.err
    assert "is now canceled" in done.err
    assert applied.writes[-1].path.endswith("/cancelProcessing")
    ended = lcwsync("cancel", str(run["id"]), "--yes")
    assert ended.code == 4
    assert "only a run that is queued or in progress" in ended.err
