"""The tasks that act on the directory, and what stands in their way."""

import json
from typing import Any, cast

import pytest

from lcwsync.model import catalogue
from lcwsync.sandbox.engine.tasks import ACTIONS
from lcwsync.sandbox.store import JsonObject
from tests.sandbox.engine.office import TAP, Office, day, step


def results(office: Office) -> list[Any]:
    return office.store.all("taskProcessingResults")


def leave(office: Office, *tasks: JsonObject) -> str:
    return office.on_demand(*tasks, category="leaver")


def test_every_task_of_the_catalogue_acts_or_mails() -> None:
    acting_or_mailing = set(ACTIONS) | {definition.key for definition in catalogue.definitions() if definition.mails}
    assert acting_or_mailing == {definition.key for definition in catalogue.definitions()}


@pytest.mark.parametrize("go_on", [True, False])
def test_after_a_failure_the_rest_runs_only_with_continue_on_error(office: Office, go_on: bool) -> None:
    office.person("Zoe")
    failing = step("addUserToGroups", go_on=go_on, groupID="gone")
    office.start(office.on_demand(failing, step("sendWelcomeEmail"), step("sendWelcomeEmail")), "zoe")
    (user,) = office.store.all("userProcessingResults")
    counts = (user["totalTasksCount"], user["failedTasksCount"], user["totalUnprocessedTasksCount"])
    assert counts == ((3, 1, 0) if go_on else (3, 1, 2))
    assert user["processingStatus"] == ("completedWithErrors" if go_on else "failed")
    assert len(office.store.all("outbox")) == (2 if go_on else 0)


def test_a_disabled_task_is_passed_over(office: Office) -> None:
    office.person("Zoe")
    office.start(office.on_demand(step("sendWelcomeEmail", enabled=False), step("sendWelcomeEmail")), "zoe")
    assert len(results(office)) == 1
    assert len(office.store.all("outbox")) == 1


def test_users_join_and_leave_groups_and_teams(office: Office) -> None:
    office.person("Zoe")
    group, unified = office.group("SG-A"), office.group("M365", groupTypes=["Unified"], mailEnabled=True)
    team = office.group("Team", groupTypes=["Unified"], resourceProvisioningOptions=["Team"])
    office.start(
        office.on_demand(step("addUserToGroups", groupID=f"{group}, {unified}"), step("addUserToTeams", teamID=team)),
        "zoe",
    )
    assert [office.members(id_) for id_ in (group, unified, team)] == [["zoe"]] * 3
    office.start(office.on_demand_named("Leave", step("removeUserFromGroups", groupID=group)), "zoe")
    assert office.members(group) == []
    tasks = step("removeUserFromAllTeams"), step("removeUserFromAllGroups")
    everything = office.on_demand_named("Everything", *tasks, category="leaver")
    office.group("Dynamic", "zoe", groupTypes=["DynamicMembership"])
    office.start(everything, "zoe")
    assert [office.members(id_) for id_ in (unified, team, "dynamic")] == [[], [], ["zoe"]]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"groupTypes": ["DynamicMembership"]}, "its membership is dynamic"),
        ({"isAssignableToRole": True}, "it can be assigned to roles"),
        ({"onPremisesSyncEnabled": True}, "it is synchronised from Active Directory"),
        ({"mailEnabled": True}, "it is mail-enabled"),
    ],
)
def test_groups_with_members_that_a_task_cannot_change(office: Office, changes: dict[str, object], why: str) -> None:
    office.person("Zoe")
    good, bad = office.group("Good"), office.group("Bad", **changes)
    reason = office.failure(office.on_demand(step("addUserToGroups", groupID=f"{good},{bad}")), "zoe")
    assert reason == f"The members of the group 'Bad' cannot be changed: {why}."
    assert office.members(good) == []


def test_a_group_without_a_team_is_not_a_team(office: Office) -> None:
    office.person("Zoe")
    office.group("SG-A")
    assert (
        office.failure(office.on_demand(step("addUserToTeams", teamID="sg-a")), "zoe")
        == "The team sg-a does not exist."
    )


def test_what_is_so_already_succeeds_with_nothing_to_do(office: Office) -> None:
    office.person("Zoe")
    office.group("SG-A", "zoe")
    assert office.failure(office.on_demand(step("addUserToGroups", groupID="sg-a")), "zoe") is None
    assert results(office)[0]["processingInfo"] == "was in SG-A already"
    assert office.members("sg-a") == ["zoe"]


def test_accounts_are_disabled_enabled_and_deleted(office: Office) -> None:
    office.person("Zoe")
    office.group("SG-A", "zoe")
    tasks = [step(key) for key in ("disableUserAccount", "revokeRefreshTokens")]
    office.start(leave(office, *tasks), "zoe")
    assert office.user("zoe")["accountEnabled"] is False
    assert office.user("zoe")["signInSessionsValidFromDateTime"] == day(0)
    office.start(office.on_demand_named("Back", step("enableUserAccount")), "zoe")
    assert office.user("zoe")["accountEnabled"] is True
    office.start(
        office.on_demand_named("Gone", step("deleteUser"), step("emailAfterLastDay"), category="leaver"), "zoe"
    )
    assert office.store.get("users", "zoe") is None
    assert office.members("sg-a") == []
    assert results(office)[-1]["failureReason"] == "The user no longer exists."


@pytest.mark.parametrize("owner", [False, True])
def test_accounts_near_a_role_are_not_touched(office: Office, owner: bool) -> None:
    office.person("Zoe")
    held = {"_owners": ["zoe"]} if owner else {"_members": ["zoe"]}
    office.group("SG-Admins", isAssignableToRole=True, **held)
    reason = office.failure(leave(office, step("disableUserAccount")), "zoe")
    assert reason == "The user is a member or owner of 'SG-Admins', which can be assigned to roles."
    assert office.user("zoe")["accountEnabled"] is True


def test_synchronised_accounts_need_the_argument_for_on_premises(office: Office) -> None:
    office.person("Zoe", onPremisesSyncEnabled=True)
    reason = office.failure(leave(office, step("disableUserAccount")), "zoe")
    assert reason == "The account is synchronised from Active Directory and disableOnPremisesAccount is not true."
    both = step("disableUserAccount", disableOnPremisesAccount="true")
    assert office.failure(office.on_demand_named("Both", both, category="leaver"), "zoe") is None


SKU: JsonObject = {
    "id": "tenant_sku-1",
    "skuId": "sku-1",
    "skuPartNumber": "SUITE",
    "prepaidUnits": {"enabled": 1},
    "consumedUnits": 0,
    "servicePlans": [{"servicePlanId": "plan-1", "servicePlanName": "MAIL"}],
}


def consumed(office: Office) -> object:
    return cast("JsonObject", office.store.get("subscribedSkus", "tenant_sku-1"))["consumedUnits"]


def test_licences_are_counted_and_bring_their_plans(office: Office) -> None:
    office.store.put("subscribedSkus", "tenant_sku-1", SKU)
    office.person("Zoe")
    office.person("Tom")
    assign = office.on_demand(step("assignLicenses", licenses="SKU-1"))
    assert office.failure(assign, "zoe") is None
    assert office.user("zoe")["assignedPlans"][0]["servicePlanId"] == "plan-1"
    assert consumed(office) == 1
    assert office.failure(assign, "tom") == "No unit of the licence SUITE is free."
    assert office.failure(office.on_demand_named("Away", step("removeAllLicenses"), category="leaver"), "zoe") is None
    assert (office.user("zoe")["assignedLicenses"], office.user("zoe")["assignedPlans"]) == ([], [])
    assert consumed(office) == 0


@pytest.mark.parametrize(
    ("changes", "licence", "reason"),
    [
        ({"usageLocation": None}, "sku-1", "The user has no usage location."),
        ({}, "sku-2", "The licence sku-2 does not exist."),
    ],
)
def test_a_licence_needs_a_usage_location_and_must_exist(
    office: Office, changes: dict[str, object], licence: str, reason: str
) -> None:
    office.store.put("subscribedSkus", "tenant_sku-1", SKU)
    office.person("Zoe", **changes)
    assert office.failure(office.on_demand(step("assignLicenses", licenses=licence)), "zoe") == reason


def test_access_packages_are_granted_and_end(office: Office) -> None:
    office.person("Zoe")
    office.store.put("accessPackages", "ap", {"id": "ap", "displayName": "Sales kit"})
    office.store.put("assignmentPolicies", "p", {"id": "p", "accessPackage": {"id": "ap"}})
    office.store.put("assignmentPolicies", "q", {"id": "q", "accessPackage": {"id": "other"}})
    grant = step("requestAccessPackage", assignmentPolicyId="p", accessPackageId="ap")
    office.start(office.on_demand(grant), "zoe")
    assert len(office.store.all("accessPackageAssignments")) == 1
    end = step("removeAllAccessPackages", daysUntilExpiration="2")
    office.start(office.on_demand_named("End", end, category="leaver"), "zoe")
    office.advance(days=1)
    assert len(office.store.all("accessPackageAssignments")) == 1
    office.advance(days=1, hours=2)
    assert office.store.all("accessPackageAssignments") == []
    wrong = office.on_demand_named("Wrong", step("requestAccessPackage", assignmentPolicyId="q", accessPackageId="ap"))
    assert office.failure(wrong, "zoe") == "The access package 'Sales kit' has no such assignment policy."


def updates(**attributes: object) -> JsonObject:
    pairs = [{"attribute": name.replace("__", "/"), "value": value} for name, value in attributes.items()]
    return step("updateUserAttributes", attributeUpdates=json.dumps(pairs))


def test_attributes_are_written_and_cleared(office: Office) -> None:
    office.person("Zoe", jobTitle="Clerk", employeeOrgData={"costCenter": "1", "division": "A"})
    written = updates(
        jobTitle="", department="Legal", employeeLeaveDateTime="system.now", employeeOrgData__costCenter="2"
    )
    office.start(office.on_demand(written), "zoe")
    user = office.user("zoe")
    assert (user["jobTitle"], user["department"], user["employeeLeaveDateTime"]) == (
        None,
        "Legal",
        "2026-11-23T00:00:00Z",
    )
    assert user["employeeOrgData"] == {"costCenter": "2", "division": "A"}


@pytest.mark.parametrize(
    ("attributes", "reason"),
    [
        ({"id": "x"}, "The attribute 'id' cannot be written by a workflow."),
        ({"customSecurityAttributes__A__B": "x"}, "The attribute 'customSecurityAttributes/A/B' cannot be written"),
        ({"employeeHireDate": "soon"}, "The value of 'employeeHireDate' must be a date or system.now."),
        ({f"extension_{'0' * 32}_n{n}": "x" for n in range(11)}, "attributeUpdates must hold 1 to 10 pairs."),
    ],
)
def test_attributes_that_cannot_be_written(office: Office, attributes: dict[str, object], reason: str) -> None:
    office.person("Zoe")
    before = office.user("zoe")
    assert (office.failure(office.on_demand(updates(**attributes)), "zoe") or "").startswith(reason)
    assert office.user("zoe") == before


@pytest.mark.parametrize("text", ["", "{", "[1]", "{}", '[{"value": "x"}]'])
def test_updates_that_are_not_a_list_of_pairs_fail(office: Office, text: str) -> None:
    office.person("Zoe")
    id_ = office.on_demand(step("updateUserAttributes", attributeUpdates=text))
    assert office.failure(id_, "zoe") == "attributeUpdates is not a list of pairs of attribute and value."


def test_synchronised_users_take_directory_extensions_only(office: Office) -> None:
    office.person("Zoe", onPremisesSyncEnabled=True)
    extension = f"extension_{'0' * 32}_shoe"
    assert office.failure(office.on_demand(updates(**{extension: "42"})), "zoe") is None
    assert office.user("zoe")[extension] == "42"
    reason = office.failure(office.on_demand_named("Other", updates(department="Legal")), "zoe")
    assert reason == "The user is synchronised from Active Directory: 'department' cannot be written."


def test_an_extension_is_called(office: Office) -> None:
    office.person("Zoe")
    office.store.put(
        "customTaskExtensions", "ext", {"id": "ext", "displayName": "Badge", "callbackConfiguration": None}
    )
    id_ = office.on_demand(step("runCustomTaskExtension", customTaskExtensionID="ext"))
    assert office.failure(id_, "zoe") is None
    office.store.remove("customTaskExtensions", "ext")
    assert office.failure(id_, "zoe") == "The custom task extension ext does not exist."


def test_sponsorships_need_a_manager_to_go_to(office: Office) -> None:
    office.person("Zoe")
    id_ = leave(office, step("transferAgentSponsorships"))
    assert office.failure(id_, "zoe") == "The user has no manager."


def test_a_preview_names_what_would_fail_for_everybody(office: Office) -> None:
    office.group("SG-A")
    id_ = office.on_demand(TAP, step("addUserToGroups", groupID="sg-a"), step("addUserToGroups", groupID="gone"))
    path = f"/identityGovernance/lifecycleWorkflows/workflows/{id_}/previewTaskFailures"
    (only,) = office.graph("POST", path).json()["value"]
    assert only["failureReason"] == "The group gone does not exist."
    office.policy(state="disabled")
    first, _ = office.graph("POST", path).json()["value"]
    assert (first["name"], first["failureReason"]) == (
        "generateTapAndEmailManager",
        "The Temporary Access Pass policy is disabled.",
    )
