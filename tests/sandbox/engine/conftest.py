"""A tenant on a Monday morning, with an enabled pass policy and nobody in it yet.

It saves every workflow, and tells at once how a run ended.
"""

import pytest

from lcwsync.sandbox.store import Store
from tests.sandbox.engine.office import NOW, Office
from tests.sandbox.graph_client import LENIENT, Graph


@pytest.fixture
def office(store: Store, graph: Graph) -> Office:
    store.set_clock(frozen=NOW)
    store.doubts.update({**LENIENT, "run-results": "at-once"})
    return Office(store, graph)
