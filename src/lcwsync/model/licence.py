"""The licence that Lifecycle Workflows and requests on behalf of others need, among a tenant's subscriptions."""

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import NamedTuple

from lcwsync.values.records import dataclass

GOVERNANCE_PLAN = "e866a266-3cff-43a3-acca-0c90a7e00c8b"
"""The id of the service plan that both licences have, Entra ID Governance and Entra Suite:
https://learn.microsoft.com/entra/identity/users/licensing-service-plan-reference."""

GOVERNANCE = "Microsoft Entra ID Governance or Suite"
"""The licences, in words."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """A product the tenant has a subscription of."""

    name: str
    status: str | None
    """`Enabled`, or that it is in grace, suspended or ended."""
    service_plans: frozenset[str]
    """Ids of its plans that are in force, in lower case."""
    pending: Mapping[str, str] = field(default_factory=dict)
    """The plans that are neither in force nor disabled, by id, with what the service says of them, such as
    `PendingActivation` (https://learn.microsoft.com/graph/api/resources/serviceplaninfo)."""


class Licence(NamedTuple):
    """Whether the tenant has the licence, and what tells so."""

    held: bool
    said: str


def governance(subscriptions: Sequence[Subscription]) -> Licence:
    """Whether a subscription that is in force, or in its grace period, has the service plan."""
    found = [each for each in subscriptions if GOVERNANCE_PLAN in each.service_plans]
    for status, words in (("Enabled", ""), ("Warning", ", in its grace period")):
        for each in found:
            if each.status == status:
                return Licence(held=True, said=f"{each.name}{words}")
    for each in subscriptions:
        if state := each.pending.get(GOVERNANCE_PLAN):
            return Licence(held=False, said=f"the service plan of {each.name} is not in force yet ({state})")
    if found:
        return Licence(held=False, said=f"{found[0].name} is {found[0].status or 'of unknown status'}")
    return Licence(held=False, said="no subscription has the service plan")
