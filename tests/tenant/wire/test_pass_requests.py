"""A policy is written whole, from what was read, and read back as what git describes."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from lcwsync.model.pass_requests import Approval, ApprovalStage, InGroups, PassRequests, as_git_describes, deviations
from lcwsync.model.references import Ref, RefKind
from lcwsync.model.traversal import map_refs
from lcwsync.plan.pass_requests import diff_pass_requests
from lcwsync.tenant.wire.pass_requests import live_pass_requests, policy_body, role_body
from lcwsync.values.errors import LcwError
from tests.plan.front_doors import GROUP, requests
from tests.strategies import pass_requests

_ID = "00000000-0000-4000-8000-00000000000c"


def resolved(stated: PassRequests) -> PassRequests:
    """References by id, as a plan has them."""

    def with_id(ref: Ref, _: object) -> Ref:
        return ref if ref.id else Ref(ref.kind, f"00000000-0000-4000-8000-{hash(ref) % 10**12:012}")

    return map_refs(stated, with_id)


def package(stated: PassRequests) -> dict[str, Any]:
    """The access package of a front door as Graph answers it."""
    role = {"originSystem": "AadGroup", "originId": f"Member_{stated.group.id}"}
    return {
        "id": _ID,
        "displayName": stated.display_name,
        "description": stated.description,
        "isHidden": False,
        "catalog": {"id": _ID, "displayName": stated.catalog, "state": "published"},
        "resourceRoleScopes": [{"id": "a_b", "role": role, "scope": {}}],
    }


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(pass_requests())
def test_what_is_written_reads_back_as_what_git_states(stated: PassRequests) -> None:
    stated = resolved(stated)
    body = {"id": _ID, **policy_body(stated, _ID, None)}
    live = live_pass_requests(package(stated), json.loads(json.dumps(body)))
    diff = diff_pass_requests(stated, live)
    assert (live.unsupported, diff.policy, diff.package, diff.group) == ((), (), (), ())
    assert deviations(live) == ()
    described = as_git_describes(live)
    assert described is not None
    assert (described.for_, described.approval) == (stated.for_, stated.approval)
    assert live.policy is not None
    again = policy_body(stated, _ID, live.policy)
    assert again == {**body}, "writing what is there changes nothing"


def test_durations_are_texts_and_are_compared_by_what_they_mean() -> None:
    stated = requests(expires_after_hours=24)
    body = {"id": _ID, **policy_body(stated, _ID, None)}
    assert body["expiration"] == {"type": "afterDuration", "duration": "PT24H", "endDateTime": None}
    body["expiration"] = {"type": "afterDuration", "duration": "P1D"}
    live = live_pass_requests(package(stated), body)
    assert diff_pass_requests(stated, live).policy == ()
    assert live.policy is not None
    assert policy_body(stated, _ID, live.policy)["expiration"] == body["expiration"]


ODD = [
    ({"expiration": {"type": "noExpiration"}}, "does not end after whole hours"),
    ({"expiration": {"type": "afterDuration", "duration": "PT90M"}}, "does not end after whole hours"),
    ({"newMember": 1}, "the member newMember"),
    ({"allowedTargetScope": "allExternalUsers", "specificAllowedTargets": []}, "people of the scope"),
    ({"requestorSettings": {"enableOnBehalfRequestorsToAddAccess": True, "x": 1}}, "requestorSettings.x"),
]


@pytest.mark.parametrize(("changes", "note"), ODD)
def test_what_git_cannot_say_is_named(changes: dict[str, Any], note: str) -> None:
    body = {"id": _ID, **policy_body(requests(), _ID, None), **changes}
    live = live_pass_requests(package(requests()), body)
    assert any(note in each for each in live.unsupported)
    assert as_git_describes(live) is None


def test_a_name_that_was_not_resolved_is_never_sent() -> None:
    named = requests(for_=InGroups((Ref(RefKind.GROUP, name="SG-Nobody"),)))
    with pytest.raises(LcwError, match="SG-Nobody"):
        policy_body(named, _ID, None)


def test_a_role_names_the_group_and_leaves_out_an_id_that_is_not_shown() -> None:
    group = GROUP.id or ""
    resource = {"id": "res", "roles": [{"originId": f"Member_{group}"}], "scopes": [{"id": "s", "originId": group}]}
    body = role_body(resource, group)
    assert "id" not in body["role"]  # type: ignore[operator]
    assert body["scope"]["id"] == "s"  # type: ignore[index]
    assert body["role"]["originId"] == f"Member_{group}"  # type: ignore[index]


def test_a_write_keeps_what_git_does_not_say_of_a_stage_and_of_the_people() -> None:
    person = "00000000-0000-4000-8000-000000000001"
    shown = {
        "durationBeforeAutomaticDenial": "P2D",
        "isApproverJustificationRequired": True,
        "primaryApprovers": [{"@odata.type": "#microsoft.graph.singleUser", "userId": person, "description": "Ingrid"}],
        "approverInformationVisibility": "notVisible",
        "durationBeforeEscalation": "PT0S",
    }
    stages = (ApprovalStage(approvers=(Ref(RefKind.USER, person, "Ingrid Vane"),), days_to_decide=2),)
    stated = requests(approval=Approval(stages))
    body: dict[str, Any] = {"id": _ID, **policy_body(stated, _ID, None)}
    body["requestApprovalSettings"]["stages"] = [shown]
    body["specificAllowedTargets"][0]["description"] = "New hires"
    live = live_pass_requests(package(stated), body).policy
    assert live is not None

    same: dict[str, Any] = policy_body(replace(stated, expires_after_hours=9), _ID, live)
    assert same["requestApprovalSettings"]["stages"] == [shown]
    assert same["specificAllowedTargets"][0]["description"] == "New hires"

    later = (replace(stages[0], days_to_decide=5),)
    changed: dict[str, Any] = policy_body(replace(stated, approval=Approval(later)), _ID, live)
    (stage,) = changed["requestApprovalSettings"]["stages"]
    assert stage["approverInformationVisibility"] == "notVisible"
    assert stage["durationBeforeEscalation"] == "PT0S"
    assert stage["durationBeforeAutomaticDenial"] == "P5D"
