"""The table of mistakes: one change to a right file, and what each stage says of it."""

import json
from pathlib import Path
from typing import NamedTuple

import jsonschema
import yaml

from lcwsync.config.form.json_schema import ANY_KIND_FILE, schemas
from lcwsync.config.load import load
from lcwsync.values.errors import ConfigError
from lcwsync.values.findings import Finding
from tests.commands import Lcwsync

TABLE = Path(__file__).parents[1] / "data" / "mistakes.yaml"
FILES = {"project": "lcwsync.yaml", "policy": "policy.yaml"}
"""The file of each base; the others are `workflow.yaml`."""
_AS_IT_IS = frozenset({"VAR005", "TAP015", "LCW021"})
"""What is said of the right files, too."""
_SCHEMA = jsonschema.Draft7Validator(schemas()[ANY_KIND_FILE])


class Row(NamedTuple):
    """A mistake: the whole file that has it, and what is expected."""

    mistake: str
    base: str
    text: str
    editor: bool
    validate: tuple[str, ...]
    plan: tuple[str, ...] | None
    """None: what validate says is all."""


def bases() -> dict[str, str]:
    """The right files, by what they are."""
    return dict(yaml.safe_load(TABLE.read_text(encoding="utf-8"))["bases"])


def table() -> list[Row]:
    """Every row."""
    content = yaml.safe_load(TABLE.read_text(encoding="utf-8"))
    rows = []
    for each in content["mistakes"]:
        right = content["bases"][each["in"]]
        assert each["change"] in right, each["mistake"]
        text = right.replace(each["change"], each["to"], 1)
        plan = tuple(each["plan"]) if "plan" in each else None
        rows.append(Row(each["mistake"], each["in"], text, each["editor"], tuple(each["validate"]), plan))
    return rows


def laid_out(row: Row, place: Path, right: dict[str, str]) -> str:
    """Write the files of a configuration with the mistake into `place`/workflows; the name of the wrong one."""
    wrong = FILES.get(row.base, "workflow.yaml")
    texts = {"lcwsync.yaml": right["project"], "policy.yaml": right["policy"], "workflow.yaml": right["joiner"]}
    directory = place / "workflows"
    directory.mkdir(exist_ok=True)
    for name, text in {**texts, wrong: row.text}.items():
        (directory / name).write_text(text, encoding="utf-8")
    return f"workflows/{wrong}:"


def editor(row: Row) -> bool:
    """Whether the JSON Schema, or YAML itself, shows the mistake in an editor."""
    try:
        return not all(_SCHEMA.is_valid(document) for document in yaml.safe_load_all(row.text))
    except yaml.YAMLError:
        return True


def validated(row: Row, place: Path) -> tuple[str, ...]:
    """What `validate` says of the mistake, in the current directory `place`."""
    wrong = laid_out(row, place, bases())
    try:
        findings = load(Path("workflows")).desired_for("sandbox").findings
    except ConfigError as error:
        findings = error.findings
    return _told(findings, wrong)


def planned(row: Row, place: Path, lcwsync: Lcwsync) -> tuple[str, ...]:
    """What `plan` says of the mistake and `validate` does not."""
    wrong = laid_out(row, place, bases())
    done = lcwsync("plan", "--format", "json")
    if done.code == 1:
        lines = (line.replace(wrong, "") for line in done.err.splitlines())
        return tuple(line for line in lines if ": error " in line)
    (report,) = json.loads(done.out)["environments"]
    found = []
    for each in report["findings"]:
        at = each["location"]
        hint = f" ({each['hint']})" if each["hint"] else ""
        text = f"{at['line']}:{at['column']}: {each['severity']} {each['code']} {each['message']}{hint}"
        if each["code"] not in _AS_IT_IS and text not in row.validate:
            found.append(text)
    return (*found, *(f"{each['law']}: {each['message']} ({each['hint']})" for each in report["refusals"]))


def _told(findings: tuple[Finding, ...], wrong: str) -> tuple[str, ...]:
    return tuple(str(each).replace(wrong, "") for each in findings if each.code not in _AS_IT_IS)
