"""One hire in whom exactly one thing is wrong, and the verdict on the pass."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from lcwsync.judge.passes import VERDICTS, Pass, Verdict, Weight, expected_pass, tap_task
from lcwsync.judge.timing import Timing, When
from lcwsync.model.conditions import TimeAttribute
from lcwsync.model.person import UNREAD, Manager, Membership, PassFacts, Person
from lcwsync.model.tap_policy import AllUsers, GroupTarget, PolicyState, TapPolicy, UserTarget
from lcwsync.model.workflow import Task
from lcwsync.tenant.wire.person import manager, membership, person
from tests.builders import group, policy, user, workflow
from tests.builders import tap_task as creating

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
HIRED = NOW + timedelta(days=7)
NEW_HIRES = group("SG-New-Hires")

BOSS = Manager(id="b", name="Boss", mail="boss@x", enabled=True, membership=Membership.MEMBER)
HIRE = Person(id="h", name="Hire", user_principal_name="h@x", dates={TimeAttribute.HIRE_DATE: HIRED})
FINE = PassFacts(manager=BOSS, groups=frozenset({str(NEW_HIRES.id)}), methods=(), has_signed_in=False, holds_role=False)
DUE = When(timing=Timing.DUE, moment=NOW, earliest=NOW, latest=NOW + timedelta(hours=3))


def expect(
    *,
    checks: PassFacts = FINE,
    who: Person = HIRE,
    rules: TapPolicy | None = policy(),  # noqa: B008 - frozen
    when: When = DUE,
    joining: frozenset[str] = frozenset(),
    made_by: Task | None = None,
) -> Pass:
    return expected_pass(made_by or creating(), rules, who, when, checks, joining=joining, restricted_in=None)


def test_a_hire_without_any_problem_receives_a_pass() -> None:
    found = expect()
    assert (found.verdicts, found.arrives, found.recipient) == ((), True, BOSS)


def test_the_pass_starts_on_the_hire_date_and_lasts_as_long_as_the_task_states() -> None:
    found = expect()
    assert (found.start, found.end) == (HIRED, HIRED + timedelta(minutes=480))


@pytest.mark.parametrize(
    ("checks", "verdict"),
    [
        (replace(FINE, manager=None), Verdict.NO_MANAGER),
        (replace(FINE, manager=replace(BOSS, mail=None)), Verdict.MANAGER_WITHOUT_MAIL),
        (replace(FINE, manager=replace(BOSS, enabled=False)), Verdict.MANAGER_DISABLED),
        (replace(FINE, manager=replace(BOSS, id="h")), Verdict.MANAGER_IS_SELF),
        (replace(FINE, manager=replace(BOSS, membership=Membership.EXTERNAL_GUEST)), Verdict.MANAGER_IS_EXTERNAL),
        (replace(FINE, manager=replace(BOSS, is_contact=True)), Verdict.MANAGER_IS_CONTACT),
        (replace(FINE, methods=("fido2AuthenticationMethod",)), Verdict.HAS_METHODS),
        (replace(FINE, has_signed_in=True), Verdict.HAS_SIGNED_IN),
        (replace(FINE, holds_role=True), Verdict.HOLDS_ROLE),
        (replace(FINE, groups=frozenset()), Verdict.NOT_TARGETED),
        (replace(FINE, manager=UNREAD), Verdict.MANAGER_UNKNOWN),
        (replace(FINE, groups=UNREAD), Verdict.TARGETS_UNKNOWN),
        (replace(FINE, methods=UNREAD), Verdict.METHODS_UNKNOWN),
        (replace(FINE, has_signed_in=UNREAD), Verdict.SIGN_INS_UNKNOWN),
        (replace(FINE, holds_role=UNREAD), Verdict.ROLES_UNKNOWN),
    ],
)
def test_one_thing_wrong_is_one_verdict_and_never_ok(checks: PassFacts, verdict: Verdict) -> None:
    found = expect(checks=checks)
    assert found.verdicts == (verdict,)
    assert not found.arrives
    assert found.weight is VERDICTS[verdict][0]


def test_nothing_read_means_nothing_is_known() -> None:
    found = expect(checks=PassFacts())
    assert found.weight is Weight.UNKNOWN


@pytest.mark.parametrize(
    ("rules", "verdict"),
    [
        (policy(state=PolicyState.DISABLED), Verdict.POLICY_DISABLED),
        (policy(maximum_lifetime_in_minutes=479), Verdict.LIFETIME_OUT_OF_RANGE),
        (policy(minimum_lifetime_in_minutes=481), Verdict.LIFETIME_OUT_OF_RANGE),
        (policy(include_targets=()), Verdict.NOT_TARGETED),
        (policy(include_targets=(UserTarget(user("Somebody else")),)), Verdict.NOT_TARGETED),
        (policy(exclude_targets=(GroupTarget(NEW_HIRES),)), Verdict.EXCLUDED),
        (policy(include_targets=None), Verdict.TARGETS_UNKNOWN),
        (None, Verdict.POLICY_UNKNOWN),
    ],
)
def test_the_policy_decides_too(rules: TapPolicy | None, verdict: Verdict) -> None:
    found = expect(rules=rules)
    assert found.verdicts == (verdict,)
    assert not found.arrives


def test_a_policy_for_everybody_needs_no_group() -> None:
    assert expect(rules=policy(include_targets=(AllUsers(),)), checks=replace(FINE, groups=UNREAD)).arrives


def test_a_reusable_pass_fails_where_the_policy_demands_one_time() -> None:
    assert expect(made_by=creating(once=False)).verdicts == (Verdict.MUST_BE_ONE_TIME,)


def test_a_disabled_task_creates_no_pass() -> None:
    assert tap_task(workflow("Pre-hire", replace(creating(), is_enabled=False))) is None


@pytest.mark.parametrize(
    ("hire_date", "verdict", "start"),
    [
        (None, Verdict.HIRE_DATE_MISSING, NOW),
        (NOW - timedelta(days=1), Verdict.HIRE_DATE_PAST, NOW),
    ],
)
def test_without_a_hire_date_to_come_the_pass_starts_when_it_is_made(
    hire_date: datetime | None, verdict: Verdict, start: datetime
) -> None:
    dates = {TimeAttribute.HIRE_DATE: hire_date} if hire_date else {}
    found = expect(who=replace(HIRE, dates=dates))
    assert (found.verdicts, found.start, found.arrives) == ((verdict,), start, True)


def test_a_hire_date_at_the_end_of_time_breaks_nothing() -> None:
    never = datetime(9999, 12, 31, 23, 59, tzinfo=UTC)
    assert expect(who=replace(HIRE, dates={TimeAttribute.HIRE_DATE: never})).start == never


def test_a_copy_of_the_mail_is_reported_for_every_pass() -> None:
    found = expect(made_by=creating(cc=(user("Nosy"),)))
    assert (found.verdicts, found.arrives) == ((Verdict.COPIES,), True)


@pytest.mark.parametrize(
    ("found", "kind", "verdict"),
    [
        ({"userType": "Guest"}, Membership.INTERNAL_GUEST, Verdict.INTERNAL_GUEST),
        ({"userType": "Guest", "creationType": "Invitation"}, Membership.EXTERNAL_GUEST, Verdict.EXTERNAL_GUEST),
        ({"userType": "Guest", "externalUserState": "Accepted"}, Membership.EXTERNAL_GUEST, Verdict.EXTERNAL_GUEST),
        ({"userPrincipalName": "a_b.c#EXT#@x"}, Membership.EXTERNAL_MEMBER, Verdict.EXTERNAL_MEMBER),
    ],
)
def test_an_internal_guest_may_have_a_pass_and_an_external_one_may_not(
    found: Mapping[str, object], kind: Membership, verdict: Verdict
) -> None:
    assert membership(found) is kind
    assert expect(who=replace(HIRE, membership=kind)).verdicts == (verdict,)


def test_the_gravest_verdict_is_listed_first() -> None:
    found = expect(checks=replace(FINE, manager=None, methods=UNREAD), who=replace(HIRE, dates={}))
    assert found.verdicts == (Verdict.NO_MANAGER, Verdict.METHODS_UNKNOWN, Verdict.HIRE_DATE_MISSING)


def test_every_verdict_has_its_words() -> None:
    assert set(VERDICTS) == set(Verdict)


def test_a_person_is_read_from_any_answer() -> None:
    found = person({"id": "ABC", "employeeHireDate": "2026-11-30T08:00:00Z", "employeeLeaveDateTime": "soon"})
    assert (found.id, found.hire_date) == ("abc", datetime(2026, 11, 30, 8, tzinfo=UTC))
    assert set(found.dates) == {TimeAttribute.HIRE_DATE}


def test_a_blank_address_counts_as_missing() -> None:
    assert manager({"id": "b", "mail": " "}).mail is None


def test_a_contact_is_recognised() -> None:
    assert manager({"@odata.type": "#microsoft.graph.orgContact", "id": "b"}).is_contact
