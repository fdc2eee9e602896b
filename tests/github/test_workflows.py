"""Workflows and actions: minimal rights, pinned, nothing interpolated into a shell, lint clean."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.commands import ROOT, Lcwsync

GITHUB = ROOT / ".github"
WORKFLOWS = sorted((GITHUB / "workflows").glob("*.yml"))
ACTIONS = sorted((GITHUB / "actions").glob("*/action.yml"))
BIN = Path(sys.executable).parent


def steps(path: Path) -> list[dict[str, object]]:
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    if "runs" in content:
        return list(content["runs"]["steps"])
    return [step for job in content["jobs"].values() for step in job.get("steps", [])]


def ids(path: Path) -> str:
    return "/".join(path.parts[-2:])


@pytest.mark.parametrize("path", WORKFLOWS, ids=ids)
def test_a_workflow_starts_without_any_right_and_every_job_names_its_own(path: Path) -> None:
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert content["permissions"] == {}
    for job in content["jobs"].values():
        assert job["permissions"]
        assert job.get("timeout-minutes") or job["uses"].startswith(("./", "$/"))
    assert "pull_request_target" not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", [*WORKFLOWS, *ACTIONS], ids=ids)
def test_foreign_actions_are_pinned_and_nothing_is_interpolated_into_a_shell(path: Path) -> None:
    for step in steps(path):
        used = str(step.get("uses", ""))
        assert not used or used.startswith("$/") or re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", used), used
        assert "${{" not in str(step.get("run", "")), step


def test_credentials_of_a_checkout_are_not_kept() -> None:
    for path in WORKFLOWS:
        for step in steps(path):
            if str(step.get("uses", "")).startswith("actions/checkout@"):
                assert isinstance(given := step["with"], dict)
                assert given["persist-credentials"] is False, path


def workflow(name: str) -> dict[Any, Any]:
    content: dict[Any, Any] = yaml.safe_load((GITHUB / "workflows" / name).read_text(encoding="utf-8"))
    return content


CALLS = sorted(path.name.removeprefix("lcwsync-") for path in WORKFLOWS if path.name.startswith("lcwsync-"))


@pytest.mark.parametrize("name", CALLS)
def test_a_workflow_of_ours_is_one_call_that_grants_what_the_called_jobs_ask_for_and_no_more(name: str) -> None:
    content = workflow(f"lcwsync-{name}")
    ((_, call),) = content["jobs"].items()
    assert call["uses"] == f"./.github/workflows/reusable-{name}"
    asked: dict[str, str] = {}
    for job in workflow(f"reusable-{name}")["jobs"].values():
        for right, level in job["permissions"].items():
            asked[right] = max(asked.get(right, "none"), level)
    assert call["permissions"] == asked


def test_a_called_workflow_has_no_line_of_runs_that_its_caller_has_as_well() -> None:
    # Both groups are named in the caller's repository: a called workflow in its caller's group cancels the caller.
    for name in CALLS:
        called = workflow(f"reusable-{name}")
        assert "concurrency" not in called
        assert set(called[True]) == {"workflow_call"}


def test_an_apply_is_never_cancelled_or_replaced_and_one_environment_never_waits_for_another() -> None:
    assert "concurrency" not in workflow("lcwsync-apply.yml")
    content = workflow("reusable-apply.yml")
    apply = content["jobs"]["apply"]
    assert apply["concurrency"] == {
        "group": "apply-${{ matrix.environment }}",
        "cancel-in-progress": False,
        "queue": "max",
    }
    assert apply["strategy"]["fail-fast"] is False
    assert apply["uses"] == "$/.github/workflows/reusable-apply-environment.yml"
    assert "*cancelled*" in content["jobs"]["stopped"]["steps"][-1]["run"]


def test_an_apply_runs_in_a_protected_environment_and_nobody_is_asked_to_approve_nothing() -> None:
    jobs = workflow("reusable-apply-environment.yml")["jobs"]
    assert jobs["apply"]["environment"]
    assert "environment" not in jobs["plan"]
    assert jobs["apply"]["if"] == "needs.plan.outputs.changes == 'true'"
    rights = workflow("reusable-apply.yml")["jobs"]["apply"]["permissions"]
    for job in jobs.values():
        # What a called workflow asks for beyond its caller's rights is an error of the whole run.
        for right, level in job["permissions"].items():
            assert level in ("read", rights[right]), right


@pytest.mark.parametrize("name", ["plan", "apply", "drift", "readiness"])
def test_environments_come_from_the_project_file(name: str) -> None:
    content = workflow(f"reusable-{name}.yml")
    job = content["jobs"][name]
    assert job["strategy"] == {
        "fail-fast": False,
        "matrix": {"environment": "${{ fromJSON(needs.environments.outputs.environments) }}"},
    }
    assert job["needs"] == "environments"
    # An empty matrix is an error of its own.
    assert job["if"] == "needs.environments.outputs.environments != '[]'"
    listing = content["jobs"]["environments"]
    assert listing["permissions"] == {"contents": "read"}
    assert listing["steps"][-1]["uses"] == "$/.github/actions/environments"


def test_a_newer_commit_ends_a_run_only_when_it_starts_one_of_its_own() -> None:
    content = workflow("lcwsync-apply.yml")
    (started_by,) = content[True]["push"]["paths"]
    assert started_by == f"{content['jobs']['apply']['with']['config']}/**"
    text = (GITHUB / "workflows" / "reusable-apply-environment.yml").read_text(encoding="utf-8")
    assert re.findall(r'"\$SCRIPT" current --paths (\S+)', text) == ['"$CONFIG"', '"$CONFIG"']


def test_what_an_apply_did_is_kept_however_it_ended() -> None:
    content = workflow("reusable-apply-environment.yml")
    keep = content["jobs"]["apply"]["steps"][-1]
    assert keep["if"] == "always()"
    kept = keep["with"]
    assert isinstance(kept, dict)
    assert (kept["path"], kept["include-hidden-files"]) == (".lcwsync/journal.jsonl", True)


def test_forks_never_meet_a_credential() -> None:
    content = yaml.safe_load((GITHUB / "workflows" / "reusable-plan.yml").read_text(encoding="utf-8"))
    assert "github.event.pull_request.head.repo.full_name == github.repository" in content["jobs"]["environments"]["if"]
    assert content["jobs"]["plan"]["needs"] == "environments"
    validate = yaml.safe_load((GITHUB / "workflows" / "reusable-validate.yml").read_text(encoding="utf-8"))
    assert validate["jobs"]["validate"]["permissions"] == {"contents": "read"}


def audited(place: Path) -> "subprocess.CompletedProcess[str]":
    asked = ["--offline", "--quiet", "--persona", "auditor", str(place)]
    return subprocess.run([str(BIN / "zizmor"), *asked], capture_output=True, text=True, check=False)


def test_an_auditing_zizmor_finds_nothing_here() -> None:
    done = audited(GITHUB)
    assert done.returncode == 0, done.stdout + done.stderr


def test_an_auditing_zizmor_finds_nothing_in_what_others_get(tmp_path: Path, lcwsync: Lcwsync) -> None:
    for words in (["--copy"], ["--call", f"o/lcwsync@{'0' * 40}"]):
        place = tmp_path / words[0]
        assert lcwsync("init", str(place), *words).code == 0
        done = audited(place / ".github")
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("path", [*WORKFLOWS, *ACTIONS], ids=ids)
def test_shell_parts_are_shellcheck_clean(path: Path) -> None:
    for step in steps(path):
        if script := str(step.get("run", "")):
            done = subprocess.run(
                [BIN / "shellcheck", "--shell=bash", "-"], input=script, capture_output=True, text=True, check=False
            )
            assert done.returncode == 0, f"{path.name}: {done.stdout}"


def test_what_runs_the_branchs_code_writes_nothing_and_what_writes_runs_none_of_it() -> None:
    plan = yaml.safe_load((GITHUB / "workflows" / "reusable-plan.yml").read_text(encoding="utf-8"))
    rights = [job["permissions"] for job in plan["jobs"].values()]
    assert not [right for each in rights for name, right in each.items() if right == "write" and name != "id-token"]
    started = workflow("lcwsync-plan.yml")[True]
    assert "paths" not in str(started)
    assert "merge_group" in started
    assert set(workflow("lcwsync-comment.yml")[True]) == {"workflow_run"}
    comment = workflow("reusable-comment.yml")
    assert "id-token" not in comment["jobs"]["comment"]["permissions"]
    checkout = comment["jobs"]["comment"]["steps"][0]
    assert "ref" not in checkout["with"]


def test_python_is_started_isolated_so_that_no_file_of_the_repository_is_imported(tmp_path: Path) -> None:
    for path in [*WORKFLOWS, *ACTIONS]:
        for step in steps(path):
            shell = str(step.get("run", ""))
            if path in ACTIONS or path.name.startswith(("lcwsync-", "reusable-")):
                assert not re.search(r"python3 (?!-I )", shell), path
    (tmp_path / "pip.py").write_text("print('PLANTED')", encoding="utf-8")
    (tmp_path / "json.py").write_text("print('PLANTED')", encoding="utf-8")
    script = GITHUB / "scripts" / "lcwsync_github"
    for words in (["-I", "-m", "pip", "--version"], ["-I", str(script), "--help"]):
        done = subprocess.run([sys.executable, *words], cwd=tmp_path, capture_output=True, text=True, check=True)
        assert "PLANTED" not in done.stdout
    planted = subprocess.run(
        [sys.executable, "-m", "pip", "--version"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert "PLANTED" in planted.stdout


PLANTED = ("sitecustomize", "usercustomize", "pip", "json", "yaml", "ssl", "lcwsync", "httpx", "comments", "argparse")


def test_no_file_of_a_repository_is_imported_by_what_a_job_starts(project: Path) -> None:
    for name in PLANTED:
        for place in (project / f"{name}.py", project / name / "__init__.py", project / name / "__main__.py"):
            place.parent.mkdir(exist_ok=True)
            place.write_text("print('PLANTED')", encoding="utf-8")
    (project / "pip.conf").write_text("[global]\nindex-url = http://127.0.0.1:1/planted\n", encoding="utf-8")
    (project / "pyvenv.cfg").write_text(f"home = {project}\n", encoding="utf-8")
    (project / ".env").write_text("PYTHONPATH=.\n", encoding="utf-8")
    python, script = sys.executable, str(GITHUB / "scripts" / "lcwsync_github")
    for words in (
        [python, "-I", "-m", "pip", "config", "list"],
        [python, "-I", script, "--help"],
        [str(BIN / "lcwsync"), "validate"],
        [str(BIN / "lcwsync"), "plan", "--env", "sandbox"],
    ):
        done = subprocess.run(words, cwd=project, capture_output=True, text=True, check=True)
        assert "PLANTED" not in done.stdout + done.stderr, words
        assert "planted" not in done.stdout, words


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_cancelled_job_reaches_lcwsync_as_a_signal_and_leaves_its_summary(
    tmp_path: Path, number: signal.Signals
) -> None:
    if signal.getsignal(number) is signal.SIG_IGN:
        pytest.skip("the tests run in the background, where a shell cannot receive this signal")
    action = yaml.safe_load((GITHUB / "actions" / "apply" / "action.yml").read_text(encoding="utf-8"))
    script = action["runs"]["steps"][-1]["run"]
    tool = tmp_path / "lcwsync"
    tool.write_text(
        "#!/bin/bash\n"
        f"trap 'echo stopped > {tmp_path}/outcome.md; exit 130' TERM\n"
        f"touch {tmp_path}/started\nfor i in $(seq 200); do sleep 0.05; done\n",
        encoding="utf-8",
    )
    tool.chmod(0o755)
    environ = {
        **os.environ,
        "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}",
        "RUNNER_TEMP": str(tmp_path),
        "GITHUB_STEP_SUMMARY": str(tmp_path / "summary"),
        **dict.fromkeys(("PLAN_FILE", "CONFIG", "LAST_OUTCOME", "DIGEST"), ""),
    }
    job = subprocess.Popen(["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script], env=environ)
    while not (tmp_path / "started").exists():
        time.sleep(0.02)
    job.send_signal(number)
    assert job.wait(timeout=60) == 130
    assert (tmp_path / "summary").read_text(encoding="utf-8") == "stopped\n"
