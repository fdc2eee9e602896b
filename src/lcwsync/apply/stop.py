"""The wish to stop, set by a signal and looked at between two calls."""


class StopSignal:
    """Set once, never unset."""

    def __init__(self) -> None:
        self._set = False

    def set(self) -> None:
        """Ask to stop after the call in hand."""
        self._set = True

    def is_set(self) -> bool:
        """Whether somebody asked."""
        return self._set
