"""What an editor completes, shows and underlines, by the language server that editors run.

`npm ci --ignore-scripts` in this directory installs it; without it these tests are skipped.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from lcwsync.model.catalogue import definitions
from tests.commands import ROOT, Lcwsync
from tests.editor.server import PROGRAM, Server, language_server

pytestmark = pytest.mark.skipif(not PROGRAM.exists(), reason="the language server is not installed")

HEAD = f"""# yaml-language-server: $schema={(ROOT / "schemas" / "workflow.schema.json").as_uri()}
kind: Workflow
displayName: X
category: joiner
"""
TASKS = HEAD + "tasks:\n"
PASS = TASKS + "  - task: generateTapAndEmailManager\n"
KEYS = {definition.key for definition in definitions()}


@pytest.fixture(scope="module")
def editor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with language_server(Path(tmp_path_factory.mktemp("editor"))) as server:
        yield server


OFFERED = {
    "an empty task": (TASKS + "  - task: |\n", KEYS),
    "the beginning of a task": (TASKS + "  - task: gen|\n", KEYS),
    "the arguments of a pass": (
        PASS + "    arguments:\n      |\n",
        {"tapLifetimeMinutes", "tapIsUsableOnce", "to", "cc", "customSubject", "customBody", "locale"},
    ),
    "the arguments of groups": (TASKS + "  - task: addUserToGroups\n    arguments:\n      |\n", {"groupID"}),
    "true and false": (PASS + "    arguments:\n      tapIsUsableOnce: |\n", {"true", "false"}),
    "no value for a language": (PASS + "    arguments:\n      locale: |\n", set()),
    "a category": (HEAD.replace("joiner", "|"), {"joiner", "mover", "leaver"}),
}


@pytest.mark.parametrize(("text", "wanted"), OFFERED.values(), ids=OFFERED)
def test_the_editor_offers_exactly_what_can_be_written(editor: Server, text: str, wanted: set[str]) -> None:
    offered = {label for label in editor.completions(text) if not label.startswith("object(")}
    assert offered >= wanted
    assert not offered - wanted, "and nothing else"


def test_the_names_of_the_tenant_are_offered_and_any_other_name_is_right(
    editor: Server, project: Path, lcwsync: Lcwsync
) -> None:
    assert lcwsync("schema", "--write", "schemas", "--from-tenant").code == 0
    own = (project / "schemas" / "workflow.schema.json").as_uri()
    head = TASKS.replace((ROOT / "schemas" / "workflow.schema.json").as_uri(), own)
    groups = head + "  - task: addUserToGroups\n    arguments:\n      groupID:\n        - "
    assert {"SG-Sales", "SG-Marketing"} <= set(editor.completions(groups + "|\n"))
    assert {"SPE_E5"} <= set(
        editor.completions(head + "  - task: assignLicenses\n    arguments:\n      licenses:\n        - |\n")
    )
    assert not [label for label in editor.completions(groups + "|\n") if "@" in label]
    assert editor.problems(groups + "SG-Not-There-Yet\n") == []


def test_every_task_is_explained_where_it_is_offered(editor: Server) -> None:
    offered = editor.completions(TASKS + "  - task: |\n")
    assert all(len(str(item["documentation"])) > 30 for item in offered.values())


def test_a_task_can_be_inserted_with_the_arguments_it_needs(editor: Server) -> None:
    offered = editor.completions(TASKS + "  - |\n")
    groups = offered["Add user to groups"]["insertText"]
    assert groups == "task: addUserToGroups\n  arguments:\n    groupID:\n      - ${1:name}"
    created = next(item["insertText"] for label, item in offered.items() if label.startswith("Generate Temporary"))
    arguments = "\n    tapLifetimeMinutes: ${1:480}\n    tapIsUsableOnce: ${2:true}"
    assert created == f"task: generateTapAndEmailManager\n  arguments:{arguments}"


def test_every_attribute_is_offered_for_a_change_of_attributes(editor: Server) -> None:
    offered = editor.completions(HEAD + "trigger:\n  attributeChange:\n    - |\n")
    assert {"department", "jobTitle", "employeeOrgData/costCenter"} <= set(offered)


SHOWN = {
    "a lifetime": (PASS + "    arguments:\n      tap|LifetimeMinutes: 60\n", "counted from the hire date"),
    "one time": (PASS + "    arguments:\n      tapIs|UsableOnce: true\n", "the pass ends with the first sign-in"),
    "a language": (PASS + "    arguments:\n      loc|ale: en-us\n", "such as en-us"),
    "groups": (TASKS + "  - task: addUserToGroups\n    arguments:\n      group|ID: [x]\n", "Groups by name or id"),
    "an offset": (HEAD + "trigger: {timeBasedAttribute: employeeHireDate, off|setInDays: 1}\n", "negative is before"),
}


@pytest.mark.parametrize(("text", "words"), SHOWN.values(), ids=SHOWN)
def test_the_editor_explains_the_word_under_the_cursor(editor: Server, text: str, words: str) -> None:
    assert words in editor.hover(text)


UNDERLINED = {
    "a task that does not exist": (TASKS + "  - task: sendWelcomMail\n", 6, "sendWelcomeEmail"),
    "an argument that is missing": (PASS + "    arguments: {tapLifetimeMinutes: 60}\n", 7, "tapIsUsableOnce"),
    "a lifetime out of range": (
        PASS + "    arguments: {tapLifetimeMinutes: 5, tapIsUsableOnce: true}\n",
        7,
        "10",
    ),
    "two triggers": (
        HEAD + "trigger: {timeBasedAttribute: createdDateTime, offsetInDays: 1, membershipChange: add}\n",
        5,
        "write only one of timeBasedAttribute",
    ),
    "groups with a date": (
        HEAD + "trigger: {timeBasedAttribute: createdDateTime, offsetInDays: 1}\nscope: {groups: [x]}\n",
        6,
        "timeBasedAttribute goes with scope.rule",
    ),
    "a scope on demand": (HEAD + "trigger: onDemandOnly\nscope: {rule: x}\n", 6, "has no scope"),
    "another language of rules": (
        HEAD + "scope: {rule: \"(user.department -eq 'Sales')\"}\n",
        5,
        "write (department eq 'Sales')",
    ),
    "a key that does not exist": (HEAD + "isEnable: true\n", 5, "isEnable"),
}


@pytest.mark.parametrize(("text", "line", "words"), UNDERLINED.values(), ids=UNDERLINED)
def test_the_editor_underlines_a_mistake_with_words_that_help(editor: Server, text: str, line: int, words: str) -> None:
    problems = editor.problems(text)
    assert [at for at, message in problems if words in message][:1] == [line], problems


def test_an_argument_may_be_written_in_another_case_and_is_checked_all_the_same(editor: Server) -> None:
    assert editor.problems(TASKS + "  - task: addUserToGroups\n    arguments: {groupId: [SG-Sales]}\n") == []
    created = PASS + "    arguments: {TapLifetimeMinutes: %s, tapIsUsableOnce: true}\n"
    assert editor.problems(created % 480) == []
    assert [line for line, _ in editor.problems(created % 5)] == [7]
    missing = editor.problems(PASS + "    arguments: {TapLifetimeMinutes: 60}\n")
    assert [(line, "tapIsUsableOnce" in message) for line, message in missing] == [(7, True)]


@pytest.mark.parametrize("path", sorted((ROOT / "workflows").glob("*.yaml")), ids=lambda path: path.name)
def test_the_editor_accepts_every_shipped_file(editor: Server, path: Path) -> None:
    text = path.read_text(encoding="utf-8").replace("$schema=../", f"$schema={ROOT.as_uri()}/")
    assert editor.problems(text) == []
