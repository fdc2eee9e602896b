"""The same risk over many objects is one entry with the objects under it; everything else stays."""

import json
from dataclasses import replace

import pytest

from lcwsync.model.state import ObjectKind, ObjectName
from lcwsync.plan.plan import Plan, Risk
from lcwsync.render.plan.grouped import NAMES_SHOWN, grouped
from lcwsync.render.plan.html import plan_html
from lcwsync.render.plan.markdown import plan_markdown
from lcwsync.render.plan.text import plan_text
from lcwsync.values.findings import Rating
from tests.render.plans import everyday, plan_json

SAID = "scheduled from the start"


def risk(name: str, message: str = SAID, rating: Rating = Rating.MEDIUM) -> Risk:
    return Risk(code="RISK-SCHEDULE", rating=rating, object=ObjectName(ObjectKind.WORKFLOW, name), message=message)


def plan(*risks: Risk) -> Plan:
    return replace(everyday(), risks=risks)


def test_equal_risks_are_one_entry_and_the_gravest_comes_first() -> None:
    entries = grouped([risk("A"), risk("B", "other"), risk("C"), risk("D", rating=Rating.HIGH)])
    assert [(entry.rating, entry.message, entry.about) for entry in entries] == [
        (Rating.HIGH, SAID, 'workflow "D"'),
        (Rating.MEDIUM, SAID, "2 workflows"),
        (Rating.MEDIUM, "other", 'workflow "B"'),
    ]
    policy = replace(risk("A"), object=ObjectName(ObjectKind.TAP_POLICY, "Temporary Access Pass policy"))
    assert grouped([policy, risk("A")])[0].about == "2 objects"


def test_the_text_has_the_names_under_the_risk() -> None:
    told = plan_text(plan(risk("A"), risk("B")), colour=False, unicode=True)
    assert (
        "  ! MEDIUM  2 workflows: scheduled from the start [RISK-SCHEDULE]\n"
        '            workflow "A"\n            workflow "B"\n'
    ) in told


@pytest.mark.parametrize(("number", "folded"), [(NAMES_SHOWN, False), (NAMES_SHOWN + 1, True)])
def test_markdown_and_html_fold_many_names(number: int, folded: bool) -> None:
    many = plan(*(risk(f"Workflow {n}") for n in range(number)))
    markdown = plan_markdown(many).text
    assert ("<details><summary>their names</summary>" in markdown) is folded
    assert markdown.count("RISK-SCHEDULE") == 1
    page = plan_html(many, tool_version="1")
    assert ("<summary>their names</summary>" in page) is folded
    for text in (markdown, page):
        assert all(f"Workflow {n}" in text for n in range(number))


def test_counts_and_json_go_by_risk() -> None:
    three = plan(*(risk(name, rating=Rating.HIGH) for name in "ABC"))
    assert "**3 high risks**" in plan_markdown(three).text
    report = json.loads(plan_json(three, tool_version="1"))
    assert len(report["environments"][0]["risks"]) == 3
