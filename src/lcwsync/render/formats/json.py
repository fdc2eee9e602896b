"""Parts of all JSON documents: the head, the list of environments, and recurring values."""

from collections.abc import Iterable

from lcwsync.model.state import ObjectName, TenantIdentity
from lcwsync.render.formats import escape
from lcwsync.values.json import JsonObject
from lcwsync.values.location import Location

FORMAT_VERSION = "2.2"
"""Of every document. The first number rises when a reader of the old ones would be misled, the second one when members
are new."""


def document(tool_version: str, content: JsonObject) -> str:
    """A whole document: the head, then its content."""
    return escape.json({"formatVersion": FORMAT_VERSION, "toolVersion": tool_version, **content})


def environments(tool_version: str, reports: Iterable[JsonObject], failures: Iterable[JsonObject] = ()) -> str:
    """The document of a command that takes several environments: one report each, in the order of the command line.

    `failures` (`failure`) holds the environments without a report, so that none is missing silently.
    """
    return document(tool_version, {"environments": list(reports), "failures": list(failures)})


FAILED = ("failed", "refused", "stale", "notAttempted")
"""The verdicts on an environment that has no report."""


def failure(environment: str, message: str, hint: str | None = None, *, verdict: str = "failed") -> JsonObject:
    """An environment that has no report, and why; `verdict` is one of FAILED."""
    return {"environment": environment, "verdict": verdict, "message": message, "hint": hint}


def about(environment: str, tenant: TenantIdentity) -> JsonObject:
    """The environment and tenant of a report."""
    return {
        "environment": environment,
        "tenant": {"id": tenant.id, "name": tenant.name, "sandbox": tenant.sandbox},
    }


def object_json(name: ObjectName) -> JsonObject:
    """An object by its kind and name."""
    return {"kind": name.kind.value, "name": name.name}


def location_json(location: Location | None) -> JsonObject | None:
    """A place in a file; line and column are null where they are not known."""
    if location is None:
        return None
    return {"file": location.file, "line": location.line or None, "column": location.column or None}
