"""Small model values for tests: what matters is said, the rest is believable."""

from dataclasses import replace

from lcwsync.model.catalogue import by_key
from lcwsync.model.conditions import RuleScope, TimeAttribute, TimeBasedTrigger, TriggerAndScope
from lcwsync.model.environment import Environment
from lcwsync.model.references import Ref, RefKind
from lcwsync.model.state import TenantIdentity
from lcwsync.model.tap_policy import GroupTarget, PolicyState, TapPolicy
from lcwsync.model.workflow import ArgumentValue, Category, LiveWorkflow, Task, Workflow
from lcwsync.plan.planner import Context
from lcwsync.values.places import Places

TENANT = TenantIdentity(id="99999999-0000-4000-8000-000000000000", name="Test tenant", sandbox=True)


def ref(kind: RefKind, name: str, number: int = 1) -> Ref:
    return Ref(kind, id=f"{number:08x}-0000-4000-8000-000000000000", name=name)


def group(name: str, number: int = 1) -> Ref:
    return ref(RefKind.GROUP, name, number)


def user(name: str, number: int = 1) -> Ref:
    return ref(RefKind.USER, name, number)


def task(key: str, *, name: str | None = None, **arguments: ArgumentValue) -> Task:
    definition = by_key(key)
    assert definition
    return Task(
        definition_id=definition.id,
        display_name=name or definition.display_name,
        description="",
        is_enabled=True,
        continue_on_error=False,
        arguments=arguments,
    )


def tap_task(*, minutes: int = 480, once: bool = True, **arguments: ArgumentValue) -> Task:
    made = task("generateTapAndEmailManager", tapLifetimeMinutes=minutes, tapIsUsableOnce=once)
    return replace(made, arguments={**made.arguments, **arguments})


def workflow(name: str = "Pre-hire", *tasks: Task, **changes: object) -> Workflow:
    value = Workflow(
        display_name=name,
        category=Category.JOINER,
        description="",
        is_enabled=True,
        is_scheduling_enabled=False,
        conditions=TriggerAndScope(TimeBasedTrigger(TimeAttribute.HIRE_DATE, -7), RuleScope("(department eq 'Sales')")),
        administration_scope_targets=(),
        tasks=tasks or (tap_task(),),
    )
    return replace(value, **changes)  # type: ignore[arg-type]


def live(value: Workflow, *, number: int = 1, version: int = 1, **changes: object) -> LiveWorkflow:
    tasks = tuple(
        replace(item, id=f"{number:08x}-{position:04x}-4000-8000-000000000000")
        for position, item in enumerate(value.tasks or ())
    )
    made = LiveWorkflow(
        id=f"{number:08x}-aaaa-4000-8000-000000000000",
        version=version,
        workflow=replace(value, tasks=tasks),
        last_modified="2026-01-01T00:00:00.0000000Z",
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def policy(**changes: object) -> TapPolicy:
    value = TapPolicy(
        state=PolicyState.ENABLED,
        is_usable_once=True,
        minimum_lifetime_in_minutes=60,
        default_lifetime_in_minutes=60,
        maximum_lifetime_in_minutes=480,
        default_length=8,
        include_targets=(GroupTarget(group("SG-New-Hires")),),
        exclude_targets=(),
    )
    return replace(value, **changes)  # type: ignore[arg-type]


def context(**changes: object) -> Context:
    value = Context(environment=Environment(name="test", sandbox=True), tenant=TENANT, places=Places())
    return replace(value, **changes)  # type: ignore[arg-type]
