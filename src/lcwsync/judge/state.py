"""The person as the tasks before have left them."""

from collections.abc import Mapping
from dataclasses import field, replace

from lcwsync.judge.outcome import Outcome
from lcwsync.judge.timing import When
from lcwsync.model.person import Manager, NotRead, PassFacts, Person
from lcwsync.model.task_facts import AccountFacts, RunFacts, TenantFacts
from lcwsync.model.workflow import Task
from lcwsync.values.records import dataclass


@dataclass(frozen=True, slots=True)
class Joins:
    """Groups that other workflows put the person into before the run: by id, how that comes about in words."""

    certain: Mapping[str, str] = field(default_factory=dict)
    uncertain: Mapping[str, str] = field(default_factory=dict)
    """Whether the person is in these by then cannot be told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """One person in a run. `joined` and `left` are groups that earlier tasks put them into and took them out of,
    `earlier` those that earlier workflows will have put them into. The groups that were read stay as they are: whether
    the TAP policy sees a change of moments ago is not sure."""

    person: Person
    account: AccountFacts
    about_pass: PassFacts
    tenant: TenantFacts
    when: When
    joined: frozenset[str] = frozenset()
    left: frozenset[str] = frozenset()
    earlier: Joins = field(default_factory=Joins)
    deleted: bool = False

    @staticmethod
    def at_start(facts: RunFacts, when: When, earlier: Joins | None = None) -> "State":
        """The person before the first task."""
        return State(
            person=facts.person,
            account=facts.account,
            about_pass=facts.about_pass,
            tenant=facts.tenant,
            when=when,
            earlier=earlier or Joins(),
        )

    @property
    def restricted_in(self) -> str | NotRead | None:
        """The restricted management administrative unit that the person is in; None when in none."""
        found = self.tenant.restricted
        return found.get(self.person.id) if isinstance(found, Mapping) else found

    @property
    def manager(self) -> Manager | NotRead | None:
        """The manager as they are by now: people can be their own."""
        found = self.about_pass.manager
        if isinstance(found, Manager) and found.id == self.person.id and isinstance(self.account.mail, str | None):
            return replace(found, mail=self.account.mail)
        return found


Judged = tuple[Outcome, State]
"""What a task does, and the person after it."""


def ids_of(task: Task, argument: str) -> tuple[str, ...] | None:
    """The ids an argument names; None when it holds something that is none, such as a name not yet resolved."""
    from lcwsync.model.references import Ref

    value = task.arguments.get(argument, ())
    refs = (value,) if isinstance(value, Ref) else value
    if not isinstance(refs, tuple):
        return None
    found = tuple(ref.id for ref in refs if isinstance(ref, Ref) and ref.id)
    return found if len(found) == len(refs) else None
