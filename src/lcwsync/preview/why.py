"""What each workflow makes of one person: every condition with what was read, when it runs, and what it does. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from datetime import datetime
from enum import StrEnum
from functools import partial
from typing import assert_never

from lcwsync.judge.earlier import TakenUp
from lcwsync.judge.foresee import foresee
from lcwsync.judge.outcome import TaskForecast
from lcwsync.judge.passes import Verdict
from lcwsync.judge.timing import Timing, When, when
from lcwsync.model.conditions import (
    GroupScope,
    MembershipChangeTrigger,
    OnDemandOnly,
    RuleScope,
    Scope,
    Trigger,
    TriggerAndScope,
    UnknownConditions,
    UnknownScope,
)
from lcwsync.model.person import UNREAD, NotRead, PassFacts, Person
from lcwsync.model.rule import RuleSyntaxError, parse
from lcwsync.model.rule.evaluate import value_of
from lcwsync.model.rule.explain import Explained, explain
from lcwsync.model.run import PersonResult
from lcwsync.model.state import TenantIdentity
from lcwsync.model.task_facts import TenantFacts
from lcwsync.model.triggers import kind_of, moment_of, trigger_words
from lcwsync.model.workflow import Workflow
from lcwsync.values.json import moment_of as read_moment
from lcwsync.values.records import dataclass

DAYS = 366
"""How far a moment is looked ahead for: one person's dates are few."""


class Answer(StrEnum):
    """What becomes of the person in a workflow; the values are stable and appear in JSON."""

    RUNS = "runs"
    """It takes the person up at a time that is known."""
    ON_EVENT = "onEvent"
    """It takes the person up when something changes."""
    CANNOT_TELL = "cannotTell"
    DONE = "done"
    SKIPPED = "skipped"
    """The moment passed too long ago."""
    ON_DEMAND = "onDemand"
    NOT = "not"
    """A condition does not hold."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition: what is wanted and what was read. `holds` None: it cannot be told. `depth` indents its parts."""

    wanted: str
    read: str
    holds: bool | None
    depth: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkflowAnswer:
    """One workflow and the person."""

    workflow: Workflow
    answer: Answer
    because: str
    """What decides, in words; empty when every condition holds."""
    conditions: tuple[Condition, ...]
    when: When | None = None
    tasks: tuple[TaskForecast, ...] = ()
    """What each task would do."""
    results: tuple[PersonResult, ...] = ()
    """Earlier runs for the person, the newest first; the newest one with its tasks."""
    in_git: bool = True
    in_tenant: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """The answers about one person, those that happen first."""

    environment: str
    tenant: TenantIdentity
    person: Person
    now: datetime
    workflows: tuple[WorkflowAnswer, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonFacts:
    """Everything that was read about the person and the tenant."""

    person: Person
    values: Mapping[str, object]
    unread: frozenset[str] = frozenset()
    about_pass: PassFacts = field(default_factory=PassFacts)
    tenant: TenantFacts = field(default_factory=TenantFacts)
    now: datetime
    interval_hours: int
    beside: tuple[TakenUp, ...] = ()
    """Other workflows that add the person to groups of the TAP policy, or may."""


def answer(
    workflow: Workflow,
    facts: PersonFacts,
    results: Sequence[PersonResult] | NotRead,
    *,
    in_git: bool,
    in_tenant: bool,
    created: datetime | None,
) -> WorkflowAnswer:
    """The answer of one workflow. `results` are the person's in this workflow, UNREAD when that was refused;
    `created` is when the workflow was created, now for one that is not applied yet, None when that is not known."""
    known = () if results is UNREAD else tuple(sorted(results, key=lambda one: one.started or "", reverse=True))
    enabled = workflow.is_enabled is not False
    conditions = [Condition("enabled", "enabled" if enabled else "disabled", enabled)]
    base = WorkflowAnswer(
        workflow=workflow,
        answer=Answer.CANNOT_TELL,
        because="the service does not show when and for whom it runs",
        conditions=tuple(conditions),
        results=known,
        in_git=in_git,
        in_tenant=in_tenant,
    )
    match workflow.conditions:
        case OnDemandOnly():
            return replace(base, answer=Answer.ON_DEMAND, because="it runs when somebody starts it")
        case None | UnknownConditions():
            return base
        case TriggerAndScope(trigger=trigger, scope=scope):
            return _by_schedule(base, trigger, scope, facts, results, created=created)
        case _:
            assert_never(workflow.conditions)


def _by_schedule(
    base: WorkflowAnswer,
    trigger: Trigger | None,
    scope: Scope | None,
    facts: PersonFacts,
    results: Sequence[PersonResult] | NotRead,
    *,
    created: datetime | None,
) -> WorkflowAnswer:
    scheduled = base.workflow.is_scheduling_enabled is True
    conditions = [
        *base.conditions,
        Condition("runs by schedule", "yes" if scheduled else "the schedule is disabled", scheduled),
        *_scope(scope, facts, joins=isinstance(trigger, MembershipChangeTrigger)),
    ]
    runs = [read_moment(one.started) for one in base.results if one.execution == "scheduled"]
    last = max((moment for moment in runs if moment), default=None)
    at = when(
        trigger,
        facts.person,
        interval_hours=facts.interval_hours,
        now=facts.now,
        days=DAYS,
        processed=last,
        created=created,
    )
    if trigger is None:
        conditions.append(Condition("its trigger", "the service does not show it", None))
    elif moment_of(trigger) is not None:
        conditions.append(_date(trigger_words(trigger), at))
    else:
        kind = kind_of(trigger)
        holds = None if kind is None else True
        conditions.append(Condition(trigger_words(trigger), (kind and kind.unread) or "not foreseeable", holds))
    decided, because = _decided(conditions, at, results)
    tasks: tuple[TaskForecast, ...] = ()
    if decided in (Answer.RUNS, Answer.ON_EVENT):
        others = [taken for taken in facts.beside if taken.workflow != base.workflow]
        run = foresee(base.workflow, facts.person, facts.about_pass, facts.tenant, at, beside=others)
        tasks = run.tasks
        if run.tap and Verdict.JOINS_EARLIER in run.tap.verdicts:
            conditions.append(Condition("in a group of the TAP policy by then", run.tap.joins, holds=True))
    return replace(base, answer=decided, because=because, conditions=tuple(conditions), when=at, tasks=tasks)


def taken_up(found: WorkflowAnswer, facts: PersonFacts) -> TakenUp | None:
    """The workflow as one that takes the person up, or may; None when it does not, or at a time of no schedule."""
    if found.answer is Answer.RUNS and found.when:
        return TakenUp(workflow=found.workflow, tenant=facts.tenant, when=found.when)
    if found.answer is Answer.CANNOT_TELL:
        at = found.when or When(timing=Timing.UNKNOWN)
        return TakenUp(
            workflow=found.workflow, tenant=facts.tenant, when=at, doubt=f"which cannot be told: {found.because}"
        )
    return None


def in_order(answers: Sequence[WorkflowAnswer]) -> tuple[WorkflowAnswer, ...]:
    """What happens first comes first, what does not apply last."""
    order = tuple(Answer)

    def key(one: WorkflowAnswer) -> tuple[int, float, str]:
        moment = one.when.earliest if one.when and one.when.earliest else None
        return order.index(one.answer), moment.timestamp() if moment else 0.0, one.workflow.display_name.casefold()

    return tuple(sorted(answers, key=key))


BY_TIMING: Mapping[Timing, tuple[Answer, str]] = {
    Timing.DUE: (Answer.RUNS, ""),
    Timing.CLOSING: (Answer.RUNS, "the next run may come too late: the service waits three days"),
    Timing.UPCOMING: (Answer.RUNS, ""),
    Timing.LATER: (Answer.RUNS, ""),
    Timing.ON_EVENT: (Answer.ON_EVENT, ""),
    Timing.SKIPPED: (Answer.SKIPPED, "its moment passed more than three days ago; `lcwsync run` starts it"),
    Timing.BEFORE_CREATION: (
        Answer.SKIPPED,
        "its moment passed before the workflow was created; `lcwsync run` starts it",
    ),
    Timing.CREATION_DAY: (
        Answer.CANNOT_TELL,
        "its moment passed on the day the workflow was created, and whether that counts is not documented",
    ),
    Timing.PAST: (Answer.SKIPPED, "its moment is long past"),
    Timing.NO_DATE: (Answer.NOT, "the date is not set"),
    Timing.UNKNOWN: (Answer.CANNOT_TELL, "the date could not be read"),
    Timing.DONE: (Answer.DONE, "it ran for the person"),
}


def _decided(
    conditions: Sequence[Condition], at: When, results: Sequence[PersonResult] | NotRead
) -> tuple[Answer, str]:
    own = [condition for condition in conditions if condition.depth == 0]
    if failing := [condition for condition in own if condition.holds is False]:
        return Answer.NOT, "; ".join(f"{_named(one)}" for one in failing)
    if missing := [condition for condition in own if condition.holds is None]:
        return Answer.CANNOT_TELL, "; ".join(f"{one.wanted}: {one.read}" for one in missing)
    decided, because = BY_TIMING[at.timing]
    passed = at.moment is not None and at.timing in (Timing.DUE, Timing.CLOSING, Timing.SKIPPED, Timing.PAST)
    if results is UNREAD and passed:
        return Answer.CANNOT_TELL, "its moment has passed, and earlier runs could not be read"
    return decided, because


def _named(condition: Condition) -> str:
    return f"{condition.wanted}: {condition.read}" if condition.read else condition.wanted


def _scope(scope: Scope | None, facts: PersonFacts, *, joins: bool) -> list[Condition]:
    """The conditions of a scope. With `joins` membership is what changes, and so no condition of today."""
    match scope:
        case RuleScope(rule=text):
            try:
                rule = parse(text)
            except RuleSyntaxError as error:
                return [Condition(f"in scope: {text}", f"the rule cannot be read: {error.message}", None)]
            return _parts(explain(rule, partial(value_of, facts.values), facts.unread), 0)
        case GroupScope(groups=None):
            return [Condition("member of a group of the scope", "the service does not show the groups", None)]
        case GroupScope(groups=groups):
            names = " or ".join(group.name or group.id or "?" for group in groups or ())
            held = facts.about_pass.groups
            if held is UNREAD:
                return [Condition(f"member of {names}", "memberships could not be read", None)]
            member = any(group.id in held for group in groups or ())
            return [Condition(f"member of {names}", "a member" if member else "not a member", member or joins)]
        case UnknownScope(type_name=name):
            return [Condition("in scope", f"a scope of an unknown kind ({name})", None)]
        case None:
            return [Condition("in scope", "the service does not show the scope", None)]
        case _:
            assert_never(scope)


def _parts(part: Explained, depth: int) -> list[Condition]:
    if part.attribute is None and part.text == "all of" and depth == 0:
        return [row for inner in part.parts for row in _parts(inner, 0)]
    read = "" if part.attribute is None else _value(part)
    return [
        Condition(part.text, read, part.holds, depth),
        *(row for inner in part.parts for row in _parts(inner, depth + 1)),
    ]


def _value(part: Explained) -> str:
    if part.holds is None:
        return f"{part.attribute} could not be read"
    if part.value is None or part.value == []:
        return f"{part.attribute} is not set"
    shown = "true" if part.value is True else "false" if part.value is False else repr(part.value)
    return f"{part.attribute} is {shown}"


def _date(words: str, at: When) -> Condition:
    match at.timing:
        case Timing.UNKNOWN:
            return Condition(words, "the date could not be read", None)
        case Timing.NO_DATE:
            return Condition(words, "the date is not set", holds=False)
        case Timing.ON_EVENT:
            return Condition(words, "the last sign-in could not be read", None)
        case _:
            moment = f"{at.moment:%Y-%m-%d %H:%M} UTC" if at.moment else ""
            return Condition(words, moment, holds=True)
