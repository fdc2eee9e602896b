"""The plan file of the command line."""

from pathlib import Path

from lcwsync.plan.planfile import MAX_BYTES, SavedPlan, read


def saved_plan(path: Path) -> SavedPlan:
    """Read it, and no more of it than a plan can have. Raises ConfigError, and OSError when there is no such file."""
    with path.open("rb") as file:
        return read(file.read(MAX_BYTES + 1))
