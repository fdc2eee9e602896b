"""A manager asks for a report in My Access: who may, what follows, and how it ends."""

import pytest

from lcwsync.sandbox.entitlement.my_access import Refused, ask, decide
from lcwsync.sandbox.store import JsonObject
from tests.commands import Lcwsync
from tests.sandbox.company import upn
from tests.sandbox.entitlement.front_door import (
    MANAGER,
    E,
    FrontDoor,
    front_door,
    members,
    policy,
    with_workflow,
)

PACKAGE = "Pass for a report"


def hire(door: FrontDoor) -> tuple[str, str, str]:
    """Somebody new who reports to a manager with mail: person, manager, and the manager's manager."""
    users = {str(user["id"]): user for user in door.store.all("users")}
    for user in users.values():
        manager = users.get(str(user.get("_manager")))
        if manager is None or not manager.get("mail") or not manager.get("accountEnabled"):
            continue
        above = users.get(str(manager.get("_manager")))
        hired = str(user.get("employeeHireDate") or "9999")
        if above and hired < f"{door.store.now():%Y-%m-%dT%H:%M:%SZ}" and user.get("signInActivity") is None:
            return tuple(str(each["userPrincipalName"]) for each in (user, manager, above))  # type: ignore[return-value]
    raise AssertionError("the company has no such hire")


def request(door: FrontDoor, manager: str, person: str, justification: str | None = None) -> bool:
    return ask(door.store, PACKAGE, manager=manager, person=person, justification=justification).waits


def test_a_request_leads_to_the_group_the_workflow_the_mail_and_back() -> None:
    door = front_door()
    with_workflow(door)
    person, manager, _ = hire(door)
    assert not request(door, manager, person)
    assert door.members == []
    door.advance(minutes=6)
    assert len(door.members) == 1
    door.advance(hours=3)
    (mail,) = [mail for mail in door.store.all("outbox") if mail["secret"]]
    assert manager in str(mail)
    door.advance(hours=6)
    assert door.members == []
    (assignment,) = door.graph.values(f"{E}/assignments?$expand=target,accessPackage")
    assert (assignment["state"], assignment["target"]["principalName"]) == ("expired", person)
    (asked,) = door.graph.values(f"{E}/assignmentRequests?$expand=requestor,assignment($expand=target)")
    assert (asked["state"], asked["requestType"]) == ("delivered", "onBehalfAdd")
    assert asked["requestor"]["principalName"] == manager
    assert asked["assignment"]["target"]["principalName"] == person


def test_a_membership_that_ends_before_the_workflow_looks_brings_no_pass() -> None:
    door = front_door(expiration={"type": "afterDuration", "duration": "PT30M"})
    with_workflow(door)
    person, manager, _ = hire(door)
    door.advance(hours=3)
    request(door, manager, person)
    door.advance(hours=6)
    looked_between = [mail for mail in door.store.all("outbox") if mail["secret"]]
    assert door.members == []
    assert looked_between == []


def test_an_outsider_and_the_person_cannot_ask() -> None:
    door = front_door()
    person, _, above = hire(door)
    for asker, reason in (
        (upn("tomas.okafor"), "My Access does not offer this person"),
        (above, "My Access does not offer this person"),
        (person, "nobody can ask for themselves"),
    ):
        with pytest.raises(Refused, match=reason):
            request(door, asker, person)
    assert door.store.all("entitlementRequests") == []


@pytest.mark.parametrize(
    ("reading", "direct", "indirect"), [("direct", True, False), ("exact", False, True), ("up-to", True, True)]
)
def test_levels_above_the_first_are_a_doubt(reading: str, direct: bool, indirect: bool) -> None:
    settings: JsonObject = {
        "enableOnBehalfRequestorsToAddAccess": True,
        "onBehalfRequestors": [{**MANAGER, "managerLevel": 2}],
    }
    for who, allowed in ((1, direct), (2, indirect)):
        door = front_door(f"manager-level={reading}", requestorSettings=settings)
        people = hire(door)
        if allowed:
            request(door, people[who], people[0])
        else:
            with pytest.raises(Refused):
                request(door, people[who], people[0])


def test_who_is_not_among_the_people_cannot_be_asked_for() -> None:
    door = front_door(specificAllowedTargets=[members()])
    person, manager, _ = hire(door)
    with pytest.raises(Refused, match="not among the people of the policy"):
        request(door, manager, person)


@pytest.mark.parametrize("hidden", [True, False])
def test_a_hidden_package_or_a_closed_catalog_is_not_shown(hidden: bool) -> None:
    door = front_door()
    path, body = (
        (f"accessPackages/{door.package}", {"isHidden": True})
        if hidden
        else (f"catalogs/{door.catalog}", {"state": "unpublished"})
    )
    assert door.graph("PATCH", f"{E}/{path}", dict(body)).status_code == 204
    person, manager, _ = hire(door)
    with pytest.raises(Refused, match="does not show it"):
        request(door, manager, person)


def test_an_active_assignment_is_not_asked_for_twice_and_an_ended_one_is() -> None:
    door = front_door()
    with_workflow(door)
    person, manager, _ = hire(door)
    request(door, manager, person)
    with pytest.raises(Refused, match="under way"):
        request(door, manager, person)
    door.advance(hours=1)
    with pytest.raises(Refused, match="until its assignment ends"):
        request(door, manager, person)
    door.advance(hours=12)
    request(door, manager, person)
    door.advance(hours=4)
    passes = [mail for mail in door.store.all("outbox") if mail["secret"]]
    assert len(passes) == 2


def test_who_joins_again_may_not_be_processed_again() -> None:
    door = front_door("rejoining=once")
    with_workflow(door)
    person, manager, _ = hire(door)
    for _ in range(2):
        request(door, manager, person)
        door.advance(hours=13)
    assert len([mail for mail in door.store.all("outbox") if mail["secret"]]) == 1


def test_a_membership_by_a_package_may_start_nothing() -> None:
    door = front_door("package-membership=ignored")
    with_workflow(door)
    person, manager, _ = hire(door)
    request(door, manager, person)
    door.advance(hours=7)
    assert len(door.members) == 1
    assert door.store.all("outbox") == []


def test_delivery_and_the_end_may_take_a_day() -> None:
    door = front_door(
        "package-delivery=day", "package-end=late", expiration={"type": "afterDuration", "duration": "P2D"}
    )
    person, manager, _ = hire(door)
    request(door, manager, person)
    door.advance(hours=23)
    assert door.members == []
    door.advance(hours=2)
    assert len(door.members) == 1
    door.advance(hours=24)
    assert len(door.members) == 1, "it lingers"
    door.advance(hours=24)
    assert door.members == []


def test_a_disabled_person_is_a_doubt() -> None:
    for answer in ("refused", "taken"):
        door = front_door(f"disabled-target={answer}")
        person, manager, _ = hire(door)
        assert door.graph("PATCH", f"/users/{person}", {"accountEnabled": False}).status_code == 204
        if answer == "taken":
            request(door, manager, person)
            continue
        with pytest.raises(Refused, match="disabled"):
            request(door, manager, person)


def test_the_manager_may_have_to_be_among_the_people() -> None:
    door = front_door("requestor-in-scope=needed")
    person, manager, _ = hire(door)
    with pytest.raises(Refused, match="does not show the package"):
        request(door, manager, person)


def approved_door() -> tuple[FrontDoor, str]:
    """A front door with one stage of approval, and the approver."""
    door = front_door()
    approver = next(user for user in door.store.all("users") if user["userPrincipalName"] == upn("nadia.hoffmann"))
    stage: JsonObject = {
        "durationBeforeAutomaticDenial": "P2D",
        "isApproverJustificationRequired": True,
        "primaryApprovers": [{"@odata.type": "#microsoft.graph.singleUser", "userId": approver["id"]}],
    }
    settings: JsonObject = {
        "isApprovalRequiredForAdd": True,
        "isRequestorJustificationRequired": True,
        "stages": [stage],
    }
    body = policy(door.package, requestApprovalSettings=settings)
    assert door.graph("PUT", f"{E}/assignmentPolicies/{door.policy}", body).status_code == 200
    return door, upn("nadia.hoffmann")


def test_an_approver_decides_and_nobody_else() -> None:
    door, approver = approved_door()
    person, manager, _ = hire(door)
    with pytest.raises(Refused, match="justification"):
        request(door, manager, person)
    assert request(door, manager, person, "starts on Monday")
    door.advance(hours=1)
    assert door.members == []
    with pytest.raises(Refused, match="not an approver"):
        decide(door.store, PACKAGE, approver=manager, person=person)
    assert not decide(door.store, PACKAGE, approver=approver, person=person).waits
    door.advance(hours=1)
    assert len(door.members) == 1


def test_a_request_that_nobody_decides_is_denied() -> None:
    door, approver = approved_door()
    person, manager, _ = hire(door)
    request(door, manager, person, "starts on Monday")
    events = door.advance(hours=49)
    assert any("nobody decided" in event.text for event in events)
    with pytest.raises(Refused, match="no request"):
        decide(door.store, PACKAGE, approver=approver, person=person)


def test_an_administrator_assigns_without_a_request_and_ends_it() -> None:
    door = front_door()
    person, _, _ = hire(door)
    target = next(user["id"] for user in door.store.all("users") if user["userPrincipalName"] == person)
    assignment = {"targetId": target, "assignmentPolicyId": door.policy, "accessPackageId": door.package}
    body: JsonObject = {"requestType": "adminAdd", "assignment": assignment}
    assert door.graph("POST", f"{E}/assignmentRequests", body).status_code == 201
    door.advance(hours=1)
    assert len(door.members) == 1
    (held,) = door.graph.values(f"{E}/assignments?$filter=accessPackage/id eq '{door.package}'")
    removal: JsonObject = {"requestType": "adminRemove", "assignment": {"id": held["id"]}}
    assert door.graph("POST", f"{E}/assignmentRequests", removal).status_code == 201
    assert door.members == []
    assert door.graph("POST", f"{E}/assignmentRequests", {**body, "requestType": "onBehalfAdd"}).status_code == 400


@pytest.mark.parametrize(("answer", "status"), [("any", 400), ("active", 204)])
def test_a_package_with_an_ended_assignment_may_not_be_deletable(answer: str, status: int) -> None:
    door = front_door(f"package-deletion={answer}")
    person, manager, _ = hire(door)
    request(door, manager, person)
    door.advance(hours=1)
    assert door.graph("DELETE", f"{E}/assignmentPolicies/{door.policy}").status_code == 400
    door.advance(hours=9)
    assert door.graph("DELETE", f"{E}/accessPackages/{door.package}").status_code == status


def test_removing_the_role_takes_the_membership_away() -> None:
    door = front_door()
    person, manager, _ = hire(door)
    request(door, manager, person)
    door.advance(hours=1)
    (held,) = door.graph.values(f"{E}/accessPackages/{door.package}/resourceRoleScopes")
    assert door.graph("DELETE", f"{E}/accessPackages/{door.package}/resourceRoleScopes/{held['id']}").status_code == 204
    assert door.members == []


def test_the_command_line_asks_and_tells_why_not(lcwsync: Lcwsync) -> None:
    done = lcwsync("sandbox", "request", "Sales starter kit", "--as", upn("maria.alvarez"), "--for", upn("liam.oneill"))
    assert done.code == 1
    assert "My Access does not take the request" in done.err
    unknown = lcwsync("sandbox", "request", "Nothing", "--as", upn("maria.alvarez"), "--for", upn("liam.oneill"))
    assert unknown.code == 64
    assert "Sales starter kit" in unknown.err
    nobody = lcwsync("sandbox", "request", "Sales starter kit", "--as", "x@y.z", "--for", upn("liam.oneill"))
    assert nobody.code == 64
