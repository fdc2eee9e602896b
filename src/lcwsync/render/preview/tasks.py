"""What the tasks of a previewed workflow do, in words: for one person, and for everybody. Texts are unescaped."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby

from lcwsync.judge.outcome import RunEnd, TaskForecast, told
from lcwsync.plan.changes import task_title
from lcwsync.preview.preview import Preview, TaskTally
from lcwsync.render.formats.values import counted

OUTCOME_WORDS = {"done": "done", "failed": "fails", "skipped": "skipped", "cannotTell": "cannot tell"}
"""The words for the ends of a task, in the order they are told."""

_END_WORDS = {
    RunEnd.SUCCEEDS: "every task done for {}",
    RunEnd.FAILS: "a task fails for {}",
    RunEnd.CANNOT_TELL: "cannot tell for {}",
}

REASONS_LISTED = 5
"""Reasons of one task that are told; JSON has more."""


def tells_tasks(preview: Preview) -> bool:
    """Whether the tasks tell more than the passes do."""
    return len(preview.tasks) > 1 or (not preview.makes_passes and bool(preview.tasks))


def run_text(tasks: Sequence[TaskForecast], *, reasons: bool = True) -> str:
    """One person's run: `1-2 done; 3 fails: no manager; 4 skipped`. Without `reasons` the ends alone."""
    ends = [(forecast, *told(forecast.outcome)) for forecast in tasks]
    if len(ends) > 1 and all(outcome == "done" for _, outcome, _ in ends):
        return f"all {len(ends)} done"
    return "; ".join(_parts(ends, reasons=reasons))


def _parts(ends: list[tuple[TaskForecast, str, str]], *, reasons: bool) -> Iterator[str]:
    # A task that fails has a reason of its own; what follows from an earlier task is told once.
    for (outcome, _), group in groupby(ends, key=lambda end: (end[1], end[2] if end[1] == "failed" else "")):
        same = list(group)
        first, last = same[0][0].position, same[-1][0].position
        numbers = str(first) if first == last else f"{first}-{last}"
        reason = same[0][2] if reasons and outcome in ("failed", "cannotTell") else ""
        yield f"{numbers} {OUTCOME_WORDS[outcome]}" + (f": {reason}" if reason else "")


def ends_text(ends: Counter[RunEnd]) -> str:
    """`5 people: every task done for 3, a task fails for 1, cannot tell for 1`."""
    said = ", ".join(words.format(ends[end]) for end, words in _END_WORDS.items() if ends[end])
    return f"{counted(ends.total(), 'person', 'people')}: {said}" if said else ""


def tally_text(tally: TaskTally) -> str:
    """`2. Add user to groups: 4 done, 1 fails (no manager)`."""
    title = f"{tally.position}. {task_title(tally.task)}"
    said = ", ".join(_outcome(tally, outcome) for outcome in OUTCOME_WORDS if tally.outcomes[outcome])
    return f"{title}: {said}" if said else title


def _outcome(tally: TaskTally, outcome: str) -> str:
    number = tally.outcomes[outcome]
    word = "fail" if outcome == "failed" and number > 1 else OUTCOME_WORDS[outcome]
    # Why a task is skipped stands at the one that fails.
    found = [] if outcome == "skipped" else [(n, why) for (of, why), n in tally.reasons.items() if of == outcome]
    found.sort(key=lambda pair: (-pair[0], pair[1]))
    listed = [why if len(found) == 1 else f"{why}: {n}" for n, why in found[:REASONS_LISTED]]
    if more := number - sum(n for n, _ in found[:REASONS_LISTED]):
        listed += [f"other reasons: {more}"] if found else []
    return f"{number} {word}" + (f" ({'; '.join(listed)})" if listed else "")
