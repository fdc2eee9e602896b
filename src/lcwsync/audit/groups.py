"""Who controls groups: members, owners, who will or could be one, and who can join; and the same of access packages."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from lcwsync.audit.activation import activation_words
from lcwsync.audit.catalog_roles import changing, not_told
from lcwsync.audit.met import NOT_ANSWERED, Met
from lcwsync.audit.model import Controllers, Joining
from lcwsync.audit.principals import anybody, package, package_words
from lcwsync.model.person import UNREAD
from lcwsync.model.principal import Principal
from lcwsync.model.refused import RefusedRead
from lcwsync.model.rights import (
    CatalogRole,
    GroupAccess,
    GroupDoor,
    GroupPackage,
    GroupSchedule,
    PackagePolicy,
    RolePackage,
)
from lcwsync.tenant.rights.reads import Rights
from lcwsync.tenant.tolerant import known

_Package = TypeVar("_Package", GroupPackage, RolePackage)


class GroupReader:
    """Reads the controllers of groups and access packages. Every method that reads raises GraphFailure only when the
    tenant is out of reach or the sign-in is not accepted."""

    def __init__(self, met: Met, rights: Rights, now: Callable[[], datetime], *, activation: bool) -> None:
        self._met = met
        self._rights = rights
        self._now = now
        self._activation = activation
        self._listed: Sequence[GroupPackage | RolePackage] | None = None
        self.policies: dict[str, tuple[PackagePolicy, ...]] = {}
        """Of each access package that was met, by its id."""

    def groups(self, ids: Sequence[str]) -> Mapping[str, Controllers]:
        """The controllers of these groups, whose principals are met on the way."""
        reads = self._rights.principals
        members = self._met.all_of("members of groups", ids, reads.group_members)
        owners = self._met.all_of("owners of groups", ids, reads.group_owners)
        eligible = self._met.all_of("eligible members of groups", ids, reads.group_eligibilities)
        assigned = self._met.all_of("schedules of members of groups", ids, reads.group_assignments)
        doors = self._met.all_of("visibility of groups", ids, reads.group_doors)
        packages = self._packages(ids)
        roles = self._catalog_roles(packages)
        activation = self._rules([id_ for id_ in ids if eligible.get(id_)])
        found = {}
        for id_ in ids:
            inside, owning, schedules = members.get(id_, ()), owners.get(id_, ()), eligible.get(id_, ())
            later = self._later(assigned.get(id_, ()))
            door = doors.get(id_, _CLOSED)
            if door.hidden and id_ in members and not inside:
                self._met.note([RefusedRead(f"members of groups: {self._met.name(id_)}", _HIDDEN)])
            everybody = (anybody(id_),) if door.open else ()
            leading = tuple(each for each in packages if each.group_id == id_)
            ways = tuple(each for each in leading if each.policies)
            self._met.meet((*inside, *owning, *(each.principal for each in (*schedules, *later))))
            self._met.meet((*everybody, *map(package, ways)))
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

    def role_packages(self) -> tuple[RolePackage, ...]:
        """The access packages that give a directory role, with their policies."""
        return self._with_policies([each for each in self._giving() if isinstance(each, RolePackage)])

    def packages(self, given: Sequence[RolePackage]) -> Mapping[str, Controllers]:
        """The controllers of access packages that give a role: nobody is inside by name."""
        roles = self._catalog_roles(given)
        return {each.id: Controllers(changing=tuple(changing(each, roles))) for each in given}

    def _packages(self, ids: Sequence[str]) -> tuple[GroupPackage, ...]:
        """The access packages that lead into these groups."""
        return self._with_policies(
            [each for each in self._giving() if isinstance(each, GroupPackage) and each.group_id in ids]
        )

    def _giving(self) -> Sequence[GroupPackage | RolePackage]:
        """All access packages, listed once."""
        if self._listed is None:
            self._listed = known(self._met.reader.read("access packages", self._rights.packages.giving), ())
        return self._listed

    def _with_policies(self, packages: Sequence[_Package]) -> tuple[_Package, ...]:
        asked = [id_ for each in packages for id_ in each.policy_ids]
        read = self._met.reader.read("access packages", lambda: self._rights.packages.policies(asked))
        found = known(read, {})
        for each in packages if read is not UNREAD else ():
            if not found.keys() >= set(each.policy_ids):
                self._met.note([RefusedRead(f'a policy of the access package "{each.name}"', NOT_ANSWERED)])
        whole = [
            replace(each, policies=tuple(found[id_] for id_ in each.policy_ids if id_ in found)) for each in packages
        ]
        self.policies |= {each.id: each.policies for each in whole}
        return tuple(whole)

    def _catalog_roles(self, packages: Sequence[GroupPackage | RolePackage]) -> tuple[CatalogRole, ...]:
        """Who holds a role of entitlement management; not read where no access package leads anywhere."""
        if not packages:
            return ()
        roles = known(self._met.reader.read("roles on catalogs", self._rights.packages.catalog_roles), ())
        self._met.note(not_told(packages, roles))
        self._met.meet(role.principal for role in roles)
        return roles

    def _rules(self, ids: Sequence[str]) -> Mapping[str, Mapping[GroupAccess, str]]:
        """What activating a part in these groups asks for."""
        if not self._activation:
            return {}
        found = self._met.each("rules of activating memberships", ids, self._rights.activation.of_groups)
        return {id_: {part: activation_words(each) for part, each in parts.items()} for id_, parts in found.items()}

    def _later(self, schedules: Iterable[GroupSchedule]) -> tuple[GroupSchedule, ...]:
        """Those that have not begun; those that have are found as members and owners."""
        return tuple(each for each in schedules if each.starts is not None and each.starts > self._now())


_CLOSED = GroupDoor(open=False, hidden=False)
_HIDDEN = "the group hides them; grant Member.Read.Hidden"


def _ids(principals: Iterable[Principal]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.id for each in principals))


def _scheduled(schedules: Iterable[GroupSchedule], access: GroupAccess) -> tuple[str, ...]:
    return tuple(each.principal_id for each in schedules if each.access is access)
