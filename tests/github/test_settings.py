"""The settings of a repository: what `doctor --github` says of them, and when the apply job refuses an environment."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.commands import ROOT, Lcwsync
from tests.github.fake_github import GitHub, github, protected_repository

__all__ = ["github"]

PRODUCTION = "/environments/production"
POLICIES = f"{PRODUCTION}/deployment-branch-policies"
RULES = "/rules/branches/main"


@pytest.fixture
def repository(github: GitHub, project: Path, monkeypatch: pytest.MonkeyPatch) -> GitHub:
    """A repository with everything that docs/github.md asks for, and a project with the environment production."""
    github.settings = protected_repository()
    for name in ("GITHUB_API_URL", "GITHUB_REPOSITORY", "GITHUB_TOKEN"):
        monkeypatch.setenv(name, github.environ[name])
    path = project / "workflows" / "lcwsync.yaml"
    text = path.read_text(encoding="utf-8")
    assert "  production:" in text
    return github


def words(text: str) -> str:
    return " ".join(text.split())


def rule(settings: dict[str, Any], kind: str) -> dict[str, Any]:
    found: dict[str, Any] = next(each for each in settings[RULES] if each["type"] == kind)
    return found


def without_rule(kind: str) -> Callable[[dict[str, Any]], object]:
    return lambda settings: settings[RULES].remove(rule(settings, kind))


def parameter(key: str, value: object) -> Callable[[dict[str, Any]], object]:
    return lambda settings: rule(settings, "pull_request")["parameters"].update({key: value})


def member(path: str, **members: object) -> Callable[[dict[str, Any]], object]:
    return lambda settings: settings[path].update(members)


def test_a_repository_with_every_setting_misses_nothing(repository: GitHub, lcwsync: Lcwsync) -> None:
    done = lcwsync("doctor", "--github", "--env", "production")
    assert done.code == 0, done.out
    assert done.out.endswith("ok: everything was read, and nothing is missing\n")


MISSING = [
    (without_rule("pull_request"), "main: changes come by pull request"),
    (parameter("required_approving_review_count", 0), "main: at least one approval"),
    (parameter("require_code_owner_review", False), "main: review by code owners"),
    (parameter("dismiss_stale_reviews_on_push", False), "main: a push dismisses approvals"),
    (parameter("require_last_push_approval", False), "main: approval of the last push by somebody else"),
    (without_rule("required_status_checks"), "main: the check plan / lcwsync is required"),
    (without_rule("non_fast_forward"), "main: no forced push"),
    (without_rule("deletion"), "main: the branch cannot be deleted"),
    (member("/rulesets/5", bypass_actors=[{"actor_type": "Team"}]), "main: nobody may bypass it"),
    (member("/codeowners/errors", errors=[{"line": 1, "kind": "Unknown owner"}]), "CODEOWNERS (line 1: Unknown owner"),
    (member("/environments", environments=[]), "environment production (the first job that names it creates it"),
    (member(PRODUCTION, protection_rules=[]), "environment production: required reviewers"),
    (member(PRODUCTION, deployment_branch_policy=None), "environment production: only main deploys (every branch"),
    (member(POLICIES, branch_policies=[{"name": "*"}]), "environment production: only main deploys (it allows *"),
    (
        member("/actions/permissions/workflow", default_workflow_permissions="write"),
        "Actions: the token of a job only reads by default",
    ),
    (
        member("/actions/permissions/workflow", can_approve_pull_request_reviews=True),
        "Actions: a job cannot approve a pull request",
    ),
    (member("/actions/permissions", allowed_actions="all"), "Actions: foreign actions are limited"),
]


@pytest.mark.parametrize(("change", "name"), MISSING, ids=[name for _, name in MISSING])
def test_a_setting_that_is_missing_is_named(
    repository: GitHub, lcwsync: Lcwsync, change: Callable[[dict[str, Any]], object], name: str
) -> None:
    change(repository.settings)
    done = lcwsync("doctor", "--github", "--env", "production")
    assert done.code == 1
    assert f"MISSING {name}" in words(done.out)
    assert "ok: everything" not in done.out


UNREAD = {
    RULES: "main: changes come by pull request",
    "/rulesets/5": "main: nobody may bypass it",
    "/environments": "environment production",
    POLICIES: "environment production: only main deploys",
    "/actions/permissions": "Actions: foreign actions are limited",
    "/actions/permissions/workflow": "Actions: a job cannot approve a pull request",
    "/codeowners/errors": "CODEOWNERS",
}


@pytest.mark.parametrize("path", UNREAD)
def test_what_the_token_may_not_read_is_cannot_tell_and_never_missing_or_ok(
    repository: GitHub, lcwsync: Lcwsync, path: str
) -> None:
    repository.may_not_read.add(path)
    done = lcwsync("doctor", "--github", "--env", "production")
    assert f"? {UNREAD[path]} (GitHub answered 403)" in words(done.out).replace("ruleset 5: ", "")
    assert "MISSING" not in done.out
    assert "cannot tell: " in done.out
    assert "ok: everything" not in done.out


def test_the_older_branch_protection_counts_like_a_ruleset(repository: GitHub, lcwsync: Lcwsync) -> None:
    repository.settings[RULES] = []
    repository.settings["/branches/main/protection"] = {
        "required_pull_request_reviews": {
            "required_approving_review_count": 1,
            "require_code_owner_reviews": True,
            "dismiss_stale_reviews": True,
            "require_last_push_approval": True,
        },
        "required_status_checks": {"contexts": ["plan / lcwsync"]},
        "enforce_admins": {"enabled": True},
        "allow_force_pushes": {"enabled": False},
        "allow_deletions": {"enabled": False},
    }
    done = lcwsync("doctor", "--github", "--env", "production")
    assert done.code == 0, done.out
    repository.settings["/branches/main/protection"]["enforce_admins"] = {"enabled": False}
    assert "does not hold for admins" in lcwsync("doctor", "--github", "--env", "production").out


CLASSIC: dict[str, Any] = {
    "required_pull_request_reviews": {
        "required_approving_review_count": 1,
        "require_code_owner_reviews": True,
        "dismiss_stale_reviews": True,
        "require_last_push_approval": True,
    },
    "required_status_checks": {"contexts": ["plan / lcwsync"]},
    "enforce_admins": {"enabled": True},
}


def test_what_stands_by_branch_protection_alone_is_bypassed_as_it_says_whatever_ruleset_is_beside_it(
    repository: GitHub, lcwsync: Lcwsync
) -> None:
    settings = repository.settings
    settings[RULES] = [rule(settings, "deletion"), rule(settings, "non_fast_forward")]
    protection = settings["/branches/main/protection"] = {**CLASSIC}
    assert lcwsync("doctor", "--github", "--env", "production").code == 0
    protection["enforce_admins"] = {"enabled": False}
    done = lcwsync("doctor", "--github", "--env", "production")
    assert (done.code, "does not hold for admins" in words(done.out)) == (1, True)
    protection["enforce_admins"] = {"enabled": True}
    protection["required_pull_request_reviews"] = {
        **CLASSIC["required_pull_request_reviews"],
        "bypass_pull_request_allowances": {"users": [{"login": "m"}], "teams": [], "apps": [{"slug": "a"}]},
    }
    done = lcwsync("doctor", "--github", "--env", "production")
    assert (done.code, "lets 2 merge without the review it asks for" in words(done.out)) == (1, True)


def test_branch_protection_that_nothing_rests_on_is_no_hole(repository: GitHub, lcwsync: Lcwsync) -> None:
    repository.settings["/branches/main/protection"] = {**CLASSIC, "enforce_admins": {"enabled": False}}
    assert lcwsync("doctor", "--github", "--env", "production").code == 0


def test_an_environment_and_a_rule_are_found_behind_a_hundred_others(repository: GitHub, lcwsync: Lcwsync) -> None:
    others = [{"name": f"customer-{number}"} for number in range(250)]
    repository.settings["/environments"]["environments"][:0] = others
    repository.settings[RULES][:0] = [{"type": "tag_name_pattern"}] * 250
    done = lcwsync("doctor", "--github", "--env", "production")
    assert done.code == 0, done.out


def test_an_environment_is_found_whatever_case_github_writes_it_in(repository: GitHub, lcwsync: Lcwsync) -> None:
    repository.settings["/environments"]["environments"][0]["name"] = "Production"
    assert lcwsync("doctor", "--github", "--env", "production").code == 0


@pytest.mark.parametrize("kind", ["busy", "limits"])
def test_a_busy_github_is_asked_again_before_anything_is_unknown(
    repository: GitHub, lcwsync: Lcwsync, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    waited: list[float] = []
    monkeypatch.setattr("lcwsync.cli.repository.time.sleep", waited.append)
    setattr(repository, kind, 1)
    assert lcwsync(*BEFORE).code == 0
    setattr(repository, kind, 9)
    done = lcwsync(*BEFORE)
    assert done.code == 1
    assert "GitHub answered" in done.err
    assert waited
    assert min(waited) >= 1


def test_the_token_is_in_no_report_and_goes_to_no_unsafe_address(
    repository: GitHub, lcwsync: Lcwsync, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", "ghs_0123456789abcdefABCDEF0123456789abcd")
    done = lcwsync("doctor", "--github", "o/r")
    assert "ghs_" not in done.out + done.err
    monkeypatch.setenv("GITHUB_API_URL", "http://elsewhere.example")
    refused = lcwsync("doctor", "--github", "o/r")
    assert (refused.code, refused.out) == (64, "")
    assert "the token is not sent there" in refused.err
    monkeypatch.delenv("GITHUB_TOKEN")
    assert "GITHUB_TOKEN is not set" in lcwsync("doctor", "--github", "o/r").err


def test_a_repository_that_github_does_not_show_is_an_error(repository: GitHub, lcwsync: Lcwsync) -> None:
    del repository.settings[""]
    done = lcwsync("doctor", "--github", "o/r")
    assert (done.code, done.out) == (1, "")
    assert "o/r: GitHub answered 404" in done.err


BEFORE = ("doctor", "--github", "--before-apply", "--env", "production")


def test_an_environment_with_reviewers_is_applied_to(repository: GitHub, lcwsync: Lcwsync) -> None:
    done = lcwsync(*BEFORE)
    assert (done.code, done.out, done.err) == (0, "", "")


REVIEWERS: dict[str, Any] = {"type": "required_reviewers"}
BARE = [
    lambda settings: settings.pop(PRODUCTION),
    member(PRODUCTION, protection_rules=[], deployment_branch_policy=None),
    member(PRODUCTION, protection_rules=[{**REVIEWERS, "reviewers": []}], deployment_branch_policy=None),
    lambda settings: (
        member(PRODUCTION, protection_rules=[])(settings),
        member(POLICIES, branch_policies=[{"name": "*"}])(settings),
    ),
    lambda settings: (
        member(PRODUCTION, protection_rules=[])(settings),
        member(POLICIES, branch_policies=[{"name": "main", "type": "tag"}])(settings),
    ),
    lambda settings: (
        member(PRODUCTION, protection_rules=[], deployment_branch_policy={"protected_branches": True})(settings),
        settings["/branches/main"].update(protected=False),
    ),
]
NAMES = ["not there", "bare", "nobody reviews", "every branch", "a tag of its name", "none protected"]


def unprotected(project: Path, text: str) -> None:
    """A workflow whose call lists environments in `unprotected`."""
    path = project / ".github" / "workflows" / "lcwsync-apply.yml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


@pytest.mark.parametrize("change", BARE, ids=NAMES)
def test_an_environment_that_nothing_protects_is_refused_unless_git_says_so(
    repository: GitHub,
    project: Path,
    lcwsync: Lcwsync,
    monkeypatch: pytest.MonkeyPatch,
    change: Callable[[dict[str, Any]], object],
) -> None:
    change(repository.settings)
    (project / ".git").mkdir(exist_ok=True)
    done = lcwsync(*BEFORE)
    assert (done.code, "environment production" in done.err) == (4, True)
    for text in (
        "{",
        "[]",
        "jobs: x",
        "jobs: {apply: {with: x}, other: y}",
        "jobs: {apply: {with: {unprotected: production-2 sandbox}}}",
    ):
        unprotected(project, text)
        assert lcwsync(*BEFORE).code == 4
    unprotected(project, "jobs: {apply: {with: {unprotected: test production}}}")
    assert "git says in `unprotected`" in lcwsync(*BEFORE).out
    monkeypatch.setenv("UNPROTECTED", "")  # what the job was started with counts
    assert lcwsync(*BEFORE).code == 4
    monkeypatch.setenv("UNPROTECTED", "production")
    assert lcwsync(*BEFORE).code == 0


@pytest.mark.parametrize("change", BARE[1:], ids=NAMES[1:])
def test_doctor_judges_as_the_apply_job_does(
    repository: GitHub, project: Path, lcwsync: Lcwsync, change: Callable[[dict[str, Any]], object]
) -> None:
    change(repository.settings)
    repository.settings["/environments"]["environments"][0].update(repository.settings[PRODUCTION])
    done = words(lcwsync("doctor", "--github", "--env", "production").out)
    assert "MISSING environment production: required reviewers" in done
    assert "MISSING environment production: only main deploys" in done
    (project / ".git").mkdir(exist_ok=True)
    unprotected(project, "jobs: {apply: {with: {unprotected: production}}}")
    done = words(lcwsync("doctor", "--github", "--env", "production").out)
    assert "ok environment production (git says in `unprotected` that it needs no protection)" in done


def test_half_a_protection_is_a_warning(repository: GitHub, lcwsync: Lcwsync) -> None:
    repository.settings[PRODUCTION]["protection_rules"] = []
    done = lcwsync(*BEFORE)
    assert (done.code, "nobody has to approve an apply to production" in done.out) == (0, True)
    repository.settings[PRODUCTION]["deployment_branch_policy"] = {"protected_branches": True}
    assert "open to other branches: every protected branch" in lcwsync(*BEFORE).out


@pytest.mark.parametrize("paths", [(PRODUCTION,), (POLICIES,), ("",)])
def test_an_environment_that_cannot_be_read_is_not_applied_to(
    repository: GitHub, lcwsync: Lcwsync, paths: tuple[str, ...]
) -> None:
    repository.settings[PRODUCTION]["protection_rules"] = []
    repository.may_not_read.update(paths)
    done = lcwsync(*BEFORE)
    assert (done.code, "GitHub answered 403" in done.err) == (1, True)


def test_the_sandbox_needs_no_protection(repository: GitHub, lcwsync: Lcwsync) -> None:
    done = lcwsync("doctor", "--github", "--before-apply", "--env", "sandbox")
    assert (done.code, done.out) == (0, "environment sandbox: the sandbox needs no protection\n")
    assert lcwsync("doctor", "--github", "--before-apply").code == 64


def test_the_apply_job_asks_before_it_signs_in() -> None:
    place = ROOT / ".github"
    workflow = yaml.safe_load((place / "workflows" / "reusable-apply-environment.yml").read_text(encoding="utf-8"))
    assert workflow["env"] == {"UNPROTECTED": "${{ inputs.unprotected }}"}
    (apply,) = [step for step in workflow["jobs"]["apply"]["steps"] if step.get("uses") == "$/.github/actions/apply"]
    assert apply["with"]["environment"] == "${{ inputs.environment }}"
    steps = yaml.safe_load((place / "actions" / "apply" / "action.yml").read_text(encoding="utf-8"))["runs"]["steps"]
    asks = next(at for at, step in enumerate(steps) if "doctor --github --before-apply" in step.get("run", ""))
    assert steps[asks]["if"] == "inputs.environment != ''"
    assert not [step for step in steps[:asks] if "lcwsync apply" in step.get("run", "")]
