"""The decision whether a manager may have a pass created for a person, with its reasons. The manager needs no right.

A request is allowed only when every condition was read and is met; what cannot be checked is refused.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from lcwsync.model.passes import pass_tasks
from lcwsync.model.person import Manager, Person, ReportingLine
from lcwsync.model.workflow import LiveWorkflow, Workflow
from lcwsync.plan.diff import diff_workflow
from lcwsync.preview.recipients import VERDICTS, Pass, Weight, copies, strange_arguments


@dataclass(frozen=True, slots=True, kw_only=True)
class PassRequest:
    """The facts behind a decision, as read from the tenant.

    `requester` None: the directory has no such user. `in_scope` None: the scope could not be evaluated.
    `expected` None: the workflow has no task that creates a pass.
    """

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
    """Every reason against is collected, so that one answer tells all."""
    reasons = (*_requester(request), *_workflow(request), *_person(request))
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
        for unknown in strange_arguments(task)[:1]:
            yield f"the pass may be sent elsewhere: the task has the unknown argument {unknown}"
    if request.live.unsupported:
        yield "the workflow has settings that this version of lcwsync does not know"
    if request.desired is None:
        yield "git does not list the workflow, so it was not reviewed"
        return
    diff = diff_workflow(request.desired, live)
    if not diff.empty or "tasks" in diff.unverified:
        yield "the workflow in the tenant differs from git; apply or undo the change first"


def _person(request: PassRequest) -> Iterator[str]:
    if request.in_scope is None:
        yield "the workflow's scope could not be evaluated"
    elif not request.in_scope:
        yield "the person is not in the workflow's scope"
    for verdict in request.expected.verdicts if request.expected else ():
        weight, words = VERDICTS[verdict]
        match weight:
            case Weight.FAILS | Weight.MISDIRECTED:
                yield f"the pass would not work for this person: {words}"
            case Weight.UNKNOWN:
                yield f"cannot check: {words}"
            case Weight.NOTE:
                pass
