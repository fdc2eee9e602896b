# ruff: noqa: N999 - a command's module has the command's name
"""Write YAML from what another tool wrote down: Graph JSON (an answer of Graph Explorer, a list of answers), or a
configuration of Microsoft365DSC. No tenant is asked, unless for names.

What exists in the directory already, under its name, is not touched: nothing is written then.
"""

import argparse
import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from lcwsync.cli.options import add_config, add_environment, directory_path, say, write_artefact
from lcwsync.values.errors import ConfigError, LcwError, Refused
from lcwsync.values.exit_codes import ExitCode

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from lcwsync.model.state import Existing
    from lcwsync.tenant.given import GivenObject

_LARGEST_BYTES = 20_000_000
"""Far above what a tenant of 100 workflows is as JSON."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="JSON or .ps1; - for standard input")
    parser.add_argument("--out", type=directory_path, required=True, metavar="DIR", help="directory to write to")
    parser.add_argument(
        "--with-names",
        action="store_true",
        help="ask the tenant of the environment for the names of the ids in the file (default: ids stay)",
    )
    add_config(parser)
    add_environment(parser)


class _Source(NamedTuple):
    """An object of the file with its place there."""

    given: "GivenObject"
    place: str


def run(arguments: argparse.Namespace) -> ExitCode:
    """Exit 0 when everything in the file is written, 1 when something cannot be expressed, 4 when a name is taken."""
    text, name = _content(arguments.file)
    sources = list(_sources(text, name))
    if not sources:
        raise ConfigError(f"{name}: no workflow, policy, settings or extension in it", hint=_WANTED)
    _stop_at_names(sources, arguments.out)
    from lcwsync.render.formats.values import counted

    files: dict[Path, str] = {}
    left: list[str] = []
    for source, existing in zip(sources, _named([_existing(source) for source in sources], arguments), strict=True):
        texts, reasons = _texts(existing, _notes(source, named=arguments.with_names))
        left += [f"{source.place}: {reason}" for reason in reasons]
        for path, text in texts.items():
            files[_free(arguments.out / path, files)] = text
    for place, content in files.items():
        write_artefact(content, place, for_git=True)
        say(f"{place}: written")
    for line in left:
        say(f"not imported: {line}")
    say(f"{counted(len(files), 'file')} written to {arguments.out}. Next: lcwsync validate, then lcwsync plan")
    if left:
        raise LcwError(f"{len(left)} of {len(sources)} objects cannot be written as YAML", hint="see the lines above")
    return ExitCode.DONE


_WANTED = "pass the answer of GET for a workflow, a list of them, or a Microsoft365DSC configuration"


def _content(file: str) -> tuple[str, str]:
    try:
        content = sys.stdin.buffer.read(_LARGEST_BYTES + 1) if file == "-" else Path(file).read_bytes()
    except OSError as error:
        raise ConfigError(f"{file} cannot be read: {error.strerror or error}", hint=_WANTED) from None
    name = "standard input" if file == "-" else file
    if len(content) > _LARGEST_BYTES:
        raise ConfigError(f"{name} is larger than {_LARGEST_BYTES // 1_000_000} MB", hint="split it")
    # PowerShell 5 writes UTF-16 with > and Out-File.
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return content.decode(encoding), name
    except UnicodeDecodeError:
        raise ConfigError(f"{name} is not UTF-8 text", hint="save it as UTF-8") from None


def _sources(text: str, name: str) -> "Iterator[_Source]":
    from lcwsync.tenant.given import given_objects

    if text.lstrip()[:1] not in ("{", "["):
        yield from _of_dsc(text, name)
        return
    from lcwsync.adopt.dsc import plain_members

    try:
        content = json.loads(text)
    except json.JSONDecodeError as error:
        message = f"{name}:{error.lineno}:{error.colno}: not valid JSON: {error.msg}"
        raise ConfigError(message, hint=_WANTED) from None
    except RecursionError:
        raise ConfigError(f"{name}: nested too deeply", hint=_WANTED) from None
    content = plain_members({"content": content}, [])["content"]
    for given in given_objects(content, name):
        yield _Source(given, name)


def _of_dsc(text: str, name: str) -> "Iterator[_Source]":
    from lcwsync.adopt.dsc import TYPES, graph_objects
    from lcwsync.adopt.powershell import NotPowerShell, resources
    from lcwsync.tenant.given import given_objects

    try:
        found = resources(text)
    except NotPowerShell as error:
        message = f"{name}:{error.line}:{error.column}: {error.problem}"
        raise ConfigError(message, hint="only literal values are understood; no part of it is run") from None
    others = sorted({resource.type for resource in found if resource.type not in TYPES})
    if others:
        say(f"not looked at, since lcwsync does not manage them: {', '.join(others)}")
    for each in graph_objects(found):
        place = f"{name}:{each.line}"
        title = str(each.content.get("displayName", ""))
        if each.absent:
            say(f'{place}: Ensure is Absent: write "{title}" under removed in the project file instead')
            continue
        for path in each.variables:
            say(f"{place}: {path} is a variable of PowerShell: left out")
        for given in given_objects(each.content, place):
            yield _Source(given, place)


def _existing(source: _Source) -> "Existing":
    from lcwsync.model.extension import LiveExtension
    from lcwsync.model.state import Existing
    from lcwsync.model.tap_policy import TapPolicy
    from lcwsync.model.workflow import LiveWorkflow

    match source.given.value:
        case LiveWorkflow() as value:
            return Existing(workflows=(value,))
        case LiveExtension() as value:
            return Existing(extensions=(value,))
        case TapPolicy() as value:
            return Existing(tap_policy=value)
        case value:
            return Existing(settings=value)


def _named(imported: "list[Existing]", arguments: argparse.Namespace) -> "list[Existing]":
    """With --with-names the objects with those names of the tenant that lead back to their ids."""
    if not arguments.with_names:
        return imported
    from lcwsync.cli.session import environment_of, tenant_of
    from lcwsync.tenant.names import with_usable_names

    with tenant_of(environment_of(arguments), purpose="plan") as tenant:
        known = tenant.extensions()

        def named(existing: "Existing") -> "Existing":
            # An extension is named by the tenant's own list, the others by their directory.
            own = existing.extensions
            beside = tuple(each for each in known if each.id not in {one.id for one in own})
            found = with_usable_names(replace(existing, extensions=(*own, *beside)), tenant)
            return replace(found, extensions=found.extensions[: len(own)])

        return [named(existing) for existing in imported]


def _notes(source: _Source, *, named: bool) -> list[str]:
    from lcwsync.model.traversal import refs_in
    from lcwsync.values.secrets import without_secrets

    notes = [f"Imported from {Path(source.place).name}."]
    notes += [without_secrets(f"Not known to lcwsync, left out: {member}") for member in source.given.unknown]
    for note in notes[1:]:
        say(f"{source.place}: {note[0].lower()}{note[1:]}")
    if not named and any(ref.name is None for ref in refs_in(source.given.value)):
        notes.append("Ids are as imported; import --with-names writes the names that the tenant has for them.")
    return notes


_HIDDEN = "repeat the GET with the header Prefer: include-unknown-enum-members"
"""https://learn.microsoft.com/graph/best-practices-concept#handling-future-members-in-evolvable-enumerations"""


def _texts(existing: "Existing", notes: list[str]) -> tuple[dict[str, str], list[str]]:
    """The files of an object by name, with the notes as comments; and why it cannot be written."""
    from lcwsync.adopt.export import UNMANAGED_FILE, export
    from lcwsync.adopt.yaml_text import comment
    from lcwsync.model.state import TenantIdentity

    texts: dict[str, str] = {}
    reasons: list[str] = []
    _project, *files = export(existing, TenantIdentity("", "", sandbox=True))
    for file in files:
        if file.path == UNMANAGED_FILE:
            said = [line for line in file.text.splitlines() if line.startswith(("## ", "- holds"))]
            reason = " ".join(line.lstrip("#- ") for line in said)
            reasons.append(f"{reason} ({_HIDDEN})" if "unknownFutureValue" in reason else reason)
            continue
        modeline, rest = file.text.split("\n", 1)
        texts[file.path] = "\n".join((modeline, "".join(comment(note) for note in notes) + rest))
    return texts, reasons


def _free(path: Path, taken: "Collection[Path]") -> Path:
    """The path, with a number while another file has it. Raises Refused where nothing tells what that file holds."""
    from lcwsync.cli.export_into import is_living

    if path.exists() and not is_living(path.parent):
        raise Refused(f"{path} exists; nothing was written", hint="choose an empty directory, or one with lcwsync.yaml")
    free, number = path, 1
    while free.exists() or free in taken:
        number += 1
        free = path.with_name(f"{path.stem}-{number}{path.suffix}")
    return free


def _stop_at_names(sources: "Sequence[_Source]", out: Path) -> None:
    """Raises Refused for a name that the directory, or the file itself, has already; ConfigError when the directory
    cannot be read."""
    from lcwsync.cli.export_into import is_living

    seen: set[str] = set()
    for source in sources:
        if (name := _name(source)).casefold() in seen:
            raise Refused(f'{source.place}: "{name}" is in the file twice; nothing was written', hint="keep one")
        seen.add(name.casefold())
    if not is_living(out):
        return
    from lcwsync.config.exceptions import name_of
    from lcwsync.config.load import load

    configuration = load(out)
    for item in configuration.desired_for(configuration.default_environment).objects:
        if name_of(item).casefold() in seen:
            raise Refused(
                f'"{name_of(item)}" is in {item.file} already; nothing was written',
                hint="take it out of one of the two; `lcwsync export NAME` takes over what the tenant has",
            )


def _name(source: _Source) -> str:
    from lcwsync.model.extension import LiveExtension
    from lcwsync.model.state import SINGLETON_NAMES, ObjectKind
    from lcwsync.model.tap_policy import TapPolicy
    from lcwsync.model.workflow import LiveWorkflow

    match source.given.value:
        case LiveWorkflow(workflow=workflow):
            return workflow.display_name
        case LiveExtension(extension=extension):
            return extension.display_name
        case TapPolicy():
            return SINGLETON_NAMES[ObjectKind.TAP_POLICY]
        case _:
            return SINGLETON_NAMES[ObjectKind.SETTINGS]
