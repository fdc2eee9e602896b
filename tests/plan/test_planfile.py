import json
from dataclasses import replace

import pytest

from lcwsync.model.references import Ref, RefKind
from lcwsync.model.state import Desired, Existing, TenantIdentity
from lcwsync.plan.plan import Plan
from lcwsync.plan.planfile import confirm, dump, load, schema
from lcwsync.plan.planner import make_plan
from lcwsync.values.errors import ConfigError, StalePlan
from tests.builders import context, live, tap_task, workflow

DESIRED = Desired(workflows=(workflow("A", tap_task(minutes=60)), workflow("B")))
EXISTING = Existing(workflows=(live(workflow("A"), number=1), live(workflow("B"), number=2)))


def plan(desired: Desired = DESIRED, existing: Existing = EXISTING, **changes: object) -> Plan:
    return make_plan(desired, existing, context(config_digest="d" * 64, **changes))


def saved(made: Plan) -> str:
    return dump(made, "0.1.0")


def test_a_plan_that_still_holds_is_confirmed() -> None:
    assert confirm(load(saved(plan())), plan()) == plan()


def test_the_same_plan_gives_the_same_bytes_and_fits_the_schema() -> None:
    from jsonschema import Draft7Validator

    assert saved(plan()) == saved(plan())
    Draft7Validator(schema()).validate(json.loads(saved(plan())))


def test_a_change_of_an_object_in_the_plan_is_stale_and_shown_three_ways() -> None:
    moved = Existing(workflows=(live(workflow("A", tap_task(minutes=120)), number=1), EXISTING.workflows[1]))
    with pytest.raises(StalePlan) as caught:
        confirm(load(saved(plan())), plan(existing=moved))
    (line,) = caught.value.moved
    assert line.startswith('workflow "A": task "Generate Temporary Access Pass')
    assert line.endswith("arguments.tapLifetimeMinutes was 480, is 120 now, git wants 60")


def test_a_change_elsewhere_in_the_tenant_does_not_matter_and_is_not_carried_out() -> None:
    elsewhere = Existing(workflows=(EXISTING.workflows[0], live(workflow("B", is_enabled=False), number=2)))
    confirmed = confirm(load(saved(plan())), plan(existing=elsewhere))
    assert [p.key for p in confirmed.actions] == ['new version workflow "A"']


def test_an_object_that_needs_nothing_any_more_is_stale() -> None:
    done = Existing(workflows=(live(workflow("A", tap_task(minutes=60)), number=1), EXISTING.workflows[1]))
    with pytest.raises(StalePlan, match="tenant changed"):
        confirm(load(saved(plan())), plan(existing=done))


def test_a_change_of_the_configuration_is_stale() -> None:
    with pytest.raises(StalePlan, match="configuration in git changed"):
        confirm(load(saved(plan())), replace(plan(), config_digest="e" * 64))


def test_another_tenant_is_stale() -> None:
    other = TenantIdentity(id="00000000-0000-4000-8000-00000000beef", name="Other", sandbox=False)
    with pytest.raises(StalePlan, match="made for environment"):
        confirm(load(saved(plan())), plan(tenant=other))


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda text: text[: len(text) // 2], "not whole"),
        (lambda text: text.replace("480", "481"), "edited"),
        (lambda text: text.replace('"formatVersion": "1.0"', '"formatVersion": "2.0"'), "format 2.0"),
        (lambda text: "[]", "not a plan file"),
        (lambda text: "", "not whole"),
        (lambda text: "[" * 100_000, "not whole"),
    ],
)
def test_a_damaged_file_is_refused(damage: object, said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        load(damage(saved(plan())))  # type: ignore[operator]


def test_nobody_is_named_in_the_file() -> None:
    person = Ref(RefKind.USER, id="0000000a-0000-4000-8000-000000000000", name="zoe@example.com")
    text = saved(plan(Desired(workflows=(workflow("A", tap_task(cc=(person,))),))))
    assert "zoe" not in text
    assert "0000000a" in text
