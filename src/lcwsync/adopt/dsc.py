"""Resources of Microsoft365DSC as Graph has the same objects (https://microsoft365dsc.com/resources/azure-ad/)."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from lcwsync.adopt.powershell import Resource, Variable

_GOVERNANCE = "#microsoft.graph.identityGovernance."

TYPES = frozenset(
    {
        "AADIdentityGovernanceLifecycleWorkflow",
        "AADIdentityGovernanceLifecycleWorkflowCustomTaskExtension",
        "AADLifecycleWorkflowSettings",
        "AADAuthenticationMethodPolicyTemporary",
    }
)
"""The resources that describe what lcwsync manages."""

_OF_DSC = frozenset(
    {
        "ensure", "credential", "applicationId", "tenantId", "applicationSecret", "certificateThumbprint",
        "certificatePath", "certificatePassword", "managedIdentity", "accessTokens", "isSingleInstance", "dependsOn",
        "psDscRunAsCredential",
    }
)  # fmt: skip
"""Properties by which Microsoft365DSC signs in and runs; none describes the object."""


class OfDsc(NamedTuple):
    """An object of a configuration, as Graph would answer it."""

    content: dict[str, object]
    line: int
    absent: bool
    """The resource wants it gone."""
    variables: tuple[str, ...]
    """Properties whose value only PowerShell knows: they are left out."""


def graph_objects(resources: tuple[Resource, ...]) -> Iterator[OfDsc]:
    """The objects of the resources that are among TYPES."""
    for resource in resources:
        if resource.type in TYPES:
            variables: list[str] = []
            content = plain_members(resource.values, variables)
            absent = str(content.get("ensure", "")).casefold() == "absent"
            described = {name: value for name, value in content.items() if name not in _OF_DSC}
            own = tuple(name for name in variables if name.partition(".")[0] not in _OF_DSC)
            yield OfDsc(_as_graph(resource.type, described), resource.line, absent, own)


def plain_members(values: Mapping[str, object], variables: list[str], path: str = "") -> dict[str, object]:
    """Members with Graph's spelling: the first letter small, `@odata.type` for its substitute, variables left out and
    listed. PowerShell objects as JSON are spelt like resources."""
    members: dict[str, object] = {}
    for written, value in values.items():
        name = "@odata.type" if written.casefold() == "odatatype" else written[:1].lower() + written[1:]
        if name == "additionalProperties" and isinstance(value, Mapping):
            members |= plain_members(value, variables, path)
            continue
        taken = _plain(value, variables, f"{path}{name}")
        if not isinstance(taken, Variable):
            members[name] = taken
    return members


def _plain(value: object, variables: list[str], path: str) -> object:
    match value:
        case Variable():
            variables.append(path)
            return value
        case Mapping():
            return plain_members(value, variables, f"{path}.")
        case list():
            found = [_plain(item, variables, f"{path}[{at}]") for at, item in enumerate(value)]
            return [item for item in found if not isinstance(item, Variable)]
        case _:
            return value


def _as_graph(type_: str, content: dict[str, object]) -> dict[str, object]:
    match type_:
        case "AADLifecycleWorkflowSettings":
            mail = {name: content.pop(name) for name in ("senderDomain", "useCompanyBranding") if name in content}
            return {**content, "emailSettings": mail} if mail else content
        case "AADAuthenticationMethodPolicyTemporary":
            return {**content, "id": "TemporaryAccessPass"}
        case "AADIdentityGovernanceLifecycleWorkflowCustomTaskExtension":
            return _extension(content)
        case _:
            return _workflow(content)


def _workflow(content: dict[str, object]) -> dict[str, object]:
    conditions = content.get("executionConditions")
    if isinstance(conditions, dict):
        renamed = {"scopeValue": "scope", "triggerValue": "trigger"}
        parts = {renamed.get(name, name): part for name, part in conditions.items()}
        parts.setdefault("@odata.type", f"{_GOVERNANCE}triggerAndScopeBasedConditions")
        content["executionConditions"] = parts
    content.setdefault("tasks", [])
    return content


def _extension(content: dict[str, object]) -> dict[str, object]:
    endpoint, callback = content.get("endpointConfiguration"), content.get("callbackConfiguration")
    if isinstance(endpoint, dict):
        endpoint.setdefault("@odata.type", "#microsoft.graph.logicAppTriggerEndpointConfiguration")
    if isinstance(callback, dict) and isinstance(apps := callback.get("authorizedApps"), list):
        callback["authorizedApps"] = [{"id": app} if isinstance(app, str) else app for app in apps]
    return content
