"""What every workflow makes of one person, from the configuration and the tenant."""

from collections.abc import Sequence
from dataclasses import replace

from lcwsync.config.load import Resolved
from lcwsync.judge.earlier import prepares_passes
from lcwsync.judge.needs import needs
from lcwsync.judge.passes import tap_task
from lcwsync.model.conditions import TimeAttribute
from lcwsync.model.person import NotRead, PassFacts
from lcwsync.model.rule import attributes_named
from lcwsync.model.run import PersonResult
from lcwsync.model.settings import DEFAULT_SCHEDULE_INTERVAL_HOURS
from lcwsync.model.state import Desired
from lcwsync.model.task_facts import PersonFact
from lcwsync.model.triggers import moment_of, rule_of, trigger_of
from lcwsync.model.workflow import LiveWorkflow, Workflow
from lcwsync.planning.whole_workflows import whole_workflows
from lcwsync.preview.environment import existing_for_preview
from lcwsync.preview.why import PersonFacts, Why, WorkflowAnswer, answer, in_order, taken_up
from lcwsync.tenant.facts import FactReader
from lcwsync.tenant.names import resolve, with_names
from lcwsync.tenant.port import Tenant
from lcwsync.tenant.scope import LICENCES
from lcwsync.tenant.task_facts import read_task_facts
from lcwsync.values.errors import UsageError
from lcwsync.values.findings import has_errors
from lcwsync.values.json import moment_of as moment_of_text


def why(resolved: Resolved, tenant: Tenant, user: str, *, name: str | None = None) -> Why:
    """The answers of every workflow of git and of the tenant about a user, or of the one workflow `name`.

    Git's values count, completed from the tenant, so that a change that is not applied yet is judged, too. Files with
    errors are left aside: the tenant's workflows then count. Raises UsageError for a user or a workflow that does not
    exist, TenantError.
    """
    desired = Desired() if has_errors(resolved.findings) else resolved.desired
    existing = with_names(existing_for_preview(desired, tenant), tenant)
    notes: list[str] = []
    resolution = resolve(desired, tenant, existing, resolved.places)
    if has_errors(resolution.findings):
        notes.append("names in the files do not fit the tenant: the tenant's own workflows are judged")
        desired = Desired()
    else:
        desired = resolution.desired
    in_git = list(whole_workflows(desired, existing, None))
    managed = {live.id for _, live in in_git if live}
    judged: list[tuple[Workflow, LiveWorkflow | None, bool]] = [(workflow, live, True) for workflow, live in in_git]
    judged += [(live.workflow, live, False) for live in existing.workflows if live.id not in managed]
    chosen = [one for one in judged if name is None or one[0].display_name.casefold() == name.casefold()]
    if name is not None and not chosen:
        raise UsageError(f'no workflow of git or the tenant is called "{name}"', hint="`lcwsync status` lists them")
    preparing = [one for one in judged if prepares_passes(one[0], existing.tap_policy)]
    if not any(tap_task(workflow) for workflow, _, _ in chosen):
        preparing = []
    judged = [*chosen, *(one for one in preparing if one not in chosen)]
    workflows = [workflow for workflow, _, _ in judged]
    wanted = frozenset({PersonFact.GROUPS}).union(*(needs(workflow, existing.tap_policy) for workflow in workflows))
    found = tenant.people.one(
        user,
        attributes_named(rule_of(workflow.conditions) for workflow in workflows)
        | ({LICENCES} if PersonFact.LICENCES in wanted else set()),
        leave_date=any(_counts_from(workflow, TimeAttribute.LEAVE_DATE.value) for workflow in workflows),
        sign_ins=any(_counts_from(workflow, "signInActivity") for workflow in workflows),
    )
    if found is None:
        raise UsageError(f"the directory has no user {user}", hint="pass the user principal name")
    reader = FactReader(tenant)
    about = reader.read_wanted({found.person.id: wanted}).get(found.person.id, PassFacts())
    settings = existing.settings.workflow_schedule_interval_in_hours if existing.settings else None
    facts = PersonFacts(
        person=found.person,
        values=found.values,
        unread=found.unread,
        about_pass=about,
        tenant=read_task_facts(workflows, existing.tap_policy, tenant),
        now=tenant.now(),
        interval_hours=settings or DEFAULT_SCHEDULE_INTERVAL_HOURS,
    )
    results = {
        at: _results(live.id, found.person.id, reader, tenant) if live and live.deleted is None else ()
        for at, (_, live, _) in enumerate(judged)
    }

    def answer_of(at: int) -> WorkflowAnswer:
        workflow, live, of_git = judged[at]
        return answer(
            workflow,
            facts,
            results[at],
            in_git=of_git,
            in_tenant=live is not None and live.deleted is None,
            created=moment_of_text(live.created) if live else facts.now,
        )

    taken = [taken_up(answer_of(at), facts) for at, one in enumerate(judged) if one in preparing]
    facts = replace(facts, beside=tuple(one for one in taken if one))
    answers = [answer_of(at) for at in range(len(chosen))]
    return Why(
        environment=resolved.environment.name,
        tenant=tenant.identity(),
        person=found.person,
        now=facts.now,
        workflows=in_order(answers),
        notes=(*notes, *found.notes, *dict.fromkeys(reader.notes)),
    )


def _results(workflow_id: str, person_id: str, reader: FactReader, tenant: Tenant) -> Sequence[PersonResult] | NotRead:
    """The person's results, the newest one with its tasks."""

    def read() -> Sequence[PersonResult]:
        own = [one for one in tenant.runs.results(workflow_id) if one.person_id == person_id]
        own.sort(key=lambda one: one.started or "", reverse=True)
        return [tenant.runs.with_tasks(workflow_id, one) if at == 0 else one for at, one in enumerate(own)]

    return reader.tried("earlier runs", read)


def _counts_from(workflow: Workflow, property_: str) -> bool:
    due = moment_of(trigger_of(workflow.conditions))
    return due is not None and property_ in due.properties
