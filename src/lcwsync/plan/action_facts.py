"""Facts that the classes of actions share: verbs, phases, reasons."""

from enum import IntEnum, StrEnum
from typing import ClassVar

from lcwsync.model.state import SINGLETON_NAMES, ObjectKind, ObjectName
from lcwsync.plan.changes import FieldChange


class Verb(StrEnum):
    """The verbs of actions. One action can have several."""

    CREATE = "create"
    UPDATE = "update"
    NEW_VERSION = "newVersion"
    RENAME = "rename"
    ENABLE = "enable"
    DISABLE = "disable"
    SCHEDULE_ON = "scheduleOn"
    SCHEDULE_OFF = "scheduleOff"
    RESTORE = "restore"
    DELETE = "delete"
    UPDATE_POLICY = "updatePolicy"
    UPDATE_SETTINGS = "updateSettings"

    @property
    def in_words(self) -> str:
        """`new version` for `newVersion`."""
        return "".join(f" {c.lower()}" if c.isupper() else c for c in self.value)


class Phase(IntEnum):
    """The order of actions. Policy and extensions come before the workflows that use them, requests in My Access after
    the workflow that they start, deletes last."""

    LOOSEN_POLICY = 0
    SETTINGS = 1
    EXTENSIONS = 2
    WORKFLOWS = 3
    PASS_REQUESTS = 4
    TIGHTEN_POLICY = 5
    DELETE_PASS_REQUESTS = 6
    DELETE_WORKFLOWS = 7
    DELETE_EXTENSIONS = 8


class DeleteReason(StrEnum):
    """The reasons for a deletion."""

    REMOVED = "removed"
    PRUNED = "pruned"


class Direction(StrEnum):
    """The direction of a policy change: loosening comes before the workflows that need it, tightening after."""

    LOOSEN = "loosen"
    TIGHTEN = "tighten"


class ActionFacts:
    """Facts that most actions share. `kind`, `verb` and `phase` belong to the class of an action."""

    __slots__ = ()

    kind: ClassVar[ObjectKind]
    verb: ClassVar[Verb]

    @property
    def name(self) -> str:
        """The object's name: git's, and the tenant's for a delete."""
        return SINGLETON_NAMES[self.kind]

    @property
    def verbs(self) -> tuple[Verb, ...]:
        """Everything the action does, the verb of its Graph call first."""
        return (self.verb,)

    @property
    def key(self) -> str:
        """Unique in a plan and stable between runs."""
        return f"{self.verb.value} {ObjectName(self.kind, self.name)}"


_SWITCHES = {
    ("isEnabled", True): Verb.ENABLE,
    ("isEnabled", False): Verb.DISABLE,
    ("isSchedulingEnabled", True): Verb.SCHEDULE_ON,
    ("isSchedulingEnabled", False): Verb.SCHEDULE_OFF,
}


def effects(fields: tuple[FieldChange, ...]) -> tuple[Verb, ...]:
    """The verbs that changed fields add: rename, enable, disable, schedule on and off."""
    found: list[Verb] = []
    for change in fields:
        if change.field == "displayName":
            found.append(Verb.RENAME)
        elif isinstance(change.after, bool) and (change.field, change.after) in _SWITCHES:
            found.append(_SWITCHES[change.field, change.after])
    return tuple(found)
