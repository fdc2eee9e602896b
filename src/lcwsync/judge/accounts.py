"""Tasks that enable, disable and delete accounts, end their sessions, and hand over what they sponsor.

https://learn.microsoft.com/entra/id-governance/lifecycle-workflow-on-premises
"""

from dataclasses import replace

from lcwsync.judge.outcome import CannotTell, Done, Failed
from lcwsync.judge.state import Judged, State
from lcwsync.model.catalogue import by_id
from lcwsync.model.person import UNREAD
from lcwsync.model.task_effects import ON_ACCOUNTS
from lcwsync.model.workflow import Task


def enable(state: State, task: Task) -> Judged:
    """enableUserAccount."""
    return _touched(state, task) or Done(), state


def disable(state: State, task: Task) -> Judged:
    """disableUserAccount."""
    return _touched(state, task) or Done(), state


def delete(state: State, task: Task) -> Judged:
    """deleteUser."""
    trouble = _touched(state, task)
    return (trouble, state) if trouble else (Done(), replace(state, deleted=True))


def revoke(state: State, _: Task) -> Judged:
    """revokeRefreshTokens."""
    return Done(), state


def transfer(state: State, _: Task) -> Judged:
    """transferAgentSponsorships, to the manager."""
    match state.manager:
        case None:
            return Failed("no manager"), state
        case found if found is UNREAD:
            return CannotTell("the manager"), state
        case _:
            return Done(), state


def _touched(state: State, task: Task) -> Failed | CannotTell | None:
    """Accounts these tasks do not touch. The agent for Active Directory is taken as given."""
    account, holds_role = state.account, state.about_pass.holds_role
    definition = by_id(task.definition_id)
    on_premises = ON_ACCOUNTS[definition.key] if definition else ""
    agreed = str(task.arguments.get(on_premises, "")).lower() == "true"
    if holds_role is True:
        return Failed("holds a directory role")
    if account.in_role_group is True:
        return Failed("is a member or owner of a group that can be assigned to roles")
    if account.is_synchronised is True and not agreed:
        return Failed(f"the account is synchronised from Active Directory, and {on_premises} is not true")
    if holds_role is UNREAD:
        return CannotTell("directory roles")
    if account.in_role_group is UNREAD:
        return CannotTell("groups that can be assigned to roles")
    if account.is_synchronised is UNREAD and not agreed:
        return CannotTell("whether the account is synchronised from Active Directory")
    return None
