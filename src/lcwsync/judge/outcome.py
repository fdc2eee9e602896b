"""What a task will have done, as far as what was read tells it."""

from collections.abc import Sequence
from enum import StrEnum

from lcwsync.model.workflow import Task
from lcwsync.values.records import dataclass


@dataclass(frozen=True, slots=True)
class Done:
    """The task succeeds; also when there is nothing for it to do."""


@dataclass(frozen=True, slots=True)
class Failed:
    """The task fails, with the reason in words."""

    reason: str


@dataclass(frozen=True, slots=True)
class Skipped:
    """The task does not run: the one at `stopped_at`, counted from 1, failed and stopped the workflow."""

    stopped_at: int


@dataclass(frozen=True, slots=True)
class CannotTell:
    """What decides about the task was not read, in words."""

    missing: str


class RunEnd(StrEnum):
    """How a run ends for one person; the values appear in JSON."""

    SUCCEEDS = "succeeds"
    FAILS = "fails"
    """At least one task fails, whether the others go on or not."""
    CANNOT_TELL = "cannotTell"


OUTCOMES = ("done", "failed", "skipped", "cannotTell")
"""The words for the ends of a task in JSON."""

Outcome = Done | Failed | Skipped | CannotTell


@dataclass(frozen=True, slots=True)
class TaskForecast:
    """One enabled task of a run. `position` is its place among all tasks of the workflow, from 1."""

    position: int
    task: Task
    outcome: Outcome


def told(outcome: Outcome) -> tuple[str, str]:
    """An end in a word of `OUTCOMES`, and its reason, which may be empty."""
    match outcome:
        case Done():
            return "done", ""
        case Failed(reason=reason):
            return "failed", reason
        case Skipped(stopped_at=position):
            return "skipped", f"task {position} stops the workflow"
        case CannotTell(missing=missing):
            return "cannotTell", missing


def run_end(tasks: Sequence[TaskForecast]) -> RunEnd:
    """How a run with these tasks ends: what is sure to fail counts before what cannot be told."""
    if any(isinstance(each.outcome, Failed) for each in tasks):
        return RunEnd.FAILS
    if any(isinstance(each.outcome, CannotTell) for each in tasks):
        return RunEnd.CANNOT_TELL
    return RunEnd.SUCCEEDS
