"""Common mistakes are answered with what to write instead."""

from pathlib import Path

import pytest

from tests.config.files import sandbox

HEAD = "kind: Workflow\ndisplayName: X\ncategory: joiner\n"
MAIL = HEAD + "tasks:\n  - task: sendWelcomeEmail\n    arguments: "

MISTAKES = {
    "a variable in braces": (
        HEAD + "trigger: {timeBasedAttribute: employeeHireDate, offsetInDays: ${days}}\n",
        "LOAD004",
        'inside { } and [ ] a variable needs quotes: "${days}"',
    ),
    "a negative number in quotes": (
        HEAD + 'trigger: {timeBasedAttribute: employeeHireDate, offsetInDays: "-7"}\n',
        "SCH004",
        "write -7",
    ),
    "a number in quotes": (
        HEAD + 'tasks: [{task: generateTapAndEmailManager, arguments: {tapLifetimeMinutes: "0480"}}]\n',
        "SCH004",
        "write 480",
    ),
    "the first name of another system": (
        MAIL + '{customBody: "Hello {{user.firstName}}"}\n',
        "LCW017",
        "did you mean {{user.givenName}}?",
    ),
    "an unknown placeholder": (MAIL + '{customBody: "{{user.qqqq}}"}\n', "LCW017", "`lcwsync placeholders` lists them"),
    "a language with an underscore": (MAIL + "{locale: de_DE}\n", "SCH006", "write de-DE"),
    "brackets in a rule": (
        HEAD + "scope: {rule: \"(employeeType in ['a','b'])\"}\n",
        "RUL001",
        "a list stands in ( )",
    ),
    "arguments of Graph": (
        MAIL + "[{name: locale, value: en-us}, {name: customSubject, value: Hi}]\n",
        "SCH004",
        "write arguments: {locale: en-us, customSubject: Hi}",
    ),
    "words of the portal": (
        HEAD + "tasks: [{task: requestUserAccessPackage}]\n",
        "SCH011",
        "did you mean requestAccessPackage?",
    ),
    "other words of the portal": (
        HEAD + "tasks: [{task: email manager after last day}]\n",
        "SCH011",
        "emailAfterLastDay",
    ),
}


@pytest.mark.parametrize(("text", "code", "hint"), MISTAKES.values(), ids=MISTAKES)
def test_a_common_mistake_is_answered_with_what_to_write(tmp_path: Path, text: str, code: str, hint: str) -> None:
    found = [each for each in sandbox(tmp_path, text).findings if each.code == code]
    assert [each.hint for each in found if hint in (each.hint or "")], [(each.message, each.hint) for each in found]


@pytest.mark.parametrize("value", ["[]", "[a, b]", "[1, true]"])
def test_a_list_of_single_values_is_taken_for_an_unknown_argument(tmp_path: Path, value: str) -> None:
    found = [each.code for each in sandbox(tmp_path, MAIL + f"{{other: {value}}}\n").findings]
    assert "SCH004" not in found


@pytest.mark.parametrize("value", ["[null]", "[a, null]", "[[a]]", "{a: b}", "null"])
def test_nothing_and_nested_values_are_refused_for_an_unknown_argument(tmp_path: Path, value: str) -> None:
    found = [each.code for each in sandbox(tmp_path, MAIL + f"{{other: {value}}}\n").findings]
    assert "SCH004" in found


def test_arguments_in_the_form_of_graph_are_one_finding(tmp_path: Path) -> None:
    text = HEAD + "tasks: [{task: generateTapAndEmailManager, arguments: [{name: tapLifetimeMinutes, value: 480}]}]\n"
    assert [each.code for each in sandbox(tmp_path, text).findings if each.code.startswith("SCH")] == ["SCH004"]
