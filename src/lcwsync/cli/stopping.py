"""A signal to end, while an apply writes: the current call finishes, and the rest is not attempted."""

import signal
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from types import FrameType

from lcwsync.apply.stop import StopSignal
from lcwsync.cli.console import until_closed
from lcwsync.cli.options import say


def _ends() -> Iterator[signal.Signals]:
    """The signals that ask a process to end, a closed console among them, unless nohup has it ignored.

    Windows sends SIGBREAK for a closed console (https://docs.python.org/3/library/signal.html#signal.SIGBREAK).
    """
    for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK"):
        number = signal.Signals.__members__.get(name)
        if number is not None and not (name == "SIGHUP" and signal.getsignal(number) is signal.SIG_IGN):
            yield number


@contextmanager
def interruptible() -> Iterator[None]:
    """A signal to end raises KeyboardInterrupt in the block, as Ctrl+C does: nothing ends without a word. `Stopping`
    takes its place where a call may be under way."""
    if threading.current_thread() is not threading.main_thread():  # only it sees signals
        yield
        return
    before = {number: signal.signal(number, signal.default_int_handler) for number in _ends()}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class Stopping(AbstractContextManager[StopSignal]):
    """While apply writes, a signal to end lets the current call finish and skips the rest; one signal is enough."""

    def __enter__(self) -> StopSignal:
        self.stop = StopSignal()
        self.before = {number: signal.signal(number, self._asked) for number in _ends()}
        self.console = until_closed(self._closed)
        self.console.__enter__()
        return self.stop

    def __exit__(self, *_: object) -> None:
        self.console.__exit__(None, None, None)
        for number, handler in self.before.items():
            signal.signal(number, handler)

    def _asked(self, _number: int, _frame: FrameType | None) -> None:
        self._closed()

    def _closed(self) -> None:
        say("stopping after the current call ...")
        self.stop.set()
