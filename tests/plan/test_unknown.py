"""What the model does not know is compared raw and shown with its path."""

import json
from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lcwsync.model.state import Desired, Existing
from lcwsync.model.unknown import UnknownMember
from lcwsync.plan.changes import TaskChanged
from lcwsync.plan.diff import diff_workflow
from lcwsync.plan.fingerprint import fingerprint
from lcwsync.plan.unknown import member_changes, omitted_arguments, unknown_parts
from tests.builders import live, policy, task, workflow

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=8,
)


def member(path: str, value: object) -> UnknownMember:
    return UnknownMember(path, json.dumps(value, sort_keys=True, ensure_ascii=False))


def test_a_change_is_shown_at_the_path_where_it_is() -> None:
    before = (member("gone", 1), member("same", [1]), member("settings.new", {"a": [1, {"b": True}], "c": 1}))
    after = (member("come", "x"), member("same", [1]), member("settings.new", {"a": [1, {"b": False}], "d": 1}))
    assert [str(change) for change in member_changes(before, after)] == [
        'come  (not there) → "x"',
        "gone  1 → (not there)",
        "settings.new.a[1].b  true → false",
        "settings.new.c  1 → (not there)",
        "settings.new.d  (not there) → 1",
    ]


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # slow on a busy machine, not by its size
@given(VALUES, VALUES)
def test_every_difference_is_found_and_nothing_else(before: object, after: object) -> None:
    one, other = member("m", before), member("m", after)
    assert bool(member_changes((one,), (other,))) == (one.value != other.value)


def test_a_change_from_true_to_one_is_a_change() -> None:
    assert [str(c) for c in member_changes((member("m", [True, 1]),), (member("m", [1, 1.0]),))] == [
        "m[0]  true → 1",
        "m[1]  1 → 1.0",
    ]


def test_unknown_members_of_what_git_lists_are_shown_and_those_of_others_are_not() -> None:
    unknown = (member("newSwitch", True),)
    existing = Existing(
        tap_policy=policy(unknown=unknown),
        workflows=(live(workflow("Mine"), unknown=unknown), live(workflow("Other"), number=2, unknown=unknown)),
    )
    parts = unknown_parts(
        Desired(tap_policy=policy(), workflows=(workflow("Before", previous_names=("mine",)),)), existing
    )
    assert [str(part.object) for part in parts] == ["Temporary Access Pass policy", 'workflow "Mine"']
    assert unknown_parts(Desired(), existing) == ()


def test_an_argument_that_neither_git_nor_the_catalogue_knows_is_a_change_and_no_unknown_part() -> None:
    wanted = workflow("W", task("addUserToGroups", groupID=()), task("removeUserFromGroups", stated="1"))
    there = workflow("W", task("addUserToGroups", groupID=(), extra="x"), task("removeUserFromGroups", stated="2"))
    changes = diff_workflow(wanted, there).tasks
    fields = [field.field for change in changes if isinstance(change, TaskChanged) for field in change.fields]
    assert fields == ["arguments.extra", "arguments.stated"]
    assert unknown_parts(Desired(workflows=(wanted,)), Existing(workflows=(live(there),))) == ()


def test_omitted_arguments_leave_out_what_the_comparator_reports() -> None:
    there = workflow("W", task("generateTapAndEmailManager", tapLifetimeMinutes=60, cc=()))
    wanted = replace(there, tasks=tuple(replace(each, arguments={}) for each in there.tasks or ()))
    assert [m.path.rpartition(".")[2] for m in omitted_arguments(wanted, there)] == ["tapLifetimeMinutes"]


def test_an_unknown_member_counts_where_no_other_value_shows_a_change() -> None:
    unknown = (member("newCounter", 1),)
    assert fingerprint(policy()) != fingerprint(policy(unknown=unknown))
    assert fingerprint(live(workflow())) == fingerprint(live(workflow(), unknown=unknown))
