"""The reads before a workflow is started for named people: the workflow, the people, and the line above them."""

from collections.abc import Callable
from datetime import datetime, timedelta

from lcwsync.audit.holders import read_rights
from lcwsync.audit.privileged import privileges
from lcwsync.broker.decision import PassRequest
from lcwsync.config.load import Resolved
from lcwsync.judge.foresee import foresee
from lcwsync.judge.passes import tap_task
from lcwsync.judge.timing import Timing, When
from lcwsync.model.conditions import OnDemandOnly
from lcwsync.model.guardrails import RequestRules
from lcwsync.model.passes import EarlierPass, has_pass_task
from lcwsync.model.person import Person
from lcwsync.model.rule import RuleSyntaxError, attributes_named, evaluate, parse
from lcwsync.model.triggers import rule_of
from lcwsync.model.workflow import LiveWorkflow, Workflow
from lcwsync.plan.fingerprint import fingerprint
from lcwsync.planning.named import named_workflow
from lcwsync.planning.reviewed import reviewed
from lcwsync.tenant.facts import FactReader
from lcwsync.tenant.port import Tenant
from lcwsync.tenant.task_facts import read_task_facts
from lcwsync.values.errors import Refused, UsageError
from lcwsync.values.json import Json
from lcwsync.values.records import dataclass


@dataclass(frozen=True, slots=True)
class Start:
    """A workflow of the tenant and the people it is to run for."""

    live: LiveWorkflow
    people: tuple[Person, ...]


def read_start(name: str, users: tuple[str, ...], tenant: Tenant) -> Start:
    """The workflow of that name and the users by UPN or id. Raises UsageError for what does not exist."""
    live = named_workflow(name, tenant)
    people = {user: tenant.people.person(user) for user in users}
    for user, person in people.items():
        if person is None:
            raise UsageError(f"the directory has no user {user}", hint="give the user principal name")
    return Start(live, tuple(person for person in people.values() if person is not None))


def read_start_again(start: Start, tenant: Tenant) -> Start:
    """The same workflow and people, by id, right before the start. Raises Refused when one of them has changed."""
    live = _same_workflow(start.live, tenant)
    for person in start.people:
        if tenant.people.person(person.id) is None:
            raise Refused("a person no longer exists; nothing was started", hint="run the command again")
    return Start(live, start.people)


def read_request(
    resolved: Resolved,
    tenant: Tenant,
    *,
    workflow: str,
    user: str,
    requester: str,
    replaces: bool,
    starts_of: Callable[[str], int],
) -> PassRequest:
    """The facts for a decision. Raises UsageError for a workflow or user that does not exist.

    `starts_of` tells how many starts a requester, by id, was given in the last 24 hours; it is asked where git limits
    them.
    """
    facts = _facts(
        resolved,
        tenant,
        named_workflow(workflow, tenant),
        user=user,
        requester=requester,
        replaces=replaces,
        starts_of=starts_of,
    )
    if facts is None:
        raise UsageError(f"the directory has no user {user}", hint="give the user principal name")
    return facts


def read_request_again(
    first: PassRequest, resolved: Resolved, tenant: Tenant, *, starts_of: Callable[[str], int]
) -> PassRequest:
    """The facts of the same request, read by id right before the start. No name is looked up.

    Raises Refused when the workflow has changed since `first`, or the workflow or the person no longer exists.
    """
    requester = first.requester.id if first.requester else ""
    facts = _facts(
        resolved,
        tenant,
        _same_workflow(first.live, tenant),
        user=first.person.id,
        requester=requester,
        replaces=first.replaces,
        starts_of=starts_of,
    )
    if facts is None:
        raise Refused("the person no longer exists; nothing was started", hint="make the request again")
    return facts


def _same_workflow(judged: LiveWorkflow, tenant: Tenant) -> LiveWorkflow:
    now = tenant.workflow(judged.id)
    if now is None:
        raise Refused("the workflow no longer exists; nothing was started", hint="run the command again")
    if now.version != judged.version or fingerprint(now) != fingerprint(judged):
        raise Refused(
            "the workflow was changed after it was checked; nothing was started",
            hint="run the command again: the new version is checked then",
        )
    return now


def _facts(
    resolved: Resolved,
    tenant: Tenant,
    live: LiveWorkflow,
    *,
    user: str,
    requester: str,
    replaces: bool,
    starts_of: Callable[[str], int],
) -> PassRequest | None:
    """The facts about a request; None when the user does not exist."""
    rule = rule_of(live.workflow.conditions)
    found = tenant.people.person_with(user, attributes_named([rule]))
    if found is None:
        return None
    person, attributes = found
    account = tenant.people.account(requester) if requester else None
    task = tap_task(live.workflow)
    now = tenant.now()
    guardrails = resolved.desired.guardrails
    rules = guardrails.requests if guardrails else RequestRules()
    rights = read_rights(tenant, every_role=True)
    about = FactReader(tenant).read([person])[person.id]
    own = privileges(rights, person.id, about.groups)
    return PassRequest(
        rules=rules,
        privileges=own.held,
        unread_rights=(*(refused.what for refused in rights.refused), *own.unknown),
        verified_domains=tenant.people.verified_domains(),
        earlier=_unused(tenant.people.earlier_pass(person.id), now),
        replaces=replaces,
        runs_for_person=_runs_today(person, tenant, now) if rules.per_person_per_day is not None else 0,
        starts_by_requester=starts_of(account.id) if account and rules.per_requester_per_day is not None else 0,
        requester=account,
        person=person,
        line=tenant.people.line(person.id),
        desired=reviewed(resolved, live, tenant),
        live=live,
        in_scope=None if tenant.people.hides(attributes_named([rule])) else _in_scope(live.workflow, rule, attributes),
        expected=None
        if task is None
        else foresee(
            live.workflow,
            person,
            about,
            read_task_facts([live.workflow], tenant.tap_policy(), tenant),
            When(timing=Timing.DUE, moment=now, earliest=now, latest=now),
        ).tap,
    )


def _unused(earlier: EarlierPass | None, now: datetime) -> EarlierPass | None:
    """A pass whose end is past is over, whatever the service tells about it."""
    return None if earlier is not None and earlier.end is not None and earlier.end <= now else earlier


def _runs_today(person: Person, tenant: Tenant, now: datetime) -> int:
    creating = (live.id for live in tenant.workflows() if has_pass_task(live.workflow))
    return tenant.runs.count_since(creating, person.id, now - timedelta(hours=24))


def _in_scope(workflow: Workflow, rule: str | None, attributes: Json) -> bool | None:
    if isinstance(workflow.conditions, OnDemandOnly):
        return True
    if rule is None:
        return None
    try:
        return evaluate(parse(rule), attributes)
    except RuleSyntaxError:
        return None
