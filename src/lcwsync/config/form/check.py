"""Nodes against their shape: plain values come out, everything that does not fit becomes a finding.

What does not fit is left out of the result, so that one run finds all faults. `None` therefore means absent or wrong.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple, assert_never

from lcwsync.config.form.graph_keys import written_otherwise
from lcwsync.config.form.shape import (
    Choice,
    Either,
    Fields,
    Flag,
    Listed,
    Named,
    Number,
    Shape,
    TaskFields,
    Text,
    VariableContent,
)
from lcwsync.config.form.wording import form, one_of, short, some
from lcwsync.config.yaml.nodes import Node, YamlEntry, YamlList, YamlMapping, YamlScalar, ambiguous
from lcwsync.values.codes.finding import finding
from lcwsync.values.findings import Finding
from lcwsync.values.location import Location
from lcwsync.values.nearest import nearest

Checked = dict[str, object]
"""The values of a mapping that fit their shapes; `form.checked` reads them with their types."""


RESERVED = "x-"
"""Keys of a document that begin with this describe nothing by themselves."""


class CheckedTask(NamedTuple):
    """A task: its own values, and its node, whose `arguments` are for the catalogue to judge."""

    values: Checked
    node: YamlMapping


class Checker:
    """Checks the nodes of one file and collects what is wrong."""

    def __init__(self, file: str, findings: list[Finding]) -> None:
        self.file = file
        self.findings = findings
        self.unresolved: set[tuple[int, int]] = set()
        """Where a variable could not be replaced: reported already, so the value is not checked."""

    def report(
        self,
        code: str,
        node: Node | YamlEntry,
        message: str,
        hint: str | None = None,
        *,
        related: Node | YamlEntry | None = None,
    ) -> None:
        """A finding at a node, or at the key of an entry."""
        places = (self.place(related),) if related is not None else ()
        self.findings.append(finding(code, self.place(node), message, hint, related=places))

    def place(self, node: Node | YamlEntry) -> Location:
        """The place of a node, or of the key of an entry."""
        return Location(self.file, node.line, node.column)

    def fields(self, node: Node, shape: Fields, what: str, *, besides: tuple[str, ...] = ()) -> Checked | None:
        """The known keys of a mapping that have fitting values; None when it is no mapping at all.

        Keys in `besides` are read elsewhere. In a whole document, keys that begin with `x-` hold values for aliases.
        """
        whole = "kind" in besides
        if not isinstance(node, YamlMapping):
            self._wrong(node, what, "a mapping with " + some(shape.keys), _as_mapping(node, shape))
            return None
        checked: Checked = {}
        for key, item in node.entries.items():
            if whole and key.startswith(RESERVED):
                continue
            if key in shape.keys:
                value = self.value(item.value, shape.keys[key], key)
                if value is not None:
                    checked[key] = value
            elif key not in besides:
                self._unknown_key(key, item, shape, what)
        known = (*shape.keys, *besides)
        unknown = [key for key in node.entries if key not in known and not (whole and key.startswith(RESERVED))]
        mistyped = {nearest(key, shape.keys) for key in unknown}
        for key in shape.required:
            if key not in node.entries and key not in mistyped:
                self.report("SCH003", node, f"{what} needs {key}", f"add {key}:")
        self._alternatives(node, shape, what)
        return checked

    def value(self, node: Node, shape: Shape, what: str) -> object:
        """The value of a node, or None when it does not fit; `what` names it in messages."""
        if (node.line, node.column) in self.unresolved:
            return None
        if isinstance(node, YamlScalar) and node.value is None:
            empty = ", or write []" if isinstance(shape, Listed) else ', or write ""' if _may_be_empty(shape) else ""
            self.report("SCH009", node, f"{what} is empty", f"remove the key to leave it as it is{empty}")
            return None
        match shape:
            case Text():
                return self._text(node, shape, what)
            case Choice(values=values):
                return self._choice(node, values, what)
            case Number():
                return self._number(node, shape, what)
            case Flag():
                return self._flag(node, what)
            case Listed():
                return self._list(node, shape, what)
            case Fields():
                return self.fields(node, shape, what)
            case Named():
                return self._named(node, shape, what)
            case Either(word=word, other=other):
                if not isinstance(node, YamlScalar):
                    return self.value(node, other, what)
                return self._text(node, word, what) if isinstance(word, Text) else self._word(node, word, other, what)
            case VariableContent():
                return self._variable(node, what)
            case TaskFields(fields=fields):
                return self._task(node, fields)
            case _:
                assert_never(shape)

    def _text(self, node: Node, shape: Text, what: str) -> str | None:
        if not isinstance(node, YamlScalar) or not isinstance(node.value, str):
            quotable = node.text if isinstance(node, YamlScalar) and node.variable is None else None
            hint = f'put it in quotes: "{short(quotable)}"' if quotable is not None else None
            self._wrong(node, what, "a text", hint)
            return None
        if not node.quoted and node.variable is None and ambiguous(node.text):
            message = f"{what} is the unquoted word {short(node.text)}, which some YAML readers do not take for text"
            self.report("LOAD008", node, message, f'put it in quotes: "{short(node.text)}"')
        if not node.value.strip() and not shape.may_be_empty:
            self.report("SCH009", node, f"{what} is empty", "remove the key, or write a value")
            return None
        if shape.pattern is not None and not re.fullmatch(shape.pattern, node.value):
            better = node.value.replace("_", "-")
            hint = f"write {better}" if better != node.value and re.fullmatch(shape.pattern, better) else None
            near = nearest(node.value, shape.words)
            hint = f"did you mean {near}?" if near else hint
            self.report("SCH006", node, f'{what} must be {shape.wanted}, not "{short(node.value)}"', hint)
            return None
        return node.value

    def _choice(self, node: Node, values: Iterable[str], what: str) -> str | None:
        words = tuple(values)
        if not isinstance(node, YamlScalar):
            self._wrong(node, what, one_of(words))
            return None
        word = str(node.value) if isinstance(node.value, str) else node.text
        if word in words:
            return word
        near = nearest(word, words)
        hint = f"did you mean {near}?" if near else None
        self.report("SCH006", node, f'{what} must be {one_of(words)}, not "{short(word)}"', hint)
        return None

    def _word(self, node: YamlScalar, word: Choice, other: Shape, what: str) -> str | None:
        if node.value in word.values:
            return str(node.value)
        keys = some(other.keys) if isinstance(other, Fields) else ""
        wanted = f"{one_of(word.values)}, or a mapping with {keys}"
        near = nearest(node.text, word.values)
        hint = f"did you mean {near}?" if near else _as_mapping(node, other)
        self.report("SCH006", node, f'{what} must be {wanted}, not "{short(node.text)}"', hint)
        return None

    def _number(self, node: Node, shape: Number, what: str) -> int | None:
        value = node.value if isinstance(node, YamlScalar) else None
        if not isinstance(value, int) or isinstance(value, bool):
            digits = re.fullmatch("(-?)0*([0-9]{1,18})", value.strip()) if isinstance(value, str) else None
            hint = f"write the {shape.unit} as a whole number, without a unit" if shape.unit else None
            self._wrong(node, what, "a whole number", f"write {digits[1]}{digits[2]}" if digits else hint)
            return None
        if value not in shape.allowed:
            unit = f" {shape.unit}" if shape.unit else ""
            reach = f"from {shape.allowed[0]} to {shape.allowed[-1]}{unit}"
            self.report("SCH005", node, f"{what} must be {reach}, not {value}")
            return None
        return value

    def _flag(self, node: Node, what: str) -> bool | None:
        if isinstance(node, YamlScalar) and isinstance(node.value, bool):
            return node.value
        word = node.text.lower() if isinstance(node, YamlScalar) else ""
        hint = {"true": "remove the quotes", "false": "remove the quotes"}.get(word)
        hint = "write true" if word in ("yes", "on", "y", "1") else hint
        hint = "write false" if word in ("no", "off", "n", "0") else hint
        self._wrong(node, what, "true or false", hint)
        return None

    def _list(self, node: Node, shape: Listed, what: str) -> tuple[object, ...] | None:
        if not isinstance(node, YamlList):
            hint = f"write [{short(node.text)}]" if isinstance(node, YamlScalar) and node.variable is None else None
            hint = "start each item with a dash and a space" if isinstance(node, YamlMapping) else hint
            self._wrong(node, what, "a list", hint)
            return None
        if len(node.items) < shape.least:
            self.report("SCH008", node, f"{what} is an empty list", "name at least one")
            return None
        if shape.most is not None and len(node.items) > shape.most:
            message = f"{what} has {len(node.items)} items; the service takes at most {shape.most}"
            self.report("SCH008", node.items[shape.most], message)
        values: list[object] = []
        seen: dict[str, Node] = {}
        for number, item in enumerate(node.items, 1):
            value = self.value(item, shape.of, f"{what}, item {number},")
            if isinstance(value, str) and shape.unique:
                first = seen.setdefault(value, item)
                if first is not item:
                    self.report("SCH010", item, f'"{short(value)}" is in {what} twice', "remove one", related=first)
                    continue
            if value is not None:
                values.append(value)
        return tuple(values)

    def _named(self, node: Node, shape: Named, what: str) -> Checked | None:
        if not isinstance(node, YamlMapping):
            self._wrong(node, what, "a mapping of names")
            return None
        checked: Checked = {}
        for key, item in node.entries.items():
            if not key.strip() or (shape.key.pattern is not None and not re.fullmatch(shape.key.pattern, key)):
                self.report("SCH006", item, f'a name in {what} must be {shape.key.wanted}, not "{short(key)}"')
                continue
            value = self.value(item.value, shape.of, key)
            if value is not None:
                checked[key] = value
        return checked

    def _variable(self, node: Node, what: str) -> object:
        match node:
            case YamlScalar(value=str() | bool() | int() as value):
                if isinstance(value, str) and not node.quoted and ambiguous(node.text):
                    message = (
                        f"{what} is the unquoted word {short(node.text)}, which some YAML readers do not take for text"
                    )
                    self.report("LOAD008", node, message, f'put it in quotes: "{short(node.text)}"')
                return value
            case YamlList(items=items):
                texts = [self._text(item, Text(may_be_empty=True), f"an item of {what}") for item in items]
                return tuple(text for text in texts if text is not None)
            case _:
                self._wrong(node, what, "a text, a whole number, true, false or a list of texts")
                return None

    def _task(self, node: Node, shape: Fields) -> CheckedTask | None:
        values = self.fields(node, shape, "a task", besides=("arguments",))
        return CheckedTask(values, node) if values is not None and isinstance(node, YamlMapping) else None

    def _alternatives(self, node: YamlMapping, shape: Fields, what: str) -> None:
        if not shape.alternatives:
            return
        written = [group for group in shape.alternatives if not node.entries.keys().isdisjoint(group)]
        if len(written) == 1:
            for key in written[0]:
                if key not in node.entries:
                    self.report(
                        "SCH003",
                        node,
                        f"{what} needs {key} besides {written[0][0] if key != written[0][0] else written[0][1]}",
                    )
            return
        names = one_of(" with ".join(group) for group in shape.alternatives)
        if not written:
            self.report("SCH007", node, f"{what} needs {names}")
        else:
            first, second = (next(node.entries[key] for key in group if key in node.entries) for group in written[:2])
            self.report("SCH007", second, f"{what} takes only one of {names}", "remove one", related=first)

    def _unknown_key(self, key: str, item: YamlEntry, shape: Fields, what: str) -> None:
        near = nearest(key, shape.keys)
        hint = written_otherwise(key) or (f"did you mean {near}?" if near else None)
        below = f"; the others stand below {shape.below}:" if shape.below else ""
        hint = hint or "known keys: " + ", ".join(shape.keys) + below
        self.report("SCH002", item, f'{what} has no key "{short(key)}"', hint)

    def _wrong(self, node: Node, what: str, wanted: str, hint: str | None = None) -> None:
        self.report("SCH004", node, f"{what} must be {wanted}, not {form(node)}", hint)


def _as_mapping(node: Node, shape: Shape) -> str | None:
    """What to write in place of a text where a mapping is wanted: the key that the text is meant for."""
    if not isinstance(node, YamlScalar) or not isinstance(node.value, str) or not isinstance(shape, Fields):
        return None
    chosen = (key for key, of in shape.keys.items() if isinstance(of, Choice) and node.value in of.values)
    single = [shape.required, *shape.alternatives] if shape.required else shape.alternatives
    named = (group[0] for group in single if len(group) == 1 and isinstance(shape.keys[group[0]], Text | TaskFields))
    key = next(chosen, None) or next(named, None)
    if key is None:
        return None
    value = short(node.value) if re.fullmatch("[A-Za-z][A-Za-z0-9 _-]*", node.value) else f'"{short(node.value)}"'
    beside = next((group for group in shape.alternatives if key in group), (key,))
    return "write {" + ", ".join(f"{each}: {value if each == key else '...'}" for each in beside) + "}"


def _may_be_empty(shape: Shape) -> bool:
    return isinstance(shape, Text) and shape.may_be_empty
