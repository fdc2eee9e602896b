"""A person is privileged by what is held, can be activated or can be joined; what was not read is named."""

import pytest

from lcwsync.audit.holders import read_rights
from lcwsync.audit.met import NOT_ANSWERED
from lcwsync.audit.privileged import Privileges, privileges
from lcwsync.model.person import UNREAD, NotRead
from lcwsync.sandbox.app import SandboxApp
from lcwsync.sandbox.faults import parse_fault
from lcwsync.sandbox.store import JsonObject, Store
from lcwsync.tenant.graph import GraphTenant
from tests.audit import planting
from tests.audit.planting import user

PERSON = user("zoe.novak")
IN = "11111111-0000-4000-8000-000000000001"
NOBODY = Privileges((), ())


def subject(kind: str, **members: str) -> JsonObject:
    return {"@odata.type": f"#microsoft.graph.{kind}", **members}


ME = subject("singleUser", userId=PERSON)
ANOTHER = subject("singleUser", userId=user("tomas.okafor"))
MY_GROUP = subject("groupMembers", groupId=IN)
RULE = subject("attributeRuleMembers", membershipRule='user.department -eq "Sales"')


def opened(
    tenant: GraphTenant, store: Store, *chosen: JsonObject, by: str = "themselves", groups: frozenset[str] | NotRead
) -> Privileges:
    """What is known of the person when a package that leads to a role is open to the chosen."""
    group = planting.group(store, "Night owls")
    planting.assign(store, group, planting.role(store, "Authentication Administrator"))
    planting.package(store, "Night work", group, chosen=chosen, by=by)
    return privileges(read_rights(tenant, every_role=True), PERSON, groups)


@pytest.mark.parametrize("by", ["themselves", "managers"])
@pytest.mark.parametrize("chosen", [(ME,), (MY_GROUP,), (ANOTHER, ME), (RULE, MY_GROUP)])
def test_whom_a_package_is_open_to_could_come_to_its_role(
    tenant: GraphTenant, store: Store, chosen: tuple[JsonObject, ...], by: str
) -> None:
    (how,) = opened(tenant, store, *chosen, by=by, groups=frozenset({IN})).held
    assert how.endswith("Night owls → Authentication Administrator")


def test_a_package_for_others_or_by_an_administrator_opens_nothing(tenant: GraphTenant, store: Store) -> None:
    assert opened(tenant, store, ANOTHER, groups=frozenset({IN})) == NOBODY
    assert opened(tenant, store, ANOTHER, groups=frozenset()) == NOBODY
    assert opened(tenant, store, ME, by="nobody", groups=frozenset({IN})) == NOBODY


@pytest.mark.parametrize(
    ("chosen", "groups"), [(RULE, frozenset({IN})), (MY_GROUP, UNREAD), (subject("newSet"), frozenset())]
)
def test_what_cannot_be_told_is_named(
    tenant: GraphTenant, store: Store, chosen: JsonObject, groups: frozenset[str] | NotRead
) -> None:
    assert opened(tenant, store, chosen, groups=groups) == Privileges(
        (), ('whom the access package "Night work" lets in',)
    )


def test_a_package_that_managers_ask_for_everybody_opens_its_role_to_all(tenant: GraphTenant, store: Store) -> None:
    group = planting.group(store, "Night owls")
    planting.assign(store, group, planting.role(store, "Authentication Administrator"))
    planting.package(store, "Night work", group, by="managers")
    assert privileges(read_rights(tenant), PERSON, frozenset()).held


@pytest.mark.parametrize(
    "part",
    [
        "*/transitiveMembers",
        "*/transitiveMembers/*",
        "*/groups/*/owners",
        "*/eligibilitySchedules",
        "*/assignmentSchedules",
    ],
)
def test_a_part_of_a_group_that_is_answered_not_to_exist_is_no_empty_part(
    sandbox_app: SandboxApp, tenant: GraphTenant, store: Store, part: str
) -> None:
    planting.assign(store, planting.group(store, "Night owls"), planting.role(store, "Authentication Administrator"))
    sandbox_app.faults.add(parse_fault(f"status:GET:{part}:0:0:404"))
    refused = read_rights(tenant, every_role=True).refused
    assert any(each.why == NOT_ANSWERED for each in refused)
