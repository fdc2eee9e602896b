"""Read the tenant and show what apply would do, who is affected, and what is dangerous. The tenant is not changed."""

import argparse
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from lcwsync import __version__
from lcwsync.cli.ahead import add_parallel, read_early
from lcwsync.cli.options import (
    add_colour,
    add_config,
    add_deadline,
    add_environment,
    add_format,
    coloured,
    file_path,
    line_width,
    say,
    unicode,
    write_artefact,
)
from lcwsync.cli.session import JOURNAL_FILE, chosen_environments, earlier_writes, in_a_job, resolved, tenant_of
from lcwsync.config.load import Configuration, Resolved
from lcwsync.model.state import ObjectName
from lcwsync.plan.headcount import Headcount, with_people
from lcwsync.plan.plan import Plan
from lcwsync.tenant.port import Tenant
from lcwsync.values.errors import UsageError
from lcwsync.values.exit_codes import ExitCode
from lcwsync.values.findings import Rating
from lcwsync.values.json import JsonObject

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from lcwsync.cli.several import Rendering
    from lcwsync.render.formats.many import Missing
    from lcwsync.render.formats.markdown import Markdown
    from lcwsync.render.plan.view import PeopleCount


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_config(parser)
    add_environment(parser, several=True)
    add_format(parser, FORMATS)
    parser.add_argument("--output", type=file_path, metavar="FILE", help="write what is printed here instead of stdout")
    parser.add_argument("--out", type=file_path, metavar="PLANFILE", help="save the plan, for `apply PLANFILE`")
    parser.add_argument("--detailed-exitcode", action="store_true", help="exit 2 when there are changes")
    parser.add_argument(
        "--target",
        action="append",
        default=[],
        metavar="NAME",
        help="only this object and what it needs; may be repeated",
    )
    parser.add_argument(
        "--base",
        metavar="REF|DIR",
        help="git before this change: shows what the change does to the guard, and what it no longer manages",
    )
    parser.add_argument(
        "--fail-on",
        type=Rating,
        choices=tuple(Rating),
        metavar="RATING",
        help="exit 4 when anything has this rating or a graver one: high, medium or low",
    )
    parser.add_argument(
        "--report",
        type=file_path,
        action="append",
        default=[],
        metavar="FILE",
        help="write the JSON report here as well, or SARIF for a name that ends with .sarif; may be repeated",
    )
    parser.add_argument(
        "--people",
        action="store_true",
        help="count the people in scope of each changed workflow, today and with the plan",
    )
    add_parallel(parser)
    add_deadline(parser, 30)
    add_colour(parser)


def run(arguments: argparse.Namespace) -> ExitCode:
    """Exit 0, or 2 with `--detailed-exitcode` and changes, 4 when a safety law or `--fail-on` refuses the plan."""
    from lcwsync.cli.several import report_each
    from lcwsync.config.load import load

    configuration = load(arguments.config)
    names = chosen_environments(arguments, configuration)
    if len(names) > 1 and (arguments.out or arguments.report or arguments.format in ("html", "sarif")):
        raise UsageError(
            "--out, --report and --format html or sarif take one environment at a time", hint="choose one with --env"
        )

    with _guarded(arguments, configuration) as guarded:

        def read(name: str) -> "tuple[Plan, Mapping[ObjectName, Headcount]]":
            result = resolved(configuration, name)
            plan, counts = _planned(arguments, result)
            return guarded(plan, result), counts

        planned = read_early(names, read, arguments.parallel)
        return report_each(arguments, names, lambda name: _shown(arguments, *planned(name)), _summary)


@contextmanager
def _guarded(
    arguments: argparse.Namespace, configuration: Configuration
) -> "Iterator[Callable[[Plan, Resolved], Plan]]":
    """What puts a plan beside the base of `--base`; without one, beside what lcwsync ships."""
    from lcwsync.plan.guard import sandbox_in_a_job, weaker_than_shipped

    rules, approvals = configuration.project.rules, configuration.project.approvals

    def warned(plan: Plan, result: Resolved) -> Plan:
        wrong = sandbox_in_a_job(result.environment) if in_a_job(os.environ) else None
        guard = plan.guard if wrong is None else (wrong, *plan.guard)
        return replace(plan, guard=guard, approvals=(approvals, *plan.approvals))

    if not arguments.base:
        yield lambda plan, result: warned(
            replace(plan, weaker=weaker_than_shipped(result.environment, result.desired, rules)), result
        )
        return
    from lcwsync.cli.base import base_files
    from lcwsync.plan.base import against_base
    from lcwsync.planning.base import base_of, guard_of

    with base_files(arguments.base, arguments.config) as files:

        def compared(plan: Plan, result: Resolved) -> Plan:
            now = guard_of(configuration, result.environment.name, files.after)
            base = base_of(files.before, result.environment, configuration.environments, name=files.name)
            return warned(against_base(plan, base, now, result.places), result)

        yield compared


def _planned(arguments: argparse.Namespace, result: Resolved) -> "tuple[Plan, Mapping[ObjectName, Headcount]]":
    from lcwsync.planning.environment import plan_environment

    with tenant_of(result.environment, purpose="plan", deadline_minutes=arguments.deadline) as tenant:
        known = earlier_writes(tenant).known_ids() if JOURNAL_FILE.exists() else None
        plan = plan_environment(result, tenant, targets=tuple(arguments.target), known_ids=known, checks=True)
        return _counted(plan, tenant) if arguments.people else (plan, {})


def _shown(
    arguments: argparse.Namespace, plan: Plan, counts: Mapping[ObjectName, Headcount]
) -> "tuple[Rendering, ExitCode]":
    from lcwsync.render.plan.view import PeopleCount

    plan = with_people(plan, counts)
    people = {name.name: PeopleCount(count=c.after, before=c.before) for name, c in counts.items()}
    rendering = FORMATS[arguments.format](plan, people, arguments)
    if arguments.format == "github":
        from lcwsync.cli.github import leave_plan

        leave_plan(plan, people, os.environ)
    if arguments.out:
        from lcwsync.cli.origin import commit
        from lcwsync.plan.planfile import dump

        made = datetime.now(UTC)
        write_artefact(dump(plan, __version__, made=made, commit=commit()), arguments.out)
    for path in arguments.report:
        write_artefact(_report(plan, sarif=path.suffix == ".sarif"), path)
    code = exit_code(plan, detailed=arguments.detailed_exitcode)
    if code is not ExitCode.REFUSED and _too_grave(plan, arguments.fail_on):
        say(f"{plan.environment}: rated {plan.gravest}, and --fail-on is {arguments.fail_on}")
        code = ExitCode.REFUSED
    return rendering, code


def _report(plan: Plan, *, sarif: bool) -> str:
    from lcwsync.render.formats.json import environments
    from lcwsync.render.plan.json import plan_report
    from lcwsync.render.plan.sarif import plan_sarif

    if sarif:
        return plan_sarif(plan, tool_version=__version__)
    return environments(__version__, [plan_report(plan)])


def _too_grave(plan: Plan, limit: Rating | None) -> bool:
    return limit is not None and plan.gravest is not None and plan.gravest.rank <= limit.rank


def _counted(plan: Plan, tenant: Tenant) -> "tuple[Plan, Mapping[ObjectName, Headcount]]":
    """The people of a plan. A refused read costs the counts, and not the plan, which says so."""
    from lcwsync.plan.headcount import uncounted
    from lcwsync.planning.headcount import headcounts
    from lcwsync.tenant.http.failure import FailureKind, GraphFailure

    try:
        counts, notes = headcounts(plan, tenant)
    except GraphFailure as failure:
        if failure.kind is not FailureKind.FORBIDDEN:
            raise
        return uncounted(plan, f"the service refused to tell ({failure.message})"), {}
    for note in notes:
        say(note)
    return plan, counts


def exit_code(plan: Plan, *, detailed: bool) -> ExitCode:
    """The exit code of a plan."""
    if plan.refusals:
        return ExitCode.REFUSED
    return ExitCode.CHANGES if detailed and not plan.in_step else ExitCode.DONE


def _text(plan: Plan, people: "Mapping[str, PeopleCount]", arguments: argparse.Namespace) -> str:
    from lcwsync.render.plan.text import plan_text

    return plan_text(
        plan,
        colour=coloured(arguments),
        unicode=unicode(sys.stdout),
        people=people,
        width=line_width(sys.stdout, arguments.output),
    )


def _markdown(plan: Plan, people: "Mapping[str, PeopleCount]", _arguments: argparse.Namespace) -> str:
    from lcwsync.render.plan.markdown import plan_markdown

    return plan_markdown(plan, people=people).text


def _json(plan: Plan, _people: "Mapping[str, PeopleCount]", _arguments: argparse.Namespace) -> JsonObject:
    from lcwsync.render.plan.json import plan_report

    return plan_report(plan)


def _itself(plan: Plan, _people: "Mapping[str, PeopleCount]", _arguments: argparse.Namespace) -> Plan:
    """The summary of several plans is made of all of them."""
    return plan


def _summary(plans: "Sequence[Plan]", missing: "Sequence[Missing]") -> "Markdown":
    from lcwsync.render.plan.summary import plans_markdown

    return plans_markdown(plans, missing)


def _html(plan: Plan, people: "Mapping[str, PeopleCount]", _arguments: argparse.Namespace) -> str:
    from lcwsync.render.plan.html import plan_html

    return plan_html(plan, tool_version=__version__, people=people)


def _sarif(plan: Plan, _people: "Mapping[str, PeopleCount]", _arguments: argparse.Namespace) -> str:
    from lcwsync.render.plan.sarif import plan_sarif

    return plan_sarif(plan, tool_version=__version__)


FORMATS: "Mapping[str, Callable[[Plan, Mapping[str, PeopleCount], argparse.Namespace], Rendering]]" = {
    "text": _text,
    "markdown": _markdown,
    "json": _json,
    "html": _html,
    "summary": _itself,
    "github": _markdown,
    "sarif": _sarif,
}
"""What renders a plan with the counted people of its workflows, by `--format`."""
