"""The answers about one person for a terminal, which names people."""

from collections.abc import Iterator

from lcwsync.judge.outcome import TaskForecast, told
from lcwsync.model.run import PersonResult
from lcwsync.plan.changes import task_title
from lcwsync.preview.why import Condition, Why, WorkflowAnswer
from lcwsync.render.formats.fit import fitted
from lcwsync.render.formats.terminal import Pen, Sign
from lcwsync.render.formats.values import quoted
from lcwsync.render.why.words import TASKS, answer_text, result_text, verdict, where_text
from lcwsync.values.moments import moment_text

_MARKS = {True: "✓", False: "✗", None: "?"}
_ASCII_MARKS = {True: "yes", False: "no ", None: "?  "}
_COLOURS = {True: Sign.CREATE, False: Sign.DELETE, None: Sign.CHANGE}


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


def _lines(one: WorkflowAnswer, pen: Pen) -> Iterator[str]:
    where = f"  ({where_text(one)})" if where_text(one) else ""
    yield pen.bold(f"workflow {pen.value(quoted(one.workflow.display_name))}") + where
    yield f"  {pen.prose(answer_text(one))}"
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
    line = f"{forecast.position}. {task_title(forecast.task)}: {TASKS[word]}" + (f": {reason}" if reason else "")
    return pen.paint(Sign.DELETE, pen.value(line)) if word == "failed" else pen.value(line)


def _result(result: PersonResult, number: int, pen: Pen) -> Iterator[str]:
    yield pen.value(f"  {result_text(result, number)}")
    for task in result.tasks:
        yield pen.value(f"    {task.title}: {task.status}" + (f": {task.reason}" if task.reason else ""))
