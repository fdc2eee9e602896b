"""A preview for programs, with everybody in scope."""

from collections.abc import Iterable, Iterator, Sequence
from uuid import uuid4

from lcwsync.judge.outcome import OUTCOMES, RunEnd, TaskForecast, told
from lcwsync.judge.passes import Pass, Weight
from lcwsync.judge.timing import Timing
from lcwsync.model.person import UNREAD
from lcwsync.plan.changes import task_title
from lcwsync.preview.environment import Previews
from lcwsync.preview.preview import Expected, Preview, TaskTally
from lcwsync.render.formats import escape
from lcwsync.render.formats.json import about, document
from lcwsync.render.formats.values import ref_text
from lcwsync.render.plan.timeline import when_text, whom_text
from lcwsync.render.unread import unread_json
from lcwsync.values.json import JsonObject
from lcwsync.values.moments import moment_json

_INDENT = " " * 8
"""Of a person in the document."""


def people_texts(people: Iterable[Expected]) -> Iterator[str]:
    """Each person as the document holds it, on a line, for `previews_chunks`: a scope may hold 100,000."""
    for expected in people:
        yield _INDENT + escape.json_line(_person_json(expected))


def previews_chunks(previews: Previews, people: Sequence[Iterable[str]], *, tool_version: str) -> Iterator[str]:
    """The document in parts. `people` are the texts of the people of each workflow, in their order: none is held."""
    marks = [f"people {number} {uuid4()}" for number in range(len(previews.workflows))]
    workflows = [
        {**_workflow_json(preview), "people": [mark]} for preview, mark in zip(previews.workflows, marks, strict=True)
    ]
    unread = [unread_json(part) for part in previews.unread]
    content = {**about(previews.environment, previews.tenant), "unread": unread, "workflows": workflows}
    rest = document(tool_version, content)
    for mark, texts in zip(marks, people, strict=True):
        before, _, rest = rest.partition(f'"{mark}"')
        yield from _people(before.rstrip(" \n"), texts)
        rest = rest.lstrip(" \n")
    yield rest


def _people(before: str, texts: Iterable[str]) -> Iterator[str]:
    """The text up to the people, and the people: `[]` when there are none."""
    yield before
    some = False
    for text in texts:
        yield (",\n" if some else "\n") + text
        some = True
    if some:
        yield "\n" + _INDENT[:-2]


def _workflow_json(preview: Preview) -> JsonObject:
    passes = preview.passes
    return {
        "name": preview.workflow.display_name,
        "trigger": when_text(preview.workflow.conditions),
        "scope": whom_text(preview.workflow.conditions),
        "now": moment_json(preview.now),
        "days": preview.days,
        "intervalHours": preview.interval_hours,
        "makesPasses": preview.makes_passes,
        "commonVerdicts": [verdict.value for verdict in preview.common],
        "copies": [ref_text(ref, show_people=True) for ref in preview.copies],
        "notes": list(preview.notes),
        "scopeKnown": preview.known,
        "inScope": preview.in_scope,
        "timings": {timing.value: preview.timings.get(timing, 0) for timing in Timing},
        "passes": {
            "expected": passes.expected,
            "arrive": passes.arriving,
            "fail": passes.weights[Weight.FAILS],
            "misdirected": passes.weights[Weight.MISDIRECTED],
            "unknown": passes.weights[Weight.UNKNOWN],
        },
        "byHand": preview.by_hand,
        "runs": {end.value: preview.ends[end] for end in RunEnd},
        "tasks": [_tally_json(tally) for tally in preview.tasks],
        "people": [_person_json(expected) for expected in preview.people],
    }


def _person_json(expected: Expected) -> JsonObject:
    person, when = expected.person, expected.when
    return {
        "id": person.id,
        "displayName": person.name,
        "userPrincipalName": person.user_principal_name,
        "timing": when.timing.value,
        "moment": moment_json(when.moment),
        "earliest": moment_json(when.earliest),
        "latest": moment_json(when.latest),
        "tasks": [_task_json(forecast) for forecast in expected.tasks],
        "pass": pass_json(expected.tap) if expected.tap else None,
    }


def _tally_json(tally: TaskTally) -> JsonObject:
    return {
        "position": tally.position,
        "title": task_title(tally.task),
        **{outcome: tally.outcomes[outcome] for outcome in OUTCOMES},
        "reasons": [
            {"outcome": outcome, "reason": reason, "people": number}
            for (outcome, reason), number in sorted(tally.reasons.items(), key=lambda item: (-item[1], item[0]))
        ],
    }


def _task_json(forecast: TaskForecast) -> JsonObject:
    outcome, reason = told(forecast.outcome)
    return {"position": forecast.position, "outcome": outcome, "reason": reason}


def pass_json(tap: Pass) -> JsonObject:
    """An expected pass."""
    recipient = None
    if tap.recipient is not None and tap.recipient is not UNREAD:
        manager = tap.recipient
        recipient = {"id": manager.id, "displayName": manager.name, "mail": manager.mail}
    return {
        "arrives": tap.arrives,
        "weight": tap.weight.value if tap.weight else None,
        "verdicts": [verdict.value for verdict in tap.verdicts],
        "recipient": recipient,
        "start": moment_json(tap.start),
        "end": moment_json(tap.end),
    }
