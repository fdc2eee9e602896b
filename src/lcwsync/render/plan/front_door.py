"""What a plan tells about requests in My Access besides their fields. Texts are unescaped."""

from lcwsync.plan.pass_requests import AddPassPart, ChangePassPart, Part, RemovePassPart, RevokeRole

_TOLD = (
    "a manager waits for hours, not minutes: delivery takes up to a day, and the workflow runs at its interval",
    "the pass goes to the direct manager, no matter who asks",
    "it starts at a hire date that lies ahead, and at once after it",
    "it serves people who have never signed in: not those who lost a phone",
    "not verified on a tenant: that such a membership starts the workflow; try it with one person first",
)


def front_door_note(action: AddPassPart | ChangePassPart | RevokeRole | RemovePassPart) -> str:
    """What a manager can expect, where a policy is made or changed; what a removal takes away."""
    match action:
        case AddPassPart(part=Part.POLICY) | ChangePassPart(part=Part.POLICY):
            return "; ".join(_TOLD)
        case RemovePassPart(part=Part.PACKAGE):
            return "listed under removedPassRequests; the catalog and the group in it are left alone"
        case _:
            return ""
