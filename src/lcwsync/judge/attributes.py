"""The task that writes attributes
(https://learn.microsoft.com/entra/id-governance/how-to-lifecycle-workflow-update-user-attributes)."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from lcwsync.judge.outcome import CannotTell, Done, Failed
from lcwsync.judge.state import Judged, State
from lcwsync.model.conditions import TimeAttribute
from lcwsync.model.person import UNREAD
from lcwsync.model.task_effects import never_written
from lcwsync.model.workflow import AttributeUpdate, Task

MAX_UPDATES = 10

_DATES = frozenset({"employeeHireDate", "employeeLeaveDateTime"})

_TEXTS = frozenset(
    {"city", "companyName", "country", "department", "displayName", "employeeId", "employeeType", "faxNumber"}
    | {"givenName", "jobTitle", "mail", "mailNickname", "mobilePhone", "officeLocation", "postalCode"}
    | {"preferredLanguage", "state", "streetAddress", "surname", "usageLocation"}
    | {"employeeOrgData/costCenter", "employeeOrgData/division"}
    | {f"onPremisesExtensionAttributes/extensionAttribute{number}" for number in range(1, 16)}
)
"""Of the cloud's own accounts these can be written; a full list is not published."""

_EXTENSION = re.compile(r"extension_[0-9a-f]{32}_\w+")


def update(state: State, task: Task) -> Judged:
    """updateUserAttributes."""
    updates = task.arguments.get("attributeUpdates")
    pairs = [each for each in updates if isinstance(each, AttributeUpdate)] if isinstance(updates, tuple) else []
    if not pairs or not 1 <= len(pairs) <= MAX_UPDATES:
        return Failed(f"attributeUpdates must hold 1 to {MAX_UPDATES} pairs of attribute and value"), state
    synced = state.account.is_synchronised
    doubt: CannotTell | None = None
    values = {pair.attribute: pair.value for pair in pairs}
    for name, value in values.items():
        if synced is True and not name.startswith("extension_"):
            return Failed(f"the account is synchronised from Active Directory: {name} cannot be written"), state
        if never_written(name):
            return Failed(f"{name} cannot be written by a workflow"), state
        if name in _DATES and value and not _is_date(value):
            return Failed(f"the value of {name} must be a date or system.now"), state
        if name not in _DATES | _TEXTS and not _EXTENSION.fullmatch(name):
            doubt = doubt or CannotTell(f"whether {name} can be written")
        if synced is UNREAD:
            doubt = doubt or CannotTell("whether the account is synchronised from Active Directory")
    return (doubt, state) if doubt else (Done(), _written(state, values))


def _written(state: State, values: Mapping[str, str]) -> State:
    account, person = state.account, state.person
    for name, value in values.items():
        match name:
            case "mail":
                account = replace(account, mail=value or None)
            case "usageLocation":
                account = replace(account, usage_location=value or None)
            case "employeeHireDate":
                dates: dict[TimeAttribute, datetime] = {
                    each: at for each, at in person.dates.items() if each is not TimeAttribute.HIRE_DATE
                }
                at = _moment(value, state)
                person = replace(person, dates={**dates, TimeAttribute.HIRE_DATE: at} if at else dates)
            case _:
                pass
    return replace(state, account=account, person=person)


def _is_date(value: str) -> bool:
    if value.lower() == "system.now":
        return True
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


def _moment(value: str, state: State) -> datetime | None:
    if not value:
        return None
    if value.lower() == "system.now":
        # The service writes the date, at midnight UTC.
        run = state.when.earliest
        return run and run.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    found = datetime.fromisoformat(value)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
