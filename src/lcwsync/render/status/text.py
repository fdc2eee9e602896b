"""A status for a terminal."""

from collections.abc import Iterator, Mapping

from lcwsync.inspect.access_requests import RequestsStatus
from lcwsync.inspect.status import Status, WorkflowStatus
from lcwsync.render.formats.fit import fitted
from lcwsync.render.formats.terminal import Pen, Sign
from lcwsync.render.status.requests import no_requests, pass_text, request_text, requests_title
from lcwsync.render.status.rows import reasons, result_text, run_text, stands_still, title, verdict


def status_text(
    status: Status, names: Mapping[str, str], *, colour: bool, unicode: bool, width: int | None = None
) -> str:
    """Requests in My Access, then per workflow whether it runs, its newest runs and failures; the last line counts.
    `names`: by object id."""
    pen = Pen(colour=colour, unicode=unicode)
    lines = [line for door in status.requests for line in _requests(door, pen)]
    lines += [line for item in status.workflows for line in _lines(item, names, pen, quiet=status.person is not None)]
    return fitted("\n".join((*lines, pen.bold(pen.prose(verdict(status))))), width) + "\n"


def _lines(item: WorkflowStatus, names: Mapping[str, str], pen: Pen, *, quiet: bool) -> Iterator[str]:
    yield pen.bold(pen.value(title(item)))
    for line in stands_still(item, show_people=True):
        yield pen.paint(Sign.WARN, f"  {Sign.WARN} {pen.prose(line)}")
    if not item.runs and not quiet:
        yield "  no runs"
    for run in item.runs:
        yield f"  {pen.value(run_text(run))}"
    if quiet and not item.results:
        yield "  not taken up"
    for result in item.results:
        sign = Sign.WARN if result.failed else " "
        line = f"  {sign} {pen.value(result_text(result, names.get(result.person_id, result.person_id)))}"
        yield pen.paint(Sign.DELETE, line) if result.failed else line
        for task, reason in reasons(result):
            yield f"      {pen.value(task)}: {pen.value(reason)}"


def _requests(door: RequestsStatus, pen: Pen) -> Iterator[str]:
    yield pen.bold(pen.value(requests_title(door)))
    if nothing := no_requests(door):
        yield f"  {nothing}"
    for asked in door.requests:
        sign = Sign.WARN if asked.failed else " "
        line = f"  {sign} {pen.value(request_text(asked, str))}"
        yield pen.paint(Sign.DELETE, line) if asked.failed else line
        if told := pass_text(asked):
            yield f"      {pen.value(told)}"
