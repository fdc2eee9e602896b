"""The outcome of a plan: one result per action."""

from datetime import datetime
from enum import StrEnum

from lcwsync.plan.actions import PlannedAction
from lcwsync.plan.plan import Plan
from lcwsync.values.exit_codes import ExitCode
from lcwsync.values.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """The person or job that applies, and the commit, as far as the environment shows them."""

    actor: str | None
    commit: str | None
    tool_version: str


class Once(StrEnum):
    """The writes that must not be sent twice: a second one would make a second object or version.

    Requests in My Access have several parts under one name, so that each part has a word of its own.
    """

    CREATE = "create"
    NEW_VERSION = "newVersion"
    CATALOG = "catalog"
    RESOURCE = "resource"
    PACKAGE = "package"
    ROLE = "role"
    POLICY = "policy"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A write that must not be sent twice, as it was sent. `object_id` and `version` as far as they are known."""

    what: Once
    at: datetime
    object_id: str | None = None
    version: int | None = None
    """The number of a new version; `before` is the one it follows."""
    before: int | None = None

    @property
    def answered(self) -> bool:
        """Whether the service said that it is stored."""
        return (self.version if self.what is Once.NEW_VERSION else self.object_id) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """As git wants it: written and read back, or found so (then `written` is false)."""

    planned: PlannedAction
    request_ids: tuple[str, ...] = ()
    note: str | None = None
    written: bool = True
    sent: Sent | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """Sent, and the service did not show it in time: it may be stored or come to nothing."""

    planned: PlannedAction
    message: str
    hint: str | None = None
    request_ids: tuple[str, ...] = ()
    sent: Sent | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedsDecision:
    """Written, and somebody else wrote the same at the same time: a person must decide what stays."""

    planned: PlannedAction
    message: str
    hint: str | None = None
    request_ids: tuple[str, ...] = ()
    sent: Sent | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """Refused by the service, or accepted and stored as something else."""

    planned: PlannedAction
    message: str
    hint: str | None = None
    request_id: str | None = None
    code: str | None = None
    sent: Sent | None = None
    """The write that must not be sent twice, when it is certain how it ended."""


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


Result = Applied | Unknown | NeedsDecision | Failed | Blocked | NotAttempted


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
    """The exit code of an apply. A stale plan that wrote nothing is 3, one that had begun is 5. What is unknown,
    undecided or needs a decision is 5 as well."""
    if outcome.interrupted:
        return ExitCode.INTERRUPTED
    applied = [result for result in outcome.results if isinstance(result, Applied)]
    if len(applied) == len(outcome.results):
        return ExitCode.PARTLY_APPLIED if outcome.plan.undecided else ExitCode.DONE
    if any(isinstance(result, Unknown | NeedsDecision) for result in outcome.results):
        return ExitCode.PARTLY_APPLIED
    stale = any(isinstance(result, Failed) and result.code == STALE for result in outcome.results)
    if stale and not any(result.written for result in applied):
        return ExitCode.STALE
    return ExitCode.PARTLY_APPLIED if applied else ExitCode.ERROR
