"""The answers about one person as one HTML page. It names the person, as the text for a terminal does."""

from collections.abc import Iterator

from lcwsync.judge.outcome import TaskForecast, told
from lcwsync.model.run import PersonResult
from lcwsync.plan.changes import task_title
from lcwsync.preview.why import Answer, Condition, Why, WorkflowAnswer
from lcwsync.render.formats.escape import html as text
from lcwsync.render.formats.page import page
from lcwsync.render.plan.style import CSS
from lcwsync.render.why.words import TASKS, answer_text, result_text, verdict, where_text
from lcwsync.values.moments import moment_text

_OWN = """
.holds { list-style: none; margin: .4rem 0; padding: 0; }
.holds li { padding: .15rem 0; overflow-wrap: anywhere; }
.mark { display: inline-block; width: 1.4rem; font-weight: 600; }
.mark.yes { color: var(--add); } .mark.no { color: var(--cut); } .mark.unsure { color: var(--edit); }
"""

_MARKS = {True: ("yes", "✓", "holds"), False: ("no", "✗", "does not hold"), None: ("unsure", "?", "cannot tell")}
_SIDES = {Answer.RUNS: "create", Answer.ON_EVENT: "create", Answer.DONE: "create"}
_BADGES = {"done": "low", "failed": "high", "skipped": "medium", "cannotTell": "medium"}


def why_html(why: Why, *, tool_version: str) -> str:
    """The page: who, the verdict, then each workflow with its conditions, what it did and what it would do."""
    heading = f"Workflows and {why.person.name or why.person.id}"
    return page(heading, "\n".join(_body(why, heading)), css=CSS + _OWN, tool_version=tool_version)


def _body(why: Why, heading: str) -> Iterator[str]:
    where = "Sandbox tenant" if why.tenant.sandbox else "Tenant"
    yield f"<h1><bdi>{text(heading)}</bdi></h1>"
    yield f'<p class="soft"><bdi>{text(why.person.user_principal_name)}</bdi></p>'
    tenant = f"{where} <bdi>{text(why.tenant.name)}</bdi>, environment {text(why.environment)}"
    yield f'<p class="soft">{tenant}, at {text(moment_text(why.now))}</p>'
    yield f'<p class="verdict">{text(verdict(why))}</p>'
    for note in why.notes:
        yield f'<p><span class="badge note">note</span> {text(note)}</p>'
    for one in why.workflows:
        yield from _workflow(one)


def _workflow(one: WorkflowAnswer) -> Iterator[str]:
    side = _SIDES.get(one.answer, "")
    where = f' <span class="badge note">{text(where_text(one))}</span>' if where_text(one) else ""
    yield f'<section class="object {side}"><header><h3><bdi>{text(one.workflow.display_name)}</bdi>{where}</h3>'
    yield f"<p>{text(answer_text(one))}</p></header><div>"
    yield f'<ul class="holds">{"".join(map(_condition, one.conditions))}</ul>'
    if one.tasks:
        yield f'<p class="soft">What each task would do</p><ul class="plain">{"".join(map(_task, one.tasks))}</ul>'
    for result in one.results[:1]:
        yield from _result(result, len(one.results))
    yield "</div></section>"


def _condition(condition: Condition) -> str:
    name, sign, meaning = _MARKS[condition.holds]
    read = condition.read if condition.read != condition.wanted else ""
    shown = f' <span class="soft"><bdi>{text(read)}</bdi></span>' if read else ""
    indent = f"margin-left: {1.4 * condition.depth:g}rem"
    mark = f'<span class="mark {name}" title="{meaning}">{sign}</span>'
    return f'<li style="{indent}">{mark}<bdi>{text(condition.wanted)}</bdi>{shown}</li>'


def _task(forecast: TaskForecast) -> str:
    word, reason = told(forecast.outcome)
    why = f": {text(reason)}" if reason else ""
    title = f"{forecast.position}. <bdi>{text(task_title(forecast.task))}</bdi>"
    return f'<li>{title} <span class="badge {_BADGES[word]}">{text(TASKS[word])}</span>{why}</li>'


def _result(result: PersonResult, number: int) -> Iterator[str]:
    yield f'<p class="soft">{text(result_text(result, number))}</p>'
    tasks = (
        f"<li><bdi>{text(task.title)}</bdi>: {text(task.status)}{f': {text(task.reason)}' if task.reason else ''}</li>"
        for task in result.tasks
    )
    yield f'<ul class="plain">{"".join(tasks)}</ul>' if result.tasks else ""
