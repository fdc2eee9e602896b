"""How far a long read is, told to somebody who watches and to nobody else."""

import io
import re
import shlex
import time
from collections.abc import Iterator
from contextlib import redirect_stderr

import pytest

from lcwsync.cli import main
from lcwsync.cli.progress import PATIENCE, ProgressLine
from lcwsync.sandbox.company.large import seed_large
from lcwsync.sandbox.faults import parse_fault
from tests.commands import Served


class Terminal(io.StringIO):
    """What a person would see of stderr."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    return Terminal()


def line(terminal: Terminal, *times: float) -> ProgressLine:
    left = iter(times)
    return ProgressLine(terminal, clock=lambda: next(left))


def states(terminal: Terminal) -> Iterator[str]:
    """What stood in the line, one after the other."""
    return (state for state in terminal.getvalue().split("\r\x1b[K") if state)


def test_a_short_read_shows_no_progress(terminal: Terminal) -> None:
    show = line(terminal, 0, PATIENCE / 4, PATIENCE / 2, PATIENCE)
    for done in (0, 20, 40, 60):
        show("workflows", done, 60)
    assert terminal.getvalue() == ""


def test_a_long_read_shows_its_progress_in_one_line_and_removes_it(terminal: Terminal) -> None:
    show = line(terminal, 0, 1.5, 1.51, 2, 3)
    for done in (0, 40_000, 41_000, 50_000):
        show("people", done, None)
    assert list(states(terminal)) == ["reading people 40,000", "reading people 50,000"]
    show("people", 100_000, 100_000)
    assert terminal.getvalue().endswith("\r\x1b[K")
    assert "100,000" not in terminal.getvalue()


def test_the_total_is_shown_where_it_is_known(terminal: Terminal) -> None:
    show = line(terminal, 0, 2)
    show("workflows", 0, None)
    show("workflows", 40, 100)
    assert list(states(terminal)) == ["reading workflows 40/100"]


def test_many_short_reads_of_a_long_command_are_shown(terminal: Terminal) -> None:
    show = line(terminal, 0, 0.9, 0.95, 1.2)
    for what, done, total in (("people", 0, None), ("people", 2, 2), ("managers", 0, 40), ("managers", 20, 40)):
        show(what, done, total)
    assert list(states(terminal)) == ["reading managers 20/40"]


def test_one_request_without_an_answer_is_shown_and_the_line_is_gone_when_it_comes(terminal: Terminal) -> None:
    show = ProgressLine(terminal)
    with show.waiting(), show.waiting():
        time.sleep(PATIENCE + 0.6)
        assert next(states(terminal)) == "asking the tenant, 1 s"
    assert terminal.getvalue().endswith("\r\x1b[K")


@pytest.fixture
def slow(served: Served) -> Served:
    """A tenant whose workflows take a second and more to read."""
    seed_large(served.app.store, users=0, workflows=45)
    served.app.faults.add(parse_fault("slow:GET:*/workflows/*:0:0:0.055"))
    return served


def test_a_plan_that_takes_long_shows_its_reads_and_leaves_nothing_of_them(slow: Served, terminal: Terminal) -> None:
    with redirect_stderr(terminal):
        main(["plan"])
    shown = terminal.getvalue()
    assert re.search(r"\r\x1b\[Kreading workflows \d+/45", shown)
    assert "reading" not in shown.rpartition("\r\x1b[K")[2]


COMMANDS = (
    "plan",
    "preview",
    "audit",
    "drift",
    "export --out exported",
    "status",
    "report --out pages",
    "doctor",
    "why mila.horvat@kestrelvane.example",
    "history 'Welcome guests (made in the portal)'",
)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_that_reads_for_long_says_so_and_leaves_nothing(
    served: Served, terminal: Terminal, command: str
) -> None:
    served.app.faults.add(parse_fault("slow:GET:*:0:1:1.5"))
    with redirect_stderr(terminal):
        main(shlex.split(command))
    shown = terminal.getvalue()
    assert re.search(r"\r\x1b\[K(reading|asking)", shown)
    assert not re.search(r"(reading|asking)[^\r]*$", shown)


@pytest.mark.parametrize("command", ["status", "audit"])
def test_a_pipe_never_holds_progress(served: Served, capsys: pytest.CaptureFixture[str], command: str) -> None:
    served.app.faults.add(parse_fault("slow:GET:*:0:1:1.5"))
    main([command])
    assert "\r" not in (said := capsys.readouterr()).err + said.out


def test_logs_never_hold_progress(slow: Served, terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    with redirect_stderr(terminal):
        main(["plan"])
    assert "reading" not in terminal.getvalue()
