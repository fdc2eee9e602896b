"""Why one action failed, apart from what Graph itself says."""

from lcwsync.values.errors import TenantError


class Moved(TenantError):  # noqa: N818 - what happened
    """Somebody else changed, took or removed the object after it was read for the plan."""


class NotStored(TenantError):  # noqa: N818 - what happened
    """The service accepted a change and does not show it."""
