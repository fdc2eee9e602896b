"""What changed in the tenant outside git, by whom and when if the tenant tells. Exit 2 when anything did."""

import argparse
from pathlib import Path

from lcwsync.cli.options import add_colour, add_config, add_environment, add_format


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_config(parser)
    add_environment(parser)
    add_format(parser, ("text", "markdown", "json"))
    parser.add_argument("--output", type=Path, metavar="FILE", help="write the report here instead of stdout")
    add_colour(parser)
