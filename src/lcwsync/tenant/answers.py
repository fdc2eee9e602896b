"""Lists of objects in answers of Graph, whole or as a batch holds them."""

from collections.abc import Mapping

from lcwsync.tenant.http.calls import GraphCalls
from lcwsync.tenant.http.failure import bad_answer
from lcwsync.values.json import Json, text


def items_of(answer: object) -> list[Json]:
    """The objects of a list, alone or inside its envelope. Raises GraphFailure for anything else: it must not read
    as "none"."""
    found = answer.get("value") if isinstance(answer, Mapping) else answer
    if not isinstance(found, list) or not all(isinstance(item, Mapping) for item in found):
        raise bad_answer("GET", "/$batch", "a list of objects was expected")
    return found


def all_items(answer: object, graph: GraphCalls) -> list[Json]:
    """The objects of a list, read on where a batch held only its first page. Raises GraphFailure as `items_of`."""
    items = items_of(answer)
    if isinstance(answer, Mapping) and (link := answer.get("@odata.nextLink")):
        items = items + items_of(graph.read_json(str(link).partition("/v1.0")[2]))
    return items


def object_id(item: Json) -> str:
    """The id of an object, in lower case: services do not agree about the case of GUIDs."""
    return text(item, "id").lower()


def objects(value: object) -> list[Json]:
    """The objects of a member that is a list; empty when it is not there."""
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []
