"""List the environments of the project: for a person, for a loop of a shell, or for the matrix of a CI."""

import argparse
import re
from collections.abc import Mapping

from lcwsync import __version__
from lcwsync.cli.options import add_config, add_format, add_ring, file_path, write_artefact
from lcwsync.config.load import Configuration, load
from lcwsync.plan.base import Change
from lcwsync.values.exit_codes import ExitCode

_MOST_SHARDS = 256
"""Jobs that a matrix of GitHub Actions can have
(https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstrategymatrix)."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_config(parser)
    add_format(parser, ("text", "json"))
    add_ring(parser)
    parser.add_argument(
        "--shard",
        type=_shard,
        metavar="I/N",
        help="only part I of N; every environment is in exactly one part, and parts are of about one size",
    )
    parser.add_argument(
        "--changed-since",
        metavar="REF|DIR",
        help="only environments of which anything differs since this branch left REF, or that could not be compared",
    )
    parser.add_argument("--output", type=file_path, metavar="FILE", help="write the list here instead of stdout")


def run(arguments: argparse.Namespace) -> ExitCode:
    """Exit 0, also when no environment is left."""
    from lcwsync.cli.session import in_rings
    from lcwsync.planning.shards import Shard, in_shard
    from lcwsync.render.environments import environments_json, environments_text

    configuration = load(arguments.config)
    names = in_rings(configuration, arguments.rings) if arguments.rings else configuration.environments
    changes: Mapping[str, Change] = {}
    base = None
    if arguments.changed_since:
        changes, base = _changes(arguments, configuration)
        names = tuple(name for name in names if name in changes)
    if arguments.shard:
        names = in_shard(names, Shard(*arguments.shard))
    chosen = [configuration.project.environments[name] for name in names]
    if arguments.format == "text":
        text = environments_text(chosen)
    else:
        text = environments_json(
            chosen,
            tool_version=__version__,
            default=configuration.default_environment,
            rollout=configuration.project.rollout,
            base=base,
            changes=changes,
            shard=arguments.shard,
        )
    if text or arguments.output:
        write_artefact(text, arguments.output)
    return ExitCode.DONE


def _changes(arguments: argparse.Namespace, configuration: Configuration) -> tuple[Mapping[str, Change], str]:
    """What git changes of each environment, and the name of the base."""
    from lcwsync.cli.base import base_files
    from lcwsync.planning.base import changed_environments

    with base_files(arguments.changed_since, arguments.config, option="--changed-since") as files:
        changes = changed_environments(configuration, files.after, files.before)
    return changes, files.name


def _shard(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"([1-9][0-9]{0,3})/([1-9][0-9]{0,3})", text)
    number, total = (int(found[1]), int(found[2])) if found else (0, 0)
    if not 1 <= number <= total <= _MOST_SHARDS:
        raise argparse.ArgumentTypeError(f"{text} is not a part such as 1/8, of {_MOST_SHARDS} at most")
    return number, total
