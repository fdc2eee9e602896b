"""What another tool wrote becomes YAML: what an export writes, nothing lost in silence, and all or nothing."""

import json
import os
import urllib.request
from pathlib import Path

import pytest
import yaml

from tests.commands import Lcwsync

GRAPH = "/identityGovernance/lifecycleWorkflows"
WORKFLOW = {
    "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#identityGovernance/lifecycleWorkflows/workflows/$entity",
    "id": "15239232-66ed-445b-8292-2f5bbb2eb833",
    "displayName": "Australia joiner",
    "category": "joiner",
    "version": 3,
    "executionConditions": {
        "@odata.type": "#microsoft.graph.identityGovernance.triggerAndScopeBasedConditions",
        "scope": {
            "@odata.type": "#microsoft.graph.identityGovernance.ruleBasedSubjectSet",
            "rule": "(country eq 'Australia')",
        },
        "trigger": {
            "@odata.type": "#microsoft.graph.identityGovernance.timeBasedAttributeTrigger",
            "timeBasedAttribute": "employeeHireDate",
            "offsetInDays": 0,
        },
    },
    "tasks": [{"taskDefinitionId": "70b29d51-b59a-4773-9280-8841dfd3f2ea", "displayName": "Hi", "arguments": []}],
}
EXTENSION = """AADIdentityGovernanceLifecycleWorkflowCustomTaskExtension 'x'
{
    DisplayName = 'Badge'; Ensure = 'Present'
    CallbackConfiguration = MSFT_Callback { TimeoutDuration = 'PT34M'; AuthorizedApps = @('Badge office') }
    ClientConfiguration = MSFT_Client { MaximumRetries = 1; TimeoutInMilliseconds = 1000 }
    EndpointConfiguration = MSFT_Endpoint {
        SubscriptionId = '63e62ab2-fd92-46ce-a393-2cb338039cc7'; logicAppWorkflowName = 'App'; resourceGroupName = 'RG'
        url = 'https://prod.logic.azure.com/workflows/x?sig=abcdefgh'
    }
}
AADGroup 'g' { DisplayName = 'SG-Sales' }
AADAuthenticationMethodPolicyTemporary 't'
{
    Id = 'TemporaryAccessPass'; State = 'enabled'; IsUsableOnce = $True; DefaultLifetimeInMinutes = 60
    IncludeTargets = @(MSFT_Target { Id = 'SG-New-Hires'; TargetType = 'group' })
}
AADIdentityGovernanceLifecycleWorkflow 'gone' { DisplayName = 'Old'; Ensure = 'Absent' }
"""


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def given(content: object, name: str = "given.json") -> str:
    Path(name).write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return name


def imported(name: str) -> dict[str, object]:
    content: dict[str, object] = yaml.safe_load(Path("out", name).read_text(encoding="utf-8"))
    return content


@pytest.mark.usefixtures("served")
def test_what_a_tenant_answers_becomes_what_an_export_writes(
    lcwsync: Lcwsync,
) -> None:
    assert lcwsync("apply", "--yes").code == 0

    def get(path: str) -> dict[str, object]:
        headers = {"Authorization": "Bearer sandbox", "Prefer": "include-unknown-enum-members"}
        url = os.environ["LCWSYNC_GRAPH_URL"].rstrip("/") + "/v1.0" + path
        request = urllib.request.Request(url, headers=headers)
        with urllib.request.urlopen(request) as answer:
            content: dict[str, object] = json.load(answer)
            return content

    listed = get(f"{GRAPH}/workflows")["value"]
    assert isinstance(listed, list)
    answers = [get(f"{GRAPH}/workflows/{item['id']}") for item in listed]
    extensions = get(f"{GRAPH}/customTaskExtensions")["value"]
    policy = get("/policies/authenticationMethodsPolicy/authenticationMethodConfigurations/TemporaryAccessPass")
    assert isinstance(extensions, list)
    given([{"value": answers}, *extensions, policy, get(f"{GRAPH}/settings")])
    done = lcwsync("import", "given.json", "--out", "out", "--with-names")
    assert done.code == 0, done.err
    assert lcwsync("export", "--out", "exported").code == 0
    for path in Path("exported").glob("*.yaml"):
        if path.name != "lcwsync.yaml":
            wanted = yaml.safe_load(path.read_text(encoding="utf-8"))
            wanted.pop("administrationScopeTargets", None)  # GET shows them only when it is asked to expand them
            assert imported(path.name) == wanted
    assert len(list(Path("out").iterdir())) == len(answers) + len(extensions) + 2


def test_powershells_spelling_of_json_is_understood(lcwsync: Lcwsync) -> None:
    spelt = {key[:1].upper() + key[1:]: value for key, value in WORKFLOW.items()}
    spelt["AdditionalProperties"] = {"@odata.context": "x"}
    assert lcwsync("import", given(spelt), "--out", "out").code == 0
    assert imported("joiner-australia-joiner.yaml")["displayName"] == "Australia joiner"


def test_an_unknown_member_is_shown_and_kept_as_a_comment(lcwsync: Lcwsync) -> None:
    done = lcwsync("import", given({**WORKFLOW, "newSwitch": {"url": "https://x?sig=abcdefgh"}}), "--out", "out")
    assert done.code == 0
    assert "not known to lcwsync, left out: newSwitch = " in done.err
    text = Path("out", "joiner-australia-joiner.yaml").read_text(encoding="utf-8")
    assert "# Not known to lcwsync, left out: newSwitch = " in text
    assert "abcdefgh" not in text + done.err


def test_resources_of_microsoft365dsc_become_objects_and_the_others_are_named(lcwsync: Lcwsync) -> None:
    done = lcwsync("import", given(EXTENSION, "tenant.ps1"), "--out", "out")
    assert done.code == 0, done.err
    assert "not looked at, since lcwsync does not manage them: AADGroup" in done.err
    assert 'tenant.ps1:17: Ensure is Absent: write "Old" under removed in the project file instead' in done.err
    assert imported("tap-policy.yaml")["includeTargets"] == [{"group": "SG-New-Hires"}]
    extension = imported("extension-badge.yaml")
    assert extension["callback"] == {"timeoutInMinutes": 34, "authorizedApps": ["Badge office"]}
    assert "abcdefgh" not in Path("out", "extension-badge.yaml").read_text(encoding="utf-8")


WRONG = {
    "no JSON": ('{"a": }', "given.json:1:7: not valid JSON"),
    "another object": ({"displayName": "x", "mail": "y"}, "given.json: nothing that lcwsync manages has these members"),
    "a wrong type": ({"value": [{**WORKFLOW, "isEnabled": "yes"}]}, "given.json.value[0]: workflow 15239232"),
    "a task without its definition": ({**WORKFLOW, "tasks": [{}]}, "tasks[0].taskDefinitionId is missing"),
    "no object": ("[1]", "given.json[0]: an object was expected"),
    "nothing": ("[]", "no workflow, policy, settings or extension in it"),
}


@pytest.mark.parametrize(("content", "words"), WRONG.values(), ids=WRONG)
def test_a_file_that_cannot_be_understood_is_named_with_its_place_and_nothing_is_written(
    lcwsync: Lcwsync, content: object, words: str
) -> None:
    done = lcwsync("import", given(content), "--out", "out")
    assert done.code == 1
    assert words in done.err
    assert "hint: " in done.err
    assert not Path("out").exists()


def test_a_configuration_that_cannot_be_understood_is_named_with_its_place(lcwsync: Lcwsync) -> None:
    done = lcwsync("import", given("AADLifecycleWorkflowSettings 'x' {\n  A = Get-Secret\n}", "a.ps1"), "--out", "out")
    assert done.code == 1
    assert "a.ps1:2:7: expected a value" in done.err


def test_a_list_without_tasks_is_not_taken_for_workflows_without_tasks(lcwsync: Lcwsync) -> None:
    short = {key: value for key, value in WORKFLOW.items() if key not in ("tasks", "executionConditions")}
    whole = {**WORKFLOW, "displayName": "Whole"}
    done = lcwsync("import", given({"value": [{**short, "isSchedulingEnabled": True}, whole]}), "--out", "out")
    assert done.code == 1
    assert 'not imported: given.json: Workflow "Australia joiner" holds its conditions' in done.err
    assert "1 of 2 objects cannot be written as YAML" in done.err
    assert [path.name for path in Path("out").iterdir()] == ["joiner-whole.yaml"]


def test_a_category_that_the_service_hid_is_told_with_the_header_that_shows_it(lcwsync: Lcwsync) -> None:
    done = lcwsync("import", given({**WORKFLOW, "category": "unknownFutureValue"}), "--out", "out")
    assert done.code == 1
    assert "repeat the GET with the header Prefer: include-unknown-enum-members" in done.err


def test_a_name_that_the_directory_has_stops_the_import(project: Path, lcwsync: Lcwsync) -> None:
    before = sorted((project / "workflows").iterdir())
    content = [{**WORKFLOW, "displayName": "Other"}, {**WORKFLOW, "displayName": "onboard pre-hire employee"}]
    done = lcwsync("import", given(content), "--out", "workflows")
    assert done.code == 4
    assert "is in workflows/joiner-pre-hire-tap.yaml already; nothing was written" in done.err
    assert sorted((project / "workflows").iterdir()) == before


def test_a_file_that_is_there_stays_as_it_is(lcwsync: Lcwsync) -> None:
    assert lcwsync("import", given(WORKFLOW), "--out", "out").code == 0
    Path("out", "joiner-australia-joiner.yaml").write_text("mine\n", encoding="utf-8")
    done = lcwsync("import", "given.json", "--out", "out")
    assert done.code == 4
    assert Path("out", "joiner-australia-joiner.yaml").read_text(encoding="utf-8") == "mine\n"


def test_a_name_twice_in_the_file_stops_the_import(lcwsync: Lcwsync) -> None:
    done = lcwsync("import", given([WORKFLOW, WORKFLOW]), "--out", "out")
    assert done.code == 4
    assert '"Australia joiner" is in the file twice' in done.err
