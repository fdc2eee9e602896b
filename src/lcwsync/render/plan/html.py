"""A plan as one self-contained HTML file: no script, nothing loaded, light and dark."""

from collections.abc import Iterable, Iterator, Mapping

from lcwsync.model.workflow import Workflow
from lcwsync.plan.plan import GuardChange, Plan, Refusal, Released
from lcwsync.render.formats.escape import html as text
from lcwsync.render.formats.values import object_text
from lcwsync.render.plan.grouped import NAMES_SHOWN, GroupedRisk, grouped
from lcwsync.render.plan.html_object import object_section
from lcwsync.render.plan.html_timeline import timeline_sections
from lcwsync.render.plan.paused import TITLE, paused_text
from lcwsync.render.plan.style import CSS
from lcwsync.render.plan.timeline import Timeline, timeline
from lcwsync.render.plan.view import PeopleCount, PlanView, Tally, UndecidedRow, plan_view, tallies, verdict_text
from lcwsync.values.findings import Finding


def plan_html(
    plan: Plan,
    *,
    tool_version: str,
    workflows: Iterable[Workflow] = (),
    people: Mapping[str, PeopleCount] | None = None,
    show_people: bool = False,
) -> str:
    """A page a person can open: verdict, risks, changes, and the workflows along the hire and leave dates.

    `workflows` are those of git, shown in the timeline beside the changed ones. `people` counts those in scope by
    workflow name; users are named only with `show_people`.
    """
    view = plan_view(plan, show_people=show_people, people=people)
    title = f"Plan for {plan.environment}"
    body = "\n".join(_body(view, title, _timelines(view, workflows), people or {}, show_people=show_people))
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{text(title)}</title>
<style>{CSS}</style>
</head>
<body>
<main>
{body}
<footer class="soft">lcwsync {text(tool_version)}</footer>
</main>
</body>
</html>
"""


def _timelines(view: PlanView, workflows: Iterable[Workflow]) -> list[Timeline]:
    changed = [item.timeline for item in view.objects if item.timeline]
    names = {line.name.casefold() for line in changed}
    return changed + [timeline(w) for w in workflows if w.display_name.casefold() not in names]


def _body(
    view: PlanView, title: str, lines: list[Timeline], people: Mapping[str, PeopleCount], *, show_people: bool
) -> Iterator[str]:
    yield f"<h1>{text(title)}</h1>"
    tenant = f"<bdi>{text(view.tenant.name)}</bdi> <code>{text(view.tenant.id)}</code>"
    if view.tenant.sandbox:
        yield f'<p class="sandbox">Sandbox tenant {tenant}: embedded, nothing real is touched.</p>'
    else:
        yield f'<p class="soft">Tenant {tenant}</p>'
    yield f'<p class="verdict">{text(verdict_text(view))}</p>'
    yield _counts(view)
    yield from _list("Refused", map(_refusal, view.refusals))
    yield from _list("Undecided", map(_undecided, view.undecided))
    yield from _list(TITLE, (text(paused_text(item, show_people=show_people)) for item in view.paused))
    yield from _list("Guard", (_guard(change, show_people=show_people) for change in view.guard))
    yield from _list("No longer managed by this change", map(_released, view.released))
    yield from _list("Risks", map(_risk, grouped(view.risks)))
    if view.objects:
        yield "<h2>Changes</h2>"
        yield from (object_section(item, show_people=show_people) for item in view.objects)
    yield from timeline_sections(lines, people)
    yield from _list("Findings", map(_finding, view.findings))
    yield from _list(
        "Cannot be verified",
        (
            f"<bdi>{text(object_text(item.object))}</bdi> <code>{text(item.field)}</code>: {text(item.reason)}"
            for item in view.unverified
        ),
    )
    yield from _list(
        "Unmanaged, never touched",
        (
            f'<bdi>{text(object_text(item.object))}</bdi> <span class="soft">{text("; ".join(item.notes))}</span>'
            for item in view.unmanaged
        ),
    )
    yield from _list("Guard in force, weaker than shipped", (text(line) for line in view.weaker))
    yield from _list("Unchanged", (f"<bdi>{text(object_text(name))}</bdi>" for name in view.unchanged))


_ZERO = ' class="zero"'


def _counts(view: PlanView) -> str:
    number = tallies(view)
    rows = {
        "to create": number[Tally.CREATE],
        "new versions": number[Tally.NEW_VERSION],
        "to update": number[Tally.UPDATE],
        "to restore": number[Tally.RESTORE],
        "to delete": number[Tally.DELETE],
        "unchanged": len(view.unchanged),
        "unmanaged": len(view.unmanaged),
    }
    cells = "".join(f"<li{_ZERO if count == 0 else ''}><b>{count}</b>{word}</li>" for word, count in rows.items())
    return f'<ul class="counts">{cells}</ul>'


def _list(title: str, items: Iterable[str]) -> Iterator[str]:
    rows = "".join(f"<li>{item}</li>" for item in items)
    if rows:
        yield f'<h2>{title}</h2>\n<ul class="plain">{rows}</ul>'


def _refusal(refusal: Refusal) -> str:
    place = f" <code>{text(str(refusal.location))}</code>" if refusal.location else ""
    return (
        f'<span class="badge refused">{text(refusal.law)}</span> {text(refusal.message)}{place}'
        f'<p class="soft">To allow it: {text(refusal.hint)}</p>'
    )


def _undecided(row: UndecidedRow) -> str:
    copies = "".join(f"<br>{text(copy)}" for copy in row.copies)
    return (
        f'<span class="badge refused">undecided</span> <bdi>{text(object_text(row.name))}</bdi>: {text(row.message)}'
        f'{copies}<p class="soft">Next: {text(row.next_step)}</p>'
    )


def _guard(change: GuardChange, *, show_people: bool) -> str:
    people = f" (<bdi>{text(change.people)}</bdi>)" if change.people and show_people else ""
    place = f" <code>{text(str(change.location))}</code>" if change.location and change.location.file else ""
    return (
        f'<span class="badge {change.rating}">{change.rating}</span> <bdi>{text(change.subject)}</bdi>: '
        f'{text(change.message)}{people}{place} <code class="soft">{text(change.code)}</code>'
    )


def _released(item: Released) -> str:
    return (
        f'<span class="badge {item.rating}">{item.rating}</span> <bdi>{text(object_text(item.object))}</bdi>: '
        f'{text(item.message)} <code class="soft">{text(item.code)}</code>'
    )


def _risk(entry: GroupedRisk) -> str:
    line = (
        f'<span class="badge {entry.rating}">{entry.rating}</span> <bdi>{text(entry.about)}</bdi>: '
        f'{text(entry.message)} <code class="soft">{text(entry.code)}</code>'
    )
    names = "".join(f"<li><bdi>{text(name)}</bdi></li>" for name in entry.names)
    if len(entry.names) > NAMES_SHOWN:
        return f'{line}<details><summary>their names</summary><ul class="names">{names}</ul></details>'
    return f'{line}<ul class="names">{names}</ul>' if names else line


def _finding(finding: Finding) -> str:
    hint = f'<p class="soft">{text(finding.hint)}</p>' if finding.hint else ""
    return (
        f'<span class="badge {finding.severity}">{finding.severity}</span> <code>{text(str(finding.location))}</code> '
        f"<code>{text(finding.code)}</code> {text(finding.message)}{hint}"
    )
