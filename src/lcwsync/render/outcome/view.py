"""One view of an outcome for all formats: the lists of what became of each action. Texts are unescaped."""

from collections.abc import Mapping
from typing import assert_never

from lcwsync.apply.outcome import Applied, Blocked, Failed, NeedsDecision, NotAttempted, Outcome, Result, Unknown
from lcwsync.model.state import ObjectName
from lcwsync.plan.actions import subject
from lcwsync.plan.planfile import digest
from lcwsync.render.formats.terminal import Sign
from lcwsync.render.formats.values import counted
from lcwsync.render.plan.view import SIGNS, UndecidedRow, tally_of, undecided_row
from lcwsync.values.moments import moment_text
from lcwsync.values.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultRow:
    """One action and what became of it."""

    name: ObjectName
    sign: Sign
    call: str
    detail: str
    """Why, or what is worth knowing; may be empty."""
    next_step: str
    """What to do about a failure; may be empty."""
    reference: str
    """Error code and request id, for a support case; may be empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeView:
    """The lists, each in the order of the plan."""

    applied: tuple[ResultRow, ...]
    unknown: tuple[ResultRow, ...]
    needs_decision: tuple[ResultRow, ...]
    failed: tuple[ResultRow, ...]
    blocked: tuple[ResultRow, ...]
    not_attempted: tuple[ResultRow, ...]
    interrupted: bool
    undecided: tuple[UndecidedRow, ...]
    """Objects that the tenant has more than once, which the plan left alone."""

    @property
    def sections(self) -> tuple[tuple[str, tuple[ResultRow, ...]], ...]:
        """The lists that hold something, with their titles, what needs attention first."""
        lists = (
            ("Needs a decision", self.needs_decision),
            ("Unknown", self.unknown),
            ("Failed", self.failed),
            ("Blocked", self.blocked),
            ("Not attempted", self.not_attempted),
            ("Applied", self.applied),
        )
        return tuple((title, rows) for title, rows in lists if rows)


def outcome_view(outcome: Outcome, *, show_people: bool) -> OutcomeView:
    """The view of an outcome."""
    results = outcome.results
    objects = {each.planned.action.key: str(subject(each.planned.action)) for each in results}
    return OutcomeView(
        applied=tuple(_row(result, objects) for result in results if isinstance(result, Applied)),
        unknown=tuple(_row(result, objects) for result in results if isinstance(result, Unknown)),
        needs_decision=tuple(_row(result, objects) for result in results if isinstance(result, NeedsDecision)),
        failed=tuple(_row(result, objects) for result in results if isinstance(result, Failed)),
        blocked=tuple(_row(result, objects) for result in results if isinstance(result, Blocked)),
        not_attempted=tuple(_row(result, objects) for result in results if isinstance(result, NotAttempted)),
        interrupted=outcome.interrupted,
        undecided=tuple(undecided_row(item, show_people=show_people) for item in outcome.plan.undecided),
    )


def outcome_verdict(view: OutcomeView) -> str:
    """`Applied 3 of 6: 1 failed, 1 blocked, 1 not attempted.`, with the next step when something is left."""
    left = {
        "to be decided": len(view.needs_decision),
        "unknown": len(view.unknown),
        "failed": len(view.failed),
        "blocked": len(view.blocked),
        "not attempted": len(view.not_attempted),
    }
    total = len(view.applied) + sum(left.values())
    several = (
        f" {counted(len(view.undecided), 'object')} undecided: more than one of the name." if view.undecided else ""
    )
    if total == 0:
        return f"Nothing to apply.{several}"
    stopped = "Interrupted. " if view.interrupted else ""
    if not any(left.values()):
        return f"{stopped}Applied {len(view.applied)} of {total}.{several}"
    rest = ", ".join(f"{number} {what}" for what, number in left.items() if number)
    return f"{stopped}Applied {len(view.applied)} of {total}: {rest}.{several} A new plan shows exactly what is left."


def outcome_origin(outcome: Outcome) -> tuple[tuple[str, str], ...]:
    """The actor, commit and plan of an apply as pairs of a word and a value; unknown ones are left out."""
    pairs = (
        ("actor", outcome.origin.actor),
        ("commit", outcome.origin.commit),
        ("plan", digest(outcome.plan)[:12]),
        ("began", moment_text(outcome.began)),
    )
    return tuple((word, value) for word, value in pairs if value)


def _row(result: Result, objects: Mapping[str, str]) -> ResultRow:
    detail = next_step = reference = ""
    match result:
        case Applied(note=note):
            detail = note or ""
        case (
            Unknown(message=message, hint=hint, request_ids=ids)
            | NeedsDecision(message=message, hint=hint, request_ids=ids)
        ):
            detail, next_step = message, hint or ""
            reference = f"request {ids[-1]}" if ids else ""
        case Failed(message=message, hint=hint, request_id=request_id, code=code):
            detail, next_step = message, hint or ""
            parts = (code or "", f"request {request_id}" if request_id else "")
            reference = ", ".join(part for part in parts if part)
        case Blocked(by=by):
            detail = f"waits for {', '.join(dict.fromkeys(objects.get(key, key) for key in by))}"
        case NotAttempted(reason=reason):
            detail = reason
        case _:
            assert_never(result)
    action = result.planned.action
    return ResultRow(
        name=subject(action),
        sign=SIGNS[tally_of(action)],
        call=action.call,
        detail=detail,
        next_step=next_step,
        reference=reference,
    )
