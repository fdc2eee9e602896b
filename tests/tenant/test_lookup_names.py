"""Names of ids without the permission for getByIds: from each kind's own list, and ids where that is refused, too."""

import pytest

from lcwsync.model.references import Ref, RefKind
from lcwsync.sandbox.app import SandboxApp
from lcwsync.sandbox.company.people import object_id
from lcwsync.sandbox.faults import parse_fault
from lcwsync.sandbox.store import Store
from lcwsync.tenant.connect import sandbox_tenant
from lcwsync.tenant.graph import GraphTenant
from lcwsync.tenant.http.client import Endpoint, GraphDoor
from lcwsync.tenant.http.failure import GraphFailure
from lcwsync.tenant.http.retry import RetryPolicy
from lcwsync.tenant.http.sandbox_connection import SANDBOX_URL, SandboxConnection
from lcwsync.tenant.signin.credentials import FixedToken

GROUP = object_id("group", "SG-Sales")
USER = object_id("user", "zoe.novak")
UNIT = object_id("administrativeUnit", "AU-Sales")
REFS = (Ref(RefKind.GROUP, id=GROUP), Ref(RefKind.USER, id=USER), Ref(RefKind.ADMINISTRATIVE_UNIT, id=UNIT))
NAMES = {GROUP: "SG-Sales", USER: "zoe.novak@kestrelvane.example", UNIT: "AU-Sales"}


def names(store: Store, *permissions: str) -> tuple[dict[str, str], list[str]]:
    app = SandboxApp(store, token_permissions=frozenset(permissions))
    tenant = sandbox_tenant(app)
    try:
        return dict(tenant.names(REFS)), [f"{seen.method} {seen.path}" for seen in app.requests]
    finally:
        tenant.close()


def test_with_the_permission_all_names_come_in_one_request(store: Store) -> None:
    found, requests = names(store, "Directory.Read.All")
    assert found == NAMES
    assert len(requests) == 1


def test_without_it_each_kind_is_read_from_its_own_list(store: Store) -> None:
    found, _ = names(store, "GroupMember.Read.All", "User.Read.All", "AdministrativeUnit.Read.All")
    assert found == NAMES


def test_a_kind_that_may_not_be_read_keeps_its_ids_and_hides_no_other(store: Store) -> None:
    found, _ = names(store, "GroupMember.Read.All", "User.Read.All")
    assert found == {**NAMES, UNIT: UNIT}


def test_where_getbyids_takes_any_permission_one_request_is_enough(store: Store) -> None:
    store.doubts["names-of-ids"] = "any"
    found, requests = names(store, "GroupMember.Read.All")
    assert found == NAMES
    assert len(requests) == 1


async def _no_waiting(_seconds: float) -> None:
    return


def impatient(app: SandboxApp) -> GraphTenant:
    """The tenant for somebody who asks twice, without waiting."""
    connection, policy = SandboxConnection(app), RetryPolicy(attempts=2)
    door = GraphDoor(
        Endpoint(SANDBOX_URL), FixedToken("sandbox"), connection=connection, policy=policy, sleep=_no_waiting
    )
    return GraphTenant(door, sandbox=True)


@pytest.mark.parametrize("status", ["400", "403", "404", "500", "503"])
@pytest.mark.parametrize("path", ["/directoryObjects/getByIds", "*"])
def test_names_are_decoration_whatever_the_answer(store: Store, status: str, path: str) -> None:
    app = SandboxApp(store)
    app.faults.add(parse_fault(f"status:*:{path}:0:0:{status}"))
    tenant = impatient(app)
    try:
        found = dict(tenant.names(REFS))
    finally:
        tenant.close()
    assert found == (NAMES if path != "*" else {id_: id_ for id_ in NAMES})


@pytest.mark.parametrize("status", ["401", "429"])
def test_what_every_call_would_meet_ends_the_look_up(store: Store, status: str) -> None:
    app = SandboxApp(store)
    app.faults.add(parse_fault(f"status:POST:/directoryObjects/getByIds:0:0:{status}"))
    tenant = impatient(app)
    try:
        with pytest.raises(GraphFailure):
            tenant.names(REFS)
    finally:
        tenant.close()
