"""A configuration directory for a test, from documents as text."""

from collections.abc import Iterable
from pathlib import Path
from textwrap import dedent

from lcwsync.config.load import Configuration, Resolved, load
from lcwsync.values.findings import Finding

PROJECT = """
kind: Project
environments:
  sandbox: {sandbox: true}
"""


def configured(directory: Path, *documents: str, project: str = PROJECT) -> Configuration:
    """Load a directory with the project file and `object-N.yaml` for each document."""
    directory.mkdir(exist_ok=True)
    (directory / "lcwsync.yaml").write_text(dedent(project).lstrip(), encoding="utf-8")
    for number, document in enumerate(documents, 1):
        (directory / f"object-{number}.yaml").write_text(dedent(document).lstrip(), encoding="utf-8")
    return load(directory)


def sandbox(directory: Path, *documents: str, project: str = PROJECT) -> Resolved:
    """The environment `sandbox` of such a directory."""
    return configured(directory, *documents, project=project).desired_for("sandbox")


def told(findings: Iterable[Finding]) -> list[str]:
    """`file:line:column CODE` of each finding, without the directory."""
    return [f"{Path(f.location.file).name}:{f.location.line}:{f.location.column} {f.code}" for f in findings]


def codes(findings: Iterable[Finding]) -> list[str]:
    return [finding.code for finding in findings]
