"""An empty sandbox and a client for it."""

from collections.abc import Iterator

import pytest

from lcwsync.sandbox.app import SandboxApp
from lcwsync.sandbox.store import Store
from tests.sandbox.graph_client import Graph


@pytest.fixture
def store() -> Iterator[Store]:
    store = Store(None)
    yield store
    store.close()


@pytest.fixture
def graph(store: Store) -> Graph:
    return Graph(SandboxApp(store))
