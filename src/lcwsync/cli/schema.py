"""Print or write the JSON Schemas that give completion in an editor."""

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from lcwsync.cli.options import add_config, add_environment, directory_path, say
from lcwsync.values.errors import LcwError, UsageError
from lcwsync.values.exit_codes import ExitCode

if TYPE_CHECKING:
    from lcwsync.config.form.json_schema import Names


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "name", nargs="?", metavar="FILE", help="one schema's file name (default: the one for any kind)"
    )
    choice = parser.add_mutually_exclusive_group()
    choice.add_argument("--list", action="store_true", help="only the file names")
    choice.add_argument("--write", type=directory_path, metavar="DIR", help="write all of them into a directory")
    choice.add_argument("--check", type=Path, metavar="DIR", help="fail if the files in DIR are out of date")
    parser.add_argument(
        "--from-tenant",
        action="store_true",
        help="with --write: with the names of the tenant's groups, units, licences, access packages, extensions and "
        "workflows, so that an editor offers them; never people",
    )
    add_config(parser)
    add_environment(parser)


def run(arguments: argparse.Namespace) -> ExitCode:
    """Exit 0, or 1 when `--check` finds a difference; names of a tenant are none."""
    if arguments.from_tenant and not arguments.write:
        raise UsageError("--from-tenant goes with --write", hint="pass --write schemas, where the files look for them")
    texts = _texts(_names_of_tenant(arguments) if arguments.from_tenant else {})
    if arguments.list:
        print("\n".join(sorted(texts)))
    elif arguments.write:
        arguments.write.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            (arguments.write / name).write_text(text, encoding="utf-8", newline="\n")
    elif arguments.check:
        texts = _texts(_names_in(arguments.check))
        stale = [name for name, text in sorted(texts.items()) if _content(arguments.check / name) != text]
        if stale:
            raise LcwError(
                f"not up to date in {arguments.check}: {', '.join(stale)}",
                hint=f"run `lcwsync schema --write {arguments.check}`",
            )
    else:
        name = arguments.name or "lcwsync.schema.json"
        if name not in texts:
            raise UsageError(f"there is no schema {name}", hint="one of " + ", ".join(sorted(texts)))
        print(texts[name], end="")
    return ExitCode.DONE


def outdated(directory: Path) -> list[str]:
    """The names of the schema files in a directory that this version would write otherwise."""
    texts = _texts(_names_in(directory))
    return [name for name, text in sorted(texts.items()) if _content(directory / name) not in (None, text)]


def _names_of_tenant(arguments: argparse.Namespace) -> "Names":
    from lcwsync.cli.session import environment_of, tenant_of
    from lcwsync.planning.offered_names import offered_names

    with tenant_of(environment_of(arguments), purpose="plan") as tenant:
        names, name = offered_names(tenant, say), tenant.identity().name
    counts = ", ".join(f"{kind.replace('_', ' ')} {len(of)}" for kind, of in names.items())
    say(f"names of {name} for the editor: {counts or 'none'}")
    return names


def _names_in(directory: Path) -> "Names":
    """The names that the files of a directory were written with."""
    from lcwsync.config.form.json_schema import ANY_KIND_FILE, names_in

    try:
        return names_in(json.loads(_content(directory / ANY_KIND_FILE) or "null"))
    except ValueError:
        return {}


def _texts(names: "Names") -> dict[str, str]:
    from lcwsync.apply.journal_schema import journal_schema
    from lcwsync.config.form.json_schema import schemas
    from lcwsync.plan.planfile import schema as plan_file_schema
    from lcwsync.render.json_schemas import output_schemas

    every = {
        **schemas(names),
        **output_schemas(),
        "plan-file.schema.json": plan_file_schema(),
        "journal.schema.json": journal_schema(),
    }
    return {name: json.dumps(schema, indent=2, ensure_ascii=False) + "\n" for name, schema in every.items()}


def _content(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.is_file() else None
