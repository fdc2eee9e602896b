import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lcwsync.model.extension import CustomTaskExtension, LiveExtension, LogicApp, PopToken
from lcwsync.model.references import Ref, RefKind
from lcwsync.model.state import Desired, Existing, TenantIdentity
from lcwsync.plan.fingerprint import digest_of
from lcwsync.plan.plan import GuardChange, Plan
from lcwsync.plan.planfile import confirm, digest, dump, load, object_digests, read, schema
from lcwsync.plan.planner import make_plan
from lcwsync.values.errors import ConfigError, StalePlan
from lcwsync.values.findings import Rating
from lcwsync.values.json_schema import Schema
from tests.builders import context, live, ref, tap_task, task, workflow
from tests.mutations import mutated

DESIRED = Desired(workflows=(workflow("A", tap_task(minutes=60)), workflow("B")))
EXISTING = Existing(workflows=(live(workflow("A"), number=1), live(workflow("B"), number=2)))


def plan(desired: Desired = DESIRED, existing: Existing = EXISTING, **changes: object) -> Plan:
    return make_plan(desired, existing, context(config_digest="d" * 64, **changes))


def saved(made: Plan) -> str:
    return dump(made, "0.1.0", made=datetime(2026, 11, 25, 12, tzinfo=UTC), commit="c" * 40)


def test_plans_that_touch_the_same_object_share_a_digest_that_does_not_name_it() -> None:
    only_a = set(object_digests(plan(Desired(workflows=(workflow("A", tap_task(minutes=60)),)))))
    elsewhere = set(object_digests(plan(Desired(workflows=(workflow("a", tap_task(minutes=90)), workflow("C"))))))
    assert len(only_a) == 1
    assert only_a < elsewhere
    assert all(len(key) == 12 for key in elsewhere)
    guard = GuardChange(code="RISK-GUARD", rating=Rating.HIGH, subject="rules", message="x")
    assert len(object_digests(replace(plan(), actions=(), guard=(guard,)))) == 1


def test_a_plan_that_still_holds_is_confirmed() -> None:
    assert confirm(load(saved(plan())), plan()) == plan()


def test_the_published_schema_is_fresh() -> None:
    published = Path(__file__).parent.parent.parent / "schemas" / "plan-file.schema.json"
    assert json.loads(published.read_text(encoding="utf-8")) == schema()


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
    assert line.endswith("arguments.tapLifetimeMinutes was 480, is 120 now, git has 60")


def test_a_change_elsewhere_in_the_tenant_does_not_matter_and_is_not_carried_out() -> None:
    elsewhere = Existing(workflows=(EXISTING.workflows[0], live(workflow("B", is_enabled=False), number=2)))
    confirmed = confirm(load(saved(plan())), plan(existing=elsewhere))
    assert [p.key for p in confirmed.actions] == ['newVersion workflow "A"']


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


def test_a_name_that_means_another_group_now_is_stale() -> None:
    """Renaming a group must not bring it into a reviewed plan."""

    def planned(number: int) -> Plan:
        scope = (ref(RefKind.ADMINISTRATIVE_UNIT, "AU-Sales", number),)
        return plan(Desired(workflows=(workflow("A", administration_scope_targets=scope),)), EXISTING)

    assert confirm(load(saved(planned(7))), planned(7)).actions
    with pytest.raises(StalePlan) as caught:
        confirm(load(saved(planned(7))), planned(8))
    assert "means another object" in caught.value.moved[0]


def test_another_name_for_the_same_group_does_not_matter() -> None:
    def planned(name: str) -> Plan:
        scope = (ref(RefKind.ADMINISTRATIVE_UNIT, name),)
        return plan(Desired(workflows=(workflow("A", administration_scope_targets=scope),)), EXISTING)

    assert confirm(load(saved(planned("AU-Sales"))), planned("AU-Sales (renamed)")).actions


def test_an_extension_that_disappeared_makes_its_users_stale() -> None:
    extension = CustomTaskExtension(
        display_name="Badge",
        endpoint=LogicApp(subscription_id="s", resource_group_name="g", logic_app_workflow_name="l"),
        authentication=PopToken(),
    )
    there = ref(RefKind.CUSTOM_TASK_EXTENSION, "Badge")
    own = LiveExtension(id=there.id or "", extension=extension)

    def planned(used: Ref, extensions: tuple[LiveExtension, ...]) -> Plan:
        call = task("runCustomTaskExtension", customTaskExtensionID=used)
        desired = Desired(workflows=(workflow("A", call),), extensions=(extension,))
        return plan(desired, replace(EXISTING, extensions=extensions))

    without = planned(Ref(RefKind.CUSTOM_TASK_EXTENSION, name="Badge"), ())
    with pytest.raises(StalePlan) as caught:
        confirm(load(saved(planned(there, (own,)))), without)
    assert 'needs custom task extension "Badge"' in caught.value.moved[0]


def test_only_what_speaks_about_the_files_actions_is_kept() -> None:
    dangerous = Desired(workflows=(workflow("A", tap_task(minutes=600)), workflow("B", tap_task(minutes=600))))
    only_a = replace(EXISTING, workflows=(EXISTING.workflows[0], live(workflow("B", tap_task(minutes=600)), number=2)))
    confirmed = confirm(load(saved(plan(dangerous, only_a))), plan(dangerous))
    assert {risk.object.name for risk in plan(dangerous).risks} == {"A", "B"}
    assert {risk.object.name for risk in confirmed.risks} == {"A"}


def test_the_file_is_always_ascii() -> None:
    text = saved(plan(Desired(workflows=(workflow("Zoë \u202e\ud800"),)), Existing()))
    assert text.isascii()
    assert load(text).actions[0].object == 'workflow "Zoë \u202e\ud800"'


def reforged(text: str, **changes: object) -> str:
    """A file changed by somebody who can compute digests."""
    content = {**json.loads(text), **changes}
    del content["digest"]
    return json.dumps({**content, "digest": digest_of(content)})


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda text: text[: len(text) // 2], "truncated or changed"),
        (lambda text: text.replace("480", "481"), "edited"),
        (lambda text: text.replace('"formatVersion": "3.0"', '"formatVersion": "1.0"'), "format 1.0"),
        (lambda text: "[]", "not a plan file"),
        (lambda text: "", "truncated or changed"),
        (lambda text: "\x00", "truncated or changed"),
        (lambda text: reforged(text, actions=[{"key": "x"}]), "does not fit its schema"),
        (lambda text: reforged(text, actions=7), "does not fit its schema"),
        (lambda text: reforged(text, targets=None), "does not fit its schema"),
        (lambda text: reforged(text, madeAt="2026-02-31T00:00:00Z"), "no time at which it was made"),
        (lambda text: "[" * 100_000, "truncated or changed"),
    ],
)
def test_a_damaged_file_is_refused(damage: object, said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        load(damage(saved(plan())))  # type: ignore[operator]


PLAIN = {name: value for name, value in json.loads(saved(plan())).items() if name != "digest"}


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # slow on a busy machine, not by its size
@given(mutated(PLAIN), st.booleans())
def test_a_file_changed_in_one_place_is_read_only_when_it_fits_its_schema(content: object, signed: bool) -> None:
    """An attacker can make the digest fit; the schema still holds."""
    if isinstance(content, dict):
        content = {**content, "digest": digest_of(content) if signed else "0" * 64}
    try:
        read = load(json.dumps(content))
    except ConfigError:
        assert not signed or Schema(schema()).misfit(content)
    else:
        assert signed
        assert Schema(schema()).misfit(content) is None
        assert read.digest == content["digest"]  # type: ignore[index]


def test_a_file_that_does_not_fit_is_refused_with_the_place() -> None:
    text = reforged(saved(plan()), targets=["A", 7])
    with pytest.raises(ConfigError, match=r"targets\[1\]: 7 is not of type 'string'"):
        load(text)


def test_the_rendering_of_a_plan_is_not_a_plan_file() -> None:
    with pytest.raises(ConfigError, match="does not fit its schema"):
        load(json.dumps({"formatVersion": "3.0", "toolVersion": "0", "environment": "x", "summary": {}}))


def test_no_person_is_named_in_the_file() -> None:
    person = Ref(RefKind.USER, id="0000000a-0000-4000-8000-000000000000", name="zoe@example.com")
    text = saved(plan(Desired(workflows=(workflow("A", tap_task(cc=(person,))),))))
    assert "zoe" not in text
    assert "0000000a" in text


def test_the_file_carries_commit_time_refusals_and_the_digest_of_the_review() -> None:
    made = plan()
    read = load(saved(made))
    assert (read.commit, read.made, read.tool_version) == ("c" * 40, datetime(2026, 11, 25, 12, tzinfo=UTC), "0.1.0")
    assert read.review_digest == digest(made)
    assert read.refusals == ()


def test_an_action_taken_out_of_the_file_is_another_review() -> None:
    content = json.loads(saved(plan()))
    content["actions"] = content["actions"][:-1]
    del content["digest"]
    content["digest"] = digest_of(content)
    assert load(json.dumps(content)).review_digest != digest(plan())


def test_the_guard_belongs_to_the_review_and_names_nobody_in_the_file() -> None:
    change = GuardChange(
        code="RISK-GUARD", rating=Rating.HIGH, subject="guardrails", message="one more", people="mallory@example.com"
    )
    guarded, other = replace(plan(), guard=(change,)), replace(plan(), guard=(replace(change, people="eve"),))
    assert len({digest(plan()), digest(guarded), digest(other)}) == 3
    assert load(saved(guarded)).review_digest == digest(guarded)
    assert "mallory" not in saved(guarded)


@pytest.mark.parametrize(
    ("later", "old", "new"),
    [
        (timedelta(0), False, False),
        (timedelta(days=7), False, False),
        (timedelta(days=8), True, False),
        (timedelta(minutes=-9), False, False),
        (timedelta(minutes=-11), False, True),
    ],
)
def test_a_plan_may_wait_a_week_and_never_comes_from_the_future(later: timedelta, old: bool, new: bool) -> None:
    now = datetime(2026, 11, 25, 12, tzinfo=UTC) + later
    held = load(saved(plan()))
    assert (held.too_old(now), held.too_new(now)) == (old, new)


def test_a_mark_and_the_line_ends_of_an_editor_change_no_plan() -> None:
    text = saved(plan())
    assert read(text.encode("utf-8-sig").replace(b"\n", b"\r\n")) == read(text.encode())
    with pytest.raises(ConfigError, match="not UTF-8"):
        read(text.encode("utf-16"))
