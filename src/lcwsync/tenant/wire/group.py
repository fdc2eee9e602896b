"""A group of a Graph answer, with what decides whether tasks can change its members.

https://learn.microsoft.com/entra/id-governance/lifecycle-workflow-tasks
"""

from lcwsync.model.task_facts import GroupFacts
from lcwsync.values.json import Json, text

GROUP_PROPERTIES = (
    "id",
    "displayName",
    "groupTypes",
    "mailEnabled",
    "isAssignableToRole",
    "onPremisesSyncEnabled",
    "resourceProvisioningOptions",
)
"""What a `/groups/{id}` request selects for `group_facts`."""


def group_facts(found: Json) -> GroupFacts:
    """A group of a Graph answer that selected GROUP_PROPERTIES."""
    options = found.get("resourceProvisioningOptions")
    return GroupFacts(
        name=text(found, "displayName") or text(found, "id"),
        is_team=isinstance(options, list) and "Team" in options,
        unusable=_unusable(found),
        carries_roles=found.get("isAssignableToRole") is True,
    )


def _unusable(found: Json) -> str:
    kinds = found.get("groupTypes")
    types = kinds if isinstance(kinds, list) else []
    if "DynamicMembership" in types:
        return "its membership is dynamic"
    if found.get("isAssignableToRole") is True:
        return "it can be assigned to roles"
    if found.get("onPremisesSyncEnabled") is True:
        return "it is synchronised from Active Directory"
    if found.get("mailEnabled") is True and "Unified" not in types:
        return "it is mail-enabled"
    return ""
