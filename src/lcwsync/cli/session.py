"""Shared by the commands that connect to a tenant: load the files, choose environments, connect."""

import argparse
import os
import sys
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from lcwsync.cli.options import STATE_DIRECTORY, say, watched
from lcwsync.cli.progress import ProgressLine
from lcwsync.config.load import Configuration, Resolved, load
from lcwsync.model.environment import Environment
from lcwsync.values.errors import ConfigError, UsageError
from lcwsync.values.findings import Severity, has_errors
from lcwsync.values.nearest import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from lcwsync.apply.earlier import EarlierWrites
    from lcwsync.tenant.port import Tenant

SANDBOX_FILE = STATE_DIRECTORY / "sandbox.db"
JOURNAL_FILE = STATE_DIRECTORY / "journal.jsonl"


def resolve_one(arguments: argparse.Namespace) -> Resolved:
    """The configuration for the environment of the command line. Raises ConfigError with every finding."""
    configuration = load(arguments.config)
    return resolved(configuration, arguments.environment)


def resolved(configuration: Configuration, name: str | None) -> Resolved:
    """One environment's configuration; errors anywhere in it stop here, before any tenant is met."""
    result = configuration.desired_for(name or _default_environment(configuration))
    if has_errors(result.findings):
        raise ConfigError("the configuration has errors; nothing was sent to the tenant", findings=result.findings)
    return result


def chosen_environments(arguments: argparse.Namespace, configuration: Configuration) -> tuple[str, ...]:
    """The environments of `--env` (repeatable), `--ring` (repeatable) or `--all`."""
    if arguments.rings:
        if arguments.environments or arguments.all:
            raise UsageError("--ring does not go with --env or --all", hint="name rings, or environments")
        return in_rings(configuration, arguments.rings)
    if arguments.all:
        return configuration.environments
    if arguments.environments:
        return tuple(dict.fromkeys(arguments.environments))
    return (_default_environment(configuration),)


def in_rings(configuration: Configuration, rings: "Sequence[str]") -> tuple[str, ...]:
    """The environments of some rings, in the order of the project file. Raises ConfigError for an unknown ring."""
    known = configuration.project.rollout
    for ring in rings:
        if ring not in known:
            near = nearest(ring, known)
            hint = f"did you mean {near}? " if near else ""
            listed = f"rings: {', '.join(known)}" if known else "write rollout: [...] in the project file"
            raise ConfigError(f'the project has no ring "{ring}"', hint=f"{hint}{listed}")
    return tuple(name for name, each in configuration.project.environments.items() if each.ring in rings)


def configured(arguments: argparse.Namespace) -> Resolved:
    """The configuration for the environment of the command line, as far as it can be read, errors included."""
    configuration = load(arguments.config)
    return configuration.desired_for(arguments.environment or _default_environment(configuration))


def environment_of(arguments: argparse.Namespace) -> Environment:
    """The environment of the command line, for commands that need no more of the files than where the tenant is."""
    return configured(arguments).environment


def although_broken(arguments: argparse.Namespace) -> Resolved:
    """The configuration for a command that needs the environment and the tenant alone: errors in the files are told in
    one line, since an incident does not wait for them."""
    from lcwsync.render.formats.values import counted

    result = configured(arguments)
    errors = sum(finding.severity is Severity.ERROR for finding in result.findings)
    if errors:
        say(f"note: the files have {counted(errors, 'error')}; this command does not need them")
    return result


def readable(configuration: Configuration, name: str | None) -> Resolved:
    """One environment without what has errors in the files, for a command that only looks; one line names it."""
    return without_errors(configuration.desired_for(name or _default_environment(configuration)))


def without_errors(result: Resolved) -> Resolved:
    """The configuration without what has errors; one line names it."""
    from lcwsync.config.readable import readable as rest_of
    from lcwsync.render.formats.values import counted

    if not has_errors(result.findings):
        return result
    errors = sum(finding.severity is Severity.ERROR for finding in result.findings)
    rest = rest_of(result)
    where = f"not looked at: {', '.join(map(str, rest.unread))}" if rest.unread else "every object can be read"
    say(f"note: the files have {counted(errors, 'error')}; {where}")
    return rest


def _default_environment(configuration: Configuration) -> str:
    """The environment when the command line names none: LCWSYNC_ENV, else the project's own default."""
    return os.environ.get("LCWSYNC_ENV") or configuration.default_environment


def in_a_job(environ: "Mapping[str, str]") -> bool:
    """Whether a CI runs the command, and not a person. Azure DevOps sets TF_BUILD alone."""
    names = ("GITHUB_ACTIONS", "CI", "TF_BUILD")
    return any(environ.get(name, "").casefold() not in ("", "0", "false") for name in names)


@contextmanager
def tenant_of(environment: Environment, *, purpose: str, deadline_minutes: float | None = None) -> "Iterator[Tenant]":
    """The environment's tenant, connected for `plan` or `apply`, closed afterwards. After the deadline nothing is sent
    to it any more."""
    from lcwsync.tenant.connect import connect
    from lcwsync.tenant.http.deadline import Deadline

    line = ProgressLine(sys.stderr) if watched() else None

    def note(message: str) -> None:
        if line:
            line.clear()
        say(message)

    tenant = connect(
        environment,
        os.environ,
        purpose=purpose,
        sandbox_path=SANDBOX_FILE,
        on_note=note,
        on_progress=line,
        deadline=Deadline.after(deadline_minutes),
    )
    try:
        yield tenant
    finally:
        if line:
            line.clear()
        tenant.close()


def earlier_writes(tenant: "Tenant", previous: Path | None = None) -> "EarlierWrites":
    """What earlier runs sent to the tenant: by the journal of this directory, and by the outcome or journal of another.

    A journal of this directory that cannot be read is reported, and stands for none. Raises ConfigError.
    """
    from lcwsync.apply.earlier import EarlierWrites, journalled, of_file

    tenant_id, now = tenant.identity().id, datetime.now(UTC)
    try:
        found = journalled(JOURNAL_FILE, tenant_id=tenant_id, now=now)
    except OSError as error:
        say(f"warning: the journal {JOURNAL_FILE} cannot be read: {error.strerror or error}")
        found = EarlierWrites()
    if previous is not None:
        found = of_file(_text(previous), tenant_id=tenant_id, now=now) + found
    return found


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        raise ConfigError(
            f"{path} cannot be read: {error.strerror or error}",
            hint="pass the file that `apply --format json --output FILE` wrote, or a journal",
        ) from None
