"""Reads the rights of a tenant, and who controls their holders, each holder once.

A refused read is listed and never taken for "there is nothing".
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from lcwsync.audit.activation import activation_words
from lcwsync.audit.applications import read_applications
from lcwsync.audit.grants import (
    Grants,
    application_grants,
    delegated_grants,
    objects_of,
    role_grants,
    units_of,
    with_units,
)
from lcwsync.audit.groups import GroupReader
from lcwsync.audit.met import NOT_ANSWERED, Met
from lcwsync.audit.model import Controllers, Grant, RightsEvidence
from lcwsync.audit.other_permissions import GRAPH, RESOURCES
from lcwsync.audit.principals import package, unknown_principal
from lcwsync.model.guardrails import Tier
from lcwsync.model.principal import Principal, PrincipalKind
from lcwsync.model.refused import RefusedRead
from lcwsync.model.rights import ResourceApplication, RolePackage
from lcwsync.tenant.port import Tenant
from lcwsync.tenant.tolerant import known


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
        self._met = Met()
        self._groups = GroupReader(self._met, tenant.rights, tenant.now, activation=activation)
        self._packages: dict[str, RolePackage] = {}

    def read(self) -> RightsEvidence:
        owned = (
            Grant(principal_id=id_, right=why, tiers=(Tier.RECIPIENT,), by_owners=True)
            for id_, why in self._deciding.items()
        )
        grants = (*self._roles(), *self._permissions(), *owned)
        controllers = self._controllers(grant.principal_id for grant in grants)
        self._accounts()
        grants = self._with_units(grants)
        objects = self._objects(grants, controllers)
        return RightsEvidence(
            grants=grants,
            principals=self._met.principals,
            controllers=controllers,
            packages=self._groups.policies,
            objects=objects,
            refused=tuple(self._met.reader.refused),
        )

    def _roles(self) -> tuple[Grant, ...]:
        reads, read = self._rights.roles, self._met.reader.read
        definitions = known(read("role definitions", reads.definitions), ())
        answer = read("active role assignments", reads.active)
        if answer == ():
            self._met.note([RefusedRead("active role assignments", _NO_ROLES)])
        active = known(answer, ())
        eligible = known(read("eligible role assignments", reads.eligible), ())
        scheduled = known(read("schedules of role assignments", reads.scheduled), ())
        packages = self._groups.role_packages()
        now = self._tenant.now()
        grants = self._noted(
            role_grants(definitions, active, eligible, scheduled, now, packages=packages, every_role=self._every_role)
        )
        holders = {grant.principal_id for grant in grants}
        self._packages = {each.id: each for each in packages if each.id in holders}
        self._met.meet(package(each) for each in self._packages.values())
        self._met.meet(each.principal for each in (*active, *eligible, *scheduled) if each.principal_id in holders)
        return self._with_rules(grants)

    def _with_rules(self, grants: Sequence[Grant]) -> tuple[Grant, ...]:
        """The grants, the eligible ones with what activating them asks for."""
        if not self._activation:
            return tuple(grants)
        names = {grant.role_id: grant.right for grant in grants if grant.eligible and grant.role_id}
        rules = self._met.each("rules of activating roles", list(names), self._rights.activation.of_roles)
        refused = self._met.reader.was_refused("rules of activating roles")
        for id_, name in names.items():
            if id_ not in rules and not refused:
                self._met.note([RefusedRead(f"the rules of activating {name}", "the service shows none")])
        words = {id_: activation_words(found) for id_, found in rules.items()}
        return tuple(
            replace(grant, activation=words.get(grant.role_id or "")) if grant.eligible else grant for grant in grants
        )

    def _permissions(self) -> tuple[Grant, ...]:
        reads = self._rights.grants
        resources = known(self._met.reader.read("permissions of resources", lambda: reads.resources(RESOURCES)), ())
        if GRAPH not in {resource.application_id for resource in resources}:
            self._met.note([RefusedRead("permissions of applications", "Microsoft Graph's own entry was not read")])
        grants = tuple(grant for resource in resources for grant in self._granted(resource))
        self._met.meet(
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
        own = self._met.reader.read("application permissions", lambda: reads.application_permissions(resource.id))
        yield from self._noted(application_grants(known(own, ()), resource))
        delegated = self._met.reader.read("delegated permissions", lambda: reads.delegated_permissions(resource.id))
        yield from delegated_grants(known(delegated, ()), resource)

    def _controllers(self, holders: Iterable[str]) -> Mapping[str, Controllers]:
        """The controllers of the holders and, in turn, their controllers, until no new one is found."""
        met, reads = self._met, self._rights.principals
        controllers: dict[str, Controllers] = {}
        done: set[str] = set()
        waiting = frozenset(holders)
        while new := sorted(waiting - done):
            done.update(new)
            unknown = [id_ for id_ in new if id_ not in met.principals]
            met.meet(met.each("principals", unknown, reads.objects).values())
            met.meet(unknown_principal(id_) for id_ in new)
            applications = met.of_kind(new, PrincipalKind.APPLICATION)
            read = {
                **self._groups.groups(met.of_kind(new, PrincipalKind.GROUP)),
                **self._groups.packages([self._packages[id_] for id_ in new if id_ in self._packages]),
                **read_applications(applications, met, reads, self._tenant.now()),
            }
            controllers |= read
            waiting = waiting.union(*(each.in_directory for each in read.values()))
        return controllers

    def _accounts(self) -> None:
        """Whether users are enabled: lists of members leave that out."""
        known = self._met.principals.items()
        users = sorted(id_ for id_, each in known if each.kind is PrincipalKind.USER and each.enabled is None)
        self._met.principals |= self._met.all_of("accounts", users, self._rights.principals.users)

    def _with_units(self, grants: Sequence[Grant]) -> tuple[Grant, ...]:
        units = units_of(grants)
        names = self._met.all_of("administrative units", units, self._rights.roles.unit_names)
        sizes = self._met.each("members of administrative units", units, self._rights.roles.unit_sizes)
        return with_units(grants, names, sizes)

    def _objects(self, grants: Sequence[Grant], controllers: Mapping[str, Controllers]) -> Mapping[str, Principal]:
        """What rights are limited to, besides administrative units and what controls something."""
        met_before = {*controllers, *(each.registration_id for each in controllers.values())}
        asked = [id_ for id_ in objects_of(grants) if id_ not in met_before]
        found = self._met.each("what rights are limited to", asked, self._rights.principals.objects)
        refused = self._met.reader.was_refused("what rights are limited to")
        gone = [] if refused else [id_ for id_ in asked if id_ not in found]
        self._met.note(RefusedRead(f"what a right is limited to: {id_}", NOT_ANSWERED) for id_ in gone)
        return found

    def _noted(self, grants: Grants) -> tuple[Grant, ...]:
        self._met.note(grants.unknown)
        return grants.leading


_NO_ROLES = "the list is empty, and every tenant has a Global Administrator"
