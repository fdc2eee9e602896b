"""The drift of many tenants in one text: each difference once, with the tenants that have it. It names no person."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from lcwsync.plan.plan import Plan
from lcwsync.render.drift.markdown import ADVICE, drift_pieces
from lcwsync.render.formats.many import Missing, many_markdown
from lcwsync.render.formats.markdown import DEFAULT_BUDGET, Markdown
from lcwsync.render.plan.summary import by_name, first_line
from lcwsync.render.plan.verdict import PlanVerdict, drift_verdict

_WORDS = {
    PlanVerdict.CHANGES: "that differ from git",
    PlanVerdict.REFUSED: "refused",
    PlanVerdict.CANNOT_TELL: "cannot tell",
    PlanVerdict.PAUSED: "with paused workflows only",
    PlanVerdict.NO_CHANGES: "as git wants them",
}


def drifts_markdown(
    plans: Sequence[Plan], missing: Sequence[Missing], *, budget_bytes: int = DEFAULT_BUDGET
) -> Markdown:
    """The summary, at most `budget_bytes` bytes of UTF-8. The first line counts every environment; objects that git
    does not list are left out, and so is when something was changed. Raises ValueError for a budget that does not hold
    the headings."""
    every = {
        plan.environment: drift_pieces(replace(plan, actions=by_name(plan.actions), unmanaged=()), alone=False)
        for plan in plans
    }
    pieces = {name: each for name, each in every.items() if each}
    counts = first_line(Counter(drift_verdict(plan) for plan in plans), _WORDS, missing, "result")
    return many_markdown(counts, pieces, missing, budget_bytes=budget_bytes, advice=ADVICE)
