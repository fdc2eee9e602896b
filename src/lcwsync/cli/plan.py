"""Read the tenant and show what apply would do, to whom it matters, and what is dangerous. Writes nothing there."""

import argparse
import os
import sys
from collections.abc import Mapping

from lcwsync import __version__
from lcwsync.cli.options import (
    add_colour,
    add_config,
    add_environment,
    add_format,
    colour,
    file_path,
    say,
    unicode,
    write_artefact,
)
from lcwsync.cli.session import chosen_environments, resolved, tenant_of
from lcwsync.cli.several import each
from lcwsync.config.load import Resolved
from lcwsync.model.state import ObjectName
from lcwsync.plan.headcount import Headcount, with_people
from lcwsync.plan.plan import Plan
from lcwsync.tenant.port import Tenant
from lcwsync.values.errors import UsageError
from lcwsync.values.exit_codes import ExitCode


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_config(parser)
    add_environment(parser, several=True)
    add_format(parser, ("text", "markdown", "json", "html", "github"))
    parser.add_argument("--output", type=file_path, metavar="FILE", help="write the rendering here instead of stdout")
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
        "--people",
        action="store_true",
        help="count the people in scope of each changed workflow, today and with the plan",
    )
    add_colour(parser)


def run(arguments: argparse.Namespace) -> ExitCode:
    """Exit 0, or 2 with `--detailed-exitcode` and changes, 4 when a safety law refuses the plan."""
    from lcwsync.config.load import load

    configuration = load(arguments.config)
    names = chosen_environments(arguments, configuration)
    if len(names) > 1 and (arguments.out or arguments.output or arguments.format in ("json", "html")):
        raise UsageError(
            "several environments have one rendering each",
            hint="plan them one by one with --env for --out, --output, json and html",
        )
    return each(names, lambda name: _plan_one(arguments, resolved(configuration, name)))


def _plan_one(arguments: argparse.Namespace, result: Resolved) -> ExitCode:
    from lcwsync.planning.environment import plan_environment

    with tenant_of(result.environment, purpose="plan") as tenant:
        plan = plan_environment(result, tenant, targets=tuple(arguments.target))
        counts = _counts(plan, tenant) if arguments.people else {}
    plan = with_people(plan, counts)
    write_artefact(render_plan(plan, arguments.format, arguments.color, counts=counts), arguments.output)
    if arguments.out:
        from lcwsync.plan.planfile import dump

        write_artefact(dump(plan, __version__), arguments.out)
    return exit_code(plan, detailed=arguments.detailed_exitcode)


def _counts(plan: Plan, tenant: Tenant) -> Mapping[ObjectName, Headcount]:
    from lcwsync.planning.headcount import headcounts

    counts, notes = headcounts(plan, tenant)
    for note in notes:
        say(note)
    return counts


def exit_code(plan: Plan, *, detailed: bool) -> ExitCode:
    """What a plan means to a job."""
    if plan.refusals:
        return ExitCode.REFUSED
    return ExitCode.CHANGES if detailed and not plan.empty else ExitCode.DONE


def render_plan(
    plan: Plan, style: str, colour_choice: str, *, counts: Mapping[ObjectName, Headcount] | None = None
) -> str:
    """The plan in one of the formats of `--format`. `counts`: the people of its workflows, where they were counted."""
    from lcwsync.render.plan.view import People

    people = {name.name: People(count=c.after, before=c.before) for name, c in (counts or {}).items()}
    match style:
        case "markdown":
            from lcwsync.render.plan.markdown import plan_markdown

            return plan_markdown(plan, people=people).text
        case "github":
            from lcwsync.cli.github import leave_plan
            from lcwsync.render.plan.markdown import plan_markdown

            shown = plan_markdown(plan, people=people)
            leave_plan(plan, shown, people, os.environ)
            return shown.text
        case "json":
            from lcwsync.render.plan.json import plan_json

            return plan_json(plan, tool_version=__version__)
        case "html":
            from lcwsync.render.plan.html import plan_html

            return plan_html(plan, tool_version=__version__, people=people)
        case _:
            from lcwsync.render.plan.text import plan_text

            return plan_text(plan, colour=colour(colour_choice, sys.stdout), unicode=unicode(sys.stdout), people=people)
