"""What every renderer prints for one small situation, as files that people read in review."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from lcwsync.model.catalogue import definitions
from lcwsync.render.findings.json import findings_json
from lcwsync.render.findings.sarif import findings_sarif
from lcwsync.render.findings.text import findings_text
from lcwsync.render.formats.fit import cells
from lcwsync.render.github import annotations
from lcwsync.render.outcome.markdown import outcome_markdown
from lcwsync.render.outcome.text import outcome_text
from lcwsync.render.plan.html import plan_html
from lcwsync.render.plan.markdown import plan_markdown
from lcwsync.render.plan.text import plan_text
from lcwsync.render.plan.view import PeopleCount
from lcwsync.render.preview.text import previews_text
from lcwsync.render.reference import columns, task_rows
from lcwsync.render.status.text import status_text
from lcwsync.values.findings import Severity
from tests.render.plans import everyday, findings, outcome, outcome_json, plan_json, quiet
from tests.render.preview.test_preview import TWO
from tests.render.test_status import NAMES, STATUS

Golden = Callable[[str, str], None]

PEOPLE = {"Onboard pre-hire employee": PeopleCount(count=12, before=4, names=("Zoë Quill", "Łukasz Żak"))}


@dataclass(frozen=True)
class Rule:
    title: str = "A title"
    severity: Severity = Severity.ERROR
    explanation: str = "Why it matters."


def test_plan_as_text(golden: Golden) -> None:
    golden("plan.txt", plan_text(everyday(), colour=False, unicode=True, people=PEOPLE))


@pytest.mark.parametrize("width", [60, 80, 120])
def test_plan_at_a_terminal_of_a_width(golden: Golden, width: int) -> None:
    golden(
        f"plan-{width}.txt", fits(plan_text(everyday(), colour=False, unicode=True, people=PEOPLE, width=width), width)
    )


@pytest.mark.parametrize("width", [60, 80, 120])
def test_preview_at_a_terminal_of_a_width(golden: Golden, width: int) -> None:
    golden(f"preview-{width}.txt", fits(previews_text(TWO, unicode=True, width=width), width))


@pytest.mark.parametrize("width", [60, 80, 120])
def test_status_at_a_terminal_of_a_width(golden: Golden, width: int) -> None:
    golden(f"status-{width}.txt", fits(status_text(STATUS, NAMES, colour=False, unicode=True, width=width), width))


@pytest.mark.parametrize("width", [60, 80, 120])
def test_tasks_at_a_terminal_of_a_width(golden: Golden, width: int) -> None:
    golden(f"tasks-{width}.txt", fits(columns(task_rows(definitions()), width=width), width))


def fits(text: str, width: int) -> str:
    """The text, each of whose lines fits."""
    assert max(cells(line) for line in text.splitlines()) <= width
    return text


def test_plan_as_plain_ascii(golden: Golden) -> None:
    golden("plan-ascii.txt", plan_text(everyday(), colour=False, unicode=False, people=PEOPLE))


def test_plan_in_colour(golden: Golden) -> None:
    golden("plan-colour.txt", plan_text(everyday(), colour=True, unicode=True))


def test_no_changes_as_text(golden: Golden) -> None:
    golden("quiet.txt", plan_text(quiet(), colour=False, unicode=True))


def test_plan_as_json(golden: Golden) -> None:
    golden("plan.json", plan_json(everyday(), tool_version="1.2.3"))


def test_plan_as_markdown(golden: Golden) -> None:
    golden("plan.md", plan_markdown(everyday(), people=PEOPLE).text)


def test_no_changes_as_markdown(golden: Golden) -> None:
    golden("quiet.md", plan_markdown(quiet()).text)


def test_plan_as_html(golden: Golden) -> None:
    golden("plan.html", plan_html(everyday(), tool_version="1.2.3", people=PEOPLE))


def test_outcome_as_text(golden: Golden) -> None:
    golden("outcome.txt", outcome_text(outcome("said so"), colour=False, unicode=True))


def test_outcome_as_json(golden: Golden) -> None:
    golden("outcome.json", outcome_json(outcome("said so"), tool_version="1.2.3"))


def test_outcome_as_markdown(golden: Golden) -> None:
    golden("outcome.md", outcome_markdown(outcome("said so")).text)


def test_findings_as_text(golden: Golden) -> None:
    golden("findings.txt", findings_text(findings("joiner"), colour=False, unicode=True))


def test_findings_as_json(golden: Golden) -> None:
    golden("findings.json", findings_json(findings("joiner"), tool_version="1.2.3"))


def test_findings_as_annotations(golden: Golden) -> None:
    golden("annotations.txt", annotations(findings("joiner")))


def test_findings_as_sarif(golden: Golden) -> None:
    golden("findings.sarif", findings_sarif(findings("joiner"), {"LCW001": Rule()}, tool_version="1.2.3"))
