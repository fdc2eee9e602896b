"""Every JSON document that a command prints keeps its published schema, and the schemas in schemas/ are fresh."""

import argparse
import json
from importlib import import_module
from pathlib import Path

import pytest
from jsonschema import Draft7Validator

from lcwsync.model.environment import Environment
from lcwsync.plan.base import Change
from lcwsync.render.audit.json import audit_json
from lcwsync.render.doctor.json import doctor_json, repository_json
from lcwsync.render.drift.json import drift_report
from lcwsync.render.environments import environments_json
from lcwsync.render.export import export_json
from lcwsync.render.findings.json import findings_json
from lcwsync.render.formats import escape
from lcwsync.render.formats.json import FORMAT_VERSION, environments, failure
from lcwsync.render.history.json import history_json
from lcwsync.render.json_schemas import EXAMINATION_OF_REPOSITORY, FILES, PREVIEW_OF_REQUESTS, output_schemas
from lcwsync.render.outcome.json import outcome_report
from lcwsync.render.plan.json import plan_report
from lcwsync.render.run.json import refusal_json, run_json
from lcwsync.render.status.json import status_json
from lcwsync.render.verify import verify_json
from lcwsync.render.why.json import why_json
from lcwsync.values.commands import COMMANDS
from lcwsync.values.errors import Refused, StalePlan
from tests.previews import previews_json
from tests.render.answers import EXAMINED, EXAMINED_REPOSITORY, EXPORTED, FOLLOWED, HISTORY, SAVED
from tests.render.audit.test_audit import ATTACK
from tests.render.members import members
from tests.render.plans import every_action, everyday, findings, outcome, outcome_json, plan_json, quiet
from tests.render.preview.test_preview import TWO
from tests.render.test_status import STATUS
from tests.render.test_why import WHY

SCHEMAS = Path(__file__).parents[2] / "schemas"
DATA = Path(__file__).parents[1] / "data"
FAILED = failure("staging", "no sign-in", "run az login")
PLANS = [everyday(), quiet(), every_action("name")]

EXAMPLES = {
    "apply": environments("1", [outcome_report(outcome("name"))], [FAILED]),
    "audit": audit_json(ATTACK, tool_version="1"),
    "drift": environments("1", [drift_report(plan, {"user": "Zoë"}) for plan in PLANS], [FAILED]),
    "doctor": doctor_json(EXAMINED, tool_version="1"),
    "export": export_json(EXPORTED, tool_version="1"),
    "history": history_json(HISTORY, tool_version="1"),
    "run": run_json(FOLLOWED, tool_version="1"),
    "verify": verify_json(SAVED, StalePlan("git moved", hint="plan again", moved=["x"]), tool_version="1"),
    "environments": environments_json(
        [Environment(name="sandbox", sandbox=True), Environment(name="production", tenant_id="t", ring="world")],
        tool_version="1",
        default="sandbox",
        base="main",
        rollout=("canary", "world"),
        changes={"production": Change.CHANGED},
        shard=(1, 2),
    ),
    "plan": environments("1", map(plan_report, PLANS), [FAILED]),
    "preview": previews_json(TWO, tool_version="1"),
    "status": status_json(STATUS, {"p1": "zoe@contoso.example"}, tool_version="1"),
    "why": why_json(WHY, tool_version="1"),
    "validate": findings_json(findings("name"), tool_version="1"),
}
"""By command: a document with as many members as there are."""


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


def formats(command: str) -> set[str]:
    parser = argparse.ArgumentParser()
    import_module(f"lcwsync.cli.{command}").add_arguments(parser)
    return {str(choice) for action in parser._actions if action.dest == "format" for choice in action.choices or ()}


def test_each_command_that_prints_json_has_a_schema_and_an_example() -> None:
    assert {command for command in COMMANDS if "json" in formats(command)} == set(FILES) == set(EXAMPLES)
    assert {*FILES.values(), PREVIEW_OF_REQUESTS, EXAMINATION_OF_REPOSITORY} == set(output_schemas())


@pytest.mark.parametrize("command", sorted(EXAMPLES))
def test_each_document_keeps_its_schema(command: str) -> None:
    Draft7Validator(output_schemas()[FILES[command]]).validate(json.loads(EXAMPLES[command]))


def test_a_repository_and_a_refusal_keep_their_schemas() -> None:
    repository = json.loads(repository_json(EXAMINED_REPOSITORY, tool_version="1"))
    Draft7Validator(output_schemas()[EXAMINATION_OF_REPOSITORY]).validate(repository)
    refused = Refused("the request is refused", hint="ask somebody else", reasons=["a stranger"])
    refusal = refusal_json("sandbox", FOLLOWED.tenant, "Pre-hire", refused, tool_version="1")
    Draft7Validator(output_schemas()[FILES["run"]]).validate(json.loads(refusal))


@pytest.mark.parametrize("command", sorted(EXAMPLES))
def test_each_document_begins_with_its_format_and_the_version_of_the_tool(command: str) -> None:
    first, second = list(json.loads(EXAMPLES[command]).items())[:2]
    assert (first, second) == (("formatVersion", FORMAT_VERSION), ("toolVersion", "1"))


def values_of_enums(schema: object) -> set[str]:
    match schema:
        case {"enum": list(values)}:
            return {value for value in values if isinstance(value, str)}
        case {"const": str(value), **others} if not others:
            return {value} - {FORMAT_VERSION}
        case dict() as members:
            return set().union(*map(values_of_enums, members.values()))
        case list() as items:
            return set().union(*map(values_of_enums, items))
        case _:
            return set()


def test_the_values_of_enumerations_are_single_words(file_name: str) -> None:
    assert [value for value in values_of_enums(output_schemas()[file_name]) if not value.isidentifier()] == []


def test_a_schema_refuses_an_unknown_property() -> None:
    document = {**json.loads(plan_json(quiet())), "extra": 1}
    assert not Draft7Validator(output_schemas()["plan-output.schema.json"]).is_valid(document)


def test_moments_are_utc_to_the_second() -> None:
    (report,) = json.loads(outcome_json(outcome("name")))["environments"]
    assert (report["began"], report["ended"]) == ("2026-01-02T03:04:05Z", "2026-01-02T03:04:12Z")


def test_an_outcome_has_the_exit_code_of_its_environment() -> None:
    assert json.loads(outcome_json(outcome("name")))["environments"][0]["exitCode"] == 5


def test_findings_are_counted_by_severity() -> None:
    assert json.loads(EXAMPLES["validate"])["summary"] == {"errors": 1, "warnings": 1, "notes": 1}


def test_references_keep_name_and_id() -> None:
    (report,) = json.loads(plan_json(everyday()))["environments"]
    added = report["actions"][2]["tasks"][1]
    assert added["fields"][0]["after"] == [{"name": "SG-New-Hires", "id": "00000001-0000-4000-8000-000000000000"}]


def test_the_same_plan_gives_the_same_bytes() -> None:
    assert plan_json(everyday()) == plan_json(everyday())


def test_the_format_version_tells_new_members_and_lost_ones(request: pytest.FixtureRequest) -> None:
    """Against the members of the format before; a release writes those of its own."""
    path = DATA / "json_members.txt"
    now = {
        f"{file.removesuffix('.schema.json')}: {member}"
        for file, schema in output_schemas().items()
        for member in members(schema)
    }
    if request.config.getoption("--release-members", default=False):
        path.write_text("\n".join((FORMAT_VERSION, *sorted(now))) + "\n", encoding="utf-8")
    version, *lines = path.read_text(encoding="utf-8").splitlines()
    before, after = (tuple(map(int, each.split("."))) for each in (version, FORMAT_VERSION))
    if set(lines) - now:
        assert after[0] > before[0], f"members are gone, a first number higher than {version} says so"
    elif now - set(lines):
        assert after > before, f"members are new, a second number higher than {version} says so"
    else:
        assert after == before
