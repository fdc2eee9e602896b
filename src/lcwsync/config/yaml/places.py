"""The place of each value of the configuration, computed when it is asked for: most never are."""

from collections.abc import Iterator, Mapping

from lcwsync.config.kinds import PROJECT
from lcwsync.config.objects import ConfiguredObject
from lcwsync.config.yaml.nodes import Document, Node, YamlList, YamlMapping, YamlScalar, entry
from lcwsync.model.extension import CustomTaskExtension
from lcwsync.model.pass_requests import PassRequests
from lcwsync.model.state import SINGLETON_NAMES
from lcwsync.model.workflow import Workflow
from lcwsync.values.location import Location
from lcwsync.values.places import PlacePath


class NodePlaces(Mapping[PlacePath, Location]):
    """The `known` of Places: paths of kind, name (any name for what is there once), keys, list positions.

    Keys are compared without case, as argument names are. An item of a list of texts is also found by its text.
    """

    def __init__(
        self, project: Document, objects: tuple[ConfiguredObject, ...], included: tuple[Document, ...] = ()
    ) -> None:
        self._project = project
        self._included = included
        self._objects = {(item.kind.value, _name(item)): item for item in reversed(objects)}

    def __getitem__(self, path: PlacePath) -> Location:
        try:
            return self._place(path)
        except (IndexError, StopIteration):
            raise KeyError(path) from None

    def __iter__(self) -> Iterator[PlacePath]:
        return iter(self._objects)

    def __len__(self) -> int:
        return len(self._objects)

    def _place(self, path: PlacePath) -> Location:
        kind = str(path[0])
        if kind == PROJECT:
            document = self._declaring(path[2]) if path[1:2] == ("environments",) and len(path) > 2 else self._project
            return _within(document.file, document.root, path[1:])
        name = "" if kind in _SINGLETONS else path[1] if len(path) > 1 else ""
        item = self._objects[kind, str(name)]
        if len(path) > 2:
            return _within(item.file, item.node, path[2:])
        title = entry(item.node, "displayName")
        return _at(item.file, title.value if title else item.node)

    def _declaring(self, environment: str | int) -> Document:
        """The document that declares an environment."""
        for document in self._included:
            listed = entry(document.root, "environments")
            if listed and entry(listed.value, str(environment)):
                return document
        return self._project


_SINGLETONS = frozenset(kind.value for kind in SINGLETON_NAMES)


def _name(item: ConfiguredObject) -> str:
    match item.value:
        case Workflow(display_name=name) | CustomTaskExtension(display_name=name) | PassRequests(display_name=name):
            return name.casefold()
        case _:
            return ""


def _within(file: str, node: Node, path: PlacePath) -> Location:
    """The place of what `path` leads to: a single value's own, otherwise its key's."""
    place = _at(file, node)
    for part in path:
        match node, part:
            case YamlMapping(entries=entries), str():
                folded = part.casefold()
                found = entries.get(part) or next(item for key, item in entries.items() if key.casefold() == folded)
                node = found.value
                place = _at(file, node) if isinstance(node, YamlScalar) else Location(file, found.line, found.column)
            case YamlList(items=items), int():
                node = items[part]
                place = _at(file, node)
            case YamlList(items=items), str():
                folded = part.casefold()
                node = next(item for item in items if isinstance(item, YamlScalar) and item.text.casefold() == folded)
                place = _at(file, node)
            case _:
                raise KeyError(path)
    return place


def _at(file: str, node: Node) -> Location:
    return Location(file, node.line, node.column)
