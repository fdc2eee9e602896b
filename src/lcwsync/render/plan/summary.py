"""The plans of many tenants in one comment: only what differs, and a change that several tenants share only once."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from lcwsync.model.references import Ref, RefKind
from lcwsync.model.traversal import ModelPath, map_refs, refs_in
from lcwsync.plan.actions import PlannedAction
from lcwsync.plan.plan import Plan
from lcwsync.render.formats.budget import Piece
from lcwsync.render.formats.many import Missing, many_markdown
from lcwsync.render.formats.markdown import DEFAULT_BUDGET, Markdown
from lcwsync.render.formats.values import counted
from lcwsync.render.plan.markdown import DO_NOT_APPROVE, plan_pieces
from lcwsync.render.plan.verdict import PlanVerdict, plan_verdict
from lcwsync.render.plan.view import ObjectView, plan_view
from lcwsync.values.findings import Rating

_WORDS = {
    PlanVerdict.REFUSED: "refused",
    PlanVerdict.CHANGES: "with changes",
    PlanVerdict.CANNOT_TELL: "cannot tell",
    PlanVerdict.PAUSED: "with paused workflows only",
    PlanVerdict.NO_CHANGES: "as git wants them",
}


def plans_markdown(
    plans: Sequence[Plan], missing: Sequence[Missing], *, budget_bytes: int = DEFAULT_BUDGET
) -> Markdown:
    """The summary of many plans, at most `budget_bytes` bytes of UTF-8; users are shown by id, people are not counted.

    The first line counts every environment, those without a plan among them; objects that git does not list are left
    out. Raises ValueError for a budget that does not hold the headings.
    """
    pieces = {plan.environment: each for plan in plans if (each := _pieces(plan))}
    counts = first_line(Counter(plan_verdict(plan) for plan in plans), _WORDS, missing, "plan")
    high = sum(plan.gravest is Rating.HIGH for plan in plans)
    risks = f" · **high risks in {counted(high, 'environment')}**" if high else ""
    return many_markdown(counts + risks, pieces, missing, budget_bytes=budget_bytes, advice=DO_NOT_APPROVE)


def first_line(
    number: Counter[PlanVerdict], words: Mapping[PlanVerdict, str], missing: Sequence[Missing], what: str
) -> str:
    """Every environment counted by its verdict, the gravest first; `what` those in `missing` do not have."""
    parts = [f"{number[verdict]} {word}" for verdict, word in words.items() if number[verdict]]
    if missing:
        parts.insert(0, f"**{len(missing)} without a {what}**")
    return f"**{counted(number.total() + len(missing), 'environment')}**: {', '.join(parts)}"


def _pieces(plan: Plan) -> tuple[Piece, ...]:
    """What a reader must know of one plan, without what differs between tenants that get the same change."""
    findings = tuple(replace(finding, environment=None) for finding in plan.findings)
    alike = replace(plan, actions=by_name(plan.actions), unmanaged=(), weaker=(), findings=findings)
    view = plan_view(alike, show_people=False)
    if view.quiet:
        return ()
    objects = tuple(_without_versions(item) for item in view.objects)
    return tuple(plan_pieces(replace(view, objects=objects), show_people=False))


def by_name(actions: tuple[PlannedAction, ...]) -> tuple[PlannedAction, ...]:
    """The actions with groups and the like by name alone: the same name has another id in each tenant. Two of one name
    keep their ids, and so do users, who are shown by nothing else."""
    ids: dict[tuple[RefKind, str | None], set[str | None]] = {}
    for ref in refs_in(actions):
        ids.setdefault((ref.kind, ref.name), set()).add(ref.id)

    def named(ref: Ref, _path: ModelPath) -> Ref:
        alone = ref.name is not None and len(ids[ref.kind, ref.name]) == 1
        return replace(ref, id=None) if alone and ref.id and ref.kind is not RefKind.USER else ref

    return map_refs(actions, named)


def _without_versions(item: ObjectView) -> ObjectView:
    """Each tenant counts the versions of a workflow by itself."""
    calls = tuple(_VERSIONS.sub("", call) for call in item.calls)
    return replace(item, calls=calls, note=_OLD_VERSION.sub("", item.note))


_VERSIONS = re.compile(r" [0-9]+ (?:→|->) [0-9]+")
_OLD_VERSION = re.compile(r"; version [0-9]+")
