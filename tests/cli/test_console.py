"""The console of Windows, by a stand-in for its kernel32: what is asked of it, and what its answers lead to."""

import ctypes
import socket
import threading
from collections.abc import Callable

import pytest

from lcwsync.apply.stop import StopSignal
from lcwsync.cli.console import CLOSING, enable_colour, handling

VIRTUAL_TERMINAL = 4


class Kernel:
    """kernel32 of one console: `mode` is None for a stream that is no console, `takes` whether it can be changed."""

    def __init__(self, mode: int | None, *, takes: bool = True) -> None:
        self.mode, self.takes = mode, takes
        self.handlers: list[Callable[[int], int]] = []

    def GetStdHandle(self, which: int) -> int:  # noqa: N802 - the name of Windows
        assert which in (-11, -12)
        return which

    def GetConsoleMode(self, _handle: int, mode: object) -> int:  # noqa: N802
        if self.mode is None:
            return 0
        ctypes.cast(mode, ctypes.POINTER(ctypes.c_uint32))[0] = ctypes.c_uint32(self.mode)  # type: ignore[arg-type]
        return 1

    def SetConsoleMode(self, _handle: int, mode: int) -> int:  # noqa: N802
        if self.takes:
            self.mode = mode
        return int(self.takes)

    def SetConsoleCtrlHandler(self, handler: Callable[[int], int], add: int) -> int:  # noqa: N802
        (self.handlers.append if add else self.handlers.remove)(handler)
        return 1


@pytest.mark.parametrize("error", [False, True])
def test_a_console_is_asked_to_show_colours(error: bool) -> None:
    kernel = Kernel(3)
    assert enable_colour(kernel, error=error)
    assert kernel.mode == 3 | VIRTUAL_TERMINAL


def test_a_console_that_shows_colours_is_left_as_it_is() -> None:
    assert enable_colour(Kernel(3 | VIRTUAL_TERMINAL, takes=False), error=False)


@pytest.mark.parametrize("kernel", [Kernel(None), Kernel(3, takes=False)])
def test_an_old_console_gets_no_colours(kernel: Kernel) -> None:
    assert not enable_colour(kernel, error=False)


@pytest.mark.parametrize("event", sorted(CLOSING))
def test_a_closed_console_stops_an_apply_and_waits_for_its_end(event: int) -> None:
    kernel, stop, told = Kernel(3), StopSignal(), threading.Event()

    def asked() -> None:
        stop.set()
        told.set()

    answers: list[int] = []
    with handling(kernel, lambda handle: handle, asked):
        (handler,) = kernel.handlers
        # Windows calls it in a thread of its own, and ends the process when it returns.
        closing = threading.Thread(target=lambda: answers.append(handler(event)))
        closing.start()
        assert told.wait(5)
        assert stop.is_set()
        closing.join(0.05)
        assert closing.is_alive(), "the call under way has not ended"
    closing.join(5)
    assert answers == [1]
    assert not kernel.handlers


def test_ctrl_c_stays_a_signal_of_python() -> None:
    kernel, stop = Kernel(3), StopSignal()
    with handling(kernel, lambda handle: handle, stop.set):
        assert [kernel.handlers[0](event) for event in (0, 1)] == [0, 0]
    assert not stop.is_set()


def test_the_port_of_the_sandbox_is_taken_exclusively_on_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    from lcwsync.sandbox import serve

    asked: list[int] = []
    monkeypatch.setattr(socket, "SO_EXCLUSIVEADDRUSE", -5, raising=False)
    monkeypatch.setattr(
        socket.socket, "setsockopt", lambda _self, _level, option, _value: asked.append(option), raising=True
    )
    serve._listen("127.0.0.1", 0).close()
    assert asked == [-5]
