"""Create a configuration repository that can be validated and planned against the sandbox at once: project file,
TAP policy, the pre-hire workflow, GitHub workflows, CODEOWNERS, a pre-commit hook, settings of editors.

The GitHub workflows call those of lcwsync's repository at one commit, and install lcwsync of that commit and, by their
hashes, what it needs. --copy lays out copies instead: for GitHub Enterprise Server, and where no workflow of another
repository may be called. Copies install what `.github/lcwsync/requirements.txt` holds with its hash, and nothing else;
--wheel puts this version of lcwsync there."""

import argparse
import json
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from lcwsync.cli.calls import Home, called, home, home_of_this_build, is_copy
from lcwsync.cli.options import directory_path, file_path, say
from lcwsync.cli.wheel import REQUIREMENTS, read_wheel
from lcwsync.values.errors import LcwError, Refused
from lcwsync.values.exit_codes import ExitCode

_OWNERS = "CODEOWNERS"
_PLACES = {
    "repository/CODEOWNERS": _OWNERS,
    "repository/editorconfig": ".editorconfig",
    "repository/gitattributes": ".gitattributes",
    "repository/gitignore": ".gitignore",
    "repository/pre-commit-config.yaml": ".pre-commit-config.yaml",
    "repository/README.md": "README.md",
    "repository/ruleset.json": ".github/lcwsync-ruleset.json",
    "repository/vscode-extensions.json": ".vscode/extensions.json",
    "repository/vscode-settings.json": ".vscode/settings.json",
}
"""Templates whose name in the package is not their place in the repository."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "directory", type=directory_path, metavar="DIR", help="the new repository; created when it is missing"
    )
    parser.add_argument(
        "--from-tenant",
        nargs="?",
        const="",
        metavar="ID",
        help="start from an export of this tenant (without ID: of the sandbox) instead of the examples",
    )
    workflows = parser.add_mutually_exclusive_group()
    workflows.add_argument(
        "--call",
        type=home,
        metavar="OWNER/NAME@COMMIT",
        help="the repository and commit whose workflows are called (default: where this lcwsync was built)",
    )
    workflows.add_argument(
        "--copy", action="store_true", help="copy the GitHub workflows, actions and scripts instead of calling them"
    )
    parser.add_argument(
        "--wheel",
        type=file_path,
        metavar="FILE",
        help="the wheel of this lcwsync: copied to .github/lcwsync, and named by its hash for the GitHub workflows",
    )


def run(arguments: argparse.Namespace) -> ExitCode:
    """Exit 0; 4 for a directory that holds a configuration: nothing is written then. Other files are kept. An export
    whose plan is not empty raises once everything is laid out.

    A tenant that cannot be read raises before anything is written.
    """
    wheel = read_wheel(arguments.wheel) if arguments.wheel else None
    calls = None if arguments.copy else arguments.call or home_of_this_build()
    layout = _layout(examples=arguments.from_tenant is None, calls=calls, requirements=wheel is not None)
    texts = dict(layout)
    if wheel:
        texts[REQUIREMENTS] += wheel.requirement
    owners = _owners(arguments.directory)
    if owners:
        del texts[_OWNERS]  # a second file would be ignored, or take the place of the one that counts
    there = [name for name in texts if (arguments.directory / name).exists()]
    if in_use := [name for name in there if name.startswith("workflows/")]:
        raise Refused(
            f"{arguments.directory} holds a configuration, {in_use[0]} for one; nothing was written",
            hint="choose another directory; `lcwsync validate` checks the files that are there",
        )
    problem = None
    if arguments.from_tenant is not None:
        # First, so that a failed sign-in leaves nothing half laid out.
        from lcwsync.cli import export

        try:
            export.export_anew(
                argparse.Namespace(
                    format="text",
                    output=None,
                    out=arguments.directory / "workflows",
                    force=False,
                    workflow=None,
                    tenant=arguments.from_tenant or None,
                    config=arguments.directory / "workflows",
                    environment=None,
                )
            )
        except LcwError as failure:
            if not (arguments.directory / "workflows").exists():
                raise
            # The files are there and whole: the rest is laid out around them before the command fails.
            problem = failure
    for name, text in texts.items():
        path = arguments.directory / name
        if name in there:
            _keep(path, text)
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    if owners:
        say(f"kept: {owners}" + ("" if _owns_everything(owners) else f", in which {_NOT_EVERYTHING}"))
    if wheel:
        (arguments.directory / wheel.place).write_bytes(wheel.content)
    elif calls is None:
        say(f"{REQUIREMENTS} has no line for lcwsync yet, and the GitHub workflows stop: see `lcwsync init --help`")
    if calls is None and not arguments.copy:
        say("the GitHub workflows are copies: this lcwsync does not know where it was built. --call names a repository")
    enter = "" if arguments.directory == Path() else f"cd {arguments.directory} && "
    say(f"{arguments.directory}: ready. Next: {enter}lcwsync validate && lcwsync plan")
    if problem is not None:
        raise problem
    return ExitCode.DONE


def _owners(directory: Path) -> Path | None:
    """The file of code owners that GitHub reads; None when there is none."""
    from lcwsync.planning.guarded import OWNERS

    return next((directory / name for name in OWNERS if (directory / name).exists()), None)


def _owns_everything(path: Path) -> bool:
    """Whether a line of a file of code owners is for every file and names somebody."""
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return False
    words = [line.partition("#")[0].split() for line in lines]
    return any(each[0] in ("*", "**", "/**") for each in words if len(each) > 1)


_NOT_EVERYTHING = "no line owns every file: put `* @your-org/platform-team` first, with a team of yours"


def _keep(path: Path, text: str) -> None:
    """Leave a file as it is; to a .gitignore the lines that it lacks are added."""
    if path.name != ".gitignore":
        say(f"kept: {path}")
        return
    with path.open(encoding="utf-8", newline="") as file:
        old = file.read()
    ends = "\r\n" if "\r\n" in old else "\n"
    lacking = [line for line in text.splitlines() if line and not line.startswith("#") and line not in old.splitlines()]
    if lacking:
        break_ = "" if old.endswith("\n") or not old else ends
        path.write_text(old + break_ + "".join(line + ends for line in lacking), encoding="utf-8", newline="")
    say(f"kept: {path}" + (f", with {len(lacking)} lines added" if lacking else ""))


def _layout(*, examples: bool, calls: Home | None, requirements: bool) -> Iterator[tuple[str, str]]:
    from lcwsync.config.form.json_schema import schemas

    for name, text in _templates(files("lcwsync") / "templates", ""):
        if name.startswith("github/"):
            if calls is None:
                yield f".{name}", text
            elif not is_copy(name) and (requirements or f".{name}" != REQUIREMENTS):
                yield f".{name}", called(text, calls, requirements=requirements)
        elif name in _PLACES:
            yield _PLACES[name], text
        elif examples:
            yield name, text
    for name, schema in schemas().items():
        yield f"schemas/{name}", json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _templates(place: Traversable, prefix: str) -> Iterator[tuple[str, str]]:
    for item in sorted(place.iterdir(), key=lambda entry: entry.name):
        if item.is_dir():
            yield from _templates(item, f"{prefix}{item.name}/")
        elif not item.name.endswith((".pyc", "__init__.py")):
            yield f"{prefix}{item.name}", item.read_text(encoding="utf-8")
