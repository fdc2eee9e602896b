"""The schemas with the names of a tenant: offered by an editor, never demanded, and never people."""

import json
from pathlib import Path

import jsonschema
import pytest
import yaml

from lcwsync.planning import offered_names
from tests.commands import Lcwsync, Served

WORKFLOW = Path("schemas", "workflow.schema.json")


def names(kind: str) -> list[str]:
    found: list[str] = json.loads(WORKFLOW.read_text(encoding="utf-8"))["definitions"][f"names.{kind}"]["enum"]
    return found


def test_the_names_of_each_kind_are_in_the_schema_and_no_person_is(project: Path, lcwsync: Lcwsync) -> None:
    assert lcwsync("schema", "--write", "schemas", "--from-tenant").code == 0
    assert "SG-Sales" in names("group")
    assert names("administrative_unit") == ["AU-Engineering", "AU-Sales"]
    assert "SPE_E5" in names("licence")
    assert names("custom_task_extension") == ["Notify badge office"]
    requests = json.loads((project / "schemas" / "pass-requests.schema.json").read_text(encoding="utf-8"))
    assert requests["definitions"]["names.workflow"] == {"enum": ["Welcome guests (made in the portal)"]}
    for file in Path("schemas").iterdir():
        assert "@kestrelvane.example" not in file.read_text(encoding="utf-8"), file


@pytest.mark.usefixtures("project")
def test_a_name_that_the_tenant_lacks_stays_right_for_the_schema(lcwsync: Lcwsync) -> None:
    assert lcwsync("schema", "--write", "schemas", "--from-tenant").code == 0
    schema = jsonschema.Draft7Validator(json.loads(WORKFLOW.read_text(encoding="utf-8")))
    text = "kind: Workflow\ndisplayName: X\ntasks: [{task: addUserToGroups, arguments: {groupID: [Nowhere]}}]\n"
    assert schema.is_valid(yaml.safe_load(text))
    assert not schema.is_valid(yaml.safe_load(text.replace("[Nowhere]", "['']")))


@pytest.mark.usefixtures("project")
def test_a_check_finds_another_schema_and_takes_the_names(lcwsync: Lcwsync) -> None:
    assert lcwsync("schema", "--write", "schemas", "--from-tenant").code == 0
    assert lcwsync("schema", "--check", "schemas").code == 0
    WORKFLOW.write_text(WORKFLOW.read_text(encoding="utf-8").replace("A lifecycle workflow.", "A workflow."))
    done = lcwsync("schema", "--check", "schemas")
    assert done.code == 1
    assert "not up to date in schemas: workflow.schema.json" in done.err


def test_what_may_not_be_read_is_named_and_the_rest_is_offered(served: Served, lcwsync: Lcwsync) -> None:
    served.app.token_permissions = frozenset(
        {"GroupMember.Read.All", "Organization.Read.All", "LifecycleWorkflows.Read.All"}
    )
    done = lcwsync("schema", "--write", "schemas", "--from-tenant")
    assert done.code == 0
    assert "administrative units are not offered: 403" in done.err
    assert "SG-Sales" in names("group")
    assert "names.administrative_unit" not in WORKFLOW.read_text(encoding="utf-8")


@pytest.mark.usefixtures("project")
def test_the_number_of_names_has_a_limit(lcwsync: Lcwsync, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(offered_names, "MOST_NAMES", 5)
    done = lcwsync("schema", "--write", "schemas", "--from-tenant")
    assert "the tenant has more than 5 groups" in done.err
    assert len(names("group")) == 5


@pytest.mark.usefixtures("project")
def test_names_without_a_place_to_write_them_are_a_usage_error(lcwsync: Lcwsync) -> None:
    done = lcwsync("schema", "--from-tenant")
    assert done.code == 64
    assert "pass --write schemas" in done.err
