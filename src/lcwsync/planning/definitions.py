"""Git's tasks held against the task definitions of the tenant itself: no apply stops half way for a category."""

from collections.abc import Iterator

from lcwsync.model.catalogue import by_id
from lcwsync.model.person import UNREAD
from lcwsync.model.state import Desired, ObjectKind
from lcwsync.model.workflow import Task, Workflow
from lcwsync.planning.cannot_tell import asked, cannot_tell
from lcwsync.tenant.definitions import OfferedTask
from lcwsync.tenant.port import Tenant
from lcwsync.values.codes.finding import finding
from lcwsync.values.findings import Finding
from lcwsync.values.places import Places

DISPUTED = "LCW002"
"""What is found offline where the documentation contradicts itself; the tenant's definitions answer it."""


def definition_findings(
    desired: Desired, tenant: Tenant, places: Places, *, every_task: bool
) -> tuple[tuple[Finding, ...], bool]:
    """The findings, each at its place in the YAML, and whether the tenant's definitions were read: a read
    that fails is a finding of its own.

    Without `every_task` they are read only for a task of which the catalogue is in doubt, so that an apply is never
    surprised by one. Raises GraphFailure only when the tenant is out of reach or the sign-in is not accepted.
    """
    tasks = [(workflow, at, task) for workflow in desired.workflows for at, task in enumerate(workflow.tasks or ())]
    if not tasks or not (every_task or any(_in_doubt(workflow, task) for workflow, _, task in tasks)):
        return (), False
    unread: list[Finding] = []
    workflow, at, _ = tasks[0]
    place = places.at(ObjectKind.WORKFLOW.value, workflow.display_name, "tasks", at, "task")
    unknown = "whether the tenant offers the tasks that git names"
    offered = asked("its task definitions", tenant.task_definitions, unread, unknown=unknown, place=place)
    if offered is UNREAD:
        return tuple(unread), False
    if not offered:
        return (
            cannot_tell(unknown, "it lists no task definitions", "look at the licence of the tenant", place),
        ), False
    found = (
        each
        for workflow, at, task in tasks
        for each in _findings(workflow, at, task, {one.id: one for one in offered}, places)
    )
    return tuple(found), True


def _in_doubt(workflow: Workflow, task: Task) -> bool:
    definition = by_id(task.definition_id)
    if definition is None:
        return True
    return definition.categories_disputed and workflow.category not in definition.categories


def _findings(
    workflow: Workflow, at: int, task: Task, offered: dict[str, OfferedTask], places: Places
) -> Iterator[Finding]:
    definition = by_id(task.definition_id)
    ids = (definition.id, *definition.also_known_as) if definition else (task.definition_id.strip().lower(),)
    one = next((offered[id_] for id_ in ids if id_ in offered), None)
    name = definition.key if definition else task.definition_id
    place = places.at(ObjectKind.WORKFLOW.value, workflow.display_name, "tasks", at, "task")
    if one is None:
        yield finding("REF005", place, f"the tenant offers no task {name}", "`lcwsync tasks` lists what lcwsync knows")
    elif workflow.category and one.categories and workflow.category.value not in one.categories:
        possible = ", ".join(sorted(one.categories))
        yield finding(
            "LCW001",
            place,
            f"the tenant offers {name} for {possible} workflows, this is a {workflow.category.value} workflow",
            "move the task to such a workflow: the service refuses it here",
            related=(places.at(ObjectKind.WORKFLOW.value, workflow.display_name, "category"),),
        )
