"""What the process tells its caller. One place for the numbers; docs and JSON use the same."""

from enum import IntEnum


class ExitCode(IntEnum):
    """Exit codes of every command."""

    DONE = 0
    """Done, or nothing to change."""
    ERROR = 1
    """Something is wrong with the input, the tenant or the network."""
    CHANGES = 2
    """Changes are present (`--detailed-exitcode`), drift was found, or failures were (`--exit-code`)."""
    STALE = 3
    """The plan is no longer true of the tenant or of git."""
    REFUSED = 4
    """A safety law or a guardrail said no."""
    PARTLY_APPLIED = 5
    """Some actions were applied and some were not."""
    USAGE = 64
    """The command line is wrong."""
    INTERRUPTED = 130
    """Stopped by a signal."""
