"""The pause of a workflow, written at the end of its description: everybody who looks at the tenant sees it, whatever
machine the next plan runs on.
"""

import re
from dataclasses import replace

from lcwsync.model.workflow import LiveWorkflow
from lcwsync.values.records import dataclass

_MARK = re.compile(r"\s*\[lcwsync pause (\S+), schedule (on|off), by (.+?): (.*)\]\Z", re.DOTALL)

LONGEST_REASON = 200
"""Characters of a reason."""


@dataclass(frozen=True, slots=True)
class Pause:
    """Since when (`2026-11-25T12:00:00Z`), by whom, and why a workflow is stopped."""

    since: str
    by: str
    reason: str
    scheduled: bool = False
    """Whether it ran by schedule before: the service keeps no schedule enabled on a disabled workflow."""


def pause_of(live: LiveWorkflow) -> Pause | None:
    """The pause of a workflow; None when it is enabled, or was disabled in another way."""
    found = _MARK.search(live.workflow.description or "")
    if found is None or live.workflow.is_enabled is not False:
        return None
    return Pause(found[1], found[3], found[4], scheduled=found[2] == "on")


def marked(description: str | None, pause: Pause) -> str:
    """The description with the pause at its end, in place of an earlier one."""
    plain = unmarked(description)
    schedule = "on" if pause.scheduled else "off"
    by = _line(pause.by).replace(":", "")
    mark = f"[lcwsync pause {pause.since}, schedule {schedule}, by {by}: {_line(pause.reason)}]"
    return f"{plain}\n{mark}" if plain else mark


def unmarked(description: str | None) -> str:
    """The description without a pause."""
    return _MARK.sub("", description or "")


def without_mark(live: LiveWorkflow) -> LiveWorkflow:
    """The workflow with the description that a person wrote."""
    if not _MARK.search(live.workflow.description or ""):
        return live
    return replace(live, workflow=replace(live.workflow, description=unmarked(live.workflow.description)))


def _line(text: str) -> str:
    return " ".join(text.split())
