"""Requests in My Access: each link from the request to the pass, broken on its own."""

from pathlib import Path

import pytest

from lcwsync.model.pass_requests import ApprovalStage, ByRule, InGroups, PassRequests
from lcwsync.model.references import Ref, RefKind
from lcwsync.values.codes.pass_requests import PASS_REQUEST_CODES
from lcwsync.values.codes.register import CODES
from tests.config.files import codes, sandbox, told
from tests.config.rules.test_rules import POLICY, changed

REQUESTS = """
kind: PassRequests
displayName: Pass for a report
catalog: Onboarding
group: SG-Pass-Requested
requestedBy: {managerLevel: 1}
for: {groups: [SG-New-Hires]}
approval: none
justificationRequired: true
expiresAfterHours: 8
workflow: Pass on request
"""

ON_REQUEST = """
kind: Workflow
displayName: Pass on request
category: joiner
isEnabled: true
isSchedulingEnabled: true
trigger: {membershipChange: add}
scope: {groups: [SG-Pass-Requested]}
tasks:
- task: generateTapAndEmailManager
  arguments: {tapLifetimeMinutes: 480, tapIsUsableOnce: true}
"""

SETTINGS = """
kind: LifecycleWorkflowSettings
workflowScheduleIntervalInHours: HOURS
"""

TASK = "- task: generateTapAndEmailManager\n  arguments: {tapLifetimeMinutes: 480, tapIsUsableOnce: true}"
LEVEL = "{managerLevel: 1}"

BROKEN: dict[str, tuple[list[str], set[str]]] = {
    "REQ001": ([changed(REQUESTS, (LEVEL, "{managerLevel: 2}")), ON_REQUEST], set()),
    "REQ002": ([changed(REQUESTS, ("{groups: [SG-New-Hires]}", "{rule: x}")), ON_REQUEST], {"TAP005"}),
    "REQ003": ([changed(REQUESTS, ("workflow: Pass on request", ""))], set()),
    "REQ004": ([changed(REQUESTS, ("workflow: Pass on request", "workflow: Pas on request")), ON_REQUEST], {"TAP005"}),
    "REQ005": ([REQUESTS, changed(ON_REQUEST, ("isSchedulingEnabled: true", ""))], set()),
    "REQ006": ([REQUESTS, changed(ON_REQUEST, ("SG-Pass-Requested", "SG-Elsewhere"))], set()),
    "REQ007": ([REQUESTS, changed(ON_REQUEST, ("joiner", "mover"))], {"LCW001"}),
    "REQ008": ([REQUESTS, changed(ON_REQUEST, (TASK, "- {task: sendWelcomeEmail}"))], set()),
    "REQ009": ([REQUESTS, changed(ON_REQUEST, ("480,", "480, cc: [ana@contoso.com],"))], {"TAP007"}),
    "REQ010": ([changed(REQUESTS, ("Hours: 8", "Hours: 4")), ON_REQUEST], set()),
    "REQ011": ([changed(REQUESTS, ("Hours: 8", "Hours: 5")), ON_REQUEST], set()),
    "REQ012": ([REQUESTS, changed(REQUESTS, ("Pass for a report", "Another")), ON_REQUEST], set()),
    "REQ013": ([changed(REQUESTS, ("SG-New-Hires", "SG-Sales")), ON_REQUEST], {"TAP005"}),
    "REQ014": ([changed(REQUESTS, ("SG-New-Hires", "SG-Admins")), ON_REQUEST], {"TAP005", "TAP006"}),
    "REQ015": (
        [
            REQUESTS,
            ON_REQUEST,
            """
            kind: Workflow
            displayName: Sneaky
            category: joiner
            trigger: {timeBasedAttribute: employeeHireDate, offsetInDays: -7}
            scope: {rule: "(department eq 'Sales')"}
            tasks: [{task: addUserToGroups, arguments: {groupID: [SG-Pass-Requested]}}]
            """,
        ],
        set(),
    ),
    "REQ022": ([changed(REQUESTS, ("SG-New-Hires", "SG-Pass-Requested")), ON_REQUEST], {"TAP005", "REQ013"}),
}


@pytest.mark.parametrize("code", BROKEN)
def test_a_broken_link_is_found_alone(code: str, tmp_path: Path) -> None:
    documents, also = BROKEN[code]
    findings = sandbox(tmp_path, POLICY, *documents).findings
    assert set(codes(findings)) == {code} | also, [str(each) for each in findings]
    first = next(each for each in findings if each.code == code)
    assert first.location.line > 1, "the place of the value, not of the file"
    assert first.hint
    assert first.severity is CODES[code].severity


def test_every_code_that_files_alone_can_have_is_broken_somewhere() -> None:
    by_the_tenant = {"REQ016", "REQ017", "REQ018", "REQ019", "REQ020", "REQ021", "REQ023", "REQ024", "REQ025"}
    assert set(BROKEN) == set(PASS_REQUEST_CODES) - by_the_tenant


def test_a_whole_chain_has_no_finding(tmp_path: Path) -> None:
    assert sandbox(tmp_path, POLICY, REQUESTS, ON_REQUEST).findings == ()


@pytest.mark.parametrize(
    ("interval", "hours", "code"), [(1, 2, "REQ010"), (1, 3, "REQ011"), (1, 4, None), (6, 8, "REQ011"), (24, 50, None)]
)
def test_the_membership_outlives_the_interval_of_the_tenant(
    interval: int, hours: int, code: str | None, tmp_path: Path
) -> None:
    requests = changed(REQUESTS, ("Hours: 8", f"Hours: {hours}"))
    workflow = changed(ON_REQUEST, ("480", "1440"))
    findings = sandbox(tmp_path, POLICY, requests, workflow, SETTINGS.replace("HOURS", str(interval))).findings
    assert codes(findings) == ([code] if code else [])


def test_what_is_unverified_can_be_accepted(tmp_path: Path) -> None:
    requests = changed(
        REQUESTS,
        (LEVEL, "{managerLevel: 3, acceptUnverified: true}"),
        ("{groups: [SG-New-Hires]}", "{rule: x, acceptUnverified: true}"),
    )
    resolved = sandbox(tmp_path, POLICY, requests, ON_REQUEST)
    assert codes(resolved.findings) == ["TAP005"]
    (stated,) = resolved.desired.pass_requests
    assert (stated.manager_level, stated.for_) == (3, ByRule("x", accept_unverified=True))


FAULTS = [
    ("approval: none", "approval: some", "SCH006"),
    ("approval: none", "approval: {stages: []}", "SCH008"),
    ("approval: none", "approval: {stages: [{approvers: [{group: A, user: b}]}]}", "SCH007"),
    ("Hours: 8", "Hours: 0", "SCH005"),
    ("Hours: 8", "Hours: eight", "SCH004"),
    (LEVEL, "{managerLevel: 5}", "SCH005"),
    (LEVEL, "{}", "SCH003"),
    ("for: {groups: [SG-New-Hires]}", "for: everybody", "SCH006"),
    ("for: {groups: [SG-New-Hires]}", "for: {groups: [A], rule: b}", "SCH007"),
    ("catalog: Onboarding", "catalog: {create: true}", "SCH003"),
    ("catalog: Onboarding", "catalog: 7", "SCH004"),
    ("group: SG-Pass-Requested", "groups: [SG-Pass-Requested]", "SCH002"),
    ("group: SG-Pass-Requested", "group: [SG-Pass-Requested]", "SCH004"),
    ("group: SG-Pass-Requested", "group: ''", "SCH009"),
    (LEVEL, "{managerLevel: 0}", "SCH005"),
    (LEVEL, "{managerLevel: '1'}", "SCH004"),
    (LEVEL, "{managerLevel: 1.5}", "SCH004"),
    (LEVEL, "{managerLevel: 1, user: ada}", "SCH002"),
    ("Hours: 8", "Hours: 8761", "SCH005"),
    ("Hours: 8", "Hours: -8", "SCH005"),
    ("Hours: 8", "Hours: 1.5", "SCH004"),
    ("Hours: 8", "Hours: PT8H", "SCH004"),
    ("expiresAfterHours: 8", "expiresAfterMinutes: 90", "SCH002"),
    ("for: {groups: [SG-New-Hires]}", "for: {groups: []}", "SCH008"),
    ("for: {groups: [SG-New-Hires]}", "for: {users: [ada]}", "SCH002"),
    ("for: {groups: [SG-New-Hires]}", f"for: {{groups: [{', '.join(f'g{n}' for n in range(501))}]}}", "SCH008"),
    ("approval: none", "approval: {stages: [{daysToDecide: 2}]}", "SCH003"),
    ("approval: none", "approval: {stages: [{approvers: []}]}", "SCH008"),
    ("approval: none", "approval: {stages: [{approvers: [{group: A}], daysToDecide: 15}]}", "SCH005"),
    ("approval: none", "approval: {stages: [{approvers: [{group: A}], daysToDecide: 0}]}", "SCH005"),
    ("approval: none", "approval: {stages: [{approvers: [{manager: 1}]}]}", "SCH002"),
    ("approval: none", f"approval: {{stages: [{', '.join(['{approvers: [{group: A}]}'] * 4)}]}}", "SCH008"),
    ("justificationRequired: true", "justificationRequired: maybe", "SCH004"),
    ("workflow: Pass on request", "workflow: [Pass on request]", "SCH004"),
]


@pytest.mark.parametrize(("before", "after", "code"), FAULTS)
def test_bad_input_is_a_finding_with_its_place(before: str, after: str, code: str, tmp_path: Path) -> None:
    wrong = changed(REQUESTS, (before, after))
    findings = sandbox(tmp_path, POLICY, wrong, ON_REQUEST).findings
    pairs = zip(REQUESTS.strip().splitlines(), wrong.strip().splitlines(), strict=True)
    line = next(number for number, (old, new) in enumerate(pairs, 1) if old != new)
    places = [place for place in told(findings) if place.startswith(f"object-2.yaml:{line}:")]
    assert code in [place.rpartition(" ")[2] for place in places], told(findings)
    (found, *_) = [each for each in findings if each.code == code and each.location.line == line]
    assert found.location.column >= 1
    assert found.hint or any(words in found.message for words in ("must be", "needs", "at most")), "a way out"


def test_everything_that_a_document_says_is_in_the_model(tmp_path: Path) -> None:
    requests = changed(
        REQUESTS,
        ("catalog: Onboarding", "catalog: {displayName: Onboarding, create: true}\npreviousNames: [Old]"),
        ("approval: none", "approval: {stages: [{approvers: [{group: A}, {user: b@c.d}], daysToDecide: 2}]}"),
        ("justificationRequired: true", "justificationRequired: false\nprotect: true\ndescription: ''"),
    )
    (stated,) = sandbox(tmp_path, POLICY, requests, ON_REQUEST).desired.pass_requests
    group, approver = Ref.of(RefKind.GROUP, "SG-Pass-Requested"), Ref.of(RefKind.GROUP, "A")
    assert stated == PassRequests(
        display_name="Pass for a report",
        previous_names=("Old",),
        description="",
        catalog="Onboarding",
        create_catalog=True,
        group=group,
        manager_level=1,
        for_=InGroups((Ref.of(RefKind.GROUP, "SG-New-Hires"),)),
        approval=stated.approval,
        justification_required=False,
        expires_after_hours=8,
        workflow="Pass on request",
        protect=True,
    )
    assert stated.approval.stages == (
        ApprovalStage(approvers=(approver, Ref.of(RefKind.USER, "b@c.d")), days_to_decide=2),
    )


def test_two_documents_of_one_name_are_an_error(tmp_path: Path) -> None:
    again = changed(REQUESTS, ("SG-Pass-Requested", "SG-Other"), ("Pass for a report", "PASS for a report"))
    assert "OBJ001" in codes(sandbox(tmp_path, POLICY, REQUESTS, again, ON_REQUEST).findings)
