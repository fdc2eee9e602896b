"""What an export wrote, for programs, and its schema."""

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum

from lcwsync.model.state import TenantIdentity
from lcwsync.render.formats import schema
from lcwsync.render.formats.json import about, document
from lcwsync.render.formats.schema import FLAG, TEXT, array, closed, one_of
from lcwsync.values.json import JsonObject
from lcwsync.values.records import dataclass


class FileChange(StrEnum):
    """What became of a file."""

    ADDED = "added"
    CHANGED = "changed"
    """In place, or written anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """An export into a directory: its files, and what git does not say of the tenant afterwards."""

    environment: str
    tenant: TenantIdentity
    directory: str
    files: Mapping[str, FileChange]
    """By path."""
    differing: tuple[str, ...] = ()
    """Objects of which git does not say what the tenant has."""
    only_in_git: tuple[str, ...] = ()
    not_written: tuple[str, ...] = field(default=())
    """Objects whose file could not be changed, each with the reason."""

    @property
    def complete(self) -> bool:
        """Whether git says what the tenant has of everything that was exported."""
        return not (self.differing or self.not_written)


def export_json(exported: Exported, *, tool_version: str) -> str:
    """The document (schemas/export.schema.json)."""
    content: JsonObject = {
        **about(exported.environment, exported.tenant),
        "directory": exported.directory,
        "complete": exported.complete,
        "files": [{"file": path, "change": change.value} for path, change in exported.files.items()],
        "differing": list(exported.differing),
        "onlyInGit": list(exported.only_in_git),
        "notWritten": list(exported.not_written),
    }
    return document(tool_version, content)


def export_schema() -> JsonObject:
    """The JSON Schema of `export --format json`."""
    content: JsonObject = {
        **schema.ABOUT,
        "directory": TEXT,
        "complete": {**FLAG, "description": "git says what the tenant has of everything that was exported"},
        "files": array(closed({"file": TEXT, "change": one_of(change.value for change in FileChange)})),
        "differing": {**array(TEXT), "description": "objects of which git does not say what the tenant has"},
        "onlyInGit": {**array(TEXT), "description": "objects whose files stay: a plan creates them"},
        "notWritten": {**array(TEXT), "description": "objects whose file could not be changed, with the reason"},
    }
    return schema.document("What `lcwsync export --format json` wrote", content, schema.COMMON)
