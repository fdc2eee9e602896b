"""From a directory to what git wants: every fault in one run, at its place, with its code."""

import subprocess
import sys
from cProfile import Profile
from pathlib import Path

import pytest

from lcwsync.config.load import load
from lcwsync.model.references import Ref, RefKind
from lcwsync.model.workflow import AttributeUpdate, Workflow
from lcwsync.values.errors import ConfigError
from lcwsync.values.findings import Severity
from tests.config.files import PROJECT, codes, configured, sandbox, told

SHIPPED = Path(__file__).parents[2] / "workflows"

HEAD = """\
kind: Workflow
displayName: Hire
category: joiner
trigger: {timeBasedAttribute: employeeHireDate, offsetInDays: -7}
scope: {rule: "(department eq 'Sales')"}
"""
TASKS = "tasks: [{task: sendWelcomeEmail}]\n"


def workflow(tmp_path: Path, document: str) -> Workflow:
    result = sandbox(tmp_path, document)
    assert not result.findings, [str(each) for each in result.findings]
    return result.desired.workflows[0]


def test_a_workflow_is_read_with_typed_arguments(tmp_path: Path) -> None:
    tasks = """tasks:
- task: AABB0000-0000-4000-8000-000000000000
  arguments: {newArgument: 5}
- task: 22085229-5809-45E8-97FD-270D28D66910
  arguments: {GROUPid: [SG-Sales, 00000001-AAAA-4000-8000-000000000000]}
- task: updateUserAttributes
  arguments: {attributeUpdates: [{attribute: department, value: ""}]}
- task: sendWelcomeEmail
  arguments: {cc: [ana@contoso.com]}
"""
    result = sandbox(tmp_path, HEAD + tasks)
    assert codes(result.findings) == ["SCH012"]
    unknown, groups, attributes, mail = result.desired.workflows[0].tasks or ()
    assert unknown.definition_id == "aabb0000-0000-4000-8000-000000000000"
    assert unknown.arguments == {"newArgument": "5"}
    assert groups.definition_id == "22085229-5809-45e8-97fd-270d28d66910"
    assert groups.arguments == {
        "groupID": (Ref(RefKind.GROUP, name="SG-Sales"), Ref(RefKind.GROUP, id="00000001-aaaa-4000-8000-000000000000"))
    }
    assert attributes.arguments == {"attributeUpdates": (AttributeUpdate("department", ""),)}
    assert mail.arguments == {"cc": (Ref(RefKind.USER, name="ana@contoso.com"),)}


def test_an_omitted_key_is_not_stated_and_an_empty_list_is_empty(tmp_path: Path) -> None:
    found = workflow(tmp_path, HEAD + "administrationScopeTargets: []\n" + TASKS)
    assert found.administration_scope_targets == ()
    assert found.description is None
    assert found.is_enabled is None


FAULTS = [
    ("displayname: x\n", ["6:1 SCH002"]),
    ("colour: x\n", ["6:1 SCH002"]),
    ("isEnabled: 'true'\n", ["6:12 SCH004"]),
    ("isEnabled: yes\n", ["6:12 SCH004"]),
    ("description: 42\n", ["6:14 SCH004"]),
    ("description: off\n", ["6:14 LOAD008"]),
    ("description:\n", ["6:13 SCH009"]),
    ("previousNames: Old\n", ["6:16 SCH004"]),
    ("previousNames: []\n", ["6:16 SCH008"]),
    ("previousNames: [Old, Old]\n", ["6:22 SCH010"]),
    ("previousNames: [[Old]]\n", ["6:17 SCH004"]),
    ("administrationScopeTargets: [a, b, c, d, e, f]\n", ["6:45 SCH008"]),
    ("protect: {a: b}\n", ["6:10 SCH004"]),
]


@pytest.mark.parametrize(("line", "expected"), FAULTS)
def test_a_fault_in_a_key_is_found_at_its_place(line: str, expected: list[str], tmp_path: Path) -> None:
    findings = sandbox(tmp_path, HEAD + line + TASKS).findings
    assert told(findings) == [f"object-1.yaml:{each}" for each in expected]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("joiner", "joinr", "3:11 SCH006"),
        ("-7", "181", "4:63 SCH005"),
        ("-7", "'-7'", "4:63 SCH004"),
        ("-7", "-007", "4:63 SCH004"),
        ("employeeHireDate", "hireDate", "4:31 SCH006"),
        (", offsetInDays: -7", "", "4:10 SCH003"),
        ("{timeBasedAttribute: employeeHireDate, offsetInDays: -7}", "{}", "4:10 SCH007"),
        ("{timeBasedAttribute: employeeHireDate, offsetInDays: -7}", "onDemand", "4:10 SCH006"),
        ("{timeBasedAttribute: employeeHireDate, offsetInDays: -7}", "onDemandOnly", "5:1 OBJ006"),
        ("offsetInDays: -7", "offsetInDays: -7, membershipChange: add", "4:67 SCH007"),
        ("{timeBasedAttribute: employeeHireDate, offsetInDays: -7}", "{userInactivity: {}}", "4:27 SCH003"),
        ("{rule: \"(department eq 'Sales')\"}", "{rule: city eq 'a', groups: [y]}", "5:28 SCH007"),
        ("{rule: \"(department eq 'Sales')\"}", "department", "5:8 SCH004"),
        ("sendWelcomeEmail", "sendWelcomeMail", "6:16 SCH011"),
        ("sendWelcomeEmail", "Send welcome email to new hire", "6:16 SCH011"),
        ("task: sendWelcomeEmail", "isEnabled: true", "6:9 SCH003"),
        ("{task: sendWelcomeEmail}", "sendWelcomeEmail", "6:9 SCH004"),
        ("[{task: sendWelcomeEmail}]", "[]", "6:8 SCH008"),
        ("task: sendWelcomeEmail", "task: addUserToGroups", "6:10 SCH013"),
        ("task: sendWelcomeEmail", "task: addUserToGroups, arguments: {groupID: SG-Sales}", "6:54 SCH004"),
        ("task: sendWelcomeEmail", "task: addUserToGroups, arguments: {groupID: []}", "6:54 SCH008"),
        ("task: sendWelcomeEmail", "task: sendWelcomeEmail, arguments: {custmSubject: x}", "6:46 SCH012"),
        ("task: sendWelcomeEmail", "task: sendWelcomeEmail, arguments: {cc: [], CC: []}", "6:54 LOAD005"),
        ("task: sendWelcomeEmail", "task: sendWelcomeEmail, arguments: {locale: english}", "6:54 SCH006"),
        ("task: sendWelcomeEmail", "task: sendWelcomeEmail, arguments: [x]", "6:45 SCH004"),
        ("kind: Workflow", "kind: Workflw", "1:7 SCH001"),
        ("kind: Workflow\n", "", "1:1 SCH001"),
        ("kind: Workflow", "kind: 5", "1:7 SCH001"),
        ("displayName: Hire\n", "", "1:1 SCH003"),
        ("displayName: Hire", "displayName: ' '", "2:14 SCH009"),
    ],
)
def test_a_fault_is_found_at_the_value(before: str, after: str, expected: str, tmp_path: Path) -> None:
    document = HEAD + TASKS
    assert before in document
    findings = sandbox(tmp_path, document.replace(before, after, 1)).findings
    assert f"object-1.yaml:{expected}" in told(findings)
    assert {each.code for each in findings} == {expected.partition(" ")[2]}


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ("kind: TemporaryAccessPassPolicy\nincludeTargets: allUsers\n", "2:17 SCH004"),
        ("kind: TemporaryAccessPassPolicy\nincludeTargets: [SG-New-Hires]\n", "2:18 SCH006"),
        ("kind: TemporaryAccessPassPolicy\ndefaultLength: 7\n", "2:16 SCH005"),
        ("kind: TemporaryAccessPassPolicy\nmaximumLifetimeInMinutes: 43201\n", "2:27 SCH005"),
        ("kind: TemporaryAccessPassPolicy\nstate: on\n", "2:8 SCH006"),
        ("kind: LifecycleWorkflowSettings\nworkflowScheduleIntervalInHours: 25\n", "2:34 SCH005"),
        ("kind: LifecycleWorkflowSettings\nemailSettings: {senderDomain: contoso}\n", "2:31 SCH006"),
        ("kind: CustomTaskExtension\ndisplayName: x\ncallback: {timeoutInMinutes: 4}\n", "3:30 SCH005"),
        ("kind: CustomTaskExtension\ndisplayName: x\nauthentication: token\n", "3:17 SCH006"),
        ("kind: CustomTaskExtension\ndisplayName: x\nendpoint: {subscriptionId: x}\n", "3:28 SCH006"),
        ("kind: TapGuardrails\nexpected: [{principal: x, tiers: [direct]}]\n", "2:12 SCH003"),
        ("kind: TapGuardrails\nexpected: [{principal: x, tiers: [all], reason: y}]\n", "2:35 SCH006"),
        ("kind: TapGuardrails\nrequesters: [octocat]\n", "2:1 SCH002"),
        ("- kind: Workflow\n", "1:1 SCH001"),
        ("just words\n", "1:1 SCH001"),
    ],
)
def test_every_kind_has_its_faults_found(document: str, expected: str, tmp_path: Path) -> None:
    assert f"object-1.yaml:{expected}" in told(sandbox(tmp_path, document).findings)


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("displaynames: x", "did you mean displayName?"),
        (
            "executionConditions: {}",
            "write trigger: and scope:, or let `lcwsync import FILE --out DIR` write them",
        ),
        ("createdDateTime: 2026-01-01", "the service sets it; leave it out"),
        ("nextScheduleRunDateTime: x", "the service sets it; leave it out"),
        ("'tasks@odata.context': x", "Graph's note about its own JSON; leave it out"),
        (
            "quarantineConfiguration: {}",
            "execution limits are set in the portal (Workflow settings): Graph documents no call that writes them",
        ),
        ("description: 012", 'put it in quotes: "012"'),
        ("isEnabled: off", "write false"),
    ],
)
def test_a_finding_has_a_next_step(line: str, hint: str, tmp_path: Path) -> None:
    findings = sandbox(tmp_path, HEAD + line + "\n" + TASKS).findings
    assert [each.hint for each in findings] == [hint]


def test_a_task_under_its_portal_name_is_named_by_its_key(tmp_path: Path) -> None:
    (found,) = sandbox(tmp_path, HEAD + "tasks: [{task: Send Welcome Email}]\n").findings
    assert found.hint == "did you mean sendWelcomeEmail?"


def test_a_task_that_cannot_be_known_does_not_move_the_places_of_the_others(tmp_path: Path) -> None:
    tasks = "tasks:\n- {task: nothing}\n- {task: sendWelcomeEmail, arguments: {customBody: '{{nobody}}'}}\n"
    assert told(sandbox(tmp_path, HEAD + tasks).findings) == ["object-1.yaml:7:10 SCH011", "object-1.yaml:8:52 LCW017"]


def test_all_faults_are_found_in_one_run_and_sorted_by_place(tmp_path: Path) -> None:
    document = "kind: Workflow\ncolour: 1\nisEnabled: 2\ncategory: 3\n---\nkind: Nothing\n"
    policy = "kind: TemporaryAccessPassPolicy\nstate: maybe\n"
    assert told(sandbox(tmp_path, document, policy).findings) == [
        "object-1.yaml:1:1 SCH003",
        "object-1.yaml:2:1 SCH002",
        "object-1.yaml:3:12 SCH004",
        "object-1.yaml:4:11 SCH006",
        "object-1.yaml:6:7 SCH001",
        "object-2.yaml:2:8 SCH006",
    ]


def test_more_tasks_than_the_service_takes_are_refused(tmp_path: Path) -> None:
    tasks = "tasks:\n" + "".join(
        f"- {{task: sendWelcomeEmail, displayName: t{n}, arguments: {{locale: a{chr(97 + n)}}}}}\n" for n in range(26)
    )
    assert told(sandbox(tmp_path, HEAD + tasks).findings) == ["object-1.yaml:32:3 SCH008"]


def test_names_that_differ_by_case_only_are_one_name(tmp_path: Path) -> None:
    (found,) = sandbox(tmp_path, HEAD + TASKS, HEAD.replace("Hire\n", "HIRE\n", 1) + TASKS).findings
    assert (found.code, str(found.related[0]).endswith("object-1.yaml:2:14")) == ("OBJ001", True)


def test_a_thing_there_is_one_of_is_described_once(tmp_path: Path) -> None:
    document = "kind: LifecycleWorkflowSettings\nworkflowScheduleIntervalInHours: 3\n"
    assert told(sandbox(tmp_path, document, document).findings) == ["object-2.yaml:1:1 OBJ004"]


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("previousNames: [Other]\n", "", ["object-1.yaml:6:17 OBJ002"]),
        ("previousNames: [hire]\n", "", ["object-1.yaml:6:17 OBJ002"]),
        ("previousNames: [Old]\n", "previousNames: [old]\n", ["object-2.yaml:6:17 OBJ002"]),
    ],
)
def test_a_previous_name_belongs_to_one_object(first: str, second: str, expected: list[str], tmp_path: Path) -> None:
    other = HEAD.replace("Hire\n", "Other\n", 1)
    assert told(sandbox(tmp_path, HEAD + first + TASKS, other + second + TASKS).findings) == expected


def test_what_is_removed_is_not_listed(tmp_path: Path) -> None:
    result = sandbox(tmp_path, HEAD + TASKS, project=PROJECT + "removed: [Old, hire]\n")
    assert told(result.findings) == ["lcwsync.yaml:4:16 OBJ003"]
    assert result.desired.removed == ("Old", "hire")


def test_more_workflows_than_a_tenant_holds_are_refused(tmp_path: Path) -> None:
    many = "---\n".join((HEAD + TASKS).replace("Hire\n", f"Hire {n}\n", 1) for n in range(101))
    assert codes(sandbox(tmp_path, many).findings) == ["OBJ005"]


def test_places_are_found_by_path(tmp_path: Path) -> None:
    tasks = "tasks:\n- task: sendWelcomeEmail\n  arguments:\n    CC: [ana@contoso.com, bo@contoso.com]\n"
    places = sandbox(tmp_path, HEAD + tasks, project=PROJECT + "removed: [Old]\n").places
    for path, place in {
        ("Workflow", "hire"): "object-1.yaml:2:14",
        ("Workflow", "Hire", "category"): "object-1.yaml:3:11",
        ("Workflow", "Hire", "trigger"): "object-1.yaml:4:1",
        ("Workflow", "Hire", "tasks", 0): "object-1.yaml:7:3",
        ("Workflow", "Hire", "tasks", 0, "arguments", "cc", 1): "object-1.yaml:9:27",
        ("Workflow", "Hire", "tasks", 7): "object-1.yaml:6:1",
        ("Workflow", "Hire", "description"): "object-1.yaml:2:14",
        ("Project", "removed", "old"): "lcwsync.yaml:4:11",
        ("Project", "environments", "sandbox"): "lcwsync.yaml:3:3",
        ("Workflow", "Nobody"): "lcwsync.yaml",
    }.items():
        assert str(places.at(*path)).endswith(place), path


def test_cross_object_rules_wait_until_every_file_can_be_read(tmp_path: Path) -> None:
    tap = HEAD + (
        "tasks: [{task: generateTapAndEmailManager, arguments: {tapLifetimeMinutes: 480, tapIsUsableOnce: true}}]\n"
    )
    assert codes(sandbox(tmp_path / "a", tap).findings) == ["TAP004"]
    assert codes(sandbox(tmp_path / "b", tap, "kind: [\n").findings) == ["LOAD004"]


def test_findings_are_rated_as_the_project_states(tmp_path: Path) -> None:
    document = HEAD.replace("joiner", "leaver") + "tasks: [{task: revokeRefreshTokens}]\n"
    rules = "rules: {LCW004: {severity: SEVERITY, reason: hire dates are leave dates here}}\n"
    for severity, expected in (("off", []), ("note", [Severity.NOTE]), ("error", [Severity.ERROR])):
        result = sandbox(tmp_path, document, project=PROJECT + rules.replace("SEVERITY", severity))
        assert [each.severity for each in result.findings] == expected


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ("{LCW004: {severity: off}}", "4:17 SCH003"),
        ("{LCW999: {severity: off, reason: x}}", "4:9 PRJ005"),
        ("{OBJ001: {severity: off, reason: x}}", "4:9 PRJ005"),
        ("{LCW004: {severity: maybe, reason: x}}", "4:28 SCH006"),
    ],
)
def test_a_rating_needs_a_known_code_and_a_reason(rules: str, expected: str, tmp_path: Path) -> None:
    result = sandbox(tmp_path, project=f"{PROJECT}rules: {rules}\n")
    assert told(result.findings) == [f"lcwsync.yaml:{expected}"]


@pytest.mark.parametrize(
    ("environments", "expected"),
    [
        ("{a: {}}", ["2:16 PRJ002"]),
        ("{a: {tenantId: x}}", ["2:30 SCH006"]),
        ("{a: {sandbox: true, tenantId: 11111111-2222-3333-4444-555555555555}}", ["2:35 PRJ003"]),
        (
            "{a: {tenantId: &, sandbox: false}, b: {tenantId: &}}".replace("&", "11111111-2222-3333-4444-555555555555"),
            ["1:1 PRJ001", "2:89 PRJ004"],
        ),
        ("{a: {sandbox: true, cloud: moon}}", ["2:42 SCH006"]),
        ("{a: {sandbox: true, limits: {maxDeletes: -1}}}", ["2:56 SCH005"]),
        ("{'': {sandbox: true}, b: {sandbox: true}}", ["2:16 SCH006"]),
    ],
)
def test_a_fault_in_the_project_is_found_at_its_place(environments: str, expected: list[str], tmp_path: Path) -> None:
    configuration = configured(tmp_path, project=f"kind: Project\nenvironments: {environments}\n")
    assert told(configuration.findings) == [f"lcwsync.yaml:{each}" for each in expected]


def test_an_environment_is_read_whole(tmp_path: Path) -> None:
    project = """
    kind: Project
    environments:
      production:
        tenantId: AAAAAAAA-2222-3333-4444-555555555555
        clientId: 22222222-3333-4444-5555-666666666666
        planClientId: 33333333-4444-5555-6666-777777777777
        auth: github
        cloud: usgov
        allowDelete: true
        established: true
        limits: {maxDeletes: 3}
    """
    configuration = configured(tmp_path, project=project)
    assert configuration.default_environment == "production"
    environment = configuration.desired_for("production").environment
    assert environment.tenant_id == "aaaaaaaa-2222-3333-4444-555555555555"
    assert (environment.auth, environment.cloud.value) == ("github", "usgov")
    assert (environment.limits.max_deletes, environment.limits.max_changes) == (3, 20)
    assert environment.allow_delete
    assert environment.established


def test_an_unknown_environment_lists_the_known_ones(tmp_path: Path) -> None:
    configuration = configured(tmp_path)
    with pytest.raises(ConfigError, match='no environment "sandbx"') as caught:
        configuration.desired_for("sandbx")
    assert caught.value.hint == "did you mean sandbox? environments: sandbox"


@pytest.mark.parametrize(
    ("files", "message"),
    [
        (None, "there is no such directory"),
        ({}, "there is no YAML file"),
        ({"a.yaml": HEAD + TASKS}, "there is no project file"),
        ({"sub/lcwsync.yaml": PROJECT}, "there is no project file"),
        ({"lcwsync.yaml": "kind: [\n"}, "cannot be used"),
        ({"lcwsync.yaml": "kind: Project\n"}, "declares no usable environment"),
        ({"lcwsync.yaml": "kind: Project\nenvironments: {}\n"}, "declares no usable environment"),
        ({"lcwsync.yaml": "kind: Projekt\nenvironments: {}\n"}, "cannot be used"),
    ],
)
def test_a_directory_without_a_configuration_is_refused_with_a_next_step(
    files: dict[str, str] | None, message: str, tmp_path: Path
) -> None:
    place = tmp_path / "workflows"
    for name, text in (files or {}).items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_text(text, encoding="utf-8")
    if files == {}:
        place.mkdir()
    with pytest.raises(ConfigError, match=message) as caught:
        load(place)
    assert caught.value.hint or caught.value.findings


def test_a_file_in_place_of_the_directory_is_refused_with_a_next_step(tmp_path: Path) -> None:
    (tmp_path / "workflows").write_text("x", encoding="utf-8")
    with pytest.raises(ConfigError, match="is not a directory"):
        load(tmp_path / "workflows")


def test_a_project_in_another_file_is_an_error(tmp_path: Path) -> None:
    assert told(sandbox(tmp_path, PROJECT).findings) == ["object-1.yaml:1:1 LOAD010"]


def test_loading_imports_no_heavy_library() -> None:
    probe = (
        "import sys; from pathlib import Path; from lcwsync.config.load import load; c = load(Path(sys.argv[1])); "
        "c.findings_in(c.environments); print(*{m.partition('.')[0] for m in sys.modules})"
    )
    done = subprocess.run([sys.executable, "-c", probe, str(SHIPPED)], capture_output=True, text=True, check=True)
    heavy = {"msgraph", "azure", "httpx", "jsonschema", "deepdiff", "uvicorn", "sqlite3", "kiota_abstractions"}
    assert not heavy & set(done.stdout.split())


def test_work_grows_linearly_with_the_number_of_files(tmp_path: Path) -> None:
    """Counted in calls of functions, which no busy machine changes."""

    def calls(count: int) -> int:
        place = tmp_path / str(count)
        place.mkdir()
        (place / "lcwsync.yaml").write_text(PROJECT, encoding="utf-8")
        for number in range(count):
            text = (SHIPPED / "joiner-first-day.yaml").read_text(encoding="utf-8")
            text = text.replace("Onboard new hire employee", f"Hire {number}").replace("${hireDepartments}", "'Sales'")
            (place / f"{number:04}.yaml").write_text(text, encoding="utf-8")
        profile = Profile()
        profile.runcall(lambda: load(place).desired_for("sandbox"))
        return sum(entry.callcount for entry in profile.getstats())

    calls(1)  # imports
    small, large = calls(50), calls(200)
    assert large < 4.4 * small, f"{small} calls for 50 files, {large} for 200"
