"""The names of a tenant that an editor offers: groups, units, licences, packages, extensions, workflows; no people."""

from collections.abc import Callable, Mapping
from functools import partial

from lcwsync.config.form.json_schema import WORKFLOW_NAMES, name_kind
from lcwsync.model.person import UNREAD
from lcwsync.model.references import RefKind
from lcwsync.tenant.port import Tenant
from lcwsync.tenant.tolerant import TolerantReader

MOST_NAMES = 2_000
"""Of one kind: an editor reads the schema anew at every start, and offers as many names in one list."""

_KINDS = (
    RefKind.GROUP,
    RefKind.TEAM,
    RefKind.ADMINISTRATIVE_UNIT,
    RefKind.LICENCE,
    RefKind.ACCESS_PACKAGE,
    RefKind.CUSTOM_TASK_EXTENSION,
)


def offered_names(tenant: Tenant, note: Callable[[str], None]) -> Mapping[str, tuple[str, ...]]:
    """Names by kind, as `config.form.json_schema.schemas` takes them.

    `note` is told which may not be read, and of which there are more than MOST_NAMES. Raises GraphFailure when the
    tenant is out of reach or the sign-in is not accepted.
    """
    reader = TolerantReader()
    found: dict[str, tuple[str, ...]] = {}
    for kind in _KINDS:
        answer = reader.read(f"{kind}s", partial(tenant.listed, kind, MOST_NAMES))
        if answer is UNREAD:
            continue
        found[name_kind(kind)], more = answer
        if more:
            note(
                f"the tenant has more than {MOST_NAMES} {kind}s: the editor offers the first; any other can be written"
            )
    workflows = reader.read("workflows", tenant.workflows)
    if workflows is not UNREAD:
        found[WORKFLOW_NAMES] = tuple(sorted({live.workflow.display_name for live in workflows}, key=str.casefold))
    for refused in reader.refused:
        note(f"{refused.what} are not offered: {refused.why}")
    return {kind: names for kind, names in found.items() if names}
