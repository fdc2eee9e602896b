"""The changelog of a pull request: who changes lcwsync tells an admin what is different."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.cli.test_base import git
from tests.commands import ROOT

sys.path.insert(0, str(ROOT / "scripts"))

from changelog import problem

BEFORE = "# Changelog\n\n## [Unreleased]\n\n### Added\n\n- `plan` does more.\n\n## [1.0.0] - 2027-01-01\n\n- First.\n"
MORE = BEFORE.replace("more.\n", "more.\n- `apply` does more,\n  and faster.\n")
SOURCE = ["src/lcwsync/cli/plan.py", "tests/cli/test_plan.py"]


def test_a_new_entry_or_a_changed_one_tells() -> None:
    assert problem(SOURCE, BEFORE, MORE) is None
    assert problem(SOURCE, MORE, MORE.replace("and faster", "and is much faster")) is None


def test_a_release_tells_by_its_section() -> None:
    after = BEFORE.replace("## [Unreleased]", "## [Unreleased]\n\n## [1.1.0] - 2027-02-01")
    assert problem(["src/lcwsync/__init__.py"], BEFORE, after) is None


@pytest.mark.parametrize("changed", [[], ["docs/github.md"], ["tests/src/x.py", "scripts/check.py"]])
def test_what_is_not_part_of_lcwsync_needs_no_entry(changed: list[str]) -> None:
    assert problem(changed, BEFORE, BEFORE) is None


@pytest.mark.parametrize(
    "after",
    [BEFORE, BEFORE.replace("- First.", "- First.\n- Late."), BEFORE.replace("more.\n", "\n  more.\n"), MORE[:40]],
    ids=["nothing", "in a section that is out", "other line breaks", "an entry less"],
)
def test_without_a_new_entry_the_change_fails_and_the_label_is_named(after: str) -> None:
    said = problem(SOURCE, BEFORE, after) or ""
    assert said.startswith("src/lcwsync/cli/plan.py is changed")
    assert "label no-changelog" in said


def test_the_script_compares_the_checkout_with_its_base(tmp_path: Path) -> None:
    (tmp_path / "scripts").mkdir()
    (tmp_path / "src").mkdir()
    shutil.copy(ROOT / "scripts" / "changelog.py", tmp_path / "scripts")
    (tmp_path / "CHANGELOG.md").write_text(BEFORE, encoding="utf-8")
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "--quiet", "-m", "base")
    (tmp_path / "src" / "x.py").write_text("x", encoding="utf-8")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "--quiet", "-m", "change")

    def ends() -> tuple[int, bool]:
        words = [sys.executable, str(tmp_path / "scripts" / "changelog.py"), "HEAD^1"]
        done = subprocess.run(words, capture_output=True, text=True, check=False)
        return done.returncode, "::error title=changelog::src/x.py is changed" in done.stdout

    assert ends() == (1, True)
    (tmp_path / "CHANGELOG.md").write_text(MORE, encoding="utf-8")
    assert ends() == (0, False)


def test_ci_asks_for_it_in_every_pull_request_without_the_label() -> None:
    text = (ROOT / ".github" / "workflows" / "changelog.yml").read_text(encoding="utf-8")
    content = yaml.safe_load(text)
    job = content["jobs"]["changelog"]
    assert job["if"] == "${{ !contains(github.event.pull_request.labels.*.name, 'no-changelog') }}"
    assert {"labeled", "unlabeled"} <= set(content[True]["pull_request"]["types"])
    assert job["steps"][-1]["run"] == "python3 scripts/changelog.py HEAD^1"
    assert job["steps"][0]["with"]["fetch-depth"] == 2
