"""What must be read about each person so that a run can be judged: nothing that no task asks about.

https://learn.microsoft.com/entra/id-governance/lifecycle-workflow-tasks
"""

from collections.abc import Iterator, Mapping

from lcwsync.model.catalogue import by_id
from lcwsync.model.mails import MANAGER, recipient
from lcwsync.model.tap_policy import GroupTarget, TapPolicy
from lcwsync.model.task_effects import ON_ACCOUNTS
from lcwsync.model.task_facts import PersonFact
from lcwsync.model.workflow import Task, Workflow

_BY_TASK: Mapping[str, tuple[PersonFact, ...]] = {
    "generateTapAndEmailManager": (
        PersonFact.MANAGER,
        PersonFact.METHODS,
        PersonFact.SIGN_INS,
        PersonFact.ROLES,
    ),
    **dict.fromkeys(ON_ACCOUNTS, (PersonFact.ROLES,)),
    "transferAgentSponsorships": (PersonFact.MANAGER,),
    "assignLicenses": (PersonFact.LICENCES,),
}
"""What the rule of a task in `run` looks at, by the task's key; tasks that are not here look at nothing of the kind."""

_RECIPIENTS = {MANAGER: PersonFact.MANAGER, "Sponsors": PersonFact.SPONSORS}


def needs(workflow: Workflow, policy: TapPolicy | None) -> frozenset[PersonFact]:
    """The facts about a person on which the enabled tasks depend. `policy` None: it could not be read."""
    enabled = (task for task in workflow.tasks or () if task.is_enabled is not False)
    return frozenset(fact for task in enabled for fact in _of(task, policy))


def _of(task: Task, policy: TapPolicy | None) -> Iterator[PersonFact]:
    definition = by_id(task.definition_id)
    if definition is None:
        return
    yield from _BY_TASK.get(definition.key, ())
    if definition.key == "generateTapAndEmailManager" and _names_groups(policy):
        yield PersonFact.GROUPS
    to = recipient(task) if definition.mails else None
    if isinstance(to, str) and to in _RECIPIENTS:
        yield _RECIPIENTS[to]


def _names_groups(policy: TapPolicy | None) -> bool:
    if policy is None or policy.include_targets is None or policy.exclude_targets is None:
        return True
    return any(isinstance(target, GroupTarget) for target in (*policy.include_targets, *policy.exclude_targets))
