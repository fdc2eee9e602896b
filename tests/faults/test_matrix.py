"""Law 6: an apply that met any fault at its write, then another one: the tenant of an undisturbed apply."""

import pytest

from tests.faults.trials import ACTIONS, DOORS, FAULTS, Counts, positions, trial


@pytest.mark.parametrize("action", [*ACTIONS, *DOORS])
def test_no_fault_loses_a_change_duplicates_an_object_or_goes_unreported(action: str) -> None:
    counts = Counts()
    for name in FAULTS:
        for position in positions(action, name, every=False):
            counts.add(trial(action, name, position))
    assert counts.clean, counts.notes
    # The trials would prove nothing if the faults did not act.
    assert counts.failed_at_first >= 5
