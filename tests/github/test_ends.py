"""However the job that applies ends: its summary, the comment on the pull request, other pull requests, the issue."""

import os
import shutil
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from lcwsync.sandbox.faults import parse_fault
from tests.cli.test_main_job import edit
from tests.commands import ROOT, Lcwsync, Served
from tests.github.fake_github import GitHub, github
from tests.github.runner import Job
from tests.github.test_story import (
    ENVIRONMENT,
    WORKFLOW,
    commit,
    laid_out,
    merged,
    pull_request,
    repository,
    somebody_edits,
)

__all__ = ["github", "laid_out", "repository"]

JOURNAL = ".lcwsync/journal.jsonl"


@pytest.fixture
def waiting(repository: Served, project: Path, github: GitHub) -> Job:
    """A run whose two actions were reviewed and that waits for the approval of its environment."""
    edit(project, "defaultLifetimeInMinutes: 480", "defaultLifetimeInMinutes: 720", "workflows/tap-policy.yaml")
    commit(project)
    pull_request(project, github)
    run = merged(project, github)
    assert run.run("lcwsync-apply.yml", "plan") == 0, run.log
    run.summary = ""
    repository.app.requests.clear()
    return run


def fault(text: str) -> Callable[[Served, Path], object]:
    return lambda served, _project: served.app.faults.add(parse_fault(text))


def refused(_served: Served, project: Path) -> None:
    """The tenant still is what was planned, and a law of git refuses the plan."""
    edit(project, "    sandbox: true", "    sandbox: true\n    limits: {maxChanges: 1}", "workflows/lcwsync.yaml")


ENDS: dict[str, tuple[Callable[[Served, Path], object], int, str, str]] = {
    "applied": (lambda *_: None, 0, "Applied 2 of 2", "true"),
    "signed out": (fault("expired-token"), 1, "Not applied (failed)", "false"),
    "moved": (
        lambda served, _: somebody_edits(served, WORKFLOW, description="Edited in the portal."),
        3,
        "Not applied (stale)",
        "false",
    ),
    "git changed": (refused, 3, "Not applied (stale)", "false"),
    "partly": (fault("status:POST:*createNewVersion:0:0:400"), 5, "Applied 1 of 2: 1 failed", "true"),
}


@pytest.mark.parametrize("how", ENDS)
def test_every_end_of_an_apply_is_in_the_summary_and_on_the_pull_request(
    waiting: Job, repository: Served, project: Path, github: GitHub, how: str
) -> None:
    happens, code, said, wrote = ENDS[how]
    happens(repository, project)
    assert waiting.run("lcwsync-apply.yml", "apply") == code, waiting.log
    assert said in waiting.summary
    assert said in github.comments[-1]["body"]
    # Plans of other pull requests are out of date only after something was written.
    assert waiting.context["steps.apply.outputs.wrote"] == wrote


def apply_action(place: Path, tool: str, **more: str) -> "subprocess.Popen[str]":
    """The shell part that applies, with a tool in the place of lcwsync."""
    action = yaml.safe_load((ROOT / ".github" / "actions" / "apply" / "action.yml").read_text(encoding="utf-8"))
    (place / "bin").mkdir()
    (place / "bin" / "lcwsync").write_text(f"#!/bin/bash\n{tool}\n", encoding="utf-8")
    (place / "bin" / "lcwsync").chmod(0o755)
    environ = {
        **os.environ,
        "PATH": f"{place / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "RUNNER_TEMP": str(place),
        "GITHUB_STEP_SUMMARY": str(place / "summary"),
        "GITHUB_OUTPUT": str(place / "output"),
        **dict.fromkeys(("PLAN_FILE", "CONFIG", "LAST_OUTCOME", "DIGEST"), ""),
        **more,
    }
    words = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", action["runs"]["steps"][-1]["run"]]
    return subprocess.Popen(words, env=environ, cwd=place, text=True)


BEGAN = f"""mkdir -p .lcwsync; echo '{{"event": "begin"}}' >> {JOURNAL}"""


@pytest.mark.parametrize(("tool", "wrote"), [("kill -9 $$", "false"), (f"{BEGAN}; kill -9 $$", "true")])
def test_an_apply_that_is_killed_is_not_told_as_nothing_applied(tmp_path: Path, tool: str, wrote: str) -> None:
    assert apply_action(tmp_path, tool).wait(timeout=60) == 128 + signal.SIGKILL
    assert (tmp_path / "summary").read_text(encoding="utf-8").startswith("**Cannot tell what was applied.**")
    assert (tmp_path / "output").read_text(encoding="utf-8") == f"wrote={wrote}\n"


@pytest.mark.parametrize(("code", "wrote"), [(0, "true"), (1, "true"), (3, "false"), (4, "false"), (5, "true")])
def test_what_was_begun_counts_as_written_unless_it_was_stale_or_refused(tmp_path: Path, code: int, wrote: str) -> None:
    tool = f'{BEGAN}; echo "ended with {code}" > "$RUNNER_TEMP/outcome.md"; exit {code}'
    assert apply_action(tmp_path, tool).wait(timeout=60) == code
    assert (tmp_path / "summary").read_text(encoding="utf-8") == f"ended with {code}\n"
    assert (tmp_path / "output").read_text(encoding="utf-8") == f"wrote={wrote}\n"


def test_other_pull_requests_are_planned_anew_only_after_something_was_written() -> None:
    jobs = environment_jobs()
    assert jobs["replan"]["if"] == "always() && needs.apply.outputs.wrote == 'true'"
    assert jobs["apply"]["outputs"] == {"wrote": "${{ steps.apply.outputs.wrote }}"}


def environment_jobs() -> dict[str, dict[str, object]]:
    path = ROOT / ".github" / "workflows" / "reusable-apply-environment.yml"
    jobs: dict[str, dict[str, object]] = yaml.safe_load(path.read_text(encoding="utf-8"))["jobs"]
    return jobs


def test_an_apply_that_never_began_says_that_nothing_was_applied(
    waiting: Job, repository: Served, github: GitHub
) -> None:
    github.newest = "def"
    assert waiting.run("lcwsync-apply.yml", "apply") == 3
    assert "Nothing was applied to sandbox" in github.comments[-1]["body"]
    assert "Nothing was applied to sandbox" in waiting.summary
    assert repository.writes == []


def test_a_file_of_git_is_no_journal_of_a_run(
    waiting: Job, repository: Served, project: Path, lcwsync: Lcwsync
) -> None:
    # As if the plan had been applied before: whoever commits this would hold back every apply.
    assert lcwsync("apply", "plan.json").code == 0
    planted = (project / JOURNAL).read_text(encoding="utf-8")
    assert lcwsync("apply", "plan.json").code == 3
    (project / "previous.jsonl").write_text(planted, encoding="utf-8")
    assert waiting.run("lcwsync-apply.yml", "apply") == 3
    assert "was applied before" not in waiting.log
    assert not (project / "previous.jsonl").exists()


def test_an_approval_that_was_taken_back_while_the_run_waited_counts_no_more(
    waiting: Job, repository: Served, github: GitHub
) -> None:
    waiting.context |= {"needs.plan.outputs.approvals": "2", "needs.plan.outputs.approval-team": ""}
    assert waiting.run("lcwsync-apply.yml", "apply") == 3
    assert "1 of 2 approvals count" in waiting.log
    assert repository.writes == []
    outputs = environment_jobs()["plan"]["outputs"]
    assert isinstance(outputs, dict)
    assert {"approvals", "approval-team"} < set(outputs)


def stopped(project: Path, github: GitHub, environment: str, results: str) -> None:
    """The last job of one environment, which tells how its run ended."""
    context = {**ENVIRONMENT, "join(needs.*.result, ' ')": results, "inputs.environment": environment}
    path = ROOT / ".github" / "workflows" / "reusable-apply-environment.yml"
    called = yaml.safe_load(path.read_text(encoding="utf-8"))
    place = project / ".github" / "workflows" / "one.yml"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(yaml.safe_dump(called), encoding="utf-8")
    for part in ("actions", "scripts"):
        shutil.copytree(ROOT / ".github" / part, project / ".github" / part, dirs_exist_ok=True)
    job = Job(project, github, context)
    assert job.run("one.yml", "stopped") == 0, job.log


def test_an_environment_that_ends_well_closes_its_own_issue_and_no_other(
    repository: Served, project: Path, github: GitHub
) -> None:
    stopped(project, github, "production", "success failure")
    stopped(project, github, "test", "failure skipped")
    stopped(project, github, "test", "success success")
    assert [(issue["title"], issue["state"]) for issue in github.issues] == [
        ("Apply stopped in production", "open"),
        ("Apply stopped in test", "closed"),
    ]
    stopped(project, github, "production", "success cancelled")
    assert len(github.issues) == 2
    stopped(project, github, "production", "success skipped")
    assert github.issues[0]["state"] == "closed"


def test_a_run_that_is_cancelled_is_told_as_well() -> None:
    assert environment_jobs()["stopped"]["if"] == "always()"
    assert environment_jobs()["stopped"]["needs"] == ["plan", "apply"]


def test_one_environment_whose_facts_are_broken_keeps_no_other_comment_away(
    repository: Served, project: Path, github: GitHub
) -> None:
    pull_request(project, github)
    github.comments.clear()
    broken = project / "reviews" / "review-a-broken-one"
    broken.mkdir()
    (broken / "facts").write_text("not a number\n", encoding="utf-8")
    job = Job(project, github, dict(ENVIRONMENT))
    assert job.run("lcwsync-comment.yml", "comment") == 1
    (comment,) = github.comments
    assert '"environment": "sandbox"' in comment["body"].splitlines()[0]


def test_a_fork_whose_branch_has_the_same_name_takes_no_turn_in_the_line_of_comments() -> None:
    path = ROOT / ".github" / "workflows" / "lcwsync-comment.yml"
    group = yaml.safe_load(path.read_text(encoding="utf-8"))["concurrency"]["group"]
    assert "github.event.workflow_run.head_repository.full_name" in group
