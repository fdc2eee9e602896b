"""The outcome of a plan: one result per action."""

from dataclasses import dataclass
from datetime import datetime

from lcwsync.plan.actions import PlannedAction
from lcwsync.plan.plan import Plan
from lcwsync.values.exit_codes import ExitCode


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """The person or job that applies, and the commit, as far as the environment shows them."""

    actor: str | None
    commit: str | None
    tool_version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """As git wants it: written and read back, or found so (then `written` is false)."""

    planned: PlannedAction
    request_ids: tuple[str, ...] = ()
    note: str | None = None
    written: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """Refused by the service, or accepted and not stored."""

    planned: PlannedAction
    message: str
    hint: str | None = None
    request_id: str | None = None
    code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocked:
    """Not tried, since actions it depends on failed."""

    planned: PlannedAction
    by: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NotAttempted:
    """Not tried, since the apply stopped before."""

    planned: PlannedAction
    reason: str


Result = Applied | Failed | Blocked | NotAttempted


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The results in the order of the plan."""

    plan: Plan
    results: tuple[Result, ...]
    origin: Origin
    began: datetime
    ended: datetime
    interrupted: bool = False
    """Whether a signal left actions unattempted."""


STALE = "stale"
"""`Failed.code` of an action whose object somebody else changed since it was read."""


def exit_code(outcome: Outcome) -> ExitCode:
    """The exit code of an apply. A stale plan that wrote nothing is 3, one that had begun is 5, and so is one that
    leaves an object undecided."""
    if outcome.interrupted:
        return ExitCode.INTERRUPTED
    applied = [result for result in outcome.results if isinstance(result, Applied)]
    if len(applied) == len(outcome.results):
        return ExitCode.PARTLY_APPLIED if outcome.plan.undecided else ExitCode.DONE
    stale = any(isinstance(result, Failed) and result.code == STALE for result in outcome.results)
    if stale and not any(result.written for result in applied):
        return ExitCode.STALE
    return ExitCode.PARTLY_APPLIED if applied else ExitCode.ERROR
