"""The service's answers about the rights of an identity and the licences of the tenant."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Probe:
    """The answer to one read that changes nothing."""

    allowed: bool | None
    """None: the read failed for another reason than a missing right."""
    answer: str = ""
    """Status and error code of a failed read."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """A product the tenant has a subscription of."""

    name: str
    status: str | None
    """`Enabled`, or that it is in grace, suspended or ended."""
    service_plans: frozenset[str]


@dataclass(frozen=True, slots=True)
class Examination:
    """Answers of the service about one identity."""

    probes: Mapping[str, Probe]
    """By the name of the operation; operations that no harmless read tells about are missing."""
    subscriptions: tuple[Subscription, ...]
    subscriptions_status: int | None = None
    """HTTP status of the refusal to list the subscriptions; None when they were listed."""
