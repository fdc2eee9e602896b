"""Variables: typed, declared, replaced in values only."""

import json
from pathlib import Path

import pytest

from lcwsync.model.conditions import RuleScope, TimeAttribute, TimeBasedTrigger, TriggerAndScope
from lcwsync.model.references import Ref, RefKind
from tests.config.files import configured, sandbox, told

PROJECT = """
kind: Project
environments:
  sandbox:
    sandbox: true
    variables: {days: -7, on: true, units: [AU-Sales, AU-Ops], name: Sales}
"""

WORKFLOW = """
kind: Workflow
displayName: Hire ${name}
description: costs $${name} and ${days} days, ${on}
category: joiner
isEnabled: ${on}
trigger: {timeBasedAttribute: employeeHireDate, offsetInDays: "${days}"}
scope: {rule: "(department eq '${name}')"}
administrationScopeTargets: ${units}
tasks: [{task: sendWelcomeEmail}]
"""


def test_a_whole_value_keeps_its_type_and_a_part_becomes_text(tmp_path: Path) -> None:
    result = sandbox(tmp_path, WORKFLOW, project=PROJECT)
    assert result.findings == ()
    (workflow,) = result.desired.workflows
    assert workflow.display_name == "Hire Sales"
    assert workflow.description == "costs ${name} and -7 days, true"
    assert workflow.is_enabled is True
    assert workflow.conditions == TriggerAndScope(
        TimeBasedTrigger(TimeAttribute.HIRE_DATE, -7), RuleScope("(department eq 'Sales')")
    )
    assert workflow.administration_scope_targets == tuple(
        Ref(RefKind.ADMINISTRATIVE_UNIT, name=name) for name in ("AU-Sales", "AU-Ops")
    )


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("description: ${nam}", "VAR001"),
        ("description: x${nam}x", "VAR001"),
        ("description: '${units} units'", "VAR003"),
        ("description: ${}", "VAR004"),
        ("description: ${a b}", "VAR004"),
        ("description: 'x ${name'", "VAR004"),
        ("description: ${days}", "SCH004"),
        ("isEnabled: ${name}", "SCH004"),
        ("isSchedulingEnabled: ${nam}", "VAR001"),
    ],
)
def test_what_cannot_be_replaced_is_found_once_at_its_place(written: str, expected: str, tmp_path: Path) -> None:
    head = "kind: Workflow\ndisplayName: A ${name} ${days} ${on}\nadministrationScopeTargets: ${units}\n"
    document = head + written + "\n"
    findings = [each for each in sandbox(tmp_path, document, project=PROJECT).findings if each.code != "LCW022"]
    key = written.partition(":")[0]
    assert told(findings) == [f"object-1.yaml:4:{len(key) + 3} {expected}"]


def in_rule(tmp_path: Path, rule: str, value: str) -> list[str]:
    project = f"kind: Project\nenvironments: {{sandbox: {{sandbox: true, variables: {{v: {json.dumps(value)}}}}}}}\n"
    document = (
        "kind: Workflow\ndisplayName: A\ncategory: joiner\n"
        "trigger: {timeBasedAttribute: employeeHireDate, offsetInDays: -7}\n"
        f"scope:\n  rule: {json.dumps(rule)}\ntasks: [{{task: sendWelcomeEmail}}]\n"
    )
    found = sandbox(tmp_path, document, project=project).findings
    return [f"{each.location.line} {each.message}" for each in found if each.code == "VAR006"]


QUOTED, BARE = "(department eq '${v}')", "(department in (${v}))"


@pytest.mark.parametrize(
    ("rule", "value", "why"),
    [
        (QUOTED, "Sales') or (userType eq 'Member", "ends the quoted text"),
        (QUOTED, "O'Neill", "ends the quoted text"),
        (QUOTED, "Sales' '", "ends the quoted text"),
        (BARE, "'Sales')) or ((userType eq 'Member')", "closes a parenthesis"),
        (BARE, "'Sales'), ('x'", "closes a parenthesis"),
        (BARE, "'Sales", "leaves a quoted text open"),
        (BARE, "('Sales'", "leaves a parenthesis open"),
    ],
)
def test_a_value_that_breaks_out_of_a_rule_is_an_error_at_its_place(
    tmp_path: Path, rule: str, value: str, why: str
) -> None:
    (said,) = in_rule(tmp_path, rule, value)
    assert said.startswith("6 the value of the variable v " + why)


@pytest.mark.parametrize(
    ("rule", "value"),
    [
        (QUOTED, "Sales (EMEA"),
        (QUOTED, "O''Neill"),
        (QUOTED, 'the "best"'),
        (BARE, "'Sales', 'Research)'"),
        (BARE, "'O''Neill'"),
        ("${v}", "(department eq 'Sales') or (department eq 'x')"),
        ("(userType eq 'Member') and ${v}", "(department eq 'Sales')"),
    ],
)
def test_a_value_that_stays_in_its_place_is_none(tmp_path: Path, rule: str, value: str) -> None:
    assert in_rule(tmp_path, rule, value) == []


def test_quotes_in_other_texts_are_nobodys_business(tmp_path: Path) -> None:
    document = "kind: Workflow\ndisplayName: It's ${v}\n"
    project = "kind: Project\nenvironments: {sandbox: {sandbox: true, variables: {v: \"O'Neill's)\"}}}\n"
    assert "VAR006" not in {each.code for each in sandbox(tmp_path, document, project=project).findings}


def test_a_mistyped_name_gets_a_suggestion(tmp_path: Path) -> None:
    result = sandbox(tmp_path, WORKFLOW.replace("Hire ${name}", "Hire ${nane}"), project=PROJECT)
    assert [each.hint for each in result.findings if each.code == "VAR001"] == ["did you mean name?"]


def test_a_variable_of_other_environments_is_an_error_where_it_is_missing(tmp_path: Path) -> None:
    project = """
    kind: Project
    defaultEnvironment: a
    environments:
      a: {sandbox: true, variables: {unit: AU-A}}
      b: {sandbox: true}
    """
    document = "kind: Workflow\ndisplayName: x\nadministrationScopeTargets: ['${unit}']\n"
    configuration = configured(tmp_path, document, project=project)
    assert [each.code for each in configuration.desired_for("a").findings] == ["LCW022"]
    found = [each for each in configuration.desired_for("b").findings if each.code == "VAR002"]
    assert [each.environment for each in found] == ["b"]
    assert "a does" in found[0].message


def test_an_unused_variable_is_a_warning_in_the_project_file(tmp_path: Path) -> None:
    result = sandbox(tmp_path, WORKFLOW.replace("${units}", "[AU-Sales]"), project=PROJECT)
    assert told(result.findings) == ["lcwsync.yaml:5:37 VAR005"]


def test_a_variable_in_a_key_only_is_unused(tmp_path: Path) -> None:
    workflow = WORKFLOW.replace("${name}", "Sales").replace("sendWelcomeEmail", 'sendWelcomeEmail, "${name}": x')
    assert "lcwsync.yaml:5:70 VAR005" in told(sandbox(tmp_path, workflow, project=PROJECT).findings)


def test_two_environments_differ_only_by_their_variables(tmp_path: Path) -> None:
    project = """
    kind: Project
    defaultEnvironment: a
    environments:
      a: {sandbox: true, variables: {days: -7}}
      b: {sandbox: true, variables: {days: -3}}
    """
    document = """
    kind: Workflow
    displayName: Hire
    category: joiner
    trigger: {timeBasedAttribute: employeeHireDate, offsetInDays: "${days}"}
    scope: {rule: "(department eq 'Sales')"}
    tasks: [{task: sendWelcomeEmail}]
    """
    configuration = configured(tmp_path, document, project=project)
    days = []
    for name in configuration.environments:
        (workflow,) = configuration.desired_for(name).desired.workflows
        match workflow.conditions:
            case TriggerAndScope(trigger=TimeBasedTrigger(offset_in_days=offset)):
                days.append(offset)
    assert days == [-7, -3]


def test_a_finding_of_all_environments_is_listed_once_and_others_with_their_environment(tmp_path: Path) -> None:
    project = """
    kind: Project
    defaultEnvironment: a
    environments:
      a: {sandbox: true, variables: {days: -7, name: x}}
      b: {sandbox: true, variables: {days: 500, name: y}}
    """
    document = """
    kind: Workflow
    displayName: Hire ${name}
    colour: blue
    category: joiner
    trigger: {timeBasedAttribute: employeeHireDate, offsetInDays: "${days}"}
    scope: {rule: "(department eq 'Sales')"}
    tasks: [{task: sendWelcomeEmail}]
    """
    configuration = configured(tmp_path, document, project=project)
    found = configuration.findings_in(configuration.environments)
    assert [(each.code, each.environment) for each in found if each.code.startswith("SCH")] == [
        ("SCH002", None),
        ("SCH005", "b"),
    ]
