"""Documents as YAML text in one stable style: block collections, short ones in flow, quotes only where needed.

PyYAML's emitters cannot indent lists inside mappings, choose flow by length or keep comments; documents here are
plain (mappings, lists, texts, numbers, booleans), so writing them is short.
"""

import re
import textwrap
from collections.abc import Iterator, Mapping

_FLOW_WIDTH = 100
_COMMENT_WIDTH = 100

_PLAIN = re.compile(r"[^\W\d_](?:[\w .@/+'-]*[\w.@/+'-])?")
_GUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
_RESERVED = frozenset({"true", "false", "yes", "no", "on", "off", "y", "n", "null", "nan", "inf"})


def document_text(document: Mapping[str, object]) -> str:
    """One document, without a document marker; ends with a line end."""
    return "".join(line + "\n" for line in _mapping(document, 0))


def entry_lines(key: str, value: object, indent: int) -> list[str]:
    """One entry of a mapping in block style, its key after `indent` blanks."""
    return list(_mapping({key: value}, indent))


def item_lines(value: object, indent: int) -> list[str]:
    """One item of a list in block style, its hyphen after `indent` blanks."""
    return list(_items([value], indent))


def comment(text: str) -> str:
    """A comment of whole lines."""
    lines = textwrap.wrap(" ".join(text.split()), _COMMENT_WIDTH, break_long_words=False, break_on_hyphens=False)
    return "".join(f"# {line}\n" for line in lines)


def _mapping(mapping: Mapping[str, object], indent: int) -> Iterator[str]:
    for key, value in mapping.items():
        yield from _entry(" " * indent + _scalar(str(key)) + ":", value, indent + 2)


def _entry(head: str, value: object, indent: int) -> Iterator[str]:
    """`head` with its value: behind it when it is short, otherwise on lines of its own."""
    match value:
        case str() if block := _block(value, indent):
            yield f"{head} {block[0]}"
            yield from block[1:]
        case Mapping() | list() if value and (_nested(value) or len(_flow(value)) > _FLOW_WIDTH - len(head)):
            yield head
            yield from _mapping(value, indent) if isinstance(value, Mapping) else _items(value, indent)
        case Mapping() | list():
            yield f"{head} {_flow(value)}"
        case _:
            yield f"{head} {_scalar(value)}"


def _items(items: list[object], indent: int) -> Iterator[str]:
    for item in items:
        if isinstance(item, Mapping) and item and (_nested(item) or len(_flow(item)) > _FLOW_WIDTH - indent):
            first, *rest = _mapping(item, indent + 2)
            yield f"{' ' * indent}- {first.lstrip()}"
            yield from rest
        else:
            yield from _entry(" " * indent + "-", item, indent + 2)


def _nested(value: Mapping[str, object] | list[object]) -> bool:
    """Whether it is more than a short collection of scalars."""
    members = list(value.values()) if isinstance(value, Mapping) else value
    return any(isinstance(member, Mapping | list) or _is_long(member) for member in members)


def _is_long(value: object) -> bool:
    return isinstance(value, str) and "\n" in value


def _flow(value: object) -> str:
    match value:
        case Mapping():
            return "{" + ", ".join(f"{_scalar(str(key))}: {_flow(item)}" for key, item in value.items()) + "}"
        case list():
            return "[" + ", ".join(_flow(item) for item in value) + "]"
        case _:
            return _scalar(value)


def _scalar(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case None:
            return "null"
        case str():
            return value if _is_plain(value) else _quoted(value)
        case _:
            raise TypeError(f"a document holds no {type(value).__name__}")


def _is_plain(text: str) -> bool:
    """Whether the text means itself without quotes, in block and in flow, to YAML 1.1 and 1.2 alike."""
    if _GUID.fullmatch(text):
        return True
    return _PLAIN.fullmatch(text) is not None and text.casefold() not in _RESERVED and text.isprintable()


def _block(text: str, indent: int) -> list[str] | None:
    """A text of several lines as a literal block; None when it is one line, or a block would change it."""
    lines = text.rstrip("\n").split("\n")
    if len(lines) < 2 or any(not _fits_block(line) for line in lines) or not lines[0] or lines[0][0] == " ":
        return None
    ends = len(text) - len(text.rstrip("\n"))
    chomping = {0: "-", 1: ""}.get(ends, "+")
    body = [" " * indent + line if line else "" for line in lines]
    return [f"|{chomping}", *body, *[""] * (ends - 1)]


def _fits_block(line: str) -> bool:
    return line.isprintable() and (not line or line.strip(" ") != "") and not line.endswith(" ")


def _quoted(text: str) -> str:
    """Double quotes, with everything escaped that is not printable."""
    return '"' + "".join(_escaped(character) for character in text) + '"'


_SHORT = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def _escaped(character: str) -> str:
    if character in _SHORT:
        return _SHORT[character]
    code = ord(character)
    if 0xD800 <= code < 0xE000:
        return "\N{REPLACEMENT CHARACTER}"  # half a character: no file can hold it
    if character.isprintable():
        return character
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
