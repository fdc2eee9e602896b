"""The TAP policy by itself, and against the guardrails."""

from collections.abc import Iterator
from itertools import pairwise

from lcwsync.config.rules.view import View
from lcwsync.model.references import Ref, ref_key
from lcwsync.model.tap_policy import AllUsers, GroupTarget, PolicyState, TapPolicy, Target, UserTarget
from lcwsync.values.codes.finding import finding
from lcwsync.values.findings import Finding


def tap_policy_findings(view: View) -> Iterator[Finding]:
    """Findings about the targets and lifetimes of the TAP policy."""
    policy = view.desired.tap_policy
    if policy is not None:
        yield from _lifetimes(policy, view)
        yield from _one_time(policy, view)
        yield from _targets(policy, view)


def groups_of(targets: tuple[Target, ...] | None) -> tuple[Ref, ...]:
    """The groups among targets."""
    return tuple(target.group for target in targets or () if isinstance(target, GroupTarget))


def _lifetimes(policy: TapPolicy, view: View) -> Iterator[Finding]:
    bounds = [
        ("minimumLifetimeInMinutes", policy.minimum_lifetime_in_minutes),
        ("defaultLifetimeInMinutes", policy.default_lifetime_in_minutes),
        ("maximumLifetimeInMinutes", policy.maximum_lifetime_in_minutes),
    ]
    said = [(name, value) for name, value in bounds if value is not None]
    for (lower, low), (upper, high) in pairwise(said):
        if low > high:
            message = f"{lower} ({low}) is above {upper} ({high})"
            hint = f"lower {lower}, or raise {upper}"
            yield finding("TAP017", view.policy(lower), message, hint, related=(view.policy(upper),))
    guardrails, longest = view.desired.guardrails, policy.maximum_lifetime_in_minutes
    limit = guardrails.maximum_lifetime_in_minutes if guardrails else None
    if limit is not None and longest is not None and longest > limit:
        message = f"maximumLifetimeInMinutes is {longest}; the guardrail allows {limit} minutes"
        place, related = view.policy("maximumLifetimeInMinutes"), view.guardrails("maximumLifetimeInMinutes")
        yield finding("TAP021", place, message, related=(related,))


def _one_time(policy: TapPolicy, view: View) -> Iterator[Finding]:
    if policy.is_usable_once is not False:
        return
    place = view.policy("isUsableOnce")
    guardrails = view.desired.guardrails
    if guardrails is not None and guardrails.require_one_time_use:
        message = "the policy lets a pass be used repeatedly; the guardrail asks for one-time passes"
        yield finding("TAP022", place, message, related=(view.guardrails("requireOneTimeUse"),))
    else:
        message = "every admin who creates a pass can make it usable repeatedly"
        yield finding("TAP026", place, message, "set isUsableOnce: true")


def _targets(policy: TapPolicy, view: View) -> Iterator[Finding]:
    included, excluded = policy.include_targets or (), policy.exclude_targets or ()
    for key, targets in (("includeTargets", included), ("excludeTargets", excluded)):
        for position, target in enumerate(targets):
            place = view.policy(key, position)
            match target:
                case AllUsers() if key == "excludeTargets":
                    yield finding("TAP019", place, "allUsers cannot be excluded", "set state: disabled")
                case AllUsers():
                    message = "everybody in the tenant can sign in with a pass"
                    yield finding("TAP015", place, message, "include the group of new hires")
                case UserTarget(user=user):
                    message = f"the user {user} is a target; the service documents groups only"
                    yield finding("LCW024", place, message, "put the user into a group")
                case GroupTarget(group=group) if key == "excludeTargets":
                    other = [ref_key(each) for each in groups_of(included)]
                    if ref_key(group) in other:
                        message = f"the group {group} is included and excluded"
                        related = (view.policy("includeTargets", _position(included, group)),)
                        yield finding("TAP018", place, message, "remove it from one list", related=related)
    if policy.exclude_targets == () and included and policy.state is not PolicyState.DISABLED:
        message = "the policy excludes no group"
        yield finding("TAP016", view.policy("excludeTargets"), message, "exclude the group of administrators")


def _position(targets: tuple[Target, ...], group: Ref) -> int:
    keys = [ref_key(target.group) if isinstance(target, GroupTarget) else None for target in targets]
    return keys.index(ref_key(group))
