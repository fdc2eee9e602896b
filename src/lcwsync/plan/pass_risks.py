"""The risks of requests in My Access: who can ask, for whom, with whose approval, for how long, and for which group."""

from collections.abc import Iterator

from lcwsync.model.pass_requests import ALL_MEMBERS, ENFORCED, NO_APPROVAL
from lcwsync.plan.changes import FieldChange, Value
from lcwsync.plan.pass_requests import AddPassPart, ChangePassPart, Part, RemovePassPart, RevokeRole
from lcwsync.plan.policy import gained
from lcwsync.values.findings import Rating

_LONG_HOURS = 48
"""Hours beyond which a membership says nothing about a present request."""


def front_door_risks(
    action: AddPassPart | ChangePassPart | RevokeRole | RemovePassPart,
) -> Iterator[tuple[str, Rating, str]]:
    """Code, rating and message of each risk."""
    match action:
        case AddPassPart(part=Part.POLICY, desired=requests):
            message = "managers can ask in My Access for a pass for the people of `for` who report to them"
            yield "RISK-REQUEST-OPEN", Rating.HIGH, message
            if requests.manager_level > 1:
                level = requests.manager_level
                yield "RISK-REQUEST-LEVEL", Rating.HIGH, f"managers of level {level} can ask"
        case ChangePassPart(part=Part.POLICY, fields=fields):
            yield from _policy(fields)
        case RevokeRole(fields=(change, *_)):
            message = f"a request leads to {_name(change.after)} instead of {_name(change.before)}"
            yield "RISK-REQUEST-GROUP", Rating.HIGH, message
        case RemovePassPart(part=Part.PACKAGE):
            message = "deleted for good: managers cannot ask any more, and the service cannot restore it"
            yield "RISK-REQUEST-CLOSED", Rating.HIGH, message
        case _:
            return


def _policy(fields: tuple[FieldChange, ...]) -> Iterator[tuple[str, Rating, str]]:
    for change in fields:
        before, after = change.before, change.after
        match change.field:
            case "requestedBy.managerLevel" if _more(before, after):
                yield "RISK-REQUEST-LEVEL", Rating.HIGH, f"managers of level {after} can ask, {before or 0} until now"
            case "for.groups" if isinstance(before, tuple) and (added := gained(before, after)):
                names = ", ".join(_name(group) for group in added)
                yield "RISK-REQUEST-PEOPLE", Rating.MEDIUM, f"managers can ask for members of {names} as well"
            case "for" if after == ALL_MEMBERS:
                yield "RISK-REQUEST-PEOPLE", Rating.HIGH, "managers can ask for everybody but guests"
            case "for.rule" if after is not None:
                yield "RISK-REQUEST-PEOPLE", Rating.HIGH, "managers can ask for everybody whom a rule selects"
            case "approval" if after == NO_APPROVAL:
                yield "RISK-REQUEST-APPROVAL", Rating.HIGH, "a request is granted at once: nobody approves it any more"
            case "approval" if _stages(after) < _stages(before):
                yield "RISK-REQUEST-APPROVAL", Rating.MEDIUM, f"fewer stages of approval: {before} → {after}"
            case field if field.endswith(".approvers") and before is not None and after is not None:
                yield "RISK-REQUEST-APPROVAL", Rating.MEDIUM, "other people approve requests"
            case "expiresAfterHours" if _more(before, after):
                rating = Rating.MEDIUM if isinstance(after, int) and after > _LONG_HOURS else Rating.LOW
                yield "RISK-REQUEST-DURATION", rating, f"a membership lasts longer: {before or '?'} → {after} hours"
            case "requestorSettings.enableOnBehalfRequestorsToAddAccess" if after is True:
                yield "RISK-REQUEST-OPEN", Rating.HIGH, "managers can ask: until now the policy was closed to them"
            case "requestorSettings.enableOnBehalfRequestorsToAddAccess":
                pass
            case field if field in ENFORCED and after is not ENFORCED[field]:
                message = f"{field} is {str(after).lower()}: more than managers' requests is allowed"
                yield "RISK-REQUEST-SELF", Rating.HIGH, message
            case field if field in ENFORCED:
                yield "RISK-REQUEST-SELF", Rating.MEDIUM, f"the tenant has {field}: true, which the plan closes"


def _more(before: Value, after: Value) -> bool:
    return isinstance(after, int) and (not isinstance(before, int) or after > before)


def _stages(value: Value) -> int:
    """The number in `2 stages`."""
    head = str(value).partition(" ")[0]
    return int(head) if head.isdecimal() else 0


def _name(value: Value) -> str:
    return str(value)
