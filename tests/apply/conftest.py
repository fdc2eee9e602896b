"""A tenant with a few workflows, and an apply that neither sleeps nor writes outside its directory."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from lcwsync.apply.earlier import EarlierWrites, journalled
from lcwsync.apply.executor import apply
from lcwsync.apply.journal import Journal
from lcwsync.apply.outcome import Origin, Outcome
from lcwsync.apply.stop import StopSignal
from lcwsync.model.state import Desired, Existing, ObjectKind
from lcwsync.plan.plan import Plan
from lcwsync.plan.planner import make_plan
from lcwsync.planning.environment import with_known
from lcwsync.sandbox.app import RequestSeen, SandboxApp
from lcwsync.sandbox.faults import Faults, parse_fault
from lcwsync.sandbox.store import Store
from lcwsync.tenant.connect import sandbox_tenant
from lcwsync.tenant.graph import GraphTenant
from lcwsync.tenant.names import resolve
from lcwsync.values.places import Places
from tests.builders import TENANT, context


class World:
    """An empty sandbox tenant and one apply after the other against it."""

    def __init__(self, place: Path) -> None:
        self.faults = Faults()
        self.app = SandboxApp(Store(None), faults=self.faults)
        self.tenant: GraphTenant = sandbox_tenant(self.app)
        self.journal = place / "journal.jsonl"
        self.slept: list[float] = []
        self.now = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
        self.notes: list[str] = []
        self.stop = StopSignal()
        self.on_progress: Callable[[str], None] = lambda _line: None

    def fault(self, text: str) -> None:
        self.faults.add(parse_fault(text))

    @property
    def earlier(self) -> EarlierWrites:
        """What earlier runs on this machine sent."""
        return journalled(self.journal, tenant_id=TENANT.id, now=self.now)

    def later(self, **time: float) -> None:
        """Let time pass."""
        self.now += timedelta(**time)

    def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.later(seconds=seconds)

    def existing(self, desired: Desired) -> Existing:
        earlier = self.earlier
        known = {kind: earlier.ids(kind) for kind in (ObjectKind.WORKFLOW, ObjectKind.EXTENSION)}
        return with_known(self.listed(desired), self.tenant, known)

    def listed(self, desired: Desired) -> Existing:
        return Existing(
            workflows=self.tenant.workflows(),
            deleted_workflows=self.tenant.deleted_workflows(),
            tap_policy=self.tenant.tap_policy() if desired.tap_policy else None,
            settings=self.tenant.settings() if desired.settings else None,
            extensions=self.tenant.extensions(),
        )

    def plan(self, desired: Desired) -> Plan:
        environment = context().environment._replace(allow_delete=True)
        existing = self.existing(desired)
        resolution = resolve(desired, self.tenant, existing, Places())
        assert not resolution.findings
        return make_plan(resolution.desired, existing, context(environment=environment, tenant=TENANT))

    def apply(self, desired: Desired, *, between: Callable[[], object] = lambda: None) -> Outcome:
        plan = self.plan(desired)
        assert not plan.refusals
        between()
        return self.carry_out(plan)

    def carry_out(self, plan: Plan) -> Outcome:
        self.app.requests.clear()
        return apply(
            plan,
            self.tenant,
            clock=lambda: self.now,
            sleep=self._sleep,
            stop=self.stop,
            on_progress=self.on_progress,
            earlier=self.earlier,
            note=self.notes.append,
            journal=Journal(self.journal, Origin(actor="octocat", commit="abc", tool_version="0")),
        )

    @property
    def writes(self) -> list[RequestSeen]:
        return [seen for seen in self.app.requests if seen.method != "GET" and seen.path != "/$batch"]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    yield made
    made.tenant.close()
