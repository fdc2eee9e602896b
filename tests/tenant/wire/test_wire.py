"""Model values as Graph JSON and back: nothing lost, nothing sent that must not be, no answer that crashes."""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from lcwsync.model.catalogue import by_key, definitions
from lcwsync.model.conditions import (
    AttributeChangeTrigger,
    GroupScope,
    GuestSponsorTrigger,
    MembershipChange,
    MembershipChangeTrigger,
    OnDemandOnly,
    RuleScope,
    TimeAttribute,
    TimeBasedTrigger,
    TriggerAndScope,
    UnknownConditions,
    UnknownScope,
    UnknownTrigger,
    UserInactivityTrigger,
)
from lcwsync.model.extension import (
    BearerToken,
    ClientConfiguration,
    CustomTaskExtension,
    LaunchAndContinue,
    LaunchAndWait,
    LogicApp,
    PopToken,
    UnknownAuthentication,
)
from lcwsync.model.references import Ref, RefKind
from lcwsync.model.settings import EmailSettings, LifecycleSettings
from lcwsync.model.tap_policy import AllUsers, GroupTarget, PolicyState, TapPolicy, UserTarget
from lcwsync.model.workflow import AttributeUpdate, Category, Task, Workflow
from lcwsync.tenant.wire.extension import extension_body, live_extension
from lcwsync.tenant.wire.json import BadAnswer
from lcwsync.tenant.wire.policy import settings, settings_body, tap_policy, tap_policy_body
from lcwsync.tenant.wire.workflow import create_body, live_workflow, new_version_body
from lcwsync.values.errors import LcwError
from lcwsync.values.json import JsonObject
from tests.builders import group

TYPES = json.loads((Path(__file__).parents[2] / "data" / "graph_types.json").read_text(encoding="utf-8"))
GRAPH = "microsoft.graph."
GOVERNANCE = GRAPH + "identityGovernance."
WORKFLOW = GOVERNANCE + "workflow"
TAP_POLICY = GRAPH + "temporaryAccessPassAuthenticationMethodConfiguration"
SETTINGS = GOVERNANCE + "lifecycleManagementSettings"
EXTENSION = GOVERNANCE + "customTaskExtension"


def ref(kind: RefKind, number: int = 1) -> Ref:
    return Ref(kind, id=f"{number:08x}-0000-4000-8000-00000000000a")


def task(key: str, **arguments: object) -> Task:
    definition = by_key(key)
    assert definition
    return Task(
        definition_id=definition.id,
        display_name=definition.display_name,
        description="Why it is there",
        is_enabled=True,
        continue_on_error=False,
        arguments=arguments,  # type: ignore[arg-type]
    )


TAP_TASK = task(
    "generateTapAndEmailManager",
    tapLifetimeMinutes=480,
    tapIsUsableOnce=True,
    cc=(ref(RefKind.USER, 1), ref(RefKind.USER, 2)),
    customSubject="Zugang für {{userDisplayName}}, 'bereit'",
    customBody="<b>{{temporaryAccessPass}}</b>\n\n",
    locale="de-de",
)
RULE = RuleScope("(department eq 'O''Neill & Żak')")


def workflow(**changes: object) -> Workflow:
    value = Workflow(
        display_name="Pre-hire",
        category=Category.JOINER,
        description="",
        is_enabled=True,
        is_scheduling_enabled=True,
        conditions=TriggerAndScope(TimeBasedTrigger(TimeAttribute.HIRE_DATE, -7), RULE),
        administration_scope_targets=(ref(RefKind.ADMINISTRATIVE_UNIT, 3),),
        tasks=(TAP_TASK,),
    )
    return replace(value, **changes)  # type: ignore[arg-type]


WORKFLOWS = {
    "time": workflow(),
    "created": workflow(conditions=TriggerAndScope(TimeBasedTrigger(TimeAttribute.CREATED_DATE, 0), RULE)),
    "attributes": workflow(
        category=Category.MOVER,
        conditions=TriggerAndScope(AttributeChangeTrigger(("department", "jobTitle")), RULE),
        tasks=(
            task(
                "updateUserAttributes",
                attributeUpdates=(AttributeUpdate("department", "Sales"), AttributeUpdate("jobTitle", "")),
            ),
        ),
    ),
    "membership": workflow(
        category=Category.MOVER,
        conditions=TriggerAndScope(
            MembershipChangeTrigger(MembershipChange.REMOVE), GroupScope((ref(RefKind.GROUP, 4), ref(RefKind.GROUP, 5)))
        ),
        administration_scope_targets=(),
        tasks=(task("addUserToGroups", groupID=(ref(RefKind.GROUP, 6),)), task("notifyManagerOfMove")),
    ),
    "inactivity": workflow(
        category=Category.LEAVER,
        conditions=TriggerAndScope(UserInactivityTrigger(90), RULE),
        tasks=(
            task("removeAllAccessPackages", daysUntilExpiration=0),
            task("deleteUser", deleteOnPremisesAccount=False),
        ),
    ),
    "sponsor": workflow(category=Category.LEAVER, conditions=TriggerAndScope(GuestSponsorTrigger(2), RULE)),
    "on demand": workflow(
        conditions=OnDemandOnly(),
        tasks=(
            task("runCustomTaskExtension", customTaskExtensionID=ref(RefKind.CUSTOM_TASK_EXTENSION)),
            task("assignLicenses", licenses=(ref(RefKind.LICENCE),)),
            task(
                "requestAccessPackage",
                assignmentPolicyId=ref(RefKind.ASSIGNMENT_POLICY),
                accessPackageId=ref(RefKind.ACCESS_PACKAGE),
            ),
            Task(definition_id="11111111-2222-4333-8444-555555555555", display_name="New", arguments={"what": "ever"}),
        ),
    ),
    "left to defaults": Workflow(
        display_name="Short",
        category=Category.JOINER,
        conditions=OnDemandOnly(),
        tasks=(Task(definition_id=TAP_TASK.definition_id),),
    ),
}

POLICIES = {
    "whole": TapPolicy(
        state=PolicyState.ENABLED,
        is_usable_once=True,
        minimum_lifetime_in_minutes=60,
        default_lifetime_in_minutes=480,
        maximum_lifetime_in_minutes=1440,
        default_length=12,
        include_targets=(GroupTarget(ref(RefKind.GROUP)),),
        exclude_targets=(GroupTarget(ref(RefKind.GROUP, 2)),),
    ),
    "all users": TapPolicy(include_targets=(AllUsers(),), exclude_targets=()),
    "one switch": TapPolicy(is_usable_once=False),
    "state": TapPolicy(state=PolicyState.DISABLED),
}

SETTINGS_VALUE = LifecycleSettings(
    workflow_schedule_interval_in_hours=6,
    email_settings=EmailSettings(sender_domain="kestrelvane.example", use_company_branding=False),
)

EXTENSIONS = {
    "wait": CustomTaskExtension(
        display_name="Notify badge office",
        description="Prints a badge",
        endpoint=LogicApp(
            subscription_id="s", resource_group_name="rg-people", logic_app_workflow_name="badge", url=None
        ),
        authentication=PopToken(),
        client=ClientConfiguration(maximum_retries=1, timeout_in_milliseconds=1000),
        callback=LaunchAndWait(timeout_minutes=90, authorized_apps=(ref(RefKind.APPLICATION),)),
    ),
    "wait long": CustomTaskExtension(
        display_name="Slow", description="", callback=LaunchAndWait(timeout_minutes=180, authorized_apps=())
    ),
    "continue": CustomTaskExtension(
        display_name="Quick", description="", authentication=BearerToken("api://badge"), callback=LaunchAndContinue()
    ),
    "name only": CustomTaskExtension(display_name="Bare", description=""),
}


def answered(body: JsonObject, **more: object) -> JsonObject:
    """A body as the service answers it: with what it adds."""
    stamps = {
        "id": "AAAAAAAA-0000-4000-8000-00000000000A",
        "version": 3,
        "createdDateTime": "2026-01-01T00:00:00.0000000Z",
        "lastModifiedDateTime": "2026-01-02T00:00:00.0000000Z",
    }
    return {**json.loads(json.dumps(body)), **stamps, **more}


def bodies() -> dict[str, tuple[str, JsonObject]]:
    """Every body we can send, with the type it has."""
    return {
        **{f"create {name}": (WORKFLOW, create_body(value)) for name, value in WORKFLOWS.items()},
        **{
            f"version {name}": (WORKFLOW, cast("JsonObject", new_version_body(value)["workflow"]))
            for name, value in WORKFLOWS.items()
            if name != "left to defaults"
        },
        **{f"policy {name}": (TAP_POLICY, tap_policy_body(value)) for name, value in POLICIES.items()},
        "settings": (SETTINGS, settings_body(SETTINGS_VALUE)),
        **{f"extension {name}": (EXTENSION, extension_body(value)) for name, value in EXTENSIONS.items()},
    }


@pytest.mark.parametrize("name", [name for name in WORKFLOWS if name != "left to defaults"])
def test_a_workflow_that_was_sent_reads_back_equal(name: str) -> None:
    value = WORKFLOWS[name]
    live = live_workflow(answered(create_body(value)))
    described = [replace(t, id=None) for t in live.workflow.tasks or ()]
    wanted = [
        replace(t, description=t.description or "", is_enabled=True, continue_on_error=False) for t in value.tasks or ()
    ]
    assert described == wanted
    assert replace(live.workflow, tasks=None) == replace(value, tasks=None)
    assert live.unsupported == ()


def test_what_the_service_adds_is_read_beside_the_workflow() -> None:
    live = live_workflow(
        answered(
            create_body(workflow()),
            lastModifiedBy={"id": "someone"},
            quarantineDetails={"quarantineType": "countBasedThresholdExceeded", "quarantineReason": "too many"},
            settings={"quarantineConfiguration": {"matchMode": "any", "conditions": []}},
        )
    )
    assert (live.id, live.version) == ("aaaaaaaa-0000-4000-8000-00000000000a", 3)
    assert live.last_modified == "2026-01-02T00:00:00.0000000Z"
    assert live.last_modified_by == "someone"
    assert live.quarantine == "too many"
    assert live.execution_limits == '{"conditions": [], "matchMode": "any"}'


def test_a_workflow_that_is_not_quarantined_has_no_quarantine() -> None:
    details = {"quarantineType": "notQuarantined", "quarantineReason": None}
    assert live_workflow(answered(create_body(workflow()), quarantineDetails=details)).quarantine is None


def test_null_conditions_are_on_demand_and_missing_ones_are_not_shown() -> None:
    body = create_body(workflow())
    assert live_workflow(answered(body, executionConditions=None)).workflow.conditions == OnDemandOnly()
    shown = {name: value for name, value in answered(body).items() if name != "executionConditions"}
    assert live_workflow(shown).workflow.conditions is None


def test_a_list_item_shows_neither_tasks_nor_conditions_nor_units() -> None:
    item = answered({"displayName": "Pre-hire", "category": "joiner", "isEnabled": None})
    read = live_workflow(item).workflow
    assert (read.tasks, read.conditions, read.administration_scope_targets) == (None, None, None)
    assert (read.is_enabled, read.is_scheduling_enabled, read.description) == (True, False, "")


@pytest.mark.parametrize("scope", [{}, {"groups": None}, {"groups": []}], ids=["absent", "null", "empty"])
def test_hidden_groups_are_not_an_empty_list(scope: JsonObject) -> None:
    body = answered(create_body(WORKFLOWS["membership"]))
    conditions = cast("dict[str, JsonObject]", body["executionConditions"])
    conditions["scope"] = {"@odata.type": "#" + GOVERNANCE + "groupBasedSubjectSet", **scope}
    live = live_workflow(body)
    assert isinstance(live.workflow.conditions, TriggerAndScope)
    assert live.workflow.conditions.scope == GroupScope(None)
    assert live.unsupported == ()


def test_a_deleted_workflow_hides_its_tasks() -> None:
    body = answered(create_body(workflow()), deletedDateTime="2026-01-03T00:00:00Z", tasks=[])
    assert live_workflow(body).workflow.tasks is None
    assert live_workflow({**body, "deletedDateTime": None}).workflow.tasks == ()


def test_tasks_are_sorted_by_their_sequence() -> None:
    body = answered(create_body(workflow(tasks=(task("sendWelcomeEmail"), TAP_TASK))))
    first, second = cast("list[JsonObject]", body["tasks"])
    body["tasks"] = [{**second, "executionSequence": 2}, {**first, "executionSequence": 1}]
    tasks = live_workflow(body).workflow.tasks
    assert tasks
    assert [t.definition_id for t in tasks] == [first["taskDefinitionId"], second["taskDefinitionId"]]


def test_types_are_known_with_and_without_their_hash() -> None:
    body = json.loads(json.dumps(answered(create_body(workflow()))).replace('"#microsoft', '"microsoft'))
    assert live_workflow(body).workflow.conditions == workflow().conditions


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("TAPLIFETIMEMINUTES", " 480 ", {"tapLifetimeMinutes": 480}),
        ("tapLifetimeMinutes", "eight hours", {"tapLifetimeMinutes": "eight hours"}),
        ("tapIsUsableOnce", "True", {"tapIsUsableOnce": True}),
        ("tapIsUsableOnce", "perhaps", {"tapIsUsableOnce": "perhaps"}),
        ("cc", "", {}),
        ("cc", None, {}),
        ("cc", " , ", {}),
        ("cc", "not-a-guid", {"cc": "not-a-guid"}),
        (
            "CC",
            "0000000A-0000-4000-8000-00000000000A, 0000000b-0000-4000-8000-00000000000a,",
            {"cc": (ref(RefKind.USER, 10), ref(RefKind.USER, 11))},
        ),
        ("recipientType", "sponsor", {"recipientType": "sponsor"}),
        ("customSubject", " kept as it is ", {"customSubject": " kept as it is "}),
    ],
)
def test_arguments_get_the_catalogues_spelling_and_type(
    name: str, value: str | None, expected: Mapping[str, object]
) -> None:
    body = answered(create_body(workflow()))
    cast("list[JsonObject]", body["tasks"])[0]["arguments"] = [{"name": name, "value": value}]
    tasks = live_workflow(body).workflow.tasks
    assert tasks
    assert tasks[0].arguments == expected


@pytest.mark.parametrize(
    "text",
    ["[", "{}", '[{"attribute": "a"}]', '[{"attribute": "a", "value": 1}]', '[{"attribute":"a","value":"b","x":1}]'],
)
def test_attribute_updates_of_another_shape_stay_text(text: str) -> None:
    body = answered(create_body(WORKFLOWS["attributes"]))
    cast("list[JsonObject]", body["tasks"])[0]["arguments"] = [{"name": "attributeUpdates", "value": text}]
    tasks = live_workflow(body).workflow.tasks
    assert tasks
    assert tasks[0].arguments == {"attributeUpdates": text}


def test_task_ids_are_compared_without_case_and_blanks() -> None:
    body = answered(create_body(workflow()))
    one = cast("list[JsonObject]", body["tasks"])[0]
    one["taskDefinitionId"] = f" {str(one['taskDefinitionId']).upper()} "
    tasks = live_workflow(body).workflow.tasks
    assert tasks
    assert tasks[0].arguments["tapLifetimeMinutes"] == 480


@pytest.mark.parametrize(
    ("change", "note"),
    [
        ({"category": "unknownFutureValue"}, "the category unknownFutureValue"),
        ({"category": None}, "no category"),
        ({"targetSubjectType": "provisioningObject"}, "the subject type provisioningObject"),
        ({"executionConditions": {"@odata.type": "#x.new", "a": 1}}, "execution conditions"),
        ({"administrationScopeTargets": [{"@odata.type": "#x.region", "id": "r"}]}, "an administration scope"),
        ({"tasks": [{"taskDefinitionId": "t", "arguments": [{"name": n, "value": "1"} for n in "aA"]}]}, "twice"),
    ],
)  # fmt: skip
def test_what_cannot_be_expressed_is_named(change: JsonObject, note: str) -> None:
    live = live_workflow(answered(create_body(workflow()), **change))
    assert len(live.unsupported) == 1
    assert note in live.unsupported[0]


@pytest.mark.parametrize(
    "trigger",
    [
        {"@odata.type": "#" + GOVERNANCE + "timeBasedAttributeTriggerV2", "attribute": "x"},
        {"@odata.type": "#" + GOVERNANCE + "timeBasedAttributeTrigger", "offsetInDays": 1,
         "timeBasedAttribute": "unknownFutureValue"},
        {"@odata.type": "#" + GOVERNANCE + "membershipChangeTrigger", "changeType": "unknownFutureValue"},
        {"@odata.type": "#" + GOVERNANCE + "attributeChangeTrigger", "triggerAttributes": []},
        {"offsetInDays": 1},
    ],
)  # fmt: skip
def test_an_unknown_trigger_is_kept_whole_and_never_sent(trigger: JsonObject) -> None:
    body = answered(create_body(workflow()))
    cast("dict[str, JsonObject]", body["executionConditions"])["trigger"] = trigger
    live = live_workflow(body)
    assert isinstance(live.workflow.conditions, TriggerAndScope)
    kept = live.workflow.conditions.trigger
    assert isinstance(kept, UnknownTrigger)
    assert json.loads(kept.content) == trigger
    assert len(live.unsupported) == 1
    with pytest.raises(LcwError, match="never sent"):
        create_body(live.workflow)


@pytest.mark.parametrize(
    "conditions",
    [
        UnknownConditions("x", "{}"),
        TriggerAndScope(UnknownTrigger("x", "{}"), RULE),
        TriggerAndScope(UserInactivityTrigger(1), UnknownScope("x", "{}")),
        TriggerAndScope(UserInactivityTrigger(1), GroupScope(None)),
        TriggerAndScope(UserInactivityTrigger(1), GroupScope((Ref(RefKind.GROUP, name="SG-Sales"),))),
        TriggerAndScope(UserInactivityTrigger(1), None),
        TriggerAndScope(None, RULE),
        None,
    ],
)
def test_conditions_that_are_unknown_hidden_or_unresolved_are_refused(conditions: object) -> None:
    with pytest.raises(LcwError):
        create_body(workflow(conditions=conditions))


@pytest.mark.parametrize(
    "changes",
    [{"is_enabled": None}, {"is_scheduling_enabled": None}, {"administration_scope_targets": None}, {"tasks": None}],
)
def test_a_new_version_is_whole_or_refused(changes: Mapping[str, object]) -> None:
    with pytest.raises(LcwError):
        new_version_body(workflow(**changes))


def test_an_unresolved_name_in_a_task_is_refused() -> None:
    with pytest.raises(LcwError, match="SG-Sales"):
        create_body(workflow(tasks=(task("addUserToGroups", groupID=(Ref(RefKind.GROUP, name="SG-Sales"),)),)))


@pytest.mark.parametrize("name", POLICIES)
def test_a_policy_that_was_sent_reads_back_equal(name: str) -> None:
    assert tap_policy(json.loads(json.dumps(tap_policy_body(POLICIES[name])))) == POLICIES[name]


def test_a_policy_is_never_sent_half_understood() -> None:
    with pytest.raises(BadAnswer, match=r"includeTargets\[0\].targetType"):
        tap_policy({"includeTargets": [{"id": "x", "targetType": "unknownFutureValue"}]})
    with pytest.raises(BadAnswer, match="state"):
        tap_policy({"state": "unknownFutureValue"})
    read = tap_policy({"includeTargets": [{"id": "U", "targetType": "user"}]})
    assert read.include_targets == (UserTarget(Ref(RefKind.USER, id="u")),)
    with pytest.raises(LcwError, match="single user"):
        tap_policy_body(read)


def test_settings_that_were_sent_read_back_equal() -> None:
    assert settings(settings_body(SETTINGS_VALUE)) == SETTINGS_VALUE


@pytest.mark.parametrize(
    "value",
    [
        LifecycleSettings(),
        replace(SETTINGS_VALUE, workflow_schedule_interval_in_hours=None),
        replace(SETTINGS_VALUE, email_settings=None),
        replace(SETTINGS_VALUE, email_settings=EmailSettings(sender_domain="x")),
    ],
)
def test_settings_are_sent_whole_or_not_at_all(value: LifecycleSettings) -> None:
    with pytest.raises(LcwError):
        settings_body(value)


@pytest.mark.parametrize("name", EXTENSIONS)
def test_an_extension_that_was_sent_reads_back_equal(name: str) -> None:
    live = live_extension(answered(extension_body(EXTENSIONS[name])))
    assert live.extension == EXTENSIONS[name]
    assert live.unsupported == ()


@pytest.mark.parametrize(
    ("change", "note"),
    [
        ({"authenticationConfiguration": {"@odata.type": "#x.new"}}, "authentication of the type x.new"),
        ({"endpointConfiguration": {"@odata.type": "#microsoft.graph.httpRequestEndpoint", "targetUrl": "u"}},
         "httpRequestEndpoint"),
        ({"callbackConfiguration": {"timeoutDuration": "PT90S"}}, "PT90S"),
        ({"callbackConfiguration": {"timeoutDuration": "soon"}}, "soon"),
        ({"replyMode": "response"}, "the reply mode response"),
    ],
)  # fmt: skip
def test_what_an_extension_cannot_express_is_named(change: JsonObject, note: str) -> None:
    live = live_extension(answered(extension_body(EXTENSIONS["name only"]), **change))
    assert len(live.unsupported) == 1
    assert note in live.unsupported[0]


def test_an_unknown_authentication_is_never_sent() -> None:
    with pytest.raises(LcwError, match="never sent"):
        extension_body(CustomTaskExtension(display_name="x", authentication=UnknownAuthentication("x.new", "{}")))


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"id": None}, "workflow.id"),
        ({"displayName": 7}, "displayName"),
        ({"version": "3"}, "version"),
        ({"version": True}, "version"),
        ({"isEnabled": "true"}, "isEnabled"),
        ({"tasks": {}}, "tasks"),
        ({"tasks": [1]}, "tasks[0]"),
        ({"tasks": [{"displayName": "no definition"}]}, "tasks[0].taskDefinitionId"),
        ({"tasks": [{"taskDefinitionId": "t", "arguments": [{"value": "x"}]}]}, "tasks[0].arguments[0].name"),
        (
            {"tasks": [{"taskDefinitionId": "t", "arguments": [{"name": "x", "value": 1}]}]},
            "tasks[0].arguments[0].value",
        ),
        ({"executionConditions": "onDemand"}, "executionConditions"),
    ],
)
def test_an_answer_that_makes_no_sense_is_an_error_with_its_place(change: JsonObject, path: str) -> None:
    with pytest.raises(BadAnswer) as caught:
        live_workflow(answered(create_body(workflow()), **change))
    assert caught.value.path.endswith(path)
    assert path in caught.value.message


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.sampled_from(["#x", "unknownFutureValue"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@hypothesis_settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_no_answer_crashes(data: st.DataObject) -> None:
    """One member anywhere in a good answer is replaced or removed: a value or a BadAnswer, never another error."""
    kind, body = data.draw(st.sampled_from(list(bodies().values())))
    answer = answered(body)
    place: JsonObject | list[object] = answer
    while True:
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        if not keys:
            break
        key = data.draw(st.sampled_from(keys))
        inner = place[key]  # type: ignore[index, call-overload]
        if isinstance(inner, dict | list) and inner and data.draw(st.booleans()):
            place = inner
            continue
        if data.draw(st.booleans()) and isinstance(place, dict):
            del place[str(key)]
        else:
            place[key] = data.draw(JSON_VALUES)  # type: ignore[index, call-overload]
        break
    read = {WORKFLOW: live_workflow, TAP_POLICY: tap_policy, SETTINGS: settings, EXTENSION: live_extension}[kind]
    with suppress(BadAnswer):
        read(answer)


@pytest.mark.parametrize("name", bodies())
def test_every_body_holds_only_writable_properties_of_its_graph_type(name: str) -> None:
    kind, body = bodies()[name]
    check(body, kind, name)


def test_every_task_of_the_catalogue_can_be_sent() -> None:
    for definition in definitions():
        check(create_body(workflow(tasks=(Task(definition_id=definition.id),))), WORKFLOW, definition.key)


def check(value: object, declared: str, path: str) -> None:
    """The value has the type the metadata declares: names, JSON types, enumeration members, nothing read-only."""
    if declared.startswith("Collection("):
        assert isinstance(value, list), path
        for i, item in enumerate(value):
            check(item, declared.removeprefix("Collection(").removesuffix(")"), f"{path}[{i}]")
        return
    if declared in TYPES["enums"]:
        assert value in TYPES["enums"][declared], path
        return
    plain = {"Edm.String": str, "Edm.Boolean": bool, "Edm.Int32": int, "Edm.Duration": str}.get(declared)
    if plain:
        assert isinstance(value, plain), path
        assert plain is not int or not isinstance(value, bool), path
        return
    if value is None:
        assert path.endswith("callbackConfiguration"), f"{path}: null is sent"
        return
    assert isinstance(value, dict), path
    actual = str(value.get("@odata.type", "#" + declared)).removeprefix("#")
    assert actual == declared or TYPES["bases"][actual] == declared, f"{path}: {actual} is no {declared}"
    assert set(value) - {"@odata.type"} <= set(TYPES["types"][actual]), path
    assert not set(value) & set(TYPES["readOnly"].get(actual, ())), path
    for name, member in value.items():
        if name != "@odata.type":
            check(member, TYPES["types"][actual][name], f"{path}.{name}")


SDK_MODELS = {
    WORKFLOW: ("identity_governance.workflow", "Workflow"),
    TAP_POLICY: (
        "temporary_access_pass_authentication_method_configuration",
        "TemporaryAccessPassAuthenticationMethodConfiguration",
    ),
    SETTINGS: (
        "identity_governance.lifecycle_management_settings",
        "LifecycleManagementSettings",
    ),
    EXTENSION: ("identity_governance.custom_task_extension", "CustomTaskExtension"),
}


def test_the_sdks_own_models_understand_every_body() -> None:
    """Parsed into the SDK's model and serialised again, every member is still there. The only test that loads the
    models: it takes a few seconds."""
    from kiota_serialization_json.json_parse_node_factory import JsonParseNodeFactory
    from kiota_serialization_json.json_serialization_writer import JsonSerializationWriter

    for name, (kind, body) in bodies().items():
        module, class_name = SDK_MODELS[kind]
        model = getattr(import_module(f"msgraph.generated.models.{module}"), class_name)
        node = JsonParseNodeFactory().get_root_parse_node("application/json", json.dumps(body).encode())
        writer = JsonSerializationWriter()
        writer.write_object_value(None, node.get_object_value(model))
        kept = json.loads(writer.get_serialized_content())
        assert missing(body, kept) == [], name


def missing(sent: object, kept: object, path: str = "") -> list[str]:
    """The members of `sent` that `kept` lacks or has otherwise; null is not serialised by the SDK."""
    match sent, kept:
        case None, _:
            return []
        case str(), str() if path.endswith(".timeoutDuration"):
            return []  # the SDK writes a duration as Python's own text, 1:30:00, which the service would refuse
        case dict(), dict():
            return [found for key, value in sent.items() for found in missing(value, kept.get(key), f"{path}.{key}")]
        case list(), list() if len(sent) == len(kept):
            return [found for i, value in enumerate(sent) for found in missing(value, kept[i], f"{path}[{i}]")]
        case _:
            return [] if sent == kept else [f"{path}: {sent!r} became {kept!r}"]


def test_tasks_that_git_does_not_name_get_names_of_their_own() -> None:
    unnamed = replace(task("addUserToGroups", groupID=(group("A"),)), display_name=None)
    named = replace(unnamed, display_name="Add user to groups (2)")
    body = create_body(workflow(tasks=(unnamed, named, unnamed)))
    bodies = cast("list[dict[str, object]]", body["tasks"])
    names = [str(each["displayName"]) for each in bodies]
    assert names == ["Add user to groups", "Add user to groups (2)", "Add user to groups (3)"]
