"""What failed, since when, for whom: for a person in the morning and for a job at night."""

import json

import pytest

from tests.commands import Lcwsync

WORKFLOW = "Onboard pre-hire employee"


@pytest.fixture
def ran(project: object, lcwsync: Lcwsync) -> None:
    """Three days with scheduled runs, some of which fail."""
    assert lcwsync("apply", "--yes").code == 0
    assert lcwsync("sandbox", "advance", "3d").code == 0


@pytest.mark.usefixtures("ran")
def test_failures_end_with_2_only_when_asked(lcwsync: Lcwsync) -> None:
    assert lcwsync("status").code == 0
    done = lcwsync("status", "--exit-code", "--failed", "--since", "7d")
    assert done.code == 2
    assert WORKFLOW in done.out
    assert "no runs" not in done.out
    assert lcwsync("status", "--exit-code", "--since", "0m").code == 0


@pytest.mark.usefixtures("ran")
def test_every_format_tells_of_the_failure(lcwsync: Lcwsync) -> None:
    document = json.loads(lcwsync("status", WORKFLOW, "--format", "json").out)
    assert document["failed"] > 0
    assert document["workflows"][0]["results"][0]["userPrincipalName"].endswith("@kestrelvane.example")
    assert "The user has no manager." in lcwsync("status", WORKFLOW, "--format", "html").out
    markdown = lcwsync("status", WORKFLOW, "--format", "markdown").out
    assert "The user has no manager." in markdown
    assert "mila" not in markdown


@pytest.mark.usefixtures("ran")
def test_one_person_is_followed_through_all_workflows(lcwsync: Lcwsync) -> None:
    done = lcwsync("status", "--user", "mila.horvat@kestrelvane.example")
    assert "! mila.horvat@kestrelvane.example: failed at " in done.out
    assert "  not taken up" in done.out
    assert lcwsync("status", "--user", "nobody@kestrelvane.example").code == 64


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize("time", ["yesterday", "24", "h", "-1h", "2026-13-01"])
def test_a_time_that_is_none_is_a_usage_error(lcwsync: Lcwsync, time: str) -> None:
    assert lcwsync("status", f"--since={time}").code == 64
