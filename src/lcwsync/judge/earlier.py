"""Groups that a person joins by other workflows before a run: a pass can depend on a workflow of the day before.

https://learn.microsoft.com/entra/identity/authentication/howto-authentication-temporary-access-pass: the policy takes
minutes to see a new member, hence two workflows.
"""

from collections.abc import Iterable, Sequence

from lcwsync.judge.outcome import CannotTell, Done, Failed, Skipped
from lcwsync.judge.run import judge
from lcwsync.judge.state import Joins, ids_of
from lcwsync.judge.timing import Timing, When
from lcwsync.model.catalogue import by_id
from lcwsync.model.tap_policy import GroupTarget, TapPolicy
from lcwsync.model.task_effects import ADDS
from lcwsync.model.task_facts import RunFacts, TenantFacts
from lcwsync.model.workflow import Task, Workflow
from lcwsync.values.records import dataclass

MAY_TAKE_UP = frozenset({Timing.DUE, Timing.CLOSING, Timing.UPCOMING, Timing.UNKNOWN, Timing.CREATION_DAY})
"""Timings of people whom a workflow takes up within the days asked about, or may."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenUp:
    """Another workflow, enabled and scheduled, that takes the person up at `when`."""

    workflow: Workflow
    tenant: TenantFacts
    """What its tasks name."""
    when: When
    doubt: str = ""
    """Why it may not take the person up, in words; empty when it does."""


def adds_to_groups(workflow: Workflow) -> bool:
    """Whether an enabled task of the workflow adds people to groups or teams; names need no ids yet."""
    keys = {definition.key for task in _enabled(workflow) if (definition := by_id(task.definition_id))}
    return not keys.isdisjoint(ADDS)


def prepares_passes(workflow: Workflow, policy: TapPolicy | None) -> bool:
    """Whether the workflow runs by schedule and adds people to a group that the policy names.

    `workflow` and `policy` have ids in their references.
    """
    if policy is None or not workflow.is_scheduling_enabled or workflow.is_enabled is False:
        return False
    targets = (*(policy.include_targets or ()), *(policy.exclude_targets or ()))
    named = {target.group.id for target in targets if isinstance(target, GroupTarget)}
    return any(id_ in named for task in _enabled(workflow) for id_ in _added(task))


def joins_before(workflows: Iterable[TakenUp], facts: RunFacts, at: When) -> Joins:
    """The groups that these workflows will have put the person into when a run takes them up at `at`.

    A run that is over before the earliest moment of the other one is certain to come first; one that may be under way
    by then leaves doubt, and so does what was not read. A join after `at` is none.
    """
    certain: dict[str, str] = {}
    uncertain: dict[str, str] = {}
    for taken in workflows:
        if at.latest and taken.when.earliest and taken.when.earliest >= at.latest:
            continue
        doubt = taken.doubt or _doubt(taken.when, at)
        own = RunFacts(person=facts.person, account=facts.account, about_pass=facts.about_pass, tenant=taken.tenant)
        for forecast in judge(taken.workflow, own, taken.when):
            for id_ in _added(forecast.task):
                words = _words(taken, id_)
                match forecast.outcome:
                    case Failed() | Skipped():
                        pass
                    case CannotTell(missing=missing):
                        uncertain.setdefault(id_, f"{words}, which depends on {missing}")
                    case Done() if doubt:
                        uncertain.setdefault(id_, f"{words}, {doubt}")
                    case Done():
                        certain.setdefault(id_, f"{words}, before the pass")
    return Joins(certain, {id_: words for id_, words in uncertain.items() if id_ not in certain})


def _enabled(workflow: Workflow) -> Sequence[Task]:
    return [task for task in workflow.tasks or () if task.is_enabled is not False]


def _added(task: Task) -> tuple[str, ...]:
    definition = by_id(task.definition_id)
    argument = ADDS.get(definition.key) if definition else None
    return (ids_of(task, argument) or ()) if argument else ()


def _doubt(when: When, at: When) -> str:
    """Why a run may not be over in time, in words; empty when it is."""
    if when.timing is Timing.UNKNOWN:
        return "on a date that could not be read"
    if when.timing is Timing.CREATION_DAY:
        return "if a moment on the day the workflow was created counts"
    if when.timing is Timing.CLOSING:
        return "unless its catch-up window ends before the next run"
    if when.latest is None or at.earliest is None or when.latest >= at.earliest:
        return "perhaps too late for the pass"
    return ""


def _words(taken: TakenUp, group: str) -> str:
    found = taken.tenant.groups.get(group)
    moment = taken.when.moment or taken.when.earliest
    on = f" on {moment:%Y-%m-%d}" if moment else ""
    return f'joins {found.name if found else group} by workflow "{taken.workflow.display_name}"{on}'
