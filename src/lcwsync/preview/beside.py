"""Who else takes a person up: the workflows that add people to the groups of the TAP policy. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from lcwsync.judge.earlier import MAY_TAKE_UP, TakenUp
from lcwsync.judge.timing import Timing, When
from lcwsync.model.person import UNREAD, Person
from lcwsync.preview.circumstances import Circumstances, Processed


@dataclass(slots=True)
class Beside:
    """The workflows that prepare passes, by the person whom they take up."""

    _by_person: dict[str, list[TakenUp]] = field(default_factory=lambda: defaultdict(list))
    _everybody: list[TakenUp] = field(default_factory=list)

    def add(self, under: Circumstances, people: Iterable[tuple[Person, When]], processed: Processed | None) -> None:
        """Note whom a workflow takes up. `processed` are its earlier runs."""
        for person, at in people:
            if at.timing in MAY_TAKE_UP:
                unsure = processed is UNREAD and at.timing in (Timing.DUE, Timing.CLOSING)
                doubt = "unless it ran for the person before, which could not be read" if unsure else ""
                taken = TakenUp(workflow=under.workflow, tenant=under.tenant, when=at, doubt=doubt)
                self._by_person[person.id].append(taken)

    def add_unknown(self, under: Circumstances) -> None:
        """Note a workflow whose scope the service does not show: it may take up anybody."""
        doubt = "if the person is in its scope, which the service does not show"
        at = When(timing=Timing.UNKNOWN)
        self._everybody.append(TakenUp(workflow=under.workflow, tenant=under.tenant, when=at, doubt=doubt))

    def of(self, person: Person) -> Sequence[TakenUp]:
        """The workflows that take a person up, or may."""
        return [*self._by_person.get(person.id, ()), *self._everybody]
