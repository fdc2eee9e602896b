"""Several workflows of one name: which there are, which of them a run of lcwsync created, and removing one of those."""

from collections.abc import Callable
from datetime import timedelta

from lcwsync.apply.confirm import Patience
from lcwsync.apply.earlier import EarlierWrite, EarlierWrites
from lcwsync.model.state import ObjectKind
from lcwsync.model.workflow import LiveWorkflow
from lcwsync.tenant.looks import deleted_filtered, of_name, workflow_by_id, workflows_filtered, workflows_listed
from lcwsync.tenant.port import Tenant
from lcwsync.values.errors import Refused, TenantError
from lcwsync.values.json import moment_of
from lcwsync.values.records import dataclass

_SAME_MOMENT = timedelta(seconds=5)
"""The service may stamp creation and last change of one request a little apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """A workflow of the name. `by_lcwsync`: a run that this machine knows of created it."""

    live: LiveWorkflow
    by_lcwsync: bool

    @property
    def untouched(self) -> bool:
        """Whether nobody changed it since it was created."""
        created, changed = moment_of(self.live.created), moment_of(self.live.last_modified)
        if self.live.version != 1 or created is None or changed is None:
            return False
        return abs(changed - created) <= _SAME_MOMENT


@dataclass(frozen=True, slots=True, kw_only=True)
class Copies:
    """What the tenant has of a name, and what an earlier run sent that nobody sees."""

    name: str
    copies: tuple[Copy, ...]
    unseen: tuple[EarlierWrite, ...]
    deleted: tuple[str, ...]
    """Ids of deleted workflows of the name."""

    def removable(self) -> Copy | None:
        """The newest one that a run of lcwsync created and nobody changed, while another one stays."""
        ours = [copy for copy in self.copies if copy.by_lcwsync and copy.untouched]
        return max(ours, key=lambda copy: copy.live.created or "") if ours and len(self.copies) > 1 else None


def read_copies(name: str, tenant: Tenant, earlier: EarlierWrites) -> Copies:
    """Read every workflow of a name: from the plain list, by `$filter`, and under the ids that runs received.

    Raises GraphFailure.
    """
    writes = earlier.creations(ObjectKind.WORKFLOW, name)
    known = [write.sent.object_id for write in writes if write.sent.object_id]
    looks = workflows_listed(), workflows_filtered(name), deleted_filtered(name)
    answers = tenant.look(looks)
    listed = of_name([*answers[looks[0]], *answers[looks[1]]], name)
    by_id = {id_: workflow_by_id(id_) for id_ in (*(item.id for item in listed), *known)}
    found = tenant.look(tuple(by_id.values())) if by_id else None
    live = [workflow for look in by_id.values() if found and (workflow := found[look]) is not None]
    named = [workflow for workflow in live if workflow.workflow.display_name.casefold() == name.casefold()]
    seen = {workflow.id for workflow in named}
    deleted = tuple(item.id for item in of_name(answers[looks[2]], name))

    def unseen(write: EarlierWrite) -> bool:
        if not write.sent.answered:
            return not write.confirmed and not named  # one of the name is there: it may be this one
        return not write.confirmed and write.sent.object_id not in {*seen, *deleted}

    return Copies(
        name=name,
        copies=tuple(Copy(live=workflow, by_lcwsync=workflow.id in known) for workflow in named),
        unseen=tuple(filter(unseen, writes)),
        deleted=deleted,
    )


def chosen(copies: Copies, object_id: str | None) -> Copy:
    """The one to remove: of that id, else the newest removable one. Raises Refused with the reason why none is."""
    hint = "decide in the portal: delete or rename all but one of them"
    if len(copies.copies) < 2:
        raise Refused(f'the tenant has no two workflows named "{copies.name}"', hint="there is nothing to remove")
    if object_id is None:
        if (copy := copies.removable()) is None:
            raise Refused("none of them is known to be created by lcwsync and untouched", hint=hint)
        return copy
    copy = next((copy for copy in copies.copies if copy.live.id == object_id.lower()), None)
    if copy is None:
        raise Refused(f'{object_id} is not one of the workflows named "{copies.name}"', hint=hint)
    if not copy.by_lcwsync:
        raise Refused(f"{object_id} was not created by a run of lcwsync that this machine knows", hint=hint)
    if not copy.untouched:
        raise Refused(f"{object_id} was changed since it was created", hint=hint)
    return copy


def remove(copy: Copy, copies: Copies, tenant: Tenant, *, read: Callable[[], Copies], patience: Patience) -> None:
    """Delete the copy, softly, when it is still as it was and another one of the name is still there.

    `read` reads the copies again. Raises Refused, TenantError.
    """
    if runs := tenant.runs.runs(copy.live.id):
        raise Refused(f"{copy.live.id} has run {len(runs)} times", hint="decide in the portal which of them stays")
    now = read()
    same = next((item for item in now.copies if item.live.id == copy.live.id), None)
    if same is None or same.live.last_modified != copy.live.last_modified or len(now.copies) < 2:
        raise Refused(f'the workflows named "{copies.name}" changed meanwhile', hint="run the command again")
    tenant.delete_workflow(copy.live.id)
    look = workflow_by_id(copy.live.id)
    left = patience.until(
        f"the deletion of {copy.live.id}", lambda: tenant.look((look,))[look], lambda live: live is None
    )
    if left is not None:
        raise TenantError(
            f"the deletion of {copy.live.id} was accepted, and the service still shows the workflow",
            hint="look at it in the portal in a few minutes",
        )
