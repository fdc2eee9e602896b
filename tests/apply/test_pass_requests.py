"""Requests in My Access are made, changed and removed part by part, once each, whatever goes wrong in between."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from lcwsync.apply.earlier import of_file
from lcwsync.apply.outcome import Applied, Failed, NeedsDecision, Once, Unknown
from lcwsync.config.form.shape import Either, Fields, Listed
from lcwsync.config.kinds.pass_requests import PASS_REQUESTS
from lcwsync.model.state import ObjectKind
from lcwsync.render.formats.json import environments
from lcwsync.render.outcome.json import outcome_report
from lcwsync.sandbox.company.people import TENANT_ID
from lcwsync.tenant.entitlement import Entitlement
from tests.apply.front_door import CREATING, GROUP, NAME, ONE_OF_EACH, PROJECT, DoorWorld
from tests.config.rules.test_pass_requests import REQUESTS
from tests.config.rules.test_rules import changed

REMOVED = PROJECT + f"removedPassRequests: [{NAME}]\n"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[DoorWorld]:
    made = DoorWorld(tmp_path)
    yield made
    made.tenant.close()


def test_a_front_door_is_made_from_the_inside_and_planned_empty_afterwards(world: DoorWorld) -> None:
    assert set(world.applied(CREATING).split()) == {"Applied"}
    paths = [seen.path.rpartition("/entitlementManagement/")[2] for seen in world.writes]
    (package,) = [p["id"] for p in world.app.store.all("accessPackages") if p["displayName"] == NAME]
    (catalog,) = [c["id"] for c in world.app.store.all("accessPackageCatalogs") if c["displayName"] == "Onboarding"]
    assert paths[-6:] == [
        "catalogs",
        "resourceRequests",
        "accessPackages",
        f"accessPackages/{package}/resourceRoleScopes",
        "assignmentPolicies",
        f"catalogs/{catalog}",
    ]
    assert world.counts() == ONE_OF_EACH
    assert world.planned(CREATING).empty
    policy = world.policy()
    assert policy["expiration"] == {"type": "afterDuration", "duration": "PT8H", "endDateTime": None}
    assert policy["requestorSettings"]["enableTargetsToSelfAddAccess"] is False
    assert policy["requestorSettings"]["onBehalfRequestors"] == [
        {"@odata.type": "#microsoft.graph.targetManager", "managerLevel": 1}
    ]
    assert policy["automaticRequestSettings"] is None


def test_an_existing_catalog_is_used_and_one_that_is_missing_is_an_error(world: DoorWorld) -> None:
    from lcwsync.values.errors import ConfigError

    with pytest.raises(ConfigError) as caught:
        world.planned(REQUESTS)
    (missing,) = [each for each in caught.value.findings if each.code == "REF001"]
    assert missing.location.line == 3
    assert set(world.applied(changed(REQUESTS, ("catalog: Onboarding", "catalog: General"))).split()) == {"Applied"}
    assert world.counts() == {**ONE_OF_EACH, "accessPackageCatalogs": 0}


CHANGES = [
    ("Hours: 8", "Hours: 10", "expiration", "duration"),
    ("{groups: [SG-New-Hires]}", "allMembers", "allowedTargetScope", "allMemberUsers"),
    ("approval: none", "approval: {stages: [{approvers: [{group: SG-Sales}]}]}", "requestApprovalSettings", "P14D"),
    ("justificationRequired: true", "justificationRequired: false", "requestApprovalSettings", "False"),
]


@pytest.mark.parametrize(("before", "after", "member", "sign"), CHANGES)
def test_a_change_is_one_put_that_keeps_everything_else(
    before: str, after: str, member: str, sign: str, world: DoorWorld
) -> None:
    world.applied(CREATING)
    kept = world.policy()
    question = {
        "@odata.type": "#microsoft.graph.accessPackageTextInputQuestion",
        "id": "11111111-2222-3333-4444-555555555555",
        "text": "When does the person start?",
        "isRequired": False,
    }
    review = {"isEnabled": False, "expirationBehavior": "keepAccess"}
    world.edit("assignmentPolicies", kept, questions=[question], reviewSettings=review, displayName="By hand")
    wanted = changed(CREATING, (before, after))
    assert world.applied(wanted) == "Applied"
    (write,) = world.writes
    assert write.method == "PUT"
    now = world.policy()
    assert sign in str(now[member])
    assert (now["questions"], now["reviewSettings"], now["displayName"]) == ([question], review, "By hand")
    own = {"modifiedDateTime", "allowedTargetScope", "specificAllowedTargets", member}
    for name, value in kept.items():
        if name not in {*own, "questions", "reviewSettings", "displayName"}:
            assert now[name] == value, name
    assert world.planned(wanted).empty


def test_what_is_opened_in_the_portal_is_drift_and_closed_again(world: DoorWorld) -> None:
    world.applied(CREATING)
    policy = world.policy()
    settings = {**policy["requestorSettings"], "enableTargetsToSelfAddAccess": True}
    world.edit("assignmentPolicies", policy, requestorSettings=settings)
    plan = world.planned(CREATING)
    (planned,) = plan.actions
    assert [change.field for change in planned.action.fields] == ["requestorSettings.enableTargetsToSelfAddAccess"]
    assert {risk.code for risk in plan.risks} == {"RISK-REQUEST-SELF"}
    assert world.applied(CREATING) == "Applied"
    assert world.policy()["requestorSettings"]["enableTargetsToSelfAddAccess"] is False


UNKNOWN = [
    {"isBypassAllowed": True},
    {"requestorSettings": {"newSwitch": True}},
    {"customExtensionStageSettings": [{"stage": "assignmentRequestGranted"}]},
    {"automaticRequestSettings": {"requestAccessForAllowedTargets": True}},
    {"requestorSettings": {"onBehalfRequestors": [{"@odata.type": "#microsoft.graph.singleUser", "userId": GROUP}]}},
]


@pytest.mark.parametrize("changes", UNKNOWN, ids=str)
def test_what_is_not_known_is_shown_and_never_written(changes: dict[str, object], world: DoorWorld) -> None:
    world.applied(CREATING)
    policy = world.policy()
    merged = {k: {**policy[k], **v} if isinstance(v, dict) and policy.get(k) else v for k, v in changes.items()}
    world.edit("assignmentPolicies", policy, **merged)
    assert [each.object.name for each in world.planned(CREATING).unverified if each.field == "policy"]
    plan = world.planned(changed(CREATING, ("Hours: 8", "Hours: 9")))
    assert "unreadable" in {refusal.law for refusal in plan.refusals}


def test_a_second_role_keeps_it_from_being_written(world: DoorWorld) -> None:
    world.applied(CREATING)
    (link,) = world.app.store.all("accessPackageRoleScopes")
    second = {**link, "id": "x_y", "_role": {**link["_role"], "originId": "Owner_x"}}  # type: ignore[dict-item]
    world.app.store.put("accessPackageRoleScopes", f"{link['_package']}/x_y", second)
    assert any("2 roles" in each.reason for each in world.planned(CREATING).unverified)


def test_an_access_package_stays_in_its_catalog(world: DoorWorld) -> None:
    world.applied(CREATING)
    plan = world.planned(changed(REQUESTS, ("catalog: Onboarding", "catalog: General")))
    assert {refusal.law for refusal in plan.refusals} == {"catalog"}


def test_another_group_takes_the_place_of_the_first(world: DoorWorld) -> None:
    world.applied(CREATING)
    other = changed(CREATING, ("SG-Pass-Requested", "SG-Guests"), ("workflow: Pass on request", ""))
    plan = world.planned(other)
    assert "RISK-REQUEST-GROUP" in {risk.code for risk in plan.risks}
    assert set(world.applied(other).split()) == {"Applied"}
    (link,) = world.app.store.all("accessPackageRoleScopes")
    assert GROUP not in str(link["_role"])
    assert world.planned(other).empty


def test_a_rename_keeps_the_package(world: DoorWorld) -> None:
    world.applied(CREATING)
    (before,) = [p["id"] for p in world.app.store.all("accessPackages") if p["displayName"] == NAME]
    renamed = changed(CREATING, (NAME, f"New name\npreviousNames: [{NAME}]"))
    assert world.applied(renamed) == "Applied"
    (after,) = [p["id"] for p in world.app.store.all("accessPackages") if p["displayName"] == "New name"]
    assert before == after
    assert world.planned(renamed).empty


def test_a_removal_closes_first_and_leaves_catalog_and_group(world: DoorWorld) -> None:
    world.applied(CREATING)
    assert world.applied(project=REMOVED) == "Applied Applied Applied"
    assert [seen.path.split("/")[3] for seen in world.writes] == [
        "assignmentPolicies",
        "accessPackages",
        "accessPackages",
    ]
    kept = {"accessPackageCatalogs": 1, "accessPackageResources": 1}
    assert world.counts() == {**dict.fromkeys(ONE_OF_EACH, 0), **kept}
    assert world.planned(project=REMOVED).empty


def test_requests_that_lcwsync_removed_can_be_made_again_at_once(world: DoorWorld) -> None:
    world.applied(CREATING)
    world.applied(project=REMOVED)
    assert set(world.applied(CREATING).split()) == {"Applied"}
    assert world.counts() == ONE_OF_EACH
    assert world.planned(CREATING).empty


def test_an_outcome_file_forgets_what_its_run_removed(world: DoorWorld) -> None:
    world.applied(CREATING)
    made = outcome_report(world.outcome)
    world.applied(project=REMOVED)
    removed = outcome_report(world.outcome)
    for reports, known in (([made], True), ([made, removed], False)):
        earlier = of_file(environments("1", reports), tenant_id=TENANT_ID, now=world.now)
        assert (earlier.sent(ObjectKind.PASS_REQUESTS, NAME, Once.POLICY) is not None) is known
        assert earlier.sent(ObjectKind.PASS_REQUESTS, NAME, Once.CATALOG) is not None


@pytest.mark.parametrize(
    ("state", "part", "said"), [("delivered", 0, "managers can ask as before"), ("expired", 2, "nobody can ask")]
)
def test_a_removal_that_assignments_hold_up_says_what_to_do(state: str, part: int, said: str, world: DoorWorld) -> None:
    world.applied(CREATING)
    policy = world.policy()
    assignment = {"id": "a", "accessPackage": policy["accessPackage"], "_policy": policy["id"], "state": state}
    world.app.store.put("entitlementAssignments", "a", {**assignment, "_target": "x", "_end": None})
    world.applied(project=REMOVED)
    failed = world.outcome.results[part]
    assert isinstance(failed, Failed)
    assert said in (failed.hint or "")


def test_a_removal_needs_permission_and_an_unlisted_package_is_left_alone(world: DoorWorld) -> None:
    world.applied(CREATING)
    assert world.planned().empty
    forbidden = REMOVED.replace("allowDelete: true, ", "")
    assert "allowDelete" in {refusal.law for refusal in world.planned(project=forbidden).refusals}


def test_a_package_with_a_policy_of_somebody_else_is_not_removed(world: DoorWorld) -> None:
    world.applied(CREATING)
    world.app.store.put("assignmentPolicies", "x", {**world.policy(), "id": "x", "displayName": "Another"})
    plan = world.planned(project=REMOVED)
    assert {refusal.law for refusal in plan.refusals} == {"unreadable"}
    assert "other policies" in plan.refusals[0].message
    assert world.counts()["assignmentPolicies"] == 2


def test_two_packages_of_one_name_are_not_touched(world: DoorWorld) -> None:
    world.applied(CREATING)
    (package,) = [p for p in world.app.store.all("accessPackages") if p["displayName"] == NAME]
    second = {**package, "id": "00000000-0000-4000-8000-00000000000a"}
    world.app.store.put("accessPackages", str(second["id"]), second)
    plan = world.planned(changed(CREATING, ("Hours: 8", "Hours: 9")))
    assert [len(each.copies) for each in plan.undecided] == [2]
    assert not plan.actions


def test_a_policy_that_somebody_changes_since_the_plan_is_not_overwritten(world: DoorWorld) -> None:
    world.applied(CREATING)
    plan = world.planned(changed(CREATING, ("Hours: 8", "Hours: 9")))
    world.edit("assignmentPolicies", world.policy(), description="changed by hand")
    (result,) = world.carry_out(plan).results
    assert isinstance(result, Failed)
    assert result.code == "stale"
    assert not world.writes


WRITES = {
    "catalog": "POST:*/catalogs",
    "resource": "POST:*/resourceRequests",
    "package": "POST:*/accessPackages",
    "role": "POST:*/resourceRoleScopes",
    "policy": "POST:*/assignmentPolicies",
    "publication": "PATCH:*/catalogs/*",
}
FAULTS = ("reset-after", "reset-before", "truncate", "non-json", "status:503", "status:500", "throttle", "not-stored")


def armed(kind: str, request: str) -> str:
    """The fault's text: kind, method and path, and the value behind the counts."""
    name, _, value = kind.partition(":")
    return f"{name}:{request}:0:1:{value or ('0' if name == 'throttle' else '')}".removesuffix(":")


@pytest.mark.parametrize("kind", FAULTS)
@pytest.mark.parametrize("part", WRITES)
def test_a_fault_at_any_part_makes_no_second_one_and_is_mended_by_another_apply(
    part: str, kind: str, world: DoorWorld
) -> None:
    world.fault(armed(kind, WRITES[part]))
    world.applied(CREATING)
    assert all(number <= 1 for number in world.counts().values()), world.counts()
    world.later(minutes=20)
    world.applied(CREATING)
    assert world.counts() == ONE_OF_EACH
    assert world.planned(CREATING).empty


class Killed(BaseException):
    """What kill -9 is to the code under it: nothing after it runs."""


ONCE = ("create_catalog", "add_group", "create_package", "add_role", "create_policy", "publish")


@pytest.mark.parametrize("sent", [True, False])
@pytest.mark.parametrize("method", ONCE)
def test_a_kill_at_any_part_is_mended_by_another_apply(
    method: str, sent: bool, world: DoorWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    real: Callable[..., object] = getattr(Entitlement, method)

    def dies(self: Entitlement, *arguments: object) -> object:
        if sent:
            real(self, *arguments)
        raise Killed

    plan = world.planned(CREATING)
    with monkeypatch.context() as patch:
        patch.setattr(Entitlement, method, dies)
        with pytest.raises(Killed):
            world.carry_out(plan)
    world.later(minutes=2)
    world.applied(CREATING)
    assert world.counts() == ONE_OF_EACH
    assert world.planned(CREATING).empty


@pytest.mark.parametrize("kind", ["reset-after", "reset-before", "status:503", "truncate"])
def test_a_lost_answer_to_a_put_or_a_delete_is_mended(kind: str, world: DoorWorld) -> None:
    world.applied(CREATING)
    world.fault(armed(kind, "PUT:*/assignmentPolicies/*"))
    wanted = changed(CREATING, ("Hours: 8", "Hours: 9"))
    world.applied(wanted)
    assert world.planned(wanted).empty
    for path in ("*/assignmentPolicies/*", "*/resourceRoleScopes/*", "*/accessPackages/*"):
        world.fault(armed(kind, f"DELETE:{path}"))
    world.applied(project=REMOVED)
    world.applied(project=REMOVED)
    assert world.counts()["accessPackages"] == 0


def test_lists_that_lag_make_no_second_package(world: DoorWorld) -> None:
    world.fault("lag:GET:*/accessPackages:0:0:600")
    plan = world.planned(CREATING)
    assert all(isinstance(result, Applied | Unknown) for result in world.carry_out(plan).results)
    world.later(minutes=1)
    for _ in range(2):
        world.applied(CREATING)
    assert world.counts()["accessPackages"] == 1


def test_a_package_that_somebody_renamed_since_is_left_alone_and_one_is_made_anew(world: DoorWorld) -> None:
    """The journal still knows its id: it is no longer git's."""
    world.fault(armed("status:400", "POST:*/resourceRoleScopes"))
    world.applied(CREATING)
    (package,) = [p for p in world.app.store.all("accessPackages") if p["displayName"] == NAME]
    world.edit("accessPackages", package, displayName="Somebody's")
    world.later(minutes=20)
    assert "Failed" not in world.applied(CREATING)
    assert world.counts() == ONE_OF_EACH
    assert world.planned(CREATING).empty
    assert not [s for s in world.app.store.all("accessPackageRoleScopes") if s["_package"] == package["id"]]


def test_a_catalog_that_was_seen_and_is_not_seen_now_is_not_made_twice_in_a_hurry(world: DoorWorld) -> None:
    world.fault(armed("status:400", "POST:*/resourceRequests"))
    world.applied(CREATING)
    (catalog,) = [c for c in world.app.store.all("accessPackageCatalogs") if c["displayName"] == "Onboarding"]
    world.app.store.remove("accessPackageCatalogs", str(catalog["id"]))
    world.later(seconds=30)
    world.applied(CREATING)
    (unknown,) = [result for result in world.outcome.results if isinstance(result, Unknown)]
    assert "an earlier run sent the catalog" in unknown.message
    assert world.counts()["accessPackageCatalogs"] == 0


def test_a_package_of_the_name_that_appears_since_the_plan_is_not_taken(world: DoorWorld) -> None:
    plan = world.planned(changed(CREATING, ("{displayName: Onboarding, create: true}", "General")))
    (catalog,) = [c["id"] for c in world.app.store.all("accessPackageCatalogs")]
    stranger = {
        "id": "00000000-0000-4000-8000-00000000000b",
        "displayName": NAME,
        "description": "somebody else's",
        "isHidden": False,
        "createdDateTime": None,
        "modifiedDateTime": None,
        "catalog": {"id": catalog},
    }
    world.app.store.put("accessPackages", str(stranger["id"]), stranger)
    results = world.carry_out(plan).results
    assert any(isinstance(result, Failed) and result.code == "stale" for result in results)
    assert world.counts()["accessPackages"] == 1


def test_a_second_policy_that_appears_meanwhile_needs_a_decision(
    world: DoorWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Entitlement.create_policy

    def with_another(self: Entitlement, *arguments: object) -> str:
        created = real(self, *arguments)  # type: ignore[arg-type]
        policy = world.policy()
        world.app.store.put("assignmentPolicies", "x", {**policy, "id": "x", "displayName": "Another"})
        return created

    monkeypatch.setattr(Entitlement, "create_policy", with_another)
    results = world.carry_out(world.planned(CREATING)).results
    assert any(isinstance(result, NeedsDecision) for result in results)


STAGE = "{approvers: [{group: SG-Sales}], daysToDecide: 2, justificationRequired: false}"
WHOLE = (
    changed(
        CREATING,
        ("approval: none", f"approval: {{stages: [{STAGE}]}}"),
        ("justificationRequired: true", "justificationRequired: false"),
        ("{managerLevel: 1}", "{managerLevel: 2, acceptUnverified: true}"),
    )
    + "description: Ask here.\npreviousNames: [Ask]\nprotect: true\n"
)
LEFT_OUT: dict[str, tuple[str, dict[str, tuple[object, object]]]] = {
    "description": ("description: Ask here.\n", {}),
    "previousNames": ("previousNames: [Ask]\n", {}),
    "protect": ("protect: true\n", {}),
    "workflow": ("workflow: Pass on request\n", {}),
    "catalog.create": (", create: true", {}),
    "justificationRequired": ("justificationRequired: false\nexpires", {"justificationRequired": (False, True)}),
    "approval.stages.daysToDecide": (", daysToDecide: 2", {"approval.stages.1.daysToDecide": (2, 14)}),
    "approval.stages.justificationRequired": (
        ", justificationRequired: false",
        {"approval.stages.1.justificationRequired": (False, True)},
    ),
}
"""Every key that can be left out: the text that leaves git, and what the plan then changes."""


@pytest.mark.parametrize(("text", "expected"), LEFT_OUT.values(), ids=LEFT_OUT)
def test_a_key_that_leaves_git_goes_back_to_its_default_but_the_description(
    text: str, expected: dict[str, tuple[object, object]], world: DoorWorld
) -> None:
    world.applied(WHOLE)
    assert world.planned(WHOLE).empty
    left = changed(WHOLE, (text, "expires" if text.endswith("expires") else ""))
    plan = world.planned(left)
    changes = {field.field: (field.before, field.after) for each in plan.actions for field in each.action.fields}
    assert changes == expected
    if expected:
        world.applied(left)
    assert world.planned(left).empty
    (package,) = [p for p in world.app.store.all("accessPackages") if p["displayName"] == NAME]
    assert package["description"] == "Ask here."


def test_no_other_key_can_be_left_out() -> None:
    assert set(optional(PASS_REQUESTS)) == {*LEFT_OUT, "requestedBy.acceptUnverified", "for.acceptUnverified"}


def optional(fields: Fields, path: str = "") -> Iterator[str]:
    """Every key that a document may lack, by its path; of alternatives one is needed."""
    alternatives = {name for names in fields.alternatives for name in names}
    for key, shape in fields.keys.items():
        if key not in fields.required and key not in alternatives:
            yield path + key
        inner = shape.other if isinstance(shape, Either) else shape
        inner = inner.of if isinstance(inner, Listed) else inner
        if isinstance(inner, Fields):
            yield from optional(inner, f"{path}{key}.")
