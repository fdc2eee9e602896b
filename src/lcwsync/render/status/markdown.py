"""A status for an issue or a job's summary. It masks people unless it is told to show them."""

from collections.abc import Mapping

from lcwsync.inspect.access_requests import RequestsStatus
from lcwsync.inspect.status import Status, WorkflowStatus
from lcwsync.render.formats import escape
from lcwsync.render.formats.budget import Piece
from lcwsync.render.formats.markdown import DEFAULT_BUDGET, Markdown, fitted
from lcwsync.render.formats.masks import masked_user
from lcwsync.render.status.requests import no_requests, pass_text, request_text, requests_title
from lcwsync.render.status.rows import reasons, result_text, run_text, stands_still, title, verdict


def status_markdown(
    status: Status, names: Mapping[str, str], *, show_people: bool = False, budget_bytes: int = DEFAULT_BUDGET
) -> Markdown:
    """The status, at most `budget_bytes` bytes of UTF-8; what fails is kept longest. `names`: by object id."""
    where = "sandbox tenant" if status.tenant.sandbox else "tenant"
    head = (
        f"**{escape.markdown_code(status.environment)}** ({where} {escape.markdown_code(status.tenant.name)}) · "
        f"{escape.markdown(verdict(status))}"
    )
    pieces = [
        Piece(
            section="",
            text=_requests(door, show_people=show_people, whole=True),
            short=_requests(door, show_people=show_people, whole=False),
            priority=(0 if door.failed or door.exists is None else 1, at),
        )
        for at, door in enumerate(status.requests)
    ]
    pieces += [
        Piece(
            section="",
            text=_workflow(item, names, show_people=show_people, whole=True),
            short=_workflow(item, names, show_people=show_people, whole=False),
            priority=(0 if item.troubled else 1, at),
        )
        for at, item in enumerate(status.workflows, len(pieces))
    ]
    return fitted(head, pieces, budget_bytes, advice="`lcwsync status` shows all")


def _workflow(item: WorkflowStatus, names: Mapping[str, str], *, show_people: bool, whole: bool) -> str:
    lines = [f"### {escape.markdown(title(item))}", ""]
    lines += [f"- **{escape.markdown(line)}**" for line in stands_still(item, show_people=show_people)]
    if item.failed:
        lines.append(f"- **{item.failed} failed**")
    if whole:
        lines += [f"- {escape.markdown(run_text(run))}" for run in item.runs]
        for result in item.results:
            name = (
                names.get(result.person_id, result.person_id)
                if show_people
                else masked_user(names.get(result.person_id, result.person_id))
            )
            lines.append(f"- {escape.markdown(result_text(result, name))}")
            lines += [
                f"  - {escape.markdown(f'{task}: {reason}')}"
                for task, reason in reasons(result, show_people=show_people)
            ]
    return "\n".join(lines)


def _requests(door: RequestsStatus, *, show_people: bool, whole: bool) -> str:
    lines = [f"### {escape.markdown(requests_title(door))}", ""]
    if nothing := no_requests(door):
        lines.append(f"- {nothing}")
    if door.failed:
        lines.append(f"- **{door.failed} failed**")
    for asked in door.requests if whole else ():
        lines.append(f"- {escape.markdown(request_text(asked, str if show_people else masked_user))}")
        if told := pass_text(asked):
            lines.append(f"  - {escape.markdown(told)}")
    return "\n".join(lines).rstrip()
