"""What the README shows is what happens."""

import re
from pathlib import Path

from lcwsync.values.commands import COMMANDS
from tests.cli.test_main_job import edit
from tests.commands import ROOT, Lcwsync

README = (ROOT / "README.md").read_text(encoding="utf-8")


def block(language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", README, re.DOTALL)
    assert found
    return found.group(1)


def test_the_example_workflow_is_valid(project: Path, lcwsync: Lcwsync) -> None:
    (project / "workflows" / "joiner-pre-hire-tap.yaml").write_text(block("yaml"), encoding="utf-8")
    assert lcwsync("validate").code == 0


def test_the_example_plan_is_what_plan_prints(project: Path, lcwsync: Lcwsync) -> None:
    assert lcwsync("apply", "--yes").code == 0
    edit(project, "tapLifetimeMinutes: 480", "tapLifetimeMinutes: 720")
    printed = lcwsync("plan").out
    for line in block("text").splitlines():
        assert line in printed


def test_every_command_it_names_exists() -> None:
    named = set(re.findall(r"`lcwsync (\w+)", README))
    assert named <= set(COMMANDS)


def test_its_first_two_commands_exist() -> None:
    for script in re.findall(r"python3 (scripts/\w+\.py)", block("sh")):
        assert (ROOT / script).is_file()
