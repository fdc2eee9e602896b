"""What reads of Lifecycle Workflows show, and what they hide."""

from lcwsync.sandbox import doubts
from lcwsync.sandbox.clock import next_boundary
from lcwsync.sandbox.documents import BAD_REQUEST, SETTINGS, objects
from lcwsync.sandbox.http.routing import GraphError, Request
from lcwsync.sandbox.lifecycle.list_queries import selected
from lcwsync.sandbox.limits import DEFAULT_SCHEDULE_INTERVAL_HOURS
from lcwsync.sandbox.store import JsonObject, Store

NAMESPACE = "#microsoft.graph.identityGovernance."
"""What type names of Lifecycle Workflows begin with in answers."""

_LIST = (
    "id",
    "category",
    "displayName",
    "description",
    "isEnabled",
    "isSchedulingEnabled",
    "createdDateTime",
    "lastModifiedDateTime",
    "version",
    "versionNumber",
)
_ALSO_IN_GET = ("deletedDateTime", "nextScheduleRunDateTime", "quarantineDetails", "settings", "executionConditions")
_PEOPLE = ("createdBy", "lastModifiedBy")
_EXPANDABLE = frozenset({"tasks", "administrationScopeTargets", *_PEOPLE})

_NEW_MEMBERS: dict[str, frozenset[str]] = {
    "category": frozenset({"mover", "extensibility"}),
    "timeBasedAttribute": frozenset({"createdDateTime"}),
    "workflowExecutionType": frozenset({"activatedWithScope", "preview", "extensibilityOnDemand"}),
    "processingStatus": frozenset({"canceling", "quarantined"}),
}
"""Members that come after unknownFutureValue in their enumeration."""


def list_item(document: JsonObject, *, also: tuple[str, ...] = ()) -> JsonObject:
    """A workflow as a list shows it: neither tasks nor conditions nor people."""
    return {name: document[name] for name in (*_LIST, *also) if name in document}


def workflow_view(request: Request, store: Store, document: JsonObject, *, of: str) -> JsonObject:
    """A workflow as a single GET shows it.

    Tasks and people by id come unasked, unless `$select` is given; administrationScopeTargets only with `$expand`;
    conditions of an on-demand workflow are null. Raises GraphError 400 for an unknown `$expand`.
    """
    expanded = expansions(request)
    view = {name: document[name] for name in (*_LIST, *_ALSO_IN_GET) if name in document}
    view.update(_conditions(store, view.pop("executionConditions", None)))
    if document.get("isEnabled") and document.get("isSchedulingEnabled") and "deletedDateTime" in document:
        view["nextScheduleRunDateTime"] = next_boundary(store.now(), hours=schedule_interval(store))
    view = selected(request, view)
    whole = "$select" not in request.query
    for name in _PEOPLE:
        if whole or name in expanded:
            view[name] = document.get(name)
    if "administrationScopeTargets" in expanded:
        view["administrationScopeTargets"] = administration_scope_view(store, document)
    if (whole or "tasks" in expanded) and not _drops_tasks(store, expanded):
        view["tasks@odata.context"] = request.context(f"{of}/tasks")
        view["tasks"] = document.get("tasks")
    return {"@odata.context": request.context(f"{of}/$entity"), **view}


def _conditions(store: Store, conditions: object) -> JsonObject:
    """The member with the conditions as read: null or left out when on demand, a group scope without its groups."""
    if not isinstance(conditions, dict) or str(conditions.get("@odata.type")).endswith("onDemandExecutionOnly"):
        match doubts.answer(store, "on-demand-conditions"):
            case "omitted":
                return {}
            case "typed":
                return {"executionConditions": conditions}
            case _:
                return {"executionConditions": None}
    scope = conditions.get("scope")
    if isinstance(scope, dict) and doubts.answer(store, "scope-groups") == "hidden":
        conditions = {**conditions, "scope": {k: v for k, v in scope.items() if k != "groups"}}
    return {"executionConditions": conditions}


def administration_scope_view(store: Store, document: JsonObject) -> list[JsonObject]:
    """The administrative units of a workflow, with their names where the directory knows them."""
    views: list[JsonObject] = []
    for target in objects(document.get("administrationScopeTargets")):
        unit = store.get("administrativeUnits", str(target["id"])) or {}
        name: JsonObject = {"displayName": unit["displayName"]} if "displayName" in unit else {}
        views.append({"@odata.type": "#microsoft.graph.administrativeUnit", "id": target["id"], **name})
    return views


def _drops_tasks(store: Store, expanded: frozenset[str]) -> bool:
    return "administrationScopeTargets" in expanded and doubts.answer(store, "units-by-expand") == "drops-tasks"


def expansions(request: Request) -> frozenset[str]:
    """The names in `$expand`, without their options. Raises GraphError 400 for one that cannot be expanded."""
    names = frozenset(name.partition("(")[0] for name in request.names("$expand"))
    if unknown := sorted(names - _EXPANDABLE):
        message = f"Could not find a property named '{unknown[0]}' to expand."
        raise GraphError(400, BAD_REQUEST, message)
    return names


def schedule_interval(store: Store) -> int:
    """Hours between two runs of the engine."""
    stored = (store.get(SETTINGS, SETTINGS) or {}).get("workflowScheduleIntervalInHours")
    return stored if isinstance(stored, int) else DEFAULT_SCHEDULE_INTERVAL_HOURS


def hide_new_members(body: JsonObject) -> JsonObject:
    """An answer for a caller that did not ask for them: newer enumeration members read `unknownFutureValue`."""
    return {name: _hidden(name, value) for name, value in body.items()}


def _hidden(name: str, value: object) -> object:
    match value:
        case dict():
            return hide_new_members(value)
        case list():
            return [_hidden(name, item) for item in value]
        case str() if name in _NEW_MEMBERS:
            members = ["unknownFutureValue" if m in _NEW_MEMBERS[name] else m for m in value.split(",")]
            return ",".join(dict.fromkeys(members))
        case _:
            return value
