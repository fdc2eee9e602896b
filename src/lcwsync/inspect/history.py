"""What changed between two versions of a workflow. Pure."""

from dataclasses import dataclass

from lcwsync.model.version import Version
from lcwsync.plan.diff import WorkflowDiff, diff_workflow


@dataclass(frozen=True, slots=True)
class Difference:
    """From an older to a newer version: what the model expresses, and members of the answer that it does not."""

    known: WorkflowDiff
    other: tuple[str, ...]


def difference(older: Version, newer: Version) -> Difference:
    """What changed. Members that the model does not know are compared as they are."""
    known = diff_workflow(newer.live.workflow, older.live.workflow)
    if not known.empty or not (older.live.unsupported or newer.live.unsupported):
        return Difference(known, ())
    from deepdiff import DeepDiff

    raw = DeepDiff(older.content, newer.content, verbose_level=0)
    return Difference(known, tuple(sorted(path for paths in raw.values() for path in paths)))
