"""The collections of the store that Lifecycle Workflows and the TAP policy use, and how one document is found.

`workflows` holds the current version whole, hidden parts included: groups of a scope, administrationScopeTargets,
tasks, and `_versionCreatedDateTime`. `workflowVersions` holds what came before, under `<workflow id>/<number>`.
"""

from lcwsync.sandbox import doubts
from lcwsync.sandbox.http.routing import GraphError
from lcwsync.sandbox.store import JsonObject, Store

WORKFLOWS = "workflows"
VERSIONS = "workflowVersions"
DELETED = "deletedWorkflows"
SETTINGS = "lifecycleManagementSettings"
EXTENSIONS = "customTaskExtensions"
POLICIES = "authenticationMethodConfigurations"

BAD_REQUEST = "BadRequest"
"""Error code of a body the service refuses. Lifecycle Workflows publishes no error codes: these are ours."""

NOT_FOUND = "ResourceNotFound"
"""Error code of an unknown id."""

CONFLICT = "Conflict"
"""Error code where the request contradicts another object."""


def found(store: Store, collection: str, id: str) -> JsonObject:  # noqa: A002 - the field's name
    """The document. Raises GraphError 404."""
    document = store.get(collection, id)
    if document is None:
        raise GraphError(404, NOT_FOUND, f"Resource '{id}' does not exist.")
    return document


def refuse(message: str) -> GraphError:
    """The answer to a body that breaks a rule."""
    return GraphError(400, BAD_REQUEST, message)


def check_name_is_free(store: Store, collection: str, name: str, *, but: str | None = None) -> None:
    """Raises GraphError when another document of the collection has the display name, compared without case."""
    if store.equal_names or doubts.answer(store, "equal-names") == "accepted":
        return
    wanted = name.casefold()
    deleted = collection == WORKFLOWS and doubts.answer(store, "deleted-names") == "taken"
    for document in (*store.all(collection), *(store.all(DELETED) if deleted else ())):
        if str(document["displayName"]).casefold() == wanted and document["id"] != but:
            raise GraphError(409, CONFLICT, f"An object named '{name}' exists already.")


def objects(value: object) -> list[JsonObject]:
    """The JSON objects of a stored list."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def without_annotations(body: JsonObject) -> JsonObject:
    """The members of a body that are no `@odata` annotations; the service tolerates those."""
    return {name: value for name, value in body.items() if "@odata." not in name}
