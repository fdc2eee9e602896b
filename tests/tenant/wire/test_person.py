"""The line of managers above a person: order, levels, and the bounds that end the walk."""

from lcwsync.tenant.wire.person import MAX_LEVELS, line_of


def nested(*ids: str) -> dict[str, object]:
    """A user whose managers are nested as the directory answers them, the person first."""
    user: dict[str, object] = {"id": ids[-1]}
    for above in reversed(ids[:-1]):
        user = {"id": above, "manager": user}
    return user


def test_direct_and_indirect_managers_have_their_levels() -> None:
    line = line_of(nested("hire", "lead", "head"))
    assert (line.level_of("lead"), line.level_of("head"), line.level_of("other")) == (1, 2, None)
    assert line.whole


def test_no_person_is_above_themselves() -> None:
    assert line_of(nested("hire", "lead")).level_of("hire") is None


def test_a_circle_ends_the_walk_and_is_reported() -> None:
    line = line_of(nested("hire", "lead", "hire", "head"))
    assert [link.id for link in line.managers] == ["lead"]
    assert not line.whole


def test_no_manager_beyond_the_limit_counts() -> None:
    line = line_of(nested("hire", *(f"manager{level}" for level in range(1, MAX_LEVELS + 2))))
    assert line.level_of(f"manager{MAX_LEVELS}") == MAX_LEVELS
    assert line.level_of(f"manager{MAX_LEVELS + 1}") is None
    assert not line.whole


def test_a_person_without_a_manager_has_a_whole_empty_line() -> None:
    line = line_of({"id": "hire", "manager": None})
    assert line.managers == ()
    assert line.whole
