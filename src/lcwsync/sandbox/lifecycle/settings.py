"""The tenant's settings for Lifecycle Workflows
(https://learn.microsoft.com/graph/api/identitygovernance-lifecyclemanagementsettings-update)."""

from lcwsync.sandbox.documents import SETTINGS, refuse, without_annotations
from lcwsync.sandbox.http.permissions import READ_LIFECYCLE, WRITE_LIFECYCLE
from lcwsync.sandbox.http.routing import Request, Response, Route
from lcwsync.sandbox.lifecycle.workflows import LIFECYCLE
from lcwsync.sandbox.limits import DEFAULT_SCHEDULE_INTERVAL_HOURS, SCHEDULE_INTERVAL_HOURS
from lcwsync.sandbox.store import JsonObject, Store

DEFAULTS: JsonObject = {
    "id": SETTINGS,
    "workflowScheduleIntervalInHours": DEFAULT_SCHEDULE_INTERVAL_HOURS,
    "emailSettings": {"senderDomain": "mail.microsoft.com", "useCompanyBranding": False},
}
"""What a tenant has before anybody changes it."""


def _get(request: Request, store: Store) -> Response:
    context = request.context("identityGovernance/lifecycleWorkflows/settings/$entity")
    stored = store.get(SETTINGS, SETTINGS) or DEFAULTS
    return Response(200, {"@odata.context": context, **stored, "id": SETTINGS})


def _update(request: Request, store: Store) -> Response:
    """Both members are required, as the documentation says."""
    sent = without_annotations(request.body or {})
    if set(sent) != {"workflowScheduleIntervalInHours", "emailSettings"}:
        raise refuse("The settings take 'workflowScheduleIntervalInHours' and 'emailSettings', both and nothing else.")
    hours = sent["workflowScheduleIntervalInHours"]
    if not isinstance(hours, int) or isinstance(hours, bool) or hours not in SCHEDULE_INTERVAL_HOURS:
        raise refuse("The property 'workflowScheduleIntervalInHours' must be a whole number from 1 to 24.")
    email = _email(sent["emailSettings"])
    store.put(
        SETTINGS,
        SETTINGS,
        {
            **(store.get(SETTINGS, SETTINGS) or DEFAULTS),
            "workflowScheduleIntervalInHours": hours,
            "emailSettings": email,
        },
    )
    return Response(204)


def _email(value: object) -> JsonObject:
    email = without_annotations(value) if isinstance(value, dict) else {}
    domain, branding = email.get("senderDomain"), email.get("useCompanyBranding")
    if set(email) != {"senderDomain", "useCompanyBranding"} or not isinstance(branding, bool):
        raise refuse("The email settings take 'senderDomain' and 'useCompanyBranding', both and nothing else.")
    if not isinstance(domain, str) or not domain:
        raise refuse("The property 'senderDomain' must be a verified domain of the tenant.")
    return {"senderDomain": domain, "useCompanyBranding": branding}


ROUTES = (
    Route("GET", LIFECYCLE + "/settings", _get, READ_LIFECYCLE),
    Route("PATCH", LIFECYCLE + "/settings", _update, WRITE_LIFECYCLE),
)
