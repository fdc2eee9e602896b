"""What the value of a task's argument must look like, and the objects it names
(https://learn.microsoft.com/entra/id-governance/lifecycle-workflow-tasks)."""

import json
import re
from collections.abc import Callable, Mapping
from typing import cast

from lcwsync.sandbox import doubts
from lcwsync.sandbox.documents import EXTENSIONS, objects, refuse
from lcwsync.sandbox.limits import LIFETIME_MINUTES
from lcwsync.sandbox.store import JsonObject, Store

_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_RECIPIENTS = frozenset({"user", "managers", "sponsors"})
_MOST_UPDATES = 10

_NAMED = {
    "groupid": ("groups", "group"),
    "teamid": ("groups", "team"),
    "accesspackageid": ("accessPackages", "access package"),
    "assignmentpolicyid": ("assignmentPolicies", "assignment policy"),
    "licenses": ("subscribedSkus", "licence"),
    "customtaskextensionid": (EXTENSIONS, "custom task extension"),
    "cc": ("users", "user"),
}
"""The collection of the objects that an argument names, and what they are called."""


def _lifetime(text: str) -> bool:
    return text.isdecimal() and len(text) < 8 and int(text) in LIFETIME_MINUTES


def _updates(text: str) -> bool:
    try:
        pairs = json.loads(text)
    except ValueError:
        return False
    whole = isinstance(pairs, list) and 1 <= len(pairs) <= _MOST_UPDATES and len(objects(pairs)) == len(pairs)
    return whole and all({"attribute"} <= set(pair) <= {"attribute", "value"} for pair in pairs)


def _ids(text: str) -> bool:
    return all(_ID.fullmatch(part) for part in _parts(text))


def _id(text: str) -> bool:
    return _ID.fullmatch(text.strip()) is not None


_FORMS: Mapping[str, Callable[[str], bool]] = {
    "taplifetimeminutes": _lifetime,
    "attributeupdates": _updates,
    "groupid": _ids,
    "teamid": _ids,
    "licenses": _ids,
    "cc": _ids,
    "accesspackageid": _id,
    "assignmentpolicyid": _id,
    "customtaskextensionid": _id,
    "daysuntilexpiration": str.isdecimal,
    "to": lambda text: text.strip().lower() in _RECIPIENTS or _id(text),
    "locale": lambda text: _LANGUAGE.fullmatch(text) is not None,
}
_OF_MAILS = frozenset({"to", "cc", "customsubject", "custombody", "locale"})
"""Every mail task takes them, though its definition does not list them."""


def check_arguments(store: Store, arguments: list[JsonObject], definition: JsonObject) -> None:
    """Raises GraphError for arguments that this sandbox does not save. Names are compared without case."""
    given = {str(argument["name"]).casefold(): str(argument["value"]) for argument in arguments}
    task = definition["description"]
    if doubts.answer(store, "required-arguments") == "refused":
        for name in cast("list[str]", definition["_required"]):
            if name.casefold() not in given:
                raise refuse(f"The task '{task}' needs the argument '{name}'.")
    parameters = {str(each["name"]).casefold(): each for each in objects(definition["parameters"])}
    for argument in arguments:
        name, text = str(argument["name"]).casefold(), str(argument["value"])
        if name not in parameters and not (name in _OF_MAILS and definition["_mails"]):
            if doubts.answer(store, "argument-names") == "refused":
                raise refuse(f"The task '{task}' has no argument '{argument['name']}'.")
            continue
        if doubts.answer(store, "argument-values") == "refused" and text and not _fits(name, text, parameters):
            raise refuse(f"The value of the argument '{argument['name']}' is not valid.")
        if doubts.answer(store, "named-objects") == "refused":
            _check_named(store, name, text)
    to_sponsors = given.get("to", "").strip().lower() == "sponsors"
    if to_sponsors and given.get("cc") and doubts.answer(store, "argument-values") == "refused":
        raise refuse("A mail to the sponsors takes no other recipients.")


def _fits(name: str, text: str, parameters: Mapping[str, JsonObject]) -> bool:
    allowed = parameters.get(name, {}).get("values")
    if isinstance(allowed, list) and allowed and text.lower() not in allowed:
        return False
    return name not in _FORMS or _FORMS[name](text)


def _check_named(store: Store, name: str, text: str) -> None:
    """Raises GraphError for an object that does not exist."""
    if name not in _NAMED:
        return
    collection, what = _NAMED[name]
    known = {str(sku["skuId"]).lower() for sku in store.all(collection)} if name == "licenses" else None
    for id_ in _parts(text):
        if (id_.lower() not in known) if known is not None else store.get(collection, id_) is None:
            raise refuse(f"The {what} '{id_}' does not exist.")


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]
