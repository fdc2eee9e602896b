"""A status for an issue or a job's summary. It masks people unless it is told to show them."""

from collections.abc import Mapping

from lcwsync.inspect.status import Status, WorkflowStatus
from lcwsync.render.formats import escape
from lcwsync.render.formats.budget import Piece
from lcwsync.render.formats.markdown import DEFAULT_BUDGET, Markdown, fitted
from lcwsync.render.preview.rows import masked
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
            text=_workflow(item, names, show_people=show_people, whole=True),
            short=_workflow(item, names, show_people=show_people, whole=False),
            priority=(0 if item.troubled else 1, at),
        )
        for at, item in enumerate(status.workflows)
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
            name = names.get(result.person_id, result.person_id) if show_people else _masked(result.person_id, names)
            lines.append(f"- {escape.markdown(result_text(result, name))}")
            lines += [f"  - {escape.markdown(f'{task}: {reason}')}" for task, reason in reasons(result)]
    return "\n".join(lines)


def _masked(person_id: str, names: Mapping[str, str]) -> str:
    return (
        masked(names[person_id].partition("@")[0].replace(".", " "))
        if person_id in names
        else f"person {person_id[:8]}"
    )
