"""The plans of many tenants in one comment: only what differs, and a change that several tenants share only once."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from lcwsync.plan.plan import Plan
from lcwsync.render.formats.budget import Piece
from lcwsync.render.formats.escape import markdown as prose
from lcwsync.render.formats.escape import markdown_code as code
from lcwsync.render.formats.markdown import DEFAULT_BUDGET, Markdown, fitted
from lcwsync.render.formats.values import counted
from lcwsync.render.plan.markdown import DO_NOT_APPROVE, plan_pieces
from lcwsync.render.plan.verdict import PlanVerdict, plan_verdict
from lcwsync.render.plan.view import plan_view, verdict_text
from lcwsync.values.findings import Rating

_NAMED = 8
"""Environments that are named at once; the others are counted, and listed in a part to be opened."""

_SHOWN = 40
"""Groups that are shown; of the others there is one line each, for no reader takes in more."""

_WORDS = {
    PlanVerdict.REFUSED: "refused",
    PlanVerdict.CHANGES: "with changes",
    PlanVerdict.CANNOT_TELL: "cannot tell",
    PlanVerdict.PAUSED: "with paused workflows only",
    PlanVerdict.NO_CHANGES: "as git wants them",
}


class Unplanned(NamedTuple):
    """An environment without a plan, and why."""

    environment: str
    message: str


def plans_markdown(
    plans: Sequence[Plan], unplanned: Sequence[Unplanned], *, budget_bytes: int = DEFAULT_BUDGET
) -> Markdown:
    """The summary of many plans, at most `budget_bytes` bytes of UTF-8; users are shown by id, people are not counted.

    The first line counts every environment, those without a plan among them. Tenants whose plans read alike are one
    group, the gravest group first; objects that git does not list are left out. Raises ValueError for a budget that
    does not hold the headings.
    """
    groups: dict[tuple[Piece, ...], list[Plan]] = {}
    for plan in plans:
        if pieces := _pieces(plan):
            groups.setdefault(pieces, []).append(plan)
    ordered = sorted(groups.items(), key=lambda group: (min(p.priority for p in group[0]), -len(group[1])))
    failed = list(_failed(unplanned))
    parts = [
        piece
        for number, (pieces, alike) in enumerate(ordered[:_SHOWN], 1)
        for piece in _group(number, pieces, [plan.environment for plan in alike])
    ]
    parts += [_line(alike) for _, alike in ordered[_SHOWN:]]
    return fitted(_first_line(plans, unplanned), [*failed, *parts], budget_bytes, advice=DO_NOT_APPROVE)


def _first_line(plans: Sequence[Plan], unplanned: Sequence[Unplanned]) -> str:
    number = Counter(plan_verdict(plan) for plan in plans)
    parts = [f"{number[verdict]} {word}" for verdict, word in _WORDS.items() if number[verdict]]
    if unplanned:
        parts.insert(0, f"**{len(unplanned)} without a plan**")
    high = sum(risk.rating is Rating.HIGH for plan in plans for risk in plan.risks)
    risks = f" · **{counted(high, 'high risk')}**" if high else ""
    return f"**{counted(len(plans) + len(unplanned), 'environment')}**: {', '.join(parts)}{risks}"


def _failed(unplanned: Iterable[Unplanned]) -> Iterable[Piece]:
    reasons: dict[str, list[str]] = {}
    for each in unplanned:
        reasons.setdefault(each.message, []).append(each.environment)
    for message, names in reasons.items():
        text = f"- {_names(names, most=len(names))}: {prose(message)}"
        yield Piece(section="Without a plan", priority=(0,), text=text, short=f"- {_names(names)}")


def _pieces(plan: Plan) -> tuple[Piece, ...]:
    """What a reader must know of one plan, without what differs between tenants that get the same change."""
    findings = tuple(replace(finding, environment=None) for finding in plan.findings)
    view = plan_view(replace(plan, unmanaged=(), weaker=(), findings=findings), show_people=False)
    if view.quiet:
        return ()
    objects = tuple(replace(item, calls=tuple(_VERSIONS.sub("", call) for call in item.calls)) for item in view.objects)
    return tuple(plan_pieces(replace(view, objects=objects), show_people=False))


_VERSIONS = re.compile(r" [0-9]+ (?:→|->) [0-9]+")
"""The versions of a workflow, which have their own count in each tenant."""


def _group(number: int, pieces: Sequence[Piece], environments: Sequence[str]) -> Iterable[Piece]:
    text = _names(environments)
    if len(environments) > _NAMED:
        everyone = _names(environments, most=len(environments))
        text = f"{text}\n\n<details><summary>All of them</summary>\n\n{everyone}\n\n</details>"
    heading = f"Change {number} in {counted(len(environments), 'environment')}"
    yield Piece(section=heading, priority=(0, 0), text=text, short=_names(environments))
    yield from (replace(piece, section=f"Change {number}: {piece.section}") for piece in pieces)


def _line(alike: Sequence[Plan]) -> Piece:
    verdict = verdict_text(plan_view(alike[0], show_people=False))
    text = f"- {_names([plan.environment for plan in alike])}: {prose(verdict)}"
    return Piece(section="More environments", priority=(1,), text=text)


def _names(environments: Sequence[str], *, most: int = _NAMED) -> str:
    named = ", ".join(code(name) for name in environments[:most])
    return named if len(environments) <= most else f"{named} and {len(environments) - most} more"
