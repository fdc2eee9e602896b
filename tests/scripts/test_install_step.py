"""How the composite actions install: by the hashes of a file when one is named, and nothing that it does not hold."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from tests.commands import ROOT

ACTIONS = sorted((ROOT / ".github" / "actions").glob("*/action.yml"))


def calls(action: Path, place: Path, *, package: str, code: int = 0) -> list[str]:
    """What the action's first step prints, where python3 prints its arguments. `code` 1: pip brought no lcwsync."""
    for tool in ("python3", "lcwsync")[: 2 - code]:
        (place / tool).write_text('#!/bin/sh\necho "$*"\n', encoding="utf-8")
        (place / tool).chmod(0o755)
    step = yaml.safe_load(action.read_text(encoding="utf-8"))["runs"]["steps"][0]
    assert step["env"] == {"PACKAGE": "${{ inputs.package }}", "REQUIREMENTS": "${{ inputs.requirements }}"}
    done = subprocess.run(
        [shutil.which("bash") or "", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
        env={
            **os.environ,
            "PATH": str(place),
            "PACKAGE": package,
            "REQUIREMENTS": "some.txt",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, done.stderr
    return [line.replace("-I -m pip install --quiet --no-compile ", "") for line in done.stdout.splitlines()]


HASHES = "--require-hashes --requirement some.txt"


@pytest.mark.parametrize("action", ACTIONS, ids=lambda path: path.parent.name)
def test_a_file_with_hashes_is_all_that_is_taken_from_a_registry(action: Path, tmp_path: Path) -> None:
    assert calls(action, tmp_path, package="") == [HASHES]
    assert calls(action, tmp_path, package="thing") == [HASHES, "--no-deps --no-index --no-build-isolation thing"]


@pytest.mark.parametrize("action", ACTIONS, ids=lambda path: path.parent.name)
def test_a_file_without_lcwsync_ends_the_job_and_the_name_is_not_asked_for(action: Path, tmp_path: Path) -> None:
    pip, said = calls(action, tmp_path, package="", code=1)
    assert pip == HASHES
    assert "some.txt does not hold lcwsync" in said


def test_our_own_workflows_install_this_checkout_from_the_lock() -> None:
    for path in (ROOT / ".github" / "workflows").glob("lcwsync-*.yml"):
        for job in yaml.safe_load(path.read_text(encoding="utf-8"))["jobs"].values():
            for step in job.get("steps", []):
                if str(step.get("uses", "")).startswith("./.github/actions/"):
                    assert step["with"]["package"] == "."
                    assert (ROOT / step["with"]["requirements"]).is_file()
