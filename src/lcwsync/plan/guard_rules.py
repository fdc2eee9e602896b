"""What a change of git does to the findings that the project rates otherwise: for all objects, for named ones, and for
how long."""

from collections.abc import Iterator
from datetime import date

from lcwsync.model.rated import RatedOtherwise
from lcwsync.plan.guard_passes import Change, Way
from lcwsync.values.findings import Severity

_STRENGTH = {Severity.ERROR: 3, Severity.WARNING: 2, Severity.NOTE: 1, None: 0}

_Counts = tuple[Severity | None, date | None]
"""What a finding counts, and until which day; None: not reported, for good."""


def rule_changes(before: tuple[RatedOtherwise, ...], after: tuple[RatedOtherwise, ...]) -> Iterator[Change]:
    """Every change of what a finding counts, with the code as its key."""
    if [rule[:4] for rule in before] == [rule[:4] for rule in after]:
        return
    from lcwsync.values.codes.register import CODES  # every explanation: few changes touch the rules

    old, new = ({rule.code: rule for rule in rules} for rules in (before, after))
    for code in sorted({*old, *new} & CODES.keys()):
        shipped = CODES[code].severity
        for name in _names(old.get(code), new.get(code)):
            was, is_ = _at(old.get(code), name, shipped), _at(new.get(code), name, shipped)
            if was == is_:
                continue
            where = f' at "{name}"' if name else ""
            said = f"{code} ({CODES[code].title}){where} {_word(*was)} → {_word(*is_)}"
            yield Change(Way.looser(_looser(was, is_, shipped)), said, (code,))


def _names(*rules: RatedOtherwise | None) -> tuple[str, ...]:
    """The objects that an exception names, and "" for every other one."""
    named = {name.casefold(): name for rule in rules if rule for name in rule.objects}
    return ("", *named.values())


def _at(rule: RatedOtherwise | None, name: str, shipped: Severity) -> _Counts:
    """What a finding counts at an object, and until when; as shipped where the exception is for others."""
    if rule is None:
        return shipped, None
    if rule.objects and name.casefold() not in (each.casefold() for each in rule.objects):
        return shipped, None
    return rule.severity, rule.until


def _looser(was: _Counts, is_: _Counts, shipped: Severity) -> bool:
    """Whether a finding counts less than before, or less than as shipped for longer."""
    if _STRENGTH[is_[0]] < _STRENGTH[was[0]]:
        return True
    longer = (is_[1] or date.max) > (was[1] or date.max)
    return longer and _STRENGTH[is_[0]] < _STRENGTH[shipped]


def _word(severity: Severity | None, until: date | None) -> str:
    said = "off" if severity is None else severity.value
    return said if until is None else f"{said} until {until.isoformat()}"
