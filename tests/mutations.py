"""Strategies that change a JSON document in one place."""

import copy
from typing import Any

from hypothesis import strategies as st

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


def places(value: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """The paths of everything in a document, itself included."""
    found = [path]
    if isinstance(value, dict):
        found += [p for key, item in value.items() for p in places(item, (*path, key))]
    elif isinstance(value, list):
        found += [p for i, item in enumerate(value) for p in places(item, (*path, i))]
    return found


@st.composite
def mutated(draw: st.DrawFn, document: Any, values: st.SearchStrategy[Any] = JSON) -> Any:
    """The document with one value replaced or removed, one key in another case, or one more member somewhere."""
    changed = copy.deepcopy(document)
    path = draw(st.sampled_from(places(changed)))
    if not path:
        return draw(values) if draw(st.booleans()) or not isinstance(changed, dict) else {**changed, "more": 1}
    around = changed
    for part in path[:-1]:
        around = around[part]
    match draw(st.sampled_from(["replace", "remove", "add", "recase"])):
        case "remove":
            del around[path[-1]]
        case "recase" if isinstance(path[-1], str):
            around[draw(st.sampled_from([path[-1].upper(), path[-1].lower(), path[-1].title()]))] = around.pop(path[-1])
        case "add" if isinstance(around[path[-1]], dict):
            around[path[-1]][draw(st.text(max_size=5))] = draw(values)
        case "add" if isinstance(around[path[-1]], list):
            around[path[-1]].append(draw(values))
        case _:
            around[path[-1]] = draw(values)
    return changed
