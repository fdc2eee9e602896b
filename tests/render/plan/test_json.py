"""The JSON documents keep their published schemas, and the schemas in schemas/ are fresh."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from jsonschema import Draft7Validator

from lcwsync.render.formats import escape
from lcwsync.render.json_schemas import output_schemas
from lcwsync.render.plan.json import FORMAT_VERSION, findings_json, outcome_json, plan_json
from tests.render.plans import every_action, everyday, findings, outcome, quiet

SCHEMAS = Path(__file__).parents[3] / "schemas"


@pytest.fixture(params=sorted(output_schemas()))
def file_name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_each_schema_is_a_valid_draft_07_schema(file_name: str) -> None:
    Draft7Validator.check_schema(output_schemas()[file_name])


def test_the_published_schemas_are_fresh(file_name: str, request: pytest.FixtureRequest) -> None:
    path = SCHEMAS / file_name
    fresh = escape.json(output_schemas()[file_name])
    if request.config.getoption("--update-golden", default=False):
        path.write_text(fresh, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == fresh


@pytest.mark.parametrize("plan", [everyday, quiet, lambda: every_action("name")], ids=["everyday", "quiet", "every"])
def test_a_plan_keeps_its_schema(plan: Callable[[], object]) -> None:
    document = json.loads(plan_json(plan(), tool_version="1"))  # type: ignore[arg-type]
    Draft7Validator(output_schemas()["plan-output.schema.json"]).validate(document)


def test_an_outcome_keeps_its_schema() -> None:
    document = json.loads(outcome_json(outcome("name"), tool_version="1"))
    Draft7Validator(output_schemas()["outcome.schema.json"]).validate(document)
    assert document["exitCode"] == 5


def test_findings_keep_their_schema() -> None:
    document = json.loads(findings_json(findings("name"), tool_version="1"))
    Draft7Validator(output_schemas()["findings.schema.json"]).validate(document)
    assert document["summary"] == {"errors": 1, "warnings": 1, "notes": 1}


def test_a_schema_refuses_an_unknown_property() -> None:
    document = {**json.loads(plan_json(quiet(), tool_version="1")), "extra": 1}
    assert not Draft7Validator(output_schemas()["plan-output.schema.json"]).is_valid(document)


def test_documents_say_their_format_and_the_tool() -> None:
    document = json.loads(plan_json(everyday(), tool_version="9.9"))
    assert (document["formatVersion"], document["toolVersion"]) == (FORMAT_VERSION, "9.9")


def test_references_keep_name_and_id() -> None:
    document = json.loads(plan_json(everyday(), tool_version="1"))
    added = document["actions"][2]["tasks"][1]
    assert added["fields"][0]["after"] == [{"name": "SG-New-Hires", "id": "00000001-0000-4000-8000-000000000000"}]


def test_the_same_plan_gives_the_same_bytes() -> None:
    assert plan_json(everyday(), tool_version="1") == plan_json(everyday(), tool_version="1")
