"""Two runs at once against one tenant: the second notices before its own writes, and nothing is harmed."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from lcwsync.apply.executor import apply
from lcwsync.apply.journal import Journal
from lcwsync.apply.outcome import Origin, Outcome, exit_code
from lcwsync.apply.stop import StopSignal
from lcwsync.model.state import Desired
from lcwsync.plan.plan import Plan
from lcwsync.sandbox.documents import WORKFLOWS
from lcwsync.sandbox.store import Store
from lcwsync.values.exit_codes import ExitCode
from tests.builders import tap_task, workflow
from tests.faults.trials import Lab

BEFORE = Desired(workflows=(workflow("A"), workflow("B")))


def git(minutes: int) -> Desired:
    return Desired(workflows=(workflow("A", tap_task(minutes=minutes)), workflow("B", tap_task(minutes=minutes))))


def interrupted(lab: Lab, plan: Plan, number: int, other: Callable[[], None]) -> Outcome:
    """The plan, with `other` done just before its action of that number (from 1)."""
    begun: list[str] = []

    def progress(line: str) -> None:
        begun.append(line)
        if len(begun) == number:
            other()

    return apply(
        plan,
        lab.tenant,
        clock=lambda: datetime(2026, 1, 2, tzinfo=UTC),
        sleep=lambda _seconds: None,
        stop=StopSignal(),
        on_progress=progress,
        journal=Journal(lab.place / "second.jsonl", Origin(actor=None, commit=None, tool_version="0")),
    )


def versions(lab: Lab) -> list[object]:
    return [document["version"] for document in lab.app.store.all(WORKFLOWS)]


@pytest.mark.parametrize(
    ("number", "mine_ends", "theirs_ends"), [(1, ExitCode.STALE, ExitCode.DONE), (2, ExitCode.DONE, ExitCode.STALE)]
)
def test_of_two_commits_the_second_stops_and_writes_nothing(
    tmp_path: Path, number: int, mine_ends: ExitCode, theirs_ends: ExitCode
) -> None:
    with Lab(Store(None), tmp_path) as first, Lab(first.app.store, tmp_path) as second:
        first.apply(BEFORE)
        mine, theirs = second.plan(git(60)), first.plan(git(120))
        others: list[Outcome] = []
        outcome = interrupted(second, mine, number, lambda: others.append(first.carry_out(theirs)))
        assert (exit_code(outcome), exit_code(others[0])) == (mine_ends, theirs_ends)
        assert versions(first) == [2, 2]
        assert first.plan(git(60 if mine_ends is ExitCode.DONE else 120)).empty


@pytest.mark.parametrize("number", [1, 2])
def test_two_runs_of_one_commit_make_each_version_once(tmp_path: Path, number: int) -> None:
    with Lab(Store(None), tmp_path) as first, Lab(first.app.store, tmp_path) as second:
        first.apply(BEFORE)
        mine, theirs = second.plan(git(60)), first.plan(git(60))
        others: list[Outcome] = []
        outcome = interrupted(second, mine, number, lambda: others.append(first.carry_out(theirs)))
        assert exit_code(outcome) is ExitCode.DONE
        assert exit_code(others[0]) in (ExitCode.DONE, ExitCode.STALE)
        assert versions(first) == [2, 2]
        assert first.plan(git(60)).empty
