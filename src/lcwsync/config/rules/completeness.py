"""Required keys of a workflow that git leaves out: such a workflow cannot be created."""

from collections.abc import Iterator, Sequence

from lcwsync.config.objects import ConfiguredObject
from lcwsync.config.yaml.nodes import entry
from lcwsync.model.conditions import OnDemandOnly
from lcwsync.model.workflow import Workflow
from lcwsync.values.codes.finding import finding
from lcwsync.values.findings import Finding
from lcwsync.values.location import Location


def completeness_findings(objects: Sequence[ConfiguredObject]) -> Iterator[Finding]:
    """Workflows that can only be changed. What is written but wrong has been reported and is not missing."""
    for item in objects:
        if not isinstance(item.value, Workflow):
            continue
        needed = ["category", "trigger", "scope", "tasks"]
        if isinstance(item.value.conditions, OnDemandOnly):
            needed.remove("scope")
        missing = [key for key in needed if entry(item.node, key) is None]
        name = entry(item.node, "displayName")
        if missing and name is not None:
            place = Location(item.file, name.value.line, name.value.column)
            what = " and ".join(missing)
            yield finding("LCW022", place, f"the workflow can be changed but not created: {what} left to the tenant")
