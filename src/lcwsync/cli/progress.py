"""A progress line for long reads on a terminal. It is removed when the read ends."""

import time
from collections.abc import Callable
from typing import TextIO

PATIENCE = 1.0
"""Delay in seconds before the progress line appears: shorter reads show none."""

_EVERY = 0.1
"""Seconds between two updates of the line."""

_ERASE = "\r\x1b[K"


class ProgressLine:
    """`reading workflows 40/100` on a terminal, in place. Call it as a `tenant.port.OnProgress`."""

    def __init__(self, terminal: TextIO, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._terminal = terminal
        self._clock = clock
        self._began: float | None = None
        self._shown: float | None = None

    def __call__(self, what: str, done: int, total: int | None) -> None:
        """Show that `done` of `total` objects were read (None: the number is unknown). Equal numbers end the line."""
        now = self._clock()
        if done == total:
            self.clear()
            self._began = None
            return
        if self._began is None:
            self._began = now
        if now - self._began >= PATIENCE and (self._shown is None or now - self._shown >= _EVERY):
            of = "" if total is None else f"/{total:,}"
            self._write(f"{_ERASE}reading {what} {done:,}{of}")
            self._shown = now

    def clear(self) -> None:
        """Remove the line, so that something else can be written."""
        if self._shown is not None:
            self._write(_ERASE)
            self._shown = None

    def _write(self, text: str) -> None:
        self._terminal.write(text)
        self._terminal.flush()
