"""A release: its notes come from the changelog, and its bill of materials from the lock."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

import lcwsync
from tests.commands import ROOT

sys.path.insert(0, str(ROOT / "scripts"))

from notes import problem, section, version_of
from sbom import bill, packages

CHANGELOG = """# Changelog

## [Unreleased]

## [1.1.0] - 2027-01-31

### Added

- `plan` does more.

## [1.0.0] - 2027-01-01

Nothing worth telling.
"""


def test_the_notes_are_the_section_of_the_version() -> None:
    assert section("1.1.0", CHANGELOG) == "### Added\n\n- `plan` does more.\n"
    assert problem("v1.1.0", "1.1.0", CHANGELOG) is None


@pytest.mark.parametrize(
    ("tag", "version", "said"),
    [
        ("v1.1.0", "1.0.0", "they name one version"),
        ("1.1.0", "1.1.0", "they name one version"),
        ("v1.2.0", "1.2.0", "has no section"),
        ("v1.0.0", "1.0.0", "tells nothing"),
    ],
)
def test_without_its_section_there_is_no_release(tag: str, version: str, said: str) -> None:
    assert said in (problem(tag, version, CHANGELOG) or "")


def test_the_changelog_tells_of_this_version_or_of_what_comes() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    version = version_of((ROOT / "src" / "lcwsync" / "__init__.py").read_text(encoding="utf-8"))
    assert version == lcwsync.__version__
    coming = re.search(r"^## \[Unreleased\]\n(.*?)(?=^## \[|\Z)", text, re.MULTILINE | re.DOTALL)
    assert coming
    assert section(version, text) or "\n- " in coming[1]
    numbers = [tuple(map(int, found.split("."))) for found in re.findall(r"^## \[([0-9.]+)\]", text, re.MULTILINE)]
    assert numbers == sorted(numbers, reverse=True)


def test_the_script_ends_with_the_reason() -> None:
    words = [sys.executable, str(ROOT / "scripts" / "notes.py"), "v0.0.0"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "no release: the tag is v0.0.0" in done.stderr


def test_the_bill_of_materials_has_every_package_that_is_needed_with_its_hashes() -> None:
    lock = (ROOT / "requirements" / "run.txt").read_text(encoding="utf-8")
    document = json.loads(json.dumps(bill("1.0.0", lock)))
    components = {each["name"]: each for each in document["components"]}
    assert {"msgraph-sdk", "azure-identity", "pyyaml", "truststore", "httpcore"} <= set(components)
    assert "hatchling" not in components
    assert all(each["hashes"] and each["purl"].startswith("pkg:pypi/") for each in components.values())
    assert document["metadata"]["component"]["version"] == "1.0.0"
    assert document["dependencies"][0]["dependsOn"] == [each["bom-ref"] for each in document["components"]]


def test_a_package_for_one_system_is_optional() -> None:
    lock = (
        "a_b==1.0 ; sys_platform == 'win32' \\\n    --hash=sha256:"
        + "0" * 64
        + "\nc==2 \\\n    --hash=sha256:"
        + "1" * 64
    )
    assert [(name, marker) for name, _, marker, _ in packages(lock)] == [("a-b", "sys_platform == 'win32'"), ("c", "")]


def test_what_a_release_publishes_runs_after_everything_was_built() -> None:
    text = (Path(ROOT) / ".github" / "workflows" / "release.yml").read_text(encoding="utf-8")
    jobs = dict(
        re.findall(r"^  (\w+):\n(.*?)(?=^  \w+:\n|\Z)", text.partition("\njobs:\n")[2], re.MULTILINE | re.DOTALL)
    )
    assert list(jobs) == ["build", "programs", "pypi", "container", "release"]
    for name in ("pypi", "container"):
        assert "needs: [build, programs]" in jobs[name]
    assert "needs: [pypi, container]" in jobs["release"]
    assert "scripts/notes.py" in jobs["build"]
    assert "environment: pypi" in jobs["pypi"]
