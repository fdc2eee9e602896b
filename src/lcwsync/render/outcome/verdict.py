"""The verdict on one environment of an apply, for readers that compare many."""

from enum import StrEnum

from lcwsync.apply.outcome import Outcome, exit_code
from lcwsync.render.plan.verdict import PlanVerdict, plan_verdict
from lcwsync.values.exit_codes import ExitCode


class OutcomeVerdict(StrEnum):
    """How an apply ended, in one word."""

    APPLIED = "applied"
    NO_CHANGES = "noChanges"
    CANNOT_TELL = "cannotTell"
    """Nothing was to be done as far as the tenant could be read, and not everything could."""
    PAUSED = "paused"
    PARTLY_APPLIED = "partlyApplied"
    STALE = "stale"
    FAILED = "failed"
    INTERRUPTED = "interrupted"


_BY_CODE = {
    ExitCode.PARTLY_APPLIED: OutcomeVerdict.PARTLY_APPLIED,
    ExitCode.STALE: OutcomeVerdict.STALE,
    ExitCode.INTERRUPTED: OutcomeVerdict.INTERRUPTED,
}


def json_verdict(outcome: Outcome) -> OutcomeVerdict:
    """The verdict; without an action it is the plan's own, so that "no changes" means that everything was read."""
    code = exit_code(outcome)
    if code is not ExitCode.DONE:
        return _BY_CODE.get(code, OutcomeVerdict.FAILED)
    if outcome.results:
        return OutcomeVerdict.APPLIED
    verdict = plan_verdict(outcome.plan)
    return OutcomeVerdict(verdict.value) if verdict in _QUIET else OutcomeVerdict.CANNOT_TELL


_QUIET = (PlanVerdict.NO_CHANGES, PlanVerdict.PAUSED)
