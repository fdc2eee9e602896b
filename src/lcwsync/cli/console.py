"""The console of Windows: colour only where it is understood, and time to finish a call when the window is closed."""

import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from typing import TextIO

_STANDARD_OUTPUT, _STANDARD_ERROR = -11, -12
_VIRTUAL_TERMINAL = 0x0004
"""ENABLE_VIRTUAL_TERMINAL_PROCESSING (https://learn.microsoft.com/windows/console/setconsolemode)."""

CLOSING = frozenset({2, 5, 6})
"""CTRL_CLOSE_EVENT, CTRL_LOGOFF_EVENT, CTRL_SHUTDOWN_EVENT
(https://learn.microsoft.com/windows/console/handlerroutine)."""


def understands_colour(stream: "TextIO") -> bool:
    """Whether the terminal of a stream shows escape sequences as colours: everywhere but on an old console of
    Windows, which is asked to."""
    if os.name != "nt":
        return True
    return enable_colour(_kernel(), error=stream is sys.stderr)


def enable_colour(kernel: Any, *, error: bool) -> bool:
    """Let a console interpret escape sequences. `kernel` is kernel32; false where it does not."""
    import ctypes

    handle = kernel.GetStdHandle(_STANDARD_ERROR if error else _STANDARD_OUTPUT)
    mode = ctypes.c_uint32()
    if not kernel.GetConsoleMode(handle, ctypes.byref(mode)):
        return False
    if mode.value & _VIRTUAL_TERMINAL:
        return True
    return bool(kernel.SetConsoleMode(handle, mode.value | _VIRTUAL_TERMINAL))


@contextmanager
def until_closed(asked: Callable[[], None]) -> Iterator[None]:
    """Call `asked` when the console is closed, the user signs out or the machine shuts down, while the block runs.

    Windows ends the process as soon as the handler returns, or after some seconds (five for a closed console), so the
    handler waits for the block. Elsewhere signals tell the same.
    """
    if os.name != "nt":
        yield
        return
    import ctypes

    kind = ctypes.WINFUNCTYPE(ctypes.c_int, ctypes.c_uint32)  # type: ignore[attr-defined, unused-ignore]
    with handling(_kernel(), kind, asked):
        yield


@contextmanager
def handling(
    kernel: Any, as_handler: Callable[[Callable[[int], int]], Any], asked: Callable[[], None]
) -> Iterator[None]:
    """`until_closed` with kernel32 and the type of its handlers given."""
    ended = threading.Event()

    def handle(event: int) -> int:
        if event not in CLOSING:
            return 0  # Ctrl+C and Ctrl+Break are signals of Python's
        asked()
        ended.wait()
        return 1

    handler = as_handler(handle)  # kept: Windows holds no reference
    kernel.SetConsoleCtrlHandler(handler, 1)
    try:
        yield
    finally:
        kernel.SetConsoleCtrlHandler(handler, 0)
        ended.set()


def _kernel() -> Any:
    import ctypes

    return ctypes.windll.kernel32  # type: ignore[attr-defined, unused-ignore]
