"""The same risk over many objects as one entry, with the objects under it. Counts go by risk, as in JSON."""

from collections.abc import Iterable
from typing import NamedTuple

from lcwsync.model.state import ObjectKind, ObjectName
from lcwsync.plan.plan import Risk
from lcwsync.render.formats import escape
from lcwsync.render.formats.values import counted, object_text
from lcwsync.values.findings import Rating

NAMES_SHOWN = 5
"""Objects of one risk that markdown and HTML show at once; a reader unfolds more."""


class GroupedRisk(NamedTuple):
    """One consequence, and the objects that it is about, in the order of the plan."""

    rating: Rating
    code: str
    message: str
    objects: tuple[ObjectName, ...]

    @property
    def alone(self) -> bool:
        """Whether it is about one object."""
        return len(self.objects) == 1

    @property
    def about(self) -> str:
        """`workflow "Movers"`, or `3 workflows`."""
        if self.alone:
            return object_text(self.objects[0])
        workflows = all(each.kind is ObjectKind.WORKFLOW for each in self.objects)
        return counted(len(self.objects), "workflow" if workflows else "object")

    @property
    def names(self) -> tuple[str, ...]:
        """The objects under the entry; none where the entry itself names the one."""
        return () if self.alone else tuple(object_text(each) for each in self.objects)


def grouped(risks: Iterable[Risk]) -> tuple[GroupedRisk, ...]:
    """Risks that differ in their object alone, together; the gravest first, otherwise in the given order."""
    found: dict[tuple[Rating, str, str], list[ObjectName]] = {}
    for risk in risks:
        found.setdefault((risk.rating, risk.code, risk.message), []).append(risk.object)
    entries = (GroupedRisk(*key, objects=tuple(dict.fromkeys(objects))) for key, objects in found.items())
    return tuple(sorted(entries, key=lambda entry: entry.rating.rank))


def risk_line(entry: GroupedRisk) -> str:
    """An entry for a list in markdown; many names are folded."""
    what = f"{_shown(entry.about, code=entry.alone)}: {escape.markdown(entry.message)}"
    line = f"- **{entry.rating.upper()}** {what} ({escape.markdown_code(entry.code)})"
    names = "<br>".join(escape.markdown_code(name) for name in entry.names)
    if len(entry.names) > NAMES_SHOWN:
        return f"{line}<details><summary>their names</summary>{names}</details>"
    return f"{line}<br>{names}" if names else line


def _shown(about: str, *, code: bool) -> str:
    return escape.markdown_code(about) if code else escape.markdown(about)
