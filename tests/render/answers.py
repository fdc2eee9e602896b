"""Answers of commands with as many members as there are."""

from datetime import UTC, datetime

from lcwsync.apply.journal import JournalEntry
from lcwsync.inspect.doctor import Check, State
from lcwsync.inspect.history import difference
from lcwsync.model.person import Person
from lcwsync.model.run import PersonResult, TaskResult
from lcwsync.model.unknown import UnknownMember
from lcwsync.model.version import Version
from lcwsync.model.workflow import LiveWorkflow
from lcwsync.plan.planfile import SavedPlan
from lcwsync.render.doctor.view import Examined, ExaminedRepository
from lcwsync.render.export import Exported, FileChange
from lcwsync.render.history.view import History
from lcwsync.render.run.view import Followed
from lcwsync.tenant.permissions import needed
from tests.builders import TENANT, tap_task, task, workflow

_OLD = LiveWorkflow(id="w1", version=1, workflow=workflow("Pre-hire", tap_task(minutes=60)), last_modified_by="u1")
_NEW = LiveWorkflow(
    id="w1",
    version=2,
    workflow=workflow("Pre-hire", tap_task(), task("sendWelcomeEmail")),
    unknown=(UnknownMember("newSwitch", "true"),),
)
_VERSIONS = (Version(2, "2026-01-02T00:00:00Z", _NEW, ()), Version(1, None, _OLD, ()))
HISTORY = History(
    environment="sandbox",
    tenant=TENANT,
    workflow_id="w1",
    name="Pre-hire",
    versions=_VERSIONS,
    changes=((1, 2, difference(_VERSIONS[1], _VERSIONS[0])),),
    applied=(
        JournalEntry(
            time="2026-01-02T00:00:00Z",
            actor="zoe.novak@contoso.example",
            commit="1" * 40,
            plan_digest="",
            call="new version 1 → 2",
            result="applied",
        ),
    ),
    names={"u1": "maria@contoso.example"},
)
_GRANTS = needed("plan")
_CHECKS = (
    Check(name="read workflows", state=State.OK, said="holds it"),
    Check(name="read groups", state=State.MISSING, said="needs it", grant=_GRANTS[0]),
    Check(name="read runs", state=State.MISSING, said="needs it", grant=_GRANTS[1], optional=True),
    Check(name="read users", state=State.UNKNOWN, said="the token is opaque"),
    Check(name="holds X", state=State.EXCESS, said="not needed: remove it"),
)
EXAMINED = Examined(
    environment="production",
    tenant=TENANT,
    purpose="plan",
    user="zoe.novak@contoso.example",
    application_id=None,
    opaque=False,
    checks=_CHECKS,
    commands={"plan": State.MISSING, "audit": State.UNKNOWN},
    clock_skew=1.5,
    network=("Proxy: none",),
)
EXAMINED_REPOSITORY = ExaminedRepository(repository="contoso/identity", branch="main", checks=_CHECKS)
FOLLOWED = Followed(
    environment="sandbox",
    tenant=TENANT,
    live=_NEW,
    people=(Person(id="p1", name="Zoë Novak", user_principal_name="zoe.novak@contoso.example"),),
    requester="m1",
    waited=True,
    results=(
        PersonResult(
            id="r1",
            person_id="p1",
            status="failed",
            started="2026-01-02T00:00:00Z",
            execution="onDemand",
            version=2,
            tasks=(TaskResult(title="Mail", status="failed", reason="no mail"),),
        ),
    ),
)
EXPORTED = Exported(
    environment="sandbox",
    tenant=TENANT,
    directory="workflows",
    files={"workflows/a.yaml": FileChange.ADDED, "workflows/b.yaml": FileChange.CHANGED},
    differing=('workflow "A"',),
    only_in_git=('workflow "B"',),
    not_written=("C: several documents",),
)
SAVED = SavedPlan(
    environment="sandbox",
    tenant_id="t",
    config_digest="c",
    targets=(),
    actions=(),
    digest="d",
    tool_version="1",
    made=datetime(2026, 1, 2, tzinfo=UTC),
    commit=None,
    refusals=(),
    review_digest="r",
)
