"""Names of git that are looked for in the tenant and that nothing has any more."""

from collections.abc import Iterator

from lcwsync.model.state import Desired, Existing, ObjectKind
from lcwsync.values.codes.finding import finding
from lcwsync.values.findings import Finding
from lcwsync.values.places import Places


def missing_name_findings(desired: Desired, existing: Existing, places: Places) -> Iterator[Finding]:
    """A note for each name under `removed` that is gone, and for each object whose previous names nothing has."""
    workflows = {live.workflow.display_name.casefold() for live in existing.workflows}
    deleted = {live.workflow.display_name.casefold() for live in existing.deleted_workflows}
    extensions = {live.extension.display_name.casefold() for live in existing.extensions}
    for name in desired.removed:
        if name.casefold() not in workflows | extensions:
            message = f'the tenant has nothing called "{name}"'
            place = places.at("Project", "removed", name)
            yield finding("REF009", place, message, "take it out of removed once no environment has it")
    for workflow in desired.workflows:
        names = {name.casefold() for name in (workflow.display_name, *workflow.previous_names)}
        if workflow.previous_names and not names & (workflows | deleted):
            message = f'the tenant has no workflow called "{workflow.previous_names[0]}": a new one is created'
            place = places.at(ObjectKind.WORKFLOW.value, workflow.display_name, "previousNames")
            yield finding("REF009", place, message, "check the spelling, or remove previousNames")
