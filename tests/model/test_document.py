"""Law 3: a value written as a document and loaded again is the same value."""

from pathlib import Path
from tempfile import TemporaryDirectory

import yaml
from hypothesis import given, settings

from lcwsync.config.load import load
from lcwsync.model.conditions import GroupScope, MembershipChange, MembershipChangeTrigger, TriggerAndScope
from lcwsync.model.document import document_of
from lcwsync.model.references import Ref, RefKind
from lcwsync.model.state import Desired
from lcwsync.model.tap_policy import AllUsers, TapPolicy
from lcwsync.model.workflow import Workflow
from lcwsync.values.findings import has_errors
from tests.builders import group, tap_task, workflow
from tests.documents import documents_of
from tests.strategies import desired_values


def loaded(desired: Desired) -> Desired:
    project = {
        "kind": "Project",
        "environments": {"sandbox": {"sandbox": True}},
        "removed": list(desired.removed),
        "prune": desired.prune,
    }
    with TemporaryDirectory() as place:
        (Path(place) / "lcwsync.yaml").write_text(yaml.safe_dump(project), encoding="utf-8")
        text = yaml.safe_dump_all(documents_of(desired), sort_keys=False)
        (Path(place) / "objects.yaml").write_text(text, encoding="utf-8")
        result = load(Path(place)).desired_for("sandbox")
    wrong_form = [each for each in result.findings if each.code.startswith(("LOAD", "SCH", "VAR"))]
    assert not has_errors(wrong_form), wrong_form
    return result.desired


@settings(max_examples=80, deadline=None)
@given(desired_values())
def test_a_document_loads_as_the_value_it_was_written_from(desired: Desired) -> None:
    assert loaded(desired) == desired


def test_keys_have_a_fixed_order_and_omitted_ones_are_left_out() -> None:
    document = document_of(workflow("Pre-hire", tap_task()))
    assert list(document) == [
        "kind",
        "displayName",
        "description",
        "category",
        "isEnabled",
        "isSchedulingEnabled",
        "trigger",
        "scope",
        "administrationScopeTargets",
        "tasks",
    ]
    assert document_of(Workflow(display_name="x", category=None)) == {"kind": "Workflow", "displayName": "x"}


def test_a_reference_is_written_by_name_where_the_name_is_known() -> None:
    groups = (group("SG-Sales"), Ref(RefKind.GROUP, id="00000002-0000-4000-8000-000000000000"))
    conditions = TriggerAndScope(MembershipChangeTrigger(MembershipChange.ADD), GroupScope(groups))
    document = document_of(workflow(conditions=conditions))
    assert document["scope"] == {"groups": ["SG-Sales", "00000002-0000-4000-8000-000000000000"]}


def test_a_task_is_written_by_its_friendly_key() -> None:
    tasks = document_of(workflow("x", tap_task(minutes=60)))["tasks"]
    assert isinstance(tasks, list)
    assert tasks[0]["task"] == "generateTapAndEmailManager"
    assert tasks[0]["arguments"] == {"tapLifetimeMinutes": 60, "tapIsUsableOnce": True}


def test_an_empty_list_is_written_and_a_hidden_group_is_not() -> None:
    assert document_of(TapPolicy(include_targets=(AllUsers(),), exclude_targets=())) == {
        "kind": "TemporaryAccessPassPolicy",
        "includeTargets": ["allUsers"],
        "excludeTargets": [],
    }
    hidden = TriggerAndScope(MembershipChangeTrigger(MembershipChange.ADD), GroupScope(None))
    assert "scope" not in document_of(workflow(conditions=hidden))


def test_a_text_that_looks_like_a_variable_is_escaped() -> None:
    assert document_of(workflow(description="costs ${x}"))["description"] == "costs $${x}"
