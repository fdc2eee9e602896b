"""Shared by the commands of an incident: the workflow, the person who acts, and the journal."""

import argparse
import os
import sys
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from lcwsync.cli.options import add_config, add_environment, say
from lcwsync.cli.session import JOURNAL_FILE, although_broken, tenant_of
from lcwsync.values.errors import Refused, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lcwsync.apply.incident import Incident
    from lcwsync.tenant.port import Tenant


def add_incident_arguments(
    parser: argparse.ArgumentParser, *, reason_required: bool = True, shown: str = "by `lcwsync history`"
) -> None:
    """The options that `pause`, `resume` and `cancel` share. `shown`: where the reason can be read."""
    parser.add_argument("--reason", required=reason_required, metavar="TEXT", help=f"why; shown {shown}")
    parser.add_argument("--yes", action="store_true", help="do not ask")
    add_config(parser)
    add_environment(parser)


@contextmanager
def incident(arguments: argparse.Namespace) -> "Iterator[Incident]":
    """What carries out a step of an incident in the tenant of the command line, although files may be broken."""
    from lcwsync.apply.confirm import Patience
    from lcwsync.apply.incident import Incident
    from lcwsync.apply.journal import Journal
    from lcwsync.cli.origin import origin

    environment = although_broken(arguments).environment
    with tenant_of(environment, purpose="apply") as tenant:
        yield Incident(
            tenant=tenant,
            journal=Journal(JOURNAL_FILE, origin(tenant.signed_in())),
            environment=environment.name,
            clock=lambda: datetime.now(UTC),
            patience=Patience(time.sleep, note=say),
            warn=say,
        )


def acting(tenant: "Tenant") -> str:
    """The name of the person or job that acts, as far as the environment and the sign-in show it."""
    from lcwsync.model.references import Ref, RefKind
    from lcwsync.values.errors import LcwError

    if job := os.environ.get("GITHUB_ACTOR"):
        return job
    signed_in = tenant.signed_in()
    if signed_in is None:
        return "an unknown identity"
    if signed_in.user:
        return signed_in.user
    if signed_in.object_id is None:
        return f"application {signed_in.application_id}" if signed_in.application_id else "an unknown identity"
    try:
        ref = Ref(RefKind.APPLICATION, id=signed_in.object_id)
        return tenant.names([ref]).get(signed_in.object_id, signed_in.object_id)
    except LcwError:
        return signed_in.object_id


def ask(question: str, *, yes: bool) -> None:
    """Ask before the tenant is changed. Raises Refused for any answer but `yes`, UsageError without a terminal."""
    if yes:
        return
    if not sys.stdin.isatty():
        raise UsageError("confirmation is required, but this is not an interactive terminal", hint="pass --yes")
    print(f"{question} Type `yes` to confirm: ", end="", file=sys.stderr, flush=True)
    if sys.stdin.readline().strip() != "yes":
        raise Refused("nothing was changed: the answer was not `yes`")
