"""Settle the doubts about the service in a tenant of yours, and print a report without names or ids.

    LCWSYNC_ACCESS_TOKEN=... python -m tests.tenant_check --prefix "lcwsync check" --yes

What it does: it creates workflows whose names begin with the prefix, for a rule that matches nobody, and deletes each
of them for good. It starts no workflow, creates no pass, and changes nothing else. LCWSYNC_GRAPH_URL names another
endpoint. It needs the permissions LifecycleWorkflows.ReadWrite.All, User.Read.All, GroupMember.Read.All and
AdministrativeUnit.Read.All. Exit 1 when something could not be deleted.
"""

import argparse
import os
import sys

from tests.tenant_check.client import Client
from tests.tenant_check.probes import report, tidy

GRAPH = "https://graph.microsoft.com"


def parser() -> argparse.ArgumentParser:
    """The words of the command."""
    known = argparse.ArgumentParser(prog="python -m tests.tenant_check", description=__doc__)
    known.add_argument("--prefix", required=True, help="what the names of everything it creates begin with")
    known.add_argument("--yes", action="store_true", required=True, help="create and delete these workflows")
    known.add_argument("--only", metavar="DOUBT", help="settle this doubt alone")
    return known


def main() -> int:
    arguments = parser().parse_args()
    token = os.environ.get("LCWSYNC_ACCESS_TOKEN")
    if not token:
        parser().error("set LCWSYNC_ACCESS_TOKEN to a token of the tenant")
    with Client(os.environ.get("LCWSYNC_GRAPH_URL", GRAPH), token) as client:
        try:
            for line in report(client, arguments.prefix, only=arguments.only):
                print(line)
        finally:
            left = tidy(client, arguments.prefix)
    if left:
        print(f"{left} objects with the prefix could not be deleted: delete them by hand", file=sys.stderr)
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
