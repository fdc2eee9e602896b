"""A service that shows writes late, or loses answers meanwhile: nothing twice, nothing lost, everything said."""

import pytest

from tests.faults.lag import CONDITIONS, lag_trial, writes
from tests.faults.trials import ACTIONS, DOORS, Counts


@pytest.mark.parametrize("condition", CONDITIONS)
def test_a_late_service_neither_doubles_nor_loses_anything(condition: str) -> None:
    counts = Counts()
    for number, action in enumerate(ACTIONS):
        counts.add(lag_trial(action, condition, ("journal", "outcome")[number % 2]))
    assert counts.clean, counts.notes


@pytest.mark.parametrize("condition", CONDITIONS)
def test_a_late_service_neither_doubles_nor_loses_a_part_of_requests(condition: str) -> None:
    counts = Counts()
    for number, action in enumerate(DOORS):
        for write in list(writes(action, condition))[-1:]:
            counts.add(lag_trial(action, condition, ("journal", "outcome")[number % 2], write))
    assert counts.clean, counts.notes


def test_what_one_replica_showed_and_another_does_not_is_not_made_twice() -> None:
    """The first apply has read the catalog back, then every read lags; the second one follows at once."""
    counts = lag_trial("create pass requests", "all reads lag 120 s, two of a name are taken", "journal", write=1)
    assert counts.clean, counts.notes
    assert counts.said == 0
    assert counts.failed_at_first == 1


def test_the_conditions_act() -> None:
    """They would prove nothing if no apply noticed them."""
    late = lag_trial("create workflow", "all reads lag 120 s", "journal")
    assert late.failed_at_first == 1, "a lag beyond the budget is unknown at first"
    assert lag_trial("create workflow", "all reads lag 30 s", "journal").failed_at_first == 0, (
        "a shorter one is waited for"
    )
    twins = lag_trial("create workflow", "a namesake inside the POST, two of a name are taken", "journal")
    assert twins.said == 1
