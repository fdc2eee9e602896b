"""`plan --base`: the pull request that loosens the guard, or takes something out of git, cannot say "no changes"."""

import json
import subprocess
from pathlib import Path

import pytest

from lcwsync.cli.base import check_names
from lcwsync.values.errors import ConfigError
from tests.cli.test_main_job import edit
from tests.commands import ROOT, Lcwsync, Served

PROJECT = "workflows/lcwsync.yaml"
LEAVER = "workflows/leaver-last-day.yaml"


def git(place: Path, *words: str) -> str:
    own = ["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false"]
    done = subprocess.run(["git", *own, *words], cwd=place, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def displayed(path: Path) -> str:
    """The displayName of a file."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return next(line.partition(": ")[2] for line in lines if line.startswith("displayName: "))


@pytest.fixture
def applied(served: Served, project: Path, lcwsync: Lcwsync) -> Served:
    """A repository whose main branch is applied; what follows is a branch of it."""
    (project / ".gitignore").write_text("*.db*\n.lcwsync/\n", encoding="utf-8")
    (project / "CODEOWNERS").write_text("* @platform\n", encoding="utf-8")
    git(project, "init", "--quiet", "--initial-branch=main")
    git(project, "add", ".")
    git(project, "commit", "--quiet", "-m", "base")
    git(project, "switch", "--quiet", "-c", "branch")
    assert lcwsync("apply", "--yes").code == 0
    served.app.requests.clear()
    return served


def test_a_change_of_the_guard_alone_is_shown_and_high(applied: Served, project: Path, lcwsync: Lcwsync) -> None:
    edit(project, "maximumLifetimeInMinutes: 1440", "maximumLifetimeInMinutes: 43200", "workflows/guardrails.yaml")
    edit(project, "requireOneTimeUse: true", "requireOneTimeUse: false", "workflows/guardrails.yaml")
    guardrails = project / "workflows" / "guardrails.yaml"
    guardrails.write_text(
        guardrails.read_text(encoding="utf-8")
        + "  - {principal: mallory@kestrelvane.example, tiers: [direct, workflows], reason: no}\n",
        encoding="utf-8",
    )
    (project / "CODEOWNERS").unlink()

    plan = lcwsync("plan", "--base", "main", "--format", "markdown")

    assert plan.code == 0
    first, *rest = plan.out.splitlines()
    assert "Guard: 4 changes, 4 high." in first
    said = "\n".join(rest)
    assert "Guard" in rest[1]
    assert "maximumLifetimeInMinutes 1440 → 43200" in said
    assert "direct, workflows" in said
    assert "CODEOWNERS is removed" in said
    assert "mallory" not in plan.out
    report = json.loads(lcwsync("plan", "--base", "main", "--format", "json").out)["environments"][0]
    assert report["summary"]["risk"] == "high"
    assert [change["rating"] for change in report["guard"]] == ["high"] * 4
    for shape in ("html", "sarif", "github"):
        shown = lcwsync("plan", "--base", "main", "--format", shape).out
        assert "43200" in shown, shape
        assert "mallory" not in shown, shape
    assert "mallory" in lcwsync("plan", "--base", "main").out
    assert applied.writes == []


def test_what_leaves_git_is_shown_and_counted(applied: Served, project: Path, lcwsync: Lcwsync) -> None:
    (project / LEAVER).unlink()
    edit(project, "excludeTargets", "# excludeTargets", "workflows/tap-policy.yaml")

    plan = lcwsync("plan", "--base", "main", "--format", "markdown")

    assert "No longer managed: 2." in plan.out.splitlines()[0]
    assert "excludeTargets is not in git any more" in plan.out
    assert "is not in git any more: it stays in the tenant" in plan.out


def test_nothing_is_added_to_a_plan_without_such_a_change(applied: Served, lcwsync: Lcwsync) -> None:
    with_base, without = (lcwsync("plan", *more, "--env", "sandbox") for more in (("--base", "main"), ()))
    assert "Guard" not in with_base.out
    assert "Guard in force, weaker than shipped" in without.out  # the sandbox may delete


def test_protection_removed_and_deleted_in_one_change_is_refused(
    applied: Served, project: Path, lcwsync: Lcwsync
) -> None:
    (project / "workflows" / "joiner-pre-hire-tap.yaml").unlink()
    edit(project, "removed: []", "removed: [Onboard pre-hire employee]", PROJECT)

    assert lcwsync("plan").code == 0
    plan = lcwsync("plan", "--base", "main")

    assert plan.code == 4
    assert "was protected before this change" in plan.out


def test_a_base_that_cannot_be_read_refuses_a_deletion_and_says_cannot_tell(
    applied: Served, project: Path, lcwsync: Lcwsync
) -> None:
    git(project, "switch", "--quiet", "main")
    edit(project, "category: leaver", "categry: leaver", LEAVER)
    git(project, "commit", "--quiet", "-am", "broken")
    git(project, "switch", "--quiet", "-c", "repair")
    (project / LEAVER).unlink()
    name = displayed(ROOT / LEAVER)
    edit(project, "removed: []", f"removed: [{name}]", PROJECT)

    plan = lcwsync("plan", "--base", "main", "--format", "markdown")

    assert plan.code == 4
    assert "cannot tell what this change does to the guard" in plan.out
    assert "cannot tell whether" in plan.out
    assert "lcwsync-base-" not in plan.out


@pytest.mark.parametrize(
    ("base", "message"),
    [
        ("no-such-branch", "neither a directory nor a commit that git knows"),
        ("--upload-pack=x", "neither a directory nor a commit"),
        ("unrelated", "git does not know where this branch left unrelated"),
    ],
)
def test_a_failing_git_is_an_error_with_a_next_step(
    applied: Served, project: Path, lcwsync: Lcwsync, base: str, message: str
) -> None:
    git(project, "branch", "unrelated", git(project, "commit-tree", "HEAD^{tree}", "-m", "x"))

    plan = lcwsync("plan", f"--base={base}")

    assert plan.code == 1
    assert message in plan.err
    assert "hint" in plan.err or "fetch" in plan.err or "main" in plan.err
    assert plan.out == ""


def test_a_directory_without_git_is_an_error_for_a_commit(
    served: Served, lcwsync: Lcwsync, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    plan = lcwsync("plan", "--base", "main")
    assert plan.code == 1
    assert "git said: " in plan.err


def test_a_checkout_of_the_base_and_a_commit_say_the_same(applied: Served, project: Path, lcwsync: Lcwsync) -> None:
    git(project, "worktree", "add", "--quiet", "base", "main")
    edit(project, "prune: false", "prune: true", PROJECT)
    git(project, "commit", "--quiet", "-am", "prune")
    reports = [
        json.loads(lcwsync("plan", "--base", base, "--format", "json").out)["environments"][0]
        for base in ("main", "HEAD^1", "base", "base/workflows")
    ]
    assert all(report["guard"] for report in reports)
    assert len({json.dumps(report["guard"]) for report in reports}) == 1


def test_a_checkout_of_the_base_needs_no_git(
    applied: Served, project: Path, lcwsync: Lcwsync, monkeypatch: pytest.MonkeyPatch
) -> None:
    git(project, "worktree", "add", "--quiet", "base", "main")
    edit(project, "prune: false", "prune: true", PROJECT)
    monkeypatch.setenv("PATH", "")
    plan = lcwsync("plan", "--base", "base", "--env", "sandbox")
    assert "prune is on" in plan.out, plan.err


def test_a_commit_of_main_after_the_branch_left_it_is_not_held_against_the_branch(
    applied: Served, project: Path, lcwsync: Lcwsync
) -> None:
    git(project, "switch", "--quiet", "main")
    edit(project, "prune: false", "prune: true", PROJECT)
    git(project, "commit", "--quiet", "-am", "prune")
    git(project, "switch", "--quiet", "branch")

    assert "Guard" not in lcwsync("plan", "--base", "main").out


def test_a_previous_name_that_adopts_what_git_did_not_manage_is_told(
    applied: Served, project: Path, lcwsync: Lcwsync
) -> None:
    edit(project, "displayName: ", "previousNames: [Welcome guests (made in the portal)]\ndisplayName: New ", LEAVER)
    adopted = lcwsync("plan", "--base", "main")
    assert "MEDIUM" in next(line for line in adopted.out.splitlines() if "RISK-ADOPT" in line)

    (project / LEAVER).write_text((ROOT / LEAVER).read_text(encoding="utf-8"), encoding="utf-8")
    name = displayed(ROOT / LEAVER)
    edit(project, f"displayName: {name}", f"previousNames: [{name}]\ndisplayName: New", LEAVER)
    assert "RISK-ADOPT" not in lcwsync("plan", "--base", "main").out
    assert "RISK-ADOPT" in lcwsync("plan").out


def test_the_digest_of_a_review_covers_guard_and_ownership(
    applied: Served, project: Path, lcwsync: Lcwsync, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = project / "output.txt"
    monkeypatch.setenv("GITHUB_OUTPUT", str(output))

    def digest() -> str:
        output.write_text("", encoding="utf-8")
        assert lcwsync("plan", "--base", "main", "--format", "github").code == 0
        lines = output.read_text(encoding="utf-8").splitlines()
        return lines[next(i for i, line in enumerate(lines) if line.startswith("digest<<")) + 1]

    unchanged = digest()
    edit(project, "requireOneTimeUse: true", "requireOneTimeUse: false", "workflows/guardrails.yaml")
    looser = digest()
    (project / LEAVER).unlink()
    digests = [unchanged, looser, digest()]
    for text in ("* @one\n", "* @two\n"):  # both are "changed" in words
        (project / "CODEOWNERS").write_text(text, encoding="utf-8")
        digests.append(digest())
    assert len(set(digests)) == 5


@pytest.mark.parametrize(
    ("command", "variable"),
    [("plan", "GITHUB_ACTIONS"), ("drift", "GITHUB_ACTIONS"), ("plan", "CI"), ("plan", "TF_BUILD")],
)
def test_production_as_a_sandbox_in_a_job_is_never_green(
    project: Path, lcwsync: Lcwsync, monkeypatch: pytest.MonkeyPatch, command: str, variable: str
) -> None:
    monkeypatch.setenv(variable, "True")
    text = (project / PROJECT).read_text(encoding="utf-8")
    text = text.replace("    tenantId: 11111111-2222-3333-4444-555555555555\n", "    sandbox: true\n")
    (project / PROJECT).write_text(text, encoding="utf-8")

    done = lcwsync(command, "--env", "production", "--format", "markdown")

    assert "is the embedded sandbox" in done.out + done.err
    if command == "drift":
        assert (done.code, done.out) == (4, "")
    else:
        assert "RISK-SANDBOX" in done.out


def test_a_restored_workflow_is_shown_and_rated_whole(applied: Served, project: Path, lcwsync: Lcwsync) -> None:
    name = "Onboard pre-hire employee"
    file = project / "workflows" / "joiner-pre-hire-tap.yaml"
    shipped = file.read_text(encoding="utf-8")
    cc = "      cc: [paul.meyer@kestrelvane.example]\n"
    with_cc = shipped.replace("protect: true\n", "").replace(
        "      tapIsUsableOnce: true\n", "      tapIsUsableOnce: true\n" + cc
    )
    assert cc in with_cc
    edit(project, "removed: []", "removed: []\nrules: {TAP007: {severity: 'off', reason: noise}}", PROJECT)
    file.write_text(with_cc, encoding="utf-8")
    assert lcwsync("apply", "--yes").code == 0
    file.unlink()
    edit(project, "removed: []", f"removed: [{name}]", PROJECT)
    assert lcwsync("apply", "--yes").code == 0
    file.write_text(with_cc, encoding="utf-8")
    edit(project, f"removed: [{name}]", "removed: []", PROJECT)

    plan = lcwsync("plan", "--format", "markdown")

    assert "1 to restore" in plan.out
    assert "RISK-TAP-TASK" in plan.out
    assert "RISK-CC" in plan.out
    assert "tapLifetimeMinutes" in plan.out
    assert "cc" in plan.out.partition("tapIsUsableOnce")[0] + plan.out.partition("tapIsUsableOnce")[2]
    tasks = json.loads(lcwsync("plan", "--format", "json").out)["environments"][0]["actions"][0]["tasks"]
    assert [task["change"] for task in tasks] == ["added"] * len(tasks)
    assert tasks


def test_a_group_that_was_made_to_be_mistaken_for_another_is_named(
    applied: Served, project: Path, lcwsync: Lcwsync
) -> None:
    store = applied.app.store
    real = next(each for each in store.all("groups") if each["displayName"] == "SG-Sales")
    number, name = "0f0f0f0f-0000-4000-8000-000000000001", "SG-S\u0430les"
    store.put("groups", number, {**real, "id": number, "displayName": name})
    edit(project, "SG-Sales", name, "workflows/joiner-sales-team.yaml")

    plan = lcwsync("plan", "--format", "markdown")

    assert "RISK-LOOKALIKE" in plan.out
    assert "looks like" in plan.out
    assert lcwsync("plan", "--fail-on", "high").code == 4


def test_a_gate_fails_on_the_rating_and_not_below(applied: Served, project: Path, lcwsync: Lcwsync) -> None:
    assert lcwsync("plan", "--base", "main", "--fail-on", "low").code == 0
    edit(project, "requireOneTimeUse: true", "requireOneTimeUse: false", "workflows/guardrails.yaml")

    assert lcwsync("plan", "--fail-on", "high").code == 0  # nobody sees it without a base
    plan = lcwsync("plan", "--base", "main", "--fail-on", "high", "--report", "report.json", "--format", "markdown")

    assert plan.code == 4
    assert "--fail-on is high" in plan.err
    assert "Guard" in plan.out
    report = json.loads((project / "report.json").read_text(encoding="utf-8"))
    assert report["environments"][0]["summary"]["risk"] == "high"
    assert lcwsync("plan", "--fail-on", "grave").code == 64


def test_a_change_cannot_lower_the_approvals_that_it_needs(applied: Served, project: Path, lcwsync: Lcwsync) -> None:
    git(project, "switch", "--quiet", "main")
    edit(project, "prune: false", "approvals: {high: {count: 2, team: o/identity}}\nprune: false", PROJECT)
    git(project, "commit", "--quiet", "-am", "approvals")
    git(project, "switch", "--quiet", "-c", "lower")
    edit(project, "count: 2, team: o/identity", "count: 1", PROJECT)

    plan = lcwsync("plan", "--base", "main", "--format", "markdown")

    assert "Needs 2 approvals of o/identity." in plan.out.splitlines()[0]
    assert "a plan rated high needs 2 approvals of o/identity → 1 approval" in plan.out


def test_a_path_of_git_that_windows_would_take_for_another_place_is_refused_there() -> None:
    paths = ["workflows/x.yaml", "workflows/..\\..\\x.yaml"]
    check_names(paths, system="posix")
    with pytest.raises(ConfigError, match="which Windows cannot hold"):
        check_names(paths, system="nt")


def test_a_change_cannot_choose_the_team_that_approves_it(applied: Served, project: Path, lcwsync: Lcwsync) -> None:
    git(project, "switch", "--quiet", "main")
    edit(project, "prune: false", "approvals: {high: {count: 2, team: o/identity}}\nprune: false", PROJECT)
    git(project, "commit", "--quiet", "-am", "approvals")
    git(project, "switch", "--quiet", "-c", "swap")
    edit(project, "count: 2, team: o/identity", "count: 3, team: o/friends", PROJECT)

    plan = lcwsync("plan", "--base", "main", "--format", "markdown")

    assert "Needs 3 approvals of o/identity." in plan.out.splitlines()[0]


def test_another_name_of_the_environment_hides_nothing(applied: Served, project: Path, lcwsync: Lcwsync) -> None:
    project_file = project / PROJECT
    text = project_file.read_text(encoding="utf-8")
    renamed = text.replace("  sandbox:\n", "  sandbox-two:\n").replace(": sandbox\n", ": sandbox-two\n")
    project_file.write_text(renamed.replace("removed: []", "removed: [Onboard pre-hire employee]"), encoding="utf-8")
    (project / "workflows" / "joiner-pre-hire-tap.yaml").unlink()
    (project / LEAVER).unlink()
    edit(project, "maximumLifetimeInMinutes: 1440", "maximumLifetimeInMinutes: 43200", "workflows/guardrails.yaml")

    plan = lcwsync("plan", "--base", "main", "--format", "markdown")

    assert plan.code == 4
    assert "was protected before this change" in plan.out
    assert "maximumLifetimeInMinutes 1440 → 43200" in plan.out
    assert "was called sandbox before this change" in plan.out
    assert "nothing is planned, applied or watched there" not in plan.out
    assert f"{displayed(ROOT / LEAVER)}" in plan.out.partition("No longer managed")[2]


def test_a_configuration_in_the_root_of_the_repository_is_compared(
    applied: Served, project: Path, lcwsync: Lcwsync
) -> None:
    for file in (project / "workflows").iterdir():
        git(project, "mv", f"workflows/{file.name}", file.name)
    git(project, "commit", "--quiet", "-m", "flat")
    edit(project, "maximumLifetimeInMinutes: 1440", "maximumLifetimeInMinutes: 43200", "guardrails.yaml")

    plan = lcwsync("plan", "--config", ".", "--base", "HEAD")

    assert plan.code == 0, plan.err
    assert "maximumLifetimeInMinutes 1440 → 43200" in plan.out


ACTION = "runs: {using: composite, steps: [{run: bash x.sh, shell: bash}]}\n"
WORKFLOW = """\
jobs:
  plan:
    steps:
      - uses: ./tools/deep
      - uses: $/tools/other
      - run: python3 -m pip install -r tools/lock.txt && cp -r workflows copy
      - uses: $/.github/actions/plan
        with: {requirements: tools/more.txt}
"""


@pytest.fixture
def with_actions(applied: Served, project: Path) -> Path:
    """A branch whose base has links, a submodule, and actions that lie elsewhere."""
    files = {
        ".github/workflows/plan.yml": WORKFLOW,
        "tools/deep/action.yml": ACTION,
        "tools/deep/x.sh": "true\n",
        "tools/other/action.yaml": ACTION,
        "tools/lock.txt": "a\n",
        "tools/more.txt": "a\n",
        "tools/linked.sh": "true\n",
        "tools/unnamed.txt": "a\n",
    }
    for path, text in files.items():
        (project / path).parent.mkdir(parents=True, exist_ok=True)
        (project / path).write_text(text, encoding="utf-8")
    (project / ".github" / "scripts").symlink_to("../tools")
    (project / ".github" / "linked.sh").symlink_to("../tools/linked.sh")
    (project / ".github" / "nowhere").symlink_to("../../outside")
    git(project, "add", ".")
    git(project, "update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},.github/actions/sub")
    git(project, "commit", "--quiet", "-m", "actions")
    return project


def test_links_submodules_and_actions_that_did_not_change_are_not_shown(with_actions: Path, lcwsync: Lcwsync) -> None:
    plan = lcwsync("plan", "--base", "HEAD", "--format", "markdown")
    assert plan.code == 0, plan.err
    assert "Guard" not in plan.out


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("tools/deep/x.sh", "tools/deep/x.sh is changed"),
        ("tools/other/action.yaml", "tools/other/action.yaml is changed"),
        ("tools/lock.txt", "tools/lock.txt is changed"),
        ("tools/more.txt", "tools/more.txt is changed"),
        ("tools/linked.sh", "tools/linked.sh is changed"),
        ("action.yml", "action.yml is new"),
        ("requirements/new.txt", "requirements/new.txt is new"),
    ],
)
def test_what_workflows_run_or_install_is_guarded_wherever_it_lies(
    with_actions: Path, lcwsync: Lcwsync, path: str, shown: str
) -> None:
    (with_actions / path).parent.mkdir(exist_ok=True)
    (with_actions / path).write_text("other\n", encoding="utf-8")
    (with_actions / "tools" / "unnamed.txt").write_text("other\n", encoding="utf-8")
    (with_actions / "workflows" / "readme.md").write_text("other\n", encoding="utf-8")

    plan = lcwsync("plan", "--base", "HEAD", "--format", "markdown")

    assert "Guard: 1 change, 1 high." in plan.out.splitlines()[0]
    assert shown in plan.out


def test_another_commit_of_a_submodule_is_a_change_of_what_runs(with_actions: Path, lcwsync: Lcwsync) -> None:
    git(with_actions, "update-index", "--cacheinfo", f"160000,{'2' * 40},.github/actions/sub")
    git(with_actions, "commit", "--quiet", "-m", "bump")

    plan = lcwsync("plan", "--base", "HEAD~1", "--format", "markdown")

    assert "Guard: 1 change, 1 high." in plan.out.splitlines()[0]
    assert ".github/actions/sub is changed" in plan.out

    git(with_actions, "worktree", "add", "--quiet", "base", "HEAD~1")
    for place in (with_actions, with_actions / "base"):
        (place / ".gitmodules").write_text("", encoding="utf-8")
    checkout = lcwsync("plan", "--base", "base", "--format", "markdown")
    assert "Guard: 1 change, 1 high." in checkout.out.splitlines()[0]
    assert ".github/actions/sub is changed" in checkout.out


def test_a_link_in_the_configuration_of_the_base_is_an_error_with_a_next_step(
    applied: Served, project: Path, lcwsync: Lcwsync
) -> None:
    (project / "workflows" / "more").symlink_to("../schemas")
    git(project, "add", ".")
    git(project, "commit", "--quiet", "-m", "link")
    git(project, "rm", "--quiet", "workflows/more")
    plan = lcwsync("plan", "--base", "HEAD")
    assert plan.code == 1
    assert "workflows/more, which is not a regular file" in plan.err
