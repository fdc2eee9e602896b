"""What a workflow sent to the service must satisfy, and what the service makes of it.

Rules: https://learn.microsoft.com/graph/api/lifecycleworkflowscontainer-post-workflows and the service limits
(https://learn.microsoft.com/entra/id-governance/governance-service-limits). Refusals are GraphError 400.
"""

from uuid import uuid4

from lcwsync.sandbox import doubts
from lcwsync.sandbox.directory.resources import USER
from lcwsync.sandbox.documents import refuse, without_annotations
from lcwsync.sandbox.lifecycle.argument_rules import check_arguments
from lcwsync.sandbox.lifecycle.scope_rules import rule_problem
from lcwsync.sandbox.lifecycle.task_definitions import definition_of
from lcwsync.sandbox.lifecycle.views import NAMESPACE
from lcwsync.sandbox.limits import (
    CATEGORIES,
    INACTIVITY_DAYS,
    MAX_ADMINISTRATION_SCOPES,
    MAX_TASKS,
    MEMBERSHIP_CHANGES,
    OFFSET_DAYS,
    PORTAL_INACTIVITY_DAYS,
    SPONSORS,
    TIME_ATTRIBUTES,
)
from lcwsync.sandbox.store import JsonObject, Store

BASIC = ("displayName", "description", "isEnabled", "isSchedulingEnabled")
"""What PATCH may change."""

_WRITABLE = (*BASIC, "category", "executionConditions", "tasks", "administrationScopeTargets")
_READ_ONLY = frozenset(
    {"id", "version", "createdDateTime", "lastModifiedDateTime", "deletedDateTime", "nextScheduleRunDateTime"}
    | {"createdBy", "lastModifiedBy", "quarantineDetails"}
)
_TASK = ("displayName", "description", "taskDefinitionId", "arguments", "isEnabled", "continueOnError")
_CATEGORIES_OF = {
    "employeeHireDate": ("joiner",),
    "createdDateTime": ("joiner",),
    "employeeLeaveDateTime": ("leaver",),
    "userInactivityTrigger": ("leaver",),
}
"""The categories of triggers that are not for all."""
_TASK_IGNORED = ("id", "category", "executionSequence")  # samples send them; the service sets them itself


def checked_workflow(store: Store, body: JsonObject) -> JsonObject:
    """The writable members of a whole workflow, complete: defaults filled in, tasks numbered and given new ids."""
    sent = _writable(store, without_annotations(body))
    _only(sent, _WRITABLE, "workflow")
    category = _category(sent.get("category"))
    checked = {
        "category": category,
        "displayName": checked_name(sent.get("displayName")),
        "description": checked_text(sent.get("description"), "description"),
        **checked_switches(sent, enabled=True, scheduled=False),
        "executionConditions": _conditions(store, sent.get("executionConditions"), category),
        "administrationScopeTargets": _administration_scope(store, sent.get("administrationScopeTargets", [])),
        "tasks": _tasks(store, sent.get("tasks"), category),
    }
    on_demand = str(_object(checked["executionConditions"], "executionConditions")["@odata.type"]).endswith("Only")
    if on_demand and checked["isSchedulingEnabled"] and doubts.answer(store, "scheduled-on-demand") == "refused":
        raise refuse("The property 'isSchedulingEnabled' cannot be true for a workflow that runs on demand only.")
    return checked


def checked_changes(store: Store, document: JsonObject, body: JsonObject) -> JsonObject:
    """The members a PATCH changes: only the four basic ones may be sent."""
    sent = _writable(store, without_annotations(body))
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


def _writable(store: Store, sent: JsonObject) -> JsonObject:
    """The body without the read-only members, where those are ignored."""
    if doubts.answer(store, "read-only-members") == "refused":
        return sent
    return {name: value for name, value in sent.items() if name not in _READ_ONLY}


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


def _conditions(store: Store, value: object, category: str) -> JsonObject:
    conditions = _object(value, "executionConditions")
    kind = _type(conditions, "executionConditions")
    sent = without_annotations(conditions)
    match kind:
        case "onDemandExecutionOnly":
            _only(sent, (), kind)
            return {"@odata.type": NAMESPACE + kind}
        case "triggerAndScopeBasedConditions":
            _only(sent, ("scope", "trigger"), kind)
            trigger, wanted = _trigger(store, _object(sent.get("trigger"), "trigger"))
            _check_category(store, trigger, category)
            scope, given = _scope(store, _object(sent.get("scope"), "scope"))
            if given != wanted:
                raise refuse(f"A {_type(trigger, 'trigger')} goes with a {wanted}, not with a {given}.")
            return {"@odata.type": NAMESPACE + kind, "scope": scope, "trigger": trigger}
        case _:
            raise refuse(f"Execution conditions of the type '{kind}' are not supported.")


def _check_category(store: Store, trigger: JsonObject, category: str) -> None:
    """Raises GraphError for a trigger of another category
    (https://learn.microsoft.com/entra/id-governance/lifecycle-workflow-execution-conditions)."""
    if doubts.answer(store, "trigger-categories") == "accepted":
        return
    kind = _type(trigger, "trigger")
    which = str(trigger["timeBasedAttribute"]) if kind == "timeBasedAttributeTrigger" else kind
    allowed = _CATEGORIES_OF.get(which, CATEGORIES)
    if category not in allowed:
        raise refuse(f"The trigger '{which}' cannot be used in a {category} workflow, only in {' or '.join(allowed)}.")


def _trigger(store: Store, trigger: JsonObject) -> tuple[JsonObject, str]:
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
                if doubts.answer(store, "trigger-attributes") == "refused" and not _is_attribute(checked["name"]):
                    raise refuse(f"The attribute '{checked['name']}' does not exist.")
        case "membershipChangeTrigger":
            _only(sent, ("changeType",), kind)
            if sent.get("changeType") not in MEMBERSHIP_CHANGES:
                raise refuse(f"The property 'changeType' must be one of {', '.join(MEMBERSHIP_CHANGES)}.")
            wanted = "groupBasedSubjectSet"
        case "userInactivityTrigger":
            _only(sent, ("inactivityPeriodInDays",), kind)
            _integer(sent.get("inactivityPeriodInDays"), "inactivityPeriodInDays", inactivity_days(store))
        case "guestSponsorTrigger":
            _only(sent, ("minimumRequiredSponsors",), kind)
            _integer(sent.get("minimumRequiredSponsors"), "minimumRequiredSponsors", sponsors(store))
        case _:
            raise refuse(f"A trigger of the type '{kind}' is not supported.")
    return {"@odata.type": NAMESPACE + kind, **sent}, wanted


def inactivity_days(store: Store) -> range:
    """The days an inactivity trigger takes."""
    return PORTAL_INACTIVITY_DAYS if doubts.answer(store, "inactivity-days") == "portal" else INACTIVITY_DAYS


def sponsors(store: Store) -> range:
    """The numbers a trigger for guests without sponsors takes."""
    return range(1, 2) if doubts.answer(store, "sponsors") == "portal" else SPONSORS


def _is_attribute(name: str) -> bool:
    return USER.property(name) is not None or name.lower().startswith("customsecurityattributes/")


def _scope(store: Store, scope: JsonObject) -> tuple[JsonObject, str]:
    """The scope and its kind."""
    kind = _type(scope, "scope")
    sent = without_annotations(scope)
    match kind:
        case "ruleBasedSubjectSet":
            _only(sent, ("rule",), kind)
            if not isinstance(sent.get("rule"), str) or not str(sent["rule"]).strip():
                raise refuse("The property 'rule' is required and must not be empty.")
            problem = rule_problem(str(sent["rule"])) if doubts.answer(store, "rules") == "refused" else None
            if problem is not None:
                raise refuse(f"This rule contains invalid properties: {problem}")
        case "groupBasedSubjectSet":
            _only(sent, ("groups",), kind)
            groups = sent.get("groups")
            if not isinstance(groups, list) or not groups:
                raise refuse("The property 'groups' must hold at least one group.")
            sent["groups"] = [{"id": _existing(store, "groups", _id(group, "groups"))} for group in groups]
        case _:
            raise refuse(f"A scope of the type '{kind}' is not supported.")
    return {"@odata.type": NAMESPACE + kind, **sent}, kind


def _existing(store: Store, collection: str, id_: str) -> str:
    """The id. Raises GraphError for an object that does not exist, where a save checks that."""
    if doubts.answer(store, "named-objects") == "refused" and store.get(collection, id_) is None:
        raise refuse(f"The object '{id_}' of '{collection}' does not exist.")
    return id_


def _administration_scope(store: Store, value: object) -> list[JsonObject]:
    if not isinstance(value, list):
        raise refuse("The property 'administrationScopeTargets' must be a collection.")
    if len(value) > MAX_ADMINISTRATION_SCOPES:
        raise refuse(f"A workflow has at most {MAX_ADMINISTRATION_SCOPES} administration scopes.")
    wanted = "microsoft.graph.administrativeUnit"
    for target in value:
        if not isinstance(target, dict) or str(target.get("@odata.type")).removeprefix("#") != wanted:
            raise refuse(f"Every administration scope needs the @odata.type '#{wanted}'.")
    ids = [_id(target, "administrationScopeTargets") for target in value]
    return [{"@odata.type": "#" + wanted, "id": _existing(store, "administrativeUnits", id_)} for id_ in ids]


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
    tasks = [_task(store, _object(task, "tasks"), category, sequence) for sequence, task in enumerate(value, start=1)]
    names = [str(task["displayName"]).casefold() for task in tasks]
    if len(set(names)) < len(names) and doubts.answer(store, "task-names") == "refused":
        raise refuse("The display name of a task must be unique in its workflow.")
    return tasks


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
        "taskDefinitionId": str(definition_id).strip().lower(),
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
        arguments.append({"name": name, "value": text})
    check_arguments(store, arguments, definition)
    return arguments
