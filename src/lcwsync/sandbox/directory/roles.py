"""Directory roles: definitions, active assignments, and what Privileged Identity Management adds.

An active assignment is stored once; its schedule and schedule instance are views of it. A schedule that has not begun
has no assignment yet and is stored as itself
(https://learn.microsoft.com/graph/api/resources/privilegedidentitymanagementv3-overview).
"""

from collections.abc import Callable, Iterable

from lcwsync.sandbox.directory.governance_resources import (
    GROUP_ELIGIBILITY,
    GROUP_SCHEDULE,
    ROLE_ASSIGNMENT,
    ROLE_DEFINITION,
    ROLE_SCHEDULE,
    ROLE_SCHEDULE_INSTANCE,
)
from lcwsync.sandbox.directory.objects import find_object, refuse, require
from lcwsync.sandbox.directory.odata import Expander, given, list_response, one_response, stored, typed, view
from lcwsync.sandbox.directory.permissions import (
    READ_ASSIGNMENT_SCHEDULES,
    READ_ELIGIBILITY,
    READ_GROUP_ELIGIBILITY,
    READ_GROUP_SCHEDULES,
    READ_ROLES,
)
from lcwsync.sandbox.directory.resources import DIRECTORY_OBJECT, GROUP, Resource
from lcwsync.sandbox.documents import objects
from lcwsync.sandbox.http.routing import GraphError, Request, Response, Route
from lcwsync.sandbox.store import JsonObject, Store

_PREMIUM_PLANS = frozenset({"AAD_PREMIUM_P2", "Entra_Identity_Governance"})


def _definitions(request: Request, store: Store) -> Response:
    return list_response(request, ROLE_DEFINITION, stored(store, ROLE_DEFINITION), of="roleManagement/roleDefinitions")


def _definition(request: Request, store: Store) -> Response:
    definition = require(store, ROLE_DEFINITION, request.params["id"])
    return one_response(request, ROLE_DEFINITION, definition, of="roleManagement/roleDefinitions")


def _assignments(request: Request, store: Store) -> Response:
    return _listed(request, store, ROLE_ASSIGNMENT, store.all(ROLE_ASSIGNMENT.collection))


def _assignment(request: Request, store: Store) -> Response:
    assignment = require(store, ROLE_ASSIGNMENT, request.params["id"])
    of = "roleManagement/directory/roleAssignments"
    return one_response(request, ROLE_ASSIGNMENT, assignment, of=of, expanders=_expanders(store))


def _eligibility_schedules(request: Request, store: Store) -> Response:
    _check_licence(store)
    return _listed(request, store, ROLE_SCHEDULE, store.all(ROLE_SCHEDULE.collection))


def _eligibility_instances(request: Request, store: Store) -> Response:
    _check_licence(store)
    instances = (
        _instance(schedule, roleEligibilityScheduleId=schedule["id"])
        for schedule in store.all(ROLE_SCHEDULE.collection)
    )
    return _listed(request, store, ROLE_SCHEDULE_INSTANCE, instances)


def _assignment_schedules(request: Request, store: Store) -> Response:
    _check_licence(store)
    begun = map(_schedule, store.all(ROLE_ASSIGNMENT.collection))
    return _listed(request, store, ROLE_SCHEDULE, (*begun, *store.all("roleAssignmentSchedules")))


def _assignment_instances(request: Request, store: Store) -> Response:
    _check_licence(store)
    instances = (
        _instance(
            schedule,
            assignmentType=schedule["assignmentType"],
            roleAssignmentOriginId=schedule["id"],
            roleAssignmentScheduleId=schedule["id"],
        )
        for schedule in map(_schedule, store.all(ROLE_ASSIGNMENT.collection))
    )
    return _listed(request, store, ROLE_SCHEDULE_INSTANCE, instances)


def _group_eligibility(request: Request, store: Store) -> Response:
    return _of_group(request, store, GROUP_ELIGIBILITY)


def _group_schedules(request: Request, store: Store) -> Response:
    return _of_group(request, store, GROUP_SCHEDULE)


def _of_group(request: Request, store: Store, resource: Resource) -> Response:
    """Documented: the list must be filtered by group or by principal."""
    _check_licence(store)
    text = request.query.get("$filter", "")
    if "groupId eq" not in text and "principalId eq" not in text:
        raise refuse("The list needs a $filter by groupId or by principalId.")
    if any(each.get("_notInPim") and str(each["id"]) in text for each in store.all(GROUP.collection)):
        raise GraphError(400, "ResourceTypeNotSupported", "The resource type is not supported.")
    return _listed(request, store, resource, store.all(resource.collection))


def _check_licence(store: Store) -> None:
    """Raises GraphError 400 when no subscription holds a plan with Privileged Identity Management."""
    for sku in store.all("subscribedSkus"):
        if any(plan.get("servicePlanName") in _PREMIUM_PLANS for plan in objects(sku.get("servicePlans"))):
            return
    raise GraphError(
        400, "AadPremiumLicenseRequired", "The tenant needs to have Microsoft Entra ID P2 or Governance license."
    )


def _schedule(assignment: JsonObject) -> JsonObject:
    """The schedule behind an active assignment; `_activated` marks one that was activated for a while."""
    activated = assignment.get("_activated")
    end = activated.get("endDateTime") if isinstance(activated, dict) else None
    return {
        "id": assignment["id"],
        "principalId": assignment["principalId"],
        "roleDefinitionId": assignment["roleDefinitionId"],
        "directoryScopeId": assignment["directoryScopeId"],
        "appScopeId": None,
        "createdUsing": None,
        "createdDateTime": assignment.get("_createdDateTime"),
        "modifiedDateTime": None,
        "status": "Provisioned",
        "assignmentType": "Activated" if activated else "Assigned",
        "memberType": "Direct",
        "scheduleInfo": schedule_info(assignment.get("_createdDateTime"), end),
    }


def schedule_info(start: object, end: object = None) -> JsonObject:
    """From when a schedule holds and until when; None: without end."""
    kind = "noExpiration" if end is None else "afterDateTime"
    return {
        "startDateTime": start,
        "recurrence": None,
        "expiration": {"type": kind, "endDateTime": end, "duration": None},
    }


def _instance(schedule: JsonObject, **more: object) -> JsonObject:
    info = schedule.get("scheduleInfo")
    assert isinstance(info, dict)
    expiration = info["expiration"]
    assert isinstance(expiration, dict)
    return {
        "id": schedule["id"],
        "principalId": schedule["principalId"],
        "roleDefinitionId": schedule["roleDefinitionId"],
        "directoryScopeId": schedule["directoryScopeId"],
        "appScopeId": None,
        "startDateTime": info["startDateTime"],
        "endDateTime": expiration["endDateTime"],
        "memberType": schedule["memberType"],
        **more,
    }


def _listed(request: Request, store: Store, resource: Resource, documents: Iterable[JsonObject]) -> Response:
    of = f"roleManagement/directory/{resource.collection or resource.type}"
    return list_response(request, resource, given(documents), of=of, expanders=_expanders(store))


def _expanders(store: Store) -> dict[str, Expander]:
    def principal(document: JsonObject, _: object) -> JsonObject | None:
        found = find_object(store, str(document["principalId"]))
        return None if found is None else view(DIRECTORY_OBJECT, found)

    def definition(document: JsonObject, _: object) -> JsonObject | None:
        return store.get(ROLE_DEFINITION.collection, str(document["roleDefinitionId"]))

    def group(document: JsonObject, _: object) -> JsonObject | None:
        found = store.get(GROUP.collection, str(document["groupId"]))
        return None if found is None else view(GROUP, typed(GROUP, found))

    return {"principal": principal, "roleDefinition": definition, "group": group}


_ROLES = "/roleManagement/directory/"

_TABLE: tuple[tuple[str, Callable[[Request, Store], Response], tuple[str, ...]], ...] = (
    (_ROLES + "roleDefinitions", _definitions, READ_ROLES),
    (_ROLES + "roleDefinitions/{id}", _definition, READ_ROLES),
    (_ROLES + "roleAssignments", _assignments, READ_ROLES),
    (_ROLES + "roleAssignments/{id}", _assignment, READ_ROLES),
    (_ROLES + "roleEligibilitySchedules", _eligibility_schedules, READ_ELIGIBILITY),
    (_ROLES + "roleEligibilityScheduleInstances", _eligibility_instances, READ_ELIGIBILITY),
    (_ROLES + "roleAssignmentSchedules", _assignment_schedules, READ_ASSIGNMENT_SCHEDULES),
    (_ROLES + "roleAssignmentScheduleInstances", _assignment_instances, READ_ASSIGNMENT_SCHEDULES),
    ("/identityGovernance/privilegedAccess/group/eligibilitySchedules", _group_eligibility, READ_GROUP_ELIGIBILITY),
    ("/identityGovernance/privilegedAccess/group/assignmentSchedules", _group_schedules, READ_GROUP_SCHEDULES),
)

ROUTES = tuple(Route("GET", path, handler, permissions) for path, handler, permissions in _TABLE)
