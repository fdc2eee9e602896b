"""The answers about one person for a terminal, which names people."""

from collections.abc import Iterator

from lcwsync.judge.outcome import TaskForecast, told
from lcwsync.model.run import PersonResult
from lcwsync.plan.changes import task_title
from lcwsync.preview.why import Answer, Condition, Why, WorkflowAnswer
from lcwsync.render.formats.fit import fitted
from lcwsync.render.formats.terminal import Pen, Sign
from lcwsync.render.formats.values import counted, quoted
from lcwsync.values.moments import moment_text

_MARKS = {True: "✓", False: "✗", None: "?"}
_ASCII_MARKS = {True: "yes", False: "no ", None: "?  "}
_COLOURS = {True: Sign.CREATE, False: Sign.DELETE, None: Sign.CHANGE}

_ANSWERS = {
    Answer.RUNS: "runs",
    Answer.ON_EVENT: "runs when it happens",
    Answer.CANNOT_TELL: "cannot tell",
    Answer.DONE: "ran already",
    Answer.SKIPPED: "is skipped",
    Answer.ON_DEMAND: "runs on demand only",
    Answer.NOT: "does not run",
}

_TASKS = {"done": "succeeds", "failed": "fails", "skipped": "is skipped", "cannotTell": "cannot tell"}


def why_text(why: Why, *, colour: bool, unicode: bool, width: int | None = None) -> str:
    """Each workflow with its conditions, what it did and would do; the last line counts."""
    pen = Pen(colour=colour, unicode=unicode)
    person = why.person
    head = [
        pen.bold(pen.value(f"{person.name} ({person.user_principal_name})")),
        pen.value(
            f"{'Sandbox tenant' if why.tenant.sandbox else 'Tenant'} {quoted(why.tenant.name)}, environment "
            f"{why.environment}, at {moment_text(why.now)}"
        ),
        *(f"note: {pen.prose(note)}" for note in why.notes),
    ]
    blocks = [head, *([*_lines(one, pen)] for one in why.workflows), [pen.bold(verdict(why))]]
    return fitted("\n\n".join("\n".join(block) for block in blocks), width) + "\n"


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


def _lines(one: WorkflowAnswer, pen: Pen) -> Iterator[str]:
    where = "" if one.in_git and one.in_tenant else "  (not in git)" if one.in_tenant else "  (not applied yet)"
    answer = _ANSWERS[one.answer] + (f": {one.because}" if one.because else "")
    if one.answer is Answer.RUNS and one.when and one.when.earliest and one.when.latest:
        answer = f"runs between {moment_text(one.when.earliest)} and {moment_text(one.when.latest)}"
        answer += f" ({one.because})" if one.because else ""
    yield pen.bold(f"workflow {pen.value(quoted(one.workflow.display_name))}") + where
    yield f"  {pen.prose(answer)}"
    for condition in one.conditions:
        yield _condition(condition, pen)
    for task in one.tasks:
        yield f"    {_task(task, pen)}"
    for result in one.results[:1]:
        yield from _result(result, len(one.results), pen)


def _condition(condition: Condition, pen: Pen) -> str:
    mark = (_MARKS if pen.unicode else _ASCII_MARKS)[condition.holds]
    read = f"   {pen.value(condition.read)}" if condition.read and condition.read != condition.wanted else ""
    shown = pen.paint(_COLOURS[condition.holds], mark)
    return f"  {'  ' * condition.depth}{shown} {pen.value(condition.wanted)}{read}"


def _task(forecast: TaskForecast, pen: Pen) -> str:
    word, reason = told(forecast.outcome)
    line = f"{forecast.position}. {task_title(forecast.task)}: {_TASKS[word]}" + (f": {reason}" if reason else "")
    return pen.paint(Sign.DELETE, pen.value(line)) if word == "failed" else pen.value(line)


def _result(result: PersonResult, number: int, pen: Pen) -> Iterator[str]:
    when = moment_text(result.started) if result.started else "not started"
    more = f", {number} runs in all" if number > 1 else ""
    yield pen.value(f"  last run: {when}, {result.execution}, version {result.version}, {result.status}{more}")
    for task in result.tasks:
        yield pen.value(f"    {task.title}: {task.status}" + (f": {task.reason}" if task.reason else ""))
