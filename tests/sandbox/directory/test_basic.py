"""What a token sees that may read names of users and groups, and nothing more."""

from collections.abc import Iterator

import pytest

from lcwsync.sandbox.company.people import object_id
from lcwsync.sandbox.store import Store
from tests.sandbox.company import client, new_company

ADA, SALES = object_id("user", "ada.iverson"), object_id("group", "SG-Sales")
USERS, GROUPS, MEMBERS = "User.ReadBasic.All", "Group.ReadBasic.All", "GroupMember.ReadBasic.All"


@pytest.fixture
def store() -> Iterator[Store]:
    made = new_company()
    yield made
    made.close()


def test_a_user_reads_with_names_and_null_for_the_rest(store: Store) -> None:
    graph = client(store, USERS)
    shown = graph.get(f"/users/{ADA}?$select=id,displayName,userPrincipalName,mail,department,accountEnabled")
    assert None not in (shown["displayName"], shown["userPrincipalName"], shown["mail"])
    assert (shown["department"], shown["accountEnabled"]) == (None, None)
    for user in graph.values("/users?$select=id,displayName,employeeHireDate,department"):
        assert user["displayName"]
        assert (user["employeeHireDate"], user["department"]) == (None, None)


@pytest.mark.parametrize(
    "query",
    ["$filter=department eq 'Sales'", "$filter=displayName eq 'x' or city eq 'displayName'", "$expand=manager"],
)
def test_a_query_by_what_is_hidden_is_refused(store: Store, query: str) -> None:
    assert client(store, USERS)("GET", f"/users?{query}").status_code == 403


def test_a_query_by_names_is_answered(store: Store) -> None:
    graph = client(store, USERS, GROUPS)
    assert len(graph.values("/users?$filter=startswith(displayName,'Ada')")) == 1
    assert len(graph.values("/groups?$filter=displayName in ('SG-Sales', 'isAssignableToRole')")) == 1
    assert graph("GET", "/groups?$filter=isAssignableToRole eq true").status_code == 403


def test_a_group_reads_with_its_name_and_null_for_the_rest(store: Store) -> None:
    shown = client(store, GROUPS).get(f"/groups/{SALES}?$select=id,displayName,groupTypes,mailEnabled")
    assert shown["displayName"] == "SG-Sales"
    assert (shown["groupTypes"], shown["mailEnabled"]) == (None, None)


@pytest.mark.parametrize(
    ("permissions", "named"), [((MEMBERS,), False), ((MEMBERS, USERS), True), (("GroupMember.Read.All",), False)]
)
def test_members_read_with_as_much_as_the_token_sees_of_users(
    store: Store, permissions: tuple[str, ...], named: bool
) -> None:
    members = client(store, *permissions).values(f"/groups/{SALES}/members?$select=id,displayName,department")
    assert members
    for member in members:
        assert member["id"]
        assert bool(member["displayName"]) is named
        assert member["department"] is None


@pytest.mark.parametrize(
    ("permission", "path"),
    [(MEMBERS, "/groups"), (USERS, f"/users/{ADA}/manager"), (GROUPS, f"/groups/{SALES}/owners"), (GROUPS, "/users")],
)
def test_the_basic_permissions_read_nothing_else(store: Store, permission: str, path: str) -> None:
    assert client(store, permission)("GET", path).status_code == 403


@pytest.mark.parametrize("path", [f"/users/{ADA}", "/users", "/groups", f"/groups/{SALES}"])
def test_an_application_is_refused_where_the_doubt_says_so(store: Store, path: str) -> None:
    store.doubts["basic-reads"] = "refused"
    assert client(store, USERS, GROUPS)("GET", path).status_code == 403
