"""A status as one HTML page."""

from collections.abc import Iterator, Mapping

from lcwsync.inspect.access_requests import AskedRequest, RequestsStatus
from lcwsync.inspect.status import Status, WorkflowStatus
from lcwsync.model.run import PersonResult
from lcwsync.render.formats.escape import html as text
from lcwsync.render.formats.masks import masked_user
from lcwsync.render.formats.page import page
from lcwsync.render.plan.style import CSS
from lcwsync.render.status.requests import no_requests, pass_text, request_text, requests_title
from lcwsync.render.status.rows import reasons, stands_still, title, verdict
from lcwsync.values.moments import moment_text


def status_html(status: Status, names: Mapping[str, str], *, tool_version: str) -> str:
    """The page: the verdict, requests in My Access, then each workflow with its runs and failures. `names`: by object
    id."""
    heading = f"Runs in {status.environment}"
    body = "\n".join((f"<h1>{text(heading)}</h1>", *status_body(status, names)))
    return page(heading, body, css=CSS, tool_version=tool_version)


def status_body(status: Status, names: Mapping[str, str], *, show_people: bool = True) -> Iterator[str]:
    """The content below the heading. Without `show_people` neither who paused nor the service's reasons, which may
    name people."""
    yield f'<p class="verdict">{text(verdict(status))}</p>'
    for door in status.requests:
        yield from _requests(door, show_people=show_people)
    for item in status.workflows:
        yield from _workflow(item, names, show_people=show_people)


def _requests(door: RequestsStatus, *, show_people: bool) -> Iterator[str]:
    css = " delete" if door.failed else " change" if door.exists is None else " create"
    yield f'<section class="object{css}"><header><h3>{text(requests_title(door))}</h3></header><div>'
    if nothing := no_requests(door):
        yield f'<p class="soft">{text(nothing)}</p>'
    if door.requests:
        yield f'<ul class="plain">{"".join(_request(asked, show_people=show_people) for asked in door.requests)}</ul>'
    yield "</div></section>"


def _request(asked: AskedRequest, *, show_people: bool) -> str:
    badge = '<span class="badge high">failed</span> ' if asked.failed else ""
    told = pass_text(asked)
    what = request_text(asked, str if show_people else masked_user)
    return f"<li>{badge}<bdi>{text(what)}</bdi>{f'<br>{text(told)}' if told else ''}</li>"


def _workflow(item: WorkflowStatus, names: Mapping[str, str], *, show_people: bool) -> Iterator[str]:
    yield f'<section class="object{" delete" if item.troubled else " create"}"><header><h3>{text(title(item))}</h3>'
    for line in stands_still(item, show_people=show_people):
        yield f'<p><span class="badge high">stopped</span> {text(line)}</p>'
    yield "</header><div>"
    if item.runs:
        yield '<div class="scroll"><table><tr><th>Run</th><th>Started by</th><th>Status</th><th>People</th>'
        yield "<th>Failed</th></tr>"
        for run in item.runs:
            when = moment_text(run.started) if run.started else "not started"
            cells = (when, run.execution, run.status, str(run.people), str(run.failed_people))
            yield f"<tr>{''.join(f'<td>{text(cell)}</td>' for cell in cells)}</tr>"
        yield "</table></div>"
    else:
        yield '<p class="soft">No runs.</p>'
    if item.results:
        results = "".join(_result(result, names, show_people=show_people) for result in item.results)
        yield f'<ul class="plain">{results}</ul>'
    yield "</div></section>"


def _result(result: PersonResult, names: Mapping[str, str], *, show_people: bool) -> str:
    badge = "high" if result.failed else "low"
    when = f' <span class="soft">{text(moment_text(result.started))}</span>' if result.started else ""
    told = (f"{task}: {reason}" if show_people else task for task, reason in reasons(result))
    why = "".join(f"<br>{text(line)}" for line in told)
    name = text(names.get(result.person_id, result.person_id))
    return f'<li><span class="badge {badge}">{text(result.status)}</span> <bdi>{name}</bdi>{when}{why}</li>'
