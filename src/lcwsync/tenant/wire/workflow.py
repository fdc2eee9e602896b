"""Workflows and tasks in both directions
(https://learn.microsoft.com/graph/api/resources/identitygovernance-workflow)."""

from lcwsync.model.catalogue import by_id
from lcwsync.model.references import Ref, RefKind
from lcwsync.model.workflow import TASK_FIELDS, WORKFLOW_FIELDS, Category, LiveWorkflow, Task, Workflow
from lcwsync.tenant.wire.arguments import argument_bodies, read_arguments
from lcwsync.tenant.wire.conditions import conditions_body, read_conditions
from lcwsync.tenant.wire.json import Node, plain_body, reference_id
from lcwsync.tenant.wire.unknown import WORKFLOW, unknown_members
from lcwsync.values.errors import LcwError
from lcwsync.values.json import JsonObject

_ADMINISTRATIVE_UNIT = "microsoft.graph.administrativeUnit"

_BASIC_FIELDS = tuple(field for field in WORKFLOW_FIELDS if field.type is not Category)
"""Those whose answer is never unknown; an unknown category goes to the notes."""


def live_workflow(answer: object) -> LiveWorkflow:
    """A workflow as the service shows it: one read alone, or an item of a list.

    Documented defaults stand for missing members, None for what the answer does not show (tasks, conditions and
    administrative units in lists). What cannot be expressed is named in `unsupported`. Raises BadAnswer.
    """
    node = Node.of(answer, "workflow")
    node = Node(node.content, f"workflow {node.required_text('id')}")
    node.required_text("displayName")
    notes: list[str] = []
    deleted = node.text("deletedDateTime")
    workflow = Workflow(
        **node.plain(_BASIC_FIELDS),
        category=_category(node, notes),
        conditions=read_conditions(node, notes),
        administration_scope_targets=_administration_scope(node, notes),
        tasks=_tasks(node, notes, deleted=deleted is not None),
    )
    subject = node.text("targetSubjectType")
    if subject not in (None, "user"):
        notes.append(f"the subject type {subject}")
    modified_by, settings = node.object("lastModifiedBy"), node.object("settings")
    limits = settings.object("quarantineConfiguration") if settings else None
    return LiveWorkflow(
        id=node.required_text("id").lower(),
        version=node.required_integer("version"),
        workflow=workflow,
        last_modified=node.text("lastModifiedDateTime"),
        last_modified_by=modified_by.text("id") if modified_by else None,
        created=node.text("createdDateTime"),
        deleted=deleted,
        quarantine=_quarantine(node),
        execution_limits=limits.as_text() if limits else None,
        unsupported=tuple(dict.fromkeys(notes)),
        unknown=unknown_members(node.content, WORKFLOW),
    )


def create_body(workflow: Workflow) -> JsonObject:
    """The body of a create: what is set; the rest is left to the service's defaults. Raises LcwError when something
    the service needs is missing, hidden or not understood."""
    if workflow.category is None or workflow.conditions is None or workflow.tasks is None:
        missing = [
            name
            for name, value in (
                ("category", workflow.category),
                ("trigger and scope", workflow.conditions),
                ("tasks", workflow.tasks),
            )
            if value is None
        ]
        raise LcwError(
            f'workflow "{workflow.display_name}" cannot be sent without {", ".join(missing)}',
            hint="set them in git",
        )
    body: JsonObject = {
        **plain_body(workflow, WORKFLOW_FIELDS),
        "executionConditions": conditions_body(workflow.conditions),
        "administrationScopeTargets": (
            None
            if workflow.administration_scope_targets is None
            else [
                {"@odata.type": "#" + _ADMINISTRATIVE_UNIT, "id": reference_id(unit)}
                for unit in workflow.administration_scope_targets
            ]
        ),
        "tasks": _task_bodies(workflow.tasks),
    }
    return {name: value for name, value in body.items() if value is not None}


def new_version_body(workflow: Workflow) -> JsonObject:
    """The body of createNewVersion: the whole workflow. It is not a merge, so the switches and the administrative
    units must be set. Raises LcwError otherwise."""
    for name, value in (
        ("isEnabled", workflow.is_enabled),
        ("isSchedulingEnabled", workflow.is_scheduling_enabled),
        ("administrationScopeTargets", workflow.administration_scope_targets),
    ):
        if value is None:
            raise LcwError(
                f'a new version of workflow "{workflow.display_name}" needs {name}, which the service does not show',
                hint=f"set {name} in git",
            )
    return {"workflow": create_body(workflow)}


def _category(node: Node, notes: list[str]) -> Category | None:
    text = node.text("category")
    if text in tuple(Category):
        return Category(text)
    notes.append(f"the category {text}" if text else "no category")
    return None


def _administration_scope(node: Node, notes: list[str]) -> tuple[Ref, ...] | None:
    targets = node.objects("administrationScopeTargets")
    if targets is None:
        return None
    units: list[Ref] = []
    for target in targets:
        if target.type_name not in ("", _ADMINISTRATIVE_UNIT):
            notes.append(f"an administration scope of the type {target.type_name}")
            continue
        units.append(
            Ref(RefKind.ADMINISTRATIVE_UNIT, target.required_text("id").lower(), target.text("displayName") or None)
        )
    return tuple(units)


def _tasks(node: Node, notes: list[str], *, deleted: bool) -> tuple[Task, ...] | None:
    nodes = node.objects("tasks")
    # A deleted workflow reads with no tasks at all and has them again once restored: hidden, not empty.
    if nodes is None or (deleted and not nodes):
        return None
    numbers = [task.integer("executionSequence") for task in nodes]
    order = sorted(range(len(nodes)), key=lambda i: (numbers[i] or 0, i)) if all(numbers) else range(len(nodes))
    return tuple(_task(nodes[i], notes) for i in order)


def _task(node: Node, notes: list[str]) -> Task:
    definition_id = node.required_text("taskDefinitionId").strip().lower()
    return Task(
        definition_id=definition_id,
        **node.plain(TASK_FIELDS),
        arguments=read_arguments(node.objects("arguments") or (), by_id(definition_id), notes),
        id=node.text("id"),
    )


def _task_bodies(tasks: tuple[Task, ...]) -> list[JsonObject]:
    """The tasks, each with a name; a name that git leaves out is unique in its workflow
    (https://learn.microsoft.com/entra/id-governance/lifecycle-workflow-tasks: "a unique string")."""
    taken = {task.display_name.casefold() for task in tasks if task.display_name is not None}
    bodies: list[JsonObject] = []
    for task in tasks:
        body = _task_body(task)
        if task.display_name is None:
            body["displayName"] = _free(str(body["displayName"]), taken)
            taken.add(str(body["displayName"]).casefold())
        bodies.append(body)
    return bodies


def _free(name: str, taken: set[str]) -> str:
    """The name, with a number when another task has it."""
    number = 2
    free = name
    while free.casefold() in taken:
        free = f"{name} ({number})"
        number += 1
    return free


def _task_body(task: Task) -> JsonObject:
    definition = by_id(task.definition_id)
    return {
        # The service requires a name; git may leave it out.
        "displayName": definition.display_name if definition else task.definition_id,
        # Two of these may not be null, and their defaults are not all published.
        "description": "",
        "isEnabled": True,
        "continueOnError": False,
        **plain_body(task, TASK_FIELDS),
        "taskDefinitionId": task.definition_id,
        "arguments": argument_bodies(task.arguments),
    }


def _quarantine(node: Node) -> str | None:
    details = node.object("quarantineDetails")
    if details is None:
        return None
    kind = details.text("quarantineType")
    return None if kind in (None, "notQuarantined") else details.text("quarantineReason") or kind
