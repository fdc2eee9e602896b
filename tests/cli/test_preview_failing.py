"""The hires who will get no pass are told in time, and to a job."""

import json
from pathlib import Path

import pytest

from tests.cli.test_main_job import PRE_HIRE, edit
from tests.commands import Lcwsync


@pytest.fixture
def applied(project: object, lcwsync: Lcwsync) -> None:
    assert lcwsync("apply", "--yes").code == 0


@pytest.mark.usefixtures("applied")
def test_who_will_get_no_pass_is_listed_with_the_reason(lcwsync: Lcwsync) -> None:
    done = lcwsync("preview", "--failing", "--days", "14", "--exit-code")
    assert done.code == 2
    *people, verdict = done.out.splitlines()
    assert "will get no pass that works within 14 days" in verdict
    assert any("no manager" in line for line in people)
    assert all(line.startswith("! ") and "workflow " in line for line in people)
    assert lcwsync("preview", "--failing").code == 0


@pytest.mark.usefixtures("applied")
def test_the_list_is_of_the_same_people_in_every_format(lcwsync: Lcwsync) -> None:
    text = lcwsync("preview", "--failing").out.splitlines()[:-1]
    markdown = lcwsync("preview", "--failing", "--format", "markdown").out
    shown = lcwsync("preview", "--failing", "--format", "markdown", "--show-people").out
    document = json.loads(lcwsync("preview", "--failing", "--format", "json").out)
    people = [person for workflow in document["workflows"] for person in workflow["people"]]
    assert len(text) == len(people) == markdown.count("\n- ")
    assert all(person["displayName"] in shown for person in people)
    assert not any(person["displayName"] in markdown for person in people)
    assert all(not person["pass"]["arrives"] for person in people)


def test_a_preview_in_which_every_pass_arrives_says_so(project: Path, lcwsync: Lcwsync) -> None:
    edit(project, "(department in (${hireDepartments}))", "(displayName eq 'Jack O''Brien')", PRE_HIRE)
    done = lcwsync("preview", "Onboard pre-hire employee", "--failing", "--exit-code")
    assert (done.code, done.out) == (0, "No pass is expected within 14 days.\n")
    none = lcwsync("preview", "Onboard sales", "--failing", "--exit-code")
    assert none.code == 0
    assert "there is nothing to check" in none.out
