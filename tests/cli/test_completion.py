"""A shell completes commands, options, and the names that the files contain."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from lcwsync.cli.completion import SHELLS
from tests.commands import ROOT, Lcwsync

FITTING = {
    "a command": (("=pl",), {"plan", "placeholders"}),
    "every command": (("=",), {"plan", "apply", "validate", "completion"}),
    "an option": (("plan", "=--e"), {"--env"}),
    "a choice": (("validate", "--format", "="), {"text", "json", "github", "sarif"}),
    "an environment": (("plan", "--env", "="), {"sandbox", "production"}),
    "a workflow": (("preview", "=onb"), {"Onboard pre-hire employee", "Onboard sales"}),
    "a workflow that is half quoted": (("run", "=Onboard\\ p"), {"Onboard pre-hire employee"}),
    "a target": (("plan", "--target", "=Move"), {"Move to sales"}),
    "a task": (("tasks", "=gen"), {"generateTapAndEmailManager"}),
    "an attribute": (("attributes", "=dep"), {"department"}),
    "a code": (("explain", "=tap00"), {"TAP001"}),
    "a word of an action": (("sandbox", "=adv"), {"advance"}),
}


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize(("words", "wanted"), FITTING.values(), ids=FITTING)
def test_what_fits_at_the_cursor_is_listed(lcwsync: Lcwsync, words: tuple[str, ...], wanted: set[str]) -> None:
    listed = set(lcwsync("completion", "words", "--", *words).out.splitlines())
    assert wanted <= listed
    start = words[-1].removeprefix("=").replace("\\", "").casefold()
    assert all(word.casefold().startswith(start) for word in listed)


@pytest.mark.parametrize("words", [("plan", "--env", "="), ("preview", "="), ("nothing", "="), ()])
def test_without_files_nothing_is_listed_and_nothing_is_wrong(
    lcwsync: Lcwsync, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    done = lcwsync("completion", "words", "--", *words)
    assert (done.code, done.err) == (0, "")


@pytest.mark.skipif(shutil.which("bash") is None or sys.platform == "win32", reason="needs bash")
def test_bash_completes_a_name_with_blanks(project: Path, tmp_path: Path) -> None:
    program = tmp_path / "lcwsync"
    start = f'PYTHONPATH={ROOT / "src"} exec {sys.executable} -m lcwsync "$@"'
    program.write_text(f"#!/bin/sh\n{start}\n", encoding="utf-8")
    program.chmod(0o755)
    typed = "COMP_WORDS=(lcwsync preview 'Onboard\\ p'); COMP_CWORD=2; _lcwsync; printf '%s\\n' \"${COMPREPLY[@]}\""
    done = subprocess.run(
        ["bash", "-c", f"{SHELLS['bash']}\n{typed}"],
        capture_output=True,
        text=True,
        check=True,
        env={"PATH": f"{tmp_path}:/usr/bin:/bin"},
        cwd=project,
    )
    assert done.stdout == "Onboard\\ pre-hire\\ employee\n"
