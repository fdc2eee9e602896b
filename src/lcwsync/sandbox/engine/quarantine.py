"""Execution limits: a scheduled run that would process too many people is not started, and none after it.

https://learn.microsoft.com/entra/id-governance/lifecycle-workflow-execution-limits
"""

from collections.abc import Mapping

from lcwsync.sandbox.documents import objects
from lcwsync.sandbox.store import JsonObject


def limits_of(workflow: Mapping[str, object], settings: Mapping[str, object]) -> JsonObject | None:
    """The limits in force: the workflow's own replace the tenant's entirely. None without any."""
    own = workflow.get("settings")
    for holder in (own if isinstance(own, dict) else {}, settings):
        limits = holder.get("quarantineConfiguration")
        if isinstance(limits, dict) and objects(limits.get("conditions")):
            return limits
    return None


def exceeded(limits: JsonObject | None, *, due: int, people: int) -> str | None:
    """The quarantine type when `due` people are over the limits; None when they are within. `people` is the number
    that a percentage is of."""
    if limits is None:
        return None
    conditions = objects(limits["conditions"])
    broken = [kind for condition in conditions if (kind := _broken(condition, due=due, people=people))]
    if not broken or (limits.get("matchMode") == "all" and len(broken) < len(conditions)):
        return None
    return broken[0] if len(set(broken)) == 1 else "multipleConditionsExceeded"


def is_quarantined(workflow: Mapping[str, object]) -> bool:
    """Whether scheduled runs wait for an admin."""
    details = workflow.get("quarantineDetails")
    return isinstance(details, dict) and details.get("quarantineType") not in (None, "notQuarantined")


def _broken(condition: JsonObject, *, due: int, people: int) -> str | None:
    threshold, percentage = condition.get("threshold"), condition.get("percentage")
    if isinstance(threshold, int) and due > threshold:
        return "countBasedThresholdExceeded"
    if isinstance(percentage, int) and due * 100 > percentage * people:
        return "percentageBasedThresholdExceeded"
    return None
