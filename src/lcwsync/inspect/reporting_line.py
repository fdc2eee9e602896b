"""Who reports to whom, and where the line breaks: a pass goes by mail to the manager, so each break is a pass that
nobody receives. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from enum import StrEnum

from lcwsync.model.person import Colleague
from lcwsync.values.records import dataclass


class Break(StrEnum):
    """What is wrong with the manager of a person."""

    NONE = "no manager"
    DISABLED = "the manager's account is disabled"
    NO_MAIL = "the manager has no mail address"
    UNKNOWN = "the manager is no user that could be read"
    CIRCLE = "the line goes in a circle"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportingLines:
    """The lines of a tenant. Guests, and disabled accounts whose first day is not ahead, are not looked at."""

    people: Mapping[str, Colleague]
    """Everybody who was looked at, and their managers, by id."""
    looked_at: int
    breaks: Mapping[Break, tuple[Colleague, ...]]
    """The people below each break, by name."""
    circles: tuple[tuple[Colleague, ...], ...]
    """Each one manager after the other, until the first comes again."""
    tops: tuple[Colleague, ...]
    """People with reports and without a manager: the head of the company, or a break higher up."""
    reports: Mapping[str, tuple[Colleague, ...]]
    """Direct reports by the manager's id."""
    not_shown: int = 0
    """People of whose manager the service does not show whether the account is enabled."""

    @property
    def broken(self) -> int:
        """How many people are below a break."""
        return len({each.id for found in self.breaks.values() for each in found})


def reporting_lines(everybody: Iterable[Colleague], *, now: datetime) -> ReportingLines:
    """The lines of everybody. A new hire's account is disabled until the first day, and their manager counts."""
    people = {each.id: each for each in everybody}
    at_work = [each for each in people.values() if not each.guest and (each.enabled is not False or _comes(each, now))]
    reports: dict[str, list[Colleague]] = {}
    for each in at_work:
        if each.manager_id is not None:
            reports.setdefault(each.manager_id, []).append(each)
    circles = _circles(at_work, people)
    in_circles = {each.id for circle in circles for each in circle}
    breaks: dict[Break, list[Colleague]] = {kind: [] for kind in Break}
    tops = list(_disabled_above(people, reports, {each.id for each in at_work}))
    not_shown = 0
    for each in at_work:
        manager = people.get(each.manager_id) if each.manager_id else None
        if each.id in in_circles:
            breaks[Break.CIRCLE].append(each)
        if each.manager_id is None:
            if each.id in reports:
                tops.append(each)
            else:
                breaks[Break.NONE].append(each)
        elif manager is None:
            breaks[Break.UNKNOWN].append(each)
        else:
            not_shown += manager.enabled is None
            if manager.enabled is False:
                breaks[Break.DISABLED].append(each)
            if manager.mail is None:
                breaks[Break.NO_MAIL].append(each)
    return ReportingLines(
        people=people,
        looked_at=len(at_work),
        breaks={kind: _by_name(found) for kind, found in breaks.items() if found},
        circles=circles,
        tops=_by_name(tops),
        reports={id_: _by_name(found) for id_, found in reports.items()},
        not_shown=not_shown,
    )


def _comes(each: Colleague, now: datetime) -> bool:
    return each.hire_date is not None and each.hire_date >= now


def _disabled_above(
    people: Mapping[str, Colleague], reports: dict[str, list[Colleague]], placed: set[str]
) -> Iterator[Colleague]:
    """Put managers who were not looked at below their own managers; those without one are at the top."""
    left = [id_ for id_ in reports if id_ in people and id_ not in placed]
    while left:
        each = people[left.pop()]
        if each.id in placed:
            continue
        placed.add(each.id)
        if each.manager_id is None:
            yield each
            continue
        reports.setdefault(each.manager_id, []).append(each)
        if each.manager_id in people and each.manager_id not in placed:
            left.append(each.manager_id)


def _circles(at_work: Iterable[Colleague], people: Mapping[str, Colleague]) -> tuple[tuple[Colleague, ...], ...]:
    """Every circle once; the walk up from a person stops where an earlier walk has been."""
    done: set[str] = set()
    found = []
    for start in at_work:
        path: dict[str, None] = {}
        at: Colleague | None = start
        while at is not None and at.id not in done and at.id not in path:
            path[at.id] = None
            at = people.get(at.manager_id) if at.manager_id else None
        if at is not None and at.id in path:
            ids = list(path)
            found.append(tuple(people[id_] for id_ in ids[ids.index(at.id) :]))
        done.update(path)
    return tuple(found)


def _by_name(found: Iterable[Colleague]) -> tuple[Colleague, ...]:
    return tuple(sorted(found, key=lambda each: (each.name.casefold(), each.id)))
