"""A refused read is noted once and is never an empty answer."""

from collections.abc import Callable, Mapping, Sequence

import pytest

from lcwsync.model.person import UNREAD
from lcwsync.model.refused import RefusedRead
from lcwsync.tenant.http.failure import FailureKind, GraphFailure
from lcwsync.tenant.tolerant import TolerantReader


def failure(kind: FailureKind, status: int = 403) -> GraphFailure:
    return GraphFailure("refused", kind=kind, method="GET", path="/x", status=status, code="Code", hint="grant it")


def refusing(kind: FailureKind, *bad: str) -> tuple[list[list[str]], Callable[[Sequence[str]], Mapping[str, str]]]:
    """The calls that the read receives, and a read that fails when a bad id is among them."""
    calls: list[list[str]] = []

    def read(ids: Sequence[str]) -> Mapping[str, str]:
        calls.append(list(ids))
        if set(ids) & set(bad):
            raise failure(kind)
        return {id_: id_.upper() for id_ in ids}

    return calls, read


def test_a_refused_read_is_unread_and_noted_once() -> None:
    reader = TolerantReader()

    def read() -> tuple[str, ...]:
        raise failure(FailureKind.FORBIDDEN)

    assert reader.read("roles", read) is UNREAD
    assert reader.read("roles", read) is UNREAD
    assert reader.refused == [RefusedRead("roles", "403 Code; grant it")]
    assert reader.was_refused("roles")
    assert not reader.was_refused("groups")


@pytest.mark.parametrize("kind", [FailureKind.UNREACHABLE, FailureKind.UNAUTHORISED])
def test_a_tenant_out_of_reach_or_a_sign_in_not_accepted_ends_the_command(kind: FailureKind) -> None:
    calls, read = refusing(kind, "a")

    with pytest.raises(GraphFailure):
        TolerantReader().each("users", ["a", "b"], read)
    with pytest.raises(GraphFailure):
        TolerantReader().each("users", ["a"], read)
    assert calls == [["a", "b"], ["a"]]


def test_a_missing_right_is_not_tried_object_by_object() -> None:
    calls, read = refusing(FailureKind.FORBIDDEN, "a")

    assert TolerantReader().each("users", ["a", "b"], read) == {"a": UNREAD, "b": UNREAD}
    assert calls == [["a", "b"]]


def test_one_bad_object_hides_no_more_than_itself() -> None:
    reader = TolerantReader()
    calls, read = refusing(FailureKind.BROKEN, "a")

    assert reader.each("users", ["a", "b"], read) == {"a": UNREAD, "b": "B"}
    assert calls == [["a", "b"], ["a"], ["b"]]
    assert [refused.what for refused in reader.refused] == ["users"]


def test_no_ids_need_no_read() -> None:
    calls, read = refusing(FailureKind.BROKEN, "a")

    assert TolerantReader().each("users", [], read) == {}
    assert calls == []
