"""The outcome of an apply as text."""

from collections.abc import Iterator

from lcwsync.apply.outcome import Outcome
from lcwsync.render.formats.terminal import Pen, Sign
from lcwsync.render.formats.values import object_text
from lcwsync.render.outcome.view import OutcomeView, ResultRow, outcome_origin, outcome_verdict, outcome_view
from lcwsync.render.plan.text import tenant_line, titled, undecided_lines


def outcome_text(outcome: Outcome, *, colour: bool, unicode: bool) -> str:
    """The result of each action: applied, failed with the next step, blocked, not attempted."""
    view = outcome_view(outcome, show_people=True)
    pen = Pen(colour=colour, unicode=unicode)
    sections = [
        [
            tenant_line(outcome.plan.tenant, outcome.plan.environment, pen),
            f"Apply: {', '.join(f'{word} {pen.value(value)}' for word, value in outcome_origin(outcome))}.",
        ],
        *(titled(title, list(_result_lines(rows, title, pen))) for title, rows in _sections(view)),
        titled("Undecided (more than one of a name)", list(undecided_lines(view.undecided, pen))),
        [pen.bold(outcome_verdict(view))],
    ]
    return "\n\n".join("\n".join(lines) for lines in sections if lines) + "\n"


def _sections(view: OutcomeView) -> tuple[tuple[str, tuple[ResultRow, ...]], ...]:
    """The sections of an outcome; what needs attention comes last, where a terminal's reader looks first."""
    return tuple(reversed(view.sections))


def _result_lines(rows: tuple[ResultRow, ...], title: str, pen: Pen) -> Iterator[str]:
    for row in rows:
        sign = row.sign if title == "Applied" else Sign.WARN
        detail = f": {pen.prose(row.detail)}" if row.detail else ""
        reference = f" [{pen.value(row.reference)}]" if row.reference else ""
        name = pen.value(object_text(row.name))
        yield f"  {pen.paint(sign, sign)} {name}  {pen.prose(row.call)}{detail}{reference}"
        if row.next_step:
            yield f"      next: {pen.prose(row.next_step)}"
