"""Tasks that change who is in groups and teams.

Only Microsoft 365 groups and security groups of the cloud whose members are assigned can be changed
(https://learn.microsoft.com/entra/id-governance/lifecycle-workflow-tasks).
"""

from collections.abc import Mapping
from dataclasses import replace

from lcwsync.judge.outcome import CannotTell, Done, Failed
from lcwsync.judge.state import Joins, Judged, State, ids_of
from lcwsync.model.person import UNREAD
from lcwsync.model.task_facts import GroupFacts, refusal
from lcwsync.model.workflow import Task


def add(state: State, task: Task) -> Judged:
    """addUserToGroups and addUserToTeams."""
    trouble, ids = _checked(state, task)
    return (trouble, state) if trouble else (Done(), replace(state, joined=state.joined | ids, left=state.left - ids))


def remove(state: State, task: Task) -> Judged:
    """removeUserFromGroups and removeUserFromTeams."""
    trouble, ids = _checked(state, task)
    return (trouble, state) if trouble else (Done(), replace(state, joined=state.joined - ids, left=state.left | ids))


def remove_all(state: State, _: Task) -> Judged:
    """removeUserFromAllGroups and removeUserFromAllTeams: groups that cannot be changed are passed over."""
    # Which groups these are was not read for each: what depends on a membership is no longer known.
    about = replace(state.about_pass, groups=frozenset() if state.about_pass.groups == frozenset() else UNREAD)
    return Done(), replace(state, joined=frozenset(), earlier=Joins(), about_pass=about)


def _checked(state: State, task: Task) -> tuple[Failed | CannotTell | None, frozenset[str]]:
    argument = "teamID" if "teamID" in task.arguments else "groupID"
    ids = ids_of(task, argument)
    if ids is None:
        return CannotTell(f"the {argument} of the task"), frozenset()
    reasons = _refusals(state.tenant.groups, ids, team=argument == "teamID")
    if reason := next(iter(reasons.values()), ""):
        return Failed(reason), frozenset()
    if unread := [id_ for id_ in ids if id_ not in state.tenant.groups]:
        return CannotTell(f"the group {unread[0]}"), frozenset()
    return None, frozenset(ids)


def _refusals(groups: Mapping[str, GroupFacts | None], ids: tuple[str, ...], *, team: bool) -> Mapping[str, str]:
    found = {id_: refusal(groups[id_], id_, team=team) for id_ in ids if id_ in groups}
    return {id_: reason for id_, reason in found.items() if reason}
