"""The stop flag. A signal sets it, and the executor checks it between two actions."""


class StopSignal:
    """Set once, never cleared."""

    def __init__(self) -> None:
        self._set = False

    def set(self) -> None:
        """Ask to stop after the action that is under way."""
        self._set = True

    def is_set(self) -> bool:
        """Whether a signal asked to stop."""
        return self._set
