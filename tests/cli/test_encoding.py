"""Streams that are not UTF-8: no command ends for a letter, and what programs read is UTF-8 all the same."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from lcwsync.cli.options import ascii_json


def run(project: Path, *words: str, encoding: str = "ascii") -> subprocess.CompletedProcess[bytes]:
    environ = {name: value for name, value in os.environ.items() if not name.startswith("LCWSYNC_")}
    return subprocess.run(
        [sys.executable, "-m", "lcwsync", *words],
        cwd=project,
        env=environ | {"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"},
        capture_output=True,
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252", "utf-8"])
def test_json_is_utf_8_and_ascii_where_the_pipe_is_something_else(encoding: str, project: Path) -> None:
    done = run(project, "preview", "--days", "20", "--format", "json", "--show-people", encoding=encoding)
    assert done.returncode == 0, done.stderr
    assert done.stdout.isascii() is (encoding != "utf-8")
    assert "Łukasz Żak" in json.dumps(json.loads(done.stdout.decode("utf-8")), ensure_ascii=False)


@pytest.mark.parametrize("style", ["markdown", "github"])
def test_markdown_is_utf_8(style: str, project: Path) -> None:
    done = run(project, "plan", "--format", style)
    assert done.returncode == 0, done.stderr
    assert "·" in done.stdout.decode("utf-8")


@pytest.mark.parametrize("command", ["plan", "preview --days 20", "audit", "sandbox advance 8d", "sandbox outbox"])
def test_text_keeps_to_what_the_terminal_takes(command: str, project: Path) -> None:
    assert run(project, "apply", "--yes").returncode == 0
    assert run(project, "sandbox", "advance", "8d").returncode == 0
    done = run(project, *command.split())
    assert done.returncode == 0, done.stderr
    assert done.stdout.isascii()


@pytest.mark.parametrize("value", ["Łukasz Żak", "\U0001f511 key", 'quote " and \\', "plain"])
def test_json_as_ascii_holds_the_same_values(value: str) -> None:
    text = json.dumps({value: [value]}, ensure_ascii=False)
    assert ascii_json(text).isascii()
    assert json.loads(ascii_json(text)) == {value: [value]}


def test_the_json_of_a_whole_document_is_ascii_in_a_pipe_that_is_not_utf_8(project: Path) -> None:
    path = project / "workflows" / "joiner-first-day.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("displayName: ", "displayName: Žofie "), encoding="utf-8")
    plain, other = (run(project, "plan", "--format", "json", encoding=name) for name in ("utf-8", "cp850"))
    assert not plain.stdout.isascii()
    assert other.stdout.isascii()
    assert json.loads(other.stdout) == json.loads(plain.stdout.decode("utf-8"))
