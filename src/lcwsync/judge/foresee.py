"""What a reader is told about one person: the run task by task, and the pass it makes."""

from collections.abc import Iterable

from lcwsync.judge import pass_task
from lcwsync.judge.earlier import TakenUp, joins_before
from lcwsync.judge.outcome import TaskForecast
from lcwsync.judge.passes import Pass
from lcwsync.judge.run import steps
from lcwsync.judge.timing import When
from lcwsync.model.catalogue import creates_pass
from lcwsync.model.person import PassFacts, Person
from lcwsync.model.task_facts import AccountFacts, RunFacts, TenantFacts
from lcwsync.model.workflow import Workflow
from lcwsync.values.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """A run for one person. `tap` is None when no enabled task creates a pass."""

    tasks: tuple[TaskForecast, ...]
    tap: Pass | None


def foresee(
    workflow: Workflow,
    person: Person,
    about: PassFacts,
    tenant: TenantFacts,
    when: When,
    *,
    beside: Iterable[TakenUp] = (),
) -> Foreseen:
    """The run of a workflow for a person whom it takes up at `when`. `beside` are the other workflows that take the
    person up: what they add the person to before counts."""
    account = AccountFacts(
        mail=person.mail,
        usage_location=person.usage_location,
        is_synchronised=person.is_synchronised,
        in_role_group=tenant.in_role_group(person.id, about.groups),
        licences=person.licences,
        sponsors_with_mail=about.sponsors_with_mail,
    )
    facts = RunFacts(person=person, account=account, about_pass=about, tenant=tenant)
    found = tuple(steps(workflow, facts, when, joins_before(beside, facts, when)))
    run = tuple(forecast for forecast, _ in found)
    making = next((each for each in found if creates_pass(each[0].task.definition_id)), None)
    return Foreseen(tasks=run, tap=pass_task.in_run(making[0], run, making[1]) if making else None)
