"""The workflow templates of the service, from `templates.yaml`."""

from functools import cache
from importlib.resources import files
from typing import cast

from lcwsync.sandbox.documents import NOT_FOUND
from lcwsync.sandbox.http.permissions import READ_LIFECYCLE
from lcwsync.sandbox.http.routing import GraphError, Request, Response, Route, page
from lcwsync.sandbox.lifecycle.list_queries import EQUALITY, listed, selected
from lcwsync.sandbox.lifecycle.task_definitions import definition_named
from lcwsync.sandbox.lifecycle.views import NAMESPACE
from lcwsync.sandbox.lifecycle.workflows import LIFECYCLE
from lcwsync.sandbox.store import JsonObject, Store

_OF = "identityGovernance/lifecycleWorkflows/workflowTemplates"


def _list(request: Request, store: Store) -> Response:  # noqa: ARG001 - the same in every tenant
    filterable = {"id": EQUALITY, "displayName": EQUALITY, "category": EQUALITY}
    items = [selected(request, item) for item in listed(request, _templates(), filterable)]
    return page(request, items, of=_OF)


def _get(request: Request, store: Store) -> Response:  # noqa: ARG001
    wanted = request.params["id"].lower()
    for template in _templates():
        if template["id"] == wanted:
            body = selected(request, template)
            return Response(200, {"@odata.context": request.context(f"{_OF}/$entity"), **body})
    raise GraphError(404, NOT_FOUND, f"Resource '{request.params['id']}' does not exist.")


@cache
def _templates() -> tuple[JsonObject, ...]:
    import yaml

    text = files("lcwsync.sandbox.lifecycle").joinpath("templates.yaml").read_text(encoding="utf-8")
    return tuple(_template(row) for row in yaml.safe_load(text))


def _template(row: JsonObject) -> JsonObject:
    tasks = cast("list[JsonObject]", row["tasks"])
    return {
        **{name: row[name] for name in ("id", "category", "displayName", "description")},
        "executionConditions": _conditions(cast("JsonObject | None", row.get("trigger"))),
        "tasks": [_task(task, str(row["id"]), sequence) for sequence, task in enumerate(tasks, start=1)],
    }


def _conditions(trigger: JsonObject | None) -> JsonObject:
    """A template shows that it is on demand; a workflow does not."""
    if trigger is None:
        return {"@odata.type": NAMESPACE + "onDemandExecutionOnly"}
    scope: JsonObject = {"@odata.type": NAMESPACE + "ruleBasedSubjectSet", "rule": "department eq 'Marketing'"}
    if "timeBasedAttribute" in trigger:
        kind = "timeBasedAttributeTrigger"
    elif "triggerAttributes" in trigger:
        kind = "attributeChangeTrigger"
        names = cast("list[str]", trigger["triggerAttributes"])
        trigger = {"triggerAttributes": [{"name": name} for name in names]}
    else:
        kind = "membershipChangeTrigger"
        scope = {"@odata.type": NAMESPACE + "groupBasedSubjectSet"}
    return {
        "@odata.type": NAMESPACE + "triggerAndScopeBasedConditions",
        "scope": scope,
        "trigger": {"@odata.type": NAMESPACE + kind, **trigger},
    }


def _task(row: JsonObject, template_id: str, sequence: int) -> JsonObject:
    definition = definition_named(str(row["task"]))
    arguments = cast("dict[str, str]", row.get("arguments", {}))
    return {
        # Ids of template tasks mean nothing; these are the same on every read.
        "id": f"{template_id[:24]}{int(template_id[24:], 16) ^ sequence:012x}",
        "displayName": definition["displayName"],
        "description": row["description"],
        "taskDefinitionId": definition["id"],
        "category": definition["category"],
        "isEnabled": True,
        "continueOnError": False,
        "executionSequence": sequence,
        "arguments": [{"name": name, "value": value} for name, value in arguments.items()],
    }


ROUTES = (
    Route("GET", LIFECYCLE + "/workflowTemplates", _list, READ_LIFECYCLE),
    Route("GET", LIFECYCLE + "/workflowTemplates/{id}", _get, READ_LIFECYCLE),
)
