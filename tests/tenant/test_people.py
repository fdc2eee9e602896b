"""What a preview asks of the directory, and what it makes of refusals."""

import base64
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

import pytest

from lcwsync.model.conditions import (
    Conditions,
    GroupScope,
    MembershipChange,
    MembershipChangeTrigger,
    OnDemandOnly,
    RuleScope,
    TimeAttribute,
    TimeBasedTrigger,
    TriggerAndScope,
    UserInactivityTrigger,
)
from lcwsync.model.person import UNREAD, Manager, PassFacts, Person
from lcwsync.model.task_facts import PersonFact
from lcwsync.sandbox.app import SandboxApp
from lcwsync.sandbox.company.large import seed_large
from lcwsync.sandbox.company.people import object_id
from lcwsync.sandbox.faults import Fault, FaultKind
from lcwsync.sandbox.store import JsonObject, Store
from lcwsync.tenant.connect import sandbox_tenant
from lcwsync.tenant.facts import FactReader, read_processed
from lcwsync.tenant.graph import GraphTenant
from tests.builders import group

HIRED = TimeBasedTrigger(TimeAttribute.HIRE_DATE, -7)

Holding = Callable[..., GraphTenant]


@pytest.fixture
def holding(store: Store) -> Iterator[Holding]:
    """The tenant for somebody who holds these permissions only."""
    opened: list[GraphTenant] = []

    def connect(*permissions: str) -> GraphTenant:
        opened.append(sandbox_tenant(SandboxApp(store, token_permissions=frozenset(permissions))))
        return opened[-1]

    yield connect
    for tenant in opened:
        tenant.close()


@dataclass(frozen=True)
class Read:
    """A scope that was read to its end."""

    people: tuple[Person, ...]
    known: bool
    notes: list[str]


def read(conditions: Conditions, tenant: GraphTenant) -> Read:
    scope = tenant.people.in_scope(conditions)
    return Read(tuple(chain.from_iterable(scope.pages)), scope.known, scope.notes)


def matching(rule: str, tenant: GraphTenant, trigger: TimeBasedTrigger = HIRED) -> Read:
    return read(TriggerAndScope(trigger, RuleScope(rule)), tenant)


def people(tenant: GraphTenant, *keys: str) -> tuple[Person, ...]:
    """People of the seed as a scope shows them."""
    found = matching("(accountEnabled in (true, false))", tenant)
    wanted = {object_id("user", key) for key in keys}
    return tuple(person for person in found.people if person.id in wanted)


def test_a_rule_reads_only_the_people_it_can_match(store: Store, sandbox_app: SandboxApp, tenant: GraphTenant) -> None:
    seed_large(store, users=1500, workflows=0)
    found = matching("(jobTitle eq 'Account Executive')", tenant)
    assert found.people
    assert found.notes == []
    assert [request.path for request in sandbox_app.requests] == ["/users"]
    assert "$filter=jobTitle eq 'Account Executive'" in sandbox_app.requests[0].query


def test_a_rule_that_no_query_expresses_is_evaluated_locally_and_reported(store: Store, tenant: GraphTenant) -> None:
    found = matching("(department ne 'Sales')", tenant)
    users = store.all("users")
    assert len(found.people) == sum(user.get("department") != "Sales" for user in users)
    assert found.notes == [f"the directory cannot be asked for this rule: all {len(users)} users were read"]


def test_the_rule_decides_with_regard_to_case_although_the_directory_does_not(
    store: Store, tenant: GraphTenant
) -> None:
    user = next(user for user in store.all("users") if user.get("department") == "Sales")
    store.put("users", str(user["id"]), {**user, "department": "SALES"})
    assert user["id"] not in {person.id for person in matching("(department eq 'Sales')", tenant).people}


def test_an_advanced_query_is_sent_where_the_directory_needs_one(store: Store, tenant: GraphTenant) -> None:
    wanted = next(u for u in store.all("users") if isinstance(u.get("employeeOrgData"), dict))
    data = wanted["employeeOrgData"]
    assert isinstance(data, dict)
    found = matching(f"(employeeOrgData/costCenter eq '{data['costCenter']}')", tenant)
    assert wanted["id"] in {person.id for person in found.people}


LEAVING = TriggerAndScope(TimeBasedTrigger(TimeAttribute.LEAVE_DATE, 0), RuleScope("(department eq 'Sales')"))


def token(**claims: object) -> str:
    """A token that says what it holds."""
    return f"e30.{base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip('=')}.sig"


LEAST = "leave dates cannot be read: the service {} them without User-LifeCycleInfo.Read.All"


@pytest.mark.parametrize("answer", ["null", "403"])
def test_a_leave_date_that_the_service_does_not_show_is_never_no_date(store: Store, answer: str) -> None:
    """The token tells which permissions it has; the answers look the same as without any leave date."""
    store.doubts["leave-dates"] = answer
    tenant = sandbox_tenant(SandboxApp(store), token=token(roles=["User.Read.All"]))
    try:
        found = read(LEAVING, tenant)
    finally:
        tenant.close()
    assert found.people
    assert all(person.unread_dates == {TimeAttribute.LEAVE_DATE} for person in found.people)
    assert found.notes == [LEAST.format("hides")]


@pytest.mark.parametrize(
    ("answer", "said"), [("null", "hides them without User-Life"), ("403", LEAST.format("refuses"))]
)
def test_an_opaque_token_proves_nothing_where_no_leave_date_is_shown(
    store: Store, holding: Holding, answer: str, said: str
) -> None:
    store.doubts["leave-dates"] = answer
    found = read(LEAVING, holding("User.Read.All"))
    assert found.people
    assert all(person.unread_dates == {TimeAttribute.LEAVE_DATE} for person in found.people)
    (note,) = found.notes
    assert said in note


def test_somebody_signed_in_may_hold_the_permission_and_lack_the_role(store: Store) -> None:
    claims = {"scp": "User.Read.All User-LifeCycleInfo.Read.All", "upn": "admin@kestrelvane.example"}
    for user in store.all("users"):
        store.put("users", str(user["id"]), {**user, "employeeLeaveDateTime": None})
    tenant = sandbox_tenant(SandboxApp(store), token=token(**claims))
    try:
        assert "leave dates cannot be told" in "".join(read(LEAVING, tenant).notes)
    finally:
        tenant.close()


def test_a_leave_date_that_is_shown_proves_that_the_others_have_none(
    store: Store, sandbox_app: SandboxApp, tenant: GraphTenant
) -> None:
    found = read(LEAVING, tenant)
    assert any(TimeAttribute.LEAVE_DATE in person.dates for person in found.people)
    assert not any(person.unread_dates for person in found.people)
    assert found.notes == []
    read(LEAVING, tenant)
    assert sum("$filter" not in request.query for request in sandbox_app.requests) == 1, "asked once"


def test_an_app_that_holds_the_permission_is_believed_without_another_request(store: Store) -> None:
    app = SandboxApp(store)
    tenant = sandbox_tenant(app, token=token(roles=["User.Read.All", "User-LifeCycleInfo.Read.All"]))
    try:
        found = read(LEAVING, tenant)
    finally:
        tenant.close()
    assert (found.notes, len(app.requests)) == ([], 1)


def test_inactivity_reads_sign_ins_and_reports_a_refusal(store: Store, tenant: GraphTenant, holding: Holding) -> None:
    inactive = TriggerAndScope(UserInactivityTrigger(90), RuleScope("(department eq 'Sales')"))
    found = read(inactive, tenant)
    assert found.notes == []
    assert all(person.last_seen for person in found.people)
    refused = read(inactive, holding("User.Read.All"))
    assert [person.id for person in refused.people] == [person.id for person in found.people]
    assert not any(person.last_seen for person in refused.people)
    assert "sign-ins could not be read" in refused.notes[0]


def test_the_members_of_a_group_are_its_scope_each_once(store: Store, tenant: GraphTenant) -> None:
    hires = group("SG-New-Hires")
    id_ = object_id("group", "SG-New-Hires")
    twice = GroupScope((type(hires)(hires.kind, id=id_), type(hires)(hires.kind, id=id_)))
    found = read(TriggerAndScope(MembershipChangeTrigger(MembershipChange.ADD), twice), tenant)
    members = (store.get("groups", id_) or {})["_members"]
    assert isinstance(members, list)
    assert sorted(person.id for person in found.people) == sorted(members)


def test_hidden_groups_are_not_an_empty_scope(tenant: GraphTenant) -> None:
    hidden = TriggerAndScope(MembershipChangeTrigger(MembershipChange.ADD), GroupScope(None))
    found = read(hidden, tenant)
    assert (found.people, found.known) == ((), False)
    assert "does not return its groups" in found.notes[0]


def test_a_workflow_on_demand_has_an_empty_scope(tenant: GraphTenant) -> None:
    assert read(OnDemandOnly(), tenant) == Read((), True, [])


def test_the_checks_of_a_hire_are_read_by_batch(sandbox_app: SandboxApp, tenant: GraphTenant) -> None:
    asked = people(tenant, "zoe.novak", "mila.horvat", "ada.iverson")
    sandbox_app.requests.clear()
    reader = FactReader(tenant)
    checks = reader.read(asked)
    zoe, mila = (checks[object_id("user", key)] for key in ("zoe.novak", "mila.horvat"))
    assert isinstance(zoe.manager, Manager)
    assert zoe.manager.name == "Maria Alvarez"
    assert mila.manager is None
    assert (zoe.methods, zoe.has_signed_in, zoe.holds_role) == ((), False, False)
    assert checks[object_id("user", "ada.iverson")].has_signed_in is True
    assert reader.notes == []
    alone = [request.path for request in sandbox_app.requests if not request.batched]
    assert alone.count("/$batch") == 4
    assert len(alone) == 5


def test_no_people_to_check_cause_no_request(sandbox_app: SandboxApp, tenant: GraphTenant) -> None:
    assert FactReader(tenant).read(()) == {}
    assert not sandbox_app.requests


@pytest.mark.parametrize(
    ("missing", "unread"),
    [
        ("UserAuthenticationMethod.Read.All", "methods"),
        ("AuditLog.Read.All", "has_signed_in"),
        ("RoleManagement.Read.Directory", "holds_role"),
    ],
)
def test_a_refused_read_stays_unread_and_is_reported(holding: Holding, missing: str, unread: str) -> None:
    all_of_them = {
        "User.Read.All",
        "GroupMember.Read.All",
        "UserAuthenticationMethod.Read.All",
        "AuditLog.Read.All",
        "RoleManagement.Read.Directory",
    }
    tenant = holding(*all_of_them - {missing})
    asked = people(tenant, "zoe.novak")
    reader = FactReader(tenant)
    checks = reader.read(asked)
    found = checks[asked[0].id]
    assert isinstance(found.manager, Manager)
    assert reader.notes
    assert "403" in reader.notes[0]
    if missing == "UserAuthenticationMethod.Read.All":
        # The report is another permission's, and answers as well.
        assert found.methods == ()
        assert "registration report" in reader.notes[-1]
    else:
        assert getattr(found, unread) is UNREAD


def test_without_either_permission_methods_are_unknown(holding: Holding) -> None:
    tenant = holding("User.Read.All")
    asked = people(tenant, "zoe.novak")
    found = FactReader(tenant).read(asked)[asked[0].id]
    assert (found.methods, found.has_signed_in, found.holds_role) == (UNREAD, UNREAD, UNREAD)


def test_however_many_people_are_asked_for_one_by_one_and_a_refusal_is_met_once(
    store: Store, sandbox_app: SandboxApp, tenant: GraphTenant, holding: Holding
) -> None:
    seed_large(store, users=300, workflows=0)
    everybody = matching("(accountEnabled in (true, false))", tenant).people
    sandbox_app.requests.clear()
    reader = FactReader(tenant)
    for start in range(0, len(everybody), 100):
        found = reader.read(everybody[start : start + 100])
        assert not [checks for checks in found.values() if UNREAD in (checks.methods, checks.holds_role)]
    paths = [request.path for request in sandbox_app.requests]
    assert len(paths) - paths.count("/$batch") == 4 * len(everybody) + 1
    assert paths.count("/roleManagement/directory/roleAssignments") == 1

    refused = FactReader(holding("User.Read.All", "AuditLog.Read.All"))
    for start in range(0, len(everybody), 100):
        assert all(checks.methods is not UNREAD for checks in refused.read(everybody[start : start + 100]).values())
    assert [note.partition(" could")[0] for note in refused.notes] == [
        "authentication methods",
        "authentication methods are from the registration report, which lags behind",
        "role assignments",
    ]


def test_a_role_held_through_a_group_counts(store: Store, tenant: GraphTenant) -> None:
    id_, zoe = object_id("group", "SG-Admins"), object_id("user", "zoe.novak")
    admins = store.get("groups", id_) or {}
    members = admins["_members"]
    assert isinstance(members, list)
    store.put("groups", id_, {**admins, "_members": [*members, zoe]})
    store.put("roleAssignments", "planted", {**store.all("roleAssignments")[0], "id": "planted", "principalId": id_})
    assert FactReader(tenant).read(people(tenant, "zoe.novak"))[zoe].holds_role is True


def test_memberships_beyond_one_page_are_read_on(store: Store, sandbox_app: SandboxApp, tenant: GraphTenant) -> None:
    zoe, template = object_id("user", "zoe.novak"), store.all("groups")[0]
    for number in range(1005):
        id_ = f"00000000-0000-4000-8000-{number:012d}"
        store.put("groups", id_, {**template, "id": id_, "displayName": f"G{number}", "_members": [zoe]})
    groups = FactReader(tenant).read(people(tenant, "zoe.novak"))[zoe].groups
    assert groups is not UNREAD
    assert sum(id_.startswith("00000000-0000-4000") for id_ in groups) == 1005


def test_a_read_that_fails_otherwise_is_not_an_empty_one(sandbox_app: SandboxApp, tenant: GraphTenant) -> None:
    asked = people(tenant, "zoe.novak")
    sandbox_app.faults.add(Fault(kind=FaultKind.STATUS, path="/roleManagement/*", value="400"))
    reader = FactReader(tenant)
    checks = reader.read(asked)
    assert checks[asked[0].id].holds_role is UNREAD
    assert "role assignments could not be read" in reader.notes[0]


@pytest.mark.parametrize("refused", [False, True])
def test_who_was_processed_by_schedule_and_when(
    store: Store, sandbox_app: SandboxApp, tenant: GraphTenant, *, refused: bool
) -> None:
    """Only what matters is asked for; a service that does not take the filter is asked for all."""
    workflow_id = tenant.workflows()[0].id
    for number, (kind, day) in enumerate([("scheduled", 1), ("scheduled", 2), ("onDemand", 3)]):
        result: JsonObject = {
            "id": str(number),
            "subject": {"id": "ABC"},
            "workflowExecutionType": kind,
            "scheduledDateTime": f"2026-11-0{day}T06:00:00.0000000Z",
            "startedDateTime": f"2026-11-0{day}T06:00:00.0000000Z",
            "_workflow": workflow_id,
            "_run": "x",
        }
        store.put("userProcessingResults", str(number), result)
    if refused:
        sandbox_app.faults.add(Fault(kind=FaultKind.STATUS, path="*/userProcessingResults", times=1, value="400"))
    found, note = read_processed(workflow_id, tenant, since=datetime.fromisoformat("2026-11-02T00:00:00+00:00"))
    assert note == ""
    assert found == {"abc": datetime.fromisoformat("2026-11-02T06:00:00+00:00")}
    queries = [request.query for request in sandbox_app.requests if "Results" in request.path]
    narrowed = "$filter=workflowExecutionType eq 'scheduled' and scheduledDateTime ge 2026-11-02T00:00:00Z"
    assert queries == ([narrowed, ""] if refused else [narrowed])
    if not refused:
        later, _ = read_processed(workflow_id, tenant, since=datetime.fromisoformat("2026-11-03T00:00:00+00:00"))
        assert later == {}


def test_refused_results_are_reported(holding: Holding) -> None:
    found, note = read_processed("00000000-0000-4000-8000-000000000000", holding("User.Read.All"))
    assert found is UNREAD
    assert "may have been processed already" in note


def test_inactivity_counts_from_the_last_successful_sign_in_only(store: Store, tenant: GraphTenant) -> None:
    someone = next(user for user in store.all("users") if user.get("department") == "Sales")
    activity = {
        "lastSignInDateTime": "2026-11-20T08:00:00Z",
        "lastNonInteractiveSignInDateTime": "2026-11-21T08:00:00Z",
        "lastSuccessfulSignInDateTime": "2026-01-02T08:00:00Z",
    }
    store.put("users", str(someone["id"]), {**someone, "signInActivity": activity})
    found = read(TriggerAndScope(UserInactivityTrigger(90), RuleScope("(department eq 'Sales')")), tenant)
    person = next(person for person in found.people if person.id == someone["id"])
    assert person.last_seen
    assert f"{person.last_seen:%Y-%m-%d}" == "2026-01-02"


def test_a_filter_that_the_directory_refuses_is_read_around(tenant: GraphTenant, sandbox_app: SandboxApp) -> None:
    plain = [person.id for person in matching("(department eq 'Sales')", tenant).people]
    sandbox_app.faults.add(Fault(kind=FaultKind.STATUS, method="GET", path="/users", times=1, value="400"))
    around = matching("(department eq 'Sales')", tenant)
    assert [person.id for person in around.people] == plain
    assert any("users were read" in note for note in around.notes)


def test_an_attribute_that_the_directory_does_not_filter_by_is_judged_here(tenant: GraphTenant) -> None:
    found = matching("(onPremisesSecurityIdentifier eq 'S-1-5-21-1')", tenant)
    assert found.people == ()
    assert any("users were read" in note for note in found.notes)


def test_only_what_is_asked_about_a_person_is_read(sandbox_app: SandboxApp, tenant: GraphTenant) -> None:
    zoe, mila = object_id("user", "zoe.novak"), object_id("user", "mila.horvat")
    sandbox_app.requests.clear()
    found = FactReader(tenant).read_wanted({zoe: {PersonFact.MANAGER}, mila: ()})
    assert isinstance(found[zoe].manager, Manager)
    assert found[zoe] == PassFacts(manager=found[zoe].manager)
    assert found[mila] == PassFacts()
    assert sorted(request.path for request in sandbox_app.requests) == ["/$batch", f"/users/{zoe}/manager"]


def test_sponsors_count_when_they_have_a_mail_address(store: Store, tenant: GraphTenant) -> None:
    zoe, maria = object_id("user", "zoe.novak"), object_id("user", "maria.alvarez")
    store.put("users", zoe, {**(store.get("users", zoe) or {}), "_sponsors": [maria, zoe]})
    store.put("users", zoe, {**(store.get("users", zoe) or {}), "mail": None})
    assert tenant.people.sponsors_with_mail([zoe, maria]) == {zoe: 1, maria: 0}


def test_a_role_held_through_a_group_is_found_without_the_groups_of_each_person(
    store: Store, sandbox_app: SandboxApp, tenant: GraphTenant
) -> None:
    id_, zoe, mila = object_id("group", "SG-Admins"), object_id("user", "zoe.novak"), object_id("user", "mila.horvat")
    store.put("groups", id_, {**(store.get("groups", id_) or {}), "isAssignableToRole": True, "_members": [zoe]})
    store.put("roleAssignments", "planted", {**store.all("roleAssignments")[0], "id": "planted", "principalId": id_})
    found = FactReader(tenant).read_wanted({key: {PersonFact.ROLES} for key in (zoe, mila)})
    assert (found[zoe].holds_role, found[mila].holds_role) == (True, False)
    assert not [request for request in sandbox_app.requests if "transitiveMemberOf" in request.path]
    assert zoe in tenant.people.role_groups()


def test_licences_come_with_the_people_of_a_scope(tenant: GraphTenant) -> None:
    everybody = TriggerAndScope(TimeBasedTrigger(TimeAttribute.HIRE_DATE, 0), RuleScope("(accountEnabled eq true)"))
    for asked in (True, False):
        pages = tenant.people.in_scope(everybody, licences=asked).pages
        held = [person.licences for page in pages for person in page]
        assert all((licences is not UNREAD) is asked for licences in held)
        assert any(held)


SECURED = "(customSecurityAttributes/Site/OnSite eq true)"
NOT_SECURED = "(customSecurityAttributes/Site/OnSite ne true)"


@pytest.fixture
def on_site(store: Store) -> str:
    """Somebody with a custom security attribute."""
    id_ = object_id("user", "zoe.novak")
    found = store.get("users", id_) or {}
    store.put("users", id_, {**found, "customSecurityAttributes": {"Site": {"OnSite": True}}})
    return id_


def token_of(*roles: str) -> str:
    claims = base64.urlsafe_b64encode(json.dumps({"roles": roles}).encode()).decode().rstrip("=")
    return f"e30.{claims}.sig"


@pytest.mark.parametrize("rule", [SECURED, NOT_SECURED])
@pytest.mark.parametrize("answer", ["null", "403"])
def test_custom_security_attributes_that_are_hidden_or_refused_leave_the_scope_unknown(
    store: Store, on_site: str, rule: str, answer: str, holding: Holding
) -> None:
    store.doubts["custom-security-attributes"] = answer
    tenant = sandbox_tenant(SandboxApp(store), token=token_of("User.Read.All"))
    found = matching(rule, tenant)
    hides = tenant.people.hides(["customSecurityAttributes/Site/OnSite"])
    tenant.close()
    assert (found.people, found.known, hides) == ((), False, True)
    assert "CustomSecAttributeAssignment.Read.All" in found.notes[0]
    opaque = matching(rule, holding("User.Read.All"))
    assert opaque.known is (answer == "null")
    assert any("CustomSecAttributeAssignment.Read.All" in note for note in opaque.notes)


def test_custom_security_attributes_that_may_be_read_decide(store: Store, on_site: str) -> None:
    tenant = sandbox_tenant(SandboxApp(store), token=token_of("User.Read.All", "CustomSecAttributeAssignment.Read.All"))
    yes, no = matching(SECURED, tenant), matching(NOT_SECURED, tenant)
    tenant.close()
    assert [person.id for person in yes.people] == [on_site]
    assert on_site not in {person.id for person in no.people}
    assert yes.known
    assert not [note for note in yes.notes if "CustomSec" in note]
