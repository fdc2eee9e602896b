"""Tenant-wide settings of Lifecycle Workflows.

Graph: https://learn.microsoft.com/graph/api/resources/identitygovernance-lifecyclemanagementsettings
"""

from lcwsync.model.fields import Field
from lcwsync.values.records import dataclass

SCHEDULE_INTERVAL_HOURS = range(1, 25)
"""Hours between two evaluations of the engine."""

DEFAULT_SCHEDULE_INTERVAL_HOURS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailSettings:
    """The sender of mails. `sender_domain` must be a verified domain; branding needs a banner logo."""

    sender_domain: str | None = None
    use_company_branding: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LifecycleSettings:
    """The settings; `None` means "not set". Both written members are always sent together."""

    workflow_schedule_interval_in_hours: int | None = None
    email_settings: EmailSettings | None = None
    execution_limits: str | None = None
    """quarantineConfiguration as JSON text: read and shown, never written (v1.0 documents no write)."""


SETTINGS_FIELDS = (
    Field(
        "workflowScheduleIntervalInHours", "workflow_schedule_interval_in_hours", int, SCHEDULE_INTERVAL_HOURS, "hours"
    ),
)
"""The settings' plain fields."""

EMAIL_FIELDS = (
    Field("senderDomain", "sender_domain", str),
    Field("useCompanyBranding", "use_company_branding", bool),
)
"""Plain fields of `emailSettings`."""
