"""Words for messages about nodes and names."""

from collections.abc import Iterable

from lcwsync.config.yaml.nodes import Node, YamlList, YamlMapping, YamlScalar


def form(node: Node) -> str:
    """The kind of a node in words, for messages such as `must be a text, not a list`."""
    match node:
        case YamlList():
            return "a list"
        case YamlMapping():
            return "a mapping"
        case YamlScalar(value=None):
            return "nothing"
        case YamlScalar(value=str(value)):
            form = f'the text "{short(value)}"'
        case YamlScalar(value=bool(value)):
            form = "true" if value else "false"
        case YamlScalar(text=text):
            form = f"the number {short(text)}"
    return f"{form} (from ${{{node.variable}}})" if node.variable else form


def one_of(words: Iterable[str]) -> str:
    """`a, b or c`."""
    listed = tuple(words)
    return listed[0] if len(listed) == 1 else ", ".join(listed[:-1]) + " or " + listed[-1]


def some(keys: Iterable[str]) -> str:
    """`a, b, c or d`, or the first three of more."""
    listed = tuple(keys)
    return one_of(listed) if len(listed) <= 4 else ", ".join(listed[:3]) + ", ..."


def short(text: str) -> str:
    """The text on one line, cut where it is long: values come from anybody."""
    flat = " ".join(text.split())
    return flat if len(flat) <= 60 else flat[:57] + "..."
