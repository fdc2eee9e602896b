from pathlib import Path

import yaml

from lcwsync.sandbox.documents import objects
from tests.commands import Lcwsync, Served


def test_an_export_of_the_seeded_sandbox_plans_empty(project: Path, lcwsync: Lcwsync) -> None:
    result = lcwsync("export", "--out", "exported")
    assert result.code == 0
    assert "No changes." in result.out
    again = lcwsync("plan", "--config", "exported", "--detailed-exitcode")
    assert again.code == 0


def test_exporting_twice_gives_the_same_bytes(project: Path, lcwsync: Lcwsync) -> None:
    for name in ("one", "two"):
        assert lcwsync("export", "--out", name).code == 0
    read = [{p.name: p.read_bytes() for p in (project / name).iterdir()} for name in ("one", "two")]
    assert read[0] == read[1]


def test_nothing_is_overwritten_without_force_and_force_says_what_is_lost(project: Path, lcwsync: Lcwsync) -> None:
    (project / "elsewhere").mkdir()
    mine = project / "elsewhere" / "tap-policy.yaml"
    mine.write_text("# mine\nkind: TemporaryAccessPassPolicy\nstate: ${state}\n", encoding="utf-8")
    refused = lcwsync("export", "--out", "elsewhere")
    assert refused.code == 4
    assert "--force" in refused.err
    assert [path.name for path in mine.parent.iterdir()] == [mine.name]

    done = lcwsync("export", "--out", "elsewhere", "--force")
    assert done.code == 0
    assert "tap-policy.yaml: overwritten; it loses 1 comment; variables: state" in done.err


def test_a_changed_export_shows_exactly_the_change(project: Path, lcwsync: Lcwsync) -> None:
    assert lcwsync("apply", "--yes").code == 0
    assert lcwsync("export", "--out", "exported").code == 0
    path = project / "exported" / "joiner-onboard-pre-hire-employee.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("offsetInDays: -7", "offsetInDays: -5"), encoding="utf-8")
    plan = lcwsync("plan", "--config", "exported")
    assert "trigger.offsetInDays  -7 → -5" in plan.out
    assert "0 to create, 1 new version, 0 to update, 0 to delete" in plan.out


def test_what_the_tenant_already_has_is_accepted_there_and_stops_the_next_object(
    served: Served, project: Path, lcwsync: Lcwsync
) -> None:
    assert lcwsync("apply", "--yes").code == 0
    store = served.app.store
    shipped = next(each for each in store.all("workflows") if each["displayName"] == "Onboard pre-hire employee")
    tasks = [dict(task) for task in objects(shipped["tasks"])]
    for task in tasks:
        if "tapLifetimeMinutes" in str(task["arguments"]):
            others = [each for each in objects(task["arguments"]) if each["name"] != "tapLifetimeMinutes"]
            task["arguments"] = [*others, {"name": "tapLifetimeMinutes", "value": "5000"}]
    store.put("workflows", str(shipped["id"]), {**shipped, "tasks": tasks})

    done = lcwsync("export", "--out", "exported")
    assert done.code == 0, done.out + done.err
    rules = yaml.safe_load((project / "exported" / "lcwsync.yaml").read_text("utf-8"))["rules"]
    assert {tuple(rule["objects"]) for rule in rules.values()} == {("Onboard pre-hire employee",)}
    assert lcwsync("validate", "--config", "exported").code == 0

    first = project / "exported" / "joiner-onboard-pre-hire-employee.yaml"
    text = first.read_text("utf-8").replace("displayName: Onboard pre-hire employee", "displayName: Next")
    (project / "exported" / "next.yaml").write_text(text, encoding="utf-8")
    refused = lcwsync("validate", "--config", "exported")
    assert refused.code == 1
    assert "next.yaml" in refused.out


def test_an_export_of_a_tenant_with_two_of_a_name_names_both_and_plans_empty(
    served: Served, project: Path, lcwsync: Lcwsync
) -> None:
    assert lcwsync("apply", "--yes").code == 0
    store = served.app.store
    shipped = next(each for each in store.all("workflows") if each["displayName"] == "Onboard pre-hire employee")
    copy = "0f0f0f0f-0000-4000-8000-000000000001"
    store.put("workflows", copy, {**shipped, "id": copy})

    done = lcwsync("export", "--out", "exported")
    assert done.code == 0, done.out + done.err
    text = (project / "exported" / "UNMANAGED.md").read_text("utf-8")
    assert str(shipped["id"]) in text
    assert copy in text
