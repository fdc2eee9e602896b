"""The task that creates a Temporary Access Pass and mails it to the user's manager
(https://learn.microsoft.com/entra/id-governance/lifecycle-workflow-tasks)."""

from lcwsync.sandbox import doubts
from lcwsync.sandbox.engine import passes
from lcwsync.sandbox.engine.identifiers import new_id
from lcwsync.sandbox.engine.policy_scope import groups_of, outside_policy
from lcwsync.sandbox.engine.story import duration, moment
from lcwsync.sandbox.engine.tasks.call import Call, Done, TaskFailed, argument
from lcwsync.sandbox.engine.tasks.mails import copies, recipients, send
from lcwsync.sandbox.lifecycle.policy import tap_policy
from lcwsync.sandbox.store import JsonObject, Store


def generate_and_mail(call: Call) -> Done:
    """Create a pass for the user, in place of an older one, and mail it to the manager or `to`, with copies to `cc`."""
    if reason := foreseeable_failure(call.store, call.task):
        raise TaskFailed(reason)
    if reason := passes.workflow_refusal(call.user, holds_role=call.user_holds_role):
        raise TaskFailed(reason)
    if reason := outside_policy(call.store, call.user_id, _groups_seen(call)):
        raise TaskFailed(reason)
    to, cc = recipients(call), copies(call)
    lifetime, once = _arguments(call.task)
    terms = passes.Terms(passes.starts_at(call.user, call.now), int(lifetime), once == "true")
    length = tap_policy(call.store)["defaultLength"]
    assert isinstance(length, int)
    id_ = new_id(call.randomness)
    method, secret = passes.new_pass(terms, now=call.now, length=length, id=id_, randomness=call.randomness)
    call.store.put("users", call.user_id, passes.with_pass(call.user, method))
    send(call, to, cc, secret=secret)
    also = "".join(f", copied to {person['displayName']}" for person in cc)
    use = "one-time" if terms.usable_once else "reusable"
    when = f"valid from {moment(terms.starts)}, {duration(terms.lifetime_minutes)}, {use}"
    return Done(f"pass mailed to {', '.join(str(person['displayName']) for person in to)}{also} ({when})")


def _groups_seen(call: Call) -> frozenset[str]:
    """The groups that the policy knows the user to be in: as before the run, or as now."""
    if doubts.answer(call.store, "new-members") == "late":
        return call.groups_before
    return groups_of(call.store, call.user_id)


def foreseeable_failure(store: Store, task: JsonObject) -> str | None:
    """Arguments the tenant's policy refuses."""
    lifetime, once = _arguments(task)
    if not lifetime.isdecimal() or len(lifetime) > 6:
        return f"tapLifetimeMinutes is not a number of minutes: {lifetime}"
    if once not in ("true", "false"):
        return f"tapIsUsableOnce is neither true nor false: {once}"
    return passes.policy_refusal(tap_policy(store), lifetime_minutes=int(lifetime), usable_once=once == "true")


def _arguments(task: JsonObject) -> tuple[str, str]:
    return argument(task, "tapLifetimeMinutes"), argument(task, "tapIsUsableOnce").lower()
