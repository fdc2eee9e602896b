"""Two applies at once, their requests in any order: what happens twice is said by the run that caused it."""

import random

import pytest

from tests.faults.interleavings import DOOR_ERRANDS, DOOR_REQUESTS, ERRANDS, interleaved, interleaved_doors, orders
from tests.faults.trials import Counts

SHORT = 10
"""Orders of the short profile; `python -m benchmarks.reliability` runs them all."""


@pytest.mark.parametrize("errand", ERRANDS)
def test_no_order_of_two_applies_doubles_anything_unsaid(errand: str) -> None:
    counts = Counts()
    for order in random.Random(errand).sample(list(orders()), SHORT):
        counts.add(interleaved(errand, order))
    assert counts.clean, counts.notes
    if errand == "two creates, two of a name are taken":
        assert counts.said > 0, "the orders would prove nothing if they never met"


@pytest.mark.parametrize("errand", DOOR_ERRANDS)
def test_no_order_of_two_applies_doubles_a_part_of_requests_unsaid(errand: str) -> None:
    counts = Counts()
    for order in random.Random(errand).sample(list(orders(DOOR_REQUESTS)), SHORT // 2):
        counts.add(interleaved_doors(errand, order))
    assert counts.clean, counts.notes
