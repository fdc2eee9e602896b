"""What the HR system does in a company: people are hired, move, leave, join groups; and who is there.

Each event changes the directory as a PATCH of Microsoft Graph would, so that the engine sees it at its next run.
"""

import unicodedata
from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import uuid4

from lcwsync.sandbox.company.people import DOMAIN
from lcwsync.sandbox.directory.groups import is_dynamic
from lcwsync.sandbox.directory.objects import ids, user_named
from lcwsync.sandbox.directory.resources import GROUP, USER, Kind
from lcwsync.sandbox.directory.users import checked_properties
from lcwsync.sandbox.documents import SETTINGS, WORKFLOWS
from lcwsync.sandbox.errors import SandboxUsageError
from lcwsync.sandbox.http.routing import GraphError
from lcwsync.sandbox.lifecycle.settings import DEFAULTS
from lcwsync.sandbox.store import JsonObject, Store

_FIRST_HOUR, _LAST_HOUR = 6, 17
"""Hours at which people start and stop: a pass becomes valid with the hire date."""


def hire(
    store: Store, name: str, *, department: str, manager: str | None, title: str | None, on: datetime
) -> JsonObject:
    """Hire a person: an account that is disabled until the first day. Raises SandboxUsageError."""
    given, _, surname = name.strip().partition(" ")
    if not surname:
        raise SandboxUsageError(f"{name!r} is not a name of two parts", hint="write it as 'Ana Lima'")
    key = _plain(f"{given}.{surname}")
    taken = {str(value).casefold() for _, value in store.column(USER.collection, "userPrincipalName")}
    number = next(n for n in range(1, 1000) if f"{key}{n if n > 1 else ''}@{DOMAIN}" not in taken)
    address = f"{key}{number if number > 1 else ''}@{DOMAIN}"
    above = _user(store, manager) if manager else None
    user: JsonObject = {
        "id": str(uuid4()),
        "userPrincipalName": address,
        "displayName": f"{given} {surname}",
        "givenName": given,
        "surname": surname,
        "mail": address,
        "mailNickname": address.partition("@")[0],
        "otherMails": [],
        "proxyAddresses": [f"SMTP:{address}"],
        "businessPhones": [],
        "jobTitle": title,
        "department": department,
        "companyName": "Kestrel & Vane",
        "usageLocation": "DE",
        "userType": "Member",
        "accountEnabled": False,
        "employeeType": "Employee",
        "employeeHireDate": _at(on, _FIRST_HOUR),
        "createdDateTime": f"{store.now():%Y-%m-%dT%H:%M:%SZ}",
        "assignedLicenses": [],
        "assignedPlans": [],
        "_manager": None if above is None else above["id"],
        "_methods": [],
    }
    with store.transaction():
        store.put(USER.collection, str(user["id"]), user)
    return user


def move(store: Store, name: str, *, department: str | None, manager: str | None, title: str | None) -> JsonObject:
    """Change department, manager or title of a person. Raises SandboxUsageError."""
    changes: JsonObject = {}
    if department is not None:
        changes["department"] = department
    if title is not None:
        changes["jobTitle"] = title
    if manager is not None:
        changes["_manager"] = _user(store, manager)["id"]
    if not changes:
        raise SandboxUsageError("nothing to change", hint="pass --department, --manager or --title")
    return _changed(store, _user(store, name), changes)


def leave(store: Store, name: str, *, on: datetime) -> JsonObject:
    """Write the last day of a person. Raises SandboxUsageError."""
    return _changed(store, _user(store, name), {"employeeLeaveDateTime": _at(on, _LAST_HOUR)})


def join(store: Store, name: str, group: str, *, out: bool) -> tuple[JsonObject, JsonObject]:
    """Put a person into a group, or take them out of it. Raises SandboxUsageError."""
    user, found = _user(store, name), _group(store, group)
    if is_dynamic(found):
        raise SandboxUsageError(
            f"the members of {found['displayName']} are decided by a rule", hint="use `sandbox set`"
        )
    members = [id_ for id_ in ids(found, "_members") if id_ != user["id"]]
    with store.transaction():
        store.put(GROUP.collection, str(found["id"]), {**found, "_members": members if out else [*members, user["id"]]})
    return user, found


def set_properties(store: Store, name: str, texts: Mapping[str, str]) -> JsonObject:
    """Set properties of a person by Graph's names; an empty text clears one. Raises SandboxUsageError."""
    user = _user(store, name)
    changes: JsonObject = {}
    for path, text in texts.items():
        property_, _, part = path.partition("/")
        value = _value(property_, text)
        if part:
            held = changes.get(property_, user.get(property_))
            value = {**(held if isinstance(held, dict) else {}), part: text or None}
        changes[property_] = value
    try:
        checked_properties(store, changes, but=str(user["id"]))
    except GraphError as error:
        raise SandboxUsageError(error.message, hint="names and values are those of Graph's user") from None
    return _changed(store, user, changes)


def set_limits(store: Store, workflow: str | None, *, people: int | None, percent: int | None) -> str:
    """Set execution limits as the portal does, for the tenant or for one workflow; none of both removes them.

    Returns whose limits they are. Raises SandboxUsageError for a workflow that does not exist.
    """
    prefix = "#microsoft.graph.identityGovernance."
    conditions: list[JsonObject] = []
    if people is not None:
        conditions.append({"@odata.type": f"{prefix}countBasedQuarantineCondition", "threshold": people})
    if percent is not None:
        conditions.append({"@odata.type": f"{prefix}percentageBasedQuarantineCondition", "percentage": percent})
    limits: JsonObject | None = {"matchMode": "any", "conditions": list(conditions)} if conditions else None
    if workflow is None:
        stored = store.get(SETTINGS, SETTINGS) or DEFAULTS
        store.put(SETTINGS, SETTINGS, {**stored, "quarantineConfiguration": limits})
        return "the tenant"
    for document in store.all(WORKFLOWS):
        if str(document["displayName"]).casefold() == workflow.casefold():
            settings: JsonObject = {"quarantineConfiguration": limits}
            store.put(WORKFLOWS, str(document["id"]), {**document, "settings": settings})
            return f"workflow {document['displayName']}"
    raise SandboxUsageError(f"the sandbox has no workflow {workflow!r}", hint="apply it first")


def people(store: Store, text: str) -> tuple[str, ...]:
    """A line for each person whose name, address or department contains the text."""
    users = {str(user["id"]): user for user in store.all(USER.collection)}
    lines = []
    for user in sorted(users.values(), key=lambda each: str(each["displayName"]).casefold()):
        above = users.get(str(user.get("_manager")))
        parts = (
            str(user["userPrincipalName"]),
            str(user.get("department") or "no department"),
            f"manager {above['displayName']}" if above else "no manager",
            None if user.get("accountEnabled") else "disabled",
            f"hired {str(user['employeeHireDate'])[:10]}" if user.get("employeeHireDate") else None,
            f"leaves {str(user['employeeLeaveDateTime'])[:10]}" if user.get("employeeLeaveDateTime") else None,
        )
        line = f"{user['displayName']}  " + ", ".join(part for part in parts if part)
        if text.casefold() in line.casefold():
            lines.append(line)
    return tuple(lines)


def groups(store: Store, text: str) -> tuple[str, ...]:
    """A line for each group whose name contains the text, with its members."""
    names = {str(user["id"]): str(user["displayName"]) for user in store.all(USER.collection)}
    lines = []
    for group in sorted(store.all(GROUP.collection), key=lambda each: str(each["displayName"]).casefold()):
        if text.casefold() in str(group["displayName"]).casefold():
            members = [names[id_] for id_ in ids(group, "_members") if id_ in names]
            rule = "  (a rule decides)" if is_dynamic(group) else ""
            lines.append(f"{group['displayName']}{rule}  {', '.join(sorted(members)) or 'nobody'}")
    return tuple(lines)


def in_days(store: Store, days: int) -> datetime:
    """The day so many days from the sandbox's now."""
    return store.now() + timedelta(days=days)


def _changed(store: Store, user: JsonObject, changes: JsonObject) -> JsonObject:
    changed = {**user, **changes}
    with store.transaction():
        store.put(USER.collection, str(user["id"]), changed)
    return changed


def _user(store: Store, name: str) -> JsonObject:
    found = user_named(store, name if "@" in name else f"{name}@{DOMAIN}") or store.get(USER.collection, name)
    if found is None:
        raise SandboxUsageError(f"the company has no user {name}", hint="`lcwsync sandbox people` lists them")
    return found


def _group(store: Store, name: str) -> JsonObject:
    found = [g for g in store.all(GROUP.collection) if str(g["displayName"]).casefold() == name.casefold()]
    if len(found) != 1:
        raise SandboxUsageError(f"the company has no group {name}", hint="`lcwsync sandbox groups` lists them")
    return found[0]


def _value(name: str, text: str) -> object:
    known = USER.property(name)
    if text == "":
        return None
    if known is not None and known.kind is Kind.BOOLEAN:
        return {"true": True, "false": False}.get(text.casefold(), text)
    if known is not None and known.kind is Kind.TEXTS:
        return [part.strip() for part in text.split(",")]
    return text


def _at(day: datetime, hour: int) -> str:
    return f"{day.replace(hour=hour, minute=0, second=0, microsecond=0):%Y-%m-%dT%H:%M:%SZ}"


def _plain(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return "".join(char if char.isalnum() or char == "." else "" for char in plain)
