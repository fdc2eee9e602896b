"""A change of the TAP policy, cut in two where order matters: loosening before the workflows, tightening after."""

from collections.abc import Iterable
from dataclasses import replace

from lcwsync.model.tap_policy import TAP_POLICY_FIELDS, TARGET_LISTS, PolicyState, TapPolicy
from lcwsync.plan.action_facts import Direction
from lcwsync.plan.actions import UpdateTapPolicy
from lcwsync.plan.changes import FieldChange, Value
from lcwsync.plan.compare import same_value
from lcwsync.plan.diff import diff_tap_policy
from lcwsync.plan.fields import ALL_USERS_SHOWN

_ATTRIBUTES = {field.name: field.attribute for field in TAP_POLICY_FIELDS} | TARGET_LISTS


def policy_actions(desired: TapPolicy, live: TapPolicy, *, workflows_need_it: bool) -> tuple[UpdateTapPolicy, ...]:
    """The PATCHes of the policy: none, one, or a loosening one and a tightening one.

    Two only when a workflow with a TAP task changes in the same plan (`workflows_need_it`), the policy is in force (one
    that is enabled is narrow from its first moment), and the state in between is one the service accepts
    (minimum ≤ default ≤ maximum).
    """
    changes = diff_tap_policy(desired, live)
    if not changes:
        return ()
    loosening = tuple(change for change in changes if loosens(change))
    tightening = tuple(change for change in changes if not loosens(change))
    if not loosening:
        return (_action(desired, live, tightening, Direction.TIGHTEN),)
    between = _with(live, desired, loosening)
    becomes_enabled = live.state is not PolicyState.ENABLED
    if not tightening or not workflows_need_it or becomes_enabled or not _valid(between):
        return (_action(desired, live, changes, Direction.LOOSEN),)
    return (
        _action(desired, live, loosening, Direction.LOOSEN),
        _action(desired, between, tightening, Direction.TIGHTEN),
    )


def loosens(change: FieldChange) -> bool:
    """Whether a change of the policy lets more people, or a pass more often or longer, through."""
    before, after = change.before, change.after
    match change.field:
        case "state":
            return after == "enabled"
        case "isUsableOnce":
            return after is False
        case "maximumLifetimeInMinutes" | "defaultLifetimeInMinutes":
            return _number(after) > _number(before)
        case "minimumLifetimeInMinutes" | "defaultLength":
            return _number(after) < _number(before)
        case "includeTargets":
            return bool(gained(before, after))
        case "excludeTargets":
            return bool(gained(after, before))
        case _:
            return True


def gained(before: Value, after: Value) -> tuple[Value, ...]:
    """The items of a list that were not there before; nothing can be added to everybody."""
    old = before if isinstance(before, tuple) else ()
    if ALL_USERS_SHOWN in old:
        return ()
    new = after if isinstance(after, tuple) else ()
    return tuple(item for item in new if not any(same_value(item, other) for other in old))


def _action(
    desired: TapPolicy, before: TapPolicy, changes: tuple[FieldChange, ...], direction: Direction
) -> UpdateTapPolicy:
    return UpdateTapPolicy(
        before=before, after=_with(TapPolicy(), desired, changes), fields=changes, direction=direction
    )


def _with(base: TapPolicy, source: TapPolicy, changes: Iterable[FieldChange]) -> TapPolicy:
    names = [_ATTRIBUTES[change.field] for change in changes]
    return replace(base, **{name: getattr(source, name) for name in names})


def _valid(policy: TapPolicy) -> bool:
    bounds = [
        policy.minimum_lifetime_in_minutes,
        policy.default_lifetime_in_minutes,
        policy.maximum_lifetime_in_minutes,
    ]
    known = [bound for bound in bounds if bound is not None]
    return known == sorted(known)


def _number(value: Value) -> int:
    return value if isinstance(value, int) else 0
