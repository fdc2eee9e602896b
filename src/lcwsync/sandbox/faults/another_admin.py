"""What another admin does in the portal, at the worst moment: the faults that change the tenant under a client."""

import re
from contextlib import suppress

from lcwsync.sandbox.clock import timestamp_after
from lcwsync.sandbox.documents import EXTENSIONS, POLICIES, SETTINGS, WORKFLOWS
from lcwsync.sandbox.faults.faults import Fault, FaultKind
from lcwsync.sandbox.http.routing import GraphError, Request
from lcwsync.sandbox.lifecycle.extensions import add_extension
from lcwsync.sandbox.lifecycle.policy import POLICY, tap_policy
from lcwsync.sandbox.lifecycle.settings import DEFAULTS
from lcwsync.sandbox.lifecycle.workflows import add_workflow, change_workflow, delete_workflow
from lcwsync.sandbox.store import JsonObject, Store

OTHER_ADMIN = "0c9a3f7d-5a2b-4d0e-8f31-6b7c2e9d1a54"
"""Object id under which the changes appear."""

_OBJECT = re.compile(r"/(workflows|customTaskExtensions)/([^/]+)", re.IGNORECASE)


def act(fault: Fault, request: Request, store: Store) -> None:
    """Do what the fault says; nothing when its object is not there. Call inside a transaction."""
    # Only with this fault, and not with every start of a sandbox.
    from lcwsync.sandbox.faults import another_admin_of_packages as packages

    if fault.kind is FaultKind.NAME_TAKEN:
        if not packages.take_name(request, store):
            _take_name(request, store)
        return
    if packages.touch(fault, request.path, store):
        return
    if fault.kind is FaultKind.CHANGED_BY_OTHER and _change_singleton(request, store):
        return
    match = _OBJECT.search(request.path)
    if match and match[1].lower() == "customtaskextensions":
        _touch_extension(fault, store, match[2])
    elif workflow := _workflow(store, match[2] if match else None, fault.value):
        _touch_workflow(fault, store, workflow)
    elif match is None:
        packages.touch_named(fault, store)


def _take_name(request: Request, store: Store) -> None:
    """Create what the request is about to create, with another description; nothing when it cannot be created."""
    body: JsonObject = {**(request.body or {}), "description": "Made in the portal"}
    extension = request.path.lower().endswith("/customtaskextensions")
    with suppress(GraphError):
        (add_extension if extension else add_workflow)(store, body, by=OTHER_ADMIN)


def _change_singleton(request: Request, store: Store) -> bool:
    """Change the policy or the settings when the path is theirs."""
    path = request.path.lower()
    if path.endswith("/temporaryaccesspass"):
        policy = tap_policy(store)
        length = policy["defaultLength"]
        assert isinstance(length, int)
        store.put(POLICIES, POLICY, {**policy, "defaultLength": length + 1 if length < 48 else 8})
        return True
    if path.endswith("/lifecycleworkflows/settings"):
        settings = store.get(SETTINGS, SETTINGS) or DEFAULTS
        hours = settings["workflowScheduleIntervalInHours"]
        assert isinstance(hours, int)
        store.put(SETTINGS, SETTINGS, {**settings, "workflowScheduleIntervalInHours": hours % 24 + 1})
        return True
    return False


def _workflow(store: Store, workflow_id: str | None, name: str | None) -> JsonObject | None:
    if workflow_id is not None:
        return store.get(WORKFLOWS, workflow_id)
    return next((w for w in store.all(WORKFLOWS) if w["displayName"] == name), None)


def _touch_workflow(fault: Fault, store: Store, workflow: JsonObject) -> None:
    match fault.kind:
        case FaultKind.DELETED_BY_OTHER:
            delete_workflow(store, workflow)
        case FaultKind.RENAMED_BY_OTHER:
            name = f"{workflow['displayName']} (renamed in the portal)"
            change_workflow(store, workflow, {"displayName": name}, by=OTHER_ADMIN)
        case _:
            change_workflow(store, workflow, {"description": "Changed in the portal"}, by=OTHER_ADMIN)


def _touch_extension(fault: Fault, store: Store, extension_id: str) -> None:
    extension = store.get(EXTENSIONS, extension_id)
    if extension is None:
        return
    if fault.kind is FaultKind.DELETED_BY_OTHER:
        store.remove(EXTENSIONS, extension_id)
        return
    renamed = fault.kind is FaultKind.RENAMED_BY_OTHER
    name = f"{extension['displayName']} (renamed in the portal)"
    change: JsonObject = {"displayName": name} if renamed else {"description": "Changed in the portal"}
    stamp = timestamp_after(extension["lastModifiedDateTime"], store.now())
    who: JsonObject = {"lastModifiedDateTime": stamp, "lastModifiedBy": {"id": OTHER_ADMIN}}
    store.put(EXTENSIONS, extension_id, {**extension, **change, **who})
