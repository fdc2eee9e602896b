"""Reading environments while others are read or shown: a network is waited for, and a processor is not."""

import argparse
import queue
import threading
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Generic, TypeVar

from lcwsync.cli.options import hold_messages, show

T = TypeVar("T")

_MOST = 32
"""Environments that are read at one time at most: each has a client and several connections of its own."""


def add_parallel(parser: argparse.ArgumentParser, *, does: str = "read") -> None:
    """`--parallel N`; `does` is what the command does to an environment."""
    parser.add_argument(
        "--parallel",
        type=_number,
        metavar="N",
        help=f"{does} N environments at one time, {_MOST} at most; results keep the order of the environments",
    )


def _number(text: str) -> int:
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0
    if not 1 <= number <= _MOST:
        raise argparse.ArgumentTypeError(f"{text} is not a number between 1 and {_MOST}")
    return number


def read_early(names: Sequence[str], read: Callable[[str], T], parallel: int | None) -> Callable[[str], T]:
    """`read`, or what gives its results early: `parallel` of them at one time, one ahead when it is None."""
    if len(names) == 1 or parallel == 1:
        return read
    return one_ahead(names, read) if parallel is None else at_one_time(names, read, parallel)


def at_one_time(names: Sequence[str], read: Callable[[str], T], number: int) -> Callable[[str], T]:
    """A function that gives what `read` gives for a name, while `number` reads are under way until all have ended.

    A slow or failing read delays or ends no other one. What `read` says on stderr, and the error that it raises, come
    when its result is asked for.
    """
    reads = {name: _Background(read, name) for name in names}
    waiting: queue.SimpleQueue[_Background[T]] = queue.SimpleQueue()
    for each in reads.values():
        waiting.put(each)

    def work() -> None:
        while True:
            try:
                each = waiting.get_nowait()
            except queue.Empty:
                return
            each.run()

    for _ in range(min(number, len(names))):
        threading.Thread(target=work, daemon=True).start()
    return lambda name: reads.pop(name).result()


def one_ahead(names: Sequence[str], read: Callable[[str], T]) -> Callable[[str], T]:
    """A function that gives what `read` gives for a name, in the order of `names`, and lets the next one begin.

    What `read` says on stderr, and the error that it raises, come when its result is asked for.
    """
    following = dict(pairwise(names))
    under_way: dict[str, _Background[T]] = {}

    def take(name: str) -> T:
        current = under_way.pop(name, None) or _started(read, name)
        if name in following:
            under_way[following[name]] = _started(read, following[name])
        return current.result()

    return take


def _started(read: Callable[[str], T], name: str) -> "_Background[T]":
    """A read in a thread of its own, which does not keep the process from ending."""
    background = _Background(read, name)
    threading.Thread(target=background.run, daemon=True).start()
    return background


class _Background(Generic[T]):
    """One read, whose result is waited for in another thread than the one that runs it."""

    def __init__(self, read: Callable[[str], T], name: str) -> None:
        self._read, self._name = read, name
        self._messages: list[str] = []
        self._results: list[T] = []
        self._error: BaseException | None = None
        self._ended = threading.Event()

    def result(self) -> T:
        """The result, once it is there. Raises what the read raised."""
        while not self._ended.wait(0.1):
            pass  # a signal is seen between two looks
        for message in self._messages:
            show(message)
        if self._error is not None:
            raise self._error
        return self._results[0]

    def run(self) -> None:
        """Read, and keep the result, what was said and the error."""
        with hold_messages(self._messages):
            try:
                self._results.append(self._read(self._name))
            except BaseException as error:  # noqa: BLE001 - raised again where it is waited for
                self._error = error
            finally:
                self._ended.set()
