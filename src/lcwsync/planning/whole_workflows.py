"""The workflows of git with nothing unsaid: what git leaves out, from the tenant."""

from collections.abc import Iterable

from lcwsync.model.state import Desired, Existing
from lcwsync.model.workflow import LiveWorkflow, Workflow
from lcwsync.plan.identity import match_workflows
from lcwsync.plan.merge import complete


def whole_workflows(
    desired: Desired, existing: Existing, name: str | None
) -> Iterable[tuple[Workflow, LiveWorkflow | None]]:
    """The workflows of git, or the tenant's of that name where git has none; each with what the tenant has or keeps
    deleted of it."""
    matches = match_workflows(desired, existing)
    for workflow in desired.workflows:
        key = workflow.display_name.casefold()
        live, trashed = matches.live.get(key), matches.deleted.get(key)
        if live is not None:
            yield complete(workflow, live.workflow), live
        else:
            yield (complete(workflow, trashed.workflow) if trashed else workflow), trashed
    if name is not None and not desired.workflows:
        for live in existing.workflows:
            if live.workflow.display_name.casefold() == name.casefold():
                yield live.workflow, live
