"""Two passes for one person: the one that dies is named, in git and in the tenant."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from lcwsync.preview.replaced import PassSpan, replaced_notes
from tests.cli.test_main_job import PRE_HIRE, edit
from tests.commands import Lcwsync

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


def span(day: int, ends: int | None = None) -> PassSpan:
    return PassSpan(NOON + timedelta(days=day), None if ends is None else NOON + timedelta(days=ends))


def test_the_earlier_pass_is_the_one_that_dies() -> None:
    notes = replaced_notes({"A": {"p": span(0), "q": span(0)}, "B": {"p": span(2)}, "C": {"r": span(9)}})
    assert notes == {
        "A": ('1 person gets a pass from workflow "B" afterwards, which replaces this one: its mail is then dead',),
        "B": (),
        "C": (),
    }


def test_a_pass_that_is_over_by_then_is_not_replaced_and_of_two_at_once_one_is_named() -> None:
    assert replaced_notes({"A": {"p": span(0, 1)}, "B": {"p": span(2)}}) == {"A": (), "B": ()}
    same = replaced_notes({"A": {"p": span(0)}, "B": {"p": span(0)}})
    assert (len(same["A"]), len(same["B"])) == (1, 0)


def test_a_second_workflow_for_the_same_people_is_told_in_git_and_in_the_tenant(
    project: Path, lcwsync: Lcwsync
) -> None:
    second = project / "workflows" / "second.yaml"
    text = (project / PRE_HIRE).read_text(encoding="utf-8").replace("protect: true", "")
    second.write_text(
        text.replace("Onboard pre-hire employee", "Second pass").replace("offsetInDays: -7", "offsetInDays: -3"),
        encoding="utf-8",
    )
    told = '" afterwards, which replaces this one'
    assert f'from workflow "Second pass{told}' in lcwsync("preview").out
    assert lcwsync("apply", "--yes").code == 0
    second.unlink()
    assert f'from workflow "Second pass{told}' in lcwsync("preview").out
    assert "Second pass" in lcwsync("preview", "--format", "markdown").out
    edit(project, "offsetInDays: -7", "offsetInDays: -1", PRE_HIRE)
    assert told not in lcwsync("preview").out
