"""The preview foretells what the sandbox's engine then does."""

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta
from itertools import chain
from random import Random

import pytest

from lcwsync.judge.passes import Weight
from lcwsync.judge.timing import PASSES_EXPECTED, Timing
from lcwsync.model.conditions import RuleScope, TimeAttribute, TimeBasedTrigger, TriggerAndScope, UserInactivityTrigger
from lcwsync.model.person import Manager
from lcwsync.model.tap_policy import AllUsers, PolicyState, TapPolicy
from lcwsync.model.workflow import Category, Workflow
from lcwsync.preview.circumstances import Circumstances
from lcwsync.preview.expected import in_question, timed
from lcwsync.preview.preview import Preview
from lcwsync.sandbox.company.large import seed_large
from lcwsync.sandbox.documents import objects
from lcwsync.sandbox.engine.outbox import mails
from lcwsync.sandbox.engine.progress import TASK_RESULTS
from lcwsync.sandbox.engine.schedule import advance
from lcwsync.sandbox.store import JsonObject, Store
from lcwsync.tenant.facts import FactReader
from lcwsync.tenant.graph import GraphTenant
from tests.builders import tap_task, task, workflow
from tests.previews import ScopeFacts, preview

NOW = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
DAYS = 6
RULE = "((department in ('Sales', 'Finance', 'Engineering')) and (not (city eq 'Paris')))"


@pytest.mark.parametrize(
    ("seed", "age", "cut_off"),
    [
        (0, timedelta(days=30), "instant"),
        (1, timedelta(days=1), "instant"),
        (2, timedelta(days=1), "day"),
        (3, timedelta(0), "instant"),
    ],
)
def test_preview_agrees_with_what_the_engine_does_for_a_thousand_people(
    store: Store, tenant: GraphTenant, seed: int, age: timedelta, cut_off: str
) -> None:
    store.doubts["creation-cut-off"] = cut_off
    store.set_clock(frozen=NOW)
    seed_large(store, users=1000, workflows=0)
    _disturb(store, Random(seed))
    _allow_passes(tenant)
    whole = workflow(
        "Pre-hire",
        tap_task(),
        is_scheduling_enabled=True,
        conditions=TriggerAndScope(TimeBasedTrigger(TimeAttribute.HIRE_DATE, -7), RuleScope(RULE)),
    )
    foretold = _preview(whole, tenant, created=NOW - age)
    store.set_clock(frozen=NOW - age)
    tenant.create_workflow(whole)
    store.set_clock(frozen=NOW)

    advance(store, timedelta(days=DAYS), randomness=Random(seed))

    results = {str(_subject(result)): result for result in store.all(TASK_RESULTS)}
    expected = {e.person.id: e for e in foretold.people if e.when.timing in PASSES_EXPECTED}
    assert len(expected) > 100
    undecided = {e.person.id for e in foretold.at(Timing.CREATION_DAY)}
    assert bool(undecided) is (age < timedelta(days=3))
    assert bool(foretold.at(Timing.BEFORE_CREATION)) is (age < timedelta(days=3))
    assert undecided & set(results) == (undecided if cut_off == "day" else set())
    assert set(results) - undecided <= set(expected)
    for id_, found in expected.items():
        when = found.when
        assert when.earliest is not None
        assert when.latest is not None
        if id_ not in results:
            assert when.timing is Timing.CLOSING or when.latest > NOW + timedelta(days=DAYS)
            continue
        at = datetime.fromisoformat(str(results[id_]["startedDateTime"]))
        assert when.earliest <= at <= when.latest
        assert found.tap is not None
        assert (results[id_]["processingStatus"] == "failed") == (found.tap.weight is Weight.FAILS), results[id_]
    if not undecided & set(results):
        _check_mails(store, foretold, results)


def test_preview_agrees_with_the_engine_about_inactivity(store: Store, tenant: GraphTenant) -> None:
    store.set_clock(frozen=NOW)
    seed_large(store, users=300, workflows=0)
    whole = workflow(
        "Inactive",
        task("emailAboutInactivity"),
        category=Category.LEAVER,
        is_scheduling_enabled=True,
        conditions=TriggerAndScope(UserInactivityTrigger(30), RuleScope("(department in ('Sales', 'Finance'))")),
    )
    foretold = _preview(whole, tenant)
    tenant.create_workflow(whole)

    advance(store, timedelta(days=DAYS), randomness=Random(1))

    processed = {str(_subject(result)) for result in store.all(TASK_RESULTS)}
    expected = {e.person.id: e.when for e in foretold.at(Timing.DUE, Timing.UPCOMING)}
    sure = {id_ for id_, at in expected.items() if at.latest and at.latest <= NOW + timedelta(days=DAYS)}
    assert len(sure) > 20
    assert sure <= processed <= set(expected)


def _preview(whole: Workflow, tenant: GraphTenant, *, created: datetime | None = None) -> Preview:
    people = tuple(chain.from_iterable(tenant.people.in_scope(whole.conditions).pages))
    policy, settings, now = tenant.tap_policy(), tenant.settings(), tenant.now()
    assert now == NOW
    under = Circumstances(workflow=whole, policy=policy, settings=settings, now=now, days=DAYS, created=created)
    asked = in_question(under, timed(under, people, processed={}))
    facts = ScopeFacts(people=people, pass_facts=FactReader(tenant).read(asked))
    return preview(whole, policy, facts, settings, now=now, days=DAYS, created=created)


def _check_mails(store: Store, foretold: Preview, processed: Collection[str]) -> None:
    """As many mails went to each address as were foretold, and each pass starts when it was said to."""
    users = {str(user["id"]): user for user in store.all("users")}
    addresses: Counter[object] = Counter()
    for found in foretold.people:
        tap = found.tap
        if tap is None or tap.weight is Weight.FAILS or found.person.id not in processed:
            continue
        assert isinstance(tap.recipient, Manager)
        addresses[tap.recipient.mail] += 1
        (made,) = [method for method in objects(users[found.person.id]["_methods"]) if "startDateTime" in method]
        assert tap.start is not None
        late = datetime.fromisoformat(str(made["startDateTime"])) - tap.start
        assert timedelta(0) <= late <= timedelta(hours=foretold.interval_hours)
    assert addresses
    assert Counter(person["address"] for mail in mails(store) for person in objects(mail["to"])) == addresses


def _allow_passes(tenant: GraphTenant) -> None:
    tenant.update_tap_policy(TapPolicy(state=PolicyState.ENABLED, include_targets=(AllUsers(),)))


def _subject(result: Mapping[str, object]) -> object:
    subject = result["subject"]
    assert isinstance(subject, dict)
    return subject["id"]


def _disturb(store: Store, chance: Random) -> None:
    """Hire dates around today for all, and now and then whatever can be wrong with a hire."""
    users = store.all("users")
    roles = store.all("roleAssignments")
    with store.transaction():
        for user in users:
            hired = NOW + timedelta(minutes=chance.randrange(-8 * 1440, 18 * 1440))
            changed: JsonObject = {
                **user,
                "employeeHireDate": f"{hired:%Y-%m-%dT%H:%M:%SZ}",
                "signInActivity": None,
                "_methods": [],
                "city": chance.choice(["Paris", "paris", "Cork", None]),
            }
            match chance.randrange(14):
                case 0:
                    changed["employeeHireDate"] = None
                case 1:
                    changed["department"] = str(user.get("department")).upper()
                case 2:
                    changed["signInActivity"] = {"lastSignInDateTime": "2026-11-01T08:00:00Z"}
                case 3:
                    changed["_methods"] = [
                        {"@odata.type": "#microsoft.graph.fido2AuthenticationMethod", "id": str(user["id"])}
                    ]
                case 4:
                    changed["_manager"] = chance.choice([None, user["id"]])
                case 5:
                    changed |= {"userType": "Guest", "externalUserState": chance.choice([None, "Accepted"])}
                case 6:
                    changed["mail"] = None
                case 7:
                    changed["accountEnabled"] = False
                case 8:
                    id_ = f"assignment-{user['id']}"
                    assignment = {**roles[0], "id": id_, "principalId": user["id"], "directoryScopeId": "/"}
                    store.put("roleAssignments", id_, assignment)
                case _:
                    pass
            store.put("users", str(user["id"]), changed)
