"""A YAML document with other values, everything else as a person wrote it: comments, order, quotes and variables.

Only the lines of what differs are written anew. Pure: the caller reads and writes the files.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

import yaml

from lcwsync.adopt.yaml_text import entry_lines, item_lines

Document = Mapping[str, object]


class _Edit(NamedTuple):
    """Characters of the text and what stands in their place."""

    start: int
    end: int
    text: str


def rewritten(text: str, line: int, before: Document, after: Document) -> str:
    """The text with the document around a line (from 1) changed from `before` to `after`.

    `before` is what the document says now, variables replaced; what is equal in both is left untouched. Raises
    ValueError when the text has no mapping at this line, or is not YAML.
    """
    try:
        found = [node for node in yaml.compose_all(text, yaml.SafeLoader) if node is not None]
    except yaml.YAMLError as error:
        raise ValueError("the file is not valid YAML") from error
    starting = [node for node in found if node.start_mark.line < line]
    root = starting[-1] if starting else None
    if not isinstance(root, yaml.MappingNode) or root.flow_style:
        raise ValueError("there is no document in block style at this place")
    for edit in sorted(_Walk(text).mapping(root, before, after), key=lambda edit: edit.start, reverse=True):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text


class _Walk:
    """The edits of one text."""

    def __init__(self, text: str) -> None:
        self._text = text

    def mapping(self, node: yaml.MappingNode, before: Document, after: Document) -> Iterator[_Edit]:
        """The edits of a mapping in block style. Keys are found without case, as argument names are."""
        indent = node.start_mark.column
        known = {key.casefold(): key for key in before}
        end_of: dict[str, int] = {}
        for key_node, value in node.value:
            key = known.get(str(key_node.value).casefold(), str(key_node.value))
            end = self._end(value)
            end_of[key] = self._line_end(end)
            if key.startswith("x-") and key not in before:
                continue  # it holds values for aliases
            if key not in after:
                yield _Edit(self._line_start(key_node.start_mark.index), end_of[key], "")
            elif _same(before.get(key), after[key]):
                continue
            elif _in_block(value) and isinstance(value, yaml.MappingNode) and _mappings(before.get(key), after[key]):
                yield from self.mapping(value, _mapping(before.get(key)), _mapping(after[key]))
            elif _in_block(value) and isinstance(value, yaml.SequenceNode) and _lists(before.get(key), after[key]):
                yield from self.sequence(value, _list(before.get(key)), _list(after[key]))
            else:
                lines = entry_lines(str(key_node.value), after[key], indent)
                start = key_node.start_mark.index
                yield _Edit(start, end, "\n".join(lines).lstrip(" "))
        yield from self._new_keys(node, end_of, after, indent)

    def sequence(self, node: yaml.SequenceNode, before: Sequence[object], after: Sequence[object]) -> Iterator[_Edit]:
        """The edits of a list in block style."""
        indent = node.start_mark.column
        old, new = [_key(item) for item in before], [_key(item) for item in after]
        for kind, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            if kind == "equal":
                continue
            paired = min(i2 - i1, j2 - j1)
            for offset in range(paired):
                yield from self._item(node.value[i1 + offset], before[i1 + offset], after[j1 + offset], indent)
            for item in node.value[i1 + paired : i2]:
                yield _Edit(self._line_start(self._dash(item)), self._line_end(self._end(item)), "")
            added = [line for value in after[j1 + paired : j2] for line in item_lines(value, indent)]
            if added:
                last = i1 + paired - 1
                at = self._line_end(self._end(node.value[last])) if last >= 0 else self._above(self._dash(node))
                yield _Edit(at, at, "".join(f"{line}\n" for line in added))

    def _item(self, node: yaml.Node, before: object, after: object, indent: int) -> Iterator[_Edit]:
        alike = _mappings(before, after) and _mapping(before).get("task") == _mapping(after).get("task")
        if alike and isinstance(node, yaml.MappingNode) and _in_block(node):
            yield from self.mapping(node, _mapping(before), _mapping(after))
        else:
            lines = item_lines(after, indent)
            yield _Edit(self._dash(node), self._end(node), "\n".join(lines).lstrip(" "))

    def _new_keys(
        self, node: yaml.MappingNode, end_of: Mapping[str, int], after: Document, indent: int
    ) -> Iterator[_Edit]:
        """Each key that the mapping lacks, after the one that stands before it in a document."""
        first = self._line_end(self._end(node.value[0][1]))
        at = first
        for key, value in after.items():
            if key in end_of:
                at = end_of[key]
            else:
                yield _Edit(at, at, "".join(f"{line}\n" for line in entry_lines(key, value, indent)))

    def _end(self, node: yaml.Node) -> int:
        """The end of a value, without the line ends and comments after it."""
        if isinstance(node, yaml.MappingNode | yaml.SequenceNode) and not node.flow_style and node.value:
            last = node.value[-1]
            return self._end(last[1] if isinstance(last, tuple) else last)
        start, end = node.start_mark.index, node.end_mark.index
        return start + len(self._text[start:end].rstrip())

    def _above(self, index: int) -> int:
        """The start of the line, or of the comments right above it."""
        start = self._line_start(index)
        while start and self._text[self._line_start(start - 1) : start].lstrip().startswith("#"):
            start = self._line_start(start - 1)
        return start

    def _line_start(self, index: int) -> int:
        return self._text.rfind("\n", 0, index) + 1

    def _line_end(self, index: int) -> int:
        found = self._text.find("\n", index)
        return len(self._text) if found < 0 else found + 1

    def _dash(self, node: yaml.Node) -> int:
        """The place of the hyphen before an item; of a list, its first one."""
        if isinstance(node, yaml.SequenceNode) and not node.flow_style:
            return int(node.start_mark.index)
        return self._text.rfind("-", 0, node.start_mark.index)


def _in_block(node: yaml.Node) -> bool:
    return isinstance(node, yaml.MappingNode | yaml.SequenceNode) and not node.flow_style and bool(node.value)


def _same(before: object, after: object) -> bool:
    return _key(before) == _key(after)


def _key(value: object) -> str:
    return json.dumps(value, sort_keys=True, default=dict)


def _mappings(before: object, after: object) -> bool:
    return isinstance(before, Mapping) and isinstance(after, Mapping) and bool(after)


def _lists(before: object, after: object) -> bool:
    return isinstance(before, list) and isinstance(after, list) and bool(after)


def _mapping(value: object) -> Document:
    return value if isinstance(value, Mapping) else {}


def _list(value: object) -> Sequence[object]:
    return value if isinstance(value, list) else ()
