"""What the comparator must hold for every value, cross-checked with a general one."""

from dataclasses import replace

from deepdiff import DeepDiff
from hypothesis import given, settings
from hypothesis import strategies as st

from lcwsync.model.document import document_of
from lcwsync.model.workflow import Workflow
from lcwsync.plan.diff import diff_extension, diff_settings, diff_tap_policy, diff_workflow
from lcwsync.plan.merge import complete
from tests.builders import tap_task, task, workflow
from tests.strategies import extensions, settings_values, tap_policies, workflows

FEW = settings(max_examples=60, deadline=None)


@FEW
@given(workflows())
def test_nothing_differs_from_itself(value: Workflow) -> None:
    assert diff_workflow(value, value).empty


@FEW
@given(tap_policies(), settings_values(), extensions())
def test_no_other_kind_differs_from_itself(policy: object, lifecycle: object, extension: object) -> None:
    assert diff_tap_policy(policy, policy) == ()  # type: ignore[arg-type]
    assert diff_settings(lifecycle, lifecycle) == ()  # type: ignore[arg-type]
    assert diff_extension(extension, extension) == ()  # type: ignore[arg-type]


@FEW
@given(workflows(), workflows())
def test_a_completed_workflow_is_equal_to_git(desired: Workflow, live: Workflow) -> None:
    whole = complete(desired, live)
    diff = diff_workflow(desired, whole)
    assert not [change for change in diff.fields if not change.field.startswith(("trigger", "scope"))]
    assert not diff.tasks


BASE = workflow("W", tap_task(), task("sendWelcomeEmail"), task("enableUserAccount"))

VARIANTS = [
    BASE,
    replace(BASE, description="other"),
    replace(BASE, is_enabled=False),
    replace(BASE, tasks=tuple(reversed(BASE.tasks or ()))),
    replace(BASE, tasks=(BASE.tasks or ())[:2]),
    replace(BASE, tasks=(tap_task(minutes=60), *(BASE.tasks or ())[1:])),
    replace(BASE, tasks=(replace(tap_task(), continue_on_error=True), *(BASE.tasks or ())[1:])),
]


@FEW
@given(st.sampled_from(VARIANTS), st.sampled_from(VARIANTS))
def test_a_general_comparator_sees_a_difference_exactly_when_ours_does(left: Workflow, right: Workflow) -> None:
    general = DeepDiff(document_of(left), document_of(right))
    assert bool(general) is not diff_workflow(left, right).empty
