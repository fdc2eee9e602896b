"""docs/fidelity.md says what becomes of each command with each answer of the service; the page is up to date."""

import pytest
from benchmarks.fidelity import BLOCK, PAGE, name

from tests.fidelity.trials import CANNOT_TELL, COMMANDS, answers, preview_that_says, verdict


def _page() -> dict[str, list[str]]:
    found = BLOCK.search(PAGE.read_text(encoding="utf-8"))
    assert found
    rows = [[cell.strip() for cell in line.strip("| ").split(" | ")] for line in found[1].splitlines()[2:]]
    return {row[0]: row[1:] for row in rows}


def test_the_page_has_every_answer_once_and_nothing_wrong() -> None:
    page = _page()
    assert list(page) == [name(*each) for each in answers()]
    assert {cell.partition(":")[0] for row in page.values() for cell in row} <= {"right", "cannot tell", "refused"}


@pytest.mark.parametrize(("doubt", "answer"), [each for each in answers() if each[1] != "500"])
def test_each_command_is_right_cannot_tell_or_says_why_it_refuses(doubt: str, answer: str) -> None:
    found = [str(verdict(doubt, answer, command)) for command in COMMANDS]
    assert found == _page()[name(doubt, answer)]


@pytest.mark.usefixtures("short_waits")
@pytest.mark.parametrize("doubt", ["units-by-expand", "apps-by-expand"])
def test_a_failure_of_the_service_is_repeated_and_then_read_around(doubt: str) -> None:
    assert str(verdict(doubt, "500", "drift")) == _page()[name(doubt, "500")][COMMANDS.index("drift")]


def test_a_preview_that_is_wrong_about_a_pass_is_noticed_and_one_that_cannot_tell_is_not_wrong() -> None:
    assert preview_that_says(None, "done").word == "wrong"
    assert preview_that_says(None, CANNOT_TELL).word == "cannot tell"
    assert preview_that_says("unknown", "done").word == "cannot tell"
