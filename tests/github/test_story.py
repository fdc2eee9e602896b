"""A change of YAML on its way: comment, merge, apply, no changes. And the same with a tenant that moves in between.

The shell parts of the workflows and actions run as they are, against the sandbox and a fake GitHub on loopback.
"""

import json
import re
import shutil
from pathlib import Path

import pytest

from tests.cli.test_base import git
from tests.cli.test_main_job import PRE_HIRE, edit
from tests.commands import Lcwsync, Served
from tests.github.fake_github import GitHub, github
from tests.github.runner import Job

__all__ = ["github"]

ENVIRONMENT = {
    "matrix.environment": "sandbox",
    "job.status": "success",
    "github.token": "t",
    "github.event.before || 'HEAD^1'": "HEAD^1",
}
WORKFLOW = "Onboard pre-hire employee"
COMMIT = "0123456789abcdef0123456789abcdef01234567"


@pytest.fixture
def repository(served: Served, project: Path, lcwsync: Lcwsync, laid_out: Path) -> Served:
    """A checkout whose main branch is applied, and a pull request that makes passes valid for longer."""
    lay_out(laid_out, project, lcwsync, "--call", f"o/lcwsync@{COMMIT}")
    ignored = "*.db* .lcwsync/ *.json !.github/*.json *.md output summary review reviews plan.err"
    (project / ".gitignore").write_text(ignored.replace(" ", "\n"), encoding="utf-8")
    git(project, "init", "--quiet", "--initial-branch=main")
    assert lcwsync("apply", "--yes").code == 0
    commit(project)
    edit(project, "tapLifetimeMinutes: 480", "tapLifetimeMinutes: 720")
    commit(project)
    served.app.requests.clear()
    return served


@pytest.fixture(scope="module")
def laid_out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where what `init` writes is kept for every test."""
    return tmp_path_factory.mktemp("laid-out")


def lay_out(kept: Path, project: Path, lcwsync: Lcwsync, *words: str) -> None:
    """The GitHub workflows that `init` writes, for the sandboxes of the project file."""
    place = kept / words[0]
    if not place.exists():
        assert lcwsync("init", str(place), *words).code == 0
    shutil.copytree(place / ".github", project / ".github")
    for path in (project / ".github" / "workflows").glob("lcwsync-*.yml"):
        if path.stem.rpartition("-")[2] not in ("validate", "comment"):
            edit(project, "config: workflows\n", "config: workflows\n      which: sandboxes\n", str(path))


def commit(project: Path) -> None:
    git(project, "add", ".")
    git(project, "commit", "--quiet", "--allow-empty", "-m", "a commit")


def pull_request(project: Path, github: GitHub, *, code: int = 0) -> Job:
    """The two jobs of a push: one plans with the branch's code, one writes with main's."""
    job = Job(project, github, dict(ENVIRONMENT))
    assert job.run("lcwsync-plan.yml", "plan") == code, job.log
    shutil.rmtree(project / "reviews", ignore_errors=True)
    shutil.copytree(github.place / "review", project / "reviews" / "review-sandbox")
    writing = Job(project, github, dict(ENVIRONMENT))
    assert writing.run("lcwsync-comment.yml", "comment") == 0, writing.log
    return job


def merged(project: Path, github: GitHub, *, digest: str = "") -> Job:
    """What runs on main, up to the approval of the environment's reviewers."""
    github.approve()
    github.merge()
    return Job(project, github, {**ENVIRONMENT, "inputs.digest": digest})


def somebody_edits(served: Served, name: str, **members: object) -> None:
    store = served.app.store
    found = next(each for each in store.all("workflows") if each["displayName"] == name)
    store.put("workflows", str(found["id"]), {**found, **members})


def test_a_change_is_commented_merged_applied_and_gone(
    repository: Served, project: Path, github: GitHub, lcwsync: Lcwsync
) -> None:
    reviewed = pull_request(project, github)

    (comment,) = github.comments
    assert "480" in comment["body"]
    assert "720" in comment["body"]
    assert "passes are valid longer" in comment["body"]
    assert "Zoë" not in comment["body"]
    assert re.search(r'"objects": \["[0-9a-f]{12}"\]', comment["body"].splitlines()[0])
    (check,) = github.checks
    (note,) = [note for note in check["output"]["annotations"] if note["title"] == "RISK-TAP-LIFETIME"]
    assert (note["path"], note["annotation_level"]) == ("workflows/joiner-pre-hire-tap.yaml", "failure")
    assert "passes are valid longer" in note["message"]
    assert reviewed.summary
    assert repository.writes == []

    run = merged(project, github)
    assert run.run("lcwsync-apply.yml", "plan") == 0, run.log
    assert run.context["steps.plan.outputs.changes"] == "true"
    assert repository.writes == []
    # What the approvers of the environment see on the page of the waiting run.
    assert "passes are valid longer" in run.summary
    assert "This is the plan that was reviewed in pull request #7." in run.summary
    assert run.run("lcwsync-apply.yml", "apply") == 0, run.log
    assert github.deployed
    assert [told["state"] for told in github.deployed] == ["success"]
    assert "Applied 1 of 1" in github.deployed[0]["description"]

    assert [write.path.rpartition(".")[2] for write in repository.writes] == ["createNewVersion"]
    assert "Applied 1 of 1" in run.summary
    assert lcwsync("plan", "--detailed-exitcode").code == 0


def test_an_environment_added_to_the_project_file_alone_is_planned_and_watched(
    repository: Served, project: Path, github: GitHub
) -> None:
    edit(project, "environments:\n", "environments:\n  sandbox-two:\n    sandbox: true\n", "workflows/lcwsync.yaml")
    for name in ("lcwsync-plan.yml", "lcwsync-apply.yml", "lcwsync-drift.yml", "lcwsync-readiness.yml"):
        job = Job(project, github, {**ENVIRONMENT, "inputs.environment": ""})
        assert job.run(name, "environments") == 0, job.log
        assert json.loads(job.context["steps.list.outputs.environments"]) == ["sandbox-two", "sandbox"]


def test_a_branch_whose_action_is_older_than_mains_is_commented_all_the_same(
    repository: Served, project: Path, github: GitHub
) -> None:
    pull_request(project, github)
    github.comments.clear()
    left = project / "reviews" / "review-sandbox"
    (left / "plan.sarif").unlink()
    facts = (left / "facts").read_text(encoding="utf-8").splitlines(keepends=True)
    (left / "facts").write_text("".join(facts[:4]), encoding="utf-8")

    job = Job(project, github, dict(ENVIRONMENT))

    assert job.run("lcwsync-comment.yml", "comment") == 0, job.log
    (comment,) = github.comments
    assert '"objects": []' in comment["body"].splitlines()[0]
    assert github.checks[-1]["output"]["annotations"] == []


def test_a_second_push_folds_the_comment_and_writes_a_new_one(
    repository: Served, project: Path, github: GitHub
) -> None:
    pull_request(project, github)
    edit(project, "tapLifetimeMinutes: 720", "tapLifetimeMinutes: 600")
    pull_request(project, github)

    old, comment = github.comments
    assert old["body"].startswith("<!-- lcwsync outdated ")
    assert "600" in comment["body"]
    assert "720" not in comment["body"].partition("\n")[2]  # the digest above it may hold any number


def test_a_push_that_does_not_plan_says_so_and_leaves_no_plan_standing(
    repository: Served, project: Path, github: GitHub
) -> None:
    pull_request(project, github)
    edit(project, "tapLifetimeMinutes: 720", "tapLifetimeMinutes: 5")

    pull_request(project, github, code=1)

    old, comment = github.comments
    assert old["body"].startswith("<!-- lcwsync outdated ")
    assert "does not plan at this commit" in comment["body"]
    assert "tapLifetimeMinutes" in comment["body"]
    assert [note["path"] for note in github.checks[-1]["output"]["annotations"]][:1] == [PRE_HIRE]
    assert github.checks[-1]["conclusion"] == "failure"
    assert merged(project, github).run("lcwsync-apply.yml", "plan") == 1


def test_a_push_whose_project_file_cannot_be_read_folds_the_plan_that_stands(
    repository: Served, project: Path, github: GitHub
) -> None:
    pull_request(project, github)
    edit(project, "environments:", "environment:", "workflows/lcwsync.yaml")
    listing = Job(project, github, {**ENVIRONMENT, "inputs.environment": ""})
    assert listing.run("lcwsync-plan.yml", "environments") == 1
    github.head = "head2"
    event = '{"pull_request": {"number": 7, "head": {"sha": "head2"}}}'
    (github.place / "event.json").write_text(event, encoding="utf-8")
    shutil.rmtree(project / "reviews")

    assert Job(project, github, dict(ENVIRONMENT)).run("lcwsync-comment.yml", "comment") == 0
    (old,) = github.comments
    assert old["body"].startswith("<!-- lcwsync outdated ")


def test_a_stopped_apply_opens_one_issue_and_the_next_good_one_closes_it(
    repository: Served, project: Path, github: GitHub
) -> None:
    def ends(results: str) -> None:
        job = Job(project, github, {**ENVIRONMENT, "join(needs.*.result, ' ')": results})
        assert job.run("lcwsync-apply.yml", "stopped") == 0, job.log

    ends("success success success")
    assert github.issues == []
    ends("success success failure")
    ends("failure success skipped")
    (issue,) = github.issues
    assert issue["title"] == "Apply stopped in all"
    ends("success success skipped")
    assert issue["state"] == "closed"


def test_an_old_run_is_not_applied_again(repository: Served, project: Path, github: GitHub) -> None:
    pull_request(project, github)
    run = merged(project, github)
    assert run.run("lcwsync-apply.yml", "plan") == 0, run.log
    github.newest = "def"

    assert merged(project, github).run("lcwsync-apply.yml", "plan") == 3
    assert run.run("lcwsync-apply.yml", "apply") == 3
    assert repository.writes == []
    assert "Nothing was applied to sandbox" in github.comments[-1]["body"]


def test_a_plan_that_nobody_approved_is_not_applied(repository: Served, project: Path, github: GitHub) -> None:
    pull_request(project, github)
    github.merge()
    run = Job(project, github, {**ENVIRONMENT, "inputs.digest": ""})

    assert run.run("lcwsync-apply.yml", "plan") == 3
    assert "nobody approved it" in run.log


def test_the_outcome_of_an_apply_comes_back_to_the_pull_request_also_when_it_is_stale(
    repository: Served, project: Path, github: GitHub
) -> None:
    pull_request(project, github)
    run = merged(project, github)
    assert run.run("lcwsync-apply.yml", "plan") == 0, run.log
    somebody_edits(repository, WORKFLOW, description="Edited in the portal.")

    assert run.run("lcwsync-apply.yml", "apply") == 3

    assert "Not applied (stale)" in run.summary
    assert "Not applied (stale)" in github.comments[-1]["body"]


def test_a_tenant_that_moved_before_the_merge_stops_the_run_for_a_new_review(
    repository: Served, project: Path, github: GitHub
) -> None:
    pull_request(project, github)
    somebody_edits(repository, WORKFLOW, description="Edited in the portal.")

    run = merged(project, github)

    assert run.run("lcwsync-apply.yml", "plan") == 3
    assert repository.writes == []
    assert "Edited in the portal." in run.summary
    digest = run.context["steps.plan.outputs.digest"]
    assert digest in run.summary

    by_hand = merged(project, github, digest=digest)
    assert by_hand.run("lcwsync-apply.yml", "plan") == 0, by_hand.log
    assert by_hand.run("lcwsync-apply.yml", "apply") == 0, by_hand.log


def test_a_tenant_that_moves_after_the_plan_is_refused_and_nothing_is_written(
    repository: Served, project: Path, github: GitHub
) -> None:
    pull_request(project, github)
    run = merged(project, github)
    assert run.run("lcwsync-apply.yml", "plan") == 0, run.log
    somebody_edits(repository, WORKFLOW, description="Edited in the portal.")

    assert run.run("lcwsync-apply.yml", "apply") == 3

    assert repository.writes == []
    assert "Edited in the portal." in run.log


def test_a_plan_without_a_review_is_not_applied(repository: Served, project: Path, github: GitHub) -> None:
    run = merged(project, github)

    assert run.run("lcwsync-apply.yml", "plan") == 3
    assert repository.writes == []


def test_nothing_to_change_asks_for_no_review(repository: Served, project: Path, github: GitHub) -> None:
    edit(project, "tapLifetimeMinutes: 720", "tapLifetimeMinutes: 480")

    run = merged(project, github)

    assert run.run("lcwsync-apply.yml", "plan") == 0, run.log
    assert run.context["steps.plan.outputs.changes"] == "false"


def test_drift_opens_one_issue_and_closes_it(
    repository: Served, project: Path, github: GitHub, lcwsync: Lcwsync
) -> None:
    edit(project, "tapLifetimeMinutes: 720", "tapLifetimeMinutes: 480")
    somebody_edits(repository, WORKFLOW, description="Edited in the portal.")

    night = Job(project, github, dict(ENVIRONMENT))
    assert night.run("lcwsync-drift.yml", "drift") == 0, night.log
    (issue,) = github.issues
    assert "Edited in the portal." in issue["body"]
    assert repository.writes == []

    assert lcwsync("apply", "--yes").code == 0
    assert Job(project, github, dict(ENVIRONMENT)).run("lcwsync-drift.yml", "drift") == 0
    assert issue["state"] == "closed"


def test_a_loosened_guard_alone_is_commented_and_has_a_digest_of_its_own(
    repository: Served, project: Path, github: GitHub
) -> None:
    pull_request(project, github)
    before = github.comments[0]["body"].splitlines()[0]
    edit(project, "requireOneTimeUse: true", "requireOneTimeUse: false", "workflows/guardrails.yaml")
    pull_request(project, github)
    _, comment = github.comments
    assert "passes may be for more than one use" in comment["body"]
    assert comment["body"].splitlines()[0] != before


def test_hires_without_a_pass_open_one_issue_and_a_check_that_fails_is_not_all_well(
    repository: Served, project: Path, github: GitHub
) -> None:
    repository.app.requests.clear()
    morning = Job(project, github, dict(ENVIRONMENT))
    assert morning.run("lcwsync-readiness.yml", "readiness") == 0, morning.log
    (issue,) = github.issues
    assert issue["title"] == "People without a pass, and failed runs in sandbox"
    assert "will get no pass that works within 7 days" in issue["body"]
    assert "no manager" in issue["body"]
    assert "Horvat" not in issue["body"]
    assert "No failures in" in issue["body"]
    assert repository.writes == []
    edit(project, "(department in (${hireDepartments}))", "(displayName eq 'Jack O''Brien')", PRE_HIRE)
    assert Job(project, github, dict(ENVIRONMENT)).run("lcwsync-readiness.yml", "readiness") == 0
    assert issue["state"] == "closed"
    (project / "workflows" / "broken.yaml").write_text("kind: Workflo\n", encoding="utf-8")
    assert Job(project, github, dict(ENVIRONMENT)).run("lcwsync-readiness.yml", "readiness") == 1


def test_calls_need_nothing_of_lcwsync_in_the_repository_and_copies_need_no_other_repository(
    repository: Served, project: Path, github: GitHub, lcwsync: Lcwsync, laid_out: Path
) -> None:
    there = {path.relative_to(project / ".github").parts[0] for path in (project / ".github").rglob("*")}
    assert there == {"workflows", "zizmor.yml", "lcwsync-ruleset.json"}
    shutil.rmtree(project / ".github")
    lay_out(laid_out, project, lcwsync, "--copy")
    copied = Job(project, github, dict(ENVIRONMENT), called=laid_out / "nowhere")
    assert copied.run("lcwsync-plan.yml", "plan") == 0, copied.log
    assert "480" in copied.summary
    assert copied.run("lcwsync-apply.yml", "stopped") == 0, copied.log


def test_a_broken_file_fails_the_validation_with_annotations(
    project: Path, github: GitHub, lcwsync: Lcwsync, laid_out: Path
) -> None:
    lay_out(laid_out, project, lcwsync, "--call", f"o/lcwsync@{COMMIT}")
    edit(project, "tapLifetimeMinutes: 480", "tapLifetimeMinutes: 5")

    job = Job(project, github, dict(ENVIRONMENT))

    assert job.run("lcwsync-validate.yml", "validate") == 1
    assert "::error file=workflows/joiner-pre-hire-tap.yaml,line=" in job.log
    assert "workflows/joiner-pre-hire-tap.yaml:" in job.summary
    assert job.summary.startswith("```")
