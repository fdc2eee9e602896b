"""A request in My Access: the run that takes it up, and the pass that comes of it."""

from dataclasses import replace
from datetime import datetime, timedelta

from lcwsync.judge.foresee import foresee
from lcwsync.judge.passes import Pass
from lcwsync.judge.timing import Timing, When
from lcwsync.model.pass_requests import PassRequests
from lcwsync.model.person import UNREAD, PassFacts, Person
from lcwsync.model.task_facts import TenantFacts
from lcwsync.model.workflow import Workflow

DELIVERY = timedelta(minutes=15)
"""What delivery is expected to take at best; the documentation allows a day."""


def pass_of_request(
    requests: PassRequests, workflow: Workflow, person: Person, about: PassFacts, *, tenant: TenantFacts, when: When
) -> Pass | None:
    """The pass that a granted request for a person leads to when the workflow runs at `when`; None when no enabled
    task creates one. The membership that the request gives counts."""
    if about.groups is not UNREAD and requests.group.id is not None:
        about = replace(about, groups=about.groups | {requests.group.id})
    return foresee(workflow, person, about, tenant, when).tap


DISABLED = "the account is disabled, and no page tells whether a manager can ask for it"
"""What is in doubt about a person whose account is disabled."""


def is_disabled(person: Person) -> bool:
    """Whether it is in doubt that a manager can ask for the person: see DISABLED."""
    return person.enabled is False


def next_run(now: datetime, interval_hours: int) -> When:
    """The run that takes up a request made now: after delivery, and within an interval."""
    earliest = now + DELIVERY
    latest = earliest + timedelta(hours=interval_hours)
    return When(timing=Timing.DUE, moment=now, earliest=earliest, latest=latest)
