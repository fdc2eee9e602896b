"""What a change takes out of git without deleting it: from then on neither plan nor drift looks at it."""

from collections.abc import Iterator
from typing import TypeVar

from lcwsync.model.extension import CustomTaskExtension
from lcwsync.model.pass_requests import PassRequests
from lcwsync.model.passes import has_pass_task
from lcwsync.model.state import SINGLETON_NAMES, Desired, ObjectKind, ObjectName
from lcwsync.model.workflow import Task, Workflow
from lcwsync.plan.changes import task_title
from lcwsync.plan.fields import (
    Fields,
    extension_fields,
    settings_fields,
    tap_policy_fields,
    task_fields,
    workflow_fields,
)
from lcwsync.plan.plan import Released
from lcwsync.plan.tasks import expected_absent, match_tasks
from lcwsync.values.findings import Rating

T = TypeVar("T", bound=Workflow | CustomTaskExtension | PassRequests)

_GONE = "is not in git any more: it stays in the tenant as it is, and no plan or drift looks at it"


def released(before: Desired, after: Desired) -> tuple[Released, ...]:
    """The objects and fields that leave git, the gravest first. What git deletes by name or by `prune` is no such."""
    found = [*_objects(before, after), *_fields(before, after)]
    return tuple(sorted(found, key=lambda item: item.rating.rank))


def _objects(before: Desired, after: Desired) -> Iterator[Released]:
    policy, settings = (
        ObjectName(kind, SINGLETON_NAMES[kind]) for kind in (ObjectKind.TAP_POLICY, ObjectKind.SETTINGS)
    )
    if before.tap_policy is not None and after.tap_policy is None:
        yield _released(policy, Rating.HIGH, _GONE)
    if before.settings is not None and after.settings is None:
        yield _released(settings, Rating.MEDIUM, _GONE)
    gone = {name.casefold() for name in after.removed}
    workflows, extensions = _by_name(after.workflows), _by_name(after.extensions)
    for workflow in before.workflows:
        known = workflow.display_name.casefold()
        if known not in workflows and not after.prune and known not in gone:
            grave = workflow.protect or has_pass_task(workflow)
            why = _why(protect=workflow.protect, passes=has_pass_task(workflow))
            name = ObjectName(ObjectKind.WORKFLOW, workflow.display_name)
            yield _released(name, Rating.HIGH if grave else Rating.MEDIUM, _GONE + why)
    for extension in before.extensions:
        known = extension.display_name.casefold()
        if known not in extensions and not after.prune and known not in gone:
            name = ObjectName(ObjectKind.EXTENSION, extension.display_name)
            rating = Rating.HIGH if extension.protect else Rating.MEDIUM
            yield _released(name, rating, _GONE + _why(protect=extension.protect, passes=False))
    # `prune` deletes none of them: what git does not describe may be somebody else's access package.
    doors, gone = _by_name(after.pass_requests), {name.casefold() for name in after.removed_pass_requests}
    for requests in before.pass_requests:
        known = requests.display_name.casefold()
        if known not in doors and known not in gone:
            name = ObjectName(ObjectKind.PASS_REQUESTS, requests.display_name)
            yield _released(name, Rating.HIGH, _GONE + _why(protect=requests.protect, passes=True))


def _by_name(items: tuple[T, ...]) -> dict[str, T]:
    """Objects of git by each name they go or went by, without case."""
    found: dict[str, T] = {}
    for each in items:
        for known in (each.display_name, *each.previous_names):
            found[known.casefold()] = each
    return found


def _why(*, protect: bool, passes: bool) -> str:
    said = [*(["protected"] if protect else []), *(["it creates passes"] if passes else [])]
    return f" ({'; '.join(said)})" if said else ""


def _fields(before: Desired, after: Desired) -> Iterator[Released]:
    if before.tap_policy is not None and after.tap_policy is not None:
        name = ObjectName(ObjectKind.TAP_POLICY, SINGLETON_NAMES[ObjectKind.TAP_POLICY])
        lost = _lost(tap_policy_fields(before.tap_policy), tap_policy_fields(after.tap_policy))
        yield from _of_fields(name, Rating.HIGH, lost)
    if before.settings is not None and after.settings is not None:
        name = ObjectName(ObjectKind.SETTINGS, SINGLETON_NAMES[ObjectKind.SETTINGS])
        yield from _of_fields(
            name, Rating.MEDIUM, _lost(settings_fields(before.settings), settings_fields(after.settings))
        )
    workflows, extensions = _by_name(after.workflows), _by_name(after.extensions)
    for was in before.workflows:
        now = workflows.get(was.display_name.casefold())
        if now is not None:
            rating = Rating.HIGH if has_pass_task(was) else Rating.MEDIUM
            name = ObjectName(ObjectKind.WORKFLOW, now.display_name)
            yield from _of_fields(name, rating, _workflow_lost(was, now))
    for old in before.extensions:
        new = extensions.get(old.display_name.casefold())
        if new is not None:
            name = ObjectName(ObjectKind.EXTENSION, new.display_name)
            yield from _of_fields(name, Rating.MEDIUM, _lost(extension_fields(old), extension_fields(new)))
    doors = _by_name(after.pass_requests)
    for asked in before.pass_requests:
        asks = doors.get(asked.display_name.casefold())
        # Every other key that can be left out goes back to its default, which plan and drift look at.
        if asks is not None and asked.description is not None and asks.description is None:
            yield from _of_fields(ObjectName(ObjectKind.PASS_REQUESTS, asks.display_name), Rating.LOW, ("description",))


def _workflow_lost(was: Workflow, now: Workflow) -> tuple[str, ...]:
    # A trigger or a scope of another kind has other fields: what git states in their place is no loss.
    said = _lost(workflow_fields(was), workflow_fields(now))
    lost = [field for field in said if not field.startswith(("trigger", "scope"))]
    if was.conditions is not None and now.conditions is None:
        lost += ["trigger", "scope"]
    if was.tasks is not None and now.tasks is None:
        return (*lost, "tasks")
    old, new = was.tasks or (), now.tasks or ()
    for position, earlier in match_tasks(new, old):
        if earlier is not None:
            lost += [f'task "{task_title(new[position])}" {field}' for field in _task_lost(old[earlier], new[position])]
    return tuple(lost)


def _task_lost(was: Task, now: Task) -> Iterator[str]:
    yield from _lost(task_fields(was), task_fields(now))
    # What git omits of a mail is expected absent: omitting it takes it out of the tenant, not out of git's sight.
    yield from (name for name in was.arguments if name not in now.arguments and not expected_absent(was, name))


def _lost(before: Fields, after: Fields) -> tuple[str, ...]:
    return tuple(field for field in before if field not in after)


def _of_fields(name: ObjectName, rating: Rating, fields: tuple[str, ...]) -> Iterator[Released]:
    if fields:
        verb = "are" if len(fields) > 1 else "is"
        message = f"{', '.join(fields)} {verb} not in git any more: a change in the tenant is not seen from now on"
        yield Released(code="RISK-RELEASED", rating=rating, object=name, fields=fields, message=message)


def _released(name: ObjectName, rating: Rating, message: str) -> Released:
    return Released(code="RISK-RELEASED", rating=rating, object=name, message=message)
