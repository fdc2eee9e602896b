"""Export: what is in the tenant is in the files, and the files say the same as the tenant."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest
import yaml
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from lcwsync.adopt.export import UNMANAGED_FILE, ExportedFile, export, workflow_file
from lcwsync.config.load import Resolved, load
from lcwsync.model.catalogue import definitions
from lcwsync.model.conditions import (
    AttributeChangeTrigger,
    Conditions,
    GroupScope,
    GuestSponsorTrigger,
    MembershipChange,
    MembershipChangeTrigger,
    OnDemandOnly,
    RuleScope,
    TimeAttribute,
    TimeBasedTrigger,
    TriggerAndScope,
    UnknownTrigger,
    UserInactivityTrigger,
)
from lcwsync.model.environment import Environment
from lcwsync.model.extension import (
    BearerToken,
    ClientConfiguration,
    CustomTaskExtension,
    LaunchAndContinue,
    LaunchAndWait,
    LogicApp,
    PopToken,
)
from lcwsync.model.references import Ref, RefKind, ref_key
from lcwsync.model.state import Desired, Existing, TenantIdentity
from lcwsync.model.tap_policy import AllUsers, GroupTarget, PolicyState, TapPolicy, UserTarget
from lcwsync.model.task_definition import RECIPIENTS, ArgumentDefinition, ArgumentType
from lcwsync.model.traversal import map_refs
from lcwsync.model.workflow import ArgumentValue, AttributeUpdate, Category, Task, Workflow
from lcwsync.plan.diff import diff_extension, diff_workflow
from lcwsync.planning.environment import plan_environment, read_everything
from lcwsync.sandbox.app import SandboxApp
from lcwsync.sandbox.store import Store
from lcwsync.tenant.connect import sandbox_tenant
from lcwsync.tenant.graph import GraphTenant
from lcwsync.tenant.names import resolve, with_usable_names
from lcwsync.values.places import Places
from lcwsync.values.windows_names import why_not_on_windows
from tests.builders import TENANT, live, tap_task, workflow
from tests.sandbox.graph_client import LENIENT

REAL = TenantIdentity(id="11111111-2222-4333-8444-555555555555", name="Contoso", sandbox=False)


def exported(tenant: GraphTenant) -> tuple[ExportedFile, ...]:
    return export(with_usable_names(read_everything(tenant), tenant), tenant.identity())


def written(files: tuple[ExportedFile, ...], directory: Path) -> Resolved:
    """The files in a directory, loaded again."""
    for file in files:
        (directory / file.path).write_text(file.text, encoding="utf-8")
    configuration = load(directory)
    return configuration.desired_for(configuration.default_environment)


def test_the_seeded_tenant_plans_empty_and_exports_the_same_bytes_twice(tenant: GraphTenant, tmp_path: Path) -> None:
    files = exported(tenant)
    resolved = written(files, tmp_path)
    plan = plan_environment(resolved, tenant)
    assert plan.actions == ()
    assert plan.unmanaged == ()
    assert exported(tenant) == files
    assert all(file.text.startswith("# yaml-language-server: $schema=../schemas/") for file in files)


def test_no_noise_of_the_service_is_exported(tenant: GraphTenant) -> None:
    tenant.create_workflow(workflow(description="From the portal"))
    text = "".join(file.text for file in exported(tenant))
    for noise in ("createdDateTime", "lastModified", "executionSequence", "odata", "version:", " id:", "url:"):
        assert noise not in text
    assert "task: generateTapAndEmailManager" in text


def test_names_that_clash_get_numbers_and_odd_ones_get_files_too() -> None:
    names = [
        "Zoë & Łukasz",
        "zoe lukasz!",
        "Zoe Ukasz",
        "日本",
        "CON",
        "leaver.",
        "x" * 200,
        "joiner: again",
        "../../etc/passwd",
    ]
    existing = Existing(workflows=tuple(live(workflow(name), number=n) for n, name in enumerate(names, start=1)))
    paths = [file.path for file in export(existing, TENANT)]
    assert len({path.casefold() for path in paths}) == len(paths) == len(names) + 1
    assert all(path == Path(path).name and path.isascii() and len(path) < 80 for path in paths)
    assert [path for path in paths if why_not_on_windows(path)] == []
    assert why_not_on_windows(workflow_file(live(replace(workflow("Aux"), category=None)))) is None
    assert "joiner-unnamed.yaml" in paths
    assert "joiner-again.yaml" in paths


def test_files_do_not_depend_on_the_order_of_the_answers() -> None:
    one, two = live(workflow("One"), number=1), live(workflow("one!"), number=2)
    assert export(Existing(workflows=(one, two)), TENANT) == export(Existing(workflows=(two, one)), TENANT)


def test_a_real_tenant_becomes_the_one_environment() -> None:
    environment = Environment(name="production", tenant_id=REAL.id, client_id="22222222-2222-4333-8444-555555555555")
    (project,) = export(Existing(), REAL, environment, accepted={"TAP006": ["B", "A"], "TAP002": ["A"]})
    document = yaml.safe_load(project.text)
    assert document["environments"] == {"production": {"tenantId": REAL.id, "clientId": environment.client_id}}
    assert list(document["rules"]) == ["TAP002", "TAP006"]
    assert document["rules"]["TAP006"]["objects"] == ["A", "B"]


def test_objects_that_share_a_name_are_written_down_with_their_ids_and_not_exported() -> None:
    twice = tuple(live(workflow(name), number=number) for number, name in enumerate(("My App", "my app", "Other"), 1))
    files = {file.path: file.text for file in export(Existing(workflows=twice), TENANT)}

    assert set(files) == {"lcwsync.yaml", "joiner-other.yaml", UNMANAGED_FILE}
    for each in twice[:2]:
        assert f'## Workflow "{each.workflow.display_name}", id {each.id}' in files[UNMANAGED_FILE]


def test_what_cannot_be_expressed_is_written_down_and_not_exported() -> None:
    unknown = TriggerAndScope(UnknownTrigger("x.newTrigger", "{}"), RuleScope("(department eq 'Sales')"))
    existing = Existing(
        workflows=(
            live(workflow("New kind", conditions=unknown, description="```\n# no"), unsupported=("the trigger x",)),
            live(workflow("Plain"), number=2),
        ),
        tap_policy=TapPolicy(include_targets=(UserTarget(Ref(RefKind.USER, name="a@kestrelvane.example")),)),
    )
    files = {file.path: file.text for file in export(existing, TENANT)}
    assert set(files) == {"lcwsync.yaml", "joiner-plain.yaml", UNMANAGED_FILE}
    assert '## Workflow "New kind"' in files[UNMANAGED_FILE]
    assert "- holds the trigger x" in files[UNMANAGED_FILE]
    assert "- holds a target that is a single user" in files[UNMANAGED_FILE]


def test_hidden_groups_limits_and_quarantine_are_comments() -> None:
    hidden = TriggerAndScope(MembershipChangeTrigger(MembershipChange.ADD), GroupScope(None))
    value = live(
        workflow("Mover", conditions=hidden, administration_scope_targets=None),
        quarantine="too many\nusers: 100",
        execution_limits='{"matchMode": "any"}',
    )
    text = next(file.text for file in export(Existing(workflows=(value,)), TENANT) if "mover" in file.path)
    comments = " ".join(line.removeprefix("# ") for line in text.splitlines() if line.startswith("#"))
    assert "groups of this workflow's scope" in comments
    assert "administrative units" in comments
    assert "Quarantined when exported: too many users: 100" in comments
    assert '{"matchMode": "any"}' in comments
    document = yaml.safe_load(text)
    assert "scope" not in document
    assert "administrationScopeTargets" not in document
    assert document["trigger"] == {"membershipChange": "add"}


def test_a_group_scope_made_elsewhere_still_plans_empty(tenant: GraphTenant, tmp_path: Path) -> None:
    group = tenant.find({RefKind.GROUP: ["SG-Sales"]})[RefKind.GROUP]["SG-Sales"][0]
    task = Task(definition_id=by_key("notifyManagerOfMove"), display_name="Tell", arguments={})
    conditions = TriggerAndScope(MembershipChangeTrigger(MembershipChange.ADD), GroupScope((group,)))
    tenant.create_workflow(workflow("Moves", task, category=Category.MOVER, conditions=conditions))
    assert plan_environment(written(exported(tenant), tmp_path), tenant).actions == ()


def by_key(key: str) -> str:
    return next(definition.id for definition in definitions() if definition.key == key)


GROUPS = ("SG-Sales", "SG-New-Hires", "SG-Admins")
NAMES = st.one_of(
    st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=40).filter(
        lambda text: text.strip() == text
    ),
    st.sampled_from(["yes", "1", "${salesGroup}", "$${x}", "a: b # c", "- x", "null", 'Zoë\'s "team"', "{{x}}"]),
)
PROSE = st.one_of(st.just(""), NAMES, st.sampled_from(["two\nlines", "<b>x</b>\n\n  {{userDisplayName}}\n", "a\ttab"]))
RULES = st.sampled_from(
    ["(department eq 'Sales')", "department eq 'O''Neill'", "((city in ('Łódź','Paris')) and (accountEnabled eq true))"]
)


def identified(kind: RefKind, number: int) -> Ref:
    return Ref(kind, id=f"{number:08x}-0000-4000-8000-00000000000a")


@st.composite
def conditions(draw: st.DrawFn, category: Category) -> Conditions:
    rule = RuleScope(draw(RULES))
    attribute = TimeAttribute.LEAVE_DATE if category is Category.LEAVER else TimeAttribute.HIRE_DATE
    return draw(
        st.one_of(
            st.just(OnDemandOnly()),
            st.builds(lambda days: TriggerAndScope(TimeBasedTrigger(attribute, days), rule), st.integers(-180, 180)),
            st.builds(
                lambda names: TriggerAndScope(AttributeChangeTrigger(tuple(names)), rule),
                st.lists(st.sampled_from(["department", "jobTitle", "city"]), min_size=1, max_size=3, unique=True),
            ),
            st.builds(lambda days: TriggerAndScope(UserInactivityTrigger(days), rule), st.integers(30, 730)),
            st.builds(lambda n: TriggerAndScope(GuestSponsorTrigger(n), rule), st.integers(1, 5)),
        )
    )


def arguments(definition: ArgumentDefinition, groups: Mapping[str, Ref]) -> st.SearchStrategy[ArgumentValue]:
    match definition.type:
        case ArgumentType.INTEGER:
            return st.integers(definition.minimum or 0, definition.maximum or 100)
        case ArgumentType.BOOLEAN:
            return st.booleans()
        case ArgumentType.RECIPIENT:
            return st.sampled_from([*RECIPIENTS, identified(RefKind.USER, 1)])
        case ArgumentType.TEXT if definition.pattern:
            return st.just("de-DE")
        case ArgumentType.TEXT:
            return PROSE.filter(bool)
        case ArgumentType.ATTRIBUTE_UPDATES:
            update = st.builds(AttributeUpdate, st.sampled_from(["department", "jobTitle"]), PROSE)
            return st.lists(update, min_size=1, max_size=2, unique_by=lambda u: u.attribute).map(tuple)
        case ArgumentType.REFERENCES if definition.refers is RefKind.GROUP:
            return st.lists(st.sampled_from(list(groups.values())), min_size=1, max_size=3, unique=True).map(tuple)
        case ArgumentType.REFERENCES:
            kind = cast("RefKind", definition.refers)
            numbers = st.lists(st.integers(1, 9), min_size=1, max_size=3, unique=True)
            return numbers.map(lambda found: tuple(identified(kind, number) for number in found))
        case _:
            return st.just(identified(cast("RefKind", definition.refers), 1))


@st.composite
def tasks(draw: st.DrawFn, category: Category, groups: Mapping[str, Ref]) -> Task:
    known = [
        d
        for d in definitions()
        if category in d.categories and not any(a.refers is RefKind.CUSTOM_TASK_EXTENSION for a in d.arguments)
    ]
    definition = draw(st.sampled_from(known))
    chosen = [a for a in definition.arguments if a.required or draw(st.booleans())]
    values = {a.name: draw(arguments(a, groups)) for a in chosen}
    if draw(st.integers(0, 9)) == 0:
        values["futureArgument"] = draw(PROSE.filter(bool))
    return Task(
        definition_id=definition.id,
        display_name=draw(NAMES),
        description=draw(PROSE),
        is_enabled=draw(st.booleans()),
        continue_on_error=draw(st.booleans()),
        arguments=values,
    )


@st.composite
def workflows(draw: st.DrawFn, groups: Mapping[str, Ref]) -> Workflow:
    category = draw(st.sampled_from(Category))
    enabled = draw(st.booleans())
    return Workflow(
        display_name=draw(NAMES),
        category=category,
        description=draw(PROSE),
        is_enabled=enabled,
        is_scheduling_enabled=enabled and draw(st.booleans()),
        conditions=draw(conditions(category)),
        administration_scope_targets=tuple(
            identified(RefKind.ADMINISTRATIVE_UNIT, n)
            for n in draw(st.lists(st.integers(1, 9), max_size=3, unique=True))
        ),
        tasks=tuple(draw(st.lists(tasks(category, groups), min_size=1, max_size=3))),
    )


@st.composite
def extensions(draw: st.DrawFn) -> CustomTaskExtension:
    return CustomTaskExtension(
        display_name=draw(NAMES),
        description=draw(PROSE),
        endpoint=LogicApp(
            subscription_id="33333333-2222-4333-8444-555555555555",
            resource_group_name="rg",
            logic_app_workflow_name=draw(st.sampled_from(["badge", "on"])),
        ),
        authentication=draw(st.one_of(st.just(PopToken()), st.just(BearerToken("api://x")))),
        client=ClientConfiguration(maximum_retries=draw(st.integers(0, 5)), timeout_in_milliseconds=1000),
        callback=draw(
            st.one_of(
                st.just(LaunchAndContinue()),
                st.builds(
                    lambda m: LaunchAndWait(timeout_minutes=m, authorized_apps=(identified(RefKind.APPLICATION, 1),)),
                    st.integers(5, 180),
                ),
            )
        ),
    )


@hypothesis_settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_every_exported_sandbox_loads_again_unchanged(
    data: st.DataObject, seeded: Store, tmp_path_factory: pytest.TempPathFactory
) -> None:
    store = seeded.copy()
    store.doubts.update({**LENIENT, "apps-by-expand": "works", "inactivity-days": "any", "sponsors": "any"})
    tenant = sandbox_tenant(SandboxApp(store), on_close=store.close)
    try:
        found = tenant.find({RefKind.GROUP: GROUPS})[RefKind.GROUP]
        groups = {name: refs[0] for name, refs in found.items()}
        taken = {live.workflow.display_name.casefold() for live in tenant.workflows()}
        for value in data.draw(st.lists(workflows(groups), min_size=1, max_size=3)):
            if value.display_name.casefold() not in taken:
                taken.add(value.display_name.casefold())
                tenant.create_workflow(value)
        extension = data.draw(extensions())
        if extension.display_name.casefold() not in {e.extension.display_name.casefold() for e in tenant.extensions()}:
            tenant.create_extension(extension)
        target = data.draw(st.one_of(st.just(AllUsers()), st.just(GroupTarget(groups["SG-Sales"]))))
        tenant.update_tap_policy(TapPolicy(state=PolicyState.ENABLED, include_targets=(target,)))
        existing = with_usable_names(read_everything(tenant), tenant)
        files = export(existing, tenant.identity())
        assert files == export(existing, tenant.identity())
        resolved = written(files, tmp_path_factory.mktemp("export"))
        desired = resolve(resolved.desired, tenant, existing, Places()).desired
        assert_same(desired, existing)
    finally:
        tenant.close()


def assert_same(desired: Desired, existing: Existing) -> None:
    assert bare(desired.tap_policy) == bare(existing.tap_policy)
    assert desired.settings == existing.settings
    wanted = {w.display_name: w for w in desired.workflows}
    assert len(wanted) == len(existing.workflows)
    for found in existing.workflows:
        value = replace(
            found.workflow,
            tasks=tuple(replace(task, id=None) for task in found.workflow.tasks or ()),
        )
        assert bare(wanted[value.display_name]) == bare(value)
        assert diff_workflow(wanted[value.display_name], found.workflow).empty
    called = {e.display_name: e for e in desired.extensions}
    assert len(called) == len(existing.extensions)
    for other in existing.extensions:
        assert not diff_extension(called[other.extension.display_name], other.extension)


def bare(value: object) -> object:
    """References compared by what they point at."""
    return map_refs(value, lambda ref, _: Ref(ref.kind, id=ref_key(ref)))


def test_findings_the_tenant_already_has_can_be_accepted(tenant: GraphTenant, tmp_path: Path) -> None:
    tenant.create_workflow(workflow("Copied", tap_task(minutes=5000)))
    existing = with_usable_names(read_everything(tenant), tenant)
    first = written(export(existing, tenant.identity()), tmp_path)
    errors = {finding.code: ["Copied"] for finding in first.findings if finding.severity == "error"}
    assert errors
    again = written(export(existing, tenant.identity(), accepted=errors), tmp_path)
    assert plan_environment(again, tenant).actions == ()
