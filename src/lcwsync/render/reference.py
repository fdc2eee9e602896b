"""The built-in tables in words: tasks, attributes, placeholders and codes, at a terminal and in docs/reference.md."""

from collections.abc import Iterable, Iterator, Mapping
from textwrap import fill

from lcwsync.model.rule.attributes import Attribute, Holds
from lcwsync.model.task_definition import ArgumentDefinition, ArgumentType, Placeholders, TaskDefinition
from lcwsync.model.task_words import ARGUMENT_WORDS, TASK_WORDS
from lcwsync.render.formats.fit import table
from lcwsync.values.codes.code import Code
from lcwsync.values.findings import Rating

Rows = list[tuple[str, ...]]


def task_rows(tasks: Iterable[TaskDefinition]) -> Rows:
    """Key, categories, and the name in the portal."""
    return [(task.key, _categories(task), task.display_name) for task in tasks]


def task_text(task: TaskDefinition, *, width: int) -> str:
    """One task: its effect, who receives its mail, and its arguments. `width` in characters."""
    facts = [("in the portal", task.display_name), ("categories", _categories(task))]
    facts += [("mails", f"the {task.mails}")] if task.mails else []
    facts += [("id", task.id), ("permissions", "none of its own: the service runs it")]
    lines = [task.key, fill(TASK_WORDS[task.key], width, initial_indent="  ", subsequent_indent="  "), ""]
    lines += [f"  {name:<15}{value}" for name, value in facts]
    lines += ["", "arguments" if task.arguments else "no arguments"]
    for argument in task.arguments:
        lines.append(f"  {argument.name}  {argument_form(argument)}")
        lines.append(fill(ARGUMENT_WORDS[argument.name], width, initial_indent="      ", subsequent_indent="      "))
    return "\n".join(lines) + "\n"


def argument_rows(tasks: Iterable[TaskDefinition]) -> Iterator[tuple[str, str, str, str]]:
    """Task, argument, form, meaning."""
    for task in tasks:
        for argument in task.arguments:
            yield task.key, argument.name, argument_form(argument), ARGUMENT_WORDS[argument.name]


def argument_form(argument: ArgumentDefinition) -> str:
    """`a whole number from 10 to 43200 minutes, required`, or `a whole number of days`."""
    words = _FORMS[argument.type]
    if argument.minimum is not None and argument.maximum is not None:
        words += f" from {argument.minimum} to {argument.maximum} {argument.unit or ''}".rstrip()
    elif argument.unit:
        words += f" of {argument.unit}"
    words = f"{argument.wanted}" if argument.pattern else words
    words += f" ({argument.refers.value})" if argument.refers and not argument.pattern else ""
    return f"{words}, required" if argument.required else words


_FORMS = {
    ArgumentType.INTEGER: "a whole number",
    ArgumentType.BOOLEAN: "true or false",
    ArgumentType.TEXT: "a text",
    ArgumentType.REFERENCE: "a name or an id",
    ArgumentType.RECIPIENT: "a recipient",
    ArgumentType.REFERENCES: "a list of names or ids",
    ArgumentType.ATTRIBUTE_UPDATES: "a list of {attribute, value}",
}


def attribute_rows(attributes: Iterable[Attribute]) -> Rows:
    """Name, type, and the operators a rule can use."""
    return [(each.name, _holds(each), " ".join(each.operators)) for each in attributes]


def _holds(attribute: Attribute) -> str:
    if attribute.known_values:
        return f"one of {', '.join(attribute.known_values)}"
    parts = f" ({', '.join(attribute.parts)})" if attribute.parts else ""
    return f"{Holds(attribute.holds).value}{parts}"


def placeholder_rows(placeholders: Placeholders) -> Rows:
    """The placeholder as it is written, and what takes its place."""
    rows: Rows = [(f"{{{{user.{name}}}}}", "of the user the mail is about") for name in sorted(placeholders.graph)]
    rows += [
        (f"{{{{user.{prefix}NAME}}}}", "of the user, with the attribute's name")
        for prefix in placeholders.graph_prefixes
    ]
    for name in sorted(placeholders.flat):
        only = ", only in the task that creates a pass" if name in placeholders.pass_only else ""
        rows.append((f"{{{{{name}}}}}", f"the older spelling{only}"))
    return rows


def code_rows(codes: Mapping[str, Code]) -> Rows:
    """Code, weight, and title."""
    return [(name, weight(name, code), code.title) for name, code in codes.items()]


def code_text(name: str, code: Code, *, width: int) -> str:
    """One code: its weight, its title and its explanation. `width` in characters."""
    return f"{name} ({weight(name, code)}): {code.title}\n\n{fill(code.explanation, width)}\n"


def weight(name: str, code: Code) -> str:
    """`warning`, `risk, high or medium`, or `refusal`."""
    from lcwsync.values.codes.refusals import REFUSAL_CODES

    if name in REFUSAL_CODES:
        return "refusal"
    return (
        f"risk, {' or '.join(each for each in Rating if each in code.ratings)}" if code.ratings else str(code.severity)
    )


def columns(rows: Rows, *, width: int | None) -> str:
    """Rows as columns of text, fitted to a width."""
    return "".join(f"{line}\n" for line in table((), rows, width=width))


def _categories(task: TaskDefinition) -> str:
    return ", ".join(sorted(category.value for category in task.categories))
