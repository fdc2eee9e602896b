from dataclasses import replace

from lcwsync.model.environment import Environment, Limits
from lcwsync.model.extension import CustomTaskExtension, LogicApp, PopToken
from lcwsync.model.references import Ref, RefKind
from lcwsync.model.state import Desired, Existing
from lcwsync.model.tap_policy import AllUsers, PolicyState
from lcwsync.model.workflow import Category, Workflow
from lcwsync.plan.action_facts import Direction, Verb
from lcwsync.plan.actions import CreateExtension, UpdateTapPolicy
from lcwsync.plan.plan import Plan
from lcwsync.plan.planner import make_plan
from lcwsync.plan.workflow_actions import (
    CreateWorkflow,
    DeleteWorkflow,
    NewVersion,
    RestoreWorkflow,
    UpdateTask,
    UpdateWorkflow,
)
from lcwsync.values.findings import Rating
from tests.builders import context, live, policy, tap_task, task, user, workflow

ALLOWED = Environment(name="test", sandbox=True, allow_delete=True, limits=Limits(max_deletes=5))


def plan(desired: Desired, existing: Existing, environment: Environment = ALLOWED) -> Plan:
    return make_plan(desired, existing, context(environment=environment))


def one(desired: Workflow, existing: Workflow, **changes: object) -> Plan:
    return plan(Desired(workflows=(desired,)), Existing(workflows=(live(existing, **changes),)))  # type: ignore[arg-type]


def test_equal_sides_give_an_empty_plan() -> None:
    result = one(workflow(), workflow())
    assert result.empty
    assert [name.name for name in result.unchanged] == ["Pre-hire"]


def test_a_new_workflow_is_created() -> None:
    result = plan(Desired(workflows=(workflow(),)), Existing())
    assert [type(p.action) for p in result.actions] == [CreateWorkflow]


def test_one_argument_gives_one_new_version() -> None:
    result = one(workflow("W", tap_task(minutes=600)), workflow("W"), version=3)
    (planned,) = result.actions
    assert isinstance(planned.action, NewVersion)
    assert planned.key == 'newVersion workflow "W"'


def test_a_rename_is_one_patch_and_no_version() -> None:
    result = one(workflow("New", previous_names=("Old",)), workflow("Old"))
    (planned,) = result.actions
    assert isinstance(planned.action, UpdateWorkflow)
    assert planned.action.verbs == (Verb.RENAME,)


def test_a_rename_by_case_only_is_a_rename() -> None:
    result = one(workflow("pre-HIRE"), workflow("Pre-hire"))
    assert [p.action.verbs for p in result.actions] == [(Verb.RENAME,)]


def test_switching_off_is_one_patch() -> None:
    result = one(workflow(is_enabled=False), workflow())
    assert [p.action.verbs for p in result.actions] == [(Verb.DISABLE,)]


def test_everything_that_changes_rides_on_the_one_new_version() -> None:
    desired = workflow("New", tap_task(minutes=60), previous_names=("Old",), is_scheduling_enabled=True)
    (planned,) = one(desired, workflow("Old")).actions
    assert planned.action.verbs == (Verb.NEW_VERSION, Verb.RENAME, Verb.SCHEDULE_ON)


def test_a_task_name_is_a_patch_of_the_task() -> None:
    desired = workflow("W", replace(tap_task(), display_name="Hand out the pass"))
    (planned,) = one(desired, workflow("W")).actions
    assert isinstance(planned.action, UpdateTask)
    assert planned.action.task_id == "00000001-0000-4000-8000-000000000000"


def test_what_git_does_not_list_is_named_and_left_alone() -> None:
    result = plan(Desired(), Existing(workflows=(live(workflow("Made in the portal")),)))
    assert result.empty
    assert [item.object.name for item in result.unmanaged] == ["Made in the portal"]


def test_a_soft_deleted_namesake_is_restored() -> None:
    existing = Existing(deleted_workflows=(live(workflow(), deleted="2026-01-02T00:00:00Z"),))
    assert isinstance(plan(Desired(workflows=(workflow(),)), existing).actions[0].action, RestoreWorkflow)


def test_a_previous_name_is_only_used_when_the_new_name_is_not_there() -> None:
    existing = Existing(workflows=(live(workflow("New"), number=1), live(workflow("Old"), number=2)))
    result = plan(Desired(workflows=(workflow("New", previous_names=("Old",)),)), existing)
    assert result.empty
    assert result.unmanaged[0].notes == ('a previous name of "New", which exists too',)


def test_a_removal_is_declared_and_ordered_last() -> None:
    existing = Existing(workflows=(live(workflow("Gone"), number=1),))
    result = plan(Desired(workflows=(workflow("New"),), removed=("gone",)), existing)
    assert [type(p.action) for p in result.actions] == [CreateWorkflow, DeleteWorkflow]
    assert not result.refusals


def test_prune_deletes_what_git_does_not_list() -> None:
    result = plan(Desired(prune=True), Existing(workflows=(live(workflow("Stray")),)))
    assert [type(p.action) for p in result.actions] == [DeleteWorkflow]
    assert not result.unmanaged


def test_a_delete_needs_the_environments_permission() -> None:
    result = plan(
        Desired(removed=("Gone",)), Existing(workflows=(live(workflow("Gone")),)), Environment(name="production")
    )
    assert [refusal.law for refusal in result.refusals] == ["allowDelete"]
    assert "environments.production" in result.refusals[0].hint


def test_more_deletes_than_the_limit_are_refused() -> None:
    existing = Existing(workflows=tuple(live(workflow(f"W{i}"), number=i) for i in range(3)))
    environment = Environment(name="test", allow_delete=True)
    assert [r.law for r in plan(Desired(prune=True), existing, environment).refusals] == ["limits"]


def test_more_changes_than_the_limit_are_refused() -> None:
    desired = Desired(workflows=tuple(workflow(f"W{i}") for i in range(3)))
    environment = Environment(name="test", limits=Limits(max_changes=2))
    assert [r.law for r in plan(desired, Existing(), environment).refusals] == ["limits"]


def test_an_established_tenant_does_not_start_from_nothing() -> None:
    environment = Environment(name="test", established=True)
    assert [r.law for r in plan(Desired(workflows=(workflow(),)), Existing(), environment).refusals] == ["established"]


def test_a_protected_workflow_is_not_deleted() -> None:
    desired = Desired(workflows=(workflow("W", protect=True),), removed=("W",))
    assert "protect" in [r.law for r in plan(desired, Existing(workflows=(live(workflow("W")),))).refusals]


def test_the_category_cannot_change() -> None:
    result = one(workflow("W", task("sendWelcomeEmail"), category=Category.MOVER), workflow("W"))
    assert [r.law for r in result.refusals] == ["category"]


def test_a_workflow_the_tool_cannot_express_gets_no_new_version() -> None:
    result = one(workflow("W", tap_task(minutes=60)), workflow("W"), unsupported=("trigger of a type not known",))
    assert [r.law for r in result.refusals] == ["unreadable"]


def test_a_new_workflow_must_be_whole() -> None:
    result = plan(Desired(workflows=(Workflow(display_name="W", category=None),)), Existing())
    assert [r.law for r in result.refusals] == ["incomplete"]
    assert "category, trigger and scope" in result.refusals[0].message


def test_two_of_a_name_are_undecided_and_everything_else_is_planned() -> None:
    twins = (live(workflow("W", is_enabled=False), number=1), live(workflow("w"), number=2))
    result = plan(Desired(workflows=(workflow("W"), workflow("New"))), Existing(workflows=twins))
    assert not result.refusals
    assert [p.action.name for p in result.actions] == ["New"]
    (undecided,) = result.undecided
    assert undecided.object.name == "W"
    assert {copy.id for copy in undecided.copies} == {twin.id for twin in twins}
    assert not result.unchanged
    assert not result.in_step


def test_an_unmanaged_workflow_that_runs_on_is_told_with_what_it_does() -> None:
    scheduled, on_demand = workflow("A", is_scheduling_enabled=True), workflow("B")
    mild = workflow("C", task("sendWelcomeEmail"), is_scheduling_enabled=True)
    lives = tuple(live(each, number=number) for number, each in enumerate((scheduled, on_demand, mild), 1))
    found = {item.object.name: item.notes for item in plan(Desired(), Existing(workflows=lives)).unmanaged}
    assert found == {"A": ("runs by schedule and creates passes",), "B": (), "C": ()}


def test_two_of_a_previous_or_a_removed_name_are_undecided_too() -> None:
    twins = (live(workflow("Old"), number=1), live(workflow("Old"), number=2))
    renamed = plan(Desired(workflows=(workflow("W", previous_names=("Old",)),)), Existing(workflows=twins))
    removed = plan(Desired(removed=("old",)), Existing(workflows=twins))
    for result in (renamed, removed):
        assert result.empty
        assert len(result.undecided) == 1


def test_two_of_a_name_that_git_does_not_list_are_unmanaged() -> None:
    twins = (live(workflow("Portal"), number=1), live(workflow("Portal"), number=2))
    result = plan(Desired(), Existing(workflows=twins))
    assert not result.undecided
    assert len(result.unmanaged) == 2


def test_a_target_leaves_other_undecided_objects_out() -> None:
    twins = (live(workflow("W"), number=1), live(workflow("W"), number=2))
    desired = Desired(workflows=(workflow("W"), workflow("New")))
    result = make_plan(desired, Existing(workflows=twins), context(environment=ALLOWED, targets=("New",)))
    assert not result.undecided


def test_an_extension_is_ordered_before_the_workflow_that_uses_it() -> None:
    extension = CustomTaskExtension(
        display_name="Badge",
        endpoint=LogicApp(subscription_id="s", resource_group_name="g", logic_app_workflow_name="l"),
        authentication=PopToken(),
    )
    uses = task("runCustomTaskExtension", customTaskExtensionID=Ref(RefKind.CUSTOM_TASK_EXTENSION, name="Badge"))
    result = plan(Desired(workflows=(workflow("W", uses),), extensions=(extension,)), Existing())
    assert [type(p.action) for p in result.actions] == [CreateExtension, CreateWorkflow]
    assert result.actions[1].depends_on == (result.actions[0].key,)


def test_the_policy_is_loosened_before_and_tightened_after_the_task_that_needs_it() -> None:
    desired = Desired(tap_policy=policy(maximum_lifetime_in_minutes=1440, is_usable_once=True), workflows=(workflow(),))
    result = plan(desired, Existing(tap_policy=policy(is_usable_once=False)))
    assert [type(p.action) for p in result.actions] == [UpdateTapPolicy, CreateWorkflow, UpdateTapPolicy]
    first, last = result.actions[0].action, result.actions[2].action
    assert isinstance(first, UpdateTapPolicy)
    assert isinstance(last, UpdateTapPolicy)
    assert (first.direction, [c.field for c in first.fields]) == (Direction.LOOSEN, ["maximumLifetimeInMinutes"])
    assert (last.direction, [c.field for c in last.fields]) == (Direction.TIGHTEN, ["isUsableOnce"])


def test_a_policy_is_narrowed_before_it_is_enabled() -> None:
    desired = Desired(tap_policy=policy(), workflows=(workflow(),))
    before = policy(state=PolicyState.DISABLED, is_usable_once=False, include_targets=(AllUsers(),))
    result = plan(desired, Existing(tap_policy=before))
    assert [type(p.action) for p in result.actions] == [UpdateTapPolicy, CreateWorkflow]
    assert "RISK-TAP-TARGETS" not in {risk.code for risk in result.risks}


def test_a_policy_change_alone_is_one_patch() -> None:
    result = plan(
        Desired(tap_policy=policy(maximum_lifetime_in_minutes=1440)), Existing(tap_policy=policy(is_usable_once=False))
    )
    assert len(result.actions) == 1


def test_a_name_is_given_away_before_it_is_taken() -> None:
    existing = Existing(workflows=(live(workflow("A"), number=1), live(workflow("B"), number=2)))
    desired = Desired(workflows=(workflow("B", previous_names=("A",)), workflow("C", previous_names=("B",))))
    # B exists, so git's B is the tenant's B; only a chain over free names can be followed by names alone.
    result = plan(desired, existing)
    assert [p.key for p in result.actions] == ['create workflow "C"']


def test_a_target_limits_the_plan_to_it_and_what_it_needs() -> None:
    existing = Existing()
    desired = Desired(workflows=(workflow("A"), workflow("B")))
    result = make_plan(desired, existing, context(environment=ALLOWED, targets=("b",)))
    assert [p.key for p in result.actions] == ['create workflow "B"']


def test_a_copy_of_the_pass_is_a_high_risk_and_names_no_person() -> None:
    result = one(workflow("W", tap_task(cc=(user("mallory@example.com"),))), workflow("W"))
    (risk,) = [r for r in result.risks if r.code == "RISK-CC"]
    assert risk.rating is Rating.HIGH
    assert "1 person" in risk.message
    assert "mallory" not in risk.message


def test_a_longer_reusable_pass_for_more_people_is_a_risk() -> None:
    result = plan(
        Desired(tap_policy=policy(maximum_lifetime_in_minutes=43200, is_usable_once=False, exclude_targets=())),
        Existing(tap_policy=policy()),
    )
    assert {r.code for r in result.risks} == {"RISK-TAP-LIFETIME", "RISK-TAP-REUSABLE"}


def test_the_same_inputs_give_the_same_plan() -> None:
    desired, existing = Desired(workflows=(workflow("A"), workflow("B"))), Existing(workflows=(live(workflow("A")),))
    assert plan(desired, existing) == plan(desired, existing)
