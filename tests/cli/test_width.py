"""The width of text: the terminal's, COLUMNS, or none for a pipe and a file; colours on a terminal only."""

import io
import os
from collections.abc import Sequence
from contextlib import redirect_stdout
from pathlib import Path

import pytest

from lcwsync.cli import main
from lcwsync.cli.options import line_width
from lcwsync.render.formats.fit import cells
from tests.commands import Lcwsync


class Terminal(io.StringIO):
    encoding = "utf-8"

    def isatty(self) -> bool:
        return True

    def fileno(self) -> int:
        return 1


def at_terminal(*words: str) -> str:
    terminal = Terminal()
    with redirect_stdout(terminal):
        assert main(words) in (0, 2)
    return terminal.getvalue()


@pytest.fixture
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setattr(os, "get_terminal_size", lambda _fd=1: os.terminal_size((72, 24)))


COMMANDS = (
    ("validate",),
    ("plan",),
    ("apply", "--yes"),
    ("preview",),
    ("preview", "--failing"),
    ("status",),
    ("drift",),
    ("audit",),
    ("history", "Welcome guests (made in the portal)"),
    ("tasks",),
    ("attributes",),
    ("explain",),
    ("placeholders",),
)


@pytest.mark.usefixtures("project", "narrow")
@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_lines_fit_a_terminal_and_stay_whole_in_a_pipe(lcwsync: Lcwsync, words: Sequence[str]) -> None:
    told = at_terminal(*words, *(["--color", "never"] if words[0] in ("plan", "apply", "preview", "drift") else []))
    assert [line for line in told.splitlines() if cells(line) > 72 and " " in line.strip()] == []
    assert len(lcwsync(*words).out.splitlines()) <= len(told.splitlines())


@pytest.mark.usefixtures("project", "narrow")
@pytest.mark.parametrize("words", [("preview",), ("drift",), ("plan",), ("status",)], ids=" ".join)
def test_a_terminal_is_coloured_unless_no_color_says_otherwise(
    lcwsync: Lcwsync, monkeypatch: pytest.MonkeyPatch, words: Sequence[str]
) -> None:
    assert "\x1b[" in at_terminal(*words)
    assert "\x1b[" not in lcwsync(*words).out
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" not in at_terminal(*words)
    monkeypatch.delenv("NO_COLOR")
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[" in lcwsync(*words).out


def test_columns_counts_before_the_terminal_and_a_file_has_no_width(
    narrow: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    assert line_width(Terminal()) == 72
    assert line_width(io.StringIO()) is None
    assert line_width(Terminal(), tmp_path / "file") is None
    monkeypatch.setenv("COLUMNS", "100")
    assert line_width(Terminal()) == line_width(io.StringIO()) == 100
    monkeypatch.setenv("COLUMNS", "5")
    assert line_width(Terminal()) == 40
    monkeypatch.setenv("COLUMNS", "wide")
    assert line_width(Terminal()) is None
