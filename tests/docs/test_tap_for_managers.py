"""The page's walk through the sandbox, from the hires to the audit."""

import json
from pathlib import Path

import pytest

from tests.commands import ROOT, Lcwsync
from tests.docs.console import Shown, shown, walk

PAGE = (ROOT / "docs" / "tap-for-managers.md").read_text(encoding="utf-8")


def test_the_walk_runs_as_the_page_shows_it(project: Path, lcwsync: Lcwsync) -> None:
    walk(PAGE, lcwsync)


def test_the_walk_shows_every_step_of_the_answer() -> None:
    commands = [each.command.split()[1] for each in shown(PAGE) if each.command.startswith("lcwsync")]

    assert commands == [
        "sandbox",
        "apply",
        "preview",
        "preview",
        "sandbox",
        "sandbox",
        "status",
        "apply",
        "preview",
        "preview",
        "sandbox",
        "sandbox",
        "status",
        "sandbox",
        "sandbox",
        "sandbox",
        "run",
        "run",
        "run",
        "run",
        "audit",
    ]


def test_no_manager_of_the_walk_could_come_to_a_pass_in_another_way(project: Path, lcwsync: Lcwsync) -> None:
    door = project / "workflows" / "pass-requests.yaml.off"
    door.rename(door.with_suffix(""))
    assert lcwsync("apply", "--yes").code == 0
    done = lcwsync("audit", "--format", "json")
    held = {right["principal"]["name"] for right in json.loads(done.out)["rights"]}
    assert done.code == 0
    assert "Maria, Ingrid and Liam are not among them" in PAGE
    assert not [name for name in held if name.split(".")[0] in ("maria", "ingrid", "liam")]


@pytest.mark.parametrize(
    ("page", "text", "same"),
    [
        ("one\n", "one\n", True),
        ("one\n", "two\n", False),
        ("one\n", "one\ntwo\n", False),
        ("...\ntwo\n", "one\n\ntwo\n", True),
        ("a ... c\n", "a b c\n", True),
        ("a ... c\n", "a\nb c\n", False),
    ],
)
def test_the_comparison_accepts_equal_texts_and_refuses_others(page: str, text: str, *, same: bool) -> None:
    assert Shown("", page).matches(text) is same
