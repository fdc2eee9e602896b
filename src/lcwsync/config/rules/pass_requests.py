"""Requests in My Access, held against the workflow, the policy of passes and the engine's interval. Offline.

Facts: https://learn.microsoft.com/entra/id-governance/lifecycle-workflow-execution-conditions,
https://learn.microsoft.com/entra/id-governance/entitlement-management-request-behalf.
"""

from collections.abc import Iterator

from lcwsync.config.rules.tap_policy import groups_of
from lcwsync.config.rules.view import TaskView, View, WorkflowView
from lcwsync.model.conditions import GroupScope, MembershipChange, MembershipChangeTrigger, TriggerAndScope
from lcwsync.model.mails import MANAGER, recipient, strange_arguments
from lcwsync.model.pass_requests import DELIVERY_MARGIN_HOURS, VERIFIED_LEVEL, ByRule, InGroups, PassRequests
from lcwsync.model.references import Ref, may_be_same, ref_key
from lcwsync.model.settings import DEFAULT_SCHEDULE_INTERVAL_HOURS
from lcwsync.model.state import Desired, ObjectKind
from lcwsync.model.tap_policy import AllUsers, Target
from lcwsync.model.task_effects import ADDS, groups_added
from lcwsync.model.workflow import Category
from lcwsync.values.codes.finding import finding
from lcwsync.values.findings import Finding
from lcwsync.values.location import Location
from lcwsync.values.nearest import did_you_mean
from lcwsync.values.places import Places


def pass_request_findings(view: View) -> Iterator[Finding]:
    """Findings about requests that would lead to no pass, or let more people ask than the page of the portal."""
    for requests in view.desired.pass_requests:
        yield from _unverified(requests, view)
        yield from _duration(requests, view)
        yield from _members_already(requests, view)
        yield from _policy(requests, view)
        yield from _workflow(requests, view)
        yield from _other_ways(requests, view)
    yield from _shared_groups(view)


def request_policy_findings(desired: Desired, places: Places) -> Iterator[Finding]:
    """The people of requests, held against the policy of passes of `desired` alone."""
    view = View(desired, places)
    for requests in desired.pass_requests:
        yield from _policy(requests, view)


def request_trigger_findings(desired: Desired, places: Places) -> Iterator[Finding]:
    """What starts the workflows of requests, where references carry ids: files alone cannot tell whether a name and an
    id mean one group."""
    view = View(desired, places)
    for requests in desired.pass_requests:
        if (found := _named(requests, view)) is not None:
            yield from _trigger(requests, found, _at(view, requests, "workflow"))


def _at(view: View, requests: PassRequests, *path: str | int) -> Location:
    return view.places.at(ObjectKind.PASS_REQUESTS.value, requests.display_name, *path)


def _unverified(requests: PassRequests, view: View) -> Iterator[Finding]:
    if requests.manager_level != VERIFIED_LEVEL and not requests.accept_unverified:
        place = _at(view, requests, "requestedBy", "managerLevel")
        message = f"managerLevel {requests.manager_level} lets indirect managers ask, which no page shows at work"
        yield finding("REQ001", place, message, "write managerLevel: 1, or add acceptUnverified: true")
    if isinstance(requests.for_, ByRule) and not requests.for_.accept_unverified:
        place = _at(view, requests, "for", "rule")
        message = "a policy with a rule of people is documented for automatic assignment only"
        yield finding("REQ002", place, message, "name groups, or add acceptUnverified: true beside the rule")


def _duration(requests: PassRequests, view: View) -> Iterator[Finding]:
    settings = view.desired.settings
    interval = (settings and settings.workflow_schedule_interval_in_hours) or DEFAULT_SCHEDULE_INTERVAL_HOURS
    least, better = interval + DELIVERY_MARGIN_HOURS, 2 * interval + DELIVERY_MARGIN_HOURS
    hours = requests.expires_after_hours
    place = _at(view, requests, "expiresAfterHours")
    lasts = f"{hours} hour{'' if hours == 1 else 's'}"
    every = f"{interval} hours" if interval != 1 else "hour"
    message = f"the membership lasts {lasts}, and workflows run every {every}"
    if hours < least:
        yield finding("REQ010", place, message, f"allow at least {least} hours, better {better}")
    elif hours < better:
        yield finding("REQ011", place, message, f"allow {better} hours")


def _members_already(requests: PassRequests, view: View) -> Iterator[Finding]:
    groups = requests.for_.groups if isinstance(requests.for_, InGroups) else ()
    for position, group in enumerate(groups):
        if ref_key(group) == ref_key(requests.group):
            message = f"{group} is the group of the request itself: its members cannot join it again"
            hint = "name the group of the people who may need a pass"
            related = (_at(view, requests, "group"),)
            yield finding("REQ022", _at(view, requests, "for", "groups", position), message, hint, related=related)


def _policy(requests: PassRequests, view: View) -> Iterator[Finding]:
    policy = view.desired.tap_policy
    if policy is None or not isinstance(requests.for_, InGroups):
        return
    excluded = {ref_key(group) for group in groups_of(policy.exclude_targets or ())}
    targets = policy.include_targets
    for position, group in enumerate(requests.for_.groups):
        place = _at(view, requests, "for", "groups", position)
        if ref_key(group) in excluded:
            message = f"the policy of passes excludes the group {group}"
            yield finding("REQ014", place, message, "name another group", related=(view.policy("excludeTargets"),))
        elif targets is not None and AllUsers() not in targets and not _named_by(targets, group, requests.group):
            message = f"the policy of passes does not name the group {group}"
            hint = "add it to includeTargets of the policy"
            yield finding("REQ013", place, message, hint, related=(view.policy("includeTargets"),))


def _named_by(targets: tuple[Target, ...], *groups: Ref) -> bool:
    return any(may_be_same(target, group) for target in groups_of(targets) for group in groups)


def _workflow(requests: PassRequests, view: View) -> Iterator[Finding]:
    place = _at(view, requests, "workflow")
    if requests.workflow is None:
        message = "no workflow is named: nothing that git describes creates a pass for a request"
        yield finding("REQ003", _at(view, requests), message, "add workflow: with the name of a Workflow in git")
        return
    found = _named(requests, view)
    if found is None:
        names = [item.workflow.display_name for item in view.workflows]
        hint = did_you_mean(requests.workflow, names) or "describe it as a Workflow, or check the spelling"
        yield finding("REQ004", place, f'git describes no workflow "{requests.workflow}"', hint)
        return
    yield from _chain(requests, found, place)


def _named(requests: PassRequests, view: View) -> WorkflowView | None:
    wanted = (requests.workflow or "").casefold()
    return next((item for item in view.workflows if item.workflow.display_name.casefold() == wanted), None)


def _chain(requests: PassRequests, found: WorkflowView, place: Location) -> Iterator[Finding]:
    """From the membership to the mail: one finding for each link that does not hold."""
    workflow = found.workflow
    off = [
        key
        for key, value in (("isEnabled", workflow.is_enabled), ("isSchedulingEnabled", workflow.is_scheduling_enabled))
        if value is not True
    ]
    if off:
        message = f'the workflow "{workflow.display_name}" does not run by itself: {" and ".join(off)} not true'
        yield finding("REQ005", place, message, f"set {off[0]}: true there", related=(found.at(off[0]),))
    yield from _trigger(requests, found, place)
    if workflow.category is not Category.JOINER:
        message = f'the workflow "{workflow.display_name}" is not a joiner workflow'
        yield finding("REQ007", place, message, "set category: joiner there", related=(found.at("category"),))
    passes = [task for task in found.tasks if task.creates_pass]
    if not any(task.is_active for task in passes):
        message = f'the workflow "{workflow.display_name}" creates no pass'
        yield finding("REQ008", place, message, "add the task generateTapAndEmailManager there", related=(found.at(),))
    for task in passes:
        if not _to_the_manager(task):
            message = f'the pass of the workflow "{workflow.display_name}" does not go to the manager alone'
            yield finding("REQ009", place, message, "remove cc and to from the task", related=(task.at("arguments"),))


def _trigger(requests: PassRequests, found: WorkflowView, place: Location) -> Iterator[Finding]:
    workflow = found.workflow
    match workflow.conditions:
        case TriggerAndScope(
            trigger=MembershipChangeTrigger(change=MembershipChange.ADD), scope=GroupScope(groups=(group,))
        ) if may_be_same(group, requests.group):
            return
        case _:
            message = f'the workflow "{workflow.display_name}" does not run when somebody joins {requests.group}'
            hint = f"write trigger: {{membershipChange: add}} and scope: {{groups: [{requests.group}]}} there"
            yield finding("REQ006", place, message, hint, related=(found.at("trigger"),))


def _to_the_manager(task: TaskView) -> bool:
    copied = task.argument("cc") not in (None, ())
    return not copied and not strange_arguments(task.task) and recipient(task.task) in (MANAGER, None)


def _other_ways(requests: PassRequests, view: View) -> Iterator[Finding]:
    """Workflows of git that put people into the group."""
    for workflow in view.workflows:
        for task in workflow.active(*ADDS):
            for position, ref in enumerate(groups_added(task.task)):
                if ref_key(ref) == ref_key(requests.group):
                    message = f'the workflow "{workflow.workflow.display_name}" adds people to {requests.group} as well'
                    related = (task.at("arguments", ADDS[task.key], position),)
                    hint = "let the task name another group"
                    yield finding("REQ015", _at(view, requests, "group"), message, hint, related=related)


def _shared_groups(view: View) -> Iterator[Finding]:
    first: dict[str, PassRequests] = {}
    for requests in view.desired.pass_requests:
        owner = first.setdefault(ref_key(requests.group), requests)
        if owner is not requests:
            message = f'"{owner.display_name}" uses the group {requests.group} as well'
            related = (_at(view, owner, "group"),)
            yield finding("REQ012", _at(view, requests, "group"), message, "use a group of its own", related=related)
