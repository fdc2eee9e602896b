"""`include` in the project file: environments in files of their own, which count only where it names them."""

import json
from pathlib import Path

import pytest

from lcwsync.config.load import Configuration, load
from lcwsync.values.errors import ConfigError
from tests.cli.test_base import git
from tests.commands import Lcwsync

TENANT = "{:08d}-2222-3333-4444-555555555555"
PROJECT = "kind: Project\ndefaultEnvironment: own\ninclude: [customers/*.yaml]\nenvironments: {{own: {}}}\n"
CUSTOMER = "kind: Environments\nenvironments:\n  {name}: {{tenantId: {tenant}{more}}}\n"


def write(directory: Path, project: str = PROJECT, **files: str) -> Configuration:
    (directory / "customers").mkdir(exist_ok=True)
    (directory / "lcwsync.yaml").write_text(project.format("{sandbox: true}"), encoding="utf-8")
    for name, text in files.items():
        (directory / "customers" / f"{name}.yaml").write_text(text, encoding="utf-8")
    return load(directory)


def customer(name: str, number: int = 1, more: str = "") -> str:
    return CUSTOMER.format(name=name, tenant=TENANT.format(number), more=more)


def codes(configuration: Configuration) -> list[tuple[str, str, int]]:
    return [(each.code, Path(each.location.file).name, each.location.line) for each in configuration.findings]


def test_included_environments_stand_beside_those_of_the_project(tmp_path: Path) -> None:
    configuration = write(tmp_path, a=customer("a", 1), b=customer("b", 2, ", limits: {maxChanges: 3}"))
    assert configuration.environments == ("own", "a", "b")
    assert configuration.project.environments["b"].limits.max_changes == 3
    assert not configuration.findings


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        (customer("a", 1, ", limtis: {}"), "SCH002", 3),
        (customer("a", 1, ", sandbox: true"), "PRJ003", 3),
        (customer("a", 1, ", ring: x"), "PRJ008", 3),
        (customer("a", 1, ", variables: {unused: x}"), "VAR005", 3),
        (customer("own", 1), "PRJ012", 3),
        (customer("a", 1) + "  b: {tenantId: " + TENANT.format(1) + "}\n", "PRJ004", 4),
        (customer("a", 1) + "include: [other.yaml]\n", "SCH002", 4),
    ],
)
def test_what_is_wrong_is_told_at_its_place_in_the_included_file(
    tmp_path: Path, text: str, code: str, line: int
) -> None:
    assert codes(write(tmp_path, a=text)) == [(code, "a.yaml", line)]


def test_an_entry_without_a_file_and_a_file_without_an_entry_are_errors(tmp_path: Path) -> None:
    assert codes(write(tmp_path)) == [("PRJ010", "lcwsync.yaml", 3)]
    elsewhere = PROJECT.replace("[customers/*.yaml]", "[customers/a.yaml]")
    configuration = write(tmp_path, elsewhere, a=customer("a", 1), b=customer("b", 2))
    assert codes(configuration) == [("PRJ011", "b.yaml", 1)]
    assert configuration.environments == ("own", "a")


@pytest.mark.parametrize("entry", ["../outside.yaml", "/etc/x.yaml", "customers", "a/../../b.yaml", ".hidden.yaml"])
def test_nothing_outside_of_the_directory_can_be_named(tmp_path: Path, entry: str) -> None:
    (tmp_path / "outside.yaml").write_text(customer("x"), encoding="utf-8")
    inside = tmp_path / "workflows"
    inside.mkdir()
    configuration = write(inside, PROJECT.replace("[customers/*.yaml]", f"[{entry}]"))
    assert [each.code for each in configuration.findings] == ["SCH006"]
    assert configuration.environments == ("own",)


def test_a_link_that_leads_outside_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "outside.yaml").write_text(customer("x"), encoding="utf-8")
    inside = tmp_path / "workflows"
    (inside / "customers").mkdir(parents=True)
    (inside / "customers" / "x.yaml").symlink_to(tmp_path / "outside.yaml")
    configuration = write(inside)
    assert {each.code for each in configuration.findings} == {"LOAD007", "PRJ010"}
    assert configuration.environments == ("own",)


def test_a_project_may_declare_none_itself(tmp_path: Path) -> None:
    project = "kind: Project\ninclude: [customers/a.yaml]\nenvironments: {{}}\n"
    assert write(tmp_path, project, a=customer("a")).environments == ("a",)
    (tmp_path / "customers" / "a.yaml").unlink()
    with pytest.raises(ConfigError) as caught:
        load(tmp_path)
    assert "PRJ010" in {each.code for each in caught.value.findings}


def test_the_base_sees_what_changes_in_an_included_file(project: Path, lcwsync: Lcwsync) -> None:
    path = project / "workflows" / "lcwsync.yaml"
    text = path.read_text(encoding="utf-8")
    variables = "variables: {salesDepartment: Sales, hireDepartments: \"'Sales'\"}"
    path.write_text(
        text.replace("environments:\n", "include: [customers/*.yaml]\nenvironments:\n", 1), encoding="utf-8"
    )
    file = project / "workflows" / "customers" / "test-sandbox.yaml"
    file.parent.mkdir()
    one = f"kind: Environments\nenvironments:\n  test-sandbox:\n    sandbox: true\n    {variables}\n"
    file.write_text(one, encoding="utf-8")
    git(project, "init", "--quiet", "--initial-branch=main")
    git(project, "add", ".")
    git(project, "commit", "--quiet", "-m", "base")
    git(project, "switch", "--quiet", "-c", "branch")
    file.write_text(one + "    allowDelete: true\n", encoding="utf-8")
    listed = json.loads(lcwsync("environments", "--format", "json", "--changed-since", "main").out)
    assert {each["name"]: each["change"] for each in listed["environments"]} == {"test-sandbox": "changed"}
    plan = json.loads(lcwsync("plan", "--env", "test-sandbox", "--base", "main", "--format", "json").out)
    (change,) = plan["environments"][0]["guard"]
    assert "may delete" in change["message"]
    assert change["location"] == {"file": "workflows/customers/test-sandbox.yaml", "line": 6, "column": 18}
