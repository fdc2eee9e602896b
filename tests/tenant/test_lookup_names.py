"""Names of ids without the permission for getByIds: from each kind's own list, and ids where that is refused, too."""

from lcwsync.model.references import Ref, RefKind
from lcwsync.sandbox.app import SandboxApp
from lcwsync.sandbox.company.people import object_id
from lcwsync.sandbox.store import Store
from lcwsync.tenant.connect import sandbox_tenant

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
