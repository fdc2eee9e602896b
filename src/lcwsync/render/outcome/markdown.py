"""The outcome of an apply as GitHub markdown, within a budget of bytes."""

from lcwsync.apply.outcome import Outcome
from lcwsync.render.formats.budget import Piece
from lcwsync.render.formats.escape import markdown as prose
from lcwsync.render.formats.escape import markdown_code as code
from lcwsync.render.formats.markdown import DEFAULT_BUDGET, Markdown, fitted
from lcwsync.render.formats.terminal import Sign
from lcwsync.render.outcome.view import ResultRow, outcome_origin, outcome_verdict, outcome_view
from lcwsync.render.plan.markdown import undecided_line, where
from lcwsync.render.plan.markdown_object import object_name


def outcome_markdown(outcome: Outcome, *, budget_bytes: int = DEFAULT_BUDGET) -> Markdown:
    """The verdict, then failed, blocked, not attempted, applied; at most `budget_bytes` bytes of UTF-8."""
    view = outcome_view(outcome, show_people=False)
    origin = ", ".join(f"{word} {code(value)}" for word, value in outcome_origin(outcome))
    verdict = f"{where(outcome.plan)} · {outcome_verdict(view)} ({origin})"
    pieces = [
        Piece(section=title, priority=(number, at), text=_result_line(row, done=title == "Applied"))
        for number, (title, rows) in enumerate(view.sections)
        for at, row in enumerate(rows)
    ]
    pieces += [Piece(section="Undecided", priority=(0, 0), text=undecided_line(row)) for row in view.undecided]
    return fitted(verdict, pieces, budget_bytes, advice="the log of the step has it all")


def _result_line(row: ResultRow, *, done: bool) -> str:
    sign = row.sign if done else Sign.WARN
    detail = f": {prose(row.detail)}" if row.detail else ""
    reference = f" ({code(row.reference)})" if row.reference else ""
    next_step = f"<br>Next: {prose(row.next_step)}" if row.next_step else ""
    return f"- `{sign}` {object_name(row.name)} {prose(row.call)}{detail}{reference}{next_step}"
