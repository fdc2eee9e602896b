"""How the composite actions install: by the hashes of a file when one is named, and nothing that it does not hold."""

import os
import subprocess
from pathlib import Path

import pytest
import yaml

from tests.commands import ROOT

ACTIONS = sorted((ROOT / ".github" / "actions").glob("*/action.yml"))


def calls(action: Path, place: Path, requirements: str) -> list[str]:
    """The arguments of every call of python3 in the action's first step."""
    (place / "python3").write_text('#!/bin/sh\necho "$*"\n', encoding="utf-8")
    (place / "python3").chmod(0o755)
    step = yaml.safe_load(action.read_text(encoding="utf-8"))["runs"]["steps"][0]
    assert step["env"] == {"PACKAGE": "${{ inputs.package }}", "REQUIREMENTS": "${{ inputs.requirements }}"}
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
        env={
            **os.environ,
            "PATH": f"{place}{os.pathsep}{os.environ['PATH']}",
            "PACKAGE": "thing",
            "REQUIREMENTS": requirements,
        },
        capture_output=True,
        text=True,
        check=True,
    )
    return [line.replace("-I -m pip install --quiet --no-compile ", "") for line in done.stdout.splitlines()]


@pytest.mark.parametrize("action", ACTIONS, ids=lambda path: path.parent.name)
def test_a_file_with_hashes_is_all_that_is_taken_from_a_registry(action: Path, tmp_path: Path) -> None:
    assert calls(action, tmp_path, "some.txt") == [
        "--require-hashes --requirement some.txt",
        "--no-deps --no-index --no-build-isolation thing",
    ]


@pytest.mark.parametrize("action", ACTIONS, ids=lambda path: path.parent.name)
def test_without_one_the_package_brings_what_it_needs(action: Path, tmp_path: Path) -> None:
    assert calls(action, tmp_path, "") == ["thing"]


def test_our_own_workflows_install_this_checkout_from_the_lock() -> None:
    for path in (ROOT / ".github" / "workflows").glob("lcwsync-*.yml"):
        for job in yaml.safe_load(path.read_text(encoding="utf-8"))["jobs"].values():
            for step in job.get("steps", []):
                if str(step.get("uses", "")).startswith("./.github/actions/"):
                    assert step["with"]["package"] == "."
                    assert (ROOT / step["with"]["requirements"]).is_file()
