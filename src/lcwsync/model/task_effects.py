"""What built-in tasks give and take, and what they can never do: one table for offline rules, risks, plan and judge.

https://learn.microsoft.com/entra/id-governance/lifecycle-workflow-tasks
"""

from collections.abc import Mapping

from lcwsync.model.catalogue import by_id
from lcwsync.model.mails import recipient
from lcwsync.model.references import Ref
from lcwsync.model.workflow import Task

ADDS: Mapping[str, str] = {"addUserToGroups": "groupID", "addUserToTeams": "teamID"}
"""Tasks that put people into groups and teams, with the argument that names them."""

OPPOSITES = (
    ("enableUserAccount", "disableUserAccount", None),
    ("addUserToGroups", "removeUserFromGroups", "groupID"),
    ("addUserToTeams", "removeUserFromTeams", "teamID"),
    ("assignLicenses", "removeLicenses", "licenses"),
)
"""Tasks of which the second undoes the first, and the argument in which they must name the same."""

MEMBERSHIP_ARGUMENTS = ("groupID", "teamID")
"""Arguments that name the groups and teams whose members a task changes."""

TAKES_EVERYTHING = (
    "disableUserAccount",
    "revokeRefreshTokens",
    "removeUserFromAllGroups",
    "removeUserFromAllTeams",
    "removeAllLicenses",
    "removeAllAccessPackages",
)
"""Tasks after which a person cannot work."""

ON_ACCOUNTS: Mapping[str, str] = {
    "enableUserAccount": "enableOnPremisesAccount",
    "disableUserAccount": "disableOnPremisesAccount",
    "deleteUser": "deleteOnPremisesAccount",
}
"""Tasks on accounts, with the argument that accounts from Active Directory need. They refuse holders of roles.

https://learn.microsoft.com/entra/id-governance/lifecycle-workflow-on-premises
"""

ENDS_SESSIONS = ("revokeRefreshTokens", "deleteUser")
"""Tasks after which nobody is signed in any more; disabling an account alone leaves its sessions."""

_NEVER_WRITTEN = frozenset({"id", "userPrincipalName", "accountEnabled", "createdDateTime", "manager"})


def never_written(attribute: str) -> bool:
    """Whether updateUserAttributes cannot write the attribute. The service publishes no whole list of those it can.

    https://learn.microsoft.com/entra/id-governance/how-to-lifecycle-workflow-update-user-attributes
    """
    return attribute in _NEVER_WRITTEN or attribute.startswith("customSecurityAttributes/")


def groups_added(task: Task) -> tuple[Ref, ...]:
    """The groups and teams that a task puts people into; none for another task."""
    definition = by_id(task.definition_id)
    argument = ADDS.get(definition.key) if definition else None
    value = task.arguments.get(argument) if argument else None
    return tuple(item for item in value if isinstance(item, Ref)) if isinstance(value, tuple) else ()


def copies_sponsors(task: Task) -> bool:
    """Whether a mail to the sponsors names copies, which it cannot have
    (https://learn.microsoft.com/graph/identitygovernance-lifecycleworkflows-task-arguments)."""
    return recipient(task) == "Sponsors" and bool(task.arguments.get("cc"))
