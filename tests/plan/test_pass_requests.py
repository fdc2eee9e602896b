"""What differs between a front door of git and one of the tenant, and in which order it is made."""

from dataclasses import replace

import pytest

from lcwsync.model.pass_requests import (
    AllMembers,
    Approval,
    ApprovalStage,
    ByRule,
    InGroups,
    LivePassRequests,
    PassRequests,
)
from lcwsync.model.state import Desired, Existing
from lcwsync.plan.drift import DriftKind, drift
from lcwsync.plan.pass_requests import AddPassPart, ChangePassPart, RevokeRole, diff_pass_requests
from lcwsync.plan.planner import make_plan
from tests.builders import context, workflow
from tests.plan.front_doors import CATALOG, GROUP, HIRES, live_requests, requests


def existing(live: LivePassRequests | None = None) -> Existing:
    return Existing(pass_requests=(live,) if live else (), catalogs=(CATALOG,))


def keys(desired: Desired, there: Existing) -> list[str]:
    return [planned.action.call for planned in make_plan(desired, there, context()).actions]


EVERY_PART = [
    "POST catalog", "POST resourceRequest", "POST accessPackage", "POST resourceRoleScope", "POST assignmentPolicy",
    "PATCH catalog",
]  # fmt: skip


def test_a_front_door_is_made_from_the_inside() -> None:
    door = requests(create_catalog=True)
    assert keys(Desired(pass_requests=(door,)), Existing()) == EVERY_PART
    assert keys(Desired(pass_requests=(door,)), existing()) == EVERY_PART[2:5]


def test_nobody_can_ask_before_the_workflow_is_there() -> None:
    desired = Desired(pass_requests=(requests(workflow="Pass on request"),), workflows=(workflow("Pass on request"),))
    plan = make_plan(desired, existing(), context())
    assert plan.actions[0].action.call == "POST"
    assert all(plan.actions[0].key in planned.depends_on for planned in plan.actions[1:])


def test_two_documents_share_a_catalog_that_is_made_once_and_published_last() -> None:
    other = requests(display_name="Another", group=HIRES, create_catalog=True)
    calls = keys(Desired(pass_requests=(requests(create_catalog=True), other)), Existing())
    assert calls.count("POST catalog") == calls.count("PATCH catalog") == 1
    assert (calls[0], calls[-1]) == ("POST catalog", "PATCH catalog")
    assert calls.count("POST assignmentPolicy") == 2


def test_a_half_made_front_door_gets_what_it_lacks() -> None:
    whole = live_requests(requests())
    for there, calls in (
        (replace(whole, policy=None), ["POST assignmentPolicy"]),
        (replace(whole, policy=None, role_id=None, group=None), ["POST resourceRoleScope", "POST assignmentPolicy"]),
    ):
        plan = make_plan(Desired(pass_requests=(requests(),)), existing(there), context())
        assert [planned.action.call for planned in plan.actions] == calls
        assert [item.difference for item in drift(plan)] == [DriftKind.CHANGED]


def test_what_git_states_is_compared_and_nothing_else() -> None:
    assert make_plan(Desired(pass_requests=(requests(),)), existing(live_requests(requests())), context()).empty
    assert diff_pass_requests(requests(), replace(live_requests(requests()), description="by hand")).package == ()


STAGE = ApprovalStage(approvers=(HIRES,), days_to_decide=3)
CHANGES = [
    (requests(manager_level=2), {"requestedBy.managerLevel"}),
    (requests(for_=AllMembers()), {"for", "for.groups"}),
    (requests(for_=InGroups((HIRES, GROUP))), {"for.groups"}),
    (requests(for_=ByRule("x")), {"for.rule", "for.groups"}),
    (requests(justification_required=False), {"justificationRequired"}),
    (requests(expires_after_hours=9), {"expiresAfterHours"}),
    (
        requests(approval=Approval((STAGE,))),
        {"approval", *(f"approval.stages.1.{key}" for key in ("approvers", "daysToDecide", "justificationRequired"))},
    ),
]


@pytest.mark.parametrize(
    ("desired", "fields"), CHANGES, ids=lambda item: "-".join(sorted(item)) if isinstance(item, set) else ""
)
def test_each_difference_is_named_and_is_a_put(desired: PassRequests, fields: set[str]) -> None:
    plan = make_plan(Desired(pass_requests=(desired,)), existing(live_requests(requests())), context())
    (planned,) = plan.actions
    assert isinstance(planned.action, ChangePassPart)
    assert planned.action.call == "PUT assignmentPolicy"
    assert {change.field for change in planned.action.fields} == fields


def test_a_hidden_package_is_shown_again_by_a_patch() -> None:
    hidden = replace(live_requests(requests()), is_hidden=True)
    assert keys(Desired(pass_requests=(requests(),)), existing(hidden)) == ["PATCH accessPackage"]


def test_another_group_goes_before_the_new_one_comes() -> None:
    plan = make_plan(Desired(pass_requests=(requests(),)), existing(live_requests(requests(group=HIRES))), context())
    assert [type(planned.action) for planned in plan.actions] == [RevokeRole, AddPassPart]
    assert plan.actions[0].key in plan.actions[1].depends_on


def test_target_limits_a_plan_to_a_front_door_and_what_it_needs() -> None:
    desired = Desired(
        pass_requests=(requests(workflow="Pass on request"), requests(display_name="Another", group=HIRES)),
        workflows=(workflow("Pass on request"),),
    )
    plan = make_plan(desired, existing(), context(targets=("Pass for a report",)))
    assert {planned.action.name for planned in plan.actions} == {"Pass for a report", "Pass on request"}


def test_prune_never_touches_access_packages() -> None:
    assert keys(Desired(prune=True), existing(live_requests(requests()))) == []
