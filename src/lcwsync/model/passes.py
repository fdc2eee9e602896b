"""The tasks of a workflow that create a Temporary Access Pass."""

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum

from lcwsync.model.catalogue import creates_pass
from lcwsync.model.tap_policy import LIFETIME_MINUTES, PolicyState, TapPolicy
from lcwsync.model.workflow import Task, Workflow
from lcwsync.values.records import dataclass


@dataclass(frozen=True, slots=True)
class EarlierPass:
    """A pass that a person has and that a new one would replace: unused, as far as the service knows.

    `end` is in UTC; None when the service does not tell it.
    """

    end: datetime | None


def pass_tasks(workflow: Workflow, *, enabled_only: bool) -> tuple[Task, ...]:
    """The tasks that create a pass, in the order of the run; with `enabled_only` those that are not disabled."""
    return tuple(
        task
        for task in workflow.tasks or ()
        if creates_pass(task.definition_id) and not (enabled_only and task.is_enabled is False)
    )


def has_pass_task(workflow: Workflow) -> bool:
    """Whether a task creates a pass, disabled ones included: a single word would enable them."""
    return bool(pass_tasks(workflow, enabled_only=False))


class PolicyConflict(StrEnum):
    """Why no pass comes of a task, by the TAP policy.

    https://learn.microsoft.com/entra/identity/authentication/howto-authentication-temporary-access-pass
    """

    DISABLED = "disabled"
    NO_LIFETIME = "noLifetime"
    """The lifetime is missing or none that a pass can have."""
    TOO_LONG = "tooLong"
    TOO_SHORT = "tooShort"
    ONE_TIME_ONLY = "oneTimeOnly"


def policy_conflicts(task: Task, policy: TapPolicy) -> Iterator[PolicyConflict]:
    """Everything in which a task that creates a pass does not fit the policy; what the policy leaves open fits."""
    if policy.state is PolicyState.DISABLED:
        yield PolicyConflict.DISABLED
    minutes = lifetime_minutes(task)
    lowest, highest = policy.minimum_lifetime_in_minutes, policy.maximum_lifetime_in_minutes
    if minutes is None:
        yield PolicyConflict.NO_LIFETIME
    elif highest is not None and minutes > highest:
        yield PolicyConflict.TOO_LONG
    elif lowest is not None and minutes < lowest:
        yield PolicyConflict.TOO_SHORT
    if policy.is_usable_once and task.arguments.get("tapIsUsableOnce") is False:
        yield PolicyConflict.ONE_TIME_ONLY


def lifetime_minutes(task: Task) -> int | None:
    """The lifetime in minutes; None for a value that is not one, which the service refuses."""
    minutes = task.arguments.get("tapLifetimeMinutes")
    return minutes if isinstance(minutes, int) and minutes in LIFETIME_MINUTES else None
