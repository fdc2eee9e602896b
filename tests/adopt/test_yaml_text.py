"""Documents as YAML: any document reads back equal, and the style is the one of the shipped files."""

import yaml
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from lcwsync.adopt.yaml_text import comment, document_text

TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=30),
    st.text("ab :#-\n\t\r'\"{}[],&*!|>%@`?\\\u00a0\u2028\u0085\ufeff", max_size=12),
    st.sampled_from(
        [
            "yes",
            "No",
            "on",
            "~",
            "null",
            "1",
            "1.5",
            "0x1f",
            "1e3",
            "12:30",
            "2026-01-01",
            "=",
            "<<",
            "-",
            "- a",
            "a: b",
        ]
    ),
    st.sampled_from(
        ["<b>one</b>\n\ntwo\n", "one\n two\n\n\n", "\none", " one\ntwo", "one \ntwo", "a\n", "\n", "", "a\n \nb"]
    ),
)
DOCUMENTS = st.recursive(
    st.booleans() | st.integers() | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS.filter(bool), inner, max_size=4),
    max_leaves=20,
)


@hypothesis_settings(max_examples=300, deadline=None)
@given(st.dictionaries(TEXTS.filter(bool), DOCUMENTS, min_size=1, max_size=4))
def test_a_document_reads_back_equal(document: dict[str, object]) -> None:
    text = document_text(document)
    assert yaml.load(text, Loader=yaml.CSafeLoader) == document
    assert yaml.load(text, Loader=yaml.SafeLoader) == document
    assert text.endswith("\n")


def test_the_style_is_that_of_the_shipped_files() -> None:
    document = {
        "kind": "Workflow",
        "displayName": "Onboard: pre-hire",
        "description": "",
        "isEnabled": True,
        "trigger": {"timeBasedAttribute": "employeeHireDate", "offsetInDays": -7},
        "scope": {"rule": "(department eq 'Sales')"},
        "administrationScopeTargets": [],
        "tasks": [
            {
                "task": "generateTapAndEmailManager",
                "displayName": "TAP",
                "arguments": {"tapLifetimeMinutes": 480, "customBody": "Hello\n\n  {{temporaryAccessPass}}\n"},
            },
            {
                "task": "addUserToGroups",
                "arguments": {"groupID": ["SG-New-Hires", "11111111-2222-4333-8444-555555555555"]},
            },
        ],
    }
    assert (
        document_text(document)
        == """\
kind: Workflow
displayName: "Onboard: pre-hire"
description: ""
isEnabled: true
trigger: {timeBasedAttribute: employeeHireDate, offsetInDays: -7}
scope: {rule: "(department eq 'Sales')"}
administrationScopeTargets: []
tasks:
  - task: generateTapAndEmailManager
    displayName: TAP
    arguments:
      tapLifetimeMinutes: 480
      customBody: |
        Hello

          {{temporaryAccessPass}}
  - task: addUserToGroups
    arguments:
      groupID: [SG-New-Hires, 11111111-2222-4333-8444-555555555555]
"""
    )


def test_a_comment_cannot_end_early() -> None:
    text = comment("limits: {\n  x: 1 }\r\n" + "long " * 60)
    assert all(line.startswith("# ") for line in text.splitlines())
    assert yaml.safe_load(text) is None
