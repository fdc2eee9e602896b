"""Tasks that assign access packages and take them away. The sandbox grants every request at once.

https://learn.microsoft.com/entra/id-governance/lifecycle-workflow-tasks
"""

from datetime import datetime, timedelta

from lcwsync.sandbox.clock import instant, timestamp
from lcwsync.sandbox.engine.tasks.call import Call, Done, TaskFailed, argument
from lcwsync.sandbox.store import JsonObject, Store

ASSIGNMENTS = "accessPackageAssignments"


def request(call: Call) -> Done:
    """Assign the package of `accessPackageId` under the policy of `assignmentPolicyId`."""
    if reason := foreseeable_failure(call.store, call.task):
        raise TaskFailed(reason)
    package = call.store.get("accessPackages", call.argument("accessPackageId"))
    assert package is not None
    if any(held["accessPackageId"] == package["id"] for held in _held(call)):
        return Done(f"had the access package {package['displayName']} already", nothing_to_do=True)
    key = f"{call.user_id}/{package['id']}"
    call.store.put(
        ASSIGNMENTS,
        key,
        {
            "id": key,
            "accessPackageId": package["id"],
            "assignmentPolicyId": call.argument("assignmentPolicyId"),
            "targetId": call.user_id,
            "expiredDateTime": None,
        },
    )
    return Done(f"got the access package {package['displayName']}")


def remove(call: Call) -> Done:
    """Take the package of `accessPackageId` away."""
    package_id = call.argument("accessPackageId").lower()
    return _end(call, [held for held in _held(call) if str(held["accessPackageId"]).lower() == package_id], days=0)


def remove_all(call: Call) -> Done:
    """Take all packages away, in `daysUntilExpiration` days; at once when that is not said."""
    days = call.argument("daysUntilExpiration") or "0"
    if not days.isdecimal() or len(days) > 4:
        raise TaskFailed(f"daysUntilExpiration is not a number of days: {days}")
    return _end(call, _held(call), days=int(days))


def cancel_requests(_: Call) -> Done:
    """Cancel what waits for approval: never anything, since the sandbox grants at once."""
    return Done("no access package request is pending", nothing_to_do=True)


def expire_assignments(store: Store, now: datetime) -> None:
    """Drop the assignments whose time is over."""
    for held in store.all(ASSIGNMENTS):
        if held["expiredDateTime"] is not None and instant(str(held["expiredDateTime"])) <= now:
            store.remove(ASSIGNMENTS, str(held["id"]))


def foreseeable_failure(store: Store, task: JsonObject) -> str | None:
    """A package or policy that does not exist, or a policy of another package."""
    package = store.get("accessPackages", argument(task, "accessPackageId"))
    if package is None:
        return f"The access package {argument(task, 'accessPackageId')} does not exist."
    policy = store.get("assignmentPolicies", argument(task, "assignmentPolicyId"))
    if policy is None or policy.get("accessPackage") != {"id": package["id"]}:
        return f"The access package '{package['displayName']}' has no such assignment policy."
    return None


def _held(call: Call) -> list[JsonObject]:
    return [held for held in call.store.all(ASSIGNMENTS) if held["targetId"] == call.user_id]


def _end(call: Call, held: list[JsonObject], *, days: int) -> Done:
    if not held:
        return Done("had no access package to lose", nothing_to_do=True)
    for assignment in held:
        if days:
            expiry = timestamp(call.now + timedelta(days=days))
            call.store.put(ASSIGNMENTS, str(assignment["id"]), {**assignment, "expiredDateTime": expiry})
        else:
            call.store.remove(ASSIGNMENTS, str(assignment["id"]))
    when = f"end in {days} d" if days else "ended"
    return Done(f"access packages {when}: {len(held)}")
