"""What leaves git without being deleted."""

from dataclasses import replace

import pytest

from lcwsync.model.conditions import GroupScope, OnDemandOnly
from lcwsync.model.extension import CustomTaskExtension
from lcwsync.model.settings import LifecycleSettings
from lcwsync.model.state import Desired
from lcwsync.model.workflow import Workflow
from lcwsync.plan.released import released
from lcwsync.values.findings import Rating
from tests.builders import group, policy, tap_task, task, user, workflow
from tests.plan.front_doors import requests

PASSES = workflow("Pre-hire")
MAIL = workflow("Welcome", task("sendWelcomeEmail"))
BADGE = CustomTaskExtension(display_name="Badge", description="d")
BEFORE = Desired(
    tap_policy=policy(),
    settings=LifecycleSettings(workflow_schedule_interval_in_hours=4),
    workflows=(PASSES, MAIL),
    extensions=(BADGE,),
    pass_requests=(requests(description="Ask here."),),
)


def changed(old: Workflow, **changes: object) -> Desired:
    kept = tuple(w for w in BEFORE.workflows if w is not old)
    return replace(BEFORE, workflows=(*kept, replace(old, **changes)))  # type: ignore[arg-type]


GONE = {
    "the policy": (replace(BEFORE, tap_policy=None), "Temporary Access Pass policy", Rating.HIGH),
    "a field of the policy": (
        replace(BEFORE, tap_policy=policy(exclude_targets=None)),
        "excludeTargets",
        Rating.HIGH,
    ),
    "the settings": (replace(BEFORE, settings=None), "Lifecycle Workflows settings", Rating.MEDIUM),
    "a workflow with passes": (replace(BEFORE, workflows=(MAIL,)), "it creates passes", Rating.HIGH),
    "another workflow": (replace(BEFORE, workflows=(PASSES,)), "Welcome", Rating.MEDIUM),
    "an extension": (replace(BEFORE, extensions=()), "Badge", Rating.MEDIUM),
    "requests in My Access": (replace(BEFORE, pass_requests=()), "Pass for a report", Rating.HIGH),
    "requests in My Access, which prune leaves alone": (
        replace(BEFORE, pass_requests=(), prune=True),
        "Pass for a report",
        Rating.HIGH,
    ),
    "the description of requests": (replace(BEFORE, pass_requests=(requests(),)), "description", Rating.LOW),
    "a field of an extension": (
        replace(BEFORE, extensions=(replace(BADGE, description=None),)),
        "description",
        Rating.MEDIUM,
    ),
    "administrators": (changed(PASSES, administration_scope_targets=None), "administrationScopeTargets", Rating.HIGH),
    "tasks": (changed(MAIL, tasks=None), "tasks", Rating.MEDIUM),
    "trigger and scope": (changed(MAIL, conditions=None), "trigger, scope", Rating.MEDIUM),
    "the lifetime of a pass": (
        changed(PASSES, tasks=(replace(tap_task(), arguments={"tapIsUsableOnce": True}),)),
        "tapLifetimeMinutes",
        Rating.HIGH,
    ),
    "a switch of a task": (changed(MAIL, tasks=(replace(MAIL.tasks[0], is_enabled=None),)), "isEnabled", Rating.MEDIUM),  # type: ignore[index]
}


@pytest.mark.parametrize(("after", "words", "rating"), GONE.values(), ids=GONE)
def test_what_leaves_git_is_named_and_rated(after: Desired, words: str, rating: Rating) -> None:
    (item,) = released(BEFORE, after)
    assert item.rating is rating
    assert words in f"{item.object} {item.message}"


STAYS = {
    "nothing": BEFORE,
    "deleted by name": replace(BEFORE, workflows=(PASSES,), removed=("welcome",)),
    "deleted by prune": replace(BEFORE, workflows=(PASSES,), prune=True),
    "requests deleted by name": replace(BEFORE, pass_requests=(), removed_pass_requests=("pass for a report",)),
    "requests renamed": replace(
        BEFORE,
        pass_requests=(requests(display_name="Ask here", previous_names=("Pass for a report",), description="Ask."),),
    ),
    "renamed": changed(MAIL, display_name="Hello", previous_names=("Welcome",)),
    "another trigger": changed(MAIL, conditions=OnDemandOnly()),
    "another kind of scope": changed(MAIL, conditions=replace(MAIL.conditions, scope=GroupScope((group("G"),)))),  # type: ignore[type-var]
}


@pytest.mark.parametrize("after", STAYS.values(), ids=STAYS)
def test_what_stays_or_is_deleted_is_not_named(after: Desired) -> None:
    assert released(BEFORE, after) == ()


def test_a_copy_of_a_mail_that_git_omits_is_taken_away_and_not_released() -> None:
    with_cc = replace(BEFORE, workflows=(workflow("Pre-hire", tap_task(cc=(user("Zoë"),))), MAIL))
    assert released(with_cc, BEFORE) == ()


def test_a_protected_object_is_high() -> None:
    before = replace(BEFORE, workflows=(PASSES, replace(MAIL, protect=True)))
    (item,) = released(before, replace(BEFORE, workflows=(PASSES,)))
    assert item.rating is Rating.HIGH
    assert "protected" in item.message
