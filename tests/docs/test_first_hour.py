"""The page about the first hour shows what the commands print."""

from datetime import UTC, datetime, timedelta

import pytest

from lcwsync.sandbox import store
from tests.commands import ROOT, Lcwsync
from tests.docs.console import shown, walk

PAGE = (ROOT / "docs" / "first-hour.md").read_text(encoding="utf-8")


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize("hour", [0, 6, 17, 23])
def test_the_page_runs_as_it_shows_at_any_hour(hour: int, lcwsync: Lcwsync, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody leaves the company at 17:00 on each of these days: the numbers of a page must not depend on it."""
    monkeypatch.setattr(store, "datetime", _clock(hour))
    walk(PAGE, lcwsync)


def test_the_page_walks_from_the_files_to_a_person_and_shows_more_than_it_leaves_out() -> None:
    commands = [each.command.split()[1] for each in shown(PAGE)]
    assert commands == ["validate", "plan", "apply", "sandbox", "status", "preview", "why", "report"]
    lines = [line for each in shown(PAGE) for line in each.output.splitlines()]
    assert lines.count("...") < len(lines) / 10


def _clock(hour: int) -> type[datetime]:
    real = datetime.now(UTC)
    ahead = real.replace(hour=hour, minute=30) - real + timedelta(days=1)

    class Shifted(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
            return datetime.now(UTC) + ahead

    return Shifted
