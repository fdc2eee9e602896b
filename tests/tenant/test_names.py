"""Names to ids and back: few requests, exact findings, and no guess."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from lcwsync.model.conditions import GroupScope, MembershipChange, MembershipChangeTrigger, TriggerAndScope
from lcwsync.model.extension import CustomTaskExtension, LaunchAndWait, LiveExtension
from lcwsync.model.references import Ref, RefKind
from lcwsync.model.state import Desired, Existing
from lcwsync.model.tap_policy import AllUsers, GroupTarget, TapPolicy
from lcwsync.model.workflow import Workflow
from lcwsync.sandbox.app import SandboxApp
from lcwsync.sandbox.faults import parse_fault
from lcwsync.sandbox.store import JsonObject, Store
from lcwsync.tenant.graph import GraphTenant
from lcwsync.tenant.http.failure import GraphFailure
from lcwsync.tenant.names import refs_in, resolve, with_names, with_usable_names
from lcwsync.values.location import Location
from lcwsync.values.places import Places, place_path
from tests.builders import live, tap_task, task, workflow


def guid(number: int) -> str:
    return f"{number:08x}-0000-4000-8000-00000000000a"


def put(store: Store, collection: str, number: int, **members: object) -> None:
    document: JsonObject = {"id": guid(number), **members}
    store.put(collection, guid(number), document)


@pytest.fixture
def store() -> Iterator[Store]:
    """A directory small enough to know by heart."""
    own = Store(None)
    put(own, "groups", 1, displayName="SG-Sales", groupTypes=[])
    put(own, "groups", 2, displayName='Zoë\'s "Łukasz" & co', groupTypes=[])
    put(own, "groups", 3, displayName="Twins", groupTypes=[])
    put(own, "groups", 4, displayName="Twins", groupTypes=[])
    put(own, "groups", 5, displayName="Sales Team", groupTypes=["Unified"], resourceProvisioningOptions=["Team"])
    put(own, "groups", 6, displayName="sg-ADMINS", groupTypes=[])
    put(own, "groups", 7, displayName="SG-Admins", groupTypes=[])
    put(own, "users", 20, displayName="Zoë O'Neill", userPrincipalName="zoe.o'neill@kestrelvane.example")
    put(own, "administrativeUnits", 30, displayName="AU-Sales")
    put(own, "applications", 40, displayName="Badge printer", appId=guid(41))
    put(own, "subscribedSkus", 50, skuId=guid(51), skuPartNumber="ENTRA_GOV")
    put(own, "accessPackages", 60, displayName="Sales tools")
    put(own, "accessPackages", 61, displayName="Finance tools")
    put(own, "assignmentPolicies", 70, displayName="Initial policy", accessPackage={"id": guid(60)})
    put(own, "assignmentPolicies", 71, displayName="Initial policy", accessPackage={"id": guid(61)})
    yield own
    own.close()


def ref(kind: RefKind, text: str) -> Ref:
    return Ref.of(kind, text)


def groups(*names: str) -> tuple[Ref, ...]:
    return tuple(ref(RefKind.GROUP, name) for name in names)


def adding(*names: str) -> Workflow:
    return workflow("Pre-hire", task("addUserToGroups", groupID=groups(*names)))


PLACES = Places(
    {
        place_path("Workflow", "Pre-hire", "tasks", 0, "arguments", "groupID", 1): Location("w.yaml", 9, 21),
        place_path("Workflow", "Pre-hire", "tasks", 0): Location("w.yaml", 7, 5),
    },
    Location("lcwsync.yaml"),
)


def test_every_kind_of_name_becomes_an_id(tenant: GraphTenant) -> None:
    desired = Desired(
        tap_policy=TapPolicy(
            include_targets=(GroupTarget(ref(RefKind.GROUP, "SG-Sales")), AllUsers()),
            exclude_targets=(GroupTarget(ref(RefKind.GROUP, "SG-Admins")),),
        ),
        extensions=(
            CustomTaskExtension(
                display_name="Badge",
                callback=LaunchAndWait(timeout_minutes=5, authorized_apps=(ref(RefKind.APPLICATION, "Badge printer"),)),
            ),
        ),
        workflows=(
            workflow(
                "Pre-hire",
                tap_task(cc=(ref(RefKind.USER, "zoe.o'neill@kestrelvane.example"),)),
                task("addUserToGroups", groupID=groups('Zoë\'s "Łukasz" & co', "SG-Sales")),
                task("addUserToTeams", teamID=(ref(RefKind.TEAM, "Sales Team"),)),
                task("assignLicenses", licenses=(ref(RefKind.LICENCE, "entra_gov"),)),
                task(
                    "requestAccessPackage",
                    accessPackageId=ref(RefKind.ACCESS_PACKAGE, "Finance tools"),
                    assignmentPolicyId=ref(RefKind.ASSIGNMENT_POLICY, "Initial policy"),
                ),
                conditions=TriggerAndScope(
                    MembershipChangeTrigger(MembershipChange.ADD), GroupScope(groups("SG-Sales"))
                ),
                administration_scope_targets=(ref(RefKind.ADMINISTRATIVE_UNIT, "AU-Sales"),),
            ),
        ),
    )
    resolution = resolve(desired, tenant, Existing(), Places())
    assert resolution.findings == ()
    found = refs_in(resolution.desired)
    assert len(found) == len(refs_in(desired))
    assert {item.id for item in found} == {guid(n) for n in (1, 2, 5, 7, 20, 30, 40, 51, 61, 71)}
    assert next(item.name for item in found if item.kind is RefKind.LICENCE) == "ENTRA_GOV"


def test_many_names_take_few_requests(tenant: GraphTenant, sandbox_app: SandboxApp) -> None:
    names = [f"Group {number}" for number in range(31)]
    for number, name in enumerate(names):
        put(sandbox_app.store, "groups", 100 + number, displayName=name, groupTypes=[])
    desired = Desired(workflows=(adding(*names), workflow("Other", task("addUserToGroups", groupID=groups(*names)))))
    assert resolve(desired, tenant, Existing(), Places()).findings == ()
    assert [seen.path for seen in sandbox_app.requests] == ["/groups"] * 3


def test_nothing_to_look_up_asks_nothing(tenant: GraphTenant, sandbox_app: SandboxApp) -> None:
    desired = Desired(tap_policy=TapPolicy(include_targets=(AllUsers(),)), workflows=(workflow(),))
    assert resolve(desired, tenant, Existing(), Places()).desired == desired
    assert list(sandbox_app.requests) == []


def test_an_unknown_name_is_a_finding_with_its_place(tenant: GraphTenant) -> None:
    resolution = resolve(Desired(workflows=(adding("SG-Sales", "SG-Salse"),)), tenant, Existing(), PLACES)
    (finding,) = resolution.findings
    assert finding.code == "REF001"
    assert str(finding.location) == "w.yaml:9:21"
    assert 'no group "SG-Salse"' in finding.message
    assert finding.hint == "did you mean SG-Sales?"


def test_a_name_that_nothing_resembles_gets_the_general_hint(tenant: GraphTenant) -> None:
    (finding,) = resolve(Desired(workflows=(adding("Zebras"),)), tenant, Existing(), PLACES).findings
    assert finding.hint == "check the spelling, or create it first"


def test_near_names_are_looked_up_once_each_and_for_a_few_only(tenant: GraphTenant, sandbox_app: SandboxApp) -> None:
    names = [f"SG-Salse {number}" for number in range(30)]
    resolution = resolve(Desired(workflows=(adding(*names, *names),)), tenant, Existing(), PLACES)
    assert len(resolution.findings) == 60
    guesses = [seen for seen in sandbox_app.requests if "startswith" in str(seen)]
    assert len(guesses) == 10


def test_a_name_that_several_have_is_a_finding_with_the_candidates(tenant: GraphTenant) -> None:
    resolution = resolve(Desired(workflows=(adding("Twins"),)), tenant, Existing(), PLACES)
    (finding,) = resolution.findings
    assert finding.code == "REF002"
    assert str(finding.location) == "w.yaml:7:5"
    assert finding.hint
    assert guid(3) in finding.hint
    assert guid(4) in finding.hint


def test_the_exact_spelling_decides_between_names_that_differ_by_case(tenant: GraphTenant) -> None:
    exact = resolve(Desired(workflows=(adding("SG-Admins"),)), tenant, Existing(), Places())
    assert [item.id for item in refs_in(exact.desired)] == [guid(7)]
    vague = resolve(Desired(workflows=(adding("sg-admins"),)), tenant, Existing(), Places())
    assert [finding.code for finding in vague.findings] == ["REF002"]
    other = resolve(Desired(workflows=(adding("sg-sales"),)), tenant, Existing(), Places())
    assert [item.id for item in refs_in(other.desired)] == [guid(1)]


def test_a_group_without_a_team_is_not_a_team(tenant: GraphTenant) -> None:
    value = workflow("W", task("addUserToTeams", teamID=(ref(RefKind.TEAM, "SG-Sales"),)))
    (finding,) = resolve(Desired(workflows=(value,)), tenant, Existing(), Places()).findings
    assert finding.code == "REF001"


def test_ids_in_git_must_exist_and_be_of_their_kind(tenant: GraphTenant, sandbox_app: SandboxApp) -> None:
    resolution = resolve(Desired(workflows=(adding(guid(1), guid(99), guid(20)),)), tenant, Existing(), Places())
    assert [item.name for item in refs_in(resolution.desired)] == ["SG-Sales", None, None]
    assert [finding.code for finding in resolution.findings] == ["REF001", "REF001"]
    assert [seen.path for seen in sandbox_app.requests] == ["/directoryObjects/getByIds"]


def test_a_policy_belongs_to_the_package_of_its_task(tenant: GraphTenant) -> None:
    def requesting(package: str, policy: str) -> Desired:
        request = task(
            "requestAccessPackage",
            accessPackageId=ref(RefKind.ACCESS_PACKAGE, package),
            assignmentPolicyId=ref(RefKind.ASSIGNMENT_POLICY, policy),
        )
        return Desired(workflows=(workflow("W", request),))

    by_name = resolve(requesting("Sales tools", "Initial policy"), tenant, Existing(), Places())
    assert {item.id for item in refs_in(by_name.desired)} == {guid(60), guid(70)}
    by_id = resolve(requesting(guid(61), "initial policy"), tenant, Existing(), Places())
    assert {item.id for item in refs_in(by_id.desired)} == {guid(61), guid(71)}
    assert [f.code for f in resolve(requesting("Sales tools", "Other"), tenant, Existing(), Places()).findings] == [
        "REF001"
    ]
    no_package = resolve(requesting("Nowhere", "Initial policy"), tenant, Existing(), Places())
    assert ["access package" in finding.message for finding in no_package.findings] == [True]


def extension(number: int, name: str) -> LiveExtension:
    return LiveExtension(id=guid(number), extension=CustomTaskExtension(display_name=name))


def calling(name: str) -> Workflow:
    return workflow("W", task("runCustomTaskExtension", customTaskExtensionID=ref(RefKind.CUSTOM_TASK_EXTENSION, name)))


def test_extensions_are_known_from_git_and_from_the_tenant(tenant: GraphTenant, sandbox_app: SandboxApp) -> None:
    existing = Existing(extensions=(extension(80, "Old"), extension(81, "Other")))
    desired = Desired(
        extensions=(
            CustomTaskExtension(display_name="New", previous_names=("Old",)),
            CustomTaskExtension(display_name="Not yet there"),
        ),
        workflows=(calling("NEW"), calling("other"), calling("Not yet there"), calling(guid(81)), calling("Missing")),
    )
    resolution = resolve(desired, tenant, existing, Places())
    assert [item.id for item in refs_in(resolution.desired)] == [guid(80), guid(81), None, guid(81), None]
    assert [finding.code for finding in resolution.findings] == ["REF001"]
    assert list(sandbox_app.requests) == []


def test_a_refused_look_up_is_never_not_found(tenant: GraphTenant, sandbox_app: SandboxApp) -> None:
    sandbox_app.faults.add(parse_fault("forbidden:GET:/groups"))
    with pytest.raises(GraphFailure, match="403"):
        resolve(Desired(workflows=(adding("SG-Sales"),)), tenant, Existing(), Places())


def of_tenant(value: Workflow) -> Existing:
    return Existing(workflows=(live(value),), extensions=(extension(80, "Badge"),))


def test_ids_read_from_the_tenant_get_their_names(tenant: GraphTenant, sandbox_app: SandboxApp) -> None:
    value = workflow(
        "W",
        tap_task(cc=(ref(RefKind.USER, guid(20)),)),
        task("addUserToGroups", groupID=groups(guid(1), guid(99))),
        task("assignLicenses", licenses=(ref(RefKind.LICENCE, guid(51)),)),
        task(
            "requestAccessPackage",
            accessPackageId=ref(RefKind.ACCESS_PACKAGE, guid(60)),
            assignmentPolicyId=ref(RefKind.ASSIGNMENT_POLICY, guid(70)),
        ),
        task("runCustomTaskExtension", customTaskExtensionID=ref(RefKind.CUSTOM_TASK_EXTENSION, guid(80))),
    )
    named = with_names(of_tenant(value), tenant)
    assert [item.name for item in refs_in(named)] == [
        "zoe.o'neill@kestrelvane.example",
        "SG-Sales",
        None,
        "ENTRA_GOV",
        "Sales tools",
        "Initial policy",
        "Badge",
    ]
    assert sorted(seen.path for seen in sandbox_app.requests if not seen.batched) == [
        "/$batch",
        "/$batch",
        "/directoryObjects/getByIds",
        "/subscribedSkus",
    ]


def test_only_names_that_lead_back_are_used_in_git(tenant: GraphTenant) -> None:
    value = workflow(
        "W",
        task("addUserToGroups", groupID=groups(guid(1), guid(3), guid(6), guid(99))),
        task(
            "requestAccessPackage",
            accessPackageId=ref(RefKind.ACCESS_PACKAGE, guid(60)),
            assignmentPolicyId=ref(RefKind.ASSIGNMENT_POLICY, guid(70)),
        ),
    )
    existing = of_tenant(value)
    usable = with_usable_names(existing, tenant)
    assert [item.name for item in refs_in(usable.workflows)] == [
        "SG-Sales",
        None,
        "sg-ADMINS",
        None,
        "Sales tools",
        "Initial policy",
    ]
    back = replace(value, tasks=usable.workflows[0].workflow.tasks)
    bare = Desired(workflows=(back,))
    assert [item.id for item in refs_in(resolve(bare, tenant, existing, Places()).desired)] == [
        item.id for item in refs_in(value)
    ]


def excluding(*ids: str) -> TapPolicy:
    return TapPolicy(exclude_targets=tuple(GroupTarget(ref(RefKind.GROUP, id_)) for id_ in ids))


def test_an_id_that_the_tenant_itself_still_holds_is_deleted_there_and_only_a_warning(tenant: GraphTenant) -> None:
    desired = Desired(tap_policy=excluding(guid(99)), workflows=(adding("SG-Sales", guid(98)),))
    existing = Existing(tap_policy=excluding(guid(99)), workflows=(live(adding(guid(98))),))
    resolution = resolve(desired, tenant, existing, PLACES)
    assert [(each.code, each.severity.value) for each in resolution.findings] == [("REF004", "warning")] * 2
    assert "excludes nobody any more" in resolution.findings[0].message
    assert str(resolution.findings[1].location) == "w.yaml:9:21"
    assert [item.deleted for item in refs_in(resolution.desired)] == [True, False, True]


def test_an_extension_that_is_gone_is_deleted_in_the_tenant_too(tenant: GraphTenant) -> None:
    existing = Existing(workflows=(live(calling(guid(99))),))
    resolution = resolve(Desired(workflows=(calling(guid(99)),)), tenant, existing, PLACES)
    assert [each.code for each in resolution.findings] == ["REF004"]


def test_a_deleted_id_that_git_adds_elsewhere_must_exist(tenant: GraphTenant) -> None:
    include = TapPolicy(include_targets=(GroupTarget(ref(RefKind.GROUP, guid(99))),))
    existing = Existing(tap_policy=excluding(guid(99)), workflows=(live(adding(guid(98))),))
    other_list = resolve(Desired(tap_policy=include), tenant, existing, PLACES)
    assert [each.code for each in other_list.findings] == ["REF001"]
    other_object = resolve(Desired(workflows=(adding(guid(99)),)), tenant, existing, PLACES)
    assert [each.code for each in other_object.findings] == ["REF001"]
    twice = workflow("Pre-hire", *adding(guid(98)).tasks or (), *adding(guid(98)).tasks or ())
    second_task = resolve(Desired(workflows=(twice,)), tenant, existing, PLACES)
    assert [each.code for each in second_task.findings] == ["REF004", "REF001"]


def test_a_deleted_object_of_the_tenant_is_marked_and_reads_so(tenant: GraphTenant) -> None:
    named = with_names(Existing(tap_policy=excluding(guid(1), guid(99))), tenant)
    assert [str(item) for item in refs_in(named)] == ["SG-Sales (00000001)", f"{guid(99)} (deleted in the tenant)"]
