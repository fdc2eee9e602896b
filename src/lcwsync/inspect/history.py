"""The differences between two versions of a workflow. Pure."""

from lcwsync.model.version import Version
from lcwsync.plan.diff import WorkflowDiff, diff_workflow
from lcwsync.plan.unknown import MemberChange, member_changes, omitted_arguments
from lcwsync.values.records import dataclass


@dataclass(frozen=True, slots=True)
class VersionDifference:
    """From an older to a newer version: what the model expresses, and what of the answer it does not."""

    known: WorkflowDiff
    other: tuple[MemberChange, ...]


def difference(older: Version, newer: Version) -> VersionDifference:
    """What changed. Members that the model does not know are compared as they are, and so are arguments that the
    newer version no longer has: the comparator takes those for left alone."""
    known = diff_workflow(newer.live.workflow, older.live.workflow)
    other = [
        *member_changes(older.live.unknown, newer.live.unknown),
        *(
            MemberChange(member.path, member.value, None)
            for member in omitted_arguments(newer.live.workflow, older.live.workflow)
        ),
    ]
    if known.empty and (older.live.unsupported or newer.live.unsupported):
        other += member_changes(older.content, newer.content)
    return VersionDifference(known, tuple(dict.fromkeys(other)))
