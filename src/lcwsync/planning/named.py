"""A workflow of the tenant by the name that a person typed."""

from lcwsync.model.workflow import LiveWorkflow
from lcwsync.tenant.port import Tenant
from lcwsync.values.errors import UsageError
from lcwsync.values.nearest import did_you_mean


def named_workflow(name: str, tenant: Tenant) -> LiveWorkflow:
    """The one workflow of that name, compared without case.

    Raises UsageError, with the name that was probably meant, when there is none or more than one; TenantError.
    """
    found = tenant.workflows_named(name)
    if len(found) == 1:
        return found[0]
    if found:
        ids = ", ".join(sorted(live.id for live in found))
        raise UsageError(f'the tenant has {len(found)} workflows called "{name}": {ids}', hint="rename all but one")
    names = [live.workflow.display_name for live in tenant.workflows()]
    hint = did_you_mean(name, names) or "`lcwsync status` lists the tenant's workflows"
    raise UsageError(f'no workflow of the tenant is called "{name}"', hint=hint)
