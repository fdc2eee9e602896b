"""The people whom managers can ask for, held against what a pass demands: how many of them could be given one.

A plan looks at some of them only; `preview --asked-for` looks at one person by the same judge.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from typing import NamedTuple, assert_never

from lcwsync.judge.passes import Pass, Weight, tap_task, words_of
from lcwsync.judge.requests import DISABLED, is_disabled, next_run, pass_of_request
from lcwsync.judge.timing import When
from lcwsync.model.conditions import GroupScope, RuleScope, Scope, TriggerAndScope
from lcwsync.model.pass_requests import AllMembers, Beneficiaries, ByRule, InGroups, PassRequests
from lcwsync.model.person import UNREAD, PassFacts, Person
from lcwsync.model.settings import DEFAULT_SCHEDULE_INTERVAL_HOURS
from lcwsync.model.state import Desired, Existing
from lcwsync.model.tap_policy import TapPolicy
from lcwsync.model.workflow import Workflow
from lcwsync.planning.door_checks import at
from lcwsync.planning.whole_workflows import whole_workflows
from lcwsync.tenant.facts import FactReader
from lcwsync.tenant.port import Tenant
from lcwsync.tenant.task_facts import read_task_facts
from lcwsync.tenant.tolerant import TolerantReader
from lcwsync.values.codes.finding import finding
from lcwsync.values.findings import Finding
from lcwsync.values.location import Location
from lcwsync.values.places import Places

LOOKED_AT = 20
"""People whose facts are read for each document: one batch for each kind of fact."""

_EVERYBODY = "(userType eq 'Member')"
_REASONS = 4


class _Seen(NamedTuple):
    """The first people of `for`, and how many of them were listed on the page that was read."""

    people: Sequence[Person]
    listed: int
    more: bool


def people_findings(
    desired: Desired, existing: Existing, policy: TapPolicy | None, tenant: Tenant, places: Places
) -> Iterator[Finding]:
    """How many of the people of `for` could be given no pass, and of how many that cannot be told.

    `policy` is the policy of passes as it will be, None where it could not be read. Of each document one page of people
    is listed and the facts of the first `LOOKED_AT` are read. Raises GraphFailure only when the tenant is out of reach
    or the sign-in is not accepted.
    """
    workflows = {each.display_name.casefold(): each for each, _ in whole_workflows(desired, existing, None)}
    stated = desired.settings or existing.settings
    interval = (stated and stated.workflow_schedule_interval_in_hours) or DEFAULT_SCHEDULE_INTERVAL_HOURS
    for requests in desired.pass_requests:
        workflow = workflows.get((requests.workflow or "").casefold())
        if workflow is None or tap_task(workflow) is None:
            continue  # REQ003, REQ004 or REQ008 tells it
        place = at(places, requests, "for")
        reader = TolerantReader()
        seen = reader.read("the people of `for`", partial(_first_people, requests.for_, tenant))
        if seen is UNREAD:
            yield _cannot_tell("whether the people of `for` can be given a pass", reader.refused[0].why, place)
        elif seen is not None and seen.people:
            when = next_run(tenant.now(), interval)
            yield from _judged(requests, workflow, seen, policy=policy, when=when, tenant=tenant, place=place)


def _first_people(people: Beneficiaries, tenant: Tenant) -> _Seen | None:
    """None where nothing tells who they are before somebody asks."""
    scope: Scope
    match people:
        case AllMembers():
            scope = RuleScope(_EVERYBODY)
        case InGroups(groups=groups):
            scope = GroupScope(groups)
        case ByRule():
            return None  # a rule of memberships is another language than a workflow's
        case _:
            assert_never(people)
    pages = tenant.people.in_scope(TriggerAndScope(None, scope)).pages
    page = next((page for page in pages if page), ())
    return _Seen(page[:LOOKED_AT], len(page), more=next(pages, None) is not None)


def _judged(
    requests: PassRequests,
    workflow: Workflow,
    seen: _Seen,
    *,
    policy: TapPolicy | None,
    when: When,
    tenant: Tenant,
    place: Location,
) -> Iterator[Finding]:
    reader = FactReader(tenant)
    facts = reader.read(seen.people)
    about = read_task_facts([workflow], policy, tenant)
    made = [
        pass_of_request(requests, workflow, person, facts.get(person.id, PassFacts()), tenant=about, when=when)
        for person in seen.people
    ]
    passes = [each for each in made if each is not None]
    looked = f"{len(passes)} people of `for` that were looked at (of {_listed(seen)})"
    failing = [each for each in passes if each.weight in (Weight.FAILS, Weight.MISDIRECTED)]
    if failing:
        message = f"{len(failing)} of {looked} cannot be given a pass that arrives: {_reasons(failing)}"
        hint = "`lcwsync preview --asked-for UPN` tells it of one person; a request for them is granted all the same"
        yield finding("REQ024", place, message, hint)
    unknown = [each for each in passes if each.weight is Weight.UNKNOWN]
    if unknown:
        what = f"of {len(unknown)} of {looked} whether they can be given a pass: {_reasons(unknown)}"
        yield _cannot_tell(what, "; ".join(reader.notes), place)
    if disabled := sum(is_disabled(person) for person in seen.people):
        yield _cannot_tell(f"of {disabled} of {looked} whether managers can ask for them: {DISABLED}", "", place)


def _listed(seen: _Seen) -> str:
    return f"more than {seen.listed}" if seen.more else str(seen.listed)


def _reasons(passes: Sequence[Pass]) -> str:
    """The gravest reason of each, the most frequent first."""
    counts = Counter(words_of(each, each.verdicts[0]) for each in passes)
    listed = [f"{words} ({number})" for words, number in counts.most_common(_REASONS)]
    rest = counts.total() - sum(number for _, number in counts.most_common(_REASONS))
    return "; ".join(listed) + (f"; other reasons ({rest})" if rest else "")


def _cannot_tell(what: str, why: str, place: Location) -> Finding:
    message = f"cannot tell {what}" + (f": {why}" if why else "")
    hint = "`lcwsync preview --asked-for UPN` with an identity that may read it tells it of one person"
    return finding("REQ025", place, message, hint)
