"""Directory objects of Graph answers as principals, and the credentials of applications.

https://learn.microsoft.com/graph/api/resources/directoryobject
"""

from collections.abc import Mapping

from lcwsync.model.principal import Principal, PrincipalKind
from lcwsync.model.rights import ApplicationObject, Credentials, FederatedCredential, ServicePrincipal
from lcwsync.tenant.answers import object_id, objects
from lcwsync.values.json import Json, moment_of, text

_KINDS = {
    "user": PrincipalKind.USER,
    "group": PrincipalKind.GROUP,
    "serviceprincipal": PrincipalKind.APPLICATION,
    "application": PrincipalKind.APPLICATION,
    "agentidentity": PrincipalKind.APPLICATION,
    "agentidentityblueprintprincipal": PrincipalKind.APPLICATION,
    "agentuser": PrincipalKind.USER,
}


def principal(item: object, *, kind: PrincipalKind | None = None) -> Principal | None:
    """A member of a list that mixes kinds; `kind` when the list does not contain it. None for anything without an
    id."""
    if not isinstance(item, Mapping) or not (id_ := object_id(item)):
        return None
    display_name = text(item, "displayName") or id_
    enabled = item.get("accountEnabled")
    type_ = _type(item)
    return Principal(
        id=id_,
        kind=kind or _KINDS.get(type_, PrincipalKind.OTHER),
        name=text(item, "userPrincipalName") or display_name,
        display_name=display_name,
        application_id=text(item, "appId") or None,
        enabled=enabled if isinstance(enabled, bool) else None,
    )


def service_principal(item: object) -> ServicePrincipal | None:
    """A service principal with its credentials; None for anything without an id."""
    found = principal(item, kind=PrincipalKind.APPLICATION)
    if found is None or not isinstance(item, Mapping):
        return None
    return ServicePrincipal(principal=found, credentials=_credentials(item), agent=_type(item) == "agentidentity")


def application_object(item: Json) -> ApplicationObject:
    """The registration of an application."""
    return ApplicationObject(id=object_id(item), credentials=_credentials(item))


def federated_credential(item: Json) -> FederatedCredential:
    """A federated credential; one without a subject has its name in its place."""
    name = text(item, "name")
    return FederatedCredential(
        name=name, subject=text(item, "subject") or name, issuer=text(item, "issuer").rstrip("/")
    )


def _type(item: Json) -> str:
    return text(item, "@odata.type").rpartition(".")[2].lower()


def _credentials(item: Json) -> Credentials:
    secrets, certificates = (
        tuple(moment_of(each.get("endDateTime")) for each in objects(item.get(member)))
        for member in ("passwordCredentials", "keyCredentials")
    )
    return Credentials(secrets=secrets, certificates=certificates)
