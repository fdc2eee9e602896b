"""Law 6: an apply that met any fault at its write, then another one: the tenant of an undisturbed apply."""

import pytest

from tests.faults.trials import ACTIONS, DOORS, FAULTS, Counts, positions, start, trial


@pytest.mark.parametrize("action", [*ACTIONS, *DOORS])
def test_no_fault_loses_a_change_duplicates_an_object_or_goes_unreported(action: str) -> None:
    counts = Counts()
    for name in FAULTS:
        for position in positions(action, name, every=False):
            counts.add(trial(action, name, position))
    assert counts.clean, counts.notes
    # The trials would prove nothing if the faults did not act.
    assert counts.failed_at_first >= 5


@pytest.mark.parametrize("name", ["changed by somebody", "renamed by somebody", "deleted by somebody"])
def test_an_edit_between_two_parts_of_requests_is_not_taken_for_our_own(name: str) -> None:
    """Between the access package and its policy: everything git describes is there afterwards, under git's name."""
    requests = start("create pass requests").requests
    writes = [at for at, method in enumerate(requests) if method in ("POST", "PATCH")]
    counts = Counts()
    for position in range(writes[2] + 1, writes[4], 2):
        counts.add(trial("create pass requests", name, position))
    assert counts.clean, counts.notes
    assert counts.failed_at_first >= 2, "the edit is noticed"
