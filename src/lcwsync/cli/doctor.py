"""Check sign-in, tenant, permissions, licence and clock, and list exactly what to grant. Changes nothing.

With --github it checks the settings of the repository instead: the rules of the default branch, environments with their
reviewers, and Actions. It reads them with the token in GITHUB_TOKEN; what that token may not read is "cannot tell"."""

import argparse
import os
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from lcwsync import __version__
from lcwsync.cli.options import (
    add_colour,
    add_config,
    add_environment,
    add_format,
    coloured,
    file_path,
    line_width,
    say,
    unicode,
    write_artefact,
)
from lcwsync.values.exit_codes import ExitCode

if TYPE_CHECKING:
    from lcwsync.model.environment import Environment

FORMATS = ("text", "json")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_config(parser)
    add_environment(parser)
    parser.add_argument(
        "--identity",
        choices=("plan", "apply"),
        default="plan",
        help="which of the environment's two applications to examine (default: %(default)s)",
    )
    parser.add_argument(
        "--github",
        nargs="?",
        const="",
        metavar="OWNER/NAME",
        help="examine this GitHub repository instead (without a name: the one in GITHUB_REPOSITORY)",
    )
    parser.add_argument(
        "--before-apply",
        action="store_true",
        help="with --github and --env: only whether anything protects the environment; exit 4 when nothing does",
    )
    add_format(parser, FORMATS)
    parser.add_argument("--output", type=file_path, metavar="FILE", help="write the report here instead of stdout")
    add_colour(parser)


def run(arguments: argparse.Namespace) -> ExitCode:
    """Exit 0 when nothing is missing that the identity (with --github: the repository) must have, 1 when something is.
    With --before-apply, 4 when nothing protects the environment.

    What could not be read is listed and does not change the exit code.
    """
    if arguments.github is not None:
        return _github(arguments)
    from lcwsync.cli.session import configured, tenant_of
    from lcwsync.inspect.doctor import State, asked, commands_ready, examine
    from lcwsync.model.examination import named_in
    from lcwsync.render.doctor.json import doctor_json
    from lcwsync.render.doctor.text import doctor_text
    from lcwsync.render.doctor.view import Examined
    from lcwsync.tenant.connect import network_of

    configuration, purpose = configured(arguments), arguments.identity
    environment, named = configuration.environment, named_in(configuration.desired)
    passes = environment.cloud.has_passes
    network = network_of(environment, os.environ)
    for line in _offline(environment, arguments.config):
        say(line)
    with _shown_where_it_fails(network), tenant_of(environment, purpose=purpose) as tenant:
        content = tenant.signed_in()
        checks = examine(
            tenant.examination(asked(purpose, named, passes=passes)),
            purpose=purpose,
            named=named,
            held=content.permissions if content else None,
            sandbox=tenant.identity().sandbox,
            passes=passes,
            delegated=content.delegated if content else False,
        )
        examined = Examined(
            environment=environment.name,
            tenant=tenant.identity(),
            purpose=purpose,
            user=content.user if content else None,
            application_id=content.application_id if content else environment.client_id,
            opaque=content is None,
            checks=checks,
            commands=commands_ready(checks, purpose, named),
            clock_skew=tenant.clock_skew,
            network=network,
        )
    if arguments.format == "json":
        write_artefact(doctor_json(examined, tool_version=__version__), arguments.output)
    else:
        width = line_width(sys.stdout, arguments.output)
        text = doctor_text(examined, colour=coloured(arguments), unicode=unicode(sys.stdout), width=width)
        write_artefact(text, arguments.output)
    missing = any(check.state is State.MISSING and not check.optional for check in checks)
    return ExitCode.ERROR if missing else ExitCode.DONE


_PLACEHOLDER = re.compile(r"(?:([0-9a-f])\1+-?){5}")
"""An id of examples: each of its five parts is one letter or digit, repeated."""


def _offline(environment: "Environment", config: Path) -> Iterator[str]:
    """What is wrong before anybody signs in."""
    from lcwsync.cli.schema import outdated

    ids = {
        "tenantId": environment.tenant_id,
        "clientId": environment.client_id,
        "planClientId": environment.plan_client_id,
    }
    if examples := [key for key, value in ids.items() if value and _PLACEHOLDER.fullmatch(value.lower())]:
        keys = ", ".join(examples)
        yield f"note: environment {environment.name} in lcwsync.yaml still has ids of the examples: {keys}"
    schemas = config.parent / "schemas"
    if schemas.is_dir() and (files := outdated(schemas)):
        yield f"note: {schemas}: {', '.join(files)} of another version; `lcwsync schema --write {schemas}` renews them"


@contextmanager
def _shown_where_it_fails(network: Sequence[str]) -> Iterator[None]:
    """A command that cannot reach the service tells what is in between."""
    from lcwsync.values.errors import TenantError

    try:
        yield
    except TenantError:
        for line in network:
            say(line)
        raise


def _github(arguments: argparse.Namespace) -> ExitCode:
    from lcwsync.cli.base import repository_root
    from lcwsync.cli.repository import exempt, read_repository
    from lcwsync.config.load import load
    from lcwsync.inspect.doctor import State
    from lcwsync.inspect.repository import examine_repository
    from lcwsync.render.doctor.json import repository_json
    from lcwsync.render.doctor.text import repository_text
    from lcwsync.render.doctor.view import ExaminedRepository
    from lcwsync.values.errors import UsageError

    repository = arguments.github or os.environ.get("GITHUB_REPOSITORY", "")
    if repository.count("/") != 1:
        raise UsageError("--github needs a repository", hint="lcwsync doctor --github OWNER/NAME")
    declared = load(arguments.config).project.environments
    chosen = (arguments.environment,) if arguments.environment else tuple(declared)
    if unknown := [name for name in chosen if name not in declared]:
        raise UsageError(f'the project has no environment "{unknown[0]}"', hint=f"environments: {', '.join(declared)}")
    needs_none = exempt({name: declared[name] for name in chosen}, repository_root(arguments.config), os.environ)
    if arguments.before_apply:
        if arguments.format != "text":
            raise UsageError("--before-apply prints its answer as text", hint="leave out --format")
        if not arguments.environment:
            raise UsageError(
                "--before-apply needs --env", hint="lcwsync doctor --github --before-apply --env production"
            )
        return _before_apply(repository, arguments.environment, needs_none[arguments.environment])
    branch, answers = read_repository(repository, chosen, os.environ)
    checks = examine_repository(answers, branch=branch, environments=needs_none)
    examined = ExaminedRepository(repository=repository, branch=branch, checks=tuple(checks))
    if arguments.format == "json":
        write_artefact(repository_json(examined, tool_version=__version__), arguments.output)
    else:
        width = line_width(sys.stdout, arguments.output)
        text = repository_text(examined, colour=coloured(arguments), unicode=unicode(sys.stdout), width=width)
        write_artefact(text, arguments.output)
    return ExitCode.ERROR if any(check.state is State.MISSING for check in checks) else ExitCode.DONE


def _before_apply(repository: str, environment: str, exempt: str) -> ExitCode:
    """Say what stands before one environment. Raises Refused when nothing does, LcwError when that cannot be told."""
    import os

    from lcwsync.cli.repository import read_protection
    from lcwsync.inspect.protection import Branches
    from lcwsync.values.errors import LcwError, Refused

    if exempt:
        print(f"environment {environment}: {exempt}")
        return ExitCode.DONE
    protection = read_protection(repository, environment, os.environ)
    if protection is None:
        raise Refused(
            f"the repository shows no environment {environment}",
            hint="create it with required reviewers first: the first job that names it creates it without protection",
        )
    if protection.stands is None:
        raise LcwError(
            f"environment {environment}: {protection.said}",
            hint="let the token read the environment and its branches (actions: read), and run the job again",
        )
    if not protection.stands:
        raise Refused(
            f"nothing protects the environment {environment}: it has no required reviewers, and {protection.said}",
            hint="give it both, or list it in `unprotected` of lcwsync-apply.yml",
        )
    if not protection.reviewers:
        print(f"warning: nobody has to approve an apply to {environment}: it has no required reviewers")
    if protection.branches is not Branches.DEFAULT:
        print(f"warning: {environment} is open to other branches: {protection.said}")
    return ExitCode.DONE
