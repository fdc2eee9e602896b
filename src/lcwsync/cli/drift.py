"""Show where the tenant differs from git, and who changed it if the tenant tells. Exit 2 when anything differs."""

import argparse
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from lcwsync.cli.ahead import add_parallel, read_early
from lcwsync.cli.options import (
    add_colour,
    add_config,
    add_environment,
    add_format,
    coloured,
    file_path,
    line_width,
    unicode,
)
from lcwsync.cli.session import chosen_environments, in_a_job, readable, tenant_of
from lcwsync.cli.several import Rendering, report_each
from lcwsync.config.load import Resolved, load
from lcwsync.plan.plan import Plan
from lcwsync.values.errors import Refused, UsageError
from lcwsync.values.exit_codes import ExitCode
from lcwsync.values.json import JsonObject

if TYPE_CHECKING:
    from lcwsync.render.formats.many import Missing
    from lcwsync.render.formats.markdown import Markdown


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_config(parser)
    add_environment(parser, several=True)
    add_format(parser, FORMATS)
    add_colour(parser)
    parser.add_argument(
        "--accept",
        metavar="NAME",
        help="write what the tenant has of this object into the file that holds it, comments kept; commit it",
    )
    add_parallel(parser)
    parser.add_argument("--output", type=file_path, metavar="FILE", help="write the report here instead of stdout")


def run(arguments: argparse.Namespace) -> ExitCode:
    """Exit 0 without drift, 2 with drift, 1 when git could not be read as a whole and the rest of it matches, 4 in a
    job whose environment is a sandbox under another name."""
    configuration = load(arguments.config)
    names = chosen_environments(arguments, configuration)
    if arguments.accept is not None:
        from lcwsync.cli.accept import accept

        if len(names) > 1:
            raise UsageError("--accept takes one environment at a time", hint="choose one with --env")
        return accept(arguments.config, names[0], arguments.accept)

    def read(name: str) -> tuple[Rendering, ExitCode]:
        return _drift_of(arguments, readable(configuration, name))

    return report_each(arguments, names, read_early(names, read, arguments.parallel), _summary)


def _drift_of(arguments: argparse.Namespace, result: Resolved) -> tuple[Rendering, ExitCode]:
    from lcwsync.model.references import Ref, RefKind
    from lcwsync.plan.drift import drift
    from lcwsync.plan.guard import sandbox_in_a_job
    from lcwsync.planning.environment import plan_environment
    from lcwsync.planning.readable import as_far_as_readable

    if in_a_job(os.environ) and (wrong := sandbox_in_a_job(result.environment)):
        raise Refused(
            f"{wrong.subject} {wrong.message}",
            hint="set tenantId in place of `sandbox: true`, or give the environment a name with `sandbox` in it",
        )
    with tenant_of(result.environment, purpose="plan") as tenant:
        plan = as_far_as_readable(
            result, lambda rest: plan_environment(rest, tenant, checks=True, gone_as_deleted=True)
        )
        authors = {item.changed_by for item in drift(plan) if item.changed_by}
        names = tenant.names(Ref(RefKind.USER, id=author) for author in sorted(authors)) if authors else {}
    return FORMATS[arguments.format](plan, names, arguments), _exit_code(plan)


def _exit_code(plan: Plan) -> ExitCode:
    if not plan.in_step or plan.paused:
        return ExitCode.CHANGES
    return ExitCode.ERROR if plan.unread else ExitCode.DONE


def _text(plan: Plan, names: Mapping[str, str], arguments: argparse.Namespace) -> str:
    from lcwsync.render.drift.text import drift_text

    return drift_text(
        plan,
        names,
        colour=coloured(arguments),
        unicode=unicode(sys.stdout),
        width=line_width(sys.stdout, arguments.output),
    )


def _markdown(plan: Plan, _names: Mapping[str, str], _arguments: argparse.Namespace) -> str:
    from lcwsync.render.drift.markdown import drift_markdown

    return drift_markdown(plan).text


def _json(plan: Plan, names: Mapping[str, str], _arguments: argparse.Namespace) -> JsonObject:
    from lcwsync.render.drift.json import drift_report

    return drift_report(plan, names)


def _itself(plan: Plan, _names: Mapping[str, str], _arguments: argparse.Namespace) -> Plan:
    """The summary of several environments is made of all of them."""
    return plan


def _summary(plans: Sequence[Plan], missing: "Sequence[Missing]") -> "Markdown":
    from lcwsync.render.drift.summary import drifts_markdown

    return drifts_markdown(plans, missing)


FORMATS: Mapping[str, Callable[[Plan, Mapping[str, str], argparse.Namespace], Rendering]] = {
    "text": _text,
    "markdown": _markdown,
    "json": _json,
    "summary": _itself,
}
"""What renders drift with the display names of its authors, by `--format`."""
