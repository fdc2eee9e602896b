from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from lcwsync.plan.tasks import match_tasks, moved
from tests.builders import group, tap_task, task

A = task("sendWelcomeEmail")
B = task("enableUserAccount")
C = task("addUserToGroups", name="Sales", groupID=(group("SG-Sales", 1),))
D = task("addUserToGroups", name="Staff", groupID=(group("SG-Staff", 2),))


def test_a_task_is_matched_by_its_definition_in_any_position() -> None:
    assert match_tasks([A, B], [B, A]) == ((0, 1), (1, 0))


def test_a_task_the_tenant_lacks_has_no_partner() -> None:
    assert match_tasks([A, B], [A]) == ((0, 0), (1, None))


def test_two_tasks_of_one_definition_are_told_apart_by_name() -> None:
    assert match_tasks([D, C], [C, D]) == ((0, 1), (1, 0))


def test_two_tasks_of_one_definition_without_names_are_told_apart_by_arguments() -> None:
    assert match_tasks([replace(D, display_name=None), replace(C, display_name=None)], [C, D]) == ((0, 1), (1, 0))


def test_a_renamed_task_keeps_its_partner() -> None:
    assert match_tasks([replace(A, display_name="Hello")], [A]) == ((0, 0),)


def test_the_same_definition_under_another_known_id_is_the_same_task() -> None:
    mine = task("runCustomTaskExtension")
    theirs = replace(mine, definition_id="D79D1FCC-16BE-490C-A865-F4533B1639EE")
    assert match_tasks([mine], [theirs]) == ((0, 0),)


def test_only_the_task_that_changed_its_place_counts_as_moved() -> None:
    assert moved(match_tasks([C, A, B], [A, B, C])) == {0}


def test_an_added_task_moves_nothing() -> None:
    assert moved(match_tasks([tap_task(), A, B], [A, B])) == frozenset()


@given(st.permutations([A, B, C, D, tap_task()]))
def test_every_task_finds_itself_in_any_order(order: list[object]) -> None:
    pairs = match_tasks(order, [A, B, C, D, tap_task()])  # type: ignore[arg-type]
    assert sorted(j for _, j in pairs if j is not None) == [0, 1, 2, 3, 4]
    assert len(moved(pairs)) < len(order)
