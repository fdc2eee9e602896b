"""Who is behind a group or an application: members, owners, and whom it trusts to sign in as it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from lcwsync.audit.model import Kind
from lcwsync.audit.principals import Known, application_of, credential_of
from lcwsync.audit.reader import Reader
from lcwsync.tenant.answers import Json, object_id, text


@dataclass(frozen=True, slots=True, kw_only=True)
class Circle:
    """Who is behind one group or service principal, by id."""

    members: tuple[str, ...] = ()
    eligible_members: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    eligible_owners: tuple[str, ...] = ()
    trusted: tuple[str, ...] = ()
    """Federated credentials of an application."""
    object_id: str | None = None
    """The application object of a service principal, when this tenant has it."""

    @property
    def everybody(self) -> frozenset[str]:
        """All but federated credentials, behind whom nothing can be read."""
        return frozenset((*self.members, *self.eligible_members, *self.owners, *self.eligible_owners))


def read_circles(holders: Iterable[str], reader: Reader, known: Known) -> Mapping[str, Circle]:
    """The circles of the holders, and of whoever is in one, until there is nobody new."""
    circles: dict[str, Circle] = {}
    done: set[str] = set()
    waiting = frozenset(holders)
    while new := sorted(waiting - done):
        done.update(new)
        _identify([id_ for id_ in new if id_ not in known.principals], reader, known)
        read = {
            **_groups(known.of_kind(new, Kind.GROUP), reader, known),
            **_applications(known.of_kind(new, Kind.APPLICATION), reader, known),
        }
        circles |= read
        waiting = waiting.union(*(circle.everybody for circle in read.values()))
    _accounts(reader, known)
    return circles


def _identify(ids: Sequence[str], reader: Reader, known: Known) -> None:
    """What objects are that came without a word about themselves; one that is gone holds nothing."""
    for answer in reader.many("principals", [f"/directoryObjects/{id_}" for id_ in ids]):
        known.take(answer)


def _groups(ids: Sequence[str], reader: Reader, known: Known) -> dict[str, Circle]:
    members = reader.many_lists("members of groups", [f"/groups/{id_}/transitiveMembers?$top=999" for id_ in ids])
    owners = reader.many_lists("owners of groups", [f"/groups/{id_}/owners?$top=999" for id_ in ids])
    path = "/identityGovernance/privilegedAccess/group/eligibilitySchedules?$filter=groupId eq '{}'&$expand=principal"
    schedules = reader.many_lists("eligible members of groups", [path.format(id_) for id_ in ids])
    circles = {}
    for id_, inside, owning, eligible in zip(ids, members, owners, schedules, strict=True):
        for item in (*(inside or ()), *(owning or ()), *(each.get("principal") for each in eligible or ())):
            known.take(item)
        circles[id_] = Circle(
            members=_ids(inside),
            owners=_ids(owning),
            eligible_members=_eligible(eligible or (), "member"),
            eligible_owners=_eligible(eligible or (), "owner"),
        )
    return circles


def _applications(ids: Sequence[str], reader: Reader, known: Known) -> dict[str, Circle]:
    select = "id,appId,displayName,accountEnabled,passwordCredentials,keyCredentials"
    principals = reader.many("applications", [f"/servicePrincipals/{id_}?$select={select}" for id_ in ids])
    owners = reader.many_lists("owners of applications", [f"/servicePrincipals/{id_}/owners?$top=999" for id_ in ids])
    registered = _registered(principals, reader)
    objects = [object_id(item) if item else "" for item in registered]
    asked = [object_ for object_ in objects if object_]
    owning = reader.many_lists("owners of applications", [f"/applications/{each}/owners?$top=999" for each in asked])
    path = "/applications/{}/federatedIdentityCredentials"
    trusting = reader.many_lists("federated credentials", [path.format(each) for each in asked])
    owners_too = dict(zip(asked, owning, strict=True))
    trusted = dict(zip(asked, trusting, strict=True))
    circles = {}
    for id_, principal, owner, application, object_ in zip(ids, principals, owners, registered, objects, strict=True):
        if principal is not None:
            known.replace(application_of(principal, application, reader.now()))
        credentials = [credential_of(id_, item) for item in trusted.get(object_) or ()]
        for credential in credentials:
            known.replace(credential)
        every = (*(owner or ()), *(owners_too.get(object_) or ()))
        for item in every:
            known.take(item)
        circles[id_] = Circle(
            owners=_ids(every), trusted=tuple(credential.id for credential in credentials), object_id=object_ or None
        )
    return circles


def _registered(principals: Sequence[Json | None], reader: Reader) -> list[Json | None]:
    """The application objects. One of another organisation has its object there, a managed identity has none."""
    query = "/applications?$filter=appId eq '{}'&$select=id,appId,passwordCredentials,keyCredentials"
    app_ids = [text(principal or {}, "appId") for principal in principals]
    asked = dict.fromkeys(app_id for app_id in app_ids if app_id)
    listed = reader.many_lists("application objects", [query.format(app_id) for app_id in asked])
    found = {app_id: items[0] for app_id, items in zip(asked, listed, strict=True) if items}
    return [found.get(app_id) for app_id in app_ids]


def _accounts(reader: Reader, known: Known) -> None:
    """Whether users are enabled: lists of members do not say."""
    users = sorted(id_ for id_, each in known.principals.items() if each.kind is Kind.USER and each.enabled is None)
    select = "?$select=id,displayName,userPrincipalName,accountEnabled"
    for answer in reader.many("accounts", [f"/users/{id_}{select}" for id_ in users]):
        known.take(answer, kind="user", again=True)


def _ids(items: Sequence[Json] | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(object_id(item) for item in items or ()))


def _eligible(schedules: Sequence[Json], access: str) -> tuple[str, ...]:
    return tuple(text(each, "principalId").lower() for each in schedules if text(each, "accessId").lower() == access)
