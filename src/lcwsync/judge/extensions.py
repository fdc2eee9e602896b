"""The task that calls a Logic App (https://learn.microsoft.com/entra/id-governance/lifecycle-workflow-extensibility)."""

from lcwsync.judge.outcome import CannotTell, Done, Failed
from lcwsync.judge.state import Judged, State, ids_of
from lcwsync.model.person import UNREAD
from lcwsync.model.workflow import Task


def run(state: State, task: Task) -> Judged:
    """runCustomTaskExtension. When an answer is waited for, it decides, and nothing tells it before."""
    extensions, wanted = state.tenant.extensions, ids_of(task, "customTaskExtensionID")
    if extensions is UNREAD or not wanted:
        return CannotTell("custom task extensions"), state
    if wanted[0] not in extensions:
        return Failed(f"the custom task extension {wanted[0]} does not exist"), state
    if extensions[wanted[0]]:
        return CannotTell("the answer of the Logic App, which the workflow waits for"), state
    return Done(), state
