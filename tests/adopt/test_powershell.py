"""Literals of a PowerShell configuration are read, everything else is named with its place, and nothing is run."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lcwsync.adopt.dsc import graph_objects
from lcwsync.adopt.powershell import NotPowerShell, Variable, resources

BLOCK = "Configuration X { node localhost { AADThing 'a title' { VALUES } } }"


def values(text: str) -> dict[str, object]:
    (found,) = resources(BLOCK.replace("VALUES", text))
    assert (found.type, found.title) == ("AADThing", "a title")
    return found.values


VALUES = {
    "texts": ("A = 'it''s'; B = \"say `\"hi`\" `$x\"", {"A": "it's", "B": 'say "hi" $x'}),
    "two lines": ("A = @'\r\none\r\ntwo\r\n'@\n B = 1", {"A": "one\ntwo", "B": 1}),
    "numbers and switches": (
        "A = -7\n B = $True; C = $false\n D = $null",
        {"A": -7, "B": True, "C": False, "D": None},
    ),
    "lists": ("A = @('x', 'y'); B = @(); C = @(\n1\n2\n)", {"A": ["x", "y"], "B": [], "C": [1, 2]}),
    "blocks": ("A = MSFT_X { B = MSFT_Y{ C = 1 } }", {"A": {"B": {"C": 1}}}),
    "a list of blocks": ("A = @(MSFT_X { B = 1 }\n MSFT_X { B = 2 });", {"A": [{"B": 1}, {"B": 2}]}),
    "a hash table and a type": ("A = @{ 'k' = [int] 5 }", {"A": {"k": 5}}),
    "variables": ("A = $TenantId; B = $Node.Name", {"A": Variable("$TenantId"), "B": Variable("$Node.Name")}),
    "comments": ("# A = 1\n <# B = 2\n #> C = 3 # D = 4\n", {"C": 3}),
}


@pytest.mark.parametrize(("text", "wanted"), VALUES.values(), ids=VALUES)
def test_a_literal_is_its_value(text: str, wanted: dict[str, object]) -> None:
    assert values(text) == wanted


WRONG = {
    "a quote": ("AADThing 'x' {\n  A = 'open\n}", 2, "a quote is not closed"),
    "a block": ("AADThing 'x' {\n  A = 1\n", 3, "expected a property, found the end of the file"),
    "a list": ("AADThing 'x' {\n  A = @('x'\n}", 3, "expected a value"),
    "an equals sign": ("AADThing 'x' {\n  A 'x'\n}", 2, "expected = after A, found 'x'"),
    "a command": ("AADThing 'x' {\n  A = Get-Content secret.txt\n}", 2, "expected a value"),
    "too deep": ("AADThing 'x' {\n  A = " + "@(" * 60 + "1" + ")" * 60 + "\n}", 2, "more than 50 levels deep"),
}


@pytest.mark.parametrize(("text", "line", "words"), WRONG.values(), ids=WRONG)
def test_what_is_no_literal_is_named_with_its_place(text: str, line: int, words: str) -> None:
    with pytest.raises(NotPowerShell) as caught:
        resources(text)
    assert caught.value.line == line
    assert words in caught.value.problem


@given(st.text(alphabet="AB 'x'\"`@(){}$=;,\n#<>[]-7", max_size=60))
def test_any_text_is_resources_or_an_error_with_a_place(text: str) -> None:
    places: list[int] = []
    try:
        places += [each.line for each in resources(f"AADThing 'x' {{ {text} }}")]
    except NotPowerShell as error:
        places += [error.line, error.column]
    assert min(places, default=1) >= 1


def test_what_signs_in_is_no_part_of_the_object_and_a_variable_is_listed() -> None:
    text = "AADLifecycleWorkflowSettings 'x' { IsSingleInstance = 'Yes'; WorkflowScheduleIntervalInHours = 3\n"
    text += "ApplicationId = $Id; Credential = $Credscredential; SenderDomain = $Domain; UseCompanyBranding = $True }"
    (found,) = graph_objects(resources(text))
    assert found.content == {"workflowScheduleIntervalInHours": 3, "emailSettings": {"useCompanyBranding": True}}
    assert found.variables == ("senderDomain",)
