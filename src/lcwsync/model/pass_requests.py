"""PassRequests: managers ask for a pass for their reports in My Access.

An access package whose only role is membership of one group, and one assignment policy that lets managers request on
behalf of their reports (https://learn.microsoft.com/graph/api/resources/accesspackageassignmentpolicy). The membership
starts a workflow that creates the pass.
"""

from collections.abc import Mapping
from dataclasses import field
from types import MappingProxyType
from typing import NamedTuple

from lcwsync.model.references import Ref
from lcwsync.values.records import dataclass

MANAGER_LEVELS = range(1, 5)
"""managerLevel of targetManager: 1 is the direct manager
(https://learn.microsoft.com/graph/api/resources/targetmanager)."""

VERIFIED_LEVEL = 1
"""The only level that the portal offers and its page describes."""

EXPIRY_HOURS = range(1, 8761)
"""Hours that an assignment can last. The service publishes no limits; a year is ours."""

DAYS_TO_DECIDE = range(1, 15)
"""Days after which a request that nobody decides is denied; the portal offers up to 14."""

DEFAULT_DAYS_TO_DECIDE = 14

MAX_STAGES = 3
"""Approval stages of a policy."""

MAX_GROUPS = 500
"""Groups that a policy names (https://learn.microsoft.com/entra/id-governance/governance-service-limits)."""

ALL_MEMBERS = "allMembers"
"""The word of `for:` for AllMembers."""

NO_APPROVAL = "none"
"""The word of `approval:` for NoApproval."""

DELIVERY_MARGIN_HOURS = 2
"""Hours that an assignment must last beyond an interval of the workflows: a workflow looks again before it processes a
person, and leaves out who is no longer a member."""


@dataclass(frozen=True, slots=True)
class AllMembers:
    """Everybody of the tenant but guests."""


@dataclass(frozen=True, slots=True)
class InGroups:
    """The members of these groups."""

    groups: tuple[Ref, ...]


@dataclass(frozen=True, slots=True)
class ByRule:
    """The people that a membership rule selects. The reference names no policy of this kind that takes requests."""

    rule: str
    accept_unverified: bool = field(default=False, compare=False)


Beneficiaries = AllMembers | InGroups | ByRule
"""The people that a manager can ask for, as far as they report to the manager."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalStage:
    """One stage: each approver is a group or a user, and the decision of one of them counts."""

    approvers: tuple[Ref, ...]
    days_to_decide: int = DEFAULT_DAYS_TO_DECIDE
    justification_required: bool = True


@dataclass(frozen=True, slots=True)
class Approval:
    """The stages of approval, in order; none: a request is granted at once."""

    stages: tuple[ApprovalStage, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PassRequests:
    """One front door for managers. Its identity is `display_name`, the name of the access package."""

    display_name: str
    description: str | None = None
    catalog: str
    """The catalog's name or id."""
    create_catalog: bool = False
    """Git's own: the catalog is created where it is missing, and published."""
    group: Ref
    manager_level: int
    accept_unverified: bool = False
    """Git's own: a level that no page describes at work is accepted."""
    for_: Beneficiaries
    approval: Approval
    justification_required: bool = True
    expires_after_hours: int
    workflow: str | None = None
    """Git's own: the name of the workflow that creates the pass."""
    previous_names: tuple[str, ...] = ()
    protect: bool = False


Setting = bool | str | None

ENFORCED: Mapping[str, Setting] = MappingProxyType(
    {
        "requestorSettings.enableTargetsToSelfAddAccess": False,
        "requestorSettings.enableTargetsToSelfUpdateAccess": False,
        "requestorSettings.enableTargetsToSelfRemoveAccess": False,
        "requestorSettings.allowCustomAssignmentSchedule": False,
        "requestorSettings.enableOnBehalfRequestorsToAddAccess": True,
        "requestorSettings.enableOnBehalfRequestorsToUpdateAccess": False,
    }
)
"""Settings of every front door: managers ask, the people themselves never, and nobody chooses when access ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LivePolicy:
    """The assignment policy of a front door. None: as it is, no document of git could say it."""

    id: str
    manager_level: int | None
    for_: Beneficiaries | None
    approval: Approval | None
    justification_required: bool | None
    expires_after_hours: int | None
    settings: tuple[tuple[str, Setting], ...] = ()
    """Settings that git cannot choose, by Graph's path; `plan.pass_requests` knows what they must be."""
    content: str = ""
    """The policy's JSON text, whole: a write starts from it, and it tells whether somebody else changed anything."""


class LiveCatalog(NamedTuple):
    """A catalog of the tenant."""

    id: str
    display_name: str
    published: bool
    externally_visible: bool = False
    resources: tuple[tuple[str, str], ...] = ()
    """The groups in it that git names, as (group id, id of the resource)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LivePassRequests:
    """An access package of the tenant with the parts that make it a front door; a part that is missing is None."""

    id: str
    display_name: str
    description: str | None
    is_hidden: bool
    catalog: LiveCatalog
    group: Ref | None = None
    """The group of the package's one role."""
    role_id: str | None = None
    """The id of that role in the package."""
    policy: LivePolicy | None = None
    other_policies: int = 0
    """Policies of the package besides that one."""
    unsupported: tuple[str, ...] = ()
    """What this version cannot express: such a package is never written."""


def as_git_describes(live: LivePassRequests) -> PassRequests | None:
    """The package as a document of git; None when a part is missing or cannot be said."""
    policy = live.policy
    if live.unsupported or live.group is None or policy is None:
        return None
    if policy.manager_level is None or policy.for_ is None or policy.approval is None:
        return None
    if policy.expires_after_hours is None or policy.justification_required is None:
        return None
    return PassRequests(
        display_name=live.display_name,
        description=live.description,
        catalog=live.catalog.display_name,
        group=live.group,
        manager_level=policy.manager_level,
        accept_unverified=policy.manager_level != VERIFIED_LEVEL,
        for_=policy.for_,
        approval=policy.approval,
        justification_required=policy.justification_required,
        expires_after_hours=policy.expires_after_hours,
    )


def deviations(live: LivePassRequests) -> tuple[str, ...]:
    """The settings of every front door that this one does not have, by Graph's path."""
    settings = dict(live.policy.settings) if live.policy else {}
    other = tuple(name for name, value in ENFORCED.items() if settings.get(name) is not value)
    return (*other, *(("isHidden",) if live.is_hidden else ()))
