"""Long values line by line."""

import pytest

from lcwsync.model.references import Ref, RefKind
from lcwsync.plan.changes import Value
from lcwsync.render.formats.diff_lines import diff_lines


def shown(before: Value, after: Value) -> list[str]:
    return [f"{line.sign}{line.text}" for line in diff_lines(before, after, show_people=False)]


def test_unchanged_lines_far_from_a_change_are_counted() -> None:
    old = "\n".join("abcdefgh")
    assert shown(old, old.replace("h", "H")) == ["@5 unchanged lines", " f", " g", "-h", "+H"]


@pytest.mark.parametrize(("before", "after"), [("a\nb\n", "a\nb"), ("a\r\nb", "a\nb"), ("a ", "a")])
def test_a_difference_in_blanks_alone_is_shown(before: str, after: str) -> None:
    lines = shown(before, after)
    assert [line for line in lines if line[0] in "+-"]


def test_lists_are_compared_as_sets() -> None:
    assert shown(("a", "b"), ("c", "b", "a")) == [' "a"', ' "b"', '+"c"']


def test_users_in_lists_are_shown_by_id() -> None:
    person = Ref(RefKind.USER, id="00000007-0000-4000-8000-000000000000", name="Zoë")
    assert shown((), (person,)) == ["+user 00000007"]


def test_a_new_text_is_all_added_and_a_cleared_one_all_removed() -> None:
    assert shown(None, "a\nb") == ["+a", "+b"]
    assert shown("a\nb", None) == ["-a", "-b"]


def test_a_huge_text_is_shown_as_replaced() -> None:
    lines = shown("a\n" * 2000, "a\n" * 2001)
    assert not [line for line in lines if line[0] not in "+-"]
