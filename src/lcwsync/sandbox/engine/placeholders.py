"""Filling in the names between double braces of a mail: pure.

Both families: `{{userDisplayName}}` of older tasks and `{{user.displayName}}` of newer ones
(https://learn.microsoft.com/entra/id-governance/customize-workflow-email).
"""

import re
from collections.abc import Mapping

from lcwsync.sandbox.store import JsonObject

_PLACEHOLDER = re.compile(r"\{\{\s*([^{}]+?)\s*\}\}")

_OF_USER = {
    "userDisplayName": "displayName",
    "userGivenName": "givenName",
    "userSurname": "surname",
    "userPrincipalName": "userPrincipalName",
    "userEmployeeHireDate": "employeeHireDate",
    "userEmployeeLeaveDateTime": "employeeLeaveDateTime",
}
_OF_MANAGER = {"managerDisplayName": "displayName", "managerEmail": "mail"}


def fill(text: str, *, user: JsonObject, manager: JsonObject | None, secret: str | None) -> str:
    """The text with its placeholders replaced; an unset attribute is empty, an unknown name stays as it is.

    `secret` is the pass; None outside the task that creates one.
    """

    def value(match: re.Match[str]) -> str:
        name = match[1]
        if name in _OF_USER:
            return _text(user, _OF_USER[name])
        if name in _OF_MANAGER:
            return _text(manager or {}, _OF_MANAGER[name])
        if name.startswith("user."):
            return _text(user, name.removeprefix("user."))
        return secret if name == "temporaryAccessPass" and secret is not None else match[0]

    return _PLACEHOLDER.sub(value, text)


def _text(holder: Mapping[str, object], path: str) -> str:
    value: object = holder
    for part in path.split("/"):
        value = value.get(part) if isinstance(value, Mapping) and not part.startswith("_") else None
    return "" if value is None else _MOMENT.sub(r"\1 \2 UTC", str(value))


_MOMENT = re.compile(r"^([0-9]{4}-[0-9]{2}-[0-9]{2})T([0-9]{2}:[0-9]{2})(?::[0-9]{2}(?:\.[0-9]+)?)?Z$")
"""A moment as Graph shows it. Which form the service's mails have is not documented: here that of the outbox."""
