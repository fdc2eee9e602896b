"""Bad input of each kind: a finding with its place and a next step, and not one request to the tenant."""

import re
from pathlib import Path

import pytest

from lcwsync.model.state import ObjectKind
from tests.commands import Lcwsync, Served

FILES = {
    "Project": "lcwsync.yaml",
    ObjectKind.TAP_POLICY.value: "tap-policy.yaml",
    ObjectKind.SETTINGS.value: "settings.yaml",
    ObjectKind.EXTENSION.value: "extension-badge-office.yaml",
    ObjectKind.WORKFLOW.value: "joiner-pre-hire-tap.yaml",
    ObjectKind.GUARDRAILS.value: "guardrails.yaml",
    ObjectKind.PASS_REQUESTS.value: "pass-requests.yaml",
}

BAD = [
    ("Project", "defaultEnvironment: sandbox", "defaultEnvironment: nowhere"),
    ("Project", "prune: false", "prune: sometimes"),
    ("Project", "    cloud: global", "    cloud: mars"),
    ("Project", "tenantId: 11111111-2222-3333-4444-555555555555", "tenantId: ours"),
    (
        ObjectKind.TAP_POLICY.value,
        "kind: TemporaryAccessPassPolicy",
        "kind: TemporaryAccessPassPolicy\nminimumLength: 8",
    ),
    (ObjectKind.TAP_POLICY.value, "maximumLifetimeInMinutes: 1440", "maximumLifetimeInMinutes: 999999"),
    (ObjectKind.TAP_POLICY.value, "state: enabled", "state: on and off"),
    (ObjectKind.TAP_POLICY.value, "state: enabled", "state: enabled\nstate: disabled"),
    (ObjectKind.SETTINGS.value, "workflowScheduleIntervalInHours: ", "workflowScheduleIntervalInHours: 9"),
    (ObjectKind.SETTINGS.value, "kind: LifecycleWorkflowSettings", "kind: LifecycleWorkflowSetting"),
    (ObjectKind.EXTENSION.value, "kind: CustomTaskExtension", "kind: CustomTaskExtension\nendpont: {}"),
    (ObjectKind.EXTENSION.value, "displayName: ", "displayNam: "),
    (ObjectKind.WORKFLOW.value, "category: joiner", "category: arriver"),
    (ObjectKind.WORKFLOW.value, "offsetInDays: -7", "offsetInDays: soon"),
    (ObjectKind.WORKFLOW.value, "tapLifetimeMinutes: 480", "tapLifetimeMinutes: 5"),
    (ObjectKind.WORKFLOW.value, "tapLifetimeMinutes: 480", "tapLifeMinutes: 480"),
    (ObjectKind.WORKFLOW.value, "department in", "departmnt in"),
    (ObjectKind.GUARDRAILS.value, "tiers: [direct]", "tiers: [everything]"),
    (ObjectKind.GUARDRAILS.value, "requireOneTimeUse: true", "requireOneTimeUse: 1"),
    (ObjectKind.GUARDRAILS.value, "maximumLifetimeInMinutes: 1440", "maximumLifetimeInMinutes: forever"),
    (ObjectKind.PASS_REQUESTS.value, "managerLevel: 1", "managerLevel: 2"),
    (ObjectKind.PASS_REQUESTS.value, "managerLevel: 1", "managerLevel: 9"),
    (ObjectKind.PASS_REQUESTS.value, "expiresAfterHours: 8", "expiresAfterHours: 4"),
    (ObjectKind.PASS_REQUESTS.value, "workflow: Pass on request", "workflow: Pas on request"),
    (ObjectKind.PASS_REQUESTS.value, "approval: none", "approval: some"),
]


def test_every_kind_is_tried() -> None:
    assert {kind for kind, _, _ in BAD} == {"Project", *(kind.value for kind in ObjectKind)}


@pytest.mark.parametrize("attempt", BAD, ids=[f"{kind}-{bad.splitlines()[-1]}" for kind, _, bad in BAD])
def test_bad_input_is_a_finding_with_its_place_and_nothing_is_sent(
    served: Served, project: Path, lcwsync: Lcwsync, attempt: tuple[str, str, str]
) -> None:
    kind, good, bad = attempt
    file = project / "workflows" / FILES[kind]
    if kind == ObjectKind.PASS_REQUESTS.value:
        file.with_name(f"{file.name}.off").rename(file)
    text = file.read_text(encoding="utf-8")
    assert good in text
    file.write_text(text.replace(good, bad, 1), encoding="utf-8")

    done = lcwsync("apply", "--yes")

    assert done.code == 1
    pattern = rf"workflows/{re.escape(FILES[kind])}:(\d+):\d+: (?:error|warning) [A-Z]{{3,4}}\d{{3}} .+"
    found = [int(line) for line in re.findall(pattern, done.err)]
    lines = zip(text.splitlines(), file.read_text(encoding="utf-8").splitlines(), strict=False)
    changed = next(number for number, (before, after) in enumerate(lines, 1) if before != after)
    assert any(abs(line - changed) <= 1 for line in found), done.err
    assert list(served.app.requests) == []


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("plan --out .", "is a directory: name a file"),
        ("plan --output workflows", "is a directory: name a file"),
        ("export --out workflows/lcwsync.yaml", "is a file: name a directory"),
        ("schema --write workflows/lcwsync.yaml", "is a file: name a directory"),
        ("init workflows/lcwsync.yaml", "is a file: name a directory"),
    ],
)
def test_a_place_that_cannot_be_written_is_a_mistake_of_the_command_line(
    words: str, expected: str, served: Served, lcwsync: Lcwsync
) -> None:
    done = lcwsync(*words.split())
    assert done.code == 64
    assert expected in done.err
    assert not served.app.requests


@pytest.mark.parametrize("command", ["apply", "verify"])
@pytest.mark.parametrize("planfile", ["nowhere.json", "workflows"])
def test_an_unreadable_plan_file_is_refused_with_how_to_make_one(
    command: str, planfile: str, served: Served, lcwsync: Lcwsync
) -> None:
    done = lcwsync(command, planfile)
    assert done.code == 1
    assert f"the plan file {planfile} cannot be read" in done.err
    assert "lcwsync plan --out" in done.err
    assert not served.app.requests


@pytest.mark.parametrize(
    "words",
    [
        ("preview", "--asked-for", ""),
        ("preview", "--user="),
        ("status", "--user", " "),
        ("plan", "--target", ""),
        ("why", ""),
    ],
)
def test_an_empty_value_is_not_taken_for_a_missing_option(
    words: tuple[str, ...], project: Path, lcwsync: Lcwsync
) -> None:
    """A script's variable that was never set: everybody would be shown in place of one person."""
    done = lcwsync(*words)
    assert done.code == 64
    assert "is empty" in done.err
    assert not (project / ".lcwsync").exists()
