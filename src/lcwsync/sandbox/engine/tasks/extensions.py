"""The task that calls a Logic App (https://learn.microsoft.com/entra/id-governance/lifecycle-workflow-extensibility).

There is none behind the sandbox: one that is waited for answers at once that all went well.
"""

from lcwsync.sandbox.documents import EXTENSIONS
from lcwsync.sandbox.engine.tasks.call import Call, Done, TaskFailed, argument
from lcwsync.sandbox.store import JsonObject, Store


def run(call: Call) -> Done:
    """Call the extension of `customTaskExtensionID`."""
    extension = call.store.get(EXTENSIONS, call.argument("customTaskExtensionID"))
    if extension is None:
        raise TaskFailed(_missing(call.task))
    waited = " and waited for its answer" if extension.get("callbackConfiguration") else ""
    return Done(f"called {extension['displayName']}{waited}")


def foreseeable_failure(store: Store, task: JsonObject) -> str | None:
    """An extension that does not exist."""
    return None if store.get(EXTENSIONS, argument(task, "customTaskExtensionID")) else _missing(task)


def _missing(task: JsonObject) -> str:
    return f"The custom task extension {argument(task, 'customTaskExtensionID')} does not exist."
