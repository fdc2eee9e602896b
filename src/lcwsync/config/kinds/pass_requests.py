"""Requests of managers in My Access: their form, and the object of the model they become."""

from typing import cast

from lcwsync.config.form.check import Checked
from lcwsync.config.form.checked import flag, number, part, parts, text, texts
from lcwsync.config.form.shape import Choice, Either, Fields, Flag, Listed, Number, Text
from lcwsync.config.kinds.common import DESCRIPTION, PREVIOUS_NAMES, PROTECT
from lcwsync.model.pass_requests import (
    ALL_MEMBERS,
    DAYS_TO_DECIDE,
    DEFAULT_DAYS_TO_DECIDE,
    EXPIRY_HOURS,
    MANAGER_LEVELS,
    MAX_GROUPS,
    MAX_STAGES,
    NO_APPROVAL,
    AllMembers,
    Approval,
    ApprovalStage,
    Beneficiaries,
    ByRule,
    InGroups,
    PassRequests,
)
from lcwsync.model.references import Ref, RefKind

_ACCEPTED = "true: nobody has described this at work, and it is to be tried all the same."

_APPROVER = Fields(
    keys={
        "group": Text(refers=RefKind.GROUP, about="The members of this group."),
        "user": Text(refers=RefKind.USER, about="A single user, by user principal name."),
    },
    alternatives=(("group",), ("user",)),
)

_STAGE = Fields(
    keys={
        "approvers": Listed(of=_APPROVER, least=1, unique=False, about="Who decides: the first answer counts."),
        "daysToDecide": Number(
            allowed=DAYS_TO_DECIDE,
            unit="days",
            about=f"A request without an answer is then denied; {DEFAULT_DAYS_TO_DECIDE} days when it is left out.",
            examples=(1,),
        ),
        "justificationRequired": Flag(about="true (as when it is left out): an approver must give a reason."),
    },
    required=("approvers",),
)

PASS_REQUESTS = Fields(
    about="Managers ask in My Access for a pass for their reports: an access package with one group and one policy.",
    keys={
        "displayName": Text(
            about="The name of the access package, as managers see it in My Access; it identifies the object.",
            examples=("Temporary Access Pass for one of my reports",),
        ),
        "previousNames": PREVIOUS_NAMES,
        "description": DESCRIPTION,
        "catalog": Either(
            word=Text(about="The name or id of a catalog."),
            other=Fields(
                keys={
                    "displayName": Text(about="The name of the catalog."),
                    "create": Flag(about="true: the catalog is created where it is missing, and published."),
                },
                required=("displayName",),
            ),
            about="The catalog that holds the access package: an existing one by name, or one to create.",
        ),
        "group": Text(
            refers=RefKind.GROUP,
            about="The security group whose membership is the request. It is used for nothing else.",
        ),
        "requestedBy": Fields(
            keys={
                "managerLevel": Number(
                    allowed=MANAGER_LEVELS,
                    about="1: the direct manager. Higher levels are in the API alone. The pass goes to the direct "
                    "manager, no matter who asks.",
                ),
                "acceptUnverified": Flag(about=_ACCEPTED),
            },
            required=("managerLevel",),
            about="Who can ask: a manager of the person. The person cannot.",
        ),
        "for": Either(
            word=Choice(values={ALL_MEMBERS: "Everybody of the tenant but guests."}),
            other=Fields(
                keys={
                    "groups": Listed(
                        of=Text(refers=RefKind.GROUP), least=1, most=MAX_GROUPS, about="The members of these groups."
                    ),
                    "rule": Text(
                        about="A rule as for dynamic groups. It is documented for automatic assignment only.",
                        examples=('(user.department -eq "Sales")',),
                    ),
                    "acceptUnverified": Flag(about=_ACCEPTED),
                },
                alternatives=(("groups",), ("rule",)),
            ),
            about="The people for whom a manager can ask.",
        ),
        "approval": Either(
            word=Choice(values={NO_APPROVAL: "A request is granted at once."}),
            other=Fields(
                keys={"stages": Listed(of=_STAGE, least=1, most=MAX_STAGES, about="The stages, one after the other.")},
                required=("stages",),
            ),
            about="Whether somebody must approve a request.",
        ),
        "justificationRequired": Flag(about="true (as when it is left out): the manager must give a reason."),
        "expiresAfterHours": Number(
            allowed=EXPIRY_HOURS,
            unit="hours",
            about="How long the membership lasts; at least the interval of the workflows and 2 hours more.",
            examples=(8,),
        ),
        "workflow": Text(
            about="The Workflow in git that creates the pass: trigger membershipChange: add, with this group.",
            examples=("Pass on request",),
            names="workflow",
        ),
        "protect": PROTECT,
    },
    required=("displayName", "catalog", "group", "requestedBy", "for", "approval", "expiresAfterHours"),
)


def pass_requests_of(checked: Checked) -> PassRequests | None:
    """The requests; None while a required key is missing or wrong, which has been reported."""
    name, group, hours = text(checked, "displayName"), text(checked, "group"), number(checked, "expiresAfterHours")
    catalog = checked.get("catalog")
    catalog_name = catalog if isinstance(catalog, str) else text(cast("Checked", catalog or {}), "displayName")
    requested_by = part(checked, "requestedBy") or {}
    level, people, approval = number(requested_by, "managerLevel"), _people(checked), _approval(checked)
    if name is None or group is None or hours is None or catalog_name is None:
        return None
    if level is None or people is None or approval is None:
        return None
    justified = flag(checked, "justificationRequired")
    return PassRequests(
        display_name=name,
        description=text(checked, "description"),
        catalog=catalog_name,
        create_catalog=not isinstance(catalog, str) and (flag(cast("Checked", catalog), "create") or False),
        group=Ref.of(RefKind.GROUP, group),
        manager_level=level,
        accept_unverified=flag(requested_by, "acceptUnverified") or False,
        for_=people,
        approval=approval,
        justification_required=justified is not False,
        expires_after_hours=hours,
        workflow=text(checked, "workflow"),
        previous_names=texts(checked, "previousNames"),
        protect=flag(checked, "protect") or False,
    )


def _people(checked: Checked) -> Beneficiaries | None:
    match checked.get("for"):
        case str():
            return AllMembers()
        case {"groups": tuple(names)}:
            return InGroups(tuple(Ref.of(RefKind.GROUP, name) for name in names))
        case {"rule": str(rule), **more}:
            return ByRule(rule, more.get("acceptUnverified") is True)
        case _:
            return None


def _approval(checked: Checked) -> Approval | None:
    match checked.get("approval"):
        case str():
            return Approval()
        case {"stages": tuple()} as stages:
            return Approval(tuple(_stage(stage) for stage in parts(cast("Checked", stages), "stages")))
        case _:
            return None


def _stage(checked: Checked) -> ApprovalStage:
    refs = [
        Ref.of(RefKind.USER if key == "user" else RefKind.GROUP, str(name))
        for approver in parts(checked, "approvers")
        for key, name in approver.items()
    ]
    return ApprovalStage(
        approvers=tuple(refs),
        days_to_decide=number(checked, "daysToDecide") or DEFAULT_DAYS_TO_DECIDE,
        justification_required=flag(checked, "justificationRequired") is not False,
    )
