"""What the sandbox cannot do for its caller. Errors of Graph are `http.routing.GraphError`, and are answers."""


class SandboxError(Exception):
    """The sandbox cannot be used: `message` and the next step as `hint`."""

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class SandboxUsageError(SandboxError):
    """The sandbox was called with a value that it does not take."""
