"""Workflows of the tenant that make passes: whether git lists them, and who else reads the mails."""

from collections.abc import Iterable, Mapping, Sequence

from lcwsync.audit.model import Kind, PassWorkflow, Principal
from lcwsync.audit.reader import Reader
from lcwsync.model.catalogue import mints_pass
from lcwsync.model.workflow import LiveWorkflow, Task, Workflow
from lcwsync.preview.recipients import copies, strange_arguments
from lcwsync.tenant.answers import Json, object_id, text


def pass_workflows(
    live: Sequence[LiveWorkflow], desired: Iterable[Workflow], reader: Reader
) -> tuple[PassWorkflow, ...]:
    """Those with a task that makes passes, switched on or not, by name. Names of copies are looked up."""
    listed = {name.casefold() for each in desired for name in (each.display_name, *each.previous_names)}
    minting = [(each, tasks) for each in live if (tasks := _minting(each.workflow))]
    copied = {id_ for _, tasks in minting for id_ in _copied(tasks)}
    people = _people(sorted(copied), reader)
    found = (
        PassWorkflow(
            id=each.id,
            name=each.workflow.display_name,
            enabled=each.workflow.is_enabled is not False and any(task.is_enabled is not False for task in tasks),
            scheduled=each.workflow.is_scheduling_enabled is not False,
            in_git=each.workflow.display_name.casefold() in listed,
            copies=tuple(people[id_] for id_ in _copied(tasks)),
            other_recipients=any(strange_arguments(task) for task in tasks),
        )
        for each, tasks in minting
    )
    return tuple(sorted(found, key=lambda each: (each.name.casefold(), each.id)))


def _minting(workflow: Workflow) -> list[Task]:
    return [task for task in workflow.tasks or () if mints_pass(task.definition_id)]


def _copied(tasks: Iterable[Task]) -> list[str]:
    return list(dict.fromkeys(ref.id.lower() for task in tasks for ref in copies(task) if ref.id))


def _people(ids: Sequence[str], reader: Reader) -> Mapping[str, Principal]:
    select = "?$select=id,displayName,userPrincipalName,accountEnabled"
    answers = reader.many("receivers of copies", [f"/users/{id_}{select}" for id_ in ids])
    return {id_: _person(id_, answer) for id_, answer in zip(ids, answers, strict=True)}


def _person(id_: str, answer: Json | None) -> Principal:
    """Somebody who is gone or hidden stands for their id."""
    item = answer or {"id": id_}
    enabled = item.get("accountEnabled")
    name = text(item, "userPrincipalName") or id_
    return Principal(
        id=object_id(item),
        kind=Kind.USER,
        name=name,
        display_name=text(item, "displayName") or name,
        enabled=enabled if isinstance(enabled, bool) else None,
    )
