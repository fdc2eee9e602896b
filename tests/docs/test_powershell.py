"""Who works in PowerShell finds every line that sets a variable: no block of a Unix shell sets one alone."""

import re
from pathlib import Path

import pytest

from tests.commands import ROOT

PAGES = [ROOT / "README.md", ROOT / "SECURITY.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
SETS = re.compile(r"^(?:\$ )?(?:export )?([A-Z][A-Z0-9_]*)=", re.MULTILINE)
SETS_IN_POWERSHELL = re.compile(r"^\$env:([A-Z][A-Z0-9_]*) = ", re.MULTILINE)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_block_that_sets_variables_has_one_for_powershell_after_it(page: Path) -> None:
    blocks = FENCE.findall(page.read_text(encoding="utf-8"))
    after = [*blocks[1:], ("", "")]
    for (language, text), (following, other) in zip(blocks, after, strict=False):
        names = SETS.findall(text) if language in ("sh", "bash", "shell", "console") else []
        if names:
            assert following == "powershell", f"{page.name}: {text}"
            assert SETS_IN_POWERSHELL.findall(other) == names


def test_the_pattern_finds_what_sets_a_variable() -> None:
    assert SETS.findall("export A=1\n$ B_2=x lcwsync plan\nlcwsync plan --x=1\n") == ["A", "B_2"]
