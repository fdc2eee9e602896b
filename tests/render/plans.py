"""Plans, outcomes and findings to render. `every_action` holds each member of each union once; all texts are given."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from lcwsync.apply.outcome import Applied, Blocked, Failed, NotAttempted, Origin, Outcome
from lcwsync.model.catalogue import by_key
from lcwsync.model.conditions import (
    GroupScope,
    OnDemandOnly,
    RuleScope,
    TimeAttribute,
    TimeBasedTrigger,
    TriggerAndScope,
)
from lcwsync.model.extension import CustomTaskExtension, LiveExtension
from lcwsync.model.references import Ref, RefKind
from lcwsync.model.settings import LifecycleSettings
from lcwsync.model.state import ObjectKind, ObjectName, TenantIdentity
from lcwsync.model.tap_policy import TapPolicy
from lcwsync.model.workflow import ArgumentValue, Category, LiveWorkflow, Task, Workflow
from lcwsync.plan.action_facts import DeleteReason, Direction
from lcwsync.plan.actions import (
    Action,
    CreateExtension,
    DeleteExtension,
    PlannedAction,
    UpdateExtension,
    UpdateSettings,
    UpdateTapPolicy,
    subject,
)
from lcwsync.plan.changes import FieldChange, TaskAdded, TaskChanged, TaskRemoved
from lcwsync.plan.plan import Plan, Refusal, Risk, Unmanaged, Unverified
from lcwsync.plan.workflow_actions import (
    CreateWorkflow,
    DeleteWorkflow,
    NewVersion,
    RestoreWorkflow,
    UpdateTask,
    UpdateWorkflow,
)
from lcwsync.render.formats.json import environments
from lcwsync.render.outcome.json import outcome_report
from lcwsync.render.plan.json import plan_report
from lcwsync.values.findings import Finding, Rating, Severity
from lcwsync.values.location import Location

TENANT = TenantIdentity(id="11111111-2222-3333-4444-555555555555", name="Kestrel & Vane", sandbox=False)
RULE = "(department eq 'Sales')"
BEFORE_HIRE = TriggerAndScope(TimeBasedTrigger(TimeAttribute.HIRE_DATE, -7), RuleScope(RULE))


def ref(kind: RefKind, name: str, number: int = 1) -> Ref:
    return Ref(kind, id=f"{number:08x}-0000-4000-8000-000000000000", name=name)


def task(key: str, *, name: str | None = None, **arguments: ArgumentValue) -> Task:
    definition = by_key(key)
    assert definition
    return Task(definition_id=definition.id, display_name=name or definition.display_name, arguments=arguments)


def workflow(name: str, *tasks: Task, **changes: object) -> Workflow:
    value = Workflow(display_name=name, category=Category.JOINER, conditions=BEFORE_HIRE, tasks=tasks)
    return replace(value, **changes)  # type: ignore[arg-type]


def live(value: Workflow, number: int, version: int = 3) -> LiveWorkflow:
    return LiveWorkflow(id=f"{number:08x}-aaaa-4000-8000-000000000000", version=version, workflow=value)


def planned(*actions: Action) -> tuple[PlannedAction, ...]:
    return tuple(
        PlannedAction(
            key=f"{action.verbs[0]} {subject(action)} #{number}",
            action=action,
            location=Location(f"workflows/file{number}.yaml", number, 3),
        )
        for number, action in enumerate(actions, 1)
    )


def changed(field: str, before: object, after: object) -> tuple[FieldChange, ...]:
    return (FieldChange(field, before, after),)  # type: ignore[arg-type]


def everyday() -> Plan:
    """What a pull request usually holds."""
    tap = task("generateTapAndEmailManager", name="Generate TAP and email the manager", tapLifetimeMinutes=600)
    welcome = task("sendWelcomeEmail")
    groups = task("addUserToGroups", groupID=(ref(RefKind.GROUP, "SG-New-Hires"),))
    reminder = task("sendOnboardingReminderEmail", name="Remind the manager")
    onboard = workflow("Onboard pre-hire employee", tap, groups, welcome)
    first_day = workflow(
        "First day",
        task("enableUserAccount"),
        conditions=TriggerAndScope(TimeBasedTrigger(TimeAttribute.HIRE_DATE, 0), RuleScope(RULE)),
    )
    old = workflow("Old pre-hire workflow", welcome, reminder)
    body = (
        "Dear manager,\n\nhere is the pass.\nIt works once.\n\nIT",
        "Dear manager,\n\nhere is the pass.\nIt works all day.\n\nIT",
    )
    actions = planned(
        UpdateTapPolicy(
            before=TapPolicy(maximum_lifetime_in_minutes=480),
            after=TapPolicy(maximum_lifetime_in_minutes=1440),
            fields=changed("maximumLifetimeInMinutes", 480, 1440),
            direction=Direction.LOOSEN,
        ),
        CreateWorkflow(
            desired=first_day,
            fields=(
                FieldChange("displayName", None, "First day"),
                FieldChange("category", None, "joiner"),
                FieldChange("trigger.timeBasedAttribute", None, "employeeHireDate"),
                FieldChange("trigger.offsetInDays", None, 0),
                FieldChange("scope.rule", None, RULE),
            ),
        ),
        NewVersion(
            live=live(onboard, 1),
            desired=onboard,
            fields=changed("trigger.offsetInDays", -7, -3),
            tasks=(
                TaskChanged(
                    3,
                    1,
                    tap,
                    (
                        FieldChange("arguments.cc", (), (ref(RefKind.USER, "hr@kestrelvane.example", 7),)),
                        FieldChange("arguments.customBody", *body),
                        FieldChange("arguments.tapLifetimeMinutes", 480, 600),
                    ),
                    moved=True,
                ),
                TaskAdded(2, groups),
                TaskRemoved(2, reminder),
            ),
        ),
        UpdateWorkflow(
            live=live(workflow("Pre-hire", welcome), 2),
            desired=workflow("Welcome", welcome),
            fields=changed("displayName", "Pre-hire", "Welcome"),
        ),
        DeleteWorkflow(live=live(old, 3, 4), reason=DeleteReason.REMOVED),
    )
    return Plan(
        environment="production",
        tenant=TENANT,
        actions=actions,
        unchanged=(ObjectName(ObjectKind.WORKFLOW, "Last day"),),
        unmanaged=(
            Unmanaged(object=ObjectName(ObjectKind.WORKFLOW, "Welcome guests"), notes=("quarantined by the service",)),
        ),
        unverified=(
            Unverified(
                object=ObjectName(ObjectKind.WORKFLOW, "Movers"),
                field="scope.groups",
                reason="the service does not show the groups",
            ),
        ),
        risks=(
            Risk(
                code="RISK-DELETE",
                rating=Rating.MEDIUM,
                object=subject(actions[4].action),
                message="deleted; it can be restored for 30 days",
                action=actions[4].key,
            ),
            Risk(
                code="RISK-TAP-LIFETIME",
                rating=Rating.HIGH,
                object=subject(actions[0].action),
                message="a pass may live longer: 480 → 1440 minutes at most",
                action=actions[0].key,
            ),
        ),
        findings=(
            Finding(
                code="TAP004",
                severity=Severity.WARNING,
                message="a pass lives longer than a working day",
                location=Location("workflows/tap-policy.yaml", 6, 27),
                hint="8 hours are 480 minutes",
            ),
        ),
        config_digest="0" * 64,
    )


def quiet() -> Plan:
    """Nothing to do."""
    names = (
        ObjectName(ObjectKind.WORKFLOW, "First day"),
        ObjectName(ObjectKind.TAP_POLICY, "Temporary Access Pass policy"),
    )
    return Plan(environment="sandbox", tenant=TENANT._replace(sandbox=True), unchanged=names)


def every_action(name: str, value: str = "value") -> Plan:
    """Each action, each kind of task change and each list of a plan once; `name` is every name and message."""
    mail = task("sendWelcomeEmail", name=name)
    other = workflow(name, mail, conditions=OnDemandOnly())
    extension = CustomTaskExtension(display_name=name)
    live_extension = LiveExtension(id="0000000b-0000-4000-8000-000000000000", extension=extension)
    by_group = TriggerAndScope(None, GroupScope((ref(RefKind.GROUP, name),)))
    text = changed("description", "before", value)
    tasks = (
        TaskAdded(1, mail),
        TaskRemoved(2, mail),
        TaskChanged(3, 2, mail, changed("arguments.customSubject", value, "after"), moved=False),
        TaskChanged(1, 3, mail, (), moved=True),
    )
    actions = planned(
        CreateWorkflow(desired=other, fields=changed("displayName", None, value)),
        UpdateWorkflow(live=live(other, 1), desired=other, fields=changed("isEnabled", True, False)),
        UpdateTask(live=live(other, 2), task_id="t", position=1, task=mail, fields=text),
        NewVersion(live=live(other, 3), desired=replace(other, conditions=by_group), fields=text, tasks=tasks),
        RestoreWorkflow(deleted=live(other, 4), desired=other, fields=text, tasks=()),
        DeleteWorkflow(live=live(other, 5), reason=DeleteReason.PRUNED),
        UpdateTapPolicy(
            before=TapPolicy(),
            after=TapPolicy(),
            fields=changed("includeTargets", ("all users",), (ref(RefKind.GROUP, name),)),
            direction=Direction.TIGHTEN,
        ),
        UpdateSettings(
            before=LifecycleSettings(),
            desired=LifecycleSettings(),
            fields=changed("emailSettings.senderDomain", None, value),
        ),
        CreateExtension(desired=replace(extension, display_name=f"{name} "), fields=text),
        UpdateExtension(live=live_extension, desired=extension, fields=text),
        DeleteExtension(live=replace(live_extension, id="0000000c"), reason=DeleteReason.REMOVED),
    )
    about = ObjectName(ObjectKind.WORKFLOW, name)
    place = Location(name, 2, 3)
    return Plan(
        environment=name,
        tenant=TENANT._replace(name=name),
        actions=actions,
        unchanged=(about,),
        unmanaged=(Unmanaged(object=about, notes=(name,)),),
        unverified=(Unverified(object=about, field="scope.groups", reason=name),),
        risks=(Risk(code="RISK-X", rating=Rating.HIGH, object=about, message=name, action=actions[3].key),),
        refusals=(Refusal(law="protect", message=name, hint=name, object=about, location=place),),
        findings=findings(name),
    )


def findings(name: str) -> tuple[Finding, ...]:
    """One of each severity; `name` is in the message, the hint, the file and the environment."""
    return tuple(
        Finding(
            code=f"LCW00{number}",
            severity=severity,
            message=name,
            location=Location(f"workflows/{name}.yaml", number, 5),
            hint=name,
            related=(Location(name),),
            environment=name if number == 2 else None,
        )
        for number, severity in enumerate(Severity, 1)
    )


BEGAN = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def outcome(name: str) -> Outcome:
    """Each result once."""
    actions = everyday().actions
    return Outcome(
        origin=Origin(actor=name, commit="0123456789abcdef0123456789abcdef01234567", tool_version="1.2.3"),
        began=BEGAN,
        ended=BEGAN + timedelta(seconds=7),
        plan=replace(everyday(), environment=name),
        results=(
            Applied(planned=actions[0], request_ids=("r-1",), note=name),
            Failed(planned=actions[1], message=name, hint=name, request_id="r-2", code="Forbidden"),
            Blocked(planned=actions[2], by=(name,)),
            NotAttempted(planned=actions[3], reason=name),
        ),
        interrupted=False,
    )


def plan_json(plan: Plan, tool_version: str = "1") -> str:
    """The document of one environment's plan."""
    return environments(tool_version, [plan_report(plan)])


def outcome_json(result: Outcome, tool_version: str = "1") -> str:
    """The document of one environment's outcome."""
    return environments(tool_version, [outcome_report(result)])
