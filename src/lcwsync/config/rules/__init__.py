"""Rules of meaning: what a configuration in good form will do, and should not."""

from collections.abc import Sequence

from lcwsync.config.objects import ConfiguredObject
from lcwsync.model.state import Desired
from lcwsync.values.findings import Finding
from lcwsync.values.places import Places


def rule_findings(desired: Desired, places: Places, objects: Sequence[ConfiguredObject]) -> list[Finding]:
    return []
