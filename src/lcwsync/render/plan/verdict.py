"""One word for what a plan, or the drift that it shows, comes to: for a program that reads many of them."""

from enum import StrEnum

from lcwsync.plan.plan import Plan


class PlanVerdict(StrEnum):
    """The gravest that holds, from the gravest on."""

    REFUSED = "refused"
    CHANGES = "changes"
    CANNOT_TELL = "cannotTell"
    """Nothing differs in what could be read; an object is there twice, a value is hidden or not understood,
    or a part of git could not be read."""
    PAUSED = "paused"
    """Nothing differs but that a workflow is paused."""
    NO_CHANGES = "noChanges"


def plan_verdict(plan: Plan) -> PlanVerdict:
    """The verdict on one environment."""
    if plan.refusals:
        return PlanVerdict.REFUSED
    if plan.actions:
        return PlanVerdict.CHANGES
    if plan.undecided or plan.unverified or plan.unknown or plan.unread:
        return PlanVerdict.CANNOT_TELL
    return PlanVerdict.PAUSED if plan.paused else PlanVerdict.NO_CHANGES


def drift_verdict(plan: Plan) -> PlanVerdict:
    """The verdict on drift: what a law would refuse to apply differs all the same."""
    verdict = plan_verdict(plan)
    return PlanVerdict.CHANGES if verdict is PlanVerdict.REFUSED and plan.actions else verdict
