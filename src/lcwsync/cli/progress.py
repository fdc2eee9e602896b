"""A progress line for commands that keep a person waiting at a terminal. It is removed whenever an answer is there."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

PATIENCE = 1.0
"""Delay in seconds before the progress line appears, from the first request on: shorter commands show none."""

_EVERY = 0.1
"""Seconds between two updates of the line."""

_TICK = 0.25
"""Seconds between two looks at a request that is not answered yet."""

_ERASE = "\r\x1b[K"


class ProgressLine:
    """`reading workflows 40/100` on a terminal, in place, or how long the tenant has been asked.

    It is a `tenant.http.calls.OnProgress`. While nothing is asked, the terminal is free for other text.
    """

    def __init__(self, terminal: TextIO, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._terminal = terminal
        self._clock = clock
        self._began: float | None = None
        self._shown: float | None = None
        self._reading = ""
        self._lock = threading.RLock()
        self._waits = False

    def __call__(self, what: str, done: int, total: int | None) -> None:
        """Show that `done` of `total` objects were read (None: the number is unknown). Equal numbers end the read."""
        with self._lock:
            now = self._now()
            if done == total:
                self._reading = ""
                self.clear()
                return
            self._reading = f"reading {what} {done:,}" + ("" if total is None else f"/{total:,}")
            self._show(now)

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """While the tenant is being asked: the line appears by itself once patience is over."""
        if self._waits:
            yield
            return
        over = threading.Event()
        self._waits = True
        with self._lock:
            self._show(self._now())
        watch = threading.Thread(target=self._watch, args=(over,), daemon=True)
        watch.start()
        try:
            yield
        finally:
            over.set()
            watch.join()
            self._waits = False
            self.clear()

    def clear(self) -> None:
        """Remove the line, so that something else can be written."""
        with self._lock:
            if self._shown is not None:
                self._write(_ERASE)
                self._shown = None

    def _watch(self, over: threading.Event) -> None:
        while not over.wait(_TICK):
            with self._lock:
                if not over.is_set():
                    self._show(self._now())

    def _now(self) -> float:
        now = self._clock()
        if self._began is None:
            self._began = now
        return now

    def _show(self, now: float) -> None:
        since = now - (self._began or 0)
        if since >= PATIENCE and (self._shown is None or now - self._shown >= _EVERY):
            self._write(f"{_ERASE}{self._reading or f'asking the tenant, {since:.0f} s'}")
            self._shown = now

    def _write(self, text: str) -> None:
        self._terminal.write(text)
        self._terminal.flush()
