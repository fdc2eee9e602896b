"""Previews under way: the people of each scope are read once, judged some at a time, and forgotten."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from lcwsync.judge.earlier import prepares_passes
from lcwsync.judge.passes import tap_task
from lcwsync.judge.timing import Timing, When, processed_since
from lcwsync.model.person import Person
from lcwsync.model.task_facts import PersonFact
from lcwsync.model.triggers import trigger_of
from lcwsync.model.workflow import Workflow
from lcwsync.plan.diff import diff_workflow
from lcwsync.preview.beside import Beside
from lcwsync.preview.circumstances import Circumstances, Processed
from lcwsync.preview.expected import expected_of, in_question, timed
from lcwsync.preview.joined import Joined
from lcwsync.preview.preview import Preview
from lcwsync.preview.replaced import PassSpan, pass_spans
from lcwsync.preview.service import failure_notes, scope_notes
from lcwsync.tenant.facts import FactReader, read_processed
from lcwsync.tenant.http.failure import GraphFailure
from lcwsync.tenant.port import Tenant
from lcwsync.tenant.scope import InScope

_MOMENT_PASSED = (Timing.DUE, Timing.CLOSING, Timing.SKIPPED, Timing.PAST)

_PART = 2_000
"""People judged at a time."""

ASKED_ON_EVENT = 500
"""People of a workflow that waits for an event whose facts are read, where no pass depends on them."""


@dataclass(slots=True, kw_only=True)
class Running:
    """A workflow whose preview is under way."""

    tenant: Tenant
    under: Circumstances
    workflow_id: str | None
    joined: Joined
    processed: Processed | None = None
    """None: not asked for yet, because the moment of no person read so far has passed."""
    named: tuple[Person, ...] = ()
    """The people for whom somebody starts it; empty when its scope decides."""
    events: int = ASKED_ON_EVENT
    """Of how many more people an event would concern the facts are read."""
    note: str = ""
    spans: dict[str, PassSpan] = field(default_factory=dict)
    """When each person's pass is made and ends."""
    live: Workflow | None = None
    """The workflow as the tenant has it, where the service is asked for its own preview."""
    seen: dict[str, tuple[str, Timing]] | None = None
    """Everybody in scope, with name and timing; None where the service is not asked."""
    noted: bool = False
    """Whether the people whom it prepares for a pass are known already."""

    @property
    def prepares(self) -> bool:
        """Whether it adds people to a group of the TAP policy."""
        return prepares_passes(self.under.workflow, self.under.policy)

    def timed(self, people: Sequence[Person]) -> tuple[tuple[Person, When], ...]:
        """The timing of each person. Earlier runs are read once, and only when a moment has passed."""
        found = timed(self.under, people, processed=self.processed or {})
        passed = any(at.timing in _MOMENT_PASSED for _, at in found)
        if self.processed is None and self.workflow_id and passed and not self.under.by_hand:
            since = processed_since(trigger_of(self.under.workflow.conditions), self.under.now)
            self.processed, self.note = read_processed(self.workflow_id, self.tenant, since=since)
            return timed(self.under, people, processed=self.processed)
        return found

    def in_question(self, people: Sequence[tuple[Person, When]]) -> Sequence[str]:
        """Ids of the people about whom something is read. Passes are checked for everybody, other tasks of workflows
        that wait for an event for the first people: the whole directory may be in the scope."""
        bounded = tap_task(self.under.workflow) is None
        found = in_question(self.under, people, events=self.events if bounded else None)
        waiting = {person.id for person, at in people if at.timing is Timing.ON_EVENT}
        ids = [person.id for person in found]
        self.events -= sum(id_ in waiting for id_ in ids) if bounded else 0
        return ids

    def whole(self, *, known: bool, of_scope: Sequence[str], of_facts: Sequence[str]) -> Preview:
        """The preview of everybody who was judged, with notes about the reading of scope and facts."""
        own = (self.note,) if self.note else ()
        facts = of_facts if self.under.needs else ()
        bound = (f"only the first {ASKED_ON_EVENT} people were asked about",) if self.events <= 0 else ()
        return self.joined.whole(self.under, known=known, notes=(*of_scope, *own, *bound, *facts))


def read_ahead(scopes: Sequence[Sequence[Running]], beside: Beside, tenant: Tenant) -> None:
    """Note whom workflows prepare for the passes of workflows with another scope. Those of one scope need no more
    reading: their people are judged together."""
    for same in scopes:
        preparing = [one for one in same if one.prepares]
        creating = any(tap_task(one.under.workflow) for other in scopes if other is not same for one in other)
        if not preparing or not creating:
            continue
        scope = tenant.people.in_scope(preparing[0].under.workflow.conditions)
        for people in _parts(scope.pages) if scope.known else ():
            for one in preparing:
                beside.add(one.under, one.timed(people), one.processed)
        for one in preparing:
            one.noted = True
            if not scope.known:
                beside.add_unknown(one.under)


def previewed(
    running: Sequence[Running], reader: FactReader, tenant: Tenant, beside: Beside
) -> Iterator[tuple[Running, Preview]]:
    """The previews of workflows with the same scope: it is read once, and each part of it forgotten once judged."""
    wants = frozenset[PersonFact]().union(*(one.under.needs for one in running))
    scope = _scope(running[0], tenant, licences=PersonFact.LICENCES in wants)
    for people in _parts(scope.pages):
        timings = [one.timed(people) for one in running]
        for one, those in zip(running, timings, strict=True):
            if one.prepares and not one.noted:
                beside.add(one.under, those, one.processed)
        wanted: dict[str, frozenset[PersonFact]] = {}
        asked = [one.in_question(those) for one, those in zip(running, timings, strict=True)]
        for one, ids in zip(running, asked, strict=True):
            wanted |= {id_: wanted.get(id_, frozenset()) | one.under.needs for id_ in ids}
        facts = reader.read_wanted(wanted)
        for one, those, ids in zip(running, timings, asked, strict=True):
            own = {id_: facts[id_] for id_ in ids}
            expected = expected_of(one.under, those, own, beside.of)
            one.spans |= pass_spans(expected)
            one.joined.add(expected)
            if one.seen is not None:
                one.seen |= {each.person.id: (each.person.name, each.when.timing) for each in expected}
    for one in running:
        preview = one.whole(known=scope.known, of_scope=scope.notes, of_facts=reader.notes)
        service = tuple(_of_service(one, preview, known=scope.known))
        yield one, replace(preview, notes=(*preview.notes, *service), service=service)


def _scope(one: Running, tenant: Tenant, *, licences: bool) -> InScope:
    """The people whom workflows of one scope are previewed for: those that were named, or everybody in it."""
    if one.named:
        return InScope(pages=iter([one.named]))
    return tenant.people.in_scope(one.under.workflow.conditions, licences=licences)


def _of_service(one: Running, preview: Preview, *, known: bool) -> Iterator[str]:
    """Notes of the service's own previews beside this one; nothing where they were not asked for."""
    if one.seen is None:
        return
    if one.workflow_id is None or one.live is None:
        yield "the service has no preview of it: the tenant does not have this workflow yet"
        return
    if not diff_workflow(one.under.workflow, one.live).empty:
        yield "the service previews the workflow as the tenant has it; git changes it, so the two may differ"
    task = tap_task(one.under.workflow)
    try:
        yield from scope_notes(one.tenant.runs.preview_scope(one.workflow_id), one.seen, known=known)
    except GraphFailure as failure:
        yield f"the service did not answer its preview of the scope: {failure}; {failure.hint}"
    try:
        failures = one.tenant.runs.task_failures(one.workflow_id)
        name = task.display_name if task else None
        yield from failure_notes(failures, pass_task=name, arriving=preview.passes.arriving)
    except GraphFailure as failure:
        yield f"the service did not answer which tasks would fail: {failure}; {failure.hint}"


def _parts(pages: Iterable[Sequence[Person]]) -> Iterator[tuple[Person, ...]]:
    """The people of several pages at a time, so that few of them in question still fill a batch."""
    part: list[Person] = []
    for page in pages:
        part += page
        if len(part) >= _PART:
            yield tuple(part)
            part.clear()
    yield tuple(part)
