"""From a request to a membership, and to its end: what entitlement management does by itself as time passes."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import uuid4

from lcwsync.sandbox import doubts
from lcwsync.sandbox.clock import instant, timestamp
from lcwsync.sandbox.directory.governance_resources import ACCESS_PACKAGE, ASSIGNMENT, ASSIGNMENT_REQUEST
from lcwsync.sandbox.engine.story import Event
from lcwsync.sandbox.entitlement.membership import DELIVERED, join, leave
from lcwsync.sandbox.store import JsonObject, Store

_DELIVERY = {"minutes": timedelta(minutes=5), "day": timedelta(hours=24)}
_LINGERS = {"at-once": timedelta(0), "late": timedelta(hours=24)}

_DURATION = re.compile(r"P(?:([0-9]+)D)?(?:T(?:([0-9]+)H)?(?:([0-9]+)M)?(?:([0-9]+)S)?)?")


def open_request(
    store: Store, policy: JsonObject, *, requestor: str, target: str, justification: str | None, kind: str
) -> JsonObject:
    """Store a request. Where the policy asks for approval, and no administrator assigns, it waits for it."""
    now = store.now()
    waits = kind != "adminAdd" and bool(stages_of(policy))
    request: JsonObject = {
        "id": str(uuid4()),
        "requestType": kind,
        "state": "pendingApproval" if waits else "delivering",
        "status": "PendingApproval" if waits else "Delivering",
        "justification": justification,
        "createdDateTime": timestamp(now),
        "completedDateTime": None,
        "schedule": None,
        "accessPackage": policy["accessPackage"],
        "_policy": policy["id"],
        "_requestor": requestor,
        "_target": target,
        "_assignment": str(uuid4()),
        "_stage": 0,
        "_since": timestamp(now),
        "_due": None if waits else timestamp(now + _DELIVERY[doubts.answer(store, "package-delivery")]),
    }
    store.put(ASSIGNMENT_REQUEST.collection, str(request["id"]), request)
    return request


def approve(store: Store, request: JsonObject, policy: JsonObject) -> bool:
    """Approve the present stage of a request; whether it was the last one."""
    stage = int(str(request["_stage"])) + 1
    now = timestamp(store.now())
    done = stage >= len(stages_of(policy))
    due = timestamp(store.now() + _DELIVERY[doubts.answer(store, "package-delivery")]) if done else None
    state = {"state": "delivering", "status": "Delivering"} if done else {}
    changed = {**request, **state, "_stage": stage, "_since": now, "_due": due}
    store.put(ASSIGNMENT_REQUEST.collection, str(request["id"]), changed)
    return done


def stages_of(policy: JsonObject) -> list[JsonObject]:
    """The approval stages that a request goes through; none without approval."""
    settings = policy.get("requestApprovalSettings")
    if not isinstance(settings, dict) or settings.get("isApprovalRequiredForAdd") is not True:
        return []
    stages = settings.get("stages")
    return stages if isinstance(stages, list) else []


def work(store: Store, until: datetime) -> list[Event]:
    """Everything that is due by then, in the order of its time: denials, deliveries, ends. Call in a transaction."""
    events: list[Event] = []
    while due := min(_due(store), key=lambda item: (item[0], str(item[1]["id"])), default=None):
        at, document = due
        if at > until:
            break
        events.append(_act(store, document, at))
    return events


def _due(store: Store) -> Iterator[tuple[datetime, JsonObject]]:
    for request in store.all(ASSIGNMENT_REQUEST.collection):
        if request["state"] == "delivering" and request["_due"] is not None:
            yield instant(str(request["_due"])), request
        elif request["state"] == "pendingApproval":
            policy = store.get("assignmentPolicies", str(request["_policy"])) or {}
            stages = stages_of(policy)
            position = int(str(request["_stage"]))
            wait = (
                duration_of(stages[position].get("durationBeforeAutomaticDenial")) if position < len(stages) else None
            )
            if wait is not None:
                yield instant(str(request["_since"])) + wait, request
    lingers = _LINGERS[doubts.answer(store, "package-end")]
    for assignment in store.all(ASSIGNMENT.collection):
        if assignment["state"] == DELIVERED and assignment["_end"] is not None:
            yield instant(str(assignment["_end"])) + lingers, assignment


def _act(store: Store, document: JsonObject, at: datetime) -> Event:
    if "requestType" not in document:
        return end_assignment(store, document, at)
    if document["state"] == "pendingApproval":
        ended = {"state": "denied", "status": "Denied", "completedDateTime": timestamp(at)}
        store.put(ASSIGNMENT_REQUEST.collection, str(document["id"]), {**document, **ended})
        return _event(store, document, at, "the request was denied, since nobody decided in time", failed=True)
    return _deliver(store, document, at)


def _deliver(store: Store, request: JsonObject, at: datetime) -> Event:
    link = request["accessPackage"]
    policy = store.get("assignmentPolicies", str(request["_policy"])) or {}
    user = store.get("users", str(request["_target"]))
    done = timestamp(at)
    if user is None or not isinstance(link, dict):
        failed = {"state": "deliveryFailed", "status": "DeliveryFailed", "completedDateTime": done}
        store.put(ASSIGNMENT_REQUEST.collection, str(request["id"]), {**request, **failed})
        return _event(store, request, at, "the request was not delivered, the person is gone", failed=True)
    lasts = _lasts(policy)
    # The documentation counts from the request; delivery is not said to move the end.
    end = None if lasts is None else instant(str(request["_since"])) + lasts
    names = join(store, link["id"], str(user["id"]))
    assignment: JsonObject = {
        "id": request["_assignment"],
        "state": DELIVERED,
        "status": "Delivered",
        "expiredDateTime": None,
        "schedule": {
            "startDateTime": request["_since"],
            "expiration": {
                "type": "noExpiration" if end is None else "afterDateTime",
                "endDateTime": end and timestamp(end),
            },
        },
        "accessPackage": link,
        "target": {"objectId": user["id"]},
        "_policy": request["_policy"],
        "_target": user["id"],
        "_end": None if end is None else timestamp(end),
    }
    store.put(ASSIGNMENT.collection, str(assignment["id"]), assignment)
    state = {"state": "delivered", "status": "Delivered", "completedDateTime": done}
    store.put(ASSIGNMENT_REQUEST.collection, str(request["id"]), {**request, **state})
    asked = store.get("users", str(request["_requestor"])) or {}
    by = f", asked for by {asked['displayName']}" if asked else ""
    return _event(store, request, at, f"joined {', '.join(names) or 'no group'}{by}")


def end_assignment(store: Store, assignment: JsonObject, at: datetime) -> Event:
    """End an assignment, and the membership it gave."""
    ended = {"state": "expired", "status": "ExpiredNotificationTriggered", "expiredDateTime": timestamp(at)}
    names = leave(store, assignment) if assignment["state"] == DELIVERED else []
    store.put(ASSIGNMENT.collection, str(assignment["id"]), {**assignment, **ended})
    return _event(store, assignment, at, f"left {', '.join(names) or 'no group'}: the assignment has ended")


def _lasts(policy: JsonObject) -> timedelta | None:
    expiration = policy.get("expiration")
    if not isinstance(expiration, dict) or expiration.get("type") != "afterDuration":
        return None
    return duration_of(expiration.get("duration"))


def duration_of(text: object) -> timedelta | None:
    """A duration of ISO 8601 without months; None for anything else."""
    match = _DURATION.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        return None
    days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)


def _event(store: Store, about: JsonObject, at: datetime, text: str, *, failed: bool = False) -> Event:
    link = about["accessPackage"]
    package = store.get(ACCESS_PACKAGE.collection, str(link["id"])) if isinstance(link, dict) else None
    user = store.get("users", str(about["_target"]))
    name = str(package["displayName"]) if package else "access package"
    return Event(at=at, workflow=name, person=str(user["displayName"]) if user else None, text=text, failed=failed)
