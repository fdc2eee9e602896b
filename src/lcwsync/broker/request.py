"""What is read before a workflow is started for named people: the workflow, the people, and the line above them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import quote

from lcwsync.broker.decision import Request
from lcwsync.broker.reporting_line import read_line
from lcwsync.config.load import Resolved
from lcwsync.model.conditions import OnDemandOnly, RuleScope, TriggerAndScope
from lcwsync.model.rule import RuleSyntaxError, attributes_used, evaluate, parse
from lcwsync.model.state import Existing
from lcwsync.model.workflow import LiveWorkflow, Workflow
from lcwsync.preview.facts import read_checks
from lcwsync.preview.people import IDENTITY_PROPERTIES, MANAGER_PROPERTIES, Manager, Person, manager, person
from lcwsync.preview.recipients import expected_pass, groups_given, tap_task
from lcwsync.preview.timing import Timing, When
from lcwsync.tenant.http.failure import FailureKind, GraphFailure
from lcwsync.tenant.names import resolve
from lcwsync.tenant.port import Tenant
from lcwsync.values.errors import UsageError

Json = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Chosen:
    """A workflow of the tenant and the people it is to run for."""

    live: LiveWorkflow
    people: tuple[Person, ...]


def choose(name: str, users: tuple[str, ...], tenant: Tenant) -> Chosen:
    """The workflow of that name and the users by UPN or id. Raises UsageError for what does not exist."""
    live = _workflow(name, tenant)
    found = {user: _user(user, IDENTITY_PROPERTIES, tenant) for user in users}
    missing = [user for user, answer in found.items() if answer is None]
    if missing:
        raise UsageError(f"nobody in the directory is called {missing[0]}", hint="give the user principal name")
    return Chosen(live, tuple(person(answer) for answer in found.values() if answer is not None))


def prepare(resolved: Resolved, tenant: Tenant, *, workflow: str, user: str, requester: str) -> Request:
    """Everything the broker's decision rests on. Raises UsageError for a workflow or user that does not exist."""
    live = _workflow(workflow, tenant)
    rule = _rule(live.workflow)
    wanted = (*IDENTITY_PROPERTIES, *(attribute.partition("/")[0] for attribute in _attributes(rule)))
    answer = _user(user, wanted, tenant)
    if answer is None:
        raise UsageError(f"nobody in the directory is called {user}", hint="give the user principal name")
    subject = person(answer)
    asking = _user(requester, MANAGER_PROPERTIES, tenant)
    task = tap_task(live.workflow)
    now = tenant.now()
    return Request(
        requester=_as_manager(asking),
        person=subject,
        line=read_line(subject.id, tenant),
        desired=_desired(resolved, live, tenant),
        live=live,
        in_scope=_in_scope(live.workflow, rule, answer),
        expected=None
        if task is None
        else expected_pass(
            task,
            tenant.tap_policy(),
            subject,
            When(timing=Timing.DUE, moment=now, earliest=now, latest=now),
            read_checks([subject], tenant).checks[subject.id],
            joining=groups_given(live.workflow),
        ),
    )


def _workflow(name: str, tenant: Tenant) -> LiveWorkflow:
    found = tenant.workflows_named(name)
    if len(found) != 1:
        many = "more than one workflow is" if found else "no workflow of the tenant is"
        raise UsageError(f'{many} called "{name}"', hint="`lcwsync plan` lists what git and the tenant have")
    return found[0]


def _desired(resolved: Resolved, live: LiveWorkflow, tenant: Tenant) -> Workflow | None:
    wanted = live.workflow.display_name.casefold()
    chosen = tuple(w for w in resolved.desired.workflows if w.display_name.casefold() == wanted)
    if not chosen:
        return None
    alone = replace(resolved.desired, workflows=chosen, tap_policy=None, settings=None, guardrails=None)
    extensions = tenant.extensions() if resolved.desired.extensions else ()
    resolution = resolve(alone, tenant, Existing(workflows=(live,), extensions=extensions), resolved.places)
    return resolution.desired.workflows[0]


def _user(name: str, properties: tuple[str, ...], tenant: Tenant) -> Json | None:
    select = ",".join(dict.fromkeys(properties))
    try:
        answer = tenant.read_json(f"/users/{quote(name)}", query={"$select": select})
    except GraphFailure as failure:
        if failure.kind is FailureKind.NOT_FOUND:
            return None
        raise
    return answer if isinstance(answer, Mapping) else None


def _as_manager(answer: Json | None) -> Manager | None:
    return None if answer is None else manager(answer)


def _rule(workflow: Workflow) -> str | None:
    match workflow.conditions:
        case TriggerAndScope(scope=RuleScope(rule=rule)):
            return rule
        case _:
            return None


def _attributes(rule: str | None) -> frozenset[str]:
    try:
        return attributes_used(parse(rule)) if rule is not None else frozenset()
    except RuleSyntaxError:
        return frozenset()


def _in_scope(workflow: Workflow, rule: str | None, user: Json) -> bool | None:
    if isinstance(workflow.conditions, OnDemandOnly):
        return True
    if rule is None:
        return None
    try:
        return evaluate(parse(rule), user)
    except RuleSyntaxError:
        return None
