"""The first thing a reader runs: the plan once, no changes at the end, and three commands that work as printed."""

import runpy
import sys
from typing import Any

import pytest

from tests.commands import ROOT, Lcwsync


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    monkeypatch.setattr(sys, "path", [str(ROOT / "scripts"), *sys.path])
    return runpy.run_path(str(ROOT / "scripts" / "try.py"))


@pytest.mark.usefixtures("project")
def test_every_step_and_every_printed_command_works(script: dict[str, Any], lcwsync: Lcwsync) -> None:
    told = ""
    for words in script["STEPS"]:
        done = lcwsync(*words)
        assert done.code == 0, words
        told += done.err + done.out
    assert told.count("POST  workflows/joiner-pre-hire-tap.yaml") == 1
    assert "No changes. The tenant matches git" in told
    printed = [line.partition("lcwsync ")[2].partition("   ")[0] for line in script["farewell"]().splitlines()[2:]]
    assert printed == ["preview", "sandbox advance 1d", "sandbox outbox"]
    shown = ""
    for command in printed:
        done = lcwsync(*command.split())
        assert done.code == 0, command
        shown = done.out
    assert "Temporary Access Pass" in shown


def test_the_readme_says_what_the_script_does(script: dict[str, Any]) -> None:
    first = " ".join((script["__doc__"] or "").split())
    promised = first.partition(": ")[2].rstrip(".")
    assert promised in (ROOT / "README.md").read_text(encoding="utf-8")
