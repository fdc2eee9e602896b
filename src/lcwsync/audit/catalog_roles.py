"""Roles of entitlement management that lead to what an access package gives, with what each could gain.

https://learn.microsoft.com/entra/id-governance/entitlement-management-delegate
"""

from collections.abc import Iterable, Iterator, Sequence

from lcwsync.audit.model import Joining
from lcwsync.model.refused import RefusedRead
from lcwsync.model.rights import CatalogRole, GroupPackage, RolePackage

_CHANGES = "changes who may ask for"
_ASSIGNS = "may, without a request, assign"

_LEADING = {
    "ae79f266-94d4-4dab-b730-feca7e132178": ("Catalog owner", _CHANGES),
    "7f480852-ebdc-47d4-87de-0d8498384a83": ("Access package manager", _CHANGES),
    "e2182095-804a-4656-ae11-64734e9b7ae5": ("Access package assignment manager", _ASSIGNS),
}
_HARMLESS = frozenset({"44272f93-9762-48e8-af59-1b5351b1d6b3", "ba92d953-d8e0-4e39-a797-0cbedb0a89e8"})
"""Catalog reader, who changes nothing, and Catalog creator, who comes to own what is new."""


def changing(package: GroupPackage | RolePackage, roles: Iterable[CatalogRole]) -> Iterator[Joining]:
    """Who changes an access package or assigns it, by a role on its catalog or on all, in words that end before the
    name of the group, or before `everybody who gets` the access package."""
    for role in roles:
        if role.role_id in _LEADING and role.catalog_id in (None, package.catalog_id):
            name, does = _LEADING[role.role_id]
            on = "of all catalogs" if role.catalog_id is None else "of its catalog"
            if isinstance(package, GroupPackage):
                does = f'{does} the access package "{package.name}", as {name} {on}, into'
            else:
                does = f"decides, as {name} {on}, about"
            yield Joining(role.principal_id, does)


def not_told(packages: Sequence[GroupPackage | RolePackage], roles: Iterable[CatalogRole]) -> Iterator[RefusedRead]:
    """Packages without their catalog, and roles that this version does not know: who changes what is not known."""
    for name in dict.fromkeys(each.name for each in packages if each.catalog_id is None):
        yield RefusedRead(f'the catalog of the access package "{name}"', "the service does not show it")
    known = _HARMLESS | _LEADING.keys()
    catalogs = {None, *(each.catalog_id for each in packages)}
    near = (role.role_id for role in roles if role.catalog_id in catalogs)
    for id_ in dict.fromkeys(each for each in near if each not in known):
        yield RefusedRead(f"the role {id_} of entitlement management", "somebody holds it, and it is not known here")
