"""The groups, people and licences that tasks name, read with what decides whether a task can serve them."""

from lcwsync.model.person import UNREAD
from lcwsync.model.references import Ref, RefKind
from lcwsync.model.task_facts import GroupFacts
from lcwsync.sandbox.company.people import object_id
from lcwsync.sandbox.store import Store
from lcwsync.tenant.graph import GraphTenant
from lcwsync.tenant.task_facts import read_task_facts
from tests.builders import task, workflow

PLAIN, DYNAMIC, ROLES, GONE = (f"{number:08d}-0000-4000-8000-000000000000" for number in (91, 92, 93, 94))


def put(store: Store, id_: str, **more: object) -> None:
    base = {"id": id_, "displayName": id_[:8], "groupTypes": [], "mailEnabled": False, "_members": [], "_owners": []}
    store.put("groups", id_, {**base, "resourceProvisioningOptions": [], **more})


def test_groups_are_read_with_what_keeps_a_task_from_changing_them(store: Store, tenant: GraphTenant) -> None:
    put(store, PLAIN)
    put(store, DYNAMIC, groupTypes=["DynamicMembership"])
    put(store, ROLES, isAssignableToRole=True)
    refs = tuple(Ref(RefKind.GROUP, id=id_) for id_ in (PLAIN, DYNAMIC, ROLES, GONE))
    whole = workflow("W", task("addUserToGroups", groupID=refs), task("enableUserAccount"))
    found = read_task_facts([whole], None, tenant)
    assert found.groups == {
        PLAIN: GroupFacts(name="00000091"),
        DYNAMIC: GroupFacts(name="00000092", unusable="its membership is dynamic"),
        ROLES: GroupFacts(name="00000093", unusable="it can be assigned to roles", carries_roles=True),
        GONE: None,
    }
    assert isinstance(found.role_groups, frozenset)
    assert ROLES in found.role_groups


def test_administrators_are_read_only_where_copies_of_their_mail_depend_on_them(
    store: Store, tenant: GraphTenant
) -> None:
    copied = task("emailAboutUnsponsoredGuest", cc=(Ref(RefKind.USER, id=object_id("user", "maria.alvarez")),))
    found = read_task_facts([workflow("W", copied)], None, tenant)
    assert found.administrators_with_mail == tenant.people.administrators_with_mail()
    assert isinstance(found.administrators_with_mail, int)
    alone = read_task_facts([workflow("W", task("emailAboutUnsponsoredGuest"))], None, tenant)
    assert alone.administrators_with_mail is UNREAD
    assert found.administrators_with_mail > 0
    for assignment in store.all("roleAssignments"):
        store.remove("roleAssignments", str(assignment["id"]))
    assert tenant.people.administrators_with_mail() == 0
