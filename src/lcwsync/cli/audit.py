"""Show who can create a Temporary Access Pass and who can receive one, compared with what git expects. Changes
nothing.
"""

import argparse
import sys
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
    unicode,
    write_artefact,
)
from lcwsync.cli.session import readable, tenant_of
from lcwsync.config.load import load
from lcwsync.values.exit_codes import ExitCode

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from lcwsync.audit.environment import Audit


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_config(parser)
    add_environment(parser)
    add_format(parser, FORMATS)
    add_colour(parser)
    parser.add_argument(
        "--show-people", action="store_true", help="name people in markdown and SARIF instead of masking them"
    )
    parser.add_argument("--output", type=file_path, metavar="FILE", help="write the audit here instead of stdout")


def run(arguments: argparse.Namespace) -> ExitCode:
    """Exit 4 when one of the two verdicts is FAIL, 1 when one is UNKNOWN, 0 when both are PASS."""
    from lcwsync.audit.environment import audit
    from lcwsync.audit.evidence import read_evidence
    from lcwsync.audit.verdict import AuditVerdict

    result = readable(load(arguments.config), arguments.environment)
    with tenant_of(result.environment, purpose="plan") as tenant:
        content = tenant.signed_in()
        evidence = read_evidence(result, tenant)
    done = audit(result, evidence, signed_in=(content.user or content.application_id) if content else None)
    write_artefact(FORMATS[arguments.format](done, arguments), arguments.output)
    match done.judgement.verdict:
        case AuditVerdict.PASS:
            return ExitCode.DONE
        case AuditVerdict.FAIL:
            return ExitCode.REFUSED
        case AuditVerdict.UNKNOWN:
            return ExitCode.ERROR


def _text(audit: "Audit", arguments: argparse.Namespace) -> str:
    from lcwsync.render.audit.text import audit_text

    return audit_text(
        audit, colour=coloured(arguments), unicode=unicode(sys.stdout), width=line_width(sys.stdout, arguments.output)
    )


def _markdown(audit: "Audit", arguments: argparse.Namespace) -> str:
    from lcwsync.render.audit.markdown import audit_markdown

    return audit_markdown(audit, show_people=arguments.show_people).text


def _json(audit: "Audit", _arguments: argparse.Namespace) -> str:
    from lcwsync.render.audit.json import audit_json

    return audit_json(audit, tool_version=__version__)


def _sarif(audit: "Audit", arguments: argparse.Namespace) -> str:
    from lcwsync.audit.findings import audit_findings, verdict_findings
    from lcwsync.render.audit.markdown import masked_name
    from lcwsync.render.audit.rows import LIMITS, full_name, verdict_lines
    from lcwsync.render.findings.sarif import findings_sarif
    from lcwsync.values.codes.register import CODES

    naming = full_name if arguments.show_people else masked_name
    return findings_sarif(
        (*audit_findings(audit, naming), *verdict_findings(audit, (*verdict_lines(audit), LIMITS))),
        CODES,
        tool_version=__version__,
    )


FORMATS: "Mapping[str, Callable[[Audit, argparse.Namespace], str]]" = {
    "text": _text,
    "markdown": _markdown,
    "json": _json,
    "sarif": _sarif,
}
"""What renders an audit, by `--format`."""
