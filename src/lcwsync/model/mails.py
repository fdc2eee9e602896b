"""Who reads the mail of a task: its recipient, its copies, and arguments that may name others."""

from lcwsync.model.catalogue import by_id
from lcwsync.model.references import Ref
from lcwsync.model.workflow import Task

MANAGER = "Managers"
"""The word of `to` for the user's manager, who receives a pass unless the task says otherwise."""


def recipient(task: Task) -> str | Ref | None:
    """Who receives the task's mail: a word of `RECIPIENTS`, one user, or a text that is neither.

    None when nothing is stated and no word stands for the default, as for a task that mails administrators.
    """
    definition = by_id(task.definition_id)
    stated = task.arguments.get("to")
    if isinstance(stated, str | Ref) and stated != "":
        return stated
    return definition.default_recipient if definition else None


def copies(task: Task) -> tuple[Ref, ...]:
    """The recipients of copies of the mail, besides the recipient."""
    cc = task.arguments.get("cc")
    match cc:
        case Ref():
            return (cc,)
        case tuple():
            return tuple(item for item in cc if isinstance(item, Ref))
        case _:
            return ()


def strange_arguments(task: Task) -> tuple[str, ...]:
    """Names of arguments that the catalogue does not know, or whose value it cannot read: the mail may go elsewhere."""
    definition = by_id(task.definition_id)
    if definition is None:
        return ()
    unread = {"cc"} if isinstance(task.arguments.get("cc"), str) and task.arguments.get("cc") else set()
    return tuple(sorted({name for name in task.arguments if definition.argument(name) is None} | unread))
