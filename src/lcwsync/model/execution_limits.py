"""Execution limits: how many people one scheduled run may take up before the service puts the workflow into quarantine.

https://learn.microsoft.com/entra/id-governance/lifecycle-workflow-execution-limits. They are set in the portal: Graph
documents how they are read, and no call that writes them.
"""

import json

from lcwsync.values.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ExecutionLimits:
    """Limits in force. `people` and `percent` hold the values of the conditions of their kind, usually one."""

    people: tuple[int, ...] = ()
    percent: tuple[int, ...] = ()
    not_understood: int = 0
    """Conditions of another kind."""
    match_all: bool = False
    """Every condition must be exceeded; otherwise one is enough, as the portal sets it."""

    def exceeded(self, *, due: int, in_scope: int) -> bool | None:
        """Whether `due` people in one run are too many; None where it cannot be told.

        Whose share a percentage is can be read in two ways, of the people in scope or of all users. Within the first
        is within both; beyond it is "cannot tell".
        """
        found: list[bool | None] = [due > most for most in self.people]
        found += [None if due * 100 > most * in_scope else False for most in self.percent]
        found += [None] * self.not_understood
        decides = not self.match_all
        if decides in found:
            return decides
        return None if None in found else not decides

    def __str__(self) -> str:
        """`10 people or 5 %`."""
        parts = [f"{most} {'person' if most == 1 else 'people'}" for most in self.people]
        parts += [f"{most} %" for most in self.percent]
        parts += [f"{self.not_understood} that this version does not understand"] if self.not_understood else []
        return (" and " if self.match_all else " or ").join(parts)


def limits_in_force(own: str | None, tenant: str | None) -> ExecutionLimits | None:
    """The workflow's own limits, which replace the tenant's entirely; None where neither has a condition.

    Both are quarantineConfiguration as JSON text, None where the service shows none.
    """
    return _read(own) or _read(tenant)


def _read(text: str | None) -> ExecutionLimits | None:
    held = json.loads(text) if text else {}
    conditions = held.get("conditions") if isinstance(held, dict) else None
    if not isinstance(conditions, list) or not conditions:
        return None
    people, percent, other = [], [], 0
    for condition in conditions:
        match condition:
            case {"threshold": int(most)}:
                people.append(most)
            case {"percentage": int(most)}:
                percent.append(most)
            case _:
                other += 1
    mode = held.get("matchMode")
    known = mode in (None, "any", "all")
    return ExecutionLimits(
        people=tuple(people) if known else (),
        percent=tuple(percent) if known else (),
        not_understood=other if known else len(conditions),
        match_all=mode == "all",
    )
