"""Tasks that assign access packages and take them away
(https://learn.microsoft.com/entra/id-governance/lifecycle-workflow-tasks)."""

from lcwsync.judge.outcome import CannotTell, Done, Failed
from lcwsync.judge.state import Judged, State, ids_of
from lcwsync.model.person import UNREAD
from lcwsync.model.workflow import Task


def request(state: State, task: Task) -> Judged:
    """requestAccessPackage: the policy belongs to the package. Whether an approver agrees cannot be foreseen."""
    packages = state.tenant.packages
    package, policy = ids_of(task, "accessPackageId"), ids_of(task, "assignmentPolicyId")
    if packages is UNREAD or not package or not policy:
        return CannotTell("access packages"), state
    if package[0] not in packages:
        return Failed(f"the access package {package[0]} does not exist"), state
    if policy[0] not in packages[package[0]]:
        return Failed("the access package has no such assignment policy"), state
    return Done(), state


def end(state: State, _: Task) -> Judged:
    """removeAccessPackage and cancelPendingAccessPackageRequests."""
    return Done(), state


def end_all(state: State, task: Task) -> Judged:
    """removeAllAccessPackages."""
    days = task.arguments.get("daysUntilExpiration", 0)
    if not isinstance(days, int) or not 0 <= days <= _MOST_DAYS:
        return Failed("daysUntilExpiration is not a number of days"), state
    return Done(), state


_MOST_DAYS = 9999
"""No limit is published; the sandbox takes four digits."""
