"""Show all workflows of a name, and remove the one that a run of lcwsync created beside another admin's.

Only a workflow that lcwsync created, that nobody changed and that never ran is removed, and only while another one of
the name stays. The deletion is a soft one. With --forget, a create that nobody sees is no longer waited for.
"""

import argparse
import os
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from lcwsync.cli.options import add_config, add_environment, say, unicode
from lcwsync.values.errors import Refused, UsageError
from lcwsync.values.exit_codes import ExitCode

if TYPE_CHECKING:
    from lcwsync.apply.copies import Copies
    from lcwsync.tenant.port import Tenant


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("workflow", metavar="WORKFLOW", help="displayName, as in git")
    add_config(parser)
    add_environment(parser)
    parser.add_argument("--remove", metavar="ID", help="remove this one (default: the newest one of lcwsync's own)")
    parser.add_argument(
        "--forget",
        action="store_true",
        help="no longer wait for a workflow whose create was sent, when the portal does not show it either",
    )
    parser.add_argument(
        "--previous", type=Path, metavar="FILE", help="outcome or journal of an apply on another machine"
    )
    parser.add_argument("--yes", action="store_true", help="do not ask")


def run(arguments: argparse.Namespace) -> ExitCode:
    """Exit 0 when one workflow of the name is left and nothing is unseen, 4 when a person must decide, 5 when a create
    is still unseen."""
    from lcwsync.apply.confirm import Patience
    from lcwsync.apply.copies import chosen, read_copies, remove
    from lcwsync.cli.session import earlier_writes, environment_of, tenant_of
    from lcwsync.model.references import Ref, RefKind
    from lcwsync.render.resolve import copies_text

    with tenant_of(environment_of(arguments), purpose="apply") as tenant:
        earlier = earlier_writes(tenant, arguments.previous)

        def read() -> "Copies":
            return read_copies(arguments.workflow, tenant, earlier)

        copies = read()
        authors = sorted({id_ for each in copies.copies if (id_ := each.live.last_modified_by)})
        names = tenant.names(Ref(RefKind.USER, id=id_) for id_ in authors) if authors else {}
        print(copies_text(copies, names, unicode=unicode(sys.stdout)), end="")
        if arguments.forget:
            return _forget(copies, tenant, arguments)
        if len(copies.copies) < 2 and not arguments.remove:
            if copies.unseen:
                say("an earlier create is not seen yet; --forget lets the next apply create it anew")
                return ExitCode.PARTLY_APPLIED
            say("there is nothing to remove")
            return ExitCode.DONE
        copy = chosen(copies, arguments.remove)
        _ask(f"Remove {copy.live.id}?", arguments)
        remove(copy, copies, tenant, read=read, patience=Patience(time.sleep, note=say))
        _settle(tenant, arguments, f"removed {copy.live.id}")
    say(f"{copy.live.id} was removed; it can be restored for thirty days")
    return ExitCode.DONE


def _forget(copies: "Copies", tenant: "Tenant", arguments: argparse.Namespace) -> ExitCode:
    if not copies.unseen:
        say("nothing is waited for")
        return ExitCode.DONE
    _ask("Let the next apply create it anew?", arguments)
    _settle(tenant, arguments, "not waited for any longer")
    say("the next apply creates it anew")
    return ExitCode.DONE


def _settle(tenant: "Tenant", arguments: argparse.Namespace, message: str) -> None:
    from lcwsync.apply.journal import Journal
    from lcwsync.cli.origin import origin
    from lcwsync.cli.session import JOURNAL_FILE, environment_of
    from lcwsync.model.state import ObjectKind, ObjectName

    try:
        Journal(JOURNAL_FILE, origin(tenant.signed_in())).settled(
            ObjectName(ObjectKind.WORKFLOW, arguments.workflow),
            environment=environment_of(arguments).name,
            tenant_id=tenant.identity().id,
            message=message,
            now=datetime.now(UTC),
        )
    except OSError as error:
        raise Refused(
            f"the journal {JOURNAL_FILE} cannot be written: {error.strerror or error}",
            hint="make the directory .lcwsync writable: what is decided is recorded there",
        ) from None


def _ask(question: str, arguments: argparse.Namespace) -> None:
    if arguments.yes:
        return
    if not sys.stdin.isatty() or os.environ.get("CI"):
        raise UsageError(
            "confirmation is required, but this is not an interactive terminal", hint="pass --yes after a look at it"
        )
    print(f"{question} Type `yes` to confirm: ", end="", file=sys.stderr, flush=True)
    if sys.stdin.readline().strip() != "yes":
        raise Refused("nothing was changed: the answer was not `yes`")
