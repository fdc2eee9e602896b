"""How the composite actions install: by the hashes of a file, and nothing that it does not hold."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from tests.commands import ROOT

ACTIONS = ROOT / ".github" / "actions"
USERS = sorted(path for path in ACTIONS.glob("*/action.yml") if path.parent.name not in ("install", "script"))


def calls(place: Path, *, package: str = "", requirements: str = "some.txt", code: int = 0) -> list[str]:
    """What the step prints, where python3 prints its arguments. `code` 1: pip brought no lcwsync."""
    for tool in ("python3", "lcwsync")[: 2 - code]:
        (place / tool).write_text('#!/bin/sh\necho "$*"\n', encoding="utf-8")
        (place / tool).chmod(0o755)
    (place / "some.txt").touch()
    (step,) = yaml.safe_load((ACTIONS / "install" / "action.yml").read_text(encoding="utf-8"))["runs"]["steps"]
    assert step["env"] == {
        "PACKAGE": "${{ inputs.package }}",
        "REQUIREMENTS": "${{ inputs.requirements }}",
        "COMMIT": "${{ github.action_path }}/../../..",
    }
    done = subprocess.run(
        [shutil.which("bash") or "", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
        env={
            **os.environ,
            "PATH": str(place),
            "PACKAGE": package,
            "REQUIREMENTS": requirements,
            "COMMIT": str(ACTIONS / "install" / ".." / ".." / ".."),
        },
        cwd=place,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, done.stderr
    return [line.replace("-I -m pip install --quiet --no-compile ", "") for line in done.stdout.splitlines()]


HASHES = "--require-hashes --requirement "
NO_REGISTRY = "--no-deps --no-index --no-build-isolation "


def test_a_file_with_hashes_is_all_that_is_taken_from_a_registry(tmp_path: Path) -> None:
    assert calls(tmp_path) == [f"{HASHES}some.txt"]
    assert calls(tmp_path, package="thing") == [f"{HASHES}some.txt", f"{NO_REGISTRY}thing"]


def test_without_a_file_the_commit_of_the_action_is_installed_with_its_hashes(tmp_path: Path) -> None:
    hashes, commit = calls(tmp_path, requirements="")
    assert Path(hashes.removeprefix(HASHES)).resolve() == ROOT / "requirements" / "run.txt"
    assert Path(commit.removeprefix(NO_REGISTRY)).resolve() == ROOT


def test_a_file_that_is_not_there_ends_the_job_in_words(tmp_path: Path) -> None:
    (said,) = calls(tmp_path, requirements="other.txt", code=1)
    assert "there is no other.txt" in said


def test_a_file_without_lcwsync_ends_the_job_and_the_name_is_not_asked_for(tmp_path: Path) -> None:
    pip, said = calls(tmp_path, code=1)
    assert pip == f"{HASHES}some.txt"
    assert "some.txt does not hold lcwsync" in said


@pytest.mark.parametrize("action", USERS, ids=lambda path: path.parent.name)
def test_every_action_begins_with_the_install(action: Path) -> None:
    content = yaml.safe_load(action.read_text(encoding="utf-8"))
    assert content["runs"]["steps"][0] == {
        "uses": "$/.github/actions/install",
        "with": {name: f"${{{{ inputs.{name} }}}}" for name in ("package", "requirements")},
    }
    assert [content["inputs"][name]["default"] for name in ("package", "requirements")] == ["", ""]
