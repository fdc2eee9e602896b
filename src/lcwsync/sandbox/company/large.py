"""A company of any size beside the seeded one, for measuring: people in a tree of managers, workflows of every kind."""

from collections.abc import Iterator
from datetime import datetime
from itertools import product
from typing import cast

from lcwsync.sandbox.company.people import Person, object_id
from lcwsync.sandbox.company.users import SUITE_SKU, person_document
from lcwsync.sandbox.documents import WORKFLOWS, objects
from lcwsync.sandbox.lifecycle.task_definitions import task_definitions
from lcwsync.sandbox.lifecycle.workflows import add_workflow
from lcwsync.sandbox.limits import MAX_TASKS
from lcwsync.sandbox.store import JsonObject, Store

_REPORTS = 8
"""People below each manager."""

_NAMES = ("Anna", "Bela", "Cem", "Dana", "Élodie", "Finn", "Gül", "Hana", "Igor", "Jana", "Kofi", "Lea")
_SURNAMES = ("Adler", "Brühl", "Costa", "D'Angelo", "Eriksen", "Fodor", "García", "Haas", "Ito", "Jung", "Łuczak")
_DEPARTMENTS = ("Sales", "Marketing", "Engineering", "Finance")
_COUNTRIES = ("DE", "ES", "FR", "GB", "IE", "IT", "PL", "PT", "SE")

_NAMESPACE = "#microsoft.graph.identityGovernance."


def seed_large(store: Store, users: int, workflows: int) -> None:
    """Add `users` generated people, and workflows until the tenant has `workflows`, to a seeded store.

    The same numbers make the same tenant. One person in twenty starts within the next thirty days or started in the
    last ten and is in SG-New-Hires. Raises GraphError beyond the number of workflows a tenant may have.
    """
    with store.transaction():
        store.put_many("users", ((str(user["id"]), user) for user in _people(users, store.now())))
        hires = [_person_id(number) for number in range(users) if _is_hire(number)]
        group_id = object_id("group", "SG-New-Hires")
        if (group := store.get("groups", group_id)) is not None and hires:
            members = group["_members"]
            assert isinstance(members, list)
            store.put("groups", group_id, {**group, "_members": [*members, *hires]})
        author = object_id("user", "ada.iverson")
        for number in range(store.count(WORKFLOWS), workflows):
            plant_workflow(store, _workflow(number), by=author)


def plant_workflow(store: Store, body: JsonObject, *, by: str) -> None:
    """Add a workflow as a create does, with ids that follow from its name. Raises GraphError."""
    name = str(body["displayName"])
    document = add_workflow(store, body, by=by, id=object_id("workflow", name))
    tasks = [
        {**task, "id": object_id("task", f"{name}/{task['executionSequence']}")} for task in objects(document["tasks"])
    ]
    store.put(WORKFLOWS, str(document["id"]), {**document, "tasks": tasks})


def _people(count: int, now: datetime) -> Iterator[JsonObject]:
    for number in range(count):
        yield person_document(_person(number), 1000 + number, now)


def _person(number: int) -> Person:
    hire = _is_hire(number)
    manager = "ingrid.vane" if number == 0 else _key((number - 1) // _REPORTS)
    return Person(
        key=_key(number),
        given=_NAMES[number % len(_NAMES)],
        surname=f"{_SURNAMES[number % len(_SURNAMES)]} {number}",
        title="Associate",
        department=_DEPARTMENTS[number % len(_DEPARTMENTS)],
        manager=None if number % 97 == 96 else manager,
        hired=(number // 20) % 41 - 10 if hire else -200 - number % 2000,
        leaves=number % 30 - 5 if number % 50 == 7 else None,
        enabled=number % 61 != 60,
        has_mail=number % 89 != 88,
        signed_in=None if hire else -1 - number % 60,
        has_methods=not hire or number % 140 == 19,
        licensed=not hire,
        usage_location=_COUNTRIES[number % len(_COUNTRIES)],
    )


def _is_hire(number: int) -> bool:
    return number % 20 == 19


def _key(number: int) -> str:
    return f"person{number:06d}"


def _person_id(number: int) -> str:
    return object_id("user", _key(number))


def _workflow(number: int) -> JsonObject:
    """The number-th workflow: categories, triggers and tasks take turns."""
    kinds = [kind for kind in product(("joiner", "mover", "leaver"), _CONDITIONS) if _fits(*kind)]
    category, condition = kinds[number % len(kinds)]
    tasks = [d for d in task_definitions() if category in str(d["category"]).split(",") and _can_be_filled(d)]
    count = 1 + number * 7 % min(MAX_TASKS, len(tasks))
    return {
        "displayName": f"Generated workflow {number:03d}",
        "description": f"Number {number} of its kind",
        "category": category,
        "isEnabled": True,
        "isSchedulingEnabled": condition != "onDemand" and number % 3 != 2,
        "executionConditions": _conditions(condition, category, number),
        "administrationScopeTargets": _administration_scope(number),
        "tasks": [_task(tasks[(number + place) % len(tasks)], place) for place in range(count)],
    }


_CONDITIONS = ("time", "attribute", "membership", "inactivity", "onDemand")


def _fits(category: str, condition: str) -> bool:
    """Movers have no date to go by, and who has not signed in for long leaves."""
    return not (condition == "time" and category == "mover") and (condition != "inactivity" or category == "leaver")


def _conditions(condition: str, category: str, number: int) -> JsonObject:
    rule: JsonObject = {
        "@odata.type": _NAMESPACE + "ruleBasedSubjectSet",
        "rule": f"(department eq '{_DEPARTMENTS[number % len(_DEPARTMENTS)]}')",
    }
    trigger: JsonObject
    match condition:
        case "onDemand":
            return {"@odata.type": _NAMESPACE + "onDemandExecutionOnly"}
        case "time":
            trigger = {
                "@odata.type": _NAMESPACE + "timeBasedAttributeTrigger",
                "timeBasedAttribute": "employeeHireDate" if category == "joiner" else "employeeLeaveDateTime",
                "offsetInDays": number % 21 - 10,
            }
        case "attribute":
            names = [{"name": name} for name in ("department", "jobTitle")[: 1 + number % 2]]
            trigger = {"@odata.type": _NAMESPACE + "attributeChangeTrigger", "triggerAttributes": names}
        case "inactivity":
            trigger = {"@odata.type": _NAMESPACE + "userInactivityTrigger", "inactivityPeriodInDays": 90}
        case _:
            change = ("add", "remove")[number % 2]
            trigger = {"@odata.type": _NAMESPACE + "membershipChangeTrigger", "changeType": change}
            groups = [{"id": object_id("group", "SG-Sales")}]
            rule = {"@odata.type": _NAMESPACE + "groupBasedSubjectSet", "groups": groups}
    return {"@odata.type": _NAMESPACE + "triggerAndScopeBasedConditions", "scope": rule, "trigger": trigger}


def _administration_scope(number: int) -> list[JsonObject]:
    if number % 4:
        return []
    unit = object_id("administrativeUnit", "AU-Sales")
    return [{"@odata.type": "#microsoft.graph.administrativeUnit", "id": unit}]


_VALUES = {
    "groupID": object_id("group", "SG-Sales"),
    "teamID": object_id("group", "Sales Team"),
    "accessPackageId": object_id("accessPackage", "Sales starter kit"),
    "assignmentPolicyId": object_id("assignmentPolicy", "Sales starter kit/Initial policy"),
    "licenses": SUITE_SKU,
    "customTaskExtensionID": object_id("customTaskExtension", "Notify badge office"),
    "tapLifetimeMinutes": "60",
    "tapIsUsableOnce": "true",
}
"""The value of each argument that a generated task has, as the wire has it."""


def _can_be_filled(definition: JsonObject) -> bool:
    return all(name in _VALUES for name in cast("list[str]", definition["_required"]))


def _task(definition: JsonObject, place: int) -> JsonObject:
    return {
        "displayName": f"{definition['description']} ({place + 1})",
        "description": None,
        "taskDefinitionId": definition["id"],
        "isEnabled": True,
        "continueOnError": place % 2 == 1,
        "arguments": [{"name": name, "value": _VALUES[name]} for name in cast("list[str]", definition["_required"])],
    }
