"""The examples at the end of each `--help` run as they stand."""

import shlex
from pathlib import Path

import pytest

from lcwsync.cli.examples import EXAMPLES
from lcwsync.values.commands import COMMANDS
from tests.commands import Lcwsync, Served

LINES = [line for examples in EXAMPLES.values() for line, _ in examples]
OF_A_SHELL = ("eval ", "lcwsync completion")
NEEDS_A_PERSON = (
    "lcwsync apply",
    'lcwsync run "Onboard pre-hire employee" --user zoe.novak@kestrelvane.example --wait',
)
"""They ask before they act; without a terminal they say what to pass."""


def test_every_command_has_examples() -> None:
    assert set(EXAMPLES) == set(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_a_command_ends_with_its_examples(lcwsync: Lcwsync, name: str) -> None:
    shown = lcwsync(name, "--help").out
    _, _, examples = shown.partition("examples:\n")
    assert all(f"  {line}\n      {what}\n" in examples for line, what in EXAMPLES[name])


@pytest.mark.parametrize("line", [line for line in LINES if not line.startswith(OF_A_SHELL)])
def test_an_example_runs(project: Path, lcwsync: Lcwsync, line: str) -> None:
    words = shlex.split(line)[1:]
    if words[0] in ("run", "status", "history", "preview", "verify") or words[:2] == ["apply", "saved.plan"]:
        assert lcwsync("plan", "--out", "saved.plan").code == 0
    if words[0] in ("run", "status", "history", "preview", "pause", "resume", "rollback"):
        assert lcwsync("apply", "--yes").code == 0
    if words[0] == "resume":
        assert lcwsync("pause", words[1], "--reason", "x", "--yes").code == 0
    if words[0] == "import":
        resource = "AADLifecycleWorkflowSettings 's' { WorkflowScheduleIntervalInHours = 3 }"
        text = '{"displayName": "Imported", "category": "leaver", "tasks": [], "executionConditions": null}'
        Path(words[1]).write_text(text if words[1].endswith(".json") else resource, encoding="utf-8")
        (project / "workflows" / "settings.yaml").unlink()
    done = lcwsync(*words)
    expected = 64 if line in NEEDS_A_PERSON or words[0] == "cancel" else 2 if "--detailed-exitcode" in words else 0
    allowed = {expected, 2} if words[0] == "drift" else {expected}
    assert done.code in allowed, done.out + done.err


def test_an_example_of_a_shell_names_a_shell_that_there_is(lcwsync: Lcwsync) -> None:
    for line in LINES:
        if line.startswith(OF_A_SHELL):
            shell = line.partition("lcwsync completion ")[2].split()[0].rstrip(')"')
            assert lcwsync("completion", shell).code == 0


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (("plann",), "did you mean plan?"),
        (("qqqq",), "`lcwsync --help` lists the commands"),
        (("plan", "--evn", "x"), "did you mean --env?"),
        (("validate", "--format", "jsn"), "did you mean json?"),
    ],
)
def test_a_mistyped_word_is_answered_with_the_one_that_was_meant(
    lcwsync: Lcwsync, words: tuple[str, ...], hint: str
) -> None:
    done = lcwsync(*words)
    assert done.code == 64
    assert f"hint: {hint}\n" in done.err


def test_the_tables_are_shown_without_a_tenant(served: Served, lcwsync: Lcwsync) -> None:
    for words in (("tasks",), ("attributes",), ("placeholders",), ("explain",), ("completion", "bash")):
        assert lcwsync(*words).code == 0
    assert not served.app.requests
