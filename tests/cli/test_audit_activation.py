"""What activating an eligible role or membership asks for is a part of each audit."""

import json
from typing import Any

import pytest

from lcwsync.sandbox.company.people import object_id
from lcwsync.sandbox.faults import parse_fault
from lcwsync.sandbox.store import JsonObject
from tests.audit import planting
from tests.commands import Lcwsync, Served

ADA = "ada.iverson@kestrelvane.example"
DMITRI = "dmitri.volkov@kestrelvane.example"
ROLE = "Privileged Authentication Administrator"


def rights(lcwsync: Lcwsync) -> dict[str, list[str]]:
    """What activating asks for, by the principal, for those who have to activate something."""
    document: dict[str, Any] = json.loads(lcwsync("audit", "--format", "json").out)
    return {each["principal"]["name"]: each["activation"] for each in document["rights"] if each["eligible"]}


def test_each_eligible_right_says_what_activating_it_asks_for(served: Served, lcwsync: Lcwsync) -> None:
    found = rights(lcwsync)

    assert found[ADA] == ["activated with approval by 1 approver, with MFA, for up to 8 hours"]
    assert found[DMITRI] == ["activated without approval, with MFA, for up to 8 hours"]
    assert f"{ROLE} (eligible; whole tenant; {found[ADA][0]})" in lcwsync("audit").out


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        (
            [{"id": "Enablement_EndUser_Assignment", "enabledRules": []}],
            "activated without approval, without MFA, for up to 8 hours",
        ),
        (
            [{"id": "AuthenticationContext_EndUser_Assignment", "isEnabled": True, "claimValue": "c1"}],
            "activated without approval, in the authentication context c1, for up to 8 hours",
        ),
        (
            [{"id": "Approval_EndUser_Assignment", "setting": {"isApprovalRequired": True, "approvalStages": []}}],
            "activated with approval by the administrators of roles, with MFA, for up to 8 hours",
        ),
        (
            [{"id": "Expiration_EndUser_Assignment", "maximumDuration": "PT30M"}],
            "activated without approval, with MFA, for up to 30 minutes",
        ),
        (
            [{"id": "Expiration_EndUser_Assignment", "maximumDuration": "P1D"}],
            "activated without approval, with MFA, for up to 1 day",
        ),
        (
            [{"id": "Expiration_EndUser_Assignment", "maximumDuration": "P1DT2H"}],
            "activated without approval, with MFA, for up to P1DT2H",
        ),
        (
            [
                {"id": "Approval_EndUser_Assignment", "setting": None},
                {"id": "Enablement_EndUser_Assignment", "enabledRules": None},
                {"id": "Expiration_EndUser_Assignment", "maximumDuration": None},
            ],
            (
                "activated with approval or without (not shown), with MFA or without (not shown), for a time that is "
                "not shown"
            ),
        ),
    ],
    ids=["no MFA", "context", "approval", "minutes", "days", "mixed", "not shown"],
)
def test_rules_of_a_group_are_shown_as_they_are(
    served: Served, lcwsync: Lcwsync, rules: list[JsonObject], words: str
) -> None:
    group = object_id("group", "SG-Identity-Admins")
    planting.change_activation(served.app.store, f"{group}/member", *rules)

    assert rights(lcwsync)[DMITRI] == [words]


def test_an_eligible_member_of_an_eligible_group_shows_both_activations(served: Served, lcwsync: Lcwsync) -> None:
    store = served.app.store
    planting.make_eligible(store, object_id("group", "SG-Identity-Admins"), planting.role(store, ROLE))

    document: dict[str, Any] = json.loads(lcwsync("audit", "--format", "json").out)

    (found,) = [r for r in document["rights"] if r["principal"]["name"] == DMITRI and r["path"][-1] == ROLE]
    assert [each.partition(",")[0] for each in found["activation"]] == [
        "activated without approval",
        "activated with approval by 1 approver",
    ]


def test_rules_that_cannot_be_read_keep_the_audit_from_pass(served: Served, lcwsync: Lcwsync) -> None:
    served.app.faults.add(parse_fault("status:GET:/policies/roleManagementPolicyAssignments:0:0:403"))

    document: dict[str, Any] = json.loads(lcwsync("audit", "--format", "json").out)

    assert document["verdict"] == "unknown"
    refused = {each["what"] for each in document["refused"]}
    assert refused == {"rules of activating roles", "rules of activating memberships"}


def test_a_role_whose_rules_the_service_does_not_show_keeps_the_audit_from_pass(
    served: Served, lcwsync: Lcwsync
) -> None:
    planting.hide_activation(served.app.store, planting.role(served.app.store, ROLE))

    document: dict[str, Any] = json.loads(lcwsync("audit", "--format", "json").out)

    assert document["verdict"] == "unknown"
    assert document["refused"] == [{"what": f"the rules of activating {ROLE}", "why": "the service shows none"}]
