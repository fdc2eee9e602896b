"""Tasks that put users into groups and teams, and take them out.

Only Microsoft 365 groups and security groups of the cloud whose members are assigned can be changed
(https://learn.microsoft.com/entra/id-governance/lifecycle-workflow-tasks).
"""

from collections.abc import Sequence

from lcwsync.sandbox.directory.groups import is_dynamic
from lcwsync.sandbox.directory.objects import ids
from lcwsync.sandbox.engine.tasks.call import Call, Done, TaskFailed, listed
from lcwsync.sandbox.lifecycle.task_definitions import task_name
from lcwsync.sandbox.store import JsonObject, Store


def add_to_groups(call: Call) -> Done:
    """Add the user to the groups of `groupID`; those the user is in already are left alone."""
    return _add(call, _usable(call, "groupID"))


def add_to_teams(call: Call) -> Done:
    """Add the user to the teams of `teamID`."""
    return _add(call, _usable(call, "teamID"))


def remove_from_groups(call: Call) -> Done:
    """Remove the user from the groups of `groupID`."""
    return _remove(call, _usable(call, "groupID"))


def remove_from_teams(call: Call) -> Done:
    """Remove the user from the teams of `teamID`."""
    return _remove(call, _usable(call, "teamID"))


def remove_from_all_groups(call: Call) -> Done:
    """Remove the user from every group whose members can be changed; the others are passed over."""
    return _remove(call, [group for group in call.store.all("groups") if unusable(group) is None])


def remove_from_all_teams(call: Call) -> Done:
    """Remove the user from every team."""
    teams = [group for group in call.store.all("groups") if is_team(group) and unusable(group) is None]
    return _remove(call, teams)


def foreseeable_failure(store: Store, task: JsonObject) -> str | None:
    """A group or team of the task that does not exist or cannot be changed."""
    argument = "teamID" if "Teams" in task_name(task["taskDefinitionId"]) else "groupID"
    return next((reason for id_ in listed(task, argument) if (reason := _reason(store, id_, argument))), None)


def unusable(group: JsonObject) -> str | None:
    """Why a task cannot change who is in the group; None when it can."""
    types = group.get("groupTypes")
    unified = isinstance(types, list) and "Unified" in types
    if is_dynamic(group):
        return "its membership is dynamic"
    if group.get("isAssignableToRole"):
        return "it can be assigned to roles"
    if group.get("onPremisesSyncEnabled"):
        return "it is synchronised from Active Directory"
    if group.get("mailEnabled") and not unified:
        return "it is mail-enabled"
    return None


def is_team(group: JsonObject) -> bool:
    """Whether the group has a team."""
    options = group.get("resourceProvisioningOptions")
    return isinstance(options, list) and "Team" in options


def _usable(call: Call, argument: str) -> list[JsonObject]:
    """The groups of an argument, all of them usable: a task fails before it changes one."""
    found: list[JsonObject] = []
    for id_ in call.listed(argument):
        if reason := _reason(call.store, id_, argument):
            raise TaskFailed(reason)
        group = call.store.get("groups", id_)
        assert group is not None
        found.append(group)
    return found


def _reason(store: Store, group_id: str, argument: str) -> str | None:
    kind = "team" if argument == "teamID" else "group"
    group = store.get("groups", group_id)
    if group is None or (kind == "team" and not is_team(group)):
        return f"The {kind} {group_id} does not exist."
    reason = unusable(group)
    return reason and f"The members of the {kind} '{group['displayName']}' cannot be changed: {reason}."


def _add(call: Call, groups: Sequence[JsonObject]) -> Done:
    joined = [group for group in groups if call.user_id not in ids(group, "_members")]
    for group in joined:
        _put_members(call, group, [*ids(group, "_members"), call.user_id])
    if not joined:
        return Done(f"was in {_names(groups)} already", nothing_to_do=True)
    return Done(f"added to {_names(joined)}")


def _remove(call: Call, groups: Sequence[JsonObject]) -> Done:
    left = [group for group in groups if call.user_id in ids(group, "_members")]
    for group in left:
        _put_members(call, group, [id_ for id_ in ids(group, "_members") if id_ != call.user_id])
    if not left:
        return Done("had none of these groups or teams to leave", nothing_to_do=True)
    return Done(f"removed from {_names(left)}")


def _put_members(call: Call, group: JsonObject, members: list[str]) -> None:
    call.store.put("groups", str(group["id"]), {**group, "_members": members})


def _names(groups: Sequence[JsonObject]) -> str:
    return ", ".join(str(group["displayName"]) for group in groups)
