"""Who has no manager who can receive a pass, and why."""

from datetime import UTC, datetime, timedelta

from lcwsync.inspect.reporting_line import Break, reporting_lines
from lcwsync.model.person import Colleague

NOW = datetime(2026, 11, 25, tzinfo=UTC)


def person(
    name: str,
    manager: str | None = None,
    *,
    mail: bool = True,
    enabled: bool | None = True,
    guest: bool = False,
    starts: int | None = None,
) -> Colleague:
    return Colleague(
        id=name,
        name=name,
        user_principal_name=f"{name}@x",
        mail=f"{name}@x" if mail else None,
        enabled=enabled,
        guest=guest,
        hire_date=None if starts is None else NOW + timedelta(days=starts),
        manager_id=manager,
    )


def names(found: tuple[Colleague, ...]) -> list[str]:
    return [each.name for each in found]


def test_each_break_names_the_people_below_it() -> None:
    lines = reporting_lines(
        [
            person("head"),
            person("gone", "head", enabled=False),
            person("silent", "head", mail=False),
            person("ana", "gone"),
            person("bob", "silent"),
            person("cleo"),
            person("dan", "nobody"),
            person("fine", "head"),
        ],
        now=NOW,
    )
    assert {kind: names(found) for kind, found in lines.breaks.items()} == {
        Break.NONE: ["cleo"],
        Break.DISABLED: ["ana"],
        Break.NO_MAIL: ["bob"],
        Break.UNKNOWN: ["dan"],
    }
    assert names(lines.tops) == ["head"]
    assert (lines.broken, lines.looked_at) == (4, 7)


def test_a_circle_is_found_once_and_who_is_below_it_is_not_in_it() -> None:
    lines = reporting_lines(
        [person("a", "b"), person("b", "c"), person("c", "a"), person("below", "a"), person("self", "self")], now=NOW
    )
    assert sorted(sorted(names(circle)) for circle in lines.circles) == [["a", "b", "c"], ["self"]]
    assert names(lines.breaks[Break.CIRCLE]) == ["a", "b", "c", "self"]


def test_new_hires_count_and_guests_and_disabled_accounts_do_not() -> None:
    lines = reporting_lines(
        [
            person("hire", enabled=False, starts=7),
            person("left", enabled=False, starts=-400),
            person("room", enabled=False),
            person("guest", guest=True),
        ],
        now=NOW,
    )
    assert (lines.looked_at, names(lines.breaks[Break.NONE])) == (1, ["hire"])


def test_a_disabled_manager_stays_in_the_line_with_their_reports() -> None:
    lines = reporting_lines(
        [
            person("head"),
            person("gone", "left", enabled=False),
            person("left", "head", enabled=False),
            person("a", "gone"),
        ],
        now=NOW,
    )
    assert {id_: names(found) for id_, found in lines.reports.items()} == {
        "head": ["left"],
        "left": ["gone"],
        "gone": ["a"],
    }
    assert (names(lines.tops), lines.breaks.get(Break.NONE)) == (["head"], None)
    alone = reporting_lines([person("gone", enabled=False), person("a", "gone")], now=NOW)
    assert names(alone.tops) == ["gone"]


def test_a_manager_of_whom_the_service_shows_too_little_is_counted() -> None:
    lines = reporting_lines([person("head", enabled=None), person("ana", "head")], now=NOW)
    assert (lines.breaks, lines.not_shown) == ({}, 1)
