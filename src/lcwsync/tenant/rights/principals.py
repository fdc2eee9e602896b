"""Principals, and who controls a group or an application: members, owners, federated credentials.

Every mapping has one entry for each id that was asked for, None when the object is gone.
https://learn.microsoft.com/graph/api/group-list-transitivemembers,
https://learn.microsoft.com/graph/api/privilegedaccessgroup-list-eligibilityschedules,
https://learn.microsoft.com/graph/api/privilegedaccessgroup-list-assignmentschedules,
https://learn.microsoft.com/graph/api/serviceprincipal-list-owners,
https://learn.microsoft.com/graph/api/application-list-federatedidentitycredentials
"""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from lcwsync.model.principal import Principal, PrincipalKind
from lcwsync.model.rights import (
    ApplicationObject,
    FederatedCredential,
    GroupAccess,
    GroupDoor,
    GroupSchedule,
    ServicePrincipal,
)
from lcwsync.tenant.answers import all_items
from lcwsync.tenant.http.calls import GraphCalls
from lcwsync.tenant.http.failure import GraphFailure
from lcwsync.tenant.http.segments import id_segment
from lcwsync.tenant.names_only import shown_group, shown_user
from lcwsync.tenant.wire.principal import application_object, federated_credential, principal, service_principal
from lcwsync.values.json import Json, moment_of, text, text_or_none

T = TypeVar("T")

_NOT_KEPT = "ResourceTypeNotSupported"
"""Not documented; clients that are public take it for a group that is not onboarded to PIM for Groups."""

_CREDENTIALS = "passwordCredentials,keyCredentials"
_ACCESS = {access.value: access for access in GroupAccess}


class PrincipalReads:
    """Reads of principals by `$batch`. Every method raises GraphFailure."""

    def __init__(self, graph: GraphCalls) -> None:
        self._graph = graph

    def objects(self, ids: Sequence[str]) -> Mapping[str, Principal | None]:
        """Directory objects of any kind."""
        return self._each(ids, "/directoryObjects/{}", principal)

    def users(self, ids: Sequence[str]) -> Mapping[str, Principal | None]:
        """Users, with whether their accounts are enabled: lists of members leave that out."""
        select = "id,displayName,userPrincipalName,accountEnabled"
        return self._each(
            ids, f"/users/{{}}?$select={select}", lambda item: principal(shown_user(item), kind=PrincipalKind.USER)
        )

    def group_members(self, ids: Sequence[str]) -> Mapping[str, tuple[Principal, ...] | None]:
        """Members of groups, through other groups too.

        The list of v1.0 may leave out service principals, so they are asked for by their type as well:
        https://learn.microsoft.com/graph/api/group-list-transitivemembers
        """
        members = self._lists(ids, "/groups/{}/transitiveMembers?$top=999", principal)
        cast = "/groups/{}/transitiveMembers/microsoft.graph.servicePrincipal?$count=true&$top=999"
        applications = self._lists(
            ids, cast, lambda item: principal(item, kind=PrincipalKind.APPLICATION), advanced=True
        )
        return {id_: _together(found, applications[id_]) for id_, found in members.items()}

    def group_owners(self, ids: Sequence[str]) -> Mapping[str, tuple[Principal, ...] | None]:
        """Owners of groups."""
        return self._lists(ids, "/groups/{}/owners?$top=999", principal)

    def group_doors(self, ids: Sequence[str]) -> Mapping[str, GroupDoor | None]:
        """Whether anybody in the tenant can join a group without being asked: a Microsoft 365 group that is public,
        which it also is when it has no visibility. For other groups the directory does not say so.
        And whether a group hides its members.

        https://learn.microsoft.com/graph/api/resources/group#group-visibility-options
        """
        return self._each(ids, "/groups/{}?$select=id,groupTypes,visibility", _door)

    def group_eligibilities(self, ids: Sequence[str]) -> Mapping[str, tuple[GroupSchedule, ...] | None]:
        """Memberships and ownerships of groups that must be activated first."""
        return self._schedules(ids, "eligibilitySchedules")

    def group_assignments(self, ids: Sequence[str]) -> Mapping[str, tuple[GroupSchedule, ...] | None]:
        """Memberships and ownerships of groups by a schedule: those that hold now, and those that begin later."""
        return self._schedules(ids, "assignmentSchedules")

    def applications(self, ids: Sequence[str]) -> Mapping[str, ServicePrincipal | None]:
        """Service principals with their credentials, by the ids of the service principals."""
        select = f"id,appId,displayName,accountEnabled,{_CREDENTIALS}"
        return self._each(ids, f"/servicePrincipals/{{}}?$select={select}", service_principal)

    def application_owners(self, ids: Sequence[str]) -> Mapping[str, tuple[Principal, ...] | None]:
        """Owners of service principals."""
        return self._lists(ids, "/servicePrincipals/{}/owners?$top=999", principal)

    def registrations(self, application_ids: Sequence[str]) -> Mapping[str, tuple[ApplicationObject, ...] | None]:
        """Registrations by application id; none for an application that is registered elsewhere or nowhere."""
        path = f"/applications?$filter=appId eq '{{}}'&$select=id,appId,{_CREDENTIALS}"
        return self._lists(application_ids, path, application_object)

    def registration_owners(self, ids: Sequence[str]) -> Mapping[str, tuple[Principal, ...] | None]:
        """Owners of registrations, by the ids of the application objects."""
        return self._lists(ids, "/applications/{}/owners?$top=999", principal)

    def federated_credentials(self, ids: Sequence[str]) -> Mapping[str, tuple[FederatedCredential, ...] | None]:
        """Identities that registrations trust to sign in, by the ids of the application objects."""
        return self._lists(ids, "/applications/{}/federatedIdentityCredentials", federated_credential)

    def _schedules(self, ids: Sequence[str], kind: str) -> Mapping[str, tuple[GroupSchedule, ...] | None]:
        """A group that Privileged Identity Management does not keep is answered with an error; it has no schedules."""
        path = f"/identityGovernance/privilegedAccess/group/{kind}?$filter=groupId eq '{{}}'&$expand=principal"
        try:
            return self._lists(ids, path, _schedule)
        except GraphFailure as failure:
            if failure.code != _NOT_KEPT:
                raise
            if len(ids) == 1:
                return dict.fromkeys(ids, ())
        return {id_: found for one in ids for id_, found in self._schedules([one], kind).items()}

    def _each(
        self, ids: Sequence[str], path: str, understand: Callable[[object], T | None], *, advanced: bool = False
    ) -> Mapping[str, T | None]:
        answers = self._graph.read_many([path.format(id_segment(id_)) for id_ in ids], advanced=advanced)
        return {id_: understand(answer) for id_, answer in zip(ids, answers, strict=True)}

    def _lists(
        self, ids: Sequence[str], path: str, understand: Callable[[Json], T | None], *, advanced: bool = False
    ) -> Mapping[str, tuple[T, ...] | None]:
        """Whole lists, with the pages that did not fit into the batch; what is not understood is left out."""

        def understood(answer: object) -> tuple[T, ...] | None:
            if answer is None:
                return None
            found = map(understand, all_items(answer, self._graph))
            return tuple(item for item in found if item is not None)

        return self._each(ids, path, understood, advanced=advanced)


def _together(
    first: tuple[Principal, ...] | None, second: tuple[Principal, ...] | None
) -> tuple[Principal, ...] | None:
    if first is None or second is None:
        return None
    return tuple({each.id: each for each in (*second, *first)}.values())


def _schedule(item: Json) -> GroupSchedule:
    info = item.get("scheduleInfo")
    return GroupSchedule(
        principal_id=text(item, "principalId").lower(),
        principal=principal(item.get("principal")),
        access=_ACCESS.get(text(item, "accessId").lower()),
        starts=moment_of(info.get("startDateTime")) if isinstance(info, Mapping) else None,
    )


def _door(answer: object) -> GroupDoor | None:
    if not isinstance(shown_group(answer), Mapping) or not isinstance(answer, Mapping):
        return None
    types = answer.get("groupTypes")
    unified = isinstance(types, list) and "Unified" in types and "DynamicMembership" not in types
    visibility = (text_or_none(answer, "visibility") or "Public").casefold()
    return GroupDoor(open=unified and visibility == "public", hidden=visibility == "hiddenmembership")
