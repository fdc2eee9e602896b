"""What a preview is made from, besides the people in scope."""

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime

from lcwsync.judge.needs import needs
from lcwsync.model.person import NotRead
from lcwsync.model.settings import DEFAULT_SCHEDULE_INTERVAL_HOURS, LifecycleSettings
from lcwsync.model.tap_policy import TapPolicy
from lcwsync.model.task_facts import PersonFact, TenantFacts
from lcwsync.model.workflow import Workflow
from lcwsync.values.records import dataclass

DEFAULT_DAYS = 14
"""Days that a preview looks ahead."""

Processed = Mapping[str, datetime] | NotRead
"""When a workflow last took each person up by schedule, by id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """The inputs of a preview besides the people in scope.

    `workflow` is whole: what git leaves out is filled from the tenant. `policy` or `settings` None: they could not be
    read; passes are then never reported as sure to arrive, and the service's default interval is assumed. `days` is
    how far the preview looks ahead from `now`.
    """

    workflow: Workflow
    policy: TapPolicy | None
    settings: LifecycleSettings | None
    now: datetime
    days: int = DEFAULT_DAYS
    tenant: TenantFacts = field(default_factory=TenantFacts)
    """The objects that the workflow's tasks name."""
    own_limits: str | None = None
    """The workflow's own execution limits as the tenant has them."""
    created: datetime | None = None
    """When the workflow was created, `now` for one that the tenant does not have yet; None when it is not known."""
    by_hand: bool = False
    """Whether somebody starts it for these people now, whatever its schedule and scope."""

    @property
    def needs(self) -> frozenset[PersonFact]:
        """What must be read about each person whom the workflow may take up."""
        return needs(self.workflow, self.policy)

    @property
    def interval_hours(self) -> int:
        """Hours between two runs of the engine."""
        hours = self.settings.workflow_schedule_interval_in_hours if self.settings else None
        return hours or DEFAULT_SCHEDULE_INTERVAL_HOURS
