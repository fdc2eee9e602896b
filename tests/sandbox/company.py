"""The seeded company for tests that only read it, and copies of it for those that change it."""

from datetime import UTC, datetime
from functools import cache

import httpx

from lcwsync.sandbox.app import SandboxApp
from lcwsync.sandbox.company.people import DOMAIN
from lcwsync.sandbox.company.seed import seed
from lcwsync.sandbox.store import Store
from tests.sandbox.graph_client import Graph

MORNING = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
"""Where the clock stands: what is due must not depend on the hour in which the tests run."""


def new_company() -> Store:
    """A seeded store of its own."""
    return _seeded().copy()


def upn(key: str) -> str:
    """A seeded person's user principal name."""
    return f"{key}@{DOMAIN}"


def names(graph: Graph, path: str) -> list[str]:
    """The display names of a list."""
    return [str(item["displayName"]) for item in graph.values(path)]


def eventual(graph: Graph, path: str) -> httpx.Response:
    """The answer to a GET with the header of advanced queries."""
    return graph("GET", path, ConsistencyLevel="eventual")


def client(store: Store, *permissions: str) -> Graph:
    """A client that holds these permissions, or all when none is named."""
    return Graph(SandboxApp(store, token_permissions=frozenset(permissions) if permissions else None))


@cache
def _seeded() -> Store:
    store = Store(None)
    store.set_clock(frozen=MORNING)
    seed(store)
    return store
