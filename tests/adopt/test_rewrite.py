"""A file changes only where its values change: comments, order, quotes and variables stay."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from lcwsync.adopt.rewrite import rewritten
from lcwsync.adopt.yaml_text import document_text

TEXT = """\
# The head of the file.
kind: Workflow
displayName: Joiner  # the name
isEnabled: true
trigger: {timeBasedAttribute: employeeHireDate, offsetInDays: -7}  # a week before
scope:
  # Sales alone.
  rule: "(department eq '${department}')"
# Before the tasks.
tasks:
  # The group first.
  - task: addUserToGroups
    arguments: {groupID: [SG-A]}
  # Then the mail.
  - task: sendWelcomeEmail
    arguments:
      # Short.
      customSubject: Welcome
      customBody: |
        Hello

        you
---
kind: Workflow
displayName: Another
"""

TASKS: tuple[dict[str, object], dict[str, object]] = (
    {"task": "addUserToGroups", "arguments": {"groupID": ["SG-A"]}},
    {"task": "sendWelcomeEmail", "arguments": {"customSubject": "Welcome", "customBody": "Hello\n\nyou\n"}},
)

BEFORE: dict[str, object] = {
    "kind": "Workflow",
    "displayName": "Joiner",
    "isEnabled": True,
    "trigger": {"timeBasedAttribute": "employeeHireDate", "offsetInDays": -7},
    "scope": {"rule": "(department eq 'Sales')"},
    "tasks": [*TASKS],
}


def changed(**values: object) -> dict[str, object]:
    return {key: value for key, value in {**BEFORE, **values}.items() if value is not None}


def lines_of_difference(after: str) -> tuple[list[str], list[str]]:
    old, new = TEXT.splitlines(), after.splitlines()
    return [line for line in old if line not in new], [line for line in new if line not in old]


def test_what_is_equal_stays_as_it_was() -> None:
    assert rewritten(TEXT, 3, BEFORE, BEFORE) == TEXT


def test_a_value_in_a_line_with_a_comment_changes_alone() -> None:
    after = changed(isEnabled=False, trigger={"timeBasedAttribute": "employeeHireDate", "offsetInDays": -3})
    assert lines_of_difference(rewritten(TEXT, 3, BEFORE, after)) == (
        ["isEnabled: true", "trigger: {timeBasedAttribute: employeeHireDate, offsetInDays: -7}  # a week before"],
        ["isEnabled: false", "trigger: {timeBasedAttribute: employeeHireDate, offsetInDays: -3}  # a week before"],
    )


def test_a_task_keeps_its_comment_when_another_one_comes_before_it() -> None:
    first, second = TASKS
    new = {"task": "enableUserAccount"}
    text = rewritten(TEXT, 3, BEFORE, changed(tasks=[new, first, second]))
    assert "tasks:\n  - {task: enableUserAccount}\n  # The group first.\n  - task: addUserToGroups\n" in text
    assert yaml.safe_load(text.partition("---")[0].replace("${department}", "Sales"))["tasks"][0] == new


def test_an_argument_changes_inside_its_task() -> None:
    first, second = TASKS
    after = {**second, "arguments": {"customSubject": "Hello", "customBody": "Hello\n\nyou\n"}}
    text = rewritten(TEXT, 3, BEFORE, changed(tasks=[first, after]))
    assert lines_of_difference(text) == (["      customSubject: Welcome"], ["      customSubject: Hello"])


def test_new_keys_come_after_the_one_before_them_and_gone_ones_leave() -> None:
    after = {
        "kind": "Workflow",
        "displayName": "Joiner",
        "description": "New",
        **{key: value for key, value in BEFORE.items() if key not in ("kind", "displayName", "isEnabled")},
    }
    assert lines_of_difference(rewritten(TEXT, 3, BEFORE, after)) == (["isEnabled: true"], ["description: New"])


def test_the_other_documents_of_the_file_stay() -> None:
    after = {"kind": "Workflow", "displayName": "Another", "isEnabled": True}
    text = rewritten(
        TEXT, TEXT.splitlines().index("displayName: Another") + 1, {"kind": "Workflow", "displayName": "Another"}, after
    )
    assert text == TEXT + "isEnabled: true\n"


@pytest.mark.parametrize("text", ["{kind: Workflow}", "- a\n", "a: [\n"])
def test_what_has_no_document_in_block_style_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"block style|valid YAML"):
        rewritten(text, 1, {}, {"a": 1})


words = st.text(st.characters(codec="ascii", categories=("L", "N")), min_size=1, max_size=6)
values = st.recursive(
    st.booleans() | st.integers(-9, 9) | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=8,
)
documents = st.dictionaries(words, values, min_size=1, max_size=4)


@given(before=documents, after=documents)
def test_the_new_text_holds_just_the_new_values(before: dict[str, object], after: dict[str, object]) -> None:
    before, after = ({"kind": "Workflow", **document} for document in (before, after))
    if len({key.casefold() for key in {**before, **after}}) < len({**before, **after}):
        return
    text = rewritten(document_text(before), 1, before, after)
    assert yaml.safe_load(text) == yaml.safe_load(document_text(after))
