"""Findings that the project rates otherwise: for every object or for named ones, for good or until a day."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from lcwsync.config.objects import ConfiguredObject
from lcwsync.model.extension import CustomTaskExtension
from lcwsync.model.pass_requests import PassRequests
from lcwsync.model.rated import RatedOtherwise
from lcwsync.model.state import SINGLETON_NAMES
from lcwsync.model.workflow import Workflow
from lcwsync.values.codes.finding import finding
from lcwsync.values.findings import Finding
from lcwsync.values.location import Location
from lcwsync.values.nearest import nearest


class Hit(NamedTuple):
    """An exception that took a finding, with the object's name as the exception has it; "" when it names none."""

    code: str
    object: str


def rated(
    findings: Iterable[Finding],
    exceptions: Sequence[RatedOtherwise],
    objects: Sequence[ConfiguredObject],
    today: date,
) -> tuple[tuple[Finding, ...], frozenset[Hit]]:
    """The findings as the project rates them, and the exceptions that took one.

    A finding belongs to the object in whose document its place is. One without such a place is taken by exceptions
    for every object only.
    """
    by_code = {each.code: each for each in exceptions if not each.ended(today)}
    kept: list[Finding] = []
    hits: set[Hit] = set()
    for each in findings:
        exception = by_code.get(each.code)
        name = _named(exception, owner(each.location, objects)) if exception is not None else None
        if exception is None or name is None:
            kept.append(each)
            continue
        hits.add(Hit(each.code, name))
        if exception.severity is not None:
            kept.append(each if each.severity is exception.severity else replace(each, severity=exception.severity))
    return tuple(kept), frozenset(hits)


def without_effect(
    exceptions: Iterable[RatedOtherwise], hits: Collection[Hit], names: Collection[str], today: date
) -> Iterator[Finding]:
    """A finding for each exception that ended, and for each that takes no finding. `hits` are of all environments;
    `names` are those of the objects in git."""
    for each in exceptions:
        if each.until is not None and each.ended(today):
            message = f"the exception for {each.code} ended on {each.until.isoformat()}; its findings are back"
            yield finding("PRJ006", each.place, message, "remove it, or set until to a later day with a reason")
            continue
        for name in each.objects or ("",):
            if Hit(each.code, name) in hits:
                continue
            where = f' at "{name}"' if name else ""
            known = not name or name.casefold() in (other.casefold() for other in names)
            near = None if known else nearest(name, names)
            hint = f"did you mean {near}?" if near else "remove it, so that it does not hide a later one"
            yield finding("PRJ006", each.place, f"the exception for {each.code} takes no finding{where}", hint)


def owner(place: Location, objects: Iterable[ConfiguredObject]) -> str | None:
    """The name of the object in whose document a place is; None when it is in none."""
    before = [each for each in objects if each.file == place.file and each.node.line <= max(place.line, 1)]
    return name_of(max(before, key=lambda each: each.node.line)) if before else None


def name_of(item: ConfiguredObject) -> str:
    """The display name; of what a tenant has once, the name it has in messages."""
    match item.value:
        case Workflow(display_name=name) | CustomTaskExtension(display_name=name) | PassRequests(display_name=name):
            return name
        case _:
            return SINGLETON_NAMES[item.kind]


def _named(exception: RatedOtherwise, name: str | None) -> str | None:
    """The name by which the exception takes a finding of this object; None when it does not take it."""
    if not exception.objects:
        return ""
    folded = (name or "").casefold()
    return next((each for each in exception.objects if name is not None and each.casefold() == folded), None)
