"""Print the code with which a shell completes commands, options, and the names that the files contain."""

import argparse
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path

from lcwsync.cli.options import DEFAULT_CONFIG
from lcwsync.values.errors import LcwError
from lcwsync.values.exit_codes import ExitCode

SHELLS = {
    "bash": """_lcwsync() {
    local candidate
    COMPREPLY=()
    while IFS= read -r candidate; do
        COMPREPLY+=("$(printf '%q' "$candidate")")
    done < <(lcwsync completion words -- "${COMP_WORDS[@]:1:COMP_CWORD - 1}" "=${COMP_WORDS[COMP_CWORD]}" 2>/dev/null)
}
complete -o default -F _lcwsync lcwsync
""",
    "zsh": """_lcwsync() {
    local -a candidates
    candidates=("${(@f)$(lcwsync completion words -- "${(@)words[2,CURRENT-1]}" "=${words[CURRENT]}" 2>/dev/null)}")
    compadd -a candidates
}
compdef _lcwsync lcwsync
""",
    "fish": """complete -c lcwsync -f -a \
'(lcwsync completion words -- (commandline -opc)[2..-1] =(commandline -ct | string collect --allow-empty) 2>/dev/null)'
""",
    "powershell": """Register-ArgumentCompleter -Native -CommandName lcwsync -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $words = @($commandAst.CommandElements | Select-Object -Skip 1 | ForEach-Object { $_.Extent.Text.Trim("'", '"') })
    if ($wordToComplete -and $words.Count) { $words = @($words | Select-Object -SkipLast 1) }
    lcwsync completion words -- @words "=$wordToComplete" 2>$null | ForEach-Object {
        $text = if ($_ -match '[^A-Za-z0-9._-]') { "'" + $_.Replace("'", "''") + "'" } else { $_ }
        [System.Management.Automation.CompletionResult]::new($text, $_, 'ParameterValue', $_)
    }
}
""",
}
"""The code by shell. It calls `completion words` with the words before the cursor, and the word at it after a `=`: a
word that is empty would be lost on the way in some shells."""

_NAMES_OF_WORKFLOWS = ("preview", "run", "status", "history", "pause", "resume", "rollback")
"""Commands whose positional argument is a workflow."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "shell",
        choices=(*SHELLS, "words"),
        help="a shell; the code of each shell calls `words`, which lists what can come next",
    )
    parser.add_argument("words", nargs="*", metavar="WORD", help=argparse.SUPPRESS)


def run(arguments: argparse.Namespace) -> ExitCode:
    """Exit 0, also when nothing fits: a shell must not print an error while a command is typed."""
    if arguments.shell != "words":
        print(SHELLS[arguments.shell], end="")
        return ExitCode.DONE
    *before, last = arguments.words or ["="]
    print("".join(f"{word}\n" for word in fitting(before, last.removeprefix("="))), end="")
    return ExitCode.DONE


def fitting(before: Sequence[str], current: str) -> list[str]:
    """The words that fit at the cursor, by the words before it. Quotes and backslashes of the shell are left out."""
    typed = current.replace("\\", "").strip("'\"").casefold()
    return [word for word in _candidates(before, current) if word.casefold().startswith(typed)]


def _candidates(before: Sequence[str], current: str) -> Iterable[str]:
    from lcwsync.cli.main import parser_of
    from lcwsync.values.commands import COMMANDS

    if not before or before[0] not in COMMANDS:
        return () if before else COMMANDS
    command, parser = before[0], parser_of(before[0])
    options = parser._option_string_actions
    if before[-1] == "--target":
        return workflows_in(_directory(before))
    if before[-1] in options and options[before[-1]].nargs != 0:
        option = options[before[-1]]
        if "--ring" in option.option_strings:
            return _rings(before)
        return option.choices or (_environments(before) if "--env" in option.option_strings else ())
    if current.startswith("-"):
        return options
    if command in _NAMES_OF_WORKFLOWS:
        return workflows_in(_directory(before))
    return _positional(command, parser)


def _positional(command: str, parser: argparse.ArgumentParser) -> Iterable[str]:
    match command:
        case "tasks":
            from lcwsync.model.catalogue import definitions

            return [task.key for task in definitions()]
        case "attributes":
            from lcwsync.model.rule.attributes import ATTRIBUTES

            return ATTRIBUTES
        case "explain":
            from lcwsync.values.codes.register import CODES

            return CODES
        case _:
            positional = (action for action in parser._actions if not action.option_strings)
            return [str(choice) for action in positional for choice in action.choices or ()]


def workflows_in(directory: Path) -> list[str]:
    """The names of the workflows in the files of a configuration, as far as they can be read."""
    from lcwsync.config.load import load

    try:
        configuration = load(directory)
        found = configuration.desired_for(configuration.default_environment or configuration.environments[0])
    except LcwError:
        return []
    return [workflow.display_name for workflow in found.desired.workflows]


def _environments(before: Sequence[str]) -> Sequence[str]:
    from lcwsync.config.load import load

    try:
        return load(_directory(before)).environments
    except LcwError:
        return ()


def _rings(before: Sequence[str]) -> Sequence[str]:
    from lcwsync.config.load import load

    try:
        return load(_directory(before)).project.rollout
    except LcwError:
        return ()


def _directory(before: Sequence[str]) -> Path:
    given = [after for word, after in pairwise(before) if word == "--config"]
    return Path(given[-1] if given else DEFAULT_CONFIG)
