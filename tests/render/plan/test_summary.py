"""A comment on many tenants: what differs, each change once, every tenant counted, within the budget."""

from dataclasses import replace

from lcwsync.model.references import Ref, RefKind
from lcwsync.model.state import ObjectKind, ObjectName
from lcwsync.plan.changes import FieldChange
from lcwsync.plan.plan import GuardChange, Plan, Released
from lcwsync.plan.workflow_actions import CreateWorkflow, NewVersion
from lcwsync.render.drift.summary import drifts_markdown
from lcwsync.render.formats.many import Missing
from lcwsync.render.plan.summary import plans_markdown
from lcwsync.values.findings import Rating
from tests.render.plans import every_action, everyday, quiet, ref


def named(plan: Plan, *names: str) -> list[Plan]:
    return [replace(plan, environment=name) for name in names]


def test_tenants_as_git_wants_them_are_a_number_and_nothing_more() -> None:
    text = plans_markdown(named(quiet(), *(f"t{number}" for number in range(99))), []).text
    assert text == "**99 environments**: 99 as git wants them\n"


def test_a_looser_guard_and_what_leaves_git_count_as_high_risks_too() -> None:
    name = ObjectName(ObjectKind.WORKFLOW, "Pre-hire")
    looser = GuardChange(code="RISK-GUARD", rating=Rating.HIGH, subject="rules", message="TAP007 is off")
    gone = Released(code="RISK-RELEASED", rating=Rating.HIGH, object=name, message="is not in git any more")
    plans = [replace(quiet(), environment="a", guard=(looser,)), replace(quiet(), environment="b", released=(gone,))]
    first, *_ = plans_markdown([*plans, *named(quiet(), "c")], []).text.splitlines()
    assert "**high risks in 2 environments**" in first


def test_the_same_change_is_shown_once_and_another_one_by_itself() -> None:
    plans = [*named(quiet(), "a", "b"), *named(everyday(), "c", "d", "e"), *named(every_action("name"), "f")]
    text = plans_markdown(plans, []).text
    alone = plans_markdown(named(everyday(), "c"), []).text
    assert " in 3 environments\n\n`c`, `d`, `e`\n" in text
    assert " in 1 environment\n\n`f`\n" in text
    assert "`a`" not in text
    for heading in (line for line in alone.splitlines() if line.startswith("#### ")):
        assert text.count(heading) <= 2, "once for the group, and once where the other plan has it too"


def test_a_tenant_without_a_plan_is_counted_first_with_its_reason() -> None:
    failed = [Missing("x", "no *sign-in*"), Missing("y", "no *sign-in*"), Missing("z", "not attempted")]
    text = plans_markdown(named(quiet(), "a"), failed).text
    assert text.startswith("**4 environments**: **3 without a plan**, 1 as git wants them\n\n### Without a result\n\n")
    assert "- `x`, `y`: no &#42;sign-in&#42;" in text
    assert "- `z`: not attempted" in text


def test_the_names_of_a_large_group_are_all_there_below_the_heading() -> None:
    names = [f"tenant-{number}" for number in range(100)]
    text = plans_markdown(named(everyday(), *names), []).text
    assert "### Change 1 in 100 environments\n\n`tenant-0`, " in text
    assert "and 92 more" in text
    assert all(f"`{name}`" in text for name in names)


def test_hundreds_of_different_plans_stay_within_the_budget_and_say_what_was_cut() -> None:
    plans = [
        replace(everyday(), environment=f"t{n}", risks=tuple(replace(r, message=f"{n}") for r in everyday().risks))
        for n in range(600)
    ]
    done = plans_markdown(plans, [], budget_bytes=20_000)
    assert len(done.text.encode()) <= 20_000
    assert done.truncated
    assert "do not approve from this text alone" in done.text.split("\n\n")[0]
    assert "### More changes" in done.text


def test_what_tenants_share_is_shown_once_although_something_else_differs_in_each() -> None:
    plans = []
    for number in range(5):
        policy, create, *rest = everyday().actions
        assert isinstance(create.action, CreateWorkflow)
        fields = (FieldChange("displayName", None, f"First day {number}"),)
        own = replace(create, action=replace(create.action, fields=fields))
        plans.append(replace(everyday(), environment=f"t{number}", actions=(policy, own, *rest)))
    text = plans_markdown(plans, []).text
    assert text.count("\n#### `~` `Temporary Access Pass policy` update (PATCH)\n") == 1
    assert text.count("\n#### `+` `workflow") == 5
    assert "### Change 1 in 5 environments\n" in text
    assert "| 1 | 5 environments | " in text
    lines = text.partition("### What each environment gets\n\n")[2].splitlines()
    assert [line for line in lines if line.endswith(": `t3`")] == ["- changes 1, 5: `t3`"]


def test_groups_of_one_name_are_alike_whatever_their_ids_and_two_of_a_name_are_not() -> None:
    def plan(environment: str, *groups: Ref) -> Plan:
        version = everyday().actions[2]
        assert isinstance(version.action, NewVersion)
        fields = (FieldChange("scope.groups", (), groups),)
        action = replace(version.action, fields=fields, tasks=())
        return replace(everyday(), environment=environment, actions=(replace(version, action=action),), risks=())

    one, other = ref(RefKind.GROUP, "SG-New", 1), ref(RefKind.GROUP, "SG-New", 2)
    text = plans_markdown([plan("a", one), plan("b", other)], []).text
    assert "### Change 1 in 2 environments" in text
    assert "`[SG-New]`" in text
    assert "SG-New (00000001), SG-New (00000002)" in plans_markdown([plan("a", one, other)], []).text


def test_the_drift_of_many_tenants_counts_all_and_shows_a_difference_once() -> None:
    plans = [*named(quiet(), "a", "b"), *named(everyday(), "c", "d")]
    text = drifts_markdown(plans, [Missing("x", "no sign-in")]).text
    assert text.startswith("**5 environments**: **1 without a result**, 2 that differ from git, 2 as git wants them\n")
    assert text.count('#### `workflow "Onboard pre-hire employee"`') == 1
    assert "### Change 1 in 2 environments\n\n`c`, `d`\n" in text
