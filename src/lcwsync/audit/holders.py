"""Reads the rights of a tenant, and who controls their holders, each holder once.

A refused read is listed and never taken for "there is nothing".
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from lcwsync.audit.activation import activation_words
from lcwsync.audit.catalog_roles import changing, not_told
from lcwsync.audit.grants import Grants, application_grants, delegated_grants, role_grants, units_of, with_units
from lcwsync.audit.model import Controllers, Grant, Joining, RightsEvidence
from lcwsync.audit.other_permissions import GRAPH, RESOURCES
from lcwsync.audit.principals import (
    anybody,
    application,
    credential,
    package,
    package_words,
    unknown_principal,
)
from lcwsync.model.guardrails import Tier
from lcwsync.model.person import UNREAD, NotRead
from lcwsync.model.principal import Principal, PrincipalKind
from lcwsync.model.refused import RefusedRead
from lcwsync.model.rights import (
    ApplicationObject,
    CatalogRole,
    GroupAccess,
    GroupPackage,
    GroupSchedule,
    PackagePolicy,
    ResourceApplication,
)
from lcwsync.tenant.port import Tenant
from lcwsync.tenant.tolerant import TolerantReader, known

T = TypeVar("T")


def read_rights(
    tenant: Tenant,
    deciding: Mapping[str, str] | None = None,
    *,
    every_role: bool = False,
    activation: bool = False,
) -> RightsEvidence:
    """All rights of the table, who controls their holders, and who owns the `deciding` groups.

    `every_role` reads directory roles that are not in the table as well, `activation` what activating an eligible role
    or membership asks for. Raises GraphFailure only when the tenant is
    out of reach or the sign-in is not accepted.
    """
    return _RightsReader(tenant, deciding or {}, every_role=every_role, activation=activation).read()


class _RightsReader:
    """Follows rights to their holders, each holder read once."""

    def __init__(self, tenant: Tenant, deciding: Mapping[str, str], *, every_role: bool, activation: bool) -> None:
        self._tenant = tenant
        self._deciding = deciding
        self._every_role = every_role
        self._activation = activation
        self._rights = tenant.rights
        self._reader = TolerantReader()
        self._principals: dict[str, Principal] = {}
        self._policies: dict[str, tuple[PackagePolicy, ...]] = {}

    def read(self) -> RightsEvidence:
        owned = (
            Grant(principal_id=id_, right=why, tiers=(Tier.RECIPIENT,), by_owners=True)
            for id_, why in self._deciding.items()
        )
        grants = (*self._roles(), *self._permissions(), *owned)
        controllers = self._controllers(grant.principal_id for grant in grants)
        self._accounts()
        return RightsEvidence(
            grants=self._with_units(grants),
            principals=self._principals,
            controllers=controllers,
            packages=self._policies,
            refused=tuple(self._reader.refused),
        )

    def _roles(self) -> tuple[Grant, ...]:
        reads = self._rights.roles
        definitions = known(self._reader.read("role definitions", reads.definitions), ())
        active = known(self._reader.read("active role assignments", reads.active), ())
        eligible = known(self._reader.read("eligible role assignments", reads.eligible), ())
        scheduled = known(self._reader.read("schedules of role assignments", reads.scheduled), ())
        now = self._tenant.now()
        grants = self._noted(role_grants(definitions, active, eligible, scheduled, now, every_role=self._every_role))
        holders = {grant.principal_id for grant in grants}
        self._meet(each.principal for each in (*active, *eligible, *scheduled) if each.principal_id in holders)
        return self._with_rules(grants)

    def _with_rules(self, grants: Sequence[Grant]) -> tuple[Grant, ...]:
        """The grants, the eligible ones with what activating them asks for."""
        if not self._activation:
            return tuple(grants)
        names = {grant.role_id: grant.right for grant in grants if grant.eligible and grant.role_id}
        rules = self._each("rules of activating roles", list(names), self._rights.activation.of_roles)
        refused = self._reader.was_refused("rules of activating roles")
        for id_, name in names.items():
            if id_ not in rules and not refused:
                self._reader.note(RefusedRead(f"the rules of activating {name}", "the service shows none"))
        words = {id_: activation_words(found) for id_, found in rules.items()}
        return tuple(
            replace(grant, activation=words.get(grant.role_id or "")) if grant.eligible else grant for grant in grants
        )

    def _group_rules(self, ids: Sequence[str]) -> Mapping[str, Mapping[GroupAccess, str]]:
        """What activating a part in these groups asks for."""
        if not self._activation:
            return {}
        found = self._each("rules of activating memberships", ids, self._rights.activation.of_groups)
        return {id_: {part: activation_words(each) for part, each in parts.items()} for id_, parts in found.items()}

    def _permissions(self) -> tuple[Grant, ...]:
        reads = self._rights.grants
        resources = known(self._reader.read("permissions of resources", lambda: reads.resources(RESOURCES)), ())
        if GRAPH not in {resource.application_id for resource in resources}:
            self._reader.note(RefusedRead("permissions of applications", "Microsoft Graph's own entry was not read"))
        grants = tuple(grant for resource in resources for grant in self._granted(resource))
        self._meet(
            Principal(
                id=grant.principal_id,
                kind=PrincipalKind.APPLICATION,
                name=grant.principal_id,
                display_name=grant.principal_id,
            )
            for grant in grants
        )
        return grants

    def _granted(self, resource: ResourceApplication) -> Iterator[Grant]:
        reads = self._rights.grants
        own = self._reader.read("application permissions", lambda: reads.application_permissions(resource.id))
        yield from self._noted(application_grants(known(own, ()), resource))
        delegated = self._reader.read("delegated permissions", lambda: reads.delegated_permissions(resource.id))
        yield from delegated_grants(known(delegated, ()), resource)

    def _controllers(self, holders: Iterable[str]) -> Mapping[str, Controllers]:
        """The controllers of the holders and, in turn, their controllers, until no new one is found."""
        controllers: dict[str, Controllers] = {}
        done: set[str] = set()
        waiting = frozenset(holders)
        while new := sorted(waiting - done):
            done.update(new)
            unknown = [id_ for id_ in new if id_ not in self._principals]
            self._meet(self._each("principals", unknown, self._rights.principals.objects).values())
            self._meet(unknown_principal(id_) for id_ in new)
            read = {
                **self._groups(self._of_kind(new, PrincipalKind.GROUP)),
                **self._applications(self._of_kind(new, PrincipalKind.APPLICATION)),
            }
            controllers |= read
            waiting = waiting.union(*(each.in_directory for each in read.values()))
        return controllers

    def _groups(self, ids: Sequence[str]) -> Mapping[str, Controllers]:
        reads = self._rights.principals
        members = self._each("members of groups", ids, reads.group_members)
        owners = self._each("owners of groups", ids, reads.group_owners)
        eligible = self._each("eligible members of groups", ids, reads.group_eligibilities)
        assigned = self._each("schedules of members of groups", ids, reads.group_assignments)
        joinable = self._each("visibility of groups", ids, reads.open_groups)
        packages = self._packages(ids)
        self._policies |= {each.id: each.policies for each in packages}
        roles = self._catalog_roles(packages)
        activation = self._group_rules([id_ for id_ in ids if eligible.get(id_)])
        found = {}
        for id_ in ids:
            inside, owning, schedules = members.get(id_, ()), owners.get(id_, ()), eligible.get(id_, ())
            later = self._later(assigned.get(id_, ()))
            everybody = (anybody(id_),) if joinable.get(id_) else ()
            leading = tuple(each for each in packages if each.group_id == id_)
            ways = tuple(each for each in leading if each.policies)
            self._meet((*inside, *owning, *(each.principal for each in (*schedules, *later))))
            self._meet((*everybody, *map(package, ways)))
            found[id_] = Controllers(
                members=_ids(inside),
                owners=_ids(owning),
                eligible_members=_scheduled(schedules, GroupAccess.MEMBER),
                eligible_owners=_scheduled(schedules, GroupAccess.OWNER),
                later_members=_scheduled(later, GroupAccess.MEMBER),
                later_owners=_scheduled(later, GroupAccess.OWNER),
                joining=(
                    *(Joining(each.id, "can join") for each in everybody),
                    *(Joining(each.id, package_words(each)) for each in ways),
                ),
                changing=tuple(way for each in leading for way in changing(each, roles)),
                activation=activation.get(id_, {}),
            )
        return found

    def _packages(self, ids: Sequence[str]) -> tuple[GroupPackage, ...]:
        """The access packages that lead into these groups."""
        if not ids:
            return ()
        return known(self._reader.read("access packages", lambda: self._rights.packages.giving(frozenset(ids))), ())

    def _catalog_roles(self, packages: Sequence[GroupPackage]) -> tuple[CatalogRole, ...]:
        """Who holds a role of entitlement management; not read where no access package leads into a group."""
        if not packages:
            return ()
        roles = known(self._reader.read("roles on catalogs", self._rights.packages.catalog_roles), ())
        for each in not_told(packages, roles):
            self._reader.note(each)
        self._meet(role.principal for role in roles)
        return roles

    def _later(self, schedules: Iterable[GroupSchedule]) -> tuple[GroupSchedule, ...]:
        """Those that have not begun; those that have are found as members and owners."""
        now = self._tenant.now()
        return tuple(each for each in schedules if each.starts is not None and each.starts > now)

    def _applications(self, ids: Sequence[str]) -> Mapping[str, Controllers]:
        reads = self._rights.principals
        found = self._each("applications", ids, reads.applications)
        owners = self._each("owners of applications", ids, reads.application_owners)
        registered = self._registrations(each.principal.application_id for each in found.values())
        objects = list(dict.fromkeys(registration.id for registration in registered.values()))
        object_owners = self._each("owners of applications", objects, reads.registration_owners)
        federated = self._each("federated credentials", objects, reads.federated_credentials)
        controllers = {}
        for id_ in ids:
            service_principal = found.get(id_)
            registration = None
            if service_principal is not None:
                registration = registered.get(service_principal.principal.application_id or "")
                self._principals[id_] = application(service_principal, registration, self._tenant.now())
            object_id = registration.id if registration else ""
            trusted = [credential(id_, each) for each in federated.get(object_id, ())]
            owning = (*owners.get(id_, ()), *object_owners.get(object_id, ()))
            self._meet((*trusted, *owning))
            controllers[id_] = Controllers(
                owners=_ids(owning), trusted=_ids(trusted), registration_id=object_id or None
            )
        return controllers

    def _registrations(self, application_ids: Iterable[str | None]) -> Mapping[str, ApplicationObject]:
        asked = list(dict.fromkeys(id_ for id_ in application_ids if id_))
        listed = self._each("application objects", asked, self._rights.principals.registrations)
        return {id_: registrations[0] for id_, registrations in listed.items() if registrations}

    def _accounts(self) -> None:
        """Whether users are enabled: lists of members leave that out."""
        known = self._principals.items()
        users = sorted(id_ for id_, each in known if each.kind is PrincipalKind.USER and each.enabled is None)
        self._principals |= self._each("accounts", users, self._rights.principals.users)

    def _with_units(self, grants: Sequence[Grant]) -> tuple[Grant, ...]:
        units = units_of(grants)
        names = self._each("administrative units", units, self._rights.roles.unit_names)
        sizes = self._each("members of administrative units", units, self._rights.roles.unit_sizes)
        return with_units(grants, names, sizes)

    def _each(
        self, what: str, ids: Sequence[str], read: Callable[[Sequence[str]], Mapping[str, T | None]]
    ) -> Mapping[str, T]:
        """The answers by id, without those that are gone or were refused."""
        return dict(_present(self._reader.each(what, ids, read)))

    def _meet(self, principals: Iterable[Principal | None]) -> None:
        """Remember principals; the first answer about one stands."""
        for each in principals:
            if each is not None:
                self._principals.setdefault(each.id, each)

    def _of_kind(self, ids: Iterable[str], kind: PrincipalKind) -> list[str]:
        return [id_ for id_ in ids if id_ in self._principals and self._principals[id_].kind is kind]

    def _noted(self, grants: Grants) -> tuple[Grant, ...]:
        for each in grants.unknown:
            self._reader.note(each)
        return grants.leading


def _present(answers: Mapping[str, T | NotRead | None]) -> Iterator[tuple[str, T]]:
    for id_, answer in answers.items():
        if answer is not None and answer is not UNREAD:
            yield id_, answer


def _ids(principals: Iterable[Principal]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.id for each in principals))


def _scheduled(schedules: Iterable[GroupSchedule], access: GroupAccess) -> tuple[str, ...]:
    return tuple(each.principal_id for each in schedules if each.access is access)
