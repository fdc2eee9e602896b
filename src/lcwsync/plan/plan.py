"""The Plan: what would be done, what would not, and what a reviewer should know. Every renderer and apply read it."""

from collections.abc import Mapping
from dataclasses import field
from functools import reduce

from lcwsync.model.approvals import Approval, Approvals, needed, stricter
from lcwsync.model.extension import LiveExtension
from lcwsync.model.pass_requests import LivePassRequests
from lcwsync.model.state import ObjectName, TenantIdentity
from lcwsync.model.unread import Unread
from lcwsync.model.workflow import LiveWorkflow
from lcwsync.plan.actions import PlannedAction
from lcwsync.plan.paused import Paused
from lcwsync.plan.risk_values import Powerful
from lcwsync.plan.unknown import UnknownPart
from lcwsync.values.findings import Finding, Rating
from lcwsync.values.location import Location
from lcwsync.values.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Risk:
    """A consequence a reviewer must not miss. `code` is a key of `values.codes.risks`."""

    code: str
    rating: Rating
    object: ObjectName
    message: str
    action: str | None = None
    """Key of the action that brings it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardChange:
    """What this change of git does to something that protects, or what is weaker in force than lcwsync ships it.

    `code` is a key of `values.codes.risks`.
    """

    code: str
    rating: Rating
    subject: str
    """What protects: `environment production`, `rules`, `guardrails`."""
    message: str
    """Names no person, for it may be read in public."""
    people: str = ""
    """The people and principals that it is about, for a reader who may see them."""
    content: str = ""
    """The digest of a file that the message names and does not quote: part of what was reviewed."""
    location: Location | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Released:
    """An object, or fields of one, that this change takes out of git: from then on neither plan nor drift looks at it.

    `code` is a key of `values.codes.risks`.
    """

    code: str
    rating: Rating
    object: ObjectName
    fields: tuple[str, ...] = ()
    """Empty for the whole object."""
    message: str
    location: Location | None = None
    """Where it stood, or the project file when it stands nowhere any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """The refusal of a plan by a safety law, with what to write to allow it."""

    law: str
    """A key of `values.codes.refusals`: `allowDelete`, `limits`, ..."""
    message: str
    hint: str
    object: ObjectName | None = None
    location: Location | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmanaged:
    """A tenant object git does not list: counted, named, never touched."""

    object: ObjectName
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Unverified:
    """A value git states and the service does not show: neither "no change" nor "drift"."""

    object: ObjectName
    field: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Undecided:
    """An object of git that the tenant has more than once. Nothing is planned for it until one of them is left."""

    object: ObjectName
    copies: tuple[LiveWorkflow | LiveExtension | LivePassRequests, ...]
    authors: Mapping[str, str] = field(default_factory=dict)
    """User principal names of those who changed them last, by object id, as far as they can be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Actions in the order they are applied, and everything else a reader needs."""

    environment: str
    tenant: TenantIdentity
    actions: tuple[PlannedAction, ...] = ()
    unchanged: tuple[ObjectName, ...] = ()
    unmanaged: tuple[Unmanaged, ...] = ()
    unverified: tuple[Unverified, ...] = ()
    undecided: tuple[Undecided, ...] = ()
    paused: tuple[Paused, ...] = ()
    """Workflows that stay disabled, whatever git says, until they are resumed."""
    risks: tuple[Risk, ...] = ()
    groups: Powerful = field(default_factory=Powerful)
    """The groups by which risks are rated, for drift to be rated by them as well."""
    refusals: tuple[Refusal, ...] = ()
    findings: tuple[Finding, ...] = ()
    targets: tuple[str, ...] = ()
    """Names the plan was limited to; empty when it covers everything."""
    config_digest: str = ""
    """SHA-256 of what git describes for this environment."""
    unknown: tuple[UnknownPart, ...] = ()
    """What the objects of git have in the tenant and this version does not know: for drift to show."""
    unread: tuple[Unread, ...] = ()
    """What could not be read of git, for drift alone: nothing is said about these objects."""
    base: str | None = None
    """What git was compared with, as a reader knows it; None: with nothing."""
    guard: tuple[GuardChange, ...] = ()
    """With a base: what changes in what protects, the gravest first."""
    released: tuple[Released, ...] = ()
    """With a base: what leaves git, the gravest first."""
    approvals: tuple[Approvals, ...] = ()
    """Who must approve: as git says, and then, with a base, as it said before the change."""
    weaker: tuple[str, ...] = ()
    """Without a base: the guards in force that are weaker than lcwsync ships them."""

    @property
    def empty(self) -> bool:
        """Whether there is nothing to do."""
        return not self.actions

    @property
    def ratings(self) -> tuple[Rating, ...]:
        """The ratings of everything that a reviewer must not miss."""
        return tuple(item.rating for items in (self.risks, self.guard, self.released) for item in items)

    @property
    def gravest(self) -> Rating | None:
        """The gravest of them; None for a plan without risks."""
        return min(self.ratings, key=lambda rating: rating.rank, default=None)

    @property
    def approval(self) -> Approval | None:
        """What the pull request needs, by the gravest rating, the stricter of before and after; None: nothing."""
        return reduce(stricter, (needed(table, self.gravest) for table in self.approvals), None)

    @property
    def in_step(self) -> bool:
        """Whether the tenant is as git wants it, as far as it can be told: nothing to do and nothing undecided."""
        return not (self.actions or self.undecided)
