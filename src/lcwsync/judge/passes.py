"""The recipient of a person's Temporary Access Pass, from when to when the pass works, and what prevents it.

What the task demands: https://learn.microsoft.com/entra/id-governance/lifecycle-workflow-tasks; what a pass demands:
https://learn.microsoft.com/entra/identity/authentication/howto-authentication-temporary-access-pass.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum

from lcwsync.judge.state import Joins
from lcwsync.judge.timing import Timing, When, later_by
from lcwsync.model.mails import MANAGER, copies, recipient
from lcwsync.model.passes import PolicyConflict, lifetime_minutes, pass_tasks, policy_conflicts
from lcwsync.model.person import UNREAD, Manager, Membership, NotRead, PassFacts, Person
from lcwsync.model.references import Ref
from lcwsync.model.tap_policy import AllUsers, GroupTarget, TapPolicy, Target, UserTarget
from lcwsync.model.workflow import Task, Workflow
from lcwsync.values.records import dataclass


class Weight(StrEnum):
    """The consequence of a verdict for the pass."""

    FAILS = "fails"
    """No pass is made, or its mail cannot be sent."""
    MISDIRECTED = "misdirected"
    """A pass is made, and does not reach or serve the person it is for."""
    UNKNOWN = "unknown"
    NOTE = "note"


class Verdict(StrEnum):
    """One fact about a pass; the values are stable and appear in JSON."""

    STOPPED_EARLIER = "stoppedEarlier"
    UNDELIVERABLE = "undeliverable"
    POLICY_DISABLED = "policyDisabled"
    LIFETIME_OUT_OF_RANGE = "lifetimeOutOfRange"
    MUST_BE_ONE_TIME = "mustBeOneTime"
    EXTERNAL_GUEST = "externalGuest"
    HAS_METHODS = "hasMethods"
    HAS_SIGNED_IN = "hasSignedIn"
    HOLDS_ROLE = "holdsRole"
    RESTRICTED = "restricted"
    NO_MANAGER = "noManager"
    MANAGER_WITHOUT_MAIL = "managerWithoutMail"
    MANAGER_DISABLED = "managerDisabled"
    MANAGER_IS_SELF = "managerIsSelf"
    MANAGER_IS_EXTERNAL = "managerIsExternal"
    SENT_TO_OTHERS = "sentToOthers"
    NOT_TARGETED = "notTargeted"
    EXCLUDED = "excluded"
    EXTERNAL_MEMBER = "externalMember"
    WINDOW_CLOSES = "windowCloses"
    JOINS_IN_RUN = "joinsInRun"
    LEAVES_IN_RUN = "leavesInRun"
    NOT_TARGETED_YET = "notTargetedYet"
    MAY_JOIN_EARLIER = "mayJoinEarlier"
    EARLIER_UNKNOWN = "earlierUnknown"
    ADDRESSES_UNKNOWN = "addressesUnknown"
    POLICY_UNKNOWN = "policyUnknown"
    MANAGER_UNKNOWN = "managerUnknown"
    MANAGER_IS_CONTACT = "managerIsContact"
    TARGETS_UNKNOWN = "targetsUnknown"
    METHODS_UNKNOWN = "methodsUnknown"
    SIGN_INS_UNKNOWN = "signInsUnknown"
    ROLES_UNKNOWN = "rolesUnknown"
    UNITS_UNKNOWN = "unitsUnknown"
    COPIES = "copies"
    JOINS_EARLIER = "joinsEarlier"
    INTERNAL_GUEST = "internalGuest"
    HIRE_DATE_MISSING = "hireDateMissing"
    HIRE_DATE_PAST = "hireDatePast"


VERDICTS: dict[Verdict, tuple[Weight, str]] = {
    Verdict.STOPPED_EARLIER: (Weight.FAILS, "an earlier task fails and stops the workflow"),
    Verdict.UNDELIVERABLE: (Weight.FAILS, "the mail cannot be sent"),
    Verdict.POLICY_DISABLED: (Weight.FAILS, "the TAP policy is disabled"),
    Verdict.LIFETIME_OUT_OF_RANGE: (Weight.FAILS, "the task's lifetime is outside the policy's range"),
    Verdict.MUST_BE_ONE_TIME: (Weight.FAILS, "the policy requires one-time passes, and the task creates reusable ones"),
    Verdict.EXTERNAL_GUEST: (Weight.FAILS, "an external guest cannot have a pass"),
    Verdict.HAS_METHODS: (Weight.FAILS, "has another authentication method already"),
    Verdict.HAS_SIGNED_IN: (Weight.FAILS, "has signed in before"),
    Verdict.HOLDS_ROLE: (Weight.FAILS, "holds a directory role"),
    Verdict.RESTRICTED: (Weight.FAILS, "is in a restricted management administrative unit"),
    Verdict.NO_MANAGER: (Weight.FAILS, "no manager"),
    Verdict.MANAGER_WITHOUT_MAIL: (Weight.FAILS, "the manager has no mail address"),
    Verdict.MANAGER_DISABLED: (Weight.MISDIRECTED, "the manager's account is disabled"),
    Verdict.MANAGER_IS_SELF: (Weight.MISDIRECTED, "the manager is the person themselves"),
    Verdict.MANAGER_IS_EXTERNAL: (Weight.MISDIRECTED, "the manager is external: the pass leaves the organisation"),
    Verdict.SENT_TO_OTHERS: (Weight.MISDIRECTED, "the pass is mailed to somebody other than the person's manager"),
    Verdict.NOT_TARGETED: (Weight.FAILS, "outside the policy's targets"),
    Verdict.EXCLUDED: (Weight.FAILS, "excluded by the policy"),
    Verdict.EXTERNAL_MEMBER: (Weight.UNKNOWN, "an external account that is a member"),
    Verdict.WINDOW_CLOSES: (Weight.UNKNOWN, "the catch-up window may end before the next run"),
    Verdict.JOINS_IN_RUN: (Weight.UNKNOWN, "the policy may not yet see the group that this run adds the person to"),
    Verdict.LEAVES_IN_RUN: (Weight.UNKNOWN, "the policy may not yet see that this run takes the person out of a group"),
    Verdict.NOT_TARGETED_YET: (Weight.UNKNOWN, "outside the policy's targets today, and may join before the run"),
    Verdict.MAY_JOIN_EARLIER: (Weight.UNKNOWN, "whether the person is in a group of the policy by then"),
    Verdict.EARLIER_UNKNOWN: (Weight.UNKNOWN, "an earlier task may stop the workflow"),
    Verdict.ADDRESSES_UNKNOWN: (Weight.UNKNOWN, "a recipient's address could not be read"),
    Verdict.POLICY_UNKNOWN: (Weight.UNKNOWN, "the TAP policy could not be read"),
    Verdict.MANAGER_UNKNOWN: (Weight.UNKNOWN, "the manager could not be read"),
    # What the task does with a contact is not documented.
    Verdict.MANAGER_IS_CONTACT: (Weight.UNKNOWN, "the manager is a contact, not an account"),
    Verdict.TARGETS_UNKNOWN: (Weight.UNKNOWN, "group membership could not be read"),
    Verdict.METHODS_UNKNOWN: (Weight.UNKNOWN, "authentication methods could not be read"),
    Verdict.SIGN_INS_UNKNOWN: (Weight.UNKNOWN, "sign-ins could not be read"),
    Verdict.ROLES_UNKNOWN: (Weight.UNKNOWN, "directory roles could not be read"),
    Verdict.UNITS_UNKNOWN: (Weight.UNKNOWN, "restricted management administrative units could not be read"),
    Verdict.COPIES: (Weight.NOTE, "copies of the mail, and with it the pass, go to others"),
    Verdict.JOINS_EARLIER: (Weight.NOTE, "joins a group of the policy before"),
    Verdict.INTERNAL_GUEST: (Weight.NOTE, "an internal guest, who can have a pass"),
    Verdict.HIRE_DATE_MISSING: (Weight.NOTE, "no hire date: the pass starts at once"),
    Verdict.HIRE_DATE_PAST: (Weight.NOTE, "the hire date is past: the pass starts at once"),
}
"""Weight and words of each verdict, the gravest first."""

_WEIGHTS = tuple(Weight)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass:
    """One expected pass. `start` and `end` are None when the moment of its making cannot be foreseen."""

    recipient: Manager | NotRead | None
    """The person's manager, who receives it unless `sent_to` says otherwise."""
    sent_to: Ref | str | None = None
    """Who receives it in the manager's place: one user, a word of `to`, or a text that is neither."""
    start: datetime | None
    end: datetime | None
    verdicts: tuple[Verdict, ...]
    """The gravest first."""
    because: str = ""
    """What an earlier task fails for, or what was not read about it, in words."""
    joins: str = ""
    """How another workflow puts the person into a group of the policy, in words."""

    @property
    def weight(self) -> Weight | None:
        """The gravest weight; None or NOTE when the pass arrives and works."""
        return next((VERDICTS[verdict][0] for verdict in self.verdicts), None)

    @property
    def is_made(self) -> bool:
        """Whether a pass is created, wherever it goes."""
        return self.weight is not Weight.FAILS

    @property
    def arrives(self) -> bool:
        """Whether all checks passed: the manager receives a pass that works."""
        return self.weight in (None, Weight.NOTE)


def tap_task(workflow: Workflow) -> Task | None:
    """The workflow's first enabled task that creates a pass; None when it has none."""
    return next(iter(pass_tasks(workflow, enabled_only=True)), None)


def common_verdicts(task: Task, policy: TapPolicy | None) -> tuple[Verdict, ...]:
    """The verdicts that every pass of the workflow shares. `policy` None: it could not be read."""
    return _by_weight(_common(task, policy))


def expected_pass(
    task: Task,
    policy: TapPolicy | None,
    person: Person,
    when: When,
    facts: PassFacts,
    *,
    joining: frozenset[str] = frozenset(),
    leaving: frozenset[str] = frozenset(),
    earlier: Joins | None = None,
    restricted_in: str | NotRead | None = UNREAD,
) -> Pass:
    """The pass the task would make for a person for whom the workflow runs at `when`.

    `joining` and `leaving` are the groups that earlier tasks of the same run add the person to and take them out of,
    `earlier` those that other workflows
    will have added them to before, `restricted_in` is the restricted
    management administrative unit that the person is in.
    """
    start = _start(person.hire_date, when.earliest)
    minutes = lifetime_minutes(task)
    joins = earlier or Joins()
    return Pass(
        recipient=facts.manager,
        sent_to=_sent_to(task),
        start=start,
        end=later_by(start, timedelta(minutes=minutes)) if start and minutes is not None else None,
        verdicts=_by_weight(
            [
                *_common(task, policy),
                *_account(person, facts),
                *_restricted(restricted_in),
                *(_recipient(person, facts.manager) if _sent_to(task) is None else ()),
                *_targets(policy, person, facts.groups, when, joining=joining, leaving=leaving, earlier=joins),
                *([Verdict.WINDOW_CLOSES] if when.timing is Timing.CLOSING else []),
                *_dates(person, when),
            ]
        ),
        joins="; ".join(dict.fromkeys(_words_of_joins(policy, joins))),
    )


def _restricted(unit: str | NotRead | None) -> tuple[Verdict, ...]:
    if unit is UNREAD:
        return (Verdict.UNITS_UNKNOWN,)
    return () if unit is None else (Verdict.RESTRICTED,)


def words_of(tap: Pass, verdict: Verdict) -> str:
    """A verdict in words, with the reason where it has one of its own."""
    words = VERDICTS[verdict][1]
    if verdict in (Verdict.JOINS_EARLIER, Verdict.MAY_JOIN_EARLIER):
        return tap.joins if verdict is Verdict.JOINS_EARLIER else f"{words}: {tap.joins}"
    return f"{words}: {tap.because}" if tap.because and verdict in _WITH_REASON else words


_WITH_REASON = (Verdict.STOPPED_EARLIER, Verdict.EARLIER_UNKNOWN, Verdict.UNDELIVERABLE, Verdict.ADDRESSES_UNKNOWN)


def with_verdict(tap: Pass, verdict: Verdict, because: str) -> Pass:
    """The pass with one more verdict and its reason."""
    return replace(tap, verdicts=_by_weight([*tap.verdicts, verdict]), because=because)


def _sent_to(task: Task) -> Ref | str | None:
    """The recipient in the manager's place; None when it is the manager."""
    to = recipient(task)
    return None if to == MANAGER else to


def _by_weight(found: Iterator[Verdict] | list[Verdict]) -> tuple[Verdict, ...]:
    order = tuple(VERDICTS)
    return tuple(sorted(found, key=lambda verdict: (_WEIGHTS.index(VERDICTS[verdict][0]), order.index(verdict))))


def _common(task: Task, policy: TapPolicy | None) -> Iterator[Verdict]:
    if copies(task):
        yield Verdict.COPIES
    if _sent_to(task) is not None:
        yield Verdict.SENT_TO_OTHERS
    if policy is None or policy.state is None:
        yield Verdict.POLICY_UNKNOWN
        return
    yield from dict.fromkeys(_CONFLICTS[conflict] for conflict in policy_conflicts(task, policy))


_CONFLICTS = {
    PolicyConflict.DISABLED: Verdict.POLICY_DISABLED,
    PolicyConflict.NO_LIFETIME: Verdict.LIFETIME_OUT_OF_RANGE,
    PolicyConflict.TOO_LONG: Verdict.LIFETIME_OUT_OF_RANGE,
    PolicyConflict.TOO_SHORT: Verdict.LIFETIME_OUT_OF_RANGE,
    PolicyConflict.ONE_TIME_ONLY: Verdict.MUST_BE_ONE_TIME,
}


def _account(person: Person, facts: PassFacts) -> Iterator[Verdict]:
    match person.membership:
        case Membership.EXTERNAL_GUEST:
            yield Verdict.EXTERNAL_GUEST
        case Membership.EXTERNAL_MEMBER:
            yield Verdict.EXTERNAL_MEMBER
        case Membership.INTERNAL_GUEST:
            yield Verdict.INTERNAL_GUEST
        case Membership.MEMBER | Membership.UNKNOWN:
            pass
    if facts.methods is UNREAD:
        yield Verdict.METHODS_UNKNOWN
    elif facts.methods:
        yield Verdict.HAS_METHODS
    if facts.has_signed_in is UNREAD:
        yield Verdict.SIGN_INS_UNKNOWN
    elif facts.has_signed_in:
        yield Verdict.HAS_SIGNED_IN
    if facts.holds_role is UNREAD:
        yield Verdict.ROLES_UNKNOWN
    elif facts.holds_role:
        yield Verdict.HOLDS_ROLE


def _recipient(person: Person, manager: Manager | NotRead | None) -> Iterator[Verdict]:
    if manager is UNREAD:
        yield Verdict.MANAGER_UNKNOWN
        return
    if manager is None:
        yield Verdict.NO_MANAGER
        return
    if manager.is_contact:
        yield Verdict.MANAGER_IS_CONTACT
    if manager.mail is None:
        yield Verdict.MANAGER_WITHOUT_MAIL
    if manager.enabled is False:
        yield Verdict.MANAGER_DISABLED
    if manager.id == person.id:
        yield Verdict.MANAGER_IS_SELF
    if manager.membership.is_external:
        yield Verdict.MANAGER_IS_EXTERNAL


def _targets(
    policy: TapPolicy | None,
    person: Person,
    groups: frozenset[str] | NotRead,
    when: When,
    *,
    joining: frozenset[str],
    leaving: frozenset[str],
    earlier: Joins,
) -> Iterator[Verdict]:
    """Exclusion wins over inclusion. A membership of moments ago may not be seen: changes take minutes to replicate
    (https://learn.microsoft.com/entra/identity/authentication/howto-authentication-temporary-access-pass).
    """
    if policy is None:
        return

    def among(targets: tuple[Target, ...] | None, joined: frozenset[str], left: frozenset[str]) -> bool | None:
        """Whether one of the targets takes the person in; None when that is not known."""
        if targets is None:
            return None
        answers = {_holds(target, person, groups, joined, left) for target in targets}
        return True if True in answers else None if None in answers else False

    def decided(joined: frozenset[str], left: frozenset[str] = frozenset()) -> Verdict | None:
        included = among(policy.include_targets, joined, left)
        excluded = among(policy.exclude_targets, joined, left)
        if excluded:
            return Verdict.EXCLUDED
        if included is False:
            return Verdict.NOT_TARGETED
        return Verdict.TARGETS_UNKNOWN if included is None or excluded is None else None

    by_then = frozenset(earlier.certain)
    before, after = decided(by_then), decided((by_then - leaving) | joining, leaving)
    if before is not decided(by_then | frozenset(earlier.uncertain)):
        yield Verdict.MAY_JOIN_EARLIER
    elif before is not after:
        yield Verdict.JOINS_IN_RUN if joining else Verdict.LEAVES_IN_RUN
    elif after is Verdict.NOT_TARGETED and when.timing is Timing.UPCOMING:
        yield Verdict.NOT_TARGETED_YET
    elif after is not None:
        yield after
    elif decided(frozenset()) is not None:
        yield Verdict.JOINS_EARLIER


def _words_of_joins(policy: TapPolicy | None, earlier: Joins) -> Iterator[str]:
    """How the person gets into each group that the policy names."""
    targets = (*(policy.include_targets or ()), *(policy.exclude_targets or ())) if policy else ()
    for target in targets:
        if isinstance(target, GroupTarget) and target.group.id:
            words = earlier.certain.get(target.group.id) or earlier.uncertain.get(target.group.id)
            if words:
                yield words


def _holds(
    target: Target, person: Person, groups: frozenset[str] | NotRead, joining: frozenset[str], left: frozenset[str]
) -> bool | None:
    match target:
        case AllUsers():
            return True
        case UserTarget(user=user):
            return user.id == person.id if user.id else None
        case GroupTarget(group=group):
            if group.id in joining or group.id in left:
                return group.id in joining
            return None if groups is UNREAD or group.id is None else group.id in groups


def _dates(person: Person, when: When) -> Iterator[Verdict]:
    if person.hire_date is None:
        # What the start is then is not documented; the task's page knows only "now" as the other choice.
        yield Verdict.HIRE_DATE_MISSING
    elif when.earliest is not None and person.hire_date <= when.earliest:
        yield Verdict.HIRE_DATE_PAST


def _start(hire_date: datetime | None, made: datetime | None) -> datetime | None:
    """The hire date, or the moment the pass is made when that is later."""
    if made is None:
        return None
    return made if hire_date is None else max(hire_date, made)
