"""Write the tenant as YAML: names instead of GUIDs, one object per file. It ends by planning what it wrote."""

import argparse
from pathlib import Path

from lcwsync.cli.options import add_config, add_environment


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="where the files go")
    parser.add_argument("--force", action="store_true", help="overwrite files that are there")
    add_config(parser)
    add_environment(parser)
