from dataclasses import fields, replace

import pytest

from lcwsync.model.conditions import TimeAttribute, TimeBasedTrigger, TriggerAndScope
from lcwsync.model.references import Ref
from lcwsync.model.state import Desired
from lcwsync.model.tap_policy import AllUsers, GroupTarget, PolicyState
from lcwsync.model.workflow import LiveWorkflow, Workflow
from lcwsync.plan.fingerprint import config_digest, fingerprint
from tests.builders import group, live, policy, tap_task, task, workflow

WELCOME = task("sendWelcomeEmail")
LIVE = live(workflow("A", tap_task(), WELCOME, administration_scope_targets=(group("AU-1", 1), group("AU-2", 2))))


def holding(**changes: object) -> LiveWorkflow:
    return replace(LIVE, workflow=replace(LIVE.workflow, **changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "other",
    [
        replace(LIVE, version=2),
        replace(LIVE, last_modified="2026-01-01T00:00:00.0000001Z"),
        replace(LIVE, id="another"),
        replace(LIVE, unsupported=("something",)),
        holding(display_name="a"),
        holding(is_enabled=False),
        holding(administration_scope_targets=None),
        holding(administration_scope_targets=()),
        holding(conditions=TriggerAndScope(TimeBasedTrigger(TimeAttribute.HIRE_DATE, -6), None)),
        holding(tasks=LIVE.workflow.tasks[::-1]),  # type: ignore[index]
        holding(tasks=LIVE.workflow.tasks[:1]),  # type: ignore[index]
    ],
)
def test_every_change_of_a_workflow_changes_the_fingerprint(other: LiveWorkflow) -> None:
    assert fingerprint(other) != fingerprint(LIVE)


def test_names_of_references_their_order_and_a_quarantine_do_not_count() -> None:
    targets = (group("AU-2", 2), replace(group("AU-1", 1), name="renamed"))
    assert fingerprint(replace(holding(administration_scope_targets=targets), quarantine="too many")) == fingerprint(
        LIVE
    )


def test_the_order_of_policy_targets_does_not_count() -> None:
    one, two = GroupTarget(group("SG-1", 1)), GroupTarget(group("SG-2", 2))
    assert fingerprint(policy(include_targets=(one, two))) == fingerprint(policy(include_targets=(two, one)))
    assert fingerprint(policy(include_targets=(AllUsers(),))) != fingerprint(policy(include_targets=(one,)))


def test_every_field_of_the_policy_counts() -> None:
    others: dict[str, object] = {
        "state": PolicyState.DISABLED,
        "is_usable_once": False,
        "include_targets": (),
        "exclude_targets": (GroupTarget(group("SG-1")),),
    }
    for field in fields(policy()):
        changed = policy(**{field.name: others.get(field.name, 11)})
        assert fingerprint(changed) != fingerprint(policy()), field.name


def test_the_digest_of_a_configuration_differs_for_omitted_and_empty() -> None:
    def said(value: str | None) -> str:
        return config_digest(Desired(workflows=(Workflow(display_name="A", category=None, description=value),)))

    assert said(None) == said(None)
    assert said(None) != said("")


def test_a_reference_by_name_is_another_than_one_by_id() -> None:
    by_name = Ref(group("x").kind, name=group("x").id)
    assert fingerprint(holding(administration_scope_targets=(by_name,))) != fingerprint(
        holding(administration_scope_targets=(group("x"),))
    )
