"""Export into a configuration in use: files, comments and variables stay, and the project file is never written."""

from pathlib import Path

import pytest

from lcwsync.sandbox.documents import POLICIES, objects
from lcwsync.sandbox.lifecycle.policy import POLICY
from lcwsync.sandbox.store import JsonObject, Store
from tests.commands import Lcwsync, Served

SHIPPED = "Onboard pre-hire employee"
FILE = "workflows/joiner-pre-hire-tap.yaml"


@pytest.fixture
def applied(served: Served, lcwsync: Lcwsync) -> Served:
    assert lcwsync("apply", "--yes").code == 0
    return served


def everything(project: Path) -> dict[str, str]:
    return {path.name: path.read_text("utf-8") for path in (project / "workflows").iterdir() if path.is_file()}


def workflow(store: Store, name: str = SHIPPED) -> JsonObject:
    return next(each for each in store.all("workflows") if each["displayName"] == name)


def change(store: Store, name: str = SHIPPED, **members: object) -> None:
    live = workflow(store, name)
    store.put("workflows", str(live["id"]), {**live, **members})


def with_offset(live: JsonObject, days: int) -> dict[str, object]:
    conditions = live["executionConditions"]
    assert isinstance(conditions, dict)
    trigger = conditions["trigger"]
    assert isinstance(trigger, dict)
    return {**conditions, "trigger": {**trigger, "offsetInDays": days}}


def test_a_tenant_that_is_what_git_says_changes_no_file(applied: Served, project: Path, lcwsync: Lcwsync) -> None:
    assert lcwsync("export", "--out", "workflows").code == 0
    before = everything(project)

    done = lcwsync("export", "--out", "workflows")

    assert done.code == 0, done.err
    assert "0 files changed, 0 files added" in done.err
    assert everything(project) == before


def test_what_differs_is_written_in_place_and_comments_and_variables_stay(
    applied: Served, project: Path, lcwsync: Lcwsync
) -> None:
    assert lcwsync("export", "--out", "workflows").code == 0
    before = everything(project)
    change(applied.app.store, executionConditions=with_offset(workflow(applied.app.store), -3))

    done = lcwsync("export", "--out", "workflows")

    assert done.code == 0, done.err
    after = everything(project)
    assert [name for name in after if after[name] != before[name]] == [Path(FILE).name]
    old, new = before[Path(FILE).name].splitlines(), after[Path(FILE).name].splitlines()
    differing = [(a, b) for a, b in zip(old, new, strict=True) if a != b]
    assert len(differing) == 1
    assert "offsetInDays: -7" in differing[0][0]
    assert "offsetInDays: -3" in differing[0][1]
    assert "${hireDepartments}" in after[Path(FILE).name]
    assert lcwsync("plan", "--detailed-exitcode").code == 0


def test_a_changed_policy_is_written_in_place(applied: Served, project: Path, lcwsync: Lcwsync) -> None:
    assert lcwsync("export", "--out", "workflows").code == 0
    before = everything(project)
    policy = applied.app.store.get(POLICIES, POLICY)
    assert policy is not None
    applied.app.store.put(POLICIES, POLICY, {**policy, "defaultLength": 20})

    done = lcwsync("export", "--out", "workflows")

    assert done.code == 0, done.err
    after = everything(project)
    assert [name for name in after if after[name] != before[name]] == ["tap-policy.yaml"]
    assert "defaultLength: 20" in after["tap-policy.yaml"]


def test_what_git_lacks_gets_a_file_and_the_project_file_is_never_written(
    applied: Served, project: Path, lcwsync: Lcwsync
) -> None:
    project_file = (project / "workflows" / "lcwsync.yaml").read_bytes()
    store = applied.app.store
    copy = "0f0f0f0f-0000-4000-8000-000000000001"
    store.put("workflows", copy, {**workflow(store), "id": copy, "displayName": "Made in the portal"})

    done = lcwsync("export", "--out", "workflows", "--force")

    assert done.code == 0, done.err
    assert (project / "workflows" / "joiner-made-in-the-portal.yaml").is_file()
    assert (project / "workflows" / "lcwsync.yaml").read_bytes() == project_file
    assert lcwsync("plan", "--detailed-exitcode").code == 0


def test_an_added_object_that_breaks_a_rule_is_told_with_the_exception_to_add(
    applied: Served, project: Path, lcwsync: Lcwsync
) -> None:
    store = applied.app.store
    tasks = [dict(task) for task in objects(workflow(store)["tasks"])]
    for task in tasks:
        if "tapLifetimeMinutes" in str(task["arguments"]):
            others = [each for each in objects(task["arguments"]) if each["name"] != "tapLifetimeMinutes"]
            task["arguments"] = [*others, {"name": "tapLifetimeMinutes", "value": "5000"}]
    copy = "0f0f0f0f-0000-4000-8000-000000000001"
    store.put("workflows", copy, {**workflow(store), "id": copy, "displayName": "Long passes", "tasks": tasks})
    project_file = project / "workflows" / "lcwsync.yaml"
    before = project_file.read_text("utf-8")

    done = lcwsync("export", "--out", "workflows")

    assert done.code == 1
    assert project_file.read_text("utf-8") == before
    start = done.err.index("rules:")
    proposed = done.err[start : done.err.index("error:")]
    assert "objects: [Long passes]" in proposed
    project_file.write_text(before + proposed, encoding="utf-8")
    assert lcwsync("validate").code == 0
    assert lcwsync("plan", "--detailed-exitcode").code == 0


def test_a_file_that_cannot_be_changed_in_place_stays_unless_force_says_what_it_loses(
    applied: Served, project: Path, lcwsync: Lcwsync
) -> None:
    mine = project / "workflows" / "welcome.yaml"
    text = """\
# Ask Ada before a change.
{kind: Workflow, displayName: Welcome, category: joiner, description: "Hello, ${salesDepartment}",
  trigger: onDemandOnly, tasks: [{task: sendWelcomeEmail}]}
"""
    mine.write_text(text, encoding="utf-8")
    assert lcwsync("apply", "--yes").code == 0
    change(applied.app.store, "Welcome", description="Hello, new")

    refused = lcwsync("export", "--out", "workflows")
    assert refused.code == 1
    assert "not written: Welcome:" in refused.err
    assert mine.read_text("utf-8") == text

    done = lcwsync("export", "--out", "workflows", "--force")
    assert done.code == 0, done.err
    assert "it loses 1 comment; variables: salesDepartment" in done.err
    assert "Hello, new" in mine.read_text("utf-8")


def test_files_with_errors_are_not_exported_into(applied: Served, project: Path, lcwsync: Lcwsync) -> None:
    (project / "workflows" / "broken.yaml").write_text("kind: Workflo\n", encoding="utf-8")
    before = everything(project)

    done = lcwsync("export", "--out", "workflows")

    assert done.code == 1
    assert "SCH001" in done.err
    assert everything(project) == before


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_file_keeps_its_line_ends_and_one_value_is_one_line(
    applied: Served, project: Path, lcwsync: Lcwsync, end: str
) -> None:
    path = project / FILE
    path.write_bytes(path.read_bytes().replace(b"\n", end.encode()))
    before = path.read_bytes().splitlines(keepends=True)
    change(applied.app.store, executionConditions=with_offset(workflow(applied.app.store), -3))
    lcwsync("export", "--out", "workflows")
    after = path.read_bytes().splitlines(keepends=True)
    assert len(after) == len(before)
    ((old, new),) = [(old, new) for old, new in zip(before, after, strict=True) if old != new]
    assert (b"-7" in old, b"-3" in new) == (True, True)
    assert new.endswith(end.encode())
