"""Every YAML block of docs/configuration.md, together, is a configuration without errors."""

import re
from collections.abc import Iterator
from pathlib import Path

from lcwsync.config.form.json_schema import schemas
from lcwsync.config.load import load
from lcwsync.model.catalogue import definitions
from lcwsync.values.findings import Severity
from tests.commands import ROOT, Lcwsync
from tests.docs.console import walk

PAGE = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")


def test_the_examples_are_valid_together(tmp_path: Path) -> None:
    blocks = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    assert len(blocks) >= 6
    for i, text in enumerate(blocks):
        name = "lcwsync.yaml" if "kind: Project" in text else f"example-{i}.yaml"
        (tmp_path / name).write_text(text, encoding="utf-8")
    configuration = load(tmp_path)
    found = configuration.findings_in(configuration.environments)
    assert [str(f) for f in found if f.severity is Severity.ERROR] == []


def test_every_trigger_of_the_page_can_be_written(tmp_path: Path) -> None:
    rows = re.findall(r"^\| `(\{.*?\}|onDemandOnly)` \|", PAGE, re.MULTILINE)
    assert len(rows) == 6
    (tmp_path / "lcwsync.yaml").write_text(
        "kind: Project\ndefaultEnvironment: sandbox\nenvironments: {sandbox: {sandbox: true}}\n", encoding="utf-8"
    )
    for i, trigger in enumerate(rows):
        groups = "membershipChange" in trigger
        scope = "{groups: [SG-Sales]}" if groups else "{rule: \"(department eq 'Sales')\"}"
        lines = [
            "kind: Workflow",
            f"displayName: Example {i}",
            "category: " + ("joiner" if "HireDate" in trigger else "leaver" if "nactivity" in trigger else "mover"),
            f"trigger: {trigger}",
            *([] if trigger == "onDemandOnly" else [f"scope: {scope}"]),
            "tasks: [{task: addUserToGroups, arguments: {groupID: [SG-Sales]}}]",
        ]
        (tmp_path / f"w{i}.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    configuration = load(tmp_path)
    found = configuration.findings_in(configuration.environments)
    assert [str(f) for f in found if f.severity is Severity.ERROR] == []


def test_the_rules_of_the_organisation_find_what_the_page_shows(project: Path, lcwsync: Lcwsync) -> None:
    directory = project / "workflows"
    for path in directory.iterdir():
        path.unlink()
    (schema,) = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)
    (directory / "naming.schema.json").write_text(schema, encoding="utf-8")
    for text in re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL):
        if "kind: Project" in text:
            (directory / "lcwsync.yaml").write_text(text + "schemas: [naming.schema.json]\n", encoding="utf-8")
        elif "kind: Workflow\n" in text and "Pass on request" not in text:
            (directory / "onboard.yaml").write_text(text, encoding="utf-8")
    walk(PAGE, lcwsync)


def test_the_configuration_of_another_tool_becomes_what_the_page_shows(project: Path, lcwsync: Lcwsync) -> None:
    (powershell,) = re.findall(r"```powershell\n(.*?)```", PAGE, re.DOTALL)
    (shown,) = re.findall(r"becomes `workflows/(?:.*?)`:\n\n```text\n(.*?)```", PAGE, re.DOTALL)
    (project / "tenant.ps1").write_text(powershell, encoding="utf-8")
    (project / "workflows" / "onboard-sales.yaml").unlink(missing_ok=True)
    for path in (project / "workflows").glob("*.yaml"):
        if "displayName: Onboard sales\n" in path.read_text(encoding="utf-8"):
            path.unlink()
    assert lcwsync("import", "tenant.ps1", "--out", "workflows").code == 0
    assert (project / "workflows" / "joiner-onboard-sales.yaml").read_text(encoding="utf-8") == shown


def keys(node: object) -> Iterator[str]:
    """Every key of a JSON Schema's `properties`, at any depth."""
    match node:
        case dict():
            yield from node.get("properties", {})
            for value in node.values():
                yield from keys(value)
        case list():
            for value in node:
                yield from keys(value)


def test_every_key_of_a_document_stands_on_the_page_or_is_an_argument_of_a_task() -> None:
    found = {key for schema in schemas().values() for key in keys(schema)}
    arguments = {argument.name for task in definitions() for argument in task.arguments} | {"attribute", "value"}
    missing = {key for key in found - arguments if not re.search(rf"\b{key}\b", PAGE)}
    assert missing <= {"count", "team"}, "the approvals of docs/github.md"
