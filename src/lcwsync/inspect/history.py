"""The versions of a workflow and what changed between two of them.

https://learn.microsoft.com/graph/api/identitygovernance-workflow-list-versions
"""

from collections.abc import Mapping
from dataclasses import dataclass

from lcwsync.model.workflow import LiveWorkflow
from lcwsync.plan.diff import WorkflowDiff, diff_workflow
from lcwsync.tenant.port import Tenant
from lcwsync.tenant.wire.workflow import live_workflow

_WORKFLOWS = "/identityGovernance/lifecycleWorkflows/workflows"

_VOLATILE = ("id", "version", "versionNumber", "createdDateTime", "lastModifiedDateTime", "createdBy", "lastModifiedBy")


@dataclass(frozen=True, slots=True)
class Version:
    """One version, with the answer it was read from."""

    number: int
    created: str | None
    live: LiveWorkflow
    answer: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Difference:
    """From an older to a newer version: what the model expresses, and members of the answer that it does not."""

    known: WorkflowDiff
    other: tuple[str, ...]


def versions_of(live: LiveWorkflow, tenant: Tenant) -> tuple[Version, ...]:
    """All versions with their tasks, newest first; the current one is among them."""
    listed = tenant.read_json(f"{_WORKFLOWS}/{live.id}/versions")
    numbers = (
        sorted(
            (n for item in listed if isinstance(item, Mapping) and isinstance(n := item.get("versionNumber"), int)),
            reverse=True,
        )
        if isinstance(listed, list)
        else []
    )
    answers = tenant.read_many([f"{_WORKFLOWS}/{live.id}/versions/{number}?$expand=tasks" for number in numbers])
    return tuple(
        _version(number, live.id, answer)
        for number, answer in zip(numbers, answers, strict=True)
        if isinstance(answer, Mapping)
    )


def difference(older: Version, newer: Version) -> Difference:
    """What changed. Members that the model does not know are compared as they are."""
    known = diff_workflow(newer.live.workflow, older.live.workflow)
    if not known.empty or not (older.live.unsupported or newer.live.unsupported):
        return Difference(known, ())
    from deepdiff import DeepDiff

    raw = DeepDiff(_stable(older.answer), _stable(newer.answer), verbose_level=0)
    return Difference(known, tuple(sorted(path for paths in raw.values() for path in paths)))


def _version(number: int, workflow_id: str, answer: Mapping[str, object]) -> Version:
    """A version has no id of its own and calls its number otherwise; in all else it is a workflow."""
    live = live_workflow({**answer, "id": workflow_id, "version": number})
    return Version(number, _text(answer, "createdDateTime"), live, answer)


def _stable(answer: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in answer.items() if name not in _VOLATILE and not name.startswith("@")}


def _text(answer: Mapping[str, object], name: str) -> str | None:
    value = answer.get(name)
    return value if isinstance(value, str) else None
