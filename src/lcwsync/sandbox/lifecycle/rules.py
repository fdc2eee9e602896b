"""What a workflow sent to the service must satisfy, and what the service makes of it.

Rules: https://learn.microsoft.com/graph/api/lifecycleworkflowscontainer-post-workflows and the service limits
(https://learn.microsoft.com/entra/id-governance/governance-service-limits). Refusals are GraphError 400.
"""

from typing import cast
from uuid import uuid4

from lcwsync.sandbox import guesses
from lcwsync.sandbox.documents import EXTENSIONS, refuse, without_annotations
from lcwsync.sandbox.lifecycle.task_definitions import definition_of
from lcwsync.sandbox.lifecycle.views import NAMESPACE
from lcwsync.sandbox.limits import (
    CATEGORIES,
    MAX_ADMINISTRATION_SCOPES,
    MAX_TASKS,
    MEMBERSHIP_CHANGES,
    OFFSET_DAYS,
    SPONSORS,
    TIME_ATTRIBUTES,
)
from lcwsync.sandbox.store import JsonObject, Store

BASIC = ("displayName", "description", "isEnabled", "isSchedulingEnabled")
"""What PATCH may change."""

_WRITABLE = (*BASIC, "category", "executionConditions", "tasks", "administrationScopeTargets")
_TASK = ("displayName", "description", "taskDefinitionId", "arguments", "isEnabled", "continueOnError")
_TASK_IGNORED = ("id", "category", "executionSequence")  # samples send them; the service sets them itself


def checked_workflow(store: Store, body: JsonObject) -> JsonObject:
    """The writable members of a whole workflow, complete: defaults filled in, tasks numbered and given new ids."""
    sent = without_annotations(body)
    _only(sent, _WRITABLE, "workflow")
    category = _category(sent.get("category"))
    return {
        "category": category,
        "displayName": checked_name(sent.get("displayName")),
        "description": checked_text(sent.get("description"), "description"),
        **checked_switches(sent, enabled=True, scheduled=False),
        "executionConditions": _conditions(sent.get("executionConditions")),
        "administrationScopeTargets": _administration_scope(sent.get("administrationScopeTargets", [])),
        "tasks": _tasks(store, sent.get("tasks"), category),
    }


def checked_changes(document: JsonObject, body: JsonObject) -> JsonObject:
    """The members a PATCH changes: only the four basic ones may be sent."""
    sent = without_annotations(body)
    _only(sent, BASIC, "workflow update; everything else needs createNewVersion")
    changes: JsonObject = {}
    if "displayName" in sent:
        changes["displayName"] = checked_name(sent["displayName"])
    if "description" in sent:
        changes["description"] = checked_text(sent["description"], "description")
    switches = checked_switches(
        sent, enabled=document["isEnabled"] is True, scheduled=document["isSchedulingEnabled"] is True
    )
    return {**changes, **switches}


def checked_task_changes(body: JsonObject) -> JsonObject:
    """The members a PATCH of a task changes: its name and description."""
    sent = without_annotations(body)
    _only(sent, ("displayName", "description"), "task update; everything else needs createNewVersion")
    changes: JsonObject = {}
    if "displayName" in sent:
        changes["displayName"] = checked_name(sent["displayName"])
    if "description" in sent:
        changes["description"] = checked_text(sent["description"], "description")
    return changes


def checked_name(value: object) -> str:
    """A display name."""
    if not isinstance(value, str) or not value.strip():
        raise refuse("The property 'displayName' is required and must not be empty.")
    return value


def checked_text(value: object, name: str) -> str | None:
    """An optional text."""
    if value is not None and not isinstance(value, str):
        raise refuse(f"The property '{name}' must be a string.")
    return value


def checked_switches(sent: JsonObject, *, enabled: bool, scheduled: bool) -> JsonObject:
    """isEnabled and isSchedulingEnabled, with what they are when not sent."""
    enabled = _boolean(sent.get("isEnabled", enabled), "isEnabled")
    scheduled = _boolean(sent.get("isSchedulingEnabled", scheduled), "isSchedulingEnabled")
    if scheduled and not enabled:
        raise refuse("The property 'isSchedulingEnabled' cannot be true while 'isEnabled' is false.")
    return {"isEnabled": enabled, "isSchedulingEnabled": scheduled}


def _only(sent: JsonObject, allowed: tuple[str, ...], what: str) -> None:
    if unknown := sorted(set(sent) - set(allowed)):
        raise refuse(f"The property '{unknown[0]}' does not exist or cannot be written in a {what}.")


def _boolean(value: object, name: str) -> bool:
    if not isinstance(value, bool):
        raise refuse(f"The property '{name}' must be true or false.")
    return value


def _integer(value: object, name: str, allowed: range) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value not in allowed:
        raise refuse(f"The property '{name}' must be a whole number from {allowed[0]} to {allowed[-1]}.")
    return value


def _category(value: object) -> str:
    if not isinstance(value, str) or value not in CATEGORIES:
        raise refuse(f"The property 'category' must be one of {', '.join(CATEGORIES)}.")
    return value


def _object(value: object, name: str) -> JsonObject:
    if not isinstance(value, dict):
        raise refuse(f"The property '{name}' is required and must be an object.")
    return value


def _type(value: JsonObject, name: str) -> str:
    """The type's last name: samples write it with and without the leading `#`."""
    declared = str(value.get("@odata.type", "")).removeprefix("#")
    space = NAMESPACE.removeprefix("#")
    if not declared.startswith(space):
        raise refuse(f"The property '{name}' needs an @odata.type in {space.rstrip('.')}.")
    return declared.removeprefix(space)


def _conditions(value: object) -> JsonObject:
    conditions = _object(value, "executionConditions")
    kind = _type(conditions, "executionConditions")
    sent = without_annotations(conditions)
    match kind:
        case "onDemandExecutionOnly":
            _only(sent, (), kind)
            return {"@odata.type": NAMESPACE + kind}
        case "triggerAndScopeBasedConditions":
            _only(sent, ("scope", "trigger"), kind)
            trigger, wanted = _trigger(_object(sent.get("trigger"), "trigger"))
            scope, given = _scope(_object(sent.get("scope"), "scope"))
            if given != wanted:
                raise refuse(f"A {_type(trigger, 'trigger')} goes with a {wanted}, not with a {given}.")
            return {"@odata.type": NAMESPACE + kind, "scope": scope, "trigger": trigger}
        case _:
            raise refuse(f"Execution conditions of the type '{kind}' are not supported.")


def _trigger(trigger: JsonObject) -> tuple[JsonObject, str]:
    """The trigger, and the kind of scope it goes with."""
    kind = _type(trigger, "trigger")
    sent = without_annotations(trigger)
    wanted = "ruleBasedSubjectSet"
    match kind:
        case "timeBasedAttributeTrigger":
            _only(sent, ("timeBasedAttribute", "offsetInDays"), kind)
            if sent.get("timeBasedAttribute") not in TIME_ATTRIBUTES:
                raise refuse(f"The property 'timeBasedAttribute' must be one of {', '.join(TIME_ATTRIBUTES)}.")
            _integer(sent.get("offsetInDays"), "offsetInDays", OFFSET_DAYS)
        case "attributeChangeTrigger":
            _only(sent, ("triggerAttributes",), kind)
            attributes = sent.get("triggerAttributes")
            if not isinstance(attributes, list) or not attributes:
                raise refuse("The property 'triggerAttributes' must name at least one attribute.")
            for attribute in attributes:
                checked = without_annotations(_object(attribute, "triggerAttributes"))
                if set(checked) != {"name"} or not isinstance(checked["name"], str) or not checked["name"]:
                    raise refuse("Every member of 'triggerAttributes' has a name and nothing else.")
        case "membershipChangeTrigger":
            _only(sent, ("changeType",), kind)
            if sent.get("changeType") not in MEMBERSHIP_CHANGES:
                raise refuse(f"The property 'changeType' must be one of {', '.join(MEMBERSHIP_CHANGES)}.")
            wanted = "groupBasedSubjectSet"
        case "userInactivityTrigger":
            _only(sent, ("inactivityPeriodInDays",), kind)
            _integer(sent.get("inactivityPeriodInDays"), "inactivityPeriodInDays", guesses.INACTIVITY_DAYS)
        case "guestSponsorTrigger":
            _only(sent, ("minimumRequiredSponsors",), kind)
            _integer(sent.get("minimumRequiredSponsors"), "minimumRequiredSponsors", SPONSORS)
        case _:
            raise refuse(f"A trigger of the type '{kind}' is not supported.")
    return {"@odata.type": NAMESPACE + kind, **sent}, wanted


def _scope(scope: JsonObject) -> tuple[JsonObject, str]:
    """The scope and its kind."""
    kind = _type(scope, "scope")
    sent = without_annotations(scope)
    match kind:
        case "ruleBasedSubjectSet":
            _only(sent, ("rule",), kind)
            if not isinstance(sent.get("rule"), str) or not str(sent["rule"]).strip():
                raise refuse("The property 'rule' is required and must not be empty.")
        case "groupBasedSubjectSet":
            _only(sent, ("groups",), kind)
            groups = sent.get("groups")
            if not isinstance(groups, list) or not groups:
                raise refuse("The property 'groups' must hold at least one group.")
            sent["groups"] = [{"id": _id(group, "groups")} for group in groups]
        case _:
            raise refuse(f"A scope of the type '{kind}' is not supported.")
    return {"@odata.type": NAMESPACE + kind, **sent}, kind


def _administration_scope(value: object) -> list[JsonObject]:
    if not isinstance(value, list):
        raise refuse("The property 'administrationScopeTargets' must be a collection.")
    if len(value) > MAX_ADMINISTRATION_SCOPES:
        raise refuse(f"A workflow has at most {MAX_ADMINISTRATION_SCOPES} administration scopes.")
    wanted = "microsoft.graph.administrativeUnit"
    for target in value:
        if not isinstance(target, dict) or str(target.get("@odata.type")).removeprefix("#") != wanted:
            raise refuse(f"Every administration scope needs the @odata.type '#{wanted}'.")
    return [{"@odata.type": "#" + wanted, "id": _id(target, "administrationScopeTargets")} for target in value]


def _id(value: object, name: str) -> str:
    found = value.get("id") if isinstance(value, dict) else None
    if not isinstance(found, str) or not found:
        raise refuse(f"Every member of '{name}' needs an id.")
    return found


def _tasks(store: Store, value: object, category: str) -> list[JsonObject]:
    if not isinstance(value, list) or not value:
        raise refuse("The property 'tasks' must hold at least one task.")
    if len(value) > MAX_TASKS:
        raise refuse(f"A workflow has at most {MAX_TASKS} tasks; this one has {len(value)}.")
    return [_task(store, _object(task, "tasks"), category, sequence) for sequence, task in enumerate(value, start=1)]


def _task(store: Store, task: JsonObject, category: str, sequence: int) -> JsonObject:
    sent = without_annotations(task)
    _only(sent, (*_TASK, *_TASK_IGNORED), "task")
    definition_id = sent.get("taskDefinitionId")
    definition = definition_of(definition_id) if isinstance(definition_id, str) else None
    if definition is None:
        raise refuse(f"The task definition '{definition_id}' does not exist.")
    if category not in str(definition["category"]).split(","):
        raise refuse(f"The task '{definition['description']}' cannot be used in a {category} workflow.")
    return {
        "id": str(uuid4()),
        "displayName": checked_name(sent.get("displayName")),
        "description": checked_text(sent.get("description"), "description"),
        "taskDefinitionId": definition["id"],
        "category": definition["category"],
        "isEnabled": _boolean(sent.get("isEnabled", True), "isEnabled"),
        "continueOnError": _boolean(sent.get("continueOnError", False), "continueOnError"),
        "executionSequence": sequence,
        "arguments": _arguments(store, sent.get("arguments"), definition),
    }


def _arguments(store: Store, value: object, definition: JsonObject) -> list[JsonObject]:
    if not isinstance(value, list):
        raise refuse(f"The task '{definition['description']}' needs a collection 'arguments', empty if need be.")
    arguments: list[JsonObject] = []
    names: set[str] = set()
    for item in value:
        argument = without_annotations(_object(item, "arguments"))
        name, text = argument.get("name"), argument.get("value")
        if set(argument) != {"name", "value"} or not isinstance(name, str) or not isinstance(text, str):
            raise refuse("Every argument has a name and a value, both strings.")
        if name.casefold() in names:
            raise refuse(f"The argument '{name}' is given twice.")
        names.add(name.casefold())
        names_extension = guesses.EXTENSION_MUST_EXIST and name.casefold() == "customtaskextensionid"
        if names_extension and store.get(EXTENSIONS, text) is None:
            raise refuse(f"The custom task extension '{text}' does not exist.")
        arguments.append({"name": name, "value": text})
    required = cast("list[str]", definition["_required"])
    missing = [name for name in required if name.casefold() not in names]
    if missing and guesses.MISSING_ARGUMENT_REFUSED:
        raise refuse(f"The task '{definition['description']}' needs the argument '{missing[0]}'.")
    return arguments
