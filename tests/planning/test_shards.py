"""Many environments among the jobs of a CI: every one in exactly one part, the same part every time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lcwsync.planning.shards import Shard, in_shard

names = st.lists(st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,8}", fullmatch=True), unique=True, max_size=40)


@given(names, st.integers(1, 12))
def test_every_environment_is_in_exactly_one_part_and_no_part_is_too_large(environments: list[str], total: int) -> None:
    parts = [in_shard(environments, Shard(number, total)) for number in range(1, total + 1)]
    assert sorted(name for part in parts for name in part) == sorted(environments)
    assert max(map(len, parts)) <= -(-len(environments) // total)


@given(names)
def test_the_order_of_the_file_changes_no_part(environments: list[str]) -> None:
    shuffled = sorted(environments, reverse=True)
    assert [set(in_shard(environments, Shard(n, 3))) for n in (1, 2, 3)] == [
        set(in_shard(shuffled, Shard(n, 3))) for n in (1, 2, 3)
    ]


@pytest.mark.parametrize("new", ["aa", "tenant-999", "zz"])
def test_a_new_environment_leaves_most_others_where_they_are(new: str) -> None:
    before = [f"tenant-{number}" for number in range(100)]

    def places(environments: list[str]) -> dict[str, int]:
        return {name: n for n in range(1, 11) for name in in_shard(environments, Shard(n, 10))}

    was, now = places(before), places([*before, new])
    assert sum(was[name] != now[name] for name in before) <= 25
