"""Parse, dispatch, and turn every error into one message and one exit code."""

import argparse
import importlib
import io
import os
import re
import sys
from collections.abc import Sequence

from lcwsync import __version__
from lcwsync.values.commands import COMMANDS
from lcwsync.values.exit_codes import ExitCode

TYPE_CHECKING = False  # typing itself is not worth its import here: `--help` is nearly bare Python
if TYPE_CHECKING:
    from typing import NoReturn


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code. Nothing but the asked-for artefact goes to stdout."""
    words = list(sys.argv[1:] if argv is None else argv)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a name the terminal cannot show must not end a command
    try:
        arguments = _parse(words)
        module = importlib.import_module(f"lcwsync.cli.{arguments.command}")
        code = int(module.run(arguments))
        sys.stdout.flush()
    except _Done as done:
        return done.code
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        # The reader (head, a closed pager) has gone; writing to it again at exit would complain once more.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.ERROR
    except Exception as error:  # noqa: BLE001 - the one boundary: no traceback ever reaches a user
        from lcwsync.cli.failure import report

        return report(error, words)
    return code


class _Done(Exception):  # noqa: N818 - not an error: argparse has answered
    def __init__(self, code: int) -> None:
        self.code = code


class _Formatter(argparse.HelpFormatter):
    """A formatter as wide as the terminal, without shutil, which would import every compression module."""

    def __init__(self, prog: str) -> None:
        try:
            columns = int(os.environ.get("COLUMNS") or 0) or os.get_terminal_size().columns
        except (ValueError, OSError):
            columns = 80
        super().__init__(prog, width=max(columns - 2, 20))

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return text if text.startswith("examples:") else super()._fill_text(text, width, indent)


class _Parser(argparse.ArgumentParser):
    """argparse with our exit codes and without its own exits."""

    def exit(self, status: int = 0, message: str | None = None) -> "NoReturn":
        if message:
            print(message, end="", file=sys.stderr)
        raise _Done(status)

    def error(self, message: str) -> "NoReturn":
        from lcwsync.values.secrets import without_secrets

        self.print_usage(sys.stderr)
        print(without_secrets(f"{self.prog}: {message}"), file=sys.stderr)
        if hint := self._hint(message):
            print(without_secrets(f"hint: {hint}"), file=sys.stderr)
        raise _Done(ExitCode.USAGE)

    def _hint(self, message: str) -> str | None:
        """The option or the word that was meant, as far as argparse tells what it did not take."""
        from lcwsync.values.nearest import did_you_mean

        start, _, rest = message.partition(": ")
        if start == "unrecognized arguments":
            wrong = next((word for word in rest.split() if word.startswith("--")), None)
            return did_you_mean(wrong.partition("=")[0], self._option_string_actions) if wrong else None
        found = re.fullmatch(r"invalid choice: '(.*)' \(choose from (.*)\)", message.partition(": ")[2])
        if found is None:
            return None
        return did_you_mean(found[1], [word.strip(" '") for word in found[2].split(",")])


def _parse(words: list[str]) -> argparse.Namespace:
    if words and words[0] in COMMANDS:
        return _parse_command(words[0], words[1:])
    parser = _Parser(
        prog="lcwsync",
        description="Microsoft Entra Lifecycle Workflows and the Temporary Access Pass policy as configuration in git.",
        epilog="Exit codes: 0 done, 1 error, 2 changes or drift, 3 stale plan, 4 refused, 5 partly applied, 64 usage, "
        "130 interrupted. See `lcwsync COMMAND --help`.",
        formatter_class=_Formatter,
    )
    parser.add_argument("--version", action="version", version=f"lcwsync {__version__}")
    subparsers = parser.add_subparsers(metavar="COMMAND", title="commands")
    for command in COMMANDS.values():
        subparsers.add_parser(command.name, help=command.summary, add_help=False, formatter_class=_Formatter)
    if words and not words[0].startswith("-"):
        from lcwsync.values.nearest import did_you_mean
        from lcwsync.values.secrets import without_secrets

        hint = did_you_mean(words[0], COMMANDS) or "`lcwsync --help` lists the commands"
        said = without_secrets(f"lcwsync: there is no command {ascii(words[0])[1:-1]}\nhint: {hint}")
        print(said, file=sys.stderr)
        raise _Done(ExitCode.USAGE)
    parser.parse_args(words)
    parser.print_help(sys.stderr)
    raise _Done(ExitCode.USAGE)


def _parse_command(name: str, words: list[str]) -> argparse.Namespace:
    parser = parser_of(name)
    if name != "run":  # it refuses a request without a name itself (exit 4)
        _refuse_empty(parser, words)
    return parser.parse_args(words)


def _refuse_empty(parser: argparse.ArgumentParser, words: list[str]) -> None:
    """A variable that a script never set would else leave an option out: everybody instead of one person."""
    for before, word in zip(("", *words), words, strict=False):
        of_word = word.startswith("--") and word.endswith("=")
        if of_word or not word.strip():
            option = word[:-1] if of_word else before
            parser.error(f"argument {option}: the value is empty" if option.startswith("-") else "a value is empty")


def parser_of(name: str) -> argparse.ArgumentParser:
    """The parser of one command."""
    module = importlib.import_module(f"lcwsync.cli.{name}")
    from lcwsync.cli.examples import EXAMPLES

    examples = "".join(f"\n  {line}\n      {what}" for line, what in EXAMPLES[name])
    parser = _Parser(
        prog=f"lcwsync {name}",
        description=module.__doc__,
        epilog=f"examples:{examples}",
        formatter_class=_Formatter,
    )
    parser.set_defaults(command=name)
    module.add_arguments(parser)
    return parser
