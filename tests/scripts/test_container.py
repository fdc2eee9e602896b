"""The container: what its file copies is enough to build lcwsync, and it runs without rights."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

from tests.commands import ROOT

FILE = (ROOT / "Containerfile").read_text(encoding="utf-8")


def copied() -> list[tuple[str, str]]:
    """Each source in the checkout with the place that it is copied to."""
    lines = [line.split()[1:] for line in FILE.splitlines() if line.startswith("COPY ")]
    return [(source, line[-1]) for line in lines for source in line[:-1]]


def test_what_is_copied_builds_the_whole_package(tmp_path: Path) -> None:
    for source, place in copied():
        target = tmp_path / place.removeprefix("/src/")
        target = target / Path(source).name if place.endswith("/") else target
        target.parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / source).is_dir():
            # The templates are written by the build itself; git ignores them.
            left_out = shutil.ignore_patterns("__pycache__", "templates")
            shutil.copytree(ROOT / source, target, ignore=left_out if source == "src" else None)
        else:
            shutil.copy(ROOT / source, target)
    words = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path / "dist")]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    listed = subprocess.run(
        [sys.executable, "-m", "zipfile", "-l", str(wheel)], capture_output=True, text=True, check=True
    )
    assert "lcwsync/templates/github/workflows/lcwsync-plan.yml" in listed.stdout
    assert "lcwsync/cli/main.py" in listed.stdout


def test_it_runs_as_a_numbered_user_without_rights() -> None:
    (user,) = re.findall(r"^USER (.+)$", FILE, re.MULTILINE)
    assert user.isdecimal()
    assert int(user) > 999


def test_everything_is_installed_by_its_hash() -> None:
    installs = re.findall(r"pip install (.+)", FILE)
    assert len(installs) == 2
    assert "--require-hashes" in installs[0]
    assert "--no-index" in installs[1]


def test_the_base_is_pinned_by_its_digest_and_the_release_tells_it() -> None:
    (base,) = re.findall("^FROM (.+)$", FILE, re.MULTILINE)
    assert re.fullmatch(r"docker\.io/library/python:[\d.]+-slim@sha256:[0-9a-f]{64}", base)
    workflow = (ROOT / ".github" / "workflows" / "release.yml").read_text(encoding="utf-8")
    for name, expected in zip(("name", "digest"), base.split("@"), strict=True):
        (script,) = re.findall(rf'base\.{name}=\$\((sed -n \'.+?\' Containerfile)\)"', workflow)
        done = subprocess.run(["bash", "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
        assert done.stdout.strip() == expected


def test_an_image_of_a_release_knows_the_repository_and_the_commit() -> None:
    (named,) = re.findall("^ARG (.+)$", FILE, re.MULTILINE)
    workflow = (ROOT / ".github" / "workflows" / "release.yml").read_text(encoding="utf-8")
    assert re.findall(r"--build-arg (\w+)", workflow) == named.split()
