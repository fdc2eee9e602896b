"""Subscriptions as read (https://learn.microsoft.com/graph/api/resources/subscribedsku)."""

from collections.abc import Mapping

from lcwsync.model.licence import Subscription
from lcwsync.tenant.answers import objects
from lcwsync.values.json import Json, text, text_or_none

SUBSCRIPTIONS = "/subscribedSkus"


def subscription(sku: Mapping[str, object]) -> Subscription:
    """A subscription with its service plans that are not disabled."""
    plans: list[Json] = objects(sku.get("servicePlans"))
    return Subscription(
        name=text(sku, "skuPartNumber"),
        status=text_or_none(sku, "capabilityStatus"),
        service_plans=frozenset(
            text(plan, "servicePlanId").lower() for plan in plans if text(plan, "provisioningStatus") != "Disabled"
        ),
    )
