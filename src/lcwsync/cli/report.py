"""Write static pages to look at, without a server: a calendar of the people whom workflows will take up, and the runs
with their failures. They name people: keep them where only administrators can read them.
"""

import argparse
from typing import TYPE_CHECKING

from lcwsync import __version__
from lcwsync.cli.options import add_config, add_environment, directory_path, say, write_artefact
from lcwsync.cli.session import resolve_one, tenant_of
from lcwsync.cli.status import read_status
from lcwsync.preview.preview import DEFAULT_DAYS
from lcwsync.values.exit_codes import ExitCode

if TYPE_CHECKING:
    from collections.abc import Mapping


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=directory_path, required=True, metavar="DIR", help="directory to write to")
    parser.add_argument(
        "--days", type=int, choices=range(1, 367), default=DEFAULT_DAYS, metavar="N", help="default: %(default)s"
    )
    add_config(parser)
    add_environment(parser)


def run(arguments: argparse.Namespace) -> ExitCode:
    """Exit 0 when every page was written."""
    from lcwsync.model.references import Ref, RefKind
    from lcwsync.preview.environment import preview_environment
    from lcwsync.render.preview.rows import LISTED
    from lcwsync.render.report.pages import report_pages

    result = resolve_one(arguments)
    with tenant_of(result.environment, purpose="plan") as tenant:
        previews = preview_environment(result, tenant, name=None, days=arguments.days, listed=LISTED)
        status = read_status(tenant, result.environment.name, doors=result.desired.pass_requests, last=10)
        people = sorted({one.person_id for item in status.workflows for one in item.results})
        names: Mapping[str, str] = tenant.names(Ref(RefKind.USER, id=id_) for id_ in people) if people else {}
    pages = report_pages(previews, status, names, tool_version=__version__)
    for name, content in pages.items():
        write_artefact(content, arguments.out / name)
    say(f"{arguments.out / 'index.html'}: {len(pages)} pages written")
    return ExitCode.DONE
