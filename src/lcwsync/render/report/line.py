"""The page of the reporting line: its breaks first, then the line itself as far as it fits."""

from collections.abc import Iterator

from lcwsync.inspect.reporting_line import ReportingLines
from lcwsync.model.person import Colleague
from lcwsync.render.formats.escape import html as text
from lcwsync.render.formats.values import counted
from lcwsync.render.report.naming import Named

LISTED = 200
"""People that the page lists under one break."""

MANAGERS = 500
"""Managers that the page draws; the rest are counted."""

_DEEPEST = 30


def line_body(lines: ReportingLines, named: Named) -> Iterator[str]:
    """Verdict, breaks, circles, and the line from the top."""
    yield f'<p class="verdict">{_verdict(lines)}</p>'
    yield (
        '<p class="soft">A pass goes by mail to the manager. Guests are not looked at, nor disabled accounts whose '
        "first day is not ahead.</p>"
    )
    for kind, found in lines.breaks.items():
        yield f"<h2>{text(kind.value.capitalize())} ({len(found)})</h2>"
        rows = "".join(f"<li>{_below(each, lines, named)}</li>" for each in found[:LISTED])
        yield f'<ul class="plain">{rows}</ul>'
        if len(found) > LISTED:
            yield f'<p class="soft">and {len(found) - LISTED} more</p>'
    if lines.circles:
        yield "<h2>Circles</h2>"
        for circle in lines.circles:
            names = (*circle, circle[0])
            steps = "".join(f"<li><bdi>{text(named(each.name))}</bdi></li>" for each in names)
            yield f'<ol class="path">{steps}</ol>'
    yield "<h2>The line</h2>"
    yield from _trees(lines, named)


def _verdict(lines: ReportingLines) -> str:
    people = counted(lines.looked_at, "person", "people")
    verdict = f"No break found: the managers of {people} can receive a pass."
    if lines.broken:
        verdict = f"{lines.broken} of {people} have no manager who can receive a pass."
    if lines.not_shown:
        unshown = counted(lines.not_shown, "person", "people")
        verdict += f" Cannot tell for {unshown}: the service does not show whether the manager's account is enabled."
    return verdict


def _below(each: Colleague, lines: ReportingLines, named: Named) -> str:
    manager = lines.people.get(each.manager_id) if each.manager_id else None
    who = f"<bdi>{text(named(each.name))}</bdi>"
    return f"{who} reports to <bdi>{text(named(manager.name))}</bdi>" if manager else who


def _trees(lines: ReportingLines, named: Named) -> Iterator[str]:
    left = [MANAGERS]
    broken = {each.id: kind.value for kind, found in lines.breaks.items() for each in found}

    def tree(each: Colleague, depth: int) -> str:
        below = lines.reports.get(each.id, ())
        managers = [report for report in below if report.id in lines.reports]
        badge = f' <span class="badge high">{text(broken[each.id])}</span>' if each.id in broken else ""
        off = ' <span class="badge medium">disabled</span>' if each.enabled is False else ""
        title = f"<bdi>{text(named(each.name))}</bdi>{off}{badge} "
        title += f'<span class="soft">{counted(len(below), "report")}</span>'
        left[0] -= 1
        inner = "".join(tree(one, depth + 1) for one in managers if left[0] > 0) if depth < _DEEPEST else ""
        alone = [f"<li><bdi>{text(named(one.name))}</bdi></li>" for one in below if one.id not in lines.reports]
        names = f'<ul class="names">{"".join(alone[:LISTED])}</ul>' if alone else ""
        shown = " open" if depth < 2 else ""
        return f"<li><details{shown}><summary>{title}</summary>{names}<ul>{inner}</ul></details></li>"

    if not lines.tops:
        yield '<p class="soft">Nobody with reports is without a manager: there is no top to begin at.</p>'
        return
    yield f'<ul class="tree">{"".join(tree(top, 0) for top in lines.tops if left[0] > 0)}</ul>'
    if left[0] <= 0:
        yield f'<p class="soft">{MANAGERS} managers are shown, and there are more.</p>'
