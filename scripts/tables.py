"""The tables of the documentation that repeat what the code knows; written between marks, checked by a test."""

import argparse
import re
import sys
from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import Path

import yaml

from lcwsync.audit.built_in_roles import LEADING_ROLES
from lcwsync.audit.other_permissions import RESOURCES
from lcwsync.audit.outside import NOT_LOOKED_AT
from lcwsync.audit.permissions import LEADING_PERMISSIONS
from lcwsync.audit.rights import EVERYTHING, LEADING_ACTIONS, RESETS
from lcwsync.model.catalogue import definitions, placeholders
from lcwsync.model.guardrails import Tier
from lcwsync.model.rule.attributes import ATTRIBUTES
from lcwsync.model.task_words import TASK_WORDS
from lcwsync.render.json_schemas import EXAMINATION_OF_REPOSITORY, FILES, PREVIEW_OF_REQUESTS
from lcwsync.render.reference import argument_rows, attribute_rows, code_rows, placeholder_rows, task_rows
from lcwsync.sandbox.doubts import DOUBTS
from lcwsync.tenant.permissions import OPERATIONS, checking, needed, needed_for
from lcwsync.tenant.signin.clouds import ENDPOINTS
from lcwsync.values.codes.register import CODES
from lcwsync.values.commands import COMMANDS, WHEN_NAMED

SECOND = (PREVIEW_OF_REQUESTS, EXAMINATION_OF_REPOSITORY)
"""Schemas of what a command prints with an option that asks for something else."""

ROOT = Path(__file__).resolve().parent.parent
PAGES = ("docs/setup.md", "docs/github.md", "docs/reference.md", "docs/fidelity.md", "docs/starting-points.md")


def permissions() -> str:
    """One row a kind of call, with the commands that make it."""
    users: dict[str, list[str]] = {o.name: [] for o in OPERATIONS}
    for command in COMMANDS:
        words = dict.fromkeys(needed_for(command, frozenset(WHEN_NAMED)), f"{command} (when named)")
        words |= dict.fromkeys(checking(command), f"{command} (for checks)")
        words |= dict.fromkeys(needed(command), command)
        for operation, word in words.items():
            users[operation.name].append(word)
    rows = [(o.name, f"`{o.least}`", o.role or "", ", ".join(users[o.name])) for o in OPERATIONS if users[o.name]]
    return table(("to", "least permission", "role of a signed-in person", "commands"), rows)


def audiences() -> str:
    """What a federated credential names as its audience."""
    clouds: dict[str, list[str]] = {}
    for cloud, endpoints in ENDPOINTS.items():
        clouds.setdefault(endpoints.audience, []).append(f"`{cloud}`")
    return table(("`cloud` of the environment", "audience"), [(", ".join(c), f"`{a}`") for a, c in clouds.items()])


def actions() -> str:
    """Inputs and outputs of every composite action."""
    parts = []
    for path in sorted((ROOT / ".github" / "actions").glob("*/action.yml")):
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        parts.append(f"### `{path.parent.name}`\n\n{content['description']}\n")
        inputs = [
            (f"`{name}`", what["description"], "required" if what.get("required") else f"`{what['default'] or ' '}`")
            for name, what in content.get("inputs", {}).items()
        ]
        if inputs:
            parts.append(table(("input", "what", "default"), inputs))
        outputs = [(f"`{name}`", what["description"]) for name, what in content.get("outputs", {}).items()]
        if outputs:
            parts.append(table(("output", "what"), outputs))
    return "\n".join(parts)


def tasks() -> str:
    """Every task with its key, and every argument."""
    heads = ("task", "categories", "in the portal", "effect")
    rows = [(f"`{key}`", categories, name, TASK_WORDS[key]) for key, categories, name in task_rows(definitions())]
    every = [(f"`{task}`", f"`{name}`", form, words) for task, name, form, words in argument_rows(definitions())]
    return f"{table(heads, rows)}\n{table(('task', 'argument', 'form', 'meaning'), every)}"


def attributes() -> str:
    """What a rule can ask about."""
    rows = [(f"`{name}`", *rest) for name, *rest in attribute_rows(ATTRIBUTES.values())]
    return table(("attribute", "type", "operators"), rows)


def placeholder_names() -> str:
    """What a mail can hold."""
    rows = [(f"`{name}`", what) for name, what in placeholder_rows(placeholders())]
    return table(("placeholder", "what takes its place"), rows)


def codes() -> str:
    """Every code with its weight and title."""
    return table(("code", "weight", "meaning"), [(f"`{name}`", *rest) for name, *rest in code_rows(CODES)])


def formats() -> str:
    """What each command can print, and the schema of its JSON."""
    rows = []
    for name in COMMANDS:
        parser = argparse.ArgumentParser()
        import_module(f"lcwsync.cli.{name}").add_arguments(parser)
        choices = [str(c) for action in parser._actions if action.dest == "format" for c in action.choices or ()]
        if choices:
            schemas = [FILES[name]] if name in FILES else []
            schemas += [file for file in SECOND if file.startswith(f"{name}-")]
            files = ", ".join(f"`schemas/{file}`" for file in schemas)
            rows.append((f"`{name}`", ", ".join(f"`{choice}`" for choice in choices), files))
    return table(("command", "`--format`", "schema of the JSON"), rows)


def rights() -> str:
    """What the audit looks for: roles, actions in any role, and permissions."""
    rows = [(", ".join(row.tiers), row.path, f"role {row.name}", row.source) for row in LEADING_ROLES.values()]
    rows += [
        (row.tier, row.path, "a role with such an action", row.source) for row in (*LEADING_ACTIONS, RESETS, EVERYTHING)
    ]
    rows += [
        (
            row.tier,
            row.path,
            f"of {RESOURCES[row.resource]}: "
            + (" with " if row.together else ", ").join(f"`{name}`" for name in row.names),
            row.source,
        )
        for row in LEADING_PERMISSIONS
    ]
    order = [tier.value for tier in Tier]
    rows.sort(key=lambda row: order.index(row[0].split(",")[0]))
    linked = [(tier, path, what, f"[page]({source})") for tier, path, what, source in rows]
    return table(("tier", "how it leads to a pass", "role or permission", "source"), linked)


def outside() -> str:
    """What no audit looks at."""
    return table(("not looked at", "check by hand"), [(each.what, each.check) for each in NOT_LOOKED_AT])


def doubts() -> str:
    """The open questions about the service, and what the sandbox can answer."""
    rows = []
    for doubt in DOUBTS.values():
        answers = "; ".join(f"`{doubt.name}={value}`: {words}" for value, words in doubt.values.items())
        rows.append((doubt.question, answers, doubt.source))
    return table(("question", "answers of the sandbox, its default first", "source"), rows)


def starting_points() -> str:
    """Each starting point: what it does, what starts it, and what to adapt."""
    rows = []
    for path in sorted((ROOT / "src" / "lcwsync" / "starting_points").glob("*.yaml")):
        text = path.read_text(encoding="utf-8")
        content = yaml.safe_load(text)
        about = " ".join(line[2:] for line in text.splitlines()[1:] if line.startswith("# "))
        tasks = ", ".join(f"`{task['task']}`" for task in content["tasks"])
        adapt = "; ".join(re.findall("# adapt: (.*)", text))
        rows.append((f"`{path.stem}`", content["category"], f"{content['description']} {about}", tasks, adapt))
    return table(("name", "for a", "what it does", "tasks", "to adapt"), rows)


TABLES: dict[str, Callable[[], str]] = {
    "permissions": permissions,
    "audiences": audiences,
    "actions": actions,
    "tasks": tasks,
    "attributes": attributes,
    "placeholders": placeholder_names,
    "codes": codes,
    "formats": formats,
    "doubts": doubts,
    "rights": rights,
    "outside": outside,
    "starting_points": starting_points,
}


def table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A markdown table."""
    heads = tuple(heads)
    lines = [heads, tuple("---" for _ in heads), *rows]
    return "".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |\n" for line in lines)


def written(text: str) -> str:
    """The page with every marked table as the code has it now."""

    def fill(match: re.Match[str]) -> str:
        return f"<!-- table: {match[1]} -->\n{TABLES[match[1]]()}<!-- end -->"

    return re.sub(r"<!-- table: (\w+) -->\n.*?<!-- end -->", fill, text, flags=re.DOTALL)


def main() -> None:
    for page in PAGES:
        path = ROOT / page
        path.write_text(written(path.read_text(encoding="utf-8")), encoding="utf-8")
        print(f"{page}: written", file=sys.stderr)


if __name__ == "__main__":
    main()
