"""The action at the root: it installs what a job names, pinned, and nothing that it does not name."""

import os
import re
import subprocess
import sys
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest
import yaml

from tests.commands import ROOT

FILE = ROOT / "action.yml"
ACTION = yaml.safe_load(FILE.read_text(encoding="utf-8"))
BIN = Path(sys.executable).parent


def script() -> str:
    (found,) = (step["run"] for step in ACTION["runs"]["steps"] if "run" in step)
    return str(found)


def run(tmp_path: Path, **given: str) -> subprocess.CompletedProcess[str]:
    environ = {
        "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
        "RUNNER_TEMP": str(tmp_path),
        "RUNNER_OS": "Linux",
        "GITHUB_OUTPUT": str(tmp_path / "output"),
        "GITHUB_PATH": str(tmp_path / "path"),
        "PIP_NO_INDEX": "1",
        "REQUIREMENTS": "",
        **given,
    }
    words = ["bash", "-e", "-o", "pipefail", "-c", script()]
    return subprocess.run(words, env=environ, capture_output=True, text=True, check=False)


def test_nothing_named_installs_nothing(tmp_path: Path) -> None:
    done = run(tmp_path)
    assert done.returncode == 1
    assert "name a file with hashes" in done.stdout
    assert not (tmp_path / "path").exists()


def wheel(place: Path) -> str:
    """A package named lcwsync without anything behind it, in `place`; gives its hash."""
    path = place / "lcwsync-9.9.9-py3-none-any.whl"
    about = "lcwsync-9.9.9.dist-info"
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("lcwsync/__init__.py", '__version__ = "9.9.9"\n')
        made.writestr(f"{about}/METADATA", "Metadata-Version: 2.1\nName: lcwsync\nVersion: 9.9.9\n")
        made.writestr(
            f"{about}/WHEEL", "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        made.writestr(f"{about}/RECORD", "")
    return sha256(path.read_bytes()).hexdigest()


def test_what_is_named_by_its_hash_is_installed_and_on_the_path(tmp_path: Path) -> None:
    digest = wheel(tmp_path)
    file = tmp_path / "requirements.txt"
    file.write_text(f"lcwsync==9.9.9 --hash=sha256:{digest}\n", encoding="utf-8")
    done = run(tmp_path, REQUIREMENTS=str(file), PIP_FIND_LINKS=str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "output").read_text(encoding="utf-8") == "version=9.9.9\n"
    assert (tmp_path / "path").read_text(encoding="utf-8").strip().endswith("lcwsync/bin")


@pytest.mark.parametrize("text", ["lcwsync==9.9.9\n", f"lcwsync==9.9.9 --hash=sha256:{'0' * 64}\n"])
def test_a_file_without_the_hash_is_refused(tmp_path: Path, text: str) -> None:
    wheel(tmp_path)
    (tmp_path / "requirements.txt").write_text(text, encoding="utf-8")
    done = run(tmp_path, REQUIREMENTS=str(tmp_path / "requirements.txt"), PIP_FIND_LINKS=str(tmp_path))
    assert done.returncode != 0
    assert "hash" in done.stderr.lower()
    assert not (tmp_path / "path").exists()


def test_it_is_pinned_and_interpolates_nothing_into_the_shell() -> None:
    for step in ACTION["runs"]["steps"]:
        used = str(step.get("uses", ""))
        assert not used or re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", used)
    assert "${{" not in script()


def test_its_shell_part_is_clean(tmp_path: Path) -> None:
    path = tmp_path / "step.sh"
    path.write_text(f"#!/bin/bash\n{script()}", encoding="utf-8")
    done = subprocess.run([str(BIN / "shellcheck"), str(path)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_zizmor_finds_nothing() -> None:
    words = [str(BIN / "zizmor"), "--offline", "--quiet", str(FILE)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_every_form_of_an_issue_forbids_names_and_has_unique_fields() -> None:
    forms = sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml"))
    assert len(forms) >= 3
    for path in forms:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        if path.name == "config.yml":
            assert content["blank_issues_enabled"] is False
            continue
        assert content["name"]
        assert content["description"]
        fields = [each["id"] for each in content["body"] if each["type"] != "markdown"]
        assert len(fields) == len(set(fields)) > 0
