"""Check the files, offline: syntax, schema, meaning and the rules across objects, for every environment."""

import argparse
import gc
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from lcwsync import __version__
from lcwsync.cli.options import (
    add_colour,
    add_config,
    add_format,
    coloured,
    file_path,
    line_width,
    unicode,
    write_artefact,
)
from lcwsync.values.exit_codes import ExitCode
from lcwsync.values.findings import Finding, Severity, has_errors

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "paths",
        nargs="*",
        type=Path,
        metavar="PATH",
        help="show only what concerns these files or directories; all files are still read",
    )
    add_config(parser)
    parser.add_argument(
        "--env", dest="environment", metavar="NAME", help="only this environment (default: all of them)"
    )
    add_format(parser, FORMATS)
    parser.add_argument("--output", type=file_path, metavar="FILE", help="write the report here instead of stdout")
    parser.add_argument("--explain", metavar="CODE", help="explain the code of a finding, risk or refusal, and exit")
    parser.add_argument("--strict", action="store_true", help="warnings fail, too")
    add_colour(parser)


def run(arguments: argparse.Namespace) -> ExitCode:
    """Exit 0 without errors, 1 with any."""
    if arguments.explain:
        from lcwsync.cli.explain import explain

        return explain(arguments.explain)
    found, files = _findings(arguments.config, arguments.environment)
    findings = _of(arguments.paths, found, arguments.config)
    arguments.objects = sum(_is_below(file, arguments.paths) for file in files)
    write_artefact(FORMATS[arguments.format](findings, arguments), arguments.output)
    if arguments.format == "github":
        from lcwsync.cli.github import leave_findings

        leave_findings(findings, os.environ)
    failed = has_errors(findings) or (
        arguments.strict and any(finding.severity is Severity.WARNING for finding in findings)
    )
    return ExitCode.ERROR if failed else ExitCode.DONE


def _of(paths: "Sequence[Path]", findings: tuple[Finding, ...], directory: Path) -> tuple[Finding, ...]:
    """The findings in these files, or about them: what another file says of a name that one of them has."""
    if not paths:
        return findings
    from lcwsync.values.errors import UsageError

    for path in paths:
        if not path.exists():
            raise UsageError(f"{path} does not exist")
        if not path.resolve().is_relative_to(directory.resolve()):
            raise UsageError(f"{path} is not below {directory}", hint="--config DIR names the directory of the files")
    return tuple(
        each for each in findings if any(_is_below(location.file, paths) for location in (each.location, *each.related))
    )


def _is_below(file: str, paths: "Sequence[Path]") -> bool:
    """Whether a file is one of these, or below one of them; without paths every file is."""
    return not paths or any(Path(file).resolve().is_relative_to(path.resolve()) for path in paths)


def _findings(directory: Path, environment: str | None) -> tuple[tuple[Finding, ...], "Sequence[str]"]:
    """The findings, and the files of the objects that they are about, each as often as it describes one."""
    # What is read is kept until the end, within the limits of the reader: to search it for cycles of references again
    # and again finds nothing and takes a tenth of the time.
    collecting = gc.isenabled()
    gc.disable()
    try:
        from lcwsync.config.load import load

        configuration = load(directory)
        chosen = (environment,) if environment else configuration.environments
        files = [[each.file for each in configuration.desired_for(name).objects] for name in chosen]
        return configuration.findings_in(chosen), max(files, key=len)
    finally:
        if collecting:
            gc.enable()


def _text(findings: tuple[Finding, ...], arguments: argparse.Namespace) -> str:
    from lcwsync.render.findings.text import findings_text

    colour = coloured(arguments)
    told = findings_text(findings, colour=colour, unicode=unicode(sys.stdout), objects=arguments.objects)
    width = line_width(sys.stdout, arguments.output)
    if width is None:
        return told
    from lcwsync.render.formats.fit import fitted

    return fitted(told, width)


def _json(findings: tuple[Finding, ...], _arguments: argparse.Namespace) -> str:
    from lcwsync.render.findings.json import findings_json

    return findings_json(findings, tool_version=__version__)


def _github(findings: tuple[Finding, ...], _arguments: argparse.Namespace) -> str:
    from lcwsync.render.github import annotations

    return annotations(findings)


def _sarif(findings: tuple[Finding, ...], _arguments: argparse.Namespace) -> str:
    from lcwsync.render.findings.sarif import findings_sarif
    from lcwsync.values.codes.register import CODES

    return findings_sarif(findings, CODES, tool_version=__version__)


FORMATS: "Mapping[str, Callable[[tuple[Finding, ...], argparse.Namespace], str]]" = {
    "text": _text,
    "json": _json,
    "github": _github,
    "sarif": _sarif,
}
"""What renders findings, by `--format`."""
