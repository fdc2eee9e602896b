"""What every format of a history shows."""

from collections.abc import Mapping

from lcwsync.apply.journal import JournalEntry
from lcwsync.inspect.history import VersionDifference
from lcwsync.model.state import TenantIdentity
from lcwsync.model.version import Version
from lcwsync.values.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What became of a workflow: its versions, newest first, what changed between them, and who applied what."""

    environment: str
    tenant: TenantIdentity
    workflow_id: str
    name: str
    versions: tuple[Version, ...]
    changes: tuple[tuple[int, int, VersionDifference], ...]
    """The number of the older version, that of the newer one, and the difference."""
    applied: tuple[JournalEntry, ...]
    """Of the journal of one directory, oldest first."""
    names: Mapping[str, str]
    """User principal names of those who changed it, by object id."""
