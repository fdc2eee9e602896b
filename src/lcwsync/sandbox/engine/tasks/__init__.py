"""The built-in tasks, acting on the directory of the sandbox: one function for each name of a task.

https://learn.microsoft.com/entra/id-governance/lifecycle-workflow-tasks
"""

from collections.abc import Callable, Mapping

from lcwsync.sandbox import doubts
from lcwsync.sandbox.directory.objects import ids
from lcwsync.sandbox.engine.tasks import access_packages, accounts, extensions, groups, licences, mails, passes
from lcwsync.sandbox.engine.tasks import attributes as user_attributes
from lcwsync.sandbox.engine.tasks.call import Call, Done, TaskFailed
from lcwsync.sandbox.lifecycle.task_definitions import task_name
from lcwsync.sandbox.store import JsonObject, Store

ACTIONS: Mapping[str, Callable[[Call], Done]] = {
    "generateTapAndEmailManager": passes.generate_and_mail,
    "addUserToGroups": groups.add_to_groups,
    "addUserToTeams": groups.add_to_teams,
    "removeUserFromGroups": groups.remove_from_groups,
    "removeUserFromTeams": groups.remove_from_teams,
    "removeUserFromAllGroups": groups.remove_from_all_groups,
    "removeUserFromAllTeams": groups.remove_from_all_teams,
    "enableUserAccount": accounts.enable,
    "disableUserAccount": accounts.disable,
    "deleteUser": accounts.delete,
    "revokeRefreshTokens": accounts.revoke_tokens,
    "transferAgentSponsorships": accounts.transfer_sponsorships,
    "updateUserAttributes": user_attributes.update,
    "assignLicenses": licences.assign,
    "removeLicenses": licences.remove,
    "removeAllLicenses": licences.remove_all,
    "requestAccessPackage": access_packages.request,
    "removeAccessPackage": access_packages.remove,
    "removeAllAccessPackages": access_packages.remove_all,
    "cancelPendingAccessPackageRequests": access_packages.cancel_requests,
    "runCustomTaskExtension": extensions.run,
}
"""Tasks that only mail are not here: `mails.send` does them all."""

_CHECKS: Mapping[str, Callable[[Store, JsonObject], str | None]] = {
    "generateTapAndEmailManager": passes.foreseeable_failure,
    "addUserToGroups": groups.foreseeable_failure,
    "addUserToTeams": groups.foreseeable_failure,
    "removeUserFromGroups": groups.foreseeable_failure,
    "removeUserFromTeams": groups.foreseeable_failure,
    "assignLicenses": licences.foreseeable_failure,
    "requestAccessPackage": access_packages.foreseeable_failure,
    "runCustomTaskExtension": extensions.foreseeable_failure,
}

_WRITES_TO_THE_USER = frozenset(
    {
        "generateTapAndEmailManager",
        "enableUserAccount",
        "disableUserAccount",
        "deleteUser",
        "revokeRefreshTokens",
        "updateUserAttributes",
        "assignLicenses",
        "removeLicenses",
        "removeAllLicenses",
    }
)


def carry_out(call: Call) -> Done:
    """Carry a task out. Raises TaskFailed before anything is written."""
    name = task_name(call.task["taskDefinitionId"])
    if name in _WRITES_TO_THE_USER and (unit := _restricted_unit(call)):
        raise TaskFailed(f"The user is in the restricted management administrative unit {unit}.")
    return ACTIONS.get(name, mails.send_by_itself)(call)


def foreseeable_failure(store: Store, task: JsonObject) -> str | None:
    """Why a stored task would fail for everybody; None when nothing speaks against it."""
    check = _CHECKS.get(task_name(task["taskDefinitionId"]))
    return check(store, task) if check else None


def _restricted_unit(call: Call) -> str:
    """The name of a restricted management administrative unit that the user is in; empty when in none."""
    if doubts.answer(call.store, "restricted-units") != "refused":
        return ""
    units = (
        unit
        for unit in call.store.all("administrativeUnits")
        if unit.get("isMemberManagementRestricted") is True and call.user_id in ids(unit, "_members")
    )
    return next((str(unit["displayName"]) for unit in units), "")
