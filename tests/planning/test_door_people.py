"""How many of the people of `for` can be given a pass: told by a plan, by the judge of `preview`."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from lcwsync.sandbox.company.people import object_id
from lcwsync.values.findings import Finding, Severity
from tests.apply.front_door import CREATING, PROJECT, DoorWorld
from tests.config.rules.test_rules import changed

HIRES = object_id("group", "SG-New-Hires")


@pytest.fixture
def world(tmp_path: Path) -> Iterator[DoorWorld]:
    made = DoorWorld(tmp_path)
    yield made
    made.tenant.close()


def told(world: DoorWorld, code: str, document: str = CREATING) -> list[Finding]:
    plan = world.planned(document, checks=True)
    return [each for each in plan.findings if each.code == code]


def members(world: DoorWorld) -> list[str]:
    group = world.app.store.get("groups", HIRES) or {}
    found = group["_members"]
    assert isinstance(found, list)
    return found


def only(world: DoorWorld, *names: str) -> None:
    """Let only these people be in the group of `for`."""
    ids = [str(u["id"]) for u in world.app.store.all("users") if str(u["userPrincipalName"]).split("@")[0] in names]
    assert len(ids) == len(names)
    world.edit("groups", world.app.store.get("groups", HIRES) or {}, _members=ids)


def test_the_plan_says_how_many_people_cannot_be_given_a_pass_and_why(world: DoorWorld) -> None:
    (note,) = told(world, "REQ024")
    total = len(members(world))
    assert note.severity is Severity.NOTE
    assert f"5 of {total} people of `for` that were looked at (of {total}) cannot be given" in note.message
    assert "no manager (1)" in note.message
    assert note.location.line == 6


def test_a_large_directory_is_looked_at_in_part_and_costs_a_bounded_number_of_requests(world: DoorWorld) -> None:
    everybody = changed(CREATING, ("{groups: [SG-New-Hires]}", "allMembers"))
    (note,) = told(world, "REQ024", everybody)
    assert "20 people of `for` that were looked at (of 35)" in note.message
    world.app.requests.clear()
    world.planned(everybody, checks=True)
    assert sum(seen.path.startswith("/users/") for seen in world.app.requests) <= 4 * 20


def test_people_who_can_all_be_given_a_pass_are_no_finding(world: DoorWorld) -> None:
    only(world, "noor.elamin")
    assert told(world, "REQ024") == []
    assert told(world, "REQ025") == []


UNREAD = {
    "/groups/*/members": "whether the people of `for` can be given a pass: 403",
    "/users/*/transitiveMemberOf": "group membership could not be read (1): group memberships could not be read",
}


@pytest.mark.parametrize("path", UNREAD)
def test_what_may_not_be_read_is_not_taken_for_a_pass(path: str, world: DoorWorld) -> None:
    only(world, "noor.elamin")
    world.fault(f"forbidden:GET:{path}")
    (note,) = told(world, "REQ025")
    assert note.severity is Severity.NOTE
    assert note.message.startswith("cannot tell ")
    assert UNREAD[path] in note.message
    assert told(world, "REQ024") == []


def test_a_disabled_account_is_a_doubt_and_no_refusal(world: DoorWorld) -> None:
    only(world, "noor.elamin")
    (person,) = [u for u in world.app.store.all("users") if u["id"] == members(world)[0]]
    world.edit("users", person, accountEnabled=False)
    (note,) = told(world, "REQ025")
    assert (
        "of 1 of 1 people of `for` that were looked at (of 1) whether managers can ask for them: the account"
        in note.message
    )


def test_a_finding_about_requests_can_be_rated_by_the_project(world: DoorWorld) -> None:
    rules = "rules: {REQ024: {severity: warning, reason: we want to know}}\n"
    plan = world.planned(CREATING, project=PROJECT + rules, checks=True)
    assert [each.severity for each in plan.findings if each.code == "REQ024"] == [Severity.WARNING]
