"""Passes that another workflow's pass replaces: a person has one at a time, and the one in the first mail is dead.

https://learn.microsoft.com/graph/api/resources/temporaryaccesspassauthenticationmethod. Pure.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from lcwsync.preview.preview import Expected


class PassSpan(NamedTuple):
    """When a pass is made, and when it ends; None: not known."""

    made: datetime
    ends: datetime | None


def pass_spans(people: Sequence[Expected]) -> Mapping[str, PassSpan]:
    """The passes of these people that will be made at a known time, by the person's id."""
    return {
        expected.person.id: PassSpan(expected.when.earliest, expected.tap.end)
        for expected in people
        if expected.tap is not None and expected.tap.is_made and expected.when.earliest is not None
    }


def replaced_notes(spans: Mapping[str, Mapping[str, PassSpan]]) -> Mapping[str, tuple[str, ...]]:
    """By workflow: one note for each other workflow whose passes replace its own. `spans` are by workflow, then by
    person."""
    return {name: tuple(_notes(name, own, spans)) for name, own in spans.items()}


def _notes(name: str, own: Mapping[str, PassSpan], spans: Mapping[str, Mapping[str, PassSpan]]) -> Iterator[str]:
    later: Counter[str] = Counter()
    for other, theirs in spans.items():
        if other == name:
            continue
        for person, span in own.items():
            found = theirs.get(person)
            if found and _replaces(found, span, after=other > name):
                later[other] += 1
    for other, number in sorted(later.items()):
        people = "1 person gets" if number == 1 else f"{number} people get"
        yield f'{people} a pass from workflow "{other}" afterwards, which replaces this one: its mail is then dead'


def _replaces(later: PassSpan, earlier: PassSpan, *, after: bool) -> bool:
    """Whether one pass is made while the other is valid; of two at the same time the order is not known, so that one
    of them is named."""
    follows = later.made > earlier.made or (later.made == earlier.made and after)
    return follows and (earlier.ends is None or later.made < earlier.ends)
