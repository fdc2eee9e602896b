"""`${name}` in the nodes of a document, replaced by an environment's variables.

A value that is nothing but `${name}` becomes what the variable holds, type included; inside a text only texts, numbers
and booleans can stand. `$${` is a plain `${`. There is no other templating.
"""

import re
from collections.abc import Mapping as MappingOf

from lcwsync.config.form.check import Checker
from lcwsync.config.yaml.nodes import Document, Node, YamlEntry, YamlList, YamlMapping, YamlScalar
from lcwsync.model.environment import VariableValue
from lcwsync.values.nearest import nearest

_PART = re.compile(r"\$\$\{|\$\{([^${}]*)\}?")
_WHOLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
_RULE = "rule"
"""The key of a scope's rule and of a membership rule."""

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


class Variables:
    """The variables of one environment; `elsewhere` has the other environments that declare a name."""

    def __init__(
        self, environment: str, values: MappingOf[str, VariableValue], elsewhere: MappingOf[str, tuple[str, ...]]
    ) -> None:
        self.environment = environment
        self.values = values
        self.elsewhere = elsewhere

    def replaced(self, node: Node, checker: Checker, *, rule: bool = False) -> Node:
        """The node with every variable replaced; what cannot be replaced is reported and stays as it is.

        `rule`: the node is a rule, in which a value must stay inside the quotes and parentheses it stands in.
        """
        match node:
            case YamlScalar():
                if "${" not in node.text:
                    return node
                replaced = self._scalar(node, checker, rule=rule)
                if replaced is None:
                    checker.unresolved.add((node.line, node.column))
                return replaced or node
            case YamlList(varies=False) | YamlMapping(varies=False):
                return node
            case YamlList(items=items):
                return node._replace(items=tuple(self.replaced(item, checker) for item in items))
            case YamlMapping(entries=entries):
                return node._replace(
                    entries={
                        key: YamlEntry(self.replaced(item.value, checker, rule=key == _RULE), item.line, item.column)
                        for key, item in entries.items()
                    }
                )

    def _scalar(self, node: YamlScalar, checker: Checker, *, rule: bool) -> Node | None:
        whole = _WHOLE.fullmatch(node.text)
        if whole:
            value = self._value(whole[1], node, checker)
            return None if value is None else _as_node(value, node, whole[1])
        name: str | None = None
        parts: list[str] = []
        end = 0
        for match in _PART.finditer(node.text):
            parts.append(node.text[end : match.start()])
            end = match.end()
            if match[0] == "$${":
                parts.append("${")
                continue
            text = self._inside(match, node, checker)
            if text is None:
                return None
            name = match[1]
            if rule and (why := _breaks_out("".join(parts), text)):
                hint = "write a quote inside a quoted text twice ('O''Neill'), and parentheses in pairs"
                checker.report("VAR006", node, f"the value of the variable {name} {why}", hint)
                return None
            parts.append(text)
        text = "".join(parts) + node.text[end:]
        return node._replace(value=text, variable=name, span=0)

    def _inside(self, match: re.Match[str], node: YamlScalar, checker: Checker) -> str | None:
        name = match[1]
        if not match[0].endswith("}") or not _NAME.fullmatch(name):
            hint = "write ${name} for a variable, $${ for the characters themselves"
            checker.report("VAR004", node, f'"{match[0][:40]}" is not a variable', hint)
            return None
        value = self._value(name, node, checker)
        match value:
            case None:
                return None
            case tuple():
                hint = "a list can only be a whole value"
                checker.report("VAR003", node, f"the variable {name} is a list and cannot be part of a text", hint)
                return None
            case bool():
                return "true" if value else "false"
            case _:
                return str(value)

    def _value(self, name: str, node: YamlScalar, checker: Checker) -> VariableValue | None:
        if name in self.values:
            return self.values[name]
        others = self.elsewhere.get(name, ())
        if others:
            message = f"the environment {self.environment} does not declare the variable {name}, {_and(others)} do"
            message = message if len(others) > 1 else message.removesuffix("do") + "does"
            hint = f"add it under environments.{self.environment}.variables in the project file"
            checker.report("VAR002", node, message, hint)
        else:
            near = nearest(name, (*self.values, *self.elsewhere))
            hint = f"did you mean {near}?" if near else "declare it under environments.NAME.variables, or write $${"
            checker.report("VAR001", node, f"no environment declares the variable {name}", hint)
        return None


def _breaks_out(before: str, value: str) -> str:
    """How a value would end what it stands in; empty when it does not."""
    quote = _open_quote(before)
    if quote:
        return "ends the quoted text that it stands in" if quote in value.replace(2 * quote, "") else ""
    if _open_quote(value):
        return "leaves a quoted text open"
    depth = 0
    for character in re.sub(r"'[^']*'|\"[^\"]*\"", "", value):
        depth += (character == "(") - (character == ")")
        if depth < 0:
            return "closes a parenthesis that it did not open"
    return "leaves a parenthesis open" if depth else ""


def _open_quote(text: str) -> str:
    """The quote that is open at the end of a text; a doubled one closes and opens again."""
    inside = ""
    for character in text:
        if character in ("'", '"') and inside in ("", character):
            inside = "" if inside else character
    return inside


def names_used(document: Document) -> frozenset[str]:
    """The names of variables in a document."""
    return frozenset(match[1] for text in document.varying for match in _PART.finditer(text) if match[1])


def _as_node(value: VariableValue, node: YamlScalar, name: str) -> Node:
    if isinstance(value, tuple):
        items = tuple(
            YamlScalar(text, text, quoted=True, line=node.line, column=node.column, variable=name) for text in value
        )
        return YamlList(items, node.line, node.column)
    return node._replace(value=value, text=str(value), span=0, variable=name)


def _and(words: tuple[str, ...]) -> str:
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " and " + words[-1]
