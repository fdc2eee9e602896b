"""Each rule of meaning, broken on its own: one fragment, exactly one code, at the place of the value."""

from pathlib import Path

import pytest

from lcwsync.values.codes.register import CODES
from tests.config.files import PROJECT, codes, sandbox

POLICY_ALONE = """
kind: TemporaryAccessPassPolicy
state: enabled
isUsableOnce: true
minimumLifetimeInMinutes: 60
defaultLifetimeInMinutes: 480
maximumLifetimeInMinutes: 1440
includeTargets: [{group: SG-New-Hires}]
excludeTargets: [{group: SG-Admins}]
"""

POLICY = (
    POLICY_ALONE
    + """---
kind: Workflow
displayName: Prepare
category: joiner
isEnabled: true
isSchedulingEnabled: true
trigger: {timeBasedAttribute: employeeHireDate, offsetInDays: -8}
scope: {rule: "(department eq 'Sales')"}
tasks:
- {task: addUserToGroups, arguments: {groupID: [SG-New-Hires]}}
"""
)
"""The policy, and a workflow that puts people into its group a day before their pass."""

NO_ONE_TIME_POLICY = """
kind: TemporaryAccessPassPolicy
state: enabled
minimumLifetimeInMinutes: 60
maximumLifetimeInMinutes: 43200
"""

JOINER = """
kind: Workflow
displayName: Pre-hire
category: joiner
isEnabled: true
isSchedulingEnabled: true
trigger: {timeBasedAttribute: employeeHireDate, offsetInDays: -7}
scope: {rule: "(department eq 'Sales')"}
tasks:
- {task: addUserToGroups, arguments: {groupID: [SG-New-Hires]}}
- task: generateTapAndEmailManager
  arguments:
    tapLifetimeMinutes: 480
    tapIsUsableOnce: true
"""

WELCOME = """
kind: Workflow
displayName: Welcome
category: joiner
trigger: {timeBasedAttribute: employeeHireDate, offsetInDays: 0}
scope: {rule: "(department eq 'Sales')"}
tasks:
- task: sendWelcomeEmail
  arguments: {customSubject: SUBJECT, customBody: BODY}
"""

LEAVER = """
kind: Workflow
displayName: Leaver
category: leaver
trigger: {timeBasedAttribute: employeeLeaveDateTime, offsetInDays: 0}
scope: {rule: "(department eq 'Sales')"}
tasks:
- {task: disableUserAccount}
- {task: revokeRefreshTokens}
"""

GUARDRAILS = """
kind: TapGuardrails
maximumLifetimeInMinutes: 1440
requireOneTimeUse: true
"""


def mail(subject: str = "Welcome", body: str = "Hello", *more: str) -> str:
    return WELCOME.replace("SUBJECT", f"'{subject}'").replace("BODY", ", ".join((f"'{body}'", *more)))


def changed(document: str, *pairs: tuple[str, str]) -> str:
    for before, after in pairs:
        assert before in document
        document = document.replace(before, after)
    return document


ONE_TIME = "tapIsUsableOnce: true"
OFFSET = "offsetInDays: -7"
LEAVE = "timeBasedAttribute: employeeLeaveDateTime, offsetInDays: 0"
TASKS = "- {task: disableUserAccount}\n- {task: revokeRefreshTokens}\n"

EXTENSION = """
kind: CustomTaskExtension
displayName: Ask
callback:
  timeoutInMinutes: 10
"""
CHINA = """
kind: Project
environments:
  sandbox: {tenantId: 11111111-2222-3333-4444-555555555555, cloud: china}
"""

BROKEN = {
    "LCW001": [changed(LEAVER, (TASKS, "- {task: sendWelcomeEmail}\n"))],
    "LCW002": [
        changed(
            LEAVER,
            ("category: leaver", "category: joiner"),
            (LEAVE, OFFSET_HIRE := "timeBasedAttribute: employeeHireDate, offsetInDays: 0"),
            (TASKS, "- {task: removeUserFromTeams, arguments: {teamID: [Sales]}}\n"),
        )
    ],
    "LCW003": [changed(LEAVER, (f"{{{LEAVE}}}", "{membershipChange: remove}"))],
    "LCW004": [changed(LEAVER, (LEAVE, OFFSET_HIRE))],
    "LCW005": [LEAVER + "isEnabled: false\nisSchedulingEnabled: true\n"],
    "LCW006": [LEAVER + "isEnabled: true\nisSchedulingEnabled: false\n"],
    "LCW007": [
        changed(
            LEAVER,
            (f"{{{LEAVE}}}", "onDemandOnly"),
            ("scope: {rule: \"(department eq 'Sales')\"}", "isSchedulingEnabled: true"),
        )
    ],
    "LCW008": [changed(LEAVER, (TASKS, "- {task: deleteUser}\n"))],
    "LCW009": [
        changed(LEAVER, ("offsetInDays: 0", "offsetInDays: -3"), (TASKS, "- {task: removeUserFromAllGroups}\n"))
    ],
    "LCW010": [changed(LEAVER, (TASKS, "- {task: emailBeforeLastDay}\n"))],
    "LCW011": [
        changed(
            LEAVER,
            ("offsetInDays: 0", "offsetInDays: 30"),
            (TASKS, "- {task: deleteUser}\n- {task: emailAfterLastDay}\n"),
        )
    ],
    "LCW012": [LEAVER + "- {task: enableUserAccount}\n"],
    "LCW013": [LEAVER + "- {task: revokeRefreshTokens}\n"],
    "LCW014": [changed(LEAVER, (TASKS, "- {task: removeUserFromAllGroups, isEnabled: false}\n"))],
    "LCW015": [
        changed(
            LEAVER,
            (f"{{{LEAVE}}}", "{membershipChange: remove}"),
            ("{rule: \"(department eq 'Sales')\"}", "{groups: [SG-A, SG-B]}"),
        )
    ],
    "LCW016": [mail(subject="x" * 256)],
    "LCW017": [mail(body="Hello {{user.dispayName}}")],
    "LCW018": [mail(subject="{{userDisplayName}}", body="{{user.givenName}}")],
    "LCW019": [mail(body="<h1>Hello</h1>")],
    "LCW020": [
        changed(
            mail(),
            ("offsetInDays: 0", "offsetInDays: -1"),
            ("- task: sendWelcomeEmail\n", "- {task: enableUserAccount}\n- task: sendWelcomeEmail\n"),
        )
    ],
    "LCW021": [changed(LEAVER, ("- {task: revokeRefreshTokens}\n", ""))],
    "LCW022": ["kind: Workflow\ndisplayName: Elsewhere\ndescription: made in the portal\n"],
    "LCW023": [changed(LEAVER, (f"{{{LEAVE}}}", "{userInactivity: {inactivityPeriodInDays: 7}}"))],
    "LCW027": [changed(LEAVER, (f"{{{LEAVE}}}", "{attributeChange: [depertment]}"))],
    "LCW031": [
        LEAVER + "- {task: removeUserFromAllGroups, displayName: Out}\n"
        "- {task: removeUserFromAllTeams, displayName: OUT}\n"
    ],
    "LCW028": [EXTENSION],
    "LCW029": [changed(LEAVER, (f"{{{LEAVE}}}", "{guestSponsor: {minimumRequiredSponsors: 2}}"))],
    "LCW040": [
        LEAVER + "- task: updateUserAttributes\n"
        "  arguments: {attributeUpdates: [{attribute: accountEnabled, value: 'false'}]}\n"
    ],
    "LCW035": [
        LEAVER,
        """
kind: Workflow
displayName: Leave today
category: leaver
isEnabled: true
isSchedulingEnabled: false
trigger: onDemandOnly
tasks:
- {task: updateUserAttributes, arguments: {attributeUpdates: [{attribute: employeeLeaveDateTime, value: system.now}]}}
""",
    ],
    "LCW030": [LEAVER + "- {task: removeAllAccessPackages}\n"],
    "LCW026": [mail().replace("displayName: Welcome", 'displayName: "Wel\\u200Bcome"')],
    "LCW025": [mail("Hi", "Hello", "to: Sponsors", "cc: [eve@contoso.com]")],
    "LCW024": [changed(POLICY, ("{group: SG-New-Hires}", "{user: ana@contoso.com}"))],
    "TAP001": [POLICY, changed(JOINER, ("480", "30"))],
    "TAP002": [POLICY, changed(JOINER, (ONE_TIME, "tapIsUsableOnce: false"))],
    "TAP003": [changed(POLICY, ("state: enabled", "state: disabled")), JOINER],
    "TAP004": [JOINER],
    "TAP005": [POLICY_ALONE, changed(JOINER, ("groupID: [SG-New-Hires]", "groupID: [SG-Sales]"))],
    "TAP006": [POLICY, changed(JOINER, ("[SG-New-Hires]", "[SG-New-Hires, SG-Admins]"))],
    "TAP007": [POLICY, JOINER + "    cc: [eve@contoso.com]\n"],
    "TAP008": [POLICY, JOINER + "    emailRecipients: eve@contoso.com\n"],
    "TAP028": [POLICY, JOINER + "    to: eve@contoso.com\n"],
    "TAP009": [POLICY, JOINER + "    customBody: Hello\n"],
    "TAP010": [mail(body="Your pass: {{temporaryAccessPass}}")],
    "TAP011": [POLICY, JOINER + "    customSubject: '{{temporaryAccessPass}}'\n"],
    "TAP012": [POLICY, changed(JOINER, (OFFSET, "offsetInDays: 1"), ("480", "120"))],
    "TAP013": [NO_ONE_TIME_POLICY, changed(JOINER, (ONE_TIME, "tapIsUsableOnce: false"))],
    "TAP014": [NO_ONE_TIME_POLICY, changed(JOINER, ("480", "1500"))],
    "TAP015": [changed(POLICY, ("[{group: SG-New-Hires}]", "[allUsers]"))],
    "TAP016": [changed(POLICY, ("[{group: SG-Admins}]", "[]"))],
    "TAP017": [changed(POLICY, ("defaultLifetimeInMinutes: 480", "defaultLifetimeInMinutes: 30"))],
    "TAP018": [changed(POLICY, ("[{group: SG-Admins}]", "[{group: SG-New-Hires}]"))],
    "TAP019": [changed(POLICY, ("[{group: SG-Admins}]", "[allUsers]"))],
    "TAP020": [POLICY, changed(JOINER, (OFFSET, "offsetInDays: 0"))],
    "TAP021": [GUARDRAILS, changed(POLICY, ("1440", "1500"))],
    "TAP022": [GUARDRAILS, changed(POLICY, ("isUsableOnce: true", "isUsableOnce: false"))],
    "TAP023": [
        POLICY,
        JOINER
        + "- {task: updateUserAttributes, arguments: {attributeUpdates: [{attribute: mail, value: eve@x.com}]}}\n",
    ],
    "TAP024": [
        POLICY,
        "kind: Workflow\ndisplayName: Now\ncategory: joiner\ntrigger: onDemandOnly\ntasks:\n"
        + JOINER.partition("tasks:\n")[2],
    ],
    "TAP025": [
        POLICY,
        JOINER + "- {task: generateTapAndEmailManager, arguments: {tapLifetimeMinutes: 60, tapIsUsableOnce: true}}\n",
    ],
    "TAP026": [changed(POLICY, ("isUsableOnce: true", "isUsableOnce: false"))],
    "TAP027": [
        changed(each, ("department eq 'Sales'", "department eq 'Sales' and userType eq 'Guest'"))
        for each in (POLICY, JOINER)
    ],
    "TAP029": [POLICY],
    "RUL002": [changed(LEAVER, ("department eq", "departement eq"))],
}

ALSO = {
    "TAP008": {"SCH012"},  # the argument is not in the catalogue either
    "TAP024": {"TAP005"},  # on demand, nobody is known to be in the policy's group
    "TAP012": {"TAP020"},  # the only date-based moment at which the interval counts
}
"""Codes that cannot be separated from the one under test."""


@pytest.mark.parametrize("code", BROKEN)
def test_a_broken_rule_is_found_alone(code: str, tmp_path: Path) -> None:
    findings = sandbox(tmp_path, *BROKEN[code], project=CHINA if code == "TAP029" else PROJECT).findings
    assert set(codes(findings)) == {code} | ALSO.get(code, set()), [str(each) for each in findings]
    first = next(each for each in findings if each.code == code)
    assert first.location.line > 1, "the place of the value, not of the file"
    assert first.severity is CODES[code].severity


@pytest.mark.parametrize(
    ("policy", "said"),
    [
        (POLICY_ALONE, "only this run puts people into it, moments before"),
        (POLICY.replace("offsetInDays: -8", "offsetInDays: -7"), "only this run puts people into it, moments before"),
        (
            POLICY.replace("isSchedulingEnabled: true", "isSchedulingEnabled: false"),
            "only this run puts people into it",
        ),
        (POLICY.replace("eq 'Sales'", "eq 'Marketing'"), "only this run puts people into it, moments before"),
    ],
)
def test_a_group_that_only_the_same_run_fills_is_not_relied_on(policy: str, said: str, tmp_path: Path) -> None:
    found = [each for each in sandbox(tmp_path, policy, JOINER).findings if each.code == "TAP005"]
    assert [said in each.message for each in found] == [True]


def test_every_rule_of_meaning_is_broken_somewhere() -> None:
    assert {code for code in CODES if code.startswith(("LCW", "TAP"))} == {
        code for code in BROKEN if not code.startswith("RUL")
    }


@pytest.mark.parametrize("documents", [(POLICY, JOINER), (LEAVER,), (mail(),), (GUARDRAILS, POLICY, JOINER)])
def test_the_unbroken_fragments_have_no_finding(documents: tuple[str, ...], tmp_path: Path) -> None:
    assert sandbox(tmp_path, *documents).findings == ()


def test_the_shipped_configuration_has_no_finding() -> None:
    from lcwsync.config.load import load

    configuration = load(Path(__file__).parents[3] / "workflows")
    assert configuration.findings_in(configuration.environments) == ()


@pytest.mark.parametrize(
    ("code", "file", "related"),
    [
        ("TAP001", "object-2.yaml:12", "object-1.yaml:4"),
        ("TAP002", "object-2.yaml:13", "object-1.yaml:3"),
        ("TAP003", "object-2.yaml:10", "object-1.yaml:2"),
        ("TAP006", "object-2.yaml:10", "object-1.yaml:8"),
        ("LCW004", "object-1.yaml:4", "object-1.yaml:3"),
        ("LCW013", "object-1.yaml:9", "object-1.yaml:8"),
    ],
)
def test_a_rule_across_values_names_both_places(code: str, file: str, related: str, tmp_path: Path) -> None:
    (found,) = sandbox(tmp_path, *BROKEN[code]).findings
    assert str(found.location).rpartition(":")[0].endswith(file)
    assert str(found.related[0]).rpartition(":")[0].endswith(related)


@pytest.mark.parametrize(
    ("written", "column"),
    [
        ("rule: departement eq 'Sales'", 9),
        ("rule: \"(departement eq 'Sales')\"", 11),
        ("rule: '(departement eq ''Sales'')'", 11),
        ("rule: '(city eq ''x'' and departement eq ''Sales'')'", 29),
        ('rule: "(departement eq \\"Sales\\")"', 9),
        ("rule: |\n      (departement eq 'Sales')", 9),
    ],
)
def test_a_rule_problem_points_into_the_text(written: str, column: int, tmp_path: Path) -> None:
    document = changed(LEAVER, ("scope: {rule: \"(department eq 'Sales')\"}", f"scope:\n  {written}"))
    found = next(each for each in sandbox(tmp_path, document).findings if each.code.startswith("RUL"))
    assert (found.location.line, found.location.column) == (6, column)


def test_a_rule_that_holds_a_variable_is_reported_at_its_start(tmp_path: Path) -> None:
    project = "kind: Project\nenvironments: {sandbox: {sandbox: true, variables: {d: Sales}}}\n"
    document = changed(LEAVER, ("(department eq 'Sales')", "(departement eq '${d}')"))
    (found,) = sandbox(tmp_path, document, project=project).findings
    assert (found.code, found.location.line, found.location.column) == ("RUL002", 5, 15)


def test_a_disabled_task_with_a_copy_of_the_pass_is_still_reported(tmp_path: Path) -> None:
    document = JOINER + "    cc: [eve@contoso.com]\n  isEnabled: false\n"
    assert codes(sandbox(tmp_path, POLICY, document).findings) == ["TAP007"]


def test_a_lifetime_above_the_policy_is_named_with_the_policy(tmp_path: Path) -> None:
    policy = changed(POLICY, ("1440", "479"), ("LifetimeInMinutes: 480", "LifetimeInMinutes: 60"))
    (found,) = sandbox(tmp_path, policy, JOINER).findings
    assert (found.code, found.related[0].line) == ("TAP001", 6)
    assert "480" in found.message
    assert "479" in found.message


def test_an_empty_cc_sends_no_copy(tmp_path: Path) -> None:
    assert sandbox(tmp_path, POLICY, JOINER + "    cc: []\n").findings == ()


@pytest.mark.parametrize("text", ["{{user.displayName}", "{{ userDisplayname }}", "{{user.extensionAttribute1}}"])
def test_a_broken_placeholder_is_named(text: str, tmp_path: Path) -> None:
    assert codes(sandbox(tmp_path, mail(body=text)).findings) == ["LCW017"]


@pytest.mark.parametrize(
    "text",
    [
        "{{user.customSecurityAttributes/Set/Name}} {{managerDisplayName}}",
        'See <a href="https://contoso.com/start">here</a>, <b>now</b>, 1 < 2 and 3 > 2',
    ],
)
def test_documented_placeholders_and_formatting_pass(text: str, tmp_path: Path) -> None:
    assert sandbox(tmp_path, mail(body=text)).findings == ()


@pytest.mark.parametrize("text", ['<a href="javascript:x">x</a>', "<b onclick=x>x</b>", "<br/>", "<a>x</a>"])
def test_other_formatting_is_found(text: str, tmp_path: Path) -> None:
    assert codes(sandbox(tmp_path, mail(body=text)).findings) == ["LCW019"]
