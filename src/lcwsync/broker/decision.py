"""The decision whether a manager may have a pass created for a person, with its reasons. The manager needs no right.

A request is allowed only when every condition was read and is met; what cannot be checked is refused.
"""

import re
from collections.abc import Iterator

from lcwsync.judge.passes import VERDICTS, Pass, Weight, words_of
from lcwsync.model.guardrails import RequestRules
from lcwsync.model.mails import MANAGER, copies, recipient, strange_arguments
from lcwsync.model.passes import EarlierPass, pass_tasks
from lcwsync.model.person import Manager, Membership, Person, ReportingLine
from lcwsync.model.workflow import LiveWorkflow, Workflow
from lcwsync.plan.diff import diff_workflow
from lcwsync.values.moments import moment_text
from lcwsync.values.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class PassRequest:
    """The facts behind a decision, as read from the tenant and the journal.

    `requester` None: the directory has no such user. `in_scope` None: the scope could not be evaluated.
    `expected` None: the workflow has no task that creates a pass.
    """

    rules: RequestRules
    """The rules of git for requests."""
    verified_domains: frozenset[str]
    """The tenant's own domains, in lower case."""
    privileges: tuple[str, ...]
    """The person's own rights of administration, and the ways to come to one, in words."""
    unread_rights: tuple[str, ...]
    """Reads of rights that were refused, in words."""
    earlier: EarlierPass | None
    """The pass that the person has and a new one would replace."""
    replaces: bool
    """Whether the caller wants an unused pass replaced."""
    runs_for_person: int
    """Runs that create a pass, for this person, in the last 24 hours; 0 without a limit in git."""
    starts_by_requester: int
    """Starts given to this requester in the last 24 hours; 0 without a limit in git."""
    protected: str
    """Why the guardrails keep the person out of the workflow, in words; empty when they do not."""

    requester: Manager | None
    person: Person
    line: ReportingLine
    desired: Workflow | None
    """The workflow in git, with ids; None when git does not list it."""
    live: LiveWorkflow
    in_scope: bool | None
    expected: Pass | None


@dataclass(frozen=True, slots=True)
class Allowed:
    """The requester stands `level` levels above: 1 is the direct manager."""

    level: int


@dataclass(frozen=True, slots=True)
class Denied:
    """The request is refused, with every reason."""

    reasons: tuple[str, ...]


Decision = Allowed | Denied


def decide(request: PassRequest) -> Decision:
    """Every reason against is collected, so that one answer tells all; a requester who may not ask learns no other."""
    reasons = tuple(_requester(request)) or (
        *_workflow(request),
        *_person(request),
        *_recipient(request),
        *_limits(request),
    )
    level = request.line.level_of(request.requester.id) if request.requester else None
    return Denied(reasons) if reasons or level is None else Allowed(level)


def _requester(request: PassRequest) -> Iterator[str]:
    asking = request.requester
    if asking is None:
        yield "the requester was not found in the directory"
        return
    if asking.enabled is not True:
        yield "the requester's account is disabled, or its state is not shown"
    if asking.membership.is_external:
        yield "the requester's account belongs to another organisation"
    elif asking.membership is not Membership.MEMBER and not request.rules.allow_guests:
        guest = asking.membership is Membership.INTERNAL_GUEST
        is_one = "is a guest" if guest else "may be a guest: the account's userType is not Member"
        yield f"the requester {is_one}, and git does not allow guests to request (requests.allowGuests)"
    if asking.mail is not None and (problem := _problem_of(asking.mail, request)):
        yield f"the requester's mail address is {problem}"
    if asking.id == request.person.id:
        yield "the requester and the person are the same"
    elif request.line.level_of(asking.id) is None:
        cut = "" if request.line.whole else " (the reporting line loops or is too long; only part of it was read)"
        yield f"the requester does not stand above this person in the reporting line{cut}"


def _workflow(request: PassRequest) -> Iterator[str]:
    live = request.live.workflow
    creating = pass_tasks(live, enabled_only=True)
    if not creating:
        yield "the workflow has no task that creates a pass"
    if live.is_enabled is not True:
        yield "the workflow is disabled"
    for task in creating:
        if copies(task):
            yield "the workflow sends a copy of the pass to others than the person's manager"
        if recipient(task) != MANAGER:
            yield "the workflow mails the pass to somebody other than the person's manager"
        for unknown in strange_arguments(task)[:1]:
            what = "a value that cannot be read in its argument" if unknown == "cc" else "the unknown argument"
            yield f"the pass may be sent elsewhere: the task has {what} {unknown}"
    if request.live.unsupported:
        yield "the workflow has settings that this version of lcwsync does not know"
    if request.desired is None:
        yield "git does not list the workflow, so it was not reviewed"
        return
    diff = diff_workflow(request.desired, live)
    if not diff.empty or {"tasks", "trigger", "scope"}.intersection(diff.unverified):
        yield "the workflow in the tenant differs from git; apply or undo the change first"


def _person(request: PassRequest) -> Iterator[str]:
    if request.in_scope is None:
        yield "the workflow's scope could not be evaluated"
    elif not request.in_scope:
        yield "the person is not in the workflow's scope"
    if request.privileges:
        more = f", and {len(request.privileges) - 1} more" if request.privileges[1:] else ""
        yield f"the person holds a right of administration, or could come to one: {request.privileges[0]}{more}"
    if request.protected:
        yield request.protected
    if request.unread_rights:
        yield f"cannot check whether the person is privileged: {', '.join(request.unread_rights)} could not be read"
    tap = request.expected
    for verdict in tap.verdicts if tap else ():
        weight, words = VERDICTS[verdict][0], words_of(tap, verdict) if tap else ""
        match weight:
            case Weight.FAILS | Weight.MISDIRECTED:
                yield f"the pass would not work for this person: {words}"
            case Weight.UNKNOWN:
                yield f"cannot check: {words}"
            case Weight.NOTE:
                pass


def _recipient(request: PassRequest) -> Iterator[str]:
    to = request.expected.recipient if request.expected else None
    if not isinstance(to, Manager):
        return
    if to.mail is not None and (problem := _problem_of(to.mail, request)):
        yield f"the pass would be mailed {problem if problem == _OUTSIDE else f'to {problem}'}"
    if to.enabled is None and not to.is_contact:
        yield "cannot check: whether the manager's account is enabled is not shown"
    if [(link.id, link.mail) for link in request.line.managers[:1]] != [(to.id, to.mail)]:
        yield "cannot check: two reads differ about the person's manager; make the request again"


_ONE_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@([A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)")
"""What Entra takes as `mail`, which has no letters with accents (https://learn.microsoft.com/graph/api/resources/user).
A text with two addresses could have a known domain at its end."""


def _problem_of(mail: str, request: PassRequest) -> str:
    """What is wrong with a mail address, in words; empty when mail may go there."""
    address = _ONE_ADDRESS.fullmatch(mail)
    if address is None:
        return "no single mail address"
    known = request.verified_domains.union(request.rules.mail_domains)
    return "" if address[1].lower() in known else _OUTSIDE


_OUTSIDE = "outside the tenant's domains and git's requests.mailDomains"


def _limits(request: PassRequest) -> Iterator[str]:
    earlier, rules = request.earlier, request.rules
    if earlier is not None and not request.replaces:
        until = f"valid until {moment_text(earlier.end)}" if earlier.end else "whose end is not known"
        yield f"the person has an unused pass, {until}; a new one would replace it (--replace-pass)"
    most = rules.per_person_per_day
    if most is not None and request.runs_for_person >= most:
        yield f"{request.runs_for_person} runs created a pass for this person in 24 hours; git allows {most}"
    most = rules.per_requester_per_day
    if most is not None and request.starts_by_requester >= most:
        yield f"{request.starts_by_requester} requests of this requester were granted in 24 hours; git allows {most}"
