"""Keys that Graph's JSON, a portal or another tool writes and these documents do not, each with what to do instead."""

from collections.abc import Collection

from lcwsync.model.fields import SET_BY_SERVICE

_OTHERWISE = {
    **dict.fromkeys(SET_BY_SERVICE, "the service sets it; leave it out"),
    **dict.fromkeys(("runs", "versions", "userProcessingResults"), "`lcwsync status` and `lcwsync history` show it"),
    **dict.fromkeys(
        ("quarantineConfiguration", "executionLimits"),
        "execution limits are set in the portal (Workflow settings): Graph documents no call that writes them",
    ),
    "executionConditions": "write trigger: and scope:, or let `lcwsync import FILE --out DIR` write them",
    "taskDefinitionId": "write task:",
    "id": "the service gives ids; leave it out",
    "version": "the service counts versions; leave it out",
    "executionSequence": "tasks run in the order of the list; leave it out",
    "category": "it belongs to a workflow, and a task has its definition's; leave it out",
    "name": "write displayName:",
}


def is_from_graph(keys: Collection[str]) -> bool:
    """Whether a document without a kind looks like an answer of Graph, by its keys."""
    return any("@odata." in key for key in keys) or not _ANSWER.isdisjoint(keys)


_ANSWER = frozenset({"executionConditions", "createdDateTime", "lastModifiedDateTime", "taskDefinitionId"})


def written_otherwise(key: str) -> str | None:
    """What to do about a key that no document has; None when nothing is known of it."""
    if "@odata." in key:
        return "Graph's note about its own JSON; leave it out"
    return _OTHERWISE.get(key)
