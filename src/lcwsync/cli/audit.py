"""Who can create a Temporary Access Pass, compared with what git expects. Changes nothing."""

import argparse
import sys

from lcwsync import __version__
from lcwsync.cli.options import (
    add_colour,
    add_config,
    add_environment,
    add_format,
    colour,
    file_path,
    unicode,
    write_artefact,
)
from lcwsync.cli.session import resolved, tenant_of
from lcwsync.config.load import load
from lcwsync.values.exit_codes import ExitCode


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_config(parser)
    add_environment(parser)
    add_format(parser, ("text", "markdown", "json", "sarif"))
    add_colour(parser)
    parser.add_argument("--show-people", action="store_true", help="name people in markdown and SARIF, not mask them")
    parser.add_argument("--output", type=file_path, metavar="FILE", help="write the audit here instead of stdout")


def run(arguments: argparse.Namespace) -> ExitCode:
    """Exit 0 for PASS, 4 for FAIL, 1 for UNKNOWN."""
    from lcwsync.audit.environment import audit
    from lcwsync.audit.evidence import read_evidence
    from lcwsync.audit.findings import audit_findings
    from lcwsync.audit.verdict import AuditVerdict
    from lcwsync.render.audit import markdown as mdaudit
    from lcwsync.render.audit import text as rendering

    result = resolved(load(arguments.config), arguments.environment)
    with tenant_of(result.environment, purpose="plan") as tenant:
        content = tenant.signed_in()
        evidence = read_evidence(tenant)
    done = audit(result, evidence, signed_in=(content.user or content.application_id) if content else None)
    match arguments.format:
        case "json":
            text = rendering.audit_json(done, tool_version=__version__)
        case "markdown":
            text = mdaudit.audit_markdown(done, show_people=arguments.show_people)
        case "sarif":
            from lcwsync.render.sarif import findings_sarif
            from lcwsync.values.codes.register import CODES

            naming = rendering.full_name if arguments.show_people else mdaudit.masked_name
            text = findings_sarif(audit_findings(done, naming), CODES, tool_version=__version__)
        case _:
            painted = colour(arguments.color, sys.stdout) and arguments.output is None
            text = rendering.audit_text(done, colour=painted, unicode=unicode(sys.stdout))
    write_artefact(text, arguments.output)
    match done.judgement.verdict:
        case AuditVerdict.PASS:
            return ExitCode.DONE
        case AuditVerdict.FAIL:
            return ExitCode.REFUSED
        case AuditVerdict.UNKNOWN:
            return ExitCode.ERROR
