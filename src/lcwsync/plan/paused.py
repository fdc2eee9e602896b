"""Paused workflows in a plan: git's other changes are planned, and the pause stays until a person ends it."""

from dataclasses import replace
from typing import TYPE_CHECKING

from lcwsync.model.pause import Pause, marked, pause_of
from lcwsync.model.state import Desired, Existing, ObjectKind, ObjectName
from lcwsync.plan.identity import match_workflows
from lcwsync.values.records import dataclass

if TYPE_CHECKING:
    from lcwsync.model.workflow import Workflow


@dataclass(frozen=True, slots=True, kw_only=True)
class Paused:
    """A workflow of git that was paused in the tenant."""

    object: ObjectName
    pause: Pause


def kept_paused(desired: Desired, existing: Existing) -> tuple[Desired, tuple[Paused, ...]]:
    """What git wants, with the paused workflows left disabled and their marks left in place; and which they are.

    A merge must not start again what was stopped in an incident: `lcwsync resume` does.
    """
    matches = match_workflows(desired, existing)
    paused: list[Paused] = []
    workflows: list[Workflow] = []
    for workflow in desired.workflows:
        live = matches.live.get(workflow.display_name.casefold())
        pause = pause_of(live) if live else None
        if pause is None:
            workflows.append(workflow)
            continue
        paused.append(Paused(object=ObjectName(ObjectKind.WORKFLOW, workflow.display_name), pause=pause))
        description = None if workflow.description is None else marked(workflow.description, pause)
        workflows.append(replace(workflow, is_enabled=False, is_scheduling_enabled=False, description=description))
    return (replace(desired, workflows=tuple(workflows)) if paused else desired), tuple(paused)
