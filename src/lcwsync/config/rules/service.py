"""What the service or one of its clouds takes differently from what git may say."""

from collections.abc import Iterator, Mapping, Sequence

from lcwsync.config.rules.view import View, WorkflowView
from lcwsync.model.conditions import GuestSponsorTrigger
from lcwsync.model.environment import Cloud
from lcwsync.model.extension import LIMITED_CALLBACK_MINUTES, LaunchAndWait
from lcwsync.model.state import ObjectKind
from lcwsync.model.triggers import moment_of
from lcwsync.model.workflow import AttributeUpdate
from lcwsync.values.codes.finding import finding
from lcwsync.values.findings import Finding

DAYS = "daysUntilExpiration"


def service_findings(view: View, cloud: Cloud) -> Iterator[Finding]:
    """Values on which the pages disagree, or that a cloud does not have."""
    counting = _counting(view)
    for workflow in view.workflows:
        yield from _names(workflow)
        yield from _sponsors(workflow)
        yield from _expiration(workflow)
        yield from _dates_of_today(workflow, counting)
    yield from _callbacks(view)
    if not cloud.has_passes:
        yield from _passes_in_china(view)


def _names(view: WorkflowView) -> Iterator[Finding]:
    """Two tasks to which git gives one name."""
    taken: dict[str, int] = {}
    for task in view.tasks:
        name = task.task.display_name
        if name is None:
            continue
        if (first := taken.setdefault(name.casefold(), task.position)) != task.position:
            related = view.tasks[first].at("displayName")
            yield task.find("LCW031", "displayName", message=f'another task is called "{name}", too', related=related)


def _sponsors(view: WorkflowView) -> Iterator[Finding]:
    match view.trigger:
        case GuestSponsorTrigger(minimum_required_sponsors=number) if number != 1:
            place = ("trigger", "guestSponsor", "minimumRequiredSponsors")
            yield view.find("LCW029", *place, message=f"{number} sponsors; the portal offers guests without any")


def _expiration(view: WorkflowView) -> Iterator[Finding]:
    for task in view.active("removeAllAccessPackages"):
        if task.argument(DAYS) is None:
            message = f"the page of this task requires {DAYS}; older workflows lack it"
            yield task.find("LCW030", message=message, hint=f"set {DAYS}; 0 ends the assignments at once")


def _counting(view: View) -> Mapping[str, Sequence[WorkflowView]]:
    """The workflows whose trigger counts from a date, by the date's name without case."""
    found: dict[str, list[WorkflowView]] = {}
    for workflow in view.workflows:
        due = moment_of(workflow.trigger)
        if due is not None and due.date is not None:
            found.setdefault(due.date.value.casefold(), []).append(workflow)
    return found


def _dates_of_today(workflow: WorkflowView, counting: Mapping[str, Sequence[WorkflowView]]) -> Iterator[Finding]:
    """`system.now` written to a date that another workflow's trigger counts from."""
    for task in workflow.active("updateUserAttributes"):
        updates = task.argument("attributeUpdates")
        for update in updates if isinstance(updates, tuple) else ():
            if not isinstance(update, AttributeUpdate) or update.value.casefold() != "system.now":
                continue
            others = (each for each in reversed(counting.get(update.attribute.casefold(), ())) if each is not workflow)
            if (other := next(others, None)) is not None:
                name = other.workflow.display_name
                message = f'{update.attribute} becomes midnight UTC of the day; "{name}" counts from it'
                yield task.find("LCW035", message=message, related=other.at("trigger"))


def _callbacks(view: View) -> Iterator[Finding]:
    for extension in view.desired.extensions:
        match extension.callback:
            case LaunchAndWait(timeout_minutes=minutes) if minutes < LIMITED_CALLBACK_MINUTES[0]:
                place = ("callback", "timeoutInMinutes")
                at = view.places.at(ObjectKind.EXTENSION.value, extension.display_name, *place)
                message = f"{minutes} minutes; the page of service limits says at least {LIMITED_CALLBACK_MINUTES[0]}"
                yield finding("LCW028", at, message, None, related=())


def _passes_in_china(view: View) -> Iterator[Finding]:
    message = "this environment is in China, where there is no Temporary Access Pass"
    if view.desired.tap_policy is not None:
        yield finding("TAP029", view.policy("state"), message, "remove the policy from this environment", related=())
    for task in view.passes:
        yield task.find("TAP029", message=message, hint="remove the task from this environment")
