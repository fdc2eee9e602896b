"""The directory's query options (learn.microsoft.com/graph/query-parameters and /graph/aad-advanced-queries)."""

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lcwsync.sandbox.app import SandboxApp
from lcwsync.sandbox.directory.filters import read_filter
from lcwsync.sandbox.directory.resources import USER
from lcwsync.sandbox.http.routing import GraphError
from lcwsync.sandbox.store import JsonObject, Store
from tests.sandbox.company import eventual
from tests.sandbox.graph_client import Graph

PLAN = "57ff2da0-773e-42df-b2af-ffb7a2317929"

PEOPLE: tuple[JsonObject, ...] = (
    {
        "displayName": "Liam O'Neill",
        "department": "Sales",
        "accountEnabled": True,
        "employeeHireDate": "2026-03-01T08:00:00Z",
        "companyName": "Kestrel",
        "userPrincipalName": "liam@one.example",
        "proxyAddresses": ["SMTP:liam@one.example", "smtp:old@two.example"],
        "assignedPlans": [{"capabilityStatus": "Enabled", "servicePlanId": PLAN}],
        "employeeOrgData": {"costCenter": "2100"},
        "createdDateTime": "2026-01-01T00:00:00Z",
    },
    {
        "displayName": "Zoë",
        "department": "SALES",
        "accountEnabled": False,
        "employeeHireDate": "2026-03-02T08:00:00Z",
        "userPrincipalName": "zoe@two.example",
        "proxyAddresses": [],
        "assignedPlans": [],
        "employeeOrgData": None,
        "createdDateTime": "2026-01-02T00:00:00Z",
    },
    {
        "displayName": "Ana",
        "department": None,
        "accountEnabled": True,
        "employeeHireDate": None,
        "userPrincipalName": "ana@two.example",
        "createdDateTime": "2026-01-03T00:00:00Z",
    },
)


@pytest.fixture
def store() -> Iterator[Store]:
    store = Store(None)
    for number, person in enumerate(PEOPLE):
        store.put("users", f"u-{number}", {"id": f"u-{number}", **person, "_manager": None, "_methods": []})
    yield store
    store.close()


def found(graph: Graph, filter_: str, *, advanced: bool = False) -> list[str]:
    """The given names that a filter lets through."""
    more = {"$count": "true"} if advanced else {}
    query = "&".join(
        f"{name}={value}" for name, value in {"$filter": filter_, "$select": "displayName", **more}.items()
    )
    answer = eventual(graph, f"/users?{query}") if advanced else graph("GET", f"/users?{query}")
    assert answer.status_code == 200, answer.text
    return [user["displayName"].split()[0] for user in answer.json()["value"]]


@pytest.mark.parametrize(
    ("filter_", "names"),
    [
        ("department eq 'sales'", ["Liam", "Zoë"]),
        ("displayName eq 'liam o''neill'", ["Liam"]),
        ("startsWith(displayName,'LIA')", ["Liam"]),
        ("startswith(displayName, 'zo')", ["Zoë"]),
        ("department in ('Sales', 'Finance')", ["Liam", "Zoë"]),
        ("accountEnabled eq true and (department eq 'Sales' or department eq 'x')", ["Liam"]),
        ("accountEnabled eq false or displayName eq 'Ana'", ["Zoë", "Ana"]),
        ("proxyAddresses/any(p:p eq 'smtp:OLD@two.example')", ["Liam"]),
        ("proxyAddresses/any(p:startsWith(p,'smtp:liam'))", ["Liam"]),
        (f"assignedPlans/any(a:a/servicePlanId eq {PLAN} and a/capabilityStatus eq 'Enabled')", ["Liam"]),
        ("createdDateTime ge 2026-01-02", ["Zoë", "Ana"]),
        ("createdDateTime le 2026-01-01T22:59:59-01:00", ["Liam"]),
        ("id eq 'u-2'", ["Ana"]),
    ],
)
def test_a_plain_filter_compares_without_case(store: Store, filter_: str, names: list[str]) -> None:
    assert found(Graph(SandboxApp(store)), filter_) == names


@pytest.mark.parametrize(
    ("filter_", "names"),
    [
        ("department ne 'Sales'", ["Ana"]),
        ("not(department eq 'Sales')", ["Ana"]),
        ("NOT startsWith(displayName,'a')", ["Liam", "Zoë"]),
        ("department eq null", ["Ana"]),
        ("department ne null", ["Liam", "Zoë"]),
        ("companyName eq 'kestrel'", ["Liam"]),
        ("employeeHireDate ge 2026-03-02T00:00:00Z", ["Zoë"]),
        ("employeeOrgData/costCenter eq '2100'", ["Liam"]),
        ("endsWith(userPrincipalName,'@TWO.example')", ["Zoë", "Ana"]),
        ("assignedPlans/$count eq 0", ["Zoë", "Ana"]),
        ("not(proxyAddresses/any(p:startsWith(p,'smtp:')))", ["Zoë", "Ana"]),
    ],
)
def test_what_needs_the_advanced_parameters_is_refused_without_either(
    store: Store, filter_: str, names: list[str]
) -> None:
    graph = Graph(SandboxApp(store))
    assert found(graph, filter_, advanced=True) == names
    for refused in (
        graph("GET", f"/users?$filter={filter_}"),
        eventual(graph, f"/users?$filter={filter_}"),
        graph("GET", f"/users?$filter={filter_}&$count=true"),
    ):
        assert refused.status_code == 400
        assert refused.json()["error"]["code"] == "Request_UnsupportedQuery"


@pytest.mark.parametrize(
    "filter_",
    [
        "nickname eq 'x'",
        "Department eq 'Sales'",
        "department",
        "department eq",
        "department eq Sales",
        "department eq ''",
        "department eq 'Sales",
        "department eq 'Sales')",
        "(department eq 'Sales'",
        "department eq 'Sales' department eq 'x'",
        "department ge 'Sales'",
        "accountEnabled eq 'true'",
        "createdDateTime ge 'yesterday'",
        "createdDateTime ge 2026-13-45",
        "contains(department,'al')",
        "startsWith(id,'u')",
        "endsWith(department,'s')",
        "manager eq null",
        "employeeLeaveDateTime ge 2026-01-01",
        "department/any(d:d eq 'x')",
        "proxyAddresses eq 'x'",
        "proxyAddresses/any(p:q eq 'x')",
        "proxyAddresses/any(p:p ne 'x')",
        f"assignedPlans/any(a:a/servicePlanId eq '{PLAN}')",
        "department in ()",
        "department in (" + ",".join(f"'{n}'" for n in range(16)) + ")",
        " or ".join(f"department eq '{n}'" for n in range(16)),
        "(" * 30 + "department eq 'x'" + ")" * 30,
        " and ".join(["department eq 'x'"] * 200),
    ],
)
def test_a_filter_the_directory_does_not_take_is_refused(store: Store, filter_: str) -> None:
    answer = eventual(Graph(SandboxApp(store)), f"/users?$filter={filter_}&$count=true")
    assert answer.status_code == 400, answer.text


def test_fifteen_alternatives_are_taken(store: Store) -> None:
    names = ",".join(f"'{n}'" for n in range(14))
    assert found(Graph(SandboxApp(store)), f"department in ({names},'Sales')") == ["Liam", "Zoë"]


PIECES = (
    *("department", "displayName", "accountEnabled", "proxyAddresses/any(", "startsWith(", "endsWith(", "p:p", "p"),
    *(
        "eq",
        "ne",
        "in",
        "and",
        "or",
        "not",
        "(",
        ")",
        ",",
        ":",
        "'a'",
        "''",
        "'",
        "null",
        "true",
        "2026-01-01",
        "12",
        PLAN,
    ),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=14).map(" ".join) | st.text(max_size=40))
def test_every_text_is_a_filter_or_refused(text: str) -> None:
    try:
        test = read_filter(text, USER).test
    except GraphError as error:
        refused_with = error.status
    else:
        refused_with = 400
        assert all(isinstance(test(person), bool) for person in PEOPLE)
    assert refused_with == 400


def test_without_select_a_user_shows_the_default_properties_only(store: Store) -> None:
    (user, *_) = Graph(SandboxApp(store)).get("/users")["value"]
    assert set(user) == {
        "businessPhones",
        "displayName",
        "givenName",
        "id",
        "jobTitle",
        "mail",
        "mobilePhone",
        "officeLocation",
        "preferredLanguage",
        "surname",
        "userPrincipalName",
    }


def test_a_selected_property_that_is_unset_reads_null_and_an_unknown_one_is_refused(store: Store) -> None:
    graph = Graph(SandboxApp(store))
    assert graph.get("/users/u-1?$select=DISPLAYNAME,mail") == {
        "@odata.context": "http://sandbox/v1.0/$metadata#users/$entity",
        "displayName": "Zoë",
        "mail": None,
    }
    for name in ("nickname", "_manager"):
        assert graph("GET", f"/users?$select={name}").status_code == 400


def test_pages_follow_each_other_and_keep_the_options(store: Store) -> None:
    graph = Graph(SandboxApp(store))
    path = "/users?$top=1&$select=displayName&$filter=startsWith(userPrincipalName,'z') or accountEnabled eq true"
    first = graph.get(path)
    assert [user["displayName"] for user in first["value"]] == ["Liam O'Neill"]
    assert set(first["value"][0]) == {"displayName"}
    assert [user["displayName"] for user in graph.values(path)] == ["Liam O'Neill", "Zoë", "Ana"]


def test_a_user_added_or_removed_between_pages_shifts_no_other(store: Store) -> None:
    graph = Graph(SandboxApp(store))
    first = graph.get("/users?$top=1&$select=id")
    store.remove("users", "u-0")
    second = graph.get(first["@odata.nextLink"])
    assert [user["id"] for user in second["value"]] == ["u-1"]


def test_a_page_with_sign_ins_holds_up_to_500(store: Store) -> None:
    graph = Graph(SandboxApp(store))
    for top, status in (("500", 200), ("501", 400)):
        assert graph("GET", f"/users?$top={top}&$select=id,signInActivity").status_code == status


def test_without_top_the_page_size_of_the_application_counts(store: Store) -> None:
    graph = Graph(SandboxApp(store, page_size=2))
    assert len(graph.get("/users")["value"]) == 2
    assert len(graph.values("/users")) == 3


@pytest.mark.parametrize("top", ["0", "1000", "-1", "ten", "9" * 30])
def test_a_page_holds_one_to_999(store: Store, top: str) -> None:
    assert Graph(SandboxApp(store))("GET", f"/users?$top={top}").status_code == 400


@pytest.mark.parametrize(
    "options",
    ["$skiptoken=mine", "$skip=1", '$search="displayName:Zoë"', "$orderby=department", "$expand=drive", "$expand=)"],
)
def test_an_option_that_is_not_supported_is_refused(store: Store, options: str) -> None:
    assert Graph(SandboxApp(store))("GET", f"/users?{options}").status_code == 400


def test_count_is_ignored_without_the_header_and_on_the_first_page_with_it(store: Store) -> None:
    graph = Graph(SandboxApp(store))
    assert "@odata.count" not in graph.get("/users?$count=true")
    first = eventual(graph, "/users?$count=true&$top=1&$filter=department eq 'Sales'").json()
    assert first["@odata.count"] == 2
    second = eventual(graph, first["@odata.nextLink"]).json()
    assert "@odata.count" not in second
    assert len(second["value"]) == 1


def test_a_count_of_its_own_is_text_and_needs_the_header(store: Store) -> None:
    graph = Graph(SandboxApp(store))
    refused = graph("GET", "/users/$count")
    assert (refused.status_code, refused.json()["error"]["code"]) == (400, "Request_BadRequest")
    answer = eventual(graph, "/users/$count?$filter=department ne 'Sales'")
    assert (answer.status_code, answer.text) == (200, "1")


def test_orderby_with_a_filter_needs_an_advanced_query(store: Store) -> None:
    graph = Graph(SandboxApp(store))
    ordered = graph.values("/users?$orderby=displayName desc&$top=2&$select=displayName")
    assert [user["displayName"] for user in ordered] == ["Zoë", "Liam O'Neill", "Ana"]
    filtered = "/users?$orderby=displayName&$filter=department eq 'Sales'"
    assert graph("GET", filtered).status_code == 400
    assert eventual(graph, filtered + "&$count=true").status_code == 200
    assert graph("GET", "/users?$orderby=createdDateTime").status_code == 400
