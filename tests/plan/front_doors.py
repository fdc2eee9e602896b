"""Requests in My Access, in git and in a tenant, for tests of the plan."""

from typing import Any

from lcwsync.model.pass_requests import (
    ENFORCED,
    Approval,
    InGroups,
    LiveCatalog,
    LivePassRequests,
    LivePolicy,
    PassRequests,
)
from lcwsync.model.references import Ref, RefKind

GROUP = Ref(RefKind.GROUP, "00000000-0000-4000-8000-0000000000aa", "SG-Pass-Requested")
HIRES = Ref(RefKind.GROUP, "00000000-0000-4000-8000-0000000000bb", "SG-New-Hires")
CATALOG = LiveCatalog(id="cat", display_name="Onboarding", published=True, resources=((GROUP.id or "", "res"),))


def requests(**changes: Any) -> PassRequests:
    """Direct managers ask for new hires, without approval, for eight hours."""
    values: dict[str, Any] = {
        "display_name": "Pass for a report",
        "catalog": "Onboarding",
        "group": GROUP,
        "manager_level": 1,
        "for_": InGroups((HIRES,)),
        "approval": Approval(),
        "expires_after_hours": 8,
    }
    return PassRequests(**{**values, **changes})


def live_requests(stated: PassRequests, **settings: bool) -> LivePassRequests:
    """What git states, as the tenant has it; `settings` are of requestorSettings."""
    held = {**ENFORCED, **{f"requestorSettings.{name}": value for name, value in settings.items()}}
    return LivePassRequests(
        id="package",
        display_name=stated.display_name,
        description="",
        is_hidden=False,
        catalog=CATALOG,
        group=stated.group,
        role_id="role",
        policy=LivePolicy(
            id="policy",
            manager_level=stated.manager_level,
            for_=stated.for_,
            approval=stated.approval,
            justification_required=stated.justification_required,
            expires_after_hours=stated.expires_after_hours,
            settings=tuple(held.items()),
        ),
    )
