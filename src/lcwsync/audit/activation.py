"""What activating an eligible role or membership asks for, in words."""

import re

from lcwsync.model.rights import ActivationRules

_HOURS = re.compile(r"PT(\d+)H")
_MINUTES = re.compile(r"PT(\d+)M")
_DAYS = re.compile(r"P(\d+)D")


def activation_words(rules: ActivationRules) -> str:
    """Approval, the way of signing in and the longest duration, such as `activated without approval, with MFA, for up
    to 8 hours`. A rule that the service did not show is named as such."""
    return f"activated {_approval(rules)}, {_signing_in(rules)}, {_duration(rules.longest)}"


def _count(number: int, unit: str) -> str:
    return f"{number} {unit}{'' if number == 1 else 's'}"


def _approval(rules: ActivationRules) -> str:
    if rules.approved is None:
        return "with approval or without (not shown)"
    if not rules.approved:
        return "without approval"
    by = _count(rules.approvers, "approver") if rules.approvers else "the administrators of roles"
    return f"with approval by {by}"


def _signing_in(rules: ActivationRules) -> str:
    if rules.context is not None:
        return f"in the authentication context {rules.context}"
    if rules.second_factor is None:
        return "with MFA or without (not shown)"
    return "with MFA" if rules.second_factor else "without MFA"


def _duration(longest: str | None) -> str:
    """https://learn.microsoft.com/graph/api/resources/unifiedrolemanagementpolicyexpirationrule"""
    if longest is None:
        return "for a time that is not shown"
    for pattern, unit in ((_HOURS, "hour"), (_MINUTES, "minute"), (_DAYS, "day")):
        if found := pattern.fullmatch(longest):
            return f"for up to {_count(int(found[1]), unit)}"
    return f"for up to {longest}"
