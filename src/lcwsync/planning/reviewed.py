"""One workflow of the tenant as git describes it: the state that was reviewed, with ids."""

from dataclasses import replace

from lcwsync.config.load import Resolved
from lcwsync.model.state import Existing
from lcwsync.model.workflow import LiveWorkflow, Workflow
from lcwsync.tenant.names import resolve
from lcwsync.tenant.port import Tenant


def reviewed(resolved: Resolved, live: LiveWorkflow, tenant: Tenant) -> Workflow | None:
    """The workflow of that name in git, with the ids of its references; None when git lists none of that name.

    A reference that the tenant cannot resolve stays a name, so that the two differ. Raises TenantError.
    """
    wanted = live.workflow.display_name.casefold()
    chosen = tuple(w for w in resolved.desired.workflows if w.display_name.casefold() == wanted)
    if not chosen:
        return None
    alone = replace(resolved.desired, workflows=chosen, tap_policy=None, settings=None, guardrails=None)
    extensions = tenant.extensions() if resolved.desired.extensions else ()
    resolution = resolve(alone, tenant, Existing(workflows=(live,), extensions=extensions), resolved.places)
    return resolution.desired.workflows[0]
