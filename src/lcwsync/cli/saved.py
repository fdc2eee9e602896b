"""The plan file of the command line."""

from pathlib import Path

from lcwsync.plan.planfile import MAX_BYTES, SavedPlan, read
from lcwsync.values.errors import ConfigError


def saved_plan(path: Path) -> SavedPlan:
    """Read it, and no more of it than a plan can have. Raises ConfigError."""
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        message = f"the plan file {path} cannot be read: {error.strerror or 'input/output error'}"
        raise ConfigError(message, hint="`lcwsync plan --out PLANFILE` saves one") from None
    return read(content)
