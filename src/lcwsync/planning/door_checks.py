"""Requests in My Access, held against what only the tenant has: the group, other ways into it, the catalog."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeVar

from lcwsync.config.rules.pass_requests import request_trigger_findings
from lcwsync.model.licence import GOVERNANCE, Subscription, governance
from lcwsync.model.pass_requests import LivePassRequests, PassRequests
from lcwsync.model.state import Desired, Existing, ObjectKind
from lcwsync.plan.pass_requests import catalog_of
from lcwsync.planning.cannot_tell import listed
from lcwsync.tenant.port import Tenant
from lcwsync.tenant.tolerant import allowed
from lcwsync.tenant.wire.group import group_facts
from lcwsync.values.codes.finding import finding
from lcwsync.values.findings import Finding
from lcwsync.values.location import Location
from lcwsync.values.places import Places

T = TypeVar("T")


def group_findings(desired: Desired, tenant: Tenant, places: Places) -> Iterator[Finding]:
    """A finding for each group that cannot be the one of requests, and for each workflow that another one starts: these
    stop a plan. A warning after a refused read.

    Raises GraphFailure for any other failure.
    """
    yield from request_trigger_findings(desired, places)
    ids = list(dict.fromkeys(p.group.id for p in desired.pass_requests if p.group.id))
    answers = allowed(lambda: tenant.people.groups_of_tasks(ids))
    for requests in desired.pass_requests:
        if answers is None:
            yield _unread(f"whether {requests.group} can be the group of requests: it", at(places, requests, "group"))
            continue
        found = answers.get(requests.group.id or "")
        if found is None:
            continue
        reason = group_facts(found).unusable or ("it is a Microsoft 365 group" if _is_unified(found) else "")
        if reason:
            message = f"{requests.group} cannot be the group of requests: {reason}"
            hint = "name a security group of the cloud with assigned members, used for nothing else"
            yield finding("REQ016", at(places, requests, "group"), message, hint)


def door_findings(desired: Desired, existing: Existing, tenant: Tenant, places: Places) -> Iterator[Finding]:
    """Warnings about ways around a request, what keeps managers from seeing it, a missing licence, and what a refused
    read leaves open. Raises GraphFailure for any other failure."""
    by_name = {live.display_name.casefold(): live for live in existing.pass_requests}
    subscriptions = allowed(tenant.people.subscriptions) if desired.pass_requests else None
    for requests in desired.pass_requests:
        names = (requests.display_name, *requests.previous_names)
        live = next((by_name[name.casefold()] for name in names if name.casefold() in by_name), None)
        around = _Surroundings(requests, live, tenant, [] if subscriptions is not None else [_LICENCES])
        yield from _licence(requests, subscriptions, places)
        yield from _catalog(requests, existing, places)
        yield from _other_packages(around, names, places)
        yield from _other_policies(around, places)
        yield from _owners(around, places)
        yield from _strangers(around, places)
        if around.unread:
            what = f"whether a request is the only way to a pass, and works: {', '.join(around.unread)}"
            yield _unread(what, at(places, requests))


class _Surroundings(NamedTuple):
    """A document, its access package, and the words for what could not be read about them."""

    requests: PassRequests
    live: LivePassRequests | None
    tenant: Tenant
    unread: list[str]

    def read(self, what: str, ask: Callable[[], T]) -> T | None:
        """The answer; None when the read was refused, which is written down."""
        answer = allowed(ask)
        if answer is None:
            self.unread.append(what)
        return answer


_LICENCES = "the licences of the tenant"


def _unread(what: str, place: Location) -> Finding:
    return finding("REQ021", place, f"cannot tell {what} may not be read", "grant what `lcwsync doctor` names")


def _licence(requests: PassRequests, subscriptions: Sequence[Subscription] | None, places: Places) -> Iterator[Finding]:
    if subscriptions is not None and not (licence := governance(subscriptions)).held:
        message = f"the tenant has no licence {GOVERNANCE}: {licence.said}"
        hint = "get it for the managers and for the people they ask for; until then let the file's name end in .off"
        yield finding("REQ020", at(places, requests), message, hint)


def _catalog(requests: PassRequests, existing: Existing, places: Places) -> Iterator[Finding]:
    catalog = catalog_of(requests, existing.catalogs)
    if catalog is not None and not catalog.published and not requests.create_catalog:
        message = f'the catalog "{catalog.display_name}" is not published: My Access does not show what is in it'
        yield finding("REQ017", at(places, requests, "catalog"), message, "enable the catalog in the portal")
    if catalog is not None and catalog.externally_visible:
        message = f'the catalog "{catalog.display_name}" is enabled for external users'
        yield finding("REQ023", at(places, requests, "catalog"), message, "disable that in the portal")


def _other_packages(around: _Surroundings, names: tuple[str, ...], places: Places) -> Iterator[Finding]:
    requests, entitlement = around.requests, around.tenant.entitlement
    leading = around.read("other access packages", lambda: entitlement.leading_to(requests.group.id or "")) or ()
    own = {name.casefold() for name in names}
    if others := [name for name in leading if name.casefold() not in own]:
        message = f"other access packages lead to {requests.group} as well: {listed(others)}"
        hint = "take the group out of them, or use a group of its own here"
        yield finding("REQ018", at(places, requests, "group"), message, hint)


def _other_policies(around: _Surroundings, places: Places) -> Iterator[Finding]:
    requests, live = around.requests, around.live
    if live is None:
        return
    number = around.read("other policies", lambda: around.tenant.entitlement.policies(live.id)) or 0
    if number > 1:
        message = f"the access package has {number} policies: the others may let anybody ask"
        hint = "delete the others in the portal: lcwsync looks at one of them alone"
        yield finding("REQ018", at(places, requests), message, hint)


def _owners(around: _Surroundings, places: Places) -> Iterator[Finding]:
    requests, principals = around.requests, around.tenant.rights.principals
    group = requests.group.id or ""
    owners = (around.read("the owners of the group", lambda: principals.group_owners([group])) or {}).get(group)
    if owners:
        message = f"{requests.group} has {_counted(len(owners), 'owner')}, who can add members without a request"
        yield finding("REQ019", at(places, requests, "group"), message, "remove the owners of the group")


def _strangers(around: _Surroundings, places: Places) -> Iterator[Finding]:
    """Members of the group without an assignment that would have made them members."""
    requests, live, tenant = around.requests, around.live, around.tenant
    group = requests.group.id or ""
    principals = tenant.rights.principals
    members = (around.read("the members of the group", lambda: principals.group_members([group])) or {}).get(group)
    if not members:
        return
    held = set() if live is None else around.read("assignments", lambda: delivered(live.id, tenant))
    if held is not None and (number := sum(member.id not in held for member in members)):
        message = f"{_counted(number, 'member')} of {requests.group} without an assignment of this access package"
        hint = "remove them: they were added without a request, and their membership does not end"
        yield finding("REQ019", at(places, requests, "group"), message, hint)


def delivered(package_id: str, tenant: Tenant) -> set[str]:
    """The ids of people with an assignment of a package that has not ended. Raises GraphFailure."""
    found: set[str] = set()
    for assignment in tenant.entitlement.assignments_of(package_id):
        target = assignment.get("target")
        if assignment.get("state") in ("delivered", "delivering", "partiallyDelivered") and isinstance(target, dict):
            found.add(str(target.get("objectId")))
    return found


def at(places: Places, requests: PassRequests, *path: str) -> Location:
    """A place in the document of requests."""
    return places.at(ObjectKind.PASS_REQUESTS.value, requests.display_name, *path)


def _is_unified(found: Mapping[str, object]) -> bool:
    kinds = found.get("groupTypes")
    return isinstance(kinds, list) and "Unified" in kinds


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
