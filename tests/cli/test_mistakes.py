"""A hundred and forty mistakes of administrators: each is caught at its stage, at its place, in these words."""

from pathlib import Path

import pytest

from tests.cli.mistakes import Row, editor, planned, table, validated
from tests.commands import Lcwsync

ROWS = table()
NOT_SEEN = {"a name with a hash", "True for true"}
"""What YAML itself takes for something else that is right: a comment, and another spelling."""


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("row", ROWS, ids=[row.mistake for row in ROWS])
def test_the_editor_and_validate_say_it_in_these_words(row: Row, tmp_path: Path) -> None:
    assert editor(row) == row.editor
    assert validated(row, tmp_path) == row.validate


PLANNED = [row for row in ROWS if row.plan is not None]


@pytest.mark.parametrize("row", PLANNED, ids=[row.mistake for row in PLANNED])
def test_plan_says_in_these_words_what_only_the_tenant_shows(row: Row, tmp_path: Path, lcwsync: Lcwsync) -> None:
    assert planned(row, tmp_path, lcwsync) == row.plan


def test_every_mistake_is_caught_before_an_apply() -> None:
    assert {row.mistake for row in ROWS if not row.validate and not row.plan} == NOT_SEEN
    assert len({row.mistake for row in ROWS}) == len(ROWS) >= 130


def test_every_error_has_a_place_and_a_next_step() -> None:
    for row in ROWS:
        for line in (*row.validate, *(row.plan or ())):
            place, _, said = line.partition(": error ")
            if said:
                assert place.split(":")[0].isdecimal(), line
                assert line.endswith(")") or " must be " in line or " besides " in line, line
