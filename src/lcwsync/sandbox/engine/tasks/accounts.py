"""Tasks that enable, disable and delete accounts and end their sessions.

https://learn.microsoft.com/entra/id-governance/lifecycle-workflow-tasks
"""

from lcwsync.sandbox.directory.objects import ids
from lcwsync.sandbox.directory.users import manager_of, remove_user
from lcwsync.sandbox.engine.tasks.call import Call, Done, TaskFailed


def enable(call: Call) -> Done:
    """Enable the account."""
    _check(call, "enableOnPremisesAccount")
    if call.user.get("accountEnabled") is True:
        return Done("account was enabled already", nothing_to_do=True)
    call.change_user(accountEnabled=True)
    return Done("account enabled")


def disable(call: Call) -> Done:
    """Disable the account."""
    _check(call, "disableOnPremisesAccount")
    if call.user.get("accountEnabled") is False:
        return Done("account was disabled already", nothing_to_do=True)
    call.change_user(accountEnabled=False)
    return Done("account disabled")


def delete(call: Call) -> Done:
    """Delete the account."""
    _check(call, "deleteOnPremisesAccount")
    remove_user(call.store, call.user_id)
    return Done("account deleted")


def revoke_tokens(call: Call) -> Done:
    """Make all refresh tokens worthless from now on."""
    call.change_user(signInSessionsValidFromDateTime=f"{call.now:%Y-%m-%dT%H:%M:%SZ}")
    return Done("refresh tokens revoked")


def transfer_sponsorships(call: Call) -> Done:
    """Hand the sponsorship of agent identities to the manager. The sandbox has no agents."""
    if manager_of(call.store, call.user) is None:
        raise TaskFailed("The user has no manager.")
    return Done("sponsors no agent identity", nothing_to_do=True)


def _check(call: Call, on_premises: str) -> None:
    """Raises TaskFailed for an account these tasks do not touch. The on-premises agent is taken as given."""
    if call.user_holds_role:
        raise TaskFailed("The user holds a Microsoft Entra role.")
    for group in call.store.all("groups"):
        if group.get("isAssignableToRole") and call.user_id in (*ids(group, "_members"), *ids(group, "_owners")):
            raise TaskFailed(
                f"The user is a member or owner of '{group['displayName']}', which can be assigned to roles."
            )
    if call.user.get("onPremisesSyncEnabled") and call.argument(on_premises).lower() != "true":
        raise TaskFailed(f"The account is synchronised from Active Directory and {on_premises} is not true.")
