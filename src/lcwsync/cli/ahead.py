"""Reading the next environment while this one is shown: a network is waited for, and a processor is not."""

import threading
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Generic, TypeVar

from lcwsync.cli.options import hold_messages, say

T = TypeVar("T")


def one_ahead(names: Sequence[str], read: Callable[[str], T]) -> Callable[[str], T]:
    """A function that gives what `read` gives for a name, in the order of `names`, and lets the next one begin.

    What `read` says on stderr, and the error that it raises, come when its result is asked for.
    """
    following = dict(pairwise(names))
    under_way: dict[str, _Background[T]] = {}

    def take(name: str) -> T:
        current = under_way.pop(name, None) or _Background(read, name)
        if name in following:
            under_way[following[name]] = _Background(read, following[name])
        return current.result()

    return take


class _Background(Generic[T]):
    """One read in a thread of its own, which does not keep the process from ending."""

    def __init__(self, read: Callable[[str], T], name: str) -> None:
        self._read, self._name = read, name
        self._messages: list[str] = []
        self._results: list[T] = []
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def result(self) -> T:
        """The result, once it is there. Raises what the read raised."""
        while self._thread.is_alive():
            self._thread.join(0.1)  # a signal is seen between two looks
        for message in self._messages:
            say(message)
        if self._error is not None:
            raise self._error
        return self._results[0]

    def _run(self) -> None:
        with hold_messages(self._messages):
            try:
                self._results.append(self._read(self._name))
            except BaseException as error:  # noqa: BLE001 - raised again where it is waited for
                self._error = error
