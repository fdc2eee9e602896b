"""Values that a document writes once and uses several times."""

from pathlib import Path

import pytest

from lcwsync.adopt.rewrite import rewritten
from tests.config.files import sandbox, told

HEAD = "kind: Workflow\ndisplayName: X\ncategory: joiner\nx-mail: &mail {customSubject: Hello, locale: en-us}\n"
TASKS = (
    "tasks:\n- {task: sendWelcomeEmail, arguments: *mail}\n- {task: sendOnboardingReminderEmail, arguments: *mail}\n"
)


def test_every_use_has_the_value_and_the_holder_describes_nothing(tmp_path: Path) -> None:
    result = sandbox(tmp_path, HEAD + TASKS)
    assert not [each for each in result.findings if each.severity == "error"]
    tasks = result.desired.workflows[0].tasks or ()
    assert [task.arguments for task in tasks] == [{"customSubject": "Hello", "locale": "en-us"}] * 2


def test_a_variable_in_a_repeated_value_is_replaced_at_every_use(tmp_path: Path) -> None:
    project = "kind: Project\nenvironments: {sandbox: {sandbox: true, variables: {word: Hi}}}\n"
    result = sandbox(tmp_path, HEAD.replace("Hello", '"${word}"') + TASKS, project=project)
    tasks = result.desired.workflows[0].tasks or ()
    assert [task.arguments["customSubject"] for task in tasks] == ["Hi", "Hi"]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (HEAD + "tasks:\n- {task: addUserToGroups, arguments: {groupID: *mail}}\n", "6:48 SCH004"),
        (HEAD + "isEnabled: *mail\n", "5:12 SCH004"),
        (HEAD.replace("en-us", "English") + TASKS, "4:46 SCH006"),
        (HEAD + "isEnabled: *male\n", "5:12 LOAD006"),
    ],
)
def test_a_mistake_is_found_where_the_value_is_used_or_where_it_is_wrong(tmp_path: Path, text: str, place: str) -> None:
    assert f"object-1.yaml:{place}" in told(sandbox(tmp_path, text).findings)


def test_an_alias_without_an_anchor_names_the_one_that_was_meant(tmp_path: Path) -> None:
    (found,) = [each for each in sandbox(tmp_path, HEAD + "isEnabled: *male\n").findings if each.code == "LOAD006"]
    assert found.hint == "did you mean *mail?"


def test_a_holder_inside_an_object_is_an_unknown_key(tmp_path: Path) -> None:
    text = HEAD + "tasks:\n- {task: sendWelcomeEmail, x-note: y}\n"
    assert "object-1.yaml:6:28 SCH002" in told(sandbox(tmp_path, text).findings)


def test_a_file_keeps_its_holders_when_another_value_is_written_into_it() -> None:
    before = {"kind": "Workflow", "displayName": "X", "category": "joiner"}
    assert rewritten(HEAD, 1, before, {**before, "category": "leaver"}) == HEAD.replace("joiner", "leaver")
