"""What the task demands that creates a pass: the policy, the person, the manager."""

from datetime import datetime
from typing import Any, cast

import pytest

from lcwsync.sandbox.clock import instant
from tests.sandbox.engine.office import NOW, TAP, Office, day, on_date, step

GUEST = "Temporary Access Pass cannot be added to an external guest user."
AUTHENTICATOR = {"@odata.type": "#microsoft.graph.microsoftAuthenticatorAuthenticationMethod", "id": "phone"}


@pytest.fixture
def hire(office: Office) -> str:
    """Somebody who starts in a week and has a manager."""
    return office.person("Zoe", employeeHireDate=day(7), manager=office.person("Mia"))


def the_pass(office: Office, user: str) -> Any:
    (method,) = office.user(user)["_methods"]
    return method


def starts(office: Office, user: str) -> datetime:
    return instant(the_pass(office, user)["startDateTime"])


def secret(office: Office) -> str:
    return cast("str", office.store.all("outbox")[-1]["secret"])


def test_the_story_shows_who_got_the_mail_and_how_long_the_pass_is_valid(office: Office, hire: str) -> None:
    office.workflow(TAP, on=on_date(offset=-7))
    (event,) = office.advance(hours=1)
    assert event.text == "pass mailed to Mia (valid from 2026-11-30 08:00, 8 h, one-time)"


def test_a_pass_starts_on_the_hire_date(office: Office, hire: str) -> None:
    office.start(office.on_demand(TAP), hire)
    assert starts(office, hire) == instant(day(7))


@pytest.mark.parametrize("hired", [day(-1), None])
def test_a_pass_starts_at_once_when_the_hire_date_is_past_or_not_set(
    office: Office, hire: str, hired: str | None
) -> None:
    office.change(hire, employeeHireDate=hired)
    office.start(office.on_demand(TAP), hire)
    assert starts(office, hire) == NOW


@pytest.mark.parametrize(
    ("policy", "reason"),
    [
        ({"state": "disabled"}, "The Temporary Access Pass policy is disabled."),
        (
            {"maximumLifetimeInMinutes": 479},
            "The lifetime of 480 minutes is outside the policy's 60 to 479 minutes.",
        ),
        (
            {"minimumLifetimeInMinutes": 481, "maximumLifetimeInMinutes": 900},
            "The lifetime of 480 minutes is outside the policy's 481 to 900 minutes.",
        ),
        ({"isUsableOnce": True}, "The policy allows one-time passes only."),
    ],
)
def test_the_policy_refuses(office: Office, hire: str, policy: dict[str, object], reason: str) -> None:
    reusable = step("generateTapAndEmailManager", tapLifetimeMinutes="480", tapIsUsableOnce="false")
    id_ = office.on_demand(reusable)
    assert office.failure(id_, hire) is None
    office.policy(**policy)
    assert office.failure(id_, hire) == reason


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"_methods": [AUTHENTICATOR]}, "The user has another authentication method already."),
        ({"signInActivity": {"lastSignInDateTime": day(-1)}}, "The user has signed in before."),
        ({"userType": "Guest", "externalUserState": "Accepted"}, GUEST),
        ({"_manager": None}, "The user has no manager."),
        ({"_manager": "nobody"}, "The user has no manager."),
    ],
)
def test_a_person_who_cannot_have_a_pass_fails_the_task(
    office: Office, hire: str, changes: dict[str, object], reason: str
) -> None:
    office.change(hire, **changes)
    assert office.failure(office.on_demand(TAP), hire) == reason
    assert office.store.all("outbox") == []


@pytest.mark.parametrize("through_group", [False, True])
def test_a_user_with_a_role_gets_no_pass(office: Office, hire: str, through_group: bool) -> None:
    holder = office.group("SG-Admins", hire, isAssignableToRole=True) if through_group else hire
    assignment = {"principalId": holder, "roleDefinitionId": "role", "directoryScopeId": "/"}
    office.store.put("roleAssignments", "1", {"id": "1", **assignment})
    assert office.failure(office.on_demand(TAP), hire) == "The user holds a Microsoft Entra role."


def test_an_internal_guest_and_a_disabled_account_get_one(office: Office, hire: str) -> None:
    office.change(hire, userType="Guest", externalUserState=None, accountEnabled=False)
    assert office.failure(office.on_demand(TAP), hire) is None


def test_a_manager_without_mail_fails_the_task(office: Office, hire: str) -> None:
    office.change("mia", mail=None)
    assert office.failure(office.on_demand(TAP), hire) == "The manager Mia has no mail address."
    assert office.user(hire)["_methods"] == []


def test_a_new_pass_replaces_the_older_one(office: Office, hire: str) -> None:
    id_ = office.on_demand(TAP)
    office.start(id_, hire)
    first, first_secret = the_pass(office, hire), secret(office)
    office.start(id_, hire)
    assert the_pass(office, hire)["id"] != first["id"]
    assert secret(office) != first_secret


def test_the_pass_has_the_length_of_the_policy_and_is_in_the_mail_only(office: Office, hire: str) -> None:
    office.policy(defaultLength=20)
    id_ = office.on_demand(TAP)
    office.start(id_, hire)
    passed = secret(office)
    assert len(passed) == 20
    collections = ("users", "workflowRuns", "userProcessingResults", "taskProcessingResults", "workflows")
    assert passed not in str([office.store.all(name) for name in collections])
    (mail,) = office.store.all("outbox")
    assert passed in str(mail["body"])


def test_a_copy_is_sent_to_every_address_in_cc_and_the_story_shows_it(office: Office, hire: str) -> None:
    tap = step("generateTapAndEmailManager", tapLifetimeMinutes="60", tapIsUsableOnce="true", cc=office.person("Eve"))
    office.workflow(tap, on=on_date(offset=-7))
    (event,) = office.advance(hours=1)
    assert event.text.startswith("pass mailed to Mia, copied to Eve (")
    (mail,) = office.store.all("outbox")
    assert mail["cc"] == [{"name": "Eve", "address": "eve@kestrelvane.example"}]


USERS = "/users/zoe/authentication/temporaryAccessPassMethods"


def test_an_admin_sees_a_pass_once(office: Office, hire: str) -> None:
    answer = office.graph("POST", USERS, {"lifetimeInMinutes": 90, "isUsableOnce": True, "startDateTime": day(1)})
    assert answer.status_code == 201
    made = answer.json()
    assert len(made["temporaryAccessPass"]) == 8
    assert (made["isUsable"], made["methodUsabilityReason"]) == (False, "NotYetValid")
    (shown,) = office.graph.get(USERS)["value"]
    assert shown["temporaryAccessPass"] is None
    assert office.graph.get(f"{USERS}/{shown['id']}")["lifetimeInMinutes"] == 90


@pytest.mark.parametrize(
    ("days", "policy", "reason"),
    [
        (0, {}, "EnabledByPolicy"),
        (1, {}, "Expired"),
        (0, {"state": "disabled"}, "DisabledByPolicy"),
        (0, {"isUsableOnce": True}, "DisabledByPolicy"),
    ],
)
def test_a_read_shows_whether_a_pass_is_usable(
    office: Office, hire: str, days: int, policy: dict[str, object], reason: str
) -> None:
    assert office.graph("POST", USERS).status_code == 201
    office.policy(**policy)
    office.advance(days=days)
    (shown,) = office.graph.get(USERS)["value"]
    assert shown["methodUsabilityReason"] == reason


@pytest.mark.parametrize(
    "body",
    [
        {"lifetimeInMinutes": 481},
        {"lifetimeInMinutes": "60"},
        {"isUsableOnce": "yes"},
        {"startDateTime": "soon"},
        {"temporaryAccessPass": "chosen"},
    ],
)
def test_an_admin_is_bound_by_the_policy_and_the_types(office: Office, hire: str, body: dict[str, object]) -> None:
    assert office.graph("POST", USERS, body).status_code == 400
    assert office.user(hire)["_methods"] == []


def test_an_admin_cannot_give_a_pass_to_an_external_guest(office: Office, hire: str) -> None:
    office.change(hire, userType="Guest", userPrincipalName="zoe_partner.example#EXT#@kestrelvane.example")
    assert office.graph("POST", USERS).status_code == 400


@pytest.mark.parametrize(("answer", "made"), [("refused", False), ("created", True)])
def test_a_person_outside_the_policy_gets_a_pass_or_none(office: Office, hire: str, answer: str, made: bool) -> None:
    office.store.doubts["passes-outside-policy"] = answer
    office.policy(includeTargets=[{"targetType": "group", "id": office.group("Invited")}])
    office.start(office.on_demand(TAP), hire)
    assert bool(office.user(hire)["_methods"]) is made
    by_hand = office.graph("POST", f"/users/{hire}/authentication/temporaryAccessPassMethods", {})
    assert by_hand.status_code == (201 if made else 400)
    assert made or "Converged UserCredentialPolicy does not allow" in by_hand.text


@pytest.mark.parametrize(("answer", "made"), [("late", False), ("at-once", True)])
def test_a_membership_of_the_same_run_is_seen_late_or_at_once(
    office: Office, hire: str, answer: str, made: bool
) -> None:
    office.store.doubts["new-members"] = answer
    invited = office.group("Invited")
    office.policy(includeTargets=[{"targetType": "group", "id": invited}])
    both = office.on_demand(step("addUserToGroups", groupID=invited), TAP)
    office.start(both, hire)
    assert bool(office.user(hire)["_methods"]) is made
    office.start(both, hire)
    assert office.user(hire)["_methods"]
