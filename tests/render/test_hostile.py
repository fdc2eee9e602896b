"""A name can hold anything; it changes neither layout nor meaning of any rendering."""

import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings

from lcwsync.render.findings.sarif import findings_sarif
from lcwsync.render.findings.text import findings_text
from lcwsync.render.github import annotations
from lcwsync.render.outcome.markdown import outcome_markdown
from lcwsync.render.outcome.text import outcome_text
from lcwsync.render.plan.html import plan_html
from lcwsync.render.plan.markdown import plan_markdown
from lcwsync.render.plan.text import plan_text
from lcwsync.render.plan.view import PeopleCount
from lcwsync.values.location import Location
from tests.render.formats.test_escape import HOSTILE, TEXTS, shows
from tests.render.plans import every_action, findings, outcome, outcome_json, plan_json

NAMES = [name for name in HOSTILE if name.strip()]
"""An empty name is refused long before it is rendered."""

hostile = pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))


def values(name: str) -> tuple[str, str]:
    """Name and value: a value with line feeds is rightly laid out in lines, so here it has none."""
    return name, name.replace("\n", " ")


def renderings(name: str) -> list[str]:
    plan, result, found = every_action(*values(name)), outcome(name), findings(name)
    people = {name: PeopleCount(count=2, names=(name,))}
    return [
        plan_text(plan, colour=False, unicode=True, people=people),
        plan_json(plan, tool_version="1"),
        plan_markdown(plan, people=people, show_people=True).text,
        plan_html(plan, tool_version="1", people=people, show_people=True),
        outcome_text(result, colour=False, unicode=True),
        outcome_json(result, tool_version="1"),
        outcome_markdown(result).text,
        findings_text(found, colour=False, unicode=True),
        annotations(found),
        findings_sarif(found, {}, tool_version="1"),
    ]


@hostile
def test_each_rendering_keeps_its_number_of_lines(name: str) -> None:
    assert [text.count("\n") for text in renderings(name)] == [text.count("\n") for text in renderings("name")]


@hostile
def test_no_rendering_holds_an_invisible_character_or_a_runner_command(name: str) -> None:
    for text in renderings(name):
        assert shows(text.replace("\n", ""))
        assert "##[" not in text


@hostile
def test_no_line_of_a_log_begins_a_workflow_command(name: str) -> None:
    plan, result = every_action(*values(name)), outcome(name)
    logs = [
        plan_text(plan, colour=False, unicode=True),
        plan_markdown(plan).text,
        outcome_text(result, colour=False, unicode=True),
        findings_text(findings(name), colour=False, unicode=True),
    ]
    assert not [
        line
        for log in logs
        for line in log.splitlines()
        if line.lstrip().startswith(("::", "##")) and not line.startswith("##")
    ]


def test_a_file_named_like_a_workflow_command_begins_no_line() -> None:
    found = [replace(finding, location=Location("::error::x.yaml", 1)) for finding in findings("name")]
    text = findings_text(found, colour=False, unicode=True)
    assert text.startswith("./::error::x.yaml:1: error")


MARKDOWN_TAGS = {
    "<br>",
    "<code>",
    "</code>",
    "<wbr>",
    "<span>",
    "</span>",
    "<details>",
    "</details>",
    "<summary>",
    "</summary>",
}


def outside_fences(text: str) -> str:
    return re.sub(r"(?ms)^(`{3,})\w+$.*?^\1$", "", text)


def markdown_shape(text: str) -> dict[str, object]:
    """Everything that lays a markdown text out: marks at line starts, cells, tags, fences."""
    lines = outside_fences(text).splitlines()
    return {
        "headings": [len(line) - len(line.lstrip("#")) for line in lines if line.startswith("#")],
        "items": sum(line.startswith("- ") for line in lines),
        "cells": [line.count("|") for line in lines if line.startswith("|")],
        "pipes elsewhere": sum(line.count("|") for line in lines if not line.startswith("|")),
        "breaks": text.count("<br>"),
        "details": re.findall(r"</?details>|</?summary>", text),
        "fences": re.findall(r"(?m)^`{3,}\w+$", text),
    }


@hostile
def test_markdown_keeps_its_layout(name: str) -> None:
    assert markdown_shapes(name) == markdown_shapes("name")


def markdown_shapes(name: str) -> list[dict[str, object]]:
    plan, result = every_action(*values(name)), outcome(name)
    return [markdown_shape(plan_markdown(plan).text), markdown_shape(outcome_markdown(result).text)]


@hostile
def test_markdown_holds_no_link_mention_comment_or_foreign_tag(name: str) -> None:
    text = outside_fences(plan_markdown(every_action(*values(name))).text)
    assert set(re.findall(r"<[^>]*>", text)) <= MARKDOWN_TAGS
    assert not re.search(r"<!--|\]\(|@\w|://", re.sub(r"`[^`]*`", "", text))


class Shape(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(f"{tag} {sorted(name for name, _ in attrs)}")

    def handle_endtag(self, tag: str) -> None:
        self.tags.append(f"/{tag}")

    def handle_comment(self, data: str) -> None:
        self.tags.append("comment")


def html_shape(text: str) -> list[str]:
    parser = Shape()
    parser.feed(text)
    parser.close()
    return parser.tags


@hostile
def test_html_keeps_its_elements(name: str) -> None:
    assert html_shape(page(name)) == html_shape(page("name"))


def page(name: str) -> str:
    return plan_html(every_action(*values(name)), tool_version="1")


@settings(max_examples=40, deadline=None)
@given(TEXTS.map(lambda text: text[:30]).filter(lambda text: text.strip() and text[0] not in "/\\"))
def test_any_name_keeps_the_layout_of_every_rendering(name: str) -> None:
    assert [text.count("\n") for text in renderings(name)] == [text.count("\n") for text in renderings("name")]
    assert markdown_shapes(name) == markdown_shapes("name")
    assert html_shape(page(name)) == html_shape(page("name"))


@hostile
def test_json_keeps_the_names_exactly(name: str) -> None:
    (report,) = json.loads(plan_json(every_action(*values(name)), tool_version="1"))["environments"]
    assert report["environment"] == report["actions"][0]["object"]["name"] == name


@hostile
def test_an_annotation_is_one_command_with_its_own_properties(name: str) -> None:
    for line, command in zip(annotations(findings(name)).splitlines(), ("error", "warning", "notice"), strict=True):
        assert re.fullmatch(rf"::{command} file=[^:,]+,line=\d,col=5,title=LCW00\d::.*", line)
