"""Tasks that mail: the recipient and the copies must be there, each with an address.

https://learn.microsoft.com/graph/identitygovernance-lifecycleworkflows-task-arguments
"""

from lcwsync.judge.outcome import CannotTell, Done, Failed
from lcwsync.judge.state import Judged, State, ids_of
from lcwsync.model.catalogue import by_id
from lcwsync.model.mails import recipient
from lcwsync.model.person import UNREAD, Manager
from lcwsync.model.references import Ref
from lcwsync.model.task_effects import copies_sponsors
from lcwsync.model.workflow import Task


def send(state: State, task: Task) -> Judged:
    """A task that only mails."""
    return undeliverable(state, task) or Done(), state


def undeliverable(state: State, task: Task) -> Failed | CannotTell | None:
    """Why the mail of a task cannot be sent; None when it can. That a copy without address fails is a guess."""
    found = [each for each in (_to(state, task), _copies(state, task)) if each]
    return next((each for each in found if isinstance(each, Failed)), found[0] if found else None)


def _to(state: State, task: Task) -> Failed | CannotTell | None:
    match recipient(task):
        case "User":
            return _mailed(state.account.mail, "the person has no mail address", "the person's mail address")
        case "Managers":
            return _manager(state)
        case "Sponsors":
            if copies_sponsors(task):
                return Failed("a mail to the sponsors cannot be copied to others")
            found = state.account.sponsors_with_mail
            if found is UNREAD:
                return CannotTell("the sponsors")
            return None if found else Failed("no sponsor has a mail address")
        case Ref(id=str(id_)):
            return _user(state, id_)
        case None:
            return None
        case str() | Ref():
            return Failed("the recipient in to is no user")


def _manager(state: State) -> Failed | CannotTell | None:
    match state.manager:
        case None:
            return Failed("no manager")
        case Manager(mail=mail):
            return _mailed(mail, "the manager has no mail address", "")
        case _:
            return CannotTell("the manager")


def _copies(state: State, task: Task) -> Failed | CannotTell | None:
    if not task.arguments.get("cc"):
        return None
    ids = ids_of(task, "cc")
    found = [_user(state, id_) for id_ in ids] if ids is not None else [Failed("a recipient in cc is no user")]
    trouble = [each for each in found if each]
    worst = next((each for each in trouble if isinstance(each, Failed)), trouble[0] if trouble else None)
    if worst and recipient(task) is None:
        # Co-sponsors and administrators: without one of them no mail is sent, and no copy either.
        definition = by_id(task.definition_id)
        people = state.tenant.administrators_with_mail if definition and definition.mails == "administrators" else 0
        if people is UNREAD:
            return CannotTell("the administrators who are mailed")
        return worst if people else None
    return worst


def _user(state: State, id_: str) -> Failed | CannotTell | None:
    if id_ == state.person.id:
        return _mailed(state.account.mail, "the person has no mail address", "the person's mail address")
    known = state.tenant.mailable.get(id_)
    if known is None:
        return CannotTell(f"the user {id_}")
    return None if known else Failed(f"the user {id_} does not exist or has no mail address")


def _mailed(mail: object, reason: str, unread: str) -> Failed | CannotTell | None:
    if mail is UNREAD:
        return CannotTell(unread)
    return None if mail else Failed(reason)
