"""The pass that comes of a request: the membership that the request gives counts."""

from dataclasses import replace
from datetime import timedelta

from lcwsync.judge.passes import Verdict
from lcwsync.judge.requests import DELIVERY, next_run, pass_of_request
from lcwsync.model.pass_requests import AllMembers, Approval, PassRequests
from lcwsync.model.person import UNREAD
from lcwsync.model.tap_policy import GroupTarget
from tests.builders import group, policy, tap_task, workflow
from tests.judge.test_foresee import ABOUT, HIRE, NOW, TENANT

ASKED = group("SG-Pass-Requested")
REQUESTS = PassRequests(
    display_name="Pass",
    catalog="Onboarding",
    group=ASKED,
    manager_level=1,
    for_=AllMembers(),
    approval=Approval(),
    expires_after_hours=8,
)


def test_a_policy_for_the_group_of_requests_covers_who_is_asked_for() -> None:
    tenant = replace(TENANT, policy=policy(include_targets=(GroupTarget(ASKED),)))
    when = next_run(NOW, 3)
    found = pass_of_request(REQUESTS, workflow("W", tap_task()), HIRE, ABOUT, tenant=tenant, when=when)
    assert found is not None
    assert Verdict.NOT_TARGETED not in found.verdicts
    unread = replace(ABOUT, groups=UNREAD)
    found = pass_of_request(REQUESTS, workflow("W", tap_task()), HIRE, unread, tenant=tenant, when=when)
    assert found is not None
    assert Verdict.TARGETS_UNKNOWN in found.verdicts


def test_the_run_comes_after_delivery_and_within_an_interval() -> None:
    when = next_run(NOW, 3)
    assert (when.earliest, when.latest) == (NOW + DELIVERY, NOW + DELIVERY + timedelta(hours=3))
