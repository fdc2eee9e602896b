"""Hypothesis strategies for every value of the model that git can express. A reference has a name or an id."""

from enum import StrEnum
from typing import TypeVar

from hypothesis import strategies as st

from lcwsync.model.catalogue import by_id, definitions
from lcwsync.model.conditions import (
    Conditions,
    GroupScope,
    OnDemandOnly,
    RuleScope,
    TriggerAndScope,
)
from lcwsync.model.extension import (
    CALLBACK_TIMEOUT_MINUTES,
    BearerToken,
    ClientConfiguration,
    CustomTaskExtension,
    LaunchAndContinue,
    LaunchAndWait,
    LogicApp,
    PopToken,
)
from lcwsync.model.fields import Field
from lcwsync.model.guardrails import ExpectedPrincipal, TapGuardrails, Tier
from lcwsync.model.pass_requests import (
    DAYS_TO_DECIDE,
    EXPIRY_HOURS,
    MANAGER_LEVELS,
    AllMembers,
    Approval,
    ApprovalStage,
    ByRule,
    InGroups,
    PassRequests,
)
from lcwsync.model.references import Ref, RefKind, is_guid
from lcwsync.model.settings import SCHEDULE_INTERVAL_HOURS, EmailSettings, LifecycleSettings
from lcwsync.model.state import Desired
from lcwsync.model.tap_policy import (
    LIFETIME_MINUTES,
    PASS_LENGTH,
    AllUsers,
    GroupTarget,
    PolicyState,
    TapPolicy,
    UserTarget,
)
from lcwsync.model.task_definition import RECIPIENTS, ArgumentDefinition, ArgumentType, TaskDefinition
from lcwsync.model.triggers import TRIGGERS
from lcwsync.model.workflow import ArgumentValue, AttributeUpdate, Category, Task, Workflow

T = TypeVar("T")
Described = TypeVar("Described", CustomTaskExtension, Workflow)

_CHARACTERS = st.characters(exclude_categories=["Cs"])
_NASTY = st.sampled_from(
    ["no", "012", "1:30", "~", "null", "${x}", "$${", "a: b", "# c", "- d", "'", '"', "é\u2028", "1.5"]
)


def texts(*, least: int = 1) -> st.SearchStrategy[str]:
    """Texts that are not blank (`least=0`: may be empty), hostile ones included."""
    free = st.text(_CHARACTERS, min_size=least, max_size=12) | _NASTY
    return free.filter(lambda text: bool(text.strip())) if least else free


def names() -> st.SearchStrategy[str]:
    """Names as the tenant has them: no blanks around."""
    return texts().map(str.strip).filter(lambda text: bool(text) and not is_guid(text))


def guids() -> st.SearchStrategy[str]:
    return st.uuids().map(str)


def refs(kind: RefKind) -> st.SearchStrategy[Ref]:
    return names().map(lambda name: Ref(kind, name=name)) | guids().map(lambda guid: Ref(kind, id=guid))


def many_refs(kind: RefKind, *, least: int = 0, most: int = 3) -> st.SearchStrategy[tuple[Ref, ...]]:
    return st.lists(refs(kind), min_size=least, max_size=most, unique=True).map(tuple)


def maybe(strategy: st.SearchStrategy[T]) -> st.SearchStrategy[T | None]:
    return st.none() | strategy


def within(allowed: range) -> st.SearchStrategy[int]:
    return st.integers(allowed[0], allowed[-1])


def conditions() -> st.SearchStrategy[Conditions]:
    trigger = st.one_of(
        [st.builds(kind.of, **{field.attribute: plain(field) for field in kind.fields}) for kind in TRIGGERS]
    )
    scope = st.builds(RuleScope, texts()) | st.builds(GroupScope, many_refs(RefKind.GROUP, least=1))
    both = st.builds(TriggerAndScope, maybe(trigger), maybe(scope))
    return st.just(OnDemandOnly()) | both.filter(lambda value: value != TriggerAndScope(None, None))


def plain(field: Field) -> st.SearchStrategy[object]:
    """Values of a plain field."""
    if issubclass(field.type, StrEnum):
        return st.sampled_from(field.type)
    if field.type is tuple:
        return st.lists(texts(), min_size=1, max_size=3, unique=True).map(tuple)
    return {str: texts(), bool: st.booleans(), int: within(field.allowed)}[field.type]


def argument_values(argument: ArgumentDefinition) -> st.SearchStrategy[ArgumentValue]:
    match argument.type:
        case ArgumentType.INTEGER:
            most = argument.maximum if argument.maximum is not None else 1000
            return st.integers(argument.minimum or 0, most)
        case ArgumentType.BOOLEAN:
            return st.booleans()
        case ArgumentType.TEXT:
            return st.sampled_from(["en-us", "nl"]) if argument.pattern else texts()
        case ArgumentType.REFERENCE:
            assert argument.refers
            return refs(argument.refers)
        case ArgumentType.RECIPIENT:
            people = ("ana@contoso.com", "c3d4e5f6-0000-4000-8000-000000000001")
            return st.sampled_from([*RECIPIENTS, *(Ref.of(RefKind.USER, name) for name in people)])
        case ArgumentType.REFERENCES:
            assert argument.refers
            return many_refs(argument.refers, least=0 if argument.empty_when_omitted else 1)
        case ArgumentType.ATTRIBUTE_UPDATES:
            update = st.builds(AttributeUpdate, texts(), texts(least=0))
            return st.lists(update, min_size=1, max_size=3).map(tuple)


@st.composite
def tasks(draw: st.DrawFn) -> Task:
    """A task of the catalogue with its required arguments, or one the catalogue does not know."""
    definition: TaskDefinition | None = draw(maybe(st.sampled_from(definitions())))
    arguments: dict[str, ArgumentValue] = {}
    for argument in definition.arguments if definition else ():
        if argument.required or draw(st.booleans()):
            arguments[argument.name] = draw(argument_values(argument))
    for name in draw(st.lists(st.sampled_from(["newArgument", "another one", "no"]), max_size=2, unique=True)):
        arguments[name] = draw(texts(least=0))
    return Task(
        definition_id=definition.id if definition else draw(guids().filter(lambda guid: by_id(guid) is None)),
        display_name=draw(maybe(texts())),
        description=draw(maybe(texts(least=0))),
        is_enabled=draw(maybe(st.booleans())),
        continue_on_error=draw(maybe(st.booleans())),
        arguments=arguments,
    )


def workflows() -> st.SearchStrategy[Workflow]:
    return st.builds(
        Workflow,
        display_name=texts(),
        category=maybe(st.sampled_from(Category)),
        description=maybe(texts(least=0)),
        is_enabled=maybe(st.booleans()),
        is_scheduling_enabled=maybe(st.booleans()),
        conditions=maybe(conditions()),
        administration_scope_targets=maybe(many_refs(RefKind.ADMINISTRATIVE_UNIT)),
        tasks=maybe(st.lists(tasks(), min_size=1, max_size=3).map(tuple)),
        previous_names=st.lists(texts(), max_size=2, unique=True).map(tuple),
        protect=st.booleans(),
    )


def tap_policies() -> st.SearchStrategy[TapPolicy]:
    target = st.one_of(
        st.just(AllUsers()),
        st.builds(GroupTarget, refs(RefKind.GROUP)),
        st.builds(UserTarget, refs(RefKind.USER)),
    )
    targets = maybe(st.lists(target, max_size=3).map(tuple))
    return st.builds(
        TapPolicy,
        state=maybe(st.sampled_from(PolicyState)),
        is_usable_once=maybe(st.booleans()),
        minimum_lifetime_in_minutes=maybe(within(LIFETIME_MINUTES)),
        default_lifetime_in_minutes=maybe(within(LIFETIME_MINUTES)),
        maximum_lifetime_in_minutes=maybe(within(LIFETIME_MINUTES)),
        default_length=maybe(within(PASS_LENGTH)),
        include_targets=targets,
        exclude_targets=targets,
    )


def settings_values() -> st.SearchStrategy[LifecycleSettings]:
    email = st.builds(
        EmailSettings,
        sender_domain=maybe(st.sampled_from(["contoso.com", "mail.kestrelvane.example"])),
        use_company_branding=maybe(st.booleans()),
    )
    return st.builds(
        LifecycleSettings,
        workflow_schedule_interval_in_hours=maybe(within(SCHEDULE_INTERVAL_HOURS)),
        email_settings=maybe(email),
    )


def extensions() -> st.SearchStrategy[CustomTaskExtension]:
    logic_app = st.builds(
        LogicApp, subscription_id=guids(), resource_group_name=texts(), logic_app_workflow_name=texts()
    )
    client = st.builds(
        ClientConfiguration,
        maximum_retries=maybe(st.integers(0, 10)),
        timeout_in_milliseconds=maybe(st.integers(1, 120_000)),
    )
    waiting = st.builds(
        LaunchAndWait,
        timeout_minutes=within(CALLBACK_TIMEOUT_MINUTES),
        authorized_apps=maybe(many_refs(RefKind.APPLICATION)),
    )
    return st.builds(
        CustomTaskExtension,
        display_name=texts(),
        description=maybe(texts(least=0)),
        endpoint=maybe(logic_app),
        authentication=maybe(st.just(PopToken()) | st.builds(BearerToken, texts())),
        client=maybe(client),
        callback=maybe(st.just(LaunchAndContinue()) | waiting),
        previous_names=st.lists(texts(), max_size=2, unique=True).map(tuple),
        protect=st.booleans(),
    )


def guardrails() -> st.SearchStrategy[TapGuardrails]:
    principal = st.builds(
        ExpectedPrincipal,
        principal=texts(),
        tiers=st.lists(st.sampled_from(Tier), min_size=1, max_size=3, unique=True).map(tuple),
        scope=texts() | st.just("/"),
        eligible_only=st.booleans(),
        reason=texts(),
    )
    return st.builds(
        TapGuardrails,
        expected=st.lists(principal, max_size=2).map(tuple),
        maximum_lifetime_in_minutes=maybe(within(LIFETIME_MINUTES)),
        require_one_time_use=st.booleans(),
    )


def pass_requests() -> st.SearchStrategy[PassRequests]:
    stage = st.builds(
        ApprovalStage,
        approvers=st.lists(refs(RefKind.GROUP) | refs(RefKind.USER), min_size=1, max_size=2).map(tuple),
        days_to_decide=within(DAYS_TO_DECIDE),
        justification_required=st.booleans(),
    )
    people = st.one_of(
        st.just(AllMembers()),
        st.builds(InGroups, st.lists(refs(RefKind.GROUP), min_size=1, max_size=2, unique=True).map(tuple)),
        st.builds(ByRule, texts(), st.booleans()),
    )
    return st.builds(
        PassRequests,
        display_name=texts(),
        description=maybe(texts(least=0)),
        catalog=texts(),
        create_catalog=st.booleans(),
        group=refs(RefKind.GROUP),
        manager_level=within(MANAGER_LEVELS),
        accept_unverified=st.booleans(),
        for_=people,
        approval=st.lists(stage, max_size=3).map(lambda stages: Approval(tuple(stages))),
        justification_required=st.booleans(),
        expires_after_hours=within(EXPIRY_HOURS),
        workflow=maybe(texts()),
        previous_names=st.lists(texts(), max_size=2, unique=True).map(tuple),
        protect=st.booleans(),
    )


def desired_values() -> st.SearchStrategy[Desired]:
    """Everything git can want of one environment; names are unique without case."""
    return st.builds(
        Desired,
        tap_policy=maybe(tap_policies()),
        settings=maybe(settings_values()),
        extensions=_unique(extensions()),
        workflows=_unique(workflows()),
        guardrails=maybe(guardrails()),
        removed=st.lists(texts(), max_size=2, unique=True).map(tuple),
        prune=st.booleans(),
    )


def _unique(described: st.SearchStrategy[Described]) -> st.SearchStrategy[tuple[Described, ...]]:
    listed = st.lists(described, max_size=3, unique_by=lambda value: value.display_name.casefold())
    return listed.map(tuple)
