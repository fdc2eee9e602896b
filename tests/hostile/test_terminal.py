"""Texts of files and of the tenant cannot control the terminal that shows them."""

from pathlib import Path

import pytest

from lcwsync.cli.options import say
from tests.commands import Lcwsync, Served

HOSTILE = "\x1b]0;owned\x07\x1b[31mRed\u202eder"

NAMED = """
kind: Workflow
displayName: "\\e]0;owned\\a\\e[31mRed\\u202eder"
category: joiner
isEnabled: true
isSchedulingEnabled: false
trigger: onDemandOnly
tasks: [{task: sendWelcomeEmail}]
"""


def harmless(text: str) -> bool:
    return not any(character in text for character in "\x1b\x07\u202e")


def test_lines_for_the_person_show_what_is_invisible(capsys: pytest.CaptureFixture[str]) -> None:
    say(f"waiting for {HOSTILE}\nand on")
    said = capsys.readouterr().err
    assert harmless(said)
    assert "\\x1b[31mRed" in said
    assert said.endswith("\nand on\n")


def test_the_progress_of_an_apply_is_harmless(
    served: Served, lcwsync: Lcwsync, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lcwsync.cli.apply.watched", lambda: True)
    (project / "workflows" / "hostile.yaml").write_text(NAMED)
    done = lcwsync("apply", "--yes")
    assert done.code == 0, done.err
    assert "/" in done.err
    assert "\\x1b[31mRed" in done.err
    assert harmless(done.err + done.out)
    assert any(request.method == "POST" for request in served.writes)


def test_names_of_the_tenant_are_harmless(lcwsync: Lcwsync, project: Path) -> None:
    file = project / "workflows" / "hostile.yaml"
    file.write_text(NAMED)
    assert lcwsync("apply", "--yes").code == 0
    file.unlink()
    for words in (["status"], ["drift"], ["plan"], ["preview"], ["new", "workflow", "--list"], ["history", HOSTILE]):
        done = lcwsync(*words)
        assert done.code in (0, 2), done.err
        assert harmless(done.err + done.out), words
