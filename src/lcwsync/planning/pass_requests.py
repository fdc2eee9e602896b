"""What the tenant has of the requests in My Access that git describes: catalogs, access packages, policies."""

from collections.abc import Callable
from dataclasses import replace

from lcwsync.model.pass_requests import LiveCatalog, LivePassRequests, PassRequests
from lcwsync.model.state import Desired, ObjectKind
from lcwsync.tenant.http.failure import FailureKind, GraphFailure
from lcwsync.tenant.port import Tenant
from lcwsync.values.codes.finding import finding
from lcwsync.values.findings import Finding
from lcwsync.values.places import Places
from lcwsync.values.records import dataclass


@dataclass(frozen=True, slots=True)
class FrontDoors:
    """Access packages and catalogs that git names, and a finding for each catalog that is missing or not alone."""

    live: tuple[LivePassRequests, ...]
    catalogs: tuple[LiveCatalog, ...]
    findings: tuple[Finding, ...]


def read_front_doors(desired: Desired, tenant: Tenant, places: Places) -> FrontDoors:
    """Read what `desired` names, whose references carry ids. Access packages that git does not name are not read.

    Raises GraphFailure.
    """
    door = tenant.entitlement
    names = [name for p in desired.pass_requests for name in (p.display_name, *p.previous_names)]
    live = door.packages([*names, *desired.removed_pass_requests])
    catalogs: dict[str, LiveCatalog] = {}
    findings: list[Finding] = []
    for named in dict.fromkeys(p.catalog for p in desired.pass_requests):
        of_catalog = [p for p in desired.pass_requests if p.catalog == named]
        found = door.catalogs(named)
        if len(found) > 1:
            findings += [_several(requests, found, places) for requests in of_catalog]
        elif found:
            groups = dict.fromkeys(p.group.id for p in of_catalog if p.group.id)
            entries = [(group, door.resource(found[0].id, group)) for group in groups]
            held = [(group, str(entry.get("id"))) for group, entry in entries if entry is not None]
            known = catalogs.get(found[0].id)
            resources = tuple(dict.fromkeys((*(known.resources if known else ()), *held)))
            catalogs[found[0].id] = found[0]._replace(resources=resources)
        else:
            findings += [_missing(requests, places) for requests in of_catalog if not requests.create_catalog]
    return FrontDoors(live, tuple(catalogs.values()), tuple(findings))


def every_front_door(tenant: Tenant, note: Callable[[str], None]) -> tuple[LivePassRequests, ...]:
    """Every access package through which managers ask for others, for export; none, with a note, where access packages
    may not be read. A catalog whose name is not its own goes by its id. Raises GraphFailure for any other failure."""
    door = tenant.entitlement
    try:
        found = door.front_doors()
    except GraphFailure as failure:
        if failure.kind is not FailureKind.FORBIDDEN:
            raise
        note("note: access packages may not be read: requests in My Access are not exported")
        return ()
    names = dict.fromkeys(live.catalog.display_name for live in found)
    shared = {name for name in names if len(door.catalogs(name)) > 1}
    return tuple(
        replace(live, catalog=live.catalog._replace(display_name=live.catalog.id))
        if live.catalog.display_name in shared
        else live
        for live in found
    )


def _several(requests: PassRequests, found: tuple[LiveCatalog, ...], places: Places) -> Finding:
    place = places.at(ObjectKind.PASS_REQUESTS.value, requests.display_name, "catalog")
    ids = ", ".join(sorted(catalog.id for catalog in found))
    message = f'the tenant has {len(found)} catalogs called "{requests.catalog}"'
    return finding("REF002", place, message, f"write the id of the one you mean: {ids}")


def _missing(requests: PassRequests, places: Places) -> Finding:
    place = places.at(ObjectKind.PASS_REQUESTS.value, requests.display_name, "catalog")
    message = f'the tenant has no catalog "{requests.catalog}"'
    hint = f"check the spelling, or write catalog: {{displayName: {requests.catalog}, create: true}}"
    return finding("REF001", place, message, hint)
