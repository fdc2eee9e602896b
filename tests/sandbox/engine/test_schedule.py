from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest

from lcwsync.sandbox.documents import SETTINGS
from lcwsync.sandbox.engine.schedule import advance
from tests.sandbox.engine.office import NOW, Office, day, groups_scope, on_date, step, trigger
from tests.sandbox.graph_client import LIFECYCLE

MAIL = step("sendWelcomeEmail")
LEAVER = {"category": "leaver"}


def test_a_user_is_processed_at_the_first_run_after_the_moment_never_before(office: Office) -> None:
    office.person("Zoe", employeeHireDate=day(7))
    office.workflow(MAIL, on=on_date(offset=-5))
    events = office.advance(days=7)
    # Due on the 25th at 08:00; the engine runs at 06:00 and 09:00.
    assert [event.at for event in events] == [datetime(2026, 11, 25, 9, tzinfo=UTC)]


def test_the_interval_of_the_tenant_decides_when_the_engine_runs(office: Office) -> None:
    office.person("Zoe", employeeHireDate=day(0.05))
    office.workflow(MAIL)
    office.store.put(SETTINGS, SETTINGS, {"workflowScheduleIntervalInHours": 24})
    assert [event.at for event in office.advance(days=3)] == [datetime(2026, 11, 24, tzinfo=UTC)]


@pytest.mark.parametrize(("hired", "processed"), [(-2.9, True), (-3.1, False)])
def test_a_moment_that_passed_more_than_three_days_ago_is_silently_skipped(
    office: Office, hired: float, processed: bool
) -> None:
    office.person("Zoe", employeeHireDate=day(hired))
    office.store.set_clock(frozen=NOW - timedelta(days=9))
    office.workflow(MAIL)
    office.store.set_clock(frozen=NOW)
    assert bool(office.advance(hours=1)) is processed


@pytest.mark.parametrize(
    ("answer", "hired", "processed"),
    [("instant", -0.1, False), ("instant", 0, True), ("day", -0.1, True), ("day", -1, False)],
)
def test_a_moment_before_the_workflow_was_created_never_triggers(
    office: Office, answer: str, hired: float, processed: bool
) -> None:
    office.store.doubts["creation-cut-off"] = answer
    office.person("Zoe", employeeHireDate=day(hired))
    office.workflow(MAIL)
    assert bool(office.advance(hours=1)) is processed


def test_a_user_is_processed_once_until_leaving_and_meeting_the_conditions_again(office: Office) -> None:
    office.person("Zoe", employeeHireDate=day(0))
    office.workflow(MAIL)
    assert len(office.advance(days=2)) == 1
    office.change("zoe", department="Finance")
    assert office.advance(hours=3) == ()
    office.change("zoe", department="Sales")
    assert len(office.advance(hours=3)) == 1


def test_a_new_version_does_not_process_again_who_was_processed(office: Office) -> None:
    office.person("Zoe", employeeHireDate=day(0))
    id_ = office.workflow(MAIL)
    office.advance(hours=1)
    body = office.graph.get(f"{LIFECYCLE}/workflows/{id_}")
    kept = ("category", "displayName", "isEnabled", "isSchedulingEnabled", "executionConditions")
    new = {**{name: body[name] for name in kept}, "tasks": [MAIL, MAIL]}
    answer = office.graph("POST", f"{LIFECYCLE}/workflows/{id_}/createNewVersion", {"workflow": new})
    assert answer.status_code == 200
    assert office.advance(days=1) == ()


@pytest.mark.parametrize(
    ("attribute", "category"),
    [("employeeHireDate", "joiner"), ("createdDateTime", "joiner"), ("employeeLeaveDateTime", "leaver")],
)
def test_a_time_trigger_counts_from_each_of_its_dates(office: Office, attribute: str, category: str) -> None:
    office.person("Old", employeeHireDate=None)
    office.person("Zoe", **{"employeeHireDate": None, attribute: day(-1)})
    office.workflow(
        step("runCustomTaskExtension", customTaskExtensionID=_extension(office)),
        on=on_date(attribute, 1),
        category=category,
    )
    assert [event.person for event in office.advance(hours=2)] == ["Zoe"]


@pytest.mark.parametrize("hired", ["9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z", "never", None])
def test_dates_at_the_end_of_time_are_harmless(office: Office, hired: str | None) -> None:
    office.person("Old", employeeHireDate=hired, signInActivity={"lastSignInDateTime": hired})
    office.workflow(MAIL, on=on_date(offset=-180), displayName="Before")
    office.workflow(MAIL, on=on_date(offset=180), displayName="After")
    assert office.advance(days=1) == ()


def test_rules_are_compared_with_case(office: Office) -> None:
    office.person("Zoe", employeeHireDate=day(0), department="sales")
    office.workflow(MAIL)
    assert office.advance(days=1) == ()


@pytest.mark.parametrize("off", [{"isSchedulingEnabled": False}, {"isSchedulingEnabled": False, "isEnabled": False}])
def test_a_workflow_runs_only_while_it_and_its_schedule_are_enabled(office: Office, off: dict[str, Any]) -> None:
    office.person("Zoe", employeeHireDate=day(0))
    office.workflow(MAIL, **off)
    assert office.advance(days=1) == ()


def test_a_user_is_looked_at_again_right_before_being_processed(office: Office) -> None:
    office.person("Zoe", employeeHireDate=day(0))
    moved = '[{"attribute": "department", "value": "Finance"}]'
    office.workflow(step("updateUserAttributes", attributeUpdates=moved), displayName="First")
    office.workflow(MAIL, displayName="Second")
    assert [event.workflow for event in office.advance(hours=1)] == ["First"]


def test_an_attribute_change_fires_once_and_the_rule_sees_the_new_value(office: Office) -> None:
    office.person("Zoe", department="Finance", manager=office.person("Mia"))
    office.person("Tom", department="Finance")
    office.workflow(
        step("notifyManagerOfMove"),
        on=trigger("attributeChange", triggerAttributes=[{"name": "department"}]),
        category="mover",
    )
    office.change("zoe", department="Sales")
    office.change("tom", department="Legal")
    assert office.texts(days=1) == ["Zoe: mailed Mia"]


def test_a_nested_attribute_can_trigger(office: Office) -> None:
    office.person("Zoe", employeeOrgData={"costCenter": "1", "division": "A"}, manager=office.person("Mia"))
    office.workflow(
        step("notifyManagerOfMove"),
        on=trigger("attributeChange", triggerAttributes=[{"name": "employeeOrgData/costCenter"}]),
        category="mover",
    )
    office.change("zoe", employeeOrgData={"costCenter": "1", "division": "B"})
    assert office.texts(hours=1) == []
    office.change("zoe", employeeOrgData={"costCenter": "2", "division": "B"})
    assert office.texts(hours=3) == ["Zoe: mailed Mia"]


def test_an_attribute_changed_while_the_schedule_was_off_does_not_fire_later(office: Office) -> None:
    office.person("Zoe", department="Finance", manager=office.person("Mia"))
    id_ = office.workflow(
        step("notifyManagerOfMove"),
        on=trigger("attributeChange", triggerAttributes=[{"name": "department"}]),
        category="mover",
        isSchedulingEnabled=False,
    )
    office.change("zoe", department="Sales")
    assert office.graph("PATCH", f"{LIFECYCLE}/workflows/{id_}", {"isSchedulingEnabled": True}).status_code == 204
    assert office.texts(days=1) == []


@pytest.mark.parametrize(("change", "person"), [("add", "Tom"), ("remove", "Zoe")])
def test_a_membership_change_fires_for_who_joined_or_left(office: Office, change: str, person: str) -> None:
    office.person("Zoe", manager=office.person("Mia"))
    office.person("Tom", manager="mia")
    group = office.group("SG-Field", "zoe")
    conditions = {
        "@odata.type": "#microsoft.graph.identityGovernance.triggerAndScopeBasedConditions",
        "trigger": trigger("membershipChange", changeType=change),
        "scope": groups_scope(group),
    }
    office.workflow(step("notifyManagerOfMove"), category="mover", executionConditions=conditions)
    assert office.texts(hours=3) == []
    office.group("SG-Field", "tom")
    assert office.texts(days=1) == [f"{person}: mailed Mia"]


def test_inactivity_counts_from_the_last_successful_sign_in(office: Office) -> None:
    office.person("Mia")
    for name, days in (("Zoe", -100), ("Tom", -10)):
        activity = {"lastSignInDateTime": day(-1), "lastSuccessfulSignInDateTime": day(days)}
        office.person(name, manager="mia", signInActivity=activity)
    office.change("mia", signInActivity={"lastSuccessfulSignInDateTime": day(0)})
    office.workflow(step("emailAboutInactivity"), on=trigger("userInactivity", inactivityPeriodInDays=90), **LEAVER)
    assert office.texts(days=5) == ["Zoe: mailed Mia"]


def test_a_guest_with_too_few_sponsors_fires(office: Office) -> None:
    for name, sponsors in (("Gus", []), ("Gil", ["mia"])):
        office.person(name, userType="Guest", _sponsors=sponsors)
    office.person("Mia")
    office.workflow(step("disableUserAccount"), on=trigger("guestSponsor", minimumRequiredSponsors=1), **LEAVER)
    assert office.texts(days=1) == ["Gus: account disabled"]


def test_an_unreadable_rule_is_reported_and_stops_no_other_workflow(office: Office) -> None:
    office.person("Zoe", employeeHireDate=day(0))
    office.workflow(MAIL, rule="department is 'Sales'", displayName="Broken")
    office.workflow(MAIL)
    broken, mailed = office.advance(hours=1)
    assert broken.failed
    assert broken.workflow == "Broken"
    assert "rule cannot be read" in broken.text
    assert mailed.text == "mailed Zoe"


def test_the_execution_scope_is_what_the_last_evaluation_found(office: Office) -> None:
    office.person("Zoe", employeeHireDate=day(0))
    id_ = office.workflow(MAIL)
    path = f"{LIFECYCLE}/workflows/{id_}/executionScope"
    assert office.graph.get(path)["value"] == []
    office.advance(hours=1)
    office.change("zoe", department="Finance")
    assert [user["displayName"] for user in office.graph.get(path)["value"]] == ["Zoe"]
    office.advance(hours=3)
    assert office.graph.get(path)["value"] == []


def test_the_clock_ends_where_it_was_asked_to(office: Office) -> None:
    office.advance(days=1, minutes=7)
    assert office.store.now() == NOW + timedelta(days=1, minutes=7)


def test_the_same_store_and_source_of_chance_make_the_same_story_and_passes(office: Office) -> None:
    office.person("Zoe", employeeHireDate=day(3), manager=office.person("Mia"))
    office.workflow(
        step("generateTapAndEmailManager", tapLifetimeMinutes="480", tapIsUsableOnce="true"), on=on_date(offset=-3)
    )
    twin = office.store.copy()
    first = advance(office.store, timedelta(days=1), randomness=Random(1))
    assert advance(twin, timedelta(days=1), randomness=Random(1)) == first
    assert [twin.all(name) for name in ("outbox", "workflowRuns", "users")] == [
        office.store.all(name) for name in ("outbox", "workflowRuns", "users")
    ]


def test_an_evaluation_that_breaks_off_leaves_the_store_as_before_it(office: Office) -> None:
    office.person("Zoe", employeeHireDate=day(0))
    office.workflow(MAIL)

    class Broken(Random):
        def getrandbits(self, k: int, /) -> int:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        advance(office.store, timedelta(days=1), randomness=Broken())
    assert office.store.now() == NOW
    assert office.store.all("outbox") == []
    assert len(office.advance(hours=1)) == 1


def _extension(office: Office) -> str:
    office.store.put("customTaskExtensions", "ext-1", {"id": "ext-1", "displayName": "Badge"})
    return "ext-1"
