"""What an audit reads of a tenant, in few requests: rights that were given, and who is behind their holders."""

from collections.abc import Mapping
from dataclasses import dataclass

from lcwsync.audit.control import Circle, read_circles
from lcwsync.audit.grants import Grant, read_permission_grants, read_role_grants, with_units
from lcwsync.audit.model import Principal, Refused
from lcwsync.audit.principals import Known
from lcwsync.audit.reader import Reader
from lcwsync.tenant.port import Tenant


@dataclass(frozen=True, slots=True, kw_only=True)
class Reads:
    """Everything that was read, and what was refused."""

    grants: tuple[Grant, ...]
    principals: Mapping[str, Principal]
    circles: Mapping[str, Circle]
    """By the id of the group or the service principal."""
    refused: tuple[Refused, ...]


def read_rights(tenant: Tenant) -> Reads:
    """All rights of the table and who is behind them. Raises GraphFailure only when the tenant is out of reach or the
    sign-in is not accepted."""
    reader, known = Reader(tenant), Known()
    grants = (*read_role_grants(reader, known), *read_permission_grants(reader, known))
    circles = read_circles((grant.principal_id for grant in grants), reader, known)
    grants = with_units(grants, reader)
    return Reads(grants=grants, principals=known.principals, circles=circles, refused=tuple(reader.refused))
