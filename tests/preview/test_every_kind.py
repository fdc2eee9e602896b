"""Whatever a workflow is for and whatever triggers it: what its preview says of each task is what the engine does."""

import base64
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from lcwsync.sandbox.company.large import seed_large
from lcwsync.sandbox.company.people import object_id
from lcwsync.sandbox.company.users import SUITE_SKU
from lcwsync.sandbox.documents import objects
from lcwsync.sandbox.engine.schedule import advance
from lcwsync.sandbox.store import JsonObject, Store
from lcwsync.tenant.permissions import OPERATIONS
from tests.commands import Lcwsync, Served

NOW = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
DAYS = 5

HEAD = "kind: Workflow\nisEnabled: true\nisSchedulingEnabled: true\n"
WORKFLOWS = {
    "joiner": """displayName: Joins
category: joiner
trigger: {timeBasedAttribute: employeeHireDate, offsetInDays: -3}
scope: {rule: "(department eq 'Sales')"}
tasks:
  - {task: enableUserAccount, continueOnError: true}
  - {task: assignLicenses, continueOnError: false, arguments: {licenses: [MICROSOFT_SUITE]}}
  - {task: sendWelcomeEmail, continueOnError: true, arguments: {to: Sponsors}}
  - {task: addUserToGroups, continueOnError: true, arguments: {groupID: [SG-Sales]}}
""",
    "leaver": """displayName: Leaves
category: leaver
trigger: {timeBasedAttribute: employeeLeaveDateTime, offsetInDays: 0}
scope: {rule: "(accountEnabled eq true)"}
tasks:
  - {task: emailOnLastDay, continueOnError: true}
  - {task: disableUserAccount, continueOnError: false}
  - {task: revokeRefreshTokens, continueOnError: true}
  - {task: removeAllLicenses, continueOnError: true}
""",
    "mover": """displayName: Moves
category: mover
trigger: {attributeChange: [city]}
scope: {rule: "(department eq 'Finance')"}
tasks:
  - {task: notifyManagerOfMove, continueOnError: false}
  - {task: addUserToGroups, continueOnError: true, arguments: {groupID: [SG-Sales]}}
""",
    "group": """displayName: Leaves the group
category: mover
trigger: {membershipChange: remove}
scope: {groups: [SG-Crew]}
tasks:
  - {task: notifyManagerOfMove, continueOnError: false, arguments: {to: User}}
  - {task: removeUserFromGroups, continueOnError: true, arguments: {groupID: [SG-Sales]}}
""",
    "inactive": """displayName: Sleeps
category: leaver
trigger: {userInactivity: {inactivityPeriodInDays: 30}}
scope: {rule: "(department eq 'Marketing')"}
tasks:
  - {task: emailAboutInactivity, continueOnError: false}
  - {task: disableUserAccount, continueOnError: true}
""",
}


@pytest.fixture
def company(served: Served, project: Path) -> Store:
    """A company of some hundred people with all that can be odd about them, and a workflow of each kind in git."""
    store = served.app.store
    store.set_clock(frozen=NOW)
    seed_large(store, users=240, workflows=0)
    _disturb(store, Random(5))
    folder = project / "workflows"
    for path in folder.glob("*.yaml"):
        if path.name != "lcwsync.yaml":
            path.unlink()
    sku = next(str(each["skuPartNumber"]) for each in store.all("subscribedSkus") if each["skuId"] == SUITE_SKU)
    for name, text in WORKFLOWS.items():
        (folder / f"{name}.yaml").write_text(HEAD + text.replace("MICROSOFT_SUITE", sku), "utf-8")
    return store


def test_each_task_of_each_workflow_ends_as_its_preview_said(company: Store, lcwsync: Lcwsync) -> None:
    done = lcwsync("preview", "--format", "json", "--days", str(DAYS))
    assert done.code == 0, done.err
    foretold = {str(each["name"]): each for each in json.loads(done.out)["workflows"]}
    assert set(foretold) == {"Joins", "Leaves", "Moves", "Leaves the group", "Sleeps"}
    assert lcwsync("apply", "--yes").code == 0
    _something_happens(company, Random(7))
    advance(company, timedelta(days=DAYS), randomness=Random(1))

    names = {str(each["id"]): str(each["displayName"]) for each in company.all("workflows")}
    ran: dict[tuple[str, str], dict[str, str]] = {}
    for result in company.all("userProcessingResults"):
        if names[str(result["_workflow"])] in foretold:
            key = names[str(result["_workflow"])], str(_part(result, "subject")["id"])
            ran[key] = {
                str(_part(task, "task")["displayName"]): str(task["processingStatus"])
                for task in company.all("taskProcessingResults")
                if task["_userResult"] == result["id"]
            }
    compared = dict.fromkeys(foretold, 0)
    ends: set[str] = set()
    for (name, person), tasks in ran.items():
        workflow = foretold[name]
        titles = {int(str(task["position"])): str(task["title"]) for task in objects(workflow["tasks"])}
        (expected,) = [each for each in objects(workflow["people"]) if each["id"] == person]
        for told in objects(expected["tasks"]):
            did = {"completed": "done", "failed": "failed", None: "skipped"}[
                tasks.get(titles[int(str(told["position"]))])
            ]
            assert told["outcome"] == did, (name, person, told, tasks)
            ends.add(did)
        compared[name] += 1
    assert min(compared.values()) >= 4, compared
    assert ends == {"done", "failed", "skipped"}


def test_the_counts_of_a_workflow_are_those_of_its_people(company: Store, lcwsync: Lcwsync) -> None:
    for workflow in json.loads(lcwsync("preview", "--format", "json").out)["workflows"]:
        people = [each for each in workflow["people"] if each["tasks"]]
        assert sum(workflow["runs"].values()) == len(people)
        for at, tally in enumerate(workflow["tasks"]):
            for outcome in ("done", "failed", "skipped", "cannotTell"):
                assert tally[outcome] == sum(each["tasks"][at]["outcome"] == outcome for each in people)
            assert (
                sum(reason["people"] for reason in tally["reasons"] if reason["outcome"] == "failed") == tally["failed"]
            )


def test_only_facts_that_a_task_asks_about_are_read(company: Store, served: Served, lcwsync: Lcwsync) -> None:
    (Path("workflows") / "joiner.yaml").unlink()
    served.app.requests.clear()
    assert lcwsync("preview", "Leaves").code == 0
    paths = {request.path for request in served.app.requests}
    assert not [
        path for path in paths if path.endswith(("/authentication/methods", "/transitiveMemberOf", "/sponsors"))
    ]
    assert not [request for request in served.app.requests if "signInActivity" in request.query]
    assert [path for path in paths if path.endswith("/manager")]
    assert not served.writes


def test_a_workflow_on_demand_is_previewed_for_the_people_named(
    company: Store, served: Served, project: Path, lcwsync: Lcwsync
) -> None:
    (project / "workflows" / "now.yaml").write_text(
        "kind: Workflow\ndisplayName: Now\ncategory: leaver\nisEnabled: true\nisSchedulingEnabled: false\n"
        "trigger: onDemandOnly\ntasks:\n  - {task: disableUserAccount, continueOnError: false}\n"
        "  - {task: removeUserFromAllGroups, continueOnError: true}\n",
        "utf-8",
    )
    assert "`--user` shows what it would do" in lcwsync("preview", "Now").out
    admin, hire = "ada.iverson@kestrelvane.example", "zoe.novak@kestrelvane.example"
    done = lcwsync("preview", "Now", "--user", admin, "--user", hire)
    assert done.code == 0, done.err
    assert "started now for 2 people" in done.out
    rows = done.out.splitlines()
    assert next(row for row in rows if "Ada Iverson" in row).endswith("1 fails: holds a directory role; 2 skipped")
    assert next(row for row in rows if "Zoë Novak" in row).endswith("2026-11-23 07:30  all 2 done")
    assert lcwsync("apply", "--yes").code == 0
    assert lcwsync("run", "Now", "--user", hire, "--wait", "--yes").code == 0
    assert lcwsync("run", "Now", "--user", admin, "--wait", "--yes").code == 1


def test_people_are_named_for_one_workflow_and_ten_at_most(company: Store, lcwsync: Lcwsync) -> None:
    assert lcwsync("preview", "--user", "zoe.novak@kestrelvane.example").code == 64
    many = [word for number in range(11) for word in ("--user", f"p{number}@x.example")]
    assert "10 at most" in lcwsync("preview", "Leaves", *many).err
    assert lcwsync("preview", "Leaves", "--user", "nobody@x.example").code == 64


def _something_happens(store: Store, chance: Random) -> None:
    """People move to another city, and some leave the crew, while the schedule is on."""
    crew = store.get("groups", CREW) or {}
    members = crew["_members"]
    assert isinstance(members, list)
    store.set_clock(frozen=NOW + timedelta(minutes=1))
    with store.transaction():
        for user in store.all("users"):
            if chance.random() < 0.3:
                store.put("users", str(user["id"]), {**user, "city": "Cork"})
        store.put("groups", CREW, {**crew, "_members": members[::2]})


CREW = object_id("group", "SG-Crew")


def _disturb(store: Store, chance: Random) -> None:
    users = store.all("users")
    role = store.all("roleAssignments")[0]
    sales = store.get("groups", object_id("group", "SG-Sales")) or {}
    with store.transaction():
        for sku in store.all("subscribedSkus"):
            store.put("subscribedSkus", str(sku["id"]), {**sku, "prepaidUnits": {"enabled": 9000}, "consumedUnits": 1})
        for user in users:
            changed: JsonObject = {**user, "city": "Paris"}
            if chance.random() < 0.4:
                day = NOW + timedelta(minutes=chance.randrange(-1440, 4 * 1440))
                changed["employeeLeaveDateTime"] = f"{day:%Y-%m-%dT%H:%M:%SZ}"
            else:
                changed["employeeHireDate"] = f"{NOW + timedelta(days=chance.randrange(4, 8)):%Y-%m-%dT%H:%M:%SZ}"
            match chance.randrange(8):
                case 0:
                    changed["usageLocation"] = None
                case 1:
                    changed["mail"] = None
                case 2:
                    changed["onPremisesSyncEnabled"] = True
                case 3:
                    changed["_manager"] = None
                case 4:
                    held = {**role, "id": f"r-{user['id']}", "principalId": user["id"], "directoryScopeId": "/"}
                    store.put("roleAssignments", str(held["id"]), held)
                case _:
                    pass
            changed["_sponsors"] = [users[0]["id"]] if chance.random() < 0.5 else []
            store.put("users", str(user["id"]), changed)
        crew = [str(user["id"]) for user in users[40:70]]
        store.put("groups", CREW, {**sales, "id": CREW, "displayName": "SG-Crew", "_members": crew})


def _part(document: JsonObject, key: str) -> JsonObject:
    found = document[key]
    assert isinstance(found, dict)
    return found


def test_a_scope_of_hidden_attributes_is_cannot_tell_with_the_permission(
    served: Served, project: Path, lcwsync: Lcwsync, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = project / "workflows" / "joiner-pre-hire-tap.yaml"
    text = path.read_text("utf-8")
    rule = next(line for line in text.splitlines() if "rule:" in line)
    path.write_text(text.replace(rule, '  rule: "(customSecurityAttributes/Site/OnSite ne true)"'), "utf-8")
    roles = sorted({each.least for each in OPERATIONS if not each.least.startswith("CustomSec")})
    claims = base64.urlsafe_b64encode(json.dumps({"roles": roles}).encode()).decode().rstrip("=")
    monkeypatch.setenv("LCWSYNC_ACCESS_TOKEN", f"e30.{claims}.sig")
    done = lcwsync("preview", "Onboard pre-hire employee", "--exit-code")
    assert done.code == 2, done.err
    assert "cannot tell who is in scope" in done.out
    assert "without CustomSecAttributeAssignment.Read.All (signed-in users: Attribute Assignment Reader)" in done.out
    assert "0 people in scope" not in done.out
    failing = lcwsync("preview", "Onboard pre-hire employee", "--failing")
    assert failing.out.startswith("Cannot tell who gets no pass")
    told = lcwsync("why", "zoe.novak@kestrelvane.example", "--workflow", "Onboard pre-hire employee").out
    assert "customSecurityAttributes/Site/OnSite could not be read" in told
    assert "cannot tell" in told
    asked = ("--user", "zoe.novak@kestrelvane.example", "--requested-by", "maria.alvarez@kestrelvane.example", "--yes")
    assert lcwsync("apply", "--yes").code in (0, 1, 5)
    refused = lcwsync("run", "Onboard pre-hire employee", *asked)
    assert refused.code == 4
    assert "the workflow's scope could not be evaluated" in refused.err
