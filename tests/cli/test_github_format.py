"""What `plan --format github` leaves for the job."""

from pathlib import Path

import pytest

from tests.commands import Lcwsync


def test_summary_outputs_and_comment_are_written(
    project: Path, lcwsync: Lcwsync, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(project / "summary.md"))
    monkeypatch.setenv("GITHUB_OUTPUT", str(project / "output"))
    result = lcwsync("plan", "--format", "github", "--output", "plan.md", "--out", "plan.json")
    assert result.code == 0
    outputs = (project / "output").read_text(encoding="utf-8")
    assert "changes<<" in outputs
    assert "digest<<" in outputs
    assert (project / "summary.md").read_text(encoding="utf-8").startswith("**`sandbox`**")
    assert len((project / "plan.md").read_bytes()) <= 60_000


def test_the_digest_is_the_same_for_the_same_plan(
    project: Path, lcwsync: Lcwsync, monkeypatch: pytest.MonkeyPatch
) -> None:
    digests = []
    for name in ("one", "two"):
        monkeypatch.setenv("GITHUB_OUTPUT", str(project / name))
        lcwsync("plan", "--format", "github")
        lines = (project / name).read_text(encoding="utf-8").splitlines()
        digests.append(lines[next(i for i, line in enumerate(lines) if line.startswith("digest<<")) + 1])
    assert digests[0] == digests[1]
    assert len(digests[0]) == 64
