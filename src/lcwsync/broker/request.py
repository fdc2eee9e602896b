"""The reads before a workflow is started for named people: the workflow, the people, and the line above them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

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
from lcwsync.planning.protected import not_for_these
from lcwsync.planning.reviewed import reviewed
from lcwsync.tenant.facts import OF_A_PASS, FactReader
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
            raise UsageError(f"the directory has no user {user}", hint="pass the user principal name")
    return Start(live, tuple(person for person in people.values() if person is not None))


def read_start_again(start: Start, tenant: Tenant) -> Start:
    """The same workflow and people, by id, right before the start. Raises Refused when one of them has changed."""
    for person in start.people:
        if tenant.people.person(person.id) is None:
            raise Refused("a person no longer exists; nothing was started", hint="run the command again")
    return Start(_same_workflow(start.live, tenant), start.people)


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
    """The facts for a decision: the one place where names are looked up.

    `starts_of` tells how many starts a requester, by id, was given in the last 24 hours; it is asked where git limits
    them. Raises UsageError for a workflow or user that does not exist.
    """
    live = named_workflow(workflow, tenant)
    person, asking = tenant.people.person(user), tenant.people.account(requester)
    facts = None
    if person is not None:
        ids = _Ids(live, person.id, asking.id if asking else None)
        facts = _facts(resolved, tenant, ids, replaces=replaces, starts_of=starts_of)
    if facts is None:
        raise UsageError(f"the directory has no user {user}", hint="pass the user principal name")
    return facts


def read_request_again(
    first: PassRequest, resolved: Resolved, tenant: Tenant, *, starts_of: Callable[[str], int]
) -> PassRequest:
    """The facts of the same request, read by id right before the start. No name is looked up.

    Raises Refused when the workflow has changed since `first`, or the workflow or the person no longer exists.
    """
    ids = _Ids(first.live, first.person.id, first.requester.id if first.requester else None)
    facts = _facts(resolved, tenant, ids, replaces=first.replaces, starts_of=starts_of)
    if facts is None:
        raise Refused("the person no longer exists; nothing was started", hint="make the request again")
    # Nothing is read after it: what starts is what was judged.
    return replace(facts, live=_same_workflow(first.live, tenant))


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


class _Ids(NamedTuple):
    """Whom and what a request is about; the requester None when the directory has no such user."""

    live: LiveWorkflow
    person: str
    requester: str | None


def _facts(
    resolved: Resolved, tenant: Tenant, ids: _Ids, *, replaces: bool, starts_of: Callable[[str], int]
) -> PassRequest | None:
    """The facts about a request; None when the person does not exist.

    What takes many reads comes first; the people and the line above them come last.
    """
    live = ids.live
    guardrails = resolved.desired.guardrails
    rules = guardrails.requests if guardrails else RequestRules()
    rights = read_rights(tenant, every_role=True)
    now = tenant.now()
    runs = _runs_today(ids.person, tenant, now) if rules.per_person_per_day is not None else 0
    starts = starts_of(ids.requester) if ids.requester and rules.per_requester_per_day is not None else 0
    desired = reviewed(resolved, live, tenant)
    protected = not_for_these(resolved, live.workflow, [ids.person], tenant)
    facts = read_task_facts([live.workflow], tenant.tap_policy(), tenant)
    domains = tenant.people.verified_domains()
    rule = rule_of(live.workflow.conditions)
    attributes = attributes_named([rule])
    found = tenant.people.person_with(ids.person, attributes)
    if found is None:
        return None
    person, values = found
    about = FactReader(tenant).read_wanted({person.id: OF_A_PASS})[person.id]
    earlier = tenant.people.earlier_pass(person.id)
    asking = tenant.people.account(ids.requester) if ids.requester else None
    line = tenant.people.line(person.id)
    own = privileges(rights, person.id, about.groups)
    when = When(timing=Timing.DUE, moment=now, earliest=now, latest=now)
    return PassRequest(
        rules=rules,
        privileges=own.held,
        unread_rights=(*(refused.what for refused in rights.refused), *own.unknown),
        verified_domains=domains,
        earlier=_unused(earlier, now),
        replaces=replaces,
        runs_for_person=runs,
        starts_by_requester=starts,
        protected=protected,
        requester=asking,
        person=person,
        line=line,
        desired=desired,
        live=live,
        in_scope=None if tenant.people.hides(attributes) else _in_scope(live.workflow, rule, values),
        expected=None if tap_task(live.workflow) is None else foresee(live.workflow, person, about, facts, when).tap,
    )


def _unused(earlier: EarlierPass | None, now: datetime) -> EarlierPass | None:
    """A pass whose end is past is over, whatever the service tells about it."""
    return None if earlier is not None and earlier.end is not None and earlier.end <= now else earlier


def _runs_today(person_id: str, tenant: Tenant, now: datetime) -> int:
    creating = (live.id for live in tenant.workflows() if has_pass_task(live.workflow))
    return tenant.runs.count_since(creating, person_id, now - timedelta(hours=24))


def _in_scope(workflow: Workflow, rule: str | None, attributes: Json) -> bool | None:
    if isinstance(workflow.conditions, OnDemandOnly):
        return True
    if rule is None:
        return None
    try:
        return evaluate(parse(rule), attributes)
    except RuleSyntaxError:
        return None
