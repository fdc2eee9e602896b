"""The words about one person that the formats share. Texts are unescaped."""

from lcwsync.model.run import PersonResult
from lcwsync.preview.why import Answer, Why, WorkflowAnswer
from lcwsync.render.formats.values import counted
from lcwsync.values.moments import moment_text

_ANSWERS = {
    Answer.RUNS: "runs",
    Answer.ON_EVENT: "runs when it happens",
    Answer.CANNOT_TELL: "cannot tell",
    Answer.DONE: "ran already",
    Answer.SKIPPED: "is skipped",
    Answer.ON_DEMAND: "runs on demand only",
    Answer.NOT: "does not run",
}

TASKS = {"done": "succeeds", "failed": "fails", "skipped": "is skipped", "cannotTell": "cannot tell"}
"""The words for the ends of a task that has not run."""


def verdict(why: Why) -> str:
    """`1 workflow runs, 2 wait for an event, of 1 it cannot be told, 5 do not run.`"""
    number = {answer: sum(one.answer is answer for one in why.workflows) for answer in Answer}
    parts = [
        f"{counted(number[Answer.RUNS], 'workflow')} will run",
        f"{number[Answer.ON_EVENT]} when something happens",
        f"{number[Answer.DONE]} ran",
        f"{number[Answer.SKIPPED]} skipped",
        f"{number[Answer.ON_DEMAND]} on demand only",
        f"{number[Answer.NOT]} will not",
    ]
    if number[Answer.CANNOT_TELL]:
        parts.append(f"of {number[Answer.CANNOT_TELL]} it cannot be told")
    return ", ".join(parts) + "."


def answer_text(one: WorkflowAnswer) -> str:
    """`runs between … and …`, or `does not run: enabled: disabled`."""
    if one.answer is Answer.RUNS and one.when and one.when.earliest and one.when.latest:
        between = f"runs between {moment_text(one.when.earliest)} and {moment_text(one.when.latest)}"
        return between + (f" ({one.because})" if one.because else "")
    return _ANSWERS[one.answer] + (f": {one.because}" if one.because else "")


def where_text(one: WorkflowAnswer) -> str:
    """Where the workflow is missing; empty when git and the tenant both have it."""
    return "" if one.in_git and one.in_tenant else "not in git" if one.in_tenant else "not applied yet"


def result_text(result: PersonResult, number: int) -> str:
    """The last run of `number` runs for the person."""
    when = moment_text(result.started) if result.started else "not started"
    more = f", {number} runs in all" if number > 1 else ""
    return f"last run: {when}, {result.execution}, version {result.version}, {result.status}{more}"
