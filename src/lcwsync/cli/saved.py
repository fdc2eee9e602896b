"""The plan file of the command line."""

from datetime import datetime
from pathlib import Path

from lcwsync import __version__
from lcwsync.plan.planfile import MAX_BYTES, SavedPlan, read
from lcwsync.render.formats.values import counted
from lcwsync.values.errors import ConfigError, Refused, StalePlan
from lcwsync.values.moments import moment_text


def saved_plan(path: Path) -> SavedPlan:
    """Read it, and no more of it than a plan can have. Raises ConfigError."""
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        message = f"the plan file {path} cannot be read: {error.strerror or 'input/output error'}"
        raise ConfigError(message, hint="`lcwsync plan --out PLANFILE` saves one") from None
    return read(content)


def check_fresh(saved: SavedPlan, now: datetime) -> None:
    """Raises StalePlan for a plan that another version made, that has waited too long or that was made later than now,
    Refused for one that a safety law refused when it was made."""
    if saved.refusals:
        raise Refused(
            "the plan was refused when it was made; nothing was written",
            hint="repair what it names, and make a new one with `lcwsync plan --out PLANFILE`",
            reasons=saved.refusals,
        )
    if saved.tool_version != __version__:
        message = (
            f"the plan was made by lcwsync {saved.tool_version}, and this is {__version__}: it may read it otherwise"
        )
        raise StalePlan(message, hint="plan and apply with one version: `lcwsync plan --out PLANFILE`")
    if saved.too_old(now):
        days = counted(saved.valid_for.days, "day")
        raise StalePlan(
            f"the plan was made at {moment_text(saved.made)}, and it is valid for {days}",
            hint="make a new one with `lcwsync plan --out PLANFILE`, and have it reviewed",
        )
    if saved.too_new(now):
        raise StalePlan(
            f"the plan was made at {moment_text(saved.made)}, and here it is {moment_text(now)}: its age is not known",
            hint="set the clock of the machine that is wrong, and make a new plan",
        )
