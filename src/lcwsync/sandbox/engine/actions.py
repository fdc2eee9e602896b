"""On-demand runs of a workflow.

https://learn.microsoft.com/graph/api/identitygovernance-workflow-activate
"""

from collections.abc import Callable, Sequence
from random import SystemRandom
from typing import cast

from lcwsync.sandbox.directory.objects import ids
from lcwsync.sandbox.documents import WORKFLOWS, found, refuse, without_annotations
from lcwsync.sandbox.engine.population import SCOPES
from lcwsync.sandbox.engine.processing import Work, process
from lcwsync.sandbox.engine.progress import RUNS, TASK_RESULTS, USER_RESULTS, canceled, going_on
from lcwsync.sandbox.engine.quarantine import is_quarantined
from lcwsync.sandbox.engine.reports import found_of_workflow
from lcwsync.sandbox.http.permissions import READ_WORKFLOWS, WRITE_WORKFLOWS
from lcwsync.sandbox.http.routing import GraphError, Request, Response, Route, page
from lcwsync.sandbox.lifecycle.views import workflow_view
from lcwsync.sandbox.lifecycle.workflows import CONTEXT, LIFECYCLE
from lcwsync.sandbox.store import JsonObject, Store

MAX_ON_DEMAND = 10
"""People in one on-demand run (https://learn.microsoft.com/entra/id-governance/governance-service-limits)."""

ACTIVATE = ("LifecycleWorkflows-Workflow.Activate", *WRITE_WORKFLOWS)


def _activate(request: Request, store: Store) -> Response:
    """Start for up to ten users; scope, trigger and quarantine do not matter."""
    _start(request, store, subjects_of(request, store), execution_type="onDemand")
    return Response(204)


def subjects_of(request: Request, store: Store) -> list[Work]:
    """The one to ten users that a body names. Raises GraphError for fewer, for more and for unknown ones."""
    subjects = _body(request).get("subjects")
    users = [_id(subject, "subjects") for subject in subjects] if isinstance(subjects, list) else []
    if not 1 <= len(users) <= MAX_ON_DEMAND:
        raise refuse(f"The property 'subjects' must hold 1 to {MAX_ON_DEMAND} users.")
    return _each_once(store, users)


def _activate_with_scope(request: Request, store: Store) -> Response:
    body = _body(request)
    scope = body.get("scope", body.get("subjects"))  # the documentation says subjects, the metadata scope
    if not isinstance(scope, dict):
        raise refuse("The property 'scope' is required and must be an object.")
    kind = str(scope.get("@odata.type")).rsplit(".", 1)[-1]
    select = _SCOPES.get(kind)
    if select is None:
        raise refuse(f"A scope of the type '{kind}' is not supported.")
    work = select(request, store, scope)
    _start(request, store, work, execution_type="activatedWithScope", activated_on=scope)
    return Response(204)


def _activate_and_wait(request: Request, store: Store) -> Response:
    """For extensibility workflows, of which the sandbox has none
    (https://learn.microsoft.com/graph/api/identitygovernance-workflow-activateandwait)."""
    found(store, WORKFLOWS, request.params["id"])
    if not isinstance(_body(request).get("subject"), dict):
        raise refuse("The property 'subject' is required and must be an object.")
    raise refuse("Only a workflow of the category extensibility can be activated and waited for.")


def _users(_: Request, store: Store, scope: JsonObject) -> list[Work]:
    users = scope.get("users")
    return _each_once(store, [_id(user, "users") for user in users] if isinstance(users, list) else [])


def _group(_: Request, store: Store, scope: JsonObject) -> list[Work]:
    group = store.get("groups", _id(scope.get("group"), "group"))
    if group is None:
        raise GraphError(406, "NotAcceptable", "The group does not exist.")
    return [Work(member) for member in ids(group, "_members") if store.get("users", member) is not None]


def _run(request: Request, store: Store, scope: JsonObject) -> list[Work]:
    run = found_of_workflow(request, store, RUNS, _id(scope.get("run"), "run"))
    results = [result for result in store.all(USER_RESULTS) if result["_run"] == run["id"]]
    if scope.get("userScope") == "failedUsers":
        results = [result for result in results if result["processingStatus"] != "completed"]
    return [_again(store, result, scope) for result in results]


def _results(request: Request, store: Store, scope: JsonObject) -> list[Work]:
    """Single users of an earlier run; not while the workflow is in quarantine, when only whole runs can be repeated
    (https://learn.microsoft.com/entra/id-governance/lifecycle-workflow-execution-limits)."""
    if is_quarantined(found(store, WORKFLOWS, request.params["id"])):
        raise refuse("Results of single users cannot be processed again while the workflow is in quarantine.")
    wanted = scope.get("processingResults")
    named = [_id(result, "processingResults") for result in wanted] if isinstance(wanted, list) else []
    return [_again(store, found_of_workflow(request, store, USER_RESULTS, id_), scope) for id_ in named]


def _again(store: Store, result: JsonObject, scope: JsonObject) -> Work:
    """A user once more, with all tasks or those that failed before."""
    user = str(cast("JsonObject", result["subject"])["id"])
    if scope.get("taskScope") != "failedTasks":
        return Work(user)
    tasks = [task for task in store.all(TASK_RESULTS) if task["_userResult"] == result["id"]]
    failed = (cast("JsonObject", task["task"])["id"] for task in tasks if task["processingStatus"] == "failed")
    return Work(user, frozenset(str(id_) for id_ in failed))


_SCOPES: dict[str, Callable[[Request, Store, JsonObject], list[Work]]] = {
    "activateUserScope": _users,
    "activateGroupScope": _group,
    "activateRunScope": _run,
    "activateProcessingResultScope": _results,
}


def _start(
    request: Request, store: Store, work: list[Work], *, execution_type: str, activated_on: JsonObject | None = None
) -> None:
    workflow = found(store, WORKFLOWS, request.params["id"])
    if not workflow["isEnabled"]:
        raise refuse("The workflow is disabled.")
    process(
        store,
        workflow,
        work,
        now=store.now(),
        execution_type=execution_type,
        randomness=SystemRandom(),
        activated_on=activated_on,
    )


def _cancel(request: Request, store: Store) -> Response:
    """One run a call, and only while it is waiting or going on."""
    scope = _body(request).get("scope")
    runs = scope.get("runs") if isinstance(scope, dict) else None
    if not isinstance(runs, list) or len(runs) != 1:
        raise refuse("The scope must hold exactly one run.")
    run = found_of_workflow(request, store, RUNS, _id(runs[0], "runs"))
    if going_on(store, RUNS, run) is None and run["processingStatus"] not in ("queued", "inProgress"):
        raise refuse(f"The run is {run['processingStatus']}: only a run that is queued or in progress can be canceled.")
    canceled(store, run)
    return Response(204)


def _clear_quarantine(request: Request, store: Store) -> Response:
    """Scheduled runs go on with the next one; nothing runs at once."""
    workflow = found(store, WORKFLOWS, request.params["id"])
    cleared = {name: value for name, value in workflow.items() if name != "quarantineDetails"}
    store.put(WORKFLOWS, str(workflow["id"]), cleared)
    return Response(200, workflow_view(request, store, cleared, of=CONTEXT))


def _execution_scope(request: Request, store: Store) -> Response:
    """The users who met the conditions at the engine's last run."""
    workflow = found(store, WORKFLOWS, request.params["id"])
    users = (store.get(SCOPES, str(workflow["id"])) or {}).get("meeting")
    present = (store.get("users", str(id_)) for id_ in (users if isinstance(users, list) else ()))
    shown = users_shown([user for user in present if user is not None])
    return page(request, shown, of=f"{CONTEXT}('{workflow['id']}')/executionScope")


def users_shown(users: Sequence[JsonObject]) -> list[JsonObject]:
    """Users as the lists of a workflow's people show them."""
    names = ("id", "displayName", "mail", "userPrincipalName")
    return [{"@odata.type": "#microsoft.graph.user", **{name: user.get(name) for name in names}} for user in users]


def _each_once(store: Store, users: list[str]) -> list[Work]:
    """All tasks for these users. Raises GraphError 406, the one status that is documented, when one does not exist."""
    found_ = {user: store.get("users", user) for user in users}
    if missing := [user for user, document in found_.items() if document is None]:
        raise GraphError(406, "NotAcceptable", f"The user '{missing[0]}' does not exist.")
    return [Work(id_) for id_ in dict.fromkeys(str(document["id"]) for document in found_.values() if document)]


def _body(request: Request) -> JsonObject:
    return without_annotations(request.body or {})


def _id(value: object, name: str) -> str:
    id_ = value.get("id") if isinstance(value, dict) else None
    if not isinstance(id_, str) or not id_:
        raise refuse(f"Every member of '{name}' needs an id.")
    return id_


_ONE = LIFECYCLE + "/workflows/{id}"

ROUTES = (
    Route("POST", _ONE + "/activate", _activate, ACTIVATE),
    Route("POST", _ONE + "/activateWithScope", _activate_with_scope, ACTIVATE),
    Route("POST", _ONE + "/activateAndWait", _activate_and_wait, ACTIVATE),
    Route("POST", _ONE + "/cancelProcessing", _cancel, WRITE_WORKFLOWS),
    Route("POST", _ONE + "/clearQuarantine", _clear_quarantine, WRITE_WORKFLOWS),
    Route("GET", _ONE + "/executionScope", _execution_scope, READ_WORKFLOWS),
)
