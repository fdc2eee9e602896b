"""Requests in My Access: what differs between git and the tenant, and the actions that make it right.

A front door is built from the inside: catalog, group in the catalog, access package, role, policy, and the catalog is
published last of all. Nobody can ask before the policy is there.
"""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import ClassVar, assert_never

from lcwsync.model.pass_requests import (
    ALL_MEMBERS,
    ENFORCED,
    NO_APPROVAL,
    AllMembers,
    Approval,
    Beneficiaries,
    ByRule,
    InGroups,
    LiveCatalog,
    LivePassRequests,
    LivePolicy,
    PassRequests,
)
from lcwsync.model.state import Desired, Existing, ObjectKind, ObjectName
from lcwsync.plan.action_facts import ActionFacts, DeleteReason, Phase, Verb
from lcwsync.plan.changes import FieldChange, Value
from lcwsync.plan.compare import same_value
from lcwsync.plan.identity import Matches
from lcwsync.values.records import dataclass


class Part(StrEnum):
    """The parts of a front door, in the order in which they are made."""

    CATALOG = "catalog"
    RESOURCE = "group in the catalog"
    PACKAGE = "access package"
    ROLE = "role"
    POLICY = "policy"
    PUBLICATION = "publication of the catalog"


_CALLS = {
    ("add", Part.CATALOG): "POST catalog",
    ("add", Part.RESOURCE): "POST resourceRequest",
    ("add", Part.PACKAGE): "POST accessPackage",
    ("add", Part.ROLE): "POST resourceRoleScope",
    ("add", Part.POLICY): "POST assignmentPolicy",
    ("change", Part.PACKAGE): "PATCH accessPackage",
    ("change", Part.POLICY): "PUT assignmentPolicy",
    ("change", Part.PUBLICATION): "PATCH catalog",
    ("remove", Part.ROLE): "DELETE resourceRoleScope",
    ("remove", Part.POLICY): "DELETE assignmentPolicy",
    ("remove", Part.PACKAGE): "DELETE accessPackage (final)",
}


def removed_part(call: str) -> Part | None:
    """The part that a call takes away; None for any other call."""
    return next((part for (verb, part), name in _CALLS.items() if verb == "remove" and name == call), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class _PassPart(ActionFacts):
    """A part of a front door that git describes."""

    kind: ClassVar = ObjectKind.PASS_REQUESTS
    phase: ClassVar = Phase.PASS_REQUESTS

    part: Part
    desired: PassRequests
    live: LivePassRequests | None = None
    """The access package; None where the plan makes it."""
    catalog: LiveCatalog | None = None
    """The catalog; None where the plan makes it."""
    fields: tuple[FieldChange, ...] = ()

    @property
    def before(self) -> LivePassRequests | None:
        return self.live

    @property
    def name(self) -> str:
        return self.desired.display_name

    @property
    def key(self) -> str:
        return f"{self.verb.value} {self.part.value} of {ObjectName(self.kind, self.name)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class AddPassPart(_PassPart):
    """A part that is missing is made."""

    verb: ClassVar = Verb.CREATE

    @property
    def call(self) -> str:
        return _CALLS["add", self.part]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePassPart(_PassPart):
    """A part that exists is changed: the package by PATCH, the policy by PUT of the whole, the catalog is published."""

    verb: ClassVar = Verb.UPDATE

    @property
    def call(self) -> str:
        return _CALLS["change", self.part]


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokeRole(ActionFacts):
    """The role of another group goes: the service revokes the membership from everybody with an assignment."""

    kind: ClassVar = ObjectKind.PASS_REQUESTS
    verb: ClassVar = Verb.UPDATE
    phase: ClassVar = Phase.PASS_REQUESTS
    call: ClassVar = "DELETE resourceRoleScope"

    desired: PassRequests
    live: LivePassRequests
    fields: tuple[FieldChange, ...]

    @property
    def before(self) -> LivePassRequests:
        return self.live

    @property
    def name(self) -> str:
        return self.desired.display_name

    @property
    def key(self) -> str:
        return f"revoke role of {ObjectName(self.kind, self.name)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class RemovePassPart(ActionFacts):
    """A part of a front door goes, the policy first: from then on nobody can ask."""

    kind: ClassVar = ObjectKind.PASS_REQUESTS
    verb: ClassVar = Verb.DELETE
    phase: ClassVar = Phase.DELETE_PASS_REQUESTS
    fields: ClassVar[tuple[FieldChange, ...]] = ()

    part: Part
    live: LivePassRequests
    reason: DeleteReason

    @property
    def call(self) -> str:
        return _CALLS["remove", self.part]

    @property
    def before(self) -> LivePassRequests:
        return self.live

    @property
    def name(self) -> str:
        return self.live.display_name

    @property
    def key(self) -> str:
        return f"{self.verb.value} {self.part.value} of {ObjectName(self.kind, self.name)}"


PassAction = AddPassPart | ChangePassPart | RevokeRole | RemovePassPart


@dataclass(frozen=True, slots=True)
class PassDiff:
    """The differences of a front door that exists, by the part that is to be changed."""

    package: tuple[FieldChange, ...]
    group: tuple[FieldChange, ...]
    policy: tuple[FieldChange, ...]


def pass_requests_fields(requests: PassRequests) -> Mapping[str, Value]:
    """Everything that git states and the tenant holds."""
    return {
        "description": requests.description,
        "catalog": requests.catalog,
        "group": requests.group,
        **policy_fields(requests),
    }


def policy_fields(requests: PassRequests) -> Mapping[str, Value]:
    """The fields that the policy holds."""
    return {
        "requestedBy.managerLevel": requests.manager_level,
        **_people(requests.for_),
        **_approval(requests.approval),
        "justificationRequired": requests.justification_required,
        "expiresAfterHours": requests.expires_after_hours,
    }


def diff_pass_requests(desired: PassRequests, live: LivePassRequests) -> PassDiff:
    """The changes that make a front door as git describes it. A part that is missing is no change of it."""
    wanted: dict[str, Value] = {"displayName": desired.display_name, "isHidden": False}
    shown: dict[str, Value] = {"displayName": live.display_name, "isHidden": live.is_hidden}
    if desired.description is not None:
        wanted["description"], shown["description"] = desired.description, live.description
    group: tuple[FieldChange, ...] = ()
    if live.group is not None and not same_value(desired.group, live.group):
        group = (FieldChange("group", live.group, desired.group),)
    policy = () if live.policy is None else diff_policy(desired, live.policy)
    return PassDiff(_changes(wanted, shown), group, policy)


def diff_policy(desired: PassRequests, live: LivePolicy) -> tuple[FieldChange, ...]:
    """The changes of the policy: what git states, and the settings of every front door."""
    shown: dict[str, Value] = {
        "requestedBy.managerLevel": live.manager_level,
        **({} if live.for_ is None else _people(live.for_)),
        **({} if live.approval is None else _approval(live.approval)),
        "justificationRequired": live.justification_required,
        "expiresAfterHours": live.expires_after_hours,
    }
    settings = dict(live.settings)
    wanted = {**policy_fields(desired), **ENFORCED}
    return _changes(wanted, {**shown, **{name: settings.get(name) for name in ENFORCED}})


def pass_request_actions(
    desired: Desired, existing: Existing, matches: Matches[LivePassRequests]
) -> Iterator[PassAction]:
    """The actions for every front door of git and for those that git removes."""
    made: set[str] = set()
    for requests in desired.pass_requests:
        if requests.display_name not in matches.ambiguous:
            live = matches.live.get(requests.display_name.casefold())
            yield from _set_up(requests, live, catalog_of(requests, existing.catalogs), made)
    for live in matches.removed:
        if live.policy is not None:
            yield RemovePassPart(part=Part.POLICY, live=live, reason=DeleteReason.REMOVED)
        if live.role_id is not None:
            yield RemovePassPart(part=Part.ROLE, live=live, reason=DeleteReason.REMOVED)
        yield RemovePassPart(part=Part.PACKAGE, live=live, reason=DeleteReason.REMOVED)


def catalog_of(requests: PassRequests, catalogs: tuple[LiveCatalog, ...]) -> LiveCatalog | None:
    """The catalog that a document names; None when the tenant does not have it."""
    wanted = requests.catalog.casefold()
    return next((each for each in catalogs if wanted in (each.display_name.casefold(), each.id)), None)


def _set_up(
    desired: PassRequests, live: LivePassRequests | None, catalog: LiveCatalog | None, made: set[str]
) -> Iterator[PassAction]:
    """`made`: catalogs that an earlier document of this plan creates or publishes, by case-folded name."""
    folded = desired.catalog.casefold()
    if catalog is None and folded not in made:
        yield AddPassPart(part=Part.CATALOG, desired=desired, fields=_stated({"catalog": desired.catalog}))
    resources = dict(catalog.resources) if catalog else {}
    if desired.group.id not in resources:
        yield AddPassPart(part=Part.RESOURCE, desired=desired, catalog=catalog, live=live)
    diff = diff_pass_requests(desired, live) if live else PassDiff((), (), ())
    if live is None:
        fields = _stated({name: value for name, value in pass_requests_fields(desired).items() if name != "catalog"})
        yield AddPassPart(part=Part.PACKAGE, desired=desired, catalog=catalog, fields=fields)
    elif diff.package:
        yield ChangePassPart(part=Part.PACKAGE, desired=desired, live=live, catalog=catalog, fields=diff.package)
    if live is not None and diff.group:
        yield RevokeRole(desired=desired, live=live, fields=diff.group)
    if live is None or live.group is None or diff.group:
        stated = () if live is None or diff.group else _stated({"group": desired.group})
        yield AddPassPart(part=Part.ROLE, desired=desired, catalog=catalog, live=live, fields=stated)
    if live is None or (live.policy is None and not live.unsupported):
        stated = () if live is None else _stated(policy_fields(desired))
        yield AddPassPart(part=Part.POLICY, desired=desired, catalog=catalog, live=live, fields=stated)
    elif diff.policy:
        yield ChangePassPart(part=Part.POLICY, desired=desired, live=live, catalog=catalog, fields=diff.policy)
    if desired.create_catalog and (catalog is None or not catalog.published) and folded not in made:
        change = FieldChange("catalog.state", None if catalog is None else "unpublished", "published")
        yield ChangePassPart(part=Part.PUBLICATION, desired=desired, live=live, catalog=catalog, fields=(change,))
    made.add(folded)


def needed_by(action: PassAction, others: list[PassAction]) -> Iterator[PassAction]:
    """The actions on parts that must have been carried out before: of the same front door, or of its catalog."""
    rank = _rank(action)
    for other in others:
        if other is action:
            continue
        same = other.name.casefold() == action.name.casefold()
        if isinstance(action, RemovePassPart) or isinstance(other, RemovePassPart):
            if same and isinstance(action, RemovePassPart) and isinstance(other, RemovePassPart):
                yield from [other] if _REMOVED.index(other.part) < _REMOVED.index(action.part) else []
            continue
        of_catalog = other.desired.catalog.casefold() == action.desired.catalog.casefold()
        makes_catalog = isinstance(other, AddPassPart) and other.part is Part.CATALOG
        publishes = isinstance(action, ChangePassPart) and action.part is Part.PUBLICATION
        if _rank(other) < rank and (same or (of_catalog and (makes_catalog or publishes))):
            yield other


_PARTS = tuple(Part)
_REMOVED = (Part.POLICY, Part.ROLE, Part.PACKAGE)


def _rank(action: PassAction) -> int:
    """Its place among the parts; the role of another group goes right before the new one comes."""
    if isinstance(action, RevokeRole):
        return 2 * _PARTS.index(Part.ROLE) - 1
    return 2 * _PARTS.index(action.part)


def _people(people: Beneficiaries) -> dict[str, Value]:
    match people:
        case AllMembers():
            return {"for": ALL_MEMBERS}
        case InGroups(groups=groups):
            return {"for.groups": groups}
        case ByRule(rule=rule):
            return {"for.rule": rule}
        case _:
            assert_never(people)


def _approval(approval: Approval) -> dict[str, Value]:
    if not approval.stages:
        return {"approval": NO_APPROVAL}
    found: dict[str, Value] = {"approval": f"{len(approval.stages)} stages" if approval.stages[1:] else "1 stage"}
    for number, stage in enumerate(approval.stages, 1):
        found[f"approval.stages.{number}.approvers"] = stage.approvers
        found[f"approval.stages.{number}.daysToDecide"] = stage.days_to_decide
        found[f"approval.stages.{number}.justificationRequired"] = stage.justification_required
    return found


def _changes(wanted: Mapping[str, Value], shown: Mapping[str, Value]) -> tuple[FieldChange, ...]:
    names = [*wanted, *(name for name in shown if name not in wanted)]
    return tuple(
        FieldChange(name, shown.get(name), wanted.get(name))
        for name in names
        if not same_value(wanted.get(name), shown.get(name))
    )


def _stated(fields: Mapping[str, Value]) -> tuple[FieldChange, ...]:
    return tuple(FieldChange(name, None, value) for name, value in fields.items() if value is not None)
