"""Rights that somebody has on one object only, by an access package, or that hide behind what is not shown."""

import pytest

from lcwsync.audit.holders import read_rights
from lcwsync.audit.paths import paths
from lcwsync.audit.verdict import AuditVerdict, Question, judge
from lcwsync.model.guardrails import ExpectedPrincipal, Tier
from lcwsync.sandbox.company.people import object_id
from lcwsync.sandbox.store import Store
from lcwsync.tenant.graph import GraphTenant
from tests.audit import planting
from tests.audit.planting import user
from tests.audit.test_paths import PLANTED, Line, company, line, lines, of_planted

__all__ = ["company"]

CREATOR = "Authentication Administrator"
KEEPS_GROUPS = "microsoft.directory/groups/members/update"


def unread(tenant: GraphTenant) -> list[str]:
    """What an audit of the rights could not tell."""
    return [each.what for each in read_rights(tenant).refused]


def of_samir(*tiers: str, path: tuple[str, ...], scope: str = "whole tenant", eligible: bool = False) -> Line:
    return ("samir.haddad@kestrelvane.example", tiers, path, scope, eligible)


def test_a_right_over_one_group_counts_when_that_one_decides_who_gets_a_pass(
    tenant: GraphTenant, store: Store, company: set[Line]
) -> None:
    deciding, choir = planting.group(store, "New hires"), planting.group(store, "Choir")
    keeper = planting.custom_role(store, "Group keeper", KEEPS_GROUPS)
    planting.assign(store, user(PLANTED), keeper, f"/{deciding}")
    planting.assign(store, user("samir.haddad"), keeper, f"/{choir}")

    evidence = read_rights(tenant, {deciding: "the TAP policy names it"})

    assert evidence.refused == ()
    assert {line(held) for held in paths(evidence)} - company == {
        of_planted("recipient", path=("Group keeper",), scope="the group New hires")
    }


def test_a_right_over_one_person_is_found_and_names_them_by_id(
    tenant: GraphTenant, store: Store, company: set[Line]
) -> None:
    planting.assign(store, user(PLANTED), planting.role(store, CREATOR), f"/{user('paul.meyer').upper()}")

    over = f"the person {user('paul.meyer')}"
    assert lines(tenant) - company == {of_planted("direct", path=(CREATOR,), scope=over)}


def test_a_right_over_what_the_directory_does_not_answer_with_is_found_and_told(
    tenant: GraphTenant, store: Store, company: set[Line]
) -> None:
    gone = object_id("user", "never was")
    planting.assign(store, user(PLANTED), planting.role(store, CREATOR), f"/{gone}")

    found = {line(held) for held in paths(read_rights(tenant))} - company
    assert found == {of_planted("direct", path=(CREATOR,), scope=f"the object {gone}")}
    assert unread(tenant) == [f"what a right is limited to: {gone}"]


def test_a_right_over_an_application_that_holds_nothing_is_not_reported(
    tenant: GraphTenant, store: Store, company: set[Line]
) -> None:
    for over in (object_id("application", "Badge office"), planting.application(store, "Coffee machine")):
        planting.assign(store, user(PLANTED), planting.role(store, "Application Administrator"), f"/{over}")

    assert lines(tenant) == company


@pytest.mark.parametrize("depth", [1, 3])
def test_owners_of_a_group_inside_one_that_decides_are_found_and_its_members_are_not(
    tenant: GraphTenant, store: Store, company: set[Line], depth: int
) -> None:
    group = planting.group(store, "Inner 0", members=(user("paul.meyer"),), owners=(user(PLANTED),))
    for level in range(1, depth):
        group = planting.group(store, f"Inner {level}", members=(group,))
    deciding = planting.group(store, "New hires", members=(group,))

    evidence = read_rights(tenant, {deciding: "the TAP policy names it"})

    path = ("owner of Inner 0", "member of New hires", "the TAP policy names it")
    assert {line(held) for held in paths(evidence)} - company == {of_planted("recipient", path=path)}


def test_a_membership_two_levels_deep_that_begins_later_is_found(
    tenant: GraphTenant, store: Store, company: set[Line]
) -> None:
    outer = planting.group(store, "Night owls")
    inner = planting.group(store, "Deep sleepers", owners=(user("samir.haddad"),))
    planting.make_member_later(store, inner, outer, "member", "2099-01-01T00:00:00Z")
    planting.make_member_eligible(store, user(PLANTED), inner, "member")
    planting.make_eligible(store, outer, planting.role(store, CREATOR))

    rest = ("by a schedule, later a member of Night owls", CREATOR)
    assert lines(tenant) - company == {
        of_planted("direct", path=("eligible member of Deep sleepers", *rest), eligible=True),
        of_samir("escalation", path=("owner of Deep sleepers", *rest), eligible=True),
    }


@pytest.mark.parametrize(("how", "eligible"), [("Eligible", True), ("Active", False), ("active", False)])
def test_an_access_package_that_gives_a_role_is_found_with_whom_it_lets_in(
    tenant: GraphTenant, store: Store, company: set[Line], how: str, eligible: bool
) -> None:
    package = planting.package(store, "Helpers", planting.group(store, "Choir"))
    planting.give_role_by_package(store, package, planting.role(store, CREATOR), how)
    planting.assign_on_catalog(store, user(PLANTED), "ae79f266-94d4-4dab-b730-feca7e132178", "Helpers")

    everybody = 'everybody who gets the access package "Helpers"'
    role = f"{CREATOR} on request, without approval, open to all members"
    owner = ("decides, as Catalog owner of its catalog, about " + everybody, role)
    assert lines(tenant) - company == {
        (everybody, ("direct",), (role,), "whole tenant", eligible),
        of_planted("escalation", path=owner, eligible=eligible),
    }


def test_an_access_package_without_a_policy_gives_its_role_to_nobody_but_who_changes_it(
    tenant: GraphTenant, store: Store, company: set[Line]
) -> None:
    package = planting.package(store, "Helpers", planting.group(store, "Choir"))
    planting.give_role_by_package(store, package, planting.role(store, CREATOR))
    planting.assign_on_catalog(store, user(PLANTED), "ae79f266-94d4-4dab-b730-feca7e132178", "Helpers")
    for policy in store.all("assignmentPolicies"):
        store.remove("assignmentPolicies", str(policy["id"]))

    assert {(name, tiers) for name, tiers, *_ in lines(tenant) - company} == {
        (f"{PLANTED}@kestrelvane.example", ("escalation",))
    }


def test_an_access_package_with_a_harmless_role_is_not_reported(
    tenant: GraphTenant, store: Store, company: set[Line]
) -> None:
    package = planting.package(store, "Readers", planting.group(store, "Choir"))
    planting.give_role_by_package(store, package, planting.role(store, "Directory Readers"))

    assert lines(tenant) == company


@pytest.mark.parametrize("kind", ["application", "delegated"])
def test_an_application_with_a_permission_that_the_directory_does_not_answer_with_is_unknown(
    tenant: GraphTenant, store: Store, company: set[Line], kind: str
) -> None:
    gone = planting.application(store, "Coffee machine")
    if kind == "application":
        planting.permit(store, gone, "UserAuthMethod-TAP.ReadWrite.All")
    else:
        planting.delegate(store, gone, "UserAuthMethod-TAP.ReadWrite.All")
    store.remove("servicePrincipals", gone)

    assert {(name, tiers) for name, tiers, *_ in lines(tenant) - company} == {
        (f"unknown principal {gone}", ("direct",))
    }


def test_hidden_members_of_a_group_with_a_role_are_told(tenant: GraphTenant, store: Store) -> None:
    group = planting.group(store, "Night owls")
    planting.change(store, "groups", group, visibility="HiddenMembership")
    planting.assign(store, group, planting.role(store, CREATOR))

    assert unread(tenant) == ["members of groups: Night owls"]


def test_a_group_that_is_not_kept_by_privileged_identity_management_has_no_schedules(
    tenant: GraphTenant, store: Store, company: set[Line]
) -> None:
    plain = planting.group(store, "Night owls", members=(user(PLANTED),))
    planting.change(store, "groups", plain, _notInPim=True)
    kept = planting.group(store, "Early birds")
    planting.make_member_eligible(store, user("samir.haddad"), kept, "member")
    for group in (plain, kept):
        planting.assign(store, group, planting.role(store, CREATOR))

    assert lines(tenant) - company == {
        of_planted("direct", path=("member of Night owls", CREATOR)),
        of_samir("direct", path=("eligible member of Early birds", CREATOR), eligible=True),
    }


def test_an_empty_list_of_role_assignments_is_told(tenant: GraphTenant, store: Store) -> None:
    for each in store.all("roleAssignments"):
        store.remove("roleAssignments", str(each["id"]))

    assert unread(tenant) == ["active role assignments"]


def test_an_agent_with_a_permission_is_told_since_its_blueprint_is_not_looked_at(
    tenant: GraphTenant, store: Store
) -> None:
    agent = planting.application(store, "Onboarding agent")
    planting.change(store, "servicePrincipals", agent, **{"@odata.type": "#microsoft.graph.agentIdentity"})
    planting.permit(store, agent, "UserAuthMethod-TAP.ReadWrite.All")

    assert unread(tenant) == ["who signs in as the agent Onboarding agent"]


def test_who_expects_a_group_does_not_expect_who_owns_or_signs_in_as_a_member(
    tenant: GraphTenant, store: Store
) -> None:
    robot = planting.application(store, "Robot", owners=(user(PLANTED),))
    inner = planting.group(store, "Inner", owners=(user("samir.haddad"),))
    group = planting.group(store, "Night owls", members=(robot, inner))
    planting.assign(store, group, planting.role(store, "User Administrator"))
    held = [each for each in paths(read_rights(tenant)) if each.path[-1] == "User Administrator"]
    everything = ExpectedPrincipal(principal=group, tiers=tuple(Tier), reason="helpdesk")

    judgement = judge(held, (), (), [everything])

    unexpected = {each.held.principal.name for each in judgement.rights if each.objection}
    assert unexpected == {f"{PLANTED}@kestrelvane.example", "samir.haddad@kestrelvane.example"}
    assert judgement.verdicts[Question.RECEIVE] is AuditVerdict.FAIL
