"""What a change does to what protects: every row of the guard, in both directions."""

from dataclasses import replace
from datetime import date

import pytest

from lcwsync.model.approvals import Approval, needed, stricter
from lcwsync.model.environment import Cloud, Environment, Limits
from lcwsync.model.guardrails import ExpectedPrincipal, NeverInScope, RequestRules, TapGuardrails, Tier
from lcwsync.model.rated import RatedOtherwise
from lcwsync.model.references import Ref, RefKind
from lcwsync.model.state import Desired
from lcwsync.plan.guard import Guard, guard_changes, sandbox_in_a_job, weaker_than_shipped
from lcwsync.values.findings import Rating, Severity
from lcwsync.values.places import Places
from tests.builders import workflow

PRODUCTION = Environment(name="production", tenant_id="t1", client_id="c1", plan_client_id="p1")
ADA = ExpectedPrincipal(principal="ada@example.com", tiers=(Tier.DIRECT,), eligible_only=True, reason="on call")
RAILS = TapGuardrails(
    expected=(ADA,),
    maximum_lifetime_in_minutes=480,
    require_one_time_use=True,
    requests=RequestRules(per_person_per_day=2, per_requester_per_day=10),
)


def guard(environment: Environment | None = PRODUCTION, **changes: object) -> Guard:
    value = Guard(
        environment=environment,
        environments=("production",),
        rules=(),
        schemas={},
        approvals={},
        rollout=(),
        files={"CODEOWNERS": "1", ".github/workflows/lcwsync-apply.yml": "1"},
        desired=Desired(guardrails=RAILS),
    )
    return replace(value, **changes)  # type: ignore[arg-type]


def production(**changes: object) -> Guard:
    return guard(PRODUCTION._replace(**changes))  # type: ignore[arg-type]


def rails(**changes: object) -> Guard:
    return guard(desired=Desired(guardrails=replace(RAILS, **changes)))  # type: ignore[arg-type]


def requests(**changes: object) -> Guard:
    return rails(requests=replace(RAILS.requests, **changes))  # type: ignore[arg-type]


LOOSER = {
    "deletion": (production(allow_delete=True), "may delete"),
    "deletions": (production(limits=Limits(max_deletes=50)), "limits.maxDeletes 1 → 50"),
    "changes": (production(limits=Limits(max_changes=500)), "limits.maxChanges 20 → 500"),
    "prune": (guard(desired=Desired(guardrails=RAILS, prune=True)), "prune is on"),
    "a rule off": (guard(rules=(RatedOtherwise("TAP007", None),)), "error → off"),
    "a rule weaker": (guard(rules=(RatedOtherwise("TAP007", Severity.NOTE),)), "error → note"),
    "a rule off for one object": (
        guard(rules=(RatedOtherwise("TAP007", None, objects=("Hire",)),)),
        'at "Hire" error → off',
    ),
    "guardrails gone": (guard(desired=Desired()), "TapGuardrails is not in git any more"),
    "a longer pass": (rails(maximum_lifetime_in_minutes=43200), "480 → 43200"),
    "no limit of a pass": (rails(maximum_lifetime_in_minutes=None), "480 → (no limit)"),
    "reuse": (rails(require_one_time_use=False), "more than one use"),
    "requests a person": (requests(per_person_per_day=None), "perPersonPerDay 2 → (no limit)"),
    "requests a requester": (requests(per_requester_per_day=99), "perRequesterPerDay 10 → 99"),
    "guests": (requests(allow_guests=True), "guests may request"),
    "mail domains": (requests(mail_domains=("evil.example",)), "evil.example"),
    "another principal": (
        rails(expected=(ADA, ExpectedPrincipal(principal="mallory@example.com", tiers=tuple(Tier), reason="x"))),
        "one more principal",
    ),
    "another tier": (rails(expected=(replace(ADA, tiers=(Tier.DIRECT, Tier.POLICY)),)), "policy"),
    "a standing right": (rails(expected=(replace(ADA, eligible_only=False),)), "without activation"),
    "a standing right listed beside": (
        rails(expected=(ADA, replace(ADA, eligible_only=False))),
        "without activation",
    ),
    "another tenant": (production(tenant_id="t2"), "t1 → t2"),
    "another application": (production(client_id="c2"), "another application applies"),
    "no planning application": (production(plan_client_id=None), "p1 → (not set)"),
    "another cloud": (production(cloud=Cloud.CHINA), "another cloud"),
    "another sign-in": (production(auth="token"), "another way to sign in"),
    "a sandbox": (production(sandbox=True), "becomes the embedded sandbox"),
    "an environment gone": (
        guard(environments=("production",)),
        "test is not described any more",
    ),
    "an owner file": (guard(files={".github/workflows/lcwsync-apply.yml": "1"}), "CODEOWNERS is removed"),
    "a workflow file": (
        guard(files={"CODEOWNERS": "1", ".github/workflows/lcwsync-apply.yml": "2"}),
        "lcwsync-apply.yml is changed",
    ),
    "another workflow file": (
        guard(files={**(guard().files or {}), ".github/workflows/mine.yml": "1"}),
        "mine.yml is new",
    ),
    "files unknown": (guard(files=None), "could not be compared"),
}


@pytest.mark.parametrize(("after", "message"), LOOSER.values(), ids=LOOSER)
def test_a_looser_guard_is_high_in_words_and_alone(after: Guard, message: str) -> None:
    before = guard(environments=("production", "test")) if message.startswith("test is") else guard()
    (change,) = guard_changes(before, after, Places())
    assert (change.code, change.rating) == ("RISK-GUARD", Rating.HIGH)
    assert message in change.message


BACK = [name for name in LOOSER if name.split()[0] in {"deletion", "deletions", "changes", "prune", "reuse", "guests"}]


@pytest.mark.parametrize("name", [*BACK, "a rule off", "a longer pass", "another tier", "mail domains"])
def test_the_way_back_is_tighter_and_low(name: str) -> None:
    (change,) = guard_changes(LOOSER[name][0], guard(), Places())
    assert change.rating is Rating.LOW


def test_nothing_that_did_not_change_is_shown() -> None:
    assert guard_changes(guard(), guard(), Places()) == ()


def test_the_organisations_own_rules_are_part_of_the_guard() -> None:
    before, after = guard(schemas={"a": "1", "b": "1"}), guard(schemas={"b": "2", "c": "1"})
    found = {change.message.partition(":")[0]: change.rating for change in guard_changes(before, after, Places())}
    assert found == {"a": Rating.HIGH, "b": Rating.HIGH, "c": Rating.LOW}


@pytest.mark.parametrize(
    ("before", "after", "rating"),
    [
        ((None, ()), ("world", ("canary", "world")), Rating.LOW),
        (("world", ("canary", "world")), ("canary", ("canary", "world")), Rating.HIGH),
        (("world", ("canary", "world")), (None, ()), Rating.HIGH),
        (("world", ("canary", "world")), ("world", ("world",)), Rating.HIGH),
        (("canary", ("canary", "world")), ("world", ("canary", "world")), Rating.LOW),
        (("world", ("canary", "world")), ("earth", ("canary", "earth")), Rating.HIGH),
    ],
)
def test_fewer_rings_before_an_environment_are_looser(
    before: tuple[str | None, tuple[str, ...]], after: tuple[str | None, tuple[str, ...]], rating: Rating
) -> None:
    was, is_ = (guard(PRODUCTION._replace(ring=ring), rollout=rollout) for ring, rollout in (before, after))
    (found,) = guard_changes(was, is_, Places())
    assert found.rating is rating
    assert found.message.startswith("its ring ")
    assert not guard_changes(was, was, Places())


def test_protection_follows_a_rename() -> None:
    was = guard(desired=Desired(workflows=(workflow("Old", protect=True),)))
    renamed = Desired(workflows=(workflow("New", previous_names=("Old",)),))
    (change,) = guard_changes(was, guard(desired=renamed), Places())
    assert change.message == 'workflow "New" is not protected from deletion any more'
    kept = Desired(workflows=(workflow("New", previous_names=("Old",), protect=True),))
    assert guard_changes(was, guard(desired=kept), Places()) == ()


def test_people_are_named_apart_from_the_message() -> None:
    (change,) = guard_changes(guard(), LOOSER["another principal"][0], Places())
    assert "mallory" not in change.message
    assert change.people == "mallory@example.com"


def test_people_who_are_no_longer_kept_out_of_a_scope_are_not_named_in_the_message() -> None:
    zoe, service = Ref(RefKind.USER, name="zoe@example.com"), Ref(RefKind.GROUP, name="SG-Service")
    kept = NeverInScope(users=(zoe,), groups=(service,))
    changes = guard_changes(rails(never_in_scope=kept), rails(never_in_scope=None), Places())
    assert {change.rating for change in changes} == {Rating.HIGH}
    assert sorted(change.people for change in changes) == ["", "zoe@example.com"]
    assert "zoe" not in " ".join(change.message for change in changes)
    assert "SG-Service may be in a dangerous scope" in " ".join(change.message for change in changes)


def test_established_given_up_is_looser() -> None:
    (change,) = guard_changes(production(established=True), guard(), Places())
    assert change.rating is Rating.HIGH


def test_without_a_base_only_what_is_weaker_than_shipped_is_told() -> None:
    assert weaker_than_shipped(PRODUCTION, Desired(guardrails=RAILS), ()) == ()
    environment = PRODUCTION._replace(allow_delete=True, limits=Limits(5, 20), established=True)
    rules = (RatedOtherwise("TAP007", None), RatedOtherwise("LCW021", Severity.ERROR))
    assert weaker_than_shipped(environment, Desired(prune=True), rules) == (
        "plans may delete (allowDelete)",
        "limits.maxDeletes 1 → 5",
        "prune is on: what the tenant has and git does not list is deleted, within the limits",
        "rated lower than shipped: TAP007",
    )


def test_only_an_environment_that_calls_itself_a_sandbox_may_be_one_in_a_job() -> None:
    assert sandbox_in_a_job(Environment(name="my-sandbox", sandbox=True)) is None
    assert sandbox_in_a_job(PRODUCTION) is None
    found = sandbox_in_a_job(PRODUCTION._replace(sandbox=True))
    assert found
    assert (found.code, found.rating) == ("RISK-SANDBOX", Rating.HIGH)


OFF = RatedOtherwise("TAP007", None, objects=("Hire",), until=date(2027, 3, 31))


@pytest.mark.parametrize(
    ("before", "after", "words", "rating"),
    [
        (OFF, OFF._replace(until=date(2027, 6, 30)), 'at "Hire" off until 2027-03-31 → off until 2027-06-30', "high"),
        (OFF, OFF._replace(until=None), 'at "Hire" off until 2027-03-31 → off', "high"),
        (OFF, OFF._replace(until=date(2027, 1, 31)), 'at "Hire" off until 2027-03-31 → off until 2027-01-31', "low"),
        (OFF, OFF._replace(severity=Severity.NOTE), 'at "Hire" off until 2027-03-31 → note until 2027-03-31', "low"),
        (OFF, OFF._replace(severity=Severity.NOTE, until=None), 'at "Hire" off until 2027-03-31 → note', "high"),
        (OFF, OFF._replace(objects=("Hire", "Other")), 'at "Other" error → off until 2027-03-31', "high"),
        (OFF, OFF._replace(objects=("HIRE",)), None, None),
        (OFF._replace(objects=()), OFF, "error", "low"),
    ],
)
def test_an_exception_that_covers_more_or_lasts_longer_is_looser(
    before: RatedOtherwise, after: RatedOtherwise, words: str | None, rating: str | None
) -> None:
    changes = guard_changes(guard(rules=(before,)), guard(rules=(after,)), Places({}))

    if words is None:
        assert changes == ()
        return
    (change,) = changes
    assert words in change.message
    assert change.rating == rating


HIGH = {Rating.HIGH: Approval(2, "o/identity")}


@pytest.mark.parametrize(
    ("after", "rating"),
    [
        ({}, Rating.HIGH),
        ({Rating.HIGH: Approval(1, "o/identity")}, Rating.HIGH),
        ({Rating.HIGH: Approval(2, "o/everybody")}, Rating.HIGH),
        ({Rating.HIGH: Approval(3, "o/identity")}, Rating.LOW),
    ],
)
def test_fewer_approvals_are_looser(after: dict[Rating, Approval], rating: Rating) -> None:
    changes = guard_changes(guard(approvals=HIGH), guard(approvals=after), Places())
    assert {change.rating for change in changes} == {rating}


def test_what_a_rating_needs_holds_for_graver_ones_too() -> None:
    table = {Rating.MEDIUM: Approval(1, "o/identity"), Rating.HIGH: Approval(2)}
    assert needed(table, Rating.LOW) is None
    assert needed(table, None) is None
    assert needed(table, Rating.MEDIUM) == Approval(1, "o/identity")
    assert needed(table, Rating.HIGH) == Approval(2, "o/identity")
    assert stricter(None, Approval(1)) == Approval(1)
    assert stricter(Approval(1, "o/after"), Approval(2, "o/before")) == Approval(2, "o/before")
    assert stricter(Approval(3, "o/after"), Approval(2)) == Approval(3, "o/after")
