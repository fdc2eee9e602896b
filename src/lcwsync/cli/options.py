"""Options that several commands share, and output helpers: stdout for the result, stderr for the person."""

import argparse
import io
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import TextIO

DEFAULT_CONFIG = "workflows"
STATE_DIRECTORY = Path(".lcwsync")
"""Where the sandbox and the journal live, below the current directory."""


def add_config(parser: argparse.ArgumentParser) -> None:
    """`--config DIR`."""
    parser.add_argument(
        "--config",
        type=Path,
        default=Path(os.environ.get("LCWSYNC_CONFIG") or DEFAULT_CONFIG),
        metavar="DIR",
        help="directory of the YAML files (default: %(default)s, or LCWSYNC_CONFIG)",
    )


def add_environment(parser: argparse.ArgumentParser, *, several: bool = False) -> None:
    """`--env NAME`; with `several` it may be repeated, `--all` stands for every environment and `--ring` for some."""
    if several:
        parser.add_argument(
            "--env",
            action="append",
            dest="environments",
            metavar="NAME",
            help="environment of the project file; may be repeated (default: defaultEnvironment, or LCWSYNC_ENV)",
        )
        parser.add_argument("--all", action="store_true", help="every environment")
        add_ring(parser)
        return
    parser.add_argument(
        "--env",
        dest="environment",
        metavar="NAME",
        help="environment of the project file (default: its defaultEnvironment, or LCWSYNC_ENV)",
    )


def add_ring(parser: argparse.ArgumentParser) -> None:
    """`--ring NAME`."""
    parser.add_argument(
        "--ring",
        action="append",
        dest="rings",
        metavar="NAME",
        help="the environments of a ring of `rollout`; may be repeated",
    )


def add_format(parser: argparse.ArgumentParser, renderers: Iterable[str]) -> None:
    """`--format`: what a command renders, such as the keys of its table; the first is the default."""
    choices = tuple(renderers)
    parser.add_argument("--format", choices=choices, default=choices[0], help="default: %(default)s")


def file_path(text: str) -> Path:
    """argparse type: a file path to write to. A directory is rejected before any work starts."""
    path = Path(text)
    if path.is_dir():
        raise argparse.ArgumentTypeError(f"{text} is a directory: name a file")
    return path


def directory_path(text: str) -> Path:
    """argparse type: a directory to write to. A file is rejected before any work starts."""
    path = Path(text)
    if path.exists() and not path.is_dir():
        raise argparse.ArgumentTypeError(f"{text} is a file: name a directory")
    return path


def add_deadline(parser: argparse.ArgumentParser, minutes: int) -> None:
    """`--deadline`."""
    parser.add_argument(
        "--deadline",
        type=_minutes,
        default=minutes,
        metavar="MINUTES",
        help="send nothing more to a tenant after this time (default: %(default)s)",
    )


def _minutes(text: str) -> float:
    try:
        minutes = float(text)
    except ValueError:
        minutes = 0
    if not 0 < minutes <= 24 * 60:
        raise argparse.ArgumentTypeError(f"{text} is not a number of minutes between 0 and 1440")
    return minutes


def add_colour(parser: argparse.ArgumentParser) -> None:
    """`--color`."""
    parser.add_argument(
        "--color",
        choices=("auto", "always", "never"),
        default="auto",
        help="default: colour on a terminal; NO_COLOR and FORCE_COLOR are honoured",
    )


def colour(choice: str, stream: TextIO, environ: Mapping[str, str] = os.environ) -> bool:
    """Whether to colour: the option, then NO_COLOR, then FORCE_COLOR, then whether a terminal reads it."""
    if choice != "auto":
        return choice == "always"
    if environ.get("NO_COLOR"):
        return False
    if environ.get("FORCE_COLOR"):
        return True
    if not stream.isatty() or environ.get("TERM") == "dumb":
        return False
    from lcwsync.cli.console import understands_colour

    return understands_colour(stream)


def coloured(arguments: argparse.Namespace) -> bool:
    """Whether to colour the artefact: for a file only when the option asks for it."""
    return colour(arguments.color, sys.stdout) and (arguments.output is None or arguments.color == "always")


def unicode(stream: TextIO) -> bool:
    """Whether the stream can show arrows and dashes; plain ASCII is used otherwise."""
    return (stream.encoding or "").lower().replace("-", "") in ("utf8", "utf8sig")


def terminal_width() -> int:
    """Characters of a line of prose: the terminal's, 100 at most, 80 where nobody tells."""
    try:
        columns = int(os.environ.get("COLUMNS") or 0) or os.get_terminal_size().columns
    except (ValueError, OSError):
        columns = 80
    return max(40, min(columns, 100))


def line_width(stream: TextIO, output: Path | None = None) -> int | None:
    """Characters of a line of tables and lists: COLUMNS, else the terminal's width, and at least 40.

    None for a file, and for a pipe without COLUMNS: there each line stays whole, for grep and for logs.
    """
    if output is not None:
        return None
    try:
        columns = int(os.environ.get("COLUMNS") or 0)
        columns = columns or (os.get_terminal_size(stream.fileno()).columns if stream.isatty() else 0)
    except (ValueError, OSError):
        return None
    return max(40, columns) if columns > 0 else None


_HELD: ContextVar[list[str] | None] = ContextVar("held messages", default=None)


@contextmanager
def hold_messages(held: list[str]) -> Iterator[None]:
    """Keep what `say` and `show` are told in a list, rendered: for work in the background, whose messages `show` prints
    in their turn."""
    token = _HELD.set(held)
    try:
        yield
    finally:
        _HELD.reset(token)


def say(message: str) -> None:
    """Print a message to stderr, escaped for the terminal. stdout is kept for the result of the command."""
    from lcwsync.render.formats.escape import terminal

    show("\n".join(terminal(line, unicode=unicode(sys.stderr)) for line in message.split("\n")))


def show(rendered: str) -> None:
    """Print rendered text to stderr. The renderer has escaped it and may have coloured it."""
    from lcwsync.values.secrets import without_secrets

    if (held := _HELD.get()) is not None:
        held.append(rendered)
        return
    print(without_secrets(rendered), file=sys.stderr, flush=True)


def watched() -> bool:
    """Whether a person watches stderr: a terminal outside CI. Progress is shown only then."""
    return _HELD.get() is None and sys.stderr.isatty() and os.environ.get("TERM") != "dumb" and not os.environ.get("CI")


def ascii_json(text: str) -> str:
    """JSON with every letter that is not ASCII written as an escape. Outside of its texts there is none."""
    import json
    import re

    return re.sub("[^\x00-\x7f]", lambda found: json.dumps(found[0])[1:-1], text)


def write_parts(parts: Iterable[str], output: Path | None) -> None:
    """`write_artefact` for a JSON document too large to be held."""
    from lcwsync.values.secrets import without_own_tokens

    parts = map(without_own_tokens, parts)
    if output is None:
        sys.stdout.writelines(parts if unicode(sys.stdout) else map(ascii_json, parts))
        return
    from lcwsync.apply.private_files import write_whole

    output.parent.mkdir(parents=True, exist_ok=True)
    write_whole(output, parts)


def write_artefact(text: str, output: Path | None, *, for_git: bool = False) -> None:
    """Write the result to stdout, or to a file: it is replaced as a whole or stays as it was.

    Results contain names of people and rights, so their owner alone may read them; not so a file that is meant for git.
    """
    from lcwsync.values.secrets import without_own_tokens

    text = without_own_tokens(text)
    if output is None:
        # Renderers of text have fallen back to ASCII where the terminal needs it. JSON is made ASCII: in a pipe of
        # PowerShell the next program reads it by the console's code page. Markdown and YAML are UTF-8 always.
        if not text.isascii() and not unicode(sys.stdout):
            if text.startswith("{"):
                text = ascii_json(text)
            elif isinstance(sys.stdout, io.TextIOWrapper):
                sys.stdout.reconfigure(encoding="utf-8")
        sys.stdout.write(text if text.endswith("\n") else text + "\n")
        return
    from lcwsync.apply.private_files import FILE_MODE, write_whole

    output.parent.mkdir(parents=True, exist_ok=True)
    write_whole(output, text if text.endswith("\n") else text + "\n", mode=None if for_git else FILE_MODE)
