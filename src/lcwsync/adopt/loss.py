"""What a text in YAML loses when another takes its place: comments, variables and keys. Pure."""

import re
from collections.abc import Iterator

import yaml

_DEPTH = 3
"""Keys further down belong to one value, and are counted with it."""

_SHOWN = 8
"""Names in one line; the rest is counted."""


def losses(old: str, new: str) -> tuple[str, ...]:
    """In words, what `old` says and `new` does not; none when nothing is lost."""
    lost = []
    comments = [line for line in _comments(old) if line not in set(_comments(new))]
    if comments:
        lost.append(f"{len(comments)} comment{'' if len(comments) == 1 else 's'}")
    named = _listed(dict.fromkeys(re.findall(r"(?<!\$)\$\{([^}]*)\}", old)), re.findall(r"\$\{([^}]*)\}", new))
    if named:
        lost.append(f"variables: {named}")
    if keys := _listed(dict.fromkeys(_keys(old)), list(_keys(new))):
        lost.append(f"keys: {keys}")
    return tuple(lost)


def _comments(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.lstrip().startswith("#")]


def _listed(old: dict[str, None], new: list[str]) -> str:
    gone = [name for name in old if name not in new]
    more = f" and {len(gone) - _SHOWN} more" if len(gone) > _SHOWN else ""
    return ", ".join(gone[:_SHOWN]) + more


def _keys(text: str) -> Iterator[str]:
    """Every key by its path; none of a text that is not YAML. A key below one that is gone is not named."""
    try:
        found = [node for node in yaml.compose_all(text, yaml.SafeLoader) if node is not None]
    except yaml.YAMLError:
        return
    for node in found:
        yield from _below(node, ())


def _below(node: yaml.Node, path: tuple[str, ...]) -> Iterator[str]:
    if not isinstance(node, yaml.MappingNode) or len(path) >= _DEPTH:
        return
    for key, value in node.value:
        here = (*path, str(key.value))
        yield ".".join(here)
        yield from _below(value, here)
