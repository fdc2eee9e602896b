"""Subscriptions as read (https://learn.microsoft.com/graph/api/resources/subscribedsku)."""

from collections.abc import Mapping

from lcwsync.model.licence import Subscription
from lcwsync.tenant.answers import objects
from lcwsync.values.json import Json, text, text_or_none

SUBSCRIPTIONS = "/subscribedSkus"
_IN_FORCE = "Success"


def subscription(sku: Mapping[str, object]) -> Subscription:
    """A subscription with its service plans; a plan without a status counts as in force."""
    plans: list[Json] = objects(sku.get("servicePlans"))
    states = {text(plan, "servicePlanId").lower(): text(plan, "provisioningStatus") or _IN_FORCE for plan in plans}
    return Subscription(
        name=text(sku, "skuPartNumber"),
        status=text_or_none(sku, "capabilityStatus"),
        service_plans=frozenset(id_ for id_, state in states.items() if state == _IN_FORCE),
        pending={id_: state for id_, state in states.items() if state not in (_IN_FORCE, "Disabled")},
    )
