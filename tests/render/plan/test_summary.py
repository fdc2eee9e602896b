"""A comment on many tenants: what differs, each change once, every tenant counted, within the budget."""

from dataclasses import replace

from lcwsync.plan.plan import Plan
from lcwsync.render.plan.summary import Unplanned, plans_markdown
from tests.render.plans import every_action, everyday, quiet


def named(plan: Plan, *names: str) -> list[Plan]:
    return [replace(plan, environment=name) for name in names]


def test_tenants_as_git_wants_them_are_a_number_and_nothing_more() -> None:
    text = plans_markdown(named(quiet(), *(f"t{number}" for number in range(99))), []).text
    assert text == "**99 environments**: 99 as git wants them\n"


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
    failed = [Unplanned("x", "no *sign-in*"), Unplanned("y", "no *sign-in*"), Unplanned("z", "not attempted")]
    text = plans_markdown(named(quiet(), "a"), failed).text
    assert text.startswith("**4 environments**: **3 without a plan**, 1 as git wants them\n\n### Without a plan\n\n")
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
    done = plans_markdown(plans, [])
    assert len(done.text.encode()) <= 60_000
    assert done.truncated
    assert "do not approve from this text alone" in done.text.split("\n\n")[0]
    assert "### More environments" in done.text
