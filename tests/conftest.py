"""What every test may use: a seeded sandbox, the tenant over it, and no network but loopback."""

import ipaddress
import os
import socket
from collections.abc import Iterator
from functools import partial

import pytest

from lcwsync.sandbox.app import SandboxApp
from lcwsync.sandbox.company.seed import seed
from lcwsync.sandbox.store import Store
from lcwsync.tenant.connect import sandbox_tenant
from lcwsync.tenant.graph import GraphTenant
from lcwsync.tenant.http import client
from lcwsync.tenant.http.retry import RetryPolicy
from tests.commands import lcwsync, project, served
from tests.sandbox.company import MORNING

__all__ = ["lcwsync", "project", "served"]


@pytest.fixture(autouse=True)
def only_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """A connection to anywhere else fails the test."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            host = address[0] if isinstance(address, tuple) else ""
            if host != "localhost" and not ipaddress.ip_address(host).is_loopback:
                pytest.fail(f"a test tried to reach {host}")
        connect(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(autouse=True)
def outside_of_a_job(monkeypatch: pytest.MonkeyPatch) -> None:
    """What lcwsync says in a CI job or at a terminal of a width has tests that say so; the others say the same wherever
    they run."""
    about = ("CI", "COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR")
    for name in [name for name in os.environ if name in about or name.startswith(("GITHUB_", "LCWSYNC_"))]:
        monkeypatch.delenv(name)


@pytest.fixture
def short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Calls in this process are sent again as often as ever, and at once."""
    monkeypatch.setattr(client, "RetryPolicy", partial(RetryPolicy, first_wait=0.001))


@pytest.fixture(scope="session")
def seeded() -> Iterator[Store]:
    """The seeded company, made once; tests work on copies."""
    store = Store(None)
    store.set_clock(frozen=MORNING)
    seed(store)
    yield store
    store.close()


@pytest.fixture
def store(seeded: Store) -> Iterator[Store]:
    """A seeded sandbox of the test's own."""
    own = seeded.copy()
    yield own
    own.close()


@pytest.fixture
def sandbox_app(store: Store) -> SandboxApp:
    """The sandbox's Graph over `store`; `sandbox_app.requests` is what it was asked, `.faults` what goes wrong."""
    return SandboxApp(store)


@pytest.fixture
def tenant(sandbox_app: SandboxApp) -> Iterator[GraphTenant]:
    """The sandbox behind the tenant port, in this process."""
    connected = sandbox_tenant(sandbox_app)
    yield connected
    connected.close()
