"""The environments of a project: names for a shell, and a document for the matrix of a CI."""

from collections.abc import Iterable, Mapping

from lcwsync.model.environment import Environment
from lcwsync.plan.base import Change
from lcwsync.render.formats import schema
from lcwsync.render.formats.json import document
from lcwsync.values.json import JsonObject


def environments_text(environments: Iterable[Environment]) -> str:
    """One name a line, and nothing else: a shell reads it."""
    return "".join(f"{environment.name}\n" for environment in environments)


def environments_json(
    environments: Iterable[Environment],
    *,
    tool_version: str,
    default: str,
    rollout: Iterable[str],
    base: str | None,
    changes: Mapping[str, Change],
    shard: tuple[int, int] | None,
) -> str:
    """The environments as a JSON document (schemas/environments.schema.json).

    `rollout`: the rings of the project in their order;
    `base`: what they were compared with, None when they were not; `changes`: what git changes of an environment;
    `shard`: the part that they are, and the number of parts.
    """
    listed = [
        {
            "name": environment.name,
            "sandbox": environment.sandbox,
            "tenantId": environment.tenant_id,
            "cloud": environment.cloud.value,
            "default": environment.name == default,
            "ring": environment.ring,
            "change": changes.get(environment.name),
        }
        for environment in environments
    ]
    part = {"number": shard[0], "total": shard[1]} if shard else None
    return document(tool_version, {"base": base, "shard": part, "rollout": list(rollout), "environments": listed})


def environments_schema() -> JsonObject:
    """The schema of the document."""
    environment: JsonObject = {
        "name": schema.TEXT,
        "sandbox": schema.FLAG,
        "tenantId": schema.TEXT_OR_NULL,
        "cloud": schema.TEXT,
        "default": {**schema.FLAG, "description": "the environment that a command takes when none is named"},
        "ring": {**schema.TEXT_OR_NULL, "description": "one of rollout; null when the project has no rings"},
        "change": {
            **schema.one_of((*(change.value for change in Change), None)),
            "description": "what differs from the base; null when nothing was compared",
        },
    }
    number: JsonObject = {"type": "integer", "minimum": 1}
    return schema.document(
        "The environments of a project",
        {
            "base": {**schema.TEXT_OR_NULL, "description": "what --changed-since compared with"},
            "shard": schema.or_null(schema.closed({"number": number, "total": number})),
            "rollout": {**schema.array(schema.TEXT), "description": "the rings, each applied after the one before"},
            "environments": schema.array(schema.closed(environment)),
        },
        {},
    )
